"""Shorten the pauses within speech, and know where every moment has gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from plainspoken.tts.audio.samples import audible, faded, pauses
from plainspoken.tts.audio.time_compression import TimeMap

if TYPE_CHECKING:
    from plainspoken.tts.audio.samples import Signal


def with_short_pauses(signal: Signal, rate: int, longest_ms: float) -> tuple[Signal, TimeMap]:
    """The signal with no pause in it longer than `longest_ms`, and where its moments come to lie.

    A longer pause loses its middle. Pauses at the very beginning and end are left as they are.
    """
    length_ms = len(signal) * 1000 / rate
    source, target = [0.0], [0.0]
    parts: list[Signal] = []
    done, removed_ms = 0, 0.0
    for start_ms, end_ms in pauses(audible(signal, rate), rate):
        surplus_ms = end_ms - start_ms - longest_ms
        if surplus_ms <= 0 or start_ms <= 0 or end_ms >= length_ms - 10:
            continue
        keep = round((start_ms + longest_ms / 2) * rate / 1000)
        resume = keep + round(surplus_ms * rate / 1000)
        parts.append(faded(signal[done:keep], rate))
        source += [keep * 1000 / rate, resume * 1000 / rate]
        target += [keep * 1000 / rate - removed_ms] * 2
        removed_ms += (resume - keep) * 1000 / rate
        done = resume
    if not parts:
        return signal, TimeMap((0.0, length_ms), (0.0, length_ms))
    parts.append(faded(signal[done:], rate))
    return np.concatenate(parts), TimeMap((*source, length_ms), (*target, length_ms - removed_ms))
