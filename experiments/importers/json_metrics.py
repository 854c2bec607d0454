"""JSON that other tools write: metrics flat or nested, scikit-learn's report, histories by epoch."""

from __future__ import annotations

import json
import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from plainspoken.base.errors import InputError
from plainspoken.base.read_documents import parse_json, read_text
from plainspoken.experiments.importers.counted_samples import tell_matrix
from plainspoken.experiments.importers.csv_tables import check_one_run, chosen_rows
from plainspoken.experiments.importers.evaluation_harness import read_evaluation
from plainspoken.experiments.importers.exported_tables import cross_validation, is_cross_validation
from plainspoken.experiments.importers.file_contents import Cell, Found, FoundNumber
from plainspoken.experiments.importers.history_columns import epoch_column, split_of_row, step_column, with_split
from plainspoken.experiments.importers.import_settings import ImportSettings, set_option
from plainspoken.experiments.importers.metric_names import further, meaning, of_detection, split_word
from plainspoken.experiments.importers.own_records import MARK, read_own_record
from plainspoken.experiments.importers.tell_numbers import tell_number
from plainspoken.experiments.importers.training_history import training_history

# Possessive: an alternative for each character would keep a hundred bytes of each, should it go back.
_KEY = re.compile(r'("[^"\\]*+(?:\\.[^"\\]*+)*+")(\s*:)?', re.DOTALL)
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_BOOSTERS = {"l1": "mae", "l2": "mse", "Logloss": "loss", "MultiClass": "loss", "CrossEntropy": "loss", "TotalF1": "f1"}
"""What LightGBM and CatBoost call metrics that other tools call otherwise."""
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
    text = read_text(path)
    document = _part(_parsed(text, path), settings.at, path)
    if isinstance(document, list):
        return _list(document, path, text, settings)
    if not isinstance(document, dict):
        raise _not_understood(path)
    if isinstance(document.get("log_history"), list):
        return _trainer_state(document, path, settings)
    if "macro avg" in document and "weighted avg" in document:
        return read_report(document, path, text, settings)
    if MARK in document:
        return read_own_record(document, path, settings)
    if is_cross_validation(list(document)):
        return cross_validation(_lists(document), path)
    if _is_evaluation(document):
        return read_evaluation(document, path, text, settings)
    columns = _columns(document, path, settings)
    if columns:
        return _rows(_by_place(columns), path, settings, "history, a list a metric")
    return _metrics(document, path, text, settings)


def _parsed(text: str, path: Path) -> Any:
    """The document, or the list of documents of a file with one a line."""
    try:
        return parse_json(text, path)
    except InputError:
        lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
        if len(lines) < 2 or not all(line.lstrip().startswith("{") for _, line in lines) or not _is_json(lines[0][1]):
            raise
    return [parse_json(line, path, line=number) for number, line in lines]


def _lists(document: dict[str, Any]) -> dict[str, list[Any]]:
    """Columns as lists; pandas writes them as objects by the number of the row."""
    return {
        name: list(column.values()) if isinstance(column, dict) else column
        for name, column in document.items()
        if isinstance(column, dict | list)
    }


def _is_evaluation(document: dict[str, Any]) -> bool:
    """Whether it is what lm-evaluation-harness writes: results by task, with names such as `acc,none`."""
    results = document.get("results")
    return isinstance(results, dict) and any(
        isinstance(told, dict) and any("," in name for name in told) for told in results.values()
    )


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _columns(document: dict[str, Any], path: Path, settings: ImportSettings) -> dict[str, list[Any]]:
    """A history that is a list a metric, flat as Keras has it, or by split as XGBoost and LightGBM have it."""
    flat = [value for value in document.values() if isinstance(value, list) and not any(map(_is_list, value))]
    if document and len(flat) == len(document):
        return document
    nested = document and all(
        isinstance(part, dict) and part and all(isinstance(value, list) for value in part.values())
        for part in document.values()
    )
    if not nested:
        return {}
    columns: dict[str, list[Any]] = {}
    for word, part in document.items():
        split = settings.splits.get(word) or split_word(word) or _numbered(word, document)
        if split is None:
            raise InputError(
                f"nothing says which split {word!r} is", file=path,
                remedy=set_option("splits", f'{{ {json.dumps(word)} = "valid" }}'),
            )  # fmt: skip
        columns |= {f"{split}_{_BOOSTERS.get(name, name)}": values for name, values in part.items()}
    rounds = max((len(values) for values in columns.values()), default=0)
    return {"round": list(range(1, rounds + 1)), **columns}


