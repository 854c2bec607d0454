"""A run beside a named baseline: what is had without looking at the input."""

from __future__ import annotations

from typing import Literal

from plainspoken.base.errors import InputError
from plainspoken.experiments.results.claims.claim_table import claim
from plainspoken.experiments.results.claims.single_run import SplitName, balanced_interval, interval, split_of
from plainspoken.experiments.results.record import Interval, RunRecord

Measure = Literal["accuracy", "balanced_accuracy"]

JUST = 0.05
"""Above a baseline for sure, but by less than this (as a fraction), is still "just above": one sample in twenty."""


def _baseline(run: RunRecord, baseline: str, measure: str) -> float:
    if measure not in ("accuracy", "balanced_accuracy"):
        raise InputError(f"no interval is known for {measure!r}", remedy="say accuracy or balanced_accuracy")
    if baseline not in run.baselines:
        raise InputError(
            f"{run.study}/{run.run} has no baseline {baseline!r}",
            remedy=f"its baselines are {', '.join(run.baselines) or 'none'}",
        )
    value: float = getattr(run.baselines[baseline], measure)
    return value


def _around(run: RunRecord, measure: str, split: SplitName) -> Interval:
    return interval(run, split) if measure == "accuracy" else balanced_interval(run, split)


@claim("fraction")
def baseline(run: RunRecord, name: str = "majority", measure: Measure = "accuracy") -> float:
    """What the named baseline reaches: `majority` (always the largest class) or `uniform` (a fair guess).

    Raises:
        InputError: the record has no such baseline or measure.
    """
    return _baseline(run, name, measure)


@claim("fraction")
def vs_chance(
    run: RunRecord, name: str = "majority", measure: Measure = "accuracy", split: SplitName = "test"
) -> float:
    """The run's figure minus the named baseline's; negative when the run does worse. Raises as `baseline`."""
    floor = _baseline(run, name, measure)
    value: float = getattr(split_of(run, split), measure)
    return value - floor


@claim("words")
def chance_words(
    run: RunRecord, name: str = "majority", measure: Measure = "accuracy", split: SplitName = "test"
) -> str:
    """Where the run stands to the named baseline, by the 95 % interval of its own figure.

    "clearly above": the whole interval is more than 0.05 above; "just above": the figure is above, but the interval
    comes within 0.05 of the baseline or touches it; "at"; "just below": the figure is below, but the interval touches
    the baseline; "below": the whole interval is below. Raises as `baseline`.
    """
    floor = _baseline(run, name, measure)
    around = _around(run, measure, split)
    apart = vs_chance(run, name, measure, split)
    if around.high < floor:
        return "below"
    if around.low > floor + JUST:
        return "clearly above"
    if apart > 0:
        return "just above"
    return "at" if apart == 0 else "just below"


@claim("truth")
def above_chance(
    run: RunRecord, name: str = "majority", measure: Measure = "accuracy", split: SplitName = "test"
) -> bool:
    """The whole 95 % interval lies above the named baseline. Raises as `baseline`."""
    return _around(run, measure, split).low > _baseline(run, name, measure)


@claim("truth")
def clearly_above_chance(
    run: RunRecord, name: str = "majority", measure: Measure = "accuracy", split: SplitName = "test"
) -> bool:
    """`chance_words` is "clearly above"."""
    return chance_words(run, name, measure, split) == "clearly above"


@claim("truth")
def just_above_chance(
    run: RunRecord, name: str = "majority", measure: Measure = "accuracy", split: SplitName = "test"
) -> bool:
    """`chance_words` is "just above"."""
    return chance_words(run, name, measure, split) == "just above"


@claim("truth")
def below_chance(
    run: RunRecord, name: str = "majority", measure: Measure = "accuracy", split: SplitName = "test"
) -> bool:
    """The whole 95 % interval lies below the named baseline. Raises as `baseline`."""
    return chance_words(run, name, measure, split) == "below"
