"""Words of numbers that name or order something: ordinals, versions, models, hexadecimal digits."""

from __future__ import annotations

import re

from plainspoken.script.spoken import number_words as numbers
from plainspoken.script.spoken.number_patterns import number


def say_ordinal(match: re.Match[str]) -> str:
    """`21st`."""
    return numbers.ordinal(match["n"].replace(",", ""))


def say_ordinal_apart(match: re.Match[str]) -> str:
    """`12 th`."""
    return numbers.ordinal(match["n"].split(" ")[0])


def say_ordinals(match: re.Match[str]) -> str:
    """`12th–15th`."""
    return f"{numbers.ordinal(match['n'])} to {numbers.ordinal(match['last'])}"


_ALL = re.compile(r"\b(?:all|leading|trailing|only|just|of|the|with|as|are|and|or)[ \u00a0]$", re.I)


def say_digits(match: re.Match[str]) -> str | None:
    """`0s and 1s`, `100s of images`: more than one of a number, and no seconds."""
    digits, text = match["n"], match.string
    if re.fullmatch("10+", digits) and text.startswith(" of ", match.end()) and "'" not in match[0]:
        return numbers.plural(numbers.cardinal(digits).removeprefix("one "))
    near = text[max(0, match.start() - 14) : match.end() + 14]
    paired = re.search(r"\b0['’]?s\b.{1,8}\b1['’]?s\b|\b1['’]?s\b.{1,8}\b0['’]?s\b", near)
    if (
        digits == "0"
        or (digits == "1" and paired)
        or (
            len(digits) == 1
            and _ALL.search(text[: match.start()][-12:])
            and re.match(r"(?:[.,;:)]|$| (?:and|or|in|are|were)\b)", text[match.end() :])
        )
    ):
        return numbers.plural(numbers.cardinal(digits))
    return None


def say_hash(match: re.Match[str]) -> str:
    """`#3`: number three."""
    return f"number {number(match['n'])}"


def say_dimensions(match: re.Match[str]) -> str:
    """`3D`: three D."""
    return f"{number(match['n'])} D"


def say_version(match: re.Match[str]) -> str:
    """`PyTorch 2.1`: point."""
    head = match["head"]
    word = {"v": "version", "V": "version"}.get(head, head)
    return f"{word} {' point '.join(numbers.cardinal(part) for part in match['n'].split('.'))}"


def say_dotted(match: re.Match[str]) -> str:
    """`1.2.10`: one point two point ten."""
    return " point ".join(numbers.cardinal(part) for part in match["n"].split("."))


_STANDARDS = re.compile(
    r"\b(?:ISO|IEC|IEEE|DIN|EN|BS|ANSI|ASTM|NIST|ECMA|ITU|FIPS)(?:/[A-Z]+)*(?: (?:EN|TR|TS|Std))?[ \u00a0-]$"
)


def say_standard(match: re.Match[str]) -> str | None:
    """`ISO 9001:2015`: the number of a standard, then its year."""
    before = match.string[max(0, match.start() - 20) : match.start()]
    if not _STANDARDS.search(before):
        return None
    named = numbers.pairs(match["n"]) if len(match["n"]) == 3 else numbers.cardinal(match["n"])
    return f"{named}, {numbers.year(match['y'])}"


def say_standard_number(match: re.Match[str]) -> str | None:
    """`RFC 2616`, `IEEE 754`: digits in pairs."""
    if not re.search(r"\b(?:RFC|IEEE|PEP)[ \u00a0-]$", match.string[max(0, match.start() - 6) : match.start()]):
        return None
    return numbers.pairs(match["n"])


def say_card(match: re.Match[str]) -> str:
    """`2080 Ti`: a graphics card."""
    kind = "super" if match["kind"].lower() == "super" else "T I"
    return f"{numbers.pairs(match['n'])} {kind}"


def say_grouped(match: re.Match[str]) -> str:
    """`1.000.000`: thousands with full stops between."""
    return numbers.cardinal(match["n"].replace(".", ""))


def say_lines(match: re.Match[str]) -> str:
    """`1080p`, `1080p60`: the lines of a video."""
    rate = f" {numbers.cardinal(match['rate'])}" if match["rate"] else ""
    return f"{numbers.pairs(match['n'])} {match['letter'].upper()}{rate}"


def say_plan(match: re.Match[str]) -> str:
    """`401(k)`: digits as in a name, then the letter."""
    return f"{numbers.pairs(match['n'])} {match['letter'].upper()}"


def say_model(match: re.Match[str]) -> str | None:
    """`5900X`, `12700K` after another number or a name: a processor's, not a multiple."""
    if not re.search(r"(?:\d|[A-Z]\w*|\d[-‐])[ \u00a0]?$", match.string[max(0, match.start() - 12) : match.start()]):
        return None
    digits = numbers.pairs(match["n"]) if len(match["n"]) == 4 else numbers.cardinal(match["n"])
    return f"{digits} {' '.join(match['letter'].replace('3D', ''))}{' three D' if '3D' in match['letter'] else ''}"


def say_hexadecimal(match: re.Match[str]) -> str:
    """`0x1F`: hex one F."""
    return f"hex {' '.join(numbers.cardinal(char) if char.isdecimal() else char.upper() for char in match['n'])}"
