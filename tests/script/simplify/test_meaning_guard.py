"""The guards catch planted losses."""

from __future__ import annotations

import pytest

from plainspoken.script.simplify.meaning_guard import lost_or_added, same_words

TEXT = "It does not pass 62.4 % with ResNet18 on half of Kaggle's {{ n }} faces, but never fails on `x`."


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("62.4 %", "62 %", "lost: 62.4 %"),
        ("not", "", "lost: not"),
        ("never ", "", "lost: never"),
        ("ResNet18", "ResNet50", "added: ResNet50"),
        ("Kaggle's", "the", "lost: Kaggle's"),
        ("half", "most", "added: most"),
        ("{{ n }}", "{{ m }}", "lost: {{ n }}"),
        ("`x`", "`y`", "added: `y`"),
        ("faces", "three faces", "added: three"),
    ],
)
def test_planted_losses_are_found(old: str, new: str, problem: str) -> None:
    assert problem in lost_or_added(TEXT, TEXT.replace(old, new))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("We can't stop.", "We cannot stop."),
        ("It isn't large.", "It is not large."),
        ("However, it grew. Then Bob came.", "But it grew. Then Bob came."),
        ("I will go.", "I'll go."),
    ],
)
def test_what_says_the_same_passes(before: str, after: str) -> None:
    assert lost_or_added(before, after) == []


def test_words_alone() -> None:
    assert same_words("is able to", "can")
    assert not same_words("is not able to", "can")
    assert not same_words("both of them", "them")
