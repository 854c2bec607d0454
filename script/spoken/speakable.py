"""What a voice of the talk's language cannot say: letters of another script, unknown symbols, emoji alone.

An engine would read such text as "Chinese letter", make a noise or stay silent: it is reported before synthesis.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from plainspoken.script.model import Token

_LATIN = frozenset({"LATIN"})
# Scripts (the first word of a letter's Unicode name) in which languages other than those in Latin letters are written.
_SCRIPTS: dict[str, frozenset[str]] = {
    language: _LATIN | frozenset(scripts.split())
    for languages, scripts in (
        ("ru uk bg sr mk be kk ky tt ba cv", "CYRILLIC"),
        ("el grc", "GREEK"),
        ("ar fa ur ku sd ug", "ARABIC"),
        ("he", "HEBREW"),
        ("hi mr ne kok sa", "DEVANAGARI"),
        ("bn as bpy", "BENGALI"),
        ("pa", "GURMUKHI"),
        ("gu", "GUJARATI"),
        ("or", "ORIYA"),
        ("ta", "TAMIL"),
        ("te", "TELUGU"),
        ("kn", "KANNADA"),
        ("ml", "MALAYALAM"),
        ("si", "SINHALA"),
        ("th", "THAI"),
        ("my", "MYANMAR"),
        ("shn", "MYANMAR"),
        ("ka", "GEORGIAN"),
        ("hy hyw", "ARMENIAN"),
        ("am ti", "ETHIOPIC"),
        ("chr", "CHEROKEE"),
        ("ko", "HANGUL CJK"),
        ("ja", "CJK HIRAGANA KATAKANA KATAKANA-HIRAGANA HALFWIDTH FULLWIDTH"),
        ("zh cmn yue hak nan wuu", "CJK BOPOMOFO"),
    )
    for language in languages.split()
}


def unspeakable(token: Token, language: str) -> str | None:
    """Why a voice of `language` (a tag such as `en-US`) cannot say a token; None when it can.

    Punctuation, Markdown marks and emoji beside words are silent on purpose; `says_nothing` looks at whole beats.
    """
    said = token.said
    if said.isascii() and said:
        return None
    for char in said:
        if reason := _reason(char, language.lower().replace("_", "-").partition("-")[0]):
            return reason
    if not said:
        symbol = next((char for char in token.shown if not char.isascii() and unicodedata.category(char) == "Sm"), None)
        if symbol:
            return f"no spoken form is known for {symbol!r}"
    return None


def says_nothing(tokens: Sequence[Token]) -> bool:
    """Whether a beat shows something other than punctuation, such as an emoji, and nothing in it is said."""
    return not any(_voiced(token.said) for token in tokens) and any(shows_symbols(token.shown) for token in tokens)


def shows_symbols(text: str) -> bool:
    """Whether there are letters, digits or symbols beyond ASCII's punctuation and Markdown marks in `text`."""
    return any(char.isalnum() or (not char.isascii() and unicodedata.category(char)[0] == "S") for char in text)


def shows_unspeakable(text: str) -> bool:
    """Whether `text` holds a character that some voice may not be able to say: a quick test before `unspeakable`."""
    return any(
        not char.isascii() and (unicodedata.category(char)[0] == "S" or _reason(char, "en") is not None)
        for char in set(text)
    )


_RARE_MARKS = re.compile(
    r"[−⁰¹²³⁴-⁹⁺⁻ⁿⁱᵀ₀-₉₊₋ᵢⱼₖₙₜ√∑∏∫∂∇∞×÷±⋅‖∝∈∪∩′Α-Ωα-ωϵϕ₹₩₽₺₪₿½¼¾]|\\[A-Za-z]|\^|\$(?!\d)|(?<=\S)\|(?=\S)"
)


def may_be_unheard(text: str) -> bool:
    """Whether `text` holds marks that are rare enough to be looked at one by one: a quick test before `unheard`."""
    return _RARE_MARKS.search(text) is not None


def _voiced(said: str) -> bool:
    return any(char.isalnum() for char in said)


@lru_cache(maxsize=4096)
def _reason(char: str, language: str) -> str | None:
    category = unicodedata.category(char)
    if category[0] == "L":
        name = unicodedata.name(char, "UNNAMED")
        script = name.split()[0]
        if script in _SCRIPTS.get(language, _LATIN) or category == "Lm":
            return None
        return f"{char!r} is a letter of another script ({name.lower()})"
    if category in ("Sm", "So", "Sc") and not char.isascii():
        return f"no spoken form is known for {char!r}"
    return None
