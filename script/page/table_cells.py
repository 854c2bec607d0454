"""The cells of a table's row, by their places in the text."""

from __future__ import annotations


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
