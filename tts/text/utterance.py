"""What is said on one page: its words in order, each with its beat and token, grouped into segments.

A segment is the text of one call to an engine. A page is one segment, so that the voice runs on naturally, unless the
author asked for a pause or another pace within it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from plainspoken.script.model import Beat, Page

_PARAGRAPH = "\n\n"


@dataclass(frozen=True)
class SaidWord:
    """One word between spaces. `start` and `end` are its place in the segment's text, in code points from 0."""

    text: str
    beat: int
    token: int
    start: int
    end: int
    stressed: bool = False


@dataclass(frozen=True)
class Segment:
    """One call of an engine: `text` with its words, `rate` times the voice's pace, after a pause."""

    text: str
    words: tuple[SaidWord, ...]
    rate: float = 1.0
    pause_before_ms: int = 0


@dataclass(frozen=True)
class Utterance:
    """All that is said on one page. `beats` counts the page's beats, spoken or empty."""

    page: str
    segments: tuple[Segment, ...]
    beats: int
    pause_after_ms: int = 0

    @property
    def text(self) -> str:
        """What is said, beats apart by a line break."""
        lines: list[list[str]] = [[] for _ in range(self.beats)]
        for segment in self.segments:
            for word in segment.words:
                lines[word.beat].append(word.text)
        return "\n".join(" ".join(line) for line in lines if line)

    @property
    def authored_pause_ms(self) -> int:
        """Silence that the author asked for."""
        return sum(segment.pause_before_ms for segment in self.segments) + self.pause_after_ms


def utterance(page: Page, *, whole: bool = False) -> Utterance:
    """The words of a page as they are said, cut into segments where a pause is asked for or the pace changes.

    With `whole` it is one segment, and pauses and paces are not asked for: a recording has its own.
    """
    segments: list[Segment] = []
    group: list[tuple[int, Beat]] = []
    pause = pause_of_group = 0
    for index, beat in enumerate(page.beats):
        pause += 0 if whole else beat.pause_before_ms
        speaks = any(_clean(token.said) for token in beat.tokens)
        if speaks:
            if group and not whole and (pause or beat.rate != group[-1][1].rate):
                segments.append(_segment(group, pause_of_group))
                group = []
            if not group:
                pause_of_group = pause
            pause = 0
            group.append((index, beat))
        pause += beat.pause_after_ms
    if group:
        segments.append(_segment(group, pause_of_group))
    return Utterance(
        page=page.id, segments=tuple(segments), beats=len(page.beats), pause_after_ms=0 if whole else pause
    )


def _segment(beats: list[tuple[int, Beat]], pause_ms: int) -> Segment:
    text = ""
    words: list[SaidWord] = []
    for index, beat in beats:
        if text:
            text += _PARAGRAPH
        first = True
        for number, token in enumerate(beat.tokens):
            for word in _clean(token.said).split():
                if not first:
                    text += " "
                first = False
                start = len(text)
                text += word
                words.append(SaidWord(word, index, number, start, len(text), number in beat.emphasis))
    return Segment(text=text, words=tuple(words), rate=beats[0][1].rate, pause_before_ms=pause_ms)


def _clean(text: str) -> str:
    """`text` without what no voice can say and an engine might obey: control, private and unassigned characters.

    espeak-ng takes U+0001 for the start of a command, and C strings end at U+0000.
    """
    kept = (
        " " if unicodedata.category(char) == "Cc" else char
        for char in text
        if unicodedata.category(char) not in ("Cf", "Cs", "Co", "Cn") or char == "\u200d"
    )
    return re.sub(r"\s+", " ", "".join(kept)).strip()
