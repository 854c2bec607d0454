"""What a run did on one split beyond its metrics, a class for each kind of task. Parts of the record."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from plainspoken.base.document import Part
from plainspoken.experiments.results.metric import Count, Fraction
from plainspoken.experiments.results.unmeasured import SparsePart, unmeasured


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
