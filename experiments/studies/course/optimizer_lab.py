"""Lab 1: optimizers written out, down a valley and on digits. Imports no torch by itself.

A run on digits tries every rate, and validation chooses among them; the test is asked about that choice, and about two
rates that are the same for all.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from plainspoken.experiments.results.record import DataCard, Ended
from plainspoken.experiments.runner.study_protocol import Context
from plainspoken.experiments.studies.course.course_digits import DigitData, load_digit_splits
from plainspoken.experiments.studies.course.optimizer_figures import STEEP, TARGET, formulas, record_figures, valley
from plainspoken.experiments.studies.course.update_rules import GAMMA, Descender, UpdateRule, find_rule, first_step

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from plainspoken.experiments.runner.recipe import RunPlan
    from plainspoken.experiments.studies.course.plain_network import PlainTraining
    from plainspoken.experiments.tasks.work import WorkResult

DataSettings = DigitData

__all__ = ["TARGET", "DataSettings", "formulas", "record_figures", "valley", "work"]

SHARED, HIGH, LOW = 0.01, 0.1, 0.001
"""Rates at which all optimizers are compared as well, whatever suits them."""

START = (10.0, 1.0)
"""Where each one starts down the valley."""

DEAD = 0.2
"""Validation accuracy of ten classes below which a network is called dead: twice what guesses have."""

MOST_STEPS = 500
WINDOW = round(1 / (1 - GAMMA))
"""Steps over which a moving average remembers: after them, a value's weight has fallen to about 1/e."""


def work(run: RunPlan, context: Context) -> WorkResult:
    """Digits, a valley, or the moving average, as the run's `model` says."""
    kinds = {"digits": _digits, "valley": _valley, "average": _average}
    return kinds[run.model](run, context)


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
        "first_step": Metric(
            unit="times", better="none", title="length of the first step over the rate, for a gradient of one",
            value=first_step(rule), split="all",
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
        "steep": MetricKind(unit="number", better="none", title="slope across the valley, over the distance"),
        "kept": MetricKind(unit="number", better="none", title="share of the last step that momentum keeps"),
    }
    scores = {"rate": chosen, "final_value": heights[-1], "rate_limit": 2 / STEEP, "steep": STEEP, "kept": GAMMA}
    if reached:
        scores["steps_to_target"] = len(places) - 1
    at, across = [float(i) for i in range(len(heights))], [y for _, y in places]
    return WorkResult(
        card=DataCard(name="a valley", kind="drawn", origin="(x^2 + 50 y^2) / 2", licence="none needed"),
        task="optimise",
        kinds=kinds,
        scores={} if lost else {"all": scores},
        curves={
            "value": curve(at, heights, "step", "height"),
            "path": curve([x for x, _ in places], across, "x", "y"),
            "slope": curve(at, [STEEP * y for y in across], "step", "slope across the valley"),
            "step": curve(at[:-1], [a - b for a, b in pairwise(across)], "step", "step across the valley"),
        },
        steps=clock.steps,
        ended=Ended(epoch=0, step=len(places), reason="the value ran away") if lost else None,
        extra={"rule": rule.name, "start": list(START), "tried": len(rates), "target": TARGET},
    )


def moving_averages(values: list[float], beta: float) -> tuple[list[float], list[float]]:
    """v = beta v + (1 - beta) x from a start at zero, as it is and divided by 1 - beta^t."""
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
