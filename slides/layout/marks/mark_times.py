"""When marks light up: with the word that names them, until the next mark or the next beat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plainspoken.slides.layout.boxes import SlideMark


@dataclass(frozen=True)
class BeatWords:
    """When a beat begins and ends, and when each of its tokens is said; milliseconds. `tokens` is how many it has."""

    start: int
    end: int
    words: tuple[tuple[int, int], ...]
    tokens: int


@dataclass(frozen=True)
class MarkTime:
    """The mark number `mark` of a slide is lit from `start` to `end`; milliseconds, as the beats count them."""

    mark: int
    beat: int
    start: int
    end: int


def mark_times(marks: Sequence[SlideMark], beats: Mapping[int, BeatWords], end: int) -> list[MarkTime]:
    """When each mark is lit, in order. `end` is when the slide goes; a beat lasts until the next one begins."""
    starts = [
        (place, mark.beat, token_start(beats[mark.beat], mark.token))
        for place, mark in enumerate(marks)
        if mark.beat in beats
    ]
    times: list[MarkTime] = []
    for at, (place, beat, start) in enumerate(starts):
        following = min((each.start for index, each in beats.items() if index > beat), default=end)
        until = min(following, starts[at + 1][2]) if at + 1 < len(starts) else following
        if until > start:
            times.append(MarkTime(place, beat, start, until))
    return times


def token_start(beat: BeatWords, token: int) -> int:
    """When a token begins to be said; where no words are timed, its even share of the beat."""
    if beat.words:
        return next((start for index, start in beat.words if index >= token), beat.start)
    return beat.start + (beat.end - beat.start) * token // max(beat.tokens, 1)
