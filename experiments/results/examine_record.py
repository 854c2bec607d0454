"""Examine a record before anything is said of it: ranges, sums, and whatever follows from something else in it.

A record is a witness. Files are copied, edited and mixed up, and every number of a talk comes from one; so what can be
worked out from a record is worked out again when it is read, and a record that contradicts itself is refused.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterator, Mapping
from itertools import pairwise
from math import isclose, isfinite
from pathlib import Path

from plainspoken.base.errors import InputError
from plainspoken.base.read_documents import unique_keys
from plainspoken.experiments.results.intervals import mean_of_shares, wilson
from plainspoken.experiments.results.make_record import metrics_from_confusion
from plainspoken.experiments.results.metric import OVER_FOLDS, Metric, NamedNumbers
from plainspoken.experiments.results.record import ClassificationDetail, DataCard, RunRecord, Split, StudyRecord
from plainspoken.experiments.results.signed_record import is_altered

CLOSE = 1e-6
"""Two figures that follow from each other differ by no more than rounding in arithmetic."""

IMPORTED_CLOSE = 0.006
"""Figures of other tools may have been rounded to two digits."""

_BOUNDED = frozenset({"count", "seconds", "ms", "bytes", "flops"})
"""Units of which nothing is below nought."""

Fault = tuple[str, str]
"""A field, and what is wrong with it."""


def examine_run(record: RunRecord, path: Path) -> None:
    """Refuse a run's record that contradicts itself, or stands under another name.

    Raises:
        InputError: it does; naming the first field.
    """
    _refuse(_faults_of_run(record, path), path)


def examine_study(record: StudyRecord, path: Path) -> None:
    """Refuse a study's record that contradicts itself; errors as `examine_run`."""
    faults = [*_names(record.study, None, path)]
    if record.has("data"):  # an imported study may have no card
        faults += _faults_of_card(record.data, None)
    _refuse(iter(faults), path)


def check_keys(text: bytes, path: Path) -> None:
    """Refuse a JSON document that says one thing twice, the second would hide the first; or that is not as it was
    written.

    Raises:
        InputError: a key stands twice in one object, or the checksum in the document is not its own.
    """
    try:
        document = json.loads(text, object_pairs_hook=unique_keys(path, _REMEDY))
    except (ValueError, RecursionError):
        return  # what is no JSON is told by whoever reads it
    if is_altered(document):
        raise InputError(
            "this record is not as it was written: it was damaged, or edited by hand",
            file=path,
            remedy=f"{_REMEDY}; to keep an edit of your own, delete `record` from its `fingerprints`",
        )


def likeness(record: RunRecord) -> Hashable | None:
    """What two records have in common only if they are the same run: every score and every epoch. None for a record
    that has no history."""
    history = getattr(record, "history", None)
    if not history or not record.scores:
        return None
    scores = tuple(
        (split, name, each.value) for split, metrics in record.scores.items() for name, each in metrics.items()
    )
    epochs = tuple(
        (epoch.epoch, part, tuple((name, numbers.get(name)) for name in numbers.names()))
        for epoch in history
        for part in ("train", "valid", "train_clean")
        if (numbers := getattr(epoch, part, None)) is not None
    )
    return record.study, scores, epochs


_REMEDY = "make the record anew, or take it back to what was recorded"


def _refuse(faults: Iterator[Fault], path: Path) -> None:
    for field, why in faults:
        raise InputError(f"this record contradicts itself: `{field}` {why}", file=path, remedy=_REMEDY)


def _names(study: str, run: str | None, path: Path) -> Iterator[Fault]:
    """A record is found by its file's name, `<study>/<run>.json`."""
    if run is not None and path.stem != run:
        yield "run", f"is {run!r}, and the file is called {path.name!r}"
    if path.parent.name != study:
        yield "study", f"is {study!r}, and the file is in {path.parent.name!r}"


