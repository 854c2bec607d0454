"""Two runs or more side by side: who is better, by how much, and whether that can be said."""

from __future__ import annotations

from collections.abc import Mapping

from plainspoken.base.errors import InputError
from plainspoken.experiments.results.claims.claim_table import claim
from plainspoken.experiments.results.claims.multiple_comparisons import (
    FEWEST,
    Comparisons,
    p_of_gain,
    p_of_seeds,
    shown,
)
from plainspoken.experiments.results.claims.single_run import SplitName, interval, interval_of, metric_at
from plainspoken.experiments.results.intervals import apart, difference
from plainspoken.experiments.results.metric import Direction, Interval
from plainspoken.experiments.results.record import Latency, RunRecord

SAME = (0.9, 1.1)
"""Ratios from here to here are "about the same": a tenth more or less."""

DOUBLE = (1.8, 2.2)
"""Ratios from here to here are "double": two, give or take a tenth of it."""

MUCH_SMALLER = 0.5
"""Ratios below this are "much smaller": less than half."""

ALL_METRICS = ("accuracy", "f1", "precision", "recall")
"""What "across all metrics" means: those that scikit-learn's `classification_report` shows for a classifier."""


@claim("times")
def ratio(one: float, other: float) -> float:
    """`one / other`.

    Raises:
        InputError: `other` is nought.
    """
    if other == 0:
        raise InputError("a ratio to nought has no value", remedy="compare with a figure that is not nought")
    return one / other


@claim("words")
def ratio_words(one: float, other: float) -> str:
    """`ratio` in words: "much smaller" (below 0.5), "smaller", "about the same" (0.9 to 1.1), "larger",
    "double" (1.8 to 2.2) or "more than double"."""
    times = ratio(one, other)
    if times < MUCH_SMALLER:
        return "much smaller"
    if times < SAME[0]:
        return "smaller"
    if times <= SAME[1]:
        return "about the same"
    if times < DOUBLE[0]:
        return "larger"
    return "double" if times <= DOUBLE[1] else "more than double"


@claim("truth", rests_on=("ratio",))
def about_the_same(one: float, other: float) -> bool:
    """`ratio` is between 0.9 and 1.1."""
    return SAME[0] <= ratio(one, other) <= SAME[1]


@claim("truth", rests_on=("ratio",))
def doubles(one: float, other: float) -> bool:
    """`ratio` is between 1.8 and 2.2."""
    return DOUBLE[0] <= ratio(one, other) <= DOUBLE[1]


@claim("truth", rests_on=("ratio",))
def much_smaller(one: float, other: float) -> bool:
    """`ratio` is below 0.5."""
    return ratio(one, other) < MUCH_SMALLER


@claim("points")
def delta_points(one: float, other: float) -> float:
    """`one - other` of two fractions, in percentage points (0.722 to 0.719 is 0.3 points, or 30 basis points)."""
    return 100 * (one - other)


def metric_of(run: RunRecord, metric: str) -> float:
    """The figure called `metric`: a name within the test metrics (`accuracy`), or a path from the record
    (`cost.parameters`, `final.valid.loss`).

    Raises:
        InputError: there is no such figure, or it is not a number.
    """
    path = metric.split(".") if "." in metric else ["final", "test", metric]
    value: object = run
    for step in path:
        value = value.get(step) if isinstance(value, Mapping) else getattr(value, step, None)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InputError(
            f"{run.study}/{run.run} has no figure {metric!r}",
            remedy="name a test metric, such as accuracy, or a path, such as cost.parameters",
        )
    return float(value)


@claim("run")
def best(metric: str, *runs: RunRecord) -> RunRecord:
    """The run with the best `metric` (as `metric_of` reads it): the highest, or the lowest where less is better, as the
    record says; the first of those that tie.

    Raises:
        InputError: there is no run, one of them lacks the figure, or neither way is better for it.
    """
    if not runs:
        raise InputError("best needs runs to choose from", remedy="name at least one run after the metric")
    figures = [metric_of(run, metric) for run in runs]
    sign = _sign(_direction(runs[0], metric), metric)
    return runs[max(range(len(runs)), key=lambda i: sign * figures[i])]


