"""Numbers in running text and how each is said: quantities, ranges, fractions, scores, products, powers, versions.

Each form is one row of `FORMS`: a pattern that must match at the start of a chunk (it may reach over spaces) and a
function from its match to words. The first row that matches wins; what follows the match must not go on as a word.
Dates, times, money and telephone numbers have modules of their own.
"""

from __future__ import annotations

import re

from plainspoken.base.word_lists import words
from plainspoken.script.spoken import clock_times, dates, money, phone_numbers, street_addresses
from plainspoken.script.spoken import number_words as numbers
from plainspoken.script.spoken.ambiguous_m import meaning
from plainspoken.script.spoken.before_noun import before_noun
from plainspoken.script.spoken.money import MAGNITUDE_WORDS, MAGNITUDES
from plainspoken.script.spoken.number_patterns import (
    DASH,
    NUMBER,
    RAISED_DIGITS,
    SIGN,
    SPACE,
    TO,
    Form,
    alternatives,
    exponent,
    form,
    is_year,
    number,
    signed,
)
from plainspoken.script.spoken.units import ANY_CASE, APART, COUNTED, UNITS, is_unit, unit

__all__ = ["FORMS", "is_year", "number", "read"]

_ANY = f"(?i:{alternatives(ANY_CASE)})"
_UNIT = rf"(?:(?:{alternatives(UNITS)})(?![a-z])|{_ANY}(?![A-Za-z])|{alternatives(UNITS)})"
_SHORT = words("kg km cm mm gb mb kb tb hz ml lb oz ft khz")
_APART_ANY = alternatives(sign for sign in ANY_CASE if len(sign) > 2 or sign in _SHORT)
_APART_UNIT = rf"(?:(?:{alternatives(APART)})(?![A-Za-z])|(?i:{_APART_ANY})(?![A-Za-z]))"
_POWER = r"(?:\^?[23](?![\d.])|[²³])"
_THINGS = "hour|second|minute|day|week|month|year|epoch|step|image|batch|word|page"
_BELOW = (
    rf"(?:(?:{alternatives(UNITS)}|{alternatives(COUNTED)}|{_THINGS}|[A-Z]{{2,4}}-[a-z]+|[a-z]{{2,}})"
    rf"(?![A-Za-z]){_POWER}?)"
)
_PER = rf"(?:/{_BELOW})"
_FACTORS = r"(?:[·⋅ ](?:m|s|kg|K|mol|A|h)(?:\^?[-−⁻][12¹²]))+"
_SUFFIXED = (
    rf"(?:{_UNIT}(?:{_FACTORS}|{_POWER}?{_PER}?)|{SPACE}{_UNIT}(?:{_FACTORS}|{_POWER}{_PER}?|{_PER})"
    rf"|{SPACE}{_APART_UNIT}{_PER}?|{SPACE}(?:{alternatives(COUNTED)}|[A-Za-z]+){_PER}|{SPACE}h(?![\w/]))"
)
_RAISED = rf"(?P<e>[-−+]?\d{{1,3}}|[⁺⁻]?[{RAISED_DIGITS}]{{1,3}})"
_TEN_TO = rf"10(?:(?:\^|\*\*)\{{?(?P<e>[-−+]?\d{{1,3}})\}}?|(?P<raised>[⁺⁻]?[{RAISED_DIGITS}]{{1,3}}))"


def _plain(match: re.Match[str]) -> str:
    return signed(match, number(match["n"]))


# What has parts with letters: `Fig. 2b`, `Table 3m`.
_NUMBERED = re.compile(
    r"(?<![^\W\d_])(?:fig(?:ure)?|figs|table|tab|panel|section|sec|eq|equation|appendix|step|exercise|question|room|gate|part|problem|"
    r"chapter|box|scheme|rule|clause|line|plate|item|option)s?\.?[ \u00a0]\(?$",
    re.IGNORECASE,
)


