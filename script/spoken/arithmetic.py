"""Words of fractions, ratios, products, multiples and powers."""

from __future__ import annotations

import re

from plainspoken.base.word_lists import word_set
from plainspoken.script.spoken import number_words as numbers
from plainspoken.script.spoken.number_patterns import SPACE, exponent, number, signed
from plainspoken.script.spoken.units import is_unit, unit


def say_ratio(match: re.Match[str]) -> str:
    """`4:1`: four to one."""
    return f"{number(match['a'])} to {number(match['b'])}"


def say_split(match: re.Match[str]) -> str | None:
    """`70/15/15`: parts of a hundred."""
    parts = match[0].split("/")
    return " ".join(numbers.cardinal(part) for part in parts) if sum(map(int, parts)) == 100 else None


def say_fraction(match: re.Match[str]) -> str:
    """`3/4`, `7/10`, `80/20`, `24/7`."""
    top, below = match["top"], match["below"]
    if top == below == "20" and match.string.startswith((" vision", " hindsight"), match.end()):
        return "twenty twenty"
    if (top, below) == ("24", "7"):
        return "twenty four seven"
    if int(top) + int(below) == 100 and int(top) >= 50:
        return f"{numbers.cardinal(top)} {numbers.cardinal(below)}"
    return signed(match, numbers.fraction(top, below))


def say_score(match: re.Match[str]) -> str:
    """`4.5/5`: four point five out of five."""
    return signed(match, f"{number(match['top'])} out of {number(match['below'])}")


def say_fraction_of_unit(match: re.Match[str]) -> str | None:
    """`1/2 km`, `5/16 in.`, `1/4%`, `3/4-inch`: a fraction of one unit; before a noun without "of a"."""
    top, below = match["top"], match["below"]
    written = match["unit"].strip(" \u00a0\u2009\u202f")
    joint = written.startswith("-")
    name = written.lstrip("-").rstrip(".")
    if joint and (name in _NO_MEASURE or not is_unit(name)) and name not in _MEASURES:
        return None
    close = match["unit"][0] not in " \u00a0\u2009\u202f-"
    plausible = top == "1" or int(below) < (9 if close else 17) or below in ("32", "64")
    if not plausible or int(top) >= int(below) or (close and name == "s"):
        return None
    one = unit(name, one=True) if name not in _MEASURES else name
    if (top, below) == ("3", "4") and joint:
        return signed(match, f"three quarter {one}")
    words = numbers.parts(top, below)
    if joint or name == "%" or (top, below) == ("1", "2"):
        return signed(match, f"{words} {one}")
    return signed(match, f"{words} of {'an' if one[0] in 'aeio' else 'a'} {one}")


_MEASURES = word_set(
    "size inch foot mile hour day year mile cup pound ounce gallon yard liter litre meter pint acre turn page"
)
_NO_MEASURE = word_set("th st nd rd")


def say_sides(match: re.Match[str]) -> str:
    """`10 cm x 20 cm`."""
    name = unit(match["unit"], one=False)
    return " by ".join(f"{number(side)} {name}" for side in match.group("a", "b", "c") if side)


def say_part_of_whole(match: re.Match[str]) -> str:
    """`1/4th`: one quarter."""
    return signed(match, numbers.parts(match["top"], match["below"]))


def say_mixed(match: re.Match[str]) -> str:
    """`2½`, `3 2/4`: two and a half, three and two quarters."""
    if match["vulgar"]:
        import unicodedata

        top, _, below = unicodedata.normalize("NFKC", match["vulgar"]).partition("⁄")
    else:
        top, below = match["top"], match["below"]
    part = "a half" if (top, below) == ("1", "2") else numbers.parts(top, below)
    said = f"{number(match['whole'])} and {part}" if match["whole"] else numbers.parts(top, below)
    name = (match["unit"] or "").strip(" \u00a0\u2009\u202f-").removesuffix(".")
    return signed(match, f"{said} {unit(name, one=match['unit'].startswith('-'))}" if name else said)


def say_product(match: re.Match[str]) -> str:
    """`224x224`, `2 x 3 cm`: by."""
    factors = re.split(rf"{SPACE}?[x×*]{SPACE}?", match["factors"])
    words = " by ".join(number(factor) for factor in factors)
    return f"{words} {unit(match['unit'].strip().removesuffix('.'), one=False)}" if match["unit"] else words


def say_multiple(match: re.Match[str]) -> str:
    """`8 x A100`, `2 x 2080 Ti`: so many times a thing."""
    return f"{number(match['n'])} {'time' if match['n'] == '1' else 'times'}"


def say_times(match: re.Match[str]) -> str:
    """`2x`: two times; before an operator an unknown, two X."""
    if match[0][-1] == "x" and _is_coefficient(match):
        return signed(match, f"{number(match['n'])} X")
    return signed(match, f"{number(match['n'])} {'time' if match['n'] == '1' else 'times'}")


def say_times_per(match: re.Match[str]) -> str:
    """`3x/week`."""
    per = unit(f"x/{match['per']}", one=True).partition(" per ")[2]
    return f"{number(match['n'])} {'time' if match['n'] == '1' else 'times'} per {per}"


_GOES_ON = re.compile(r"[ \u00a0]?(?:[+*/=^]|[-−][ \u00a0]?[\d(])|\)")
_IS_FUNCTION = re.compile(r"(?:\b[a-zA-Z]|\([a-z](?:, ?[a-z])*\)) ?= ?[-−]?$")


def _is_coefficient(match: re.Match[str]) -> bool:
    """Whether the x of `3x` is an unknown: an operator follows, or it stands behind `y =` or `f(x) =`."""
    text = match.string
    return bool(
        _GOES_ON.match(text, match.end()) or _IS_FUNCTION.search(text, max(0, match.start() - 24), match.start())
    )


def say_experts(match: re.Match[str]) -> str:
    """`8x7B`: a mixture of so many networks of so many parameters each."""
    return f"{number(match['a'])} times {number(match['b'])} billion"


def say_power(match: re.Match[str]) -> str:
    """`10⁻⁶`, `3×10⁸ m/s`."""
    raised = exponent(match["e"]) if match["e"] else exponent(match["raised"])
    name = (match["unit"] or "").strip(" \u00a0\u2009\u202f")
    tail = f" {unit(name, one=False).strip()}" if name else ""
    factor = match["n"] if "n" in match.groupdict() else None
    return signed(match, (f"{number(factor)} times ten {raised}" if factor else f"ten {raised}") + tail)


def say_scientific(match: re.Match[str]) -> str:
    """`1e-3`: ten to the minus three."""
    raised = "ten " + exponent(match["e"])
    name = (match["unit"] or "").strip(" \u00a0\u2009\u202f")
    tail = f" {unit(name, one=False)}" if name else ""
    return signed(match, (raised if match["n"] == "1" else f"{number(match['n'])} times {raised}") + tail)


def say_raised_number(match: re.Match[str]) -> str:
    """`2^16`, `5²`."""
    raised = match["raised"] or match["e"]
    word = {"2": "squared", "3": "cubed"}.get(raised)
    return signed(match, f"{number(match['n'])} {word or exponent(raised)}")


def say_listed(match: re.Match[str]) -> str:
    """`1,5` without a unit: two numbers side by side, as in `[0,1]`."""
    return ", ".join(numbers.cardinal(part) for part in match[0].split(","))


def say_whole_times(match: re.Match[str]) -> str | None:
    """`2.0 times as long` is "twice as long"; a ratio of one keeps its digits, since it says that both are equal."""
    if int(match["n"]) < 2:
        return None
    return "twice" if match["n"] == "2" else f"{number(match['n'])} times"
