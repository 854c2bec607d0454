"""A file of a tool that is not as the tool writes it: one message in place of what reading it raises."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from plainspoken.base.errors import InputError


@contextmanager
def known_form(path: Path) -> Iterator[None]:
    """Read `path` within. Readers follow the form that a tool writes; where a list stands in the place of a table, or a
    text in that of a number, the file was changed or is another tool's.

    Raises:
        InputError: it has another form; the cause is kept.
    """
    try:
        yield
    except RecursionError:
        raise InputError("this file is nested too deep", file=path, remedy="write it again with the tool") from None
    except UnicodeDecodeError:
        raise InputError("this is not UTF-8 text", file=path, remedy="save it as UTF-8") from None
    except (AttributeError, IndexError, KeyError, OverflowError, TypeError, ValueError) as error:
        raise InputError(
            f"this file is not as its tool writes it: {error}",
            file=path,
            remedy="write it again with the tool, or give its numbers in a form that docs/results.md lists",
        ) from error
