"""Plain figures of one run: what was reached, and what it costs."""

from __future__ import annotations

from typing import Literal

from plainspoken.base.errors import InputError
from plainspoken.experiments.results.claims.claim_table import claim
from plainspoken.experiments.results.claims.intervals import mean_of_shares, wilson
from plainspoken.experiments.results.record import Interval, RunRecord, SplitMetrics

SplitName = Literal["train", "valid", "test"]


def split_of(run: RunRecord, split: str) -> SplitMetrics:
    """The metrics of one split of `run`.

    Raises:
        InputError: the split is neither train, valid nor test, or it has no sample.
    """
    if split not in ("train", "valid", "test"):
        raise InputError(f"{run.study}/{run.run} has no split {split!r}", remedy="say train, valid or test")
    metrics: SplitMetrics = getattr(run.final, split)
    if metrics.n <= 0:
        raise InputError(
            f"the {split} split of {run.study}/{run.run} is empty", remedy="train it again on a set with that split"
        )
    return metrics


def hits(metrics: SplitMetrics) -> int:
    """How many samples were right: the sum of the confusion matrix's diagonal, or, of an imported run without one,
    what its accuracy and count say."""
    if getattr(metrics, "confusion", None) is None:
        return round(metrics.accuracy * metrics.n)
    return sum(row[i] for i, row in enumerate(metrics.confusion))


@claim("fraction")
def acc(run: RunRecord, split: SplitName = "test") -> float:
    """The accuracy with the best weights: right samples over all samples of the split."""
    return split_of(run, split).accuracy


@claim("fraction")
def balanced_acc(run: RunRecord, split: SplitName = "test") -> float:
    """The balanced accuracy: the mean of the recalls, each class counting the same."""
    return split_of(run, split).balanced_accuracy


@claim("fraction")
def f1(run: RunRecord, average: Literal["macro", "weighted"] = "macro", split: SplitName = "test") -> float:
    """The F1 score: the mean over classes (`macro`), or weighted by how many samples each has (`weighted`)."""
    metrics = split_of(run, split)
    if average not in ("macro", "weighted"):
        raise InputError(f"no F1 average is called {average!r}", remedy="say macro or weighted")
    return metrics.f1 if average == "macro" else metrics.weighted_f1


@claim("interval")
def interval(run: RunRecord, split: SplitName = "test") -> Interval:
    """The 95 % Wilson interval of the accuracy, from the confusion matrix."""
    metrics = split_of(run, split)
    return wilson(hits(metrics), metrics.n)


@claim("interval")
def balanced_interval(run: RunRecord, split: SplitName = "test") -> Interval:
    """The 95 % interval of the balanced accuracy, from the recall of each class that has samples."""
    metrics = split_of(run, split)
    rows = [(row[i], sum(row)) for i, row in enumerate(metrics.confusion) if sum(row)]
    return mean_of_shares([hit for hit, _ in rows], [n for _, n in rows])


@claim("count")
def right_of(run: RunRecord) -> int:
    """How many of the samples shown in the grid were right (the total is `grid_size`)."""
    return run.samples.right


@claim("count")
def grid_size(run: RunRecord) -> int:
    """How many samples the grid shows."""
    return run.samples.total


@claim("count")
def params(run: RunRecord) -> int:
    """How many numbers the model learned or was given: all parameters, frozen ones too."""
    return run.cost.parameters


@claim("megabytes")
def size_mb(run: RunRecord) -> float:
    """The size of the weights on disk in megabytes of 10^6 bytes."""
    return run.cost.bytes / 1e6


@claim("gmacs")
def gmacs(run: RunRecord) -> float:
    """Multiply-adds of one sample, in thousand millions: half of the FLOPs that the record counts.

    Raises:
        InputError: the record holds no count.
    """
    if run.cost.flops is None:
        raise InputError(f"{run.study}/{run.run} has no count of operations", remedy="run the experiment again")
    return run.cost.flops / 2e9


@claim("ms")
def latency_ms(run: RunRecord) -> float:
    """The median time of one forward pass in milliseconds.

    Raises:
        InputError: it was not measured.
    """
    if run.cost.latency is None:
        raise InputError(f"{run.study}/{run.run} has no latency", remedy="run the experiment again with its benchmark")
    return run.cost.latency.median_ms
