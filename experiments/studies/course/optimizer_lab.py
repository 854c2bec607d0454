"""Lab 1: optimizers written out, down a valley and on digits. Imports no torch by itself.

A run on digits tries every rate, and validation chooses among them; the test is asked about that choice, and about two
rates that are the same for all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plainspoken.experiments.results.record import DataCard, Ended, Figure, RunRecord
from plainspoken.experiments.runner.study_protocol import Context
from plainspoken.experiments.studies.course.course_digits import DigitData, load_digit_splits
from plainspoken.experiments.studies.course.update_rules import GAMMA, Descender, UpdateRule, find_rule

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from plainspoken.experiments.figures.figure_style import FigureWriter
    from plainspoken.experiments.runner.recipe import RunPlan
    from plainspoken.experiments.studies.course.formula_figures import Term
    from plainspoken.experiments.studies.course.plain_network import PlainTraining
    from plainspoken.experiments.tasks.work import WorkResult

DataSettings = DigitData

SHARED, HIGH, LOW = 0.01, 0.1, 0.001
"""Rates at which all optimizers are compared as well, whatever suits them."""

START, STEEP, TARGET = (10.0, 1.0), 50.0, 0.001
"""The valley (x^2 + 50 y^2) / 2: where each one starts, how steep it is across, and the value to fall below."""

DEAD = 0.2
"""Validation accuracy of ten classes below which a network is called dead: twice what guesses have."""

MOST_STEPS = 500
WINDOW = round(1 / (1 - GAMMA))
"""Steps over which a moving average remembers: after them, a value's weight has fallen to about 1/e."""


def work(run: RunPlan, context: Context) -> WorkResult:
    """Digits, a valley, or the moving average, as the run's `model` says."""
    kinds = {"digits": _digits, "valley": _valley, "average": _average}
    return kinds[run.model](run, context)


def valley(x: Any, y: Any) -> Any:
    """The height at a place; arrays or numbers."""
    return (x**2 + STEEP * y**2) / 2


def _digits(run: RunPlan, context: Context) -> WorkResult:
    from plainspoken.experiments.results.metric import Metric
    from plainspoken.experiments.studies.course.digit_results import judged, share_metric
    from plainspoken.experiments.studies.course.plain_network import answers, train_plain
    from plainspoken.experiments.tasks.work import StepClock, curve

    rule, rates = find_rule(str(run.options["rule"])), [float(rate) for rate in run.options["rates"]]
    splits, clock = load_digit_splits(run.data), StepClock()
    tried: dict[float, PlainTraining] = {}
    with clock.step("train", "train", items=len(rates) * run.train.epochs * len(splits["train"])):
        for rate in rates:
            context.tell(f"{rule.title}, rate {rate:g}")
            tried[rate] = train_plain(
                rule, splits["train"], splits["valid"],
                rate=rate, epochs=run.train.epochs, batch=run.train.batch, seed=run.seed,
            )  # fmt: skip
    n = len(splits["test"])
    valid = {rate: 0.0 if each.lost_at is not None else each.valid[-1] for rate, each in tried.items()}
    hits = {rate: _hits(each, splits["test"]) for rate, each in tried.items()}
    chosen = max(rates, key=lambda rate: (valid[rate], -rate))
    best = tried[chosen]
    result = judged(splits, {name: answers(best.weights, split.pixels) for name, split in splits.items()})
    at = {"shared": SHARED, "high": HIGH, "low": LOW}
    at_rates = {
        f"accuracy_at_{name}_rate": share_metric(hits[rate], n, title=f"test accuracy at a rate of {rate:g}")
        for name, rate in at.items()
        if rate in tried
    }
    of_rates = {
        "rate": Metric(unit="number", better="none", title="rate that validation chose", value=chosen, split="all"),
        "dead_rates": Metric(
            unit="count", better="none", title="rates at which the network ends no better than guesses", split="all",
            value=sum(share < DEAD for share in valid.values()),
        ),
    }  # fmt: skip
    result.scores = {**result.scores, "test": {**result.scores["test"], **at_rates}, "all": of_rates}
    epochs = [float(i + 1) for i in range(len(best.valid))]
    result.curves = {
        "valid-by-rate": curve(rates, [valid[r] for r in rates], "rate", "validation accuracy", y_unit="fraction"),
        "test-by-rate": curve(rates, [hits[r] / n for r in rates], "rate", "test accuracy", y_unit="fraction"),
        "valid": curve(epochs, best.valid, "epoch", "validation accuracy", y_unit="fraction"),
    }
    result.steps = clock.steps
    result.extra = {"rule": rule.name, "rates": at, "tried": len(rates)}
    return result


def _hits(trained: PlainTraining, split: Any) -> int:
    """Right answers; a network whose weights are no numbers any more gives none."""
    from plainspoken.experiments.studies.course.plain_network import accuracy

    if trained.lost_at is not None:
        return 0
    return round(accuracy(trained.weights, split) * len(split))


