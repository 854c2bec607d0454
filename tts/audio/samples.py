"""Samples: where speech begins and ends in them, silence, and the way between 16 bits and floats.

Signals are one-dimensional float arrays with full scale at 1.
"""

from __future__ import annotations

import io
import wave
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Signal = NDArray[np.float32]

_FRAME_MS = 5
_FADE_MS = 4
_PAUSE_MS = 80
# What is left of the engine's own silence before the first and after the last sound that is loud enough to find:
# a soft first consonant is quieter than the threshold.
_BEFORE_MS, _AFTER_MS = 25, 60
_QUIET_DB = -42.0


def from_pcm(pcm: bytes) -> Signal:
    """16-bit little-endian mono to floats."""
    whole = len(pcm) // 2 * 2
    signal = np.frombuffer(pcm, dtype="<i2", count=whole // 2).astype(np.float32)
    signal *= np.float32(1 / 32768)
    return signal


def to_pcm(signal: Signal) -> bytes:
    """Floats to 16-bit little-endian mono, rounded, clipped at full scale."""
    samples = signal * np.float32(32768)
    np.rint(samples, out=samples)
    np.clip(samples, -32768, 32767, out=samples)
    return bytes(samples.astype("<i2").tobytes())


def wav_bytes(pcm: bytes, rate: int) -> bytes:
    """A mono 16-bit WAV file."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(pcm)
    return buffer.getvalue()


def wav_samples(data: bytes) -> bytes:
    """The samples of a WAV file that `wav_bytes` made."""
    with wave.open(io.BytesIO(data), "rb") as file:
        return file.readframes(file.getnframes())


def frame_size(rate: int) -> int:
    """Samples in a frame of about 5 ms: at 22,050 Hz it is 110 samples and 4.989 ms, which adds up over a page."""
    return max(1, rate * _FRAME_MS // 1000)


def frame_levels(signal: Signal, rate: int) -> Signal:
    """Root mean square of each frame."""
    size = frame_size(rate)
    frames = len(signal) // size
    if not frames:
        return np.zeros(0, dtype=np.float32)
    rows = signal[: frames * size].reshape(frames, size)
    levels: Signal = np.sqrt(np.einsum("ij,ij->i", rows, rows) / np.float32(size))
    return levels


def audible(signal: Signal, rate: int) -> NDArray[np.bool_]:
    """Which frames hold sound: less than 42 dB under the loudest, and above -66 dB of full scale."""
    levels = frame_levels(signal, rate)
    heard: NDArray[np.bool_] = levels > max(float(levels.max(initial=0.0)) * 10 ** (_QUIET_DB / 20), 0.0005)
    return heard


def pauses(heard: NDArray[np.bool_], rate: int) -> list[tuple[float, float]]:
    """Stretches of at least 80 ms of frames in which nothing is to be heard, as (start, end) in milliseconds: longer
    than the closure of a stop, so between words."""
    edges = np.flatnonzero(np.diff(np.concatenate([[True], heard, [True]]).astype(np.int8)))
    frame_ms = frame_size(rate) * 1000 / rate
    return [
        (float(start * frame_ms), float(end * frame_ms))
        for start, end in zip(edges[::2], edges[1::2], strict=True)
        if (end - start) * frame_ms >= _PAUSE_MS
    ]


def speech_span(signal: Signal, rate: int) -> tuple[int, int]:
    """First sample of speech and the first after it; (0, 0) when nothing is to be heard."""
    heard = np.nonzero(audible(signal, rate))[0]
    if not len(heard):
        return 0, 0
    size = frame_size(rate)
    start = max(0, int(heard[0]) * size - rate * _BEFORE_MS // 1000)
    end = min(len(signal), (int(heard[-1]) + 1) * size + rate * _AFTER_MS // 1000)
    return start, end


def faded(signal: Signal, rate: int) -> Signal:
    """The signal with its first and last 4 ms faded, so that it meets silence without a click."""
    count = min(rate * _FADE_MS // 1000, len(signal) // 2)
    if count < 1:
        return signal
    ramp = (0.5 - 0.5 * np.cos(np.pi * (np.arange(count) + 0.5) / count)).astype(np.float32)
    result = signal.copy()
    result[:count] *= ramp
    result[-count:] *= ramp[::-1]
    return result


def silence(milliseconds: float, rate: int) -> Signal:
    """That long a silence, to the nearest sample."""
    return np.zeros(round(milliseconds * rate / 1000), dtype=np.float32)


def resample(signal: Any, rate: int, wanted: int) -> NDArray[np.float64]:
    """The signal at another rate, by cutting or padding its spectrum."""
    if rate == wanted:
        return np.asarray(signal, dtype=np.float64)
    count = max(1, round(len(signal) * wanted / rate))
    spectrum = np.fft.rfft(signal)
    bins = count // 2 + 1
    fitted = np.zeros(bins, dtype=complex)
    fitted[: min(bins, len(spectrum))] = spectrum[:bins]
    resampled: NDArray[np.float64] = np.fft.irfft(fitted, count) * (count / len(signal))
    return resampled
