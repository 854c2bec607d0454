"""Figures of the lab on optimizers: formulas, steps in numbers, the valley, what each rate gives. Imports no torch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plainspoken.experiments.results.record import DataCard, Figure, RunRecord
from plainspoken.experiments.studies.course.update_rules import BETA_1, BETA_2, find_rule, first_step

if TYPE_CHECKING:
    from collections.abc import Callable

    from plainspoken.experiments.figures.figure_style import FigureWriter
    from plainspoken.experiments.studies.course.formula_figures import Term

STEEP, TARGET = 50.0, 0.001
"""The valley (x^2 + 50 y^2) / 2: how steep it is across, and the height to fall below."""


def valley(x: Any, y: Any) -> Any:
    """The height at a place; arrays or numbers."""
    return (x**2 + STEEP * y**2) / 2


def formulas() -> dict[str, list[list[Term]]]:
    """The formulas of the lecture, as `update_rules` computes them."""
    from plainspoken.experiments.studies.course.formula_figures import Term

    step, kept, new = Term(r"v \leftarrow", "step"), Term(r"\gamma v", "share of\nthe last step"), "rate times gradient"
    move = [Term(r"w \leftarrow", "weights"), Term("w"), Term(r"-\; v", "minus the step")]
    ahead = Term(r"+\;\alpha\, \nabla f(w - \gamma v)", "rate times gradient,\ntaken ahead")
    first, second = r"(1 - \beta_1)\, g", r"(1 - \beta_2)\, g^2"
    return {
        "momentum": [[step, kept, Term(r"+\;\alpha\, \nabla f(w)", new)], move],
        "nesterov": [[step, kept, ahead], move],
        "adagrad": [
            [Term(r"c \leftarrow", "sum of\nsquares"), Term("c"), Term(r"+\; g^2", "new\nsquare")],
            [
                Term(r"w \leftarrow w \;-\;"),
                Term(r"\alpha\, g", "rate times gradient"),
                Term(r"\,/\;(\sqrt{c} + \epsilon)", "root of\nthe sum"),
            ],
        ],
        "adam": [
            [
                Term(r"m \leftarrow", "average\nof gradients"),
                Term(r"\beta_1 m", "old\naverage"),
                Term(r"+\; " + first, "new\ngradient"),
            ],
            [
                Term(r"v \leftarrow", "average\nof squares"),
                Term(r"\beta_2 v", "old average\nof squares"),
                Term(r"+\; " + second, "new\nsquare"),
            ],
            [
                Term(r"w \leftarrow w \;-\; \alpha"),
                Term(r"\frac{m}{1 - \beta_1^t}", "corrected\ngradient"),
                Term(r"\,/\;(\sqrt{\frac{v}{1 - \beta_2^t}} + \epsilon)", "root of the\ncorrected square"),
            ],
        ],
    }


def momentum_worked(record: RunRecord) -> list[list[Term]]:
    """The second step of momentum across the valley, with the numbers of a run."""
    from plainspoken.experiments.studies.course.formula_figures import Term

    told, steps = record.scores["all"], record.curves["step"].y
    before, slope = record.curves["path"].y[1:3], record.curves["slope"].y[1]
    kept, rate = told["kept"].value, told["rate"].value
    return [
        [
            Term(r"v \leftarrow", "step"), Term(rf"{kept:g} \cdot {steps[0]:.2f}", "share of\nthe last step"),
            Term(rf"+\; {rate:g} \cdot {slope + 0:.2f}", "rate times slope"), Term(rf"=\; {steps[1]:.2f}"),
        ],
        [
            Term(r"y \leftarrow", "place across"), Term(f"{before[0] + 0:.2f}"),
            Term(rf"-\; {steps[1]:.2f}", "minus the step"), Term(rf"=\; {before[1]:.2f}", "the other wall"),
        ],
    ]  # fmt: skip


def first_step_worked() -> list[list[Term]]:
    """Adam's first step as a multiple of its rate, as the notes write it and corrected; g is the gradient."""
    from plainspoken.experiments.studies.course.formula_figures import Term

    return [
        [
            Term(rf"\alpha \;\frac{{{1 - BETA_1:g}\, g}}{{\sqrt{{{1 - BETA_2:g}\, g^2}}}}", "as our notes have it"),
            Term(rf"=\; {first_step(find_rule('adam-uncorrected')):.2f}\, \alpha", "too long"),
        ],
        [
            Term(r"\alpha \;\frac{g}{\sqrt{g^2}}", "corrected"),
            Term(r"=\; \alpha", "the rate itself"),
        ],
    ]  # fmt: skip


