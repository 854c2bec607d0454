"""Code or a table with something else on one slide: side by side or one below the other, whichever reads better."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from plainspoken.script.model import Code, Table
from plainspoken.slides.layout.boxes import Block, Box, DiagramBlock, PictureBlock, TableBlock, TextBlock
from plainspoken.slides.layout.evidence_block import Evidence, LayoutContext, place

GAP = 28.0
"""Room between the two, in points."""
SHARES = (0.5, 0.4, 0.6, 0.33, 0.67, 0.72)
"""How much of the place the first of the two may take."""
READABLE = 12.0
"""Beside each other nothing may be set smaller than this, in points: on pages of their own it is larger."""
LARGE = 24.0
"""Type larger than this reads no better, in points."""
FIGURE_TYPE, FIGURE_DOTS = 20.0, 150.0
"""The type in a drawn figure, in points, and its dots an inch (`plainspoken.experiments.figures.figure_style`)."""

Numbered = tuple[int, Evidence]


def is_pair(evidence: list[Numbered]) -> bool:
    """Whether these are two things of which one is code or a table: its shape is not fixed as a picture's is."""
    return len(evidence) == 2 and any(isinstance(item, Code | Table) for _, item in evidence)


def place_pair(evidence: list[Numbered], box: Box, context: LayoutContext) -> list[Block] | None:
    """The two in the split of `box` in which the smaller type of both is largest, or `None` when none holds them.

    Where two splits read alike, the one side by side is taken: both are seen at once from the top.
    """
    best: tuple[float, list[Block]] | None = None
    for first, second, bonus in _splits(box):
        placed: list[Block] = []
        sizes: list[float] = []
        for (index, item), room in zip(evidence, (first, second), strict=True):
            blocks = place(item, index, room, context)
            if blocks is None:
                break
            placed += (
                [_widened(block, room) for block in blocks] if first.left == second.left else _centred(blocks, room)
            )
            sizes.append(min(LARGE, type_size(blocks)))
        if len(sizes) == 2 and min(sizes) >= READABLE:
            score = min(sizes) + 0.5 * max(sizes) + bonus
            if best is None or score > best[0] + 0.01:
                best = score, placed
    return best[1] if best else None


def _splits(box: Box) -> Iterator[tuple[Box, Box, float]]:
    for share in SHARES:
        width = (box.width - GAP) * share
        first = Box(box.left, box.top, width, box.height)
        yield first, Box(first.right + GAP, box.top, box.width - GAP - width, box.height), 1.0
    for share in SHARES:
        height = (box.height - GAP) * share
        first = Box(box.left, box.top, box.width, height)
        yield first, Box(box.left, first.bottom + GAP, box.width, box.height - GAP - height), 0.0


def _widened(block: Block, room: Box) -> Block:
    """A panel of code below or above something else is as wide as the page: their edges are one."""
    if isinstance(block, TextBlock) and block.role == "code":
        return replace(block, box=replace(block.box, width=room.width))
    return block


def _centred(blocks: list[Block], room: Box) -> list[Block]:
    """Blocks in the middle of their room's height; those as wide as they need stay at its left edge."""
    top = min(block.box.top for block in blocks)
    bottom = max(block.box.bottom for block in blocks)
    shift = room.top + (room.height - (bottom - top)) / 2 - top
    return [_moved(block, shift) if isinstance(block, TextBlock | TableBlock) else block for block in blocks]


def _moved(block: TextBlock | TableBlock, shift: float) -> TextBlock | TableBlock:
    return replace(block, box=replace(block.box, top=block.box.top + shift))


def type_size(blocks: list[Block]) -> float:
    """The smallest type in blocks, in points: of a diagram's boxes their first line counts, and a picture's type is
    taken to be what our own figures have."""
    sizes: list[float] = []
    for block in blocks:
        match block:
            case TextBlock():
                sizes += [run.size for paragraph in block.paragraphs for run in paragraph.runs]
            case TableBlock():
                sizes += [run.size for row in block.rows for cell in row for run in cell.paragraph.runs]
            case DiagramBlock():
                sizes += [node.paragraphs[0].runs[0].size for node in block.nodes if node.paragraphs]
            case PictureBlock():
                sizes.append(FIGURE_TYPE * block.box.width / _drawn_width(block.path))
    return min(sizes, default=LARGE)


def _drawn_width(path: Path) -> float:
    """How wide a figure was drawn, in points."""
    from PIL import Image

    with Image.open(path) as image:
        return max(1.0, image.width / FIGURE_DOTS * 72)
