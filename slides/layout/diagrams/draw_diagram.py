"""From a description to boxes and arrows at absolute places, in the largest type that fits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache, partial

from plainspoken.slides.layout.boxes import Box, Edge, Paragraph
from plainspoken.slides.layout.diagrams.arrow_routes import route
from plainspoken.slides.layout.diagrams.diagram_language import Description, Panel
from plainspoken.slides.layout.diagrams.diagram_parts import (
    CLEAR,
    FRAME,
    PAD_X,
    PAD_Y,
    WIDTHS,
    DiagramStyle,
    Drawing,
    around,
    edge_label,
    frame_around,
    heading_of,
    hull_of,
    joined,
    label_size,
    moved,
    node_of,
    words_in,
)
from plainspoken.slides.layout.diagrams.layered_graph import Graph, across, layered
from plainspoken.slides.layout.diagrams.two_rows import BETWEEN_ROWS, TURN, Rows, arrow_back, rows_of
from plainspoken.slides.layout.text_width import line_width
from plainspoken.slides.layout.theme import Theme, read_theme

ARROW = 14.0
"""An arrow's head with a little of its line, in points."""
GAP, WIDEST_GAP = 26.0, 60.0
"""The least and the greatest distance between layers, in points."""
SMALL, LARGER = 20.0, 1.2
"""A chain in type of this size or less, in points, is laid in rows where that makes it so many times as large."""


def draw(description: Description, box: Box, theme: Theme) -> Drawing | None:
    """The diagram in the middle of `box`, or `None` when it does not fit in the smallest type.

    Sizes are tried from the largest; at each size both directions of flow, unless the description names one, and
    the one that fills the box better is taken. A long chain that would be small is laid in two rows where that makes
    its type a good deal larger.
    """
    best, size = _largest(description, box, theme)
    if (best is None or size <= SMALL) and len(description.panels) == 1 and description.flow != "down":
        best = _in_rows(description.panels[0], box, theme, above=size * LARGER) or best
    if best is None:
        return None
    left = box.left + (box.width - best.box.width) / 2 - best.box.left
    top = box.top + (box.height - best.box.height) / 2 - best.box.top
    return moved(best, left, top)


def _largest(description: Description, box: Box, theme: Theme) -> tuple[Drawing | None, float]:
    """The drawing in the largest type that fits, with that size; `None` and 0 when none does."""
    bound = _SizeBound(box)
    for size in theme.sizes("diagram"):
        fitting: list[tuple[float, Drawing]] = []
        for down in _flows(description):
            widths = WIDTHS if size <= SMALL else WIDTHS[:-1]  # large type in tatters reads worse than smaller type
            for widest in widths:
                style = DiagramStyle(size, down, GAP, theme, widest)
                if drawn := bound.drawn((down, widest), size, partial(_draw_panels, description, style)):
                    fitting.append((drawn.box.width * drawn.box.height, drawn))
                    break
        if fitting:
            return max(fitting, key=lambda pair: pair[0])[1], size
    return None, 0.0


def _in_rows(panel: Panel, box: Box, theme: Theme, *, above: float) -> Drawing | None:
    """The panel in two rows in the largest type that fits, if that is `above` or more."""
    bound, splits = _SizeBound(box), list(rows_of(panel))
    for size in theme.sizes("diagram"):
        for number, rows in enumerate(splits if size >= above else ()):
            if drawn := bound.drawn(number, size, partial(_draw_rows, rows, DiagramStyle(size, False, GAP, theme))):
                return drawn
    return None


class _SizeBound:
    """An upper bound on the type size, from attempts that did not fit: a drawing's lengths grow no faster than its
    type, so from one that did not fit follows the largest size that may."""

    def __init__(self, box: Box) -> None:
        self._box = box
        self._largest: dict[object, float] = {}

    def drawn(self, way: object, size: float, drawer: Callable[..., Drawing]) -> Drawing | None:
        """What `drawer` draws in `size` points, when it fits; `way` names the way of drawing, whatever the size."""
        if size > self._largest.get(way, size):
            return None
        least = drawer(gap=GAP)
        if _fits(least, self._box):
            return _stretched(least, drawer, self._box)
        self._largest[way] = size * min(self._box.width / least.box.width, self._box.height / least.box.height)
        return None


def _draw_rows(rows: Rows, style: DiagramStyle, *, gap: float) -> Drawing:
    """The second row below the first, a little to the right of its start, and the arrow between them."""
    style = replace(style, gap=gap)
    first, second = _draw_panel(rows.first, style), _draw_panel(rows.second, style)
    first = moved(first, -first.box.left, -first.box.top)
    second = moved(second, TURN - second.box.left, first.box.height + BETWEEN_ROWS - second.box.top)
    start = next(node.box for node in first.nodes if node.id == rows.arrow.start)
    end = next(node.box for node in second.nodes if node.id == rows.arrow.end)
    edge = arrow_back(start, end, first.box, second.box, dashed=rows.arrow.dashed)
    return joined([first, second, Drawing(hull_of(edge), (), (edge,), ())])


@lru_cache(maxsize=256)
def natural_aspect(description: Description) -> float:
    """Width over height as drawn in the middle of the type scale, in the flow that is named or else to the right."""
    theme = read_theme()
    down = _flows(description)[0]
    drawn = _draw_panels(description, DiagramStyle(theme.sizes("diagram")[0], down, GAP * 1.4, theme))
    return drawn.box.width / max(drawn.box.height, 1.0)


