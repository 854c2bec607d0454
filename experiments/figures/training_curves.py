"""Loss and accuracy by epoch."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from plainspoken.experiments.figures.figure_style import SMALL, Pen
from plainspoken.experiments.figures.percent import percent
from plainspoken.experiments.results.record import Figure, NamedNumbers, RunRecord

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def draw_curves(pen: Pen, record: RunRecord) -> Figure:
    """Two panels, loss and accuracy, of training and validation; a dotted line at the epoch whose weights were kept.

    Training is measured without augmentation where the record has that, so that both curves mean the same.
    """
    from matplotlib.ticker import MaxNLocator, PercentFormatter

    epochs = [row.epoch for row in record.history]
    clean = all(row.train_clean is not None for row in record.history)
    train = [row.train_clean if row.train_clean is not None and clean else row.train for row in record.history]
    valid = [row.valid for row in record.history]
    figure, (loss, accuracy) = pen.canvas(2)
    for axes, name in ((loss, "loss"), (accuracy, "accuracy")):
        lines = {"training": [getattr(p, name) for p in train], "validation": [getattr(p, name) for p in valid]}
        for (label, values), marker, dashes in zip(lines.items(), "os", ("-", "--"), strict=True):
            axes.plot(epochs, values, marker=marker, linestyle=dashes, label=label)
        axes.axvline(record.best_epoch, color=pen.palette.faint, linestyle=":", linewidth=2)
        axes.set(title=name.capitalize(), xlabel="epoch")
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=8))
        axes.grid(axis="y")
    _bound_loss(pen, loss, epochs, {"training": train, "validation": valid}, classes=len(record.final.test.labels))
    highest = max(pair.accuracy for pair in (*train, *valid))
    accuracy.set_ylim(0, min(1.02, math.ceil(10 * highest + 1) / 10))
    accuracy.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    accuracy.legend(loc="best")
    late = record.best_epoch > (epochs[0] + epochs[-1]) / 2
    loss.annotate(
        "kept", (record.best_epoch, 0.02), xycoords=("data", "axes fraction"), xytext=(-5 if late else 5, 0),
        textcoords="offset points", ha="right" if late else "left", color=pen.palette.ink, fontsize=SMALL,
    )  # fmt: skip
    alt = (
        f"Two line charts of {record.title} over {record.epochs} epochs. Loss: training from {train[0].loss:.2f} to "
        f"{train[-1].loss:.2f}, validation from {valid[0].loss:.2f} to {valid[-1].loss:.2f}. Accuracy: training from "
        f"{_percent(train[0].accuracy)} to {_percent(train[-1].accuracy)}, validation from "
        f"{_percent(valid[0].accuracy)} to {_percent(valid[-1].accuracy)}. A dotted line marks epoch "
        f"{record.best_epoch}, whose weights were kept."
    )
    return pen.save(figure, "curves", title=f"Loss and accuracy of {record.title} by epoch", alt=alt)


def _bound_loss(pen: Pen, axes: Axes, epochs: list[int], lines: dict[str, list[NamedNumbers]], *, classes: int) -> None:
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
                fontsize=SMALL, color=pen.palette.ink,
            )  # fmt: skip


def _percent(share: float) -> str:
    return f"{percent(share)} %"
