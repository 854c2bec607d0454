"""The talk's map in the corner, boxes that move, code that grows, the winner's cells."""

from __future__ import annotations

from pathlib import Path

import pytest

from plainspoken.base.errors import InputError
from plainspoken.script.render import render_text
from plainspoken.script.settings import ScriptSettings
from plainspoken.slides.layout.boxes import DiagramBlock, SlideLayout, TableBlock
from plainspoken.slides.layout.check_layout import check_layout
from plainspoken.slides.layout.lay_out import layout_script
from plainspoken.slides.layout.motion import tween
from plainspoken.slides.layout.theme import read_theme

THEME = read_theme()
MAP = """## Four ways

<!-- tracker -->

| | own data | a neighbour's |
| --- | --- | --- |
| from scratch | one | two |
| transfer | three | four |

Four ways there are.
"""


def laid(text: str, tmp_path: Path) -> list[SlideLayout]:
    script = render_text(f"## A talk\n\nHello.\n\n{text}", ScriptSettings()).script
    return layout_script(script, THEME, build=tmp_path, folder=tmp_path)[1:]


def tiles(layout: SlideLayout) -> dict[str, tuple[str | None, str]]:
    found = [block for block in layout.blocks if isinstance(block, DiagramBlock) and block.name == "tracker"]
    return {node.id: (node.fill, " ".join(p.text for p in node.paragraphs)) for block in found for node in block.nodes}


def test_the_map_fills_from_page_to_page_and_covers_nothing(tmp_path: Path) -> None:
    later = (
        "## V3 reaches a good half\n\n<!-- tracker: from scratch, own data = 53 % -->\n\n- one\n- two\n\nSo it is.\n\n"
        "## And more than that on a page with a title so long that it needs two lines\n\n- one\n- two\n\nYes.\n\n"
        "## Transfer wins\n\n<!-- tracker: transfer, own data = 81 % -->\n\n- one\n\nSo it is.\n"
    )
    drawn, first, between, last = laid(f"{MAP}\n{later}", tmp_path)
    assert tiles(drawn) == {}
    assert tiles(first)["tile 1,1"] == ("accent", "53 %")
    assert tiles(first)["tile 2,1"] == ("panel", "")
    assert tiles(between)["tile 1,1"] == ("tint", "53 %")
    assert tiles(last) == {
        "tile 1,1": ("tint", "53 %"),
        "tile 1,2": ("panel", ""),
        "tile 2,1": ("accent", "81 %"),
        "tile 2,2": ("panel", ""),
    }
    assert check_layout([drawn, first, between, last], THEME) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("## A\n\n<!-- tracker: a, b = 1 -->\n\nWords.\n", "no page before it draws"),
        ("## A\n\n<!-- tracker -->\n\nWords.\n", "shows no table"),
        (f"{MAP}\n## B\n\n<!-- tracker: from scratch, the moon = 1 -->\n\nWords.\n", "which the map does not have"),
    ],
)
def test_a_map_that_cannot_be_is_an_error_at_its_page(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=message) as error:
        laid(text, tmp_path)
    assert error.value.line


def test_shared_boxes_move_in_from_their_places(tmp_path: Path) -> None:
    text = "## {}\n\n```diagram own\nflow right\n{}\n```\n\nSaid.\n\n"
    one, two, three = laid(
        text.format("One", "a -> b -> c") + text.format("Two", "a -> x -> b -> c") + text.format("Three", "p -> q"),
        tmp_path,
    )
    assert (one.moves, two.moves, three.moves) == ((), ("a", "b", "c"), ())
    places = []
    for share in (0.0, 0.5, 1.0):
        (block,) = [block for block in tween(one, two, share).blocks if isinstance(block, DiagramBlock)]
        places.append(next(node.box.left for node in block.nodes if node.id == "b"))
    (before,), (after,) = ([b for b in each.blocks if isinstance(b, DiagramBlock)] for each in (one, two))
    start, end = (next(n.box.left for n in block.nodes if n.id == "b") for block in (before, after))
    assert places[0] == pytest.approx(start) and places[2] == pytest.approx(end)
    assert min(start, end) <= places[1] <= max(start, end)


def test_code_that_grows_shows_its_new_lines_and_other_code_does_not(tmp_path: Path) -> None:
    text = "## {}\n\n```python\n{}\n```\n\nThis is so.\n\n"
    first, grown, other = laid(
        text.format("One", "a = 1\nb = 2")
        + text.format("Two", "a = 1\nnew = 3\nb = 2")
        + text.format("Three", "c = 9\nd = 8"),
        tmp_path,
    )
    assert [mark.part for mark in grown.marks] == ["new lines"]
    assert first.marks == other.marks == ()


def test_the_row_that_the_title_names_stands_in_the_accent(tmp_path: Path) -> None:
    table = "| model | accuracy |\n| --- | --- |\n| V1 | 44 % |\n| V3 | {} |\n"
    plain, own = laid(
        f"## V3 is best\n\n{table.format('53 %')}\nSo.\n\n## V3 is best again\n\n{table.format('**53 %**')}\nSo.\n",
        tmp_path,
    )
    colors = []
    for layout in (plain, own):
        (block,) = [block for block in layout.blocks if isinstance(block, TableBlock)]
        colors.append([[run.color for run in cell.paragraph.runs] for row in block.rows[1:] for cell in row])
    assert colors[0] == [["text"], ["text"], ["accent"], ["accent"]]
    assert colors[1] == [["text"], ["text"], ["text"], ["accent"]]
