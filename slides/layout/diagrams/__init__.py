"""Diagrams of layers and pathways, drawn from a few lines of text as native shapes.

A page writes ```` ```diagram NAME ```` with the description below it, or with nothing below it for one of the named
descriptions that ship (`slides/diagrams/named`). The language is in `layout.diagrams.diagram_language`.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from plainspoken.base.errors import InputError
from plainspoken.script.model import Diagram
from plainspoken.slides.layout.boxes import Block, Box, DiagramBlock
from plainspoken.slides.layout.diagrams.diagram_language import Description, DescriptionError, parse, spoken
from plainspoken.slides.layout.diagrams.draw_diagram import draw, natural_aspect
from plainspoken.slides.layout.theme import Theme

NAMED = Path(__file__).parent / "named"


def names() -> list[str]:
    """The names of the descriptions that ship."""
    return sorted(path.stem for path in NAMED.glob("*.txt"))


def describe(item: Diagram) -> Description:
    """The parsed description of a diagram.

    Raises:
        InputError: the name is not known and nothing is described, or a line cannot be understood; with its line.
    """
    text = item.text
    if not text.strip():
        path = NAMED / f"{item.name}.txt"
        if not path.is_file():
            raise InputError(
                f"no diagram is called {item.name!r}",
                file=item.at.file,
                line=item.at.line,
                column=item.at.column,
                remedy=f"describe it in the block, or take one of: {', '.join(names())}",
            )
        text = path.read_text(encoding="utf-8")
    try:
        return _parsed(text)
    except DescriptionError as error:
        raise InputError(
            f"the diagram {item.name!r}: {error}",
            file=item.at.file,
            line=item.at.line + error.line,
            column=1,
            remedy=error.remedy,
        ) from None


@lru_cache(maxsize=256)
def _parsed(text: str) -> Description:
    return parse(text)


def diagram_aspect(item: Diagram) -> float:
    """Width over height of a diagram's natural shape."""
    return natural_aspect(describe(item))


def place_diagram(item: Diagram, index: int, box: Box, theme: Theme) -> list[Block] | None:
    """The diagram in the largest type that fits `box`, in the middle of it; `None` when it does not fit."""
    description = describe(item)
    drawn = draw(description, box, theme)
    if drawn is None:
        return None
    alt = item.alt or spoken(description)
    return [
        DiagramBlock(
            name=f"item-{index}",
            box=drawn.box,
            nodes=drawn.nodes,
            edges=drawn.edges,
            labels=drawn.labels,
            alt=alt,
            item=index,
            appears=item.appears,
        )
    ]
