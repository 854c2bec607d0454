"""Runs beside each other: accuracy, parameters and latency as bars; accuracy against parameters as a map."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Any

from plainspoken.base.errors import InputError
from plainspoken.experiments.figures.figure_style import SMALL, TEXT, FigureWriter
from plainspoken.experiments.figures.foot_lines import foot_line
from plainspoken.experiments.figures.label_placement import name_points
from plainspoken.experiments.figures.named_parts import Box, bar_parts, extent_of, panel_box, rounded, run_parts
from plainspoken.experiments.figures.named_parts import around as around_boxes
from plainspoken.experiments.figures.percent import percent
from plainspoken.experiments.results.claims.comparison import difference_interval
from plainspoken.experiments.results.record import Figure, Interval, RunRecord

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas


def compared(records: Sequence[RunRecord], ablations: Collection[str]) -> Sequence[RunRecord]:
    """The runs that stand beside one another in a study's figures: all but its ablations, when there are others."""
    return [record for record in records if record.run not in ablations] or records


def draw_benchmark(writer: FigureWriter, records: Sequence[RunRecord]) -> Figure:
    """Three panels of horizontal bars, one bar a run.

    Test accuracy carries its 95 % interval and, as a dotted line, the majority baseline; latency its interquartile
    range; a run that was not timed says so in place of a bar.
    """
    figure, (accuracy, parameters, latency) = writer.canvas(3, sharey=True)
    names = [record.title for record in records]
    shares = [record.final.test.accuracy for record in records]
    around = [record.final.test.accuracy_interval for record in records]
    reach = [
        [s - i.low for s, i in zip(shares, around, strict=True)],
        [i.high - s for s, i in zip(shares, around, strict=True)],
    ]
    drawn: dict[str, list[Any]] = {}
    drawn["Test accuracy"] = _bars(writer, accuracy, names, shares, lambda v: f"{percent(v)} %", reach, 0)
    baseline = records[0].baselines["majority"].accuracy
    accuracy.axvline(baseline, color=writer.palette.ink, linestyle=":", linewidth=2)
    accuracy.annotate(
        f"majority {percent(baseline)} %", (baseline, 0), xycoords=("data", "axes fraction"), xytext=(0, -4),
        textcoords="offset points", ha="center", va="top", fontsize=SMALL,
    )  # fmt: skip
    accuracy.set_title("Test accuracy")
    drawn["Parameters"] = _bars(
        writer, parameters, names, [r.cost.parameters / 1e6 for r in records], lambda v: f"{v:.3g} M", None, 2
    )
    parameters.set_title("Parameters")
    timed = [r.cost.latency for r in records]
    if any(timed):
        values = [t.median_ms if t else 0.0 for t in timed]
        spread = [
            [t.median_ms - t.low_ms if t else 0.0 for t in timed],
            [t.high_ms - t.median_ms if t else 0.0 for t in timed],
        ]
        drawn["Time for one sample"] = _bars(
            writer, latency, names, values, lambda v: f"{v:.1f} ms" if v else "not timed", spread, 1
        )
        latency.set_title("Time for one sample")
    else:
        latency.set_axis_off()
    accuracy.invert_yaxis()
    for tick in accuracy.get_yticklabels():
        tick.set_color(writer.ink(tick.get_text()))
    if writer.emphasis.note:
        figure.suptitle(
            noted(writer, records)[0], x=0.99, ha="right", fontsize=TEXT, weight="bold", color=writer.palette.first
        )
    listed = "; ".join(
        f"{r.title} {percent(r.final.test.accuracy)} % with {r.cost.parameters / 1e6:.3g} million parameters"
        + (f" in {r.cost.latency.median_ms:.1f} ms" if r.cost.latency else "")
        for r in records
    )
    alt = (
        f"Bars of test accuracy, parameters and time for one sample: {listed}. A dotted line marks "
        f"{percent(baseline)} %, what always saying the most common class would score."
    )
    writer.settle(figure)
    shown = {"Test accuracy": accuracy, "Parameters": parameters, "Time for one sample": latency}
    panels = {title: panel_box(figure, axes) for title, axes in shown.items() if title in drawn}
    runs = {
        name: {title: extent_of(figure, *bars[place]) for title, bars in drawn.items()}
        for place, name in enumerate(names)
    }
    foot = foot_line(records) + ("; time on one thread, quartiles" if any(timed) else "")
    return writer.save(
        figure, "benchmark", title="Accuracy, size and speed", alt=alt, parts=run_parts(runs, panels), foot=foot
    )


