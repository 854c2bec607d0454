# ruff: noqa: E501 - tables of words
"""Numbers in any dress: digits, number words, fractions, superscripts, Roman numerals, `99pct`, `#1`; and those that are
free by rule, because they belong to a name, a date or a list."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator

VALUE = "\ufffc"
"""Stands in a unit's text for a `{{ … }}`."""

_ONES = ["zero", "nought", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]  # fmt: skip
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_SMALL = {word: max(index - 1, 0) for index, word in enumerate(_ONES)} | {
    word: 10 * (index + 2) for index, word in enumerate(_TENS)
}
_WORD = rf"(?:{'|'.join([*_ONES, *_TENS, *_SCALES])})"
_NUMBER_WORDS = re.compile(
    rf"(?<![\w-]){_WORD}(?:(?:[ -]| and | point ){_WORD})*s?(?![\w])(?!-\w)|(?<!\w)point {_WORD}(?: {_WORD})*(?!\w)",
    re.IGNORECASE,
)
_UNIT = (
    r"(?:%|‰|per ?cent(?:age)?(?: points?)?|pct|points?|times|-?fold|milliseconds?|ms|seconds?|minutes?|hours?|days?|"
    r"megabytes?|gigabytes?|MB|GB|kB|million|billion|thousand|M|G|k|s|x|×|h|min)(?![\w])"
)
_AFTER = re.compile(rf"[ \u00a0\u202f-]?{_UNIT}")
_OUT_OF = re.compile(
    rf"(?:{_WORD}|\d[\d,.]*)(?:-{_WORD})? (?:out of|of|in)(?: every)? (?:{_WORD}|\d[\d,.]*)(?!\w)", re.IGNORECASE
)
_ONE_IN = re.compile(
    rf"(?<![\w-])(?:only|just|about|barely|nearly|almost|roughly|some|than|wrong (?:on|for|in)|(?:mistakes?|errors?) (?:in|on|for)) (?:one|1) (?:of|in|out of)(?: every)? {_WORD}(?!\w)|"
    rf"(?<![\w-])(?:one|1) [a-z]*[a-rt-z] (?:in|out of)(?: every)? (?:an? )?(?!one\b){_WORD}(?!\w)",
    re.IGNORECASE,
)
_FRACTION_WORDS = re.compile(
    r"(?<![\w-])(?:half (?:of|the|as|an?(?! (?:second|minute|hour|day|week|month|year)s? (?:ago|later|from now|into)\b))|(?:an?|one|two|three|four|five|six|seven|eight|nine) (?:half|halves|thirds?|quarters?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?)(?= (?:of|are|is|for|right)|$|[.,;:])|"
    r"(?:two|three) (?:thirds|quarters|fifths)|a (?:third|quarter|fifth|tenth) of)(?!\w)",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"[#+±~≈<>−–-]?\d(?:[\d.,:/×x^*·–-]*\d)?(?:[eE][+-]?\d+)?")
_ROMAN = re.compile(
    rf"(?<!\w)[IVXLCDM]{{2,}}(?= ?{_UNIT}| (?:out )?of [IVXLC]+(?!\w))|(?<!\w)[IVX]+(?= (?:out )?of [IVXLC]+(?!\w))"
)
_NAMED = re.compile(
    r"\b(?:part|page|slide|chapter|section|step|figure|table|version|stage|round|phase|example|equation|question|layer|no\.|v)[ \u00a0]$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_DATED = re.compile(
    r"(?:\b(?:in|since|of|from|by|until|before|after|around|during|early|late|year|spring|summer|autumn|winter|"
    r"january|february|march|april|may|june|july|august|september|october|november|december|al\.|and|et),? ?|[(\[] ?|\d{1,2} \w+ )$",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"(?<=\])\([^()\s]*(?:\([^()]*\)[^()\s]*)?\)|</?[A-Za-z][^<>]*>|\{[a-z]+ [^{}]*\}|https?://\S+")
_ENTITY = re.compile(r"&#?\w+;")
_CODE = re.compile(r"`[^`]*`")


def find_numbers(text: str, kind: str = "paragraph") -> Iterator[tuple[int, int]]:
    """The start and end of each number in `text` that is a statement: those of names, dates and lists are left out.

    `kind` is that of the text unit; in code and formulas small whole numbers are part of the code.
    """
    if kind == "diagram" and (label := re.match(r"\s*[\w-]+ ?=", text)):
        text = " " * label.end() + text[label.end() :]
    text = _HIDDEN.sub(lambda match: " " * len(match[0]), text)
    text = _ENTITY.sub(_without_signs, text)
    codes = [match.span() for match in _CODE.finditer(text)]
    taken: list[tuple[int, int]] = []
    for start, end in _candidates(text, kind, codes):
        if not any(left < end and start < right for left, right in taken):
            taken.append((start, end))
            yield start, end


