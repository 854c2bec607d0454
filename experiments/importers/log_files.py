"""Training logs: lines of text with an epoch, then names and numbers, as loggers, MXNet and Keras print them.

Which split a line is about is said by a word before the epoch (`Validation >>> Epoch: 2, Loss: 0.168`) or before the
metric (`Epoch[0] Validation-accuracy=0.089616`); a line without such a word is about training, and never the other way
round. An epoch that begins again, because a first start was aborted in its first epoch or the run went on from a
checkpoint, takes the place of what stood there and of all that followed; where a longer run begins again, the author
says what it means (`restart`). Of several lines of batches the last one of an epoch counts; an epoch that breaks off in
the middle, where others ended, is left out.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from pathlib import Path

from plainspoken.base.errors import InputError
from plainspoken.base.read_documents import read_text
from plainspoken.experiments.importers.file_contents import Cell, Found
from plainspoken.experiments.importers.import_settings import ImportSettings, set_option
from plainspoken.experiments.importers.metric_names import further, meaning
from plainspoken.experiments.importers.restarts import restart_of
from plainspoken.experiments.importers.step_logs import read_pattern_log, read_step_log
from plainspoken.experiments.importers.training_history import training_history

_EPOCH = re.compile(r"\bepoch\b[\s:#=\[(]*(\d+)", re.IGNORECASE)
_BATCH = re.compile(r"\b(?:batch|step|iter(?:ation)?)\b[\s:#=\[(]*(\d+)", re.IGNORECASE)
_PAIR = re.compile(r"^\W*([A-Za-z][\w\s()/.\-]*?)\s*[=:]\s*(\S+)")
_CUT = re.compile(r"[,\t;|]|\s-\s")
_SPLIT_WORDS = {"valid": r"valid(?:ation)?|val|eval(?:uation)?|dev", "test": r"test(?:ing)?"}
_SPAN = re.compile(r"^(?:(\d+)h)?(?:(\d+)m(?:in)?)?(?:(\d+(?:\.\d+)?)s)?$")
_NUMBER = re.compile(r"^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?%?$")
_NAMES = {"cross_entropy": "loss", "nll_loss": "loss", "f1_score_macro": "f1_macro", "f1_score_micro": "f1_micro",
          "current_lr": "lr", "time_cost": "time", "epoch_time": "time"}  # fmt: skip
_EXAMPLE = '"step {step}: train loss {train_loss}, val loss {val_loss}"'
_IGNORED = ("speed", "batch", "step", "iter", "iteration", "eta")


@dataclass
class LogEpoch:
    """One epoch of a log: cells by name, and whether a line said that it ended."""

    cells: dict[str, Cell] = field(default_factory=dict)
    batch: int | None = None
    trained: bool = False
    ended: bool = False
    seconds: float = 0.0


@dataclass
class Log:
    """What was read of a log so far.

    Attributes:
        epochs: by number, as counted over all restarts.
        offset: what to add to the numbers of the log, when the count began again.
        restarts: what was decided about them, in words.
    """

    path: Path
    settings: ImportSettings
    epochs: dict[int, LogEpoch] = field(default_factory=dict)
    offset: int = 0
    restarts: list[str] = field(default_factory=list)


def read_log(path: Path, settings: ImportSettings) -> Found:
    """What one log tells: a history by epoch, the whole time, and whether it stopped early.

    Raises:
        InputError: no line has an epoch and a metric.
    """
    if settings.pattern:
        return read_pattern_log(path, settings)
    found = Found(kinds=[f"training log, {path.name}"])
    log = Log(path, settings)
    open_epoch: int | None = None
    for number, line in enumerate(read_text(path).splitlines(), 1):
        if _take_summary(line, found):
            continue
        match = _EPOCH.search(line)
        if match is not None:
            at = int(match.group(1)) + log.offset
            split = _split_of(line[: match.start()])
            rest = line[match.end() :]
            open_epoch = at
        elif open_epoch is not None and not log.epochs.get(open_epoch, LogEpoch()).ended and _cells(line, number, ""):
            at, split, rest = open_epoch, "", line  # Keras prints the epoch on a line of its own
        else:
            continue
        batch = _BATCH.search(rest)
        told = _cells(rest, number, split)
        if told or batch:
            open_epoch = _take_line(log, at, split, int(batch.group(1)) if batch else None, told)
    rows = _rows(log.epochs)
    if not rows and (by_step := read_step_log(path, settings)) is not None:
        found.add(by_step)
        found.kinds = by_step.kinds
        return found
    if not rows:
        raise InputError(
            "no line of this log has an epoch and a metric", file=path,
            remedy="describe its lines, with names in braces: "
            f"{set_option('pattern', _EXAMPLE)}; or name a table with a column `epoch`",
        )  # fmt: skip
    told_history = training_history(rows, path, settings, typed=True)
    if log.restarts:
        told_history.read_as["restart"] = "; ".join(log.restarts)
    found.add(told_history)
    return found


def _take_line(log: Log, at: int, split: str, batch: int | None, told: dict[str, Cell]) -> int:
    """Enter one line, and say which epoch it is of; training that goes back to an earlier place begins anew there."""
    epochs = log.epochs
    trains = split == "" and any(not name.startswith(("valid_", "test_")) and name != "time" for name in told)
    known = epochs.get(at)
    again = known is not None and (
        (batch is None and trains and known.trained) or (batch is not None and batch <= (known.batch or -1))
    )
    if again or (trains and epochs and at < max(epochs)):
        at = _begin_again(log, at, next((cell.line for cell in told.values()), None))
    entry = epochs.setdefault(at, LogEpoch())
    seconds = told.pop("time", None)
    entry.seconds += seconds.value if seconds is not None else 0.0
    entry.batch = batch if batch is not None else entry.batch
    entry.trained = entry.trained or (trains and batch is None)
    entry.ended = entry.ended or batch is None
    entry.cells.update(told)
    return at


def _begin_again(log: Log, at: int, line: int | None) -> int:
    """The number of an epoch with which training begins again."""
    first, reached = min(log.epochs), max(log.epochs)
    aborted = at == first == reached and log.settings.restart is None  # a first epoch that broke off
    count, origin = at - log.offset, min(first, at)
    meant = "replace" if aborted else restart_of(count, origin, reached, log.settings, log.path, line)
    if meant == "continue":
        log.offset += reached + 1 - at
        log.restarts.append(f"after epoch {reached} of the log the count began again, and training went on")
        return reached + 1
    for later in [epoch for epoch in log.epochs if epoch >= at]:
        del log.epochs[later]
    log.restarts.append(f"training was taken up again at epoch {at} of the log, in place of what stood there")
    return at


def _rows(epochs: dict[int, LogEpoch]) -> list[dict[str, Cell]]:
    """The epochs as rows of a history, without one that broke off among batches where others ended."""
    some_ended = any(entry.ended for entry in epochs.values())
    rows = []
    for at in sorted(epochs):
        entry = epochs[at]
        if not entry.cells or (some_ended and not entry.ended):
            continue
        line = next(iter(entry.cells.values())).line
        seconds = {"time": Cell(entry.seconds, line)} if entry.seconds else {}  # summed over the lines of an epoch
        rows.append({"epoch": Cell(at, line), **entry.cells, **seconds})
    return rows


def _cells(text: str, line: int, split: str) -> dict[str, Cell]:
    """Names and numbers of a line; each name begins with its split, unless it is of training."""
    cells = {}
    for part in _CUT.split(text):
        pair = _PAIR.match(part)
        if pair is None:
            continue
        name, value = re.sub(r"[^a-z0-9]+", "_", pair.group(1).lower()).strip("_"), _value(pair.group(2))
        own = split
        for found, words in _SPLIT_WORDS.items():
            if prefix := re.match(rf"(?:{words})_", name):
                own, name = found, name[prefix.end() :]
        name = _NAMES.get(name.removeprefix("train_").removeprefix("training_"), name)
        if pair.group(2).rstrip(".,)]").lower() in ("nan", "inf", "-inf"):
            value = math.nan
        if value is None or name in _IGNORED or name == "epoch":
            continue
        shared = name in ("lr", "learning_rate", "time")
        if not own and not shared and (meaning(name) or further(name)):
            own = "train"
        cells[name if shared or not own else f"{own}_{name}"] = Cell(value, line)
    return cells


def _split_of(before: str) -> str:
    """The split that the words before an epoch name: the last of them that is one."""
    found = [
        (match.start(), split)
        for split, words in _SPLIT_WORDS.items()
        for match in re.finditer(rf"\b(?:{words})\b", before, re.IGNORECASE)
    ]
    return max(found)[1] if found else ""


def _value(text: str) -> float | None:
    """A number, a percentage as a fraction, or a span of time in seconds; None for anything else."""
    text = text.rstrip(".,)]")
    if _NUMBER.match(text):
        return float(text.rstrip("%")) / (100 if text.endswith("%") else 1)
    span = _SPAN.match(text) if text else None
    if span is not None and any(span.groups()):
        hours, minutes, seconds = (float(part or 0) for part in span.groups())
        return 3600 * hours + 60 * minutes + seconds
    if re.fullmatch(r"\d+:\d\d(?::\d\d)?", text):
        total = 0.0
        for part in text.split(":"):
            total = 60 * total + float(part)
        return total
    return None


def _take_summary(line: str, found: Found) -> bool:
    """Lines about the whole run: its time, its size, an early stop."""
    if stop := re.search(r"early stopping.*?\bepoch\b\D*(\d+)", line, re.IGNORECASE):
        found.metrics["stopped_at_epoch"] = int(stop.group(1))
        return True
    if total := re.search(r"total (?:run )?time\s*[:=]\s*(\S+)", line, re.IGNORECASE):
        found.seconds = _value(total.group(1))
        return True
    if size := re.search(r"model size[^:=]*[:=]\s*([\d.]+)\s*MB", line, re.IGNORECASE):
        found.metrics["model_size_megabytes"] = float(size.group(1))
        return True
    return False
