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