def spoken_digits(text: str) -> str:
    """The digits of all numbers in a text, as written or in words, one after the other: "50" for "res net fifty", for
    "ResNet50" and for "five oh"."""
    found: list[str] = []
    total: int | None = None
    group: int | None = None
    last = ""
    for token in [*re.findall(r"[a-z]+|\d+", unicodedata.normalize("NFKC", text).lower()), ""]:
        small = _SMALL.get("zero" if token == "oh" else token)
        if small is not None and _goes_on(group, small, last):
            group = (group or 0) + small
        elif token == "hundred" and group is not None and 0 < group < 100:
            group *= 100
        elif token in ("thousand", "million", "billion", "trillion") and group is not None:
            total, group = (total or 0) + group * _SCALES[token], None
        elif token != "and" or (group is None and total is None):
            if group is not None or total is not None:
                found.append(str((total or 0) + (group or 0)))
            total, group = None, small
            if token.isdigit():
                found.append(token)
        last = token
    return "".join(found)


def _goes_on(group: int | None, small: int, last: str) -> bool:
    """Whether a word for a small number belongs to the number that the words before it began: "ninety" and "nine"."""
    if group is None:
        return last in ("thousand", "million", "billion", "trillion") and small > 0
    if last in ("hundred", "and"):
        return group % 100 == 0 and small > 0
    return group % 100 >= 20 and group % 10 == 0 and 0 < small < 10


def _without_signs(match: re.Match[str]) -> str:
    """An entity as it is, if it is a digit's; else as many spaces."""
    return match[0] if html.unescape(match[0]).isdigit() else " " * len(match[0])


def _candidates(text: str, kind: str, codes: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    if any(map(str.isdigit, text)):
        for match in _DIGITS.finditer(text):
            unit = _AFTER.match(text, match.end())
            if not _free(text, match, unit, kind, codes):
                yield match.start(), unit.end() if unit else match.end()
    for index, char in enumerate(text):
        if char > "\x7f" and unicodedata.category(char) in ("No", "Nl", "Nd"):
            yield index, index + 1
    if kind in ("code", "formula") and not re.search(r"#|//|\"|'|^[^=(]*$", text):
        return
    for match in _NUMBER_WORDS.finditer(text):
        if _stated(text, match):
            yield match.span()
    for pattern in (_OUT_OF, _ONE_IN, _FRACTION_WORDS, _ROMAN):
        for match in pattern.finditer(text):
            if pattern is not _OUT_OF or not re.match(r"(?:one|1) (?:of|in)\b", match[0], re.IGNORECASE):
                yield match.span()


def _free(text: str, match: re.Match[str], unit: re.Match[str] | None, kind: str, codes: list[tuple[int, int]]) -> bool:
    start, end = match.span()
    digits = match[0].lstrip("#+±~≈<>−–-")
    before = text[max(start - 24, 0) : start]
    last = text[start - 1] if start else " "
    whole = digits.isdigit()
    if match[0][0] in "#±~≈" or (match[0][0] in "+−" and not last.isalnum()):
        return False
    if kind in ("code", "formula") or any(left <= start and end <= right for left, right in codes):
        comment = kind == "code" and re.search(r"(?:#|//|[\"']).*$", text[:start]) is not None
        if last.isalpha() or last == "_" or (kind == "formula" and last in "^_{" and whole and unit is None):
            return not (kind == "formula" and last == "{" and len(digits) > 1)
        return whole and len(digits) < 2 and unit is None and not comment
    if last == "x" and not text[max(start - 2, 0) : start - 1].isalnum():
        return False
    if last.isalpha() and match[0][0] not in "-–":
        return True  # ResNet18, V1
    if re.search(r"\b[A-Z][A-Za-z]{0,11}[-–]?$", before) and match[0][0] in "-–" and unit is None and whole:
        return True  # GPT-4
    if text[end : end + 1].isalpha() and unit is None and not re.match(r"(?:st|nd|rd|th|pct|x)\b", text[end:]):
        return True  # 2d
    if whole and unit is None and _NAMED.search(before):
        return True
    return bool(_YEAR.fullmatch(digits) and unit is None and (_DATED.search(before) or text[end : end + 1] == ")"))


def _stated(text: str, match: re.Match[str]) -> bool:
    """Whether number words state a figure, and do not just count a few things."""
    words = match[0].lower()
    parts = re.split(r"[ -]", words.rstrip("s") if words.rstrip("s") in _SCALES else words)
    if "point" in parts:
        return True
    if _AFTER.match(text, match.end()):
        unit = _AFTER.match(text, match.end())
        assert unit is not None
        return unit[0].strip(" -") not in ("points", "point") or len(parts) > 1 or _SMALL.get(parts[0], 99) > 12
    tens = [part for part in parts if part in _TENS]
    return len(parts) > 1 and (bool(tens) or any(part in _SCALES for part in parts)) and words not in ("one hundred",)