def _faults_of_run(record: RunRecord, path: Path) -> Iterator[Fault]:
    yield from _names(record.study, record.run, path)
    close = IMPORTED_CLOSE if record.status == "imported" else CLOSE
    for split, metrics in record.scores.items():
        for name, metric in metrics.items():
            yield from _faults_of_metric(f"{split}.{name}", metric)
        sizes = {metric.n for metric in metrics.values() if metric.n is not None}
        if len(sizes) > 1:
            yield f"{split}.n", f"is {' and '.join(map(str, sorted(sizes)))}"
    for split, detail in record.detail.items():
        if isinstance(detail, ClassificationDetail):
            yield from _faults_of_confusion(split, detail, record.scores.get(split, {}), close)
    card: DataCard | None = getattr(record, "data", None)
    if card is not None:
        yield from _faults_of_card(card, record)
    yield from _faults_of_history(record)
    yield from _faults_of_cost(record)
    yield from _faults_of_samples(record)
    for name, figure in record.figures.items():
        steps = figure.path.split("/")
        if len(steps) == 4 and steps[0] == "figures" and (steps[1], steps[2]) != (record.study, record.run):
            yield f"figures.{name}.path", f"is a figure of {steps[1]}/{steps[2]}"


def _faults_of_metric(name: str, metric: Metric) -> Iterator[Fault]:
    if metric.unit == "fraction" and not -CLOSE <= metric.value <= 1 + CLOSE:
        yield name, f"is {metric.value:g}, and a share lies between 0 and 1"
    if metric.unit in _BOUNDED and metric.value < 0:
        yield name, f"is {metric.value:g}, below nought"
    if metric.unit == "count" and metric.value != int(metric.value):
        yield name, f"is {metric.value:g}, and a count is whole"
    if metric.n is not None and metric.n <= 0:
        yield f"{name}.n", f"is {metric.n}"
    if metric.low is not None and metric.high is not None:
        if not metric.low - CLOSE <= metric.value <= metric.high + CLOSE:
            yield (
                f"{name}.low",
                f"to `high` is {metric.low:g} to {metric.high:g}, without its own value {metric.value:g}",
            )
        if metric.unit == "fraction" and not (metric.low >= -CLOSE and metric.high <= 1 + CLOSE):
            yield f"{name}.high", f"is {metric.high:g}, and a share lies between 0 and 1"
    if metric.seeds and metric.split == OVER_FOLDS:
        if not isclose(metric.value, metric.mean, abs_tol=CLOSE):
            yield f"{name}.seeds", f"have the mean {metric.mean:g} over folds, and the metric says {metric.value:g}"
    elif metric.seeds and not any(isclose(metric.value, seed, abs_tol=CLOSE) for seed in metric.seeds):
        yield f"{name}.seeds", "do not hold the figure of the run itself"


def _faults_of_confusion(
    split: str, detail: ClassificationDetail, metrics: Mapping[str, Metric], close: float
) -> Iterator[Fault]:
    confusion = getattr(detail, "confusion", None)
    labels = getattr(detail, "labels", None)
    if not confusion or not labels:
        return
    where = f"{split}.confusion"
    if len(confusion) != len(labels) or any(len(row) != len(labels) for row in confusion):
        yield where, f"is not {len(labels)} by {len(labels)}, as there are labels"
        return
    if any(cell < 0 for row in confusion for cell in row):
        yield where, "has a cell below nought"
        return
    n = sum(map(sum, confusion))
    if n == 0:
        return
    again, counted = metrics_from_confusion(confusion, labels, split=split)
    for name, metric in metrics.items():
        if metric.n is not None and metric.n != n:
            yield f"{split}.{name}.n", f"is {metric.n}, and its confusion matrix counts {n}"
        if name in again and not isclose(metric.value, again[name].value, abs_tol=close):
            yield f"{split}.{name}", f"is {metric.value:.4g}, and its confusion matrix gives {again[name].value:.4g}"
        yield from _faults_of_interval(f"{split}.{name}", metric, confusion, close)
    for label, told in (getattr(detail, "per_class", None) or {}).items():
        if label not in counted.per_class:
            yield f"{split}.per_class.{label}", "is no label of the confusion matrix"
            continue
        for field in type(told).model_fields:
            given, right = getattr(told, field, None), getattr(counted.per_class[label], field)
            if given is not None and not isclose(given, right, abs_tol=close):
                yield (
                    f"{split}.per_class.{label}.{field}",
                    f"is {given:.4g}, and the confusion matrix gives {right:.4g}",
                )