def _quantity(match: re.Match[str]) -> str:
    name = match["unit"].strip(" \u00a0\u2009\u202f")
    groups = match.groupdict()
    size = f" {groups['size'].lower()}" if groups.get("size") else ""
    single = match["n"] in ("1", "1.0") and name != "%"
    one = not size and (single or bool(groups.get("joint")) or before_noun(match))
    if name == "m" and not size and (meant := meaning(match.string, *match.span())) != "meters":
        word = "million" if meant == "million" else "minute" if one else "minutes"
        return signed(match, f"{number(match['n'])} {word}")
    if len(name) == 1 and name.islower() and _NUMBERED.search(match.string, max(0, match.start() - 14), match.start()):
        return signed(match, f"{number(match['n'])} {name.upper()}")
    if name == "h":
        return signed(match, f"{number(match['n'])} {'hour' if one else 'hours'}")
    return signed(match, f"{number(match['n'])}{size} {unit(name, one=one)}")


def _per(match: re.Match[str]) -> str | None:
    """`12/kg`: twelve per kilogram."""
    if not is_unit(match["below"]) or match["below"] in ("B", "b", "T", "K", "N", "V", "W", "C", "F", "L", "A", "J"):
        return None
    return signed(match, f"{number(match['n'])}{unit('/' + match['below'], one=True)}")


_DISPLAYS = re.compile(
    r"[ \u00a0-](?i:monitors?|videos?|tvs?|displays?|screens?|cameras?|resolution|footage|films?|projectors?|uhd"
    r"|stream(?:s|ing)?|textures?|panels?|frames?)\b"
)


def _magnitude(match: re.Match[str]) -> str:
    if match["size"] == "K" and match["n"] in ("2", "4", "5", "6", "8") and _DISPLAYS.match(match.string, match.end()):
        return f"{number(match['n'])} K"
    return signed(match, f"{number(match['n'])} {MAGNITUDES[match['size']]}")


def _range(match: re.Match[str]) -> str | None:
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
    if is_year(low) and (is_year(high) or len(high) == 2) and not suffix:
        return f"{numbers.year(low)} to {numbers.year(high) if len(high) == 4 else numbers.cardinal(high)}"
    return f"{number(low)} to {number(high)}{suffix}"


def _minuend(match: re.Match[str]) -> bool:
    """Whether a dash between two numbers is a minus: an equation goes on after it, or it is the sign itself."""
    return match.string[match.end() :].lstrip()[:1] == "=" or "−" in match[0]


def _difference(match: re.Match[str]) -> str | None:
    """`5 - 3`: minus; a hyphen between spaces that leads upwards is a span, if no equation follows."""
    upwards = float(match["a"].replace(",", "")) < float(match["b"].replace(",", ""))
    if match["mark"] == "-" and upwards and not match.string[match.end() :].lstrip().startswith("="):
        return f"{number(match['a'])} to {number(match['b'])}" if _measured(match) else None
    return signed(match, f"{number(match['a'])} minus {number(match['b'])}")


def _measured(match: re.Match[str]) -> bool:
    """Whether what follows a span is what both of its ends are measured in or count."""
    return (
        re.match(rf"{SPACE}?(?:[%°]|(?:{_UNIT})(?!\w))|[ \u00a0][a-z]{{2,}}s\b", match.string[match.end() :])
        is not None
    )


def _ratio(match: re.Match[str]) -> str:
    return f"{number(match['a'])} to {number(match['b'])}"


def _split(match: re.Match[str]) -> str | None:
    """`70/15/15`: parts of a hundred."""
    parts = match[0].split("/")
    return " ".join(numbers.cardinal(part) for part in parts) if sum(map(int, parts)) == 100 else None


def _fraction(match: re.Match[str]) -> str:
    top, below = match["top"], match["below"]
    if (top, below) == ("24", "7"):
        return "twenty four seven"
    if int(top) + int(below) == 100 and int(top) >= 50:
        return f"{numbers.cardinal(top)} {numbers.cardinal(below)}"
    return signed(match, numbers.fraction(top, below))


def _part_of_whole(match: re.Match[str]) -> str:
    return signed(match, numbers.parts(match["top"], match["below"]))


def _mixed(match: re.Match[str]) -> str:
    """`2½`, `3 2/4`: two and a half, three and two quarters."""
    if match["vulgar"]:
        import unicodedata

        top, _, below = unicodedata.normalize("NFKC", match["vulgar"]).partition("⁄")
    else:
        top, below = match["top"], match["below"]
    part = "a half" if (top, below) == ("1", "2") else numbers.parts(top, below)
    said = f"{number(match['whole'])} and {part}" if match["whole"] else numbers.parts(top, below)
    name = (match["unit"] or "").strip(" \u00a0\u2009\u202f-")
    return signed(match, f"{said} {unit(name, one=match['unit'].startswith('-'))}" if name else said)


