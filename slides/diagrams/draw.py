"""From a description to boxes and arrows at absolute places, in the largest type that fits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from script.model import Run
from slides.boxes import Box, Edge, Node, Paragraph
from slides.diagrams.describe import Description, Group, Panel, Shape
from slides.diagrams.layers import Graph, across, layered
from slides.measure import line_width
from slides.theme import Theme, read_theme
from slides.words import Words, set_words

PAD_X, PAD_Y = 0.62, 0.4
"""Room between a box's words and its outline, as a share of their size."""
WIDTHS = (8.5, 6.5, 4.5)
"""A box's words are broken at this many times their size: the first of these with which the diagram fits."""
GAP, WIDEST_GAP = 20.0, 52.0
"""The least and the greatest distance between layers, in points."""
FRAME = 11.0
"""Room between a group's boxes and its frame, in points."""
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
class _Style:
    size: float
    down: bool
    gap: float
    theme: Theme
    widest: float = WIDTHS[0]


def draw(description: Description, box: Box, theme: Theme) -> Drawing | None:
    """The diagram in the middle of `box`, or `None` when it does not fit in the smallest type.

    Sizes are tried from the largest; at each size both directions of flow, unless the description names one, and
    the one that fills the box better is taken.
    """
    for size in theme.sizes("diagram"):
        fitting: list[tuple[float, Drawing]] = []
        for down in _flows(description):
            styles = [_Style(size, down, GAP, theme, widest) for widest in WIDTHS]
            drawn = next((found for style in styles if (found := _stretched(description, style, box))), None)
            if drawn is not None:
                fitting.append((drawn.box.width * drawn.box.height, drawn))
        if fitting:
            best = max(fitting, key=lambda pair: pair[0])[1]
            left = box.left + (box.width - best.box.width) / 2 - best.box.left
            top = box.top + (box.height - best.box.height) / 2 - best.box.top
            return _moved(best, left, top)
    return None


@lru_cache(maxsize=256)
def natural_aspect(description: Description) -> float:
    """Width over height as drawn in the middle of the type scale, in the flow that is named or else to the right."""
    theme = read_theme()
    down = _flows(description)[0]
    drawn = _draw_panels(description, _Style(theme.sizes("diagram")[0], down, GAP * 1.4, theme))
    return drawn.box.width / max(drawn.box.height, 1.0)


def _flows(description: Description) -> list[bool]:
    return [False, True] if description.flow is None else [description.flow == "down"]


def _stretched(description: Description, style: _Style, box: Box) -> Drawing | None:
    """The drawing with the widest gaps with which it still fits."""
    drawn = _draw_panels(description, style)
    if not _fits(drawn, box):
        return None
    low, high = style.gap, WIDEST_GAP
    for _ in range(5):
        middle = (low + high) / 2
        wider = _draw_panels(description, replace(style, gap=middle))
        if _fits(wider, box):
            low, drawn = middle, wider
        else:
            high = middle
    return drawn


def _fits(drawn: Drawing, box: Box) -> bool:
    return drawn.box.width <= box.width and drawn.box.height <= box.height


def _draw_panels(description: Description, style: _Style) -> Drawing:
    """Panels side by side when arrows lead down, one below the other when they lead right."""
    drawings = [_draw_panel(panel, style) for panel in description.panels]
    if len(drawings) == 1:
        return drawings[0]
    placed: list[Drawing] = []
    at = 0.0
    widest = max(drawn.box.width for drawn in drawings)
    for drawn in drawings:
        if style.down:
            moved = _moved(drawn, at - drawn.box.left, -drawn.box.top)
            at += drawn.box.width + 2.2 * style.gap
        else:
            moved = _moved(drawn, (widest - drawn.box.width) * 0 - drawn.box.left, at - drawn.box.top)
            at += drawn.box.height + 1.2 * style.gap
        placed.append(moved)
    return _joined(placed)


def _joined(parts: list[Drawing]) -> Drawing:
    return Drawing(
        _around([part.box for part in parts]),
        tuple(node for part in parts for node in part.nodes),
        tuple(edge for part in parts for edge in part.edges),
        tuple(label for part in parts for label in part.labels),
    )


