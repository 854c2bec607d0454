"""What a page may quote of an imported run: the expressions to write, and what they come out as."""

from __future__ import annotations

from collections.abc import Iterator
from math import floor, log10
from typing import Any

from plainspoken.experiments.importers.metric_names import FURTHER_KINDS, further, in_detection, meaning, plain_name
from plainspoken.experiments.results.metric import CLASSIFICATION, OVER_FOLDS
from plainspoken.experiments.results.record import RunRecord


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
            bare = metric.removeprefix("macro_")  # a report names the macro averages twice
            if scored is None or metric not in scored:
                continue
            if bare == metric or bare not in scored or scored[bare] != scored[metric]:
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
        if not _told(record, keys, value):
            path = "".join(f".{key}" if key.isidentifier() else f'["{key}"]' for key in keys)
            rows.append(_row(f"{name}.metrics{path}", "number", value))
    return rows


def _told(record: RunRecord, keys: tuple[str, ...], value: float) -> bool:
    """Whether a number is already quoted by the name that all runs share."""
    known = meaning(*keys) or further(*keys)
    if keys[0] == "results" and "," in keys[-1]:  # `exact_match,strict-match` of lm-evaluation-harness
        return any(metric.value == value for told in record.scores.values() for metric in told.values())
    if keys[0].endswith(" avg"):  # the averages of a report by class
        return True
    if known is None:
        folded = plain_name(keys[-1]).removeprefix("mean_test_").removeprefix("neg_")
        own = record.scores.get(OVER_FOLDS, {})
        return plain_name(keys[-1]).startswith("mean_test_") and any(
            found is not None and found.metric in own for found in (meaning(folded), further(folded))
        )
    if known.metric == "n":
        return True
    places = [place for place in ([known.split] if known.split else record.scores) if place in record.scores]
    names = {known.metric, in_detection(known, keys[-1]).metric}
    scores = [record.scores[place][name].value for place in places for name in names if name in record.scores[place]]
    return any(abs(scale * score - value) <= 1e-9 * max(1.0, abs(value)) for score in scores for scale in (1, 100))


def _row(path: str, unit: str, value: float) -> tuple[str, str]:
    """Fractions, counts and times are written by their unit; any other number to three figures, so that 0.0142 is not
    0.01 and 123,456.7 has no digits that nobody needs."""
    if unit == "fraction":
        return f"{{{{ {path} | percent }}}}", f"{100 * value:.1f} %"
    if unit == "seconds":
        return f"{{{{ {path} | seconds }}}}", f"{value:.1f} s"
    if isinstance(value, int):
        return f"{{{{ {path} }}}}", f"{value:,}"
    return f"{{{{ {path} | plain }}}}", _figures(value)


def _figures(value: float) -> str:
    """A number to three figures, as the filter `plain` writes it."""
    digits = 2 - floor(log10(abs(value))) if value else 0
    text = f"{round(value, digits):,.{max(0, digits)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _leaves(tree: dict[str, Any], before: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], float]]:
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from _leaves(value, (*before, key))
        elif isinstance(value, int | float) and not isinstance(value, bool):
            yield (*before, key), value
