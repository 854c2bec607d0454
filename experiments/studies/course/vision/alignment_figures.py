"""Figures of the alignment lab: faces before and after, and what alignment gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from plainspoken.experiments.figures.figure_style import FigureWriter
from plainspoken.experiments.figures.foot_lines import seeds_of
from plainspoken.experiments.figures.named_parts import around, bar_parts, panel_box
from plainspoken.experiments.figures.percent import percent_to
from plainspoken.experiments.figures.ranked_bars import BarPanel, draw_panels
from plainspoken.experiments.results.record import Figure, RunRecord

if TYPE_CHECKING:
    import numpy as np


def draw_alignment(writer: FigureWriter, record: RunRecord, arrays: Mapping[str, np.ndarray]) -> Figure:
    """Four test faces as they are, their found eyes as crosses and joined, and the same faces aligned."""
    n = len(arrays["shown_whole"])
    figure, all_axes = writer.canvas(n, 2, width=2.5 * n)
    for axes in all_axes:
        axes.set_axis_off()
    for i in range(n):
        all_axes[i].imshow(arrays["shown_whole"][i])
        found = arrays["shown_eyes"][i]
        all_axes[i].plot(found[:, 0], found[:, 1], "x-", color=writer.palette.wrong, markersize=14, markeredgewidth=3)
        all_axes[n + i].imshow(arrays["shown_aligned"][i])
    all_axes[0].set_title("Eyes found")
    all_axes[n].set_title("Eyes level")
    writer.settle(figure)
    rows = [around([panel_box(figure, axes) for axes in all_axes[at : at + n]]) for at in (0, n)]
    return writer.save(
        figure, "alignment", title="Faces aligned by their eyes",
        alt=f"{n} drawn faces with tilted heads, the eyes that regression trees find joined by a line, and below them "
        "the same faces turned and scaled so that these lie level.",
        parts=bar_parts(["Eyes found", "Eyes level"], rows, kind="row"),
        foot=f"drawn faces of the test split; {seeds_of([record])}",
    )  # fmt: skip


def draw_answers(writer: FigureWriter, records: Sequence[RunRecord]) -> Figure:
    """Error of the age and accuracy of the kind of each way to prepare a face."""
    errors = [record.scores["test"]["mae"] for record in records]
    shares = [record.scores["test"]["accuracy"] for record in records]
    panels = [
        BarPanel("Age: error", [each.value for each in errors], lambda value: f"{value:.1f} years",
                 [each.interval for each in errors]),
        BarPanel("Kind: right", [each.value for each in shares], lambda value: f"{percent_to(value, 1)} %",
                 [each.interval for each in shares]),
    ]  # fmt: skip
    return draw_panels(
        writer, "answers", [record.title for record in records], panels, title="Age and kind, by alignment",
        foot=f"test, n = {errors[0].n:,}, 95 % interval; {seeds_of(records)}",
    )  # fmt: skip
