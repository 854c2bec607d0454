"""Numbers and words put into texts that were edited by hand: right, or left and named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainspoken.base.align_words import cased_keys_of, keys_of
from plainspoken.slides.edited.merge_text import merge_text

BASE = "ResNet18 gets 62.4 % on 3,500 faces, V3 gets 58.1 %"
NEW = "ResNet18 gets 61.2 % on 3,600 faces, V3 gets 58.9 %"


@pytest.mark.parametrize(
    ("mine", "wanted"),
    [
        (BASE, NEW),
        (BASE.replace(" ", "\u00a0"), NEW.replace(" ", "\u00a0")),
        ("We see: " + BASE + "!", "We see: " + NEW + "!"),
        (BASE.replace("3,500 faces", "3\u2009500 new faces"), NEW.replace("3,600 faces", "3,600 new faces")),
        (BASE.replace("ResNet18 gets", "Our ResNet18 now gets"), NEW.replace("ResNet18 gets", "Our ResNet18 now gets")),
        ("ResNet18 gets 62.4 % on 3,500 faces", "ResNet18 gets 61.2 % on 3,600 faces"),
    ],
)  # fmt: skip
def test_numbers_are_renewed_where_the_words_around_them_stand(mine: str, wanted: str) -> None:
    assert merge_text(BASE, mine, NEW).applied(mine) == wanted


def test_a_number_typed_over_is_named_and_left() -> None:
    mine = BASE.replace("62.4", "65.0")
    merged = merge_text(BASE, mine, NEW)
    assert merged.applied(mine) == NEW.replace("61.2", "65.0")
    assert [(doubt.kind, doubt.shown, doubt.wanted) for doubt in merged.doubts] == [("contradicted", "65.0", "61.2")]


def test_a_number_that_was_renewed_by_hand_is_no_finding() -> None:
    mine = BASE.replace("62.4", "61.2")
    merged = merge_text(BASE, mine, NEW)
    assert merged.applied(mine) == NEW
    assert not merged.doubts


def test_equal_numbers_that_may_have_changed_places_are_left() -> None:
    base, new = "train 3,500 and test 3,500, a gap of 2", "train 3,600 and test 3,700, a gap of 4"
    mine = "test 3,500 and train 3,500"
    merged = merge_text(base, mine, new)
    assert "3,600" not in merged.applied(mine)
    assert "unsure" in {doubt.kind for doubt in merged.doubts}


def test_an_added_number_is_bound_to_nothing() -> None:
    mine = BASE + " (and 99 more)"
    merged = merge_text(BASE, mine, BASE)
    assert [(doubt.kind, doubt.shown) for doubt in merged.doubts] == [("unbound", "99")]
    assert not merged.edits


def test_a_rewritten_sentence_keeps_its_words_and_its_old_number_is_named() -> None:
    mine = "Honestly, nothing here beats the big one: 62.4 percent is what you would expect from it"
    merged = merge_text(BASE, mine, NEW)
    assert merged.applied(mine) == mine
    assert ("stale", "62.4") in {(doubt.kind, doubt.shown) for doubt in merged.doubts} or any(
        doubt.shown == "62.4" for doubt in merged.doubts
    )


def test_an_untouched_text_takes_the_new_wording() -> None:
    base, new = "V2 beats V1 by 3 points", "V2 and V1 cannot be told apart"
    assert merge_text(base, base, new).applied(base) == new
    touched = "V2 really beats V1 by 3 points"
    assert merge_text(base, touched, new).applied(touched) == touched
    assert merge_text(base, touched, new).doubts


@pytest.mark.parametrize(
    ("base", "new"),
    [
        ("The net does better than the forest.", "We can't tell the two apart."),
        ("We can't tell the two apart.", "The net does better than the forest."),
        ("Neither is ahead: it is close.", "It is close, and neither is ahead."),
        ("the net:\u00a088.4\u00a0%", "The net: 9 % of  “all” letters"),
        ("The net wins", "the net wins"),
    ],
)
def test_an_untouched_text_becomes_the_new_one_to_the_letter(base: str, new: str) -> None:
    assert merge_text(base, base, new).applied(base) == new


def test_a_word_that_the_talk_has_recased_is_recased_within_words_of_a_hand() -> None:
    base, new = "The net is right on 88 % of the letters", "Once more, the net is right on 81 % of the letters"
    mine = base + ", we find"
    assert merge_text(base, mine, new).applied(mine) == new + ", we find"
    shouted = mine.replace("The net", "THE NET")
    assert "THE NET" in merge_text(base, shouted, new).applied(shouted)


anything = st.text(st.sampled_from("aAbB .,'’\u00a014%\n"), max_size=14)


@given(anything, anything)
def test_whatever_was_written_an_untouched_text_becomes_the_new_one(base: str, new: str) -> None:
    applied = merge_text(base, base, new).applied(base)
    assert applied == new or (cased_keys_of(base) == cased_keys_of(new) and applied == base)


words = st.lists(
    st.sampled_from(["net", "gets", "62.4", "%", "on", "1,000", "faces", ",", "V3", "seven", "7"]), max_size=12
)


@given(words, words, words)
def test_any_three_texts_can_be_merged(base: list[str], mine: list[str], new: list[str]) -> None:
    one, two, three = " ".join(base), " ".join(mine), " ".join(new)
    merged = merge_text(one, two, three)
    ends = [0] + [edit.end for edit in merged.edits]
    assert all(edit.start >= end for edit, end in zip(merged.edits, ends, strict=False))
    if keys_of(one) == keys_of(two):
        assert keys_of(merged.applied(two)) == keys_of(three)
    assert not merge_text(one, three, three).edits
