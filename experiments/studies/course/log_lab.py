"""Lab 13: a log written and read back; what a speed-up on two says of four; two processes. No torch by itself."""

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
"""What the course notes say of two and of four graphics cards; no card was measured here."""

TINY = 1e-5
"""An accuracy that Python writes with an exponent, which the notes' pattern stops at."""

FREE = 1.8
"""Two processes that share nothing do so many times as much as one where both have a core to themselves."""


def work(run: RunPlan, context: Context) -> WorkResult:
    """Write and read a log, work out Amdahl's law, or train in two processes."""
    if run.model == "processes":
        return _two_processes(run, context)
    return _speed_ups() if run.model == "amdahl" else _log(run)


def _log(run: RunPlan) -> WorkResult:
    from plainspoken.experiments.studies.course.plain_network import train_plain
    from plainspoken.experiments.studies.course.training_logs import (
        VALID_LINE,
        LoggedEpoch,
        read_greedily,
        read_log,
        write_log,
    )
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
    tiny = f"INFO:root:Epoch[0] Validation-accuracy={TINY:g}\n"
    (misread,), found = read_greedily(tiny, 1), VALID_LINE.search(tiny)
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
            "tiny": (TINY, "number"),
            "tiny_greedily": (misread, "number"),
        },
        extra={
            "lines": text.splitlines()[1:4],
            "tiny": f"{TINY:g}",
            "tiny_by_name": found["accuracy"] if found else "",
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


def _two_processes(run: RunPlan, context: Context) -> WorkResult:
    """Steps of one process against those of two that share each batch; nothing but that where torch has no gloo."""
    from plainspoken.base.processors import usable_processors
    from plainspoken.experiments.studies.course.data_parallel import SharedTraining, can_share, share_training
    from plainspoken.experiments.studies.course.training_logs import amdahl, serial_share
    from plainspoken.experiments.tasks.analysis import analyse
    from plainspoken.experiments.tasks.work import curve

    card = digit_card(load_digit_splits(run.data))
    if not can_share():
        context.tell("this torch has no gloo: nothing is shared")
        return analyse(card, {"processes": (1, "count")})
    context.store.mkdir(parents=True, exist_ok=True)
    sizes = tuple(int(size) for size in run.options["batches"])
    found = share_training(
        SharedTraining(
            batches=sizes, steps=int(run.options["steps"]), repeats=int(run.options["repeats"]), seed=run.seed
        ),
        context.store,
    )
    gains, best = found.speed_ups(), found.at_best()
    small, large = min(sizes), max(sizes)
    share = min(1.0, max(0.0, serial_share(best[large], 2)))
    return analyse(
        card,
        {
            "processes": (2, "count"),
            "processors": (usable_processors(), "count"),
            "weights": (found.weights, "count"),
            "room": (found.room(), "times", "higher"),
            "gradient_gap": (found.gap, "number", "lower"),
            "small_batch": (small, "count"),
            "large_batch": (large, "count"),
            "small_gain": (gains[small], "times", "higher"),
            "large_gain": (gains[large], "times", "higher"),
            "small_best": (best[small], "times", "higher"),
            "large_best": (best[large], "times", "higher"),
            "serial_share": (share, "fraction", "lower"),
            "four": (amdahl(share, 4), "times"),
        },
        curves={
            "gain": curve([float(size) for size in sizes], [gains[size] for size in sizes], "batch", "times as fast"),
            "best": curve([float(size) for size in sizes], [best[size] for size in sizes], "batch", "times as fast"),
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
            foot="worked out from the notes' figure for two cards; no card measured",
        )  # fmt: skip
    if "gain" in runs.get("processes", {}):
        found["processes"] = lambda: _draw_processes(writer, next(r for r in records if r.run == "processes"))
    return found


def _draw_processes(writer: FigureWriter, record: RunRecord) -> Figure:
    """What two processes gain by the size of the batch; by the clock only where the cores were free."""
    from plainspoken.experiments.studies.course.course_charts import Line, LineAxes, draw_lines

    best, gain = record.curves["best"], record.curves["gain"]
    ends = [best.x[0], best.x[-1]]
    lines = {"two, at best": Line(best.x, best.y)}
    if record.scores["all"]["room"].value >= FREE:
        lines["two, by the clock"] = Line(gain.x, gain.y)
    lines |= {"two cards, as noted": Line(ends, [TWO, TWO]), "one process": Line(ends, [1.0, 1.0])}
    return draw_lines(
        writer, "processes", lines,
        LineAxes("digits in the joint batch", "times as fast", log_across=True, limits=(0, 2.2)),
        title="Two processes that share each batch", foot="at best: by processor time, waiting left out; one machine",
    )  # fmt: skip
