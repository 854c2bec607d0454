"""The parts of a figure that a talk can point at. Apart from the record, since a rendered script holds them as well."""

from __future__ import annotations

from pydantic import Field

from plainspoken.base.document import Part


class FigurePart(Part):
    """A part of a figure that a talk can point at: a bar, a row, a cell, a line, a panel.

    Attributes:
        name: what the part is called, as the figure writes it.
        kind: what it is: `bar`, `row`, `column`, `cell`, `series`, `panel`, `point`, ...
        boxes: where it is drawn, (left, top, width, height) each, as fractions of the figure's width and height from
            its upper left corner. A run that stands in three panels has three boxes.
        paths: where it is a line: its points (x, y) in the same fractions, one list for each place.
        keys: what a sentence must name to mean this part: one of the wordings of each list. A cell has two keys,
            its row and its column. Without any, the name is the key.
    """

    name: str
    kind: str
    boxes: list[tuple[float, float, float, float]]
    paths: list[list[tuple[float, float]]] = Field(default_factory=list)
    keys: list[list[str]] = Field(default_factory=list)
