"""How names are said: identifiers, acronyms, file names, addresses, versions."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from plainspoken.script.spoken import number_words as numbers
from plainspoken.script.spoken.pronouncing_dictionary import dictionary
from plainspoken.script.spoken.symbols import GREEK, SIGNS

_WORDS = Path(__file__).parent.parent / "words"
_CAMEL = re.compile(r"[A-Z]{2,}(?=v\d)|[A-Z]{2,}s(?![a-z])|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_]+")
_ALPHABET = frozenset("abcdefghijklmnopqrstuvwxyz")
_JOINTS: dict[str, str] = {
    ".": "dot",
    "/": "slash",
    "@": "at",
    "+": "plus",
    "#": "sharp",
    "&": "and",
    "=": "equals",
    "~": "tilde",
    "%": "percent",
    "^": "to the",
    "*": "times",
    "<": "less than",
    ">": "greater than",
    "$": "dollar",
    "\\": "backslash",
    "→": "to",
    "×": "times",
}
_JOINTS |= {
    sign: words
    for sign, words in SIGNS.items()
    if len(sign) == 1 and not sign.isascii() and not sign.isalnum() and words
}
_PIECES = re.compile(
    r"[^\W\d_]+(?=\d+\.\d+(?![\w.]))|\d+(?:\.\d+)+|[^\W_]+(?:['’][^\W\d_]+)?|[./@+#&=~%^*<>$\\→×]|"
    + f"[{''.join(sign for sign in _JOINTS if not sign.isascii())}]"
)
_VERSION = re.compile(r"^([vV])?(\d+(?:\.\d+)+)(?:[-.]?(a|b|rc|alpha|beta|dev|post)[-.]?(\d*))?$")
_STAGES = {"a": "alpha", "b": "beta", "alpha": "alpha", "beta": "beta", "dev": "dev", "post": "post"}


def name(text: str) -> str:
    """The words of an identifier: `ResNet18` res net eighteen, `train_one_epoch`, `nn.Linear`, `fit()`.

    Letters that are said by name come out as single capitals.
    """
    if version := _VERSION.match(text):
        stage = [_STAGES.get(version[3].lower(), " ".join(version[3].upper()))] if version[3] else []
        last = [numbers.cardinal(version[4])] if version[4] else []
        return " ".join([*(["V"] if version[1] else []), dotted(version[2]), *stage, *last])
    text = re.sub(r"\(\s*\)", "", text)
    text = re.sub(r"(?<=\d):(?=\d)", " to ", text)
    text = re.sub(r"(?<=-[A-Z])/(?=\d)|(?<=^[A-Z])/(?=\d{1,2}$)", " ", text)
    words: list[str] = []
    pieces = _PIECES.findall(text)
    for place, piece in enumerate(pieces):
        if piece in _JOINTS:
            if piece == "." and place == 0:
                words.append("dot")
            elif piece not in "./" or 0 < place < len(pieces) - 1:
                words.append(_JOINTS[piece])
        elif "." in piece:
            words.append(decimal(piece))
        else:
            words += _parts(piece)
    return " ".join(words)


def single_letter(letter: str) -> str:
    """One letter by its name: capitals are what a voice reads as letters, and Greek ones are words."""
    if letter.lower() in GREEK:
        return GREEK[letter.lower()]
    return letter.upper()


def decimal(digits: str) -> str:
    """Digits with points in a name: `0.05` is a decimal, `1.2.3` a version."""
    whole, _, fraction = digits.partition(".")
    return dotted(digits) if "." in fraction else numbers.decimal(whole, fraction)


def dotted(digits: str) -> str:
    """`1.2.10`: one point two point ten."""
    return " point ".join(numbers.cardinal(part) for part in digits.split("."))


def address(text: str) -> str:
    """A URL, a mail address or a path, as somebody would dictate it: "dash", "underscore", digits one by one.

    The scheme, `www.`, query and a final slash are not said.
    """
    text = re.sub(r"^(?:[a-z][a-z0-9+.-]*://|mailto:)", "", text, flags=re.IGNORECASE)
    text = re.sub(r"^www\.", "", text, flags=re.IGNORECASE)
    said: list[str] = []
    for part in re.findall(r"[-‐_]|\d+|[^-‐_\d]+", re.split(r"[?#]", text)[0].strip("/")):
        if part in "-‐_":
            said.append("underscore" if part == "_" else "dash")
        elif part.isdecimal():
            said.append(numbers.one_by_one(_ascii_digits(part)))
        else:
            said.append(_dictated(part))
    return " ".join(filter(None, said))


def _dictated(part: str) -> str:
    words = [
        _JOINTS[mark] if mark in _JOINTS else name(mark)
        for mark in re.findall(r"[./@+&=~%:]|[^./@+&=~%:]+", part)
        if mark != ":"
    ]
    return " ".join(words)


def letters(text: str) -> str:
    """Each letter by its name; a final small s is a plural or a possessive: `GPUs` G P U's."""
    if len(text) > 2 and text.endswith("s") and text[:-1].isupper():
        return f"{' '.join(text[:-1])}'s"
    return " ".join(text.upper())


