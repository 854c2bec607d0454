"""Whether each mark of a written token is heard: signs, exponents, indices, operators, currencies, Greek letters.

The promise of the spoken form is that none is lost. `unheard` tests it from the two sides, the written and the said,
without the rules in between: rule PS506 reports what it finds, and the tests put random tokens to it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from plainspoken.base.word_lists import word_set
from plainspoken.script.model import Token
from plainspoken.script.spoken import formulas
from plainspoken.script.spoken.currencies import CURRENCIES
from plainspoken.script.spoken.symbols import GREEK, SIGNS

# What a mark may be heard as, beside its entry in `SIGNS`.
_HEARD: dict[str, str] = {
    "−": "minus|to",
    "⁻": "minus|per",
    "₋": "minus",
    "⁺": "plus",
    "₊": "plus",
    "^": "to|to the|squared|cubed|star|transpose|prime|superscript|square|cubic",
    "²": "squared|square|two|twent|twel|second",
    "³": "cubed|cubic|three|thir",
    "Ω": "omega|ohm|kilohm|megohm|gigaohm|milliohm",
    "µ": "micro|mu",
    "μ": "micro|mu",
    "⌊": "floor",
    "⌋": "floor",
    "⌈": "ceiling",
    "⌉": "ceiling",
    "√": "root",
    "·": "times|per|dot|hour|meter",
    "⋅": "times|per|dot",
    "×": "times|by",
    "%": "percent",
    "°": "degree",
    "≈": "about",
    "∼": "about|distributed",
    "→": "to",
    "∞": "infinity",
    "‖": "norm|from",
    "∑": "sum|sigma",
    "∏": "product",
    "∫": "integral",
    "′": "prime|feet|foot|minute",
    "″": "prime|inch|second",
    "½": "half|halves",
    "¼": "quarter",
    "¾": "quarter",
    "=": "equals|is|at most|at least|so|to|from",
    "<": "less|at most|from",
    ">": "greater|at least|to|so",
    "±": "plus or minus",
    "∘": "after|degree",
    "∂": "partial",
    "★": "star|out of",
    "☆": "star|out of",
    "☉": "sun|solar",
}
_RAISED_DIGITS = "⁰¹⁴⁵⁶⁷⁸⁹"
_LOWERED_DIGITS = "₀₁₂₃₄₅₆₇₈₉"
_NUMBER_WORD = re.compile(
    r"\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thir|fourteen|fif|sixteen|seventeen|eigh|nineteen"
    r"|twent|fort|sixt|sevent|ninet|hundred|thousand|squared|cubed|square|cubic|first|second|third|half|quarter|oh)"
)
_FORMULA = re.compile(r"\$\$?(?!\s)([^$\n]+)\$\$?(?!\d)")
_MATHEMATICAL = word_set("Sm Sc")


def unheard(token: Token) -> list[str]:
    """The marks of a token that are not heard in what is said for it, in the order in which they are written."""
    shown, said = _FORMULA.sub(r"\1", token.shown), f" {token.said.lower()} "
    lost = [mark for mark in dict.fromkeys(shown) if (heard := _heard(mark)) is not None and not re.search(heard, said)]
    if "\\" in shown and "backslash" not in said:
        lost += [command for command in formulas.unsayable(shown.strip("$.,;:!?()")) if command.startswith("\\")]
    return lost


@cache
def _heard(mark: str) -> str | None:
    """The pattern of what a mark may be heard as; None for characters that are no marks."""
    if mark in _RAISED_DIGITS or mark in _LOWERED_DIGITS:
        return _NUMBER_WORD.pattern
    if mark in _HEARD:
        return rf"\b(?:{_HEARD[mark]})"
    if mark in CURRENCIES:
        one, many, cent, cents = CURRENCIES[mark]
        others = ("real", "reais") if mark == "$" else ()
        return rf"\b(?:{'|'.join(re.escape(word) for word in (one, many, cent, cents, *others) if word)})"
    if mark.lower() in GREEK:
        return rf"{GREEK[mark.lower()]}|{re.escape(SIGNS.get(mark, GREEK[mark.lower()]))}"
    if not mark.isascii() and unicodedata.category(mark) in _MATHEMATICAL:
        words = SIGNS.get(mark)
        return re.escape(words.lower()) if words else r"\b\B"
    return None
