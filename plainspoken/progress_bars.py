"""Progress of long work: bars on a terminal, plain lines in a log."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from plainspoken.base.terminal_text import as_it_is, visible_line

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID

    from plainspoken.base.progress import Progress

SECONDS_BETWEEN_LINES = 5.0


class LogLines:
    """A line when a task starts and ends, and one at most every few seconds between."""

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._clock = clock
        self._tasks: dict[str, tuple[float | None, float, float]] = {}

    def start(self, task: str, total: float | None = None, note: str = "") -> None:
        """Say that `task` begins."""
        now = self._clock()
        self._tasks[task] = (total, now, now)
        self._say(f"{task}{': ' + note if note else ''} ...")

    def advance(self, task: str, done: float, note: str = "") -> None:
        """Say how far `task` is, if the last line about it is old enough."""
        total, begun, said = self._tasks.get(task, (None, self._clock(), 0.0))
        now = self._clock()
        if now - said < SECONDS_BETWEEN_LINES:
            return
        self._tasks[task] = (total, begun, now)
        share = f" {100 * done / total:.0f} %" if total else ""
        left = f", {_duration((now - begun) / done * (total - done))} left" if total and 0 < done < total else ""
        self._say(f"{task}{share}{': ' + note if note else ''}{left}")

    def finish(self, task: str, note: str = "") -> None:
        """Say that `task` has ended, and how long it took."""
        _, begun, _ = self._tasks.pop(task, (None, self._clock(), 0.0))
        self._say(f"{task}: {note or 'done'} ({_duration(self._clock() - begun)})")

    def _say(self, line: str) -> None:
        print(visible_line(line), file=self._stream, flush=True)


class TerminalBars:
    """A bar a task, with the time left; finished tasks leave a line."""

    def __init__(self, bars: RichProgress) -> None:
        self._bars = bars
        self._ids: dict[str, TaskID] = {}
        self._begun: dict[str, float] = {}

    def start(self, task: str, total: float | None = None, note: str = "") -> None:
        """Show a bar for `task`."""
        self._ids[task] = self._bars.add_task(visible_line(task), total=total, note=visible_line(note))
        self._begun[task] = time.monotonic()

    def advance(self, task: str, done: float, note: str = "") -> None:
        """Move the bar of `task`."""
        if task in self._ids:
            self._bars.update(self._ids[task], completed=done, note=visible_line(note))

    def finish(self, task: str, note: str = "") -> None:
        """Replace the bar of `task` by a line."""
        if task in self._ids:
            self._bars.remove_task(self._ids.pop(task))
            took = _duration(time.monotonic() - self._begun.pop(task))
            line = visible_line(f"{task}: {note or 'done'} ({took})")
            self._bars.console.print(line, highlight=False, markup=False)


@contextmanager
def showing(stream: TextIO | None = None) -> Iterator[Progress]:
    """Progress for the time of a block: bars if `stream` (standard error) is a terminal, else lines."""
    stream = stream or sys.stderr
    if not stream.isatty():
        yield LogLines(stream)
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as RichProgress

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=30),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[note]}", markup=False),
    )
    with RichProgress(*columns, console=Console(file=as_it_is(stream)), transient=True) as bars:
        yield TerminalBars(bars)


def _duration(seconds: float) -> str:
    """`0.4 s`, `12 s`, `3 min 05 s`."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 60:
        return f"{seconds:.0f} s"
    return f"{int(seconds) // 60} min {int(seconds) % 60:02d} s"
