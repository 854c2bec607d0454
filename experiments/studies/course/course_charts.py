"""Charts that the labs share: lines, told apart by markers and dashes beside colors, and bars of test accuracies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plainspoken.experiments.figures.figure_style import TEXT, FigureWriter
from plainspoken.experiments.figures.foot_lines import seeds_of
from plainspoken.experiments.figures.named_parts import points_of, series_parts
from plainspoken.experiments.results.record import Figure, RunRecord

_MARKERS, _DASHES = "os^DvPX*", ("-", "--", "-.", ":")


@dataclass(frozen=True)
class Line:
    """Points of one line, x by y."""

    xs: Sequence[float]
    ys: Sequence[float]


@dataclass(frozen=True)
class LineAxes:
    """What the axes say and how they count; `limits` are the lowest and the highest value shown, `ticks` the values
    written across."""

    across: str
    up: str
    log_across: bool = False
    log_up: bool = False
    percent: bool = False
    limits: tuple[float, float] | None = None
    whole: bool = False
    ticks: tuple[float, ...] = ()


def draw_lines(
    writer: FigureWriter, name: str, lines: Mapping[str, Line], axes_of: LineAxes, *, title: str, foot: str,
    marked: bool = True,
) -> Figure:  # fmt: skip
    """One line a label, all on the same axes; the legend stands beside them.

    Args:
        marked: whether each point has a marker.
    """
    from matplotlib.ticker import FuncFormatter, MaxNLocator, NullFormatter, PercentFormatter

    figure, (axes,) = writer.canvas()
    told = []
    for place, (label, line) in enumerate(lines.items()):
        color = writer.color(label, writer.palette.cycle[place % len(writer.palette.cycle)])
        axes.plot(
            line.xs, line.ys, label=label, color=color, linestyle=_DASHES[place % len(_DASHES)], markersize=8,
            linewidth=4 if writer.emphasis.focus and writer.in_focus(label) else 2.5,
            marker=_MARKERS[place % len(_MARKERS)] if marked else None,
        )  # fmt: skip
        told.append(f"{label} from {_said(line.ys[0], axes_of)} to {_said(line.ys[-1], axes_of)}")
    if axes_of.log_across:
        axes.set_xscale("log")
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, place: f"{value:g}"))
        axes.xaxis.set_minor_formatter(NullFormatter())
    if axes_of.ticks:
        axes.set_xticks(axes_of.ticks)
    if axes_of.log_up:
        axes.set_yscale("log")
    if axes_of.percent:
        axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=None))
    if axes_of.limits is not None:
        axes.set_ylim(*axes_of.limits)
    if axes_of.whole:
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set(xlabel=axes_of.across, ylabel=axes_of.up)
    axes.grid(axis="y")
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), handlelength=1.6, fontsize=TEXT)
    axes.tick_params(labelsize=TEXT)
    for text in (axes.xaxis.label, axes.yaxis.label):
        text.set_fontsize(TEXT)
    writer.settle(figure)
    paths = {label: {"line": points_of(figure, axes, line.xs, line.ys)} for label, line in lines.items()}
    return writer.save(
        figure, name, title=title, alt=f"Lines of {axes_of.up} by {axes_of.across}: {'; '.join(told)}.",
        parts=series_parts(paths, {}), foot=foot,
    )  # fmt: skip


def draw_test_bars(
    writer: FigureWriter, name: str, records: Sequence[RunRecord], *, title: str, measure: str = "accuracy"
) -> Figure:
    """The test accuracy of each run with its interval, the highest above.

    Args:
        measure: another share of the test, such as `accuracy_at_shared_rate`.
    """
    from plainspoken.experiments.figures.ranked_bars import Bar, draw_ranked_bars

    tests = {record.title: record.scores["test"][measure] for record in records}
    ranked = sorted(tests.items(), key=lambda each: -each[1].value)
    n = records[0].scores["test"]["accuracy"].n or 0
    return draw_ranked_bars(
        writer, name, [Bar(label, test.value, test.interval) for label, test in ranked], title=title,
        axis="test accuracy", digits=1,
        foot=f"test digits, n = {n:,}, 95 % interval; first of {seeds_of(list(records))}",
    )  # fmt: skip


def _said(value: float, axes_of: LineAxes) -> str:
    return f"{100 * value:.1f} %" if axes_of.percent else f"{value:.3g}"
