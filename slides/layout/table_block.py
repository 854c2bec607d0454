"""Tables in a box: column widths by what the cells hold, cells broken to their columns."""

from __future__ import annotations

import re
from dataclasses import replace

from plainspoken.script.model import Run, Table
from plainspoken.slides.layout.boxes import Box, Paragraph, TableBlock, TableCell
from plainspoken.slides.layout.text_fit import does_not_fit, spacing, styled
from plainspoken.slides.layout.text_width import break_lines, line_width, too_wide
from plainspoken.slides.layout.theme import Theme

ACROSS, DOWN = 12.0, 5.0
"""Room within a cell, left and right, above and below, in points."""
ROOMIEST = 2.0
"""Rows of a short table are at most this many times as high as they must be."""
BETWEEN = 3.0
"""Columns are at most this much wider than their words need, as a multiple of the type's size: farther apart, the
eye no longer finds the cells of a row."""
UNBROKEN = 20.0
"""Down to this size cells are kept on one line, in points."""
APART = 1.2
"""Room between a column set flush right and one set flush left after it, as a multiple of the type's size."""
_NUMBER = re.compile(r"[<>≈~±+−-]?\s?\d[\d,.]*(\s?[\w%/°²³·×]{1,8}){0,2}$")
_ABSENT = {"", "-", "–", "—", "…", "?"}
"""What stands in a cell that has no number."""


def place_table(item: Table, index: int, box: Box, theme: Theme) -> TableBlock | None:
    """The table in the largest size of the scale that fits `box`, or `None`. Cells are broken into lines only where
    the type would become small without that."""
    largest: TableBlock | None = None
    for size in theme.sizes("table"):
        if largest is not None and size < UNBROKEN:
            break
        block = _set_table(item, index, box, size, theme)
        if block is not None and not _is_broken(block):
            return block
        largest = largest or block
    return largest or _set_table(item, index, box, theme.sizes("table")[-1], theme, anywhere=True)


def _is_broken(block: TableBlock) -> bool:
    return any(len(cell.paragraph.lines) > 1 for row in block.rows for cell in row)


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


def _set_table(
    item: Table, index: int, box: Box, size: float, theme: Theme, *, anywhere: bool = False
) -> TableBlock | None:
    """The table in one size; with `anywhere`, words wider than their column are broken within."""
    header = any(cell for cell in item.header)
    rows = [*([item.header] if header else []), *item.rows]
    count = max(len(row) for row in rows)
    rows = [row + [[] for _ in range(count - len(row))] for row in rows]
    numeric = number_columns(item)
    indents = [APART * size if place - 1 in numeric and place not in numeric else 0.0 for place in range(count)]
    columns = _column_widths(rows, header, box.width, size, theme, indents, anywhere)
    if columns is None:
        return None
    leading = spacing(theme, "table", size)
    cells: list[tuple[TableCell, ...]] = []
    heights: list[float] = []
    for place, row in enumerate(rows):
        head = header and place == 0
        line: list[TableCell] = []
        for column, runs in enumerate(row):
            room = columns[column] - 2 * ACROSS - indents[column]
            broken = break_lines(_cell_runs(runs, size, head), room, theme, anywhere=anywhere)
            align = item.align[column] if column < len(item.align) else "left"
            align = "right" if align == "left" and column in numeric else align
            indent = round(indents[column], 1)
            line.append(TableCell(Paragraph(lines=broken, line_height=round(leading, 2), align=align, indent=indent)))
        cells.append(tuple(line))
        heights.append(round(max(cell.paragraph.height for cell in line) + 2 * DOWN, 2))
    if sum(heights) > box.height:
        return None
    roomy = min(ROOMIEST, box.height * 0.68 / sum(heights))  # short tables breathe
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


def number_columns(item: Table) -> set[int]:
    """The columns, from the second on, that hold nothing but numbers: they are set flush right."""
    count = max((len(row) for row in item.rows), default=0)
    found = set()
    for column in range(1, count):
        cells = ["".join(run.text for run in row[column]).strip() for row in item.rows if column < len(row)]
        numbers = [cell for cell in cells if cell not in _ABSENT]
        if numbers and all(_NUMBER.match(cell) for cell in numbers):
            found.add(column)
    return found


def _cell_runs(runs: list[Run], size: float, head: bool) -> list:  # type: ignore[type-arg]
    if head:
        return styled(runs, size, color="muted", bold=True)
    return [replace(run, color="accent") if run.bold else run for run in styled(runs, size)]


def _column_widths(
    rows: list[list[list[Run]]],
    header: bool,
    width: float,
    size: float,
    theme: Theme,
    indents: list[float],
    anywhere: bool = False,
) -> list[float] | None:
    """Widths in points that add up to at most `width`, each with its indent; `None` when a single word is wider than
    its column."""
    natural: list[float] = []
    least: list[float] = []
    for column in range(len(rows[0])):
        wide, narrow = 0.0, 0.0
        around = 2 * ACROSS + indents[column] + 1
        for place, row in enumerate(rows):
            runs = _cell_runs(row[column], size, header and place == 0)
            wide = max(wide, *(line_width(line, theme) for line in break_lines(runs, 1e6, theme)))
            narrow = max(narrow, *(line_width(line, theme) for line in break_lines(runs, 1.0, theme)))
        natural.append(wide + around)
        least.append(narrow + around)
    if sum(natural) <= width:
        target = min(width, sum(natural) + BETWEEN * size * (len(natural) - 1))
        target = width if target > 0.85 * width else target
        extra = (target - sum(natural)) / len(natural)
        return [round(each + extra, 2) for each in natural]
    if sum(least) > width and anywhere:
        share = width / len(least)
        least = [min(each, share) for each in least]
    if sum(least) > width:
        return None
    slack, wish = width - sum(least), sum(natural) - sum(least)
    return [
        round(low + (high - low) * slack / max(wish, 0.01) - 0.005, 2) for low, high in zip(least, natural, strict=True)
    ]


def overfull_cell(block: TableBlock, theme: Theme) -> str | None:
    """The text of a cell that is wider than its column, or `None`."""
    for row in block.rows:
        for cell, width in zip(row, block.columns, strict=True):
            found = too_wide(cell.paragraph.lines, width - 2 * block.padding[0] - cell.paragraph.indent, theme)
            if found is not None:
                return found
    return None
