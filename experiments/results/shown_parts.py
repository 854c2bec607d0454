"""What a run leaves to be shown: samples, curves, steps, snapshots, figures. Parts of the record."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from plainspoken.base.document import Part
from plainspoken.experiments.results.figure_parts import FigurePart
from plainspoken.experiments.results.metric import Count, Fraction, Seconds
from plainspoken.experiments.results.unmeasured import SparsePart, unmeasured


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
