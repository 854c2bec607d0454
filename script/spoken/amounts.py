"""Numbers in running text and how each is said: quantities, dates, times, ranges, fractions, scores, products.

Each form is one row of `FORMS`: a pattern that must match at the start of a chunk (it may reach over spaces) and a
function from its match to words. The first row that matches wins; what follows the match must not go on as a word.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from plainspoken.base.word_lists import words
from plainspoken.script.spoken import number_words as numbers
from plainspoken.script.spoken.units import APART, CURRENCIES, MAGNITUDES, SIGNS, UNITS, unit

Form = tuple[re.Pattern[str], Callable[[re.Match[str]], "str | None"]]

MONTHS = words("January February March April May June July August September October November December")
_MONTH = {month[:3].lower(): month for month in MONTHS}
_MONTHS = (
    r"(?P<month>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
_SPACE = r"[ \u00a0\u2009\u202f]"
_DASH = r"[-‐‑–—−]"
_TO = rf"(?:{_DASH}|{_SPACE}[–—]{_SPACE})"
_HALF = r"(?P<half>[ap]\.m\.|[ap]m|[AP]M)"
_END = r"(?![\w]|[.,:/]\d)"


def _alternatives(words: object) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))  # type: ignore[call-overload]


_UNIT = rf"(?:{_alternatives(UNITS)})"
_APART = rf"(?:{_alternatives(APART)})"
_PER = r"(?:/(?:ms|s|sec|min|h|hr|hour|second|minute|day|epoch|step|image|batch|word|page|px|MB|GB))"
_SUFFIXED = rf"(?:{_UNIT}{_PER}?|{_SPACE}{_APART}{_PER}?|{_SPACE}(?=[a-z]+/)[a-z]+{_PER})"
_SIGN = r"(?P<sign>[-−+±~≈<>≤≥]|[<>]=)?"
_SIGN_WORDS = {**SIGNS, "-": "minus", "≈": "about"}


def number(text: str) -> str:
    """A number with or without thousands commas and decimals."""
    whole, point, fraction = text.replace(",", "").partition(".")
    return numbers.decimal(whole, fraction) if point and fraction else numbers.cardinal(whole or "0")


def _signed(match: re.Match[str], words: str) -> str:
    sign = match["sign"]
    return f"{_SIGN_WORDS[sign]} {words}" if sign else words


def _plain(match: re.Match[str]) -> str:
    return _signed(match, number(match["n"]))


def _quantity(match: re.Match[str]) -> str:
    name = match["unit"].strip(" \u00a0\u2009\u202f")
    one = match["n"] in ("1", "1.0") and name != "%"
    return _signed(match, f"{number(match['n'])} {unit(name, one=one)}")


def _magnitude(match: re.Match[str]) -> str:
    return _signed(match, f"{number(match['n'])} {MAGNITUDES[match['size']]}")


def _money(match: re.Match[str]) -> str:
    one, many, cent, cents = CURRENCIES[match["currency"]]
    size = match["size"] or match["word"]
    if size:
        return _signed(match, f"{number(match['n'])} {MAGNITUDES.get(size, size.lower())} {many}")
    whole, _, fraction = match["n"].replace(",", "").partition(".")
    if len(fraction) != 2:
        return _signed(match, f"{number(match['n'])} {one if match['n'] == '1' else many}")
    parts = []
    if int(whole or 0) or not int(fraction):
        parts.append(f"{numbers.cardinal(whole or '0')} {one if whole == '1' else many}")
    if int(fraction):
        parts.append(f"{numbers.cardinal(str(int(fraction)))} {cent if fraction == '01' else cents}")
    return _signed(match, " ".join(parts))


def _range(match: re.Match[str]) -> str | None:
    low, high = match["low"], match["high"]
    tail = match["unit"] or match["size"] or ""
    if tail in ("x", "X", "×"):
        return f"{number(low)} to {number(high)} times"
    name = tail.strip(" \u00a0\u2009\u202f")
    suffix = f" {MAGNITUDES[name]}" if match["size"] else f" {unit(name, one=False)}" if name else ""
    currency = f" {CURRENCIES[match['currency']][1]}" if match["currency"] else ""
    if is_year(low) and (is_year(high) or len(high) == 2) and not suffix and not currency:
        return f"{numbers.year(low)} to {numbers.year(high) if len(high) == 4 else numbers.cardinal(high)}"
    return f"{number(low)} to {number(high)}{suffix}{currency}"


def _clock(match: re.Match[str]) -> str | None:
    hour, minute = int(match["hour"]), int(match["minute"])
    half = (match["half"] or "").replace(".", "").upper()
    if hour > 24 or minute > 59 or (half and hour > 12):
        return f"{numbers.cardinal(str(hour))} to {numbers.cardinal(str(minute))}" if not half else None
    if match["seconds"]:
        groups = [match["hour"], match["minute"], match["seconds"]]
        return " ".join(numbers.cardinal(str(int(group))) for group in groups)
    words = numbers.cardinal(str(hour))
    if minute:
        words += f" oh {numbers.cardinal(str(minute))}" if minute < 10 else f" {numbers.cardinal(str(minute))}"
    elif not half:
        words += " o'clock"
    return f"{words} {' '.join(half)}".strip()


def _hour(match: re.Match[str]) -> str:
    return f"{numbers.cardinal(match['hour'])} {' '.join(match['half'].replace('.', '').upper())}"


def _ratio(match: re.Match[str]) -> str:
    return f"{number(match['a'])} to {number(match['b'])}"


def _fraction(match: re.Match[str]) -> str:
    top, below = match["top"], match["below"]
    if (top, below) == ("24", "7"):
        return "twenty four seven"
    if int(top) + int(below) == 100 and int(top) >= 50:
        return f"{numbers.cardinal(top)} {numbers.cardinal(below)}"
    return _signed(match, numbers.fraction(top, below))


def _iso_date(match: re.Match[str]) -> str | None:
    month, day = int(match["m"]), int(match["d"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return f"{MONTHS[month - 1]} {numbers.ordinal(str(day))} {numbers.year(match['y'])}"


def _month_first(match: re.Match[str]) -> str:
    year = f", {numbers.year(match['y'])}" if match["y"] else ""
    return f"{_month(match)} {numbers.ordinal(match['d'])}{year}"


def _day_first(match: re.Match[str]) -> str:
    year = f" {numbers.year(match['y'])}" if match["y"] else ""
    return f"{numbers.ordinal(match['d'])} of {_month(match)}{year}"


def _month_year(match: re.Match[str]) -> str:
    return f"{_month(match)} {numbers.year(match['y'])}"


def _month(match: re.Match[str]) -> str:
    return _MONTH[match["month"][:3].lower()]


def _decade(match: re.Match[str]) -> str:
    digits = match["n"]
    return numbers.plural(numbers.year(digits) if len(digits) == 4 else numbers.cardinal(digits))


def _product(match: re.Match[str]) -> str:
    factors = re.split(rf"{_SPACE}?[x×*]{_SPACE}?", match["factors"])
    words = " by ".join(number(factor) for factor in factors)
    return f"{words} {unit(match['unit'].strip(), one=False)}" if match["unit"] else words


def _times(match: re.Match[str]) -> str:
    return _signed(match, f"{number(match['n'])} {'time' if match['n'] == '1' else 'times'}")


def _power(match: re.Match[str]) -> str:
    exponent = match["e"]
    power = f"ten to the {'minus ' if exponent[0] in '-−' else ''}{numbers.cardinal(str(int(exponent.strip('-−+'))))}"
    return _signed(match, power if match["n"] == "1" else f"{number(match['n'])} times {power}")


def _ordinal(match: re.Match[str]) -> str:
    return numbers.ordinal(match["n"].replace(",", ""))


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


def is_year(digits: str) -> bool:
    """Whether four digits can be a year of our times."""
    return len(digits) == 4 and digits.isdecimal() and 1500 <= int(digits) <= 2099


def _form(pattern: str, words: Callable[[re.Match[str]], str | None], end: str = _END) -> Form:
    return re.compile(pattern + end), words


FORMS: list[Form] = [
    _form(r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})", _iso_date),
    _form(rf"{_MONTHS}{_SPACE}(?P<d>[0-3]?\d)(?:st|nd|rd|th)?(?:,?{_SPACE}(?P<y>\d{{4}}))?", _month_first),
    _form(rf"(?P<d>[0-3]?\d)(?:st|nd|rd|th)?{_SPACE}{_MONTHS}(?:{_SPACE}(?P<y>\d{{4}}))?", _day_first),
    _form(rf"{_MONTHS}{_SPACE}(?P<y>(?:1[5-9]|20)\d\d)", _month_year),
    _form(
        r"(?P<head>Python|PyTorch|TensorFlow|CUDA|Java|Ubuntu|Debian|macOS|version|Version|release)"
        rf"{_SPACE}(?P<n>\d+(?:\.\d+)+)",
        _version,
    ),
    _form(r"(?P<n>\d+(?:\.\d+){2,})", _dotted),
    _form(
        rf"(?P<sign>[-−+~≈<>])?(?P<currency>[$€£¥])(?P<low>{_NUMBER}){_TO}[$€£¥]?(?P<high>{_NUMBER})"
        rf"(?:(?P<size>k|K|M|B|bn|T)|(?P<unit>$^))?",
        _range,
    ),
    _form(
        rf"{_SIGN}(?P<currency>[$€£¥])(?P<n>{_NUMBER})"
        rf"(?:(?P<size>k|K|M|B|bn|mn|T)|{_SPACE}(?P<word>thousand|million|billion|trillion))?",
        _money,
    ),
    _form(
        r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<seconds>\d{2}))?(?:[  ]?(?P<half>[ap]\.m\.|[ap]m|[AP]M))?", _clock
    ),
    _form(r"(?P<hour>1[0-2]|[1-9])[  ]?(?P<half>[ap]\.m\.|[ap]m|[AP]M)", _hour),
    _form(rf"(?P<a>{_NUMBER}):(?P<b>{_NUMBER})", _ratio),
    _form(r"(?P<sign>[-−+~≈])?(?P<top>\d{1,4})[/⁄](?P<below>[1-9]\d{0,3})", _fraction),
    _form(rf"{_SIGN}(?P<n>{_NUMBER}){_SPACE}?[x×*·]{_SPACE}?10(?:\^|\*\*)\{{?(?P<e>[-−+]?\d{{1,3}})\}}?", _power),
    _form(r"(?P<sign>$^)?(?P<n>1)0(?:\^|\*\*)\{?(?P<e>[-−+]?\d{1,3})\}?", _power),
    _form(
        rf"(?P<factors>{_NUMBER}(?:(?:[x×]|{_SPACE}[x×*]{_SPACE}){_NUMBER})+)(?P<unit>{_SPACE}?(?:px|cm|mm|m|km))?",
        _product,
    ),
    _form(rf"{_SIGN}(?P<n>{_NUMBER})[xX×]", _times),
    _form(rf"{_SIGN}(?P<n>{_NUMBER})[eE](?P<e>[-−+]?\d{{1,3}})", _power),
    _form(r"(?P<n>\d{1,3}(?:,\d{3})+|\d+)(?:st|nd|rd|th)", _ordinal),
    _form(r"['’]?(?P<n>(?:1[5-9]|20)\d0|[2-9]0)['’]?s", _decade),
    _form(r"(?P<n>[1-9])[dD]", _dimensions),
    _form(
        rf"(?P<currency>$^)?(?P<low>{_NUMBER})(?:%|°|[kKMxX×](?=[-–—]))?{_TO}(?P<high>{_NUMBER})"
        rf"(?:(?P<size>k|K|M|bn|B)|(?P<unit>{_SUFFIXED}|[xX×]))?",
        _range,
    ),
    _form(rf"#(?P<n>{_NUMBER})", _hash),
    _form(rf"{_SIGN}(?P<n>{_NUMBER})(?P<size>k|K|M|B|bn|mn|T)", _magnitude),
    _form(rf"{_SIGN}(?P<n>{_NUMBER})(?P<unit>{_SUFFIXED})", _quantity),
    _form(rf"{_SIGN}(?P<n>{_NUMBER})", _plain),
]


def read(text: str, at: int) -> tuple[int, str] | None:
    """The number that starts at `at`: where it ends and its words, or None."""
    for pattern, say in FORMS:
        match = pattern.match(text, at)
        if match:
            said = say(match)
            if said is not None:
                return match.end(), said
    return None