def _is_list(value: object) -> bool:
    return isinstance(value, list)


def _numbered(word: str, document: dict[str, Any]) -> str | None:
    """The split of a set that LightGBM or XGBoost numbered: `valid_0` where it is the only one of its kind."""
    alike = [each for each in document if re.fullmatch(r"(?:valid|validation|eval)_\d+", each)]
    return "valid" if alike == [word] else None


def _by_place(columns: dict[str, list[Any]]) -> list[dict[str, Any]]:
    rows = max(map(len, columns.values()))
    counted = "epoch" in columns or "round" in columns
    return [
        {**({} if counted else {"epoch": i}), **{k: v[i] for k, v in columns.items() if i < len(v)}}
        for i in range(rows)
    ]


def _list(document: list[Any], path: Path, text: str, settings: ImportSettings) -> Found:
    """A list of objects: a history, or what a tool's test returns, which is an object for each set of data."""
    objects = [row for row in document if isinstance(row, dict)]
    names = list(dict.fromkeys(name for row in objects for name in row))
    counted = epoch_column(names, settings, path) or step_column(names)
    if not objects or len(objects) < len(document):
        raise _not_understood(path)
    tested = all((found := meaning(name) or further(name)) is None or found.split == "test" for name in names)
    if not counted and (len(objects) == 1 or tested):
        if len(objects) == 1:
            return _metrics(objects[0], path, text, settings)
        raise InputError(
            f"this list holds the results of {len(objects)} tests", file=path, remedy=set_option("at", '"0"')
        )
    return _rows(document, path, settings, f"history, an object {'an epoch' if counted != 'step' else 'a step'}")


def line_of(text: str, keys: tuple[str, ...]) -> int | None:
    """The line where the keys that lead to a value stand, one after the other; None if they are not found."""
    places, ends = _key_places(text)
    at = -1
    for key in keys:
        found = places.get(key, ())
        index = bisect_right(found, at)
        if index == len(found):
            return None
        at = found[index]
    return bisect_left(ends, at) + 1


@lru_cache(maxsize=1)
def _key_places(text: str) -> tuple[dict[str, list[int]], list[int]]:
    """Where each key of a JSON text stands, and where its lines end: many keys are asked for of one text."""
    places: dict[str, list[int]] = {}
    for match in _KEY.finditer(text):
        if match[2]:
            places.setdefault(json.loads(match[1], strict=False), []).append(match.start())
    return places, [match.start() for match in re.finditer("\n", text)]


def _part(document: Any, part: str, path: Path) -> Any:
    for key in filter(None, part.split("/")):
        if isinstance(document, list) and key.isdecimal() and int(key) < len(document):
            document = document[int(key)]
            continue
        if not isinstance(document, dict) or key not in document:
            there = ", ".join(document) if isinstance(document, dict) else "no names"
            raise InputError(
                f"no part is called {key!r}", file=path, remedy=f"correct `at` in talk.toml: there is {there}"
            )
        document = document[key]
    return document


def _metrics(document: dict[str, Any], path: Path, text: str, settings: ImportSettings) -> Found:
    found = Found(kinds=[f"metrics of {path.name}"], metrics=_numbers(document))
    if "eval_loss" in document and "perplexity" in document and settings.bare_split is None:
        # written beside the loss of the evaluation, whose exponential it is
        document = {("eval_perplexity" if key == "perplexity" else key): value for key, value in document.items()}
    detection = of_detection(keys[-1] for keys, _ in _leaves(document))
    for keys, value in _leaves(document):
        tell_number(found, keys, FoundNumber(value, path, line_of(text, keys)), settings, detection=detection)
    for place, part in [(settings.split, document), *document.items()]:
        split = place if part is document else split_word(place)
        if split is not None and isinstance(part, dict):
            for key in ("confusion_matrix", "confusion"):
                if key in part:
                    tell_matrix(found, split, part[key], FoundNumber(0, path, line_of(text, (key,))))
    if not any(True for _ in _leaves(document)) and not found.splits:
        raise _not_understood(path)
    runtime = document.get("train_runtime")
    found.seconds = float(runtime) if isinstance(runtime, int | float) else None
    return found