def _faults_of_interval(name: str, metric: Metric, confusion: list[list[int]], close: float) -> Iterator[Fault]:
    if metric.low is None or metric.high is None or metric.level != 0.95:
        return
    rows = [(row[place], sum(row)) for place, row in enumerate(confusion) if sum(row)]
    if metric.method == "wilson" and name.endswith(".accuracy"):
        around = wilson(sum(hits for hits, _ in rows), sum(n for _, n in rows))
    elif metric.method == "wilson-mover" and name.endswith(".balanced_accuracy"):
        around = mean_of_shares([hits for hits, _ in rows], [n for _, n in rows])
    else:
        return
    if not (isclose(metric.low, around.low, abs_tol=close) and isclose(metric.high, around.high, abs_tol=close)):
        yield (
            f"{name}_interval",
            f"is {metric.low:.4g} to {metric.high:.4g}, and the counts give {around.low:.4g} to {around.high:.4g}",
        )


def _has_several_labels(split: Split) -> bool:
    """Whether a sample may have more than one label: then the labels' shares (or the counts, where there are no shares)
    add up to more than the whole."""
    if not split.shares:
        return sum(split.counts.values()) > split.n
    return sum(split.shares.values()) > 1 + 1e-3 * len(split.shares)


def _faults_of_card(card: DataCard, record: RunRecord | None) -> Iterator[Fault]:
    """Counts and shares of the data card, among themselves and against the answers of a run."""
    for name, split in card.splits.items():
        where = f"data.splits.{name}"
        if split.n < 0 or any(count < 0 for count in split.counts.values()):
            yield where, "has a count below nought"
        if _has_several_labels(split):
            for label, count in split.counts.items():
                if count > split.n:
                    yield f"{where}.counts.{label}", f"is {count}, and `n` is {split.n}"
        elif split.counts and sum(split.counts.values()) != split.n:
            yield f"{where}.counts", f"add up to {sum(split.counts.values())}, and `n` is {split.n}"
        for label, share in split.shares.items():
            if split.n and label in split.counts and not isclose(share, split.counts[label] / split.n, abs_tol=1e-3):
                yield (
                    f"{where}.shares.{label}",
                    f"is {share:.4g}, and its count gives {split.counts[label] / split.n:.4g}",
                )
        if record is None or name == "train" or record.status == "imported":
            continue  # the training split may be measured on a part of it
        detail = record.detail.get(name)
        confusion = getattr(detail, "confusion", None) if isinstance(detail, ClassificationDetail) else None
        if confusion and split.counts and isinstance(detail, ClassificationDetail):
            tested = {label: sum(row) for label, row in zip(detail.labels, confusion, strict=False)}
            for label, count in split.counts.items():
                if label in tested and tested[label] != count:
                    yield f"{where}.counts.{label}", f"is {count}, and the confusion matrix counts {tested[label]}"
    train = card.splits.get("train")
    majority = getattr(card, "majority", None)
    if train is not None and majority in train.counts and train.counts[majority] < max(train.counts.values()):
        yield "data.majority", f"is {majority!r}, which is not the most common class of the training split"