@claim("run")
def highest(metric: str, *runs: RunRecord) -> RunRecord:
    """The run with the highest `metric`, whether that is good or not; the first of those that tie. Raises InputError as
    `best`."""
    if not runs:
        raise InputError("highest needs runs to choose from", remedy="name at least one run after the metric")
    return max(runs, key=lambda run: metric_of(run, metric))


@claim("run")
def lowest(metric: str, *runs: RunRecord) -> RunRecord:
    """The run with the lowest `metric`; the first of those that tie. Raises InputError as `best`."""
    if not runs:
        raise InputError("lowest needs runs to choose from", remedy="name at least one run after the metric")
    return min(runs, key=lambda run: metric_of(run, metric))


@claim("truth", rests_on=("acc",))
def dominates(run: RunRecord, *others: RunRecord) -> bool:
    """Accuracy, F1, precision and recall on the test split are each better than those of every other run.

    A plain comparison of figures; `better` says whether the difference is more than chance.

    Raises:
        InputError: there is no other run.
    """
    if not others:
        raise InputError("dominates needs runs to compare with", remedy="name at least two runs")
    return all(metric_of(run, metric) > metric_of(other, metric) for other in others for metric in ALL_METRICS)


@claim("truth", rests_on=("acc",))
def intervals_overlap(run: RunRecord, other: RunRecord, split: SplitName = "test") -> bool:
    """Whether the 95 % intervals of the two accuracies share a point."""
    return not apart(interval(run, split), interval(other, split))


@claim("interval")
def difference_interval(run: RunRecord, other: RunRecord, split: SplitName = "test") -> Interval:
    """The 95 % interval of the first accuracy minus the second (Newcombe's hybrid score interval).

    The record holds no answers by sample, so a paired test (McNemar's) cannot be made; treating the samples as
    independent gives a wider interval, which errs on the careful side.
    """
    return metric_difference(run, other, "accuracy", split)


@claim("interval")
def balanced_difference(run: RunRecord, other: RunRecord, split: SplitName = "test") -> Interval:
    """The 95 % interval of the first balanced accuracy minus the second; otherwise as `difference_interval`."""
    return metric_difference(run, other, "balanced_accuracy", split)


@claim("interval")
def metric_difference(run: RunRecord, other: RunRecord, measure: str, split: SplitName = "test") -> Interval:
    """The 95 % interval of a metric of the first run minus that of the second, from the interval of each.

    Raises:
        InputError: one of the runs has no such metric, or no interval for it, or its unit is another.
    """
    one, two = metric_at(run, measure, split), metric_at(other, measure, split)
    if one.unit != two.unit:
        raise InputError(
            f"{measure} is in {one.unit} for {run.run} and in {two.unit} for {other.run}",
            remedy="compare runs that were measured alike",
        )
    return difference(one.value, interval_of(run, measure, split), two.value, interval_of(other, measure, split))


def _gain(run: RunRecord, other: RunRecord, measure: str, split: SplitName) -> Interval:
    """The interval of how much better the first run is: the difference, turned round where less is better."""
    apart = metric_difference(run, other, measure, split)
    if _sign(metric_at(run, measure, split).better, measure) > 0:
        return apart
    return apart.model_copy(update={"low": -apart.high, "high": -apart.low})


def _direction(run: RunRecord, metric: str) -> Direction:
    """Which way is better, as the record says; for a path such as `final.valid.loss`, by its last step."""
    name = metric.rsplit(".", 1)[-1]
    kind = run.kind_of(name)
    return kind.better if kind is not None else "none"


def _sign(better: Direction, metric: str) -> int:
    if better == "none":
        raise InputError(
            f"the record does not say which way {metric!r} is better", remedy="ask for `highest` or `lowest`"
        )
    return 1 if better == "higher" else -1


def sure_gain(
    run: RunRecord, other: RunRecord, measure: str, split: SplitName, among: Comparisons | None = None
) -> float:
    """How much better the first run is, where that is shown; nought where it may be luck.

    Args:
        among: the comparisons of the talk that this is one of.

    Raises:
        InputError: as `metric_difference`.
    """
    around = _gain(run, other, measure, split)
    one, two = metric_at(run, measure, split), metric_at(other, measure, split)
    sign = _sign(one.better, measure)
    gain = sign * (one.value - two.value)
    names = sorted((f"{run.study}/{run.run}", f"{other.study}/{other.run}"))
    p = p_of_gain(gain, around.low, around.high)
    if min(len(one.seeds), len(two.seeds)) >= FEWEST:  # more than the luck of the test samples, and of the seeds
        p = max(p, p_of_seeds(one.seeds, two.seeds) if gain * (one.mean - two.mean) * sign > 0 else 1.0)
    return gain if shown(among, run.study, (*names, measure, split), p) else 0.0


