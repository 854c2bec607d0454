"""Loudness and true peak by ITU-R BS.1770-4, and a limiter that reaches the one without passing the other.

Signals are one-dimensional float arrays with full scale at 1. A signal is looked at three ways, each once: the energy
of its K-weighted spectrum in frames of 1024 samples, its plain energy in blocks of 32, and its peaks in the same
blocks. All searching is done on those few numbers, and the gain that is found is applied to the samples once.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Signal = NDArray[np.float32]
    Energies = NDArray[np.float64]

FRAME = 1024
_BLOCK = 32
_WINDOW_S, _STEP_S = 0.4, 0.1
_OVERSAMPLE = 4
# A frame is looked at between its samples with this much before and after it, which fades in and out.
_MARGIN = 512
_FRAMES_AT_ONCE = 128
# By how much, as a factor, the samples of a frame may all lie below a peak between them.
_HIDDEN = 2.0
# The limiter aims this much lower: its gain moves within a block, and what lies between samples with it.
_SPARE_DB = 0.03
# How far a signal may still be turned up, once its peaks are known.
_HEADROOM_DB = 6.5
_MEASURED_S = 3.0
_TRIES, _CLOSE_DB = 8, 0.03
# Of each decibel more, the limiter of speech takes nearly half.
_SLOPE = 0.6
# How much more gain than the plain difference of level the limiter may be fed. A single word's peaks stand so far above
# its level that no gain reaches the target: beyond this it would only be distorted.
_MOST_LIMITING_DB = 12.0


@dataclass(frozen=True)
class Level:
    """Integrated loudness in LUFS (`-inf` for silence) and true peak in dBTP."""

    lufs: float
    true_peak_db: float


@dataclass(frozen=True)
class Levelled:
    """A signal at its level, with the energies of its frames and a bound of its true peak in dBTP."""

    signal: Signal
    energies: Energies
    true_peak_db: float


def frame_energies(signal: Signal, rate: int) -> Energies:
    """Energy of the K-weighted signal in frames of `FRAME` samples; the last may be short.

    A frame's energy is taken from its spectrum (Parseval), weighted by the filters' response; what rings from one
    frame into the next is counted where it began. Energies of clips laid end to end are the energies of the whole, as
    long as clips are whole numbers of frames long.
    """
    parts = np.fft.rfft(_in_rows(signal, FRAME)).view(np.float32)
    parts *= parts
    energies: Energies = (parts @ _k_power(rate)).astype(np.float64)
    return energies


def integrated_loudness(energies: Energies, rate: int) -> float:
    """Gated loudness in LUFS of frame energies: windows of 400 ms, 75 % overlap, gates at -70 LUFS and -10 LU.

    Energy is taken to be even within a frame. A signal shorter than a window is measured as one.
    """
    length = len(energies) * FRAME
    window, step = _WINDOW_S * rate, _STEP_S * rate
    if length < window:
        means = np.array([energies.sum() / max(length, 1)])
    else:
        sums = np.concatenate([[0.0], np.cumsum(energies)])
        edges = np.arange(len(sums)) * float(FRAME)
        starts = np.arange(0, length - window + 0.5, step)
        means = (np.interp(starts + window, edges, sums) - np.interp(starts, edges, sums)) / window
    means = means[means > 10 ** ((-70 + 0.691) / 10)]
    if not len(means):
        return float("-inf")
    gate = np.mean(means) * 0.1
    return float(-0.691 + 10 * np.log10(np.mean(means[means > gate])))


def true_peak_db(signal: Signal) -> float:
    """Peak of the signal oversampled four times, in dB below full scale."""
    return _decibels(float(_block_peaks(signal, float(np.abs(signal).max(initial=0.0))).max(initial=0.0)))


def measure(signal: Signal, rate: int) -> Level:
    """Both measures of one signal."""
    return Level(integrated_loudness(frame_energies(signal, rate), rate), true_peak_db(signal))


def levelled(signal: Signal, rate: int, lufs: float, ceiling_db: float) -> Levelled:
    """`signal` at `lufs`, its true peak held below `ceiling_db`; it must be a whole number of frames long.

    The limiter takes some of the loudness away, so gain and limiter are tried together until they meet (secant
    method within bounds). Where the peaks of a very short sound leave no gain that reaches the level, the nearest one
    is taken. A signal of less than three seconds is measured as if it went on repeating, since one gated window of it
    would mostly measure where it begins. Gains are rounded to where another processor's last bit changes nothing.

    Raises:
        ValueError: the signal is not whole frames, or holds values that are not numbers.
    """
    if len(signal) % FRAME:
        raise ValueError("only whole frames can be levelled")
    if not np.isfinite(signal).all():
        raise ValueError("the signal holds values that are not numbers")
    energies, tries = frame_energies(signal, rate), _TRIES
    repeats = max(1, round(-(-_MEASURED_S * rate // max(len(signal), 1))))
    loudness = integrated_loudness(np.tile(energies, repeats), rate)
    if not np.isfinite(loudness):
        return Levelled(signal, energies, true_peak_db(signal))
    ceiling = 10 ** ((ceiling_db - _SPARE_DB) / 20)
    gain_db, moved_db = round(lufs - loudness, 2), 0.0
    highest_db = gain_db + _MOST_LIMITING_DB
    known_db = gain_db + _HEADROOM_DB
    peaks = _block_peaks(signal, ceiling / 10 ** (known_db / 20))
    blocks = _in_rows(signal, _BLOCK)
    plain = np.einsum("ij,ij->i", blocks, blocks).reshape(-1, FRAME // _BLOCK)
    share = energies / np.maximum(plain.sum(axis=1), 1e-30)
    slope = _SLOPE
    nearest: tuple[float, float, Any, Any] | None = None
    while True:
        limiting = _limiting_gain(peaks * np.float32(10 ** (gain_db / 20)), rate, ceiling)
        # The filters are left out of how much the limiter takes: within a frame it takes of all that sounds.
        limited = share * (plain * (limiting**2).reshape(plain.shape)).sum(axis=1) if len(limiting) > 1 else energies
        last, loudness = loudness, integrated_loudness(np.tile(limited, repeats), rate) + gain_db
        tries -= 1
        if nearest is None or abs(lufs - loudness) < nearest[0]:
            nearest = abs(lufs - loudness), gain_db, limiting, limited
        if abs(lufs - loudness) < _CLOSE_DB or not tries:
            break
        if moved_db and loudness > last:
            slope = min(max((loudness - last) / moved_db, 0.1), 1.0)
        tried_db, gain_db = gain_db, round(min(gain_db + (lufs - loudness) / slope, highest_db), 2)
        moved_db = round(gain_db - tried_db, 2)
        if not moved_db:
            break
        if gain_db > known_db:
            known_db = gain_db + _HEADROOM_DB
            peaks = _block_peaks(signal, ceiling / 10 ** (known_db / 20))
    _, gain_db, limiting, limited = nearest
    gain = np.float32(10 ** (gain_db / 20))
    turned, highest = _turned(blocks * gain, peaks * gain, limiting)
    return Levelled(turned.reshape(-1), limited * float(gain) ** 2, _decibels(highest) + _SPARE_DB)


def _turned(blocks: Signal, peaks: Signal, limiting: Signal) -> tuple[Signal, float]:
    """Blocks with the limiter's gain applied, and a bound of their peaks."""
    if len(limiting) == 1:
        return blocks, float(peaks.max())
    before, after = np.append(limiting[:1], limiting[:-1]), np.append(limiting[1:], limiting[-1:])
    moved = np.flatnonzero(np.minimum(limiting, np.minimum(before, after)) < 1)
    blocks[moved] *= _between(before[moved], limiting[moved], after[moved])
    return blocks, float((peaks * np.maximum(limiting, np.maximum(before, after))).max())


