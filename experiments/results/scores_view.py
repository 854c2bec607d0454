"""A run's scores by plain names: `final.test.accuracy` is a number, `final.test.confusion` the part of the detail.

Views of what `RunRecord.scores` and `RunRecord.detail` hold; nothing is stored here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from plainspoken.experiments.results.metric import CLASSIFICATION, Interval, Metric
from plainspoken.experiments.results.unmeasured import NotMeasuredError

if TYPE_CHECKING:
    from plainspoken.experiments.results.record import ClassMetrics

SPLITS = ("train", "valid", "test")
"""The splits that every run may have."""

_KNOWN = ("n", "loss", *(name for name in CLASSIFICATION if name != "loss"), "labels", "per_class", "confusion")
"""Names that may be asked of any run: one that it did not measure is *not measured*, any other is a mistake."""

_INTERVAL = "_interval"


class SplitScores(Mapping[str, Any]):
    """What a run scored on one split. Iterating gives the names that are there."""

    def __init__(self, split: str, metrics: Mapping[str, Metric], detail: Mapping[str, Any], n: int | None) -> None:
        self._split, self._metrics, self._detail = split, metrics, detail
        counted = next((metric.n for metric in metrics.values() if metric.n is not None), n)
        self._own: dict[str, Any] = {} if counted is None else {"n": counted}

    def metric(self, name: str) -> Metric | None:
        """The metric of that name, with its unit and interval."""
        return self._metrics.get(name)

    @property
    def n(self) -> int:
        """How many samples the split has."""
        return int(self["n"])

    @property
    def accuracy_interval(self) -> Interval:
        """The 95 % interval of the accuracy."""
        found: Interval = self["accuracy_interval"]
        return found

    @property
    def labels(self) -> list[str]:
        """The class names, in the order of the rows of `confusion`."""
        found: list[str] = self["labels"]
        return found

    @property
    def per_class(self) -> dict[str, ClassMetrics]:
        """What the model did with each class."""
        found: dict[str, ClassMetrics] = self["per_class"]
        return found

    @property
    def confusion(self) -> list[list[int]]:
        """Counts; row = truth, column = answer."""
        found: list[list[int]] = self["confusion"]
        return found

    def get(self, name: str, default: Any = None) -> Any:
        """That metric or part, or the default where it was not measured."""
        return self[name] if self.has(name) else default

    def has(self, name: str) -> bool:
        """Whether that metric or part was measured."""
        return name in self._own or name in self._metrics or name in self._detail or self._around(name) is not None

    def __getitem__(self, name: str) -> Any:
        if name in self._own:
            return self._own[name]
        if name in self._metrics:
            return self._metrics[name].value
        if name in self._detail:
            return self._detail[name]
        if (around := self._around(name)) is not None:
            return around
        raise NotMeasuredError(f"final.{self._split}.{name}")

    def _around(self, name: str) -> Interval | None:
        metric = self._metrics.get(name.removesuffix(_INTERVAL)) if name.endswith(_INTERVAL) else None
        return metric.interval if metric is not None else None

    def __iter__(self) -> Iterator[str]:
        own = [*self._own, *self._metrics, *self._detail]
        return iter([*own, *(f"{name}{_INTERVAL}" for name, each in self._metrics.items() if each.interval)])

    def __len__(self) -> int:
        return len(list(iter(self)))

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.has(name)

    def names(self) -> list[str]:
        """All names that may be asked for, measured or not."""
        return list(dict.fromkeys([*self, *_KNOWN]))

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> float: ...
    else:

        def __getattr__(self, name):
            if name.startswith("_"):
                raise AttributeError(name)
            return self[name]


class Final(Mapping[str, SplitScores]):
    """The splits of a run. Reading one that was not measured raises `NotMeasuredError`."""

    def __init__(
        self,
        scores: Mapping[str, Mapping[str, Metric]],
        details: Mapping[str, Mapping[str, Any]],
        counts: Mapping[str, int],
    ) -> None:
        self._scores, self._details, self._counts = scores, details, counts

    @property
    def train(self) -> SplitScores:
        """The training split."""
        return self["train"]

    @property
    def valid(self) -> SplitScores:
        """The validation split."""
        return self["valid"]

    @property
    def test(self) -> SplitScores:
        """The test split."""
        return self["test"]

    def get(self, split: str, default: Any = None) -> Any:
        """That split, or the default where nothing was measured on it."""
        return self[split] if self.has(split) else default

    def has(self, split: str) -> bool:
        """Whether anything was measured on that split."""
        return split in self._scores or split in self._details

    def names(self) -> list[str]:
        """All splits that may be asked for, measured or not."""
        return list(dict.fromkeys([*self, *SPLITS]))

    def __getitem__(self, split: str) -> SplitScores:
        if not self.has(split):
            raise NotMeasuredError(f"final.{split}")
        return SplitScores(split, self._scores.get(split, {}), self._details.get(split, {}), self._counts.get(split))

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys([*self._scores, *self._details]))

    def __len__(self) -> int:
        return len(list(iter(self)))

    def __contains__(self, split: object) -> bool:
        return isinstance(split, str) and self.has(split)
