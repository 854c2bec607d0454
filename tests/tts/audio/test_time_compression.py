"""Tempo without pitch: lengths, pitch, places of moments, and no clicks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainspoken.tts.audio.cut_pauses import with_short_pauses
from plainspoken.tts.audio.samples import audible, pauses
from plainspoken.tts.audio.time_compression import compressed

RATE = 24000


def _tone(seconds: float, hertz: float = 190.0) -> Any:
    return (0.3 * np.sin(2 * np.pi * hertz * np.arange(round(seconds * RATE)) / RATE)).astype(np.float32)


@pytest.mark.parametrize("tempo", [0.7, 0.95, 1.05, 1.34, 1.64, 2.5])
@pytest.mark.parametrize("hertz", [110.0, 190.0, 240.0])
def test_the_pitch_stays_and_the_length_is_divided(tempo: float, hertz: float) -> None:
    signal = _tone(4, hertz)
    result, _ = compressed(signal, RATE, tempo)
    assert len(result) == round(len(signal) / tempo)
    middle = result[RATE // 4 : -RATE // 4]
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle))))
    assert spectrum.argmax() * RATE / len(middle) == pytest.approx(hertz, abs=1.5)
    # An evenly loud tone stays one: windows that did not fit would cancel each other.
    level = np.sqrt(np.mean(middle[: len(middle) // 480 * 480].reshape(-1, 480) ** 2, axis=1))
    assert level.min() > 0.8 * level.max()


@pytest.mark.parametrize("tempo", [0.8, 1.3, 1.64, 2.2])
def test_moments_are_where_the_map_says(tempo: float) -> None:
    signal = np.zeros(5 * RATE, np.float32)
    meant = [0.4, 1.1, 1.7, 2.6, 3.3, 4.5]
    for second in meant:
        start = round(second * RATE)
        signal[start : start + RATE // 5] = _tone(0.2)
    result, moved = compressed(signal, RATE, tempo)
    heard = [start for start, _ in zip(*_sounding(result), strict=True)]
    assert len(heard) == len(meant)
    for second, found in zip(meant, heard, strict=True):
        assert moved(second * 1000) == pytest.approx(found, abs=12)
        assert found == pytest.approx(second * 1000 / tempo, abs=16)


def _sounding(signal: Any) -> tuple[list[float], list[float]]:
    silent = pauses(audible(signal, RATE), RATE)
    return [end for _, end in silent[:-1]], [start for start, _ in silent[1:]]


def test_a_tempo_of_one_changes_nothing_and_the_same_sound_gives_the_same_bytes() -> None:
    signal = _tone(0.5)
    assert compressed(signal, RATE, 1.0)[0] is signal
    assert compressed(signal, RATE, 1.4)[0].tobytes() == compressed(signal.copy(), RATE, 1.4)[0].tobytes()


@pytest.mark.parametrize("tempo", [0.0, -1.0, float("nan"), float("inf")])
def test_what_is_no_tempo_is_refused(tempo: float) -> None:
    with pytest.raises(ValueError, match="is not a tempo"):
        compressed(_tone(0.1), RATE, tempo)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 9000), st.floats(0.4, 3.0), st.sampled_from([8000, 16000, 22050, 24000, 44100]))
def test_any_length_at_any_rate(samples: int, tempo: float, rate: int) -> None:
    signal = np.random.default_rng(samples).normal(0, 0.1, samples).astype(np.float32)
    result, moved = compressed(signal, rate, tempo)
    assert len(result) == round(samples / tempo)
    assert np.isfinite(result).all()
    assert result.dtype == np.float32
    places = [moved(at) for at in np.linspace(0, samples * 1000 / rate, 50)]
    assert places == sorted(places)
    assert places[-1] == pytest.approx(len(result) * 1000 / rate)


def test_long_pauses_are_cut_and_short_ones_left() -> None:
    quiet = [np.zeros(round(seconds * RATE), np.float32) for seconds in (0.6, 0.1, 0.9)]
    signal = np.concatenate([_tone(0.5), quiet[0], _tone(0.5), quiet[1], _tone(0.5), quiet[2], _tone(0.5)])
    result, moved = with_short_pauses(signal, RATE, 200)
    assert len(result) / RATE == pytest.approx(2.0 + 0.2 + 0.1 + 0.2, abs=0.03)
    assert [round(end - start, -1) for start, end in pauses(audible(result, RATE), RATE)] == [200, 100, 200]
    assert moved(0) == 0
    assert moved(1100) == pytest.approx(700, abs=10)
    assert moved(len(signal) * 1000 / RATE) == pytest.approx(len(result) * 1000 / RATE)


def test_without_long_pauses_it_is_the_signal_itself() -> None:
    signal = _tone(0.5)
    result, moved = with_short_pauses(signal, RATE, 200)
    assert result is signal
    assert moved(123.0) == pytest.approx(123.0)
