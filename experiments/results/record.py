"""The result record: one JSON file a run, one a study; the only thing the talk knows of an experiment.

Fractions are stored as fractions (0.624, not 62.4), times in the unit that the name ends in, sizes in bytes.
Nothing here imports torch, and nothing that reads a record needs the code that made it.

Layout below a talk's build folder::

    results/<study>/study.json            StudyRecord
    results/<study>/<run>.json            RunRecord
    figures/<study>/<name>.png            figures of the study          figure:<study>/<name>
    figures/<study>/<run>/<name>.png      figures of one run            figure:<study>/<run>/<name>
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from plainspoken.base.document import Part, read_document
from plainspoken.experiments.results.figure_parts import FigurePart

SCHEMA = 1


class Interval(Part):
    """A confidence interval of a fraction."""

    low: float
    high: float
    level: float = 0.95
    method: str = "wilson"


class ClassMetrics(Part):
    """What a model did with one class of one split."""

    precision: float
    recall: float
    f1: float
    support: int
    predicted: int
    true_share: float
    predicted_share: float


class SplitMetrics(Part):
    """What a model did on one split. `confusion[i][j]` counts class i taken for class j."""

    n: int
    loss: float
    accuracy: float
    accuracy_interval: Interval
    balanced_accuracy: float
    precision: float
    recall: float
    f1: float
    weighted_f1: float
    labels: list[str]
    per_class: dict[str, ClassMetrics]
    confusion: list[list[int]]


class SplitPair(Part):
    """Loss and accuracy on one split, without the detail."""

    loss: float
    accuracy: float
    f1: float | None = None


class Epoch(Part):
    """One row of the history. `train` is measured as the model trained (augmented, dropout on) unless
    `train_clean` is there: the same split measured as the others are. `seconds` are those of the clock on the wall,
    `processor_seconds` those that this process had a processor, which other work on the machine does not lengthen."""

    epoch: int
    train: SplitPair
    valid: SplitPair
    train_clean: SplitPair | None = None
    learning_rate: float
    seconds: float
    processor_seconds: float | None = None
    waiting_share: float | None = None


class Final(Part):
    """The splits, all measured with the best weights, in evaluation mode, without augmentation."""

    train: SplitMetrics
    valid: SplitMetrics
    test: SplitMetrics


class Latency(Part):
    """Time of one forward pass, from `torch.utils.benchmark`."""

    median_ms: float
    iqr_ms: float
    low_ms: float
    high_ms: float
    batch: int
    device: str
    threads: int
    precision: str
    input_shape: list[int]
    repeats: int


class Cost(Part):
    """What a model costs to keep and to run. `flops` counts two for each multiply-add, for one sample."""

    parameters: int
    trainable_parameters: int
    bytes: int
    flops: int | None = None
    layers: int | None = None
    latency: Latency | None = None


class Pace(Part):
    """How long an epoch of training takes on an accelerator, and on the processor beside it. Made only where a run
    had an accelerator; `ratio` is how many times longer the other device takes."""

    device: str
    other: str
    seconds_per_epoch: float
    other_seconds_per_epoch: float
    ratio: float
    batches: int
    batch: int
    other_threads: int


class Environment(Part):
    """Where it ran. No host name and no path."""

    device: str
    device_name: str
    threads: int
    precision: str
    python: str
    platform: str
    libraries: dict[str, str]


class Split(Part):
    """Counts of one split."""

    n: int
    counts: dict[str, int]
    shares: dict[str, float] = Field(default_factory=dict)


class DataCard(Part):
    """What the data are. `kind` is `drawn` when our own generator made them."""

    name: str
    kind: Literal["drawn", "real"]
    origin: str
    licence: str
    classes: list[str]
    majority: str
    total: int
    splits: dict[str, Split]
    sample_shape: list[int] | None = None
    duplicates: int = 0
    broken: list[str] = Field(default_factory=list)
    size_range: list[int] | None = None
    extra: dict[str, Any] = Field(default_factory=dict)
    fingerprint: str


class Pretraining(Part):
    """Where a model's starting weights come from."""

    kind: Literal["none", "imagenet", "source-task", "package", "file"]
    name: str
    description: str
    checksum: str | None = None
    accuracy: float | None = None
    licence: str | None = None


class Sample(Part):
    """One sample of the grid or of the misclassified: what it is, what was said, how surely."""

    index: int
    truth: str
    predicted: str
    probability: float
    runner_up: str
    runner_up_probability: float
    text: str | None = None

    @property
    def right(self) -> bool:
        """Whether the prediction is the truth."""
        return self.truth == self.predicted


class Samples(Part):
    """The ten samples that the talk shows, and the surest mistakes."""

    grid: list[Sample]
    right: int
    total: int
    mistakes: list[Sample] = Field(default_factory=list)


class Baseline(Part):
    """What is had without looking: always the majority class, or a uniform guess."""

    accuracy: float
    balanced_accuracy: float
    f1: float


class Spread(Part):
    """A figure over several seeds."""

    mean: float
    deviation: float
    values: list[float]


class Figure(Part):
    """A picture, with what a person who cannot see it should hear. `path` is relative to the build folder; `parts`
    are what a talk can mark in it."""

    path: str
    title: str
    alt: str
    width: int
    height: int
    fingerprint: str = ""
    parts: list[FigurePart] = Field(default_factory=list)


class RunRecord(Part):
    """One trained and evaluated model."""

    schema_version: int = SCHEMA
    study: str
    run: str
    title: str
    model: str
    profile: str
    status: Literal["done", "imported"] = "done"
    seed: int
    config: dict[str, Any]
    fingerprints: dict[str, str]
    data: DataCard
    pretraining: Pretraining
    environment: Environment
    history: list[Epoch]
    best_epoch: int
    epochs: int
    epochs_planned: int
    stopped_early: bool = False
    seconds: float
    seconds_per_epoch: float
    processor_seconds_per_epoch: float | None = None
    pace: Pace | None = None
    final: Final
    baselines: dict[str, Baseline]
    cost: Cost
    samples: Samples
    figures: dict[str, Figure] = Field(default_factory=dict)
    spreads: dict[str, Spread] = Field(default_factory=dict)
    extra: dict[str, Any] = Field(default_factory=dict)


class StudyRecord(Part):
    """A set of runs that may be compared: the same data, split and measure."""

    schema_version: int = SCHEMA
    study: str
    title: str
    profile: str
    data: DataCard
    runs: list[str]
    figures: dict[str, Figure] = Field(default_factory=dict)
    extra: dict[str, Any] = Field(default_factory=dict)
    fingerprints: dict[str, str] = Field(default_factory=dict)


def read_run(path: Path) -> RunRecord:
    """Read one run; errors as `read_document`."""
    return read_document(path, RunRecord, noun="result record", remedy=_REMEDY)


def read_study(path: Path) -> StudyRecord:
    """Read one study; errors as `read_document`."""
    return read_document(path, StudyRecord, noun="study record", remedy=_REMEDY)


_REMEDY = "run `plainspoken experiments run` to make it anew"
