"""Rules on time know the voice that the talk has, and judge what they print."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from plainspoken.base.errors import InputError
from plainspoken.script.lint.finding import LintReport

LintText = Callable[..., LintReport]

TEXT = (
    "## One\n\nWe train a small net on these faces.\n\n## Two\n\n"
    + "And here we look at what it does with new ones. " * 8
)
"""88 words: 21 s at 250 words a minute."""


def seconds(report: LintReport) -> list[float]:
    return [finding.data["seconds"] for finding in report.findings]


def test_the_talks_seconds_are_those_of_its_voice(lint_text: LintText) -> None:
    talk = "[talk]\nminutes = 0.4\n"
    assert not lint_text(TEXT, "PS205", config=talk).findings
    (slower,) = seconds(lint_text(TEXT, "PS205", config=f"{talk}[voice]\nwords_per_minute = 180\n"))
    assert slower == pytest.approx(96 * 60 / 180, rel=0.08)
    (pinned,) = seconds(lint_text(TEXT, "PS205", config=f"{talk}[voice]\nengine_rate = 150\n"))
    (paused,) = seconds(lint_text(TEXT, "PS205", config=f"{talk}[voice]\nengine_rate = 150\npage_pause_ms = 2450\n"))
    assert paused == pytest.approx(pinned + 2 * 2, abs=0.11)


def test_a_page_takes_what_the_voice_takes(lint_text: LintText) -> None:
    limit = "[limits]\npage_seconds = 22\n"
    assert not lint_text(TEXT, "PS202", config=limit).findings
    report = lint_text(TEXT, "PS202", config=f"{limit}[voice]\nwords_per_minute = 180\n")
    (finding,) = report.findings
    assert "“Two” takes" in finding.message
    assert finding.page == "two" and finding.at.line == 5
    assert len(lint_text(TEXT, "PS202", config="[limits]\npage_words = 5\n").findings) == 2


def test_less_than_a_tenth_is_not_over(lint_text: LintText) -> None:
    (long,) = seconds(lint_text(TEXT, "PS205", config="[talk]\nminutes = 0.1\n"))
    assert not lint_text(TEXT, "PS205", config=f"[talk]\nminutes = {(long - 0.02) / 60}\n").findings
    assert lint_text(TEXT, "PS205", config=f"[talk]\nminutes = {(long - 0.12) / 60}\n").findings


def test_words_are_counted_at_the_pace_of_the_voice(lint_text: LintText) -> None:
    talk = "[talk]\nminutes = 0.4\n"
    assert not lint_text(TEXT, "PS201", config=talk).findings
    (finding,) = lint_text(TEXT, "PS201", config=f"{talk}[voice]\nwords_per_minute = 180\n").findings
    assert "0.4 min at 180 a minute" in finding.message
    # Nobody said how long it may be: another pace of the voice is no limit.
    assert not lint_text(TEXT * 30, "PS201", config="[voice]\nwords_per_minute = 20\n").findings


def test_a_pinned_rate_has_no_pace_to_count_words_by(lint_text: LintText) -> None:
    config = "[talk]\nminutes = 0.1\n[voice]\nengine_rate = 440\n"
    assert not lint_text(TEXT, "PS201", config=config).findings
    declared = "limit: 250wpm: 0.1*250 = 25 words\n\n" + TEXT
    assert lint_text(declared, "PS201", config="[voice]\nengine_rate = 440\n").findings


def test_words_declared_for_other_minutes_are_no_limit(lint_text: LintText) -> None:
    declared = "limit: 250wpm: 0.1*250 = 25 words\n\n" + TEXT
    assert lint_text(declared, "PS201").findings
    assert not lint_text(declared, "PS201", config="asked_minutes = 2.0\n").findings


@pytest.mark.parametrize(
    "head", ["---\nminutes: 0.2\n---\n\n", "---\ntitle: A\nminutes: 0.2  # a short one\nauthor: B\n---\n"]
)
def test_minutes_of_a_yaml_head_are_a_limit(lint_text: LintText, head: str) -> None:
    assert not lint_text(TEXT, "PS201", "PS205").findings
    assert {finding.code for finding in lint_text(head + TEXT, "PS201", "PS205").findings} & {"PS201", "PS205"}


@pytest.mark.parametrize("minutes", ["five", "0", "-2", "", "nan", "inf"])
def test_minutes_of_a_yaml_head_must_be_a_number(lint_text: LintText, minutes: str) -> None:
    with pytest.raises(InputError, match=r"`minutes` must be (?:a number|more than 0|a finite number)") as error:
        lint_text(f"---\ntitle: A\nminutes: {minutes}\n---\n{TEXT}", "PS201")
    assert error.value.line == 3
