"""Text and settings that would hurt a careless voice: each gives a clean result or one clear error."""

from __future__ import annotations

from typing import Any

import pytest

from plainspoken.base.errors import InputError
from plainspoken.tts.engines import find_engine
from plainspoken.tts.text.utterance import utterance


def _said(make: Any, text: str) -> str:
    return utterance(make.page("p", make.beat(text))).text


@pytest.mark.parametrize("text", ["", " ", "\x00", "\u200b", "\ufeff", "\x01\x02"])
def test_what_no_voice_can_say_is_a_silent_page(make: Any, text: str) -> None:
    assert not utterance(make.page("p", make.beat(text))).segments


def test_control_characters_never_reach_the_engine(make: Any) -> None:
    # U+0001 begins a command to espeak-ng, U+0000 ends the text.
    assert _said(make, "quiet\x01 50S\x00words\x1b[0m \u202eafter") == "quiet 50S words [0m after"


MARKS = [
    "<break time='60s'/> said <mark name='x'/> plainly",
    "</speak><speak> & < > &amp; said",
    "[[h@l'oU]] said",
    "$(sleep 60) `sleep 60` ; sleep 60 | said > /tmp/x & *",
    "'\"\\ said --voice --help",
    "one\x00two three four five six seven",
]


def test_marks_and_shell_characters_are_words_like_others(workspace: Any, make: Any) -> None:
    pages = [
        make.page(f"p{number}-{len(emphasis)}", make.beat(text, emphasis=emphasis))
        for number, text in enumerate(MARKS)
        for emphasis in ([], [1])
    ]
    narration = workspace.narrate(make.script(*pages), engine_rate=200, time_limit_s=60)
    for clip, page in zip(narration.clips, pages, strict=True):
        said = utterance(page).text.split()
        assert [word.text for times in clip.beats for word in times.words] == said
        assert 800 < clip.duration_ms < 20_000
        assert clip.beats[0].words[-1].end_ms > 400


def test_stress_is_not_read_aloud_as_marks(workspace: Any, make: Any) -> None:
    plain = workspace.narrate(make.script(make.page("p", make.beat("this is said"))), engine_rate=200)
    stressed = workspace.narrate(make.script(make.page("p", make.beat("this is said", emphasis=[1]))), engine_rate=200)
    assert stressed.clips[0].key != plain.clips[0].key
    assert abs(stressed.duration_ms - plain.duration_ms) < 700


@pytest.mark.parametrize("text", ["🎉", "مرحبا بالعالم", "日本語", "Привет", "we add ∮ to it", "☃ ☃"])
def test_what_the_voice_cannot_say_is_refused_with_its_line_before_anything_is_voiced(
    workspace: Any, make: Any, text: str
) -> None:
    talk = make.script(make.page("fine", "All well."), make.page("p", make.beat(text)))
    with pytest.raises(InputError) as caught:
        workspace.narrate(talk, engine="espeak")
    assert caught.value.line == 1
    assert caught.value.remedy
    assert not workspace.cache.exists()


@pytest.mark.parametrize("text", ["naïve café Ünïcödé", "great 🎉 work", "“so” — it's fine…", "a" * 300])
def test_what_it_can_say_is_said(workspace: Any, make: Any, text: str) -> None:
    from plainspoken.script.spoken.read_aloud import speak

    beat = make.beat("x").model_copy(update={"tokens": speak(text)})
    narration = workspace.narrate(make.script(make.page("p", beat)), engine="espeak", engine_rate=200)
    assert narration.clips[0].duration_ms > 300


@pytest.mark.parametrize("text", ["Thank you.", "Hello.", "Part two.", "Hi.", "Why?", "A.", "Oh.", "Stop.", "Go on."])
@pytest.mark.parametrize("rate", [160, 320])
def test_a_page_of_a_word_or_two_is_heard(workspace: Any, make: Any, text: str, rate: float) -> None:
    import wave

    import numpy as np

    narration = workspace.narrate(make.script(make.page("p", text)), engine="espeak", engine_rate=rate)
    with wave.open(str(workspace.out / narration.clips[0].path)) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    assert 0.2 < np.abs(samples).max() / 32768 < 0.75
    assert -27 < narration.loudness.lufs < -15


def test_a_page_of_only_punctuation_is_an_error_that_names_it(workspace: Any, make: Any) -> None:
    with pytest.raises(InputError, match=r"page p: .* says nothing for '\.\.\.'"):
        workspace.narrate(make.script(make.page("p", make.beat("..."))), engine_rate=200)


@pytest.mark.slow
def test_ten_thousand_words_on_a_page(workspace: Any, make: Any) -> None:
    text = " ".join(["this is a page with very many words on it."] * 1000)
    narration = workspace.narrate(make.script(make.page("p", make.beat(text))), engine_rate=449)
    words = narration.clips[0].beats[0].words
    assert len(words) == 10_000
    assert words[-1].end_ms <= narration.duration_ms


def test_a_language_that_the_voice_has_not(workspace: Any, make: Any) -> None:
    with pytest.raises(InputError, match="no voice for the language 'xx-YY'") as caught:
        workspace.narrate(make.script(make.page("p", "hello"), language="xx-YY"))
    assert "voices" in caught.value.remedy


def test_another_language_has_its_own_voice(workspace: Any, make: Any) -> None:
    narration = workspace.narrate(make.script(make.page("p", "Guten Tag, das ist ein Satz."), language="de-DE"))
    assert narration.voice.voice.startswith("de+")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"engine": "nobody"}, "no engine is called 'nobody'"),
        ({"voice": "martian"}, "no voice 'martian'"),
        ({"voice": "en-us+nobody"}, "no voice variant 'nobody'"),
        ({"voice": "en-us+../../etc/passwd"}, "no voice variant"),
        ({"voice": "en-us+f2"}, "breathes at random"),
        ({"engine": "pyttsx3", "voice": "martian"}, "pyttsx3 has no voice 'martian'"),
        ({"engine": "command"}, "needs a command line"),
        ({"engine": "command", "options": {"command": "no-such-program {text} {wav}"}}, "is not on this machine"),
        ({"engine": "take"}, "no folder of recordings"),
        ({"engine": "piper"}, "Piper"),
        ({"words_per_minute": 900}, "cannot speak at 900 words a minute"),
    ],
)
def test_what_is_not_here_is_an_error_with_a_remedy(
    workspace: Any, make: Any, settings: dict[str, Any], message: str
) -> None:
    with pytest.raises(InputError, match=message) as caught:
        workspace.narrate(make.script(make.page("p", "Something to be said, at some length.")), **settings)
    assert caught.value.remedy
    assert not (workspace.out / "narration.json").exists()


def test_every_engine_that_is_named_can_be_loaded() -> None:
    from plainspoken.tts.settings import ENGINES

    for name in ENGINES:
        engine = find_engine(name)
        assert engine.name == name
        assert isinstance(engine.voices(), list)