def capitals(text: str) -> str:
    """Words in capitals: a word said as such (`NASA`, `NOT`), letters (`IMDB`), or a shouted word."""
    plural = text.endswith("s") and len(text) > 2
    stem = text[:-1] if plural else text
    listed = acronyms().get(stem)
    if listed == "letters":
        return letters(text)
    if listed is None:
        shouted = len(stem) >= 4 and stem.lower() in dictionary() and any(vowel in stem for vowel in "AEIOUY")
        if not shouted or plural:
            return letters(text)
        listed = "word"
    said = stem.lower() if listed == "word" else listed
    return f"{said}s" if plural else said


@cache
def acronyms() -> dict[str, str]:
    """Capitals that the rules would say wrong: `word`, `letters`, or what is said."""
    return _table("acronyms.tsv")


@cache
def pronunciations() -> dict[str, str]:
    """Names of this field whose spelling misleads a voice: lower-case keys match any case."""
    return _table("pronunciations.tsv")


def _table(file: str) -> dict[str, str]:
    lines = (_WORDS / file).read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {row[0]: row[1] for row in rows}


def _parts(piece: str, *, inside: bool = False) -> list[str]:
    """The said words of one run of letters and digits, or of the end of one (`inside`)."""
    listed = _listed(piece)
    if listed:
        return [listed]
    if piece.endswith("s") and (listed := pronunciations().get(piece[:-1].lower())):
        return [f"{listed}s"]
    if (numbered := _NUMBERED.match(piece)) and (listed := _listed(numbered[1])) is not None:
        return [listed, *_parts(numbered[2], inside=True)]
    piece, apostrophe, tail = piece.replace("’", "'").partition("'")
    words: list[str] = []
    parts = _CAMEL.findall(piece)
    merged = _merge(parts)
    for place, part in enumerate(merged):
        listed = pronunciations().get(part.lower())
        if listed:
            words.append(listed)
        elif part.isdecimal():
            words.append(_digits(_ascii_digits(part), alone=place == 0 and not inside))
        elif (
            part == "s"
            and place == len(merged) - 1
            and place > 1
            and merged[0].isupper()
            and _LONG_NUMBER.match(merged[place - 1])
        ):
            words[-1] = numbers.plural(words[-1])
        elif len(part) == 1:
            words.append(GREEK.get(part.lower(), part.upper()))
        elif part.isupper() or (part[:-1].isupper() and part[-1] == "s"):
            words.append(capitals(part))
        elif place and merged[place - 1].isdecimal() and part in ("st", "nd", "rd", "th"):
            words[-1] = numbers.ordinal(merged[place - 1])
        elif part.isascii() and not re.search("[aeiouyAEIOUY]", part) and part.lower() not in dictionary():
            words.append(letters(part.lower()))
        else:
            words.append(part.lower())
    if apostrophe and words:
        words[-1] += f"'{tail}"
    return words


_LONG_NUMBER = re.compile(r"\d{3,}$")
_NUMBERED = re.compile(r"^([^\W\d_]{2,}?)([vV]?\d.*)$")


def _listed(word: str) -> str | None:
    return pronunciations().get(word) or pronunciations().get(word.lower())


def _merge(parts: list[str]) -> list[str]:
    """Neighbouring parts that make one listed name together (`Py`, `Torch`; `Image`, `Net`)."""
    merged: list[str] = []
    for part in parts:
        if merged and merged[-1].isalpha() and part.isalpha() and (merged[-1] + part).lower() in pronunciations():
            merged[-1] += part
        else:
            merged.append(part)
    return merged


def _digits(digits: str, *, alone: bool) -> str:
    if not alone and len(digits) in (3, 4):
        return numbers.pairs(digits)
    return numbers.cardinal(digits)


def _ascii_digits(text: str) -> str:
    import unicodedata

    return "".join(str(unicodedata.digit(character)) for character in text)
