"""What files told, as the record of a run: whatever they did not tell is absent from it."""

from __future__ import annotations

from typing import Any

from plainspoken.experiments.importers.file_contents import Found, Row, class_metrics
from plainspoken.experiments.importers.import_settings import ImportSettings
from plainspoken.experiments.results.read_record import ImportedRun
from plainspoken.experiments.results.record import RunRecord, SplitMetrics, SplitPair
from plainspoken.experiments.tasks.classification import baselines, wilson


def fill_record(study: str, run: str, settings: ImportSettings, found: Found) -> RunRecord:
    """The record of an imported run.

    An accuracy has its interval when the number of samples is known, from a file or from the settings. Where counts by
    class are known, the baselines are those of the test split itself: its largest class, and a fair guess.
    """
    document: dict[str, Any] = {
        "study": study,
        "run": run,
        "title": settings.title or run.replace("-", " ").replace("_", " ").capitalize(),
        "status": "imported",
        "profile": "imported",
        "data": _data(settings, found),
        "final": {split: _split(split, settings, found) for split in ("train", "valid", "test")},
        "metrics": found.metrics,
        "seconds": found.seconds or sum(row.seconds or 0 for row in found.rows) or None,
    }
    if found.rows:
        document |= _learning(settings, found)
    if counts := _counts(found, "test"):
        document["baselines"] = {name: each.model_dump() for name, each in baselines(counts, counts).items()}
    return ImportedRun.model_validate(document)


def _split(split: str, settings: ImportSettings, found: Found) -> dict[str, Any] | None:
    told: dict[str, Any] = {name: number.value for name, number in found.splits.get(split, {}).items()}
    n = told.get("n") or settings.counts.get(split)
    if n is not None:
        told["n"] = int(n)
        if "accuracy" in told:
            told["accuracy_interval"] = wilson(round(told["accuracy"] * int(n)), int(n)).model_dump()
    if classes := found.classes.get(split):
        told["labels"] = list(classes)
        told["per_class"] = {label: class_metrics(numbers) for label, numbers in classes.items()}
    if split in found.confusion:
        told["confusion"] = found.confusion[split][1]
    return {name: value for name, value in told.items() if name in SplitMetrics.model_fields} or None


def _learning(settings: ImportSettings, found: Found) -> dict[str, Any]:
    """The history, and what follows from it."""
    best = found.best_epoch or _best_epoch(found.rows, settings.best_by)
    timed = [row.seconds for row in found.rows if row.seconds is not None]
    history = [_epoch(row) for row in found.rows]
    names = list(dict.fromkeys(name for row in found.rows for name in row.more))
    return {
        "history": history,
        "epochs": found.rows[-1].epoch,
        "best_epoch": best,
        "seconds_per_epoch": sum(timed) / len(timed) if timed else None,
        "extra": {
            "best": next((row for row in history if row["epoch"] == best), {}),
            "columns": {name: [row.more.get(name) for row in found.rows] for name in names},
        },
    }


def _epoch(row: Row) -> dict[str, Any]:
    pairs: dict[str, dict[str, float]] = {"train": {}, "valid": {}}
    for (split, metric), value in row.values.items():
        if split in pairs and metric in SplitPair.model_fields:
            pairs[split][metric] = value
    document = {"epoch": row.epoch, **pairs, "learning_rate": row.learning_rate, "seconds": row.seconds}
    return {name: value for name, value in document.items() if value not in (None, {})}


def _best_epoch(rows: list[Row], best_by: str | None) -> int | None:
    """The epoch that validated best: highest accuracy, or else lowest loss; the first of those that tie."""
    for metric in [best_by] if best_by else ["accuracy", "loss"]:
        known = [row for row in rows if ("valid", metric) in row.values]
        if known:
            sign = -1 if metric == "loss" else 1
            return max(known, key=lambda row: sign * row.values["valid", metric]).epoch
    return None


def _data(settings: ImportSettings, found: Found) -> dict[str, Any] | None:
    splits = {}
    for split in ("train", "valid", "test"):
        n = found.splits.get(split, {}).get("n")
        total = int(n.value) if n else settings.counts.get(split)
        counts = _counts(found, split)
        if total is not None:
            shares = {label: count / total for label, count in counts.items()}
            splits[split] = {"n": total, "counts": counts, "shares": shares}
    classes = next((list(each) for each in found.classes.values()), None)
    document = {"name": settings.data, "classes": classes, "splits": splits or None}
    return {name: value for name, value in document.items() if value is not None} or None


def _counts(found: Found, split: str) -> dict[str, int]:
    return {label: int(numbers["support"]) for label, numbers in found.classes.get(split, {}).items()}
