"""Figures that set the review runs side by side: how they learned, how far training ran ahead, what they reached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from plainspoken.experiments.figures.confusion_matrix import ink_on
from plainspoken.experiments.figures.figure_style import SMALL, TEXT, FigureWriter
from plainspoken.experiments.figures.foot_lines import foot_line, seeds_of
from plainspoken.experiments.figures.label_placement import name_ends
from plainspoken.experiments.figures.named_parts import (
    Points,
    around,
    extent_of,
    panel_box,
    points_of,
    run_parts,
    series_parts,
)
from plainspoken.experiments.figures.percent import percent
from plainspoken.experiments.results.claims.comparison import ALL_METRICS
from plainspoken.experiments.results.claims.learning import LARGE_GAP, epoch1_gap, gap
from plainspoken.experiments.results.figure_parts import FigurePart
from plainspoken.experiments.results.intervals import mean_of_shares
from plainspoken.experiments.results.record import Epoch, Figure, NamedNumbers, RunRecord

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas
    from matplotlib.patches import Rectangle
    from matplotlib.transforms import Bbox

_HATCHES = ("", "//", "", "//", "..", "xx")


def draw_curve_panels(writer: FigureWriter, records: Sequence[RunRecord]) -> Figure:
    """Accuracy by epoch, training and validation, one panel a run (at most four: the first of the study)."""
    from matplotlib.ticker import MaxNLocator, PercentFormatter

    shown = list(records[:4])
    figure, panels = writer.canvas(len(shown), sharey=True)
    listed = []
    lines = []
    for axes, record in zip(panels, shown, strict=True):
        epochs = [row.epoch for row in record.history]
        train = [_train(row).accuracy for row in record.history]
        valid = [row.valid.accuracy for row in record.history]
        axes.plot(epochs, train, marker="o", label="training", color=writer.color("training", writer.palette.cycle[0]))
        axes.plot(
            epochs, valid, marker="s", linestyle="--", label="validation",
            color=writer.color("validation", writer.palette.cycle[1]),
        )  # fmt: skip
        lines.append((axes, record, epochs, train, valid))
        axes.axvline(record.best_epoch, color=writer.palette.faint, linestyle=":", linewidth=2)
        axes.set_title(record.title.replace(", ", "\n"))
        axes.set_xlabel("epoch")
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=5))
        axes.grid(axis="y")
        listed.append(
            f"{record.title}: training to {percent(train[-1])} %, validation to {percent(valid[-1])} %, "
            f"a gap of {percent(gap(record))} points"
        )
    panels[0].set_ylim(0.3, 1.02)
    panels[0].yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    last = lines[-1]
    colours = {"training": writer.palette.cycle[0], "validation": writer.palette.cycle[1]}
    name_ends(writer, last[0], last[2][-1], {"training": last[3][-1], "validation": last[4][-1]}, colours)
    alt = (
        f"{len(shown)} line charts of accuracy by epoch. " + "; ".join(listed) + ". Dotted lines mark the epochs kept."
    )
    writer.settle(figure)
    paths: dict[str, dict[str, Points]] = {"training": {}, "validation": {}}
    boxes = {}
    for axes, record, epochs, train, valid in lines:
        paths["training"][record.title] = points_of(figure, axes, epochs, train)
        paths["validation"][record.title] = points_of(figure, axes, epochs, valid)
        boxes[record.title] = panel_box(figure, axes)
    return writer.save(
        figure, "curves", title="Accuracy by epoch, run beside run", alt=alt, parts=series_parts(paths, boxes),
        foot=foot_line(shown, "accuracy by epoch", interval=False),
    )  # fmt: skip


def draw_comparison(writer: FigureWriter, records: Sequence[RunRecord]) -> Figure:
    """Four groups of bars, one for each of accuracy, F1, precision and recall, a bar a run; accuracy and recall with
    their 95 % intervals; a line for the majority baseline's accuracy and its macro F1, and for an even guess."""
    from matplotlib.ticker import PercentFormatter

    figure, (axes,) = writer.canvas()
    width = 0.84 / len(records)
    few = len(records) <= 5
    drawn: dict[str, Any] = {}
    for i, record in enumerate(records):
        test = record.final.test
        values = [getattr(test, metric) for metric in ALL_METRICS]
        places = [group + (i - (len(records) - 1) / 2) * width for group in range(len(ALL_METRICS))]
        name = record.title.replace(", ", ",\n") if few else record.title
        drawn[record.title] = axes.bar(
            places, values, width=0.92 * width, label=name, hatch=_HATCHES[i % 6],
            color=writer.color(record.title, writer.palette.cycle[i % 7]), edgecolor=writer.palette.ground, linewidth=0,
        )  # fmt: skip
        recall = mean_of_shares(
            [row[k] for k, row in enumerate(test.confusion) if sum(row)],
            [sum(row) for row in test.confusion if sum(row)],
        )
        tops = dict(enumerate(values))
        for at, value, interval in ((0, test.accuracy, test.accuracy_interval), (3, test.recall, recall)):
            axes.errorbar(
                places[at],
                value,
                [[value - interval.low], [interval.high - value]],
                color=writer.palette.ink,
                linewidth=2,
            )
            tops[at] = interval.high
        for at, value in enumerate(values) if few else ():
            axes.annotate(
                f"{percent(value)}", (places[at], tops[at]), xytext=(0, 3), textcoords="offset points", ha="center",
                va="bottom", fontsize=SMALL,
            )  # fmt: skip
    floor, even = records[0].baselines["majority"], records[0].baselines["uniform"]
    for group, value in enumerate((floor.accuracy, floor.f1)):
        axes.hlines(value, group - 0.45, group + 0.45, color=writer.palette.ink, linestyle="--", linewidth=2.5)
    axes.hlines(even.accuracy, -0.5, len(ALL_METRICS) - 0.5, color=writer.palette.ink, linestyle=":", linewidth=2)
    axes.set_xticks(range(len(ALL_METRICS)), ["accuracy", "F1", "precision", "recall"])
    axes.set_xlim(-0.5, len(ALL_METRICS) - 0.5)
    axes.set_ylim(0, 1)
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.tick_params(axis="x", length=0, labelsize=TEXT)
    majority = axes.plot([], [], color=writer.palette.ink, linestyle="--", linewidth=2.5, label="always the\nmajority")
    guess = axes.plot([], [], color=writer.palette.ink, linestyle=":", linewidth=2, label="even guess")
    if few and _name_in_bars(figure, axes, {run: bars[0] for run, bars in drawn.items()}):
        for bar in (bar for bars in drawn.values() for bar in bars):
            bar.set_hatch("")  # it would run through the names
        axes.text(1.01, even.accuracy, "even guess", transform=axes.get_yaxis_transform(), va="center", fontsize=SMALL)
        axes.legend(handles=majority, loc="lower left", bbox_to_anchor=(1.0, 0.1), fontsize=SMALL)
    else:
        axes.legend(
            handles=[*drawn.values(), *majority, *guess], loc="center left", bbox_to_anchor=(1.0, 0.5), fontsize=SMALL,
            labelspacing=0.6 if few else 0.4,
        )  # fmt: skip
    listed = "; ".join(
        f"{r.title} "
        + ", ".join(
            f"{name} {percent(getattr(r.final.test, metric))} %"
            for metric, name in zip(ALL_METRICS, ("accuracy", "F1", "precision", "recall"), strict=True)
        )
        for r in records
    )
    alt = (
        f"Grouped bars of four metrics on the test reviews: {listed}. Always saying the majority would be right "
        f"{percent(floor.accuracy)} % of the time, an even guess {percent(even.accuracy)} %."
    )
    writer.settle(figure)
    named = ("accuracy", "F1", "precision", "recall")
    runs = {
        run: {metric: extent_of(figure, bar) for metric, bar in zip(named, bars, strict=True)}
        for run, bars in drawn.items()
    }
    groups = {metric: around([boxes[metric] for boxes in runs.values()]) for metric in named}
    return writer.save(
        figure, "comparison", title="All runs by four metrics", alt=alt, parts=run_parts(runs, groups),
        foot=foot_line(records, "test split"),
    )  # fmt: skip


