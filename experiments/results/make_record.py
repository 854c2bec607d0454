"""Build a `RunRecord` from what is known of a run: the one way by which imports and tests make records.

What follows from what is given is worked out: all metrics of a classifier from its confusion matrix, the interval of an
accuracy from the count of samples, the baselines and the data card from the counts by class. What does not follow stays
unmeasured.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import add
from typing import Any

from plainspoken.base.errors import InputError
from plainspoken.experiments.results.intervals import mean_of_shares, wilson
from plainspoken.experiments.results.metric import CLASSIFICATION, Metric, MetricKind, NamedNumbers, measured
from plainspoken.experiments.results.record import (
    ClassificationDetail,
    ClassMetrics,
    DataCard,
    Detail,
    RunRecord,
    Split,
)

Confusion = Sequence[Sequence[int]]
"""Counts by class; row = truth, column = answer."""


def make_record(
    study: str,
    run: str,
    *,
    confusion: Mapping[str, Confusion] | None = None,
    labels: Sequence[str] = (),
    values: Mapping[str, Mapping[str, float]] | None = None,
    counts: Mapping[str, int] | None = None,
    kinds: Mapping[str, MetricKind] | None = None,
    **fields: Any,
) -> RunRecord:
    """The record of one run.

    Args:
        confusion: by split, for a classifier with one label a sample.
        labels: its class names; letters from `a` when left out.
        values: further metrics by split and name; they go before those that follow from `confusion`.
        counts: samples by split, where `confusion` does not tell them.
        kinds: unit and direction of each metric in `values` that is not one of a classifier's.
        fields: any other field of `RunRecord`, which goes before what would be worked out for it.

    Raises:
        InputError: a metric has no kind, so nobody knows its unit, or a field is not one of a record's.
    """
    known = {**CLASSIFICATION, **(kinds or {})}
    scores: dict[str, dict[str, Metric]] = {}
    detail: dict[str, Detail] = {}
    sizes = dict(counts or {})
    for split, matrix in (confusion or {}).items():
        names = list(labels) or [chr(ord("a") + i) for i in range(len(matrix))]
        scores[split], detail[split] = metrics_from_confusion(matrix, names, split=split)
        sizes.setdefault(split, sum(map(sum, matrix)))
    for split, told in (values or {}).items():
        n = sizes.get(split)
        scores[split] = scores.get(split, {}) | _with_accuracy_interval(measured(dict(told), known, split=split, n=n))
    worked_out: dict[str, Any] = {
        "title": run.replace("-", " ").replace("_", " ").capitalize(),
        "scores": scores,
        "detail": detail,
        "kinds": known,
    }
    if counts_by_class := {s: _support(d) for s, d in detail.items() if isinstance(d, ClassificationDetail)}:
        worked_out["data"] = _card(counts_by_class)
        if "test" in counts_by_class:
            worked_out["baselines"] = constant_baselines(counts_by_class.get("train"), counts_by_class["test"])
    elif sizes:
        worked_out["data"] = DataCard(splits={split: Split(n=n) for split, n in sizes.items()})
    given = worked_out | fields
    if unknown := [name for name in given if name not in RunRecord.model_fields]:
        raise InputError(f"a record has no field {unknown[0]!r}", remedy=f"it has: {', '.join(RunRecord.model_fields)}")
    return RunRecord(study=study, run=run, **given)


def metrics_from_confusion(
    confusion: Confusion, labels: Sequence[str], *, split: str, loss: float | None = None
) -> tuple[dict[str, Metric], ClassificationDetail]:
    """All metrics of a classifier on one split.

    Precision, recall and F1 of a class that is never predicted, or never there, are 0; the averages are over all
    classes (macro), `weighted_f1` weighs by support; balanced accuracy is the mean recall of the classes that are
    there (as scikit-learn's).

    Raises:
        InputError: there is no sample.
    """
    rows, k = [list(map(int, row)) for row in confusion], len(labels)
    support, predicted = [sum(row) for row in rows], [sum(row[i] for row in rows) for i in range(k)]
    right, n = [rows[i][i] for i in range(k)], sum(support)
    if not n:
        raise InputError(f"the {split} split has no sample", remedy="measure on a split that has samples")
    precision = [_share(right[i], predicted[i]) for i in range(k)]
    recall = [_share(right[i], support[i]) for i in range(k)]
    f1 = [_share(2 * right[i], support[i] + predicted[i]) for i in range(k)]
    there = [i for i in range(k) if support[i]]
    values = {
        **({} if loss is None else {"loss": loss}),
        "accuracy": sum(right) / n,
        "balanced_accuracy": _total(recall[i] for i in there) / len(there),
        "precision": _total(precision) / k,
        "recall": _total(recall) / k,
        "f1": _total(f1) / k,
        "weighted_f1": _total(f1[i] * support[i] for i in range(k)) / n,
    }
    intervals = {
        "accuracy": wilson(sum(right), n),
        "balanced_accuracy": mean_of_shares([right[i] for i in there], [support[i] for i in there]),
    }
    per_class = {
        label: ClassMetrics(
            precision=precision[i],
            recall=recall[i],
            f1=f1[i],
            support=support[i],
            predicted=predicted[i],
            true_share=support[i] / n,
            predicted_share=predicted[i] / n,
        )
        for i, label in enumerate(labels)
    }
    metrics = measured(values, CLASSIFICATION, split=split, n=n, intervals=intervals)
    return metrics, ClassificationDetail(labels=list(labels), per_class=per_class, confusion=rows)


def constant_baselines(
    train_counts: Mapping[str, int] | None, test_counts: Mapping[str, int], *, majority: str | None = None
) -> dict[str, NamedNumbers]:
    """What is had without looking: `majority` always says the class that is most common in training (or in the test
    split, where the training counts are not known), or the one that is named; `uniform` is guessing at random.

    The F1 is the macro average; for the guess it is the mean over classes of 2 s g / (s + g) with the class's share
    s and the guess's g = 1 / classes.
    """
    learned = train_counts or test_counts
    classes, n = list(learned), sum(test_counts.values())
    first = majority or max(classes, key=lambda name: learned[name])
    share, guess = test_counts[first] / n, 1 / len(classes)
    shares = [test_counts[name] / n for name in classes]
    return {
        "majority": NamedNumbers(
            accuracy=share,
            balanced_accuracy=1 / sum(s > 0 for s in shares),
            f1=2 * share / (1 + share) / len(classes),
        ),
        "uniform": NamedNumbers(
            accuracy=guess,
            balanced_accuracy=guess,
            f1=sum(2 * s * guess / (s + guess) for s in shares) / len(classes),
        ),
    }


def _with_accuracy_interval(metrics: dict[str, Metric]) -> dict[str, Metric]:
    """An accuracy over a known number of samples has Wilson's interval."""
    found = dict(metrics)
    metric = found.get("accuracy")
    if metric is not None and metric.n and metric.interval is None:
        found["accuracy"] = metric.within(wilson(round(metric.value * metric.n), metric.n))
    return found


def _support(detail: ClassificationDetail) -> dict[str, int]:
    return {label: each.support for label, each in detail.per_class.items()}


def _card(counts: Mapping[str, Mapping[str, int]]) -> DataCard:
    totals = {split: sum(each.values()) for split, each in counts.items()}
    first = counts.get("train") or next(iter(counts.values()))
    return DataCard(
        classes=list(first),
        majority=max(first, key=lambda label: first[label]),
        total=sum(totals.values()),
        splits={
            split: Split(
                n=totals[split],
                counts=dict(each),
                shares={label: count / totals[split] for label, count in each.items()},
            )
            for split, each in counts.items()
        },
    )


def _total(numbers: Iterable[float]) -> float:
    """The plain sum from left to right: since Python 3.12, `sum` rounds otherwise than before."""
    return reduce(add, numbers, 0.0)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
