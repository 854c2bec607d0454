"""Lab 12, first part: DeepDream (Mordvintsev, Olah and Tyka 2015) on a photograph, through EfficientNet-Lite0.

Runs differ in the stages whose activation is raised, in the number of octaves, and in whether the detail that resizing
loses is put back. Imports no torch by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import Field

from plainspoken.base.document import Part
from plainspoken.experiments.results.record import DataCard, Figure, RunRecord
from plainspoken.experiments.runner.study_protocol import Context
from plainspoken.experiments.studies.course.formula_figures import Term, draw_formula
from plainspoken.experiments.studies.course.vision.photographs import FOOT, load_photograph, photograph_card

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

    from plainspoken.experiments.figures.figure_style import FigureWriter
    from plainspoken.experiments.runner.recipe import RunPlan
    from plainspoken.experiments.tasks.work import WorkResult


class DreamData(Part):
    """Table `[data]` of the recipe: the photograph and its size in pixels."""

    photograph: str = "china"
    width: int = Field(default=540, ge=48)
    height: int = Field(default=360, ge=32)


class DreamOptions(Part):
    """Table `options` of a run; stages count from 1 to 7, and 0 is the stem."""

    stages: list[int] = Field(min_length=1)
    octaves: int = Field(default=5, ge=1)
    octave_scale: float = Field(default=1.4, gt=1)
    steps: int = Field(default=20, ge=1, description="in each octave")
    rate: float = Field(default=0.012, gt=0)
    detail: bool = True


DataSettings = DreamData


def work(run: RunPlan, context: Context) -> WorkResult:
    """Dream, and keep the picture at the end of each octave."""
    from plainspoken.experiments.studies.course.vision.frozen_stages import HIGH, LOW, FrozenStages, to_network
    from plainspoken.experiments.tasks.image_optimisation import dream
    from plainspoken.experiments.tasks.work import StepClock, curve

    data, options = DreamData.model_validate(run.data), DreamOptions.model_validate(run.options)
    stages = FrozenStages(max(options.stages))
    picture = to_network(load_photograph(data.photograph, data.width, data.height))
    result = dream(
        picture, stages, photograph_card(data.photograph, data.width, data.height), StepClock(),
        stages=options.stages, octaves=options.octaves, octave_scale=options.octave_scale, steps=options.steps,
        rate=options.rate, low=LOW, high=HIGH, seed=run.seed, detail=options.detail,
    )  # fmt: skip
    values = result.curves["objective"].y if "objective" in result.curves else []
    if len(values) == options.octaves * options.steps and options.octaves > 1:
        ends = values[options.steps - 1 :: options.steps]
        result.curves["by-octave"] = curve([*range(1, options.octaves + 1)], ends, "octave", "activation")
    result.pretraining = stages.pretraining
    result.scores = {"all": result.scores["train"]} if result.scores else {}  # one picture: nothing is split
    smallest = options.octave_scale ** (options.octaves - 1)
    result.extra = {
        "stages": options.stages,
        "octaves": options.octaves,
        "steps": options.steps,
        "smallest_width": round(data.width / smallest),
        "smallest_height": round(data.height / smallest),
        "width": data.width,
        "height": data.height,
    }
    return result


def draw_run(run: RunPlan, record: RunRecord, arrays: dict[str, np.ndarray], writer: FigureWriter) -> dict[str, Figure]:
    """The photograph, the picture after each octave, and what became of its lower right corner."""
    from plainspoken.experiments.studies.course.vision.frozen_stages import to_pixels

    found = {}
    before, after = to_pixels(arrays["before"]), to_pixels(arrays["after"])
    octaves = record.extra["octaves"]
    for octave in range(1, octaves + 1):
        pixels = to_pixels(arrays[f"octave_{octave}"])
        found[f"octave-{octave}"] = writer.save_picture(
            pixels, f"octave-{octave}", title=f"{record.title}, octave {octave}",
            alt=f"The photograph of a Chinese pavilion after octave {octave} of {octaves} of a dream, "
            f"{pixels.shape[1]} by {pixels.shape[0]} pixels.", foot=FOOT,
        )  # fmt: skip
    high, wide = before.shape[:2]
    corner = (slice(high // 2, high), slice(wide // 2, wide))
    for name, pixels, what in (("before", before, "as it is"), ("dreamt", after, "after the dream")):
        found[name] = writer.save_picture(
            pixels, name, title=f"{record.title}, {what}",
            alt=f"A photograph of a Chinese pavilion above trees, {what}.", foot=FOOT,
        )  # fmt: skip
        found[f"{name}-corner"] = writer.save_picture(
            pixels[corner], f"{name}-corner", title=f"{record.title}, lower right corner, {what}",
            alt=f"The lower right quarter of the photograph, trees beside a roof, {what}.", foot=FOOT,
        )  # fmt: skip
    return found


def record_figures(
    card: DataCard, records: list[RunRecord], extra: dict[str, Any], writer: FigureWriter
) -> dict[str, Callable[[], Figure]]:
    """The step and the lost detail as formulas; the activation by step of runs through the same stages."""
    from plainspoken.experiments.studies.course.course_charts import Line, LineAxes, draw_lines

    found: dict[str, Callable[[], Figure]] = {
        "formula-step": lambda: draw_formula(writer, "formula-step", STEP, title="One step of a dream"),
        "formula-detail": lambda: draw_formula(writer, "formula-detail", DETAIL, title="The detail that is put back"),
    }
    first = next((record for record in records if "objective" in record.curves), None)
    if first is not None:
        alike = [r for r in records if r.extra["stages"] == first.extra["stages"] and "objective" in r.curves]
        lines = {r.title: Line(r.curves["objective"].x, r.curves["objective"].y) for r in alike}
        found["activation"] = lambda: draw_lines(
            writer, "activation", lines, LineAxes("step", "activation"), title="Activation by step",
            foot="one photograph", marked=False,
        )  # fmt: skip
    return found


STEP = [
    [
        Term("p"), Term(r"\leftarrow"), Term("p", "picture"), Term("+"), Term(r"\eta", "length\nof a step"),
        Term(
            r"\frac{\partial A / \partial p}{\mathrm{mean}\;|\partial A / \partial p|}",
            "gradient of the activation,\nover its mean size",
        ),
    ]
]  # fmt: skip
DETAIL = [
    [
        Term(r"p_{k+1}", "picture of the\nnext octave"), Term("="), Term(r"\uparrow p_k", "dream,\nenlarged"),
        Term("+"), Term(r"(o_{k+1} - \uparrow o_k)", "original, minus the\nsmaller one, enlarged"),
    ]
]  # fmt: skip
