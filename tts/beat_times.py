"""When each beat of a page begins and ends in the page's clip, from the times of its words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from plainspoken.tts.narration import BeatTimes, Word


def beat_times(beats: int, words: Iterable[Mapping[str, Any]], lead_ms: float) -> list[BeatTimes]:
    """The times of a page's beats, in milliseconds from the start of its clip.

    A beat lasts from its first word to the end of its last. One without words (a pause, a picture) takes no time: it is
    where the beat before it ended, or where the page's sound begins.

    Args:
        beats: how many the page has.
        words: `text`, `token`, `beat`, `start` and `end` in milliseconds from the first sound, in the order in which
            they are said.
        lead_ms: silence before the first sound.
    """
    said: list[list[Word]] = [[] for _ in range(beats)]
    for word in words:
        start, end = round(lead_ms + word["start"]), round(lead_ms + word["end"])
        said[word["beat"]].append(Word(text=word["text"], token=word["token"], start_ms=start, end_ms=end))
    times: list[BeatTimes] = []
    latest = round(lead_ms)
    for index, own in enumerate(said):
        start, latest = (own[0].start_ms, own[-1].end_ms) if own else (latest, latest)
        times.append(BeatTimes(beat=index, start_ms=start, end_ms=latest, words=own))
    return times
