"""A sweep of many runs: which is best beyond luck, how many tie with it, and which setting wins how often.

Whoever takes the best of fifty runs has also taken the luckiest. So the best is compared with every other one,
corrected for their number by Holm's method, and the interval of a chosen run is that at a level which holds for all of
them at once (Bonferroni): `1 - 0.05 / runs`.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from statistics import fmean, variance

from plainspoken.base.errors import InputError
from plainspoken.experiments.results.claims.claim_table import claim
from plainspoken.experiments.results.claims.comparison import sure_gain
from plainspoken.experiments.results.claims.multiple_comparisons import (
    FEWEST,
    RISK,
    Comparisons,
    p_of_seeds,
    p_of_t,
    shown,
)
from plainspoken.experiments.results.intervals import wilson
from plainspoken.experiments.results.metric import OVER_FOLDS, Interval
from plainspoken.experiments.results.record import RunRecord
from plainspoken.experiments.results.sweep_measures import compared_metric, metric_in, rank_in
from plainspoken.experiments.results.unmeasured import NotMeasuredError


@claim("count")
def rank(run: RunRecord, runs: Sequence[RunRecord], measure: str | None = None) -> int:
    """The place of a run among those of a sweep, from 1; runs that tie share the better place.

    Raises:
        InputError: the runs share no such metric.
    """
    return rank_in(run, runs, measure)


def _sure_gain(run: RunRecord, other: RunRecord, place: str, measure: str, among: Comparisons | None) -> float:
    """As `sure_gain`; over folds by the corrected resampled t test of Nadeau and Bengio ("Inference for the
    generalization error", Machine Learning 52, 2003)."""
    if place != OVER_FOLDS:
        return sure_gain(run, other, measure, place, among)  # type: ignore[arg-type]
    one, two = metric_in(run, place, measure), metric_in(other, place, measure)
    if len(one.seeds) != len(two.seeds) or len(one.seeds) < FEWEST:
        raise NotMeasuredError(f"scores.cross-validation.{measure} over {FEWEST} folds")
    sign = -1 if one.better == "lower" else 1
    gains = [sign * (a - b) for a, b in zip(one.seeds, two.seeds, strict=True)]
    k = len(gains)
    spread = variance(gains)
    if spread == 0:
        p = float(fmean(gains) == 0)
    else:
        p = p_of_t(fmean(gains) / sqrt((1 / k + 1 / (k - 1)) * spread), k - 1)
    names = sorted((f"{run.study}/{run.run}", f"{other.study}/{other.run}"))
    return fmean(gains) if shown(among, run.study, (*names, measure, place), p) else 0.0


def _alone(pairs: list[tuple[RunRecord, RunRecord]], place: str, measure: str) -> Comparisons:
    """Comparisons that correct for the number of these pairs at least."""
    asked = Comparisons()
    for run, other in pairs:
        _sure_gain(run, other, place, measure, asked)
    return Comparisons(asked.family)


@claim("truth", rests_on=("rank",))
def clearly_best(
    run: RunRecord, runs: Sequence[RunRecord], measure: str | None = None, *, among: Comparisons | None = None
) -> bool:
    """The run is better than every other one of the sweep, corrected for their number by Holm's method: say so. Over
    the folds of a cross-validation by a corrected t test, otherwise as `better`.

    Raises:
        InputError: there is no other run, or one has no interval.
    """
    return tied_with(run, runs, measure, among=among) == 0 and rank_in(run, runs, measure) == 1


@claim("count")
def tied_with(
    run: RunRecord, runs: Sequence[RunRecord], measure: str | None = None, *, among: Comparisons | None = None
) -> int:
    """How many other runs of the sweep are not shown to be worse than this one, corrected for their number: how many
    might be as good, or better. Raises as `clearly_best`."""
    place, name = compared_metric(runs, measure)
    pairs = [(run, other) for other in runs if other.run != run.run]
    if not pairs:
        raise InputError("a run alone is not compared", remedy="name a sweep of two runs or more")
    judge = among if among is not None else _alone(pairs, place, name)
    return sum(_sure_gain(run, other, place, name, judge) <= 0 for run, other in pairs)


@claim("interval")
def chosen_interval(run: RunRecord, runs: Sequence[RunRecord], measure: str | None = None) -> Interval:
    """The interval of the metric of a run that was chosen among the runs of a sweep: Wilson's at the level
    `1 - 0.05 / runs`, so that with 95 % those of all runs hold at once. Choosing the highest of many makes the usual
    interval too narrow.

    Raises:
        NotMeasuredError: the metric is no share of a known number of samples.
    """
    place, name = compared_metric(runs, measure)
    metric = metric_in(run, place, name)
    if metric.unit != "fraction" or not metric.n or metric.interval is None:
        raise NotMeasuredError(f"interval of {name} on {place}")
    around = wilson(round(metric.value * metric.n), metric.n, 1 - RISK / len(runs))
    return around.model_copy(update={"method": "wilson-bonferroni"})


def _matched(runs: Sequence[RunRecord], setting: str, one: object, other: object) -> list[tuple[RunRecord, RunRecord]]:
    """Pairs of runs that differ in one setting alone."""

    def rest(run: RunRecord) -> tuple[tuple[str, object], ...]:
        return tuple(sorted((name, value) for name, value in run.at.items() if name != setting))

    theirs = {rest(run): run for run in runs if run.at.get(setting) == other}
    ours = [run for run in runs if run.at.get(setting) == one]
    if not ours or not theirs:
        known = ", ".join(dict.fromkeys(str(run.at.get(setting)) for run in runs if setting in run.at))
        raise InputError(
            f"no run has {setting} = {one if not ours else other}", remedy=f"there is {known or 'no such setting'}"
        )
    return [(run, theirs[rest(run)]) for run in ours if rest(run) in theirs]


@claim("count")
def settings_matched(runs: Sequence[RunRecord], setting: str, one: object, other: object) -> int:
    """How many pairs of runs of a sweep differ in this one setting alone, `one` against `other`.

    Raises:
        InputError: no run has one of the values.
    """
    return len(_matched(runs, setting, one, other))


@claim("count")
def settings_won(
    runs: Sequence[RunRecord], setting: str, one: object, other: object, measure: str | None = None
) -> int:
    """In how many of these pairs `one` is ahead: "adam won in seven of eight settings", with `settings_matched` as the
    eight. Raises as `settings_matched`."""
    place, name = compared_metric(runs, measure)
    sign = -1 if metric_in(runs[0], place, name).better == "lower" else 1
    return sum(
        sign * (metric_in(a, place, name).mean - metric_in(b, place, name).mean) > 0
        for a, b in _matched(runs, setting, one, other)
    )


@claim("truth")
def group_better(
    runs: Sequence[RunRecord], others: Sequence[RunRecord], measure: str | None = None, *,
    among: Comparisons | None = None,
) -> bool:  # fmt: skip
    """The runs of one group are better on average than those of the other, by more than the runs of a group differ
    (Welch's t test, corrected for the number of the talk's comparisons).

    Raises:
        InputError: a group has fewer than three runs.
    """
    for group in (runs, others):
        if len(group) < FEWEST:
            raise InputError(
                f"a group has {len(group)} runs, too few to part it from luck", remedy=f"compare {FEWEST} or more"
            )
    place, name = compared_metric([*runs, *others], measure)
    ours, theirs = ([metric_in(run, place, name).mean for run in group] for group in (runs, others))
    sign = -1 if metric_in(runs[0], place, name).better == "lower" else 1
    comparison = ("groups", *sorted(run.run for run in runs), "/", *sorted(run.run for run in others), name, place)
    return (
        shown(among, runs[0].study, comparison, p_of_seeds(ours, theirs)) and sign * (fmean(ours) - fmean(theirs)) > 0
    )
