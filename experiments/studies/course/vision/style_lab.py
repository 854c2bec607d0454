"""Lab 12, second part: style transfer by three losses (Gatys, Ecker and Bethge 2016), through EfficientNet-Lite0.

The content is a photograph that comes with scikit-learn, the style a picture that the program draws: brush strokes, or
stained glass. Runs differ in the style and in the weights of the losses. Imports no torch by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import Field

from plainspoken.base.document import Part
from plainspoken.base.errors import InputError
from plainspoken.experiments.results.record import DataCard, Figure, RunRecord
from plainspoken.experiments.runner.study_protocol import Context
from plainspoken.experiments.studies.course.formula_figures import Term, formula_figures
from plainspoken.experiments.studies.course.vision import photographs
from plainspoken.experiments.studies.course.vision.photographs import FOOT

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

    from plainspoken.experiments.figures.figure_style import FigureWriter
    from plainspoken.experiments.runner.recipe import RunPlan
    from plainspoken.experiments.tasks.work import WorkResult

STYLES = {"strokes": photographs.draw_strokes, "tiles": photographs.draw_tiles}
"""By name: what draws it."""

STYLE_STAGES, CONTENT_STAGE, SHOWN_STAGE = [0, 1, 2, 3, 4, 5], 4, 1
"""The stages whose Gram matrices are compared, the one whose maps are, and the one whose Gram matrices are shown."""


class StyleData(Part):
    """Table `[data]` of the recipe: the photograph and its size in pixels; the style has the same size."""

    photograph: str = "china"
    width: int = Field(default=320, ge=48)
    height: int = Field(default=208, ge=32)


class StyleOptions(Part):
    """Table `options` of a run: the weights of the losses, and how long Adam moves the pixels."""

    style_weight: float = Field(default=1.0, ge=0)
    content_weight: float = Field(default=0.12, ge=0)
    variation_weight: float = Field(default=0.1, ge=0)
    steps: int = Field(default=120, ge=1)
    rate: float = Field(default=0.03, gt=0)
    keep: list[int] = Field(default_factory=lambda: [5, 20, 60, 120], description="steps whose picture is kept")


DataSettings = StyleData


def work(run: RunPlan, context: Context) -> WorkResult:
    """Move the photograph's pixels; keep pictures on the way, and the Gram matrices of one stage.

    Raises:
        InputError: no style has that name.
    """
    import torch

    from plainspoken.experiments.studies.course.vision.frozen_stages import HIGH, LOW, FrozenStages, to_network
    from plainspoken.experiments.tasks.image_optimisation import gram, transfer_style
    from plainspoken.experiments.tasks.work import StepClock

    data, options = StyleData.model_validate(run.data), StyleOptions.model_validate(run.options)
    if run.model not in STYLES:
        raise InputError(f"no style is called {run.model!r}", remedy=f"there are: {', '.join(STYLES)}")
    stages = FrozenStages(max(STYLE_STAGES))
    style_pixels = STYLES[run.model](data.width, data.height)
    content, style = (
        to_network(pixels)
        for pixels in (photographs.load_photograph(data.photograph, data.width, data.height), style_pixels)
    )
    result = transfer_style(
        content, style, stages, photographs.photograph_card(data.photograph, data.width, data.height), StepClock(),
        content_stage=CONTENT_STAGE, style_stages=STYLE_STAGES, style_weight=options.style_weight,
        content_weight=options.content_weight, variation_weight=options.variation_weight, steps=options.steps,
        rate=options.rate, low=LOW, high=HIGH, keep=options.keep,
    )  # fmt: skip
    drawn = torch.from_numpy(result.arrays["after"]).permute(2, 0, 1)[None]
    with torch.no_grad():
        for name, picture in (("content", content), ("style", style), ("drawn", drawn)):
            result.arrays[f"gram_{name}"] = gram(stages(picture)[SHOWN_STAGE]).numpy()
    result.arrays["style"] = style_pixels
    result.pretraining = stages.pretraining
    result.scores = {"all": result.scores["train"]} if result.scores else {}  # one picture: nothing is split
    result.extra = {
        "style": run.model,
        "steps": options.steps,
        "style_weight": options.style_weight,
        "content_weight": options.content_weight,
        "variation_weight": options.variation_weight,
        "style_stages": len(STYLE_STAGES),
        "channels": len(result.arrays["gram_style"]),
    }
    return result


ENLARGED = 5
"""Pixels of a figure for one pixel of the middle that it enlarges, so that grain can be judged."""


def draw_run(run: RunPlan, record: RunRecord, arrays: dict[str, np.ndarray], writer: FigureWriter) -> dict[str, Figure]:
    """Photograph, style and what was drawn; the picture at each step that was kept; Gram matrices of one stage."""
    from plainspoken.experiments.studies.course.vision.frozen_stages import to_pixels

    pictures = {
        "content": (to_pixels(arrays["before"]), "The photograph of a Chinese pavilion that gives the content.", FOOT),
        "style": (arrays["style"], f"The drawn picture that gives the style: {run.model}.", "drawn by the program"),
        "drawn": (to_pixels(arrays["after"]), f"The pavilion, drawn in the style of {run.model}.", FOOT),
    }
    drawn = pictures["drawn"][0]
    high, wide = (side // 3 for side in drawn.shape[:2])
    corner = drawn[high : 2 * high, wide : 2 * wide].repeat(ENLARGED, 0).repeat(ENLARGED, 1)
    pictures["drawn-corner"] = (
        corner,
        f"The middle of the drawn picture, in the style of {run.model}, enlarged.",
        FOOT,
    )
    for snapshot in record.snapshots:
        pixels = to_pixels(arrays[snapshot.figure])
        alt = f"The pavilion after {snapshot.step} steps toward the style of {run.model}."
        pictures[snapshot.figure] = (pixels, alt, FOOT)
    found = {
        name: writer.save_picture(pixels, name, title=f"{record.title}, {name.replace('_', ' ')}", alt=alt, foot=foot)
        for name, (pixels, alt, foot) in pictures.items()
    }
    found["gram"] = _draw_grams(record, arrays, writer)
    return found


def _draw_grams(record: RunRecord, arrays: dict[str, np.ndarray], writer: FigureWriter) -> Figure:
    """The three Gram matrices side by side, on one scale of colors."""
    from plainspoken.experiments.figures.named_parts import bar_parts, panel_box

    figure, all_axes = writer.canvas(3)
    names = {"content": "Photograph", "style": "Style", "drawn": "Drawn picture"}
    top = max(float(abs(arrays[f"gram_{name}"]).max()) for name in ("style", "drawn"))
    for axes, (name, heading) in zip(all_axes, names.items(), strict=True):
        axes.imshow(arrays[f"gram_{name}"], cmap="RdBu", vmin=-top, vmax=top)
        axes.set(xticks=[], yticks=[])
        axes.set_title(heading, loc="center")
    writer.settle(figure)
    boxes = [panel_box(figure, axes) for axes in all_axes]
    n = record.extra["channels"]
    return writer.save(
        figure, "gram", title=f"Gram matrices of {record.title}",
        alt=f"Gram matrices of {n} by {n} channels of photograph, style and drawn picture; the last two look alike.",
        parts=bar_parts(list(names.values()), boxes, kind="matrix"), foot=f"{n} channels of one stage",
    )  # fmt: skip


def record_figures(
    card: DataCard, records: list[RunRecord], extra: dict[str, Any], writer: FigureWriter
) -> dict[str, Callable[[], Figure]]:
    """The losses as formulas, and how they fall in the first run."""
    from plainspoken.experiments.studies.course.course_charts import Line, LineAxes, draw_lines

    found = formula_figures(writer, FORMULAS)
    first = next((record for record in records if {"style", "content"} <= set(record.curves)), None)
    if first is not None:
        lines = {
            f"{name} loss": Line(first.curves[name].x, first.curves[name].y) for name in ("style", "content")
        }  # fmt: skip
        found["losses"] = lambda: draw_lines(
            writer, "losses", lines, LineAxes("step", "loss"), title=f"Losses of {first.title} by step",
            foot="style loss: 1 at the start; content loss: 1 for maps that are all zero", marked=False,
        )  # fmt: skip
    return found


FORMULAS: dict[str, tuple[list[list[Term]], str]] = {
    "formula-losses": (
        [
            [
                Term("L"), Term("="), Term(r"\alpha\,L_{style}", "style loss"), Term("+"),
                Term(r"\beta\,L_{content}", "content loss"), Term("+"),
                Term(r"\gamma\,L_{variation}", "total variation"),
            ]
        ],
        "Three losses, weighted",
    ),
    "formula-content": (
        [
            [
                Term("L_{content}"), Term("="), Term(r"\mathrm{mean}"), Term("("),
                Term("F(p)", "maps of the\ndrawn picture"),
                Term("-"), Term("F(c)", "maps of the\nphotograph"), Term(")^2"),
            ]
        ],
        "The content loss",
    ),
    "formula-gram": (
        [
            [
                Term("G_{ij}", "Gram matrix"), Term("="), Term(r"\frac{1}{n}", "number\nof places"),
                Term(r"\sum_k", "over all\nplaces"), Term("F_{ik}", "map i"), Term("F_{jk}", "map j"),
            ]
        ],
        "The Gram matrix",
    ),
    "formula-variation": (
        [
            [
                Term("L_{variation}"), Term("="),
                Term(r"\overline{(p_{x+1} - p_x)^2}", "neighbors across,\nmean square"), Term("+"),
                Term(r"\overline{(p_{y+1} - p_y)^2}", "neighbors down,\nmean square"),
            ]
        ],
        "Total variation",
    ),
}  # fmt: skip
