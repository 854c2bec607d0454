"""Captions from word times: pure functions from what was shown and when it was said to SRT and WebVTT.

A cue has at most two lines of 42 characters, breaks where a phrase does, and stays for at least as long as its words
are spoken. Reading speed is characters a second, the usual measure (17 to 20 is what broadcasters allow).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from plainspoken.tts.narration import Captions

COLUMNS = 42
_LINES = 2
_LONGEST_MS = 7000
_SHORTEST_MS = 1000
_LINGER_MS = 400
_LONG_GAP_MS = 1000
# Words that begin a phrase: a break before one of them reads well, a break after one does not.
_OPENERS = frozenset(
    word
    for line in (
        "a an the and or but nor so yet because since although though while whereas if when where which that who whose",
        "as than to of in on at by for from with without into onto over under between through after before about like",
        "is are was were be been has have had will would can could may might must should do does did not no my our",
        "your its his her their this these those we i you it they he she",
    )
    for word in line.split()
)


@dataclass(frozen=True)
class TimedToken:
    """A piece of shown text and when it is said, in milliseconds of the whole; `beat` tells beats apart."""

    text: str
    start_ms: int
    end_ms: int
    beat: int


@dataclass(frozen=True)
class CaptionCue:
    """One caption: its lines, when it shows, and the page that it belongs to."""

    lines: tuple[str, ...]
    start_ms: int
    end_ms: int
    page: str

    @property
    def text(self) -> str:
        """The caption on one line."""
        return " ".join(self.lines)

    @property
    def characters_a_second(self) -> float:
        """Reading speed."""
        return len(self.text) * 1000 / max(self.end_ms - self.start_ms, 1)


def page_cues(page: str, tokens: Sequence[TimedToken], page_end_ms: int, *, columns: int = COLUMNS) -> list[CaptionCue]:
    """The captions of one page, in order, none overlapping another and none later than the page."""
    pieces = [piece for token in tokens for piece in _hard_split(token, columns)]
    cues = []
    measured = _Measured(pieces, columns)
    groups = _grouped(measured)
    for index, (first, last) in enumerate(groups):
        group = pieces[first:last]
        limit = pieces[groups[index + 1][0]].start_ms if index + 1 < len(groups) else page_end_ms
        wanted = max(group[-1].end_ms + _LINGER_MS, group[0].start_ms + _SHORTEST_MS)
        end = max(min(wanted, limit), group[-1].end_ms if index + 1 == len(groups) else 0, group[0].start_ms + 1)
        cues.append(
            CaptionCue(_lines(measured, first, last), group[0].start_ms, min(end, limit) if limit > 0 else end, page)
        )
    return [cue for cue in cues if cue.end_ms > cue.start_ms]


def reading_speed(cues: Sequence[CaptionCue], heard: float | None = None, *, share: float = 0.95) -> Captions:
    """How fast the captions must be read; `heard` is the talk's pace in words a minute, and `share` that of the cues
    that should be readable in time at the pace named."""
    seconds = sum(cue.end_ms - cue.start_ms for cue in cues) / 1000
    speeds = sorted(cue.characters_a_second for cue in cues)
    decisive = speeds[min(int(len(speeds) * share), len(speeds) - 1)] if speeds else None
    return Captions(
        cues=len(cues),
        mean=round(sum(len(cue.text) for cue in cues) / seconds, 1) if cues else 0.0,
        fastest=round(max(speeds, default=0.0), 1),
        above_20=sum(speed > 20 for speed in speeds),
        fits_at=round(heard * 20 / decisive, 1) if heard and decisive else None,
        fast_pages=list(dict.fromkeys(cue.page for cue in cues if cue.characters_a_second > 20)),
    )


def srt(cues: Iterable[CaptionCue]) -> str:
    """The captions as SubRip."""
    blocks = []
    for number, cue in enumerate(cues, 1):
        times = f"{_clock(cue.start_ms, ',')} --> {_clock(cue.end_ms, ',')}"
        blocks.append("\n".join([str(number), times, *(_srt_text(line) for line in cue.lines)]) + "\n")
    return "\n".join(blocks)


def webvtt(cues: Sequence[CaptionCue], titles: dict[str, str]) -> str:
    """The captions as WebVTT: identifiers `page-n`, and a note where a page begins."""
    blocks = ["WEBVTT\n"]
    page, number = None, 0
    for cue in cues:
        if cue.page != page:
            page, number = cue.page, 0
            blocks.append(f"NOTE\nPage {page}: {_vtt_note(titles.get(page, ''))}\n")
        number += 1
        times = f"{_clock(cue.start_ms, '.')} --> {_clock(cue.end_ms, '.')}"
        blocks.append("\n".join([f"{page}-{number}", times, *(_vtt_text(line) for line in cue.lines)]) + "\n")
    return "\n".join(blocks)


def webvtt_chapters(chapters: Iterable[tuple[str, int, int]]) -> str:
    """Chapters (title, start and end in milliseconds) as WebVTT of the kind `chapters`."""
    blocks = ["WEBVTT\n"]
    for number, (title, start, end) in enumerate(chapters, 1):
        blocks.append(f"{number}\n{_clock(start, '.')} --> {_clock(end, '.')}\n{_vtt_text(title)}\n")
    return "\n".join(blocks)


def _hard_split(token: TimedToken, columns: int) -> list[TimedToken]:
    """A token that no line can hold, in pieces that share its time by length."""
    if len(token.text) <= columns:
        return [token]
    pieces = []
    span = token.end_ms - token.start_ms
    for at in range(0, len(token.text), columns):
        text = token.text[at : at + columns]
        start = token.start_ms + span * at // len(token.text)
        end = token.start_ms + span * (at + len(text)) // len(token.text)
        pieces.append(TimedToken(text, start, end, token.beat))
    return pieces


class _Measured:
    """Tokens of a page with running sums, so that the cost of any cue is known without walking its tokens: lengths,
    line-break penalties, and what sentence ends and gaps within a cue cost."""

    def __init__(self, pieces: Sequence[TimedToken], columns: int) -> None:
        self.pieces, self.columns = pieces, columns
        self.at = [0]
        for piece in pieces:
            self.at.append(self.at[-1] + len(piece.text) + 1)
        self.breaks = [0.0, *(_break_cost(one, two) for one, two in pairwise(pieces))]
        # What it costs to have the joins before piece 1 up to piece i within one cue, and how many of them are gaps
        # that no cue may span.
        self.joins, self.gaps = [0.0], [0]
        for one, two in pairwise(pieces):
            gap = two.start_ms - one.end_ms
            cost = (3.0 if one.text[-1:] in ".!?" else 0.0) + (6.0 if gap > _LONG_GAP_MS / 2 else 0.0)
            self.joins.append(self.joins[-1] + cost)
            self.gaps.append(self.gaps[-1] + (gap > _LONG_GAP_MS))

    def length(self, first: int, last: int) -> int:
        """Characters of pieces with spaces between them."""
        return self.at[last] - self.at[first] - 1

    def line_break(self, first: int, last: int) -> tuple[float, int] | None:
        """Cost of the best break into two lines and the piece it stands before (0: one line); nothing when the pieces
        do not fit."""
        length = self.length(first, last)
        if length <= self.columns:
            return 0.0, 0
        best: tuple[float, int] | None = None
        begin = self.at[first] + length - self.columns
        for at in range(max(first + 1, bisect_left(self.at, begin)), last):
            upper = self.length(first, at)
            if upper > self.columns:
                break
            lower = length - upper - 1
            found = 0.4 * self.breaks[at] + abs(upper - lower) / self.columns, at
            best = found if best is None else min(best, found)
        return best


def _grouped(measured: _Measured) -> list[tuple[int, int]]:
    """The cheapest cut of the page into cues, as (first, last + 1)."""
    best: list[tuple[float, int]] = [(0.0, 0)]
    for last in range(1, len(measured.pieces) + 1):
        cheapest: tuple[float, int] | None = None
        for first in range(last - 1, -1, -1):
            if first < last - 1 and measured.length(first, last) > measured.columns * _LINES + 1:
                break
            cost = _cost_without_lines(measured, first, last)
            if cost is None:
                continue
            so_far = best[first][0] + cost
            if cheapest is not None and so_far > cheapest[0]:
                continue
            lines = measured.line_break(first, last)
            if lines is not None:
                option = so_far + lines[0], first
                cheapest = option if cheapest is None else min(cheapest, option)
        best.append(cheapest or (best[last - 1][0], last - 1))
    cuts = []
    last = len(measured.pieces)
    while last:
        first = best[last][1]
        cuts.append((first, last))
        last = first
    return cuts[::-1]


def _cost_without_lines(measured: _Measured, first: int, last: int) -> float | None:
    """What a cue costs besides its break into lines; None where no cue may be so long or span such a gap."""
    pieces = measured.pieces
    seconds = (pieces[last - 1].end_ms - pieces[first].start_ms) / 1000
    if seconds > _LONGEST_MS / 1000 and last - first > 1:
        return None
    if measured.gaps[last - 1] > measured.gaps[first]:
        return None
    cost = 4.0 + (0.0 if last == len(pieces) else measured.breaks[last])
    if seconds < 1.4:
        cost += (1.4 - seconds) * 5
    return cost + measured.joins[last - 1] - measured.joins[first]


def _break_cost(before: TimedToken, after: TimedToken) -> float:
    """How badly a break between two pieces reads: least at the end of a sentence, most inside a phrase."""
    if before.text[-1:] in ".!?":
        return 0.0
    if before.text[-1:] in ",;:—–" or before.beat != after.beat:
        return 1.0
    word = before.text.strip(".,;:!?()\"'").lower()
    if word in _OPENERS or before.text[-1:].isdigit():
        return 9.0
    return 3.0 if after.text.strip("(\"'").lower() in _OPENERS else 6.0


def _lines(measured: _Measured, first: int, last: int) -> tuple[str, ...]:
    found = measured.line_break(first, last)
    at = found[1] if found else 0
    parts = [(first, at), (at, last)] if at else [(first, last)]
    return tuple(" ".join(piece.text for piece in measured.pieces[begin:end]) for begin, end in parts)


def _clock(milliseconds: int, point: str) -> str:
    seconds, ms = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{point}{ms:03}"


def _vtt_text(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _srt_text(text: str) -> str:
    """A line for SubRip, which has no rule for marks: players drop what looks like a tag, and most show an entity as it
    stands. So only what would be taken for a tag, an entity, a time or a style is written otherwise."""
    text = re.sub(r"&(?=#?\w+;)", "&amp;", text)
    text = re.sub(r"<(?=[A-Za-z/!?])", "&lt;", text)
    return text.replace("-->", "--&gt;").replace("{\\", "{ \\")


def _vtt_note(text: str) -> str:
    return text.replace("-->", "->").replace("\n", " ")
