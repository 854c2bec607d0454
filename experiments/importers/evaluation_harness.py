"""What lm-evaluation-harness writes: metrics by task, with standard errors, samples and which way is better."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from plainspoken.base.errors import InputError
from plainspoken.experiments.importers.file_contents import Found, FoundNumber
from plainspoken.experiments.importers.import_settings import ImportSettings
from plainspoken.experiments.importers.metric_names import further as further_meaning
from plainspoken.experiments.importers.metric_names import kind_of, meaning, plain_name
from plainspoken.experiments.results.metric import MetricKind


def read_evaluation(document: dict[str, Any], path: Path, text: str, settings: ImportSettings) -> Found:
    """Every metric of every task, as `TASK_METRIC`, and `TASK_METRIC_FILTER` where several filters give it
    (`strict-match` and `flexible-extract` of gsm8k); of a file with one task, under its plain name too.

    Raises:
        InputError: there is no number in it, or a share is none.
    """
    del text
    results: dict[str, Any] = document["results"]
    found = Found(kinds=[f"evaluation of {path.name}"], metrics={"results": results})
    found.metrics = {"results": {task: _numbers(told) for task, told in results.items() if isinstance(told, dict)}}
    tasks = [task for task, told in results.items() if isinstance(told, dict)]
    split = settings.split
    for task in tasks:
        told = results[task]
        for key, value in told.items():
            metric, _, chosen = key.partition(",")
            if (
                metric.endswith("_stderr")
                or metric in ("sample_len", "sample_count")
                or not isinstance(value, int | float)
                or isinstance(value, bool)
            ):
                continue
            several = sum(other.partition(",")[0] == metric for other in told) > 1
            filtered = several and chosen not in ("none", "")
            name = f"{plain_name(task)}_{plain_name(metric)}" + (f"_{plain_name(chosen)}" if filtered else "")
            kind = _kind(metric, task, document, chosen if filtered else "")
            found.units[name] = kind
            found.tell(split, name, FoundNumber(float(value), path))
            if kind.unit == "fraction" and not 0 <= value <= 1:
                raise InputError(
                    f"{key} of {task} is {value:g}, which is no share of 1", file=path, remedy="correct it"
                )
            error = told.get(f"{metric}_stderr,{chosen}")
            if isinstance(error, int | float) and error > 0:
                found.deviations[split, name] = float(error)
            if len(tasks) == 1 and not filtered and (known := meaning(metric) or further_meaning(metric)) is not None:
                found.tell(split, known.metric, FoundNumber(float(value), path))
    if not found.units:
        raise InputError("no task has a metric", file=path, remedy="name the results of an evaluation that has ended")
    sizes = document.get("n-samples", {})
    if len(tasks) == 1 and isinstance(told := sizes.get(tasks[0]), dict) and isinstance(told.get("effective"), int):
        found.tell(split, "n", FoundNumber(told["effective"], path))
    return found


def _kind(metric: str, task: str, document: dict[str, Any], chosen: str) -> MetricKind:
    """Unit and direction: what the harness says goes before what the name means."""
    known = meaning(metric) or further_meaning(metric)
    kind = kind_of(known.metric) if known is not None else MetricKind(unit="number", better="none")
    higher = document.get("higher_is_better", {}).get(task, {}).get(metric)
    if isinstance(higher, bool):
        kind = kind.model_copy(update={"better": "higher" if higher else "lower"})
    words = kind.title or metric.replace("_", " ")
    if chosen:
        words += f" by {chosen.replace('_', '-')}"
    return kind.model_copy(update={"title": f"{words} on {task}"})


def _numbers(told: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in told.items() if value != "N/A"}
