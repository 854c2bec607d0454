"""Lab 13: a training's log written and read back, and what a speed-up on two processors says of four. No torch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plainspoken.experiments.results.record import DataCard, Figure, RunRecord
from plainspoken.experiments.runner.study_protocol import Context
from plainspoken.experiments.studies.course.course_digits import DigitData, digit_card, load_digit_splits

if TYPE_CHECKING:
    from collections.abc import Callable

    from plainspoken.experiments.figures.figure_style import FigureWriter
    from plainspoken.experiments.runner.recipe import RunPlan
    from plainspoken.experiments.studies.course.formula_figures import Term
    from plainspoken.experiments.tasks.work import WorkResult

DataSettings = DigitData

TWO, FOUR_LOW, FOUR_HIGH = 1.8, 2.5, 3.5
"""What the course notes say of two and of four graphics cards; nothing here measured it."""


def work(run: RunPlan, context: Context) -> WorkResult:
    """Write and read a log, or work out Amdahl's law."""
    return _speed_ups() if run.model == "amdahl" else _log(run)


def _log(run: RunPlan) -> WorkResult:
    from plainspoken.experiments.studies.course.plain_network import train_plain
    from plainspoken.experiments.studies.course.training_logs import LoggedEpoch, read_greedily, read_log, write_log
    from plainspoken.experiments.studies.course.update_rules import find_rule
    from plainspoken.experiments.tasks.analysis import analyse
    from plainspoken.experiments.tasks.work import curve

    splits = load_digit_splits(run.data)
    trained = train_plain(
        find_rule("sgd"), splits["train"], splits["valid"],
        rate=run.train.learning_rate, epochs=run.train.epochs, batch=run.train.batch, seed=run.seed,
    )  # fmt: skip
    onward = train_plain(
        find_rule("sgd"), splits["train"], splits["train"],
        rate=run.train.learning_rate, epochs=run.train.epochs, batch=run.train.batch, seed=run.seed,
    )  # fmt: skip
    per_epoch = len(trained.losses) // run.train.epochs
    truth = [LoggedEpoch(t, v) for t, v in zip(onward.valid, trained.valid, strict=True)]
    text = write_log(truth, trained.losses[per_epoch - 1 :: per_epoch], 880.0)
    named, greedy = read_log(text), read_greedily(text, len(truth))
    wrong = sum(
        abs(a.train - b.train) > 1e-6 or abs(a.valid - b.valid) > 1e-6 for a, b in zip(named, truth, strict=True)
    )
    at = [float(i) for i in range(len(truth))]
    return analyse(
        digit_card(splits),
        {
            "epochs": (len(truth), "count"),
            "wrong_by_name": (wrong, "count", "lower"),
            "wrong_greedily": (
                sum(abs(a - b.train) > 1e-6 for a, b in zip(greedy, truth, strict=True)),
                "count",
                "lower",
            ),
        },
        curves={
            "train": curve(at, [each.train for each in named], "epoch", "accuracy", y_unit="fraction"),
            "valid": curve(at, [each.valid for each in named], "epoch", "accuracy", y_unit="fraction"),
            "greedy": curve(at, greedy, "epoch", "accuracy", y_unit="fraction"),
        },
    )


def _speed_ups() -> WorkResult:
    from plainspoken.experiments.studies.course.training_logs import amdahl, serial_share
    from plainspoken.experiments.tasks.analysis import analyse
    from plainspoken.experiments.tasks.work import curve

    serial = serial_share(TWO, 2)
    counts = [1, 2, 4, 8, 16, 32]
    return analyse(
        DataCard(name="speed-ups as told", kind="real", origin="a student's course notes", licence="facts"),
        {
            "told_two": (TWO, "times"),
            "told_four_low": (FOUR_LOW, "times"),
            "told_four_high": (FOUR_HIGH, "times"),
            "serial_share": (serial, "fraction", "lower"),
            "four": (amdahl(serial, 4), "times"),
            "limit": (1 / serial, "times"),
        },
        curves={
            "law": curve([float(n) for n in counts], [amdahl(serial, n) for n in counts], "cards", "times as fast"),
            "ideal": curve([1.0, 2.0, 4.0, 8.0], [1.0, 2.0, 4.0, 8.0], "cards", "times as fast"),
        },
    )


def formulas() -> dict[str, list[list[Term]]]:
    """Amdahl's law, as `training_logs.amdahl` computes it."""
    from plainspoken.experiments.studies.course.formula_figures import Term

    return {
        "amdahl": [
            [
                Term(r"\mathrm{times\;as\;fast} \;=\; 1 \;/\; ("),
                Term("s", "share that\ncannot be divided"),
                Term(r"+\; (1 - s) / n", "the rest, over\nall cards"),
                Term(")"),
            ]
        ]
    }


def record_figures(
    card: DataCard, records: list[RunRecord], extra: dict[str, Any], writer: FigureWriter
) -> dict[str, Callable[[], Figure]]:
    """The log as it was read, the law as a line, and its formula."""
    from plainspoken.experiments.studies.course.course_charts import Line, LineAxes, draw_lines
    from plainspoken.experiments.studies.course.formula_figures import draw_formula

    runs = {record.run: record.curves for record in records}
    found: dict[str, Callable[[], Figure]] = {
        "formula-amdahl": lambda: draw_formula(writer, "formula-amdahl", formulas()["amdahl"], title="Amdahl's law")
    }
    if "format" in runs:
        told = runs["format"]
        names = {"train": "training", "valid": "validation", "greedy": "training, read greedily"}
        found["log"] = lambda: draw_lines(
            writer, "log", {words: Line(told[key].x, told[key].y) for key, words in names.items()},
            LineAxes("epoch", "accuracy", percent=True, whole=True), title="A log, read in two ways", foot="one seed",
        )  # fmt: skip
    if "amdahl" in runs:
        law = runs["amdahl"]
        found["law"] = lambda: draw_lines(
            writer, "law",
            {"Amdahl's law": Line(law["law"].x, law["law"].y), "ideal": Line(law["ideal"].x, law["ideal"].y)},
            LineAxes("cards", "times as fast", log_across=True), title="What two cards say of more",
            foot="worked out from the notes' figure for two cards; nothing measured",
        )  # fmt: skip
    return found
