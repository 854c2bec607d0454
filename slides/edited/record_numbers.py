"""The numbers of result records, by run and measure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from plainspoken.experiments.results.read_record import read_run, read_study
from plainspoken.slides.edited.number_forms import forms_of

_LEFT_OUT = {"samples", "predictions", "fingerprints", "figures", "environment", "steps", "snapshots", "grid", "extra"}
COSTS = {
    "parameters": r"\.cost\.parameters$",
    "bytes": r"\.cost\.bytes$",
    "latency": r"\.cost\.latency\.median_ms$",
    "best_epoch": r"\.best_epoch$",
    "seconds": r"\.seconds$",
}
"""Measures that belong to no split, and where records hold them."""


@dataclass(frozen=True)
class RecordValue:
    """A number of a record: its path, such as `emotion/resnet18.final.test.accuracy`, and its value."""

    path: str
    value: float


@dataclass(frozen=True)
class RecordNumbers:
    """All numbers of a folder of records, and the names of their runs: title or id, in lower case."""

    values: tuple[RecordValue, ...]
    runs: Mapping[str, str]

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

    def of(self, run: str, measure: str, split: str) -> list[RecordValue]:
        """The values of one measure of one run on one split."""
        asked = "accuracy" if measure == "error" else measure
        pattern = COSTS.get(measure, rf"\.{split}\.(\w+_)?{asked}(\.value)?$")
        place = re.compile(rf"^{re.escape(run)}(\.final|\.scores|\.test)?{pattern}")
        return [value for value in self.values if place.search(value.path)]


def read_numbers(records: Path) -> RecordNumbers:
    """The numbers of all records below a folder.

    Raises:
        InputError: a record cannot be read.
    """
    values: list[RecordValue] = []
    runs: dict[str, str] = {}
    titles: dict[str, str] = {}
    for path in sorted(records.glob("*/*.json")):
        if path.stem == "study":
            values += _leaves(read_study(path).model_dump(), path.parent.name)
            continue
        name = f"{path.parent.name}/{path.stem}"
        run = read_run(path)
        values += _leaves(run.model_dump(), name)
        short = [word for word in re.findall(r"[^\W\d_]+\d\w*", run.title.lower()) if word != run.title.lower()]
        for called in {run.title.lower(), path.stem.lower(), path.stem.lower().replace("-", " "), *short}:
            runs[called] = name if runs.get(called, name) == name else ""
        titles.setdefault(run.title.lower(), name)
    runs |= titles  # a whole title stands for its own run, though others may have it as a part of theirs
    return RecordNumbers(tuple(values), {called: name for called, name in runs.items() if name})


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
