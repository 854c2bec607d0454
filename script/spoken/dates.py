"""Dates in every order and style: `2012-07-25`, `july 25 2012`, `25 Jul. 2012`, `7/25/12`; decades and spans."""

from __future__ import annotations

import re

from plainspoken.base.word_lists import word_set, words
from plainspoken.script.spoken import number_words as numbers
from plainspoken.script.spoken.number_patterns import DASH, SPACE, Form, form, is_year, word_before

MONTHS = words("January February March April May June July August September October November December")
_MONTH = {month[:3].lower(): month for month in MONTHS}
MONTH_NAMES = (
    r"(?i:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DAYS = r"[12]\d|3[01]|0?[1-9]"
YEAR = r"1[0-9]\d\d|20\d\d"


def month_pattern(group: str) -> str:
    """The pattern of a month's name or abbreviation, as a named group."""
    return rf"(?P<{group}>{MONTH_NAMES})(?![^\W\d_])\.?"


def day_pattern(group: str) -> str:
    """The pattern of a day of the month, as a named group, with or without the ending of an ordinal."""
    return rf"(?P<{group}>{_DAYS})(?P<{group}_th>{SPACE}?(?:st|nd|rd|th)|ST|ND|RD|TH)?"


_NAMES = month_pattern("month")
_DAY = day_pattern("d")
_LAST = rf"(?:{SPACE}?{DASH}{SPACE}?(?P<last>{_DAYS})(?:st|nd|rd|th)?)?"
_YEAR = rf"(?P<y>{YEAR})"
DETERMINERS = word_set("the this that our my his her their your its every each last next")
END_OF_DATE = r"(?![\w%]|[.:/-]\d|,\d{3}(?!\d))"


def month_words(written: str) -> str:
    """The month's name; in the case of the text where that is lower case, as a voice reads both alike."""
    name = _MONTH[written[:3].lower()]
    return name.lower() if written.islower() else name


def _month(match: re.Match[str]) -> str:
    return month_words(match["month"])


def _certain(match: re.Match[str]) -> bool:
    """Whether `may` and `march` in lower case, which are words too, stand in a date: with a year or a day's ending."""
    groups = match.groupdict()
    return match["month"] not in ("may", "march", "mar") or bool(groups.get("y") or groups.get("d_th"))


def numbered_date(year: str, month: str, day: str) -> str | None:
    """The words of a date in digits; None where there is no such day."""
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31):
        return None
    return f"{MONTHS[int(month) - 1]} {numbers.ordinal(str(int(day)))} {_year(year)}"


def _year(digits: str) -> str:
    if len(digits) == 4:
        return numbers.year(digits)
    return f"oh {numbers.cardinal(digits[1])}" if digits[0] == "0" else numbers.cardinal(digits)


def _year_first(match: re.Match[str]) -> str | None:
    return numbered_date(match["y"], match["m"], match["d"])


def _year_last(match: re.Match[str]) -> str | None:
    """`7/25/2012`: the month first, as in America, unless only the day can be first. PS501 asks for its name."""
    first, second = match["a"], match["b"]
    if int(first) > 12 and 1 <= int(second) <= 12:
        return _day_month(first, second, match["y"], word_before(match))
    return numbered_date(match["y"], first, second)


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
    the = "" if word_before(match) in DETERMINERS else "the "
    year = f" {numbers.year(match['y'])}" if match["y"] else ""
    return f"{the}{_days(match)} of {_month(match)}{year}"


def _day_short_year(match: re.Match[str]) -> str:
    """`31-Dec-99`."""
    the = "" if word_before(match) in DETERMINERS else "the "
    return f"{the}{numbers.ordinal(str(int(match['d'])))} of {_month(match)} {_year(match['y'])}"


def _named_month_first(match: re.Match[str]) -> str:
    """`May the 4th, 2019`."""
    comma = "," if match["comma"] else ""
    year = f"{comma} {numbers.year(match['y'])}" if match["y"] else ""
    return f"{_month(match)} the {_days(match)}{year}"


def _year_month_day(match: re.Match[str]) -> str:
    """`2012-jul-22`, `2012 july 22`."""
    return f"{_month(match)} {numbers.ordinal(str(int(match['d'])))} {numbers.year(match['y'])}"


