"""The numbers of result records, by run and measure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from plainspoken.experiments.results.read_record import read_run, read_study
from plainspoken.experiments.results.record import RunRecord
from plainspoken.slides.edited.number_forms import forms_of
from plainspoken.slides.edited.run_mentions import RunMentions, run_mentions

_LEFT_OUT = {"samples", "predictions", "fingerprints", "figures", "environment", "steps", "snapshots", "grid", "extra"}
COSTS = ("parameters", "bytes", "latency", "best_epoch", "seconds", "flops", "epochs")
"""Measures that belong to no split."""
_COST_NAMES = (
    ("parameters", re.compile(r"(?:num_|n_|total_)?param(?:eter)?s(?:_count)?")),
    ("latency", re.compile(r"latency(?:_ms)?")),
    ("seconds", re.compile(r"(?:train(?:ing)?_)?(?:seconds|time_s)")),
)
"""Names that imported files have for costs, and ours."""
_SPLITS = {"train": "train", "valid": "valid", "val": "valid", "test": "test"}


@dataclass(frozen=True)
class RecordValue:
    """A number of a record: its path, such as `emotion/resnet18.final.test.accuracy`, and its value."""

    path: str
    value: float


@dataclass(frozen=True)
class Measurement:
    """One measured number of a run: `split` is empty for costs, `better` (`higher`, `lower`) where nothing says which
    way is better. `mean` is that over its seeds."""

    measure: str
    split: str
    value: float
    better: str
    path: str
    mean: float


@dataclass(frozen=True)
class RecordNumbers:
    """All numbers of a folder of records, the names of their runs, and what was measured of each."""

    values: tuple[RecordValue, ...]
    runs: RunMentions = field(default_factory=lambda: run_mentions({}))
    measured: Mapping[str, tuple[Measurement, ...]] = field(default_factory=dict)
    records: Mapping[str, RunRecord] = field(default_factory=dict)
    titles_of_measures: Mapping[str, str] = field(default_factory=dict)

    def holds(self, run: str, form: tuple[str, str], *, rest: bool) -> bool:
        """Whether the record of a run, or of its study, has a number in this form; with `rest`, what is left of a share
        counts as well."""
        if (run, rest) not in self._forms_of:
            near = [v for v in self.values if v.path.startswith((f"{run}.", f"{run.partition('/')[0]}."))]
            every = [*(v.value for v in near), *(1 - v.value for v in near if rest and 0 < v.value < 1)]
            self._forms_of[run, rest] = {each for value in every for each in forms_of(value)}
        return form in self._forms_of[run, rest]

    @cached_property
    def _forms_of(self) -> dict[tuple[str, bool], set[tuple[str, str]]]:
        return {}

    @cached_property
    def forms(self) -> frozenset[tuple[str, str]]:
        """Every number of every record in its usual forms."""
        return frozenset(form for value in self.values for form in forms_of(value.value))

    @cached_property
    def rests(self) -> frozenset[tuple[str, str]]:
        """What is left of every share, as of an accuracy the errors."""
        return frozenset(form for value in self.values if 0 < value.value < 1 for form in forms_of(1 - value.value))

    def of(self, run: str, measure: str, split: str) -> list[Measurement]:
        """What was measured of a run by that measure, the very one first, then its variants, such as `weighted_f1`."""
        near = [m for m in self.measured.get(run, ()) if not m.split or m.split == split]
        return [m for m in near if m.measure == measure] + [m for m in near if m.measure.endswith(f"_{measure}")]

    def one(self, run: str, measure: str, split: str) -> Measurement | None:
        """The measurement of a run by exactly that measure."""
        return next((m for m in self.of(run, measure, split) if m.measure == measure), None)


def read_numbers(records: Path, aliases: Mapping[str, str] | None = None) -> RecordNumbers:
    """The numbers of all records below a folder; `aliases` are short names that a talk has for runs.

    Raises:
        InputError: a record cannot be read.
    """
    values: list[RecordValue] = []
    runs: dict[str, RunRecord] = {}
    for path in sorted(records.glob("*/*.json")):
        if path.stem == "study":
            values += _leaves(read_study(path).model_dump(), path.parent.name)
            continue
        name = f"{path.parent.name}/{path.stem}"
        runs[name] = read_run(path)
        values += _leaves(runs[name].model_dump(), name)
    mentions = run_mentions({name: run.title for name, run in runs.items()}, aliases)
    measured = {name: tuple(_measurements(name, run)) for name, run in runs.items()}
    means = [RecordValue(m.path, m.mean) for found in measured.values() for m in found if m.mean != m.value]
    return RecordNumbers((*values, *means), mentions, measured, runs, _titles_of_measures(runs))


def _leaves(value: Any, path: str) -> Iterator[RecordValue]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in _LEFT_OUT:
                yield from _leaves(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from _leaves(inner, f"{path}[{at}]")
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield RecordValue(path, float(value))


def _measurements(name: str, run: RunRecord) -> Iterator[Measurement]:
    known: set[tuple[str, str]] = set()
    for split, metrics in run.scores.items():
        for measure, metric in metrics.items():
            known.add((split, measure))
            path = f"{name}.final.{split}.{measure}"
            yield Measurement(measure, split, metric.value, metric.better, path, metric.mean)
            if measure == "accuracy" and (split, "error") not in known:
                yield Measurement("error", split, 1 - metric.value, "lower", path, 1 - metric.mean)
    for measure, value, where in _costs(run):
        known.add(("", measure))
        yield Measurement(measure, "", value, "lower", f"{name}.{where}", value)
    for own in _leaves(run.metrics, f"{name}.metrics"):
        steps = own.path.removeprefix(f"{name}.metrics.").lower().split(".")
        split = next((_SPLITS[step] for step in steps if step in _SPLITS), "test")
        measure = re.sub(r"\W+", "_", steps[-1])
        cost = next((cost for cost, pattern in _COST_NAMES if pattern.fullmatch(measure)), "")
        kind = run.kinds.get(measure)
        key = ("", cost) if cost else (split, measure)
        if key not in known:
            known.add(key)
            better = "lower" if cost else kind.better if kind is not None else ""
            yield Measurement(cost or measure, key[0], own.value, better, own.path, own.value)


def _costs(run: RunRecord) -> Iterator[tuple[str, float, str]]:
    cost = run.cost if run.has("cost") else None
    for measure in ("parameters", "bytes", "flops"):
        if cost is not None and cost.has(measure):
            yield measure, float(getattr(cost, measure)), f"cost.{measure}"
    if cost is not None and cost.has("latency") and cost.latency is not None:
        yield "latency", cost.latency.median_ms, "cost.latency.median_ms"
    for measure in ("best_epoch", "epochs", "seconds"):
        if run.has(measure):
            yield measure, float(getattr(run, measure)), measure


def _titles_of_measures(runs: Mapping[str, RunRecord]) -> dict[str, str]:
    """What records call their measures, by name: `mean_iou` is `mean IoU`."""
    found: dict[str, str] = {}
    for run in runs.values():
        for metrics in run.scores.values():
            for name, metric in metrics.items():
                found.setdefault(name, metric.title)
        for leaf in _leaves(run.metrics, "metrics"):
            own = leaf.path.rpartition(".")[2]
            found.setdefault(re.sub(r"\W+", "_", own.lower()), own)
    return found
