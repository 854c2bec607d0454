"""Quality against cost: Pareto-best runs, how many times cheaper one is, and whether it is as good."""

from __future__ import annotations

from plainspoken.base.errors import InputError
from plainspoken.experiments.results.claims.claim_table import claim
from plainspoken.experiments.results.claims.comparison import metric_difference, metric_of
from plainspoken.experiments.results.claims.single_run import SplitName, metric_at
from plainspoken.experiments.results.record import RunRecord

AS_GOOD = 0.02
"""Not worse by more than this (as a fraction) is as good. Source: this project."""


def _cost(run: RunRecord, cost: str) -> float:
    return metric_of(run, cost if "." in cost else _COSTS.get(cost, cost))


_COSTS = {
    "parameters": "cost.parameters",
    "bytes": "cost.bytes",
    "flops": "cost.flops",
    "latency": "cost.latency.median_ms",
}


COSTS = ("seconds", *_COSTS)
"""What a run can cost, by name."""


def cost_of(run: RunRecord, cost: str) -> float:
    """What a run cost: `seconds` are processor seconds of the whole training and of the steps before it, where they are
    known; the others are those of its model, or a path.

    Raises:
        InputError: there is no such figure.
    """
    if cost == "seconds":
        before = sum(step.processor_seconds for step in run.steps)
        if run.processor_seconds_per_epoch is not None:
            return run.processor_seconds_per_epoch * run.epochs + before
        if run.steps:
            return before
        return run.seconds
    return _cost(run, cost)


@claim("truth")
def pareto_best(run: RunRecord, measure: str, cost: str, *others: RunRecord) -> bool:
    """No other run is at least as good at no more cost, and better in one of the two. `cost` is `seconds` (processor
    seconds of the whole training, where they are known), `parameters`, `bytes`, `flops`, `latency`, or a path.

    Raises:
        InputError: there is no other run, or a figure is missing.
    """
    if not others:
        raise InputError("pareto_best needs runs to compare with", remedy="name at least two runs")
    own, price = metric_at(run, measure), cost_of(run, cost)
    sign = -1 if own.better == "lower" else 1
    for other in others:
        gain, dearer = sign * (metric_at(other, measure).value - own.value), cost_of(other, cost) - price
        if gain >= 0 and dearer <= 0 and (gain > 0 or dearer < 0):
            return False
    return True


@claim("times")
def times_cheaper(run: RunRecord, other: RunRecord, cost: str = "seconds") -> float:
    """How many times as much the second run costs as the first; `cost` as `pareto_best` takes it.

    Raises:
        InputError: a figure is missing, or the first run costs nothing.
    """
    price = cost_of(run, cost)
    if price == 0:
        raise InputError(f"{run.study}/{run.run} costs nothing", remedy="compare another cost")
    return cost_of(other, cost) / price


@claim("truth")
def as_good_as(
    run: RunRecord, other: RunRecord, measure: str = "accuracy", split: SplitName = "test", margin: float = AS_GOOD
) -> bool:
    """Not worse by more than `margin`: the whole 95 % interval of the difference lies above minus the margin (a test of
    non-inferiority). This is how "frozen is as good as tuned" can be shown; two runs that are merely not apart may
    still differ by more."""
    apart = metric_difference(run, other, measure, split)
    return -apart.high > -margin if metric_at(run, measure, split).better == "lower" else apart.low > -margin


@claim("metric")
def gain(run: RunRecord, other: RunRecord, measure: str = "accuracy", split: SplitName = "test") -> float:
    """How much better the first run is, in the metric's own unit (decibels of `psnr`); negative when it is worse."""
    sign = -1 if metric_at(run, measure, split).better == "lower" else 1
    return sign * (metric_at(run, measure, split).value - metric_at(other, measure, split).value)
