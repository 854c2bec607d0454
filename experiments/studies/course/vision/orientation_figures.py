"""Figures of the orientation lab: pictures in four turns, accuracy by what the head goes by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from plainspoken.experiments.figures.figure_style import FigureWriter
from plainspoken.experiments.figures.foot_lines import seeds_of, tested
from plainspoken.experiments.figures.named_parts import bar_parts, panel_box
from plainspoken.experiments.figures.ranked_bars import Bar, BarPanel, draw_panels, draw_ranked_bars
from plainspoken.experiments.results.record import Figure, RunRecord

if TYPE_CHECKING:
    import numpy as np


def draw_turns(writer: FigureWriter, record: RunRecord, arrays: Mapping[str, np.ndarray]) -> Figure:
    """Two test pictures in all four turns, with what was said of each: the first that is told right in every turn, and
    the one that is told worst."""
    right = arrays["shown_said"] == [[0], [1], [2], [3]]
    hits = right.sum(0)
    chosen = [int(hits.argmax()), int(hits.argmin())]
    labels = record.data.classes
    figure, all_axes = writer.canvas(4, 2, width=9.6)
    boxes, names = [], []
    for row, picture in enumerate(chosen):
        for turn in range(4):
            axes = all_axes[4 * row + turn]
            axes.imshow(arrays["shown_pictures"][turn, picture])
            axes.set_axis_off()
            said = int(arrays["shown_said"][turn, picture])
            axes.set_title(
                f"said {labels[said]}", loc="center",
                color=writer.palette.right if said == turn else writer.palette.wrong,
            )  # fmt: skip
    writer.settle(figure)
    for row, words in enumerate(("Told right", "Told wrong")):
        found = [panel_box(figure, axes) for axes in all_axes[4 * row : 4 * row + 4]]
        left, top = min(box[0] for box in found), min(box[1] for box in found)
        end, low = max(box[0] + box[2] for box in found), max(box[1] + box[3] for box in found)
        boxes.append((left, top, end - left, low - top))
        names.append(words)
    counts = ", ".join(f"{int(hits[picture])} of 4" for picture in chosen)
    return writer.save(
        figure, "turns", title="Pictures in four turns, and what was said",
        alt=f"Two pictures, each turned clockwise by 0, 90, 180 and 270 degrees, with the turn that the head says; "
        f"right in {counts}.",
        parts=bar_parts(names, boxes, kind="row"), foot=f"turned by 0°, 90°, 180°, 270°; {tested(record)}",
    )  # fmt: skip


def draw_ways(writer: FigureWriter, records: Sequence[RunRecord]) -> Figure:
    """Test accuracy by what the head goes by, with that of guessing."""
    metrics = [record.scores["test"]["accuracy"] for record in records]
    return draw_ranked_bars(
        writer, "ways",
        [Bar(record.title, metric.value, metric.interval) for record, metric in zip(records, metrics, strict=True)],
        title="Which way up, by what the head goes by", axis="test accuracy",
        foot=f"test accuracy, n = {metrics[0].n:,}, 95 % interval; {seeds_of(records)}",
        digits=1, level=(1 / len(records[0].data.classes), "guessing"),
    )  # fmt: skip


def draw_likeness(writer: FigureWriter, record: RunRecord) -> Figure:
    """Mean cosine of a picture's features with those of itself turned, and of another picture."""
    scores = record.scores["test"]
    names = {"cosine_90": "Turned by 90°", "cosine_180": "Turned by 180°", "cosine_270": "Turned by 270°",
             "cosine_other": "Another picture"}  # fmt: skip
    panel = BarPanel("Cosine of features", [scores[name].value for name in names], lambda value: f"{value:.2f}")
    return draw_panels(
        writer, "likeness", list(names.values()), [panel], title="A picture beside itself turned",
        foot=f"mean cosine of 1,280 features with those of the picture upright; {tested(record)}",
    )  # fmt: skip
