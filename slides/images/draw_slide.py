"""Draw a laid-out slide on any canvas: which shapes and words go where, in points, in which order.

The places come from `layout.boxes`; nothing is measured or broken here. Text stands in its line as in CSS: the font's
ascent and descent, centred in the line's height. The player follows the same rule, so that both show one picture.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from plainspoken.slides.layout.boxes import (
    Block,
    Box,
    DiagramBlock,
    Edge,
    Node,
    Paragraph,
    PictureBlock,
    SlideLayout,
    TableBlock,
    TextBlock,
    TextRun,
)
from plainspoken.slides.layout.evidence_block import CARD
from plainspoken.slides.layout.patterns import pattern_of
from plainspoken.slides.layout.theme import Theme, mixed

RADIUS = 6.0
"""Corner radius of filled blocks and of round diagram nodes, in points."""


class Canvas(Protocol):
    """What can be drawn on. Lengths in points from the upper left corner, colours `#RRGGBB`."""

    def rectangle(
        self,
        box: Box,
        *,
        fill: str | None,
        stroke: str | None = None,
        width: float = 1.0,
        radius: float = 0.0,
        dashed: bool = False,
    ) -> None:
        """A rectangle with round corners of `radius`."""

    def ellipse(self, box: Box, *, fill: str | None, stroke: str | None = None, width: float = 1.0) -> None:
        """The ellipse that fills a box."""

    def line(self, points: Iterable[tuple[float, float]], *, stroke: str, width: float, dashed: bool = False) -> None:
        """A line through points."""

    def polygon(self, points: Iterable[tuple[float, float]], *, fill: str) -> None:
        """A filled polygon."""

    def text(self, x: float, baseline: float, text: str, *, font: Path, size: float, color: str) -> None:
        """Text from `x` on, standing on `baseline`."""

    def text_width(self, text: str, *, font: Path, size: float) -> float:
        """How wide `text` gives its advance, in points."""

    def picture(self, path: Path, box: Box, *, alt: str) -> None:
        """A picture scaled into a box."""

    def link(self, box: Box, address: str) -> None:
        """Make a region lead to a web address, where the medium can."""


@lru_cache
def font_rise(file: Path) -> tuple[float, float]:
    """Ascent and descent of a font in em (both positive), from its `hhea` table as browsers take them."""
    from fontTools.ttLib import TTFont

    font = TTFont(file, lazy=True)
    em = font["head"].unitsPerEm
    return font["hhea"].ascent / em, -font["hhea"].descent / em


def visible(appears: int | None, beat: int | None) -> bool:
    """Whether what appears at `appears` is there once `beat` has begun; `None` asks for the finished slide."""
    return appears is None or beat is None or appears <= beat


def draw_ground(layout: SlideLayout, theme: Theme, canvas: Canvas) -> None:
    """The slide's ground and its foot: what is there before any block."""
    page = Box(0.0, 0.0, theme.grid.width, theme.grid.height)
    canvas.rectangle(page, fill=theme.color(layout.ground))
    for shape in theme.backdrops.get(pattern_of(layout), ()):
        if shape.path is not None:
            canvas.picture(shape.path, shape.box, alt="")
        else:
            color = mixed(theme.color(layout.ground), shape.color, shape.opacity)
            (canvas.ellipse if shape.kind == "ellipse" else canvas.rectangle)(shape.box, fill=color)
    if layout.footer is not None:
        if layout.footer.track is not None:
            canvas.rectangle(layout.footer.track, fill=theme.color("track"))
        if layout.footer.progress is not None and layout.footer.progress.width > 0:
            canvas.rectangle(layout.footer.progress, fill=theme.color("accent"))
        for block in (layout.footer.section, layout.footer.number):
            if block is not None:
                _draw_text_block(block, theme, canvas, beat=None, fresh=None)


