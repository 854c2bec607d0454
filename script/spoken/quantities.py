"""Words of numbers with a unit or a size: quantities, ranges of them, differences, feet and inches, angles."""

from __future__ import annotations

import re

from plainspoken.script.spoken.ambiguous_m import NUMBERED, meaning
from plainspoken.script.spoken.before_noun import before_noun
from plainspoken.script.spoken.currencies import MAGNITUDES
from plainspoken.script.spoken.dates import two_years
from plainspoken.script.spoken.number_patterns import SPACE, is_year, number, signed
from plainspoken.script.spoken.unit_patterns import UNIT
from plainspoken.script.spoken.units import is_unit, unit


def say_quantity(match: re.Match[str]) -> str:
    """`62.4 %`, `5 m users`, `a 5 kg bag`, `10 million kg`."""
    name = match["unit"].strip(" \u00a0\u2009\u202f")
    groups = match.groupdict()
    size = f" {groups['size'].lower()}" if groups.get("size") else ""
    single = match["n"] in ("1", "1.0") and name != "%"
    one = not size and (single or bool(groups.get("joint")) or before_noun(match))
    if name == "m" and not size and (meant := meaning(match.string, *match.span())) != "meters":
        word = "million" if meant == "million" else "minute" if one else "minutes"
        return signed(match, f"{number(match['n'])} {word}")
    if len(name) == 1 and name.islower() and NUMBERED.search(match.string, max(0, match.start() - 14), match.start()):
        return signed(match, f"{number(match['n'])} {name.upper()}")
    if name == "T" and _FIELDS.match(match.string, match.end()):
        return signed(match, f"{number(match['n'])} tesla")
    if name == "h":
        return signed(match, f"{number(match['n'])} {'hour' if one else 'hours'}")
    return signed(match, f"{number(match['n'])}{size} {unit(name, one=one)}")


_KITCHEN = re.compile(r"\b(?:qt|gal|cups?|tbsp|tsp|milk|cream|blood|beer|ale|water|stock|broth|oil|ice|pints?)\b")


def say_liters(match: re.Match[str]) -> str | None:
    """`5 L`, unless the letter numbers something (`Table 5 L`)."""
    if NUMBERED.search(match.string, max(0, match.start() - 14), match.start()):
        return None
    return signed(match, f"{number(match['n'])} {'liter' if match['n'] == '1' or before_noun(match) else 'liters'}")


def say_tolerance(match: re.Match[str]) -> str:
    """`5±1 mm`."""
    return signed(
        match, f"{number(match['n'])} plus or minus {number(match['by'])} {unit(match['unit'], one=match['by'] == '1')}"
    )


def say_pints(match: re.Match[str]) -> str | None:
    """`1 pt of milk`; elsewhere it may be a point."""
    if not _KITCHEN.search(match.string, max(0, match.start() - 40), match.end() + 30):
        return None
    return signed(match, f"{number(match['n'])} {'pint' if match['n'] == '1' else 'pints'}")


def say_two_quantities(match: re.Match[str]) -> str:
    """`2mg/5mL`: per, `8mg/2mg`: two of one unit, with the slash between them."""
    words = [f"{number(match[n])} {unit(match[u], one=match[n] == '1')}" for n, u in (("a", "unit"), ("b", "below"))]
    return (" slash " if match["unit"] == match["below"] else " per ").join(words)


def say_per(match: re.Match[str]) -> str | None:
    """`12/kg`: twelve per kilogram."""
    if not is_unit(match["below"]) or match["below"] in ("B", "b", "T", "K", "N", "V", "W", "C", "F", "L", "A", "J"):
        return None
    return signed(match, f"{number(match['n'])}{unit('/' + match['below'], one=True)}")


_DISPLAYS = re.compile(
    r"[ \u00a0-](?i:monitors?|videos?|tvs?|displays?|screens?|cameras?|resolution|footage|films?|projectors?|uhd"
    r"|stream(?:s|ing)?|textures?|panels?|frames?)\b"
)


_STREET = re.compile(
    r" [A-Z][a-z]+(?: [A-Z][a-z]+)? (?:St(?:reet)?|Ave(?:nue)?|R(?:oa)?d|Lane|Ln|Drive|Dr|Blvd|Boulevard|Way|Court"
    r"|Place"
    r"|Square)\b"
)


def _is_label(match: re.Match[str]) -> bool:
    """Whether a letter behind a number tells one from others, as in `Apt. 4B` or `221B Baker Street`."""
    before = match.string[max(0, match.start() - 14) : match.start()]
    return bool(NUMBERED.search(before) or _STREET.match(match.string, match.end()))