def _name_in_bars(figure: Canvas, axes: Axes, bars: Mapping[str, Rectangle]) -> bool:
    """Write names in their bars, along them from the axis on, where all of them have room; whether they have."""
    from matplotlib.colors import to_rgb

    written = []
    for name, bar in bars.items():
        drawn = bar.get_window_extent()
        upright = drawn.height > drawn.width
        middle = (bar.get_x() + bar.get_width() / 2, bar.get_y() + bar.get_height() / 2)
        at = (middle[0], 0.0) if upright else (0.0, middle[1])
        words = axes.annotate(
            name, at, xytext=(0, 6) if upright else (6, 0), textcoords="offset points", rotation=90 if upright else 0,
            ha="center" if upright else "left", va="bottom" if upright else "center_baseline", fontsize=SMALL,
            color=ink_on(to_rgb(bar.get_facecolor()[:3])),
        )  # fmt: skip
        written.append((words, bar))
    figure.draw_without_rendering()
    fits = all(_holds(bar.get_window_extent(), words.get_window_extent()) for words, bar in written)
    if not fits:
        for words, _ in written:
            words.remove()
    return fits


def _holds(bar: Bbox, words: Bbox) -> bool:
    """Whether words lie within a bar, clear of an error bar at its end. The room for letters' tails, which few words
    need on both sides, may reach over its edges a little."""
    along, over = 0.1 * max(bar.width, bar.height), 0.08 * min(bar.width, bar.height)
    right, top = (-along, over) if bar.width > bar.height else (over, -along)
    return bool(
        words.x0 >= bar.x0 - over
        and words.x1 <= bar.x1 + right
        and words.y0 >= bar.y0 - over
        and words.y1 <= bar.y1 + top
    )


