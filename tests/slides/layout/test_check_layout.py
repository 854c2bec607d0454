from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from plainspoken.script.model import Script
from plainspoken.slides.layout.boxes import DiagramBlock, PictureBlock, SlideLayout, TableBlock, TextBlock
from plainspoken.slides.layout.check_layout import check_layout
from plainspoken.slides.layout.lay_out import layout_script
from plainspoken.slides.layout.theme import Theme, contrast


@pytest.fixture
def slides(slides_script: Script, slides_build: Path, slides_theme: Theme) -> dict[str, SlideLayout]:
    laid = layout_script(slides_script, slides_theme, build=slides_build, folder=slides_build)
    return {layout.page: layout for layout in laid}


def faults(layout: SlideLayout, theme: Theme) -> str:
    return "\n".join(check_layout([layout], theme))


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)


def test_a_box_that_leaves_the_page_is_found(slides: dict[str, SlideLayout], slides_theme: Theme) -> None:
    layout = slides["learns"]
    (figure,) = layout.blocks
    moved = replace(figure, box=replace(figure.box, left=300))
    assert "item-0 leaves the page" in faults(replace(layout, blocks=(moved,)), slides_theme)


def test_boxes_that_overlap_are_found(slides: dict[str, SlideLayout], slides_theme: Theme) -> None:
    layout = slides["two"]
    first, *rest = layout.blocks
    moved = replace(first, box=replace(first.box, left=first.box.left + 120))
    assert "item-0 and item-1 overlap" in faults(replace(layout, blocks=(moved, *rest)), slides_theme)


def test_words_higher_or_wider_than_their_box_are_found(slides: dict[str, SlideLayout], slides_theme: Theme) -> None:
    layout = slides["classes"]
    (body,) = layout.blocks
    assert isinstance(body, TextBlock)
    low = replace(body, box=replace(body.box, height=40))
    assert "higher than their box" in faults(replace(layout, blocks=(low,)), slides_theme)
    narrow = replace(body, box=replace(body.box, width=90))
    assert "is wider than its box" in faults(replace(layout, blocks=(narrow,)), slides_theme)


def test_a_cell_wider_than_its_column_is_found(slides: dict[str, SlideLayout], slides_theme: Theme) -> None:
    layout = slides["costs"]
    table = layout.blocks[0]
    assert isinstance(table, TableBlock)
    narrow = replace(table, columns=(40.0, *table.columns[1:]))
    assert "is wider than its column" in faults(replace(layout, blocks=(narrow,)), slides_theme)


def test_pale_and_small_words_are_found(slides: dict[str, SlideLayout], slides_theme: Theme) -> None:
    layout = slides["classes"]
    (body,) = layout.blocks
    assert isinstance(body, TextBlock)
    first = body.paragraphs[0]
    pale = replace(first, lines=((replace(first.lines[0][0], color="line", size=9.0),),))
    found = faults(replace(layout, blocks=(replace(body, paragraphs=(pale,)),)), slides_theme)
    assert "line on ground has a contrast of" in found
    assert "words of 9 pt" in found


def test_boxes_of_a_diagram_that_overlap_are_found(slides: dict[str, SlideLayout], slides_theme: Theme) -> None:
    layout = slides["block"]
    (diagram,) = layout.blocks
    assert isinstance(diagram, DiagramBlock)
    boxes = [node for node in diagram.nodes if node.paragraphs]
    moved = replace(boxes[0], box=boxes[1].box)
    nodes = tuple(moved if node is boxes[0] else node for node in diagram.nodes)
    assert "overlap" in faults(replace(layout, blocks=(replace(diagram, nodes=nodes),)), slides_theme)


def test_what_covers_the_slide_number_is_found(slides: dict[str, SlideLayout], slides_theme: Theme) -> None:
    layout = slides["learns"]
    (figure,) = layout.blocks
    assert isinstance(figure, PictureBlock)
    moved = replace(figure, box=replace(figure.box, top=figure.box.top + 45))
    assert "covers the slide's number" in faults(replace(layout, blocks=(moved,)), slides_theme)


@pytest.mark.parametrize("role", ["text", "muted", "accent", "code_keyword", "code_string", "code_number", "code_name"])
@pytest.mark.parametrize("variant", ["light", "dark"])
@pytest.mark.parametrize("name", ["plain", "paper", "stage"])
def test_every_colour_of_words_reads_on_every_ground(role: str, variant: str, name: str) -> None:
    from plainspoken.slides.layout.theme import read_theme

    theme = read_theme(name, variant)  # type: ignore[arg-type]
    for ground in ("ground", "panel", "tint", "frame") if role in ("text", "muted") else ("ground", "panel"):
        assert contrast(theme.color(role), theme.color(ground)) >= 4.5, (role, ground)
    assert contrast(theme.color("on_accent"), theme.color("accent")) >= 4.5
    assert contrast(theme.color("code_comment"), theme.color("panel")) >= 4.5
