from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainspoken.slides.layout.boxes import TextRun
from plainspoken.slides.layout.text_width import (
    SLACK,
    break_lines,
    lacks,
    line_spacing,
    line_width,
    run_width,
    too_wide,
)
from plainspoken.slides.layout.theme import read_theme

THEME = read_theme()
WORDS = st.lists(st.text("abcdefghij-", min_size=1, max_size=12), min_size=1, max_size=25).map(" ".join)


def test_widths_are_those_of_the_font_itself() -> None:
    from PIL import ImageFont

    font = ImageFont.truetype(str(THEME.sans.file()), 1000, layout_engine=ImageFont.Layout.BASIC)
    for text in ("Test accuracy 68.4 %", "fgh", "…–×"):
        measured = run_width(TextRun(text, 1000), THEME) / SLACK
        assert measured == pytest.approx(font.getlength(text, features=None), rel=0.01)


def test_bold_is_wider_and_mono_is_even() -> None:
    assert run_width(TextRun("accuracy", 20, bold=True), THEME) > run_width(TextRun("accuracy", 20), THEME)
    assert run_width(TextRun("iii", 20, mono=True), THEME) == run_width(TextRun("WWW", 20, mono=True), THEME)
    assert run_width(TextRun("i", 10, mono=True), THEME) == pytest.approx(6.0 * SLACK, rel=0.01)


def test_single_spacing_is_that_of_calibri() -> None:
    assert line_spacing(THEME.sans.file()) == pytest.approx(1.2207, abs=0.001)


def test_a_word_of_two_styles_is_not_parted() -> None:
    lines = break_lines([TextRun("see ", 20), TextRun("Res", 20, bold=True), TextRun("Net18 now", 20)], 90, THEME)
    assert ["".join(run.text for run in line) for line in lines] == ["see ", "ResNet18 ", "now"]


def test_lines_break_after_hyphens_and_not_at_fixed_spaces() -> None:
    hyphen = break_lines([TextRun("self-attention", 20)], 80, THEME)
    assert ["".join(run.text for run in line) for line in hyphen] == ["self-", "attention"]
    fixed = break_lines([TextRun("so 68.4\u00a0% it is", 20)], 60, THEME)
    assert "68.4\u00a0% " in ["".join(run.text for run in line) for line in fixed]


def test_a_word_wider_than_its_line_is_told() -> None:
    lines = break_lines([TextRun("an overwhelming word", 30)], 100, THEME)
    assert too_wide(lines, 100, THEME) == "overwhelming"
    assert too_wide(lines, 400, THEME) is None


def test_letters_that_a_font_lacks_are_named() -> None:
    assert lacks(THEME.sans.file(), "abc × – 表") == "表"


@settings(max_examples=60, deadline=None)
@given(WORDS, st.floats(40, 500), st.booleans())
def test_breaking_loses_nothing_and_fills_lines(text: str, width: float, bold: bool) -> None:
    runs = [TextRun(text[: len(text) // 2], 18, bold=bold), TextRun(text[len(text) // 2 :], 18)]
    lines = break_lines(runs, width, THEME)
    assert "".join(run.text for line in lines for run in line).split() == text.split()
    for line in lines:
        joined = "".join(run.text for run in line).strip()
        assert line_width(line, THEME) <= width + 0.01 or " " not in joined
