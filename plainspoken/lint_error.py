"""The error of a talk whose words must be changed before it can be built."""

from __future__ import annotations

from collections.abc import Sequence


class LintError(Exception):
    """The linter found errors that a talk must not be built with (exit code 1).

    Attributes:
        lines: the findings, `pages/01.md.j2:15:1: error PS101 ...` each.
    """

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__("the words above must be changed first")
        self.lines = list(lines)

    def __str__(self) -> str:
        return "\n".join([*self.lines, *self.args])