def _flows(description: Description) -> list[bool]:
    return [False, True] if description.flow is None else [description.flow == "down"]


def _stretched(drawn: Drawing, drawer: Callable[..., Drawing], box: Box) -> Drawing:
    """What `drawer` draws with the widest gaps with which it still fits; `drawn` is that with the least."""
    low, high = GAP, WIDEST_GAP
    for _ in range(5):
        middle = (low + high) / 2
        wider = drawer(gap=middle)
        if _fits(wider, box):
            low, drawn = middle, wider
        else:
            high = middle
    return drawn


def _fits(drawn: Drawing, box: Box) -> bool:
    return drawn.box.width <= box.width and drawn.box.height <= box.height


def _draw_panels(description: Description, style: DiagramStyle, *, gap: float | None = None) -> Drawing:
    """Panels side by side when arrows lead down, one below the other when they lead right."""
    style = style if gap is None else replace(style, gap=gap)
    drawings = [_draw_panel(panel, style) for panel in description.panels]
    if len(drawings) == 1:
        return drawings[0]
    placed: list[Drawing] = []
    at = 0.0
    for drawn in drawings:
        if style.down:
            part = moved(drawn, at - drawn.box.left, -drawn.box.top)
            at += drawn.box.width + 2.2 * style.gap
        else:
            part = moved(drawn, -drawn.box.left, at - drawn.box.top)
            at += drawn.box.height + 1.2 * style.gap
        placed.append(part)
    return joined(placed)


@lru_cache(maxsize=256)
def _graph_of(panel: Panel) -> Graph:
    return layered([shape.name for shape in panel.shapes], [(arrow.start, arrow.end) for arrow in panel.arrows])


def _draw_panel(panel: Panel, style: DiagramStyle) -> Drawing:
    graph = _graph_of(panel)
    words = {shape.name: words_in(shape, style) for shape in panel.shapes}
    sizes = _sizes(panel, graph, words, style)
    members = {member for group in panel.groups for member in group.members}
    # A box in a frame has the frame's edge, and the words in it, on both sides: so the frame stays around its middle.
    around_frame = 2 * max(FRAME, label_size("Words", style)[1] + 6) if panel.groups and not style.down else 2 * FRAME

    def extent(node: str | int) -> float:
        if isinstance(node, int):
            return 4.0
        return (sizes[node][0] if style.down else sizes[node][1]) + (around_frame if node in members else 0)

    gap = max(style.gap * 0.8, CLEAR / 0.6) if panel.groups else style.gap * 0.8
    middles = across(graph, extent, gap)
    starts, depths = _along(panel, graph, sizes, middles, style)
    boxes: dict[str, Box] = {}
    for level, layer in enumerate(graph.layers):
        for node in layer:
            if isinstance(node, str):
                width, height = sizes[node]
                centre = starts[level] + depths[level] / 2
                x, y = (middles[node], centre) if style.down else (centre, middles[node])
                boxes[node] = Box(x - width / 2, y - height / 2, width, height)
    frames = [frame_around(group, boxes, style) for group in panel.groups]
    nodes = [frame for frame, _ in frames]
    nodes += [node_of(shape, boxes[shape.name], words[shape.name]) for shape in panel.shapes]
    labels = [label for _, label in frames]
    edges: list[Edge] = []
    for index, (arrow, path) in enumerate(zip(panel.arrows, graph.paths, strict=True)):
        points = route(path, graph, boxes, middles, starts, depths, style, aside=index in graph.back)
        points = points[::-1] if index in graph.back else points
        edges.append(Edge(points, stroke="muted", dashed=arrow.dashed, arrow=arrow.head))
        if arrow.label:
            labels.append(edge_label(arrow.label, points, style, len(labels), below=_is_below(points, boxes)))
    boxes_of_all = [node.box for node in nodes] + [label.box for label in labels] + [hull_of(edge) for edge in edges]
    if panel.heading:
        heading = heading_of(panel.heading, around(boxes_of_all), style)
        labels.append(heading)
        boxes_of_all.append(heading.box)
    return Drawing(around(boxes_of_all), tuple(nodes), tuple(edges), tuple(labels))


def _sizes(
    panel: Panel, graph: Graph, words: dict[str, tuple[Paragraph, ...]], style: DiagramStyle
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
    panel: Panel,
    graph: Graph,
    sizes: dict[str, tuple[float, float]],
    middles: dict[str | int, float],
    style: DiagramStyle,
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
            ends = {level_of[arrow.start], level_of[arrow.end]}
            if arrow.label and ends == {level, level + 1}:
                width, height = label_size(arrow.label, style)
                bent = abs(middles[arrow.start] - middles[arrow.end]) > style.size
                beside = 2 * width + 20 if bent else width + 26  # words stand right of an arrow's upright part
                gap = max(gap, height + 26 if style.down else beside)
        if level + 1 < len(depths) and (edges_of[level] or edges_of[level + 1]):
            gap = max(gap, CLEAR + ARROW + FRAME + (style.size + 6 if style.down else 0))
        at += depth + gap
    return starts, depths


def _is_below(points: tuple[tuple[float, float], ...], boxes: dict[str, Box]) -> bool:
    """Whether an arrow bends around the boxes on their lower side."""
    middle = sum(box.top + box.height / 2 for box in boxes.values()) / len(boxes)
    return max(y for _, y in points) - middle > middle - min(y for _, y in points)
