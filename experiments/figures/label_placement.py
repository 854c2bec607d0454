"""Names beside the points of a chart, each where it covers no other name, point or error bar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from plainspoken.experiments.figures.figure_style import SMALL, FigureWriter

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Annotation

CLEAR = 12.0
"""Points between a point's middle and its name."""

_Side = Literal["left", "center", "right"]
_Box = tuple[float, float, float, float]
_PLACES: list[tuple[float, float, _Side, Literal["bottom", "center", "top"]]] = [
    (1.0, 0.7, "left", "bottom"), (-1.0, 0.7, "right", "bottom"),
    (1.0, -0.7, "left", "top"), (-1.0, -0.7, "right", "top"),
    (1.2, 0.0, "left", "center"), (-1.2, 0.0, "right", "center"), (0.0, 1.2, "center", "bottom"),
    (0.0, -1.2, "center", "top"), (1.0, 2.4, "left", "bottom"), (-1.0, 2.4, "right", "bottom"),
    (1.0, -2.4, "left", "top"), (-1.0, -2.4, "right", "top"),
]  # fmt: skip
"""Where a name may stand, best first: steps across and up from its point, and which of its edges is nearest."""


def name_points(
    figure: Figure,
    axes: Axes,
    names: Sequence[str],
    points: Sequence[tuple[float, float]],
    spans: Sequence[tuple[float, float]],
    *,
    level: float | None = None,
    colors: Sequence[str] | None = None,
) -> list[Annotation]:
    """Write a name beside each point. The limits of `axes` must be set: places are judged on the finished page.

    Args:
        names: one a point.
        points: x and y of each, in the axes' own units.
        spans: the low and high end of each point's error bar.
        level: a line across the axes at this y, which names keep off as well.
        colors: of the names, one a point.

    Returns:
        The names as they stand, one a point.
    """
    figure.draw_without_rendering()  # settles the layout, so that lengths are known
    scale = figure.dpi / 72
    to_page = axes.transData.transform
    frame = axes.get_window_extent()
    taken: list[_Box] = []
    for (x, y), (low, high) in zip(points, spans, strict=True):
        (centre, middle), bottom, top = to_page((x, y)), to_page((x, low))[1], to_page((x, high))[1]
        reach = 8 * scale
        taken += [
            (centre - reach, middle - reach, centre + reach, middle + reach),
            (centre - 4, bottom, centre + 4, top),
        ]
    if level is not None:
        at = to_page((points[0][0], level))[1]
        taken.append((frame.x0, at - 2 * scale, frame.x1, at + 2 * scale))
    # The crowded points choose first: those with the nearest neighbours have the fewest places.
    written: dict[int, Annotation] = {}
    order = sorted(range(len(points)), key=lambda i: (_nearest(i, [tuple(to_page(p)) for p in points]), i))
    for i in order:
        options = []
        (x, y), (low, high) = points[i], spans[i]
        # Last of all, clear of the whole error bar: above its upper end, or below its lower one.
        places = [((x, y), *place) for place in _PLACES]
        places += [((x, high), 0.0, 0.5, "center", "bottom"), ((x, low), 0.0, -0.5, "center", "top")]
        for rank, (start, across, up, side, edge) in enumerate(places):
            note = axes.annotate(
                names[i], start, xytext=(CLEAR * across, CLEAR * up), textcoords="offset points", ha=side, va=edge,
                fontsize=SMALL,
            )  # fmt: skip
            size = note.get_window_extent()
            note.remove()
            box = (size.x0, size.y0, size.x1, size.y1)
            outside = max(0.0, frame.x0 - box[0]) + max(0.0, box[2] - frame.x1) + max(0.0, box[3] - frame.y1)
            options.append((sum(_shared(box, other) for other in taken) + 100 * outside, rank, box))
        _, rank, box = min(options)
        start, across, up, side, edge = places[rank]
        written[i] = axes.annotate(
            names[i], start, xytext=(CLEAR * across, CLEAR * up), textcoords="offset points", ha=side, va=edge,
            fontsize=SMALL, color=colors[i] if colors else None,
        )  # fmt: skip
        taken.append(box)
    return [written[i] for i in range(len(points))]


def name_ends(
    writer: FigureWriter, axes: Axes, last: float, ends: Mapping[str, float], colours: Mapping[str, str]
) -> None:
    """Write each line's name at its right end in the line's colour, apart where the lines end close together."""
    low, high = axes.get_ylim()
    apart = 0.1 * (high - low)
    places: dict[str, float] = {}
    for label, value in sorted(ends.items(), key=lambda pair: pair[1]):
        floor = max(places.values(), default=low - apart) + apart
        places[label] = max(value, floor)
    over = max(places.values()) - (high - apart / 4)
    for label, at in places.items():
        axes.annotate(
            label, (last, ends[label]), xytext=(1.02, at - max(0.0, over)), textcoords=("axes fraction", "data"),
            ha="left", va="center", fontsize=SMALL, color=writer.color(label, colours[label]),
            weight="bold" if writer.in_focus(label) else "normal", annotation_clip=False,
        )  # fmt: skip


def _nearest(i: int, places: Sequence[tuple[float, ...]]) -> float:
    """Squared distance of place `i` from its nearest neighbour."""
    others = [(x - places[i][0]) ** 2 + (y - places[i][1]) ** 2 for k, (x, y) in enumerate(places) if k != i]
    return min(others, default=0.0)


def _shared(first: _Box, second: _Box) -> float:
    """The area that two boxes share, in square dots."""
    across = min(first[2], second[2]) - max(first[0], second[0])
    down = min(first[3], second[3]) - max(first[1], second[1])
    return max(0.0, across) * max(0.0, down)
