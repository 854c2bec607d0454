"""Spans between days, months and quarters: `June 30–July 2, 2025`, `15 May–3 June`, `23/24 April`, `Jan–Mar 2020`."""

from __future__ import annotations

import re

from plainspoken.base.word_lists import word_set
from plainspoken.script.spoken import number_words as numbers
from plainspoken.script.spoken.dates import (
    DETERMINERS,
    END_OF_DATE,
    MONTHS,
    YEAR,
    day_pattern,
    month_pattern,
    month_words,
)
from plainspoken.script.spoken.number_patterns import DASH, SPACE, Form, form, word_before

_DASHED = rf"{SPACE}?{DASH}{SPACE}?"
_FIRST, _SECOND = month_pattern("month"), month_pattern("next_month")
_DAY, _LAST = day_pattern("d"), day_pattern("last")


def _year(match: re.Match[str], group: str = "y") -> str:
    found = match.groupdict().get(group)
    return f" {numbers.year(found)}" if found else ""


def _day(match: re.Match[str], group: str) -> str:
    return numbers.ordinal(str(int(match[group])))


def _month_first(match: re.Match[str]) -> str:
    comma = "," if match["comma"] else ""
    first = f"{month_words(match['month'])} {_day(match, 'd')}{_year(match, 'first_year')}"
    return f"{first} to {month_words(match['next_month'])} {_day(match, 'last')}{comma}{_year(match)}"


def _day_first(match: re.Match[str]) -> str:
    the = "" if word_before(match) in DETERMINERS else "the "
    first = f"{the}{_day(match, 'd')} of {month_words(match['month'])}{_year(match, 'first_year')}"
    return f"{first} to the {_day(match, 'last')} of {month_words(match['next_month'])}{_year(match)}"


def _months(match: re.Match[str]) -> str | None:
    first, last = match["month"], match["next_month"]
    if first.lower() in ("may", "mar", "march") and first.islower() and not match["y"]:
        return None
    start = f"{month_words(first)}{_year(match, 'first_year')}"
    return f"{start} to {month_words(last)}{_year(match)}"


def _neighbours(match: re.Match[str]) -> str | None:
    """`23/24 April 1915`, `April 5/6`: a night, or two days of it."""
    if int(match["last"]) != int(match["d"]) + 1:
        return None
    days = f"{_day(match, 'd')} to {_day(match, 'last')}"
    if match.group(0)[0].isdigit():
        the = "" if word_before(match) in DETERMINERS else "the "
        return f"{the}{days} of {month_words(match['month'])}{_year(match)}"
    comma = "," if match["comma"] else ""
    return f"{month_words(match['month'])} {days}{comma}{_year(match)}"


_OF_SPANS = word_set("from between during dates")
_OF_DAYS = word_set("on since until till through before after by due dated post pre from between of the post-")
_PARTS = word_set("2 3 4 5 8 10 16")


def _numbered_span(match: re.Match[str]) -> str | None:
    """`5/1–5/31` as in America: two days of the year, where they cannot be two fractions. PS501 asks for words."""
    first, last = (int(match["m"]), int(match["d"])), (int(match["m2"]), int(match["d2"]))
    fractions = first[0] < first[1] and last[0] < last[1] and {match["d"], match["d2"]} <= _PARTS
    likely = word_before(match) in _OF_SPANS and not fractions
    if not first < last or not (likely or (first[0] == last[0] and last[1] > 12)):
        return None
    said = [f"{MONTHS[month - 1]} {numbers.ordinal(str(day))}" for month, day in (first, last)]
    return " to ".join(said)


_GOES_ON = re.compile(r"[.,;:!?)]|$|[ \u00a0](?:I|we|he|she|it|they|you|the|at|and|this|my|our|in)\b")


def _numbered_day(match: re.Match[str]) -> str | None:
    """`On 3/14 we`: the month first, as in America; PS501 asks where the day could be first."""
    if word_before(match) not in ("on", "since", "dated") or not _GOES_ON.match(match.string, match.end()):
        return None
    return f"{MONTHS[int(match['m']) - 1]} {_day(match, 'd')}"


def _september_11(match: re.Match[str]) -> str | None:
    """`9/11` of 2001, where the words beside it make it no score."""
    after = re.match(r"[-\s]*([^\W\d_]+)", match.string[match.end() : match.end() + 30])
    named = after and after[1].lower() in ("attacks", "attack", "terrorist", "commission", "memorial", "victims", "era")
    return "nine eleven" if named or word_before(match) in _OF_DAYS else None


FORMS: list[Form] = [
    form(
        rf"{_FIRST}{SPACE}{_DAY}(?:,?{SPACE}(?P<first_year>{YEAR}))?{_DASHED}"
        rf"{_SECOND}{SPACE}{_LAST}(?:(?P<comma>,)?{SPACE}(?P<y>{YEAR}))?",
        _month_first,
        END_OF_DATE,
    ),
    form(
        rf"{_DAY}{SPACE}{_FIRST}(?:,?{SPACE}(?P<first_year>{YEAR}))?{_DASHED}"
        rf"{_LAST}{SPACE}{_SECOND}(?:,?{SPACE}(?P<y>{YEAR}))?",
        _day_first,
        END_OF_DATE,
    ),
    form(rf"{_DAY}[/⁄]{_LAST}(?:{SPACE}of)?{SPACE}{_FIRST}(?:,?{SPACE}(?P<y>{YEAR}))?", _neighbours, END_OF_DATE),
    form(rf"{_FIRST}{SPACE}{_DAY}[/⁄]{_LAST}(?:(?P<comma>,)?{SPACE}(?P<y>{YEAR}))?", _neighbours, END_OF_DATE),
    form(
        rf"{_FIRST}(?:,?{SPACE}(?P<first_year>{YEAR}){_DASHED}|{DASH}|{SPACE}[–—]{SPACE})"
        rf"{_SECOND}(?:,?{SPACE}(?P<y>{YEAR}))?",
        _months,
        END_OF_DATE,
    ),
    form(
        r"(?P<m>1[0-2]|0?[1-9])/(?P<d>3[01]|[12]\d|0?[1-9])"
        rf"{_DASHED}(?P<m2>1[0-2]|0?[1-9])/(?P<d2>3[01]|[12]\d|0?[1-9])",
        _numbered_span,
    ),
    form(r"9/11", _september_11),
    form(r"(?P<m>1[0-2]|0?[1-9])/(?P<d>3[01]|[12]\d|0?[1-9])", _numbered_day),
]
