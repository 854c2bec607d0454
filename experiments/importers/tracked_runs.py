"""Runs as trackers keep them: settings, last numbers, and numbers by step, each under the tracker's own names."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from plainspoken.experiments.importers.file_contents import Cell, Found, FoundNumber
from plainspoken.experiments.importers.history_columns import is_time, split_of_name, step_column
from plainspoken.experiments.importers.import_settings import ImportSettings
from plainspoken.experiments.importers.metric_names import further, meaning
from plainspoken.experiments.importers.tell_numbers import tell_all
from plainspoken.experiments.importers.training_history import training_history
from plainspoken.experiments.results.metric import MetricKind

Setting = str | int | float | bool
"""The value of a setting of a run."""

FINE = frozenset({"", "finished", "complete", "completed", "terminated", "done", "running", "ran"})
"""What trackers call a run that ended well, or goes on."""

LONGEST_SETTING = 80
"""Characters of a setting that says something about a run; longer ones are prompts, paths and the like."""


@dataclass
class FoundRun:
    """One of several runs in a source.

    Attributes:
        name: what the tool calls it.
        found: its results.
        settings: what it was run with, by name.
        state: what the tool says of how it ended, in small letters; see `FINE`.
        objective: the metric that the tool itself compares runs by, as (split, metric), with its direction.
        place: the file that tells of it.
        named: whether a person named it, as in a column `model` of a table; a tool's names say less than settings.
        row: of a table, the column with the run's name and what stands there: `where` chooses it by that.
    """

    name: str
    found: Found
    place: Path
    settings: dict[str, Setting] = field(default_factory=dict)
    state: str = ""
    objective: tuple[str, str] | None = None
    named: bool = False
    row: dict[str, str] = field(default_factory=dict)


def tracked_run(
    name: str,
    place: Path,
    options: ImportSettings,
    *,
    last: Mapping[str, float] | None = None,
    points: Mapping[str, Sequence[tuple[float, float]]] | None = None,
    counted_by: str = "step",
    settings: Mapping[str, Any] | None = None,
    state: str = "",
    seconds: float | None = None,
    kinds: Mapping[str, MetricKind] | None = None,
) -> FoundRun:
    """A run from what a tracker keeps of it.

    Args:
        last: the last number of each metric, which is the run's result; those that have `points` may be left out.
        points: (step, value) of each metric, in order.
        counted_by: what the steps are: `step`, `epoch`, `iteration`.
        kinds: unit and direction of metrics that the tracker itself tells, by its own names.

    Raises:
        InputError: a number cannot be what its name says.
    """
    points, last = dict(points or {}), dict(last or {})
    if options.bare_split is None:
        of_training = _of_training([*points, *last])
        points = {of_training.get(key, key): line for key, line in points.items()}
        last = {of_training.get(key, key): value for key, value in last.items()}
        kinds = {of_training.get(key, key): kind for key, kind in (kinds or {}).items()}
    found = Found(seconds=seconds)
    rows = history_rows({key: line for key, line in points.items() if len(line) > 1}, counted_by)
    if rows:
        history = training_history(rows, place, options)
        found.rows, found.curves, found.diverged = history.rows, history.curves, history.diverged
        found.best, found.best_step, found.best_by = history.best, history.best_step, history.best_by
        found.read_as, found.seconds = history.read_as, history.seconds or seconds
    finite = {key: [value for _, value in line if math.isfinite(value)] for key, line in points.items()}
    told = {key: values[-1] for key, values in finite.items() if values} | last
    for key, kind in (kinds or {}).items():
        found.units.setdefault(key, kind)
    tell_all(
        found,
        (((key,), FoundNumber(value, place, logged=bool(rows))) for key, value in told.items() if not _counts(key)),
        options,
    )
    return FoundRun(name, found, place, settings_of(settings or {}), state.lower())


def _of_training(names: Sequence[str]) -> dict[str, str]:
    """New names for bare metrics that are those of training: a loss, and what is there for validation as well, as Keras
    writes it (`accuracy` beside `val_accuracy`)."""
    known = {name: found for name in names if (found := meaning(name) or further(name)) is not None}
    valid = {found.metric for found in known.values() if found.split == "valid"}
    splits = {found.split for found in known.values()} - {None}
    return {
        name: f"train/{name}"
        for name, found in known.items()
        if found.split is None and (found.metric in valid or (found.metric == "loss" and bool(splits)))
    }


def history_rows(points: Mapping[str, Sequence[tuple[float, float]]], counted_by: str) -> list[dict[str, Cell]]:
    """Numbers by metric and step as rows of a history; test metrics are results and no history. Where the steps only
    count values and a metric says the epoch of each, that counts."""
    steps: dict[float, dict[str, Cell]] = {}
    for name, line in points.items():
        if split_of_name(name) == "test":
            continue
        for step, value in line:
            steps.setdefault(step, {})[name] = Cell(value, None)
    rows = [{counted_by: Cell(step, None), **row} for step, row in sorted(steps.items())]
    return [row for row in rows if len(row) > 1]


def _counts(name: str) -> bool:
    """Whether a name counts steps or seconds, and measures nothing."""
    return step_column([name]) is not None or is_time(name) or name.lower().rsplit("/", 1)[-1] in ("epoch", "step")


def settings_of(told: Mapping[str, Any], before: str = "") -> dict[str, Setting]:
    """The settings of a run, nested ones as `model.depth`; lists and long texts stay out."""
    found: dict[str, Setting] = {}
    for key, value in told.items():
        name = f"{before}{key}"
        if isinstance(value, Mapping):
            if set(value) == {"value", "desc"} or set(value) == {"value"}:  # as W&B keeps them
                found |= settings_of({key: value["value"]}, before)
            else:
                found |= settings_of(value, f"{name}.")
        elif (plain := setting(value)) is not None and not str(key).startswith("_"):
            found[name] = plain
    return found


def setting(value: Any) -> Setting | None:
    """A value as a setting: a text that is a number is one; None for what is none."""
    if isinstance(value, bool | int) or (isinstance(value, float) and math.isfinite(value)):
        return value
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST_SETTING or "\n" in value:
        return None
    text = value.strip()
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    if re.fullmatch(r"[-+]?\d{1,15}", text):
        return int(text)
    try:
        number = float(text)
    except ValueError:
        return None if text.lower() in ("none", "null") else text
    return number if math.isfinite(number) else text


def settings_in_name(name: str) -> dict[str, Setting]:
    """Settings that a name of a file or folder tells: `lr=0.1,depth=2`, `seed3`, `run_seed-1`."""
    found: dict[str, Setting] = {}
    for key, value in re.findall(r"([A-Za-z][\w.]*)=([^,=/;&]+?)(?=[,/;&]|\.(?:json|csv|tsv|log|txt)\b|$)", name):
        if (plain := setting(value)) is not None:
            found[key] = plain
    for word in re.findall(r"(?:^|[^A-Za-z])seed[-_ ]?(\d+)(?!\d)", name, re.IGNORECASE):
        found.setdefault("seed", int(word))
    return found
