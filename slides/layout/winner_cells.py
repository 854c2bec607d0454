"""In a table, the row or cell that the page's title speaks of stands in the accent's colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from plainspoken.script.model import Page
from plainspoken.slides.layout.boxes import Block, TableBlock
from plainspoken.slides.layout.marks.match_parts import meant
from plainspoken.slides.layout.marks.named_parts import parts_of


def with_winner(page: Page, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks, with the one row or cell that the title names in the accent's colour. A table whose author has set
    something in bold stays as it is."""
    if not page.title or not any(isinstance(block, TableBlock) for block in blocks):
        return tuple(blocks)
    parts = [part for part in parts_of(page) if part.kind in ("row", "cell")]
    found = meant(page.title.split(), parts)
    if found is None:
        return tuple(blocks)
    region = found.part.region
    return tuple(
        _accented(block, region.rows, region.columns)
        if isinstance(block, TableBlock) and block.item == found.part.item and region.rows
        else block
        for block in blocks
    )


def _accented(block: TableBlock, rows: tuple[int, int], columns: tuple[int, int] | None) -> TableBlock:
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
                replace(
                    cell,
                    paragraph=replace(
                        cell.paragraph,
                        lines=tuple(
                            tuple(replace(run, color="accent") for run in line) for line in cell.paragraph.lines
                        ),
                    ),
                )
                if inside and first <= column < last
                else cell
                for column, cell in enumerate(row)
            )
        )
    return replace(block, rows=tuple(changed))