def record_figures(
    card: DataCard, records: list[RunRecord], extra: dict[str, Any], writer: FigureWriter
) -> dict[str, Callable[[], Figure]]:
    """The figures of the study that its records suffice for."""
    from plainspoken.experiments.figures.foot_lines import seeds_of
    from plainspoken.experiments.figures.path_charts import draw_paths
    from plainspoken.experiments.studies.course.course_charts import Line, LineAxes, draw_lines, draw_test_bars
    from plainspoken.experiments.studies.course.formula_figures import draw_formula

    digits = [record for record in records if "valid-by-rate" in record.curves]
    ways = [record for record in records if "path" in record.curves]
    averages = [record for record in records if "corrected" in record.curves]
    found: dict[str, Callable[[], Figure]] = {
        f"formula-{name}": lambda name=name, rows=rows: draw_formula(  # type: ignore[misc]
            writer, f"formula-{name}", rows, title=name.capitalize()
        )
        for name, rows in formulas().items()
    }
    found["first-step"] = lambda: draw_formula(writer, "first-step", first_step_worked(), title="Adam's first step")
    found |= _valley_figures(writer, {record.run: record for record in ways})
    if ways:
        shown = [record for record in ways if record.run in ("valley-sgd", "valley-momentum", "valley-adam")]
        found["paths"] = lambda: draw_paths(writer, shown or ways, valley)
    if digits:
        foot = f"validation digits, n = {digits[0].scores['valid']['accuracy'].n:,}; first of {seeds_of(digits)}"
        found["rates"] = lambda: draw_lines(
            writer, "rates",
            {r.title: Line(r.curves["valid-by-rate"].x, r.curves["valid-by-rate"].y) for r in digits
             if "nesterov" not in r.run},  # its two lines lie on that of momentum
            LineAxes("learning rate", "validation accuracy", log_across=True, percent=True, limits=(0, 1.03)),
            title="Every optimizer has rates at which it works", foot=foot,
        )  # fmt: skip

        title = "Each with the rate that validation chose for it"
        found["own-rates"] = lambda: draw_test_bars(writer, "own-rates", digits, title=title)
        shared = "accuracy_at_shared_rate"
        if all(shared in record.scores["test"] for record in digits):
            found["shared-rate"] = lambda: draw_test_bars(
                writer, "shared-rate", digits, title="All at one rate", measure=shared
            )
    if averages:
        told = averages[0].curves
        names = {"losses": "loss", "average": "average", "corrected": "corrected"}
        found["average"] = lambda: draw_lines(
            writer, "average", {words: Line(told[key].x, told[key].y) for key, words in names.items()},
            LineAxes("step", "loss of the batch", whole=True), marked=False,
            title="A moving average, with and without its correction", foot=seeds_of(averages),
        )  # fmt: skip
    return found


def _valley_figures(writer: FigureWriter, ways: dict[str, RunRecord]) -> dict[str, Callable[[], Figure]]:
    """Steps to the floor of the valley, and one step of momentum in numbers."""
    from plainspoken.experiments.figures.ranked_bars import BarPanel, draw_panels
    from plainspoken.experiments.studies.course.formula_figures import draw_formula

    found: dict[str, Callable[[], Figure]] = {}
    down = sorted(
        (record for record in ways.values() if "steps_to_target" in record.scores.get("all", {})),
        key=lambda record: record.scores["all"]["steps_to_target"].value,
    )
    if down:
        panels = [
            BarPanel("Steps", [r.scores["all"]["steps_to_target"].value for r in down], lambda v: f"{v:.0f}"),
            BarPanel("Rate", [r.scores["all"]["rate"].value for r in down], lambda v: f"{v:g}"),
        ]
        found["valley-steps"] = lambda: draw_panels(
            writer, "valley-steps", [record.title for record in down], panels, title="Steps to the floor of the valley",
            foot=f"to a height below {TARGET:g}; each at the best of {down[0].extra['tried']} rates",
        )  # fmt: skip
    if "valley-momentum" in ways:
        rows = momentum_worked(ways["valley-momentum"])
        found["momentum-worked"] = lambda: draw_formula(
            writer, "momentum-worked", rows, title="The second step of momentum, across the valley"
        )
    return found
