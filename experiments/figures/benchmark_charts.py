"""Runs beside each other: accuracy, parameters and latency as bars; accuracy against parameters as a map."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

from plainspoken.experiments.figures.figure_style import SMALL, Pen
from plainspoken.experiments.figures.label_placement import name_points
from plainspoken.experiments.figures.percent import percent
from plainspoken.experiments.results.record import Figure, RunRecord

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def compared(records: Sequence[RunRecord], ablations: Collection[str]) -> Sequence[RunRecord]:
    """The runs that stand beside one another in a study's figures: all but its ablations, when there are others."""
    return [record for record in records if record.run not in ablations] or records


def draw_benchmark(pen: Pen, records: Sequence[RunRecord]) -> Figure:
    """Three panels of horizontal bars, one bar a run.

    Test accuracy carries its 95 % interval and, as a dotted line, the majority baseline; latency its interquartile
    range.
    """
    figure, (accuracy, parameters, latency) = pen.canvas(3, sharey=True)
    names = [record.title for record in records]
    shares = [record.final.test.accuracy for record in records]
    around = [record.final.test.accuracy_interval for record in records]
    reach = [
        [s - i.low for s, i in zip(shares, around, strict=True)],
        [i.high - s for s, i in zip(shares, around, strict=True)],
    ]
    _bars(pen, accuracy, names, shares, lambda v: f"{percent(v)} %", reach, 0)
    baseline = records[0].baselines["majority"].accuracy
    accuracy.axvline(baseline, color=pen.palette.ink, linestyle=":", linewidth=2)
    accuracy.annotate(
        f"majority {percent(baseline)} %", (baseline, 0), xycoords=("data", "axes fraction"), xytext=(0, -4),
        textcoords="offset points", ha="center", va="top", fontsize=SMALL,
    )  # fmt: skip
    accuracy.set_title("Test accuracy")
    _bars(pen, parameters, names, [r.cost.parameters / 1e6 for r in records], lambda v: f"{v:.3g} M", None, 2)
    parameters.set_title("Parameters")
    timed = [r.cost.latency for r in records]
    if all(timed):
        values = [t.median_ms for t in timed if t]
        spread = [[t.median_ms - t.low_ms for t in timed if t], [t.high_ms - t.median_ms for t in timed if t]]
        _bars(pen, latency, names, values, lambda v: f"{v:.1f} ms", spread, 1)
        latency.set_title("Time for one sample")
    else:
        latency.set_axis_off()
    accuracy.invert_yaxis()
    listed = "; ".join(
        f"{r.title} {percent(r.final.test.accuracy)} % with {r.cost.parameters / 1e6:.3g} million parameters"
        + (f" in {r.cost.latency.median_ms:.1f} ms" if r.cost.latency else "")
        for r in records
    )
    alt = (
        f"Bars of test accuracy, parameters and time for one sample: {listed}. A dotted line marks "
        f"{percent(baseline)} %, what always saying the most common class would score."
    )
    return pen.save(figure, "benchmark", title="Accuracy, size and speed", alt=alt)


def draw_trade(pen: Pen, records: Sequence[RunRecord]) -> Figure:
    """Test accuracy, with its 95 % interval, against parameters on a logarithmic axis; one point a run."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter, PercentFormatter

    figure, (axes,) = pen.canvas()
    for i, record in enumerate(records):
        share, around = record.final.test.accuracy, record.final.test.accuracy_interval
        axes.errorbar(
            record.cost.parameters / 1e6, share, yerr=[[share - around.low], [around.high - share]], fmt="o",
            markersize=14, color=pen.palette.cycle[i % len(pen.palette.cycle)], capsize=6, linewidth=2,
        )  # fmt: skip
    majority = records[0].baselines["majority"].accuracy
    axes.axhline(majority, color=pen.palette.ink, linestyle=":", linewidth=2)
    axes.annotate(
        "always the largest class", (1, majority), xycoords=("axes fraction", "data"), xytext=(0, -6), ha="right",
        va="top", textcoords="offset points", fontsize=SMALL,
    )  # fmt: skip
    axes.set_xscale("log")
    sizes = [record.cost.parameters / 1e6 for record in records]
    axes.set_xlim(min(sizes) / 2, max(sizes) * 2)
    axes.set_ylim(0, min(1, max(r.final.test.accuracy_interval.high for r in records) + 0.1))
    axes.set(xlabel="million parameters", ylabel="test accuracy")
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.grid(axis="y")
    intervals = [record.final.test.accuracy_interval for record in records]
    name_points(
        figure,
        axes,
        [record.title for record in records],
        [(x, record.final.test.accuracy) for x, record in zip(sizes, records, strict=True)],
        [(around.low, around.high) for around in intervals],
        level=majority,
    )
    ordered = sorted(records, key=lambda record: record.cost.parameters)
    listed = "; ".join(
        f"{r.title}, {r.cost.parameters / 1e6:.3g} million, {percent(r.final.test.accuracy)} %" for r in ordered
    )
    alt = f"Points of test accuracy against parameters, smallest first: {listed}."
    return pen.save(figure, "accuracy-parameters", title="Accuracy against parameters", alt=alt)


def _bars(
    pen: Pen, axes: Axes, names: list[str], values: list[float], text: Callable[[float], str],
    spread: list[list[float]] | None, colour: int,
) -> None:  # fmt: skip
    """Horizontal bars with their values written right of them, clear of the error bars."""
    axes.barh(
        names, values, color=pen.palette.cycle[colour], height=0.62, xerr=spread,
        error_kw={"ecolor": pen.palette.ink, "capsize": 5, "linewidth": 2},
    )  # fmt: skip
    ends = [value + (spread[1][i] if spread else 0) for i, value in enumerate(values)]
    for i, (value, end) in enumerate(zip(values, ends, strict=True)):
        axes.annotate(text(value), (end, i), xytext=(8, 0), textcoords="offset points", va="center", fontsize=SMALL)
    axes.set_xlim(0, max(ends) * 1.45)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(axis="y", length=0, labelsize=SMALL)
