"""Digits said one by one: telephone numbers, addresses of machines, and numbers that identify something."""

from __future__ import annotations

import re

from plainspoken.script.spoken import identifiers as names
from plainspoken.script.spoken import number_words as numbers
from plainspoken.script.spoken.number_patterns import END, SPACE, Form, form

_GAP = rf"(?:[-.‐‑–]|{SPACE})"
_CALLED = re.compile(
    r"(?:\b(?:call(?: \w+)?(?: (?:at|on))?|phone|telephone|tel\.?|fax|dial|text|hotline|number|ring)"
    r"(?: (?:is|me|us|at|on|number))*:?\s*)$",
    re.IGNORECASE,
)
_CODED = re.compile(
    r"\b(?:ending in|ends in|(?:zip|area|access|security|verification|pass|post)[ -]?code(?: is)?|otp(?: is)?"
    r"|passcode(?: is)?|pin(?: is| number)?"
    r"|(?:account|card|serial|order|ticket|tracking|invoice) (?:number|no\.|id)(?: is)?"
    r"|extension|ext\.?):?\s*$",
    re.IGNORECASE,
)


def _group(written: str) -> str:
    digits = re.sub(r"\D", "", written)
    if digits in ("800", "900"):
        return f"{numbers.cardinal(digits[0])} hundred"
    return numbers.one_by_one(digits)


def _telephone(match: re.Match[str]) -> str:
    """Digit by digit, with a pause between the groups that are written."""
    groups = re.findall(r"\d+", match["number"])
    said = ", ".join(_group(group) for group in groups)
    extension = match.groupdict().get("ext")
    said += f", extension {numbers.one_by_one(extension)}" if extension else ""
    return f"plus {said}" if match["number"].lstrip().startswith("+") else said


def _with_letters(match: re.Match[str]) -> str:
    """`1-800-GO-FEDEX`: groups of digits one by one, groups of letters as they are read."""
    said = [_group(part) if part.isdecimal() else names.name(part) for part in match["number"].split("-")]
    return ", ".join(said)


def _short(match: re.Match[str]) -> str | None:
    """`555-1234`, where the words before it, or the first three digits, say that it is a telephone number."""
    if match["number"][:3] != "555" and not _CALLED.search(match.string[max(0, match.start() - 30) : match.start()]):
        return None
    return ", ".join(_group(group) for group in match["number"].split("-"))


def _machine(match: re.Match[str]) -> str:
    said = " dot ".join(numbers.one_by_one(part) for part in match["number"].split("."))
    return f"{said} port {numbers.cardinal(match['port'])}" if match["port"] else said


def _code(match: re.Match[str]) -> str | None:
    before = match.string[max(0, match.start() - 30) : match.start()]
    return numbers.one_by_one(match["n"]) if _CODED.search(before) else None


FORMS: list[Form] = [
    form(r"(?P<number>\d{1,3}(?:\.\d{1,3}){3})(?::(?P<port>\d{2,5}))?", _machine),
    form(
        rf"(?P<number>(?:\+?\d{{1,3}}{_GAP}?)?\(?\d{{3}}\)?{_GAP}?(?<=[-.‐‑–) \u00a0])"
        rf"\d{{3}}{_GAP}\d{{4}}(?:-\d{{1,4}})?)"
        rf"(?:,?{SPACE}?(?:x|ext\.?|extension){SPACE}?(?P<ext>\d{{1,6}}))?",
        _telephone,
    ),
    form(rf"(?P<number>\+\d{{1,3}}(?:{_GAP}?\(\d{{1,4}}\))?(?:{_GAP}\d{{1,4}}){{2,5}})", _telephone),
    form(r"(?P<number>\+\d{9,14})", _telephone),
    form(r"(?P<number>\d{3}-\d{2}-\d{4})", _telephone),
    form(r"(?P<number>1-[89]\d\d(?:-[A-Z]+|-\d+)+)", _with_letters),
    form(r"(?P<number>[2-9]\d{2}-\d{4})", _short),
    form(r"(?P<n>\d{2,19})", _code, END),
]
