"""Figures of the lab on samples, and how exactly a validation set measures. No torch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plainspoken.experiments.results.record import DataCard, Figure, RunRecord
from plainspoken.experiments.studies.course.course_digits import DigitSplit, load_digit_splits

if TYPE_CHECKING:
    from collections.abc import Callable

    from plainspoken.experiments.figures.figure_style import FigureWriter
    from plainspoken.experiments.studies.course.formula_figures import Term

APP, WEB, HELD = 10_000, 200_000, 2_500
"""The course notes' example: pictures from the app that the network is for, pictures from the web, and how many of the
app's each of validation and test gets."""

ASSUMED, SIZES = 0.9, (100, 500, 2_500, 10_000)
"""An accuracy, and sizes of validation sets, for which the lecture works out how exactly they measure it."""

SEEN = (0.0, 0.5, 1.0, 2.0)
"""Strengths of augmentation at which the lecture shows digits."""


def half_width(share: float, n: int) -> float:
    """Half of the 95 % interval of a share of n samples, by the normal approximation: 1.96 * sqrt(p (1 - p) / n)."""
    return float(1.96 * (share * (1 - share) / n) ** 0.5)


def formulas() -> dict[str, list[list[Term]]]:
    """The half width, as `half_width` computes it, with the numbers of the notes' validation set."""
    from plainspoken.experiments.studies.course.formula_figures import Term

    return {
        "width": [
            [
                Term(r"\pm\; 1.96 \cdot", "for 95 %"),
                Term(r"\sqrt{\;p\,(1 - p) \;/\; n\;}", "accuracy p,\nn pictures"),
            ],
            [
                Term(rf"\pm\; 1.96 \cdot \sqrt{{{ASSUMED:g} \cdot {1 - ASSUMED:g} \;/\; {HELD}}}", "of the notes' set"),
                Term(rf"=\; {half_width(ASSUMED, HELD):.4f}", "in points, a hundred times that"),
            ],
        ]
    }  # fmt: skip


def record_figures(
    card: DataCard, records: list[RunRecord], extra: dict[str, Any], writer: FigureWriter
) -> dict[str, Callable[[], Figure]]:
    """Accuracy of the candidates by validation set and test, and accuracy by digits a class."""
    from plainspoken.experiments.figures.foot_lines import seeds_of
    from plainspoken.experiments.studies.course.course_charts import Line, LineAxes, draw_lines
    from plainspoken.experiments.studies.course.formula_figures import draw_formula

    runs = {record.run: record for record in records}
    found: dict[str, Callable[[], Figure]] = {
        "formula-width": lambda: draw_formula(
            writer, "formula-width", formulas()["width"], title="How exactly a validation set measures"
        )
    }
    if "by-target" in runs:
        told = runs["by-target"]
        found["phone"] = lambda: _draw_phone_digits(writer)
        names = {"mixed": "validation, mixed", "target": "validation, target", "test": "test, target"}
        n = told.scores["test"]["accuracy"].n or 0
        found["candidates"] = lambda: draw_lines(
            writer, "candidates",
            {words: Line(told.curves[key].x, told.curves[key].y) for key, words in names.items()},
            LineAxes("strength of augmentation", "accuracy", percent=True), title="Two validation sets, one test",
            foot=f"digits, changed by us; test n = {n:,}; first of {seeds_of([told])}",
        )  # fmt: skip
    shown = [runs[name] for name in ("apart", "alike") if name in runs]
    if shown:
        found["learned"] = lambda: draw_lines(
            writer, "learned", {r.title: Line(r.curves["test"].x, r.curves["test"].y) for r in shown},
            LineAxes("training digits a class", "test accuracy", percent=True, log_across=True,
                     ticks=tuple(shown[0].curves["test"].x)),
            title="How many digits a class", foot=f"test digits of the classes; first of {seeds_of(shown)}",
        )  # fmt: skip
    if "folder" in runs:
        told = runs["folder"]
        line = told.curves["test"]
        found["folder"] = lambda: draw_lines(
            writer, "folder", {"all classes": Line(line.x, line.y)},
            LineAxes("training pictures a class", "test accuracy", percent=True, log_across=True, ticks=tuple(line.x)),
            title="How many pictures a class", foot=f"pictures of the user's; first of {seeds_of([told])}",
        )  # fmt: skip
    return found


def _draw_phone_digits(writer: FigureWriter) -> Figure:
    """The first training digits as they are, and changed ever more strongly."""
    from plainspoken.experiments.figures.named_parts import bar_parts, panel_box
    from plainspoken.experiments.studies.course.phone_digits import PHONE, disturbed

    count, split = 8, load_digit_splits({})["train"]
    few = DigitSplit(split.pixels[:count], split.targets[:count])
    figure, axes = writer.canvas(count, len(SEEN), width=9.6, height=5.2)
    names, boxes = [], []
    for row, strength in enumerate(SEEN):
        shown = disturbed(few, PHONE.scaled(strength), seed=1).pixels if strength else few.pixels
        for column in range(count):
            each = axes[row * count + column]
            each.imshow(shown[column].reshape(8, 8), cmap=writer.palette.greys, vmin=0, vmax=1)
            each.set_xticks([])
            each.set_yticks([])
        names.append("clean" if not strength else f"strength {strength:g}")
        axes[row * count].set_ylabel(names[-1], rotation=0, ha="right", va="center")
    writer.settle(figure)
    for row in range(len(SEEN)):
        found = [panel_box(figure, each) for each in axes[row * count : (row + 1) * count]]
        left, top = min(box[0] for box in found), min(box[1] for box in found)
        end, low = max(box[0] + box[2] for box in found), max(box[1] + box[3] for box in found)
        boxes.append((left, top, end - left, low - top))
    said = ", ".join(str(label) for label in few.targets)
    return writer.save(
        figure, "phone", title="Digits as a phone might take them",
        alt=f"The digits {said} in {len(SEEN)} rows: as they are, then turned, dimmed and grainy, ever more strongly.",
        parts=bar_parts(names, boxes, kind="row"), foot="scikit-learn's digits; strength 1 is the target",
    )  # fmt: skip
