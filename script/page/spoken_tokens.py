"""The tokens of a beat: what the voice is given, word by word, with the place of each."""

from __future__ import annotations

import re
from collections.abc import Sequence

from plainspoken.script.model import Token
from plainspoken.script.page.inline_text import Display
from plainspoken.script.page.rendered_file import RenderedFile

_WORD = re.compile(r"\S+")
_ODD_SPACE = re.compile(r"[^\S ]|  ")


def tokens_of(display: Display, manuscript: RenderedFile) -> tuple[list[Token], list[int], list[int]]:
    """The tokens of a beat with their places, which of them are emphasised, and where each starts."""
    if manuscript.speak is unspoken and (found := _runs(display)):
        return found, [], []
    spans = [
        (start, end, "" if phrase.value is None else said(phrase.saying, manuscript))
        for start, end, phrase in display.values
    ]
    spoken = manuscript.speak(display.text, [span for span in spans if span[2]])
    stressed = [(start, end) for start, end, style in display.styles if style.bold or style.italic]
    sources = display.sources([(start, end) for start, end, _ in spoken])
    tokens: list[Token] = []
    emphasis: list[int] = []
    for (start, end, token), at in zip(spoken, sources, strict=True):
        if stressed and any(left < end and start < right for left, right in stressed):
            emphasis.append(len(tokens))
        tokens.append(Token(token.shown, token.said, token.syllables, at))
    return tokens, emphasis, [start for start, _, _ in spoken]


def said(text: str, manuscript: RenderedFile) -> str:
    """The words that a voice says for a number."""
    return " ".join(token.said for _, _, token in manuscript.speak(text, ()) if token.said).rstrip(".,;:!?")


def unspoken(text: str, spans: Sequence[tuple[int, int, str]]) -> list[tuple[int, int, Token]]:
    """The speaker for those who want words and their places only, without spoken form and syllables.

    Where the text of a beat stands as it was written, its tokens are whole runs of words and not single ones.
    """
    found, at = [], 0
    while word := _WORD.search(text, at):
        at = max([word.end(), *(stop for start, stop, _ in spans if start < word.end() and word.start() < stop)])
        found.append((word.start(), at, Token(text[word.start() : at], "", 0)))
    return found


def _runs(display: Display) -> list[Token]:
    """One token for each unbroken run of a text, when it breaks at single spaces only; else none."""
    text = display.text
    if display.values or _ODD_SPACE.search(text):
        return []
    starts = [start for start, _ in display.pieces]
    spans = []
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        if start and text[start - 1] != " " and text[start : start + 1] != " ":
            return []
        run = text[start:end]
        if bare := run.strip(" "):
            left = start + len(run) - len(run.lstrip(" "))
            spans.append((left, left + len(bare)))
    return [Token(text[start:end], "", 0, at) for (start, end), at in zip(spans, display.sources(spans), strict=True)]
