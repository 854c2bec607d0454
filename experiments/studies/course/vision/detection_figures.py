"""Figures of the detection lab: windows on scenes, boxes before and after suppression, and what it costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from plainspoken.experiments.figures.figure_style import FigureWriter
from plainspoken.experiments.figures.foot_lines import seeds_of, tested
from plainspoken.experiments.figures.named_parts import around, bar_parts, panel_box
from plainspoken.experiments.figures.ranked_bars import Bar, BarPanel, draw_panels, draw_ranked_bars
from plainspoken.experiments.results.record import DetectionDetail, Figure, RunRecord
from plainspoken.experiments.studies.course.course_charts import Line, LineAxes, draw_lines
from plainspoken.experiments.studies.course.formula_figures import Term, draw_formula
from plainspoken.experiments.tasks.detection import Windows, window_places

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes

LEVELS = 5
"""Pictures of a pyramid that have a bar each; those that are smaller share one."""

PHOTOGRAPHS = "photograph: danielbuechele, CC BY 2.0"


def draw_search(writer: FigureWriter, record: RunRecord, arrays: Mapping[str, np.ndarray]) -> Figure:
    """A row of sliding windows, and the window on the largest face at three sizes of the picture, with how sure the
    network is of it: the largest, one at which it is in doubt, and the one at which it is surest."""
    from plainspoken.experiments.studies.course.vision.face_scenes import resized

    picture, sizes, side = arrays["shown_picture"], arrays["shown_sizes"], record.extra["side"]
    surest = int(sizes[:, 5].argmax())
    half = int(abs(sizes[: surest + 1, 5] - 0.5).argmin())
    chosen = sorted({0, half if half not in (0, surest) else surest // 2, surest})
    figure, all_axes = writer.canvas(2, 2, width=8.2)
    frame = all_axes[0]
    frame.imshow(picture, cmap="gray", vmin=0, vmax=1)
    down = int(sizes[0, 2] // record.extra["step"] * record.extra["step"])
    for left in range(0, picture.shape[1] - side, record.extra["step"]):
        _box(frame, (left, down, left + side, down + side), writer.palette.cycle[4], 0.6)
    _box(frame, (sizes[0, 1], down, sizes[0, 1] + side, down + side), writer.palette.wrong, 3.5)
    names = ["Sliding"]
    frame.set_title(f"Sliding: every {record.extra['step']} pixels")
    told = []
    for axes, at, name in zip(all_axes[1:], chosen, ("Large", "Smaller", "Smallest"), strict=False):
        factor, left, top, _, _, sure, _ = sizes[at]
        small = resized(picture, round(picture.shape[0] / factor), round(picture.shape[1] / factor))
        canvas = picture * 0 + 1
        canvas[: small.shape[0], : small.shape[1]] = small
        axes.imshow(canvas, cmap="gray", vmin=0, vmax=1)
        x, y = left / factor, top / factor
        _box(axes, (x, y, x + side, y + side), writer.palette.wrong, 3.5)
        axes.set_title(f"{name}: {100 * sure:.0f} % sure")
        names.append(name)
        told.append(f"made {factor:.1f} times smaller, it is {100 * sure:.0f} % sure")
    for axes in all_axes:
        axes.set_axis_off()
    writer.settle(figure)
    return writer.save(
        figure, "search", title="Windows close in on a face",
        alt=f"Four pictures of a scene. In the first, windows of {side} pixels slide along. In the others the same "
        f"window is on the largest face of the scene: {'; '.join(told)}.",
        parts=bar_parts(names, [panel_box(figure, axes) for axes in all_axes[: len(names)]], kind="picture"),
        foot=f"window of {side} pixels, a test scene{_credit(record)}",
    )  # fmt: skip


def draw_suppression(writer: FigureWriter, record: RunRecord, arrays: Mapping[str, np.ndarray]) -> Figure:
    """All boxes of a scene, and those that stay; true faces are dashed."""
    figure, all_axes = writer.canvas(2)
    shown = {"Before": arrays["shown_boxes"], "After": arrays["shown_kept"]}
    for axes, (name, boxes) in zip(all_axes, shown.items(), strict=True):
        axes.imshow(arrays["shown_picture"], cmap="gray", vmin=0, vmax=1)
        axes.set_axis_off()
        for box in boxes:
            _box(axes, box, writer.palette.cycle[4], 1.2 if name == "Before" else 3.5)
        for box in arrays["shown_truth"]:
            _box(axes, box, writer.palette.cycle[5], 2.5, dashes="--")
        axes.set_title(f"{name}: {len(boxes)} {'box' if len(boxes) == 1 else 'boxes'}")
    writer.settle(figure)
    before, after, true = (len(arrays[f"shown_{name}"]) for name in ("boxes", "kept", "truth"))
    return writer.save(
        figure, "suppression", title="Boxes before and after suppression",
        alt=f"The same scene twice, its {true} true faces dashed: {before} boxes before suppression, {after} after it.",
        parts=bar_parts(list(shown), [panel_box(figure, axes) for axes in all_axes], kind="picture"),
        foot=f"true faces dashed; a test scene{_credit(record)}",
    )  # fmt: skip


def draw_mistakes(writer: FigureWriter, record: RunRecord, windows: np.ndarray) -> Figure:
    """Windows without a face, or with too little of one, that the network took for faces: the surest, in rows."""
    across = min(8, len(windows))
    rows = -(-len(windows) // across)
    figure, all_axes = writer.canvas(across, rows, width=1.15 * across, height=1.15 * rows + 0.4)
    for axes in all_axes:
        axes.set_axis_off()
    for axes, window in zip(all_axes, windows, strict=False):
        axes.imshow(window, cmap="gray", vmin=0, vmax=1)
    writer.settle(figure)
    lines = [
        around([panel_box(figure, axes) for axes in all_axes[at : at + across]])
        for at in range(0, len(all_axes), across)
    ]
    return writer.save(
        figure, "mistakes", title="Windows that were taken for a face",
        alt=f"The {len(windows)} windows of {record.extra['side']} pixels, from scenes of the training material, that "
        "the network was surest of although they show no whole face.",
        parts=bar_parts([f"{name} row" for name in ("Upper", "Middle", "Lower")[:rows]], lines, kind="row"),
        foot=f"the surest of {record.scores['train']['hard_negatives'].value:,.0f} in {record.extra['mined']} training "
        f"scenes{_credit(record)}",
    )  # fmt: skip


def draw_overlap(writer: FigureWriter) -> Figure:
    """Intersection over union."""
    return draw_formula(
        writer, "formula-overlap",
        [[Term(r"\mathrm{IoU}", "overlap"), Term("="), Term(r"|A \cap B|", "area that\nboth share"), Term("/"),
          Term(r"|A \cup B|", "area that either\none covers")]],
        title="Overlap of two boxes", foot="intersection over union (Jaccard 1901)",
    )  # fmt: skip


def draw_levels(writer: FigureWriter, record: RunRecord) -> Figure:
    """Windows in each picture of the pyramid."""
    height, width = record.data.sample_shape or (0, 0)
    how = Windows(side=record.extra["side"], step=record.extra["step"], scale=record.extra["scale"])
    levels = {
        f"{round(width / factor)} × {round(height / factor)}": len(places)
        for factor, places in window_places(height, width, how)
    }
    rows = dict(list(levels.items())[:LEVELS])
    if left := sum(list(levels.values())[LEVELS:]):
        rows["smaller ones"] = left
    panel = BarPanel("Windows", [float(n) for n in rows.values()], lambda value: f"{value:,.0f}")
    return draw_panels(
        writer, "levels", list(rows), [panel],
        title="Windows in each picture of the pyramid",
        foot=f"sides of the picture in pixels; windows of {how.side} pixels, every {how.step}",
    )  # fmt: skip


def draw_mined(writer: FigureWriter, records: Sequence[RunRecord]) -> Figure:
    """Precision, recall and AP of two runs: without and with the windows that are learned once more."""
    panels = []
    for name, heading in (("precision", "Precision"), ("recall", "Recall")):
        told = [each.scores["test"][name] for each in records]
        panels.append(
            BarPanel(heading, [m.value for m in told], lambda value: f"{100 * value:.0f} %", [m.interval for m in told])
        )
    area = [each.scores["test"]["average_precision"].value for each in records]
    panels.append(BarPanel("AP", area, lambda value: f"{value:.2f}"))
    return draw_panels(
        writer, "mined", ["Without", "With hard negatives"], panels, title="What hard negatives give",
        foot=f"after suppression; {records[0].data.extra['faces']} faces, 95 % interval; {seeds_of(records)}",
    )  # fmt: skip


def draw_before_after(writer: FigureWriter, before: RunRecord, after: RunRecord) -> Figure:
    """Precision by recall, before and after suppression."""
    lines = {}
    for name, record in (("Before", before), ("After", after)):
        detail = record.detail["test"]
        assert isinstance(detail, DetectionDetail)
        lines[name] = Line(detail.recall or [0.0], detail.precision or [0.0])
    return draw_lines(
        writer, "before-after", lines, LineAxes("recall", "precision", percent=True, limits=(0, 1.05)),
        title="Precision by recall, before and after suppression", marked=False,
        foot=f"{after.data.extra['faces']} faces in {tested(after, 'scenes of the test')}",
    )  # fmt: skip


def draw_sizes(writer: FigureWriter, record: RunRecord) -> Figure:
    """Recall by the size of the face."""
    side = record.extra["side"]
    words = {"small": f"under {side} px", "middle": f"{side} to {2 * side - 1} px", "large": f"from {2 * side} px"}
    known = [name for name in words if name in record.scores]
    told = [record.scores[name]["recall"] for name in known]
    counts = ", ".join(f"{metric.n}" for metric in told)
    return draw_ranked_bars(
        writer, "sizes",
        [Bar(words[name], metric.value, metric.interval) for name, metric in zip(known, told, strict=True)],
        title="Recall by size of the face", axis="recall by side of the face",
        foot=f"faces found, n = {counts}, 95 % interval; {seeds_of([record])}",
    )  # fmt: skip


def draw_ways(writer: FigureWriter, records: Sequence[RunRecord]) -> Figure:
    """Windows a picture, recall and precision of each way to look."""
    scores = [record.scores["test"] for record in records]
    panels = [BarPanel("Windows", [each["windows"].value for each in scores], lambda value: f"{value:,.0f}")]
    for name in ("recall", "precision"):
        panels.append(
            BarPanel(name.capitalize(), [each[name].value for each in scores], lambda value: f"{100 * value:.0f} %",
                     [each[name].interval for each in scores])
        )  # fmt: skip
    return draw_panels(
        writer, "ways", [record.title for record in records], panels, title="Ways to look through a picture",
        foot=f"windows a picture; {records[0].data.extra['faces']} faces, 95 % interval; {seeds_of(records)}",
    )  # fmt: skip


def _box(axes: Axes, box: Sequence[float] | np.ndarray, color: str, width: float, *, dashes: str = "-") -> None:
    from matplotlib.patches import Rectangle

    left, top, right, bottom = box
    axes.add_patch(
        Rectangle(
            (left, top), right - left, bottom - top, fill=False, edgecolor=color, linewidth=width, linestyle=dashes
        )
    )


def _credit(record: RunRecord) -> str:
    """Whose photographs may be behind the faces."""
    return f"; {PHOTOGRAPHS}" if record.data.kind == "drawn" else ""
