"""When a beat begins and ends."""

from __future__ import annotations

from typing import Any

from plainspoken.tts.beat_times import beat_times


def word(text: str, beat: int, start: float, end: float) -> dict[str, Any]:
    return {"text": text, "token": 0, "beat": beat, "start": start, "end": end}


def test_a_beat_lasts_from_its_first_word_to_its_last() -> None:
    words = [word("one", 0, 0.0, 200.4), word("two", 0, 250.0, 400.0), word("three", 1, 900.0, 1200.0)]
    found = beat_times(2, words, 120.0)
    assert [(beat.start_ms, beat.end_ms) for beat in found] == [(120, 520), (1020, 1320)]
    assert [[word.text for word in beat.words] for beat in found] == [["one", "two"], ["three"]]


def test_a_beat_without_words_stands_where_the_one_before_it_ended() -> None:
    found = beat_times(3, [word("one", 1, 0.0, 300.0)], 100.0)
    assert [(beat.start_ms, beat.end_ms) for beat in found] == [(100, 100), (100, 400), (400, 400)]


def test_a_page_without_beats_has_no_times() -> None:
    assert beat_times(0, [], 120.0) == []
