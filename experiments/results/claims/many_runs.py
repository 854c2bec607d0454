"""Comparisons over many runs, corrected for their number, and over samples and seeds that are paired."""

from __future__ import annotations

from collections.abc import Sequence

from plainspoken.base.errors import InputError
from plainspoken.experiments.results.claims.claim_table import claim
from plainspoken.experiments.results.claims.comparison import better, sure_gain
from plainspoken.experiments.results.claims.multiple_comparisons import Comparisons, shown
from plainspoken.experiments.results.claims.single_run import SplitName, metric_at
from plainspoken.experiments.results.record import RunRecord, StudyRecord


def _sure_gains(
    pairs: Sequence[tuple[RunRecord, RunRecord]], measure: str, split: SplitName, among: Comparisons | None
) -> list[float]:
    """How much better the first run of each pair is, nought where that is not shown; corrected at least for the number
    of these pairs."""
    if among is None:
        asked = Comparisons()
        for run, other in pairs:
            sure_gain(run, other, measure, split, asked)
        among = Comparisons(asked.family)
    return [sure_gain(run, other, measure, split, among) for run, other in pairs]


def _needs_others(name: str, others: Sequence[RunRecord]) -> None:
    if not others:
        raise InputError(f"{name} needs runs to compare with", remedy="name at least two runs")


@claim("count")
def better_than_how_many(
    run: RunRecord, *others: RunRecord, measure: str = "accuracy", split: SplitName = "test",
    among: Comparisons | None = None,
) -> int:  # fmt: skip
    """How many of the other runs this one is better than, corrected for their number by Holm's method: say so.

    Raises:
        InputError: there is no other run, or an interval is missing.
    """
    _needs_others("better_than_how_many", others)
    return sum(gain > 0 for gain in _sure_gains([(run, other) for other in others], measure, split, among))


@claim("truth", rests_on=("better_than_how_many",))
def better_than_all(
    run: RunRecord, *others: RunRecord, measure: str = "accuracy", split: SplitName = "test",
    among: Comparisons | None = None,
) -> bool:  # fmt: skip
    """The run is better than every other one, corrected for their number by Holm's method: say so. Raises as
    `better_than_how_many`."""
    return better_than_how_many(run, *others, measure=measure, split=split, among=among) == len(others)


@claim("truth")
def any_apart(
    *runs: RunRecord, measure: str = "accuracy", split: SplitName = "test", among: Comparisons | None = None
) -> bool:
    """Any two of the runs differ, all pairs corrected for their number by Holm's method: say so.

    Raises:
        InputError: there are fewer than two runs.
    """
    if len(runs) < 2:
        raise InputError("any_apart needs runs to compare", remedy="name at least two runs")
    pairs = [(a, b) for i, a in enumerate(runs) for b in runs[i + 1 :]]
    return any(_sure_gains(pairs, measure, split, among))


@claim("truth")
def paired_better(study: StudyRecord, run: RunRecord, other: RunRecord, *, among: Comparisons | None = None) -> bool:
    """On the same test samples the first run got more right that the second got wrong than the other way round, by more
    than chance (exact McNemar test, corrected for the number of the talk's comparisons). A paired test sees smaller
    differences than `better`.

    Raises:
        InputError: the study kept no paired comparison of the two.
    """
    for names, turned in ((f"{run.run}/{other.run}", False), (f"{other.run}/{run.run}", True)):
        if names in study.pairs:
            pair = study.pairs[names]
            first, second = pair.only_first, pair.only_second
            ahead = second > first if turned else first > second
            comparison = ("paired", *sorted((run.run, other.run)))
            return shown(among, study.study, comparison, pair.p) and ahead
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
    if run.extra.get("seeds") != other.extra.get("seeds"):
        raise InputError(
            f"the seeds of {run.run} and {other.run} are others", remedy="compare runs that have the same seeds"
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
def helps(
    run: RunRecord, without: RunRecord, measure: str = "accuracy", split: SplitName = "test", *,
    among: Comparisons | None = None,
) -> bool:  # fmt: skip
    """What the first run has and the second has not, such as augmentation, helps: it is `better`, and ahead with every
    seed. The runs must differ in that alone; name the epochs beside it, since it may turn with them. Raises as
    `seeds_won`."""
    return better(run, without, measure, split, among=among) and all(
        gain > 0 for gain in _paired_seeds(run, without, measure)
    )


@claim("count")
def comparisons(study: StudyRecord, *, among: Comparisons | None = None) -> int:
    """How many comparisons of two runs the talk makes within the study: what they are corrected for. Say it, as in
    "corrected for seven comparisons"."""
    return 0 if among is None else among.count(study.study)
