"""What files told, as the record of a run: whatever they did not tell is unmeasured in it."""

from __future__ import annotations

from typing import Any

from plainspoken.experiments.importers.counted_samples import check_accuracy, count_of
from plainspoken.experiments.importers.file_contents import Found, Row, class_metrics
from plainspoken.experiments.importers.import_settings import ImportSettings
from plainspoken.experiments.importers.metric_names import kind_of
from plainspoken.experiments.results.intervals import over_folds
from plainspoken.experiments.results.make_record import constant_baselines, make_record
from plainspoken.experiments.results.metric import CLASSIFICATION, OVER_FOLDS, Interval, Metric, MetricKind
from plainspoken.experiments.results.record import (
    ClassificationDetail,
    DataCard,
    Detail,
    Ended,
    LabelMetrics,
    MultiLabelDetail,
    RunRecord,
)

SPLITS = ("train", "valid", "test")


def fill_record(study: str, run: str, settings: ImportSettings, found: Found, *, strict: bool = True) -> RunRecord:
    """The record of an imported run.

    An accuracy has its interval when the number of samples is known, from a file or from the settings. Where counts by
    class are known, the baselines are those of the test split itself: its largest class, and guessing at random.

    Args:
        strict: whether an accuracy that no count of the samples gives is refused, and not only told in `read_as`, as of
            one among many runs.

    Raises:
        InputError: an accuracy and the number of samples don't fit together.
    """
    values = {
        split: {name: number.value for name, number in found.splits.get(split, {}).items() if name != "n"}
        for split in SPLITS
    }
    counts = {split: n for split in SPLITS if (n := count_of(split, settings, found)) is not None}
    for split, n in counts.items():
        if split != "train":
            check_accuracy(split, n, found, strict=strict)
    fields: dict[str, Any] = {
        "task": "multilabel" if found.multilabel else "classify",
        "status": "imported",
        "profile": "imported",
        "data": _data(settings, found, counts),
        "detail": {split: detail for split in SPLITS if (detail := _detail(split, found)) is not None},
        "metrics": found.metrics,
        "seconds": found.seconds,
        "curves": found.curves,
        "read_as": found.read_as,
    }
    if settings.title:
        fields["title"] = settings.title
    if found.rows:
        fields |= _learning(found)
    elif found.best is not None:
        fields["extra"] = {"best": _best(found)}
    extra = dict(fields.get("extra", {}))
    if found.best_by is not None:
        extra["best_by"] = found.best_by
    if found.diverged is not None:
        extra["diverged"] = dict([found.diverged])
    if extra:
        fields["extra"] = extra
    if (stopped := found.metrics.get("stopped_at_epoch")) is not None:
        reason = "early stopping, as the log says"
        fields |= {"stopped_early": True, "ended": Ended(epoch=stopped, reason=reason)}
    if not found.multilabel and (by_class := _support(found, "test")):
        fields["baselines"] = constant_baselines(None, by_class)
    measured = {split: told for split, told in values.items() if told}
    record = make_record(study, run, values=measured, counts=counts, kinds=_kinds(settings, found), **fields)
    return record.model_copy(update={"scores": _surer(record, found)})


def _kinds(settings: ImportSettings, found: Found) -> dict[str, MetricKind]:
    """Unit and direction of every metric that the files or the author name, beyond those of a classifier."""
    own = {each.name or name: each.kind for name, each in settings.metrics.items()} | found.units
    names = {name for told in found.splits.values() for name in told}
    names |= {name for row in found.rows for _, name in row.values}
    names |= {name.partition(".")[2] for name in found.curves} | set(found.folds)
    kinds = {}
    for name in sorted(names - {"n"} - set(CLASSIFICATION)):
        try:
            kinds[name] = kind_of(name)
        except KeyError:
            if name in own:
                kinds[name] = own[name]
    return kinds


def _surer(record: RunRecord, found: Found) -> dict[str, dict[str, Metric]]:
    """The scores with intervals from standard errors that a file tells, and those of a cross-validation."""
    scores = {split: dict(metrics) for split, metrics in record.scores.items()}
    for (split, name), error in found.deviations.items():
        metric = scores.get(split, {}).get(name)
        if metric is not None and metric.interval is None:
            ends = (metric.value - 1.96 * error, metric.value + 1.96 * error)
            low, high = (max(0.0, ends[0]), min(1.0, ends[1])) if metric.unit == "fraction" else ends
            scores[split][name] = metric.within(Interval(low=low, high=high, method="standard error"))
    for name, values in found.folds.items():
        kind = record.kind_of(name) or MetricKind(unit="number", better="none")
        mean = sum(values) / len(values)
        metric = Metric(**kind.model_dump(), value=mean, split=OVER_FOLDS, seeds=values)
        scores.setdefault(OVER_FOLDS, {})[name] = metric.within(over_folds(values)) if len(values) > 1 else metric
    return scores


def _detail(split: str, found: Found) -> Detail | None:
    classes, matrix = found.classes.get(split), found.confusion.get(split)
    if found.multilabel and classes:
        labels = {label: LabelMetrics.model_validate(numbers) for label, numbers in classes.items()}
        return MultiLabelDetail(labels=list(classes), per_label=labels)
    if not classes and not matrix:
        return None
    told: dict[str, Any] = {}
    if classes:
        told = {
            "labels": list(classes),
            "per_class": {label: class_metrics(numbers) for label, numbers in classes.items()},
        }
    if matrix:
        told |= {"labels": matrix[0], "confusion": matrix[1]}
    return ClassificationDetail.model_validate(told)


def _learning(found: Found) -> dict[str, Any]:
    """The history, and what follows from it."""
    timed = [row.seconds for row in found.rows if row.seconds is not None]
    history = [_epoch(row) for row in found.rows]
    names = list(dict.fromkeys(name for row in found.rows for name in row.more))
    return {
        "history": history,
        "epochs": found.rows[-1].epoch,
        "best_epoch": found.best.epoch if found.best is not None else None,
        "seconds_per_epoch": sum(timed) / len(timed) if timed else None,
        "extra": {
            "best": _best(found),
            "columns": {name: [row.more.get(name) for row in found.rows] for name in names},
        },
    }


def _best(found: Found) -> dict[str, Any]:
    """The best evaluation with its own numbers, its epoch, and its step, as far as they are known."""
    if found.best is None:
        return {}
    row = _epoch(found.best)
    if not found.rows:
        del row["epoch"]
    step = found.best_step
    return row if step is None else {**row, "step": int(step) if step == int(step) else step}


def _epoch(row: Row) -> dict[str, Any]:
    pairs: dict[str, dict[str, float]] = {"train": {}, "valid": {}}
    for (split, metric), value in row.values.items():
        if split in pairs:
            pairs[split][metric] = value
    document = {"epoch": row.epoch, **pairs, "learning_rate": row.learning_rate, "seconds": row.seconds}
    return {name: value for name, value in document.items() if value not in (None, {})}


def _data(settings: ImportSettings, found: Found, counts: dict[str, int]) -> DataCard | None:
    splits = {}
    for split, total in counts.items():
        by_class = _support(found, split)
        shares = {label: count / total for label, count in by_class.items()}
        splits[split] = {"n": total, "counts": by_class, "shares": shares}
    classes = next((list(each) for each in found.classes.values()), None)
    told = {"name": settings.data, "classes": classes, "splits": splits or None}
    document = {name: value for name, value in told.items() if value is not None}
    return DataCard.model_validate(document) if document else None


def _support(found: Found, split: str) -> dict[str, int]:
    return {label: int(numbers["support"]) for label, numbers in found.classes.get(split, {}).items()}
