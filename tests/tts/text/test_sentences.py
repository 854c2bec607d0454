"""Sentence ends are pauses, whatever follows them and whoever speaks."""

from __future__ import annotations

import itertools
import shutil
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainspoken.tts.audio.encode_sound import decoded
from plainspoken.tts.audio.samples import audible, frame_size, from_pcm, pauses
from plainspoken.tts.synthesis.sentence_pauses import SHORTEST_MS, with_sentence_pauses
from plainspoken.tts.synthesis.word_times import WordTime
from plainspoken.tts.text.sentences import capitalised, ends_sentence, sentence_spans
from plainspoken.tts.text.utterance import SaidWord, utterance

TEXT = (
    "We compare two. res net eighteen wins again. a face is small. three thousand images train it. It helps. "
    "pie torch loads it! is it so? G P U's help. the end."
)


@pytest.mark.parametrize("engine", ["espeak", "pyttsx3", "flite"])
def test_every_sentence_end_is_a_pause(workspace: Any, make: Any, engine: str) -> None:
    if engine == "flite" and not shutil.which("flite"):
        pytest.skip("flite is not installed")
    page = make.page("p", " ".join([TEXT] * 2))
    narration = workspace.narrate(make.script(page, words_per_minute=230), engine=engine)
    (clip,) = narration.clips
    signal = from_pcm(decoded(workspace.out / clip.path, 24000))
    found = pauses(audible(signal, 24000), 24000)
    words = [word for times in clip.beats for word in times.words]
    for word, after in itertools.pairwise(words):
        if ends_sentence(word.text):
            assert any(start < after.start_ms + 60 and end > after.start_ms - 250 for start, end in found), (
                word,
                after,
            )


def test_a_capital_begins_each_sentence_and_no_character_moves() -> None:
    assert capitalised("one. two? three! four") == "One. Two? Three! Four"
    assert capitalised("he said “done.” and left") == "He said “done.” And left"
    assert capitalised("version one point two, and e.g. this") == "Version one point two, and e.g. This"
    assert capitalised("first\n\nsecond") == "First\n\nSecond"
    assert capitalised("ßtrange. ok") == "ßtrange. Ok"


@given(st.text(alphabet="ab A.?!…”'()\n ßéŉ1,", max_size=60))
def test_capitals_change_case_alone(text: str) -> None:
    found = capitalised(text)
    assert len(found) == len(text)
    assert found.casefold() == text.casefold()
    assert capitalised(found) == found


@pytest.mark.parametrize("word", ["end.", "end?", "end!”", "end.)", "so…"])
def test_ends(word: str) -> None:
    assert ends_sentence(word)
    assert not ends_sentence(word.rstrip(".?!…”)") + ",")


def test_sentences_of_a_segment(make: Any) -> None:
    (segment,) = utterance(make.page("p", "One two. three four", "five. six")).segments
    spans = list(sentence_spans(segment.words, segment.text))
    assert [" ".join(word.text for word in segment.words[a:b]) for a, b in spans] == [
        "One two.",
        "three four",
        "five.",
        "six",
    ]


def _tone(milliseconds: float, rate: int) -> Any:
    return (0.3 * np.sin(np.arange(round(milliseconds * rate / 1000)) * 0.2)).astype(np.float32)


@pytest.mark.parametrize("gap_ms", [0, 20, 60, 200])
def test_what_is_missing_of_a_pause_is_put_in(gap_ms: int) -> None:
    rate = 16000
    signal = np.concatenate([_tone(500, rate), np.zeros(gap_ms * rate // 1000, np.float32), _tone(500, rate)])
    words = [
        WordTime(SaidWord("one.", 0, 0, 0, 4), 0.0, 500.0),
        WordTime(SaidWord("two", 0, 1, 5, 8), 500.0 + gap_ms, 1000.0 + gap_ms),
    ]
    moved, longer = with_sentence_pauses(words, signal, rate)
    added = (len(longer) - len(signal)) * 1000 / rate
    assert added == pytest.approx(max(0.0, SHORTEST_MS - gap_ms), abs=11)
    assert moved[1].start_ms == pytest.approx(500 + gap_ms + added, abs=0.1)
    assert moved[0].end_ms <= moved[1].start_ms
    ((start, end),) = list(pauses(audible(longer, rate), rate))
    assert end - start >= SHORTEST_MS - 2 * 1000 * frame_size(rate) / rate


def test_a_comma_is_left_alone() -> None:
    signal = _tone(1000, 16000)
    words = [
        WordTime(SaidWord("one,", 0, 0, 0, 4), 0.0, 500.0),
        WordTime(SaidWord("two", 0, 1, 5, 8), 500.0, 1000.0),
    ]
    assert with_sentence_pauses(words, signal, 16000) == (words, signal)