def _product(match: re.Match[str]) -> str:
    factors = re.split(rf"{SPACE}?[x×*]{SPACE}?", match["factors"])
    words = " by ".join(number(factor) for factor in factors)
    return f"{words} {unit(match['unit'].strip(), one=False)}" if match["unit"] else words


def _times(match: re.Match[str]) -> str:
    if match[0][-1] == "x" and _is_coefficient(match):
        return signed(match, f"{number(match['n'])} X")
    return signed(match, f"{number(match['n'])} {'time' if match['n'] == '1' else 'times'}")


_GOES_ON = re.compile(r"[ \u00a0]?(?:[+*/=^]|[-−][ \u00a0]?[\d(])|\)")
_IS_FUNCTION = re.compile(r"(?:\b[a-zA-Z]|\([a-z](?:, ?[a-z])*\)) ?= ?[-−]?$")


def _is_coefficient(match: re.Match[str]) -> bool:
    """Whether the x of `3x` is an unknown: an operator follows, or it stands behind `y =` or `f(x) =`."""
    text = match.string
    return bool(
        _GOES_ON.match(text, match.end()) or _IS_FUNCTION.search(text, max(0, match.start() - 24), match.start())
    )


def _raised_difference(match: re.Match[str]) -> str | None:
    """`2^16 - 1`, `10⁶ − 2^3`."""
    return _two_sides(match, "minus")


def _experts(match: re.Match[str]) -> str:
    """`8x7B`: a mixture of so many networks of so many parameters each."""
    return f"{number(match['a'])} times {number(match['b'])} billion"


def _billions(match: re.Match[str]) -> str:
    """`7b` of weights; bits are written with what they are a multiple of, or as a word."""
    if _NUMBERED.search(match.string, max(0, match.start() - 14), match.start()):
        return f"{number(match['n'])} B"
    return signed(match, f"{number(match['n'])} billion")


def _power(match: re.Match[str]) -> str:
    raised = exponent(match["e"]) if match["e"] else exponent(match["raised"])
    name = (match["unit"] or "").strip(" \u00a0\u2009\u202f")
    tail = f" {unit(name, one=False)}" if name else ""
    factor = match["n"] if "n" in match.groupdict() else None
    return signed(match, (f"{number(factor)} times ten {raised}" if factor else f"ten {raised}") + tail)


def _scientific(match: re.Match[str]) -> str:
    raised = "ten " + exponent(match["e"])
    return signed(match, raised if match["n"] == "1" else f"{number(match['n'])} times {raised}")


def _to_the(match: re.Match[str]) -> str:
    return signed(match, f"{number(match['n'])} {exponent(match['raised'] or '^' + match['e'])}")


def _raised_number(match: re.Match[str]) -> str:
    raised = match["raised"] or match["e"]
    word = {"2": "squared", "3": "cubed"}.get(raised)
    return signed(match, f"{number(match['n'])} {word or exponent(raised)}")


def _ordinal(match: re.Match[str]) -> str:
    return numbers.ordinal(match["n"].replace(",", ""))


def _ordinals(match: re.Match[str]) -> str:
    return f"{numbers.ordinal(match['n'])} to {numbers.ordinal(match['last'])}"


def _hash(match: re.Match[str]) -> str:
    return f"number {number(match['n'])}"


def _dimensions(match: re.Match[str]) -> str:
    return f"{number(match['n'])} D"


def _version(match: re.Match[str]) -> str:
    head = match["head"]
    word = {"v": "version", "V": "version"}.get(head, head)
    return f"{word} {' point '.join(numbers.cardinal(part) for part in match['n'].split('.'))}"


def _dotted(match: re.Match[str]) -> str:
    return " point ".join(numbers.cardinal(part) for part in match["n"].split("."))


def _plan(match: re.Match[str]) -> str:
    """`401(k)`: digits as in a name, then the letter."""
    return f"{numbers.pairs(match['n'])} {match['letter'].upper()}"


