"""The result record: one JSON file a run, one a study; the only thing the talk knows of an experiment.

Schema 2. Every metric is a `Metric`, which says its unit, which way is better, its split, its count of samples and its
interval (`results.metric`). Fields declared with `unmeasured()` may be left out: reading one is an error with a remedy
(`results.unmeasured`). Fractions are stored as fractions (0.624, not 62.4), times in the unit that the name ends in,
sizes in bytes. Records of schema 1 are read too (`results.upgrade_record`). Nothing here imports torch, and nothing
that reads a record needs the code that made it.

Layout below a talk's build folder::

    results/<study>/study.json            StudyRecord
    results/<study>/<run>.json            RunRecord
    figures/<study>/<name>.png            figures of the study          figure:<study>/<name>
    figures/<study>/<run>/<name>.png      figures of one run            figure:<study>/<run>/<name>
"""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import Field

from plainspoken.base.document import Part
from plainspoken.experiments.results.data_card import DataCard, Pretraining, Split
from plainspoken.experiments.results.metric import (
    OVER_FOLDS,
    Count,
    Fraction,
    Interval,
    Metric,
    MetricKind,
    NamedNumbers,
    Seconds,
)
from plainspoken.experiments.results.run_cost import Cost, Latency, Pace
from plainspoken.experiments.results.scores_view import Final
from plainspoken.experiments.results.shown_parts import Curve, Figure, Sample, Samples, Snapshot, Step
from plainspoken.experiments.results.task_detail import (
    ClassificationDetail,
    ClassMetrics,
    Detail,
    DetectionDetail,
    ImagesDetail,
    LabelledBox,
    LabelMetrics,
    MultiLabelDetail,
    RegressionDetail,
    Scene,
)
from plainspoken.experiments.results.unmeasured import SparsePart, unmeasured

SCHEMA = 2

Task = Literal[
    "classify", "multilabel", "regress", "restore", "generate", "edit", "detect", "optimise", "analyse", "other"
]
"""What a run does: one label a sample; any number of labels; a number; a picture from a picture; samples of a
distribution; changes to one picture; boxes; the race of an optimiser; figures without training; a task of the study's
own."""

__all__ = [
    "SCHEMA",
    "Baseline",
    "ClassMetrics",
    "ClassificationDetail",
    "Cost",
    "Curve",
    "DataCard",
    "Detail",
    "DetectionDetail",
    "Ended",
    "Environment",
    "Epoch",
    "Figure",
    "ImagesDetail",
    "Interval",
    "LabelMetrics",
    "LabelledBox",
    "Latency",
    "Metric",
    "MetricKind",
    "MultiLabelDetail",
    "NamedNumbers",
    "Pace",
    "Pair",
    "Pretraining",
    "RegressionDetail",
    "RunRecord",
    "Sample",
    "Samples",
    "Scene",
    "Snapshot",
    "Split",
    "Spread",
    "Step",
    "StudyRecord",
    "Target",
    "Task",
]  # fmt: skip


class Epoch(SparsePart):
    """One row of the history. `train` is measured as the model trained (augmented, dropout on) unless
    `train_clean` is there: the same split measured as the others are. `valid` is absent where that epoch was not
    validated. `seconds` are those of the clock on the wall, `processor_seconds` those that this process had a
    processor, which other work on the machine does not lengthen."""

    epoch: Count
    train: NamedNumbers = unmeasured()
    valid: NamedNumbers = unmeasured()
    train_clean: NamedNumbers | None = None
    learning_rate: float = unmeasured()
    seconds: Seconds = unmeasured()
    processor_seconds: Seconds | None = None
    waiting_share: Fraction | None = None


class Ended(SparsePart):
    """Where and why a run ended before its time."""

    epoch: Count
    step: Count = unmeasured()
    reason: str


class Environment(Part):
    """Where it ran. No host name and no path."""

    device: str
    device_name: str
    threads: Count
    precision: str
    python: str
    platform: str
    libraries: dict[str, str]


Baseline = NamedNumbers
"""What is had without looking at the input, by metric: always the majority class, or a uniform guess."""


class Spread(Part):
    """A metric over several seeds."""

    mean: float
    deviation: float
    values: list[float]


