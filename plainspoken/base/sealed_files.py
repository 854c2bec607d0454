"""Cached files that are known to be whole: beside each lies its seal, with its length and checksum.

A file without a seal, or that differs from it (a full disk, a power cut, another program), counts as not there, so
that it is made again. Whoever finds damage says so once.
"""

from __future__ import annotations

import contextlib
import hashlib
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from plainspoken.base.files import file_state, read_regular, replacing

SUFFIX = ".seal"

_known: dict[Path, list[int]] = {}
"""Files that this process has found whole, with the state in which it found them."""


def seal_of(path: Path) -> Path:
    """Where the seal of a file is."""
    return path.with_name(path.name + SUFFIX)


@contextmanager
def sealing(paths: Sequence[Path]) -> Iterator[list[Path]]:
    """Give temporary paths to write files to; they are in their places, sealed, when the block ends well."""
    with contextlib.ExitStack() as stack:
        # The seal is what says that a file is whole, so the files need not reach the disk before they are renamed.
        temporary = [stack.enter_context(replacing(path, sync=False)) for path in paths]
        yield temporary
        seals = [_seal(path, each.read_bytes()) for path, each in zip(paths, temporary, strict=True)]
    for path, seal in zip(paths, seals, strict=True):
        with replacing(seal_of(path), sync=False) as beside:
            beside.write_text(seal, encoding="ascii")


def write_sealed(path: Path, data: bytes) -> None:
    """Write a file and its seal."""
    with sealing([path]) as (temporary,):
        temporary.write_bytes(data)


def seal_file(path: Path) -> None:
    """Seal a file that somebody else has written, just now and whole."""
    with replacing(seal_of(path), sync=False) as beside:
        beside.write_text(_seal(path, path.read_bytes()), encoding="ascii")


def is_sealed(path: Path) -> bool:
    """Whether a file was kept here once: its seal is there, whatever has become of it."""
    return seal_of(path).is_file()


def is_whole(path: Path) -> bool:
    """Whether a file is there and as it was sealed; a damaged one is removed, and a line on standard error says so."""
    state = file_state(path)
    if state is None:
        return False
    if _known.get(path) == state:
        return True
    if read_sealed(path) is None:
        return False
    _known[path] = state
    return True


def read_sealed(path: Path) -> bytes | None:
    """The contents of a file that is as it was sealed, else None; a damaged one is removed, and a line on standard
    error says so."""
    try:
        data = read_regular(path)
    except OSError:
        return None
    try:
        seal = read_regular(seal_of(path)).decode("ascii", "replace")
    except OSError:
        return None  # An earlier version wrote it, or a build that was killed between file and seal.
    if seal in (_seal(path, data), _earlier_seal(data)):
        return data
    remove_damaged(path)
    return None


def remove_damaged(path: Path) -> None:
    """Take a damaged file away with its seal, and say so in a line on standard error."""
    print(f"plainspoken: {path} was damaged and is made again", file=sys.stderr, flush=True)
    for gone in (path, seal_of(path)):
        with contextlib.suppress(OSError):
            gone.unlink(missing_ok=True)


def _seal(path: Path, data: bytes) -> str:
    """Length and checksum of a file and its name, so that another file with its seal cannot stand in its place."""
    named = hashlib.sha256(path.name.encode("utf-8", "surrogatepass") + b"\0" + data)
    return f"{len(data)} {named.hexdigest()} {path.name.encode('ascii', 'backslashreplace').decode()}\n"


def _earlier_seal(data: bytes) -> str:
    """What earlier versions wrote: it holds for training that took hours as well as it did."""
    return f"{len(data)} {hashlib.sha256(data).hexdigest()}\n"
