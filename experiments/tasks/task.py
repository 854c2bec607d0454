"""A task: how the answers of a model are judged. One file a task; this one holds what all of them share.

A task that is trained brings a loss, the metrics of an epoch and of a finished run with their units, and what is kept
of each split beside them. Classification is one of them. `infer_task` chooses by the targets where a trial names none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from plainspoken.base.errors import InputError
from plainspoken.experiments.results.metric import Metric, MetricKind, NamedNumbers
from plainspoken.experiments.results.record import Detail, Samples
from plainspoken.experiments.results.record import Task as TaskName

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor


@dataclass(frozen=True)
class Outputs:
    """What a model said about a split: `logits` [n, ...] float32 and `targets` [n, ...], on the CPU."""

    logits: Tensor
    targets: Tensor

    def loss(self, weight: Tensor | None = None) -> float:
        """Mean cross entropy, where the targets are class indices."""
        from torch.nn.functional import cross_entropy

        return float(cross_entropy(self.logits, self.targets, weight=weight))

    def accuracy(self) -> float:
        """Share of right answers, where the targets are class indices."""
        return float((self.logits.argmax(1) == self.targets).double().mean())


class TrainedTask(Protocol):
    """What the training loop and the runner ask of a task.

    Attributes:
        name: what a record calls it.
        monitor: the metric by which the best epoch is chosen, unless the settings name another.
        losses: names of the losses that fit it, its own first.
    """

    name: TaskName
    monitor: str
    losses: tuple[str, ...]

    @property
    def kinds(self) -> Mapping[str, MetricKind]:
        """Unit and direction of every metric that it gives; checked before training."""

    def fit_problem(self, outputs: Tensor, targets: Tensor) -> str:
        """Why a batch of answers and targets does not fit the task; empty when it does."""

    def running(self, outputs: Tensor, targets: Tensor) -> dict[str, Tensor]:
        """Metrics of a training batch, each summed over its samples."""

    def epoch_scores(self, outputs: Outputs, monitor: str) -> dict[str, float]:
        """Metrics of one split after an epoch, the loss and the monitored one among them."""

    def tune(self, valid: Outputs) -> None:
        """Choose on the validation split what the answers need, such as thresholds."""

    def scores(self, outputs: Outputs, split: str) -> tuple[dict[str, Metric], Detail | None]:
        """The metrics of a split with the best weights, and what is kept beside them."""

    def baselines(self, train: Outputs, test: Outputs) -> dict[str, NamedNumbers]:
        """What is had without looking at the input, by name."""

    def samples(self, outputs: Outputs, grid: Sequence[int], texts: Sequence[str] | None) -> Samples | None:
        """The samples that a talk shows, and the surest mistakes."""


def check_kinds(task: TrainedTask, where: str) -> None:
    """Refuse a task with a metric whose unit or direction is not stated.

    Raises:
        InputError: as said, with the module and what to write.
    """
    for name, kind in task.kinds.items():
        if not isinstance(kind, MetricKind):
            raise InputError(
                f"metric {name!r} of the task {task.name!r} has no unit",
                file=where,
                remedy=f'write for example "{name}": MetricKind(unit="fraction", better="higher") in its `kinds`',
            )
    if "loss" not in task.kinds:
        raise InputError(
            f"the task {task.name!r} does not say what its loss is",
            file=where,
            remedy='add "loss": MetricKind(unit="number", better="lower") to its `kinds`',
        )


def check_fit(task: TrainedTask, outputs: Tensor, targets: Tensor, where: str) -> None:
    """Refuse data that do not fit a task.

    Raises:
        InputError: with the shapes, the module, and which task would fit.
    """
    problem = task.fit_problem(outputs, targets)
    if not problem:
        return
    raise InputError(
        f"the data do not fit the task {task.name!r}: {problem}; the model answers {_described(outputs)} and the "
        f"targets are {_described(targets)}",
        file=where,
        remedy="give the trial another `task`, or targets and a model that fit it (docs/add-a-study.md has a table)",
    )


def infer_task(outputs: Tensor, targets: Tensor, labels: Sequence[str], where: str) -> TrainedTask:
    """The task that targets without a name of one stand for.

    Class indices [n] mean one label a sample; noughts and ones [n, labels] mean any number of labels; other numbers [n]
    or [n, 1] mean regression; pictures [n, channels, height, width] mean a picture from a picture.

    Raises:
        InputError: they can mean none of these.
    """
    from plainspoken.experiments.tasks.classification import Classification
    from plainspoken.experiments.tasks.multilabel import MultiLabel
    from plainspoken.experiments.tasks.regression import Regression
    from plainspoken.experiments.tasks.restoration import Restoration

    if not targets.is_floating_point() and targets.dim() == 1:
        return Classification(list(labels))
    if targets.dim() == 2 and targets.shape[1] == len(labels) > 1 and bool(((targets == 0) | (targets == 1)).all()):
        return MultiLabel(list(labels))
    if targets.is_floating_point() and targets.numel() == len(targets):
        return Regression()
    if targets.is_floating_point() and targets.dim() == 4:
        return Restoration()
    raise InputError(
        f"no task is known for targets that are {_described(targets)}, with {len(labels)} labels",
        file=where,
        remedy="give the trial a `task`: Classification, MultiLabel, Regression, Restoration, or one of your own",
    )


def _described(tensor: Tensor) -> str:
    kind = "numbers" if tensor.is_floating_point() else "whole numbers"
    return f"{kind} of shape {list(tensor.shape)}"
