"""Several seeds of one run: how much luck there is in a figure, and whether a lead holds whatever the seed."""

from __future__ import annotations

from plainspoken.base.errors import InputError
from plainspoken.experiments.results.claims.claim_table import claim
from plainspoken.experiments.results.claims.multiple_comparisons import FEWEST
from plainspoken.experiments.results.claims.single_run import metric_at
from plainspoken.experiments.results.record import RunRecord, Spread


def _spread(run: RunRecord, measure: str) -> Spread:
    spread = run.spreads.get(f"test.{measure}")
    if spread is None:
        known = ", ".join(name.removeprefix("test.") for name in run.spreads) or "none"
        raise InputError(
            f"{run.study}/{run.run} has no spread of {measure!r} over seeds",
            remedy="import its runs with several seeds as a sweep (docs/results.md), or leave the sentence out"
            if run.status == "imported"
            else f"set train.seeds to {FEWEST} or more and run it again; it has: {known}",
        )
    return spread


@claim("count")
def seeds(run: RunRecord) -> int:
    """How many seeds the run was trained with."""
    return max((len(spread.values) for spread in run.spreads.values()), default=1)


@claim("difference")
def spread_of(run: RunRecord, measure: str = "accuracy") -> float:
    """The sample standard deviation over seeds of a test metric: accuracy, balanced_accuracy or f1.

    Raises:
        InputError: the run has one seed only, or no such spread.
    """
    return _spread(run, measure).deviation


@claim("truth", rests_on=("score",))
def better_whatever_seed(run: RunRecord, other: RunRecord, measure: str = "accuracy") -> bool:
    """The worst seed of the first run beats the best seed of the second. That is said of these seeds alone; `better`
    says whether the difference is more than luck.

    Raises:
        InputError: one of them has fewer than three seeds.
    """
    ours, theirs = _spread(run, measure).values, _spread(other, measure).values
    for values, record in ((ours, run), (theirs, other)):
        if len(values) < FEWEST:
            raise InputError(
                f"{record.study}/{record.run} has {len(values)} seeds, too few to part it from luck",
                remedy=f"import {FEWEST} seeds or more of each"
                if record.status == "imported"
                else f"set train.seeds to {FEWEST} or more and run it again",
            )
    lower = metric_at(run, measure).better == "lower"
    return max(ours) < min(theirs) if lower else min(ours) > max(theirs)
