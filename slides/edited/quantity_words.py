# ruff: noqa: E501 - tables of words
"""Numbers that are written as words: `two thirds`, `a dozen`, `twice`, `nine out of ten`, `three seeds`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from plainspoken.script.template.number_formats import NUMBER_WORDS

_UNITS = {word: number for number, word in enumerate(NUMBER_WORDS[:20]) if number}
_TENS = dict(
    zip(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], range(20, 100, 10), strict=True)
)
_PARTS = {"half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fourth": 4, "fourths": 4,
          "fifth": 5, "fifths": 5, "sixth": 6, "sixths": 6, "eighth": 8, "eighths": 8, "tenth": 10, "tenths": 10}  # fmt: skip
_SMALL = "|".join([*_UNITS, *_TENS])
_COUNT = rf"(?:(?:{'|'.join(_TENS)})[ -](?:{'|'.join(list(_UNITS)[:9])})|{_SMALL}|a dozen|dozens?|\d+)"
_NOUNS = r"(?:seeds?|epochs?|classes|labels|samples|images|pictures|examples|layers|parameters|weights|points|percent|per cent|seconds|minutes|hours|milliseconds|folds?|gpus?)"
_SHARE = re.compile(
    rf"(?<![\w-])(?:(?P<count>{_COUNT}|an?)[ -](?P<part>thirds?|quarters?|fourths?|fifths?|sixths?|eighths?|tenths?)\b"
    rf"|(?P<half>(?:one[ -])?half)\b(?=(?: of)? (?:of|the|its|all|these|those|our)\b)"
    rf"|(?P<some>{_COUNT}) (?:out of|in) (?:every )?(?P<all>{_COUNT})\b)",
    re.IGNORECASE,
)
_FACTOR = re.compile(
    rf"(?<![\w-])(?:(?P<word>twice|double|thrice|triple|half)(?= (?:as|the)\b)|(?P<count>{_COUNT}|\d+(?:\.\d+)?)"
    rf"(?:[ -]?(?:times|fold)\b|[x×](?=\s))|(?P<verb>doubles|doubled|halves|halved|triples|tripled|quadruples))(?![\w-])",
    re.IGNORECASE,
)
_PERCENT_OF = re.compile(
    r"(?<![\w.,])(\d+(?:\.\d+)?)[ \u00a0\u202f]?(?:%|percent|per cent)(?= of the (?:parameters|weights|size|time|latency)\b)",
    re.IGNORECASE,
)
_COUNTED = re.compile(rf"(?<![\w-])(?P<count>{_COUNT})[ -](?:\w+ )?(?P<noun>{_NOUNS})\b", re.IGNORECASE)
_FACTORS = {"twice": 2.0, "double": 2.0, "doubles": 2.0, "doubled": 2.0, "thrice": 3.0, "triple": 3.0, "triples": 3.0,
            "tripled": 3.0, "quadruples": 4.0, "half": 0.5, "halves": 0.5, "halved": 0.5}  # fmt: skip


@dataclass(frozen=True)
class Quantity:
    """A number in words: `kind` is `share` (of one), `factor` or `count`; `noun` is what a count counts."""

    start: int
    end: int
    text: str
    kind: str
    value: float
    noun: str = ""


def count_of(words: str) -> int:
    """What a count is worth: `twenty-three`, `a dozen`, `12`."""
    words = words.lower().replace("-", " ")
    if words.isdigit():
        return int(words)
    if words in ("a", "an"):
        return 1
    if words.endswith(("dozen", "dozens")):
        return 12
    return sum(_UNITS.get(word, 0) + _TENS.get(word, 0) for word in words.split())


def quantities(text: str) -> list[Quantity]:
    """The numbers of a text that are written as words, and shares and factors in whatever form, in order."""
    found: list[Quantity] = []
    for quantity in (*_shares(text), *_factors(text), *_counts(text)):
        if not any(quantity.start < other.end and other.start < quantity.end for other in found):
            found.append(quantity)
    return sorted(found, key=lambda quantity: quantity.start)


def _shares(text: str) -> Iterator[Quantity]:
    for match in _SHARE.finditer(text):
        if match["half"]:
            value = 0.5
        elif match["some"]:
            value = count_of(match["some"]) / max(count_of(match["all"]), 1)
            if value >= 1 or count_of(match["all"]) < 2:
                continue
        else:
            value = count_of(match["count"]) / _PARTS[match["part"].lower()]
            if match["count"].lower() in ("a", "an") and re.match(r"\s+(?!of\b|as\b)\w", text[match.end() :]):
                continue  # "a third run"
        if value < 1:
            yield Quantity(*match.span(), match[0], "share", value)


def _factors(text: str) -> Iterator[Quantity]:
    for match in _PERCENT_OF.finditer(text):
        yield Quantity(*match.span(), match[0], "factor", float(match[1]) / 100)
    for match in _FACTOR.finditer(text):
        word = (match["word"] or match["verb"] or "").lower()
        if word:
            yield Quantity(*match.span(), match[0], "factor", _FACTORS[word])
        elif (value := float(match["count"]) if "." in match["count"] else float(count_of(match["count"]))) > 1:
            yield Quantity(*match.span(), match[0], "factor", value)


def _counts(text: str) -> Iterator[Quantity]:
    for match in _COUNTED.finditer(text):
        yield Quantity(*match.span(), match[0], "count", float(count_of(match["count"])), match["noun"].lower())
