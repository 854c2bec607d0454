"""Look laid-out slides over: does anything stick out, cover another thing, or read badly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from plainspoken.slides.layout.boxes import (
    Block,
    Box,
    DiagramBlock,
    Node,
    Paragraph,
    PictureBlock,
    SlideLayout,
    TableBlock,
    TextBlock,
)
from plainspoken.slides.layout.patterns import pattern_of
from plainspoken.slides.layout.table_block import overfull_cell
from plainspoken.slides.layout.text_width import too_wide
from plainspoken.slides.layout.theme import Theme, contrast, ground_behind

READABLE = 4.5
"""The least contrast of words and ground (WCAG 2.2, success criterion 1.4.3)."""
SMALLEST = 12.0
"""Nothing is set smaller, in points on a page 540 points high."""


def check_layout(slides: Sequence[SlideLayout], theme: Theme) -> list[str]:
    """The faults of laid-out slides, each in one line that begins with the slide's number and page."""
    return [
        f"slide {layout.number} ({layout.page}): {fault}"
        for layout in slides
        for fault in (*box_faults(layout, theme), *text_faults(layout, theme))
    ]


def box_faults(layout: SlideLayout, theme: Theme) -> Iterator[str]:
    """Boxes that leave the page or cover each other."""
    page = Box(0, 0, theme.grid.width, theme.grid.height)
    blocks = [block for block in layout.all_blocks() if not _is_panel(block)]
    for block in blocks:
        if not within(block.box, page):
            yield f"{block.name} leaves the page"
    if layout.footer is not None:
        for block in blocks:
            if block.box.overlaps(layout.footer.number.box):
                yield f"{block.name} covers the slide's number"
    for place, first in enumerate(blocks):
        for second in blocks[place + 1 :]:
            if seen(first).overlaps(seen(second)):
                yield f"{first.name} and {second.name} overlap"
    for block in blocks:
        if isinstance(block, DiagramBlock):
            yield from _diagram_faults(block)


def _is_panel(block: Block) -> bool:
    """Whether a block is a ground for others, without words of its own."""
    return isinstance(block, TextBlock) and not block.paragraphs


def within(inner: Box, outer: Box, slack: float = 0.5) -> bool:
    """Whether a box lies in another."""
    return (
        inner.left >= outer.left - slack
        and inner.top >= outer.top - slack
        and inner.right <= outer.right + slack
        and inner.bottom <= outer.bottom + slack
    )


def seen(block: Block) -> Box:
    """The part of a block's box that is inked: words take their own height, not their box's."""
    if isinstance(block, TextBlock) and block.fill is None:
        return Box(block.box.left, block.text_top, block.box.width, block.text_height)
    if isinstance(block, PictureBlock) and block.card:
        return block.box.inset(-8)
    return block.box


def _diagram_faults(block: DiagramBlock) -> Iterator[str]:
    boxes = [node for node in block.nodes if node.paragraphs]
    for place, first in enumerate(boxes):
        for second in boxes[place + 1 :]:
            if first.box.overlaps(second.box):
                yield f"{block.name}: the boxes {first.id!r} and {second.id!r} overlap"
        for label in block.labels:
            if label.box.overlaps(first.box):
                yield f"{block.name}: the words {_text(label)!r} cover the box {first.id!r}"
    for node in (*block.nodes, *block.labels):
        if not within(node.box, block.box, 1.0):
            yield f"{block.name}: {node.id!r} leaves the diagram"


def _text(node: Node) -> str:
    return " ".join(paragraph.text for paragraph in node.paragraphs)


def text_faults(layout: SlideLayout, theme: Theme) -> Iterator[str]:
    """Words that stick out of their box, are too small, or too pale."""
    foot = [layout.footer.number, *([layout.footer.section] if layout.footer.section else [])] if layout.footer else []
    backdrop = theme.backdrops.get(pattern_of(layout), ())

    def ground(box: Box) -> str:
        """The role of the slide's ground, or the colour of what a template shows there."""
        color = ground_behind(theme.color(layout.ground), backdrop, box)
        return layout.ground if color == theme.color(layout.ground) else color

    for block in (*layout.all_blocks(), *foot):
        match block:
            case TextBlock():
                room = block.box.inset(block.padding)
                if block.text_height > room.height + 0.5:
                    yield f"{block.name}: the words are {block.text_height - room.height:.0f} pt higher than their box"
                for paragraph in block.paragraphs:
                    line = too_wide(paragraph.lines, room.width - paragraph.indent, theme)
                    if line is not None:
                        yield f"{block.name}: {line!r} is wider than its box"
                yield from _type_faults(block.name, block.paragraphs, block.fill or ground(seen(block)), theme)
            case TableBlock():
                if (cell := overfull_cell(block, theme)) is not None:
                    yield f"{block.name}: {cell!r} is wider than its column"
                cells = [cell.paragraph for row in block.rows for cell in row]
                yield from _type_faults(block.name, cells, ground(block.box), theme)
            case DiagramBlock():
                for node in (*block.nodes, *block.labels):
                    for paragraph in node.paragraphs:
                        if too_wide(paragraph.lines, node.box.width + 0.5, theme) is not None:
                            yield f"{block.name}: {paragraph.text!r} is wider than its box"
                    yield from _type_faults(block.name, node.paragraphs, node.fill or ground(node.box), theme)


def _type_faults(name: str, paragraphs: Sequence[Paragraph], ground: str, theme: Theme) -> Iterator[str]:
    pairs = {(run.color, run.size) for paragraph in paragraphs for run in paragraph.runs if run.text.strip()}
    for color in sorted({color for color, _ in pairs}):
        ratio = contrast(theme.color(color), theme.colors.get(ground, ground))
        if ratio < READABLE:
            yield f"{name}: {color} on {ground} has a contrast of {ratio:.1f}, not {READABLE}"
    smallest = min((size for _, size in pairs), default=SMALLEST)
    if smallest < SMALLEST:
        yield f"{name}: words of {smallest:g} pt, less than {SMALLEST:g}"
