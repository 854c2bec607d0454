"""The one kind of error that is meant for the user: what is wrong, where, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from plainspoken.base.terminal_text import visible, visible_line


class InputError(Exception):
    """Something the user gave cannot be used (exit code 2).

    Args:
        message: what is wrong, in one sentence without a full stop.
        remedy: what to do about it, in the imperative.
        file: the file at fault, when there is one.
        line: its line, counted from 1.
        column: its column, counted from 1 in code points.
    """

    def __init__(
        self,
        message: str,
        *,
        remedy: str = "",
        file: Path | str | None = None,
        line: int | None = None,
        column: int | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.file = str(file) if file is not None else None
        self.line = line
        self.column = column

    @property
    def where(self) -> str:
        """`file:line:column` as far as it is known, or an empty string."""
        parts = [visible_line(self.file), self.line, self.column] if self.file else []
        return ":".join(str(part) for part in parts if part is not None)

    def __str__(self) -> str:
        text = f"{self.where}: {self.message}" if self.where else self.message
        return visible(f"{text}\n  {self.remedy}" if self.remedy else text)


def check_name(path: Path) -> None:
    """Refuse a file whose name is not UTF-8: it could not be written into anything that is made.

    Raises:
        InputError: it is not.
    """
    try:
        str(path).encode("utf-8")
    except UnicodeEncodeError:
        shown = str(path).encode("utf-8", "backslashreplace").decode("utf-8")
        raise InputError("the name of this file is not UTF-8", file=shown, remedy="rename it") from None


class ManyInputsError(InputError):
    """Several mistakes found in one look, each with its place; `errors` are they."""

    def __init__(self, errors: Sequence[InputError]) -> None:
        first = errors[0]
        super().__init__(first.message, remedy=first.remedy, file=first.file, line=first.line, column=first.column)
        self.errors = tuple(errors)

    def __str__(self) -> str:
        return "\n".join(map(str, self.errors))


def together(errors: Sequence[InputError]) -> InputError:
    """The errors as one: the only one as it is; those said twice once."""
    flat = [part for error in errors for part in (error.errors if isinstance(error, ManyInputsError) else (error,))]
    once = list({str(error): error for error in flat}.values())
    return once[0] if len(once) == 1 else ManyInputsError(once)
