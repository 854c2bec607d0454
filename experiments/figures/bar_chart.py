"""Bars of how common each class is."""

from __future__ import annotations

from plainspoken.experiments.figures.figure_style import TEXT, FigureWriter
from plainspoken.experiments.figures.named_parts import bar_parts, extent_of
from plainspoken.experiments.figures.percent import percent
from plainspoken.experiments.results.record import DataCard, Figure


def draw_class_bars(writer: FigureWriter, card: DataCard) -> Figure:
    """One bar a class over all splits, most common first, with counts and shares; the majority class stands out, or
    what the writer's focus names."""
    counts = {label: sum(split.counts[label] for split in card.splits.values()) for label in card.classes}
    order = sorted(counts, key=lambda label: -counts[label])
    figure, (axes,) = writer.canvas()
    colours = [
        writer.color(label, writer.palette.first if label == card.majority else writer.palette.cycle[5])
        for label in order
    ]
    bars = axes.bar(order, [counts[label] for label in order], color=colours, width=0.7)
    shares = [f"{percent(counts[label] / card.total)} %" for label in order]
    written = axes.bar_label(
        bars, [f"{counts[label]}\n{share}" for label, share in zip(order, shares, strict=True)], padding=4
    )
    axes.margins(x=0.02, y=0.22)
    axes.spines["left"].set_visible(False)
    axes.set_yticks([])
    axes.tick_params(axis="x", length=0, labelsize=TEXT)
    for label, words, tick in zip(order, written, axes.get_xticklabels(), strict=True):
        words.set_color(writer.ink(label))
        tick.set_color(writer.ink(label))
        if writer.in_focus(label):
            words.set_fontweight("bold")
            tick.set_fontweight("bold")
    if writer.emphasis.note:
        axes.text(0.98, 0.96, writer.emphasis.note, transform=axes.transAxes, ha="right", va="top",
                  color=writer.palette.first, weight="bold")  # fmt: skip
    listed = ", ".join(f"{label} {counts[label]}" for label in order)
    share = counts[order[0]] / card.total
    alt = (
        f"Bar chart of {card.total} samples by class, most common first: {listed}. The largest class, {order[0]}, "
        f"has {percent(share)} % of all."
    )
    writer.settle(figure)
    ticks = axes.get_xticklabels()
    boxes = [extent_of(figure, bars[place], written[place], ticks[place]) for place in range(len(order))]
    return writer.save(
        figure,
        "class-bars",
        title="How common each class is",
        alt=alt,
        parts=bar_parts(order, boxes, shares),
        foot=f"{card.name}, all splits, n = {card.total:,}",
    )
