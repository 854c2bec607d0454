"""Predicted seconds against the embedded voice itself, and budgets."""

from __future__ import annotations

from pathlib import Path

import pytest

from plainspoken.script.model import Beat, Page, Script, Source
from plainspoken.script.spoken import speak
from plainspoken.script.timing.budget import page_cost, report
from plainspoken.script.timing.durations import Load, load_of, load_of_page, predict, profile, rate_for
from plainspoken.script.timing.voice_timing import VoiceTiming

AT = Source(file="talk.md", line=1, column=1, end_line=1, end_column=2)

# Not among the texts that the profile was fitted on.
TALK = [
    ["Today we ask a small question.", "Can a net that has seen a million photos read a face?"],
    ["We have five thousand faces,", "in seven groups,", "and most of them are happy."],
    ["First we train from scratch. The net starts with random weights, and it has only our faces to learn from."],
    ["After thirty epochs it is right on 45.2 % of the faces it has never seen."],
    ["That is far above chance, which would be 14 %, but it is not good."],
    ["Look at the curves.", "The training loss keeps falling,", "while the other one turns up again after epoch 12."],
    ["So it learns the training set by heart."],
    ["Next we take ResNet18, keep its lower layers as they are, and train only the last one."],
    ["It needs 11.2 million parameters, of which we change three thousand five hundred and ninety one."],
    ["One epoch takes 8 seconds on this laptop,", "and ten are enough."],
    ["The score rises to 62.4 %: nearly two thirds of the faces are named as people named them."],
    ["Where does it still fail? Fear is taken for surprise, and sadness for a neutral look."],
    ["People mix these up as well; two of us agreed on 65 % of a sample."],
    ["The larger ResNet50 does worse.", "With so few faces,", "more layers are harder to train."],
    [
        "What have we learned?",
        "Start from a trained net when data is scarce,",
        "and check the curves before you trust a score.",
    ],
]


def script_of(pages: list[list[str]], **options: object) -> Script:
    return Script(
        talk="t",
        title="T",
        minutes=5,
        pages=[
            Page(id=f"p{i}", beats=[Beat(tokens=speak(text), at=AT) for text in beats], at=AT)
            for i, beats in enumerate(pages)
        ],
        **options,  # type: ignore[arg-type]
    )


@pytest.mark.slow
@pytest.mark.parametrize("rate", [200, 300])
def test_pages_last_as_long_as_the_voice_says_them(rate: float) -> None:
    from plainspoken.tts.audio.samples import from_pcm, speech_span
    from plainspoken.tts.engines.engine import SegmentRequest
    from plainspoken.tts.engines.espeak import ENGINE
    from plainspoken.tts.text.utterance import Segment

    predicted, heard = [], []
    for page in script_of(TALK).pages:
        said = [beat.said for beat in page.beats]
        request = SegmentRequest("en-us+klatt5", rate, None, "en-US", {}, Path(), "p", 30)
        sound = ENGINE.speak(Segment(text="\n\n".join(said), words=()), request)
        start, end = speech_span(from_pcm(sound.pcm), sound.sample_rate)
        heard.append((end - start) / sound.sample_rate)
        predicted.append(profile().seconds(load_of_page(said), rate))
    errors = [abs(p / h - 1) for p, h in zip(predicted, heard, strict=True)]
    assert sum(errors) / len(errors) < 0.05
    assert abs(sum(predicted) / sum(heard) - 1) < 0.02


def test_a_talk_is_heard_at_the_pace_asked_for() -> None:
    script = script_of(TALK)
    for pace in (180.0, 250.0):
        budget = report(script, VoiceTiming(words_per_minute=pace))
        assert budget.seconds == pytest.approx(script.words * 60 / pace, rel=0.001)
    assert sum(page.seconds for page in budget.pages) == pytest.approx(budget.seconds)


def test_a_pinned_rate_is_not_calibrated() -> None:
    assert (
        report(script_of(TALK), VoiceTiming(engine_rate=200)).seconds
        > report(script_of(TALK), VoiceTiming(engine_rate=300)).seconds * 1.2
    )


def test_limits_and_what_is_over() -> None:
    script = script_of(TALK)
    budget = report(script, VoiceTiming(), minutes=0.5)
    assert budget.word_limit == 125
    assert budget.over_words == script.words - 125
    assert budget.over_seconds == pytest.approx(budget.seconds - 30)
    assert report(script, VoiceTiming()).over_words == 0


def test_pauses_that_the_author_wrote_count() -> None:
    still = Page(id="p", beats=[Beat(tokens=speak("One two."), at=AT)], at=AT)
    paused = still.model_copy(update={"beats": [Beat(tokens=speak("One two."), pause_after_ms=2000, at=AT)]})
    slow = still.model_copy(update={"beats": [Beat(tokens=speak("One two."), rate=0.5, at=AT)]})
    assert page_cost(paused).seconds == pytest.approx(page_cost(still).seconds + 2)
    assert page_cost(slow).seconds > page_cost(still).seconds + 0.2
    assert page_cost(Page(id="e", at=AT)).seconds == 0


def test_loads() -> None:
    load = load_of("one, two; three. Four!")
    assert (load.commas, load.sentences, load.beats) == (2, 1, 0)
    page = load_of_page(["one,", "two.", "three"])
    assert (page.beats, page.bare, page.soft) == (2, 0, 1)
    assert page.speech == pytest.approx(sum(load_of(said).speech for said in ("one,", "two.", "three")))
    assert predict("") == 0
    assert predict("one two", words_per_minute=125) > 1.5 * predict("one two")


def test_rates_stay_within_the_engine() -> None:
    assert rate_for(Load(speech=100), 300, 1, 0) == pytest.approx(80, abs=0.1)
    assert rate_for(Load(speech=100), 300, 10_000, 0) == pytest.approx(449, abs=0.1)
