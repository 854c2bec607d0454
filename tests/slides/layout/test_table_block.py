from __future__ import annotations

import pytest

from plainspoken.script.model import Run, Source, Table
from plainspoken.slides.layout.boxes import Box
from plainspoken.slides.layout.table_block import number_columns, overfull_cell, place_table
from plainspoken.slides.layout.theme import read_theme

THEME = read_theme()
BODY = Box(48, 96, 864, 394)
AT = Source(file="pages/03.md", line=20, column=1, end_line=24, end_column=4)


def table(header: str, *rows: str, align: list[str] | None = None) -> Table:
    cells = [[[Run(text=cell)] if cell else [] for cell in row.split("|")] for row in (header, *rows)]
    return Table.model_validate(
        {"header": cells[0], "rows": cells[1:], "align": align or ["left"] * len(cells[0]), "at": AT}
    )


@pytest.mark.parametrize("cell", ["7", "3,194", "62.9 %", "20.4 MB", "−0.13", "11.2 M", "≈ 5", "8.0 ms", "1,024 × 768"])
def test_what_a_number_is(cell: str) -> None:
    assert number_columns(table("a|b", f"x|{cell}", "y|1")) == {1}


@pytest.mark.parametrize("cell", ["bf16", "two", "V2", "7 of the ten faces are right", "3x3 conv, pool and more"])
def test_what_a_number_is_not(cell: str) -> None:
    assert number_columns(table("a|b", f"x|{cell}", "y|1")) == set()


def test_columns_of_numbers_stand_flush_right_and_what_follows_keeps_off() -> None:
    block = place_table(table("face|sure|next", "fear|99 %|neutral", "joy||anger", "joy|4 %|fear"), 0, BODY, THEME)
    assert block is not None
    for row in block.rows:
        assert [cell.paragraph.align for cell in row] == ["left", "right", "left"]
        assert row[2].paragraph.indent > 20
    assert overfull_cell(block, THEME) is None


def test_alignment_that_is_written_stays() -> None:
    block = place_table(table("a|b", "x|1", "y|2", align=["left", "center"]), 0, BODY, THEME)
    assert block is not None
    assert block.rows[1][1].paragraph.align == "center"


def test_a_narrow_table_is_not_stretched_over_the_page() -> None:
    block = place_table(table("split|faces", "train|3,500", "test|500"), 0, BODY, THEME)
    assert block is not None
    assert block.box.width < 0.5 * BODY.width
    assert block.rows[1][1].paragraph.runs[0].size == THEME.sizes("table")[0]


def test_a_first_column_of_numbers_names_its_rows() -> None:
    assert number_columns(table("epoch|loss", "1|2.0", "2|1.5")) == {1}
