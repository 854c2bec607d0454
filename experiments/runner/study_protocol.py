"""What a study module provides, and what the runner does with it.

A study module (named by `module` in a recipe) imports no torch when it is imported. It must have `open_trial` or
`work`; the rest may be left out:

    DataSettings                         frozen Part: the types of the recipe's [data] table; any names without it
    data_fingerprint(plan) -> str        identity of the data; no torch, milliseconds (files: names, sizes, times);
                                         without it that of the [data] table, which is enough for drawn data
    open_trial(run, context) -> Trial    in a worker process: load data, build model, say what is to be kept
    work(run, context) -> WorkResult     instead of it, for what is not one training of one network
    works(run) -> bool                   in a module with both: whether `work` does this run; true without it
    draw_run(run, record, arrays, writer)   figures of a run beyond those of its task, which are always drawn
    record_figures(card, records, extra, writer)    figures of the study that its records suffice for, each as a
                                         function that draws it; `runner.redraw` draws them anew
    draw_study(plan, records, arrays, writer) -> StudyParts    figures and card of the study; without it
                                         `record_figures`, and the card of the first run

    leave_files(run, record, arrays, folder)    optional: write further files into the run's folder in the store

A module with `work` may have `METRICS`: unit and direction (`MetricKind`) of the metrics that it returns, by name. They
are checked before anything works, as are the metrics that its source writes out.

A module may also have, by name, optimizers, schedules and losses of its own: `OPTIMIZERS`, `SCHEDULES`
(`training.schedules`) and `LOSSES` (f(outputs, targets) -> loss).

The runner trains (`training.loop.fit`), measures all three splits with the best weights, counts costs, fills
the `RunRecord`, draws, writes. `arrays` is what the trial kept for the drawing (`Trial.arrays`), by name, as numpy.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from plainspoken.base.document import Part
from plainspoken.experiments.results.record import DataCard, Figure, Pretraining, RunRecord, Target
from plainspoken.experiments.results.record import Step as RecordStep

if TYPE_CHECKING:
    import numpy as np
    from torch import Tensor, nn

    from plainspoken.experiments.figures.figure_style import FigureWriter
    from plainspoken.experiments.runner.recipe import RunPlan, StudyPlan
    from plainspoken.experiments.tasks.task import TrainedTask
    from plainspoken.experiments.tasks.work import WorkResult
    from plainspoken.experiments.training.batches import Batches
    from plainspoken.experiments.training.loop import Step


@dataclass(frozen=True)
class Context:
    """Where a trial runs. `store` is a folder of the study's own, for caches; `tell` shows a line of progress."""

    device: str
    store: Path
    tell: Callable[[str], None] = lambda note: None


_UNTRAINED = Pretraining(kind="none", name="random", description="trained from random weights")


@dataclass
class Trial:
    """One run made ready: everything that training, measuring and drawing need.

    Attributes:
        train: training batches, shuffled, augmented; None where nothing is trained and the model is measured as it is.
        train_clean: the same split as the others are measured.
        valid: validation batches.
        test: test batches.
        model: on any device; the runner moves it. `model(*inputs)` gives what its task judges, such as logits
            [batch, classes].
        example: inputs of one sample, batch dimension 1, for FLOPs and latency.
        labels: class names by index; empty where the samples have none.
        pretraining: what the model starts from.
        bundle: plain values that a user of the weights needs (vocabulary, mean, image size); saved beside them.
        arrays: numpy arrays that the drawing needs later (images of the sample grid, augmentation strip).
        sample_texts: text of test samples by index, when samples are texts that may be shown.
        grid: test indices of the sample grid; ten, chosen by seed, when left empty.
        majority: the class that the majority baseline answers, where the model is tested on other data than it was
            trained on; the most common class of training when None.
        task: how answers are judged; chosen by the targets when None (`tasks.task.infer_task`).
        step: a training step of the study's own (`training.loop.Step`).
        steps: what had to be done before training, such as the features of a frozen network, and what it cost.
        extra: anything for `RunRecord.extra`.
        after: called with the trained model (best weights); what it returns is added to `extra`. It may add to
            `arrays`, such as what the network looks at.
    """

    card: DataCard
    train: Batches | None
    train_clean: Batches
    valid: Batches
    test: Batches
    model: nn.Module
    example: tuple[Tensor, ...]
    labels: list[str] = field(default_factory=list)
    pretraining: Pretraining = _UNTRAINED
    bundle: dict[str, Any] = field(default_factory=dict)
    arrays: dict[str, np.ndarray] = field(default_factory=dict)
    sample_texts: Sequence[str] | None = None
    grid: list[int] = field(default_factory=list)
    majority: str | None = None
    task: TrainedTask | None = None
    step: Step | None = None
    steps: list[RecordStep] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)
    after: Callable[[nn.Module], dict[str, Any]] | None = None


@dataclass
class StudyParts:
    """What `draw_study` gives back for the study's record."""

    card: DataCard
    figures: dict[str, Figure]
    extra: dict[str, Any] = field(default_factory=dict)
    targets: dict[str, Target] = field(default_factory=dict)


class Study(Protocol):
    """The shape of a study module."""

    DataSettings: type[Part]

    def data_fingerprint(self, plan: RunPlan | StudyPlan) -> str:
        """Identity of the data that the plan reads or draws.

        Raises:
            InputError: the user's data are named but not there.
        """

    def open_trial(self, run: RunPlan, context: Context) -> Trial:
        """Load the data and build the model; seeds are set before the call.

        Raises:
            InputError: the data or the weights cannot be used.
        """

    def work(self, run: RunPlan, context: Context) -> WorkResult:
        """Do what the run is, where it is not one training of one network.

        Raises:
            InputError: the data or the weights cannot be used.
        """

    def works(self, run: RunPlan) -> bool:
        """In a module with both: whether `work` does this run, and not `open_trial`."""

    def draw_run(
        self, run: RunPlan, record: RunRecord, arrays: dict[str, np.ndarray], writer: FigureWriter
    ) -> dict[str, Figure]:
        """Draw the figures of one run that this study adds."""

    def draw_study(
        self, plan: StudyPlan, records: list[RunRecord], arrays: dict[str, np.ndarray], writer: FigureWriter
    ) -> StudyParts:
        """Draw the figures of the whole study; `arrays` are those of its first run."""

    def record_figures(
        self, card: DataCard, records: list[RunRecord], extra: dict[str, Any], writer: FigureWriter
    ) -> dict[str, Callable[[], Figure]]:
        """The figures of the study that its records suffice for, each as a function that draws it."""
