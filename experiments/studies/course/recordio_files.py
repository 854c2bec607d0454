"""Image lists and record files in MXNet's formats: `.lst`, `.rec` and `.idx`, written and read without MXNet.

A list has a line a picture: its number, its label and its path, with tabs between them. A record file holds the
pictures one after the other. Each record is a magic word, a word with its length (29 bits) and a flag (3 bits), the
bytes, and zeros up to a multiple of four (`dmlc/recordio.h` of dmlc-core). Bytes that happen to be the magic word, at a
multiple of four, are left out and split the record into parts, whose flags say first, middle or last. A picture's
record begins with a header of 24 bytes: flag, label, number, and the number's upper half (`mxnet.recordio.IRHeader`).
The index names the place of each record by its number. Integers are little-endian.
"""

from __future__ import annotations

import random
import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from plainspoken.base.errors import InputError

MAGIC = struct.pack("<I", 0xCED7230A)

LONGEST = 1 << 29
"""Bytes that a record must have fewer of."""

_WORD, _HEADER = struct.Struct("<I"), struct.Struct("<IfQQ")
WORD_BYTES, HEADER_BYTES = _WORD.size, _HEADER.size
_WHOLE, _FIRST, _MIDDLE, _LAST = range(4)
_AGAIN = "write it again from its list, or copy it again"


@dataclass(frozen=True)
class Listed:
    """A line of a list: number, class and path, relative to the folder of the pictures."""

    number: int
    label: int
    path: str


@dataclass(frozen=True)
class PackedRecord:
    """A picture's record: number, class and the bytes of its file."""

    number: int
    label: int
    picture: bytes


def list_tree(root: Path, seed: int | None = None) -> list[Listed]:
    """The pictures of a folder with a folder a class, numbered from 0; classes count in the order of their names.

    Args:
        seed: of the order of the lines; without it, they are class by class. MXNet's own tool shuffles.

    Raises:
        InputError: there is no such folder, or no class in it.
    """
    if not root.is_dir():
        raise InputError("no such folder of pictures", file=root, remedy="give a folder with a folder for each class")
    classes = sorted(entry for entry in root.iterdir() if entry.is_dir())
    if not classes:
        raise InputError("it has no class folders", file=root, remedy="put pictures into root/CLASS/")
    found = [
        (label, path.relative_to(root).as_posix())
        for label, folder in enumerate(classes)
        for path in sorted(folder.iterdir())
        if path.is_file()
    ]
    listed = [Listed(number, label, path) for number, (label, path) in enumerate(found)]
    if seed is not None:
        random.Random(seed).shuffle(listed)
    return listed


def write_list(path: Path, lines: Iterable[Listed]) -> None:
    """Write a list; labels are written as floats, as MXNet's own tool does."""
    path.write_text("".join(f"{line.number}\t{line.label:f}\t{line.path}\n" for line in lines), encoding="utf-8")


def read_list(path: Path) -> list[Listed]:
    """Read a list.

    Raises:
        InputError: a line is not a number, a label and a path; the line is named.
    """
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        cells = line.split("\t")
        try:
            place, label, name = cells
            found.append(Listed(int(place), int(float(label)), name))
        except ValueError:
            raise InputError(
                "not a line of an image list", file=path, line=number,
                remedy="write a number, a label and a path, with tabs between them",
            ) from None  # fmt: skip
    return found


def pack(record: PackedRecord) -> bytes:
    """Header and picture."""
    return _HEADER.pack(0, float(record.label), record.number, 0) + record.picture


def framed(payload: bytes) -> bytes:
    """A payload as it stands in a record file.

    Raises:
        InputError: it is too long.
    """
    if len(payload) >= LONGEST:
        raise InputError(f"a record of {len(payload):,} bytes is too long", remedy=f"keep it under {LONGEST:,} bytes")
    cuts = [at for at in range(0, len(payload) - 3, 4) if payload[at : at + 4] == MAGIC]
    parts, begin = [], 0
    for at in [*cuts, len(payload)]:
        parts.append(payload[begin:at])
        begin = at + 4
    found = []
    for place, part in enumerate(parts):
        kind = _WHOLE if not cuts else _FIRST if place == 0 else _LAST if place == len(cuts) else _MIDDLE
        found.append(MAGIC + _WORD.pack(kind << 29 | len(part)) + part + bytes(-len(part) % 4))
    return b"".join(found)


