"""One label a sample: the task, and its metrics from the answers of a model. Torch only inside the task's methods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from plainspoken.experiments.results.make_record import constant_baselines, metrics_from_confusion
from plainspoken.experiments.results.metric import CLASSIFICATION, Metric, MetricKind, NamedNumbers
from plainspoken.experiments.results.record import ClassificationDetail, Sample, Samples
from plainspoken.experiments.results.record import Task as TaskName
from plainspoken.experiments.tasks.task import Outputs

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor

    Indices = NDArray[np.int64]


MISTAKES = 6
"""How many of the surest mistakes are kept."""


class Classification:
    """One label a sample: logits [n, classes] against class indices [n].

    Args:
        labels: class names by index.
        majority: the class that the majority baseline answers; the most common one of training when None.
    """

    name: TaskName = "classify"
    kinds: Mapping[str, MetricKind] = CLASSIFICATION
    monitor = "accuracy"
    losses: tuple[str, ...] = ("cross-entropy",)

    def __init__(self, labels: list[str], majority: str | None = None) -> None:
        self.labels, self.majority = labels, majority

    def fit_problem(self, outputs: Tensor, targets: Tensor) -> str:
        """Why a batch does not fit; empty when it does."""
        if targets.is_floating_point() or targets.dim() != 1:
            return "it needs one class index a sample"
        if outputs.dim() != 2 or outputs.shape[1] != len(self.labels):
            return f"it needs a logit for each of the {len(self.labels)} classes"
        if len(targets) and not 0 <= int(targets.min()) <= int(targets.max()) < len(self.labels):
            return f"a class index is not within 0 and {len(self.labels) - 1}"
        return ""

    def running(self, outputs: Tensor, targets: Tensor) -> dict[str, Tensor]:
        """The number of right answers in a batch."""
        return {"accuracy": (outputs.argmax(1) == targets).sum()}

    def epoch_scores(self, outputs: Outputs, monitor: str) -> dict[str, float]:
        """Loss, accuracy, F1, and the monitored metric."""
        truth, said = outputs.targets.numpy(), outputs.logits.argmax(1).numpy()
        k = outputs.logits.shape[1]
        found = {"loss": outputs.loss(), "accuracy": outputs.accuracy(), "f1": macro_f1(truth, said, classes=k)}
        if monitor not in found:
            scores, _ = self.scores(outputs, "valid")
            found[monitor] = scores[monitor].value
        return found

    def tune(self, valid: Outputs) -> None:
        """Nothing is tuned: the largest logit is the answer."""

    def scores(self, outputs: Outputs, split: str) -> tuple[dict[str, Metric], ClassificationDetail]:
        """All metrics of a split, and its counts by class."""
        return split_metrics(outputs.logits.numpy(), outputs.targets.numpy(), self.labels, split=split)

    def baselines(self, train: Outputs, test: Outputs) -> dict[str, NamedNumbers]:
        """The majority class, and guessing at random."""
        counts = [
            {label: int((each.targets == i).sum()) for i, label in enumerate(self.labels)} for each in (train, test)
        ]
        return constant_baselines(*counts, majority=self.majority)

    def samples(self, outputs: Outputs, grid: Sequence[int], texts: Sequence[str] | None) -> Samples | None:
        """The grid, and the mistakes that the model was surest of."""
        probabilities = outputs.logits.softmax(1)
        top = probabilities.topk(min(2, len(self.labels)), dim=1)

        def sample(index: int) -> Sample:
            first, second = top.indices[index].tolist()
            return Sample(
                index=index,
                truth=self.labels[int(outputs.targets[index])],
                predicted=self.labels[first],
                probability=float(top.values[index, 0]),
                runner_up=self.labels[second],
                runner_up_probability=float(top.values[index, 1]),
                text=texts[index] if texts is not None else None,
            )

        wrong = (top.indices[:, 0] != outputs.targets).nonzero().flatten()
        surest = wrong[top.values[wrong, 0].argsort(descending=True, stable=True)][:MISTAKES].tolist()
        shown = [sample(index) for index in grid]
        return Samples(
            grid=shown,
            right=sum(s.right for s in shown),
            total=len(shown),
            mistakes=[sample(index) for index in surest],
        )


def split_metrics(
    logits: NDArray[np.float32], truth: Indices, labels: list[str], *, split: str = "test"
) -> tuple[dict[str, Metric], ClassificationDetail]:
    """All metrics of one split, with the counts by class behind them (`results.make_record.metrics_from_confusion`).

    Args:
        logits: [n, classes].
        truth: class indices [n].
        labels: class names by index.
        split: which one it is.
    """
    import numpy as np

    confusion = confusion_matrix(truth, logits.argmax(1), classes=len(labels))
    shifted = logits.astype(np.float64) - logits.max(1, keepdims=True)
    losses = np.log(np.exp(shifted).sum(1)) - shifted[np.arange(len(truth)), truth]
    return metrics_from_confusion(confusion.tolist(), labels, split=split, loss=float(losses.mean()))


def confusion_matrix(truth: Indices, said: Indices, *, classes: int) -> Indices:
    """Counts [classes, classes]; row = truth, column = answer."""
    import numpy as np

    return np.bincount(truth * classes + said, minlength=classes * classes).reshape(classes, classes)


def balanced_accuracy(truth: Indices, said: Indices, *, classes: int) -> float:
    """Mean recall of the classes that are there."""
    import numpy as np

    confusion = confusion_matrix(truth, said, classes=classes)
    support = confusion.sum(1)
    return float((np.diag(confusion)[support > 0] / support[support > 0]).mean())


def macro_f1(truth: Indices, said: Indices, *, classes: int) -> float:
    """Mean F1 over all classes; 0 for a class that is neither there nor predicted."""
    import numpy as np

    confusion = confusion_matrix(truth, said, classes=classes)
    return float(_share(2 * np.diag(confusion), confusion.sum(1) + confusion.sum(0)).mean())


def _share(part: Indices, whole: Indices) -> NDArray[np.float64]:
    import numpy as np

    return np.divide(part, whole, out=np.zeros(len(part), dtype=np.float64), where=whole > 0)
