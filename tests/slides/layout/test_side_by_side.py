from __future__ import annotations

from pathlib import Path

import pytest

from plainspoken.script.model import Code, Diagram, Picture, Run, Source, Table
from plainspoken.slides.layout.boxes import Block, Box, DiagramBlock, TextBlock
from plainspoken.slides.layout.check_layout import within
from plainspoken.slides.layout.evidence_block import Evidence, LayoutContext
from plainspoken.slides.layout.side_by_side import is_pair, place_pair, type_size
from plainspoken.slides.layout.theme import read_theme

THEME = read_theme()
BODY = Box(48, 96, 864, 394)
AT = Source(file="pages/03.md", line=20, column=1, end_line=24, end_column=4)
SHORT = Code(language="python", text="for x in data:\n    learn(x)\n    check(x)\n" * 4, at=AT)
LONG = Code(language="python", text=f"found = join({', '.join(['self.local(x)'] * 4)})\nreturn found", at=AT)
WIDE = Diagram(name="row", text="flow right\na -> b -> c -> d -> e -> f", at=AT)
TALL = Diagram(name="column", text="flow down\na -> b -> c -> d -> e", at=AT)


def placed(first: Evidence, second: Evidence, build: Path) -> list[Block]:
    blocks = place_pair([(0, first), (1, second)], BODY, LayoutContext(THEME, build, build))
    assert blocks is not None
    assert all(within(block.box, BODY) for block in blocks)
    assert not blocks[0].box.overlaps(blocks[1].box)
    return blocks


def test_a_column_stands_beside_code(tmp_path: Path) -> None:
    code, diagram = placed(SHORT, TALL, tmp_path)
    assert code.box.right < diagram.box.left
    assert type_size([code]) >= 20


def test_a_row_stands_above_long_code_and_both_are_read_from_afar(tmp_path: Path) -> None:
    diagram, code = placed(WIDE, LONG, tmp_path)
    assert diagram.box.bottom < code.box.top
    assert code.box.width == BODY.width
    assert type_size([diagram]) >= 20
    assert type_size([code]) >= 18


def test_the_order_is_that_of_the_page(tmp_path: Path) -> None:
    first, second = placed(LONG, WIDE, tmp_path)
    assert isinstance(first, TextBlock)
    assert isinstance(second, DiagramBlock)
    assert first.box.top < second.box.top


def test_what_fits_no_split_is_left_to_pages_of_their_own(tmp_path: Path) -> None:
    deep = Code(language="python", text="x = 1\n" * 40, at=AT)
    assert place_pair([(0, deep), (1, TALL)], BODY, LayoutContext(THEME, tmp_path, tmp_path)) is None


def test_two_pictures_are_no_pair(slides_build: Path) -> None:
    picture = Picture(path="figures/square.png", alt="A square.", at=AT)
    table = Table(header=[[Run(text="a")]], rows=[[[Run(text="b")]]], align=["left"], at=AT)
    assert not is_pair([(0, picture), (1, picture)])
    assert not is_pair([(0, SHORT)])
    assert is_pair([(0, picture), (1, table)])
    blocks = placed(picture, SHORT, slides_build)
    assert type_size(blocks) > 0


@pytest.mark.parametrize("lines", [2, 6, 12])
def test_code_alone_is_set_large_on_a_panel_that_fits(lines: int) -> None:
    from plainspoken.slides.layout.code_block import PADDING, place_code

    block = place_code(Code(language="python", text="model.train(data)\n" * lines, at=AT), 0, BODY, THEME)
    assert block is not None
    assert type_size([block]) >= 20
    assert block.text_height + 2 * PADDING <= block.box.height + 0.01
    assert block.box.height <= 1.7 * (block.text_height + 2 * PADDING) + 0.01
    assert 0.55 * BODY.width <= block.box.width <= BODY.width


def test_two_pieces_of_code_are_set_in_one_size() -> None:
    from plainspoken.slides.layout.code_block import place_listings

    blocks = place_listings([(0, LONG), (1, SHORT)], BODY, THEME)
    assert blocks is not None
    first, second = blocks
    assert first.box.bottom < second.box.top
    assert first.box.width == second.box.width
    assert {run.size for block in blocks for paragraph in block.paragraphs for run in paragraph.runs} == {
        type_size([first])
    }
