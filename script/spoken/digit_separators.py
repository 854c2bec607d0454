"""Digits grouped or divided as other countries and programs do it: `12'345`, `10_000`, `1.234,56`, `3,5 kg`.

Each is written as American English has it, character for character, so that places in the text stay what they are. A
comma is a decimal one only where nothing else can be meant: after a group with a full stop, in `0,05`, or before a
unit, a percent sign, a currency or a size.
"""

from __future__ import annotations

import re

from plainspoken.script.spoken.currencies import CURRENCIES, MAGNITUDE_WORDS
from plainspoken.script.spoken.number_patterns import alternatives
from plainspoken.script.spoken.units import APART, UNITS

_GROUPED = re.compile(
    r"(?<![\w.,'’])\d{1,3}(?:(['’_\u00a0\u2009\u202f])\d{3})(?:\1\d{3})*(?![\d_'’]|[\u00a0\u2009\u202f]\d)"
)
_SPACED = re.compile(r"(?<![\w.,'’\-])(?<!\d )\d{1,3}(?:(?: \d{3}){2,}| 000)(?![\d_'’]| \d|[.,]\d)")
_CONTINENTAL = re.compile(r"(?<![\w.,])\d{1,3}(?:\.\d{3})+,\d{1,2}(?![\d.,]\d|\w{3})")
_CODES = alternatives(code for code in CURRENCIES if code.isalpha())
_AFTER = (
    rf"%|‰|°|€|£|[ \u00a0\u2009\u202f](?:%|‰|°|€|£"
    rf"|(?:{_CODES}|{alternatives(APART)}|{MAGNITUDE_WORDS}|Mio|Mrd)(?![\w/]|-[a-z]))"
    rf"|(?:{alternatives(sign for sign in UNITS if sign not in 'xX')})(?!\w)"
)
_DECIMAL = re.compile(
    r"(?<![\w.,])(?:0,\d\d+(?![\w.,]*\d)|"
    rf"\d{{1,4}},(?:\d{{1,2}}|\d{{4,}})(?={_AFTER})|0,\d+(?={_AFTER}))"
)
_AFTER_CURRENCY = re.compile(r"(?<=[€£])\d{1,3},\d\d(?![\d.,]*\d)")
_DOTTED = re.compile(
    r"(?<![\w.,])(?<!version )(?<!release )(?<!build )(?<!Version )[1-9]\d{0,2}(?:\.\d{3}){2,}(?![\w.,]*\d|[^\W\d_]\w)"
)
_MONEY_SIGNS = r"[€£¥₹₽₺₩$]"
_SPACED_MONEY = re.compile(
    rf"(?:(?<={_MONEY_SIGNS})|(?<={_MONEY_SIGNS}[ \u00a0])|(?<=\b[kK]r[ \u00a0]))"
    r"\d{1,3}(?:[ \u00a0]\d{3})+(?:(?P<cents>,\d\d)(?!\d))?(?![\d_'’]|[ \u00a0]\d|[.,]\d)"
    r"|(?<![\w.,'’\-/])(?<!\d )[1-9]\d{0,2}(?:[ \u00a0]\d{3})+(?:,\d\d)?"
    rf"(?=[ \u00a0]?(?:{_MONEY_SIGNS}(?!\d)|(?:zł|kr|Kč|Ft|{_CODES})(?!\w)))"
)
_ANY = re.compile(r"\d[,'’_ \u00a0\u2009\u202f]\d|\d\.\d{3}\.\d{3}")
_SWAPPED = str.maketrans(".,", ",.")


def plain_separators(text: str) -> str:
    """`text` with commas between thousands and a point before decimals; every character keeps its place."""
    if _ANY.search(text) is None:
        return text
    text = _SPACED_MONEY.sub(_grouped_money, text)
    text = _DOTTED.sub(lambda found: found[0].replace(".", ","), text)
    text = _SPACED.sub(lambda found: found[0].replace(" ", ","), text)
    text = _GROUPED.sub(lambda found: found[0].replace(found[1], ","), text)
    if "," not in text:
        return text
    text = _CONTINENTAL.sub(lambda found: found[0].translate(_SWAPPED), text)
    text = _AFTER_CURRENCY.sub(lambda found: found[0].replace(",", "."), text)
    return _DECIMAL.sub(lambda found: found[0].replace(",", "."), text)


def _grouped_money(found: re.Match[str]) -> str:
    """`€1 250,50`: thousands parted by spaces, cents by a comma."""
    whole, comma, cents = found[0].partition(",")
    return re.sub(r"[ \u00a0]", ",", whole) + ("." if comma else "") + cents
