"""What a page may quote of an imported run: the expressions to write, and what they come out as."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from plainspoken.experiments.importers.metric_names import FURTHER_KINDS, further, meaning
from plainspoken.experiments.results.metric import CLASSIFICATION, OVER_FOLDS
from plainspoken.experiments.results.record import RunRecord

_OWN_NAME = frozenset(name for name in FURTHER_KINDS if further(name) and "_" not in name) | {"top5_accuracy"}
"""Metrics that are quoted by the name that the file uses, as `metrics.auc`."""


def quotable(record: RunRecord, name: str) -> list[tuple[str, str]]:
    """Pairs of what is written in a page and the value; `name` is what the page calls the run, such as `mine.forest`.

    Numbers that have a name which all runs share are given by that name only.
    """
    rows = []
    for split in ("train", "valid", "test"):
        scored = record.final.get(split)
        known = ("n", *CLASSIFICATION, *FURTHER_KINDS)
        others = [name for name in record.scores.get(split, {}) if name not in known]
        for metric in (*known, *others) if scored is not None else ():
            if scored is not None and metric in scored and metric not in _OWN_NAME:
                unit = kind.unit if (kind := record.kind_of(metric)) else "count"
                rows.append(_row(f"{name}.final.{split}.{metric}", unit, scored[metric]))
    for metric, folded in record.scores.get(OVER_FOLDS, {}).items():
        rows.append(_row(f'{name}.scores["{OVER_FOLDS}"].{metric}', folded.unit, folded.value))
    for field, unit in (("best_epoch", "count"), ("epochs", "count"), ("seconds", "seconds")):
        if record.has(field):
            rows.append(_row(f"{name}.{field}", unit, getattr(record, field)))
    if "step" in record.extra.get("best", {}):
        rows.append(_row(f"{name}.extra.best.step", "count", record.extra["best"]["step"]))
    for split, pair in record.extra.get("best", {}).items():
        if isinstance(pair, dict):
            for metric, value in pair.items():
                unit = kind.unit if (kind := record.kind_of(metric)) else "number"
                rows.append(_row(f"{name}.extra.best.{split}.{metric}", unit, value))
    for keys, value in _leaves(record.metrics):
        if meaning(*keys) is None:
            path = "".join(f".{key}" if key.isidentifier() else f'["{key}"]' for key in keys)
            rows.append(_row(f"{name}.metrics{path}", "number", value))
    return rows


def _row(path: str, unit: str, value: float) -> tuple[str, str]:
    """Fractions, counts and times are written by themselves; any other number needs to be told its digits."""
    if unit == "fraction":
        return f"{{{{ {path} | percent }}}}", f"{100 * value:.1f} %"
    if unit == "seconds":
        return f"{{{{ {path} | seconds }}}}", f"{value:.1f} s"
    if isinstance(value, int):
        return f"{{{{ {path} }}}}", f"{value:,}"
    return f"{{{{ {path} | decimal(2) }}}}", f"{value:.2f}"


def _leaves(tree: dict[str, Any], before: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], float]]:
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from _leaves(value, (*before, key))
        elif isinstance(value, int | float) and not isinstance(value, bool):
            yield (*before, key), value
