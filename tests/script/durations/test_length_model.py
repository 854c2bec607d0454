"""Lengths from data: what a word, a pause and a segment cost, and what an engine without a model gets."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from plainspoken.script.durations import length_model as module
from plainspoken.script.durations.length_model import PAUSES, LengthModel, SpeechLoad, length_model
from plainspoken.script.durations.voice_timing import VoiceTiming


def a_model(**changes: object) -> LengthModel:
    pauses = dict.fromkeys(PAUSES, (0.4, 0.2)) | {"segment": (0.1, 0.05), "bare": (0.0, 0.0), "soft": (-0.1, -0.05)}
    facts = {
        "engine": "toy",
        "voice": "v",
        "version": "1",
        "pace": "calibrated",
        "slowest": 50.0,
        "fastest": 400.0,
        "words_per_rate": 1.0,
        "rates": (100.0, 200.0),
        "scale": (1.0, 0.5),
        "pauses": pauses,
        "word": 0.1,
        "letter": 0.3,
        "other": 0.05,
        "endings": {"ed": 0.02, "e": 0.0},
        "spellings": {"th": 0.03, "t": 0.07, "h": 0.05, "a": 0.1, "m": 0.06},
        "whole_words": {"the": -0.04},
        "voices": {"slow": 1.1},
    }
    return LengthModel(**(facts | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("", 0.0),
        ("B", 0.3),  # the letter's name
        ("a", 0.1 + 0.1),  # the article is a word
        ("math", 0.1 + 0.06 + 0.1 + 0.03),  # th before t
        ("the", 0.1 - 0.04 + 0.03 + 0.05),  # an e that is no ending, and has no length of its own
        ("matted", 0.1 + 0.02 + 0.06 + 0.1 + 0.07 + 0.07),
        ("Mat, mat.", 2 * (0.1 + 0.06 + 0.1 + 0.07)),  # marks and capitals are nothing of a word
        ("naïf", 0.1 + 4 * 0.05 + 0.05),
    ],
)
def test_a_word_is_as_long_as_its_spelling_makes_it(said: str, seconds: float) -> None:
    assert a_model().load([said]).words == pytest.approx(seconds)


def test_pauses_are_counted_by_kind() -> None:
    load = a_model().load(["one, two; three. Four!", "", "five,", "six", "3.5 or 1,000 is no pause."])
    counts = dict(zip(PAUSES, load.pauses, strict=True))
    assert counts == {"segment": 1, "comma": 1, "colon": 1, "sentence": 1, "beat": 3, "bare": 1, "soft": 1}
    assert a_model().load(["", ""]) == SpeechLoad()


def test_between_rates_by_interpolation_and_beyond_in_proportion() -> None:
    model = a_model()
    load = SpeechLoad(words=10.0)
    assert [model.seconds(load, rate) for rate in (50, 100, 150, 200, 400)] == pytest.approx([20, 10, 7.5, 5, 2.5])
    assert model.seconds(load, 10) == pytest.approx(20)  # no slower than the engine can
    assert model.seconds(load, 999) == pytest.approx(2.5)
    assert model.seconds(load, 100, "slow") == pytest.approx(11)
    assert model.seconds(load, 100, "unknown") == pytest.approx(10)


def test_loads_add_up() -> None:
    model = a_model()
    one, two = model.load(["the mat,"]), model.load(["math. matted"])
    assert model.seconds(one + two, 150) == pytest.approx(model.seconds(one, 150) + model.seconds(two, 150))


def test_every_file_of_lengths_is_a_model() -> None:
    files = sorted((Path(module.__file__).parents[1] / "words" / "voice_lengths").glob("*.json"))
    assert [path.stem for path in files if path.stem == "espeak"]
    for path in files:
        model = length_model(path.stem)
        assert model is not None
        assert json.loads(path.read_text(encoding="utf-8"))["fitted"]
        assert model.engine == path.stem
        assert list(model.rates) == sorted(model.rates)
        assert set(model.pauses) == set(PAUSES)
        assert {len(values) for values in model.pauses.values()} == {len(model.rates)} == {len(model.scale)}
        assert all(model.load([word]).words > 0 for word in ("network", "the", "epoch", "B", "a", "I", "naïf", "don't"))


def test_an_engine_without_lengths_borrows_those_of_the_default_and_keeps_its_pace() -> None:
    assert length_model("nobody") is None
    assert length_model("../words/voice_lengths/espeak") is None
    other = VoiceTiming(engine="nobody")
    assert other.model.engine == "espeak" and not other.fitted
    assert other.exact(12) and VoiceTiming(engine="nobody", engine_rate=5).exact(500)
    assert VoiceTiming().fitted and not VoiceTiming().exact(500)
