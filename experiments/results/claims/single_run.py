"""Plain figures of one run: what was reached, and what it costs."""

from __future__ import annotations

from typing import Literal

from plainspoken.base.errors import InputError
from plainspoken.experiments.results.claims.claim_table import claim
from plainspoken.experiments.results.metric import CLASSIFICATION, Interval, Metric
from plainspoken.experiments.results.record import RunRecord
from plainspoken.experiments.results.scores_view import SplitScores
from plainspoken.experiments.results.unmeasured import NotMeasuredError

SplitName = Literal["train", "valid", "test"]


def split_of(run: RunRecord, split: str) -> SplitScores:
    """The metrics of one split of `run`.

    Raises:
        InputError: the split is neither train, valid nor test, or it has no sample.
    """
    if split not in ("train", "valid", "test"):
        raise InputError(f"{run.study}/{run.run} has no split {split!r}", remedy="say train, valid or test")
    metrics = run.final[split]
    if metrics.has("n") and metrics.n <= 0:
        raise InputError(
            f"the {split} split of {run.study}/{run.run} is empty", remedy="train it again on a set with that split"
        )
    return metrics


def metric_at(run: RunRecord, measure: str, split: str = "test") -> Metric:
    """The metric of that name, with its unit, direction and interval.

    Raises:
        InputError: the run has no such split, or no such metric in it.
    """
    metric = split_of(run, split).metric(measure)
    if metric is not None:
        return metric
    if measure in CLASSIFICATION and run.task == "classify":
        raise NotMeasuredError(f"{measure} of {run.study}/{run.run}")
    known = ", ".join(run.scores.get(split, {})) or "none"
    raise InputError(f"{run.study}/{run.run} has no metric {measure!r}", remedy=f"its {split} metrics are: {known}")


def interval_of(run: RunRecord, measure: str = "accuracy", split: str = "test") -> Interval:
    """The 95 % interval of a metric.

    Raises:
        InputError: as `metric_at`, or the metric has no interval.
    """
    around = metric_at(run, measure, split).interval
    if around is None:
        raise NotMeasuredError(
            f"interval of {measure} of {run.study}/{run.run}",
            "ask about a metric that has one, or say how many samples were measured (`n` of an import)",
        )
    return around


@claim("metric", interval=interval_of)
def score(run: RunRecord, measure: str = "accuracy", split: SplitName = "test") -> float:
    """Any metric of the run, by name, in its own unit. Raises InputError as `metric_at`."""
    return metric_at(run, measure, split).value


def _accuracy_interval(run: RunRecord, split: str = "test") -> Interval:
    return interval_of(run, "accuracy", split)


def _balanced_interval(run: RunRecord, split: str = "test") -> Interval:
    return interval_of(run, "balanced_accuracy", split)


@claim("fraction", interval=_accuracy_interval)
def acc(run: RunRecord, split: SplitName = "test") -> float:
    """The accuracy with the best weights: right samples over all samples of the split."""
    return split_of(run, split).accuracy


@claim("fraction", interval=_balanced_interval)
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
    """The 95 % Wilson interval of the accuracy."""
    return interval_of(run, "accuracy", split)


@claim("interval")
def balanced_interval(run: RunRecord, split: SplitName = "test") -> Interval:
    """The 95 % interval of the balanced accuracy, from the recall of each class that has samples."""
    return interval_of(run, "balanced_accuracy", split)


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


def _quartiles(run: RunRecord) -> Interval:
    latency = run.cost.latency
    if latency is None:
        raise NotMeasuredError("latency")
    return Interval(low=latency.low_ms, high=latency.high_ms, level=0.5, method="quartiles")


@claim("ms", interval=_quartiles)
def latency_ms(run: RunRecord) -> float:
    """The median time of one forward pass in milliseconds.

    Raises:
        InputError: it was not measured.
    """
    if run.cost.latency is None:
        raise InputError(f"{run.study}/{run.run} has no latency", remedy="run the experiment again with its benchmark")
    return run.cost.latency.median_ms
