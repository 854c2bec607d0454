"""Dates in every order and style: `2012-07-25`, `july 25 2012`, `25 Jul. 2012`, `7/25/12`; decades and spans."""

from __future__ import annotations

import re

from plainspoken.base.word_lists import word_set, words
from plainspoken.script.spoken import number_words as numbers
from plainspoken.script.spoken.number_patterns import DASH, SPACE, Form, form, is_year, word_before

MONTHS = words("January February March April May June July August September October November December")
_MONTH = {month[:3].lower(): month for month in MONTHS}
_NAMES = (
    r"(?P<month>(?i:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?))(?![^\W\d_])\.?"
)
_DAY = r"(?P<d>[12]\d|3[01]|0?[1-9])(?P<th>st|nd|rd|th|ST|ND|RD|TH)?"
_LAST = rf"(?:{SPACE}?{DASH}{SPACE}?(?P<last>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?)?"
_YEAR = r"(?P<y>1[0-9]\d\d|20\d\d)"
_DETERMINERS = word_set("the this that our my his her their your its every each last next")
_END_OF_DATE = r"(?![\w%]|[.:/-]\d|,\d{3}(?!\d))"


def _month(match: re.Match[str]) -> str:
    """The month's name; in the case of the text where that is lower case, as a voice reads both alike."""
    name = _MONTH[match["month"][:3].lower()]
    return name.lower() if match["month"].islower() else name


def _certain(match: re.Match[str]) -> bool:
    """Whether `may` and `march` in lower case, which are words too, stand in a date: with a year or a day's ending."""
    groups = match.groupdict()
    return match["month"] not in ("may", "march", "mar") or bool(groups.get("y") or groups.get("th"))


def _numbered(year: str, month: str, day: str) -> str | None:
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31):
        return None
    return f"{MONTHS[int(month) - 1]} {numbers.ordinal(str(int(day)))} {_year(year)}"


def _year(digits: str) -> str:
    if len(digits) == 4:
        return numbers.year(digits)
    return f"oh {numbers.cardinal(digits[1])}" if digits[0] == "0" else numbers.cardinal(digits)


def _year_first(match: re.Match[str]) -> str | None:
    return _numbered(match["y"], match["m"], match["d"])


def _year_last(match: re.Match[str]) -> str | None:
    """`7/25/2012`: the month first, as in America, unless only the day can be first. PS501 asks for its name."""
    first, second = match["a"], match["b"]
    if int(first) > 12 and 1 <= int(second) <= 12:
        if int(first) > 31:
            return None
        the = "" if word_before(match) in _DETERMINERS else "the "
        return f"{the}{numbers.ordinal(str(int(first)))} of {MONTHS[int(second) - 1]} {_year(match['y'])}"
    return _numbered(match["y"], first, second)


def _days(match: re.Match[str]) -> str:
    day = numbers.ordinal(str(int(match["d"])))
    return f"{day} to {numbers.ordinal(str(int(match['last'])))}" if match["last"] else day


def _month_first(match: re.Match[str]) -> str | None:
    if not _certain(match):
        return None
    comma = "," if match["y"] and match["comma"] else ""
    year = f"{comma} {numbers.year(match['y'])}" if match["y"] else ""
    return f"{_month(match)} {_days(match)}{year}"


def _day_first(match: re.Match[str]) -> str | None:
    if not _certain(match):
        return None
    the = "" if word_before(match) in _DETERMINERS else "the "
    year = f" {numbers.year(match['y'])}" if match["y"] else ""
    return f"{the}{_days(match)} of {_month(match)}{year}"


def _month_year(match: re.Match[str]) -> str:
    return f"{_month(match)} {numbers.year(match['y'])}"


def _decade(match: re.Match[str]) -> str:
    said = _decade_words(match["n"])
    return f"{said} to {_decade_words(match['last'])}" if match["last"] else said


def _decade_words(digits: str) -> str:
    return numbers.plural(numbers.year(digits) if len(digits) == 4 else numbers.cardinal(digits))