def _model(match: re.Match[str]) -> str | None:
    """`5900X`, `12700K` after another number or a name: a processor's, not a multiple."""
    if not re.search(r"(?:\d|[A-Z]\w*|\d[-‐])[ \u00a0]?$", match.string[max(0, match.start() - 12) : match.start()]):
        return None
    digits = numbers.pairs(match["n"]) if len(match["n"]) == 4 else numbers.cardinal(match["n"])
    return f"{digits} {' '.join(match['letter'].replace('3D', ''))}{' three D' if '3D' in match['letter'] else ''}"


def _feet(match: re.Match[str]) -> str:
    feet, inches = match["feet"], match["inches"]
    said = f"{number(feet)} {'foot' if feet == '1' else 'feet'}"
    return f"{said} {number(inches)} {'inch' if inches == '1' else 'inches'}" if inches else said


def _inches(match: re.Match[str]) -> str | None:
    """`12"`: inches, unless the mark closes a quotation."""
    if match[0].endswith('"') and match.string.count('"', 0, match.start()) % 2:
        return None
    return f"{number(match['n'])} {'inch' if match['n'] == '1' else 'inches'}"


def _inch_fraction(match: re.Match[str]) -> str | None:
    if match.string.count('"', 0, match.start()) % 2:
        return None
    return f"{_fraction(match)} inch"


def _angle(match: re.Match[str]) -> str:
    """`40°26′46″N`: degrees, minutes and seconds of arc."""
    counted = (("degrees", "degree"), ("minutes", "minute"), ("seconds", "second"))
    parts = [f"{number(n)} {noun}{'' if n == '1' else 's'}" for name, noun in counted if (n := match[name])]
    point = {"N": "north", "S": "south", "E": "east", "W": "west"}.get(match["point"] or "", "")
    return " ".join([*parts, point]).strip()


def _hexadecimal(match: re.Match[str]) -> str:
    return f"hex {' '.join(numbers.cardinal(char) if char.isdecimal() else char.upper() for char in match['n'])}"


def _listed(match: re.Match[str]) -> str:
    """`1,5` without a unit: two numbers side by side, as in `[0,1]`."""
    return ", ".join(numbers.cardinal(part) for part in match[0].split(","))


def _between(match: re.Match[str]) -> str | None:
    """`1e-4…1e-2`, `10⁻³–10⁻²`: from the one to the other."""
    return _two_sides(match, "to")


def _two_sides(match: re.Match[str], word: str) -> str | None:
    """The amounts `a` and `b`, each as it is read by itself, with a word between; None where one is no amount."""
    sides = [(match[name], read(match[name], 0)) for name in ("a", "b")]
    said = [found[1] for written, found in sides if found and found[0] == len(written)]
    return f" {word} ".join(said) if len(said) == len(sides) else None


def _whole_times(match: re.Match[str]) -> str | None:
    """`2.0 times as long` is "twice as long"; a ratio of one keeps its digits, since it says that both are equal."""
    if int(match["n"]) < 2:
        return None
    return "twice" if match["n"] == "2" else f"{number(match['n'])} times"