def draw_block(block: Block, theme: Theme, canvas: Canvas, *, beat: int | None, fresh: int | None = None) -> None:
    """What of a block is seen once `beat` has begun.

    With `fresh`, only what appears at that beat: drawn over the picture of the beat before, it gives the picture
    of this one.
    """
    if isinstance(block, TextBlock):
        _draw_text_block(block, theme, canvas, beat=beat, fresh=fresh)
    elif visible(block.appears, beat) and (fresh is None or block.appears == fresh):
        if isinstance(block, PictureBlock):
            _draw_picture(block, theme, canvas)
        elif isinstance(block, TableBlock):
            _draw_table(block, theme, canvas)
        else:
            _draw_diagram(block, theme, canvas)


def reveals(layout: SlideLayout) -> list[int]:
    """The beats at which something appears on a slide, in order."""
    beats: set[int] = set()
    for block in layout.all_blocks():
        if block.appears is not None:
            beats.add(block.appears)
        if isinstance(block, TextBlock):
            beats.update(p.appears for p in block.paragraphs if p.appears is not None)
    return sorted(beats)


def _draw_text_block(block: TextBlock, theme: Theme, canvas: Canvas, *, beat: int | None, fresh: int | None) -> None:
    if not visible(block.appears, beat):
        return
    whole = fresh is None or block.appears == fresh
    if whole and block.fill is not None:
        canvas.rectangle(block.box, fill=theme.color(block.fill), radius=RADIUS)
    if whole and block.bar is not None:
        canvas.rectangle(block.bar_box, fill=theme.color(block.bar))
    inner = block.box.inset(block.padding)
    y = block.text_top
    for paragraph in block.paragraphs:
        fits = visible(paragraph.appears, beat) and (whole or paragraph.appears == fresh)
        if fits:
            _draw_paragraph(paragraph, inner, y, theme, canvas)
        y += paragraph.height


def _draw_paragraph(paragraph: Paragraph, box: Box, top: float, theme: Theme, canvas: Canvas) -> None:
    y = top + paragraph.space_before
    for index, line in enumerate(paragraph.lines):
        first = next((run for run in line if run.text.strip()), None)
        baseline = y + _rise(line, paragraph.line_height, theme)
        if index == 0 and paragraph.bullet and first is not None:
            font = theme.sans.file()
            x = box.left + paragraph.indent - paragraph.hang
            if paragraph.rightward:
                x = box.right - paragraph.indent + paragraph.hang
                x -= canvas.text_width(paragraph.bullet, font=font, size=first.size)
            canvas.text(x, baseline, paragraph.bullet, font=font, size=first.size, color=theme.color("accent"))
        runs = _stripped(line)
        widths = [canvas.text_width(run.text, font=run_font(run, theme), size=run.drawn_size) for run in runs]
        room = box.width - paragraph.indent - sum(widths)
        start = box.left + (0.0 if paragraph.rightward else paragraph.indent)
        x = start + {"left": 0.0, "center": room / 2, "right": room}[paragraph.align]
        pairs = list(zip(runs, widths, strict=True))
        for run, width in reversed(pairs) if paragraph.rightward else pairs:
            font, color = run_font(run, theme), theme.color(run.color)
            canvas.text(x, baseline - run.rise, run.text, font=font, size=run.drawn_size, color=color)
            if run.strike:
                through = baseline - run.rise - run.drawn_size * 0.27
                canvas.line([(x, through), (x + width, through)], stroke=color, width=run.drawn_size / 16)
            if run.link:
                under = baseline + run.size * 0.12
                canvas.line([(x, under), (x + width, under)], stroke=theme.color(run.color), width=run.size / 18)
                canvas.link(Box(x, y, width, paragraph.line_height), run.link)
            x += width
        y += paragraph.line_height


def run_font(run: TextRun, theme: Theme) -> Path:
    """The font file of a run."""
    return (theme.mono if run.mono else theme.sans).file(bold=run.bold, italic=run.italic)


def _rise(line: Iterable[TextRun], line_height: float, theme: Theme) -> float:
    """From the top of a line to its baseline: the tallest run's, each centred in the line's height."""
    rises = []
    for run in line:
        ascent, descent = font_rise(run_font(run, theme))
        rises.append((line_height - (ascent + descent) * run.size) / 2 + ascent * run.size)
    return max(rises, default=line_height * 0.8)


