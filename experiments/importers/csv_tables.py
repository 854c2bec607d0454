"""Tables that other tools write: a history with a row an epoch (or a step), and answers with a row a sample."""

from __future__ import annotations

import csv
import json
import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from plainspoken.base.errors import InputError
from plainspoken.base.read_documents import LONGEST_NAME, read_text
from plainspoken.experiments.importers.exported_tables import cross_validation, is_cross_validation
from plainspoken.experiments.importers.file_contents import Cell, Found, FoundNumber
from plainspoken.experiments.importers.history_columns import (
    epoch_column,
    is_time,
    run_column,
    split_of_row,
    step_column,
    with_split,
)
from plainspoken.experiments.importers.import_settings import ImportSettings, set_option
from plainspoken.experiments.importers.metric_names import (
    further,
    is_fraction,
    is_percent,
    meaning,
    of_detection,
    plain_name,
)
from plainspoken.experiments.importers.tell_numbers import tell_number
from plainspoken.experiments.importers.training_history import training_history
from plainspoken.experiments.results.make_record import metrics_from_confusion

T = TypeVar("T", bound=Mapping[str, Any])
"""A row of a table or of a list of objects."""

_COMMA = re.compile(r"[-+]?\d+,\d+(?:[eE][-+]?\d+)?")
_ABSENT = ("", "na", "none", "null", "-")
_TRUTH = ("truth", "true", "label", "target", "y_true", "actual", "gold")
_SAMPLE = ("id", "sample", "index", "sample_id", "file", "")
_ANSWER = ("predicted", "prediction", "pred", "y_pred", "answer", "output")


def _checked(reader: csv.DictReader[str], path: Path) -> csv.DictReader[str]:
    """The reader, when its header can be read."""
    try:
        _ = reader.fieldnames
    except csv.Error as error:
        raise _unreadable(error, reader, path) from None
    return reader


def _unreadable(error: csv.Error, reader: csv.DictReader[str], path: Path) -> InputError:
    large = "field larger" in str(error)
    return InputError(
        f"a cell of more than {csv.field_size_limit():,} characters" if large else f"not a table: {error}",
        file=path,
        line=reader.line_num + (1 if reader.line_num == 0 else 0),
        remedy="shorten the cell" if large else "export it anew as CSV",
    )


