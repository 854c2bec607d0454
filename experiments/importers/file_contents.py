"""What one file told of a run, and what several told as one."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from plainspoken.base.errors import InputError
from plainspoken.experiments.importers.import_settings import set_option
from plainspoken.experiments.importers.metric_names import is_fraction
from plainspoken.experiments.results.metric import MetricKind
from plainspoken.experiments.results.record import ClassMetrics, Curve

ROUNDING = 0.005
"""Two files tell the same fraction when they differ by less than this: one of them was rounded."""


@dataclass(frozen=True)
class FoundNumber:
    """A number with its place in a file; `logged` when it stands in the log of a training, which may hold a mean over
    batches of unlike sizes."""

    value: float
    file: Path
    line: int | None = None
    logged: bool = False

    def error(self, message: str, remedy: str) -> InputError:
        """A mistake of the user's at this number."""
        return InputError(message, file=self.file, line=self.line, remedy=remedy)


@dataclass(frozen=True)
class Cell:
    """A number of a table and the line it stands in; `clock` when it is written as a time, `01:02`."""

    value: float
    line: int | None
    clock: bool = False


@dataclass
class HistoryEntry:
    """What a history tells of one moment of the training.

    Attributes:
        epoch: counted from 1; 0 where the file counts steps alone.
        mark: what tells this moment from others of its epoch: the step, or how far the epoch is.
        values: by (split, metric).
        more: by the file's own names.
    """

    epoch: int
    mark: float | None = None
    step: float | None = None
    values: dict[tuple[str, str], Cell] = field(default_factory=dict)
    more: dict[str, Cell] = field(default_factory=dict)
    times: dict[str, Cell] = field(default_factory=dict)
    rate: float | None = None

    def told(self) -> set[tuple[str, str]]:
        """Everything it tells, as (split, metric), or as a name of the file after an empty word."""
        return set(self.values) | {("", name) for name in self.more}


class HistoryEntries(list[HistoryEntry]):
    """The moments of a history in their order, found by epoch, step and mark without looking at all of them. They are
    added by `append`, and taken out by `keep`."""

    def __init__(self) -> None:
        super().__init__()
        self._found: defaultdict[tuple[Any, ...], list[HistoryEntry]] = defaultdict(list)

    def append(self, entry: HistoryEntry) -> None:
        """Add one at the end."""
        super().append(entry)
        for key in ((entry.epoch,), ("step", entry.epoch, entry.step), ("mark", entry.epoch, entry.mark)):
            self._found[key].append(entry)

    def keep(self, wanted: Callable[[HistoryEntry], bool]) -> None:
        """Take out all others."""
        kept = [entry for entry in self if wanted(entry)]
        self.clear()
        self._found.clear()
        for entry in kept:
            self.append(entry)

    def of_epoch(self, epoch: int, step: float | None = None) -> Sequence[HistoryEntry]:
        """Those of an epoch, or of a step in it."""
        return self._found.get((epoch,) if step is None else ("step", epoch, step), ())

    def latest(self, epoch: int, mark: float | None) -> HistoryEntry | None:
        """The last one of a moment."""
        found = self._found.get(("mark", epoch, mark))
        return found[-1] if found else None


@dataclass
class Row:
    """One epoch, counted from 1. `values` are by (split, metric); `more` by the file's own names."""

    epoch: int
    values: dict[tuple[str, str], float] = field(default_factory=dict)
    learning_rate: float | None = None
    seconds: float | None = None
    more: dict[str, float] = field(default_factory=dict)

    def take(self, entry: HistoryEntry) -> None:
        """Take what a moment of this epoch tells: the last number of each name counts."""
        self.values |= {key: cell.value for key, cell in entry.values.items()}
        self.more |= {name: cell.value for name, cell in entry.more.items()}
        self.learning_rate = entry.rate if entry.rate is not None else self.learning_rate


