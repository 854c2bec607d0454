"""Word times from events, from what is known of some words, and past pauses."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from plainspoken.tts.engines.engine import WordEvent
from plainspoken.tts.synthesis.word_times import from_events, from_known, past_pauses, proportional
from plainspoken.tts.text.utterance import SaidWord


def _words(text: str) -> list[SaidWord]:
    words, at = [], 0
    for token, word in enumerate(text.split(" ")):
        words.append(SaidWord(word, 0, token, at, at + len(word)))
        at += len(word) + 1
    return words


def test_the_first_of_several_events_counts() -> None:
    times = from_events(_words("two EmotionNet end"), [
        WordEvent(0, 3, 0), WordEvent(4, 7, 200), WordEvent(11, 3, 500), WordEvent(15, 3, 800),
    ], 1000)  # fmt: skip
    assert [(time.start_ms, time.end_ms) for time in times] == [(0, 200), (200, 800), (800, 1000)]


def test_words_that_share_an_event_share_its_time_by_letters() -> None:
    times = from_events(
        _words("say of the rest"), [WordEvent(0, 3, 0), WordEvent(4, 6, 100), WordEvent(11, 4, 200)], 300
    )
    assert [round(time.start_ms) for time in times] == [0, 100, 140, 200]


def test_an_event_late_in_the_text_and_early_in_time_is_not_believed() -> None:
    times = from_events(_words("a b c"), [WordEvent(0, 1, 0), WordEvent(2, 1, 500), WordEvent(4, 1, 300)], 1000)
    starts = [time.start_ms for time in times]
    assert starts == sorted(starts)


def test_no_events_at_all_share_the_whole() -> None:
    assert [time.start_ms for time in from_events(_words("aa bb"), [], 100)] == [0, 50]
    assert from_events([], [], 100) == []


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.text(alphabet="ab.", min_size=1, max_size=8), min_size=1, max_size=20),
    st.lists(st.tuples(st.integers(0, 120), st.integers(0, 6), st.floats(-50, 5000)), max_size=30),
)
def test_times_rise_and_stay_inside_whatever_the_events(texts: list[str], events: list[tuple[int, int, float]]) -> None:
    words = _words(" ".join(texts))
    times = from_events(words, [WordEvent(*event) for event in events], 4000)
    assert [time.word for time in times] == words
    starts = [time.start_ms for time in times]
    assert starts == sorted(starts)
    assert all(time.start_ms <= time.end_ms for time in times)
    assert starts[0] >= 0


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.none(), st.floats(0, 3000)), min_size=1, max_size=20))
def test_known_starts_rise_too(starts: list[float | None]) -> None:
    times = from_known(_words(" ".join("w" for _ in starts)), starts, 3000)
    assert [time.start_ms for time in times] == sorted(time.start_ms for time in times)


def test_longer_words_and_sentence_ends_take_longer() -> None:
    short, long_, end, _ = proportional(_words("a wonderful. a b"), 1000)
    assert long_.end_ms - long_.start_ms > 5 * (short.end_ms - short.start_ms)
    assert end.start_ms == long_.end_ms


def test_a_start_in_a_pause_moves_to_its_end() -> None:
    assert past_pauses([0, 500, 900], [(400, 600)], 1200) == [0, 600, 900]
    assert past_pauses([0, 380, 900], [(400, 600)], 1200) == [0, 380, 900]
    assert past_pauses([0, 380, 900], [(400, 600)], 1200, slack_ms=50) == [0, 600, 900]


def test_a_short_word_before_a_pause_is_not_moved_past_it() -> None:
    assert past_pauses([0, 380, 600], [(400, 600)], 1200, slack_ms=50) == [0, 380, 600]
