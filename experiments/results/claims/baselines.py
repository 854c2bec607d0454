"""A run beside a named baseline: what is had without looking at the input."""

from __future__ import annotations

from plainspoken.base.errors import InputError
from plainspoken.experiments.results.claims.claim_table import claim
from plainspoken.experiments.results.claims.single_run import SplitName, interval_of, metric_at
from plainspoken.experiments.results.record import RunRecord

JUST = 0.05
"""Above a baseline for sure, but by less than this (as a fraction), is still "just above": one sample in twenty."""


def _baseline(run: RunRecord, baseline: str, measure: str) -> float:
    if baseline not in run.baselines:
        raise InputError(
            f"{run.study}/{run.run} has no baseline {baseline!r}",
            remedy=f"its baselines are {', '.join(run.baselines) or 'none'}",
        )
    value = run.baselines[baseline].get(measure)
    if value is None:
        raise InputError(
            f"the baseline {baseline!r} of {run.study}/{run.run} has no {measure!r}",
            remedy=f"it has {', '.join(run.baselines[baseline].names())}",
        )
    return value


def _above(run: RunRecord, name: str, measure: str, split: SplitName) -> tuple[float, float, float]:
    """How far the metric, the near and the far end of its interval lie on the better side of the baseline."""
    floor, metric = _baseline(run, name, measure), metric_at(run, measure, split)
    around = interval_of(run, measure, split)
    if metric.better == "lower":
        return floor - metric.value, floor - around.high, floor - around.low
    return metric.value - floor, around.low - floor, around.high - floor


@claim("metric")
def baseline(run: RunRecord, name: str = "majority", measure: str = "accuracy") -> float:
    """What the named baseline reaches: `majority` (always the largest class) or `uniform` (guessing at random).

    Raises:
        InputError: the record has no such baseline or measure.
    """
    return _baseline(run, name, measure)


@claim("difference")
def vs_chance(run: RunRecord, name: str = "majority", measure: str = "accuracy", split: SplitName = "test") -> float:
    """The run's figure minus the named baseline's; negative when the run does worse. Raises as `baseline`."""
    floor = _baseline(run, name, measure)
    return metric_at(run, measure, split).value - floor


@claim("words")
def chance_words(run: RunRecord, name: str = "majority", measure: str = "accuracy", split: SplitName = "test") -> str:
    """Where the run stands to the named baseline, by the 95 % interval of its own figure.

    "clearly above": the whole interval is more than 0.05 above; "just above": the figure is above, but the interval
    comes within 0.05 of the baseline or touches it; "at"; "just below": the figure is below, but the interval touches
    the baseline; "below": the whole interval is below. Raises as `baseline`.
    """
    apart, low, high = _above(run, name, measure, split)
    if high < 0:
        return "below"
    if low > JUST:
        return "clearly above"
    if apart > 0:
        return "just above"
    return "at" if apart == 0 else "just below"


@claim("truth", rests_on=("score", "baseline"))
def above_chance(run: RunRecord, name: str = "majority", measure: str = "accuracy", split: SplitName = "test") -> bool:
    """The whole 95 % interval lies above the named baseline. Raises as `baseline`."""
    return _above(run, name, measure, split)[1] > 0


@claim("truth", rests_on=("score", "baseline"))
def clearly_above_chance(
    run: RunRecord, name: str = "majority", measure: str = "accuracy", split: SplitName = "test"
) -> bool:
    """`chance_words` is "clearly above"."""
    return chance_words(run, name, measure, split) == "clearly above"


@claim("truth", rests_on=("score", "baseline"))
def just_above_chance(
    run: RunRecord, name: str = "majority", measure: str = "accuracy", split: SplitName = "test"
) -> bool:
    """`chance_words` is "just above"."""
    return chance_words(run, name, measure, split) == "just above"


@claim("truth", rests_on=("score", "baseline"))
def below_chance(run: RunRecord, name: str = "majority", measure: str = "accuracy", split: SplitName = "test") -> bool:
    """The whole 95 % interval lies below the named baseline. Raises as `baseline`."""
    return chance_words(run, name, measure, split) == "below"
