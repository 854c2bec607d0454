"""What is heard: each clip says its own text, at the pace asked for, when the record says so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from plainspoken.base.progress import Silence
from plainspoken.script.model import Script
from plainspoken.tts.audio.encode_sound import decoded
from plainspoken.tts.audio.samples import from_pcm, resample
from plainspoken.tts.narrate import narrate
from plainspoken.tts.settings import VoiceSettings
from plainspoken.tts.synthesis.forced_alignment import dictionary_forms, phones, pronunciation, word_starts

TEXTS = [
    "The net learns the training faces by heart.",
    "A small model may be quicker than a large one.",
    "Happy faces are the most common in this set.",
    "We stop when the error on new data goes up.",
    "The matrix shows which class was taken for which.",
    "Half of the pictures were turned or cut.",
]


def _likeliest(signal: Any, rate: int, texts: list[str]) -> int:
    """Which of the texts pocketsphinx hears, when it may hear only these."""
    from pocketsphinx import Decoder

    decoder = Decoder(lm=None, loglevel="FATAL")
    choices = [" ".join(part for word in text.split() for part in dictionary_forms(word)) for text in texts]
    for word in dict.fromkeys(" ".join(choices).split()):
        if decoder.lookup_word(word) is None:
            decoder.add_word(word, pronunciation(word), False)
    decoder.add_jsgf_string("texts", f"#JSGF V1.0; grammar texts; public <text> = {' | '.join(choices)};")
    decoder.activate_search("texts")
    padded = np.concatenate([np.zeros(3200), resample(signal, rate, 16000) * 16000, np.zeros(3200)])
    noisy = padded + np.random.default_rng(1).normal(0, 10, len(padded))
    decoder.start_utt()
    decoder.process_raw(np.rint(noisy).astype("<i2").tobytes(), full_utt=True)
    decoder.end_utt()
    heard = decoder.hyp()
    return choices.index(heard.hypstr) if heard else -1


@pytest.mark.parametrize("engine", ["espeak", "pyttsx3"])
def test_each_clip_is_recognised_as_its_own_text(workspace: Any, make: Any, engine: str) -> None:
    pages = [make.page(f"p{number}", text) for number, text in enumerate(TEXTS)]
    narration = workspace.narrate(make.script(*pages, words_per_minute=150), engine=engine)
    heard = [_likeliest(from_pcm(decoded(workspace.out / clip.path, 16000)), 16000, TEXTS) for clip in narration.clips]
    assert heard == list(range(len(TEXTS)))


@pytest.mark.slow
def test_clips_of_the_first_talk_are_recognised_among_all_its_pages(tmp_path: Path) -> None:
    from plainspoken.config import find_talk
    from plainspoken.script.render import render

    talk = find_talk(str(Path(__file__).resolve().parents[3] / "talks" / "approaches"))
    recorded = talk.folder / "recorded" / "results"
    script = render(talk.folder, talk.config.script, recorded, file=talk.file, talk=talk.name).script
    narration = narrate(
        script,
        VoiceSettings(engine="espeak"),
        tmp_path / "audio",
        cache=tmp_path / "cache",
        folder=tmp_path,
        progress=Silence(),
    )
    said = [clip for clip in narration.clips if clip.said]
    for clip in said[::8]:
        signal = from_pcm(decoded(tmp_path / "audio" / clip.path, 16000))
        assert said[_likeliest(signal, 16000, [each.said for each in said])].page == clip.page


def test_words_begin_when_an_aligner_that_knows_no_events_finds_them(told: Any) -> None:
    folder, narration = told
    differences = []
    for clip in narration.clips:
        words = [word for times in clip.beats for word in times.words]
        if not words:
            continue
        starts = word_starts([word.text for word in words], from_pcm(decoded(folder / clip.path, 22050)), 22050)
        assert starts is not None
        differences += [abs(s - word.start_ms) for s, word in zip(starts, words, strict=True) if s is not None]
        for times in clip.beats:
            found = starts[words.index(times.words[0])]
            assert found is not None
            assert abs(found - times.start_ms) <= 60
    assert np.mean(differences) < 40


def test_the_aligner_says_when_it_cannot() -> None:
    noise = np.random.default_rng(0).normal(0, 0.1, 16000).astype(np.float32)
    assert (
        word_starts(["many", "words", "that", "are", "not", "in", "a", "second", "of", "noise"] * 20, noise, 16000)
        is None
    )
    assert word_starts(["guten", "tag"], noise, 16000, "de-DE") is None
    assert word_starts(["..."], noise, 16000) is None


def test_without_an_aligner_words_share_their_page(monkeypatch: pytest.MonkeyPatch) -> None:
    noise = np.random.default_rng(1).normal(0, 0.1, 16000)
    monkeypatch.setattr("plainspoken.tts.synthesis.forced_alignment.installed", lambda: False)
    assert word_starts(["hello", "there"], noise, 16000) is None


def test_phones_of_the_international_alphabet() -> None:
    assert phones("ɹˈoʊbəflˌoʊ") == "R OW B AH F L OW"
    assert phones("") == ""


def _handwritten(name: str) -> Script:
    """A script written by hand, rendered as it is."""
    place = Path(__file__).resolve().parents[2] / "script" / "handwritten"
    from plainspoken.script.render import render
    from plainspoken.script.settings import ScriptSettings

    return render(place, ScriptSettings(), None, file=place / f"{name}.txt", talk=name).script


@pytest.mark.slow
@pytest.mark.parametrize("asked", [150.0, 200.0, 250.0])
@pytest.mark.parametrize("name", ["leaves", "tides"])
def test_the_pace_asked_for_is_heard(tmp_path: Path, name: str, asked: float) -> None:
    script = _handwritten(name)
    narration = narrate(
        script,
        VoiceSettings(engine="espeak", words_per_minute=asked),
        tmp_path / "audio",
        cache=tmp_path / "cache",
        folder=tmp_path,
        progress=Silence(),
    )
    spoken = sum(clip.duration_ms - clip.authored_pause_ms for clip in narration.clips if clip.said)
    heard = script.words * 60_000 / spoken
    assert asked * 0.998 <= heard <= asked * 1.03
    assert narration.voice.heard_words_per_minute == pytest.approx(heard, abs=0.1)


@pytest.mark.parametrize("changed", [1, 4])
def test_the_sound_does_not_hang_on_what_was_narrated_before(workspace: Any, make: Any, changed: int) -> None:
    """An edited talk, built on what is there, is the edited talk built from nothing."""
    pages = [make.page(f"p{number}", f"{text} {text}") for number, text in enumerate(TEXTS)]
    workspace.narrate(make.script(*pages))
    for number in range(changed):
        pages[number] = make.page(f"p{number}", TEXTS[number].replace(" ", " and then, very slowly, ", 1))
    edited = workspace.narrate(make.script(*pages))
    clean = type(workspace)(workspace.folder / "clean")
    assert clean.narrate(make.script(*pages)) == edited
    for clip in edited.clips:
        assert (clean.out / clip.path).read_bytes() == (workspace.out / clip.path).read_bytes()
