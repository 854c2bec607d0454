"""Loudness and true peak, beside two other meters; and the limiter."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from plainspoken.base.ffmpeg import ffmpeg_path
from plainspoken.tts.audio.loudness import FRAME, frame_energies, integrated_loudness, levelled, measure
from plainspoken.tts.audio.samples import to_pcm, wav_bytes


def _speechlike(seconds: float, rate: int, *, level: float = 0.1) -> Any:
    """Noise under an envelope of syllables and pauses: crest factor and gating as speech has them."""
    random = np.random.default_rng(7)
    count = round(seconds * rate)
    time = np.arange(count) / rate
    syllables = np.maximum(0, np.sin(2 * np.pi * 2.3 * time)) ** 3
    phrases = (np.sin(2 * np.pi * 0.21 * time) > -0.6).astype(float)
    noise = np.convolve(random.normal(0, 1, count), np.ones(5) / 5, mode="same")
    return (level * noise * syllables * phrases).astype(np.float32)


def _ebur128(path: Path) -> tuple[float, float]:
    said = subprocess.run(
        [ffmpeg_path(), "-nostats", "-i", str(path), "-af", "ebur128=peak=true", "-f", "null", "-"],
        capture_output=True,
        text=True,
        check=True,
    ).stderr
    summary = said[said.rindex("Summary:") :]
    loudness = re.search(r"I:\s+(-?[\d.]+) LUFS", summary)
    peak = re.search(r"Peak:\s+(-?[\d.]+) dBFS", summary)
    assert loudness and peak
    return float(loudness[1]), float(peak[1])


@pytest.mark.parametrize("rate", [16000, 22050, 32000, 44100, 48000])
def test_agrees_with_ffmpeg(tmp_path: Path, rate: int) -> None:
    signal = _speechlike(20, rate)
    path = tmp_path / "signal.wav"
    path.write_bytes(wav_bytes(to_pcm(signal), rate))
    level = measure(signal, rate)
    loudness, peak = _ebur128(path)
    assert level.lufs == pytest.approx(loudness, abs=0.15)
    assert level.true_peak_db == pytest.approx(peak, abs=0.3)


def test_agrees_with_pyloudnorm_at_48_khz() -> None:
    import pyloudnorm

    signal = _speechlike(20, 48000)
    assert measure(signal, 48000).lufs == pytest.approx(
        pyloudnorm.Meter(48000).integrated_loudness(signal.astype(np.float64)), abs=0.1
    )


def test_a_full_scale_sine_reads_as_the_standard_says() -> None:
    # BS.1770: a 997 Hz sine at full scale in one channel reads -3.01 LUFS.
    sine = np.sin(2 * np.pi * 997 * np.arange(48000 * 5) / 48000).astype(np.float32)
    assert measure(sine, 48000).lufs == pytest.approx(-3.01, abs=0.05)


def test_peaks_between_samples_are_seen() -> None:
    # A sine at a quarter of the rate, sampled beside its crests, peaks 3 dB above its samples.
    sine = (0.5 * np.sin(2 * np.pi * np.arange(4800) / 4 + np.pi / 4)).astype(np.float32)
    assert np.max(np.abs(sine)) == pytest.approx(0.3536, abs=0.001)
    assert measure(sine, 48000).true_peak_db == pytest.approx(-6.02, abs=0.25)


def _sibilant(rate: int) -> Any:
    """Noise just below half the rate, as in the sibilants of a neural voice, in bursts over quiet speech."""
    count = 8 * rate
    random = np.random.default_rng(3)
    spectrum = np.fft.rfft(random.normal(0, 1, count))
    place = np.fft.rfftfreq(count) * 2
    spectrum[(place < 0.8) | (place > 0.96)] = 0
    bursts = np.sin(2 * np.pi * 1.7 * np.arange(count) / rate) > 0.6
    noise = np.fft.irfft(spectrum, count)
    return (0.2 * noise / noise.std() * bursts + 0.2 * _speechlike(8, rate)).astype(np.float32)


def _dense_peak_db(signal: Any) -> float:
    """The peak of the whole signal oversampled sixteen times through its spectrum."""
    dense = np.fft.irfft(np.fft.rfft(signal.astype(np.float64)), len(signal) * 16) * 16
    return float(20 * np.log10(np.abs(dense).max()))


@pytest.mark.parametrize("rate", [22050, 24000])
def test_peaks_of_sibilants_are_seen_where_samples_miss_them(tmp_path: Path, rate: int) -> None:
    """The search beside the crests of the samples missed them: clips said to peak at -3.3 dB peaked at -1.1."""
    signal = _sibilant(rate)
    signal = signal[: len(signal) // FRAME * FRAME]
    # A grid of four points a sample misses 0.7 dB at most.
    assert -0.7 < measure(signal, rate).true_peak_db - _dense_peak_db(signal) <= 0.01
    result = levelled(signal, rate, -12.0, -3.3)
    assert _dense_peak_db(result.signal) <= -3.3 + 0.7
    path = tmp_path / "signal.wav"
    path.write_bytes(wav_bytes(to_pcm(result.signal), rate))
    assert _ebur128(path)[1] <= -3.3 + 0.7


@pytest.mark.parametrize("level", [0.01, 0.1, 0.5])
@pytest.mark.parametrize("seconds", [1.0, 12.0])
def test_reaches_the_level_and_keeps_below_the_ceiling(level: float, seconds: float) -> None:
    signal = _speechlike(seconds, 22050, level=level)
    result = levelled(signal[: len(signal) // FRAME * FRAME], 22050, -18.0, -3.0)
    repeated = np.tile(result.signal, max(1, round(3 / seconds)))
    found = measure(repeated, 22050)
    assert found.lufs == pytest.approx(-18.0, abs=0.35)
    assert found.true_peak_db <= -2.99
    # What is said of the result without looking at it again holds when one does.
    assert result.true_peak_db == pytest.approx(measure(result.signal, 22050).true_peak_db, abs=0.05)
    foretold = integrated_loudness(np.tile(result.energies, max(1, round(3 / seconds))), 22050)
    assert foretold == pytest.approx(found.lufs, abs=0.2)


@pytest.mark.parametrize("rate", [22050, 24000])
def test_a_word_of_any_length_is_heard_and_bounded(rate: int) -> None:
    """The gain once ran away on sounds of a word or two: their clips were not numbers, and silent."""
    for milliseconds in range(200, 3001, 50):
        count = round(milliseconds * rate / 1000)
        rising = np.linspace(0, 1, count) ** 2
        for shape in (np.ones(count), rising, rising[::-1], np.hanning(count) ** 4):
            word = (0.2 * shape * np.sin(np.arange(count) * 0.11)).astype(np.float32)
            whole = np.zeros(-(-(count + rate // 2) // FRAME) * FRAME, dtype=np.float32)
            whole[rate // 8 : rate // 8 + count] = word
            result = levelled(whole, rate, -16.0, -3.3)
            assert np.isfinite(result.signal).all() and np.isfinite(result.energies).all()
            level = measure(np.tile(result.signal, 6), rate)
            assert -26 < level.lufs < -15.3
            assert level.true_peak_db <= -3.29
            assert result.true_peak_db == pytest.approx(level.true_peak_db, abs=0.05)


def test_what_is_not_a_number_is_refused() -> None:
    with pytest.raises(ValueError, match="not numbers"):
        levelled(np.full(FRAME, np.nan, dtype=np.float32), 22050, -16.0, -3.0)


def test_only_whole_frames_are_levelled() -> None:
    with pytest.raises(ValueError, match="whole frames"):
        levelled(np.zeros(FRAME + 1, dtype=np.float32), 22050, -16.0, -3.0)


def test_the_gain_turns_slowly_and_no_sample_is_turned_up() -> None:
    signal = np.full(FRAME * 40, 0.02, dtype=np.float32)
    signal[FRAME * 20 : FRAME * 20 + 30] = 0.9
    result = levelled(signal * np.tile([1, -1], len(signal) // 2).astype(np.float32), 22050, -20.0, -6.0)
    gain = np.abs(result.signal) / signal
    assert gain.max() == pytest.approx(gain[0], rel=1e-5)
    assert gain.min() < 0.7 * gain.max()
    assert np.max(np.abs(np.diff(gain))) < 0.02 * gain.max()


def test_silence_stays_silent() -> None:
    silent = np.zeros(FRAME * 20, dtype=np.float32)
    assert not levelled(silent, 22050, -16.0, -3.0).signal.any()
    assert measure(silent, 22050).lufs == float("-inf")


def test_energies_of_parts_are_those_of_the_whole() -> None:
    parts = [np.concatenate([np.zeros(FRAME), _speechlike(3, 22050)[: 63 * FRAME], np.zeros(FRAME)]) for _ in range(3)]
    parts = [part.astype(np.float32) for part in parts]
    apart = integrated_loudness(np.concatenate([frame_energies(part, 22050) for part in parts]), 22050)
    whole = integrated_loudness(frame_energies(np.concatenate(parts), 22050), 22050)
    assert apart == pytest.approx(whole, abs=0.01)
