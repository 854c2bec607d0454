"""Fields of protocol buffers and the two frames that logs put them in: enough to read event files of TensorBoard and
`.wandb` files, without either package.

Sources: "Protocol Buffers: Encoding" (wire types), TFRecord of TensorFlow (`tensorflow/core/lib/io/record_reader.cc`),
and the log format of LevelDB (`doc/log_format.md`), which W&B uses.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

BLOCK = 32768
"""Bytes of a block of a LevelDB log."""

Field = tuple[int, int, int | bytes]
"""Number, wire type and value of a field: whole numbers, or bytes."""


def fields(data: bytes) -> Iterator[Field]:
    """The fields of a message.

    Raises:
        ValueError: it breaks off.
    """
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        number, wire = key >> 3, key & 7
        value: int | bytes
        if wire == 0:
            value, at = _varint(data, at)
        else:
            if wire == 2:
                size, at = _varint(data, at)
            elif wire in (1, 5):
                size = 8 if wire == 1 else 4
            else:
                raise ValueError(f"wire type {wire}")
            if at + size > len(data):
                raise ValueError("a message breaks off")
            value, at = data[at : at + size], at + size
        yield number, wire, value


def inner(data: bytes, number: int) -> Iterator[bytes]:
    """The values of a field that holds messages, texts or bytes."""
    for found, _, value in fields(data):
        if found == number and isinstance(value, bytes):
            yield value


def whole(data: bytes, number: int, default: int = 0) -> int:
    """A whole number of a message, with its sign."""
    for found, wire, value in fields(data):
        if found == number and wire == 0 and isinstance(value, int):
            return value - (1 << 64) if value >> 63 else value
    return default


def tf_records(data: bytes) -> Iterator[bytes]:
    """The records of a TFRecord file; one that breaks off at the end, as while a run goes on, is left out."""
    at = 0
    while at + 12 <= len(data):
        (size,) = struct.unpack_from("<Q", data, at)
        if at + 16 + size > len(data):
            return
        yield data[at + 12 : at + 12 + size]
        at += 16 + size


def leveldb_records(data: bytes, start: int) -> Iterator[bytes]:
    """The records of a LevelDB log whose first block has a header of `start` bytes; one that breaks off is left out."""
    at, parts = start, b""
    while at + 7 <= len(data):
        left = BLOCK - at % BLOCK
        if left < 7:
            at += left
            continue
        size, kind = struct.unpack_from("<HB", data, at + 4)
        if kind == 0 and size == 0:
            at += left
            continue
        part, at = data[at + 7 : at + 7 + size], at + 7 + size
        if len(part) < size:
            return
        parts = part if kind in (1, 2) else parts + part
        if kind in (1, 4):
            yield parts
            parts = b""


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        if at >= len(data) or shift > 63:
            raise ValueError("a number breaks off")
        byte = data[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if not byte & 128:
            return value & ((1 << 64) - 1), at
