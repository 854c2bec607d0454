"""Comparisons over many runs, corrected for their number, and over seeds that are paired.

Whoever compares a run with many others finds a difference by luck alone: of twenty at 95 %, one. Holm's step-down
method ("A simple sequentially rejective multiple test procedure", 1979) keeps the risk of any false difference at 5 %.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import erfc, sqrt

from plainspoken.base.errors import InputError
from plainspoken.experiments.results.claims.claim_table import claim
from plainspoken.experiments.results.claims.comparison import better, metric_difference
from plainspoken.experiments.results.claims.single_run import SplitName, metric_at
from plainspoken.experiments.results.record import RunRecord, StudyRecord

RISK = 0.05
"""The risk of one false difference among all. Source: convention (Fisher 1925)."""


def holm(p_values: Sequence[float], risk: float = RISK) -> list[bool]:
    """Which of several hypotheses are rejected, in their order."""
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    rejected = [False] * len(p_values)
    for place, i in enumerate(order):
        if p_values[i] > risk / (len(p_values) - place):
            break
        rejected[i] = True
    return rejected


def _p(run: RunRecord, other: RunRecord, measure: str, split: SplitName) -> tuple[float, float]:
    """How much better the first run is, and the two-sided p value of that from the interval (normal approximation)."""
    apart = metric_difference(run, other, measure, split)
    sign = -1 if metric_at(run, measure, split).better == "lower" else 1
    difference = metric_at(run, measure, split).value - metric_at(other, measure, split).value
    error = (apart.high - apart.low) / (2 * 1.959964)
    return sign * difference, erfc(abs(difference) / error / sqrt(2)) if error > 0 else float(difference == 0)


def _needs_others(name: str, others: Sequence[RunRecord]) -> None:
    if not others:
        raise InputError(f"{name} needs runs to compare with", remedy="name at least two runs")


@claim("count")
def better_than_how_many(
    run: RunRecord, *others: RunRecord, measure: str = "accuracy", split: SplitName = "test"
) -> int:
    """How many of the other runs this one is better than, corrected for their number by Holm's method: say so.

    Raises:
        InputError: there is no other run, or an interval is missing.
    """
    _needs_others("better_than_how_many", others)
    told = [_p(run, other, measure, split) for other in others]
    rejected = holm([p for _, p in told])
    return sum(apart and gain > 0 for (gain, _), apart in zip(told, rejected, strict=True))


@claim("truth", rests_on=("better_than_how_many",))
def better_than_all(run: RunRecord, *others: RunRecord, measure: str = "accuracy", split: SplitName = "test") -> bool:
    """The run is better than every other one, corrected for their number by Holm's method: say so. Raises as
    `better_than_how_many`."""
    return better_than_how_many(run, *others, measure=measure, split=split) == len(others)


@claim("truth")
def any_apart(*runs: RunRecord, measure: str = "accuracy", split: SplitName = "test") -> bool:
    """Any two of the runs differ, all pairs corrected for their number by Holm's method: say so.

    Raises:
        InputError: there are fewer than two runs.
    """
    if len(runs) < 2:
        raise InputError("any_apart needs runs to compare", remedy="name at least two runs")
    pairs = [(a, b) for i, a in enumerate(runs) for b in runs[i + 1 :]]
    return any(holm([_p(a, b, measure, split)[1] for a, b in pairs]))


@claim("truth")
def paired_better(study: StudyRecord, run: RunRecord, other: RunRecord) -> bool:
    """On the same test samples the first run got more right that the second got wrong than the other way round, by more
    than chance (exact McNemar test, p below .05). A paired test sees smaller differences than `better`.

    Raises:
        InputError: the study kept no paired comparison of the two.
    """
    for names, turned in ((f"{run.run}/{other.run}", False), (f"{other.run}/{run.run}", True)):
        if names in study.pairs:
            pair = study.pairs[names]
            first, second = pair.only_first, pair.only_second
            ahead = second > first if turned else first > second
            return ahead and pair.p < RISK
    raise InputError(
        f"{study.study} has no paired comparison of {run.run} and {other.run}",
        remedy="run the study again: runs that are tested on the same samples are paired",
    )


def _paired_seeds(run: RunRecord, other: RunRecord, measure: str) -> list[float]:
    """How much better the first run is with each seed."""
    one, two = metric_at(run, measure), metric_at(other, measure)
    ours, theirs = one.seeds or [one.value], two.seeds or [two.value]
    if len(ours) != len(theirs):
        raise InputError(
            f"{run.run} has {len(ours)} seeds and {other.run} has {len(theirs)}",
            remedy="train both with the same `train.seeds`",
        )
    sign = -1 if one.better == "lower" else 1
    return [sign * (a - b) for a, b in zip(ours, theirs, strict=True)]


@claim("count")
def seeds_won(run: RunRecord, other: RunRecord, measure: str = "accuracy") -> int:
    """With how many seeds the first run is ahead: "won in n of m seeds", with `seeds(run)` as m.

    Raises:
        InputError: the runs have another number of seeds.
    """
    return sum(gain > 0 for gain in _paired_seeds(run, other, measure))


@claim("truth", rests_on=("seeds_won", "score"))
def helps(run: RunRecord, without: RunRecord, measure: str = "accuracy", split: SplitName = "test") -> bool:
    """What the first run has and the second has not, such as augmentation, helps: it is `better`, and ahead with every
    seed. The runs must differ in that alone; name the epochs beside it, since it may turn with them. Raises as
    `seeds_won`."""
    return better(run, without, measure, split) and all(gain > 0 for gain in _paired_seeds(run, without, measure))
