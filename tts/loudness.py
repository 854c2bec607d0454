"""Loudness and true peak by ITU-R BS.1770-4, and a limiter that reaches the one without passing the other.

Signals are one-dimensional float arrays with full scale at 1. The filters are applied in the frequency domain, so that
numpy is all that a booth has to load.
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

HOP = 128
_BLOCK_S, _STEP_S = 0.4, 0.1
_OVERSAMPLE = 4
_TAPS = 16
_CHUNK = 1 << 16


@dataclass(frozen=True)
class Level:
    """Integrated loudness in LUFS (`-inf` for silence) and true peak in dBTP."""

    lufs: float
    true_peak_db: float


def hop_energies(signal: Signal, rate: int) -> Energies:
    """Energy of the K-weighted signal in hops of `HOP` samples; the last hop may be short.

    Energies of clips laid end to end are the energies of the whole, as long as clips begin and end in silence and are
    whole numbers of hops long.
    """
    return _hop_sums(_k_weighted(signal, rate) ** 2)


def integrated_loudness(energies: Energies, rate: int) -> float:
    """Gated loudness in LUFS of hop energies: blocks of 400 ms, 75 % overlap, gates at -70 LUFS and -10 LU.

    Blocks are rounded to whole hops, at most 0.8 % of a block. A signal shorter than a block is measured as one.
    """
    block = max(1, round(_BLOCK_S * rate / HOP))
    if len(energies) < block:
        blocks = np.array([energies.sum() / (max(len(energies), 1) * HOP)])
    else:
        sums = np.concatenate([[0.0], np.cumsum(energies)])
        starts = np.round(np.arange(0, (len(energies) - block) * HOP + 1, _STEP_S * rate) / HOP).astype(int)
        blocks = (sums[starts + block] - sums[starts]) / (block * HOP)
    blocks = blocks[blocks > 10 ** ((-70 + 0.691) / 10)]
    if not len(blocks):
        return float("-inf")
    gate = np.mean(blocks) * 0.1
    return float(-0.691 + 10 * np.log10(np.mean(blocks[blocks > gate])))


def true_peak_db(signal: Signal) -> float:
    """Peak of the signal oversampled four times, in dB below full scale."""
    peak = float(_peaks(signal).max(initial=0.0))
    return float(20 * np.log10(peak)) if peak > 0 else float("-inf")


def measure(signal: Signal, rate: int) -> Level:
    """Both measures of one signal."""
    return Level(integrated_loudness(hop_energies(signal, rate), rate), true_peak_db(signal))


def levelled(signal: Signal, rate: int, lufs: float, ceiling_db: float) -> Signal:
    """`signal` at `lufs`, its true peak held below `ceiling_db`.

    The limiter takes a little of the loudness away, so gain and limiter are tried together until they meet; later
    steps are lengthened, since of each decibel more the limiter takes about half. A signal of less than three seconds
    is measured as if it went on repeating, since one gated block of it would mostly measure where it begins.
    """
    repeats = max(1, -(-3 * rate // max(len(signal), 1)))
    weighted, peaks = _k_weighted(signal, rate), _peaks(signal)
    ceiling = 10 ** (ceiling_db / 20)
    gain_db = 0.0
    limiting = np.ones(1, dtype=np.float32)
    for step in (1.0, 1.3, 1.7, 1.7, 1.7, 1.7, 1.7, 1.7):
        # The limiter's gain moves slowly beside the filters, so it may be applied after them while searching.
        energies = _hop_sums((weighted * limiting) ** 2)
        loudness = integrated_loudness(np.tile(energies, repeats), rate) + gain_db
        if not np.isfinite(loudness):
            return signal
        if abs(lufs - loudness) < 0.03:
            break
        gain_db += step * (lufs - loudness)
        limiting = _limiting_gain(peaks * np.float32(10 ** (gain_db / 20)), rate, ceiling)
    result: Signal = signal * (np.float32(10 ** (gain_db / 20)) * limiting)
    return result


def _limiting_gain(peaks: Signal, rate: int, ceiling: float) -> Signal:
    """The gain of a look-ahead limiter: it falls before a peak and rises after it along a window of 8 ms, so that no
    peak passes the ceiling and nothing clicks."""
    if peaks.max(initial=0.0) <= ceiling:
        return np.ones(1, dtype=np.float32)
    needed = np.minimum(np.float32(1), np.float32(ceiling) / np.maximum(peaks, np.float32(1e-9)))
    half = max(1, round(0.004 * rate))
    padded = np.pad(needed, 2 * half, constant_values=1.0)
    lowest = _sliding_minimum(padded, 2 * half + 1)
    window = np.hanning(2 * half + 3)[1:-1]
    gain: Signal = np.convolve(lowest, (window / window.sum()).astype(np.float32), mode="valid")
    return gain


def _sliding_minimum(values: Signal, width: int) -> Signal:
    """The least of each `width` neighbours, by doubling: `width - 1` values shorter."""
    have = 1
    while have < width:
        step = min(have, width - have)
        values = np.minimum(values[:-step], values[step:])
        have += step
    return values


def _peaks(signal: Signal) -> Signal:
    """The greatest magnitude at and around each sample, of the signal oversampled four times."""
    peaks = np.abs(signal)
    taps = np.arange(-_TAPS, _TAPS)
    for phase in range(1, _OVERSAMPLE):
        offset = phase / _OVERSAMPLE
        kernel = np.sinc(taps + offset) * np.kaiser(2 * _TAPS, 6.0)
        between = np.abs(np.convolve(signal, (kernel / kernel.sum()).astype(np.float32), mode="same"))[: len(signal)]
        peaks = np.maximum(peaks, between)
    if len(peaks) > 2:
        peaks[1:-1] = np.maximum(peaks[1:-1], np.maximum(peaks[:-2], peaks[2:]))
    return peaks


def _hop_sums(squares: Signal) -> Energies:
    hops = -(-len(squares) // HOP)
    padded = np.zeros(hops * HOP, dtype=np.float32)
    padded[: len(squares)] = squares
    sums: Energies = padded.reshape(hops, HOP).sum(axis=1, dtype=np.float64)
    return sums


def _k_weighted(signal: Signal, rate: int) -> Signal:
    """The signal through the two filters of BS.1770, as if silence stood before it; piece by piece, each with enough
    of what went before for the filters to settle (their slowest part is at 38 Hz)."""
    settle = rate // 4
    step = _CHUNK - settle
    response = _k_response(_CHUNK, rate)
    before = np.concatenate([np.zeros(settle, dtype=np.float32), signal])
    pieces = []
    for start in range(0, len(signal), step):
        piece = np.fft.irfft(np.fft.rfft(before[start : start + _CHUNK].astype(np.float64), _CHUNK) * response, _CHUNK)
        pieces.append(piece[settle : settle + min(step, len(signal) - start)].astype(np.float32))
    return np.concatenate(pieces) if pieces else signal


@cache
def _k_response(size: int, rate: int) -> Any:
    """Frequency response of the K filter at the bins of a real FFT.

    Filter parameters for any rate after B. De Man, "Evaluation of implementations of the EBU R128 loudness
    measurement" (AES 145, 2018).
    """
    z = np.exp(-2j * np.pi * np.fft.rfftfreq(size))
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
    return shelf * high_pass