def _stripped(line: tuple[TextRun, ...]) -> list[TextRun]:
    """A line's runs without the space at which it was broken."""
    runs = [run for run in line if run.text]
    while runs and not runs[-1].text.strip():
        runs.pop()
    if runs:
        last = runs[-1]
        runs[-1] = replace(last, text=last.text.rstrip())
    return runs


def _draw_picture(block: PictureBlock, theme: Theme, canvas: Canvas) -> None:
    if block.card:
        canvas.rectangle(block.box.inset(-CARD), fill=theme.color("card"), radius=RADIUS)
    canvas.picture(block.path, block.box, alt=block.alt)


def _draw_table(block: TableBlock, theme: Theme, canvas: Canvas) -> None:
    across, down = block.padding
    top = block.box.top
    for index, (row, height) in enumerate(zip(block.rows, block.heights, strict=True)):
        left = block.box.left
        for cell, width in zip(row, block.columns, strict=True):
            inner = Box(left + across, top, width - 2 * across, height)
            text_top = top + max(down, (height - cell.paragraph.height) / 2)
            _draw_paragraph(cell.paragraph, inner, text_top, theme, canvas)
            left += width
        top += height
        heading = block.header and index == 0
        rule = [(block.box.left, top), (block.box.left + sum(block.columns), top)]
        canvas.line(rule, stroke=theme.color("accent" if heading else "line"), width=1.5 if heading else 0.75)


def _draw_diagram(block: DiagramBlock, theme: Theme, canvas: Canvas) -> None:
    for node in block.nodes:
        _draw_node(node, theme, canvas)
    for edge in block.edges:
        _draw_edge(edge, theme, canvas)
    for node in block.labels:
        _draw_node(node, theme, canvas)


def _draw_node(node: Node, theme: Theme, canvas: Canvas) -> None:
    fill = theme.color(node.fill) if node.fill else None
    stroke = theme.color(node.stroke) if node.stroke else None
    if node.shape == "circle":
        canvas.ellipse(node.box, fill=fill, stroke=stroke)
    elif node.shape != "plain":
        radius = RADIUS if node.shape == "round" else 0.0
        canvas.rectangle(node.box, fill=fill, stroke=stroke, radius=radius, dashed=node.dashed)
    elif fill is not None:
        canvas.rectangle(node.box, fill=fill)
    height = sum(paragraph.height for paragraph in node.paragraphs)
    y = node.box.top + (node.box.height - height) / 2
    for paragraph in node.paragraphs:
        _draw_paragraph(paragraph, node.box, y, theme, canvas)
        y += paragraph.height


def arrow_head(edge: Edge) -> tuple[tuple[float, float], tuple[float, float], tuple[float, float]]:
    """The triangle at the end of an edge: tip and two corners, six line widths long."""
    (x0, y0), (x1, y1) = edge.points[-2], edge.points[-1]
    length = math.hypot(x1 - x0, y1 - y0) or 1.0
    ux, uy = (x1 - x0) / length, (y1 - y0) / length
    long, wide = edge.width * 5.0, edge.width * 2.2
    back = (x1 - ux * long, y1 - uy * long)
    return (x1, y1), (back[0] - uy * wide, back[1] + ux * wide), (back[0] + uy * wide, back[1] - ux * wide)


def _draw_edge(edge: Edge, theme: Theme, canvas: Canvas) -> None:
    color = theme.color(edge.stroke)
    points = list(edge.points)
    if edge.arrow:
        tip, one, two = arrow_head(edge)
        # The line ends inside the head, so that its blunt end does not show at the tip.
        points[-1] = ((one[0] + two[0]) / 2, (one[1] + two[1]) / 2)
        canvas.polygon([tip, one, two], fill=color)
    canvas.line(points, stroke=color, width=edge.width, dashed=edge.dashed)
