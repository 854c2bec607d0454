"""Predicted seconds of pages against the embedded voice itself, and how the voice's facts move them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from plainspoken.script.durations.engine_rate import guessed_rate, seconds_of
from plainspoken.script.durations.voice_timing import LEAST_PAUSE_MS, VoiceTiming
from plainspoken.script.model import Beat, Page, Script, Source
from plainspoken.script.spoken import speak
from plainspoken.script.timing.page_seconds import (
    SpeechPrice,
    TalkSeconds,
    beat_seconds,
    page_speech,
    predict_pages,
)

ScriptOf = Callable[..., Script]
AT = Source(file="talk.md", line=1, column=1, end_line=1, end_column=2)


def predicted(script: Script, voice: VoiceTiming) -> TalkSeconds:
    return predict_pages([page_speech(page, voice.model) for page in script.pages], voice, script.words_per_minute)


@pytest.mark.slow
@pytest.mark.parametrize("rate", [200.0, 300.0])
def test_pages_last_as_long_as_the_voice_says_them(
    script_of: ScriptOf, talk_pages: list[list[str]], rate: float, tmp_path: Path
) -> None:
    from plainspoken.tts.engines.engine import SegmentRequest
    from plainspoken.tts.synthesis.synthesize import Finish, voice_page
    from plainspoken.tts.text.utterance import utterance

    voice = VoiceTiming(engine_rate=rate, page_pause_ms=1000)
    script = script_of(talk_pages)
    request = SegmentRequest("en-us+klatt5", rate, None, "en-US", {}, tmp_path, "p", 30)
    heard = [
        voice_page("espeak", utterance(page), request, page.id, tmp_path, Finish(page.id, -16, 450, 3000)).speech_ms
        / 1000
        for page in script.pages
    ]
    said = [seconds - 1 for seconds in predicted(script, voice).pages]
    errors = [abs(p / h - 1) for p, h in zip(said, heard, strict=True)]
    assert sum(errors) / len(errors) < 0.05
    assert abs(sum(said) / sum(heard) - 1) < 0.02


@pytest.mark.parametrize("pace", [150.0, 200.0, 250.0])
@pytest.mark.parametrize("pause", [0, 450, 1500])
def test_a_talk_is_heard_at_the_pace_asked_for(
    script_of: ScriptOf, talk_pages: list[list[str]], pace: float, pause: int
) -> None:
    script = script_of(talk_pages)
    found = predicted(script, VoiceTiming(words_per_minute=pace, page_pause_ms=pause))
    assert found.longest == pytest.approx(script.words * 60 / pace)
    assert found.longest * 0.96 <= found.whole <= found.longest
    assert found.whole == pytest.approx(sum(found.pages))


def test_an_engine_without_lengths_is_heard_at_exactly_the_pace(
    script_of: ScriptOf, talk_pages: list[list[str]]
) -> None:
    script = script_of(talk_pages)
    found = predicted(script, VoiceTiming(engine="nobody", words_per_minute=180, page_pause_ms=700))
    assert found.longest == pytest.approx(script.words * 60 / 180)
    assert found.whole == pytest.approx(script.words * 60 / 180, rel=0.01)
    assert min(found.pages) > 0.7


def test_a_voice_of_its_own_pace_comes_before_the_scripts(script_of: ScriptOf, talk_pages: list[list[str]]) -> None:
    script = script_of(talk_pages, words_per_minute=200)
    assert predicted(script, VoiceTiming()).longest == pytest.approx(script.words * 60 / 200)
    assert predicted(script, VoiceTiming(words_per_minute=120)).longest == pytest.approx(script.words * 60 / 120)


def test_a_pinned_rate_is_not_calibrated(script_of: ScriptOf, talk_pages: list[list[str]]) -> None:
    script = script_of(talk_pages)
    slow, fast = (predicted(script, VoiceTiming(engine_rate=rate)) for rate in (200, 300))
    assert slow.whole > fast.whole * 1.2
    assert slow.longest == slow.whole
    longer = predicted(script, VoiceTiming(engine_rate=200, page_pause_ms=1450))
    assert longer.whole == pytest.approx(slow.whole + len(script.pages))


def test_no_page_pause_is_shorter_than_a_clip_can_have(script_of: ScriptOf, talk_pages: list[list[str]]) -> None:
    script = script_of(talk_pages[:2])
    none, least = (predicted(script, VoiceTiming(engine_rate=200, page_pause_ms=p)) for p in (0, LEAST_PAUSE_MS))
    assert none == least


def test_pauses_and_paces_that_the_author_wrote_count() -> None:
    voice = VoiceTiming(engine_rate=250)
    still = Page(id="p", beats=[Beat(tokens=speak("One two."), at=AT), Beat(tokens=speak("Three four."), at=AT)], at=AT)

    def seconds(*beats: dict[str, object]) -> float:
        changed = [beat.model_copy(update=update) for beat, update in zip(still.beats, beats, strict=True)]
        page = still.model_copy(update={"beats": changed})
        return predicted(Script(talk="t", title="T", minutes=1, pages=[page]), voice).whole

    plain = seconds({}, {})
    assert seconds({}, {"pause_after_ms": 2000}) == pytest.approx(plain + 2)
    # A pause between two beats cuts the page in two, and takes the place of the voice's own.
    assert plain + 1.5 < seconds({"pause_after_ms": 2000}, {}) < plain + 2.2
    assert seconds({"rate": 0.5}, {"rate": 0.5}) > plain * 1.6


def test_pages_on_which_nothing_is_said_last_as_long_as_they_are_set_to(script_of: ScriptOf) -> None:
    script = script_of([["One two."], []])
    assert predicted(script, VoiceTiming(silent_page_ms=1700)).pages[1] == 1.7
    assert predicted(script_of([[]]), VoiceTiming()).whole == 3.0
    assert predicted(script_of([]), VoiceTiming()).whole == 0.0


def test_short_texts_have_the_rate_of_ordinary_text(script_of: ScriptOf) -> None:
    model = VoiceTiming().model
    script = script_of([["One two three."]])
    assert predicted(script, VoiceTiming(words_per_minute=210)).rate == round(210 / model.words_per_rate)


@given(st.floats(5, 2000), st.integers(40, 3000))
@hypothesis_settings(max_examples=60, deadline=None)
def test_rates_stay_within_the_engine(asked: float, words: int) -> None:
    model = VoiceTiming().model
    load = model.load(["the network learns a face. "] * (words // 5))
    rate = guessed_rate(asked, model, [(1.0, load)], words, 1.0)
    assert model.slowest <= rate <= model.fastest
    if model.slowest < rate < model.fastest:
        assert seconds_of([(1.0, load)], model, rate) + 1.0 <= words * 60 / asked


def test_what_a_word_costs() -> None:
    calibrated = SpeechPrice(VoiceTiming(words_per_minute=120), 250, 100)
    assert calibrated.seconds("international considerations") == pytest.approx(1.0)
    assert calibrated.seconds("the two") == pytest.approx(1.0)
    for voice, words in ((VoiceTiming(engine_rate=200), 100), (VoiceTiming(), 30)):
        by_sound = SpeechPrice(voice, 250, words)
        assert by_sound.seconds("international considerations") > 2 * by_sound.seconds("the two")
        assert by_sound.seconds("") == 0


def test_a_beat_alone() -> None:
    voice = VoiceTiming()
    assert beat_seconds("", voice, 250) == 0
    assert beat_seconds("one two", voice, 125) > 1.5 * beat_seconds("one two", voice, 250)
    assert beat_seconds("one two", replace(voice, engine_rate=400), 125) < beat_seconds("one two", voice, 125)