_BEFORE_DATE = word_set("on since until till before after by from to through dated date of as the between and am vom")
_VERSIONS = word_set("version build release snapshot dump edition revision at")
_COUNTED_NEXT = re.compile(rf"{SPACE}(?!was|is|has|does|as|its|this|us)[a-z]{{2,}}s\b|{SPACE}?[%°$€]")


def _two_digit_year(match: re.Match[str]) -> str | None:
    """`29.02.24`: a date where its first part can be no month, or where a word that comes before dates does."""
    if not (int(match["a"]) > 12 or word_before(match) in _BEFORE_DATE):
        return None
    return _day_month(match["a"], match["b"], match["y"], word_before(match))


def _day_month(day: str, month: str, year: str, before: str) -> str | None:
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31):
        return None
    the = "" if before in DETERMINERS else "the "
    return f"{the}{numbers.ordinal(str(int(day)))} of {MONTHS[int(month) - 1]} {_year(year)}"


def is_compact_date(text: str, start: int, end: int) -> bool:
    """Whether the words beside eight digits make them a day: one that comes before dates and versions, and no noun
    behind that they count."""
    before = text[max(0, start - 30) : start].split()
    word = before[-1].lower().strip("\"'“”‘’()[]{}*_`.,;:!?") if before else ""
    return (word in _BEFORE_DATE or word in _VERSIONS) and not _COUNTED_NEXT.match(text, end)


def _compact_date(match: re.Match[str]) -> str | None:
    """`20240513` after `on`, `since`, `version`; elsewhere it may be a number (PS501 asks)."""
    if not is_compact_date(match.string, *match.span()):
        return None
    return numbered_date(match["y"], match["m"], match["d"])


def _month_year(match: re.Match[str]) -> str:
    return f"{_month(match)} {numbers.year(match['y'])}"


def _season(match: re.Match[str]) -> str | None:
    """`2024/25`: the year after it in two digits."""
    first, last = match["y"], match["last"]
    if not is_year(first) or (int(first) + 1) % 100 != int(last[-2:]):
        return None
    return two_years(match, first, last)


_BEFORE_SPAN = word_set("from to until till through between")
_SPAN_GOES_ON = re.compile(rf"{SPACE}(?:to|until|till|through){SPACE}")


def two_years(match: re.Match[str], first: str, last: str) -> str:
    """`2012–2015`, `1998-99`: from one to the other; at one end of a longer span (`from 2012/13 to 2015/16`) a single
    year that is written with both its halves."""
    one_year = (int(first) + 1) % 100 == int(last[-2:])
    if one_year and (word_before(match) in _BEFORE_SPAN or _SPAN_GOES_ON.match(match.string, match.end())):
        return f"{numbers.year(first)}{',' if '0' in (first[2], last[-2]) else ''} {_year(last)}"
    if last == "00":
        return f"{numbers.year(first)} to {numbers.year(f'{int(first[:2]) + 1}00')}"
    return f"{numbers.year(first)} to {_year(last)}"


def _era(match: re.Match[str]) -> str:
    """`490 BC`, `300 B.C.E.`."""
    digits = match["n"].replace(",", "")
    said = numbers.year(digits) if len(digits) == 4 and "," not in match["n"] else numbers.cardinal(digits)
    return f"{said} {' '.join(match['era'].replace('.', ''))}"


_CITES = re.compile(r"(?:\bal\.|[,(;])[ \u00a0]?$")


def _cited_years(match: re.Match[str]) -> str | None:
    """`Brown et al., 2020a,b`: a year and the letters that tell one author's works of it apart."""
    if not _CITES.search(match.string, max(0, match.start() - 6), match.start()):
        return None
    return f"{numbers.year(match['y'])} {', '.join(re.findall('[a-e]', match['letters'])).upper()}"


def _era_first(match: re.Match[str]) -> str:
    """`AD 1648`."""
    digits = match["n"]
    era = " ".join(match["era"].replace(".", ""))
    return f"{era} {numbers.year(digits) if len(digits) == 4 else numbers.cardinal(digits)}"


