"""The named parts of a figure: what matplotlib drew, where it lies on the finished picture, and how talks call it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from plainspoken.experiments.results.figure_parts import FigurePart

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

Box = tuple[float, float, float, float]
Points = list[tuple[float, float]]

_COUNTED = ("fewest", "fewer", "most", "more", "many", "few", "million")
"""Before `weights` these make a number of them: the word alone can mean something else."""

PANEL_WORDINGS: dict[str, tuple[str, ...]] = {
    "Test accuracy": ("accuracy",),
    "Cross entropy": ("loss",),
    "Parameters": tuple(f"{count} weights" for count in _COUNTED),
    "Time for one sample": ("latency", "milliseconds", "time for one"),
}
"""Other ways to name a panel."""
_SIDES = {2: ("left", "right"), 3: ("left", "middle", "right")}


def bar_parts(
    labels: Sequence[str], boxes: Sequence[Box], values: Sequence[str] = (), kind: str = "bar"
) -> list[FigurePart]:
    """One part a bar (or point), named by its label and, where one bar alone has it, by the value written at it."""
    parts = []
    for place, (label, box) in enumerate(zip(labels, boxes, strict=True)):
        wordings = [label]
        if place < len(values) and list(values).count(values[place]) == 1 and _tells(values[place]):
            wordings.append(values[place])
        parts.append(FigurePart(name=label, kind=kind, boxes=[box], keys=[wordings]))
    return parts


def _tells(value: str) -> bool:
    """Whether a number can name its bar: with a unit or of two digits and more."""
    return sum(letter.isdigit() for letter in value) > 1 or not value.strip().isdigit()


def matrix_parts(labels: Sequence[str], cells: Sequence[Sequence[Box]]) -> list[FigurePart]:
    """Rows, columns and cells of a confusion matrix, and its diagonal. A class is a row (what is true) and a column
    (what is said): which one a sentence means, its verb tells."""
    parts = [FigurePart(name="diagonal", kind="diagonal", boxes=[row[i] for i, row in enumerate(cells)])]
    for i, label in enumerate(labels):
        parts.append(FigurePart(name=label, kind="row", boxes=[around(cells[i])], keys=[[label, f"row {label}"]]))
        column = around([row[i] for row in cells])
        parts.append(FigurePart(name=label, kind="column", boxes=[column], keys=[[label, f"column {label}"]]))
    for i, truth in enumerate(labels):
        for j, said in enumerate(labels):
            if i != j:
                name = f"{truth}/{said}"
                parts.append(FigurePart(name=name, kind="cell", boxes=[cells[i][j]], keys=[[truth], [said]]))
    return parts


def panel_parts(panels: Mapping[str, Box]) -> list[FigurePart]:
    """Panels side by side, by their headings and by `on the left`."""
    sides = _SIDES.get(len(panels), ())
    parts = []
    for place, (name, box) in enumerate(panels.items()):
        wordings = [name, *PANEL_WORDINGS.get(name, ())]
        wordings += [f"on {sides[place]}"] if sides and sides[place] != "middle" else []
        parts.append(FigurePart(name=name, kind="panel", boxes=[box], keys=[wordings]))
    return parts


def series_parts(lines: Mapping[str, Mapping[str, Points]], panels: Mapping[str, Box]) -> list[FigurePart]:
    """Lines by their label, over all panels, and each with its panel's name; then the panels.

    Args:
        lines: for each label its points in each panel, in fractions of the figure.
        panels: where each panel is.
    """
    parts = []
    for label, paths in lines.items():
        boxes = [hull(points) for points in paths.values()]
        parts.append(FigurePart(name=label, kind="series", boxes=boxes, paths=list(paths.values())))
        if len(paths) > 1:
            for panel, points in paths.items():
                keys = [[label], [panel, *PANEL_WORDINGS.get(panel, ())]]
                parts.append(
                    FigurePart(name=f"{label}/{panel}", kind="series", boxes=[hull(points)], paths=[points], keys=keys)
                )
    return [*parts, *panel_parts(panels)]


def run_parts(runs: Mapping[str, Mapping[str, Box]], panels: Mapping[str, Box]) -> list[FigurePart]:
    """Runs that have a bar in each panel: a run with all its bars, a run in one panel, then the panels."""
    parts = []
    for run, bars in runs.items():
        parts.append(FigurePart(name=run, kind="run", boxes=list(bars.values()), keys=[[run]]))
        for panel, box in bars.items():
            keys = [[run], [panel, *PANEL_WORDINGS.get(panel, ())]]
            parts.append(FigurePart(name=f"{run}/{panel}", kind="cell", boxes=[box], keys=keys))
    return [*parts, *panel_parts(panels)]


def around(boxes: Iterable[Box]) -> Box:
    """The smallest box that holds all of `boxes`."""
    boxes = list(boxes)
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, bottom = max(box[0] + box[2] for box in boxes), max(box[1] + box[3] for box in boxes)
    return rounded((left, top, right - left, bottom - top))


def hull(points: Points) -> Box:
    """The smallest box that holds a line."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return rounded((min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)))


def rounded(box: Box) -> Box:
    """A box with four decimals: a fifth of a pixel."""
    left, top, width, height = (round(side, 4) for side in box)
    return left, top, width, height


def extent_of(figure: Canvas, *artists: Any) -> Box:
    """Where artists (bars, texts, axes) lie on a figure whose layout is settled, as fractions of it from its upper
    left corner."""
    wide, high = figure.bbox.width, figure.bbox.height
    boxes = []
    for artist in artists:
        drawn = artist.get_window_extent()
        boxes.append((drawn.x0 / wide, 1 - drawn.y1 / high, drawn.width / wide, drawn.height / high))
    return around(boxes)


def points_of(figure: Canvas, axes: Axes, xs: Sequence[float], ys: Sequence[float]) -> Points:
    """Points of the data as fractions of the figure, kept within their axes."""
    wide, high = figure.bbox.width, figure.bbox.height
    frame = axes.get_window_extent()
    return [
        (round(float(x) / wide, 4), round(1 - float(min(max(y, frame.y0), frame.y1)) / high, 4))
        for x, y in axes.transData.transform(list(zip(xs, ys, strict=True)))
    ]


def matrix_cells(figure: Canvas, axes: Axes, n: int) -> list[list[Box]]:
    """The box of each of n × n cells around whole coordinates, row by row, as fractions of the figure."""
    wide, high = figure.bbox.width, figure.bbox.height
    boxes = []
    for i in range(n):
        row = []
        for j in range(n):
            (x0, y1), (x1, y0) = axes.transData.transform([(j - 0.5, i - 0.5), (j + 0.5, i + 0.5)])
            row.append(rounded((x0 / wide, 1 - y1 / high, (x1 - x0) / wide, (y1 - y0) / high)))
        boxes.append(row)
    return boxes


def panel_box(figure: Canvas, axes: Axes) -> Box:
    """A panel with its heading and the words on its axes."""
    drawn = axes.get_tightbbox()
    if drawn is None:
        return extent_of(figure, axes)
    wide, high = figure.bbox.width, figure.bbox.height
    return rounded((drawn.x0 / wide, 1 - drawn.y1 / high, drawn.width / wide, drawn.height / high))
