"""A metric that knows what it is: its unit, which way is better, where and on how many samples it was measured, how
sure it is, and what it was with other seeds. Nothing that reads a metric needs to guess from its name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import fmean, stdev
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import ConfigDict, Field, model_validator

from plainspoken.base.document import Part
from plainspoken.base.errors import InputError
from plainspoken.experiments.results.unmeasured import NotMeasuredError

OVER_FOLDS = "cross-validation"
"""The split of a metric over the folds of a cross-validation: its value is their mean, and `seeds` has that of each."""

Direction = Literal["higher", "lower", "none"]
"""Which way a metric is better; `none` where neither is, as for a count of samples."""


@dataclass(frozen=True)
class InUnit:
    """Annotation of a record field: the unit of its number or numbers."""

    unit: str


Count = Annotated[int, InUnit("count")]
Fraction = Annotated[float, InUnit("fraction")]
Seconds = Annotated[float, InUnit("seconds")]
Milliseconds = Annotated[float, InUnit("ms")]
Times = Annotated[float, InUnit("times")]
Bytes = Annotated[int, InUnit("bytes")]
Flops = Annotated[int, InUnit("flops")]


class Interval(Part):
    """A confidence interval of a metric, in the metric's unit."""

    low: Fraction
    high: Fraction
    level: Fraction = 0.95
    method: str = "wilson"


class MetricKind(Part):
    """What a number by that name is.

    Attributes:
        unit: `fraction` (between 0 and 1), `difference` (of two fractions), `count`, `times`, `seconds`, `ms`, `bytes`,
            `flops`, `db`, `number` (a pure number), or any unit of measurement, such as `years`.
        better: which way is better.
        title: what it is called in words, for charts; its name when empty.
    """

    unit: str = Field(min_length=1)
    better: Direction
    title: str = ""


class Metric(MetricKind):
    """One measured number.

    Attributes:
        value: the figure of the run shown.
        split: what it was measured on: `train`, `valid`, `test`, or a study's own.
        n: how many samples it was measured on.
        low: lower end of its confidence interval; None where it has none.
        high: upper end.
        level: of the interval.
        method: how the interval was made: `wilson`, `wilson-mover`, `bootstrap`.
        seeds: the figure with each seed, that of the run shown first; empty where the run has one seed. Of the split
            `OVER_FOLDS`, the figure of each fold.
    """

    value: float = Field(allow_inf_nan=False)
    split: str = "test"
    n: Count | None = None
    low: float | None = None
    high: float | None = None
    level: float = 0.95
    method: str | None = None
    seeds: list[float] = Field(default_factory=list)

    @property
    def interval(self) -> Interval | None:
        """The interval, where there is one."""
        if self.low is None or self.high is None:
            return None
        return Interval(low=self.low, high=self.high, level=self.level, method=self.method or "unknown")

    @property
    def mean(self) -> float:
        """Mean over seeds."""
        return fmean(self.seeds) if self.seeds else self.value

    @property
    def deviation(self) -> float:
        """Sample standard deviation over seeds.

        Raises:
            NotMeasuredError: there are fewer than two seeds.
        """
        if len(self.seeds) < 2:
            raise NotMeasuredError("deviation over seeds")
        return stdev(self.seeds)

    @property
    def kind(self) -> MetricKind:
        """What the number is, without the number."""
        return MetricKind(unit=self.unit, better=self.better, title=self.title)

    def within(self, around: Interval) -> Metric:
        """The same metric with that interval."""
        changes = {"low": around.low, "high": around.high, "level": around.level, "method": around.method}
        return self.model_copy(update=changes)


class NamedNumbers(Part):
    """Metrics by name, as plain numbers: those of one epoch, or of a baseline. Their units are those of the record's
    `kinds`. Reading a name that is not there raises `NotMeasuredError`."""

    model_config = ConfigDict(frozen=True, extra="allow")
    __pydantic_extra__: dict[str, float] = Field(init=False)

    @model_validator(mode="before")
    @classmethod
    def _without_null(cls, value: Any) -> Any:
        return {key: each for key, each in value.items() if each is not None} if isinstance(value, dict) else value

    def names(self) -> list[str]:
        """The names that have a number."""
        return list(self.__pydantic_extra__ or {})

    def get(self, name: str) -> float | None:
        """The number of that name, if there is one."""
        return (self.__pydantic_extra__ or {}).get(name)

    if TYPE_CHECKING:

        def __init__(self, **numbers: float | None) -> None: ...

        def __getattr__(self, name: str) -> float: ...
    else:

        def __getattr__(self, name):
            if name.startswith("__"):
                return super().__getattr__(name)
            extra = object.__getattribute__(self, "__pydantic_extra__") or {}
            if name in extra:
                return extra[name]
            if name.startswith("_"):
                return super().__getattr__(name)
            raise NotMeasuredError(name)


def measured(
    values: dict[str, float],
    kinds: Mapping[str, MetricKind],
    *,
    split: str,
    n: int | None,
    intervals: dict[str, Interval] | None = None,
) -> dict[str, Metric]:
    """Plain values as metrics of one split.

    Raises:
        InputError: a value has no kind, so its unit is not known.
    """
    found = {}
    for name, value in values.items():
        if name not in kinds:
            raise InputError(
                f"metric {name!r} has no unit", remedy="declare it: MetricKind(unit=..., better='higher' or 'lower')"
            )
        metric = Metric(**kinds[name].model_dump(), value=value, split=split, n=n)
        around = (intervals or {}).get(name)
        found[name] = metric.within(around) if around is not None else metric
    return found


def with_seeds(shown: dict[str, Metric], others: Iterable[dict[str, Metric]]) -> dict[str, Metric]:
    """The metrics of the run shown, with the figures of further seeds; those that a seed lacks stay without."""
    rest = list(others)
    if not rest:
        return shown
    found = {}
    for name, metric in shown.items():
        known = [each[name].value for each in rest if name in each]
        whole = len(known) == len(rest)
        found[name] = metric.model_copy(update={"seeds": [metric.value, *known]}) if whole else metric
    return found


_SHARE_UP = MetricKind(unit="fraction", better="higher")

CLASSIFICATION = {
    "loss": MetricKind(unit="number", better="lower", title="cross entropy"),
    "accuracy": MetricKind(unit="fraction", better="higher", title="accuracy"),
    "balanced_accuracy": MetricKind(unit="fraction", better="higher", title="balanced accuracy"),
    "precision": MetricKind(unit="fraction", better="higher", title="precision (macro average)"),
    "recall": MetricKind(unit="fraction", better="higher", title="recall (macro average)"),
    "f1": MetricKind(unit="fraction", better="higher", title="F1 (macro average)"),
    "weighted_f1": MetricKind(unit="fraction", better="higher", title="F1 (weighted average)"),
}
"""The metrics of a classifier with one label a sample: all that a record of schema 1 could hold."""
