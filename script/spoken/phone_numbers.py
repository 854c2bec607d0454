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
    if match["prefix"]:
        return f"{said} slash {numbers.cardinal(match['prefix'])}"
    return f"{said} port {numbers.cardinal(match['port'])}" if match["port"] else said


def _hardware(match: re.Match[str]) -> str:
    """`00:1A:2B:3C:4D:5E`: pair by pair."""
    return ", ".join(letters_and_digits(pair) for pair in re.split("[:-]", match["number"]))


def letters_and_digits(written: str) -> str:
    """Each letter and each digit by its name."""
    return " ".join(numbers.cardinal(char) if char.isdecimal() else char.upper() for char in written)


def network_address(written: str) -> str | None:
    """A version 6 address of the internet, `fe80::1`, or a hardware address; None for all else."""
    if re.fullmatch(r"(?:[\dA-Fa-f]{2}:){5}[\dA-Fa-f]{2}", written):
        return ", ".join(letters_and_digits(pair) for pair in written.split(":"))
    if re.fullmatch(r"(?=.*(?:::|(?::.*){7}))[\dA-Fa-f]{0,4}(?::[\dA-Fa-f]{0,4}){2,7}", written):
        return " ".join(
            "colon" if part == ":" else letters_and_digits(part) for part in re.findall(r":|[^:]+", written)
        )
    return None


def _code(match: re.Match[str]) -> str | None:
    before = match.string[max(0, match.start() - 30) : match.start()]
    if len(match["n"]) < 2 or not _CODED.search(before):
        return None
    return letters_and_digits(match["n"])


def _emergency(match: re.Match[str]) -> str | None:
    before, after = (
        match.string[max(0, match.start() - 30) : match.start()],
        match.string[match.end() : match.end() + 12],
    )
    called = _CALLED.search(before) or re.match(r" (?:call|dispatch|operator|emergency)", after)
    return numbers.one_by_one(match["n"]) if called else None


def star_code(chunk: str, text: str, start: int) -> str | None:
    """`*69` behind "dial" or "press"; None where the star is one of Markdown."""
    code = re.match(r"\*(\d{2,4})#?([.,;:!?]?)$", chunk)
    if not code or not _PRESSED.search(text[max(0, start - 24) : start]):
        return None
    return f"star {numbers.one_by_one(code[1])}{' pound' if '#' in chunk else ''}{code[2]}"


_PRESSED = re.compile(
    r"\b(?:dial|press|call|enter|type|code)(?:ing|ed|s)?(?: [\d*#]+ (?:or|and|then))?[ \u00a0]$", re.IGNORECASE
)


def _long(match: re.Match[str]) -> str | None:
    """Groups of digits that are a telephone number by their first sign and their length together."""
    return _telephone(match) if 9 <= len(re.sub(r"\D", "", match["number"])) <= 15 else None


_RUNG = re.compile(
    r"\b(?:call|phone|telephone|tel\.?|fax|dial|ring|hotline)(?: (?:us|me|on|at))?:?[ \u00a0]$", re.IGNORECASE
)


def _rung(match: re.Match[str]) -> str | None:
    """`1800 123 456`, `13 11 14` behind "call"."""
    if not 6 <= len(re.sub(r"\D", "", match["number"])) <= 13:
        return None
    return _telephone(match) if _RUNG.search(match.string[max(0, match.start() - 24) : match.start()]) else None


def _serial(match: re.Match[str]) -> str | None:
    """`ISSN 1476-4687`, `arXiv 1706.03762v5`: digit by digit behind what numbers it."""
    before = match.string[max(0, match.start() - 12) : match.start()]
    if not re.search(r"\b(?:ISSN|e-?ISSN)(?: is)?:?[ \u00a0]$" if match["dash"] else r"\barXiv:?[ \u00a0]$", before):
        return None
    version = f" V {numbers.cardinal(match['version'])}" if match["version"] else ""
    joint = ", " if match["dash"] else " point "
    return letters_and_digits(match["a"]) + joint + letters_and_digits(match["b"]) + version


