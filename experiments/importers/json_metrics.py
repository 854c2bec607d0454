"""JSON that other tools write: metrics flat or nested, scikit-learn's report, histories by epoch."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from plainspoken.base.errors import InputError
from plainspoken.experiments.importers.csv_tables import Cell, history
from plainspoken.experiments.importers.file_contents import Found, FoundNumber
from plainspoken.experiments.importers.import_settings import ImportSettings
from plainspoken.experiments.importers.metric_names import further, meaning

_AVERAGES = ("accuracy", "micro avg", "macro avg", "weighted avg", "samples avg")


def read_json(path: Path, settings: ImportSettings) -> Found:
    """What one JSON file tells.

    Understood are: metrics, flat (`{"test_accuracy": 0.91}`, as Hugging Face's `all_results.json`) or nested
    (`{"test": {"accuracy": 0.91}}`); `sklearn.metrics.classification_report(..., output_dict=True)`;
    `trainer_state.json` of Hugging Face's Trainer; Keras' `History.history` (a list a metric); skorch's `history.json`
    (an object an epoch).

    Raises:
        InputError: it is not JSON, or nothing that is understood; with the line at fault.
    """
    text = path.read_text(encoding="utf-8-sig")
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(
            f"not valid JSON: {error.msg}", file=path, line=error.lineno, column=error.colno, remedy="write it anew"
        ) from None
    document = _part(document, settings.at, path)
    if isinstance(document, list):
        return _rows(document, path, settings, "history, an object an epoch")
    if not isinstance(document, dict):
        raise _not_understood(path)
    if isinstance(document.get("log_history"), list):
        return _trainer_state(document, path, settings)
    if "macro avg" in document and "weighted avg" in document:
        return _report(document, path, text, settings)
    if document and all(isinstance(value, list) for value in document.values()):
        epochs = max(map(len, document.values()))
        rows = [{"epoch": i, **{k: v[i] for k, v in document.items() if i < len(v)}} for i in range(epochs)]
        return _rows(rows, path, settings, "history, a list a metric")
    return _metrics(document, path, text, settings)


def line_of(text: str, keys: tuple[str, ...]) -> int | None:
    """The line where the keys that lead to a value stand, one after the other; None if they are not found."""
    at = 0
    for key in keys:
        found = re.compile(re.escape(json.dumps(key)) + r"\s*:").search(text, at)
        if not found:
            return None
        at = found.start()
    return text.count("\n", 0, at) + 1


def _part(document: Any, part: str, path: Path) -> Any:
    for key in filter(None, part.split("/")):
        if not isinstance(document, dict) or key not in document:
            there = ", ".join(document) if isinstance(document, dict) else "no names"
            raise InputError(
                f"no part is called {key!r}", file=path, remedy=f"mend `at` in talk.toml: there is {there}"
            )
        document = document[key]
    return document


def _metrics(document: dict[str, Any], path: Path, text: str, settings: ImportSettings) -> Found:
    found = Found(kinds=[f"metrics of {path.name}"], metrics=_numbers(document))
    for keys, value in _leaves(document):
        number = FoundNumber(value, path, line_of(text, keys))
        if (known := meaning(*keys)) is not None:
            found.tell(known.split or settings.split, known.metric, number, percent=settings.percent)
        elif (typed := further(*keys)) is not None:
            found.tell_if_fitting(typed.split or settings.split, typed.metric, number, percent=settings.percent)
    if not any(True for _ in _leaves(document)):
        raise _not_understood(path)
    runtime = document.get("train_runtime")
    found.seconds = float(runtime) if isinstance(runtime, int | float) else None
    return found


def _report(document: dict[str, Any], path: Path, text: str, settings: ImportSettings) -> Found:
    found = Found(kinds=[f"report by class of {path.name}"], metrics=_numbers(document))
    split = settings.split
    classes = {name: row for name, row in document.items() if name not in _AVERAGES}
    try:
        found.classes[split] = {
            name: {
                "precision": float(row["precision"]),
                "recall": float(row["recall"]),
                "f1": float(row["f1-score"]),
                "support": int(row["support"]),
            }
            for name, row in classes.items()
        }
        macro, weighted = document["macro avg"], document["weighted avg"]
        given = {
            "precision": macro["precision"], "recall": macro["recall"], "f1": macro["f1-score"],
            "weighted_f1": weighted["f1-score"], "n": weighted["support"],
        }  # fmt: skip
        averages = {
            f"{average}_{metric}": document[f"{average} avg"][key]
            for average in ("micro", "macro", "weighted", "samples")
            for metric, key in (("precision", "precision"), ("recall", "recall"), ("f1", "f1-score"))
            if f"{average} avg" in document and f"{average}_{metric}" != "weighted_f1"
        }
    except (KeyError, TypeError, ValueError):
        raise InputError(
            "not a whole report by class",
            file=path,
            remedy="write it with output_dict=True",
        ) from None
    if "accuracy" in document:  # not there when labels were left out
        given["accuracy"] = document["accuracy"]
        given["balanced_accuracy"] = _mean([row["recall"] for row in found.classes[split].values() if row["support"]])
    if "samples avg" in document:  # several labels a sample: the supports add up to labels, not to samples
        found.multilabel = True
        del given["n"]
    if "samples avg" in document or "micro avg" in document:
        for metric, value in averages.items():
            found.tell(split, metric, FoundNumber(float(value), path, line_of(text, (f"{metric.split('_')[0]} avg",))))
    for metric, value in given.items():
        key = "accuracy" if metric == "accuracy" else "weighted avg" if metric in ("weighted_f1", "n") else "macro avg"
        found.tell(split, metric, FoundNumber(float(value), path, line_of(text, (key,))))
    if not found.multilabel:
        for row in found.classes[split].values():
            row["true_share"] = row["support"] / float(given["n"])
    return found


def _trainer_state(document: dict[str, Any], path: Path, settings: ImportSettings) -> Found:
    """Rows of three kinds, by step and with a fraction of an epoch; the last row sums up the training."""
    log = [row for row in document["log_history"] if isinstance(row, dict) and "epoch" in row]
    rows = [{**row, "epoch": math.ceil(row["epoch"]) or 1} for row in log if "train_runtime" not in row]
    found = _rows(rows, path, settings, "history of Hugging Face's Trainer", counted_from=1)
    ends = [row["train_runtime"] for row in log if "train_runtime" in row]
    found.seconds = float(ends[-1]) if ends else None
    best = document.get("best_global_step")
    at = [math.ceil(row["epoch"]) for row in log if best is not None and row.get("step") == best]
    found.best_epoch = at[0] if at else None
    return found


def _rows(rows: list[Any], path: Path, settings: ImportSettings, kind: str, counted_from: int | None = None) -> Found:
    if not rows or not all(isinstance(row, dict) for row in rows):
        raise _not_understood(path)
    cells = [
        {key: Cell(value, None) for key, value in row.items() if isinstance(value, int | float) and value is not True}
        for row in rows
    ]
    for number, row in enumerate(cells):
        row.setdefault("epoch", Cell(number, None))
    return Found(
        kinds=[f"{kind}, {path.name}"], rows=history(cells, path, percent=settings.percent, counted_from=counted_from)
    )


def _leaves(document: dict[str, Any], before: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], float]]:
    for key, value in document.items():
        if isinstance(value, dict):
            yield from _leaves(value, (*before, key))
        elif isinstance(value, int | float) and not isinstance(value, bool):
            yield (*before, key), float(value)


def _numbers(document: dict[str, Any]) -> dict[str, Any]:
    """What a page may quote: finite numbers and texts, nested as they are."""
    kept: dict[str, Any] = {}
    for key, value in document.items():
        if isinstance(value, dict):
            kept[key] = _numbers(value)
        elif isinstance(value, str | bool | int) or (isinstance(value, float) and math.isfinite(value)):
            kept[key] = value
    return kept


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _not_understood(path: Path) -> InputError:
    return InputError(
        "this JSON holds no metrics", file=path, remedy='write for example {"test": {"accuracy": 0.91, "n": 500}}'
    )
