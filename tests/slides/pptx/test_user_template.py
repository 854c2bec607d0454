from __future__ import annotations

from pathlib import Path

import pytest
from pptx import Presentation
from pptx.util import Pt

from plainspoken.base.errors import InputError
from plainspoken.script.model import Script
from plainspoken.slides.layout.check_layout import check_layout, contrast
from plainspoken.slides.layout.lay_out import layout_script
from plainspoken.slides.layout.theme import read_theme
from plainspoken.slides.pptx.check_deck import check_deck
from plainspoken.slides.pptx.deck import build_deck
from plainspoken.slides.pptx.user_template import layouts_by_use, open_template, template_theme
from plainspoken.slides.settings import SlideSettings


@pytest.fixture
def corporate(tmp_path: Path) -> Path:
    """A deck as a user might have: 4:3, another font, slides of its own."""
    presentation = Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[1])
    slide.shapes.title.text = "Last year's figures"
    presentation.save(str(tmp_path / "corporate.pptx"))
    return tmp_path / "corporate.pptx"


def test_the_users_template_carries_our_slides(
    corporate: Path, slides_script: Script, slides_build: Path, tmp_path: Path
) -> None:
    theme = template_theme(open_template(corporate), corporate, read_theme())
    slides = layout_script(slides_script, theme, build=slides_build, folder=slides_build)
    assert check_layout(slides, theme) == []
    out = tmp_path / "deck.pptx"
    settings = SlideSettings(template=str(corporate))
    build_deck(slides_script, None, out, settings=settings, build=slides_build, folder=slides_build)
    assert check_deck(out) == []
    opened = Presentation(str(out))
    assert len(opened.slides) == len(slides)
    assert (opened.slide_width, opened.slide_height) == (Pt(720), Pt(540))
    assert "Last year" not in "".join(
        shape.text_frame.text for s in opened.slides for shape in s.shapes if shape.has_text_frame
    )
    assert opened.slides[0].slide_layout.name == "Title Slide"
    assert opened.slides[2].slide_layout.name == "Title and Content"
    assert opened.slides[4].slide_layout.name == "Title Only"
    for slide in opened.slides:
        for shape in slide.shapes:
            assert shape.left >= -1
            assert shape.left + shape.width <= opened.slide_width + 13000


def test_the_page_of_another_size_is_laid_out_in_its_own_proportions(corporate: Path) -> None:
    presentation = open_template(corporate)
    presentation.slide_width, presentation.slide_height = Pt(1920), Pt(1080)
    theme = template_theme(presentation, corporate, read_theme())
    assert theme.grid.width == pytest.approx(960)
    assert theme.scale == pytest.approx(2.0)
    assert theme.type_size(20) == 4000


def test_colours_that_read_badly_on_the_templates_ground_are_its_text_colour(corporate: Path) -> None:
    presentation = open_template(corporate)
    theme = template_theme(presentation, corporate, read_theme("plain", "dark"))
    assert theme.color("ground") == "#FFFFFF"
    assert theme.color("muted") == theme.color("text")
    assert theme.color("accent") not in ("#4F81BD", theme.color("text"))  # the template's is too pale for words
    assert contrast(theme.color("accent"), "#FFFFFF") >= 4.5
    assert "accent" not in theme.scheme


def test_layouts_are_found_by_type_and_by_placeholders(corporate: Path) -> None:
    presentation = open_template(corporate)
    for layout in presentation.slide_layouts:
        layout._element.attrib.pop("type", None)
    found = layouts_by_use(presentation)
    assert {"Title", "Section", "Statement", "Title and list", "Evidence", "Comparison"} <= set(found)
    assert found["Evidence"].name == "Title Only"


def test_a_template_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    words = tmp_path / "words.pptx"
    words.write_text("no deck")
    with pytest.raises(InputError, match="not a PowerPoint deck"):
        open_template(words)
    with pytest.raises(InputError, match="no template here"):
        open_template(tmp_path / "none.pptx")
