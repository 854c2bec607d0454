"""What diagrams are put together from: boxes with their words, frames, words beside arrows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from plainspoken.script.model import Run
from plainspoken.slides.layout.boxes import Box, Edge, Node, Paragraph
from plainspoken.slides.layout.diagrams.diagram_language import Group, Shape
from plainspoken.slides.layout.text_fit import UnsetParagraph, set_words
from plainspoken.slides.layout.text_width import line_width
from plainspoken.slides.layout.theme import Theme

WIDTHS = (8.5, 6.5, 4.5)
"""A box's words are broken at this many times their size: the first of these with which the diagram fits."""
PAD_X, PAD_Y = 0.62, 0.4
"""Room between a box's words and its outline, as a share of their size."""
FRAME = 12.0
"""Room between a group's boxes and its frame, in points."""
CLEAR = 12.0
"""Frames, and arrows that pass them, keep this far from each other, in points: 16 pixels of a picture 1280 wide."""
_LOOKS: dict[str, tuple[str, str | None, str | None, str]] = {
    "layer": ("round", "panel", "line", "text"),
    "input": ("round", "ground", "muted", "text"),
    "output": ("round", "ground", "accent", "text"),
    "op": ("circle", "ground", "accent", "accent"),
    "key": ("round", "accent", None, "on_accent"),
    "soft": ("round", "tint", "accent", "text"),
    "plain": ("plain", None, None, "text"),
}
"""For each kind: outline, ground, line and the colour of the words."""


@dataclass(frozen=True)
class Drawing:
    """A drawn diagram; `box` holds all of it."""

    box: Box
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    labels: tuple[Node, ...]


@dataclass(frozen=True)
class DiagramStyle:
    """How a drawing is set: type in points, direction of flow, least distance of layers, width of words in ems."""

    size: float
    down: bool
    gap: float
    theme: Theme
    widest: float = WIDTHS[0]


def words_in(shape: Shape, style: DiagramStyle) -> tuple[Paragraph, ...]:
    """A box's words, centred: the label, and the detail smaller below it."""
    _, _, _, color = _LOOKS[shape.kind]
    width = style.widest * style.size * (1.25 if style.down else 1.0)
    floor = style.theme.sizes("diagram")[-1]
    size = style.size * (1.25 if shape.kind == "op" and len(shape.label) <= 2 else 1.0)
    label = set_words(
        [UnsetParagraph([Run(text=shape.label)])],
        round(size, 1),
        width,
        style.theme,
        role="diagram",
        color=color,
        bold=shape.kind in ("op", "key"),
        align="center",
    )
    if not shape.detail:
        return label
    detail = set_words(
        [UnsetParagraph([Run(text=shape.detail)])],
        max(floor, round(style.size * 0.84, 1)),
        width,
        style.theme,
        role="diagram",
        color="on_accent" if shape.kind == "key" else "muted",
        align="center",
    )
    return (*label, *detail)


def node_of(shape: Shape, box: Box, words: tuple[Paragraph, ...]) -> Node:
    """A box in the look of its kind."""
    outline, fill, stroke, _ = _LOOKS[shape.kind]
    return Node(shape.name, box, outline, fill, stroke, words)  # type: ignore[arg-type]


def label_words(text: str, style: DiagramStyle, *, bold: bool = False, color: str = "muted") -> Paragraph:
    """One line of small words."""
    size = max(style.theme.sizes("diagram")[-1], round(style.size * 0.84, 1))
    return set_words(
        [UnsetParagraph([Run(text=text)])],
        size,
        1000.0,
        style.theme,
        role="diagram",
        color=color,
        bold=bold,
        align="center",
    )[0]


def label_size(text: str, style: DiagramStyle) -> tuple[float, float]:
    """Width and height of small words, in points."""
    words = label_words(text, style)
    return line_width(words.lines[0], style.theme) + 4, words.height


def edge_label(
    text: str, points: tuple[tuple[float, float], ...], style: DiagramStyle, number: int, *, below: bool
) -> Node:
    """Words beside the longest part of an arrow: above a level part (below it on the lower side of the drawing),
    right of an upright one."""
    width, height = label_size(text, style)
    pairs = list(pairwise(points))
    (x0, y0), (x1, y1) = max(pairs, key=lambda pair: abs(pair[0][0] - pair[1][0]) + abs(pair[0][1] - pair[1][1]))
    if abs(y0 - y1) < 0.8:
        top = y0 + 3 if below and len(points) > 2 else y0 - height - 2
        box = Box((x0 + x1) / 2 - width / 2, top, width, height)
    else:
        box = Box(x0 + 5, (y0 + y1) / 2 - height / 2, width, height)
    return Node(f"label-{number}", box, "plain", None, None, (label_words(text, style),))


def frame_around(group: Group, boxes: dict[str, Box], style: DiagramStyle) -> tuple[Node, Node]:
    """A tinted field behind a group's boxes, its words in its upper left corner."""
    hull = around([boxes[name] for name in group.members])
    words = label_words(group.label, style, color="accent", bold=True)
    width, height = label_size(group.label, style)
    frame = Box(hull.left - FRAME, hull.top - height - 6, hull.width + 2 * FRAME, hull.height + height + 6 + FRAME)
    label = Box(frame.left + FRAME, frame.top + 3, max(width * 1.06, 10), height)
    frame = replace(frame, width=max(frame.width, label.width + 2 * FRAME))
    words = replace(words, align="left")
    return (
        Node(f"frame {group.label}", frame, "round", "frame", None),
        Node(f"label {group.label}", label, "plain", None, None, (words,)),
    )


def heading_of(text: str, hull: Box, style: DiagramStyle) -> Node:
    """A panel's heading above what it heads, which lies in `hull`."""
    words = label_words(text, replace(style, size=style.size * 1.2), color="text", bold=True)
    width = line_width(words.lines[0], style.theme) + 4
    if style.down:
        box = Box(hull.left + hull.width / 2 - width / 2, hull.top - words.height - 8, width, words.height)
    else:
        words = replace(words, align="left")
        box = Box(hull.left, hull.top - words.height - 6, width, words.height)
    return Node(f"heading {text}", box, "plain", None, None, (words,))


def hull_of(edge: Edge) -> Box:
    """The smallest box that holds an edge."""
    xs, ys = zip(*edge.points, strict=True)
    return Box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


def around(boxes: list[Box]) -> Box:
    """The smallest box that holds all of `boxes`."""
    left, top = min(box.left for box in boxes), min(box.top for box in boxes)
    return Box(left, top, max(box.right for box in boxes) - left, max(box.bottom for box in boxes) - top)


def joined(parts: list[Drawing]) -> Drawing:
    """Several drawings, each at its place, as one."""
    return Drawing(
        around([part.box for part in parts]),
        tuple(node for part in parts for node in part.nodes),
        tuple(edge for part in parts for edge in part.edges),
        tuple(label for part in parts for label in part.labels),
    )


def moved(drawn: Drawing, x: float, y: float) -> Drawing:
    """A drawing moved right by `x` and down by `y` points."""

    def shifted(box: Box) -> Box:
        return replace(box, left=box.left + x, top=box.top + y)

    return Drawing(
        shifted(drawn.box),
        tuple(replace(node, box=shifted(node.box)) for node in drawn.nodes),
        tuple(replace(edge, points=tuple((a + x, b + y) for a, b in edge.points)) for edge in drawn.edges),
        tuple(replace(label, box=shifted(label.box)) for label in drawn.labels),
    )
