"""Diagrams of layers and pathways, drawn from a few lines of text."""

from __future__ import annotations

from script.model import Diagram
from slides.boxes import Block, Box
from slides.theme import Theme


def diagram_aspect(item: Diagram) -> float:
    """Width over height of a diagram's natural shape."""
    return 2.0


def place_diagram(item: Diagram, index: int, box: Box, theme: Theme) -> list[Block] | None:
    """The blocks of a diagram in `box`."""
    return []
