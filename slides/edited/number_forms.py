"""How numbers are written: what stands on a slide, what it is worth, and the usual ways to write a value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from plainspoken.base.align_words import WordToken

SCALES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "b": 1e9, "billion": 1e9}


def is_part_of_a_name(text: str, token: WordToken) -> bool:
    """Whether a number belongs to a file's name, a version, a date or a year, and so to no record."""
    start, end = token.start, token.end
    while start and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    word = text[start:end].strip(".,;:()!?“”\"'")
    if re.fullmatch(r"\d{1,4}-\d{1,2}(-\d{1,4})?|(19[5-9]|20[0-9])\d", word):
        return True
    return bool(re.search(r"[^\W\d]", word) and re.search(r"[._/\\@:#]", word))


def shown_number(text: str, token: WordToken) -> str:
    """A number with its unit: `62.4 %`, `5.1 M`."""
    match = re.match(r"[\s\u00a0\u202f]*(%|per ?cent|[kKMB]\b|thousand|million|billion)", text[token.end :])
    return text[token.start : token.end + match.end()] if match else token.text


def split_number(shown: str) -> tuple[Decimal, int, str]:
    """Its digits as a number, how many stand after the point, and its unit in lower case."""
    match = re.match(r"[\d.,\u00a0\u2009\u202f]*\d", shown)
    digits = match.group() if match else "0"
    unit = shown[len(digits) :].strip(" \u00a0\u202f").lower()
    whole = re.sub(r"[,\u00a0\u2009\u202f](?=\d{3}(?:\D|$))", "", digits).replace(",", ".")
    if whole.count(".") > 1:
        whole = whole.replace(".", "")
    places = len(whole.partition(".")[2])
    return Decimal(whole), places, "%" if unit in ("percent", "per cent") else unit


def form_of(shown: str) -> tuple[str, str]:
    """A number as it is compared: its digits without separators, and its unit."""
    number, places, unit = split_number(shown)
    return f"{number:.{places}f}", {"thousand": "k", "million": "m", "billion": "b"}.get(unit, unit)


def rounded(value: float, places: int) -> str:
    """A value with so many digits after the point, halves rounded up."""
    step = Decimal(1).scaleb(-places)
    return f"{Decimal(repr(value)).quantize(step, ROUND_HALF_UP):.{places}f}"


def forms_of(value: float) -> Iterator[tuple[str, str]]:
    """The usual ways to write a value."""
    size = abs(value)
    if size > 1e15 or value != value:
        return
    for places in range(5):
        yield rounded(size, places), ""
    for places in range(3):
        if size <= 10:
            yield rounded(100 * size, places), "%"
            yield rounded(100 * size, places), ""
        for unit, scale in (("k", 1e3), ("m", 1e6), ("b", 1e9)):
            if size >= scale / 100:
                yield rounded(size / scale, places), unit


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Where the sentences of a text begin and end."""
    cuts = [match.span() for match in re.finditer(r"[.!?;]\s+|\n", text)]
    starts, ends = [0, *(end for _, end in cuts)], [*(end for _, end in cuts), len(text)]
    return [(start, end) for start, end in zip(starts, ends, strict=True) if text[start:end].strip()]