def _month_short_year(match: re.Match[str]) -> str:
    """`Jul '20`: the year in two digits."""
    return f"{_month(match)} {_year(match['y'])}"


def _part_of_year(match: re.Match[str]) -> str:
    """`3Q22`, `1H23`: the third quarter, the first half."""
    part = "quarter" if match["part"] == "Q" else "half"
    return f"{numbers.ordinal(match['n'])} {part} of {_year(match['y'])}"


_AT = word_set("in since until by from of on due dated before after through till to during")


def _month_number(match: re.Match[str]) -> str | None:
    """`05/2021`, `2021-05`: a month of a year, where no score (`10/2000`) and no span of years (`2004-05`) is meant."""
    year, month = int(match["y"]), int(match["m"])
    if month == year % 100 + 1 and "-" in match[0]:
        return None
    alone = not match.string[: match.start()].strip() and not match.string[match.end() :].strip(" .")
    if match["m"][0] != "0" and not alone and word_before(match) not in _AT:
        return None
    return f"{MONTHS[month - 1]} {numbers.year(match['y'])}"


def _week(match: re.Match[str]) -> str:
    return f"week {numbers.cardinal(str(int(match['n'])))} of {numbers.year(match['y'])}"


_BARE_YEAR = r"(?:1[5-9]|20)"
FORMS: list[Form] = [
    form(r"(?P<n>[1-4])(?P<part>Q)['’]?(?P<y>20\d\d|\d\d)", _part_of_year),
    form(r"(?P<n>[12])(?P<part>H)['’]?(?P<y>20\d\d|\d\d)", _part_of_year),
    form(r"(?P<m>0[1-9]|1[0-2])/(?P<y>(?:19|20)\d\d)", _month_number),
    form(r"(?P<y>(?:19|20)\d\d)[-/](?P<m>0[1-9])(?!-)", _month_number),
    form(r"(?P<y>(?:19|20)\d\d)-W(?P<n>[0-5]\d)", _week),
    form(rf"{_NAMES}{SPACE}?['’](?P<y>\d\d)", _month_short_year),
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
        END_OF_DATE,
    ),
    form(rf"(?P<d>{_DAYS})(?P<mark>{DASH}|/){_NAMES}(?P=mark)['’]?(?P<y>\d\d)", _day_short_year),
    form(
        rf"{_DAY}{_LAST}(?:{SPACE}of)?(?:{SPACE}|{DASH}|/){_NAMES}(?:,?(?:{SPACE}|{DASH}|/){_YEAR})?",
        _day_first,
        END_OF_DATE,
    ),
    form(
        rf"{_NAMES}{SPACE}the{SPACE}(?P<d>{_DAYS})(?:st|nd|rd|th)(?P<last>$^)?(?:(?P<comma>,)?{SPACE}{_YEAR})?",
        _named_month_first,
    ),
    form(rf"{_YEAR}(?P<mark>{SPACE}|{DASH}){_NAMES}(?P=mark){_DAY}", _year_month_day),
    form(r"(?P<a>\d\d)\.(?P<b>0[1-9]|1[0-2])\.(?P<y>\d\d)", _two_digit_year),
    form(r"(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])", _compact_date),
    form(rf"{_NAMES},?(?:{SPACE}|{DASH})(?P<y>{_BARE_YEAR}\d\d)", _month_year),
    form(r"(?P<y>(?:19|20)\d\d)(?P<letters>[a-e](?:,[ \u00a0]?[a-e])*)", _cited_years),
    form(rf"(?P<era>AD|A\.D\.|BCE?|CE){SPACE}(?P<n>\d{{1,4}})", _era_first),
    form(rf"(?P<y>{_BARE_YEAR}\d\d)['’]s", lambda match: f"{numbers.year(match['y'])}'s"),
    form(rf"(?P<y>{_BARE_YEAR}\d\d)/(?P<last>\d{{4}}|\d\d)", _season),
    form(rf"(?P<n>\d{{1,3}}(?:,\d{{3}})+|\d{{1,4}}){SPACE}?(?P<era>BCE?|CE|AD|B\.C\.(?:E\.)?|C\.E\.|A\.D\.)", _era),
]
