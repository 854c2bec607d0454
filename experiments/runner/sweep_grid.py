"""The `[sweep]` table of a recipe: lists of values, and a run for every combination of them.

[sweep]
base = "cnn"                                # the run whose settings each starts from; not trained by itself
model = ["cnn", "resnet18"]                 # axes: model, weights, a name of [train], or data.NAME, options.NAME
optimizer = ["sgd", "adamw"]
titles = { resnet18 = "ResNet18" }          # how values are called in titles, where not as they are written
with = { sgd = { train = { schedule = "constant" } } }   # what a value brings with it: tables of a run, or `weights`
prune = { rule = "halving", first = 2 }     # end the weakest early, see runner.pruning
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Mapping
from typing import Any

from pydantic import Field

from plainspoken.base.document import Part
from plainspoken.base.errors import InputError
from plainspoken.experiments.runner.pruning import Pruning
from plainspoken.experiments.training.train_settings import TrainSettings

Value = str | int | float | bool

MOST_RUNS = 1000
"""A larger grid is taken for a slip."""

_PLACES = ("data", "train", "options")

_BROUGHT = (*_PLACES, "weights", "effort")
"""What a value may bring with it."""


class Sweep(Part):
    """A sweep, checked.

    Attributes:
        axes: by setting, the values in the order in which they were written.
        with_: by value, further settings of the runs that have it: `weights`, `effort`, `data`, `train`, `options`.
        base: name of the run that the points of the grid start from; empty: from the study's own tables.
    """

    axes: dict[str, list[Value]]
    base: str = ""
    titles: dict[str, str] = Field(default_factory=dict)
    with_: dict[str, dict[str, Any]] = Field(default_factory=dict, alias="with")
    prune: Pruning | None = None


class Point(Part):
    """One combination of the values.

    Attributes:
        at: its place on each axis.
        tables: what it sets over its base: `model`, `weights`, and tables `data`, `train`, `options`.
    """

    name: str
    title: str
    at: dict[str, Value]
    tables: dict[str, Any]


def read_sweep(table: Mapping[str, Any]) -> Sweep:
    """Check a `[sweep]` table.

    Raises:
        ValueError: an axis is no setting, holds no list of plain values, or holds one twice; or the grid is too large.
    """
    own = {key: table[key] for key in ("base", "titles", "with", "prune") if key in table}
    axes = _flat({key: value for key, value in table.items() if key not in own})
    if not axes:
        raise ValueError('no axis: give a list of values, such as `optimizer = ["sgd", "adamw"]`')
    for name, values in axes.items():
        _check_axis(name, values)
    for value, tables in own.get("with", {}).items():
        if value not in {str(each) for values in axes.values() for each in values}:
            raise ValueError(f"with.{value}: no axis has that value")
        if not isinstance(tables, Mapping) or (wrong := [key for key in tables if key not in _BROUGHT]):
            raise ValueError(
                f"with.{value}: " + (f"no setting {wrong[0]!r}" if isinstance(tables, Mapping) else "not a table")
            )
    if (runs := math.prod(map(len, axes.values()))) > MOST_RUNS:
        raise ValueError(f"the grid has {runs} runs, more than {MOST_RUNS}")
    return Sweep.model_validate({"axes": axes, **own})


def grid_points(sweep: Sweep, base_title: str = "") -> list[Point]:
    """All combinations, the last axis turning fastest.

    Raises:
        InputError: two combinations would have one name.
    """
    points: dict[str, Point] = {}
    for values in itertools.product(*sweep.axes.values()):
        at = dict(zip(sweep.axes, values, strict=True))
        name = "-".join(_slug(value) for value in values)
        words = [sweep.titles.get(str(value), str(value)) for value in values]
        if base_title and "model" not in sweep.axes:
            words.insert(0, base_title)
        if name in points:
            raise InputError(
                f"two runs of the sweep would be called {name!r}", remedy="write the values so that they differ"
            )
        points[name] = Point(name=name, title=", ".join(words), at=at, tables=_tables(at, sweep.with_))
    return list(points.values())


def _check_axis(name: str, values: Any) -> None:
    place, _, key = name.partition(".")
    known = name in ("model", "weights") or (place in _PLACES and key) or name in TrainSettings.model_fields
    if not known:
        raise ValueError(
            f"no setting {name!r}: an axis is `model`, `weights`, `data.NAME`, `options.NAME`, or of [train] one of "
            + ", ".join(TrainSettings.model_fields)
        )
    if not isinstance(values, list) or not values or not all(isinstance(value, str | int | float) for value in values):
        raise ValueError(f"{name}: an axis is a list of words or numbers")
    if len(set(map(repr, values))) < len(values):
        raise ValueError(f"{name}: a value is listed twice")


def _tables(at: Mapping[str, Value], brought: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The settings of one point as the tables of a run: what its values bring, then the values themselves."""
    tables: dict[str, Any] = {}
    for value in at.values():
        for place, told in brought.get(str(value), {}).items():
            tables[place] = {**tables.get(place, {}), **told} if isinstance(told, Mapping) else told
    for name, value in at.items():
        if name in ("model", "weights"):
            tables[name] = value
            continue
        place, _, key = name.partition(".")
        steps = [place, *key.split(".")] if place in _PLACES and key else ["train", name]
        table = tables
        for step in steps[:-1]:
            table = table.setdefault(step, {})
        table[steps[-1]] = value
    return tables


def _flat(table: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """`[sweep.train] batch = [..]` and `train.batch = [..]` are the same axis."""
    flat: dict[str, Any] = {}
    for key, value in table.items():
        flat.update(_flat(value, f"{before}{key}.") if isinstance(value, Mapping) else {f"{before}{key}": value})
    return flat


def _slug(value: Value) -> str:
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return re.sub(r"[^a-z0-9.]+", "-", text.lower()).strip("-.") or "x"
