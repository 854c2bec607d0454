"""A layered drawing of a directed graph without loops, after Sugiyama et al. (1981): layers by the longest path,
places within a layer by the barycentre of neighbours, long arrows through empty places in the layers they cross."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

SWEEPS = 12


@dataclass
class Graph:
    """Boxes in layers. A node is a name, or a number for an empty place of a long arrow.

    `paths` gives for each arrow (by its index) the nodes that it runs through, its two ends included; those in `back`
    are of arrows that lead the other way.
    """

    layers: list[list[str | int]]
    paths: list[list[str | int]]
    before: dict[str | int, list[str | int]]
    after: dict[str | int, list[str | int]]
    back: frozenset[int]


def layered(names: Sequence[str], arrows: Sequence[tuple[str, str]]) -> Graph:
    """Put the nodes into layers and order each layer so that few arrows cross. Arrows that lead back are laid the other
    way round."""
    back = back_arrows(arrows)
    arrows = [(end, start) if index in back else (start, end) for index, (start, end) in enumerate(arrows)]
    depth = _depths(names, arrows)
    layers: list[list[str | int]] = [[] for _ in range(max(depth.values(), default=0) + 1)]
    for name in names:
        layers[depth[name]].append(name)
    before: dict[str | int, list[str | int]] = defaultdict(list)
    after: dict[str | int, list[str | int]] = defaultdict(list)
    paths: list[list[str | int]] = []
    empty = 0
    for start, end in arrows:
        path: list[str | int] = [start]
        for level in range(depth[start] + 1, depth[end]):
            layers[level].append(empty)
            path.append(empty)
            empty += 1
        path.append(end)
        paths.append(path)
        for first, second in pairwise(path):
            after[first].append(second)
            before[second].append(first)
    return Graph(_ordered(layers, before, after), paths, before, after, back)


def back_arrows(arrows: Sequence[tuple[str, str]]) -> frozenset[int]:
    """The arrows (by index) that close a loop with arrows before them: without these the graph has no loops."""
    after: dict[str, list[str]] = defaultdict(list)
    found = set()
    for index, (start, end) in enumerate(arrows):
        seen, ahead = set(), [end]
        while ahead:
            name = ahead.pop()
            if name not in seen:
                seen.add(name)
                ahead += after[name]
        if start in seen:
            found.add(index)
        else:
            after[start].append(end)
    return frozenset(found)


def _depths(names: Sequence[str], arrows: Sequence[tuple[str, str]]) -> dict[str, int]:
    depth = dict.fromkeys(names, 0)
    for _ in names:
        for start, end in arrows:
            depth[end] = max(depth[end], depth[start] + 1)
    entered = {end for _, end in arrows}
    for name in names:  # what nothing leads to stands just before what it leads to
        ahead = [depth[end] for start, end in arrows if start == name]
        if name not in entered and ahead:
            depth[name] = min(ahead) - 1
    lowest = min(depth.values(), default=0)
    return {name: level - lowest for name, level in depth.items()}


def _ordered(
    layers: list[list[str | int]],
    before: dict[str | int, list[str | int]],
    after: dict[str | int, list[str | int]],
) -> list[list[str | int]]:
    best, least = [list(layer) for layer in layers], _crossings(layers, after)
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        order = range(1, len(layers)) if down else range(len(layers) - 2, -1, -1)
        near = before if down else after
        for level in order:
            place = {node: index for layer in layers for index, node in enumerate(layer)}
            layers[level] = sorted(layers[level], key=_barycentre(near, place))
        count = _crossings(layers, after)
        if count < least:
            best, least = [list(layer) for layer in layers], count
    return best


def _barycentre(near: dict[str | int, list[str | int]], place: dict[str | int, int]) -> Callable[[str | int], float]:
    def at(node: str | int) -> float:
        others = near.get(node)
        return sum(place[other] for other in others) / len(others) if others else place[node]

    return at


def _crossings(layers: list[list[str | int]], after: dict[str | int, list[str | int]]) -> int:
    count = 0
    for upper, lower in pairwise(layers):
        place = {node: index for index, node in enumerate(lower)}
        ends = [
            (index, place[other]) for index, node in enumerate(upper) for other in after.get(node, []) if other in place
        ]
        count += sum(
            (a < c and b > d) or (a > c and b < d) for at, (a, b) in enumerate(ends) for c, d in ends[at + 1 :]
        )
    return count


def across(graph: Graph, extent: Callable[[str | int], float], gap: float) -> dict[str | int, float]:
    """The middle of each node across the flow: boxes near the middle of what leads to them, never closer than `gap`;
    arrows that pass layers each on one line where no box is in the way.

    `extent` gives a node's size across the flow.
    """
    rows: list[list[str | int]] = [[node for node in layer if isinstance(node, str)] for layer in graph.layers]
    middle: dict[str | int, float] = {}
    for row in rows:
        total = sum(extent(node) for node in row) + gap * (len(row) - 1)
        at = -total / 2
        for node in row:
            middle[node] = at + extent(node) / 2
            at += extent(node) + gap
    for sweep in range(SWEEPS + 1):
        forward = sweep % 2 == 0
        near = graph.before if forward else graph.after
        for row in rows if forward else rows[::-1]:
            wishes = [_wish(node, near, middle) for node in row]
            for node, at in zip(row, _apart(row, wishes, extent, gap), strict=True):
                middle[node] = at
    _add_lanes(graph, middle, extent, gap)
    return middle


def _wish(node: str | int, near: dict[str | int, list[str | int]], middle: dict[str | int, float]) -> float:
    """The middle of a box's neighbours on one side. A passing arrow does not bend a row of boxes."""
    others = [middle[other] for other in near.get(node, []) if isinstance(other, str)]
    return sum(others) / len(others) if others else middle[node]


