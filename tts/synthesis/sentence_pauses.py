"""Make every sentence end audible: silence is put in where an engine ran one sentence into the next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from plainspoken.tts.audio.samples import audible, faded, frame_levels, frame_size, silence
from plainspoken.tts.synthesis.word_times import WordTime
from plainspoken.tts.text.sentences import ends_sentence

SHORTEST_MS = 110.0
"""The shortest pause between two sentences. A pause of 80 ms is the shortest that reads as one."""
# How far around the start of the next sentence its pause is looked for: word times may be off by this much.
_BEFORE_MS, _AFTER_MS = 350.0, 60.0
_CUT_BEFORE_MS, _CUT_AFTER_MS = 60.0, 20.0


def with_sentence_pauses(words: Sequence[WordTime], signal: Any, rate: int) -> tuple[list[WordTime], Any]:
    """The words and the signal (floats at `rate`) with a pause of `SHORTEST_MS` at least at each sentence end.

    The silence goes in at the quietest 5 ms around the start of the next sentence; later words move with it.
    """
    frame_ms = frame_size(rate) * 1000 / rate
    heard, levels = audible(signal, rate), frame_levels(signal, rate)
    parts: list[Any] = []
    moved: list[WordTime] = []
    cut = 0
    shift_ms = 0.0
    for index, word in enumerate(words):
        moved.append(WordTime(word.word, word.start_ms + shift_ms, word.end_ms + shift_ms))
        if index + 1 == len(words) or not ends_sentence(word.word.text):
            continue
        after = words[index + 1].start_ms
        first = int(max(after - _BEFORE_MS, (word.start_ms + after) / 2) / frame_ms)
        missing_ms = SHORTEST_MS - _longest_silence(heard[first : int((after + _AFTER_MS) / frame_ms)]) * frame_ms
        if missing_ms <= 0:
            continue
        low = max(first, int((after - _CUT_BEFORE_MS) / frame_ms))
        near = levels[low : max(low + 1, int((after + _CUT_AFTER_MS) / frame_ms))]
        place = min((low + int(near.argmin())) * frame_size(rate), len(signal)) if len(near) else len(signal)
        if place <= cut:
            continue
        parts += [faded(signal[cut:place], rate), silence(missing_ms, rate)]
        cut = place
        shift_ms += len(parts[-1]) * 1000 / rate
        end = min(word.end_ms, place * 1000 / rate)
        moved[-1] = WordTime(
            word.word, moved[-1].start_ms, max(end + moved[-1].start_ms - word.start_ms, moved[-1].start_ms)
        )
    if not parts:
        return list(words), signal
    return moved, np.concatenate([*parts, faded(signal[cut:], rate)])


def _longest_silence(heard: Any) -> int:
    """Frames of the longest stretch in which nothing is heard."""
    edges = np.flatnonzero(np.diff(np.concatenate([[True], heard, [True]]).astype(np.int8)))
    return int((edges[1::2] - edges[::2]).max(initial=0))
