"""How long work says how far it is, without knowing who listens."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """A listener: a bar on a terminal, plain lines in a log, or nobody."""

    def start(self, task: str, total: float | None = None, note: str = "") -> None:
        """`task` begins; `total` steps are expected, where that is known."""

    def advance(self, task: str, done: float, note: str = "") -> None:
        """`done` steps of `task` are behind us."""

    def finish(self, task: str, note: str = "") -> None:
        """`task` has ended."""


class Silence:
    """The listener that does nothing."""

    def start(self, task: str, total: float | None = None, note: str = "") -> None:
        """Say nothing."""

    def advance(self, task: str, done: float, note: str = "") -> None:
        """Say nothing."""

    def finish(self, task: str, note: str = "") -> None:
        """Say nothing."""
