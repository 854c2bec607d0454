"""Files that are either whole or not there: written beside their place, then renamed."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def replacing(path: Path, *, sync: bool = True) -> Iterator[Path]:
    """Give a temporary path beside `path`; rename it into place when the block ends well.

    The temporary name keeps the suffix of `path`, since encoders choose their format by it. When the block
    raises, the temporary file goes and the old one stays.

    Args:
        path: the file that is to be made.
        sync: wait until the contents are on the disk before the file takes its name, so that a power cut leaves no
            empty file there. Leave it out where a checksum tells a whole file from a damaged one.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.stem}-{os.getpid()}-{secrets.token_hex(4)}{path.suffix}")
    try:
        yield temporary
        if sync:
            _to_disk(temporary)
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_bytes(path: Path, data: bytes) -> bool:
    """Write `data` to `path` atomically; leave the file untouched when it holds the same. True if written."""
    if path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data:
        return False
    with replacing(path) as temporary:
        temporary.write_bytes(data)
    return True


def write_text(path: Path, text: str) -> bool:
    """Write UTF-8 text with `write_bytes`."""
    return write_bytes(path, text.encode("utf-8"))


def write_json(path: Path, value: Any) -> bool:
    """Write indented JSON with a final newline with `write_bytes`."""
    return write_text(path, json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def read_regular(path: Path) -> bytes:
    """The contents of a file. A pipe or a device in its place would keep its reader waiting for ever.

    Raises:
        FileNotFoundError: there is none, or something that is no file.
        OSError: it cannot be read.
    """
    if not path.is_file() and not path.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
    return path.read_bytes()


def file_state(path: Path) -> list[int] | None:
    """Size in bytes and time of the last change in nanoseconds, which tell cheaply that a file is as it was left; None
    when it is not there."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return [status.st_size, status.st_mtime_ns]


def fingerprint(*parts: str | bytes) -> str:
    """Sixteen hexadecimal digits of SHA-256 over the parts, each framed by its length."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.hexdigest()[:16]


def files_fingerprint(paths: Iterable[Path], *, root: Path) -> str:
    """Fingerprint of the names (relative to `root`) and contents of `paths`, in sorted order."""
    parts: list[str | bytes] = []
    for path in sorted(paths):
        parts += [path.relative_to(root).as_posix(), path.read_bytes()]
    return fingerprint(*parts)
