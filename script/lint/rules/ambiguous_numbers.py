"""Rules about numbers that can be read two ways: days and scores, decades and seconds, meters and millions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plainspoken.script.lint.finding import Finding, Fix
from plainspoken.script.lint.passages import LintedPassage
from plainspoken.script.lint.rule import rule

_DIGIT = re.compile(r"\d")
_SLASH_DATE = re.compile(r"(?<![\w/.])(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})(?![\w/])")
_THOUSANDS = re.compile(
    r"(?<![\w.,/])([1-9]\d{0,2})\.(\d{3})(?= (?:images|samples|faces|words|parameters|reviews|pictures|photos|"
    r"sentences|examples|epochs|steps|files|people|users|rows|pages|tokens|classes)\b)"
)
_TENS = re.compile(r"(?<![\w.,])[2-9]0s(?!\w)")
_EIGHT_DIGITS = re.compile(r"(?<![\w.,/-])(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?![\w/-]|[.,]\d)")
_NUMBERED_SPAN = re.compile(
    r"(?<![\w./-])(?:1[0-2]|[1-9])/(?:3[01]|[12]\d|[1-9])[-–](?:1[0-2]|[1-9])/(?:3[01]|[12]\d|[1-9])(?![\w/-])"
)
_MARKED = re.compile(r"\d'(?!\w)")
_NUMBERED_DAY = re.compile(
    r"\b(?:[Oo]n|[Ss]ince|[Dd]ated) (\d{1,2}/(?:1[0-2]|0?[1-9]))(?=[.,;:!?)]|$| (?:I|we|he|she|it|they|the)\b)"
)
_COMMA_DECIMAL = re.compile(r"(?<![\w.,])0,(\d+)(?![\w,])")
_NUMBER_AND_M = re.compile(
    r"(?<![\w.,$€£¥₹])\d[\d.,]{0,12}[ \u00a0]?m(?![\w²³/·⋅^'’*-]| ?[·⋅×x]|[ \u00a0]?\d+[ \u00a0]?s)"
)


@rule(
    "PS501",
    "ambiguous-number",
    "passage",
    fixable="unsafe",
    bad="""
    ## One

    On 3/4/2024 we trained it on 3.500 images at 0,5.
    """,
    good="""
    ## One

    On 3 April 2024 we trained it on 3,500 images at 0.5, got 7/10, and split 80/20 at ratings 6-7.
    """,
)
def ambiguous_number(passage: LintedPassage) -> Iterator[Finding]:
    """A number can be read in two ways, so the voice may say the wrong one.

    A date of slashes means a different day in other countries; "3.500 images" will be said as three and a half; "0,5"
    is not read as a decimal in English; "90s" may be a decade or seconds; "20240513" may be a day. Write the month as a
    word, thousands with a comma, decimals with a point, seconds as "s" after a space.
    """
    text = passage.text
    if not _DIGIT.search(text):
        return
    for date in _SLASH_DATE.finditer(text):
        if max(int(date[1]), int(date[2])) <= 31:
            yield Finding("PS501", f"“{date[0]}” means a different day in other countries", passage.place(*date.span()))
    yield from _open_readings(passage)
    for pattern, mark in ((_THOUSANDS, ","), (_COMMA_DECIMAL, ".")):
        for number in pattern.finditer(text):
            right = number[0].replace("." if mark == "," else ",", mark)
            edit = passage.edit(*number.span(), right)
            yield Finding(
                "PS501",
                f"“{number[0]}” may be said wrongly; “{right}” will not be",
                passage.place(*number.span()),
                fix=Fix(f"write “{right}”", (edit,), safe=False) if edit else None,
            )


def _open_readings(passage: LintedPassage) -> Iterator[Finding]:
    """Numbers of which the words beside them do not say what they are: decades and seconds, days and numbers."""
    text = passage.text
    if _TENS.search(text):
        from plainspoken.script.spoken.decades import in_doubt

        for start, end in in_doubt(text):
            message = f"“{text[start:end]}” is said as a decade; for seconds write “{text[start : end - 1]} s”"
            yield Finding("PS501", message, passage.place(start, end))
    for found in _EIGHT_DIGITS.finditer(text):
        from plainspoken.script.spoken.dates import is_compact_date

        if not is_compact_date(text, *found.span()):
            message = f"“{found[0]}” is said as a number; write a day with its month, a number with commas"
            yield Finding("PS501", message, passage.place(*found.span()))
    for found in _NUMBERED_SPAN.finditer(text):
        message = f"“{found[0]}” may be days, fractions or scores; write the months as words"
        yield Finding("PS501", message, passage.place(*found.span()))
    if _MARKED.search(text):
        from plainspoken.script.spoken.feet_and_inches import lost_marks

        for start, end in lost_marks(text):
            message = f"“{text[start:end]}” is said without its mark; write feet, minutes or prime"
            yield Finding("PS501", message, passage.place(start, end))
    for found in _NUMBERED_DAY.finditer(text):
        if found[1] != "9/11":
            message = f"“{found[1]}” means a different day in other countries"
            yield Finding("PS501", message, passage.place(*found.span(1)))


@rule(
    "PS508",
    "ambiguous-m",
    "passage",
    severity="hint",
    bad="""
    ## One

    The second run stopped at 5 m.
    """,
    good="""
    ## One

    The second run stopped at 5 minutes. It saw 5 m users on a 5 m long cable.
    """,
)
def ambiguous_m(passage: LintedPassage) -> Iterator[Finding]:
    """The "m" of "5 m" can be meters, million or minutes, and the words beside it do not say which.

    Before "users", "images" and other things that are counted it is said as million; after "takes" and "lasts", and
    before "read" or "break", as minutes; otherwise as meters. Write the word where it could be something else.
    """
    for found in _NUMBER_AND_M.finditer(passage.text):
        from plainspoken.script.spoken.ambiguous_m import in_doubt

        if in_doubt(passage.text, *found.span()):
            yield Finding(
                "PS508",
                f"“{found[0]}” is said as meters; write meters, million or minutes",
                passage.place(*found.span()),
            )
