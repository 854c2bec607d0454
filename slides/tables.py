"""Tables in a box: column widths by what the cells hold, cells broken to their columns."""

from __future__ import annotations

from dataclasses import replace

from script.model import Run, Table
from slides.boxes import Box, Cell, Paragraph, TableBlock
from slides.measure import break_lines, line_width, too_wide
from slides.theme import Theme
from slides.words import does_not_fit, spacing, styled

ACROSS, DOWN = 10.0, 5.0
"""Room within a cell, left and right, above and below, in points."""


def place_table(item: Table, index: int, box: Box, theme: Theme) -> TableBlock | None:
    """The table in the largest size of the scale that fits `box`, or `None`."""
    for size in theme.sizes("table"):
        block = _set_table(item, index, box, size, theme)
        if block is not None:
            return block
    return None


def split_table(item: Table, index: int, box: Box, theme: Theme) -> list[tuple[TableBlock, Table]]:
    """The table over as many boxes as it needs, its header on each, its rows shared out evenly.

    Raises:
        InputError: not even one row fits.
    """
    for count in range(1, len(item.rows) + 1):
        per = -(-len(item.rows) // count)
        parts = [item.model_copy(update={"rows": item.rows[at : at + per]}) for at in range(0, len(item.rows), per)]
        blocks = [place_table(part, index, box, theme) for part in parts]
        if all(blocks):
            return [(block, part) for block, part in zip(blocks, parts, strict=True) if block]
    raise does_not_fit("a row of the table", item.at)


def _set_table(item: Table, index: int, box: Box, size: float, theme: Theme) -> TableBlock | None:
    header = any(cell for cell in item.header)
    rows = [*([item.header] if header else []), *item.rows]
    count = max(len(row) for row in rows)
    rows = [row + [[] for _ in range(count - len(row))] for row in rows]
    columns = _column_widths(rows, header, box.width, size, theme)
    if columns is None:
        return None
    leading = spacing(theme, "table", size)
    cells: list[tuple[Cell, ...]] = []
    heights: list[float] = []
    for place, row in enumerate(rows):
        head = header and place == 0
        line: list[Cell] = []
        for column, runs in enumerate(row):
            broken = break_lines(_cell_runs(runs, size, head), columns[column] - 2 * ACROSS, theme)
            align = item.align[column] if column < len(item.align) else "left"
            line.append(Cell(Paragraph(lines=broken, line_height=round(leading, 2), align=align)))
        cells.append(tuple(line))
        heights.append(round(max(cell.paragraph.height for cell in line) + 2 * DOWN, 2))
    if sum(heights) > box.height:
        return None
    roomy = min(1.35, box.height * 0.9 / sum(heights))  # short tables breathe
    heights = [round(height * max(1.0, roomy), 2) for height in heights]
    return TableBlock(
        name=f"item-{index}",
        box=replace(box, width=sum(columns), height=sum(heights)),
        columns=tuple(columns),
        heights=tuple(heights),
        rows=tuple(cells),
        header=header,
        padding=(ACROSS, DOWN),
        item=index,
        appears=item.appears,
    )


def _cell_runs(runs: list[Run], size: float, head: bool) -> list:  # type: ignore[type-arg]
    return styled(runs, size, color="muted" if head else "text", bold=head)


def _column_widths(
    rows: list[list[list[Run]]], header: bool, width: float, size: float, theme: Theme
) -> list[float] | None:
    """Widths in points that add up to at most `width`; `None` when a single word is wider than its column."""
    natural: list[float] = []
    least: list[float] = []
    for column in range(len(rows[0])):
        wide, narrow = 0.0, 0.0
        for place, row in enumerate(rows):
            runs = _cell_runs(row[column], size, header and place == 0)
            wide = max(wide, line_width(runs, theme))
            narrow = max(narrow, *(line_width(line, theme) for line in break_lines(runs, 1.0, theme)))
        natural.append(wide + 2 * ACROSS + 1)
        least.append(narrow + 2 * ACROSS + 1)
    if sum(natural) <= width:
        target = min(width, sum(natural) * 1.5)
        target = width if target > 0.8 * width else target
        extra = (target - sum(natural)) / len(natural)
        return [round(each + extra, 2) for each in natural]
    if sum(least) > width:
        return None
    slack, wish = width - sum(least), sum(natural) - sum(least)
    return [round(low + (high - low) * slack / wish - 0.005, 2) for low, high in zip(least, natural, strict=True)]


def overfull_cell(block: TableBlock, theme: Theme) -> str | None:
    """The text of a cell that is wider than its column, or `None`."""
    for row in block.rows:
        for cell, width in zip(row, block.columns, strict=True):
            found = too_wide(cell.paragraph.lines, width - 2 * block.padding[0], theme)
            if found is not None:
                return found
    return None
