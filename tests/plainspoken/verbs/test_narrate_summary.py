"""The last lines of `plainspoken narrate` and of a build: what they say of captions and of the voice."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from plainspoken.build_report import BuildReport, summary
from plainspoken.tts.narration import Captions, Loudness, Narration, Voice
from plainspoken.verbs.narrate import _summary


def _narration(**changes: Any) -> Narration:
    values: dict[str, Any] = {
        "talk": "small",
        "voice": Voice(
            engine="hibari",
            version="1",
            voice="heart",
            words_per_minute=250,
            heard_words_per_minute=251,
            engine_rate=1.5,
        ),
        "clips": [],
        "duration_ms": 60_000,
        "loudness": Loudness(lufs=-16.0, true_peak_db=-3.3),
        "files": {"m4a": "small.m4a"},
    }
    return Narration(**(values | changes))


SCRIPT: Any = SimpleNamespace(minutes=2, words=250, word_limit=500, syllables=400)


def test_captions_that_stay_too_fast_are_named_with_the_pace_at_which_they_fit() -> None:
    whole = Captions(cues=90, mean=26.0, fastest=31.0, above_20=80, fits_at=160.2)
    edited = Captions(cues=60, mean=18.0, fastest=24.9, above_20=3, fits_at=201.6, fast_pages=["page-5", "page-6"])
    lines = "\n".join(_summary(_narration(captions=whole, captions_edited=edited), SCRIPT, Path("out")))
    assert "3 still faster than 20, where nothing more can safely go (pages page-5, page-6)" in lines
    assert "at 160 words a minute, all shortened ones at 202" in lines


def test_captions_that_fit_are_not_excused() -> None:
    edited = Captions(cues=60, mean=18.0, fastest=20.0, above_20=0)
    assert "still" not in "\n".join(_summary(_narration(captions_edited=edited), SCRIPT, Path("out")))


def test_a_note_on_the_voice_is_among_the_last_lines() -> None:
    narration = _narration(notes=["word times come from alignment"])
    assert "note: word times come from alignment" in _summary(narration, SCRIPT, Path("out"))
    words: Any = SimpleNamespace(warnings=0, shortened=0, saved=0)
    built = BuildReport(
        SCRIPT, narration, Path("a.pptx"), Path("a.html"), None, {}, Path("build"), ["audio"], words, []
    )
    assert "note    word times come from alignment" in summary(built)
