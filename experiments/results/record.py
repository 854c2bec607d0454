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

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from plainspoken.base.document import Part
from plainspoken.experiments.results.figure_parts import FigurePart
from plainspoken.experiments.results.metric import (
    Bytes,
    Count,
    Flops,
    Fraction,
    Interval,
    Metric,
    MetricKind,
    Milliseconds,
    NamedNumbers,
    Seconds,
    Times,
)
from plainspoken.experiments.results.scores_view import Final
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


class ClassMetrics(SparsePart):
    """What a model did with one class of one split."""

    precision: Fraction = unmeasured()
    recall: Fraction = unmeasured()
    f1: Fraction = unmeasured()
    support: Count = unmeasured()
    predicted: Count = unmeasured()
    true_share: Fraction = unmeasured()
    predicted_share: Fraction = unmeasured()


class ClassificationDetail(SparsePart):
    """One label a sample. `confusion[i][j]` counts class i taken for class j."""

    kind: Literal["classification"] = "classification"
    labels: list[str] = unmeasured()
    per_class: dict[str, ClassMetrics] = unmeasured()
    confusion: list[list[Count]] = unmeasured()


class LabelMetrics(SparsePart):
    """What a model did with one label of a multi-label task, said where its probability is `threshold` or more."""

    precision: Fraction
    recall: Fraction
    f1: Fraction
    support: Count
    predicted: Count = unmeasured()
    threshold: Fraction = unmeasured()
    average_precision: Fraction = unmeasured()


class MultiLabelDetail(SparsePart):
    """Any number of labels a sample. `together[i][j]` counts samples with label i that have label j as well.

    Attributes:
        thresholds: `fixed` at one value, or `tuned on valid` for each label.
        threshold_curve: micro and macro F1 by one threshold for all labels.
    """

    kind: Literal["multilabel"] = "multilabel"
    labels: list[str]
    per_label: dict[str, LabelMetrics]
    thresholds: Literal["fixed", "tuned on valid"] = "fixed"
    labels_per_sample: float = unmeasured()
    said_per_sample: float = unmeasured()
    together: list[list[Count]] = unmeasured()
    threshold_curve: dict[str, list[float]] = unmeasured()


class RegressionDetail(SparsePart):
    """A number a sample: at most 500 pairs of truth and answer, and the quantiles of answer minus truth."""

    kind: Literal["regression"] = "regression"
    target: str
    unit: str
    truth: list[float]
    answer: list[float]
    residual_quantiles: dict[str, float] = unmeasured()


class ImagesDetail(SparsePart):
    """A picture a sample: the figure of each of at most 500 samples, by metric."""

    kind: Literal["images"] = "images"
    by_sample: dict[str, list[float]]


class LabelledBox(SparsePart):
    """A rectangle in pixels from the upper left corner; `score` is that of a find."""

    x: float
    y: float
    width: float
    height: float
    label: str
    score: Fraction = unmeasured()


class Scene(Part):
    """One picture of a detection task: its size in pixels, the true boxes, those found, and how many were found before
    overlapping ones were suppressed."""

    size: list[Count]
    truth: list[LabelledBox]
    found: list[LabelledBox]
    raw: Count


class DetectionDetail(SparsePart):
    """Boxes: a find is right when it overlaps a true box by `overlap` (intersection over union) or more."""

    kind: Literal["detection"] = "detection"
    overlap: Fraction
    recall: list[float]
    precision: list[float]


Detail = Annotated[
    ClassificationDetail | MultiLabelDetail | RegressionDetail | ImagesDetail | DetectionDetail,
    Field(discriminator="kind"),
]
"""What a run did on one split, beyond its metrics; which kind, its task decides."""


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


class Latency(Part):
    """Time of one forward pass, from `torch.utils.benchmark`."""

    INTERVALS: ClassVar[dict[str, tuple[str, str]]] = {"median_ms": ("low_ms", "high_ms")}

    median_ms: Milliseconds
    iqr_ms: Milliseconds
    low_ms: Milliseconds
    high_ms: Milliseconds
    batch: Count
    device: str
    threads: Count
    precision: str
    input_shape: list[Count]
    repeats: Count


