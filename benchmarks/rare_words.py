"""Make `script/words/rare_words.txt`: right words that the spelling dictionary lacks and that look like slips.

    python benchmarks/rare_words.py SCOWL WORDNET SOFTWARE [--misspellings FILE] > script/words/rare_words.txt

The folders are those of the Debian packages `scowl` (/usr/share/dict/scowl) and `wordnet-base` (/usr/share/wordnet),
and of the npm package `@cspell/dict-software-terms` (`dict`); `--misspellings` names codespell's `dictionary.txt`,
whose misspellings are left out. Kept are words that are a letter away from a common one, so that `PS315` would take
them for slips; of words of up to six letters only those of WordNet, SCOWL's size 70 and the software terms, because
the larger lists hold many that nobody writes.
"""

from __future__ import annotations

import argparse
import gzip
import re
from collections.abc import Iterator
from pathlib import Path

from plainspoken.script.lint.known_misspellings import SMALL_SLIPS
from plainspoken.script.lint.spell_check import field_words, pronounced, speller

HEAD = """\
# Rare words that are right, made by benchmarks/rare_words.py from SCOWL (Copyright 2000-2020 by Kevin Atkinson; use,
# copy, modify, distribute and sell granted without fee, provided that this notice appears in all copies; "as is"),
# WordNet 3.0 (Copyright 2006 by Princeton University; all rights reserved; use, copy, modify and distribute granted
# without fee, provided that this notice appears; "as is") and cspell's software terms (MIT, Street Side Software).
"""


def main() -> None:
    """Print the list."""
    parser = argparse.ArgumentParser(description=__doc__)
    for folder in ("scowl", "wordnet", "software"):
        parser.add_argument(folder, type=Path)
    parser.add_argument("--misspellings", type=Path)
    options = parser.parse_args()
    dictionary = speller()
    if dictionary is None:
        raise SystemExit("install chunspell")
    usual = scowl(options.scowl, 70) | wordnet(options.wordnet) | software(options.software)
    slips = (
        {line.split("->")[0] for line in options.misspellings.read_text().splitlines()}
        if options.misspellings
        else set()
    )
    near = {gap for word in scowl(options.scowl, 60) | field_words() if len(word) > 2 for gap in gaps(word)}
    frequent = scowl(options.scowl, 50)
    print(HEAD, end="")
    for word in sorted(scowl(options.scowl, 80) | usual):
        if not 4 <= len(word) <= 20 or (len(word) <= 6 and word not in usual) or word in slips or word in SMALL_SLIPS:
            continue
        if dictionary.spell(word) or dictionary.spell(word.capitalize()) or pronounced(word):
            continue
        if any(gap in near for gap in gaps(word)) and not any(twin in frequent for twin in twins(word)):
            print(word)


def scowl(folder: Path, size: int) -> set[str]:
    """SCOWL's words up to a size, American and British."""
    name = re.compile(r"(?:english|american|british|british_z|canadian)-(?:words|upper)\.(\d+)$")
    files = [path for path in folder.iterdir() if (match := name.match(path.name)) and int(match[1]) <= size]
    return plain(word for path in files for word in path.read_text(encoding="latin-1").split())


def wordnet(folder: Path) -> set[str]:
    """The words of WordNet's lemmas and irregular forms."""
    found: list[str] = []
    for kind in ("noun", "verb", "adj", "adv"):
        lines = (folder / f"index.{kind}").read_text(encoding="utf-8").splitlines()
        found += [part for line in lines if not line.startswith(" ") for part in line.split()[0].split("_")]
        found += (folder / f"{kind}.exc").read_text(encoding="utf-8").split()
    return plain(found)


def software(folder: Path) -> set[str]:
    """cspell's terms of computing."""
    found: list[str] = []
    for path in folder.glob("*.txt*"):
        text = (gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()).decode()
        found += [line.split("#")[0].strip() for line in text.splitlines()]
    return plain(found)


def plain(words: Iterator[str] | list[str]) -> set[str]:
    """Lower-case words of plain letters."""
    return {word.lower() for word in words if word.isascii() and word.isalpha()}


def gaps(word: str) -> Iterator[str]:
    """The word and what is left without each letter: words that share one are a letter apart."""
    yield word
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]


def twins(word: str) -> Iterator[str]:
    """The word with a letter doubled, or a doubled one single."""
    for at in range(len(word)):
        yield word[:at] + word[at] + word[at:]
        if at and word[at] == word[at - 1]:
            yield word[:at] + word[at + 1 :]


if __name__ == "__main__":
    main()