def _add_lanes(graph: Graph, middle: dict[str | int, float], extent: Callable[[str | int], float], gap: float) -> None:
    """Give each arrow that passes layers one line: the free one that is nearest to its two ends, short arrows first."""
    level_of = {node: level for level, layer in enumerate(graph.layers) for node in layer}
    boxes = [[node for node in layer if isinstance(node, str)] for layer in graph.layers]
    taken: list[tuple[int, int, float]] = []
    lanes = [(path, index in graph.back) for index, path in enumerate(graph.paths) if len(path) > 2]
    for path, back in sorted(lanes, key=lambda lane: len(lane[0])):
        first, last = level_of[path[1]], level_of[path[-2]]
        blocked = [
            (middle[node] - extent(node) / 2 - gap * 0.6, middle[node] + extent(node) / 2 + gap * 0.6)
            for node in (
                *(node for level in range(first, last + 1) for node in boxes[level]),
                *((path[0], path[-1]) if back else ()),  # around its boxes, where no arrow onward is
            )
        ]
        blocked += [(lane - gap * 0.6, lane + gap * 0.6) for low, high, lane in taken if low <= last and first <= high]
        ends = (middle[path[0]], middle[path[-1]])
        choices = [*ends, *(edge for pair in blocked for edge in pair)]
        free = [at for at in choices if all(at <= low + 0.01 or at >= high - 0.01 for low, high in blocked)]
        lane = min(free, key=lambda at: (round(sum(abs(at - end) for end in ends), 1), -at))
        taken.append((first, last, lane))
        middle |= dict.fromkeys(path[1:-1], lane)


def _apart(
    layer: list[str | int], wishes: list[float], extent: Callable[[str | int], float], gap: float
) -> list[float]:
    """Places as near to the wishes as the gaps allow (least squares: pools of neighbours that touch)."""
    offsets, at = [], 0.0
    for place, node in enumerate(layer):
        if place:
            at += extent(layer[place - 1]) / 2 + gap + extent(node) / 2
        offsets.append(at)
    pools: list[tuple[float, int]] = []
    for wish, offset in zip(wishes, offsets, strict=True):
        pools.append((wish - offset, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (high, n), (low, m) = pools.pop(), pools.pop()
            pools.append(((high * n + low * m) / (n + m), n + m))
    bases = [base for base, count in pools for _ in range(count)]
    return [base + offset for base, offset in zip(bases, offsets, strict=True)]
