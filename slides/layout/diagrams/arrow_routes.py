"""The way of an arrow: out of its box along the flow, across in the gaps between layers, into the other box."""

from __future__ import annotations

from itertools import pairwise

from plainspoken.slides.layout.boxes import Box
from plainspoken.slides.layout.diagrams.diagram_parts import DiagramStyle
from plainspoken.slides.layout.diagrams.layered_graph import Graph


def route(
    path: list[str | int],
    graph: Graph,
    boxes: dict[str, Box],
    middles: dict[str | int, float],
    starts: list[float],
    depths: list[float],
    style: DiagramStyle,
    *,
    aside: bool = False,
) -> tuple[tuple[float, float], ...]:
    """Points of an arrow: out of its box along the flow, across in the gaps between layers, into the other box.

    One that leads back is `aside`: it meets its boxes beside their middles, where other arrows meet them.
    """
    level_of = {node: level for level, layer in enumerate(graph.layers) for node in layer}
    stops: list[tuple[float, float]] = []  # (along, across)
    docks = _aside(path, boxes, middles, style) if aside else docks_of(path, boxes, middles, style)
    for place, (node, middle) in enumerate(zip(path, docks, strict=True)):
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


def _aside(
    path: list[str | int], boxes: dict[str, Box], middles: dict[str | int, float], style: DiagramStyle
) -> list[float]:
    """Where an arrow that leads back meets each node: beside the middles of its boxes, on the side of its way, or where
    the words of other arrows do not stand."""
    docks = [middles[node] for node in path]
    reach = [0.3 * (boxes[str(path[at])].width if style.down else boxes[str(path[at])].height) for at in (0, -1)]
    if len(path) == 2:
        docks[0] = docks[1] = docks[0] + (-min(reach) if style.down else min(reach))
        return docks
    for at, near in ((0, 1), (-1, -2)):
        docks[at] += reach[at] if middles[path[near]] >= docks[at] else -reach[at]
    return docks


def docks_of(
    path: list[str | int], boxes: dict[str, Box], middles: dict[str | int, float], style: DiagramStyle
) -> list[float]:
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
