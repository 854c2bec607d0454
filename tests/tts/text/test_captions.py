"""Captions: what fits, where they break, how long they stay, and the two formats."""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from plainspoken.tts.text.captions import CaptionCue, TimedToken, page_cues, reading_speed, srt, webvtt, webvtt_chapters


def _tokens(text: str, *, each_ms: int = 300, gap_ms: int = 20) -> list[TimedToken]:
    tokens, at, beat = [], 0, 0
    for number, line in enumerate(text.split("\n")):
        beat = number
        for word in line.split():
            tokens.append(TimedToken(word, at, at + each_ms - gap_ms, beat))
            at += each_ms
        at += 200
    return tokens


WORDS = st.lists(
    st.tuples(st.text(alphabet="abc.,?ü漢🎉", min_size=1, max_size=60), st.integers(0, 900), st.integers(0, 1500)),
    max_size=40,
)


@settings(max_examples=120, deadline=None)
@given(WORDS)
def test_every_word_is_shown_once_in_time_and_in_two_lines(words: list[tuple[str, int, int]]) -> None:
    tokens, at = [], 0
    for text, length, gap in words:
        tokens.append(TimedToken(text, at, at + length, 0))
        at += length + gap
    cues = page_cues("p", tokens, at + 300)
    for cue in cues:
        assert 1 <= len(cue.lines) <= 2
        assert all(0 < len(line) <= 42 for line in cue.lines)
        assert cue.start_ms < cue.end_ms <= at + 300
    for one, two in pairwise(cues):
        assert one.end_ms <= two.start_ms
    # Words of no length between others may be left without a cue of their own, but nothing is shown twice.
    shown = "".join("".join(cue.lines).replace(" ", "") for cue in cues)
    assert len(shown) <= sum(len(text) for text, _, _ in words)
    if all(length for _, length, _ in words):
        assert shown == "".join(text for text, _, _ in words)


def test_breaks_where_a_sentence_ends_and_not_after_a_small_word() -> None:
    cues = page_cues(
        "p",
        _tokens("The net learns the training faces by heart. From there it only repeats what it has seen before."),
        60_000,
    )
    assert [cue.text for cue in cues] == [
        "The net learns the training faces by heart.",
        "From there it only repeats what it has seen before.",
    ]
    for cue in cues:
        assert all(not re.search(r"\b(the|a|of|to|it)$", line) for line in cue.lines)


def test_stays_as_long_as_it_is_said_and_goes_in_a_long_silence() -> None:
    tokens = [TimedToken("Wait.", 0, 400, 0), TimedToken("Now.", 5000, 5400, 1)]
    first, second = page_cues("p", tokens, 6000)
    assert first == CaptionCue(("Wait.",), 0, 1000, "p")
    assert (second.start_ms, second.end_ms) == (5000, 6000)


def test_a_word_longer_than_a_line_is_cut_and_keeps_its_time() -> None:
    cues = page_cues("p", [TimedToken("x" * 100, 0, 3000, 0)], 3000)
    assert "".join("".join(cue.lines) for cue in cues) == "x" * 100
    assert max(len(line) for cue in cues for line in cue.lines) == 42


def test_no_words_no_captions() -> None:
    assert page_cues("p", [], 1000) == []
    assert srt([]) == ""
    assert reading_speed([]).cues == 0


def test_reading_speed_counts_the_characters_shown() -> None:
    speed = reading_speed(
        [CaptionCue(("twenty characters ok",), 0, 1000, "p"), CaptionCue(("x" * 30,), 1000, 2000, "p")]
    )
    assert (speed.mean, speed.fastest, speed.above_20, speed.cues) == (25.0, 30.0, 1, 2)


def test_srt() -> None:
    cues = [
        CaptionCue(("One line", "and two"), 0, 1500, "p"),
        CaptionCue(("After an hour",), 3_661_001, 3_662_000, "p"),
    ]
    assert srt(cues) == (
        "1\n00:00:00,000 --> 00:00:01,500\nOne line\nand two\n\n2\n01:01:01,001 --> 01:01:02,000\nAfter an hour\n"
    )


def test_srt_keeps_words_that_a_player_would_take_for_marks() -> None:
    lines = ("a <b>bold</b> </i> <!-- & &amp; p < 0.05", "00:00 --> 00:01 {\\an8}")
    text = srt([CaptionCue(lines, 0, 1000, "p")])
    assert "a &lt;b>bold&lt;/b> &lt;/i> &lt;!-- & &amp;amp; p < 0.05" in text
    assert text.count("-->") == 1 and "{\\" not in text


def test_webvtt_names_pages_and_hides_marks() -> None:
    cues = [CaptionCue(("a < b & c",), 0, 1000, "first"), CaptionCue(("--> done",), 2000, 3000, "next")]
    assert webvtt(cues, {"first": "A --> B", "next": "N"}) == (
        "WEBVTT\n\nNOTE\nPage first: A -> B\n\nfirst-1\n00:00:00.000 --> 00:00:01.000\na &lt; b &amp; c\n\n"
        "NOTE\nPage next: N\n\nnext-1\n00:00:02.000 --> 00:00:03.000\n--&gt; done\n"
    )


def test_chapters() -> None:
    assert webvtt_chapters([("One & two", 0, 900)]) == "WEBVTT\n\n1\n00:00:00.000 --> 00:00:00.900\nOne &amp; two\n"