def write_records(path: Path, records: Iterable[PackedRecord]) -> int:
    """Write a record file and, beside it, its index; gives the bytes of both."""
    whole, places = bytearray(), []
    for record in records:
        places.append(f"{record.number}\t{len(whole)}\n")
        whole += framed(pack(record))
    path.write_bytes(whole)
    return len(whole) + path.with_suffix(".idx").write_text("".join(places), encoding="utf-8")


def read_records(path: Path) -> Iterator[PackedRecord]:
    """All pictures of a record file, in order. The format has no checksum: a changed byte within a picture is left to
    the picture's own format to find.

    Raises:
        InputError: the file is cut short or damaged, and where; or its index names more records or fewer.
    """
    whole, at, found = path.read_bytes(), 0, 0
    while at < len(whole):
        record, at = _read_at(path, whole, at)
        found += 1
        yield record
    listed = len(path.with_suffix(".idx").read_text(encoding="utf-8").splitlines())
    if found != listed:
        raise InputError(f"the file holds {found:,} records, its index {listed:,}", file=path, remedy=_AGAIN)


def read_record(path: Path, number: int) -> PackedRecord:
    """One picture by its number, found by the index beside the file.

    Raises:
        InputError: the index has no such number, or leads to another picture; the file is damaged.
    """
    index = path.with_suffix(".idx")
    places = dict(line.split("\t") for line in index.read_text(encoding="utf-8").splitlines())
    if str(number) not in places:
        raise InputError(f"no record has the number {number}", file=index, remedy=f"it has {len(places)} records")
    with path.open("rb") as opened:
        opened.seek(int(places[str(number)]))
        record, _ = _read_at(path, opened.read(), 0)
    if record.number != number:
        raise InputError(f"index entry {number} points to record {record.number}", file=index, remedy=_AGAIN)
    return record


def _read_at(path: Path, whole: bytes, at: int) -> tuple[PackedRecord, int]:
    """The record that begins at a byte, and where the next one does."""
    begin = at
    parts: list[bytes] = []
    while True:
        head = whole[at : at + 8]
        length, kind = _WORD.unpack(head[4:])[0] & LONGEST - 1 if len(head) == 8 else 0, head[7] >> 5 if head[7:] else 0
        if len(head) < 8 or at + 8 + length + -length % 4 > len(whole):
            raise InputError(f"the file is cut short in the record at byte {begin:,}", file=path, remedy=_AGAIN)
        if head[:4] != MAGIC or (kind in (_WHOLE, _FIRST)) != (not parts) or kind > _LAST:
            raise InputError(f"no record begins at byte {at:,}: the file is damaged", file=path, remedy=_AGAIN)
        parts.append(whole[at + 8 : at + 8 + length])
        at += 8 + length + -length % 4
        if kind in (_WHOLE, _LAST):
            break
    payload = MAGIC.join(parts)
    if len(payload) < _HEADER.size:
        raise InputError(f"the record at byte {begin:,} has no picture header", file=path, remedy=_AGAIN)
    _, label, number, _ = _HEADER.unpack_from(payload)
    return PackedRecord(number, int(label), payload[_HEADER.size :]), at


def pack_listed(root: Path, lines: Sequence[Listed]) -> Iterator[PackedRecord]:
    """The listed pictures, read from their files.

    Raises:
        InputError: a listed file is not there.
    """
    for line in lines:
        path = root / line.path
        if not path.is_file():
            raise InputError("a picture in the list is missing", file=path, remedy="list the folder again")
        yield PackedRecord(line.number, line.label, path.read_bytes())
