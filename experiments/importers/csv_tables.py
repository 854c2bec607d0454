"""Tables that other tools write: a history with a row an epoch (or a step), and answers with a row a sample."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from pathlib import Path

from plainspoken.base.errors import InputError
from plainspoken.experiments.importers.file_contents import Found, FoundNumber, Row
from plainspoken.experiments.importers.import_settings import ImportSettings
from plainspoken.experiments.importers.metric_names import Meaning, further, is_fraction, is_rate, is_seconds, meaning
from plainspoken.experiments.results.make_record import metrics_from_confusion

_ABSENT = ("", "na", "nan", "none", "null", "-")
_TRUTH = ("truth", "true", "label", "target", "y_true", "actual", "gold")
_ANSWER = ("predicted", "prediction", "pred", "y_pred", "answer", "output")


@dataclass(frozen=True)
class Cell:
    """A number of a table and the line it stands in."""

    value: float
    line: int | None


def read_table(path: Path, settings: ImportSettings) -> Found:
    """What one CSV or TSV file tells.

    Understood are histories with a column `epoch` (Keras' `CSVLogger`, fastai, timm, and Lightning's, whose rows are
    sparse: the last number of an epoch counts), answers by sample (columns such as `truth` and `predicted`), and a
    table with one row of metrics.

    Raises:
        InputError: it is none of these, or a cell is no number; with its line.
    """
    text = path.read_text(encoding="utf-8-sig")
    lines = text.splitlines()
    separator = "\t" if lines and "\t" in lines[0] else ";" if lines and lines[0].count(";") else ","
    reader = csv.DictReader(lines, delimiter=separator)
    columns = [name.strip() for name in reader.fieldnames or []]
    reader.fieldnames = columns
    rows = [(reader.line_num, row) for row in reader]
    if not rows:
        raise InputError("this table has no rows", file=path, remedy="name a file with a header and numbers below it")
    lower = {name.lower(): name for name in columns}
    truth = next((lower[name] for name in _TRUTH if name in lower), None)
    answer = next((lower[name] for name in _ANSWER if name in lower), None)
    if truth and answer:
        return _answers([(line, row[truth], row[answer]) for line, row in rows], path, settings)
    if "epoch" in lower:
        cells = [_cells(row, line, path) for line, row in rows]
        rows_found = history(
            [{("epoch" if key == lower["epoch"] else key): cell for key, cell in row.items()} for row in cells],
            path,
            percent=settings.percent,
        )
        return Found(kinds=[f"history by epoch, {path.name}"], rows=rows_found)
    if len(rows) == 1:
        return _one_row(_cells(rows[0][1], rows[0][0], path), path, settings)
    raise InputError(
        f"no column is called epoch, and none truth and predicted: {', '.join(columns)}",
        file=path,
        line=1,
        remedy="rename the column that counts the epochs to `epoch`",
    )


def history(
    rows: list[dict[str, Cell]],
    path: Path,
    *,
    percent: bool = False,
    counted_from: int | None = None,
    typed: bool = False,
) -> list[Row]:
    """Rows as epochs counted from 1, in order; of several rows of an epoch, the last number of each column counts.

    A metric without a split in its name is that of training, as Keras and Hugging Face write it.

    Args:
        counted_from: the number of the first epoch; taken as 0 when it occurs, when left out.
        typed: whether further metrics, such as `top5`, go into the history, too, and not among columns of their own.

    Raises:
        InputError: an epoch is no whole number, a fraction lies beyond 0 and 1, or no metric is known.
    """
    epochs: dict[int, Row] = {}
    numbers = [row["epoch"].value for row in rows if "epoch" in row]
    first = counted_from if counted_from is not None else 0 if 0 in numbers else 1
    for row in rows:
        if "epoch" not in row:
            continue  # a summary between the epochs
        count = row["epoch"]
        if count.value != int(count.value) or count.value < first:
            raise InputError(
                f"epoch {count.value:g} is no whole number from {first}", file=path, line=count.line,
                remedy="give one row an epoch",
            )  # fmt: skip
        at = int(count.value) - first + 1
        into = epochs.setdefault(at, Row(at))
        for name, cell in row.items():
            if name != "epoch" and not name.endswith("_step"):
                _take(into, name, cell, path, percent, typed)
    if not any(row.values for row in epochs.values()):
        names = ", ".join(dict.fromkeys(name for row in rows for name in row if name != "epoch"))
        raise InputError(
            f"no column is a loss or an accuracy: {names}", file=path, line=1,
            remedy="name them such as train_loss, valid_loss, valid_accuracy",
        )  # fmt: skip
    return [epochs[at] for at in sorted(epochs)]


def _take(into: Row, name: str, cell: Cell, path: Path, percent: bool, typed: bool) -> None:
    if is_rate(name):
        into.learning_rate = cell.value
    elif is_seconds(name):
        into.seconds = cell.value
    elif (known := meaning(name) or (_fitting(name, cell, percent) if typed else None)) is not None:
        into.values[known.split or "train", known.metric] = _share(known, cell, path, percent)
    else:
        into.more[name] = cell.value


def _fitting(name: str, cell: Cell, percent: bool) -> Meaning | None:
    """One of the further metrics, if the number can be what its name means."""
    known = further(name)
    fits = known is not None and (not is_fraction(known.metric) or 0 <= cell.value <= (100 if percent else 1))
    return known if fits else None


def _share(known: Meaning, cell: Cell, path: Path, percent: bool) -> float:
    if not is_fraction(known.metric):
        return cell.value
    value = cell.value / 100 if percent else cell.value
    if not 0 <= value <= 1:
        raise InputError(
            f"{known.metric} is {cell.value:g}, which is no share of 1",
            file=path,
            line=cell.line,
            remedy="set `percent = true` for this import in talk.toml" if not percent else "leave out `percent = true`",
        )
    return value


def _cells(row: dict[str, str | None], line: int, path: Path) -> dict[str, Cell]:
    cells = {}
    for name, text in row.items():
        if name is None or text is None or text.strip().lower() in _ABSENT:
            continue
        try:
            value = _clock(text) if is_seconds(name) and ":" in text else float(text)
        except ValueError:
            if meaning(name) is None and name.lower() != "epoch":
                continue  # words, such as the name of a device
            raise InputError(
                f"{name} is {text!r}, which is no number", file=path, line=line, remedy="mend the cell, or empty it"
            ) from None
        if math.isfinite(value):
            cells[name] = Cell(value, line)
    return cells


def _clock(text: str) -> float:
    """Seconds of `00:12` or `1:02:03`, as fastai writes them."""
    seconds = 0.0
    for part in text.split(":"):
        seconds = 60 * seconds + float(part)
    return seconds


def _one_row(cells: dict[str, Cell], path: Path, settings: ImportSettings) -> Found:
    found = Found(kinds=[f"metrics of {path.name}"], metrics={name: cell.value for name, cell in cells.items()})
    for name, cell in cells.items():
        if (known := meaning(name)) is not None:
            number = FoundNumber(cell.value, path, cell.line)
            found.tell(known.split or settings.split, known.metric, number, percent=settings.percent)
        elif (typed := further(name)) is not None:
            number = FoundNumber(cell.value, path, cell.line)
            found.tell_if_fitting(typed.split or settings.split, typed.metric, number, percent=settings.percent)
    return found


def _answers(rows: list[tuple[int, str, str]], path: Path, settings: ImportSettings) -> Found:
    """Everything that follows from the answers: counts by class, and all metrics but the loss."""
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
    return found


def _natural(label: str) -> tuple[int, float, str]:
    """Numbers in their order, before words."""
    try:
        return 0, float(label), ""
    except ValueError:
        return 1, 0.0, label