def read_report(document: dict[str, Any], path: Path, text: str, settings: ImportSettings) -> Found:
    """What scikit-learn's report tells, as the object that `output_dict=True` gives.

    Raises:
        InputError: a part of it is missing.
    """
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
    """Rows of training and of evaluation, by step and progress; a row that sums up the training, and what was evaluated
    when it was over."""
    log = [row for row in document["log_history"] if isinstance(row, dict) and "epoch" in row]
    ends = [place for place, row in enumerate(log) if "train_runtime" in row]
    end = ends[-1] if ends else len(log)
    rows = [row for row in log[:end] if "train_runtime" not in row]
    found = _rows(
        rows, path, settings, "history of Hugging Face's Trainer",
        progress=True, best_step=_best_step(document, rows), after=log[end + 1 :],
    )  # fmt: skip
    found.seconds = float(log[end]["train_runtime"]) if ends else None
    return found


def _best_step(document: dict[str, Any], rows: list[dict[str, Any]]) -> float | None:
    """The step of the evaluation that the Trainer chose: by its number, its checkpoint's name, or its figure."""
    metric = document.get("best_metric")
    told = document.get("best_global_step")
    if told is None and isinstance(name := document.get("best_model_checkpoint"), str):
        told = int(number.group(1)) if (number := re.search(r"checkpoint-(\d+)/?$", name)) else None
    steps = [
        row["step"]
        for row in rows
        if "step" in row and any(key.startswith("eval_") and value == metric for key, value in row.items())
    ]
    evaluated = [row["step"] for row in rows if "step" in row and any(key.startswith("eval_") for key in row)]
    if isinstance(told, int | float) and told in evaluated:
        return float(told)
    return float(steps[0]) if metric is not None and steps else None


def _rows(
    rows: list[Any], path: Path, settings: ImportSettings, kind: str, *,
    progress: bool = False, best_step: float | None = None, after: Sequence[dict[str, Any]] = (),
) -> Found:  # fmt: skip
    if not rows or not all(isinstance(row, dict) for row in rows):
        raise _not_understood(path)
    rows = [row for _, row in chosen_rows(list(enumerate(rows, 1)), settings, path)]
    names = list(dict.fromkeys(name for row in rows for name in row))
    for name in names:  # a row a split, which one of the columns names
        words = [row.get(name) for row in rows]
        told = [word for word in words if isinstance(word, str)]
        if len(told) == len(rows) and (splits := split_of_row(told)):
            rows = [
                {with_split(key, split): value for key, value in row.items() if key != name}
                for row, split in zip(rows, splits, strict=True)
            ]
            names = list(dict.fromkeys(key for row in rows for key in row))
            break
    check_one_run(list(enumerate(rows, 1)), names, path)
    cells = [_row_cells(row) for row in rows]
    in_order = epoch_column(names, settings, path) is None and step_column(names) is None
    for number, row in enumerate(cells):
        if in_order:
            row["epoch"] = Cell(number, None)
    found = training_history(
        cells, path, settings, progress=progress, best_step=best_step, after=[_row_cells(row) for row in after]
    )
    if in_order:
        found.read_as["epoch"] = "the rows in their order"
    found.kinds = [f"{kind}, {path.name}"]
    return found


def _row_cells(row: dict[str, Any]) -> dict[str, Cell]:
    return {
        key: Cell(value, None)
        for key, value in row.items()
        if isinstance(value, int | float) and not isinstance(value, bool)
    }


def _leaves(document: dict[str, Any], before: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], float]]:
    for key, value in document.items():
        if isinstance(value, dict):
            yield from _leaves(value, (*before, key))
        elif isinstance(value, int | float) and not isinstance(value, bool):
            yield (*before, key), float(value)
        elif isinstance(value, str) and meaning(*before, key) is not None and _NUMBER.fullmatch(value.strip()):
            yield (*before, key), float(value)  # a number that was written as a text


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
