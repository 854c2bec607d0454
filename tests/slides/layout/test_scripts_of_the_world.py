"""Lines in Chinese, Japanese, Arabic and in words longer than a line; letters that no font has."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainspoken.base.errors import InputError
from plainspoken.script.render import render_text
from plainspoken.script.settings import ScriptSettings
from plainspoken.slides.images.draw_slide import run_font
from plainspoken.slides.laid_out import laid_out
from plainspoken.slides.layout.boxes import TextBlock, TextRun
from plainspoken.slides.layout.fallback_fonts import font_files
from plainspoken.slides.layout.letters import missing_letters, without_glyph
from plainspoken.slides.layout.text_width import break_lines, is_rightward, line_width, too_wide
from plainspoken.slides.layout.theme import read_theme
from plainspoken.slides.settings import SlideSettings

THEME = read_theme()
CHINESE = (
    "卷积神经网络是一种前馈神经网络，它的人工神经元可以响应一部分覆盖范围内的周围单元，对于大型图像处理有出色表现。"
)


def lines(text: str, width: float, *, anywhere: bool = False) -> list[str]:
    found = break_lines([TextRun(text, 28.0)], width, THEME, anywhere=anywhere)
    return ["".join(run.text for run in line) for line in found]


def test_chinese_breaks_between_signs_but_not_before_a_comma() -> None:
    found = lines(CHINESE, 300)
    assert len(found) > 4 and "".join(found) == CHINESE
    assert all(line[0] not in "，。、）" for line in found)
    assert all(too_wide([[TextRun(line, 28.0)]], 301 + 28, THEME) is None for line in found)


def test_japanese_keeps_its_small_signs_and_brackets_with_their_words() -> None:
    found = lines("「ニューラルネットワーク」は、脳の神経回路をモデルにしたものです。ちょっとした例。", 200)
    assert all(line[0] not in "、。」ューょっ" for line in found)
    assert all(line[-1] != "「" for line in found)


def test_latin_words_and_numbers_stay_whole_within_chinese() -> None:
    found = lines("在ImageNet上达到62.4%的准确率而且ResNet50更大", 150)
    assert "".join(found) == "在ImageNet上达到62.4%的准确率而且ResNet50更大"
    for whole in ("ImageNet", "62.4%", "ResNet50"):
        assert any(whole in line for line in found), found


def test_a_number_keeps_its_percent_sign() -> None:
    assert lines("about 12.5 % of all", 118) == ["about ", "12.5 % of ", "all"] or all(
        not line.startswith("%") for line in lines("about 12.5 % of all", 118)
    )


def test_an_address_breaks_after_a_sign_and_a_word_anywhere() -> None:
    address = "https://example.org/a/very/long/path/that/goes/on/until/it/does/not/fit.html?with=query&more=2"
    found = lines(address, 400, anywhere=True)
    assert "".join(found) == address and len(found) > 2
    assert all(line[-1] in "/.-?=&_:" for line in found[:-1])
    word = "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamtengesellschaft"
    parts = lines(word, 300, anywhere=True)
    assert "".join(parts) == word and all(line_width([TextRun(part, 28.0)], THEME) <= 300 for part in parts)


@given(st.text(alphabet="aé 卷積。「」カー12.%-\n", max_size=60), st.integers(40, 500))
def test_breaking_loses_and_adds_nothing(text: str, width: int) -> None:
    for anywhere in (False, True):
        found = break_lines([TextRun(text, 20.0)], width, THEME, anywhere=anywhere)
        joined = "".join(run.text for line in found for run in line)
        assert joined.replace("\n", "").replace("\t", " ") == text.replace("\n", "")


@pytest.mark.parametrize(
    ("text", "rightward"),
    [("مرحبا بالعالم", True), ("שלום", True), ("Hello שלום", False), ("62 % من", True), ("123", False)],
)
def test_direction_is_that_of_the_first_letter(text: str, rightward: bool) -> None:
    assert is_rightward(text) is rightward


def test_text_from_right_to_left_is_set_so_with_its_bullet_on_the_right(tmp_path: Path) -> None:
    script = render_text("## One\n\n- مرحبا بالعالم\n- Hello\n\nSaid.\n", ScriptSettings()).script
    layouts, _ = laid_out(script, SlideSettings(), build=tmp_path, folder=tmp_path)
    body = next(block for block in layouts[0].blocks if isinstance(block, TextBlock) and block.name == "body")
    first, second = body.paragraphs
    assert (first.rightward, first.align) == (True, "right")
    assert (second.rightward, second.align) == (False, "left")


def test_letters_that_no_font_has_are_named_by_their_script(tmp_path: Path) -> None:
    script = render_text("## One\n\n- नमस्ते दुनिया\n- สวัสดี\n- 🚀 launch\n\nSaid.\n", ScriptSettings()).script
    layouts, theme = laid_out(script, SlideSettings(), build=tmp_path, folder=tmp_path)
    notes = list(missing_letters(layouts, theme))
    assert len(notes) == 3
    for script_name in ("Devanagari letters", "Thai letters", "some emoji and symbols"):
        assert any(script_name in note for note in notes), notes
    assert without_glyph("Grüße ☑ →", theme) == ""


def test_fonts_are_found_by_name_and_by_file(tmp_path: Path) -> None:
    (installed,) = font_files(["DejaVu Serif"], tmp_path)
    assert installed.name == "DejaVuSerif.ttf"
    (tmp_path / "own.ttf").write_bytes(run_font(TextRun("a", 10.0), THEME).read_bytes())
    assert font_files(["own.ttf"], tmp_path) == ((tmp_path / "own.ttf").resolve(),)
    with pytest.raises(InputError, match="no font here is called 'Nothing Sans'") as caught:
        font_files(["Nothing Sans"], tmp_path)
    assert "[slides] fonts" in caught.value.remedy
