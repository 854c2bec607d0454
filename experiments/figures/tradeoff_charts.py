"""Quality against cost with the Pareto front, a sweep as a heat map, and how far a model's sureness can be trusted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from plainspoken.experiments.figures.figure_style import SMALL, FigureWriter
from plainspoken.experiments.figures.foot_lines import seeds_of, size_of_test, tested
from plainspoken.experiments.figures.named_parts import (
    Box,
    around,
    bar_parts,
    extent_of,
    hull,
    points_of,
    rounded,
    series_parts,
)
from plainspoken.experiments.results.claims.costs import cost_of, pareto_best
from plainspoken.experiments.results.claims.single_run import metric_at
from plainspoken.experiments.results.figure_parts import FigurePart
from plainspoken.experiments.results.metric import Metric
from plainspoken.experiments.results.record import Figure, RunRecord

if TYPE_CHECKING:
    import numpy as np

BINS = 10
"""Bins of a calibration chart."""

_COST_WORDS = {
    "seconds": "processor seconds of training",
    "parameters": "parameters",
    "bytes": "bytes",
    "flops": "operations for one sample",
    "latency": "milliseconds for one sample",
}


def draw_pareto(
    writer: FigureWriter, records: Sequence[RunRecord], measure: str = "accuracy", cost: str = "seconds"
) -> Figure:
    """A point a run, cost across on a logarithmic axis and the metric up with its interval; a line joins the runs that
    no other beats in both."""
    from matplotlib.ticker import PercentFormatter

    best = [run for run in records if len(records) == 1 or pareto_best(run, measure, cost, *_others(records, run))]
    figure, (axes,) = writer.canvas()
    front = sorted((cost_of(run, cost), metric_at(run, measure).value) for run in best)
    axes.plot([x for x, _ in front], [y for _, y in front], color=writer.palette.second, linestyle="--", zorder=1)
    names = []
    for run in records:
        metric, price = metric_at(run, measure), cost_of(run, cost)
        color = writer.palette.first if run in best else writer.palette.faint
        interval = metric.interval
        if interval is not None:
            axes.plot([price, price], [interval.low, interval.high], color=color, linewidth=2, alpha=0.5)
        axes.plot([price], [metric.value], "o", color=color)
        names.append(
            axes.annotate(run.title, (price, metric.value), xytext=(8, 6), textcoords="offset points", fontsize=SMALL)
        )
    first = metric_at(records[0], measure)
    axes.set_xscale("log")
    axes.set(xlabel=_COST_WORDS.get(cost, cost), ylabel=_labelled(first, measure))
    if first.unit == "fraction":
        axes.yaxis.set_major_formatter(PercentFormatter(1, symbol=""))  # the label says %
    axes.margins(x=0.18, y=0.15)
    axes.grid()
    listed = "; ".join(f"{run.title} {_number(metric_at(run, measure))} at {cost_of(run, cost):.3g}" for run in records)
    writer.settle(figure)
    boxes = [extent_of(figure, name) for name in names]
    places = points_of(
        figure, axes, [cost_of(run, cost) for run in records], [metric_at(run, measure).value for run in records]
    )
    boxes = [around([box, _dot(place)]) for box, place in zip(boxes, places, strict=True)]
    joined = points_of(figure, axes, [x for x, _ in front], [y for _, y in front])
    line = FigurePart(name="Pareto front", kind="series", boxes=[hull(joined)], paths=[joined], keys=[["Pareto front"]])
    return writer.save(
        figure,
        "pareto",
        title=f"{first.title or measure} against cost".capitalize(),
        alt=f"Scatter of {_labelled(first, measure)} by {_COST_WORDS.get(cost, cost)}: {listed}. On the front: "
        f"{', '.join(run.title for run in best)}.",
        parts=[*bar_parts([run.title for run in records], boxes, kind="point"), line],
        foot=_foot(records),
    )


def draw_sweep(
    writer: FigureWriter, records: Sequence[RunRecord], across: str, up: str, measure: str = "accuracy",
    called: Mapping[str, str] | None = None,
) -> Figure:  # fmt: skip
    """A heat map of one metric over two axes of a sweep; a run that diverged is a cross, a missing one is empty.

    Args:
        called: what axes and values are called, where not as the sweep writes them.
    """
    words_of = called or {}
    columns = list(dict.fromkeys(record.at[across] for record in records if across in record.at))
    rows = list(dict.fromkeys(record.at[up] for record in records if up in record.at))
    place = {
        (record.at[up], record.at[across]): record for record in records if up in record.at and across in record.at
    }
    known = {key: metric_at(run, measure) for key, run in place.items() if run.status != "diverged"}
    grid = [[known[r, c].value if (r, c) in known else float("nan") for c in columns] for r in rows]
    figure, (axes,) = writer.canvas()
    values = [metric.value for metric in known.values()]
    axes.imshow(grid, cmap=writer.palette.ramp, aspect="auto", vmin=min(values), vmax=max(values))
    middle = (min(values) + max(values)) / 2
    told = []

    def name(value: object) -> str:
        return words_of.get(str(value), f"{value:g}" if isinstance(value, float) else str(value))

    for i, r in enumerate(rows):
        for j, c in enumerate(columns):
            run = place.get((r, c))
            words = "" if run is None else "×" if (r, c) not in known else _number(known[r, c])
            deep = (r, c) in known and (known[r, c].value > middle) == (writer.style == "light")
            axes.text(
                j, i, words, ha="center", va="center", color=writer.palette.ground if deep else writer.palette.ink
            )
            told += [f"{name(r)} with {name(c)} {'diverged' if words == '×' else words}"] if words else []
    axes.set_xticks(range(len(columns)), [name(c) for c in columns])
    axes.set_yticks(range(len(rows)), [name(r) for r in rows])
    axes.tick_params(length=0)
    axes.set(xlabel=name(across).replace("_", " "))
    first = next(iter(known.values()))
    title = f"{first.title or measure} by {up} and {across}".replace("_", " ")
    writer.settle(figure)
    at = [
        points_of(figure, axes, [j - 0.5, j + 0.5], [i - 0.5, i + 0.5])
        for i, _ in enumerate(rows)
        for j, _ in enumerate(columns)
    ]
    cells = [
        FigurePart(
            name=f"{name(r)}/{name(c)}",
            kind="cell",
            boxes=[hull(at[i * len(columns) + j])],
            keys=[[name(r)], [name(c)]],
        )
        for i, r in enumerate(rows)
        for j, c in enumerate(columns)
        if (r, c) in place
    ]
    return writer.save(
        figure, "sweep", title=title.capitalize(), alt=f"Heat map of {title}: {'; '.join(told)}.", parts=cells,
        foot=_foot(records),
    )  # fmt: skip


def draw_calibration(writer: FigureWriter, record: RunRecord, logits: np.ndarray, targets: np.ndarray) -> Figure:
    """How often answers are right by how sure they are, in ten bins, beside the diagonal; the expected calibration
    error is the mean distance from it, by samples (Naeini, Cooper and Hauskrecht 2015).

    Args:
        logits: [n, classes].
        targets: class indices [n].
    """
    import numpy as np

    shifted = np.exp(logits - logits.max(1, keepdims=True))
    sure = (shifted / shifted.sum(1, keepdims=True)).max(1)
    right = logits.argmax(1) == targets
    bins = np.clip((sure * BINS).astype(int), 0, BINS - 1)
    there = [b for b in range(BINS) if (bins == b).any()]
    said, hit = [sure[bins == b].mean() for b in there], [right[bins == b].mean() for b in there]
    shares = [(bins == b).mean() for b in there]
    error = sum(share * abs(s - h) for share, s, h in zip(shares, said, hit, strict=True))
    figure, (axes,) = writer.canvas(width=7.4)
    axes.plot([0, 1], [0, 1], color=writer.palette.faint, linestyle=":", linewidth=2)
    axes.plot(said, hit, "o-", color=writer.palette.first)
    axes.set(xlabel="how sure", ylabel="how often right", xlim=(0, 1), ylim=(0, 1.02))
    axes.grid()
    writer.settle(figure)
    lines = {
        "calibration": {"calibration": points_of(figure, axes, said, hit)},
        "diagonal": {"calibration": points_of(figure, axes, [0, 1], [0, 1])},
    }
    return writer.save(
        figure,
        "calibration",
        title=f"How far {record.title} can be believed",
        alt=f"A line of how often {record.title} is right by how sure it is, in {len(there)} bins of {len(targets)} "
        f"test samples. The expected calibration error is {100 * error:.1f} points.",
        parts=series_parts(lines, {}),
        foot=tested(record, shown=len(targets)),
    )


def _dot(place: tuple[float, float]) -> Box:
    """A small box around a point."""
    return rounded((place[0] - 0.01, place[1] - 0.02, 0.02, 0.04))


def _foot(records: Sequence[RunRecord]) -> str:
    """How many runs there are, of how many seeds, and the samples that they were tested on where all agree."""
    sizes = {size_of_test(record) for record in records if record.status != "diverged"}
    n = sizes.pop() if len(sizes) == 1 else None
    tested_on = f", n = {n:,} test samples" if n else ""
    return f"{len(records)} runs{tested_on}; {seeds_of(records)}"


def _others(records: Sequence[RunRecord], run: RunRecord) -> list[RunRecord]:
    return [other for other in records if other is not run]


def _labelled(metric: Metric, measure: str) -> str:
    unit = "%" if metric.unit == "fraction" else metric.unit
    words = metric.title or measure.replace("_", " ")
    return words if unit == "number" else f"{words} ({unit})"


def _number(metric: Metric) -> str:
    return f"{100 * metric.value:.1f} %" if metric.unit == "fraction" else f"{metric.value:.3g}"
