"""What the forms of numbers are built from: patterns of digits, signs and dashes, and the words of a plain number.

A form is a pattern that must match where a number begins, and a function from its match to words, or to None where it
does not apply after all. `amounts.FORMS` lists the forms in the order in which they are tried.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from plainspoken.script.spoken import number_words as numbers
from plainspoken.script.spoken.symbols import SIGNS


class LazyPattern:
    """A pattern that is compiled when it is first tried: of those with units, most texts need one or two."""

    def __init__(self, written: str, needs: str = "") -> None:
        self._written = written
        self._needs = re.compile(f"[{re.escape(needs)}]") if needs else None
        self._compiled: re.Pattern[str] | None = None

    def match(self, text: str, at: int) -> re.Match[str] | None:
        """As `re.Pattern.match`; None at once where no character that the pattern needs is near."""
        if self._needs is not None and self._needs.search(text, at, at + _NEAR) is None:
            return None
        if self._compiled is None:
            self._compiled = re.compile(self._written)
        return self._compiled.match(text, at)


_NEAR = 120
Form = tuple[LazyPattern, Callable[[re.Match[str]], "str | None"]]

NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
SPACE = r"[ \u00a0\u2009\u202f]"
DASH = r"[-‐‑–—−]"
TO = rf"(?:{DASH}|{SPACE}[–—]{SPACE})"
END = r"(?![\w]|[.,:/]\d)"
HALF = r"(?P<half>[ap]\.m\.?|[AP]\.M\.?|[ap]m|[AP]M)"
SIGN = r"(?P<sign>\+/?[-−]|[-−+±~∼≈<>≤≥]|[<>]=)?"
RAISED_DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_FROM_RAISED = str.maketrans(RAISED_DIGITS + "⁺⁻−", "0123456789+--")
_SIGN_WORDS = {
    **SIGNS,
    "-": "minus",
    "≈": "about",
    "∼": "about",
    "+/-": "plus or minus",
    "+/−": "plus or minus",
    "+−": "plus or minus",
}


def form(pattern: str, words: Callable[[re.Match[str]], str | None], end: str = END, *, needs: str = "") -> Form:
    """A form that must not go on as a word after its pattern; `needs` are characters of which it holds at least one."""
    return LazyPattern(pattern + end, needs), words


def alternatives(words: Iterable[str]) -> str:
    """A pattern of any of `words`, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def number(text: str) -> str:
    """A number with or without thousands commas and decimals."""
    whole, point, fraction = text.replace(",", "").partition(".")
    if point and fraction:
        return f"point {numbers.one_by_one(fraction)}" if not whole else numbers.decimal(whole, fraction)
    return numbers.cardinal(whole or "0")


def signed(match: re.Match[str], words: str) -> str:
    """`words` after what is said for the sign before them."""
    sign = match["sign"]
    return f"{_SIGN_WORDS[sign]} {words}" if sign else words


def exponent(written: str) -> str:
    """An exponent in raised or plain digits, after its base: `⁻⁶` is "to the minus six", `²` "squared"."""
    digits = written.translate(_FROM_RAISED)
    if digits in ("2", "3") and written not in ("2", "3"):
        return "squared" if digits == "2" else "cubed"
    minus = "minus " if digits.startswith("-") else ""
    return f"to the {minus}{numbers.cardinal(str(int(digits.strip('+-'))))}"


def is_year(digits: str) -> bool:
    """Whether four digits can be a year of our times."""
    return len(digits) == 4 and digits.isdecimal() and 1500 <= int(digits) <= 2099


def word_before(match: re.Match[str]) -> str:
    """The word before a match, in lower case without marks."""
    before = match.string[max(0, match.start() - 30) : match.start()].split()
    return before[-1].lower().strip("\"'“”‘’()[]{}*_`.,;:!?") if before else ""
