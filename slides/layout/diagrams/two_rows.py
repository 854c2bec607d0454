"""A long chain in two rows: cut where a single arrow goes on, which then runs back to the start of the second row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from plainspoken.slides.layout.boxes import Box, Edge
from plainspoken.slides.layout.diagrams.diagram_language import Arrow, Panel
from plainspoken.slides.layout.diagrams.layered_graph import layered

TURN = 18.0
"""How far the arrow between the rows runs beside them, in points."""
BETWEEN_ROWS = 34.0
"""Room between the rows, in points; the arrow runs in the middle of it."""


@dataclass(frozen=True)
class Rows:
    """A panel as two, and the arrow that leads from the first to the second."""

    first: Panel
    second: Panel
    arrow: Arrow


def rows_of(panel: Panel) -> Iterator[Rows]:
    """The ways to cut a panel in two, the most even one first.

    A cut goes between two layers of one box each with one arrow between them, and leaves every group whole.
    """
    graph = layered([shape.name for shape in panel.shapes], [(arrow.start, arrow.end) for arrow in panel.arrows])
    names = [[node for node in layer if isinstance(node, str)] for layer in graph.layers]
    middle = len(names) / 2 - 1
    for level in sorted(range(1, len(names) - 2), key=lambda at: abs(at - middle)):
        if (
            not len(graph.layers[level])
            == len(graph.layers[level + 1])
            == len(names[level])
            == len(names[level + 1])
            == 1
        ):
            continue
        before = {name for layer in names[: level + 1] for name in layer}
        crossing = [arrow for arrow in panel.arrows if (arrow.start in before) != (arrow.end in before)]
        split_groups = [
            group for group in panel.groups if len(before & set(group.members)) not in (0, len(group.members))
        ]
        if len(crossing) != 1 or crossing[0].label or split_groups:
            continue
        yield Rows(_part(panel, before), _part(panel, {s.name for s in panel.shapes} - before, ""), crossing[0])


def _part(panel: Panel, names: set[str], heading: str | None = None) -> Panel:
    return replace(
        panel,
        heading=panel.heading if heading is None else heading,
        shapes=tuple(shape for shape in panel.shapes if shape.name in names),
        arrows=tuple(arrow for arrow in panel.arrows if arrow.start in names and arrow.end in names),
        groups=tuple(group for group in panel.groups if group.members[0] in names),
    )


def arrow_back(start: Box, end: Box, above: Box, below: Box, *, dashed: bool) -> Edge:
    """The arrow from the last box of the row `above` to the first of the row `below`, around the ends of both."""
    right, left = above.right + TURN, below.left - TURN
    across = above.bottom + (below.top - above.bottom) / 2
    leaves, enters = start.top + start.height / 2, end.top + end.height / 2
    points = (
        (start.right, leaves),
        (right, leaves),
        (right, across),
        (left, across),
        (left, enters),
        (end.left, enters),
    )
    return Edge(points, stroke="muted", dashed=dashed)
