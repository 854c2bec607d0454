"""Arithmetic of plain scripts: what cannot be is found, what may be is left alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainspoken.script.lint.finding import LintReport
from plainspoken.script.lint.rules.plain_arithmetic import _possible

LintText = Callable[..., LintReport]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("It names 44.23 % of 500 faces.", "PS601"),
        ("Of course 12.5 percent of the 30 people left.", "PS601"),
        ("The data are split into 80 % for training, 10 % for validation and 20 % for the test.", "PS602"),
        ("There are 100 images: 60 cats, 30 dogs and 20 birds.", "PS602"),
        ("It rose from 50 to 60 %, a 10 % gain.", "PS603"),
        ("Precision grows from 71 % on the left to 64 % on the right.", "PS606"),
        ("The loss of the deep one climbs to 0.71, from 0.93 with the other.", "PS606"),
        ("Latency dropped from 3.1 ms to 4.2 ms.", "PS606"),
        ("It fell from 80 % to 60 %, a 20 percent drop.", "PS603"),
        ("It rose from 50 % to 60 %, a 15 % increase.", "PS603"),
        ("It takes 12 ms where the other takes 48 ms, twice as fast.", "PS604"),
        ("With 5 million parameters it has 10 times fewer than the 20 million parameters before.", "PS604"),
    ],
)
def test_what_does_not_come_out_is_found(lint_text: LintText, text: str, code: str) -> None:
    assert code in lint_text(f"## One\n\n{text}\n", "PS6").by_code


@pytest.mark.parametrize(
    "text",
    [
        "It names 44.2 % of 500 faces, and 33 % of 3.",
        "It names 44.23 % of 7178 faces.",
        "About 30 % of the 2 % that are left.",
        "We split it: 70 % to train on, 15 % to choose by and 15 % to test on.",
        "We split it: 33.3 % here, 33.3 % there and 33.3 % elsewhere.",
        "It is divided into 50 %, 30 % and others at 10 %.",
        "There are 100 images: 60 cats and 40 dogs.",
        "It rose from 50 to 60 %, a gain of 10 points.",
        "It rose from 50 to 60 %, a relative 20 % gain.",
        "It takes 12 ms where the other takes 48 ms, four times as fast.",
        "It takes 12 ms, twice as fast as before.",
        "We went there twice, in 2 of 3 years.",
        "Take 3 of the 5.",
    ],
)
def test_what_may_be_is_left_alone(lint_text: LintText, text: str) -> None:
    assert not lint_text(f"## One\n\n{text}\n", "PS6").findings


@given(st.integers(1, 3000), st.data(), st.integers(0, 3))
def test_every_count_has_a_percentage_that_is_possible(n: int, data: st.DataObject, digits: int) -> None:
    from decimal import ROUND_HALF_UP, Decimal

    count = data.draw(st.integers(0, n))
    share = (Decimal(100 * count) / n).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    assert _possible(share, n)
