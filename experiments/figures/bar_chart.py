"""Bars of how common each class is."""

from __future__ import annotations

from plainspoken.experiments.figures.figure_style import TEXT, Pen
from plainspoken.experiments.figures.percent import percent
from plainspoken.experiments.results.record import DataCard, Figure


def draw_class_bars(pen: Pen, card: DataCard) -> Figure:
    """One bar a class over all splits, most common first, with counts and shares; the majority class stands out."""
    counts = {label: sum(split.counts[label] for split in card.splits.values()) for label in card.classes}
    order = sorted(counts, key=lambda label: -counts[label])
    figure, (axes,) = pen.canvas()
    colours = [pen.palette.first if label == card.majority else pen.palette.cycle[5] for label in order]
    bars = axes.bar(order, [counts[label] for label in order], color=colours, width=0.7)
    axes.bar_label(bars, [f"{counts[label]}\n{percent(counts[label] / card.total)} %" for label in order], padding=4)
    axes.margins(x=0.02, y=0.22)
    axes.spines["left"].set_visible(False)
    axes.set_yticks([])
    axes.tick_params(axis="x", length=0, labelsize=TEXT)
    listed = ", ".join(f"{label} {counts[label]}" for label in order)
    share = counts[order[0]] / card.total
    alt = (
        f"Bar chart of {card.total} samples by class, most common first: {listed}. The largest class, {order[0]}, "
        f"has {percent(share)} % of all."
    )
    return pen.save(figure, "class-bars", title="How common each class is", alt=alt)
