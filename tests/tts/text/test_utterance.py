"""Pages as segments: where they are cut, and that every word knows its place."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from plainspoken.tts.text.utterance import utterance


def test_a_page_is_one_breath(make: Any) -> None:
    spoken = utterance(make.page("p", "One beat.", "And one more."))
    assert [segment.text for segment in spoken.segments] == ["One beat.\n\nAnd one more."]
    assert spoken.text == "One beat.\nAnd one more."


def test_a_pause_or_another_pace_cuts_it(make: Any) -> None:
    spoken = utterance(
        make.page(
            "p",
            make.beat("one", pause_before_ms=100),
            make.beat("two", pause_after_ms=500),
            make.beat("three"),
            make.beat("four", rate=0.8),
            make.beat("five", rate=0.8, pause_after_ms=700),
        )
    )
    assert [(segment.text, segment.pause_before_ms, segment.rate) for segment in spoken.segments] == [
        ("one\n\ntwo", 100, 1.0),
        ("three", 500, 1.0),
        ("four\n\nfive", 0, 0.8),
    ]
    assert spoken.pause_after_ms == 700
    assert spoken.authored_pause_ms == 1300


def test_the_pause_of_an_empty_beat_is_kept(make: Any) -> None:
    spoken = utterance(make.page("p", "one", make.beat("", pause_after_ms=400), "two"))
    assert [(segment.text, segment.pause_before_ms) for segment in spoken.segments] == [("one", 0), ("two", 400)]
    assert spoken.segments[1].words[0].beat == 2


def test_a_recording_is_one_breath_with_the_pauses_that_it_has(make: Any) -> None:
    page = make.page("p", make.beat("one", pause_after_ms=500), make.beat("two", rate=0.5, pause_after_ms=100))
    spoken = utterance(page, whole=True)
    assert [segment.text for segment in spoken.segments] == ["one\n\ntwo"]
    assert spoken.authored_pause_ms == 0


def test_words_know_token_and_emphasis(make: Any) -> None:
    tokens = [make.token("ResNet18", "res net eighteen"), make.token("wins.")]
    beat = make.beat("x", emphasis=[1]).model_copy(update={"tokens": tokens})
    words = utterance(make.page("p", beat)).segments[0].words
    assert [(word.text, word.token, word.stressed) for word in words] == [
        ("res", 0, False),
        ("net", 0, False),
        ("eighteen", 0, False),
        ("wins.", 1, True),
    ]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.lists(st.text(max_size=12), max_size=5), max_size=5))
def test_every_word_stands_where_it_says(texts: list[list[str]]) -> None:
    from plainspoken.script.model import Beat, Page, Source, Token

    place = Source(file="t.md", line=1, column=1, end_line=1, end_column=2)
    beats = [Beat(tokens=[Token(shown=text, said=text, syllables=1) for text in tokens], at=place) for tokens in texts]
    for segment in utterance(Page(id="p", beats=beats, at=place)).segments:
        assert segment.words
        for word in segment.words:
            assert segment.text[word.start : word.end] == word.text
            assert not any(ord(char) < 32 for char in word.text)
