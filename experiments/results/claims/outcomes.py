"""How a run ended: converged, still improving, diverged, underfitted, and whether it met what was asked of it."""

from __future__ import annotations

from plainspoken.base.errors import InputError
from plainspoken.experiments.results.claims.claim_table import claim
from plainspoken.experiments.results.claims.costs import COSTS, cost_of
from plainspoken.experiments.results.claims.learning import LAST_EPOCHS, NEAR_BEST_LOSS, validated_epochs
from plainspoken.experiments.results.claims.single_run import SplitName, interval_of, metric_at
from plainspoken.experiments.results.record import RunRecord, StudyRecord

FAR_BEHIND = 0.1
"""A training score this far below the best run's (as a fraction) is underfitting. Source: this project."""


def _last_losses(run: RunRecord) -> list[float]:
    losses = [epoch.valid.loss for epoch in validated_epochs(run)]
    if len(losses) < LAST_EPOCHS:
        raise InputError(
            f"{run.study}/{run.run} has {len(losses)} validations, too few to speak of convergence",
            remedy=f"train it for {LAST_EPOCHS} epochs or more, or leave the sentence out",
        )
    return losses


@claim("truth")
def converged(run: RunRecord) -> bool:
    """The validation losses of the last three validations are within 2 % of each other and of the lowest of all.

    Raises:
        InputError: it has fewer than three validations.
    """
    losses = _last_losses(run)
    last = losses[-LAST_EPOCHS:]
    return max(last) <= NEAR_BEST_LOSS * min(losses)


@claim("truth")
def still_improving(run: RunRecord) -> bool:
    """The last validation loss is the lowest, and more than 2 % below that of two validations before. Raises as
    `converged`."""
    losses = _last_losses(run)
    return losses[-1] == min(losses) and NEAR_BEST_LOSS * losses[-1] < losses[-LAST_EPOCHS]


@claim("truth")
def diverged(run: RunRecord) -> bool:
    """The run ended because its loss was no longer a number, and `run.ended` says where and why; or it is an imported
    run whose losses are no numbers to the end, and `run.extra.diverged` says from where on."""
    return run.status == "diverged" or "diverged" in run.extra


@claim("truth")
def underfits(run: RunRecord, best: RunRecord | None = None, measure: str = "accuracy") -> bool:
    """The run does not even fit its own training split: the interval of its training figure holds the majority
    baseline, or it is more than 0.1 behind that of the run which is named.

    Raises:
        InputError: the record has neither that baseline nor another run to compare with.
    """
    own = metric_at(run, measure, "train")
    sign = -1 if own.better == "lower" else 1
    if best is not None:
        return sign * (metric_at(best, measure, "train").value - own.value) > FAR_BEHIND
    floor = run.baselines["majority"].get(measure) if "majority" in run.baselines else None
    if floor is None:
        raise InputError(
            f"{run.study}/{run.run} has no baseline of {measure!r}", remedy="name a run to compare its training with"
        )
    around = interval_of(run, measure, "train")
    return around.low <= floor <= around.high or sign * (own.value - floor) < 0


@claim("truth")
def meets(run: RunRecord, measure: str, at_least: float, split: SplitName = "test") -> bool:
    """The metric is at least so good: not below the value, or not above it where less is better."""
    metric = metric_at(run, measure, split)
    return metric.value <= at_least if metric.better == "lower" else metric.value >= at_least


@claim("truth")
def meets_target(study: StudyRecord, run: RunRecord, target: str) -> bool:
    """The run meets a target that its study set beforehand: of a test metric, or of a cost as `pareto_best` names it.

    Raises:
        InputError: the study set no such target.
    """
    if target not in study.targets:
        raise InputError(
            f"{study.study} set no target {target!r}", remedy=f"its targets are: {', '.join(study.targets) or 'none'}"
        )
    asked = study.targets[target]
    costs = asked.measure in COSTS
    value = cost_of(run, asked.measure) if costs else metric_at(run, asked.measure, asked.split).value
    return (not asked.has("at_least") or value >= asked.at_least) and (
        not asked.has("at_most") or value <= asked.at_most
    )
