"""How long captions stay: cues that last until they can be read, and short ones joined with a neighbour.

A cue may stay behind the voice by up to three seconds, or come up to a second ahead of it where a page has no time
behind. The schedule is exact: a set of cues fits a span of time or it does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from plainspoken.tts.text.captions import CaptionCue

RATE = 20.0
"""Characters a second that captions stay within."""
SHORTEST_MS = 1500
"""A cue shorter than this is joined with a neighbour where two lines hold both, or stays longer where there is time."""
_LATEST_MS, _EARLIEST_MS = 3000, 1000


@dataclass(frozen=True)
class TimeSpan:
    """The time that the captions of a page may take, in milliseconds of the whole."""

    begin_ms: int
    end_ms: int


def surplus(cues: Sequence[CaptionCue]) -> float:
    """The characters that are too many for the time that the cues have."""
    over = (len(cue.text) - RATE * (cue.end_ms - cue.start_ms) / 1000 for cue in cues)
    return sum(count for count in over if count > 0)


def merged(cues: list[CaptionCue], columns: int) -> list[CaptionCue]:
    """Cues of less than `SHORTEST_MS` joined with a neighbour, where two lines hold both."""
    result = list(cues)
    at = 0
    while at < len(result):
        cue = result[at]
        if cue.end_ms - cue.start_ms < SHORTEST_MS:
            for other in (at + 1, at - 1):
                if not 0 <= other < len(result):
                    continue
                low, high = result[min(at, other)], result[max(at, other)]
                lines = _two_lines(f"{low.text} {high.text}", columns)
                if lines:
                    result[min(at, other) : max(at, other) + 1] = [
                        CaptionCue(lines, low.start_ms, high.end_ms, low.page)
                    ]
                    at = max(min(at, other) - 1, -1)
                    break
        at += 1
    return result


def _two_lines(text: str, columns: int) -> tuple[str, ...] | None:
    """The text on one or two lines, broken as near to the middle as words allow; None when it does not fit."""
    if len(text) <= columns:
        return (text,)
    breaks = [at for at, char in enumerate(text) if char == " " and at <= columns and len(text) - at - 1 <= columns]
    if not breaks:
        return None
    place = min(breaks, key=lambda at: (abs(2 * at - len(text)), at))
    return text[:place], text[place + 1 :]


def with_time(cues: Sequence[CaptionCue], span: TimeSpan, page_end_ms: int) -> list[CaptionCue]:
    """Cues that stay until they can be read: into what follows, at most three seconds late, and within `span`.

    None ends after `page_end_ms` for any other reason. Where there is no time behind the voice, cues come up to a
    second early; where that is not enough either, all are as much too fast as they must.
    """
    if not cues:
        return []
    for early_ms, shortest_ms in ((0, SHORTEST_MS), (0, 0), (_EARLIEST_MS, SHORTEST_MS), (_EARLIEST_MS, 0)):
        starts = _starts(cues, RATE, early_ms, shortest_ms, span)
        if starts:
            break
    else:
        slow, fast = RATE, 20 * RATE
        for _ in range(20):
            middle = (slow + fast) / 2
            slow, fast = (slow, middle) if _starts(cues, middle, _EARLIEST_MS, 0, span) else (middle, fast)
        starts = _starts(cues, fast, _EARLIEST_MS, 0, span) or [cue.start_ms for cue in cues]
    timed: list[CaptionCue] = []
    for index, (cue, start) in enumerate(zip(cues, starts, strict=True)):
        last = index + 1 == len(starts)
        following = span.end_ms if last else starts[index + 1]
        needed = start + needed_ms(cue, RATE)
        wanted = max(cue.end_ms, needed, start + SHORTEST_MS)
        end = min(following, max(min(wanted, page_end_ms), needed) if last else wanted)
        if end - start < SHORTEST_MS:
            free = timed[-1].end_ms if timed else span.begin_ms
            start = min(start, max(free, end - SHORTEST_MS, cue.start_ms - _EARLIEST_MS))
        if end > start:
            timed.append(replace(cue, start_ms=start, end_ms=end))
    return timed


def needed_ms(cue: CaptionCue, rate: float) -> int:
    """How long a cue must stay to be read at a rate."""
    return round(len(cue.text) * 1000 / rate) + 1


def _starts(
    cues: Sequence[CaptionCue], rate: float, early_ms: int, shortest_ms: int, span: TimeSpan
) -> list[int] | None:
    """When each cue begins, if each stays long enough for `rate` characters a second; None where there is no time."""
    starts: list[int] = []
    free = span.begin_ms
    for cue in cues:
        starts.append(max(cue.start_ms - early_ms, free))
        free = starts[-1] + max(needed_ms(cue, rate), shortest_ms)
        if starts[-1] > cue.start_ms + _LATEST_MS:
            return None
    return starts if free <= span.end_ms else None