def descend_valley(rule: UpdateRule, rate: float, steps: int) -> tuple[list[tuple[float, float]], list[float], bool]:
    """Places and heights from the start until the height is below the target; whether it ran away."""
    import numpy as np

    place: NDArray[np.float64] = np.array(START)
    mover = Descender(rule, [place])
    slopes = np.array([1.0, STEEP])
    places, heights = [START], [float(valley(*place))]
    with np.errstate(all="ignore"):
        for _ in range(steps):
            mover.move([slopes * mover.places()[0]], rate)
            height = float(valley(*place))
            if not np.isfinite(height) or height > 1e6:
                return places, heights, True
            places.append((float(place[0]), float(place[1])))
            heights.append(height)
            if height < TARGET:
                break
    return places, heights, False


def _valley(run: RunPlan, context: Context) -> WorkResult:
    """The rate with the fewest steps, of those that are tried."""
    from plainspoken.experiments.results.metric import MetricKind
    from plainspoken.experiments.tasks.work import StepClock, WorkResult, curve

    rule, clock = find_rule(str(run.options["rule"])), StepClock()
    rates = [float(rate) for rate in run.options["rates"]]
    with clock.step("descend", "train", items=len(rates)):
        ways = {rate: descend_valley(rule, rate, MOST_STEPS) for rate in rates}

    def lasts(rate: float) -> tuple[bool, float, float]:
        places, heights, lost = ways[rate]
        return lost or heights[-1] >= TARGET, len(places), heights[-1]

    chosen = min(rates, key=lasts)
    places, heights, lost = ways[chosen]
    reached = heights[-1] < TARGET
    kinds = {
        "rate": MetricKind(unit="number", better="none", title="rate"),
        "final_value": MetricKind(unit="number", better="lower", title="height at the end"),
        "steps_to_target": MetricKind(unit="count", better="lower", title=f"steps to a height below {TARGET:g}"),
        "rate_limit": MetricKind(unit="number", better="none", title="rate beyond which plain descent runs away"),
    }
    scores = {"rate": chosen, "final_value": heights[-1], "rate_limit": 2 / STEEP}
    if reached:
        scores["steps_to_target"] = len(places) - 1
    at = [float(i) for i in range(len(heights))]
    return WorkResult(
        card=DataCard(name="a valley", kind="drawn", origin="(x^2 + 50 y^2) / 2", licence="none needed"),
        task="optimise",
        kinds=kinds,
        scores={} if lost else {"all": scores},
        curves={
            "value": curve(at, heights, "step", "height"),
            "path": curve([x for x, _ in places], [y for _, y in places], "x", "y"),
        },
        steps=clock.steps,
        ended=Ended(epoch=0, step=len(places), reason="the value ran away") if lost else None,
        extra={"rule": rule.name, "start": list(START), "tried": len(rates), "target": TARGET},
    )


def moving_averages(values: list[float], beta: float) -> tuple[list[float], list[float]]:
    """v = beta v + (1 - beta) x from a start at nought, as it is and divided by 1 - beta^t."""
    plain, corrected, v = [], [], 0.0
    for t, value in enumerate(values, 1):
        v = beta * v + (1 - beta) * value
        plain.append(v)
        corrected.append(v / (1 - beta**t))
    return plain, corrected


def _average(run: RunPlan, context: Context) -> WorkResult:
    """The losses of a training, and two moving averages of them."""
    from plainspoken.experiments.studies.course.course_digits import digit_card
    from plainspoken.experiments.studies.course.plain_network import train_plain
    from plainspoken.experiments.tasks.analysis import analyse
    from plainspoken.experiments.tasks.work import StepClock, curve

    splits, clock = load_digit_splits(run.data), StepClock()
    with clock.step("train", "train"):
        losses = train_plain(
            find_rule("sgd"), splits["train"], None,
            rate=float(run.options["rate"]), epochs=run.train.epochs, batch=run.train.batch, seed=run.seed,
        ).losses[: int(run.options["shown"])]  # fmt: skip
    plain, corrected = moving_averages(losses, GAMMA)
    at = [float(i + 1) for i in range(len(losses))]
    return analyse(
        digit_card(splits),
        {
            "beta": (GAMMA, "number"),
            "window": (WINDOW, "count"),
            "weight_of_the_last": (1 - GAMMA, "fraction"),
            "weight_of_the_window": (1 - GAMMA**WINDOW, "fraction"),
            "first_value": (losses[0], "number"),
            "first_average": (plain[0], "number"),
            "first_corrected": (corrected[0], "number"),
        },
        curves={
            "losses": curve(at, losses, "step", "loss"),
            "average": curve(at, plain, "step", "loss"),
            "corrected": curve(at, corrected, "step", "loss"),
        },
        clock=clock,
    )


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
