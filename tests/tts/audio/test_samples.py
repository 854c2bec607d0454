"""Where sound is and is not, in true time."""

from __future__ import annotations

import numpy as np
import pytest

from plainspoken.tts.audio.samples import audible, from_pcm, pauses, speech_span, to_pcm


@pytest.mark.parametrize("rate", [8000, 11025, 16000, 22050, 44100])
def test_pauses_keep_true_time_over_minutes(rate: int) -> None:
    """At 22,050 Hz a frame is not quite 5 ms: taken for 5, words at the end of a long page were late by 0.2 s."""
    second = np.arange(rate) / rate
    part = (0.3 * np.sin(2 * np.pi * 220 * second) * (second < 0.75)).astype(np.float32)
    signal = np.tile(part, 90)
    found = pauses(audible(signal, rate), rate)
    assert len(found) == 90
    for number, (start, end) in enumerate(found):
        assert start == pytest.approx(number * 1000 + 750, abs=11)
        assert end == pytest.approx(number * 1000 + 1000, abs=11)


def test_speech_is_found_between_silences() -> None:
    signal = np.concatenate([np.zeros(8000), 0.2 * np.ones(16000), np.zeros(8000)]).astype(np.float32)
    start, end = speech_span(signal, 16000)
    assert 8000 - 16000 * 0.03 <= start <= 8000
    assert 24000 <= end <= 24000 + 16000 * 0.07
    assert speech_span(np.zeros(1000, dtype=np.float32), 16000) == (0, 0)


def test_samples_come_back_as_they_were_and_what_is_too_loud_is_cut() -> None:
    samples = np.array([-32768, -1, 0, 1, 32767], dtype="<i2").tobytes()
    assert to_pcm(from_pcm(samples)) == samples
    assert to_pcm(np.array([2.0, -2.0], dtype=np.float32)) == np.array([32767, -32768], dtype="<i2").tobytes()
