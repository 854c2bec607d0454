"""What no change of words may lose or add: numbers, quantities, names, negations, code and values.

Measured on human simplifications judged for meaning (ASSET, 100 pairs, 15 judges each), numbers and names kept are the
strongest cheap signs that the meaning was kept. Here they are not scored but required.
"""

from __future__ import annotations

import re
from collections import Counter

from plainspoken.base.word_lists import word_set

_NUMBER = re.compile(r"\d+(?:[.,:/]\d+)*\s*%?|[½¼¾⅓⅔]")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_VALUE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{~.*?~\}|`[^`]+`", re.DOTALL)
_IDENTIFIER = re.compile(r"\b(?=\w*(?:[a-z][A-Z]|[A-Z]{2}|\d|_))[^\W_]\w*")
_SENTENCE_START = re.compile(r"(?:^|[.!?:]\s+|\n\s*\n\s*)[\"“‘'(\[*_]*$")

_NEGATIONS = word_set(
    "not no never none nothing nobody neither nor without cannot hardly barely scarcely unless except lack lacks"
    " fail fails failed"
)
_QUANTITIES = word_set(
    "zero one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty seventy"
    " eighty ninety hundred thousand million billion trillion half halves third thirds quarter quarters double"
    " doubles doubled triple twice thrice dozen all every each none both half most few fewer less more many least"
    " only about almost nearly exactly"
)
# Words for numbers: never lost, never gained. The vaguer quantities may change sides in a shorter wording.
_EXACT = word_set(
    "zero two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty seventy"
    " eighty ninety hundred thousand million billion trillion half third thirds quarter quarters double doubles"
    " doubled triple twice dozen all none both most few fewer less least"
)


def lost_or_added(before: str, after: str) -> list[str]:
    """What `after` lacks or has beyond `before`, each as `lost: …` or `added: …`; empty when all is kept."""
    problems: list[str] = []
    for old, new in zip(kept_things(before), kept_things(after), strict=True):
        problems += [f"lost: {thing}" for thing in (old - new).elements()]
        problems += [f"added: {thing}" for thing in (new - old).elements()]
    return problems


def kept_things(text: str) -> tuple[Counter[str], ...]:
    """Numbers, words for quantities, names and identifiers, negations, and Jinja or code of a text, counted."""
    values = Counter(match.strip() for match in _VALUE.findall(text))
    prose = _VALUE.sub(" ", text)
    numbers = Counter(match.strip() for match in _NUMBER.findall(prose))
    words = [(match.group(), match.start()) for match in _WORD.finditer(prose)]
    quantities = Counter(word.lower() for word, _ in words if word.lower() in _EXACT)
    negations: Counter[str] = Counter()
    for word, _ in words:
        lower = word.lower().replace("’", "'")
        if lower in _NEGATIONS:
            negations[{"cannot": "not"}.get(lower, lower)] += 1
        elif lower.endswith("n't"):
            negations["not"] += 1
    names = Counter(match for match in _IDENTIFIER.findall(prose))
    for word, start in words:
        named = word[0].isupper() and word.partition("'")[0] != "I" and word not in names
        if named and not _SENTENCE_START.search(prose[max(0, start - 40) : start]):
            names[word] += 1
    return numbers, quantities, names, negations, values


def same_words(before: str, after: str) -> bool:
    """`lost_or_added` for stretches without capitals or digits: quantities and negations alone."""
    return _sensitive(before) == _sensitive(after)


def _sensitive(text: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for word in _WORD.findall(text.lower().replace("’", "'")):
        if word in _EXACT:
            found[word] += 1
        elif word in _NEGATIONS or word.endswith("n't"):
            found["not" if word == "cannot" or word.endswith("n't") else word] += 1
    return found
