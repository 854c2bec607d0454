"""Days of the week, months and quarters in short: `Tues. 5th Nov.`, `Mon–Fri`, `Q1–Q3`."""

from __future__ import annotations

import re

from plainspoken.base.word_lists import word_set
from plainspoken.script.spoken import number_words as numbers
from plainspoken.script.spoken.dates import MONTH_NAMES, month_words

_DAYS: dict[str, str] = {
    "mon": "Monday", "tue": "Tuesday", "tues": "Tuesday", "wed": "Wednesday", "weds": "Wednesday", "thu": "Thursday",
    "thur": "Thursday", "thurs": "Thursday", "fri": "Friday", "sat": "Saturday", "sun": "Sunday",
}  # fmt: skip
_FULL = word_set("monday tuesday wednesday thursday friday saturday sunday")
_DATE_FOLLOWS = re.compile(
    rf"[.,]{{0,2}}[ \u00a0](?:the )?(?:{MONTH_NAMES}\.?[ \u00a0]\d{{1,2}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?[ \u00a0](?:of )?{MONTH_NAMES}"
    r"|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\d{1,2}(?::\d\d)?[ \u00a0]?[ap]\.?m\b|\d{1,2}:\d\d)(?![^\W\d_])"
)
_PERIOD = re.compile(
    r"^(?P<first>[^\W\d_]+|[QH][1-4]|FY\d{2,4})\.?(?:[‐‑–—]|-)(?P<last>[^\W\d_]+|[QH]?[1-4]|FY\d{2,4})\.?$"
)


def may_be_day(word: str) -> bool:
    """Whether a word can be a day in short, so that the words around it decide (`sat`, `sun`, `wed`)."""
    return word.lower() in _DAYS


def weekday(word: str, text: str, end: int) -> str | None:
    """What is said for a day in short before a date or a time; `end` is where the word ends in `text`."""
    if word.lower() not in _DAYS or not _DATE_FOLLOWS.match(text, end):
        return None
    return _cased(_DAYS[word.lower()], word)


def period(core: str) -> str | None:
    """`Mon–Fri`, `Jan-Mar`, `Q1–Q3`: from one to the other; None for other words joined by a dash."""
    found = _PERIOD.match(core)
    if not found:
        return None
    first, last = found["first"], found["last"]
    if first[0] in "QHF" and first[-1].isdecimal():
        if last.isdecimal():
            last = first[0] + last
        return f"{_numbered(first)} to {_numbered(last)}" if last[0] == first[0] and last[-1].isdecimal() else None
    sides = [_named(first), _named(last)]
    kinds = {kind for kind, _ in sides}
    if len(kinds) > 1 or None in kinds or (first.islower() and first in ("may", "march", "mar", "sat", "sun", "wed")):
        return None
    return " to ".join(words for _, words in sides)


def _named(word: str) -> tuple[str | None, str]:
    lower = word.lower()
    if lower in _DAYS or lower in _FULL:
        return "day", _cased(_DAYS.get(lower, lower.capitalize()), word)
    if re.fullmatch(MONTH_NAMES, word):
        return "month", month_words(word)
    return None, ""


def _numbered(word: str) -> str:
    letters, digits = re.fullmatch(r"([A-Z]+)(\d+)", word).groups()  # type: ignore[union-attr]
    number = numbers.year(digits) if len(digits) == 4 else numbers.cardinal(digits)
    return f"{' '.join(letters)} {number}"


def _cased(name: str, written: str) -> str:
    return name.lower() if written.islower() else name
