"""What is printed cannot steer a terminal: names and texts from files come out with their control characters visible.

An escape sequence in the name of a metric, a page or a file could clear the screen, rename the window or colour a false
line. So standard output and standard error of the program write `\\x1b` for such a character, whatever it stands in.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO, cast

# Control characters but for tab and line end; those that turn the direction of writing; halves of characters.
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def visible(text: str) -> str:
    r"""The text with `\x1b`, `\u202e` and the like in place of what a terminal would obey; line ends and tabs stay."""
    return _STEERING.sub(_written, text) if _STEERING.search(text) else text


def visible_line(text: str) -> str:
    r"""As `visible`, in one line: a line end comes out as `\n`."""
    return visible(text).replace("\n", "\\n")


def _written(found: re.Match[str]) -> str:
    code = ord(found[0])
    # JSON has no `\x`, and leaves no character below 32 as it is.
    return f"\\x{code:02x}" if code < 32 else f"\\u{code:04x}"


class _VisibleStream:
    """A text stream that makes visible what is written to it."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def write(self, text: str) -> int:
        return self.stream.write(visible(text))

    def writelines(self, lines: Iterator[str]) -> None:
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)


@contextmanager
def visible_output() -> Iterator[None]:
    """Standard output and standard error that print nothing which steers a terminal, for the time of a block."""
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = (
        stream if stream is None else cast(TextIO, _VisibleStream(stream))  # None: it was closed before the start
        for stream in before
    )
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


def as_it_is(stream: TextIO) -> TextIO:
    """The stream below one of `visible_output`, for colours and bars of our own, and for documents that go to a file
    or another program; the same stream if it is none of these."""
    return stream.stream if isinstance(stream, _VisibleStream) else stream


def document_output() -> TextIO:
    """Where a document goes that was asked for on standard output: byte for byte into a file or another program, and
    visibly to a terminal."""
    return sys.stdout if sys.stdout.isatty() else as_it_is(sys.stdout)
