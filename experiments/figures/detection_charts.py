"""Detectors: boxes on pictures, and precision against recall."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plainspoken.experiments.figures.figure_style import FigureWriter
from plainspoken.experiments.figures.foot_lines import tested
from plainspoken.experiments.figures.named_parts import panel_box, panel_parts, points_of, series_parts
from plainspoken.experiments.results.record import DetectionDetail, Figure, RunRecord

if TYPE_CHECKING:
    import numpy as np

SHOWN = 3


def draw_scenes(writer: FigureWriter, record: RunRecord, pictures: np.ndarray) -> Figure:
    """Some scenes [n, height, width(, 3)] with the true boxes dashed and those that were found in full lines."""
    from matplotlib.patches import Rectangle

    scenes = record.scenes[:SHOWN]
    figure, all_axes = writer.canvas(len(scenes))
    told = []
    for axes, scene, picture in zip(all_axes, scenes, pictures, strict=False):
        axes.imshow(picture, cmap="gray")
        axes.set_axis_off()
        for boxes, color, dashes in (
            (scene.truth, writer.palette.right, "--"),
            (scene.found, writer.palette.wrong, "-"),
        ):
            for box in boxes:
                axes.add_patch(
                    Rectangle(
                        (box.x, box.y),
                        box.width,
                        box.height,
                        fill=False,
                        linewidth=3,
                        edgecolor=color,
                        linestyle=dashes,
                    )
                )
        axes.set_title(f"{len(scene.found)} found, {len(scene.truth)} there")
        told.append(f"{len(scene.truth)} there and {len(scene.found)} found of {scene.raw} before suppression")
    writer.settle(figure)
    panels = {f"scene {i}": panel_box(figure, axes) for i, axes in enumerate(all_axes, 1)}
    return writer.save(
        figure,
        "scenes",
        title=f"What {record.title} finds",
        alt=f"{len(scenes)} pictures with true boxes dashed and found ones in full lines: {'; '.join(told)}.",
        parts=panel_parts(panels),
        foot=tested(record, f"{len(scenes)} scenes of the test split"),
    )


def draw_precision_recall(writer: FigureWriter, record: RunRecord, detail: DetectionDetail) -> Figure:
    """Precision by recall as the score that is asked for falls; the area below is the average precision."""
    figure, (axes,) = writer.canvas(width=8.0)
    axes.step(detail.recall, detail.precision, where="post")
    axes.set(xlabel="recall", ylabel="precision", xlim=(0, 1.02), ylim=(0, 1.05))
    axes.grid()
    metric = record.scores["test"].get("average_precision")
    area = f" The average precision is {metric.value:.2f}." if metric is not None else ""
    writer.settle(figure)
    line = (
        {"precision": {"precision": points_of(figure, axes, detail.recall, detail.precision)}} if detail.recall else {}
    )
    return writer.save(
        figure,
        "precision-recall",
        title=f"Precision and recall of {record.title}",
        alt=f"A falling line of precision by recall at an overlap of {detail.overlap:.2f}; recall ends at "
        f"{max(detail.recall, default=0):.2f}.{area}",
        parts=series_parts(line, {}),
        foot=tested(record, f"test split, overlap of {detail.overlap:.2f}"),
    )