def draw_trade(writer: FigureWriter, records: Sequence[RunRecord]) -> Figure:
    """Test accuracy, with its 95 % interval, against parameters on a logarithmic axis; one point a run."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter, PercentFormatter

    figure, (axes,) = writer.canvas()
    bars = []
    for i, record in enumerate(records):
        share, around = record.final.test.accuracy, record.final.test.accuracy_interval
        color = writer.color(record.title, writer.palette.cycle[i % len(writer.palette.cycle)])
        drawn = axes.errorbar(
            record.cost.parameters / 1e6, share, yerr=[[share - around.low], [around.high - share]], fmt="o",
            markersize=16, color=color, capsize=0, linewidth=4,
        )  # fmt: skip
        bars.append(drawn)
    majority = records[0].baselines["majority"].accuracy
    intervals = [record.final.test.accuracy_interval for record in records]
    lowest, highest = min(around.low for around in intervals), max(around.high for around in intervals)
    near = majority > lowest - 0.12  # farther below, the line would press the points together: the foot names it
    if near:
        lowest = min(lowest, majority)
        axes.axhline(majority, color=writer.palette.ink, linestyle=":", linewidth=2)
        axes.annotate(
        "always the largest class", (1, majority), xycoords=("axes fraction", "data"), xytext=(0, -6), ha="right",
        va="top", textcoords="offset points", fontsize=SMALL,
    )  # fmt: skip
    axes.set_xscale("log")
    sizes = [record.cost.parameters / 1e6 for record in records]
    axes.set_xlim(min(sizes) / 2, max(sizes) * 2)
    axes.set_ylim(max(0, lowest - 0.05), min(1, highest + 0.05))
    axes.set(xlabel="million parameters", ylabel="test accuracy")
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.grid(axis="y")
    points = [(x, record.final.test.accuracy) for x, record in zip(sizes, records, strict=True)]
    if writer.emphasis.note:
        _arrow(writer, axes, records, points)
    labels = name_points(
        figure,
        axes,
        [f"{record.title}  {percent(record.final.test.accuracy)} %" for record in records],
        [(x, record.final.test.accuracy) for x, record in zip(sizes, records, strict=True)],
        [(around.low, around.high) for around in intervals],
        level=majority if near else None,
        colors=[writer.ink(record.title) for record in records],
    )
    ordered = sorted(records, key=lambda record: record.cost.parameters)
    listed = "; ".join(
        f"{r.title}, {r.cost.parameters / 1e6:.3g} million, {percent(r.final.test.accuracy)} %" for r in ordered
    )
    alt = f"Points of test accuracy against parameters, smallest first: {listed}."
    writer.settle(figure)
    boxes = [
        around_boxes([_point_box(figure, axes, point, interval), extent_of(figure, label)])
        for point, interval, label in zip(points, intervals, labels, strict=True)
    ]
    parts = bar_parts(
        [record.title for record in records],
        boxes,
        [f"{percent(record.final.test.accuracy)} %" for record in records],
        kind="point",
    )
    return writer.save(
        figure,
        "accuracy-parameters",
        title="Accuracy against parameters",
        alt=alt,
        parts=parts,
        foot=foot_line(records)
        + "; parameters on a log scale"
        + ("" if near else f"; always the largest class: {percent(majority)} %"),
    )


def noted(writer: FigureWriter, records: Sequence[RunRecord]) -> tuple[str, RunRecord | None, RunRecord | None]:
    """The words of a note, and the two runs that it compares: `A - B` is the difference of their test accuracies with
    its interval, in percentage points; anything else stands as it is.

    Raises:
        InputError: a note of that form names a run that is not in the figure.
    """
    first, dash, second = writer.emphasis.note.partition(" - ")
    if not dash:
        return writer.emphasis.note, None, None
    one, other = (_run_named(name, records) for name in (first, second))
    interval = difference_interval(one, other)
    points = round(100 * (one.final.test.accuracy - other.final.test.accuracy))
    low, high = (f"{round(100 * limit):+d}".replace("-", "\N{MINUS SIGN}") for limit in (interval.low, interval.high))
    sign = f"{points:+d}".replace("-", "\N{MINUS SIGN}")
    return f"{sign} points\n({low} to {high})", one, other


def _run_named(name: str, records: Sequence[RunRecord]) -> RunRecord:
    words = name.lower().replace(",", " ").split()
    fitting = [r for r in records if all(word in r.title.lower().replace(",", " ").split() for word in words)]
    if len(fitting) != 1:
        raise InputError(
            f"the note names {name.strip()!r}, which fits {len(fitting)} of the runs in the figure",
            remedy=f"write `A - B` with two of: {', '.join(record.title for record in records)}",
        )
    return fitting[0]


def _arrow(
    writer: FigureWriter, axes: Axes, records: Sequence[RunRecord], points: Sequence[tuple[float, float]]
) -> None:
    """From the second run of the note to the first, with their difference at its middle; or the note's own words."""
    words, one, other = noted(writer, records)
    accent = writer.palette.first
    if one is None or other is None:
        axes.text(0.98, 0.97, words, transform=axes.transAxes, ha="right", va="top", weight="bold", color=accent)
        return
    (x1, y1), (x0, y0) = points[list(records).index(one)], points[list(records).index(other)]
    bend = 0.25 if x1 < x0 else -0.25
    axes.annotate("", (x1, y1), (x0, y0), arrowprops={
        "arrowstyle": "-|>,head_width=0.5,head_length=0.9", "color": accent, "linewidth": 4, "shrinkA": 16,
        "shrinkB": 16, "connectionstyle": f"arc3,rad={bend}"})  # fmt: skip
    axes.text(0.98, 0.97, words, transform=axes.transAxes, ha="right", va="top", weight="bold", color=accent,
              fontsize=TEXT + 4)  # fmt: skip