def _faults_of_history(record: RunRecord) -> Iterator[Fault]:
    history = getattr(record, "history", None) or []
    epochs = [epoch.epoch for epoch in history]
    if any(after <= before for before, after in pairwise(epochs)):
        yield "history", "does not count its epochs upwards"
    for index, epoch in enumerate(history):
        for part in ("train", "valid", "train_clean"):
            numbers: NamedNumbers | None = getattr(epoch, part, None)
            if numbers is None:
                continue
            for name in numbers.names():
                kind = record.kinds.get(name)
                value = numbers.get(name)
                if value is None or not isfinite(value):
                    continue
                if kind is not None and kind.unit == "fraction" and not -CLOSE <= value <= 1 + CLOSE:
                    yield f"history[{index}].{part}.{name}", f"is {value:g}, and a share lies between 0 and 1"
        if (getattr(epoch, "seconds", None) or 0) < 0:
            yield f"history[{index}].seconds", "is below nought"
    best = getattr(record, "best_epoch", None)
    if best is not None and epochs and best not in epochs:
        yield "best_epoch", f"is {best}, which the history does not hold"
    told = getattr(record, "epochs", None)
    if told is not None and epochs and told != epochs[-1] and told != len(epochs):
        yield "epochs", f"is {told}, and the history holds {len(epochs)}"
    planned = getattr(record, "epochs_planned", None)
    if planned is not None and told is not None and told > planned:
        yield "epochs", f"is {told} of {planned} planned"


def _faults_of_cost(record: RunRecord) -> Iterator[Fault]:
    for name in ("seconds", "seconds_per_epoch", "processor_seconds_per_epoch"):
        if (getattr(record, name, None) or 0) < 0:
            yield name, "is below nought"
    cost = getattr(record, "cost", None)
    if cost is not None:
        parameters, trainable = getattr(cost, "parameters", None), getattr(cost, "trainable_parameters", None)
        if parameters is not None and trainable is not None and not 0 <= trainable <= parameters:
            yield "cost.trainable_parameters", f"is {trainable} of {parameters} parameters"
        for name in ("parameters", "bytes", "flops", "layers"):
            if (getattr(cost, name, None) or 0) < 0:
                yield f"cost.{name}", "is below nought"
        latency = getattr(cost, "latency", None)
        if latency is not None and not 0 <= latency.low_ms <= latency.median_ms <= latency.high_ms:
            yield (
                "cost.latency",
                f"is {latency.low_ms:g} to {latency.high_ms:g} ms about a median of {latency.median_ms:g}",
            )
    pace = getattr(record, "pace", None)
    if pace is not None and pace.seconds_per_epoch > 0:
        ratio = pace.other_seconds_per_epoch / pace.seconds_per_epoch
        if not isclose(pace.ratio, ratio, rel_tol=0.01):
            yield "pace.ratio", f"is {pace.ratio:g}, and its times give {ratio:.3g}"
    for name, numbers in (getattr(record, "baselines", None) or {}).items():
        for metric in numbers.names():
            kind, value = record.kinds.get(metric), numbers.get(metric) or 0.0
            if kind is not None and kind.unit == "fraction" and not -CLOSE <= value <= 1 + CLOSE:
                yield f"baselines.{name}.{metric}", f"is {value:g}, and a share lies between 0 and 1"


def _faults_of_samples(record: RunRecord) -> Iterator[Fault]:
    samples = getattr(record, "samples", None)
    if samples is None:
        return
    if not 0 <= samples.right <= samples.total:
        yield "samples.right", f"is {samples.right} of {samples.total}"
    if len(samples.grid) == samples.total:
        right = sum(sample.right for sample in samples.grid)
        if right != samples.right:
            yield "samples.right", f"is {samples.right}, and the grid holds {right}"
    for where, group in (("grid", samples.grid), ("mistakes", samples.mistakes)):
        for index, sample in enumerate(group):
            probability = getattr(sample, "probability", None)
            if probability is not None and not -CLOSE <= probability <= 1 + CLOSE:
                yield f"samples.{where}[{index}].probability", f"is {probability:g}"
            if where == "mistakes" and sample.right:
                yield f"samples.{where}[{index}]", "is right, and no mistake"
