"""The patterns of units behind a number: close to it, after a space, in a rate or a product."""

from __future__ import annotations

from plainspoken.base.word_lists import words
from plainspoken.script.spoken.number_patterns import SPACE, alternatives
from plainspoken.script.spoken.units import ANY_CASE, APART, COUNTED, UNITS

_ANY = f"(?i:{alternatives(ANY_CASE)})"
UNIT = rf"(?:(?:{alternatives(UNITS)})(?![a-z])|{_ANY}(?![A-Za-z]))"
_SHORT = words("kg km cm mm gb mb kb tb hz ml lb oz ft khz")
_APART_ANY = alternatives(sign for sign in ANY_CASE if len(sign) > 2 or sign in _SHORT)
APART_UNIT = rf"(?:(?:{alternatives(APART)})(?![A-Za-z])|(?i:{_APART_ANY})(?![A-Za-z]))"
_POWER = r"(?:\^?[23](?!\d|\.\d)|[²³])"
_DOT = r"(?:\.(?= [a-z]))?"
_AREAS = (
    r"(?:(?:sq|cu)\.?[ \u00a0](?:ft|in|yd|mi|km|cm|mm|m)\b"
    rf"{_DOT}|fl\.?[ \u00a0]oz\b{_DOT}|deg[ \u00a0][CF]\b)"
)
_POPULATION = "people|inhabitants|words|tokens|images|patients|live births|hours"
# What stands below the stroke: signs that are no small letters, and any word in small letters.
_SIGNS_BELOW = alternatives(
    sign for sign in [*UNITS, *COUNTED] if len(sign) == 1 or not (sign.islower() and sign.isascii())
)
_BELOW = rf"(?:(?:{_SIGNS_BELOW}|[A-Z]{{2,4}}-[a-z]+|[a-z]{{2,}})(?![A-Za-z]){_POWER}?)"
_COUNT_BELOW = (
    rf"(?:(?:1,?000|100|1\.73){SPACE}?|\d{{1,2}}{SPACE})"
    rf"(?:{_POPULATION}|m[²23³]?|[kcm]m[²23]?|[mdk]?[Llg]|[mµ]?s|min|h|hours?|days?|kWh)(?![A-Za-z])"
)
_PER = rf"(?:/(?:{_BELOW}|{_COUNT_BELOW}|\([A-Za-z]+(?:[·⋅ ][A-Za-z]+[²³]?)+\)))"
PER = rf"(?:{_PER}{{1,3}})"
_FACTOR = "(?:m|s|kg|g|mg|K|mol|A|h|min|d|L|l|mL|cm|mm|km|sr|Hz|yr|day|J|V|W|N|Pa)"
_FACTORS = rf"(?:[·⋅]{_FACTOR}(?:\^?[-−⁻]?[123¹²³])?|[·⋅ ]{_FACTOR}(?:\^?[-−⁻][123¹²³]))+(?![\w⁻])"
INCH = rf"(?:{SPACE}in\.(?={SPACE}[a-z(]|$|[,;)])|{SPACE}in(?=$|[.,;)](?!\w)|{SPACE}(?:by|x|×){SPACE}[\d½¼¾⅛⅜⅝⅞]))"
# The parts that are the same for all come once: these patterns are long, and each form that has one is compiled.
SUFFIXED = (
    rf"(?:(?:{UNIT}(?:{_FACTORS}|{_POWER})?|{SPACE}{UNIT}(?:{_FACTORS}|{_POWER})|{SPACE}{APART_UNIT}|{SPACE}?{_AREAS}){PER}?"
    rf"|{SPACE}[A-Za-zµμΩ°Å%]+{PER}|{SPACE}h(?![\w/]))"
)
