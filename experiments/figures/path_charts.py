"""Paths of optimisers over the level lines of a function, and learning-rate schedules."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from plainspoken.experiments.figures.figure_style import SMALL, FigureWriter
from plainspoken.experiments.figures.foot_lines import seeds_of
from plainspoken.experiments.figures.named_parts import points_of, series_parts
from plainspoken.experiments.results.record import Curve, Figure, RunRecord

_MARKERS = "osD^v"


def draw_paths(
    writer: FigureWriter,
    records: Sequence[RunRecord],
    function: Callable[[Any, Any], Any],
    *,
    path: str = "path",
    levels: int = 12,
) -> Figure:
    """The path of each run in the plane; `function` gives the level lines for arrays of x and y."""
    import numpy as np

    curves = {record.title: record.curves[path] for record in records if path in record.curves}
    figure, (axes,) = writer.canvas()
    xs = [x for each in curves.values() for x in each.x]
    ys = [y for each in curves.values() for y in each.y]
    reach_x, reach_y = 0.15 * (max(xs) - min(xs)) + 0.1, 0.15 * (max(ys) - min(ys)) + 0.1
    x = np.linspace(min(xs) - reach_x, max(xs) + reach_x, 200)
    y = np.linspace(min(ys) - reach_y, max(ys) + reach_y, 200)
    grid = function(*np.meshgrid(x, y))
    low = float(grid.min())
    steps = low + (float(grid.max()) - low) * np.linspace(0.02, 1, levels) ** 3
    axes.contour(x, y, grid, levels=np.unique(steps), colors=writer.palette.faint, linewidths=1, alpha=0.6)
    for (title, each), marker in zip(curves.items(), _cycled(_MARKERS, len(curves)), strict=True):
        axes.plot(each.x, each.y, marker=marker, markersize=5, linewidth=2, label=f"{title}, {len(each.x) - 1} steps")
    axes.legend(loc="best", fontsize=SMALL)
    axes.set(xlabel="x", ylabel="y")
    listed = "; ".join(
        f"{title} ends at ({each.x[-1]:.2g}, {each.y[-1]:.2g}) after {len(each.x) - 1} steps"
        for title, each in curves.items()
    )
    writer.settle(figure)
    lines = {title: {"path": points_of(figure, axes, each.x, each.y)} for title, each in curves.items()}
    shown = [record for record in records if path in record.curves]
    return writer.save(
        figure, "paths", title="The way that each one takes",
        alt=f"Paths over the level lines of a function: {listed}.", parts=series_parts(lines, {}),
        foot=seeds_of(shown),
    )  # fmt: skip


def draw_schedules(writer: FigureWriter, schedules: Mapping[str, Curve]) -> Figure:
    """Learning rates by step or epoch, one line a schedule."""
    figure, (axes,) = writer.canvas()
    for (name, each), dashes in zip(schedules.items(), _cycled(("-", "--", "-.", ":"), len(schedules)), strict=True):
        axes.plot(each.x, each.y, linestyle=dashes, label=name)
    first = next(iter(schedules.values()))
    axes.set(xlabel=first.x_name, ylabel="learning rate")
    axes.set_ylim(bottom=0)
    axes.grid(axis="y")
    axes.legend(loc="best")
    listed = "; ".join(f"{name} from {each.y[0]:.2g} to {each.y[-1]:.2g}" for name, each in schedules.items())
    writer.settle(figure)
    lines = {name: {"rate": points_of(figure, axes, each.x, each.y)} for name, each in schedules.items()}
    return writer.save(
        figure, "schedules", title="Learning rates", alt=f"Lines of learning rates: {listed}.",
        parts=series_parts(lines, {}),
    )  # fmt: skip


def _cycled(values: Sequence[str], n: int) -> list[str]:
    return [values[i % len(values)] for i in range(n)]
