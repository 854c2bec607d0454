"""Words of a sentence reduced to what names are compared by: lower case, singular, numbers as digits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_ATOM = re.compile(r"\d+(?:[.,]\d+)*|%|[+×]|[^\W\d_]+(?:['’]s\b)?\d*(?:[._]\d+)*", re.UNICODE)
_HUMP = re.compile(r"[a-z][A-Z]|\d|[A-Z]{2}")
_NUMBERS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
    "nine": "9", "ten": "10", "eleven": "11", "twelve": "12", "percent": "%", "plus": "+",
}  # fmt: skip
_PASSED_OVER = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "for",
        "by",
        "with",
        "and",
        "or",
        "to",
        "in",
        "on",
        "at",
        "from",
        "its",
        "their",
        "our",
        "×",
        "per",
    ]
)
"""Words that a name may have or lack."""
_OTHER_WORDS = {"may", "march", "will", "august"}
"""Names that are common words when they are written small."""
_IRREGULAR = {"angry": "anger", "men": "man", "women": "woman", "children": "child", "data": "data"}


@dataclass(frozen=True)
class Atom:
    """One word: its stem, the token that it stands in, and whether it looks like a name (`V3`, `ResNet`)."""

    stem: str
    token: int
    telling: bool = False


def atoms(words: Iterable[str]) -> list[Atom]:
    """The words of tokens, those passed over left out."""
    found: list[Atom] = []
    for token, text in enumerate(words):
        for piece in _ATOM.findall(text):
            small = piece.lower()
            if small in _PASSED_OVER:
                continue
            stem = piece if small in _OTHER_WORDS and piece != small else stem_of(small)
            found.append(Atom(stem, token, bool(_HUMP.search(piece)) and any(map(str.isalpha, piece))))
    return found


def stems(text: str) -> tuple[str, ...]:
    """The stems of a name. One that consists of passed-over words alone keeps them."""
    return tuple(atom.stem for atom in atoms([text])) or tuple(text.lower().split())


def stem_of(word: str) -> str:
    """A word without its ending, rough but the same for `happy` and `happiness`, `query` and `queries`."""
    word = re.sub(r"['’]s$", "", word)
    if word in _NUMBERS or word in _IRREGULAR:
        return _NUMBERS.get(word) or _IRREGULAR[word]
    if len(word) < 4 or not word.isalpha():
        return word
    for ending, instead in (("iness", "y"), ("ness", ""), ("ies", "y"), ("ful", ""), ("ed", "")):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)] + instead
            break
    else:
        if re.search(r"(?:[sxz]|[cs]h)es$", word):
            word = word[:-2]
        elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
            word = word[:-1]
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


def find_run(wanted: Sequence[str], within: Sequence[str]) -> int:
    """Where `wanted` stands in a row in `within`, or -1."""
    size = len(wanted)
    return next((at for at in range(len(within) - size + 1) if list(within[at : at + size]) == list(wanted)), -1)