def _point_box(figure: Canvas, axes: Axes, point: tuple[float, float], interval: Interval) -> Box:
    """A point with its error bar."""
    wide, high = figure.bbox.width, figure.bbox.height
    (x, low), (_, top) = axes.transData.transform([(point[0], interval.low), (point[0], interval.high)])
    return rounded(((x - 20) / wide, 1 - top / high, 40 / wide, (top - low) / high))


def _bars(
    writer: FigureWriter, axes: Axes, names: list[str], values: list[float], text: Callable[[float], str],
    spread: list[list[float]] | None, colour: int,
) -> list[tuple[Any, Any]]:  # fmt: skip
    """Horizontal bars with their values written right of them, clear of the error bars; each bar with its words."""
    bars = axes.barh(
        names, values, color=[writer.color(name, writer.palette.cycle[colour]) for name in names],
        height=0.62, xerr=spread,
        error_kw={"ecolor": writer.palette.ink, "capsize": 5, "linewidth": 2},
    )  # fmt: skip
    ends = [value + (spread[1][i] if spread else 0) for i, value in enumerate(values)]
    words = [
        axes.annotate(text(value), (end, i), xytext=(8, 0), textcoords="offset points", va="center", fontsize=SMALL,
                      color=writer.ink(names[i]), weight="bold" if writer.in_focus(names[i]) else "normal")
        for i, (value, end) in enumerate(zip(values, ends, strict=True))
    ]  # fmt: skip
    axes.set_xlim(0, max(ends) * 1.45)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(axis="y", length=0, labelsize=SMALL)
    return list(zip(bars, words, strict=True))
