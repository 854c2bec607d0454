"""Seconds of a history: of each epoch, or since the start of the training."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from plainspoken.base.errors import InputError
from plainspoken.experiments.importers.file_contents import Cell, Found, HistoryEntry
from plainspoken.experiments.importers.history_columns import Columns, Timing
from plainspoken.experiments.importers.import_settings import ImportSettings, set_option

_GROWTH = 1.5
"""Times that only grow, by half at least, may be those since the start."""


def add_times(
    found: Found, entries: Sequence[HistoryEntry], columns: Columns, path: Path, settings: ImportSettings
) -> None:
    """Give each epoch its seconds, and the run their sum, as far as every epoch has them.

    Raises:
        InputError: the numbers may be seconds of each epoch or seconds since the start.
    """
    for name, timing in columns.times.items():
        cells: dict[int, Cell] = {}
        for entry in entries:
            if name in entry.times:
                cells[entry.epoch] = entry.times[name]
        if not cells:
            continue
        kind = settings.time or _kind(name, timing, list(cells.values()), path)
        before = 0.0
        for row in found.rows:
            if row.epoch in cells:
                value = cells[row.epoch].value
                # A clock that went back was started again.
                row.seconds = value - before if kind == "elapsed" and value >= before else value
                before = value
        whole = all(row.seconds is not None for row in found.rows)
        if whole:
            found.seconds = sum(row.seconds or 0.0 for row in found.rows)
        if kind == "elapsed" and not whole:
            found.seconds = before
            for row in found.rows:  # spans of several epochs
                row.seconds = None
        found.read_as["time"] = f"column {name}: " + (
            "seconds since the start of the training" if kind == "elapsed" else "seconds of each epoch"
        )
        return


def _kind(name: str, timing: Timing, cells: list[Cell], path: Path) -> Timing:
    if timing != "unknown" or all(cell.clock for cell in cells):
        return timing if timing != "unknown" else "epoch"
    values = [cell.value for cell in cells]
    grows = len(values) > 1 and all(after > before for before, after in pairwise(values))
    if grows and values[-1] >= _GROWTH * values[0]:
        raise InputError(
            f"`{name}` only grows: it may hold the seconds of each epoch, or those since the start",
            file=path, line=cells[0].line, remedy=set_option("time", '"epoch"', '"elapsed"'),
        )  # fmt: skip
    return "epoch"