def draw_gaps(writer: FigureWriter, records: Sequence[RunRecord]) -> Figure:
    """Two bars a run: the gap between training and validation accuracy at the first epoch, and over the last ones."""
    figure, (axes,) = writer.canvas()
    drawn: dict[str, Any] = {}
    first = [100 * epoch1_gap(record) for record in records]
    last = [100 * gap(record) for record in records]
    places = list(range(len(records)))
    for values, offset, name, colour in (
        (first, -0.2, "first epoch", writer.palette.cycle[5]),
        (last, 0.2, "last epochs", writer.palette.first),
    ):
        bars = axes.barh(
            [place + offset for place in places], values, height=0.39, label=name, color=writer.color(name, colour)
        )
        drawn[name] = bars
        axes.bar_label(bars, [f"{value:.0f}" for value in values], padding=5)
    axes.axvline(0, color=writer.palette.ink, linewidth=1.5)
    axes.axvline(100 * LARGE_GAP, color=writer.palette.ink, linestyle=":", linewidth=2)
    axes.annotate(
        "overfits from here", (100 * LARGE_GAP, 1.0), xycoords=("data", "axes fraction"), xytext=(0, 4),
        textcoords="offset points", ha="center", va="bottom", fontsize=SMALL,
    )  # fmt: skip
    axes.set_yticks(places, [record.title for record in records])
    axes.invert_yaxis()
    axes.set_xlabel("training minus validation accuracy, percentage points")
    axes.margins(x=0.12)
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    if not any(_name_in_bars(figure, axes, {name: bars[place] for name, bars in drawn.items()}) for place in places):
        axes.legend(loc="best")
    listed = "; ".join(f"{r.title} {a:.0f} then {b:.0f}" for r, a, b in zip(records, first, last, strict=True))
    alt = (
        "Bars of how many percentage points training accuracy is ahead of validation, at the first epoch and over the "
        f"last epochs: {listed}. A dotted line at {percent(LARGE_GAP)} points marks where overfitting begins."
    )
    writer.settle(figure)
    parts = []
    for place, record in enumerate(records):
        boxes = [extent_of(figure, bars[place]) for bars in drawn.values()]
        parts.append(FigurePart(name=record.title, kind="run", boxes=[around(boxes)]))
    return writer.save(
        figure, "gaps", title="How far training runs ahead of validation", alt=alt, parts=parts, foot=_sizes(records)
    )


def _train(row: Epoch) -> NamedNumbers:
    return row.train_clean or row.train


def _sizes(records: Sequence[RunRecord]) -> str:
    """`n = 800 training and 200 validation reviews; one seed each`, as far as the records tell and agree."""
    known = []
    for split, word in (("train", "training"), ("valid", "validation")):
        sizes = {record.data.splits[split].n for record in records if split in record.data.splits}
        if sizes:
            known.append(f"{min(sizes):,} {word}" if len(sizes) == 1 else f"{min(sizes):,} to {max(sizes):,} {word}")
    return f"n = {' and '.join(known)} reviews; {seeds_of(records)}" if known else seeds_of(records)
