"""Pitch where a sentence ends and where it goes on: it falls at full stops, and does not at commas.

The model's own contour does so for most sentences; the others are bent over the last 300 ms of voice before the mark.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

_SPAN_FRAMES = 24
"""300 ms in frames of 12.5 ms."""
_VOICED_HZ = 40.0
_FEWEST = 6
# Semitones from the first to the last quarter of the span: at a full stop at least this much down, at a comma at most.
_END_FALL, _COMMA_FALL = -2.5, -0.3
_MOST_BENT = 5.0


def bent(f0: Any, units: Any, marks: Sequence[tuple[int, str]]) -> Any:
    """The pitch (Hz, a frame each 12.5 ms) with its falls put right.

    Args:
        units: how many units of 25 ms each phoneme lasts.
        marks: phonemes that are marks, as (place, mark); other marks than `.`, `!` and `,` are left alone.
    """
    shaped = np.array(f0, np.float32)
    ends = np.cumsum(units) * 2
    for place, mark in marks:
        if mark not in ".!,":
            continue
        before = np.flatnonzero(shaped[: int(ends[place - 1])] > _VOICED_HZ)
        if len(before) == 0:
            continue
        stop = int(before[-1]) + 1
        voiced = np.flatnonzero(shaped[max(0, stop - _SPAN_FRAMES) : stop] > _VOICED_HZ) + max(0, stop - _SPAN_FRAMES)
        if len(voiced) < _FEWEST:
            continue
        fall = semitones(shaped[voiced])
        wanted = min(fall, _END_FALL) if mark != "," else max(fall, _COMMA_FALL)
        change = float(np.clip(wanted - fall, -_MOST_BENT, _MOST_BENT))
        if change:
            # The quarters' medians lie an eighth in from each end of the span.
            rise = np.clip((np.arange(len(voiced)) / max(len(voiced) - 1, 1) - 0.125) / 0.75, 0.0, 1.0)
            shaped[voiced] *= 2.0 ** (change * rise / 12)
    return shaped


def semitones(voiced: Any) -> float:
    """How far the pitch moves from the first to the last quarter of these frames."""
    count = max(2, len(voiced) // 4)
    return float(12 * np.log2(np.median(voiced[-count:]) / np.median(voiced[:count])))
