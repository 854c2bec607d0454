"""What is in a multi-label set: how often each label occurs, and which labels bring another one along."""

from __future__ import annotations

from typing import Any

from plainspoken.experiments.figures.figure_style import SMALL, FigureWriter
from plainspoken.experiments.figures.named_parts import bar_parts, extent_of
from plainspoken.experiments.figures.percent import percent
from plainspoken.experiments.results.record import DataCard, Figure

MOST_BARS = 12
"""Bars of a chart whose words are still read from the back: the most common labels and the rarest ones."""


def draw_label_counts(writer: FigureWriter, card: DataCard) -> Figure:
    """One bar a label with the share of all samples that have it; of many labels the most common and the rarest."""
    shares: dict[str, float] = card.extra["shares"]
    order = sorted(shares, key=lambda label: -shares[label])
    shown = order if len(order) <= MOST_BARS else [*order[: MOST_BARS - 4], *order[-4:]]
    labels = list(shown)
    return _bars(
        writer, "labels", labels, [shares[label] for label in labels],
        title="How often each label occurs",
        alt=f"Bar chart of the share of {card.total:,} samples that have each of {len(order)} labels",
        foot=f"share of all {card.total:,} samples"
        + (f"; the {MOST_BARS - 4} most common and the 4 rarest of {len(order)} labels" if shown != order else ""),
        gap_after=MOST_BARS - 4 if shown != order else None,
    )  # fmt: skip


def draw_pairs(writer: FigureWriter, card: DataCard) -> Figure:
    """One bar a pair of labels: of the samples with the first, the share that have the second as well."""
    pairs: list[dict[str, Any]] = card.extra["pairs"]
    labels = [f"{pair['label']} → {pair['other']}" for pair in pairs]
    return _bars(
        writer, "pairs", labels, [pair["share"] for pair in pairs],
        title="Which labels bring another one along",
        alt="Bar chart of the closest pairs of labels, each with the share of the samples with the first label that "
        "have the second as well",
        foot=f"share of the samples with the first label, of all {card.total:,} samples",
    )  # fmt: skip


def _bars(
    writer: FigureWriter, name: str, labels: list[str], shares: list[float], *, title: str, alt: str, foot: str,
    gap_after: int | None = None,
) -> Figure:  # fmt: skip
    """Horizontal bars, the longest on top, each with its value."""
    figure, (axes,) = writer.canvas()
    places = [at + (0.6 if gap_after is not None and at >= gap_after else 0.0) for at in range(len(labels))]
    colors = [writer.color(label, writer.palette.first) for label in labels]
    bars = axes.barh(places, shares, height=0.68, color=colors)
    words = [_share(value) for value in shares]
    written = axes.bar_label(bars, words, padding=6, fontsize=SMALL)
    axes.set_yticks(places, labels)
    axes.invert_yaxis()
    axes.set_xlim(0, min(1.0, max(shares)) * 1.12)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    writer.settle(figure)
    ticks = axes.get_yticklabels()
    boxes = [extent_of(figure, bars[at], written[at], ticks[at]) for at in range(len(labels))]
    listed = ", ".join(f"{label} {value}" for label, value in zip(labels, words, strict=True))
    return writer.save(
        figure, name, title=title, alt=f"{alt}: {listed}.", parts=bar_parts(labels, boxes, words), foot=foot
    )


def _share(value: float) -> str:
    return f"{100 * value:.1f} %" if value < 0.1 else f"{percent(value)} %"