_OWN: list[Form] = [
    form(r"(?P<a>\d{1,3})[xX×](?P<b>\d{1,3}(?:\.\d+)?)[bB]", _experts),
    form(
        rf"(?P<a>{NUMBER}(?:(?:\^|\*\*)\{{?\d{{1,3}}\}}?|[{RAISED_DIGITS}]{{1,3}})){SPACE}[-−]{SPACE}"
        rf"(?P<b>{NUMBER}(?:(?:\^|\*\*)\{{?\d{{1,3}}\}}?|[{RAISED_DIGITS}]{{1,3}})?)",
        _raised_difference,
    ),
    form(
        r"(?P<head>Python|PyTorch|TensorFlow|CUDA|Java|Ubuntu|Debian|macOS|version|Version|release)"
        rf"{SPACE}(?P<n>\d+(?:\.\d+)+)",
        _version,
    ),
    form(r"(?P<n>\d+(?:\.\d+){2,})", _dotted),
    form(r"(?P<n>\d{3})\((?P<letter>[a-z])\)", _plan),
    form(r"0[xX](?P<n>[\dA-Fa-f]+)(?!\^|\*)", _hexadecimal),
    form(
        r"802\.11(?P<letters>[a-z]{1,2})", lambda match: f"eight oh two dot eleven {' '.join(match['letters'].upper())}"
    ),
    form(rf"(?P<feet>\d+){SPACE}(?:ft|feet|foot){SPACE}(?P<inches>\d|1[01]){SPACE}?in\b\.?", _feet, ""),
    form(rf"(?P<n>{NUMBER}){SPACE}in\.(?={SPACE}[a-z(]|$|[,;)])", _inches, ""),
    form(rf"{SIGN}(?P<n>\d+\.\d+){SPACE}L", lambda match: signed(match, f"{number(match['n'])} liters")),
    form(
        rf"(?P<a>{NUMBER}|10[⁺⁻]?[{RAISED_DIGITS}]+|{NUMBER}[eE][-−+]?\d+)(?:…|\.\.\.?)(?P<b>[-−]?{NUMBER}(?:[eE][-−+]?\d+)?)",
        _between,
    ),
    form(
        rf"(?P<a>10[⁺⁻]?[{RAISED_DIGITS}]{{1,3}}|{NUMBER}[eE][-−+]?\d{{1,3}}){TO}"
        rf"(?P<b>10[⁺⁻]?[{RAISED_DIGITS}]{{1,3}}|{NUMBER}[eE][-−+]?\d{{1,3}})",
        _between,
    ),
    form(r"\d{1,2}(?:/\d{1,2}){2,4}", _split),
    form(rf"(?P<a>{NUMBER}):(?P<b>{NUMBER})", _ratio),
    form(r"(?P<a>\d+)\][-–—]\[(?P<b>\d+)", _ratio),
    form(
        rf"{SIGN}(?:(?P<whole>\d+){SPACE}?)?(?P<vulgar>[½¼¾⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞⅐⅑⅒])(?P<top>$^)?(?P<below>$^)?(?P<unit>{_SUFFIXED}|-{_UNIT})?",
        _mixed,
    ),
    form(
        rf"{SIGN}(?P<whole>\d+)(?:{SPACE}|-)(?P<vulgar>$^)?(?P<top>[1-9]\d?)[/⁄](?P<below>[2-9]|[1-9]\d{{1,2}})(?P<unit>{_SUFFIXED}|-{_UNIT})?",
        _mixed,
    ),
    form(r"(?P<sign>[-−+~≈])?(?P<top>\d{1,4})[/⁄](?P<below>[1-9]\d{0,3})(?:st|nd|rd|th|ST|ND|RD|TH)s?", _part_of_whole),
    form(
        rf"(?P<top>\d{{2,3}})/(?P<below>\d{{2,3}}){SPACE}mm{SPACE}?Hg",
        lambda match: f"{number(match['top'])} over {number(match['below'])} millimeters of mercury",
    ),
    form(r"(?P<sign>[-−+~≈])?(?P<top>\d{1,4})[/⁄](?P<below>[1-9]\d{0,3})\"", _inch_fraction),
    form(r"(?P<sign>[-−+~≈])?(?P<top>\d{1,4})[/⁄](?P<below>[1-9]\d{0,3})", _fraction),
    form(rf"{SIGN}(?P<n>{NUMBER}){SPACE}?[x×*·⋅]{SPACE}?{_TEN_TO}(?P<unit>{_SUFFIXED})?", _power),
    form(rf"{SIGN}{_TEN_TO}(?P<unit>{_SUFFIXED})?", _power),
    form(
        rf"(?P<factors>{NUMBER}(?:(?:[x×]|{SPACE}[x×*]{SPACE}){NUMBER})+)(?P<unit>{_SUFFIXED})?",
        _product,
    ),
    form(
        r"(?P<n>\d{4})(?<=(?:RTX|GTX)[ -]\d{4})(?P<many>s)?",
        lambda match: numbers.pairs(match["n"]) + ("'s" if match["many"] else ""),
    ),
    form(r"(?P<n>\d{4,5})(?P<letter>X3D|XT|X|K|KF|KS)(?<![05]000X)", _model),
    form(rf"(?P<n>\d{{1,3}})\.0+{SPACE}times(?={SPACE}(?:as|the)\b)", _whole_times),
    form(rf"{SIGN}(?P<n>{NUMBER})[xX×]", _times),
    form(rf"{SIGN}(?P<n>{NUMBER})[eE](?P<e>[-−+]?\d{{1,3}})", _scientific),
    form(
        rf"{SIGN}(?P<n>{NUMBER})(?:(?:\^|\*\*)\{{?(?P<e>[-−+]?\d{{1,3}})\}}?|(?P<raised>[⁺⁻]?[{RAISED_DIGITS}]{{1,4}}))",
        _raised_number,
    ),
    form(rf"(?P<n>\d{{1,3}})(?:st|nd|rd|th){TO}(?P<last>\d{{1,3}})(?:st|nd|rd|th)", _ordinals),
    form(r"(?P<n>\d{1,3}(?:,\d{3})+|\d+)(?:st|nd|rd|th|ST|ND|RD|TH)", _ordinal),
    form(r"(?P<n>[1-9])[dD]", _dimensions),
    form(
        r"(?P<degrees>\d{1,3})°(?P<minutes>\d{1,2})[′'](?:(?P<seconds>\d{1,2}(?:\.\d+)?)[″\"])?(?P<point>[NSEW])?",
        _angle,
    ),
    form(rf"(?P<feet>\d+)′(?:{SPACE}?(?P<inches>\d+)″)?", _feet),
    form(r"(?P<feet>\d)'(?P<inches>\d|1[01])\"", _feet),
    form(rf"(?P<n>{NUMBER})\"", _inches),
    form(
        rf"(?P<minus>[-−])(?P<low>{NUMBER}){TO}(?P<high_minus>[-−])?(?P<high>{NUMBER})(?P<unit>{_SUFFIXED}|[xX×])?",
        _range,
    ),
    form(rf"(?P<minus>$^)?(?P<low>{NUMBER})[–—](?P<high_minus>[-−])(?P<high>{NUMBER})(?P<unit>{_SUFFIXED})?", _range),
    form(
        rf"(?P<low>{NUMBER})(?:%|°|[kKMxX×](?=[-–—]))?{TO}(?P<high>{NUMBER})"
        rf"(?:(?P<size>{alternatives(MAGNITUDES)})(?!\w)|(?P<unit>{_SUFFIXED}|[xX×]))?",
        _range,
    ),
    form(
        rf"(?P<low>{NUMBER}){SPACE}?(?P<same>{_UNIT}){TO}(?P<high>{NUMBER})(?P<size>$^)?(?P<unit>{SPACE}?(?P=same))",
        _range,
    ),
    form(rf"{SIGN}(?P<a>{NUMBER}){SPACE}(?P<mark>[-−]){SPACE}(?P<b>{NUMBER})", _difference),
    form(rf"{SIGN}(?P<n>{NUMBER})b", _billions),
    form(rf"#(?P<n>{NUMBER})", _hash),
    form(rf"{SIGN}(?P<n>{NUMBER})(?P<size>{alternatives(MAGNITUDES)})", _magnitude),
    form(rf"{SIGN}(?P<n>{NUMBER}){SPACE}(?P<size>{MAGNITUDE_WORDS})(?P<unit>{_SUFFIXED})", _quantity),
    form(rf"{SIGN}(?P<n>{NUMBER})(?P<unit>{_SUFFIXED})", _quantity),
    form(rf"{SIGN}(?P<n>{NUMBER})(?P<joint>{DASH})(?P<unit>{_APART_UNIT})", _quantity),
    form(rf"{SIGN}(?P<n>{NUMBER})/(?P<below>[A-Za-zµμ]{{1,4}}[²³]?)", _per),
    form(rf"{SIGN}(?P<n>{NUMBER})", _plain),
    form(r"\d{1,4}(?:,\d{1,4})+", _listed),
]
FORMS: list[Form] = [*phone_numbers.FORMS, *dates.FORMS, *clock_times.FORMS, *money.FORMS, *_OWN]


def read(text: str, at: int) -> tuple[int, str] | None:
    """The number that starts at `at`: where it ends and its words, or None."""
    if (house := street_addresses.house_number(text, at)) is not None:
        return house
    for pattern, say in FORMS:
        match = pattern.match(text, at)
        if match and match.end() > at:
            said = say(match)
            if said is not None:
                return match.end(), said
    return None
