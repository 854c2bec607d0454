"""Ending the weakest runs of a sweep early, by what they have shown so far.

All runs are trained up to the same epoch, a rung; then it is decided who goes on. The decision looks at validation
scores alone, never at which run was faster, so the same sweep prunes the same runs on one core and on a cluster,
interrupted or not.

`halving`   successive halving (Jamieson and Talwalkar, "Non-stochastic best arm identification", 2016): at epochs
            `first`, `first * factor`, `first * factor^2` …, the best ceil(n / factor) of the n runs go on.
`median`    the median stopping rule (Golovin et al., "Google Vizier", 2017, section 3.2.2): from epoch `first` on,
            every `every` epochs, a run ends whose best score so far is below the median of the running means of all
            runs that have come that far.

A score is what `train.monitor` measures on the validation split; with several seeds, their mean.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from typing import Literal

from pydantic import Field

from plainspoken.base.document import Part

Scores = Sequence[float]
"""A run's scores after each epoch, higher is better."""


class Pruning(Part):
    """Which rule ends runs early, and when."""

    rule: Literal["halving", "median"]
    first: int = Field(default=1, ge=1, description="the epoch of the first decision")
    factor: int = Field(default=3, ge=2, description="halving: one in so many runs goes on, and epochs grow by as much")
    every: int = Field(default=1, ge=1, description="median: epochs between decisions")


def rungs(pruning: Pruning, epochs: int) -> list[int]:
    """The epochs after which it is decided who goes on; all before the last epoch."""
    if pruning.rule == "median":
        return list(range(pruning.first, epochs, pruning.every))
    found = []
    rung = pruning.first
    while rung < epochs:
        found.append(rung)
        rung *= pruning.factor
    return found


def survivors(pruning: Pruning, scores: Mapping[str, Scores], running: Sequence[str], rung: int) -> list[str]:
    """The names of those runs that go on after a rung, in the order of `running`.

    Args:
        scores: of all runs of the sweep, those that have ended included. A run without any has diverged at once.
        running: the runs that have not ended.
    """
    best = {name: max(scores[name][:rung], default=-math.inf) for name in running}
    if pruning.rule == "halving":
        places = math.ceil(len(running) / pruning.factor)
        # Sorting is stable: of equals, the one that the grid has first.
        chosen = set(sorted(running, key=lambda name: -best[name])[:places])
        return [name for name in running if name in chosen]
    reached = [values for values in scores.values() if len(values) >= rung]
    if not reached:
        return list(running)
    median = statistics.median(statistics.fmean(values[:rung]) for values in reached)
    return [name for name in running if best[name] >= median]


def mean_scores(seeds: Sequence[Scores]) -> list[float]:
    """The mean over seeds, epoch by epoch, as far as all have come."""
    return [statistics.fmean(values) for values in zip(*seeds, strict=False)]


def reason(pruning: Pruning, rung: int, left: int, of: int) -> str:
    """Why a run ended, in words."""
    if pruning.rule == "halving":
        return f"not among the best {left} of {of} runs after epoch {rung}"
    return f"below the median of the runs after epoch {rung}"