def _draw_panel(panel: Panel, style: _Style) -> Drawing:
    graph = layered([shape.name for shape in panel.shapes], [(arrow.start, arrow.end) for arrow in panel.arrows])
    words = {shape.name: _words(shape, style) for shape in panel.shapes}
    sizes = _sizes(panel, graph, words, style)
    framed = bool(panel.groups)

    def extent(node: str | int) -> float:
        if isinstance(node, int):
            return 4.0
        return sizes[node][0] if style.down else sizes[node][1]

    gap = style.gap * 0.8 + (FRAME + style.size * 0.9 if framed else 0)
    middles = across(graph, extent, gap)
    starts, depths = _along(panel, graph, sizes, style)
    boxes: dict[str, Box] = {}
    for level, layer in enumerate(graph.layers):
        for node in layer:
            if isinstance(node, str):
                width, height = sizes[node]
                centre = starts[level] + depths[level] / 2
                x, y = (middles[node], centre) if style.down else (centre, middles[node])
                boxes[node] = Box(x - width / 2, y - height / 2, width, height)
    frames = [_frame(group, boxes, style) for group in panel.groups]
    nodes = [frame for frame, _ in frames]
    nodes += [_node(shape, boxes[shape.name], words[shape.name]) for shape in panel.shapes]
    labels = [label for _, label in frames]
    edges: list[Edge] = []
    for arrow, path in zip(panel.arrows, graph.paths, strict=True):
        points = _route(path, graph, boxes, middles, starts, depths, style)
        edges.append(Edge(points, stroke="muted", dashed=arrow.dashed))
        if arrow.label:
            labels.append(_edge_label(arrow.label, points, style, len(labels), below=_is_below(points, boxes)))
    boxes_of_all = [node.box for node in nodes] + [label.box for label in labels] + [_hull(edge) for edge in edges]
    if panel.heading:
        heading = _heading(panel.heading, _around(boxes_of_all), style)
        labels.append(heading)
        boxes_of_all.append(heading.box)
    return Drawing(_around(boxes_of_all), tuple(nodes), tuple(edges), tuple(labels))


def _words(shape: Shape, style: _Style) -> tuple[Paragraph, ...]:
    """A box's words, centred: the label, and the detail smaller below it."""
    _, _, _, color = _LOOKS[shape.kind]
    width = style.widest * style.size * (1.25 if style.down else 1.0)
    floor = style.theme.sizes("diagram")[-1]
    size = style.size * (1.25 if shape.kind == "op" and len(shape.label) <= 2 else 1.0)
    label = set_words(
        [Words([Run(text=shape.label)])],
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
        [Words([Run(text=shape.detail)])],
        max(floor, round(style.size * 0.84, 1)),
        width,
        style.theme,
        role="diagram",
        color="on_accent" if shape.kind == "key" else "muted",
        align="center",
    )
    return (*label, *detail)


def _sizes(
    panel: Panel, graph: Graph, words: dict[str, tuple[Paragraph, ...]], style: _Style
) -> dict[str, tuple[float, float]]:
    """Width and height of each box. Boxes of one layer have one width when arrows lead right, and all boxes have one
    width when they lead down: rows and columns are seen as such."""
    sizes: dict[str, tuple[float, float]] = {}
    kinds = {shape.name: shape.kind for shape in panel.shapes}
    for shape in panel.shapes:
        lines = [line for paragraph in words[shape.name] for line in paragraph.lines]
        width = max(line_width(line, style.theme) for line in lines)
        height = sum(paragraph.height for paragraph in words[shape.name])
        if shape.kind == "op":
            side = max(width, height) + (8 if len(shape.label) <= 2 else 14)
            sizes[shape.name] = (side, side)
        elif shape.kind == "plain":
            sizes[shape.name] = (width + 4, height + 2)
        else:
            sizes[shape.name] = (width + 2 * PAD_X * style.size, height + 2 * PAD_Y * style.size)
    groups = [[s.name for s in panel.shapes]] if style.down else graph.layers
    for members in groups:
        boxes = [name for name in members if isinstance(name, str) and kinds[name] not in ("op", "plain")]
        if boxes:
            width = max(sizes[name][0] for name in boxes)
            sizes |= {name: (width, sizes[name][1]) for name in boxes}
    return sizes


