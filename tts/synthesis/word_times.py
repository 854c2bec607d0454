"""When each word is said: from an engine's events, or shared out by length where there is nothing better.

Times are milliseconds from the start of the segment's sound.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from plainspoken.tts.engines.engine import WordEvent
from plainspoken.tts.text.utterance import SaidWord

_SENTENCE_PAUSE = 6


@dataclass(frozen=True)
class WordTime:
    """A word of the utterance and when it is said."""

    word: SaidWord
    start_ms: float
    end_ms: float


def from_events(words: Sequence[SaidWord], events: Sequence[WordEvent], end_ms: float) -> list[WordTime]:
    """Word times from the events that overlap each word's place in the text.

    An engine may give one word several events (a number, a name in camel case), and two words one (`of the`): the
    first of several counts; words that share one share its time by their letters.
    """
    starts: list[float | None] = []
    ordered = sorted(events, key=lambda event: event.start)
    at = 0
    for word in words:
        while at < len(ordered) and ordered[at].start + ordered[at].length <= word.start:
            at += 1
        hits = []
        while at < len(ordered) and ordered[at].start < word.end:
            hits.append(ordered[at].at_ms)
            at += 1
        # An event that reaches into the next word is looked at again there.
        at -= bool(hits)
        starts.append(min(hits) if hits else None)
    previous = 0.0
    for index, start in enumerate(starts):
        if start is not None:
            if start < previous or (index and start == starts[index - 1]):
                starts[index] = None
            else:
                previous = start
    return _filled(words, starts, end_ms)


def from_known(words: Sequence[SaidWord], starts: Sequence[float | None], end_ms: float) -> list[WordTime]:
    """Word times from starts that are known for some of the words; the rest share the gaps."""
    rising: list[float | None] = []
    latest = 0.0
    for start in starts:
        if start is not None and start >= latest and (start > latest or not rising or latest == 0.0):
            latest = start
            rising.append(start)
        else:
            rising.append(None)
    return _filled(words, rising, end_ms)


def past_pauses(
    starts: Sequence[float], pauses: Sequence[tuple[float, float]], end_ms: float, *, slack_ms: float = 0.0
) -> list[float]:
    """Starts of words, those that lie in a pause (or at most `slack_ms` before it) moved to where it ends: engines and
    aligners both give some of the silence to the word after it."""
    moved = []
    at = 0
    for index, start in enumerate(starts):
        while at < len(pauses) and pauses[at][1] <= start:
            at += 1
        following = starts[index + 1] if index + 1 < len(starts) else end_ms
        if at < len(pauses) and pauses[at][0] <= start + slack_ms and pauses[at][1] < following:
            start = pauses[at][1]
        moved.append(start)
    return moved


def proportional(words: Sequence[SaidWord], end_ms: float) -> list[WordTime]:
    """Word times shared out by length, with room for the pauses that punctuation makes."""
    return _filled(words, [0.0 if index == 0 else None for index in range(len(words))], end_ms)


def _filled(words: Sequence[SaidWord], starts: Sequence[float | None], end_ms: float) -> list[WordTime]:
    if not words:
        return []
    known = [(index, start) for index, start in enumerate(starts) if start is not None]
    if not known or known[0][0] > 0:
        known.insert(0, (0, 0.0))
    known.append((len(words), max(end_ms, known[-1][1])))
    times: list[float] = []
    for (first, start), (last, end) in pairwise(known):
        lengths = [_length(word) for word in words[first:last]]
        total, passed = sum(lengths), 0.0
        for length in lengths:
            times.append(start + (end - start) * passed / total)
            passed += length
    times.append(known[-1][1])
    return [WordTime(word, times[index], times[index + 1]) for index, word in enumerate(words)]


def _length(word: SaidWord) -> float:
    """Characters, with sentence ends and commas counted as the pauses they make."""
    extra = _SENTENCE_PAUSE if word.text[-1:] in ".!?" else _SENTENCE_PAUSE / 2 if word.text[-1:] in ",;:" else 0
    return len(word.text) + extra
