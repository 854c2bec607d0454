"""Logs that count steps and no epochs, as nanoGPT prints them, and logs whose lines the author describes by a pattern.

A pattern is a line with names in braces for its numbers: `step {step}: train loss {train_loss}, val loss {val_loss}`.
It is no regular expression, so that none from a stranger can run for ever: between the names, text stands for itself,
and white space for any white space.
"""

from __future__ import annotations

import re
from pathlib import Path

from plainspoken.base.errors import InputError
from plainspoken.base.read_documents import read_text
from plainspoken.experiments.importers.file_contents import Cell, Found
from plainspoken.experiments.importers.import_settings import ImportSettings
from plainspoken.experiments.importers.metric_names import further, meaning
from plainspoken.experiments.importers.training_history import training_history

LONGEST_LINE = 2000
"""Characters of a line that are looked at: longer ones are no lines of a log."""

_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|nan|inf|-inf"
_STEP = re.compile(r"\b(step|iter(?:ation)?|update)s?\b[\s:#=\[(]*(\d+)", re.IGNORECASE)
_PAIR = re.compile(rf"([A-Za-z][A-Za-z_/@ ]*?)\s*[:=]?\s+({_NUMBER})(?![\w.])", re.IGNORECASE)
_TIGHT = re.compile(rf"([A-Za-z][\w/@]*)\s*[:=]\s*({_NUMBER})(?![\w.])", re.IGNORECASE)


def read_pattern_log(path: Path, settings: ImportSettings) -> Found:
    """What the lines tell that fit one of the author's patterns.

    Raises:
        InputError: a pattern has no name, or no line fits any.
    """
    given = [settings.pattern] if isinstance(settings.pattern, str) else settings.pattern
    patterns = [_compiled(pattern) for pattern in given]
    rows = []
    for number, line in enumerate(read_text(path).splitlines(), 1):
        for pattern in patterns:
            if len(line) <= LONGEST_LINE and (found := pattern.search(line)) is not None:
                rows.append(_cells(found.groupdict(), number))
                break
    rows = [row for row in rows if row]
    if not rows:
        raise InputError(
            "no line of this log fits the pattern", file=path,
            remedy=f"correct `pattern`: {given[0]!r} against, for example, {_example(path)!r}",
        )  # fmt: skip
    names = {name for row in rows for name in row}
    if not names & {"epoch", "step", "iter", "iteration", "round"}:
        rows = [{"step": Cell(i, next(iter(row.values())).line), **row} for i, row in enumerate(rows, 1)]
    found_history = training_history(rows, path, settings)
    found_history.kinds = [f"log by a pattern, {path.name}"]
    return found_history


def read_step_log(path: Path, settings: ImportSettings) -> Found | None:
    """What a log of steps tells; None for one without a line that has a step and a metric."""
    steps: dict[float, dict[str, Cell]] = {}
    for number, line in enumerate(read_text(path).splitlines(), 1):
        step = _STEP.search(line[:LONGEST_LINE])
        if step is None:
            continue
        cells = _line(line[step.end() : LONGEST_LINE].lstrip("])/: 0123456789"), number)
        if cells:  # of two lines about one step, the first is the evaluation, and the second a single batch
            row = steps.setdefault(float(step[2]), {"step": Cell(float(step[2]), number)})
            row |= {name: cell for name, cell in cells.items() if name not in row}
    if not steps:
        return None
    rows = list(steps.values())
    found = training_history(rows, path, settings, typed=True)
    found.kinds = [f"log by step, {path.name}"]
    return found


def _line(text: str, number: int) -> dict[str, Cell]:
    """The metrics of a line: names before their numbers, with or without a sign between."""
    cells: dict[str, Cell] = {}
    for part in re.split(r"[,;|\t]", text):
        for pair in (_TIGHT, _PAIR):
            found = pair.search(part)
            if found is None:
                continue
            name, value = re.sub(r"[\s/]+", "_", found[1].strip().lower()), float(found[2])
            if meaning(name) or further(name):
                own = name if (meaning(name) or further(name)).split else f"train_{name}"  # type: ignore[union-attr]
                cells[own] = Cell(value, number)
                break
    return cells


def _compiled(pattern: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w*)\}", pattern)
    if len(parts) < 3:
        raise InputError(
            f"the pattern {pattern!r} has no name in braces", file="talk.toml",
            remedy="write it as, for example, step {step}: train loss {train_loss}",
        )  # fmt: skip
    text, known = "", set()
    for place, part in enumerate(parts):
        if place % 2 == 0:
            text += re.sub(r"(?:\\?\s)+", r"\\s+", re.escape(part))
        elif not part or part in known:
            text += r"\S+"  # something that changes and is not wanted
        elif not re.fullmatch(r"[A-Za-z]\w*", part):
            raise InputError(f"{part!r} is no name", file="talk.toml", remedy="use letters, digits and `_`")
        else:
            known.add(part)
            text += rf"(?P<{part}>{_NUMBER})%?"
    return re.compile(text, re.IGNORECASE)


def _cells(told: dict[str, str | None], line: int) -> dict[str, Cell]:
    values = {name: float(text) for name, text in told.items() if text is not None}
    return {name: Cell(value, line) for name, value in values.items()}


def _example(path: Path) -> str:
    lines = [line.strip() for line in read_text(path).splitlines() if re.search(r"\d", line)]
    return lines[len(lines) // 2][:80] if lines else ""
