"""Punctuation and marks around a chunk of text: what opens and closes it, the pause it makes, the words beside it."""

from __future__ import annotations

import re

from plainspoken.script.spoken.symbols import SIGNS

OPENING = re.compile(r"""^(?:["“”„«»‹›‘()\[\]{}*_`~¿¡#>|]|'(?=\w)(?!(?:\d0s|em|tis|twas|cause)\b)|<!--)+""")
CLOSING = re.compile(r"""[\s"“”„«»‹›’‘'()\[\]{}*_`~|.,;:!?…—–-]+$""")
INITIALS = re.compile(r"^(?:[A-Za-z]\.){2,}[A-Za-z]?$")
# Marks of Markdown's dialects in words that no page reader has seen: `==marked==`, `H~2~O`, `x^2^`.
_MARKED = re.compile(r"==(?=[^\s=])[^=\n]{0,200}(?<=[^\s=])==(?!=)")
SHIFTED = re.compile(r"(?<=[\w)])~(\d{1,4})~|(?<=[\w)])\^(-?\d{1,4})\^")
_LOWERED, _RAISED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"), str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def unmarked(core: str, text: str, start: int) -> str:
    """A chunk without the `==` of a marked stretch."""
    if core.startswith("==") and _MARKED.match(text, start):
        core = core[2:]
    if core.endswith("==") and any(
        found.end() == text.find(core, start) + len(core)
        for found in _MARKED.finditer(text, max(0, start - 200), start + len(core) + 2)
    ):
        core = core[:-2]
    return core


def shifted(chunk: str) -> str:
    """`H~2~O` and `x^2^` with their lowered and raised digits as such."""
    return SHIFTED.sub(lambda mark: mark[1].translate(_LOWERED) if mark[1] else mark[2].translate(_RAISED), chunk)


def words_beside(text: str, start: int, end: int) -> tuple[str, str]:
    """The word before and the word after, in lower case without marks."""
    before = text[max(0, start - 40) : start].split()
    after = text[end : end + 40].split()
    return (before[-1].lower().strip(_MARKS) if before else "", after[0].strip(_MARKS) if after else "")


_MARKS = "\"'“”‘’()[]{}*_`.,;:!?"


def split_tail(core: str) -> tuple[str, str]:
    """A chunk without its closing marks, and those; a call's brackets and an abbreviation's dots stay."""
    closing = CLOSING.search(core)
    if not closing:
        return core, ""
    at = closing.start()
    if at == 0 and core in SIGNS:
        return core, ""
    if core[at:].startswith("()"):
        at += 2
    elif core[at:].startswith(".") and INITIALS.match(core[: at + 1]):
        at += 1
    elif core[at:].startswith(("+", "#")):
        at = len(core)
    elif core[at : at + 1] == "'" and core[:at].endswith("s"):
        at += 1
    return core[:at], core[at:]


def pause(tail: str) -> str:
    """The punctuation that the voice should hear of what closes a chunk: the strongest of it."""
    for mark in "?!":
        if mark in tail:
            return mark
    if "…" in tail or "." in tail:
        return "."
    for mark in ":;,":
        if mark in tail:
            return mark
    return "," if re.search(r"[—–)\]]", tail) or tail.endswith("--") else ""


def chunk_end(text: str, at: int) -> int:
    """Where the chunk that `at` lies in ends."""
    chunk = re.compile(r"\S*").match(text, at)
    return chunk.end() if chunk else at
