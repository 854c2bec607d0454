"""Words of numbers that name or order something: ordinals, versions, models, hexadecimal digits."""

from __future__ import annotations

import re

from plainspoken.script.spoken import identifiers as names
from plainspoken.script.spoken import number_words as numbers
from plainspoken.script.spoken.number_patterns import number, signed


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


def say_stars(match: re.Match[str]) -> str:
    """`4★`, `4.5 ★`."""
    one = match["n"] == "1" or re.match(
        r"[ \u00a0-](?:hotel|review|rating|restaurant|resort)", match.string[match.end() :]
    )
    return f"{number(match['n'])} {'star' if one else 'stars'}"


_SUNS = {"M": ("solar mass", "solar masses"), "L": ("solar luminosity", "solar luminosities")}
_SUNS["R"] = ("solar radius", "solar radii")


def say_suns(match: re.Match[str]) -> str:
    """`5 M☉`: measures of stars."""
    return signed(match, f"{number(match['n'])} {_SUNS[match['of']][match['n'] != '1']}")


def say_isotope(match: re.Match[str]) -> str:
    """`18F-FDG`, `99mTc-MIBI`: the mass, the element by its letters, and what it marks."""
    element = " ".join(match["element"].upper())
    mass = numbers.cardinal(match["mass"].rstrip("m")) + (" M" if match["mass"].endswith("m") else "")
    return f"{mass} {element} {names.name(match['marked'])}"


def say_uranium(match: re.Match[str]) -> str:
    """`235U`: an isotope, and no units."""
    return f"{numbers.cardinal(match['mass'])} U"


_RAISED_ISOTOPE = re.compile(r"([⁰¹²³⁴-⁹]{1,3})([A-Z][a-z]?)-([^\W\d_]\w+)([.,;:!?)]*)$")


def raised_isotope(chunk: str) -> tuple[str, str] | None:
    """`¹³C-NMR`: what is said, and the punctuation behind it; the hyphen is no minus."""
    if not (found := _RAISED_ISOTOPE.match(chunk)):
        return None
    mass = "".join(str("⁰¹²³⁴⁵⁶⁷⁸⁹".index(digit)) for digit in found[1])
    return f"{numbers.cardinal(mass)} {' '.join(found[2].upper())} {names.name(found[3])}", found[4]


def say_aircraft(match: re.Match[str]) -> str | None:
    """`737-800`: a make in pairs and a series, and no range."""
    if re.search(r"\b(?:from|between|range|pages?|pp\.|lines?)[ \u00a0]$", match.string[: match.start()][-10:]):
        return None
    letters = " " + " ".join(match["letters"]) if match["letters"] else ""
    return f"{numbers.pairs(match['make'])}, {numbers.cardinal(match['series'])}{letters}"


def say_long_zip(match: re.Match[str]) -> str | None:
    """`10118-0110`: digit by digit; two round numbers are a range that falls."""
    if match["zip"].endswith("00") and match["more"].endswith("00"):
        return None
    return f"{numbers.one_by_one(match['zip'])}, {numbers.one_by_one(match['more'])}"


def say_set_score(match: re.Match[str]) -> str:
    """`7-6(5)`: a set of tennis with the points of its tie break."""
    return f"{number(match['a'])} {number(match['b'])}, {number(match['points'])}"


_BOOK = re.compile(
    r"\b(?:Gen|Ex|Lev|Num|Deut|Ps|Prov|Isa|Jer|Matt|Rom|Cor|Gal|Eph|Heb|Rev)\.[ \u00a0]$"
    r"|\b(?:Genesis|Exodus|Psalms?|Proverbs|Isaiah"
    r"|Matthew|Mark|Luke|John|Acts|Romans|Corinthians|Hebrews|Revelation)[ \u00a0]$"
)


def say_verses(match: re.Match[str]) -> str | None:
    """`Gen. 1:1–5`: chapter and verses behind a book of the Bible."""
    if not _BOOK.search(match.string[max(0, match.start() - 14) : match.start()]):
        return None
    return f"{number(match['chapter'])}, verses {number(match['first'])} to {number(match['last'])}"


def say_even(match: re.Match[str]) -> str:
    """`50-50`: two equal shares, and no range."""
    return f"{number(match['n'])} {number(match['n'])}"


def say_hexadecimal(match: re.Match[str]) -> str:
    """`0x1F`: hex one F."""
    return f"hex {' '.join(numbers.cardinal(char) if char.isdecimal() else char.upper() for char in match['n'])}"
