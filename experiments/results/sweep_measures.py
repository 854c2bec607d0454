"""The runs of a sweep side by side: which metric they are compared by, in which order, and which are worth their cost.

One place for templates, figures and importers. A sweep is any list of runs of one study, imported or trained here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from plainspoken.base.errors import InputError
from plainspoken.experiments.results.metric import OVER_FOLDS, Metric
from plainspoken.experiments.results.record import RunRecord

SPLITS = ("test", OVER_FOLDS, "valid", "train")
"""Where runs are compared, the first that all of them were measured on."""

_FIRST = ("accuracy", "f1", "map50_95", "r2", "rmse", "mae", "perplexity", "loss")
"""Metrics that a sweep is compared by where nothing says which: the usual one of each field."""


def compared_metric(runs: Sequence[RunRecord], measure: str | None = None, split: str | None = None) -> tuple[str, str]:
    """The split and the metric that runs are compared by.

    Args:
        measure: a metric of theirs; by default the one that the sweep names, or the usual one of its field.
        split: by default the first of `SPLITS` that all of them have it on.

    Raises:
        InputError: there is no run, or no such metric that all of them have.
    """
    if not runs:
        raise InputError("there is no run to choose from", remedy="name a study that has runs")
    if measure is None and split is None and (own := runs[0].extra.get("compared_by")) is not None:
        place, _, name = str(own).partition(".")
        if all(name in run.scores.get(place, {}) for run in runs):
            return place, name
    if measure is not None and "." in measure and measure.split(".")[0] in SPLITS:
        split, _, measure = measure.partition(".")
    for place in (split,) if split else SPLITS:
        shared = [
            name for name in runs[0].scores.get(place, {}) if all(name in run.scores.get(place, {}) for run in runs)
        ]
        if measure is not None:
            if measure in shared:
                return place, measure
        elif shared:
            return place, next((name for name in _FIRST if name in shared), shared[0])
    known = ", ".join(dict.fromkeys(name for told in runs[0].scores.values() for name in told)) or "none"
    lacking = [run.title for run in runs if not any(measure in told for told in run.scores.values())]
    where = f" on {split}" if split else ""
    if measure is None:
        raise InputError("these runs share no metric", remedy="name runs that were measured alike")
    raise InputError(
        f"not all of these {len(runs)} runs have {measure!r}{where}" if len(lacking) < len(runs) else
        f"no run has a metric {measure!r}{where}",
        remedy=f"leave out {lacking[0]}" if 0 < len(lacking) < len(runs) else f"their metrics are: {known}",
    )  # fmt: skip


def metric_in(run: RunRecord, split: str, measure: str) -> Metric:
    """A metric of a run on a split, the folds of a cross-validation among them.

    Raises:
        InputError: it was not measured.
    """
    metric = run.scores.get(split, {}).get(measure)
    if metric is None:
        raise InputError(f"{run.study}/{run.run} has no {measure} on {split}", remedy="leave the run out")
    return metric


def ranked(
    runs: Sequence[RunRecord], measure: str | None = None, split: str | None = None, *, reverse: bool = False
) -> list[RunRecord]:
    """Runs from the best to the worst, by their mean over seeds where they have several; those that tie keep their
    order. Of a metric that is better neither way, from the highest to the lowest.

    Args:
        reverse: from the worst on.

    Raises:
        InputError: as `compared_metric`.
    """
    place, name = compared_metric(runs, measure, split)
    sign = 1 if metric_in(runs[0], place, name).better == "lower" else -1
    return sorted(runs, key=lambda run: (-sign if reverse else sign) * metric_in(run, place, name).mean)


def rank_in(run: RunRecord, runs: Sequence[RunRecord], measure: str | None = None, split: str | None = None) -> int:
    """The place of a run among all, from 1; runs that tie share the better place.

    Raises:
        InputError: as `compared_metric`.
    """
    place, name = compared_metric(runs, measure, split)
    sign = -1 if metric_in(run, place, name).better == "lower" else 1
    own = sign * metric_in(run, place, name).mean
    return 1 + sum(sign * metric_in(other, place, name).mean > own for other in runs)


def cost_in(run: RunRecord, cost: str) -> float | None:
    """What a run cost: `seconds` of its training, `parameters` and so on, or a setting or metric of that name; None
    where it is not known."""
    from plainspoken.experiments.results.claims.costs import COSTS, cost_of  # claims are about sweeps, too

    if cost in COSTS:
        try:
            return float(cost_of(run, cost))
        except InputError:
            return None
    tables: list[Mapping[str, Any]] = [run.at, *(run.scores.get(place, {}) for place in SPLITS), run.metrics]
    for table in tables:
        value = table.get(cost)
        value = value.mean if isinstance(value, Metric) else value
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
    return None


def shared_cost(runs: Sequence[RunRecord], cost: str | None = None) -> str | None:
    """The cost that all runs have: the one that is named, or the first of `seconds` and `parameters` that they differ
    in; None where there is none."""
    for name in (cost,) if cost else ("seconds", "parameters"):
        prices = [cost_in(run, name) for run in runs]
        if all(price is not None for price in prices) and (cost or len(set(prices)) > 1):
            return name
    return None


def pareto_front(runs: Sequence[RunRecord], measure: str | None = None, cost: str | None = None) -> list[RunRecord]:
    """The runs that no other beats: none is at least as good at no more cost, and better in one of the two. From the
    cheapest on.

    Raises:
        InputError: as `compared_metric`, or the cost of a run is not known.
    """
    place, name = compared_metric(runs, measure)
    chosen = shared_cost(runs, cost)
    if chosen is None:
        raise InputError(
            f"the {cost or 'cost'} of these runs is not known, or is the same for all",
            remedy="name another cost: seconds, parameters, or a setting or metric of theirs",
        )
    sign = -1 if metric_in(runs[0], place, name).better == "lower" else 1
    told = [(cost_in(run, chosen) or 0.0, sign * metric_in(run, place, name).mean, run) for run in runs]
    front = [
        (price, run)
        for price, good, run in told
        if not any(p <= price and g >= good and (p < price or g > good) for p, g, _ in told)
    ]
    return [run for _, run in sorted(front, key=lambda each: each[0])]


def varying(runs: Sequence[RunRecord]) -> list[str]:
    """The settings in which runs differ, in their order."""
    names = dict.fromkeys(name for run in runs for name in run.at)
    return [name for name in names if len({repr(run.at.get(name)) for run in runs}) > 1]
