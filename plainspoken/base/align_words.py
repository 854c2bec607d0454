"""Words of two texts beside each other: numbers as whole tokens, typographic variants made equal.

What was written, what stands there now and what is to be written are compared token by token, here and nowhere else.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

_SPACES = "\u00a0\u2007\u2009\u202f"
_NUMBER = rf"\d{{1,3}}(?:[{_SPACES}]\d{{3}})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*"
_TOKEN = re.compile(rf"{_NUMBER}|[^\W\d_]\w*(?:['’]\w+)*|[^\s]")  # V1 and ResNet18 are names, not numbers
_ALIKE = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "…": "."}
)
NUMBER_WORDS = frozenset(
    [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
        "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty", "thirty", "forty",
        "fifty", "sixty", "seventy", "eighty", "ninety", "hundred", "thousand", "million", "billion", "half", "halves",
        "third", "thirds", "quarter", "quarters", "twice", "double", "doubles", "once",
    ]
)  # fmt: skip
"""Words that may be how a number was written."""


@dataclass(frozen=True)
class WordToken:
    """A word, a number or a sign of a text, with its place; `key` is what it is compared by."""

    text: str
    start: int
    end: int
    key: str

    @property
    def is_number(self) -> bool:
        """Whether it is written in digits."""
        return self.text[0].isdigit()

    @property
    def may_be_number(self) -> bool:
        """Whether it is a number in digits or in words."""
        return self.is_number or self.key in NUMBER_WORDS


@lru_cache(maxsize=20_000)
def tokens_of(text: str) -> tuple[WordToken, ...]:
    """The tokens of a text; white space is between them."""
    return tuple(
        WordToken(match.group(), match.start(), match.end(), _key(match.group())) for match in _TOKEN.finditer(text)
    )


def _key(text: str) -> str:
    return _cased_key(text).casefold()


def _cased_key(text: str) -> str:
    if text[0].isdigit():
        text = re.sub(rf"[{_SPACES}]", ",", text)
        return re.sub(r",(?=\d{3}(?:\D|$))", "", text)
    return unicodedata.normalize("NFKC", text).translate(_ALIKE)


def keys_of(text: str) -> tuple[str, ...]:
    """What the tokens of a text are compared by: two texts with the same keys say the same."""
    return tuple(token.key for token in tokens_of(text))


def cased_keys_of(text: str) -> tuple[str, ...]:
    """The same, capitals told from small letters."""
    return tuple(_cased_key(token.text) for token in tokens_of(text))


def masked_keys(text: str) -> tuple[str, ...]:
    """The same with every number alike: two such texts say the same of other numbers."""
    return tuple("#" if token.may_be_number else token.key for token in tokens_of(text))


def changes_between(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """The stretches in which two sequences of keys differ: `old[a:b]` became `new[c:d]`."""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [(a, b, c, d) for kind, a, b, c, d in matcher.get_opcodes() if kind != "equal"]


def alike(one: str, other: str) -> float:
    """How alike two texts are, from 0 to 1, whatever their numbers are."""
    a, b = masked_keys(one), masked_keys(other)
    if a == b:
        return 1.0
    return SequenceMatcher(None, a, b, autojunk=False).ratio() if a and b else 0.0


def likeness(one: str, other: str, least: float = 0.0) -> float:
    """How alike two texts are, numbers aside, with a little more where they are the same; -1 below `least`."""
    score = alike(one, other)
    if score < least:
        return -1.0
    return score + (0.05 if keys_of(one) == keys_of(other) else 0.0)


def paired(old: Sequence[str], new: Sequence[str], least: float = 0.4) -> list[tuple[int | None, int | None]]:
    """The texts of two lists beside each other, in order: pairs of indices, None where one has no counterpart.

    The pairing has the greatest sum of likenesses (numbers aside), with a little more for texts that are the same;
    texts less alike than `least` are never paired.
    """
    score = [[likeness(a, b, least) for b in new] for a in old]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            both = score[i][j] + best[i + 1][j + 1] if score[i][j] > 0 else -1.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], both)
    pairs: list[tuple[int | None, int | None]] = []
    i = j = 0
    while i < len(old) or j < len(new):
        inside = i < len(old) and j < len(new)
        if inside and score[i][j] > 0 and best[i][j] == score[i][j] + best[i + 1][j + 1]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif i < len(old) and (j == len(new) or best[i][j] == best[i + 1][j]):
            pairs.append((i, None))
            i += 1
        else:
            pairs.append((None, j))
            j += 1
    return pairs
