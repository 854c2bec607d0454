"""Numbers that stand in a text as digits, typed by hand."""

from __future__ import annotations

import re

_DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_NUMERAL = re.compile(
    rf"(?<![\w.,/:@#&-])[-−+±~≈<>]?{_DIGITS}(?:(?:[/:x×–-]|\s?×\s?){_DIGITS})*"
    r"(?:[ \u00a0\u202f]?[%‰×°]|(?:st|nd|rd|th|s|x|ms|k|K|M|B|GB|MB|px|h|min)\b)?(?!\w)"
)
_UNITS = " \u00a0\u202f%‰×°stndrhxmkKMBGpi"


def numerals(text: str) -> list[tuple[int, int, float | None]]:
    """Start, end and value of each number in digits. Digits within a word (`ResNet18`, `v2`) are a name's, not a
    number's; a fraction, ratio or range such as `7/10` is one number without a value."""
    if not any(map(str.isdigit, text)):
        return []
    return [(match.start(), match.end(), _value(match[0])) for match in _NUMERAL.finditer(text)]


def _value(text: str) -> float | None:
    bare = text.rstrip(_UNITS).lstrip("~≈<>±").replace("−", "-").replace(",", "")
    try:
        number = float(bare)
    except ValueError:
        return None
    return number / 100 if "%" in text else number
