"""Figures of the review data: how its columns go together, its ratings, its classes, and what changed over the years.

All are drawn from the data card alone.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from plainspoken.experiments.figures.figure_style import SMALL, FigureWriter
from plainspoken.experiments.figures.named_parts import (
    around,
    bar_parts,
    extent_of,
    matrix_cells,
    matrix_parts,
    points_of,
    rounded,
)
from plainspoken.experiments.figures.percent import percent
from plainspoken.experiments.results.figure_parts import FigurePart
from plainspoken.experiments.results.record import DataCard, Figure, RunRecord

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_NAMES = {"usefulCount": "useful\ncount"}


def draw_correlation(writer: FigureWriter, card: DataCard) -> Figure:
    """A heat map of Pearson's r between the numeric columns of the training split, with the numbers in it."""
    table = card.extra["correlation"]
    columns, matrix = table["columns"], table["matrix"]
    figure, (axes,) = writer.canvas(width=7.4)
    image = axes.imshow(matrix, cmap=_diverging(writer), vmin=-1, vmax=1)
    for i, row in enumerate(matrix):
        for j, r in enumerate(row):
            axes.text(j, i, f"{r:.2f}", ha="center", va="center", color="#000000" if abs(r) < 0.6 else "#FFFFFF")
    names = [_NAMES.get(column, column) for column in columns]
    axes.set_xticks(range(len(columns)), names)
    axes.set_yticks(range(len(columns)), names)
    axes.tick_params(length=0)
    for side in axes.spines.values():
        side.set_visible(False)
    figure.colorbar(image, ax=axes, label="Pearson's r", ticks=[-1, -0.5, 0, 0.5, 1])
    pairs = [
        (first, second, matrix[i][j]) for i, first in enumerate(columns) for j, second in enumerate(columns) if i < j
    ]
    listed = ", ".join(f"{first} with {second} {r:.2f}" for first, second, r in pairs)
    top = max(pairs, key=lambda pair: abs(pair[2]))
    alt = (
        f"Heat map of the correlations between the columns of {table['n']} training reviews: {listed}. "
        f"The strongest is {top[0]} with {top[1]}."
    )
    writer.settle(figure)
    cells = matrix_cells(figure, axes, len(columns))
    parts = [part for part in matrix_parts(columns, cells) if part.kind in ("row", "cell")]
    return writer.save(
        figure, "correlation", title="How the columns go together", alt=alt, parts=parts,
        foot=f"Pearson's r of {table['n']:,} training reviews",
    )  # fmt: skip


def draw_ratings(writer: FigureWriter, card: DataCard) -> Figure:
    """A bar for each rating of the training split with its share, coloured by the class that it falls into."""
    counts = {int(rating): n for rating, n in card.extra["ratings"].items()}
    threshold, total = card.extra["threshold"], sum(counts.values())
    figure, (axes,) = writer.canvas()
    colours = [
        writer.color(
            "negative" if rating <= threshold else "positive",
            writer.palette.second if rating <= threshold else writer.palette.first,
        )
        for rating in counts
    ]
    bars = axes.bar(list(counts), list(counts.values()), color=colours, width=0.75)
    shares = [f"{percent(n / total)} %" for n in counts.values()]
    written = axes.bar_label(bars, shares, padding=4)
    axes.axvline(threshold + 0.5, color=writer.palette.ink, linestyle=":", linewidth=2)
    top = max(counts.values())
    words = [
        axes.text(threshold + 0.4, 1.08 * top, "negative", ha="right", color=writer.palette.wrong),
        axes.text(threshold + 0.6, 1.08 * top, "positive", ha="left", color=writer.palette.first),
    ]
    axes.set_xticks(list(counts))
    axes.set(xlabel="rating", ylim=(0, 1.2 * top))
    _bare(axes)
    listed = ", ".join(f"{rating}: {percent(n / total)} %" for rating, n in counts.items())
    alt = (
        f"Bar chart of the ratings of {total} training reviews: {listed}. A dotted line between {threshold} and "
        f"{threshold + 1} parts negative from positive."
    )
    writer.settle(figure)
    boxes = [extent_of(figure, bar, word) for bar, word in zip(bars, written, strict=True)]
    parts = bar_parts([f"rating {rating}" for rating in counts], boxes, shares)
    for word, label, chosen in zip(
        words,
        ("negative", "positive"),
        ([r <= threshold for r in counts], [r > threshold for r in counts]),
        strict=True,
    ):
        mine = [box for box, own in zip(boxes, chosen, strict=True) if own]
        parts.append(FigurePart(name=label, kind="group", boxes=[around([*mine, extent_of(figure, word)])]))
    return writer.save(
        figure, "ratings", title="How often each rating is given", alt=alt, parts=parts,
        foot=f"training reviews, n = {total:,}",
    )  # fmt: skip


def draw_classes(writer: FigureWriter, card: DataCard) -> Figure:
    """Two bars, one a class, of the training split."""
    counts = card.splits["train"].counts
    total = sum(counts.values())
    figure, (axes,) = writer.canvas(width=6.6)
    colours = [writer.color(label, cycle) for label, cycle in zip(counts, writer.palette.cycle[1::-1], strict=True)]
    bars = axes.bar(list(counts), list(counts.values()), color=colours, width=0.6)
    shares = [f"{percent(n / total)} %" for n in counts.values()]
    written = axes.bar_label(
        bars, [f"{n}\n{share}" for n, share in zip(counts.values(), shares, strict=True)], padding=4
    )
    axes.margins(y=0.2)
    _bare(axes)
    listed = " and ".join(f"{n} {label} ({percent(n / total)} %)" for label, n in counts.items())
    alt = f"Bar chart of the two classes in training: {listed}."
    writer.settle(figure)
    ticks = axes.get_xticklabels()
    boxes = [extent_of(figure, bar, word, tick) for bar, word, tick in zip(bars, written, ticks, strict=True)]
    return writer.save(
        figure, "classes", title="How common each class is in training", alt=alt,
        parts=bar_parts(list(counts), boxes, shares), foot=f"training split, n = {total:,}",
    )  # fmt: skip


