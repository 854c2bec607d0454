"""Lab 2: learning-rate schedules on digits, each with the first rate that validation chooses. Imports no torch."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from plainspoken.experiments.results.record import DataCard, Figure, RunRecord
from plainspoken.experiments.runner.study_protocol import Context
from plainspoken.experiments.studies.course.course_digits import DigitData, load_digit_splits
from plainspoken.experiments.studies.course.rate_schedules import ScheduleSetting, find_schedule

if TYPE_CHECKING:
    from collections.abc import Callable

    from plainspoken.experiments.figures.figure_style import FigureWriter
    from plainspoken.experiments.runner.recipe import RunPlan
    from plainspoken.experiments.studies.course.formula_figures import Term
    from plainspoken.experiments.studies.course.plain_network import PlainTraining
    from plainspoken.experiments.tasks.work import WorkResult

DataSettings = DigitData

SHOWN_EPOCH = 20
"""The epoch whose rate the lecture works out."""


def work(run: RunPlan, context: Context) -> WorkResult:
    """Train by SGD under a schedule from each first rate; validation chooses among them."""
    from plainspoken.experiments.results.metric import Metric
    from plainspoken.experiments.studies.course.digit_results import judged
    from plainspoken.experiments.studies.course.plain_network import answers, train_plain
    from plainspoken.experiments.studies.course.update_rules import find_rule
    from plainspoken.experiments.tasks.work import StepClock, curve

    formula, splits, clock = find_schedule(run.model), load_digit_splits(run.data), StepClock()
    starts = [float(rate) for rate in run.options["rates"]]
    per_epoch = len(splits["train"]) // run.train.batch
    tried: dict[float, PlainTraining] = {}
    with clock.step("train", "train", items=len(starts) * run.train.epochs * len(splits["train"])):
        for start in starts:
            context.tell(f"{run.title}, first rate {start:g}")
            told = ScheduleSetting(start, run.train.epochs, per_epoch)
            tried[start] = train_plain(
                find_rule("sgd"), splits["train"], splits["valid"],
                rate=partial(formula, told),
                epochs=run.train.epochs, batch=run.train.batch, seed=run.seed,
            )  # fmt: skip
    valid = {start: each.valid[-1] if each.lost_at is None else 0.0 for start, each in tried.items()}
    chosen = max(starts, key=lambda start: (valid[start], -start))
    best = tried[chosen]
    result = judged(splits, {name: answers(best.weights, split.pixels) for name, split in splits.items()})
    halves = [i for i, rate in enumerate(best.rates) if rate <= best.rates[0] / 2]
    result.scores = {
        **result.scores,
        "all": {
            "first_rate": Metric(unit="number", better="none", title="first rate", value=chosen, split="all"),
            "last_rate": Metric(unit="number", better="none", title="last rate", value=best.rates[-1], split="all"),
            "last_share": Metric(
                unit="fraction", better="none", title="last rate over first", split="all",
                value=best.rates[-1] / best.rates[0],
            ),
            "wobble": Metric(
                unit="difference", better="lower", title="mean change of validation from epoch to epoch, late",
                value=wobble(best.valid), split="all",
            ),
            "half_epoch": Metric(
                unit="count", better="none", title="epochs until the rate has halved; all where it never does",
                value=(halves[0] // per_epoch if halves else run.train.epochs), split="all",
            ),
        },
    }  # fmt: skip
    epochs = [float(i + 1) for i in range(len(best.valid))]
    begins = best.rates[::per_epoch]
    result.curves = {
        "rate": curve(
            [float(i) for i in range(len(begins))],
            [rate / begins[0] for rate in begins],
            "epoch",
            "share of the first rate",
            y_unit="fraction",
        ),
        "valid": curve(epochs, best.valid, "epoch", "validation accuracy", y_unit="fraction"),
    }
    result.steps = clock.steps
    result.extra = {"schedule": run.model, "tried": len(starts), "epochs": run.train.epochs}
    return result


def wobble(values: list[float]) -> float:
    """The mean distance of one epoch to the next in the second half; of a single epoch, none."""
    late = values[len(values) // 2 :]
    return sum(abs(a - b) for a, b in pairwise(late)) / max(1, len(late) - 1)


def step_worked(record: RunRecord, epoch: int) -> list[list[Term]]:
    """The rate of step decay after so many epochs, with the numbers of a run."""
    from plainspoken.experiments.studies.course.formula_figures import Term

    first, told = record.scores["all"]["first_rate"].value, ScheduleSetting(1.0, 1, 1)
    drops = (1 + epoch) // told.drop_every
    return [
        [
            Term(rf"{first:g}", "first rate"), Term(rf"\cdot\; {told.factor:g}", "factor"),
            Term(rf"^{{\;\lfloor (1 + {epoch}) / {told.drop_every} \rfloor}}", "whole drops\nso far"),
        ],
        [
            Term(rf"=\; {first:g} \,\cdot\, {told.factor:g}^{{\,{drops}}}", f"{drops} drops"),
            Term(rf"=\; {first * record.curves['rate'].y[epoch]:.4f}", "rate now"),
        ],
    ]  # fmt: skip


def formulas() -> dict[str, list[list[Term]]]:
    """The formulas of the lecture, as `rate_schedules` computes them; e is the epoch, E all epochs, s the step."""
    from plainspoken.experiments.studies.course.formula_figures import Term

    first = Term(r"\alpha_0", "first rate")
    return {
        "step": [
            [
                Term(r"\alpha \;=", "rate"), first, Term(r"\cdot\; f", "factor"),
                Term(r"^{\;\lfloor (1 + e) / d \rfloor}", "whole drops\nso far"),
            ]
        ],
        "falling": [
            [Term(r"\alpha \;=\; \alpha_0 \,/\, (1 + \frac{\alpha_0}{E}\, s)", "time decay")],
            [Term(r"\alpha \;=\; \alpha_0 \,(1 - e / E)^p", "polynomial, linear where p is one")],
            [Term(r"\alpha \;=\; \alpha_0 \,(1 + \cos(\pi e / E)) \,/\, 2", "cosine")],
        ],
    }  # fmt: skip


def record_figures(
    card: DataCard, records: list[RunRecord], extra: dict[str, Any], writer: FigureWriter
) -> dict[str, Callable[[], Figure]]:
    """The rates, and what each schedule reaches."""
    from plainspoken.experiments.figures.foot_lines import seeds_of
    from plainspoken.experiments.studies.course.course_charts import Line, LineAxes, draw_lines, draw_test_bars
    from plainspoken.experiments.studies.course.formula_figures import draw_formula

    shown = [record for record in records if record.run != "notes-step"]
    steps = [record for record in records if record.run in ("step", "notes-step")]

    def rates(name: str, chosen: list[RunRecord], title: str) -> Figure:
        return draw_lines(
            writer, name, {r.title: Line(r.curves["rate"].x, r.curves["rate"].y) for r in chosen},
            LineAxes("epoch", "share of the first rate", percent=True, limits=(0, 1.05)),
            title=title, foot="the rates that were used", marked=False,
        )  # fmt: skip

    found: dict[str, Callable[[], Figure]] = {
        "schedules": lambda: rates("schedules", shown, "How each schedule lowers the rate"),
        "reached": lambda: draw_test_bars(writer, "reached", records, title="What each schedule reaches"),
    }
    runs = {record.run: record for record in records}
    calm = [runs[name] for name in ("constant", "step") if name in runs]
    found["valid"] = lambda: draw_lines(
        writer, "valid", {r.title: Line(r.curves["valid"].x, r.curves["valid"].y) for r in calm or records},
        LineAxes("epoch", "validation accuracy", percent=True, whole=True, limits=(0.7, 1.0)), marked=False,
        title="Validation by epoch", foot=f"first of {seeds_of(calm or records)}",
    )  # fmt: skip
    if "step" in runs and len(runs["step"].curves["rate"].y) > SHOWN_EPOCH:
        worked = step_worked(runs["step"], SHOWN_EPOCH)
        found["step-worked"] = lambda: draw_formula(writer, "step-worked", worked, title="Step decay in numbers")
    for name, rows in formulas().items():
        found[f"formula-{name}"] = lambda name=name, rows=rows: draw_formula(  # type: ignore[misc]
            writer, f"formula-{name}", rows, title={"step": "Step decay", "falling": "Three that fall smoothly"}[name]
        )
    if len(steps) == 2:
        found["steps"] = lambda: rates("steps", steps, "Steps, with the floor and without")
    return found
