"""What can be marked on a page: the named parts of its figures, diagrams, tables and code blocks."""

from __future__ import annotations

import keyword
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from plainspoken.experiments.results.figure_parts import FigurePart
from plainspoken.script.model import Code, Diagram, Page, Picture, Run, Table

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_NUMBER = re.compile(r"[<>≈~±+−-]?\s?\d[\d,.]*(\s?[\w%/°²³·×]{1,8}){0,2}$")
SHORTEST_IDENTIFIER = 4
"""A name in code of fewer letters than this (`x`, `fc`) is too common a word to mean its line."""


@dataclass(frozen=True)
class Region:
    """Where a part is within its item: of a table `rows` and `columns`, of code `lines` (all from 0, the second number
    not included), of a diagram the `node`, of a figure the `figure` part with its boxes."""

    rows: tuple[int, int] | None = None
    columns: tuple[int, int] | None = None
    lines: tuple[int, int] | None = None
    node: str | None = None
    figure: FigurePart | None = None


@dataclass(frozen=True)
class NamedPart:
    """A part that can be marked.

    Attributes:
        item: the index of its item in `Page.items`.
        kind: `row`, `column`, `cell`, `line`, `box`, `group`, or the kind that a figure gives.
        name: what it is called; of a cell the row and the column, with a slash between.
        keys: what a sentence must name: one wording of each.
        called: further names that only an author's own mark may use.
    """

    item: int
    kind: str
    name: str
    keys: tuple[tuple[str, ...], ...]
    region: Region
    called: tuple[str, ...] = ()


def parts_of(page: Page) -> list[NamedPart]:
    """The parts of everything that a page shows, in reading order."""
    found: list[NamedPart] = []
    for index, item in enumerate(page.items):
        match item:
            case Picture():
                found += _figure_parts(index, item)
            case Table():
                found += _table_parts(index, item)
            case Code():
                found += _code_parts(index, item)
            case Diagram():
                found += _diagram_parts(index, item)
    return found


def _figure_parts(index: int, item: Picture) -> Iterator[NamedPart]:
    for part in item.parts:
        keys = tuple(tuple(wordings) for wordings in part.keys) or ((part.name,),)
        yield NamedPart(index, part.kind, part.name, keys, Region(figure=part))


def _table_parts(index: int, item: Table) -> Iterator[NamedPart]:
    """Rows by their first cell, columns by their header, cells by both; a cell whose words stand nowhere else in the
    table by those as well."""
    header = [_words(cell) for cell in item.header]
    rows = [[_words(cell) for cell in row] for row in item.rows]
    names = [row[0] if row else "" for row in rows]
    often = Counter(cell for row in rows for cell in row)
    for at, name in enumerate(names):
        if name:
            yield NamedPart(index, "row", name, ((name,),), Region(rows=(at, at + 1)), (f"row {at + 1}",))
    for column in range(1, len(header)):
        name = header[column]
        region = Region(columns=(column, column + 1))
        if name:
            yield NamedPart(index, "column", name, ((name,),), region, (f"column {column + 1}",))
        for at, row in enumerate(rows):
            cell = row[column] if column < len(row) else ""
            region = Region(rows=(at, at + 1), columns=(column, column + 1))
            both = f"{names[at]}/{name}"
            if names[at] and name:
                yield NamedPart(index, "cell", both, ((names[at],), (name,)), region)
            if cell and often[cell] == 1 and _tells(cell):
                yield NamedPart(index, "cell", both, ((cell,),), region)


def _tells(cell: str) -> bool:
    """Whether a cell's own words can mean it: words do, and a number with a unit or of two digits and more."""
    if not _NUMBER.match(cell):
        return any(letter.isalpha() for letter in cell)
    return sum(letter.isdigit() for letter in cell) > 1 or bool(re.search(r"[^\d.,\s]", cell))


def _code_parts(index: int, item: Code) -> Iterator[NamedPart]:
    """Lines by their number, and by each name that stands on this line alone."""
    lines = item.text.rstrip("\n").split("\n")
    names = [set(_IDENTIFIER.findall(re.sub(r"#.*", "", line))) for line in lines]
    often = Counter(name for found in names for name in found)
    for at, found in enumerate(names):
        ends = ["first line"] if at == 0 else ["last line"] if at == len(lines) - 1 else []
        telling = [
            name
            for name in sorted(found)
            if often[name] == 1 and len(name) >= SHORTEST_IDENTIFIER and not keyword.iskeyword(name)
        ]
        yield NamedPart(index, "line", str(at + 1), ((*ends, *telling),), Region(lines=(at, at + 1)))


def _diagram_parts(index: int, item: Diagram) -> Iterator[NamedPart]:
    from plainspoken.slides.layout.diagrams import describe

    description = describe(item)
    for panel in description.panels:
        for shape in panel.shapes:
            if shape.label:
                region = Region(node=shape.name)
                yield NamedPart(index, "box", shape.label, ((shape.label,),), region, (shape.name,))
        for group in panel.groups:
            yield NamedPart(index, "group", group.label, ((group.label,),), Region(node=f"frame {group.label}"))


def _words(runs: list[Run]) -> str:
    return " ".join("".join(run.text for run in runs).split())