class RunRecord(SparsePart):
    """One run: trained and evaluated here, imported, or ended because it diverged.

    Attributes:
        status: `diverged` runs have their history up to there, `ended`, and no scores.
            `pruned` runs were ended by the rule of their sweep; `ended` says when, and their scores are those of then.
        scores: metrics by split and name; `final` reads the same by plain names.
        detail: what the task keeps of each split beside the metrics.
        kinds: units of what `history`, `baselines` and `metrics` hold by name, where no score of that name says it.
        metrics: every number of an imported run by the names that its files use.
        read_as: of an imported run: what was taken for an epoch, a step, the best, the test and a restart, in words.
        at: where the run stands on the axes of its sweep, such as `{"optimizer": "adam"}`.
    """

    VIEWS: ClassVar[tuple[str, ...]] = ("final", "spreads")

    schema_version: int = SCHEMA
    study: str
    run: str
    title: str
    task: Task = "classify"
    status: Literal["done", "imported", "diverged", "pruned"] = "done"
    ended: Ended | None = None
    model: str = unmeasured()
    profile: str = unmeasured()
    seed: Count = unmeasured()
    config: dict[str, Any] = Field(default_factory=dict)
    fingerprints: dict[str, str] = Field(default_factory=dict)
    data: DataCard = unmeasured()
    pretraining: Pretraining = unmeasured()
    environment: Environment = unmeasured()
    history: list[Epoch] = Field(default_factory=list)
    best_epoch: Count = unmeasured()
    epochs: Count = unmeasured()
    epochs_planned: Count = unmeasured()
    stopped_early: bool = False
    seconds: Seconds = unmeasured()
    seconds_per_epoch: Seconds = unmeasured()
    processor_seconds_per_epoch: Seconds | None = None
    pace: Pace | None = None
    scores: dict[str, dict[str, Metric]] = Field(default_factory=dict)
    detail: dict[str, Detail] = Field(default_factory=dict)
    kinds: dict[str, MetricKind] = Field(default_factory=dict)
    metrics: dict[str, Any] = Field(default_factory=dict)
    read_as: dict[str, str] = Field(default_factory=dict)
    baselines: dict[str, NamedNumbers] = Field(default_factory=dict)
    cost: Cost = unmeasured()
    samples: Samples = unmeasured()
    curves: dict[str, Curve] = Field(default_factory=dict)
    steps: list[Step] = Field(default_factory=list)
    scenes: list[Scene] = Field(default_factory=list)
    snapshots: list[Snapshot] = Field(default_factory=list)
    at: dict[str, str | int | float | bool] = Field(default_factory=dict)
    figures: dict[str, Figure] = Field(default_factory=dict)
    extra: dict[str, Any] = Field(default_factory=dict)

    @property
    def final(self) -> Final:
        """The scores and details of each split by plain names: `final.test.accuracy`, `final.test.confusion`. All
        splits are measured with the best weights, in evaluation mode, without augmentation."""
        counts = {name: split.n for name, split in self.data.splits.items()} if self.has("data") else {}
        details = {split: _fields(detail) for split, detail in self.detail.items()}
        return Final(self.scores, details, counts)

    @property
    def spreads(self) -> dict[str, Spread]:
        """Metrics over several seeds, as `test.accuracy`; empty where the run has one seed."""
        return {
            f"{split}.{name}": Spread(mean=metric.mean, deviation=metric.deviation, values=metric.seeds)
            for split, metrics in self.scores.items()
            for name, metric in metrics.items()
            if len(metric.seeds) > 1 and metric.split != OVER_FOLDS
        }

    def kind_of(self, name: str) -> MetricKind | None:
        """Unit and direction of the metric of that name, as the record says."""
        for metrics in (self.scores.get("test", {}), *self.scores.values()):
            if name in metrics:
                return metrics[name].kind
        return self.kinds.get(name)


class Target(SparsePart):
    """What was asked of a study before it ran: a metric of the test split that is to be at least or at most `value`."""

    measure: str
    at_least: float = unmeasured()
    at_most: float = unmeasured()
    split: str = "test"


class Pair(Part):
    """Two runs on the same test samples: how many only the first got right, how many only the second, and the
    two-sided p value of the exact McNemar test."""

    only_first: Count
    only_second: Count
    p: float


class StudyRecord(SparsePart):
    """A set of runs that may be compared: the same data, split and measure.

    Attributes:
        axes: of a sweep: the values on each axis, in order.
        targets: what was asked for beforehand, by name.
        pairs: paired comparisons by `run/run`.
    """

    schema_version: int = SCHEMA
    study: str
    title: str
    profile: str
    data: DataCard = unmeasured()
    runs: list[str]
    axes: dict[str, list[str | int | float | bool]] = Field(default_factory=dict)
    targets: dict[str, Target] = Field(default_factory=dict)
    pairs: dict[str, Pair] = Field(default_factory=dict)
    figures: dict[str, Figure] = Field(default_factory=dict)
    extra: dict[str, Any] = Field(default_factory=dict)
    fingerprints: dict[str, str] = Field(default_factory=dict)


def _fields(detail: Part) -> dict[str, Any]:
    """The fields of a detail that are there, by name."""
    known = {name: detail.__dict__.get(name) for name in type(detail).model_fields if name != "kind"}
    return {name: value for name, value in known.items() if value is not None}
