"""What an editor sends to the language server, read so that one broken message does not spoil those after it.

pygls takes headers of exactly one form and trusts them: after a wrong length it would take what is left of a message
for a header, and never find the next. Here headers are looked for wherever they are, and handed on in that form.
"""

from __future__ import annotations

import logging
import re
from typing import BinaryIO

from plainspoken.base.read_documents import LARGEST_FILE

LONGEST_HEADER = 1 << 16
"""Bytes of a line that may be a header; what is longer is none."""

_LENGTH = re.compile(rb"content-length:[ \t]*(\d{1,12})[ \t]*\r?\n\Z", re.IGNORECASE)
_INSIDE = re.compile(rb"content-length:[ \t]*\d{1,12}[ \t]*\r?\n", re.IGNORECASE)


class MessageReader:
    """A stream of messages with the two methods of a file that pygls reads it by.

    Args:
        source: bytes with `read1`, such as standard input.
    """

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._buffer = bytearray()
        self._ready: list[bytes] = []

    def readline(self) -> bytes:
        """The next header line; nothing at the end."""
        if not self._ready:
            body = self._next_body()
            if body is None:
                return b""
            self._ready = [body, b"\r\n", b"Content-Length: %d\r\n" % len(body)]
        return self._ready.pop()

    def read(self, size: int) -> bytes:
        """The body that the header lines were about."""
        return self._ready.pop()

    def _next_body(self) -> bytes | None:
        length: int | None = None
        while line := self._line():
            if found := _LENGTH.search(line):
                length = int(found[1])
                if length > 8 * LARGEST_FILE:  # JSON writes a character with up to six bytes
                    length = None
            elif not line.strip() and length:
                return self._body(length)
        return None

    def _body(self, length: int) -> bytes | None:
        """The next `length` bytes, or those before the next header; JSON has no bare line ends within a text, so a
        header is never a part of one."""
        looked = 0
        while not (inside := _INSIDE.search(self._buffer, looked, length)) and len(self._buffer) < length:
            looked = max(0, len(self._buffer) - 100)
            if not self._fill():
                break
        body = bytes(self._buffer[: inside.start() if inside else length])
        del self._buffer[: len(body)]
        return body or None

    def _line(self) -> bytes:
        """Up to the next end of a line, of a long line a piece; nothing at the end of the input."""
        while (end := self._buffer.find(b"\n")) < 0 and len(self._buffer) < LONGEST_HEADER:
            if not self._fill():
                end = len(self._buffer) - 1
                break
        size = end + 1 if end >= 0 else len(self._buffer) - 100  # a header may begin in the rest
        line = bytes(self._buffer[:size])
        del self._buffer[:size]
        return line

    def _fill(self) -> bool:
        more = self._source.read1(LONGEST_HEADER)  # type: ignore[attr-defined]
        self._buffer += more
        return bool(more)


def log_in_one_line() -> None:
    """Have pygls write what went wrong as one line on standard error; the editor shows its user the same line."""
    logger = logging.getLogger("pygls")
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("plainspoken: %(message)s"))
    handler.addFilter(_without_traceback)
    logger.handlers, logger.propagate = [handler], False
    logger.setLevel(logging.WARNING)


def _without_traceback(record: logging.LogRecord) -> bool:
    told = record.getMessage().splitlines() or [""]  # pygls writes tracebacks into messages, too
    parts = [told[0][:200]]
    if record.exc_info and record.exc_info[1] is not None:
        error = record.exc_info[1]
        parts.append(f"{type(error).__name__}: {(str(error).splitlines() or [''])[0][:200]}")
    record.msg, record.args, record.exc_info = ": ".join(parts), (), None
    return True
