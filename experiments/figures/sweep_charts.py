"""Figures of a sweep: its best runs, quality against cost, settings in parallel coordinates, and seeds.

What can be drawn of a sweep is decided by `describe_sweep`, and nothing else is drawn or promised.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plainspoken.experiments.figures.figure_style import (
    SMALL,
    TEXT,
    FigureWriter,
    Style,
    describe_figure,
)
from plainspoken.experiments.figures.named_parts import bar_parts, extent_of, points_of, series_parts
from plainspoken.experiments.figures.percent import percent_to
from plainspoken.experiments.results.metric import Metric
from plainspoken.experiments.results.record import Figure, RunRecord, StudyRecord
from plainspoken.experiments.results.sweep_measures import (
    compared_metric,
    cost_in,
    metric_in,
    pareto_front,
    ranked,
    shared_cost,
    varying,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

TOP = 8
"""Runs of the figure of the best: more cannot be read from the back of a room."""

AXES = 6
"""Axes of parallel coordinates at most: settings, and the metric."""

_COSTS = {
    "seconds": "seconds of training", "parameters": "parameters", "bytes": "bytes",
    "flops": "operations for one sample", "latency": "milliseconds for one sample",
}  # fmt: skip


def describe_sweep(study: StudyRecord, runs: Sequence[RunRecord]) -> dict[str, Figure]:
    """Title and alternative text of each figure that the runs of a sweep allow, by name."""
    if len(runs) < 2 or not study.extra.get("compared_by"):
        return {}
    told = {
        "top": _top_words(runs), "pareto": _pareto_words(study, runs), "parallel": _parallel_words(runs),
        "seeds": _seeds_words(runs),
    }  # fmt: skip
    return {
        name: describe_figure(study.study, name, title=words[0], alt=words[1]) for name, words in told.items() if words
    }


def draw_sweep_figures(
    figures: Path, study: StudyRecord, runs: Sequence[RunRecord], names: Sequence[str], style: Style
) -> dict[str, Figure]:
    """The figures of these names, of those that `describe_sweep` tells of."""
    writer = FigureWriter(figures, study.study, style)
    draw: dict[str, Any] = {"top": _draw_top, "pareto": _draw_pareto, "parallel": _draw_parallel, "seeds": _draw_seeds}
    return {name: draw[name](writer, study, runs) for name in names}


def _measure(runs: Sequence[RunRecord]) -> tuple[str, str, str]:
    """Split, name and words of the metric that the sweep is compared by."""
    place, name = compared_metric(runs)
    title = metric_in(runs[0], place, name).title or name.replace("_", " ")
    where = {"valid": "validation ", "train": "training ", "cross-validation": "cross-validated "}.get(place, "")
    return place, name, f"{where}{title}"


def _written(metric: Metric, value: float | None = None) -> str:
    number = metric.mean if value is None else value
    return f"{percent_to(number, 1)} %" if metric.unit == "fraction" else f"{number:.4g}"


def _top_words(runs: Sequence[RunRecord]) -> tuple[str, str]:
    place, name, words = _measure(runs)
    best = ranked(runs)[:TOP]
    listed = "; ".join(f"{run.title} {_written(metric_in(run, place, name))}" for run in best)
    way = "best" if metric_in(runs[0], place, name).better != "none" else "highest"
    return f"The {way} runs by {words}", f"Points of {words}, the {way} {len(best)} of {len(runs)} runs: {listed}."


def _draw_top(writer: FigureWriter, study: StudyRecord, runs: Sequence[RunRecord]) -> Figure:
    """A point a run with its interval, or the mean over seeds with each seed, the best above."""
    place, name, words = _measure(runs)
    best = ranked(runs)[:TOP]
    figure, (axes,) = writer.canvas()
    labels, drawn = [run.title for run in best], []
    seeded = any(len(metric_in(run, place, name).seeds) > 1 for run in best)
    for row, run in enumerate(best):
        metric = metric_in(run, place, name)
        color = writer.color(run.title, writer.palette.first)
        if seeded:
            axes.plot(metric.seeds, [row] * len(metric.seeds), "o", color=color, alpha=0.35, markersize=7)
        elif metric.interval is not None:
            axes.plot([metric.interval.low, metric.interval.high], [row, row], color=color, linewidth=2, alpha=0.6)
        (point,) = axes.plot([metric.mean], [row], "D" if seeded else "o", color=color)
        words_at = axes.annotate(
            _written(metric), (1.01, row), xycoords=("axes fraction", "data"), va="center", fontsize=TEXT,
            color=writer.ink(run.title),
        )  # fmt: skip
        drawn.append((point, words_at))
    axes.set_yticks(range(len(best)), labels)
    axes.invert_yaxis()
    _unit(axes, metric_in(best[0], place, name))
    axes.grid(axis="x")
    axes.set_xlabel(words + ("; each seed and the mean" if seeded else ""))
    writer.settle(figure)
    ticks = axes.get_yticklabels()
    boxes = [extent_of(figure, *drawn[i], ticks[i]) for i in range(len(best))]
    title, alt = _top_words(runs)
    shown = [_written(metric_in(run, place, name)) for run in best]
    return writer.save(figure, "top", title=title, alt=alt, parts=bar_parts(labels, boxes, shown, kind="point"),
                       foot=_foot(runs))  # fmt: skip


def _priced(study: StudyRecord, runs: Sequence[RunRecord]) -> str | None:
    cost = shared_cost(runs, study.extra.get("cost"))
    place, name = compared_metric(runs)
    if cost is None or metric_in(runs[0], place, name).better == "none":
        return None
    return cost if len({cost_in(run, cost) for run in runs}) > 1 else None


def _pareto_words(study: StudyRecord, runs: Sequence[RunRecord]) -> tuple[str, str] | None:
    cost = _priced(study, runs)
    if cost is None:
        return None
    place, name, words = _measure(runs)
    front = pareto_front(runs, cost=cost)
    listed = "; ".join(
        f"{run.title} {_written(metric_in(run, place, name))} at {cost_in(run, cost):.3g}" for run in front[:TOP]
    )
    price = _COSTS.get(cost, cost.replace("_", " "))
    return (
        f"{words} against {price}".capitalize() if words.islower() else f"{words} against {price}",
        f"Scatter of {words} by {price} of {len(runs)} runs. On the front, from the cheapest: {listed}.",
    )


def _draw_pareto(writer: FigureWriter, study: StudyRecord, runs: Sequence[RunRecord]) -> Figure:
    """A point a run; a line joins the front, whose runs are named."""
    from plainspoken.experiments.figures.label_placement import name_points

    place, name, words = _measure(runs)
    cost = _priced(study, runs) or "seconds"
    front = pareto_front(runs, cost=cost)
    figure, (axes,) = writer.canvas()

    def at(run: RunRecord) -> tuple[float, float]:
        return cost_in(run, cost) or 0.0, metric_in(run, place, name).mean

    rest = [run for run in runs if run not in front]
    axes.plot(*zip(*[at(run) for run in rest], strict=True), "o", color=writer.palette.rest) if rest else None
    line = [at(run) for run in front]
    axes.plot([x for x, _ in line], [y for _, y in line], "o--", color=writer.palette.first)
    prices = [at(run)[0] for run in runs]
    if min(prices) > 0 and max(prices) > 20 * min(prices):
        axes.set_xscale("log")
    _unit(axes, metric_in(runs[0], place, name), up=True)
    axes.set(xlabel=_COSTS.get(cost, cost.replace("_", " ")), ylabel=words)
    axes.margins(x=0.1, y=0.12)
    axes.grid()
    named_runs = [front[0], front[-1]] if len(front) > 4 else front
    ends = [at(run) for run in named_runs]
    axes.set(xlim=axes.get_xlim(), ylim=axes.get_ylim())
    name_points(figure, axes, [run.title for run in named_runs], ends, [(y, y) for _, y in ends])
    writer.settle(figure)
    title, alt = _pareto_words(study, runs) or ("", "")
    named = {"Pareto front": {words: points_of(figure, axes, [x for x, _ in line], [y for _, y in line])}}
    return writer.save(figure, "pareto", title=title, alt=alt, parts=series_parts(named, {}), foot=_foot(runs))


def _parallel_words(runs: Sequence[RunRecord]) -> tuple[str, str] | None:
    place, name, words = _measure(runs)
    axes = _axes_of(runs)
    if len(axes) < 2 or len(runs) < 3:
        return None
    best = ranked(runs)[0]
    held = ", ".join(f"{axis} {_word(best.at.get(axis))}" for axis in axes)
    return (
        "The settings of all runs, the best in colour",
        f"Parallel coordinates of {', '.join(axes)} and {words} of {len(runs)} runs. The best has {held} and "
        f"{_written(metric_in(best, place, name))}.",
    )


def _axes_of(runs: Sequence[RunRecord]) -> list[str]:
    return [name for name in varying(runs) if all(name in run.at for run in runs)][: AXES - 1]


def _draw_parallel(writer: FigureWriter, study: StudyRecord, runs: Sequence[RunRecord]) -> Figure:
    """A line a run over its settings and its metric; the better, the stronger its colour."""
    place, name, words = _measure(runs)
    names = _axes_of(runs)
    figure, (axes,) = writer.canvas()
    scales = [_Scale([run.at[each] for run in runs]) for each in names]
    metric = metric_in(runs[0], place, name)
    values = [metric_in(run, place, name).mean for run in runs]
    scales.append(_Scale(values))
    order = ranked(runs)
    for rank, run in reversed(list(enumerate(order))):
        heights = [scale.at(run.at[each]) for scale, each in zip(scales, names, strict=False)]
        heights.append(scales[-1].at(metric_in(run, place, name).mean))
        leads = rank == 0
        share = 1 - rank / max(1, len(order) - 1)
        axes.plot(
            range(len(heights)), heights, color=writer.palette.first if leads else writer.palette.faint,
            linewidth=4 if leads else 1.5, alpha=1 if leads else 0.15 + 0.45 * share, zorder=3 if leads else 2,
        )  # fmt: skip
    for x, scale in enumerate(scales):
        axes.axvline(x, color=writer.palette.ink, linewidth=1)
        told = scale.ticks if x < len(names) else [(h, _written(metric, v)) for h, v in scale.ends]
        for height, text in told:
            axes.annotate(
                text, (x, height), xytext=(7, 0), textcoords="offset points", va="center", fontsize=SMALL,
                bbox={"facecolor": writer.palette.ground, "alpha": 0.8, "linewidth": 0, "pad": 1},
            )  # fmt: skip
    axes.set_xticks(range(len(scales)), [*(each.split(".")[-1].replace("_", " ") for each in names), _short(words)])
    axes.set_yticks([])
    axes.set_ylim(-0.08, 1.08)
    axes.set_xlim(-0.15, len(scales) - 0.45)
    axes.spines["bottom"].set_visible(False)
    axes.spines["left"].set_visible(False)
    axes.tick_params(length=0, labelsize=TEXT)
    writer.settle(figure)
    title, alt = _parallel_words(runs) or ("", "")
    best = order[0]
    line = [scale.at(best.at[each]) for scale, each in zip(scales, names, strict=False)]
    line.append(scales[-1].at(metric_in(best, place, name).mean))
    parts = series_parts({best.title: {words: points_of(figure, axes, list(range(len(line))), line)}}, {})
    return writer.save(figure, "parallel", title=title, alt=alt, parts=parts, foot=_foot(runs))


class _Scale:
    """Where the values of a setting stand on its axis, between 0 and 1: numbers by their size (by their powers where
    they span three or more), words in their order."""

    def __init__(self, values: Sequence[Any]) -> None:
        from math import log10

        plain = [value for value in values if isinstance(value, int | float) and not isinstance(value, bool)]
        self._numeric = len(plain) == len(values)
        self._words = list(dict.fromkeys(map(str, values)))
        self._log = self._numeric and min(plain) > 0 and max(plain) / min(plain) >= 30
        self._measure = (lambda value: log10(value)) if self._log else float
        if self._numeric:
            told = sorted({float(value) for value in plain})
            self._low, self._high = self._measure(told[0]), self._measure(told[-1])
            shown = told if len(told) <= 5 else [told[0], told[-1]]
            self.ticks = [(self.at(value), f"{value:.3g}") for value in shown]
            self.ends = [(self.at(value), value) for value in dict.fromkeys((told[0], told[-1]))]
        else:
            self.ticks = [(self.at(word), word) for word in self._words]
            self.ends = []

    def at(self, value: Any) -> float:
        """The height of a value."""
        if not self._numeric:
            return self._words.index(str(value)) / max(1, len(self._words) - 1)
        wide = self._high - self._low
        return (self._measure(float(value)) - self._low) / wide if wide else 0.5


def _seeds_words(runs: Sequence[RunRecord]) -> tuple[str, str] | None:
    place, name, words = _measure(runs)
    known = [run for run in ranked(runs)[:TOP] if len(metric_in(run, place, name).seeds) > 1]
    if len(known) < 2:
        return None
    listed = "; ".join(
        f"{run.title} {_written(m := metric_in(run, place, name))} ± "
        f"{percent_to(m.deviation, 1) + ' points' if m.unit == 'fraction' else format(m.deviation, '.2g')}"
        for run in known
    )
    what = "fold" if place == "cross-validation" else "seed"
    return f"Mean and deviation over {what}s", f"Points of {words} with each {what}, mean and deviation: {listed}."


def _draw_seeds(writer: FigureWriter, study: StudyRecord, runs: Sequence[RunRecord]) -> Figure:
    """A bar of mean ± deviation a run, with its seeds as points."""
    place, name, words = _measure(runs)
    known = [run for run in ranked(runs)[:TOP] if len(metric_in(run, place, name).seeds) > 1]
    figure, (axes,) = writer.canvas()
    drawn = []
    for row, run in enumerate(known):
        metric = metric_in(run, place, name)
        color = writer.color(run.title, writer.palette.first)
        axes.plot(metric.seeds, [row] * len(metric.seeds), "o", color=writer.palette.rest, markersize=8)
        bars = axes.errorbar(
            [metric.mean], [row], xerr=[metric.deviation], fmt="D", color=color, capsize=6, linewidth=3, zorder=3
        )
        drawn.append(bars[0])
    labels = [run.title for run in known]
    axes.set_yticks(range(len(known)), labels)
    axes.invert_yaxis()
    axes.margins(y=0.15)
    _unit(axes, metric_in(known[0], place, name))
    axes.grid(axis="x")
    axes.set_xlabel(words)
    writer.settle(figure)
    ticks = axes.get_yticklabels()
    boxes = [extent_of(figure, drawn[i], ticks[i]) for i in range(len(known))]
    title, alt = _seeds_words(runs) or ("", "")
    return writer.save(
        figure, "seeds", title=title, alt=alt, parts=bar_parts(labels, boxes, kind="point"), foot=_foot(runs)
    )


def _unit(axes: Axes, metric: Metric, *, up: bool = False) -> None:
    from matplotlib.ticker import MaxNLocator, PercentFormatter

    axis = axes.yaxis if up else axes.xaxis
    axis.set_major_locator(MaxNLocator(nbins=5))
    if metric.unit == "fraction":
        low, high = axis.get_view_interval()
        axis.set_major_formatter(PercentFormatter(1, decimals=0 if high - low > 0.04 else 1))


def _foot(runs: Sequence[RunRecord]) -> str:
    """How many runs there are, of how many seeds, and the samples that they were measured on where all agree."""
    place, name = compared_metric(runs)
    sizes = {metric_in(run, place, name).n for run in runs}
    n = sizes.pop() if len(sizes) == 1 else None
    seeds = {len(metric_in(run, place, name).seeds) for run in runs} - {0}
    repeated = f"; {min(seeds)} {'folds' if place == 'cross-validation' else 'seeds'}" if len(seeds) == 1 else ""
    return f"{len(runs)} runs{f', n = {n:,}' if n else ''}{repeated}"


def _short(words: str) -> str:
    return words if len(words) < 22 else words.split(" at ")[0].split(" (")[0]


def _word(value: Any) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)