def _limiting_gain(peaks: Signal, rate: int, ceiling: float) -> Signal:
    """The gain of a look-ahead limiter, a number a block; a single one when nothing passes the ceiling.

    It falls before a peak and rises after it along a window of about 8 ms, so that nothing clicks. It is low enough
    one block around each peak, so that what lies between the middles of blocks is held too.
    """
    if peaks.max(initial=0.0) <= ceiling:
        return np.ones(1, dtype=np.float32)
    needed = np.minimum(np.float32(1), np.float32(ceiling) / np.maximum(peaks, np.float32(1e-9)))
    half = max(1, round(0.004 * rate / _BLOCK))
    padded = np.pad(needed, 2 * half + 1, constant_values=1.0)
    lowest = _sliding_minimum(padded, 2 * half + 3)
    window = np.hanning(2 * half + 3)[1:-1]
    smooth: Signal = np.convolve(lowest, (window / window.sum()).astype(np.float32), mode="valid")
    smooth *= np.float32(4096)
    return np.floor(smooth, out=smooth) * np.float32(1 / 4096)


def _between(before: Signal, middle: Signal, after: Signal) -> Signal:
    """A gain for each sample of blocks, on straight lines between the middles of a block and its neighbours."""
    at = (np.arange(_BLOCK // 2, dtype=np.float32) + np.float32(0.5)) / np.float32(_BLOCK)
    lines = np.empty((len(middle), _BLOCK), dtype=np.float32)
    np.multiply((before - middle)[:, None], at[::-1], out=lines[:, : _BLOCK // 2])
    np.multiply((after - middle)[:, None], at, out=lines[:, _BLOCK // 2 :])
    lines += middle[:, None]
    return lines


def _sliding_minimum(values: Signal, width: int) -> Signal:
    """The least of each `width` neighbours, by doubling: `width - 1` values shorter."""
    have = 1
    while have < width:
        step = min(have, width - have)
        values = np.minimum(values[:-step], values[step:])
        have += step
    return values


def _block_peaks(signal: Signal, above: float) -> Signal:
    """The greatest magnitude in each block of the signal oversampled four times, as far as it may pass `above`.

    Frames whose samples come within 6 dB of `above` are oversampled through their spectrum, so that nothing up to half
    the rate is lost: in a sibilant the samples may miss a peak by 2 dB, and by 5 where two crests cancel. Elsewhere the
    samples' own peak stands.
    """
    rows = _in_rows(np.abs(signal), FRAME)
    peaks: Signal = rows.reshape(-1, _BLOCK).max(axis=1)
    high = np.flatnonzero(rows.max(axis=1) > np.float32(above / _HIDDEN))
    padded = np.zeros(len(rows) * FRAME + 2 * _MARGIN, dtype=np.float32)
    padded[_MARGIN : _MARGIN + len(signal)] = signal
    windows = np.lib.stride_tricks.sliding_window_view(padded, FRAME + 2 * _MARGIN)[::FRAME]
    by_frame = peaks.reshape(len(rows), -1)
    for first in range(0, len(high), _FRAMES_AT_ONCE):
        some = high[first : first + _FRAMES_AT_ONCE]
        spectrum = np.fft.rfft(windows[some] * _taper())
        dense = np.fft.irfft(spectrum, windows.shape[1] * _OVERSAMPLE)
        middle = dense[:, _MARGIN * _OVERSAMPLE : (_MARGIN + FRAME) * _OVERSAMPLE]
        found = np.abs(middle).reshape(len(some), -1, _BLOCK * _OVERSAMPLE).max(axis=2) * _OVERSAMPLE
        by_frame[some] = np.maximum(by_frame[some], found)
    return peaks[: -(-len(signal) // _BLOCK)]


@cache
def _taper() -> Any:
    """One over a frame, and falling to nothing over the margins beside it."""
    slope = np.hanning(2 * _MARGIN)[:_MARGIN]
    return np.concatenate([slope, np.ones(FRAME), slope[::-1]]).astype(np.float32)


def _in_rows(signal: Signal, width: int) -> Signal:
    """The signal in rows of `width`, the last filled with silence."""
    if len(signal) % width == 0:
        return signal.reshape(-1, width)
    padded = np.zeros(-(-len(signal) // width) * width, dtype=np.float32)
    padded[: len(signal)] = signal
    return padded.reshape(-1, width)


def _decibels(peak: float) -> float:
    return float(20 * np.log10(peak)) if peak > 0 else float("-inf")


@cache
def _k_power(rate: int) -> Any:
    """What each real and imaginary part of a frame's spectrum adds to its K-weighted energy.

    Filter parameters for any rate after B. De Man, "Evaluation of implementations of the EBU R128 loudness
    measurement" (AES 145, 2018).
    """
    z = np.exp(-2j * np.pi * np.fft.rfftfreq(FRAME))
    gain, q, f0 = 3.999843853973347, 0.7071752369554196, 1681.974450955533
    k, v = np.tan(np.pi * f0 / rate), 10 ** (gain / 20)
    vb = v**0.4996667741545416
    a = 1 + k / q + k * k
    shelf = ((v + vb * k / q + k * k) + 2 * (k * k - v) * z + (v - vb * k / q + k * k) * z**2) / (
        a + 2 * (k * k - 1) * z + (1 - k / q + k * k) * z**2
    )
    q, f0 = 0.5003270373238773, 38.13547087602444
    k = np.tan(np.pi * f0 / rate)
    a = 1 + k / q + k * k
    high_pass = (1 - 2 * z + z**2) / (1 + 2 * (k * k - 1) / a * z + (1 - k / q + k * k) / a * z**2)
    power = np.abs(shelf * high_pass) ** 2 * (2 / FRAME)
    # A real signal's bins stand for two each, but for the first and the last.
    power[0] /= 2
    power[-1] /= 2
    return np.repeat(power, 2).astype(np.float32)