def _along(
    panel: Panel, graph: Graph, sizes: dict[str, tuple[float, float]], style: _Style
) -> tuple[list[float], list[float]]:
    """Where each layer begins along the flow, and how deep it is; a gap is as wide as the words on its arrows need."""
    depths = [
        max((sizes[node][1] if style.down else sizes[node][0]) for node in layer if isinstance(node, str))
        if any(isinstance(node, str) for node in layer)
        else 0.0
        for layer in graph.layers
    ]
    level_of = {node: level for level, layer in enumerate(graph.layers) for node in layer}
    edges_of = [
        {member for group in panel.groups for member in group.members if level_of[member] == level}
        for level in range(len(graph.layers))
    ]
    starts, at = [], 0.0
    for level, depth in enumerate(depths):
        starts.append(at)
        gap = style.gap
        for arrow in panel.arrows:
            if arrow.label and level_of[arrow.start] == level and level_of[arrow.end] == level + 1:
                width, height = _label_size(arrow.label, style)
                gap = max(gap, (height if style.down else width) + 26)
        if level + 1 < len(depths) and (edges_of[level] or edges_of[level + 1]):
            gap = max(gap, GAP + FRAME + (style.size if style.down else 0))
        at += depth + gap
    return starts, depths


def _node(shape: Shape, box: Box, words: tuple[Paragraph, ...]) -> Node:
    outline, fill, stroke, _ = _LOOKS[shape.kind]
    return Node(shape.name, box, outline, fill, stroke, words)  # type: ignore[arg-type]


def _route(
    path: list[str | int],
    graph: Graph,
    boxes: dict[str, Box],
    middles: dict[str | int, float],
    starts: list[float],
    depths: list[float],
    style: _Style,
) -> tuple[tuple[float, float], ...]:
    """Points of an arrow: out of its box along the flow, across in the gaps between layers, into the other box."""
    level_of = {node: level for level, layer in enumerate(graph.layers) for node in layer}
    stops: list[tuple[float, float]] = []  # (along, across)
    for place, (node, middle) in enumerate(zip(path, _docks(path, boxes, middles, style), strict=True)):
        level = level_of[node]
        if isinstance(node, int):
            stops += [(starts[level], middle), (starts[level] + depths[level], middle)]
            continue
        box = boxes[node]
        near, far = (box.top, box.bottom) if style.down else (box.left, box.right)
        stops.append((near if place else far, middle))
    points = [stops[0]]
    for (along, middle), (along_next, middle_next) in pairwise(stops):
        if abs(middle - middle_next) > 0.8:
            level = max(n for n, start in enumerate(starts) if start <= along + 0.5)
            turn = starts[level] + depths[level] + (starts[level + 1] - starts[level] - depths[level]) / 2
            points += [(turn, middle), (turn, middle_next)]
        else:
            middle_next = middle
        points.append((along_next, middle_next))
    plain = [points[0]]
    for before, point, after in zip(points, points[1:], points[2:], strict=False):
        straight = (abs(before[0] - point[0]) < 0.8 and abs(point[0] - after[0]) < 0.8) or (
            abs(before[1] - point[1]) < 0.8 and abs(point[1] - after[1]) < 0.8
        )
        if not straight:
            plain.append(point)
    plain.append(points[-1])
    return tuple((middle, along) if style.down else (along, middle) for along, middle in plain)


def _docks(path: list[str | int], boxes: dict[str, Box], middles: dict[str | int, float], style: _Style) -> list[float]:
    """Where an arrow meets each node of its path, across the flow: at its middle, or beside it where that saves the
    arrow a small step between boxes of unlike height."""

    def reach(node: str | int) -> tuple[float, float]:
        if isinstance(node, int):
            return middles[node], middles[node]
        box = boxes[node]
        half = (box.width if style.down else box.height) * 0.3
        return middles[node] - half, middles[node] + half

    docks = [middles[node] for node in path]
    for at in (0, len(path) - 2):  # the two ends; between them there are only lanes
        one, two = path[at], path[at + 1]
        (low, high), (low_two, high_two) = reach(one), reach(two)
        if abs(docks[at] - docks[at + 1]) > style.size or max(low, low_two) > min(high, high_two):
            continue
        narrow = docks[at] if high - low < high_two - low_two else docks[at + 1]
        docks[at] = docks[at + 1] = min(max(narrow, low, low_two), high, high_two)
    return docks


