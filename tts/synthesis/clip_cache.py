"""What has been voiced, kept by key: a folder that builds share, bounded in size, safe with several at once.

An entry is one file with its seal, written beside its place and renamed, so a reader finds all of it or nothing, and a
damaged one is made again. Two builds that voice the same page at once write the same bytes.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from plainspoken.base import sealed_files
from plainspoken.base.files import replacing

# A file half written this long ago is of a build that was killed.
_STALE_S = 3600
_NOTE = ".bytes"
# However little is added, the cache is looked through once in so many seconds.
_COUNTED_S = 6 * 3600


@dataclass(frozen=True)
class ClipCache:
    """Entries below `folder`, named by key and kind (the suffix)."""

    folder: Path

    def path(self, key: str, kind: str) -> Path:
        """Where the entry is, or would be."""
        return self.folder / key[:2] / f"{key}.{kind}"

    def has(self, key: str, kind: str) -> bool:
        """Whether there is such an entry, whole; marks it as used."""
        path = self.path(key, kind)
        if not sealed_files.is_whole(path):
            return False
        with contextlib.suppress(OSError):  # A cache that cannot be written to can still be read.
            os.utime(path, ns=(time.time_ns(), path.stat().st_mtime_ns))
        return True

    def read(self, key: str, kind: str) -> bytes | None:
        """The entry, or nothing."""
        return sealed_files.read_sealed(self.path(key, kind))

    def write(self, key: str, kind: str, data: bytes) -> None:
        """Make the entry."""
        sealed_files.write_sealed(self.path(key, kind), data)

    @contextmanager
    def making(self, keys: Sequence[str], kind: str) -> Iterator[list[Path]]:
        """Paths to write entries to; they are in their places when the block ends well."""
        with sealed_files.sealing([self.path(key, kind) for key in keys]) as paths:
            yield paths

    def prune(self, limit_bytes: int, *, keep: set[str]) -> int:
        """Remove the entries longest unused until the rest fits; bytes removed. Keys in `keep` stay.

        All of them are looked at only when they may have come to more than the limit since that was last done: a cache
        of thousands of clips would otherwise make each build slower.
        """
        note = self.folder / _NOTE
        known, counted_at = _noted(note)
        known += sum(size for key in keep for size in self._sizes(key))
        if known <= limit_bytes and time.time() - counted_at < _COUNTED_S:
            _write_note(note, known, counted_at)
            return 0
        entries: list[tuple[float, int, Path]] = []
        stale = time.time() - _STALE_S
        for path in self.folder.glob("??/*"):
            with contextlib.suppress(FileNotFoundError):
                state = path.stat()
                if path.suffix == sealed_files.SUFFIX:
                    continue
                if not path.name.startswith("."):
                    entries.append((state.st_atime, state.st_size, path))
                elif state.st_mtime < stale:
                    path.unlink()
        total = sum(size for _, size, _ in entries)
        removed = 0
        for _, size, path in sorted(entries):
            if total - removed <= limit_bytes:
                break
            if path.name.split(".")[0] in keep:
                continue
            path.unlink(missing_ok=True)
            sealed_files.seal_of(path).unlink(missing_ok=True)
            removed += size
        _write_note(note, total - removed, time.time())
        return removed

    def _sizes(self, key: str) -> Iterator[int]:
        for path in (self.folder / key[:2]).glob(f"{key}.*"):
            with contextlib.suppress(FileNotFoundError):
                if path.suffix != sealed_files.SUFFIX:
                    yield path.stat().st_size


def _noted(note: Path) -> tuple[int, float]:
    """The bytes that the cache has at most, and when they were counted (the time of the file), 0.0 when never."""
    try:
        return int(note.read_text(encoding="ascii")), note.stat().st_mtime
    except (OSError, ValueError):
        return 0, 0.0


def _write_note(note: Path, size: int, counted_at: float) -> None:
    with contextlib.suppress(OSError), replacing(note, sync=False) as temporary:
        temporary.write_text(str(size), encoding="ascii")
        os.utime(temporary, (counted_at, counted_at))
