"""Tables: the cells of a row by their places in the text, and what they show."""

from __future__ import annotations

from collections.abc import Callable

from plainspoken.script.model import Number, Run, Table
from plainspoken.script.page.blocks import Block
from plainspoken.script.page.inline_text import Display
from plainspoken.script.page.rendered_file import RenderedFile
from plainspoken.script.page.spoken_tokens import said


def table_of(block: Block, manuscript: RenderedFile, display_of: Callable[[Block], Display]) -> Table:
    """The table of a block; `display_of` reads a cell and takes note of its footnotes and pictures."""
    numbers: list[Number] = []

    def cells(line: tuple[int, int]) -> list[list[Run]]:
        row = []
        for cell in cells_of(manuscript.words, *line):
            display = display_of(Block("table", *cell, [cell], column=block.column))
            numbers.extend(display.numbers(lambda text: said(text, manuscript)))
            runs = display.runs() or [Run(text=image.alt) for image in display.images if image.alt]
            row.append(
                [run.model_copy(update={"text": run.text.replace("\\|", "|")}) if run.code else run for run in runs]
            )
        return row

    header, *rows = [cells(line) for line in block.lines]
    width = len(header)
    rows = [[*row[:width], *([[]] * (width - len(row)))] for row in rows]
    align = [*block.align[:width], *(["left"] * (width - len(block.align)))]
    return Table.model_validate(
        {
            "header": header,
            "rows": rows,
            "align": align,
            "numbers": numbers,
            "column": block.column,
            "at": manuscript.locator.source(block.start, block.end),
        }
    )


def cells_of(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The (start, end) of each cell of a row."""
    row = text[start:end]
    start += row.startswith("|")
    end -= row.endswith("|") and not row.endswith("\\|") and len(row) > 1
    cells, at, code, index = [], start, False, start
    while index < end:
        char = text[index]
        if char == "\\":
            index += 1
        elif char == "`":
            code = not code
        elif char == "|" and not code:
            cells.append((at, index))
            at = index + 1
        index += 1
    return [_trimmed(text, *cell) for cell in [*cells, (at, end)]]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