@claim("truth", rests_on=("score",))
def better(
    run: RunRecord, other: RunRecord, measure: str = "accuracy", split: SplitName = "test", *,
    among: Comparisons | None = None,
) -> bool:  # fmt: skip
    """The whole 95 % interval of the difference lies on the better side of nought. `measure` is any metric of both runs
    that has an interval; which way is better, the record says. Where both runs have three seeds or more, the means over
    the seeds must differ, too (Welch's t test). Where a talk makes several comparisons within a study, they are
    corrected for their number by Holm's method.

    Two runs of which neither is `better` cannot be told apart: say so, or say nothing.
    """
    return sure_gain(run, other, measure, split, among) > 0


@claim("truth", rests_on=("score",))
def worse(
    run: RunRecord, other: RunRecord, measure: str = "accuracy", split: SplitName = "test", *,
    among: Comparisons | None = None,
) -> bool:  # fmt: skip
    """The whole 95 % interval of the difference lies on the worse side of nought: `better` the other way round."""
    return sure_gain(run, other, measure, split, among) < 0


@claim("truth", rests_on=("score",))
def not_apart(
    run: RunRecord, other: RunRecord, measure: str = "accuracy", split: SplitName = "test", *,
    among: Comparisons | None = None,
) -> bool:  # fmt: skip
    """Neither run is `better`, corrected likewise."""
    return sure_gain(run, other, measure, split, among) == 0


@claim("words")
def better_words(
    run: RunRecord, other: RunRecord, measure: str = "accuracy", split: SplitName = "test", *,
    among: Comparisons | None = None,
) -> str:  # fmt: skip
    """`better` in words: "better than", "worse than" or "not clearly different from"."""
    gain = sure_gain(run, other, measure, split, among)
    return "better than" if gain > 0 else "worse than" if gain < 0 else "not clearly different from"


def _latencies(run: RunRecord, other: RunRecord) -> tuple[Latency, Latency]:
    one, two = run.cost.latency, other.cost.latency
    if one is None or two is None:
        missing = run if one is None else other
        raise InputError(f"{missing.study}/{missing.run} has no latency", remedy="run the experiment again")
    for name in ("device", "threads", "precision", "batch", "input_shape"):
        if getattr(one, name) != getattr(two, name):
            raise InputError(
                f"the latencies of {run.run} and {other.run} were measured with different {name}: "
                f"{getattr(one, name)} and {getattr(two, name)}",
                remedy="benchmark both under the same conditions before comparing them",
            )
    return one, two


@claim("truth", rests_on=("latency_ms",))
def faster(run: RunRecord, other: RunRecord) -> bool:
    """The first run answers sooner: its whole interquartile range of latency lies below the other's.

    Raises:
        InputError: one was not measured, or device, threads, precision, batch or input shape differ.
    """
    one, two = _latencies(run, other)
    return one.high_ms < two.low_ms


@claim("truth", rests_on=("latency_ms",))
def as_fast(run: RunRecord, other: RunRecord) -> bool:
    """Neither run is `faster`: the interquartile ranges of latency overlap. Raises InputError as `faster`."""
    return not faster(run, other) and not faster(other, run)


@claim("times")
def speedup(slow: RunRecord, fast: RunRecord) -> float:
    """Seconds of an epoch of `slow` over those of `fast`; name both devices beside it (`environment.device_name`).

    Raises:
        InputError: the runs differ in model or in the number of training samples, or took no time.
    """
    if slow.model != fast.model or slow.final.train.n != fast.final.train.n:
        raise InputError(
            f"{slow.run} and {fast.run} did not do the same work", remedy="compare one model on the same training set"
        )
    return ratio(slow.seconds_per_epoch, fast.seconds_per_epoch)