def _label_words(text: str, style: _Style, *, bold: bool = False, color: str = "muted") -> Paragraph:
    size = max(style.theme.sizes("diagram")[-1], round(style.size * 0.84, 1))
    return set_words(
        [Words([Run(text=text)])], size, 1000.0, style.theme, role="diagram", color=color, bold=bold, align="center"
    )[0]


def _label_size(text: str, style: _Style) -> tuple[float, float]:
    words = _label_words(text, style)
    return line_width(words.lines[0], style.theme) + 4, words.height


def _is_below(points: tuple[tuple[float, float], ...], boxes: dict[str, Box]) -> bool:
    """Whether an arrow bends around the boxes on their lower side."""
    middle = sum(box.top + box.height / 2 for box in boxes.values()) / len(boxes)
    return max(y for _, y in points) - middle > middle - min(y for _, y in points)


def _edge_label(text: str, points: tuple[tuple[float, float], ...], style: _Style, number: int, *, below: bool) -> Node:
    """Words beside the longest part of an arrow: above a level part (below it on the lower side of the drawing),
    right of an upright one."""
    width, height = _label_size(text, style)
    pairs = list(pairwise(points))
    (x0, y0), (x1, y1) = max(pairs, key=lambda pair: abs(pair[0][0] - pair[1][0]) + abs(pair[0][1] - pair[1][1]))
    if abs(y0 - y1) < 0.8:
        top = y0 + 3 if below and len(points) > 2 else y0 - height - 2
        box = Box((x0 + x1) / 2 - width / 2, top, width, height)
    else:
        box = Box(x0 + 5, (y0 + y1) / 2 - height / 2, width, height)
    return Node(f"label-{number}", box, "plain", None, None, (_label_words(text, style),))


def _frame(group: Group, boxes: dict[str, Box], style: _Style) -> tuple[Node, Node]:
    """A dashed frame around a group's boxes, its words above the frame's upper left corner."""
    hull = _around([boxes[name] for name in group.members])
    frame = hull.inset(-FRAME)
    words = _label_words(group.label, style, color="accent", bold=True)
    width, height = _label_size(group.label, style)
    label = Box(frame.left, frame.top - height - 1, max(width * 1.06, 10), height)
    words = replace(words, align="left")
    return (
        Node(f"frame {group.label}", frame, "round", None, "accent", dashed=True),
        Node(f"label {group.label}", label, "plain", None, None, (words,)),
    )


def _heading(text: str, hull: Box, style: _Style) -> Node:
    words = _label_words(text, replace(style, size=style.size * 1.2), color="text", bold=True)
    width = line_width(words.lines[0], style.theme) + 4
    if style.down:
        box = Box(hull.left + hull.width / 2 - width / 2, hull.top - words.height - 8, width, words.height)
    else:
        words = replace(words, align="left")
        box = Box(hull.left, hull.top - words.height - 6, width, words.height)
    return Node(f"heading {text}", box, "plain", None, None, (words,))


def _hull(edge: Edge) -> Box:
    xs, ys = zip(*edge.points, strict=True)
    return Box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


def _around(boxes: list[Box]) -> Box:
    left, top = min(box.left for box in boxes), min(box.top for box in boxes)
    return Box(left, top, max(box.right for box in boxes) - left, max(box.bottom for box in boxes) - top)


def _moved(drawn: Drawing, x: float, y: float) -> Drawing:
    def shifted(box: Box) -> Box:
        return replace(box, left=box.left + x, top=box.top + y)

    return Drawing(
        shifted(drawn.box),
        tuple(replace(node, box=shifted(node.box)) for node in drawn.nodes),
        tuple(replace(edge, points=tuple((a + x, b + y) for a, b in edge.points)) for edge in drawn.edges),
        tuple(replace(label, box=shifted(label.box)) for label in drawn.labels),
    )
