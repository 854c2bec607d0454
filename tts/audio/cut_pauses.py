"""Shorten the pauses within speech, and know where every moment has gone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from plainspoken.tts.audio.samples import audible, faded, pauses
from plainspoken.tts.audio.time_compression import TimeMap

if TYPE_CHECKING:
    from plainspoken.tts.audio.samples import Signal


def with_short_pauses(signal: Signal, rate: int, longest_ms: float) -> tuple[Signal, TimeMap]:
    """The signal with no pause in it longer than `longest_ms`, and where its moments come to lie."""
    return _with_pauses(signal, rate, lambda length_ms: min(length_ms, longest_ms))


def with_scaled_pauses(signal: Signal, rate: int, factor: float) -> tuple[Signal, TimeMap]:
    """The signal with every pause in it `factor` times as long (at most 1), and where its moments come to lie."""
    return _with_pauses(signal, rate, lambda length_ms: length_ms * min(factor, 1.0))


def inner_pauses_ms(signal: Signal, rate: int) -> float:
    """How long all pauses within the signal are together: what `with_scaled_pauses` scales."""
    return float(sum(end - start for start, end in _inner(signal, rate)))


def pause_factor(tempo: float) -> float:
    """How much of its pauses speech keeps at a tempo, beside what the tempo itself takes.

    At natural pace all of them; from 1.4 on four tenths. Hurried speech is understood better when the pauses go first:
    at 250 words a minute a recogniser made a seventh fewer errors (docs/voice.md).
    """
    return float(max(0.4, min(1.0, tempo**-2.8)))


def _inner(signal: Signal, rate: int) -> list[tuple[float, float]]:
    """Pauses of at least 80 ms, as (start, end) in milliseconds, but for those at the very beginning and end."""
    length_ms = len(signal) * 1000 / rate
    found = pauses(audible(signal, rate), rate)
    return [(start, end) for start, end in found if start > 0 and end < length_ms - 10]


def _with_pauses(signal: Signal, rate: int, wanted: Callable[[float], float]) -> tuple[Signal, TimeMap]:
    """The signal with each inner pause as long as `wanted` says: a longer one loses its middle."""
    length_ms = len(signal) * 1000 / rate
    source, target = [0.0], [0.0]
    parts: list[Signal] = []
    done, removed_ms = 0, 0.0
    for start_ms, end_ms in _inner(signal, rate):
        kept_ms = wanted(end_ms - start_ms)
        keep = round((start_ms + kept_ms / 2) * rate / 1000)
        resume = keep + round((end_ms - start_ms - kept_ms) * rate / 1000)
        if resume <= keep:
            continue
        parts.append(faded(signal[done:keep], rate))
        source += [keep * 1000 / rate, resume * 1000 / rate]
        target += [keep * 1000 / rate - removed_ms] * 2
        removed_ms += (resume - keep) * 1000 / rate
        done = resume
    if not parts:
        return signal, TimeMap((0.0, length_ms), (0.0, length_ms))
    parts.append(faded(signal[done:], rate))
    return np.concatenate(parts), TimeMap((*source, length_ms), (*target, length_ms - removed_ms))