class Cost(SparsePart):
    """What a model costs to keep and to run. `flops` counts two for each multiply-add, for one sample."""

    parameters: Count = unmeasured()
    trainable_parameters: Count = unmeasured()
    bytes: Bytes = unmeasured()
    flops: Flops | None = None
    layers: Count | None = None
    latency: Latency | None = None


class Pace(Part):
    """How long an epoch of training takes on an accelerator, and on the processor beside it. Made only where a run
    had an accelerator; `ratio` is how many times longer the other device takes."""

    device: str
    other: str
    seconds_per_epoch: Seconds
    other_seconds_per_epoch: Seconds
    ratio: Times
    batches: Count
    batch: Count
    other_threads: Count


class Environment(Part):
    """Where it ran. No host name and no path."""

    device: str
    device_name: str
    threads: Count
    precision: str
    python: str
    platform: str
    libraries: dict[str, str]


class Split(Part):
    """Counts of one split. In a multi-label set, `counts` are the samples that have each label."""

    n: Count
    counts: dict[str, Count] = Field(default_factory=dict)
    shares: dict[str, Fraction] = Field(default_factory=dict)


class DataCard(SparsePart):
    """What the data are. `kind` is `drawn` when our own generator made them. `classes` and `majority` are there where
    the samples have labels."""

    name: str = unmeasured()
    kind: Literal["drawn", "real"] = unmeasured()
    origin: str = unmeasured()
    licence: str = unmeasured()
    classes: list[str] = unmeasured()
    majority: str = unmeasured()
    total: Count = unmeasured()
    splits: dict[str, Split] = Field(default_factory=dict)
    sample_shape: list[Count] | None = None
    duplicates: Count = 0
    broken: list[str] = Field(default_factory=list)
    size_range: list[Count] | None = None
    extra: dict[str, Any] = Field(default_factory=dict)
    fingerprint: str = unmeasured()


class Pretraining(Part):
    """Where a model's starting weights come from."""

    kind: Literal["none", "imagenet", "source-task", "package", "file"]
    name: str
    description: str
    checksum: str | None = None
    accuracy: Fraction | None = None
    licence: str | None = None


class Sample(SparsePart):
    """One sample of the grid or of the mistakes: what it is, what was said, how surely. Several labels are joined by
    commas; a task that says no label has none."""

    VIEWS: ClassVar[tuple[str, ...]] = ("right",)

    index: Count
    truth: str
    predicted: str
    probability: Fraction = unmeasured()
    runner_up: str = unmeasured()
    runner_up_probability: Fraction = unmeasured()
    text: str | None = None

    @property
    def right(self) -> bool:
        """Whether the prediction is the truth."""
        return self.truth == self.predicted


class Samples(Part):
    """The samples that the talk shows, and the surest mistakes."""

    grid: list[Sample]
    right: Count
    total: Count
    mistakes: list[Sample] = Field(default_factory=list)


Baseline = NamedNumbers
"""What is had without looking at the input, by metric: always the majority class, or a uniform guess."""


class Spread(Part):
    """A metric over several seeds."""

    mean: float
    deviation: float
    values: list[float]


class Curve(Part):
    """Points of a line, at most 500: a schedule, a loss by step, or the path of an optimiser in the plane."""

    x: list[float]
    y: list[float]
    x_name: str
    y_name: str
    x_unit: str = "number"
    y_unit: str = "number"


class Step(SparsePart):
    """One step of a run and what it cost: `cached` where it was not done again."""

    name: str
    kind: Literal["load", "features", "fit", "train", "predict", "other"]
    items: Count = unmeasured()
    output_shape: list[Count] = unmeasured()
    processor_seconds: Seconds
    cached: bool = False


class Snapshot(SparsePart):
    """What a run looked like at a step; `figure` is a key of the run's figures."""

    step: Count
    figure: str
    processor_seconds: Seconds = unmeasured()


class Figure(Part):
    """A picture, with what a person who cannot see it should hear. `path` is relative to the build folder.

    Attributes:
        parts: what a talk can mark in it.
        foot: what stands below it in small type: samples, seeds, the interval's level.
        type_share: the size of the smallest type in it, as a share of the picture's width; 0 when it is not known.
    """

    path: str
    title: str
    alt: str
    width: int
    height: int
    fingerprint: str = ""
    parts: list[FigurePart] = Field(default_factory=list)
    foot: str = ""
    type_share: float = 0.0


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
            if len(metric.seeds) > 1
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