def draw_timeline(writer: FigureWriter, card: DataCard) -> Figure:
    """The days that each split spans as bands, and the share of positive reviews by year as a line, its points as
    large as the year has reviews."""
    from matplotlib.ticker import PercentFormatter

    years = card.extra["shares_by_year"]
    figure, (axes,) = writer.canvas()
    middles = [date(int(year), 7, 1).toordinal() for year in years]
    shares = [value["positive"] for value in years.values()]
    most = max(value["n"] for value in years.values())
    sizes = [60 + 340 * value["n"] / most for value in years.values()]
    axes.plot(middles, shares, color=writer.palette.ink, linewidth=2, zorder=2)
    axes.scatter(middles, shares, s=sizes, color=writer.palette.ink, zorder=3)
    bands: dict[str, Any] = {}
    for (name, (first, last)), colour in zip(card.extra["dates"].items(), writer.palette.cycle, strict=False):
        begin, end = date.fromisoformat(first).toordinal(), date.fromisoformat(last).toordinal()
        bands[name] = axes.axvspan(begin, end, color=colour, alpha=0.25, linewidth=0)
        share = card.splits[name].shares["positive"]
        label = f"{name}\n{card.splits[name].n}\n{percent(share)} % positive"
        late = end > date.fromisoformat(card.extra["dates"]["train"][1]).toordinal()
        axes.annotate(
            label if name == "train" else f"{name}, {percent(share)} % positive",
            ((begin + end) / 2, 0.03), xycoords=("data", "axes fraction"), ha="center", va="bottom",
            rotation=90 if late else 0, fontsize=SMALL, color=writer.palette.ink,
        )  # fmt: skip
    ticks = [date(int(year), 1, 1).toordinal() for year in years]
    axes.set_xticks(ticks, list(years))
    axes.set(ylim=(0, 1), ylabel="share positive")
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.grid(axis="y")
    spans = "; ".join(
        f"{name} from {first} to {last}, {card.splits[name].n} reviews, "
        f"{percent(card.splits[name].shares['positive'])} % positive"
        for name, (first, last) in card.extra["dates"].items()
    )
    start, stop = next(iter(years)), list(years)[-1]
    alt = (
        f"Timeline of the reviews, {'cut by date' if card.extra['order'] == 'date' else 'cut at random'}: {spans}. The "
        f"share of positive reviews goes from {percent(shares[0])} % in {start} to {percent(shares[-1])} % in {stop}."
    )
    writer.settle(figure)
    wordings = {"train": ["train", "training"], "valid": ["valid", "validation"], "test": ["test", "testing"]}
    parts = [
        FigurePart(name=name, kind="band", boxes=[extent_of(figure, band)], keys=[wordings.get(name, [name])])
        for name, band in bands.items()
    ]
    points = points_of(figure, axes, middles, shares)
    parts += [
        FigurePart(name=str(year), kind="point", boxes=[rounded((x - 0.02, y - 0.045, 0.04, 0.09))])
        for year, (x, y) in zip(years, points, strict=True)
    ]
    return writer.save(
        figure, "timeline", title="Older reviews train, newer ones test", alt=alt, parts=parts,
        foot=f"share of positive reviews by year, n = {sum(value['n'] for value in years.values()):,}",
    )  # fmt: skip


def draw_samples(writer: FigureWriter, record: RunRecord, *, rows: int = 5) -> Figure:
    """The first samples of the grid as a table: the text, what it is, what the model said and how surely. Only for
    texts that may be shown."""
    from textwrap import fill

    shown = record.samples.grid[:rows]
    figure, (axes,) = writer.canvas()
    axes.set_axis_off()
    for x, name in ((0.0, "review"), (0.74, "truth"), (0.86, "answer")):
        axes.text(x, 1.0, name, color=writer.palette.faint, fontsize=SMALL, va="top")
    for i, sample in enumerate(shown):
        y = 0.92 - 0.92 * i / rows
        text = sample.text or ""
        short = text if len(text) <= 165 else text[:164].rsplit(" ", 1)[0] + " …"
        axes.text(0.0, y, fill(short, 62), fontsize=SMALL, va="top", linespacing=1.15)
        axes.text(0.74, y, sample.truth, fontsize=SMALL, va="top")
        colour = writer.palette.right if sample.right else writer.palette.wrong
        mark = "right" if sample.right else "wrong"
        answer = f"{sample.predicted}\n{percent(sample.probability)} %, {mark}"
        axes.text(0.86, y, answer, fontsize=SMALL, va="top", color=colour)
    axes.set(xlim=(0, 1), ylim=(0, 1))
    listed = "; ".join(f"a {s.truth} one was called {s.predicted}" for s in shown)
    alt = (
        f"A table of {len(shown)} test reviews with the truth and what {record.title} said: {listed}. "
        f"Of all {record.samples.total} samples {record.samples.right} were right."
    )
    return writer.save(figure, "samples", title=f"Test reviews and what {record.title} made of them", alt=alt)


def _diverging(writer: FigureWriter) -> str:
    return "PuOr" if writer.style == "light" else "BrBG"


def _bare(axes: Axes) -> None:
    axes.spines["left"].set_visible(False)
    axes.set_yticks([])
    axes.tick_params(axis="x", length=0)
