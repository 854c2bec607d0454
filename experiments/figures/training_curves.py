"""Loss and accuracy by epoch."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from plainspoken.experiments.figures.figure_style import SMALL, FigureWriter
from plainspoken.experiments.figures.foot_lines import sizes_of
from plainspoken.experiments.figures.label_placement import name_ends
from plainspoken.experiments.figures.named_parts import (
    Box,
    around,
    extent_of,
    panel_box,
    points_of,
    rounded,
    series_parts,
)
from plainspoken.experiments.figures.percent import percent
from plainspoken.experiments.results.figure_parts import FigurePart
from plainspoken.experiments.results.record import Figure, NamedNumbers, RunRecord

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas


def draw_curves(writer: FigureWriter, record: RunRecord) -> Figure:
    """Two panels, loss and accuracy, of training and validation, each named at its line; a dotted line at the epoch
    whose weights were kept.

    Training is measured without augmentation where the record has that, so that both curves mean the same. The note
    `gap` marks how far training accuracy ends above validation.
    """
    from matplotlib.ticker import MaxNLocator, PercentFormatter

    epochs = [row.epoch for row in record.history]
    clean = all(row.train_clean is not None for row in record.history)
    train = [row.train_clean if row.train_clean is not None and clean else row.train for row in record.history]
    valid = [row.valid for row in record.history]
    figure, (loss, accuracy) = writer.canvas(2)
    panels = {"Loss": loss, "Accuracy": accuracy}
    series = {"training": train, "validation": valid}
    for title, axes in panels.items():
        for (label, pairs), marker, dashes, cycle in zip(
            series.items(), "os", ("-", "--"), writer.palette.cycle, strict=False
        ):
            values = [getattr(pair, title.lower()) for pair in pairs]
            axes.plot(epochs, values, marker=marker, linestyle=dashes, color=writer.color(label, cycle))
        axes.axvline(record.best_epoch, color=writer.palette.faint, linestyle=":", linewidth=2)
        axes.set(title=title, xlabel="epoch")
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=8, min_n_ticks=1))
        axes.grid(axis="y")
    if len(epochs) == 1:
        for axes in panels.values():
            axes.set_xlim(epochs[0] - 1, epochs[0] + 1)
            axes.set_xticks(epochs)
    _bound_loss(writer, loss, epochs, {"training": train, "validation": valid}, classes=len(record.final.test.labels))
    highest = max(pair.accuracy for pair in (*train, *valid))
    accuracy.set_ylim(0, min(1.02, math.ceil(10 * highest + 1) / 10))
    accuracy.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    ends = {label: pairs[-1].accuracy for label, pairs in series.items()}
    name_ends(
        writer, accuracy, epochs[-1], ends, {"training": writer.palette.first, "validation": writer.palette.wrong}
    )
    if writer.emphasis.note:
        _note_gap(writer, accuracy, epochs, [p.accuracy for p in train], [p.accuracy for p in valid])
    late = record.best_epoch > (epochs[0] + epochs[-1]) / 2
    kept = loss.annotate(
        "kept", (record.best_epoch, 0.02), xycoords=("data", "axes fraction"), xytext=(-5 if late else 5, 0),
        textcoords="offset points", ha="right" if late else "left", color=writer.palette.ink, fontsize=SMALL,
    )  # fmt: skip
    alt = (
        f"Two line charts of {record.title} over {record.epochs} epochs. Loss: training from {train[0].loss:.2f} to "
        f"{train[-1].loss:.2f}, validation from {valid[0].loss:.2f} to {valid[-1].loss:.2f}. Accuracy: training from "
        f"{_percent(train[0].accuracy)} to {_percent(train[-1].accuracy)}, validation from "
        f"{_percent(valid[0].accuracy)} to {_percent(valid[-1].accuracy)}. A dotted line marks epoch "
        f"{record.best_epoch}, whose weights were kept."
    )
    writer.settle(figure)
    lines = {
        label: {
            title: points_of(figure, axes, epochs, [getattr(pair, title.lower()) for pair in pairs])
            for title, axes in panels.items()
        }
        for label, pairs in series.items()
    }
    parts = series_parts(lines, {title: panel_box(figure, axes) for title, axes in panels.items()})
    strips = [_strip(figure, axes, record.best_epoch) for axes in panels.values()]
    strips[0] = around([strips[0], extent_of(figure, kept)])
    parts.append(FigurePart(name="kept", kind="epoch", boxes=strips, keys=[["kept", f"epoch {record.best_epoch}"]]))
    return writer.save(
        figure, "curves", title=f"Loss and accuracy of {record.title} by epoch", alt=alt, parts=parts,
        foot=sizes_of(record),
    )  # fmt: skip


def _note_gap(writer: FigureWriter, axes: Axes, epochs: list[int], train: list[float], valid: list[float]) -> None:
    """Shade what lies between the lines, and write how much it is at the end, or the note's own words."""
    axes.fill_between(epochs, train, valid, color=writer.palette.first, alpha=0.15, linewidth=0)
    points = round(100 * (train[-1] - valid[-1]))
    words = f"gap {points} points" if writer.emphasis.note == "gap" else writer.emphasis.note
    middle = (train[-1] + valid[-1]) / 2
    axes.annotate(words, (epochs[-1], middle), xytext=(-14, -70), textcoords="offset points", ha="right", va="top",
                  weight="bold", color=writer.palette.first,
                  arrowprops={"arrowstyle": "-", "color": writer.palette.first, "linewidth": 2})  # fmt: skip


def _strip(figure: Canvas, axes: Axes, epoch: int) -> Box:
    """A narrow strip around a line across a panel."""
    frame = axes.get_window_extent()
    x = float(axes.transData.transform((epoch, 0))[0])
    wide, high = figure.bbox.width, figure.bbox.height
    return rounded(((x - 18) / wide, 1 - frame.y1 / high, 36 / wide, frame.height / high))


def _bound_loss(
    writer: FigureWriter, axes: Axes, epochs: list[int], lines: dict[str, list[NamedNumbers]], *, classes: int
) -> None:
    """Show the losses that there are, but none beyond three times that of a uniform guess: those are written at the
    top edge.

    Early epochs of networks with batch normalisation can be far off, and would flatten all that follows.
    """
    limit = 3 * math.log(classes)
    losses = [pair.loss for pairs in lines.values() for pair in pairs]
    high = min(limit, max(losses))
    low = min(*losses, high - 0.4 * math.log(classes))  # a loss that hardly falls must not look as if it did
    room = 0.08 * (high - low)
    axes.set_ylim(max(0.0, low - room), high + (room if max(losses) <= limit else 0))
    for epoch, pairs in zip(epochs, zip(*lines.values(), strict=True), strict=True):
        if highest := max((pair.loss for pair in pairs if pair.loss > limit), default=0.0):
            axes.annotate(
                f"↑ {highest:.0f}", (epoch, 0.98), xycoords=("data", "axes fraction"), ha="center", va="top",
                fontsize=SMALL, color=writer.palette.ink,
            )  # fmt: skip


def _percent(share: float) -> str:
    return f"{percent(share)} %"
