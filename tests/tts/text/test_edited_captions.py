"""Captions that can be read in time: what is edited, what never is, and how long cues stay."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainspoken.script.simplify.meaning_guard import kept_things
from plainspoken.tts.narration import BeatTimes, Clip, Word
from plainspoken.tts.text.edited_captions import RATE, EditedCaptions, edited_captions, edits_page


def _said(make: Any, *beats: str, characters_a_second: float) -> EditedCaptions:
    """The edited captions of a page whose beats are said at a reading speed."""
    page = make.page("p", *beats)
    at, times = 120.0, []
    for index, beat in enumerate(page.beats):
        words = []
        for token, said in enumerate(beat.tokens):
            end = at + (len(said.shown) + 1) * 1000 / characters_a_second
            words.append(Word(text=said.said, token=token, start_ms=round(at), end_ms=round(end)))
            at = end
        times.append(BeatTimes(beat=index, start_ms=words[0].start_ms, end_ms=words[-1].end_ms, words=words))
    clip = Clip(
        page="p",
        path="",
        m4a="",
        key="",
        start_ms=0,
        duration_ms=round(at) + 300,
        lead_ms=120,
        said="",
        beats=times,
        timing="events",
    )
    return edited_captions(make.script(page), [clip])


SLOW = "The net learns the training faces by heart, and half of the new ones."
FAST = [
    "In order to find the best learning rate, we made use of a large number of short runs.",
    "The runs were short, which kept the cost of this work within bounds.",
    "A short run shows soon enough whether the loss falls.",
    "We kept 62.4 % of them, and none of the runs of Maria failed.",
]


def test_what_can_be_read_is_left_as_it_is(make: Any) -> None:
    found = _said(make, SLOW, characters_a_second=14)
    assert found.edits == []
    assert " ".join(cue.text for cue in found.cues) == SLOW


def test_what_is_too_fast_is_edited_and_listed(make: Any) -> None:
    found = _said(make, *FAST, characters_a_second=26)
    assert found.edits
    shown = " ".join(cue.text for cue in found.cues)
    assert len(shown) < len(" ".join(FAST))
    assert max(cue.characters_a_second for cue in found.cues) <= RATE * 1.01
    page = edits_page(make.script(make.page("p", *FAST)), found)
    for edit in found.edits:
        assert edit.said in page
    # Numbers, names and negations stand.
    assert "62.4 %" in shown and "none" in shown and "Maria" in shown


@pytest.mark.parametrize("speed", [18, 22, 26, 32, 40])
def test_nothing_that_counts_is_lost_at_any_speed(make: Any, speed: float) -> None:
    found = _said(make, *FAST, characters_a_second=speed)
    shown = " ".join(cue.text for cue in found.cues)
    numbers, quantities, _, negations, _ = kept_things(" ".join(FAST))
    assert (numbers, quantities, negations) == tuple(kept_things(shown)[index] for index in (0, 1, 3))


def test_a_sentence_that_the_next_refers_to_stays(make: Any) -> None:
    found = _said(
        make, "We froze the first layers of this whole network. It learned faster then.", characters_a_second=30
    )
    shown = " ".join(cue.text for cue in found.cues)
    assert "froze" in shown or "It learned" not in shown


def test_a_negation_keeps_its_filler(make: Any) -> None:
    text = "This is not really what the network has learned about all those faces of happy people. It actually guesses."
    found = _said(make, text, characters_a_second=30)
    assert "actually" in [edit.said for edit in found.edits] or not found.edits
    assert all(edit.said != "really" for edit in found.edits)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 3), min_size=1, max_size=4), st.floats(8, 45))
def test_cues_stay_in_order_and_within_the_page(order: list[int], speed: float) -> None:
    from tests.tts.conftest import Make

    found = _said(Make(), *(FAST[index] for index in order), characters_a_second=speed)
    assert found.cues
    for cue in found.cues:
        assert cue.start_ms < cue.end_ms
        assert 1 <= len(cue.lines) <= 2 and all(len(line) <= 42 for line in cue.lines)
    for one, two in pairwise(found.cues):
        assert one.end_ms <= two.start_ms


def _pages(make: Any, *pages: list[str], characters_a_second: float) -> tuple[Any, list[Clip]]:
    """A script of pages that follow each other at once, and their clips."""
    made, clips, at = [], [], 0
    for number, beats in enumerate(pages):
        page = make.page(f"p{number}", *beats)
        now, times = 120.0, []
        for index, beat in enumerate(page.beats):
            words = []
            for token, said in enumerate(beat.tokens):
                end = now + (len(said.shown) + 1) * 1000 / characters_a_second
                words.append(Word(text=said.said, token=token, start_ms=round(now), end_ms=round(end)))
                now = end
            times.append(BeatTimes(beat=index, start_ms=words[0].start_ms, end_ms=words[-1].end_ms, words=words))
        duration = round(now) + 330
        clips.append(
            Clip(
                page=page.id,
                path="",
                m4a="",
                key="",
                start_ms=at,
                duration_ms=duration,
                lead_ms=120,
                said="",
                beats=times,
                timing="events",
            )
        )
        made.append(page)
        at += duration
    return make.script(*made), clips


def _talk(make: Any, *pages: list[str], characters_a_second: float) -> EditedCaptions:
    """The edited captions of such pages."""
    return edited_captions(*_pages(make, *pages, characters_a_second=characters_a_second))


DENSE = ["It took 20 of the runs 41 hours, and 7 of them never ended at all."]


def test_a_dense_page_borrows_from_the_next(make: Any) -> None:
    alone = _talk(make, DENSE, characters_a_second=31)
    assert alone.too_fast
    found = _talk(make, DENSE, FAST, characters_a_second=31)
    assert not found.too_fast
    for one, two in pairwise(found.cues):
        assert one.end_ms <= two.start_ms


def test_what_stays_too_fast_is_listed(make: Any) -> None:
    found = _talk(make, DENSE, characters_a_second=40)
    listed = edits_page(make.script(make.page("p0", *DENSE)), found)
    assert found.too_fast and "Still faster than 20 characters a second" in listed
    assert all(cue.text in listed for cue in found.too_fast)


def test_half_sentences_are_never_left(make: Any) -> None:
    page = ["The benchmark shows much", "smaller size and lower time, so it is cheaper to run.", *FAST]
    found = _talk(make, page, characters_a_second=30)
    shown = " ".join(cue.text for cue in found.cues)
    assert ("benchmark shows" in shown.lower()) == ("smaller size" in shown)


class _Kept(dict[str, bytes]):
    """A cache in memory that counts what is made."""

    def read(self, key: str, kind: str) -> bytes | None:
        return self.get(key)

    def write(self, key: str, kind: str, data: bytes) -> None:
        self[key] = data


def test_an_edited_page_is_kept_and_a_damaged_one_made_again(make: Any) -> None:
    script, clips = _pages(make, FAST, DENSE, FAST, characters_a_second=27)
    fresh = edited_captions(script, clips)
    kept = _Kept()
    assert edited_captions(script, clips, cache=kept) == fresh
    made = dict(kept)
    assert made
    assert edited_captions(script, clips, cache=kept) == fresh
    assert kept == made
    kept.update(dict.fromkeys(made, b"{"))
    assert edited_captions(script, clips, cache=kept) == fresh
    assert kept == made
