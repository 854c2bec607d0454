"""Pitch falls at full stops and not at commas, whatever the model's own contour does."""

from __future__ import annotations

import numpy as np
import pytest

from plainspoken.tts.engines.hibari_pitch import bent, semitones


@pytest.mark.parametrize(("rise", "mark"), [(3.0, "."), (0.0, "."), (-1.0, "!"), (-6.0, "."), (-4.0, ","), (2.0, ",")])
def test_the_last_300_ms_fall_at_ends_alone(rise: float, mark: str) -> None:
    f0 = np.concatenate([np.full(40, 190.0), 190.0 * 2 ** (np.linspace(0, rise, 24) / 12), np.zeros(16)])
    shaped = bent(f0, np.array([20, 12, 8]), [(2, mark)])
    moved = semitones(shaped[40:64])
    if mark == ",":
        assert moved > -0.5
    else:
        assert moved < -2.0
    assert (shaped[:40] == np.float32(190)).all()
    assert (shaped[64:] == 0).all()


def test_questions_and_silence_are_left_alone() -> None:
    f0 = np.linspace(150, 220, 40).astype(np.float32)
    assert (bent(f0, np.array([10, 10]), [(1, "?")]) == f0).all()
    assert not bent(np.zeros(40), np.array([10, 10]), [(1, ".")]).any()
