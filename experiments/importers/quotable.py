"""What a page may quote of an imported run: the expressions to write, and what they come out as."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from plainspoken.experiments.importers.metric_names import meaning
from plainspoken.experiments.results.record import RunRecord, SplitMetrics


def quotable(record: RunRecord, name: str) -> list[tuple[str, str]]:
    """Pairs of what is written in a page and the value; `name` is what the page calls the run, such as `mine.forest`.

    Numbers that have a name which all runs share are given by that name only.
    """
    rows = []
    for split in ("train", "valid", "test"):
        metrics = getattr(getattr(record, "final", None), split, None)
        for metric in SplitMetrics.model_fields:
            value = getattr(metrics, metric, None)
            if isinstance(value, int | float):
                rows.append(_row(f"{name}.final.{split}.{metric}", metric, value))
    for field in ("best_epoch", "epochs", "seconds"):
        if (value := getattr(record, field, None)) is not None:
            rows.append(_row(f"{name}.{field}", field, value))
    for split, pair in record.extra.get("best", {}).items():
        if isinstance(pair, dict):
            rows += [_row(f"{name}.extra.best.{split}.{metric}", metric, value) for metric, value in pair.items()]
    for keys, value in _leaves(getattr(record, "metrics", {})):
        if meaning(*keys) is None:
            path = "".join(f".{key}" if key.isidentifier() else f'["{key}"]' for key in keys)
            rows.append(_row(f"{name}.metrics{path}", keys[-1], value))
    return rows


def _row(path: str, metric: str, value: float) -> tuple[str, str]:
    """Fractions, counts and times are written by themselves; any other number needs to be told its digits."""
    if metric in ("accuracy", "balanced_accuracy", "precision", "recall", "f1", "weighted_f1"):
        return f"{{{{ {path} | percent }}}}", f"{100 * value:.1f} %"
    if metric == "seconds":
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
