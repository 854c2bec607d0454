"""Change the tempo of speech without changing its pitch: waveform-similarity overlap-add (WSOLA).

Output windows of 30 ms overlap by half. Each is taken from where it belongs in the input, moved by at most 8 ms to
where it continues the previous window best (the highest normalised cross-correlation). Verhelst and Roelands, "An
overlap-add technique based on waveform similarity (WSOLA) for high quality time-scale modification of speech", ICASSP
1993.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from plainspoken.tts.audio.samples import Signal

_WINDOW_MS, _REACH_MS = 30.0, 8.0
# The search looks at every fourth sample first, then at each sample around the best of those.
_COARSE = 4
_SILENT = 0.0005


@dataclass(frozen=True)
class TimeMap:
    """Places of an input signal and where they come to lie in the output, both in milliseconds and rising."""

    source_ms: tuple[float, ...]
    target_ms: tuple[float, ...]

    def __call__(self, at_ms: float) -> float:
        """Where a moment of the input is heard in the output."""
        return float(np.interp(at_ms, self.source_ms, self.target_ms))


def compressed(signal: Signal, rate: int, tempo: float) -> tuple[Signal, TimeMap]:
    """`signal` (floats at `rate` samples a second) `tempo` times as fast, and where its moments come to lie.

    The result is `len(signal) / tempo` samples long, rounded. A tempo of 1 gives the signal itself.

    Raises:
        ValueError: the tempo is not a positive number.
    """
    if not tempo > 0 or not np.isfinite(tempo):
        raise ValueError(f"{tempo!r} is not a tempo")
    length_ms = len(signal) * 1000 / rate
    wanted = round(len(signal) / tempo)
    if wanted == len(signal) or not len(signal):
        return signal, TimeMap((0.0, length_ms), (0.0, length_ms))
    hop = max(8, round(_WINDOW_MS * rate / 2000) // _COARSE * _COARSE)
    reach = round(_REACH_MS * rate / 1000) // _COARSE * _COARSE
    steps = -(-wanted // hop) + 1
    places = _places(signal, [round(step * hop * tempo) for step in range(steps)], hop, reach)
    padded = _padded(signal, hop + reach, int(places.max()) + 2 * hop)
    windows = padded[(places[:, None] + hop + reach) + np.arange(2 * hop)]
    ramp = (0.5 - 0.5 * np.cos(np.pi * (np.arange(hop) + 0.5) / hop)).astype(np.float32)
    # Window k begins half a window before output sample k * hop; of its halves the first rises and the second falls.
    result = (windows[1:, :hop] * ramp + windows[:-1, hop:] * ramp[::-1]).reshape(-1)
    source = np.maximum.accumulate(places + hop) * 1000 / rate
    target = np.arange(steps) * hop * 1000 / rate
    return result[:wanted], _time_map(source, target, length_ms, wanted * 1000 / rate)


def _time_map(source: Any, target: Any, length_ms: float, wanted_ms: float) -> TimeMap:
    inside = (source > 0) & (source < length_ms) & (target > 0) & (target < wanted_ms)
    return TimeMap(
        (0.0, *(float(value) for value in source[inside]), length_ms),
        (0.0, *(float(value) for value in target[inside]), wanted_ms),
    )


def _places(signal: Signal, wished: list[int], hop: int, reach: int) -> Any:
    """Where each window begins in the signal: `hop` before its wish, moved to fit the end of the window before it."""
    offset = hop + reach
    padded = _padded(signal, offset, wished[-1] + 4 * hop + reach)
    coarse = np.ascontiguousarray(padded[::_COARSE])
    span, lags = hop // _COARSE, 2 * reach // _COARSE + 1
    power = np.concatenate([[0.0], np.cumsum(coarse.astype(np.float64) ** 2)])
    places = np.empty(len(wished), dtype=np.int64)
    places[0] = wished[0] - hop
    for step in range(1, len(wished)):
        plain = wished[step] - hop
        natural = int(places[step - 1]) + hop + offset
        template = padded[natural : natural + hop]
        place = plain
        if abs(natural - offset - plain) > 0 and np.abs(template).max() > _SILENT:
            first = (plain - reach + offset) // _COARSE
            scores = np.correlate(coarse[first : first + span + lags - 1], template[::_COARSE], "valid")
            energy = power[first + span : first + span + lags] - power[first : first + lags]
            best = int((scores / np.sqrt(energy + 1e-9)).argmax()) * _COARSE + first * _COARSE
            around = padded[best - _COARSE + 1 : best + hop + _COARSE - 1]
            fine = np.correlate(around, template, "valid")
            place = best - _COARSE + 1 + int(fine.argmax()) - offset
        places[step] = place
    return places


def _padded(signal: Signal, before: int, until: int) -> Signal:
    """The signal with `before` zeros in front, and behind it as many as reach to sample `until`, and some more."""
    return np.concatenate(
        [np.zeros(before, np.float32), signal, np.zeros(max(0, until - len(signal)) + before + 8, np.float32)]
    ).astype(np.float32)
