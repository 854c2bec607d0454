"""The patterns of units behind a number: close to it, after a space, in a rate or a product."""

from __future__ import annotations

from plainspoken.base.word_lists import words
from plainspoken.script.spoken.number_patterns import SPACE, alternatives
from plainspoken.script.spoken.units import ANY_CASE, APART, COUNTED, UNITS

_ANY = f"(?i:{alternatives(ANY_CASE)})"
UNIT = rf"(?:(?:{alternatives(UNITS)})(?![a-z])|{_ANY}(?![A-Za-z])|{alternatives(UNITS)})"
_SHORT = words("kg km cm mm gb mb kb tb hz ml lb oz ft khz")
_APART_ANY = alternatives(sign for sign in ANY_CASE if len(sign) > 2 or sign in _SHORT)
_SQUARE = rf"(?:sq|cu)\.?{SPACE}(?:ft|in|mi|yd|km|cm|mm|m)(?![A-Za-z])"
APART_UNIT = rf"(?:{_SQUARE}|(?:{alternatives(APART)})(?![A-Za-z])|(?i:{_APART_ANY})(?![A-Za-z]))"
_POWER = r"(?:\^?[23](?![\d.])|[²³])"
_THINGS = "hour|second|minute|day|week|month|year|epoch|step|image|batch|word|page"
_BELOW = (
    rf"(?:(?:{alternatives(UNITS)}|{alternatives(COUNTED)}|{_THINGS}|[A-Z]{{2,4}}-[a-z]+|[a-z]{{2,}})"
    rf"(?![A-Za-z]){_POWER}?)"
)
_PER = rf"(?:/(?:{_BELOW}|\([A-Za-z]+(?:[·⋅ ][A-Za-z]+[²³]?)+\)))"
_FACTORS = r"(?:[·⋅](?:kg|m|s|K|mol|A|h|N|J|V|W)(?:\^?[-−⁻]?[123¹²³])?|[·⋅ ](?:m|s|kg|K|mol|A|h)(?:\^?[-−⁻][12¹²]))+"
SUFFIXED = (
    rf"(?:{UNIT}(?:{_FACTORS}|{_POWER}?{_PER}?)|{SPACE}{UNIT}(?:{_FACTORS}|{_POWER}{_PER}?|{_PER})"
    rf"|{SPACE}{APART_UNIT}{_PER}?|{SPACE}(?:{alternatives(COUNTED)}|[A-Za-z]+){_PER}|{SPACE}h(?![\w/]))"
)