@dataclass
class Found:
    """What files told of one run.

    Attributes:
        kinds: what each file was taken for, in words.
        splits: numbers by split and metric, named as the record names them.
        classes: by split, the metrics of each class; `predicted` is absent where the file has it not.
        multilabel: whether a sample may have several of the classes.
        confusion: by split, class names and counts; row = truth, column = answer.
        rows: the history, an epoch a row.
        curves: the history of a file that counts steps and no epochs.
        best: the best evaluation, with its own numbers; `best_step` where the file tells its step, `best_by` the
            validation metric that chose it, where no tool did.
        diverged: from where on no loss is a number: `epoch` (counted from 1) or `step`, and which.
        read_as: what was taken for an epoch, a step, the best and so on, in words.
        seconds: of the whole training.
        metrics: every number by the files' own names, nested as they have it.
        units: unit and direction of metrics that only this file, or its author, knows.
        deviations: standard errors by (split, metric), where a file tells them.
        folds: figures of the folds of a cross-validation, by metric.
        answers: by split, (sample, truth, answer), for comparing runs sample by sample.
    """

    kinds: list[str] = field(default_factory=list)
    splits: dict[str, dict[str, FoundNumber]] = field(default_factory=dict)
    classes: dict[str, dict[str, dict[str, float]]] = field(default_factory=dict)
    multilabel: bool = False
    confusion: dict[str, tuple[list[str], list[list[int]]]] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    curves: dict[str, Curve] = field(default_factory=dict)
    best: Row | None = None
    best_step: float | None = None
    best_by: str | None = None
    diverged: tuple[str, int] | None = None
    read_as: dict[str, str] = field(default_factory=dict)
    seconds: float | None = None
    metrics: dict[str, Any] = field(default_factory=dict)
    units: dict[str, MetricKind] = field(default_factory=dict)
    deviations: dict[tuple[str, str], float] = field(default_factory=dict)
    folds: dict[str, list[float]] = field(default_factory=dict)
    answers: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)

    def tell(self, split: str, metric: str, number: FoundNumber, *, percent: bool = False) -> None:
        """Take one number of a split; the first that tells it is taken.

        Raises:
            InputError: it is not finite, no fraction where one is meant, or contradicts an earlier file.
        """
        value = number.value
        if not math.isfinite(value):
            raise number.error(
                f"{metric} of {split} is {value}", "no talk can say that: take it out, or correct the training"
            )
        if is_fraction(metric):
            if percent and 0 < value < 1:
                raise number.error(
                    f"{metric} of {split} is {value:g}, which would be {value:g} %",
                    "leave out `percent = true` for this import; where the file has shares of 1 beside percentages, "
                    "write them all alike",
                )
            value = value / 100 if percent else value
            if not percent and value > 1 and (share := self._share_beside(split, metric)) is not None:
                raise number.error(
                    f"{metric} of {split} is {number.value:g}, a percentage, and {share[0]} {share[1]:g}, a share of 1",
                    "write them all alike in the file, as shares of 1 or as percentages",
                )
            if not 0 <= value <= 1:
                raise number.error(
                    f"{metric} of {split} is {number.value:g}, which is no share of 1",
                    "correct the file" if percent else f"where 91.2 means 91.2 %: {set_option('percent', 'true')}",
                )
        elif metric == "n" and (value != int(value) or value < 1):
            raise number.error(f"n of {split} is {value:g}", "give a count of samples")
        known = self.splits.setdefault(split, {}).setdefault(metric, replace(number, value=value))
        if abs(known.value - value) > (ROUNDING if is_fraction(metric) else 1e-2 * abs(known.value)):
            raise number.error(
                f"{metric} of {split} is {value:g} here and {known.value:g} in {known.file.name}",
                "name only files of one and the same run",
            )

    def _share_beside(self, split: str, metric: str) -> tuple[str, float] | None:
        """Another metric of a split that is a share between 0 and 1."""
        told = self.splits.get(split, {}).items()
        return next(
            ((name, each.value) for name, each in told if name != metric and is_fraction(name) and 0 < each.value < 1),
            None,
        )

    def tell_if_fitting(self, split: str, metric: str, number: FoundNumber, *, percent: bool = False) -> None:
        """Take one number of a split if it can be what its name means, such as an `auc` between 0 and 1."""
        scale = 100 if percent else 1
        if math.isfinite(number.value) and (not is_fraction(metric) or 0 <= number.value <= scale):
            value = number.value / scale if is_fraction(metric) else number.value
            self.splits.setdefault(split, {}).setdefault(metric, replace(number, value=value))

    def add(self, other: Found) -> None:
        """Take what another file told besides.

        Raises:
            InputError: it contradicts what is known, or both files hold a history.
        """
        self.kinds += other.kinds
        for split, numbers in other.splits.items():
            for metric, number in numbers.items():
                self.tell(split, metric, number)
        self.multilabel = self.multilabel or other.multilabel
        if (self.rows or self.curves) and (other.rows or other.curves):
            raise InputError(
                f"two histories: {' and '.join(self.kinds)}", remedy="import the files of two runs under two names"
            )
        self.rows = self.rows or other.rows
        self.curves = self.curves or other.curves
        if self.best is None:
            self.best, self.best_step, self.best_by = other.best, other.best_step, other.best_by
        self.diverged = self.diverged or other.diverged
        self.read_as = {**other.read_as, **self.read_as}
        self.classes = {**other.classes, **self.classes}
        self.confusion = {**other.confusion, **self.confusion}
        self.seconds = self.seconds or other.seconds
        self.units = {**other.units, **self.units}
        self.deviations = {**other.deviations, **self.deviations}
        self.folds = {**other.folds, **self.folds}
        self.answers = {**other.answers, **self.answers}
        self.metrics = _merged(self.metrics, other.metrics)


def class_metrics(numbers: dict[str, float]) -> dict[str, Any]:
    """The fields of `ClassMetrics` that are known."""
    return {name: numbers[name] for name in ClassMetrics.model_fields if name in numbers}


def _merged(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    merged = dict(second)
    for key, value in first.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = _merged(value, merged[key]) if both else value
    return merged
