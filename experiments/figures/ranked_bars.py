"""Ranked bars of shares with their intervals, and panels of bars side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from plainspoken.experiments.figures.figure_style import SMALL, TEXT, FigureWriter
from plainspoken.experiments.figures.named_parts import bar_parts, extent_of, panel_box, run_parts
from plainspoken.experiments.figures.percent import percent, percent_to
from plainspoken.experiments.results.record import Figure, Interval

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class Bar:
    """One bar: its words, its share between 0 and 1, and the interval of that."""

    label: str
    value: float
    around: Interval | None = None


@dataclass(frozen=True)
class BarPanel:
    """One panel of bars: a heading, a value for each label, and how a value is written."""

    heading: str
    values: Sequence[float]
    written: Callable[[float], str]
    intervals: Sequence[Interval | None] = ()


def draw_ranked_bars(
    writer: FigureWriter, name: str, bars: Sequence[Bar], *, title: str, axis: str, foot: str, digits: int = 0,
    start: float = 0.0, level: tuple[float, str] | None = None,
) -> Figure:  # fmt: skip
    """Horizontal bars of shares, in the order given, with their intervals.

    Args:
        axis: what the shares are.
        digits: decimals of the percentages at the bars.
        start: where the axis begins, between 0 and 1.
        level: a dotted line and its words, such as what guessing gives.
    """
    figure, (axes,) = writer.canvas()
    labels = [bar.label for bar in bars]
    words = [_share(bar.value, digits) for bar in bars]
    drawn = axes.barh(
        labels, [bar.value - start for bar in bars], left=start, height=0.66,
        color=[writer.color(label, writer.palette.first) for label in labels],
    )  # fmt: skip
    written = []
    for place, bar in enumerate(bars):
        end = bar.value
        if bar.around is not None:
            axes.plot([bar.around.low, bar.around.high], [place, place], color=writer.palette.ink, linewidth=2)
            end = max(end, bar.around.high)
        written.append(
            axes.annotate(
                words[place], (end, place), xytext=(8, 0), textcoords="offset points", va="center", fontsize=TEXT,
                color=writer.ink(bar.label), weight="bold" if writer.in_focus(bar.label) else "normal",
            )
        )  # fmt: skip
    if level is not None:
        axes.axvline(level[0], color=writer.palette.ink, linestyle=":", linewidth=2)
        axes.annotate(
            level[1], (level[0], 1), xycoords=("data", "axes fraction"), xytext=(0, 4), textcoords="offset points",
            ha="center", va="bottom", fontsize=SMALL,
        )  # fmt: skip
    if writer.emphasis.note:
        axes.text(0.99, 0.02, writer.emphasis.note, transform=axes.transAxes, ha="right", va="bottom",
                  color=writer.palette.first, weight="bold")  # fmt: skip
    axes.invert_yaxis()
    highest = max([bar.around.high if bar.around else bar.value for bar in bars])
    axes.set_xlim(start, start + (highest - start) * 1.14)
    _bare(axes)
    for tick in axes.get_yticklabels():
        tick.set_color(writer.ink(tick.get_text()))
        tick.set_fontsize(TEXT)
    listed = "; ".join(f"{label} {word}" for label, word in zip(labels, words, strict=True))
    writer.settle(figure)
    ticks = axes.get_yticklabels()
    boxes = [extent_of(figure, drawn[i], written[i], ticks[i]) for i in range(len(bars))]
    return writer.save(
        figure, name, title=title, alt=f"Bars of {axis}, from above: {listed}.", parts=bar_parts(labels, boxes, words),
        foot=foot + (f"; the axis begins at {percent(start)} %" if start else ""),
    )  # fmt: skip


def draw_panels(
    writer: FigureWriter, name: str, labels: Sequence[str], panels: Sequence[BarPanel], *, title: str, foot: str
) -> Figure:
    """Panels side by side, each with a bar for every label; each panel has a scale of its own."""
    figure, all_axes = writer.canvas(len(panels), height=2.4 + 0.5 * len(labels), sharey=True)
    drawn: dict[str, list[tuple[object, object]]] = {}
    for place, (axes, panel) in enumerate(zip(all_axes, panels, strict=True)):
        colour = writer.palette.cycle[place % len(writer.palette.cycle)]
        bars = axes.barh(list(labels), panel.values, height=0.5, color=[writer.color(each, colour) for each in labels])
        ends = list(panel.values)
        for row, around in enumerate(panel.intervals):
            if around is not None:
                axes.plot([around.low, around.high], [row, row], color=writer.palette.ink, linewidth=2)
                ends[row] = max(ends[row], around.high)
        words = [
            axes.annotate(
                panel.written(value), (ends[row], row), xytext=(8, 0), textcoords="offset points", va="center",
                fontsize=TEXT, color=writer.ink(labels[row]),
                weight="bold" if writer.in_focus(labels[row]) else "normal",
            )
            for row, value in enumerate(panel.values)
        ]  # fmt: skip
        axes.set_title(panel.heading)
        axes.set_xlim(0, max(ends) * 1.75)
        _bare(axes)
        drawn[panel.heading] = list(zip(bars, words, strict=True))
    all_axes[0].invert_yaxis()
    for tick in all_axes[0].get_yticklabels():
        tick.set_color(writer.ink(tick.get_text()))
        tick.set_fontsize(TEXT)
    listed = "; ".join(
        f"{label}: " + ", ".join(f"{panel.heading.lower()} {panel.written(panel.values[row])}" for panel in panels)
        for row, label in enumerate(labels)
    )
    writer.settle(figure)
    shown = {panel.heading: panel_box(figure, axes) for panel, axes in zip(panels, all_axes, strict=True)}
    runs: Mapping[str, Mapping[str, tuple[float, float, float, float]]] = {
        label: {heading: extent_of(figure, *bars[row]) for heading, bars in drawn.items()}
        for row, label in enumerate(labels)
    }
    return writer.save(
        figure, name, title=title, alt=f"Panels of bars. {listed}.", parts=run_parts(runs, shown), foot=foot
    )


def _bare(axes: Axes) -> None:
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(axis="y", length=0, labelsize=SMALL)


def _share(value: float, digits: int) -> str:
    return f"{percent(value)} %" if digits == 0 else f"{percent_to(value, digits)} %"
