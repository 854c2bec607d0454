"""Figures of the Haar cascade: the sum over a rectangle, the first features on the mean face, and windows by stage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from plainspoken.experiments.figures.figure_style import FigureWriter
from plainspoken.experiments.figures.foot_lines import seeds_of, tested
from plainspoken.experiments.figures.named_parts import bar_parts, panel_box
from plainspoken.experiments.results.record import Figure, RunRecord
from plainspoken.experiments.studies.course.course_charts import Line, LineAxes, draw_lines
from plainspoken.experiments.studies.course.formula_figures import Term, draw_formula

if TYPE_CHECKING:
    import numpy as np


def draw_integral(writer: FigureWriter) -> Figure:
    """The sum over a rectangle as four corners of the integral image."""
    return draw_formula(
        writer, "integral",
        [[Term(r"\sum", "sum over a rectangle"), Term("="), Term("D", "all above\nand to the left"),
          Term("-"), Term("B", "above the rectangle"), Term("-"),
          Term("C", "left of it"), Term("+"), Term("A", "taken off twice")]],
        title="A sum over a rectangle from four corners",
        foot="A to D: the integral image at the four corners (Viola and Jones 2001)",
    )  # fmt: skip


def draw_first_features(writer: FigureWriter, record: RunRecord, arrays: Mapping[str, np.ndarray]) -> Figure:
    """The mean face of the training windows, and each of the features that boosting chose first laid over it."""
    from matplotlib.patches import Rectangle

    mean, counts, rectangles = arrays["mean_face"], arrays["first_counts"], arrays["first_features"]
    figure, all_axes = writer.canvas(len(counts) + 1, height=3.9)
    names = ["Mean face", *("First", "Second", "Third")[: len(counts)]]
    for axes, name in zip(all_axes, names, strict=True):
        axes.imshow(mean, cmap="gray", vmin=0, vmax=1, extent=(0, mean.shape[1], mean.shape[0], 0))
        axes.set_axis_off()
        axes.set_title(name, loc="center")
    start = 0
    for axes, count in zip(all_axes[1:], counts, strict=True):
        for left, top, right, bottom, weight in rectangles[start : start + count]:
            axes.add_patch(
                Rectangle(
                    (left, top), right - left, bottom - top, facecolor="white" if weight > 0 else "black",
                    edgecolor=writer.palette.wrong, linewidth=2, alpha=0.75,
                )
            )  # fmt: skip
        start += count
    writer.settle(figure)
    return writer.save(
        figure, "first-features", title="The first features that boosting chose",
        alt=f"The mean of the training faces, and over it the first {len(counts)} features: light and dark rectangles "
        "whose sums are compared.",
        parts=bar_parts(names, [panel_box(figure, axes) for axes in all_axes], kind="picture"),
        foot=f"white minus black; {record.data.splits['train'].n:,} training windows; {seeds_of([record])}",
    )  # fmt: skip


def draw_packaged(writer: FigureWriter, record: RunRecord, arrays: Mapping[str, np.ndarray]) -> Figure:
    """Two scenes with what the packaged cascade finds: that with most faces found, and one with fewest."""
    from matplotlib.patches import Rectangle

    figure, all_axes = writer.canvas(2, width=8.2)
    names, told = ["Found most", "Found least"], []
    for place, (axes, name) in enumerate(zip(all_axes, names, strict=True)):
        axes.imshow(arrays[f"scene_{place}"], cmap="gray", vmin=0, vmax=1)
        axes.set_axis_off()
        for kind, color, width, style in (("found", writer.palette.cycle[4], 3.5, "-"),
                                          ("truth", writer.palette.cycle[5], 2.5, "--")):  # fmt: skip
            for left, top, right, bottom in arrays[f"{kind}_{place}"]:
                axes.add_patch(
                    Rectangle(
                        (left, top), right - left, bottom - top, fill=False, edgecolor=color, linewidth=width,
                        linestyle=style,
                    )
                )  # fmt: skip
        boxes, faces = len(arrays[f"found_{place}"]), len(arrays[f"truth_{place}"])
        axes.set_title(f"{name}: {boxes} {'box' if boxes == 1 else 'boxes'}")
        told.append(f"{boxes} on {faces} faces")
    writer.settle(figure)
    credit = "; photograph: danielbuechele, CC BY 2.0" if record.data.kind == "drawn" else ""
    return writer.save(
        figure, "scenes", title="What scikit-image's cascade finds",
        alt=f"Two scenes, their true faces dashed, and the boxes of scikit-image's cascade: {' and '.join(told)}.",
        parts=bar_parts(names, [panel_box(figure, axes) for axes in all_axes], kind="picture"),
        foot=f"true faces dashed; test scenes{credit}",
    )  # fmt: skip


def draw_stages(writer: FigureWriter, record: RunRecord) -> Figure:
    """The share of faces and of other windows that is left after each stage."""
    lines = {
        name.capitalize(): Line(record.curves[name].x, record.curves[name].y) for name in ("faces", "others")
    }  # fmt: skip
    return draw_lines(
        writer, "stages", lines, LineAxes("stage", "windows left", percent=True, limits=(0, 1.05), whole=True),
        title="What is left after each stage", foot=tested(record, "windows of the test"),
    )  # fmt: skip