def identifier(core: str) -> str | None:
    """`arXiv:2103.00020`, `doi:10.1145/3292500`: what numbers an article, with its name before it."""
    if paper := re.fullmatch(r"arXiv:(\d{4})\.(\d{4,5})(?:v(\d{1,2}))?", core, re.IGNORECASE):
        version = f" V {numbers.cardinal(paper[3])}" if paper[3] else ""
        return f"archive {numbers.one_by_one(paper[1])} point {numbers.one_by_one(paper[2])}{version}"
    if article := re.fullmatch(r"doi:(10\.\d{4,9}/\S+)", core, re.IGNORECASE):
        return f"D O I {names.address(article[1])}"
    return None


def _account(match: re.Match[str]) -> str | None:
    """`4111 1111 1111 1111`: a card's number; four years or round numbers are none."""
    groups = re.findall(r"\d{4}", match["number"])
    if all(group[:2] in ("19", "20") or group.endswith("00") for group in groups):
        return None
    return ", ".join(numbers.one_by_one(group) for group in groups)


def _book(match: re.Match[str]) -> str | None:
    """The number of a book, group by group; ten digits only behind "ISBN"."""
    digits = re.sub(r"[^\dX]", "", match["number"])
    named = re.search(
        r"\bISBN(?:-1[03])?:?(?: is)?[ \u00a0]$", match.string[max(0, match.start() - 14) : match.start()]
    )
    if len(digits) != 13 and not (len(digits) == 10 and named):
        return None
    return ", ".join(letters_and_digits(group) for group in re.split(r"[- \u00a0‐‑–]", match["number"]))


FORMS: list[Form] = [
    form(
        r"(?P<number>(?:97[89][-‐‑–]|\d[-‐‑–](?=\d+-\d+-[\dX](?!\w)))(?:\d{1,7}[-‐‑–]){2,3}[\dX])", _book, needs="-‐‑–"
    ),
    form(r"(?P<a>\d{4})(?:(?P<dash>-)(?P<b>\d{3}[\dX])(?P<version>$^)?)", _serial, needs="-"),
    form(r"(?P<dash>$^)?(?P<a>\d{4})\.(?P<b>\d{4,5})(?:v(?P<version>\d{1,2}))?", _serial, needs="."),
    form(r"(?P<number>3[47]\d\d[ -]\d{6}[ -]\d{5})", _telephone),
    form(r"(?P<number>\d{1,4}(?:[ \u00a0-]\d{2,4}){1,4})", _rung),
    form(r"(?P<number>97[89] \d{1,5} \d{1,7} \d{1,7} \d|97[89]\d{10})", _book),
    form(
        r"(?P<doi>10\.\d{4,9}/(?=[^\s]*\d)[^\s]{3,}[^\s.,;:!?)\]\"”’])",
        lambda match: names.address(match["doi"]),
        needs="/",
    ),
    form(r"(?P<number>\d{4}(?P<gap>[ \u00a0-])\d{4}(?P=gap)\d{4}(?P=gap)\d{4})", _account),
    form(r"(?P<number>\d{1,3}(?:\.\d{1,3}){3})(?::(?P<port>\d{2,5})|/(?P<prefix>[0-3]?\d))?", _machine),
    form(r"(?P<number>[\dA-Fa-f]{2}(?P<mark>[:-])[\dA-Fa-f]{2}(?:(?P=mark)[\dA-Fa-f]{2}){4})", _hardware),
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
    form(rf"(?P<number>\+\d{{1,3}}{_GAP}?\(0\)(?:{_GAP}?\d{{2,8}}){{1,4}})", _telephone),
    form(r"(?P<number>0\d{2,4}[ \u00a0]\d{3,4}(?:[ \u00a0]\d{3,4})?)", _telephone),
    form(rf"(?P<number>\+\d{{1,3}}(?:{_GAP}?\(?\d{{1,6}}\)?(?=[^\w]|$)){{1,5}})", _long, needs="+"),
    form(rf"(?P<number>0\d{{1,4}}\)?(?:{_GAP}\d{{2,8}}){{1,5}})", _long),
    form(r"(?P<number>0\d{2,4}/\d{4,8})", _long, needs="/"),
    form(r"(?P<n>911|112|999|411|311)", _emergency, END),
    form(r"(?P<n>[\dA-Za-z]*\d[\dA-Za-z]*)", _code, END),
]