_TEMPERATURE = re.compile(
    r"temperature|\btemp\b|cool|heat|cryo|°|kelvin|boil|freez|melt|superconduct|\bT ?=", re.IGNORECASE
)


def say_kelvin(match: re.Match[str]) -> str | None:
    """`at a temperature of 300 K`; where nothing speaks of heat, the letter is said."""
    near = match.string[max(0, match.start() - 60) : match.end() + 40]
    return signed(match, f"{number(match['n'])} kelvin") if _TEMPERATURE.search(near) else None


_POINTS = {"N": "north", "S": "south", "E": "east", "W": "west"}


def say_latitude(match: re.Match[str]) -> str:
    """`45° N`, `74.006° W`."""
    degrees = "degree" if match["n"] == "1" else "degrees"
    return signed(match, f"{number(match['n'])} {degrees} {_POINTS[match['point']]}")


_FIELDS = re.compile(r"[ \u00a0-](?:MRI|fMRI|magnets?|magnetic|scanners?|field)\b")


def say_magnitude(match: re.Match[str]) -> str:
    """`3K`, `1.2B`; `4K` of a screen."""
    if len(match["size"]) == 1 and _is_label(match):
        return f"{number(match['n'])} {match['size'].upper()}"
    if match["size"] == "T" and _FIELDS.match(match.string, match.end()):
        return f"{number(match['n'])} tesla"
    if match["size"] == "K" and match["n"] in ("2", "4", "5", "6", "8") and _DISPLAYS.match(match.string, match.end()):
        return f"{number(match['n'])} K"
    return signed(match, f"{number(match['n'])} {MAGNITUDES[match['size']]}")


def say_range(match: re.Match[str]) -> str | None:
    """`5-10 GB`, `-5–5 °C`, `2012–2015`, `2-3x`."""
    low, high = match["low"], match["high"]
    if (minus := match.groupdict().get("minus")) or match.groupdict().get("high_minus"):
        first = f"minus {number(low)}" if minus else number(low)
        last = f"minus {number(high)}" if match["high_minus"] else number(high)
        name = match["unit"] or ""
        return f"{first} to {last} {'times' if name in ('x', 'X', '×') else unit(name, one=False)}".rstrip()
    tail = match["unit"] or match["size"] or ""
    if tail in ("x", "X", "×"):
        return f"{number(low)} to {number(high)} times"
    name = tail.strip(" \u00a0\u2009\u202f")
    if not name and _minuend(match):
        return f"{number(low)} minus {number(high)}"
    suffix = f" {MAGNITUDES[name]}" if match["size"] else f" {unit(name, one=False)}" if name else ""
    lived = _IN_BRACKETS.match(match.string, match.start() - 1) and int(low) < int(high) < 2100
    if not suffix and ((is_year(low) and (is_year(high) or len(high) == 2)) or lived):
        return two_years(match, low, high)
    return f"{number(low)} to {number(high)}{suffix}"


_IN_BRACKETS = re.compile(r"\(1\d{3}[-–—][12]\d{3}\)")


def _minuend(match: re.Match[str]) -> bool:
    """Whether a dash between two numbers is a minus: an equation goes on after it, or it is the sign itself."""
    return match.string[match.end() :].lstrip()[:1] == "=" or "−" in match[0]


def say_difference(match: re.Match[str]) -> str | None:
    """`5 - 3`: minus; a hyphen between spaces that leads upwards is a span, if no equation follows."""
    upwards = float(match["a"].replace(",", "")) < float(match["b"].replace(",", ""))
    if match["mark"] == "-" and upwards and not match.string[match.end() :].lstrip().startswith("="):
        return f"{number(match['a'])} to {number(match['b'])}" if _measured(match) else None
    return signed(match, f"{number(match['a'])} minus {number(match['b'])}")


def _measured(match: re.Match[str]) -> bool:
    """Whether what follows a span is what both of its ends are measured in or count."""
    return (
        re.match(rf"{SPACE}?(?:[%°]|(?:{UNIT})(?!\w))|[ \u00a0][a-z]{{2,}}s\b", match.string[match.end() :]) is not None
    )


def say_billions(match: re.Match[str]) -> str:
    """`7b` of weights; bits are written with what they are a multiple of, or as a word."""
    if NUMBERED.search(match.string, max(0, match.start() - 14), match.start()):
        return f"{number(match['n'])} B"
    return signed(match, f"{number(match['n'])} billion")