def _season(match: re.Match[str]) -> str | None:
    """`2024/25`: the year after it in two digits."""
    first, last = match["y"], match["last"]
    if not is_year(first) or (int(first) + 1) % 100 != int(last[-2:]):
        return None
    return f"{numbers.year(first)} to {_year(last)}"


def _era(match: re.Match[str]) -> str:
    digits = match["n"].replace(",", "")
    said = numbers.year(digits) if len(digits) == 4 and "," not in match["n"] else numbers.cardinal(digits)
    return f"{said} {' '.join(match['era'].replace('.', ''))}"


def _moment(match: re.Match[str]) -> str | None:
    """`2024-05-01T12:30:00Z`: the day, then the time, its seconds left out where there are none."""
    year, month, day = match["date"].split("-")
    if (said := _numbered(year, month, day)) is None:
        return None
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"] or 0)
    clock = f"{numbers.cardinal(str(hour))} {f'oh {numbers.cardinal(str(minute))}' if 0 < minute < 10 else ''}"
    clock += numbers.cardinal(str(minute)) if minute > 9 else "" if minute else "o'clock"
    seconds = f" and {numbers.cardinal(str(second))} second{'' if second == 1 else 's'}" if second else ""
    return f"{said} at {clock.strip()}{seconds}{' U T C' if match['zone'] else ''}"


_BARE_YEAR = r"(?:1[5-9]|20)"
FORMS: list[Form] = [
    form(
        r"(?P<date>\d{4}-\d\d-\d\d)[T ](?P<hour>[01]\d|2[0-3]):(?P<minute>[0-5]\d)"
        r"(?::(?P<second>[0-5]\d)(?:\.\d+)?)?(?P<zone>Z)?",
        _moment,
    ),
    form(
        r"(?P<y>(?:1[5-9]|20)\d\d)-Q(?P<n>[1-4])",
        lambda match: f"{numbers.year(match['y'])} Q {numbers.cardinal(match['n'])}",
    ),
    form(
        rf"(?P<n>\d{{1,2}}(?:st|nd|rd|th)){SPACE}c\.", lambda match: f"{numbers.ordinal(match['n'][:-2])} century", ""
    ),
    form(r"(?P<y>\d{4})(?P<mark>[-/.‐‑–])(?P<m>\d{1,2})(?P=mark)(?P<d>\d{1,2})", _year_first),
    form(r"(?P<a>\d{1,2})(?P<mark>[-/])(?P<b>\d{1,2})(?P=mark)(?P<y>\d{4}|\d{2})", _year_last),
    form(r"(?P<a>\d{1,2})\.(?P<b>\d{1,2})\.(?P<y>(?:1[5-9]|20)\d\d)", _year_last),
    form(
        rf"{_NAMES}(?:{SPACE}|{DASH}){_DAY}{_LAST}(?:(?P<comma>,)?(?:{SPACE}|{DASH}){_YEAR})?",
        _month_first,
        _END_OF_DATE,
    ),
    form(
        rf"{_DAY}{_LAST}(?:{SPACE}of)?(?:{SPACE}|{DASH}){_NAMES}(?:,?(?:{SPACE}|{DASH}){_YEAR})?",
        _day_first,
        _END_OF_DATE,
    ),
    form(rf"{_NAMES},?(?:{SPACE}|{DASH})(?P<y>{_BARE_YEAR}\d\d)", _month_year),
    form(
        rf"['’]?(?P<n>{_BARE_YEAR}\d0|[2-9]0)['’]?s(?:{SPACE}?{DASH}{SPACE}?['’]?(?P<last>{_BARE_YEAR}\d0|[2-9]0)['’]?s)?",
        _decade,
    ),
    form(rf"(?P<y>{_BARE_YEAR}\d\d)['’]s", lambda match: f"{numbers.year(match['y'])}'s"),
    form(rf"(?P<y>{_BARE_YEAR}\d\d)/(?P<last>\d{{4}}|\d\d)", _season),
    form(rf"(?P<n>\d{{1,3}}(?:,\d{{3}})+|\d{{1,4}}){SPACE}?(?P<era>BCE?|CE|AD|B\.C\.(?:E\.)?|C\.E\.|A\.D\.)", _era),
]
