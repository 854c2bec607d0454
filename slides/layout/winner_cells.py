"""In a table, the row or cell that the page's title speaks of stands in the accent's colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from plainspoken.script.model import Page
from plainspoken.slides.layout.boxes import Block, Paragraph, TableBlock
from plainspoken.slides.layout.marks.match_parts import meant
from plainspoken.slides.layout.marks.named_parts import parts_of
from plainspoken.slides.layout.text_width import too_wide
from plainspoken.slides.layout.theme import Theme


def with_winner(page: Page, blocks: Sequence[Block], theme: Theme) -> tuple[Block, ...]:
    """The blocks, with the one row or cell that the title names in the accent's colour, bold where its column has room.
    A table whose author has set something in bold stays as it is."""
    if not page.title or not any(isinstance(block, TableBlock) for block in blocks):
        return tuple(blocks)
    parts = [part for part in parts_of(page) if part.kind in ("row", "cell")]
    found = meant(page.title.split(), parts)
    if found is None:
        return tuple(blocks)
    region = found.part.region
    return tuple(
        _accented(block, region.rows, region.columns, theme)
        if isinstance(block, TableBlock) and block.item == found.part.item and region.rows
        else block
        for block in blocks
    )


def _accented(block: TableBlock, rows: tuple[int, int], columns: tuple[int, int] | None, theme: Theme) -> TableBlock:
    head = int(block.header)
    cells = [cell for row in block.rows[head:] for cell in row]
    if any(run.bold for cell in cells for run in cell.paragraph.runs) or rows[0] + head >= len(block.rows):
        return block
    first, last = columns or (0, len(block.columns))
    changed = []
    for at, row in enumerate(block.rows):
        inside = rows[0] + head <= at < rows[1] + head
        changed.append(
            tuple(
                replace(cell, paragraph=_stressed(cell.paragraph, block.columns[column] - 2 * block.padding[0], theme))
                if inside and first <= column < last
                else cell
                for column, cell in enumerate(row)
            )
        )
    return replace(block, rows=tuple(changed))


def _stressed(paragraph: Paragraph, width: float, theme: Theme) -> Paragraph:
    """A cell's words in the accent, and bold where that is no wider than the column."""
    bold = tuple(tuple(replace(run, color="accent", bold=True) for run in line) for line in paragraph.lines)
    if too_wide(bold, width - paragraph.indent, theme) is None:
        return replace(paragraph, lines=bold)
    return replace(
        paragraph, lines=tuple(tuple(replace(run, color="accent") for run in line) for line in paragraph.lines)
    )
