"""Figures of the alignment lab: faces before and after, and what alignment gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from plainspoken.experiments.figures.figure_style import FigureWriter
from plainspoken.experiments.figures.foot_lines import seeds_of, tested
from plainspoken.experiments.figures.named_parts import around, bar_parts, panel_box
from plainspoken.experiments.figures.percent import percent_to
from plainspoken.experiments.figures.ranked_bars import BarPanel, draw_panels
from plainspoken.experiments.results.record import Figure, RunRecord
from plainspoken.experiments.studies.course.course_charts import Line, LineAxes, draw_lines
from plainspoken.experiments.studies.course.formula_figures import Term, draw_formula

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


def draw_turn(writer: FigureWriter) -> Figure:
    """The similarity that sends an aligned face's places to those of the picture, in complex numbers."""
    return draw_formula(
        writer, "formula-turn",
        [[Term("z", "place in\nthe picture"), Term("="), Term("e_1", "where the\nleft eye is"), Term("+"),
          Term(r"\frac{e_2 - e_1}{a_2 - a_1}", "turn\nand scale"),
          Term(r"(w - a_1)", "place in the aligned face,\nfrom its left eye")]],
        title="Turn, scale and shift that bring the eyes level",
        foot="places as complex numbers; e: the eyes, a: where they should lie",
    )  # fmt: skip


def draw_asked(writer: FigureWriter, record: RunRecord, arrays: Mapping[str, np.ndarray]) -> Figure:
    """Drawn faces, each with the age and kind that it was drawn from, and those that the packaged networks say."""
    from plainspoken.experiments.studies.course.vision.drawn_portraits import KINDS
    from plainspoken.experiments.studies.course.vision.pretrained_faces import WORDS

    faces, numbers = arrays["asked_faces"], arrays["asked_numbers"]
    across = min(4, len(faces))
    figure, all_axes = writer.canvas(across, -(-len(faces) // across), width=9.6)
    for axes in all_axes:
        axes.set_axis_off()
    told: list[str] = []
    names: list[str] = []
    for axes, face, (age, kind, said_age, said_kind, sure) in zip(all_axes, faces, numbers, strict=False):
        axes.imshow(face)
        drawn, said = f"{KINDS[int(kind)]}, {age:.0f}", f"{WORDS[int(said_kind)]}, {said_age:.0f}"
        axes.set_title(f"{drawn}\nsaid {said}", loc="center", linespacing=1.15)
        told.append(f"drawn as {drawn}, said {said}, {100 * sure:.0f} % sure of the age")
        names.append(f"Face {len(names) + 1}")
    writer.settle(figure)
    return writer.save(
        figure, "asked", title="What packaged networks say of drawn faces",
        alt=f"{len(told)} drawn faces with the age and kind that they were drawn from, and what the networks say: "
        f"{'; '.join(told)}.",
        parts=bar_parts(names, [panel_box(figure, axes) for axes in all_axes[: len(names)]], kind="face"),
        foot="above: as drawn; below: as the networks say, which learned from photographs",
    )  # fmt: skip


def draw_said(writer: FigureWriter, record: RunRecord) -> Figure:
    """The mean age that the packaged networks say, by the age drawn, decade by decade."""
    said, drawn = record.curves["said"], record.curves["drawn"]
    return draw_lines(
        writer, "said", {"Said": Line(said.x, said.y), "As drawn": Line(drawn.x, drawn.y)},
        LineAxes("age drawn", "age said, in years", limits=(0, 85)), title="Ages said, by the age drawn",
        foot=f"means by decade; {tested(record, 'drawn faces of the test')}",
    )  # fmt: skip