def rows_of_table(path: Path) -> list[tuple[int, dict[str, str | None]]]:
    """The rows of a CSV or TSV file, with their lines.

    Raises:
        InputError: it is no table, or has no rows.
    """
    text = read_text(path)
    lines = text.splitlines()
    separator = "\t" if lines and "\t" in lines[0] else ";" if lines and lines[0].count(";") else ","
    reader = csv.DictReader(lines, delimiter=separator)
    columns = [name.strip() for name in _checked(reader, path).fieldnames or []]
    reader.fieldnames = columns
    if not columns:
        raise InputError("the first line of this table is empty", file=path, line=1, remedy="begin with a header")
    if (longest := max(map(len, columns))) > LONGEST_NAME:
        raise InputError(
            f"a column's name has {longest:,} characters", file=path, line=1, remedy="give it a shorter one"
        )
    try:
        rows = [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        raise _unreadable(error, reader, path) from None
    if not rows:
        raise InputError("this table has no rows", file=path, remedy="name a file with a header and numbers below it")
    for line, row in rows:
        _check_width(row, columns, line, path)
        row.pop(None, None)
        if separator == ";":  # as spreadsheets export it where the comma is the decimal sign
            row |= {
                name: cell.replace(",", ".") for name, cell in row.items() if cell and _COMMA.fullmatch(cell.strip())
            }
    return rows


def _check_width(row: dict[str, Any], columns: list[str], line: int, path: Path) -> None:
    """Refuse a row with more or fewer cells than the header: its numbers may stand in the wrong columns. Empty cells
    behind the last column don't count.

    Raises:
        InputError: as said.
    """
    more = [cell for cell in row.get(None) or () if cell.strip()]  # type: ignore[call-overload]
    missing = [name for name in columns if row[name] is None]
    if more or missing:
        there = len(columns) + len(more) - len(missing)
        raise InputError(
            f"this row has {there} cells, and the header {len(columns)}", file=path, line=line,
            remedy="complete the row or take it out; a cell that is not known stays empty",
        )  # fmt: skip


def read_table(rows: list[tuple[int, dict[str, str | None]]], path: Path, settings: ImportSettings) -> Found:
    """What one CSV or TSV file tells; its `rows` are those of `rows_of_table`.

    Understood are histories with a column `epoch` or `step` (Keras' `CSVLogger`, fastai, timm, Ultralytics, Weights &
    Biases, and Lightning's, whose rows are sparse), answers by sample (columns such as `truth` and `predicted`), and
    a table with one row of metrics, or with a row a run (`where`).

    Raises:
        InputError: it is none of these, or a cell is no number; with its line.
    """
    columns = list(rows[0][1])
    if is_cross_validation(columns):
        return cross_validation({name: [row[name] for _, row in rows] for name in columns}, path)
    rows = chosen_rows(rows, settings, path)
    lower = {name.lower(): name for name in columns}
    truth = next((lower[name] for name in _TRUTH if name in lower), None)
    answer = next((lower[name] for name in _ANSWER if name in lower), None)
    if truth and answer:
        sample = next((lower[name] for name in _SAMPLE if name in lower), None)
        named = [(row[sample] or "") if sample else "" for _, row in rows]
        told = [(row[truth] or "", row[answer] or "") for _, row in rows]
        return read_answers([(line, name, *each) for (line, _), name, each in zip(rows, named, told, strict=True)],
                            path, settings)  # fmt: skip
    if columns[0] == "" and _is_uncounted_keras(columns):
        columns[0] = "epoch"  # the index that pandas writes in front of a history of Keras
        rows = [(line, {("epoch" if name == "" else name): cell for name, cell in row.items()}) for line, row in rows]
    epoch, step = epoch_column(columns, settings, path), step_column(columns)
    if epoch is None and (step is None or len(rows) == 1):
        if len(rows) == 1:
            return _one_row(_cells(rows[0][1], rows[0][0], path), path, settings)
        example = f'{{ {json.dumps(_number_column(columns, rows))} = "higher" }}'
        raise InputError(
            f"{len(rows)} rows, and no column is called epoch or step, and none truth and predicted: "
            f"{', '.join(columns)}",
            file=path, line=1,
            remedy="where each row is a run, choose one: "
            f"{set_option('where', f'{{ {json.dumps(columns[0])} = {json.dumps(rows[0][1][columns[0]])} }}')}; "
            "or import all as a sweep, under a name without `/`, and say which column is a metric and which way is "
            f"better: {set_option('metrics', example)}; "
            "where each is an epoch, rename the column that counts them to `epoch`",
        )  # fmt: skip
    check_one_run(rows, columns, path)
    cells = [_cells(row, line, path) for line, row in rows]
    for name in columns:
        if name and (splits := split_of_row([(row[name] or "").strip() for _, row in rows])):
            cells = [
                {with_split(key, split): cell for key, cell in row.items()}
                for row, split in zip(cells, splits, strict=True)
            ]
            break
    found = training_history(cells, path, settings)
    found.kinds = [f"history by {'epoch' if epoch else 'step'}, {path.name}"]
    return found


def chosen_rows(rows: list[tuple[int, T]], settings: ImportSettings, path: Path) -> list[tuple[int, T]]:
    """The rows that `where` chooses, with their lines; all of them where it is not set.

    Raises:
        InputError: no column is called so, or no row is left.
    """
    for name, wanted in settings.where.items():
        if not any(name in row for _, row in rows):
            there = ", ".join(dict.fromkeys(str(key) for _, row in rows for key in row))
            raise InputError(
                f"`where` names the column {name!r}, which is not there", file=path, line=1,
                remedy=f"the columns are {there}",
            )  # fmt: skip
        kept = [(line, row) for line, row in rows if _same(row.get(name), wanted)]
        if not kept:
            values = ", ".join(list(dict.fromkeys(str(row.get(name)) for _, row in rows))[:8])
            raise InputError(
                f"no row has {name} = {wanted}", file=path, remedy=f"correct `where`: there is {values}"
            )  # fmt: skip
        rows = kept
    return rows


def check_one_run(rows: list[tuple[int, T]], columns: list[str], path: Path) -> None:
    """Refuse a history in which the rows of several runs are mixed.

    Raises:
        InputError: a column such as `seed` has several values.
    """
    name = run_column(columns)
    if name is None:
        return
    values = list(dict.fromkeys(row[name] for _, row in rows if row.get(name) not in (None, "")))
    if len(values) > 1:
        line = next(line for line, row in rows if row.get(name) == values[1])
        told = values[0] if isinstance(values[0], int | float) else json.dumps(str(values[0]))
        raise InputError(
            f"the rows are of several runs: `{name}` is {' and '.join(map(str, values[:3]))}", file=path, line=line,
            remedy=f"choose one: {set_option('where', f'{{ {name} = {told} }}')}",
        )  # fmt: skip


def _same(value: object, wanted: str | int | float) -> bool:
    text = str(value).strip()
    if text == str(wanted):
        return True
    try:
        return float(text) == float(wanted)
    except ValueError:
        return False


def _is_uncounted_keras(columns: list[str]) -> bool:
    """Whether a table is a history of Keras without a counter: each metric twice, bare and of validation."""
    bare = {found.metric for name in columns if (found := meaning(name)) is not None and found.split is None}
    valid = {found.metric for name in columns if (found := meaning(name)) is not None and found.split == "valid"}
    return bool(bare & valid) and not any(plain_name(name) in ("epoch", "step") for name in columns)


def _cells(row: dict[str, str | None], line: int, path: Path) -> dict[str, Cell]:
    cells = {}
    for name, text in row.items():
        if name is None or text is None or text.strip().lower() in _ABSENT:
            continue
        try:
            clock = is_time(name) and ":" in text
            value = _clock(text) if clock else _plain_number(name, text)
        except ValueError:
            if meaning(name) is None and plain_name(name) != "epoch":
                continue  # words, such as the name of a device
            raise InputError(
                f"{name} is {text!r}, which is no number", file=path, line=line, remedy="correct the cell, or empty it"
            ) from None
        cells[name] = Cell(value, line, clock)
    return cells


def _plain_number(name: str, text: str) -> float:
    """A number; a share that is written as `91.2%` is 0.912."""
    known = meaning(name) or further(name)
    if text.strip().endswith("%") and known is not None and is_fraction(known.metric) and not is_percent(name):
        return float(text.strip().removesuffix("%")) / 100
    return float(text)


def _clock(text: str) -> float:
    """Seconds of `00:12` or `1:02:03`, as fastai writes them."""
    seconds = 0.0
    for part in text.split(":"):
        seconds = 60 * seconds + float(part)
    return seconds


def _one_row(cells: dict[str, Cell], path: Path, settings: ImportSettings) -> Found:
    cells = {name: cell for name, cell in cells.items() if math.isfinite(cell.value)}
    found = Found(kinds=[f"metrics of {path.name}"], metrics={name: cell.value for name, cell in cells.items()})
    detection = of_detection(cells)
    for name, cell in cells.items():
        tell_number(found, (name,), FoundNumber(cell.value, path, cell.line), settings, detection=detection)
    return found


def read_answers(answers: list[tuple[int | None, str, str, str]], path: Path, settings: ImportSettings) -> Found:
    """Everything that follows from the answers: counts by class, and all metrics but the loss.

    Args:
        answers: (line, name of the sample, truth, answer) of each sample.

    Raises:
        InputError: a sample has no truth or no answer.
    """
    rows = [(line, truth, answer) for line, _, truth, answer in answers]
    for line, truth, answer in rows:
        if not truth or not answer:
            raise InputError("a sample without truth or answer", file=path, line=line, remedy="fill the cell")
    labels = sorted({truth for _, truth, _ in rows} | {answer for _, _, answer in rows}, key=_natural)
    at = {label: index for index, label in enumerate(labels)}
    confusion = [[0] * len(labels) for _ in labels]
    for _, truth, answer in rows:
        confusion[at[truth]][at[answer]] += 1
    split = settings.split
    metrics, detail = metrics_from_confusion(confusion, labels, split=split)
    found = Found(kinds=[f"answers to {len(rows)} samples, {path.name}"])
    found.tell(split, "n", FoundNumber(len(rows), path))
    for name, metric in metrics.items():
        found.tell(split, name, FoundNumber(metric.value, path))
    found.classes[split] = {label: each.model_dump() for label, each in detail.per_class.items()}
    found.confusion[split] = (labels, confusion)
    found.answers[split] = [each[1:] for each in answers]
    return found


def _natural(label: str) -> tuple[int, float, str]:
    """Numbers in their order, before words."""
    try:
        return 0, float(label), ""
    except ValueError:
        return 1, 0.0, label


def _number_column(columns: list[str], rows: list[tuple[int, dict[str, str | None]]]) -> str:
    """The first column that holds a number in its first row: an example of a metric."""
    first = rows[0][1]
    return next(
        (name for name in columns if re.fullmatch(r"-?\d+(?:\.\d+)?", (first[name] or "").strip())), columns[-1]
    )
