"""Units of one capital letter: `77 K`, `7.3 A`, `6 N`, `3T MRI`, `200C`, `2 M NaCl`, by what is spoken of beside them.

A letter behind a number may also be a size (`7T tokens`), a name or a grade: it is a unit where the sentence speaks of
what is measured in it, or beside another quantity in a list.
"""

from __future__ import annotations

import re

from plainspoken.script.spoken.ambiguous_m import COUNTED
from plainspoken.script.spoken.number_patterns import NUMBER, SIGN, SPACE, Form, form, number, signed
from plainspoken.script.spoken.units import UNITS

_TOPICS: dict[str, re.Pattern[str]] = {
    letter: re.compile(words, re.IGNORECASE)
    for letter, words in {
        "K": r"temperature|kelvin|cool|heat|cryo|superconduct|freez|melt|boil|warm|thermal|plasma|\bstar\b|surface of"
        r"|core of|absolute zero|\d ?°C|± ?\d+ ?K",
        "A": r"current|\bamp|\bfuse|circuit|\bvolt|batter|\bcharg|\d ?k?V\b|\bdraws?\b|supply|breaker|\bmotor",
        "T": r"magnet|\bfield|\bf?MRI\b|scanner|tesla|gradient coil|\bNMR\b|\bcoil",
        "N": r"\bforces?\b|newton|thrust|\bload|tension|\bpush|\bpull|\d ?kN\b|spring|friction|weigh",
        "C": r"\boven|\bfan\b|\bbake|\bheat|\bcook|temperature|weather|\bcool|\bwarm|\bfever|\b(?:low|high)s? of|°C"
        r"|\bdegrees?\b",
    }.items()
}
_CHARGE = re.compile(r"\bcharge|coulomb|electr", re.IGNORECASE)
_LIST = re.compile(r"\d[\d.,]*[ \u00a0]?(?:k?[VW]|[mµ]?A|kN|k?Hz|m?s|k?J|k?Pa|k?m|k?g|Ω|°C)(?![\w/])")
_ELEMENTS = "H|C|N|O|F|P|S|K|I|B|Na|Mg|Ca|Cl|Li|Fe|Cu|Zn|Ag|Al|Si|Br|Mn|Ni|Ba|Pb|Sn|Hg|Cr|Co|Ti|Cs|Rb"
_SALT = (
    rf"(?=[ \u00a0](?:(?:(?:{_ELEMENTS})\d?){{2,}}(?!\w)"
    r"(?<=[a-z\d])|solutions?\b|(?:HF|KI|KF|NaOH|KOH|Tris|EDTA|urea|glucose|ethanol)\b))"
)

_SENTENCE_ENDS = re.compile(r"[.;?!](?=\s|$)")
_ITEMS_BEFORE = re.compile(r"(?:\d[\d.]* ?\S{1,3}, (?:and )?)+$")
_ITEMS_AFTER = re.compile(r"(?:, (?:and )?\d[\d.]* ?\S{1,3}(?=[,.;]|$))+")
_COUNTED_NEXT = re.compile(r"[ \u00a0](?:race|run|tokens?|words|[a-z]{3,}[^s\W]s)\b")


def _sides(match: re.Match[str]) -> tuple[str, str]:
    """The words of the sentence before and after a match, as far as they can bear on it."""
    before = _SENTENCE_ENDS.split(match.string[max(0, match.start() - 60) : match.start()])[-1]
    return before, _SENTENCE_ENDS.split(match.string[match.end() : match.end() + 40])[0]


def _say(match: re.Match[str]) -> str | None:
    letter = match["unit"]
    before, after = _sides(match)
    left, right = _ITEMS_BEFORE.search(before), _ITEMS_AFTER.match(after)
    listed = _LIST.search((left[0] if left else "") + (right[0] if right else "")) is not None
    topic = _TOPICS[letter].search(before) or _TOPICS[letter].search(after)
    charge = letter == "C" and (listed or bool(_CHARGE.search(f"{before} {after}")))
    counted = _COUNTED_NEXT.match(after)
    alone = " " in match[0] and match[0] == match.string.strip().rstrip(".")
    if not (listed or topic or charge or alone) or (counted and not (topic and _TOPICS[letter].match(counted[0][1:]))):
        return None
    one, many = UNITS[letter] if letter != "C" or charge else _CELSIUS
    return signed(match, f"{number(match['n'])} {one if match['n'] == '1' else many}")


_CELSIUS = ("degree Celsius", "degrees Celsius")


def _letter_alone(match: re.Match[str]) -> str:
    """`200C` where nothing tells what it is: its letter, and no coulombs."""
    return signed(match, f"{number(match['n'])} C")


def _molar(match: re.Match[str]) -> str:
    return signed(match, f"{number(match['n'])} molar")


def _millions(match: re.Match[str]) -> str | None:
    """`2 M people`: before things that are counted by the million."""
    following = re.match(r"[ \u00a0](?:[a-z]+[ \u00a0])?([a-z]+)", match.string[match.end() :])
    return signed(match, f"{number(match['n'])} million") if following and following[1] in COUNTED else None


def _ovens(match: re.Match[str]) -> str:
    """`200C/180C`."""
    return f"{number(match['a'])}, {number(match['b'])} degrees Celsius"


FORMS: list[Form] = [
    form(r"(?P<a>\d{1,3})°?C/(?P<b>\d{1,3})°?C", _ovens),
    form(rf"{SIGN}(?P<n>{NUMBER}){SPACE}(?P<unit>[KATNC])(?![\w'’/·⋅²³⁻+*&-])", _say),
    form(rf"{SIGN}(?P<n>{NUMBER})(?P<unit>[TC])(?![\w'’/·⋅²³⁻+*&-])", _say),
    form(rf"{SIGN}(?P<n>{NUMBER})C(?![\w'’/·⋅²³⁻+*&-])", _letter_alone),
    form(rf"{SIGN}(?P<n>{NUMBER}){SPACE}M{_SALT}", _molar, ""),
    form(rf"{SIGN}(?P<n>{NUMBER}){SPACE}M", _millions),
]
