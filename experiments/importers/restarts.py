"""Counting the epochs of a history: from which number, whole or as progress, and what it means that they go back."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Literal

from plainspoken.base.errors import InputError
from plainspoken.experiments.importers.file_contents import Cell, HistoryEntries
from plainspoken.experiments.importers.history_columns import Columns
from plainspoken.experiments.importers.import_settings import ImportSettings, set_option

_FUZZ = 1e-6
"""What counts as a whole epoch: progress is computed as steps over steps an epoch."""


def restart_of(
    count: float, first: float, reached: float, settings: ImportSettings, path: Path, line: int | None
) -> Literal["replace", "continue"]:
    """What it means that a count goes back from `reached` to `count`.

    Raises:
        InputError: it goes back to the first epoch: a new start and a mere new count look the same.
    """
    if settings.restart is not None:
        return settings.restart
    if count > first:
        return "replace"
    raise InputError(
        f"the count goes back from {reached:g} to {count:g}: either training started anew, or it went on and only "
        "the count began again", file=path, line=line,
        remedy=f"{set_option('restart', chr(34) + 'replace' + chr(34), chr(34) + 'continue' + chr(34))}; if the rows "
        "are of two runs, give each a file of its own",
    )  # fmt: skip


class EpochCounter:
    """Says which epoch, counted from 1, a row belongs to; or which step, where the file counts no epochs."""

    def __init__(
        self, columns: Columns, by: str, first: float, path: Path, settings: ImportSettings, *, progress: bool = False
    ) -> None:
        self.column = columns.epoch or columns.step or ""
        self._step = columns.step
        self.progress = progress
        self._by = by
        self._first = first
        self._path = path
        self._settings = settings
        self._offset = 0
        self._reached: dict[tuple[str, str], float] = {}
        self._last = 0.0
        self._restarts: list[str] = []

    @classmethod
    def of(
        cls, rows: Sequence[dict[str, Cell]], columns: Columns, path: Path, settings: ImportSettings, *,
        progress: bool, counted_from: int | None,
    ) -> EpochCounter:  # fmt: skip
        """A counter for these rows.

        Raises:
            InputError: nothing is counted, or the number of the first epoch cannot be seen.
        """
        column = columns.epoch or columns.step
        if column is None:
            raise InputError(
                "no column counts epochs or steps", file=path, line=1,
                remedy="rename the column that counts the epochs to `epoch`, or name it: "
                + set_option("epoch_column", '"NAME"'),
            )  # fmt: skip
        cells = [row[column] for row in rows if column in row]
        numbers = [cell.value for cell in cells]
        if columns.epoch is None:
            first = min(numbers, default=0.0)
            return cls(columns, "step", first, path, settings)
        progress = progress or any(abs(number - round(number)) > _FUZZ for number in numbers)
        if progress:
            return cls(columns, "progress", 0.0, path, settings, progress=True)
        first_epoch = settings.first_epoch if settings.first_epoch is not None else counted_from
        if first_epoch is None:
            low = min(numbers, default=1.0)
            if low > 1:
                raise InputError(
                    f"the first epoch told is {low:g}, and nothing says whether epochs are counted from 0 or from 1",
                    file=path, line=min(cells, key=lambda cell: cell.value).line,
                    remedy=set_option("first_epoch", "0", "1"),
                )  # fmt: skip
            first_epoch = min(int(low), 1)
        return cls(columns, "epoch", max(first_epoch, 0), path, settings)

    def counts(self, row: dict[str, Cell]) -> bool:
        """Whether a row belongs to an epoch (or a step); others are summaries in between."""
        return self.column in row

    def peek(self, row: dict[str, Cell]) -> int:
        """The epoch of a row that is none of its own, such as a test."""
        return self._epoch(row[self.column].value)

    def take(self, row: dict[str, Cell], told: Collection[tuple[str, str]], entries: HistoryEntries) -> int:
        """The epoch of a row; entries that it stands in place of are taken out.

        Raises:
            InputError: it is no epoch, or the count goes back and nothing says why.
        """
        cell = row[self.column]
        count = cell.value
        if count < self._first or (self._by == "epoch" and count != int(count)):
            raise InputError(
                f"{self.column} {count:g} is no whole number from {self._first:g}", file=self._path, line=cell.line,
                remedy="correct the row, or take it out",
            )  # fmt: skip
        # A metric that goes back; metrics may well stand one after the other in a file, each from the first epoch on.
        reached = max((self._reached[name] for name in told if name in self._reached), default=count)
        if count < reached:
            self._go_back(count, max(self._reached.values()), cell, entries)
        elif count == reached and self._told_again(row, count, told, entries):
            self._repeat(count, cell, entries)
        self._reached |= dict.fromkeys(told, count)
        self._last = max(self._last, count)
        return self._epoch(count)

    def told(self) -> dict[str, str]:
        """What was decided, in words."""
        if self._by == "step":
            return {"step": f"column {self.column}; this history has no epochs", **self._restart_words()}
        if self._by == "progress":
            words = f"column {self.column}, as progress: 2.5 is the third epoch, half done"
            unfinished = self._last % 1
            if _FUZZ < unfinished < 0.9:
                words += f"; the last epoch was {100 * unfinished:.0f} % done"
        else:
            words = f"column {self.column}, where the first epoch is {self._first:g}"
        return {"epoch": words, **self._restart_words()}

    def _restart_words(self) -> dict[str, str]:
        return {"restart": "; ".join(self._restarts)} if self._restarts else {}

    def _epoch(self, count: float) -> int:
        if self._by == "step":
            return 0
        if self._by == "progress":
            return max(1, math.ceil(count - _FUZZ)) + self._offset
        return int(count - self._first) + 1 + self._offset

    def _told_again(
        self, row: dict[str, Cell], count: float, told: Collection[tuple[str, str]], entries: HistoryEntries
    ) -> bool:
        """Whether a row tells again what is known of its epoch, with nothing that orders the two."""
        if self._by == "progress":
            return False
        step = row[self._step].value if self._step in row else None
        epoch = self._epoch(count)
        return any(entry.told() & set(told) for entry in entries.of_epoch(epoch, step))

    def _go_back(self, count: float, reached: float, cell: Cell, entries: HistoryEntries) -> None:
        begins = self._first if self._by != "progress" else 1.0
        back = restart_of(max(count, begins), begins, reached, self._settings, self._path, cell.line)
        if back == "continue":
            if self._by == "step":
                self._restarts.append(f"after step {reached:g} the count began again")
                raise InputError(
                    "steps that are counted anew cannot be put behind the others", file=self._path, line=cell.line,
                    remedy="give a file whose steps count on, or a column that counts epochs",
                )  # fmt: skip
            self._offset = self._epoch(reached) - (self._epoch(count) - self._offset) + 1
            self._reached.clear()
            self._restarts.append(f"after epoch {self._epoch(count) - 1} the count began again, and training went on")
            return
        self._drop(count, entries)
        place = f"step {count:g}" if self._by == "step" else f"epoch {self._epoch(count)}"
        self._restarts.append(f"training was taken up again at {place}, in place of what stood there")

    def _repeat(self, count: float, cell: Cell, entries: HistoryEntries) -> None:
        if self._settings.restart == "replace":
            self._drop(count, entries)
        elif self._settings.restart == "continue" and count == self._first:
            self._offset += 1
            self._reached.clear()
        else:
            raise InputError(
                f"{self.column} {count:g} is told twice", file=self._path, line=cell.line,
                remedy=f"{set_option('restart', chr(34) + 'replace' + chr(34))} where the later row counts; if the "
                "rows are of several runs, give `where`, or a file for each",
            )  # fmt: skip

    def _drop(self, count: float, entries: HistoryEntries) -> None:
        self._reached = {name: reached for name, reached in self._reached.items() if reached < count}
        self._last = min(self._last, count)
        if self._by == "step":
            entries.keep(lambda entry: (entry.step or 0) < count)
        elif self._by == "progress":
            entries.keep(lambda entry: (entry.mark or 0) < count or entry.epoch < self._epoch(count))
        else:
            entries.keep(lambda entry: entry.epoch < self._epoch(count))
