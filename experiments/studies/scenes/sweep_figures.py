"""What a sweep of many networks shows: its grid as records of their own place, and validation against test."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from plainspoken.experiments.figures.figure_style import SMALL, FigureWriter
from plainspoken.experiments.figures.named_parts import extent_of, hull, points_of
from plainspoken.experiments.results.figure_parts import FigurePart
from plainspoken.experiments.results.record import Figure, RunRecord

CALLED = {
    "plain": "Plain", "squeezenet1_1": "SqueezeNet", "efficientnet_lite0": "Lite0", "googlenet": "GoogLeNet",
    "shufflenet_v2_x2_0": "ShuffleNet V2", "resnet50": "ResNet50", "resnext50_32x4d": "ResNeXt50",
    "regnet_x_3_2gf": "RegNet X", "efficientnet_v2_s": "EfficientNet V2 S", "mean": "Mean", "deep-mean": "Deep mean",
    "strongest": "Strongest", "convolution": "Convolution", "gru": "GRU", "attention": "Attention",
    "adadelta": "Adadelta", "adam": "Adam", "sgd": "SGD",
}  # fmt: skip
"""What a sweep's values are called in a figure."""


def swept(records: Sequence[RunRecord], axes: Sequence[str]) -> list[RunRecord]:
    """The runs that stand on both axes of a sweep."""
    return [record for record in records if all(axis in record.at for axis in axes)]


def valid_and_test(records: Sequence[RunRecord]) -> tuple[list[float], list[float]]:
    """Validation macro F1 and test micro F1 of each run that has both; an ensemble was never validated."""
    whole = [record for record in records if {"valid", "test"} <= record.scores.keys()]
    return (
        [record.scores["valid"]["macro_f1"].value for record in whole],
        [record.scores["test"]["micro_f1"].value for record in whole],
    )


def rank_correlation(xs: Sequence[float], ys: Sequence[float]) -> float:
    """Spearman's (1904): Pearson's r of the ranks, those of equal values shared; 0 where all of one are equal."""
    import numpy as np

    def ranks(values: Sequence[float]) -> Any:
        array = np.asarray(values, dtype=float)
        return np.array([(array < v).sum() + ((array == v).sum() + 1) / 2 for v in array])

    one, two = ranks(xs), ranks(ys)
    if one.std() == 0 or two.std() == 0:
        return 0.0
    return float(np.corrcoef(one, two)[0, 1])


def draw_valid_test(writer: FigureWriter, records: Sequence[RunRecord]) -> Figure:
    """A point a run: macro F1 on validation, by which runs are chosen, across; micro F1 on the test up."""
    from matplotlib.ticker import PercentFormatter

    records = [record for record in records if {"valid", "test"} <= record.scores.keys()]
    xs, ys = valid_and_test(records)
    figure, (axes,) = writer.canvas(width=8.0)
    axes.plot(xs, ys, "o", color=writer.palette.first, alpha=0.8)
    best = max(range(len(records)), key=lambda i: xs[i])
    name = axes.annotate(
        records[best].title, (xs[best], ys[best]), xytext=(-10, -8), textcoords="offset points", fontsize=SMALL,
        ha="right", va="top",
    )  # fmt: skip
    axes.set(xlabel="validation macro F1 (%)", ylabel="test micro F1 (%)")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(PercentFormatter(1, symbol="", decimals=0))
    axes.margins(0.08)
    axes.grid()
    writer.settle(figure)
    places = points_of(figure, axes, xs, ys)
    rank = rank_correlation(xs, ys)
    parts = [
        FigurePart(name="runs", kind="series", boxes=[hull(places)], keys=[["runs"]]),
        FigurePart(
            name=records[best].title, kind="point", boxes=[extent_of(figure, name)], keys=[[records[best].title]]
        ),
    ]
    return writer.save(
        figure,
        "valid-test",
        title="What validation says of the test",
        alt=f"Scatter of {len(records)} runs: macro F1 on validation across, micro F1 on the test up. Their rank "
        f"correlation is {rank:.2f}. The best run on validation, {records[best].title}, has {100 * xs[best]:.0f} % "
        f"there and {100 * ys[best]:.0f} % on the test.",
        parts=parts,
        foot=f"{len(records)} runs; rank correlation {rank:.2f}",
    )
