"""Numbers that the words beside them leave open: the linter asks, and only there."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from plainspoken.script.lint.finding import LintReport

LintText = Callable[..., LintReport]


def _messages(lint_text: LintText, sentence: str, code: str) -> list[str]:
    found = lint_text(f"## One\n\n{sentence}\n", code).findings
    return [finding.message for finding in found if finding.code == code]


@pytest.mark.parametrize(
    ("sentence", "part"),
    [
        ("We heard them play 60s.", "“60s” is said as a decade"),
        ("The seed is 20240513.", "“20240513” is said as a number"),
        ("It goes 5/1–5/31.", "“5/1–5/31” may be days"),
        ("It was 3/4/2024.", "a different day"),
        ("We met on 3/4.", "a different day"),
        ("It is 45' and more.", "said without its mark"),
    ],
)
def test_a_number_with_two_readings_is_asked_about(lint_text: LintText, sentence: str, part: str) -> None:
    assert any(part in message for message in _messages(lint_text, sentence, "PS501"))


@pytest.mark.parametrize(
    "sentence",
    [
        "It took 20s to load and 40s to run.",
        "We grew up in the 80s and 90s.",
        "An 80s movie came after a 40s delay.",
        "On 20240513 we began, with version 20240601.",
        "It has 12345678 rows.",
        "It is a 5' high wall, 5' 11\" or 3' x 5', and we call it 'Plan 9' there.",
        "We met on 3/14, after 9/11.",
    ],
)
def test_a_number_that_the_words_beside_it_settle_is_left_alone(lint_text: LintText, sentence: str) -> None:
    assert _messages(lint_text, sentence, "PS501") == []


@pytest.mark.parametrize(
    ("sentence", "asks"),
    [
        ("It stopped at 5 m.", True),
        ("Training took 3d 4h 12m.", False),
        ("See question 5m of it.", False),
        ("It is 5 m long.", False),
    ],
)
def test_an_m_is_asked_about_where_it_is_open(lint_text: LintText, sentence: str, asks: bool) -> None:
    assert bool(_messages(lint_text, sentence, "PS508")) == asks
