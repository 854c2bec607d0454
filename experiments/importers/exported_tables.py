"""Tables in the shapes that tools export besides a row an epoch: a row a value (Aim, MLflow), a chart (W&B,
TensorBoard), scikit-learn's report, and the folds of a cross-validation."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from plainspoken.base.errors import InputError
from plainspoken.experiments.importers.file_contents import Found
from plainspoken.experiments.importers.history_columns import step_column
from plainspoken.experiments.importers.import_settings import ImportSettings, set_option
from plainspoken.experiments.importers.metric_names import split_word
from plainspoken.experiments.importers.run_tables import fold_metric
from plainspoken.experiments.importers.tracked_runs import FoundRun, setting, settings_in_name, tracked_run

Rows = Sequence[tuple[int | None, Mapping[str, Any]]]

_METRIC = ("metric.name", "metric", "key", "tag", "metric_name")
_RUN = ("run.hash", "run", "run_id", "run_name", "run.name", "run_uuid")
_WALL = {"wall time", "step", "value"}
_CHART = re.compile(r"(.+) - (.+?)(__MIN|__MAX)?")
_EXAMPLE = '{ Value = "valid.accuracy" }'
_TAG = re.compile(r"(?:run-(?P<run>.*?)-tag-)?(?P<tag>.+)")


def exported_runs(rows: Rows, path: Path, options: ImportSettings) -> list[FoundRun] | None:
    """The runs of a table in one of these shapes; None for any other.

    Raises:
        InputError: it does not say which metric its values are, or a value is no number.
    """
    columns = list(dict.fromkeys(name for _, row in rows for name in row))
    lower = {name.lower(): name for name in columns}
    if set(lower) == _WALL:
        return [scalar_run(points_of_table(rows), path, options)]
    if any(_CHART.fullmatch(name) for name in columns) and (step := _chart_step(columns)) is not None:
        return _chart(rows, columns, step, path, options)
    metric = next((lower[name] for name in _METRIC if name in lower), None)
    if metric is None or "value" not in lower or not ({"step", "epoch"} & set(lower)):
        return None
    return _long(rows, columns, lower, metric, path, options)


def _long(
    rows: Rows, columns: list[str], lower: dict[str, str], metric: str, path: Path, options: ImportSettings
) -> list[FoundRun]:
    """A row a value, with the name of its metric; Aim says the split beside it, as `metric.context.subset`."""
    run = next((lower[name] for name in _RUN if name in lower), None)
    contexts = [name for name in columns if name.lower().startswith("metric.context")]
    settings_at = [name for name in columns if name.startswith(("run.", "params.")) and name != run]
    counted = (
        "epoch" if "epoch" in lower and all(_number(row.get(lower["epoch"])) is not None for _, row in rows) else "step"
    )
    told: dict[str, dict[str, list[tuple[float, float]]]] = {}
    settings: dict[str, dict[str, Any]] = {}
    for line, row in rows:
        name = str(row.get(run) or "") if run else path.stem
        value = _number(row.get(lower["value"]))
        if value is None:
            if str(row.get(lower["value"])).strip().lower() in ("nan", "inf", "-inf", "", "none"):
                continue
            raise InputError(
                f"value is {row.get(lower['value'])!r}, which is no number",
                file=path,
                line=line,
                remedy="correct the cell",
            )
        words = [str(row.get(context) or "") for context in contexts]
        split = next((found for word in words if (found := split_word(word))), None)
        own = str(row[metric])
        full = f"{split}/{own}" if split else own
        step = _number(row.get(lower[counted])) or 0.0
        told.setdefault(name, {}).setdefault(full, []).append((step, value))
        settings.setdefault(name, {}).update(
            {_setting_name(at): plain for at in settings_at if (plain := setting(row.get(at))) is not None}
        )
    return [
        tracked_run(
            name, path, options, points={key: sorted(line) for key, line in points.items()}, counted_by=counted,
            settings=settings[name],
        )
        for name, points in told.items()
    ]  # fmt: skip


def _setting_name(column: str) -> str:
    return re.sub(r"^(?:run\.(?:hparams\.|params\.)?|params\.)", "", column)


def scalar_of(path: Path) -> tuple[str, str] | None:
    """The run and the metric that the name of TensorBoard's download tells, with the split where the run's name ends in
    one: `run-exp1_train-tag-loss.csv` is `exp1` and `train/loss`. None for any other file."""
    found = _TAG.fullmatch(path.stem)
    if found is None or found["run"] is None or path.suffix.lower() not in (".csv", ".json"):
        return None
    run, tag = found["run"], found["tag"].removeprefix("epoch_")  # as Keras writes it
    base, _, last = run.rpartition("_")
    split = split_word(run) or split_word(last)
    name = tag.replace("_", "/", 1) if split_word(tag.split("_")[0]) else tag
    if split is None:
        return run, name
    return ("" if split_word(run) else base), f"{split}/{name}"


def joined_scalars(
    paths: Sequence[Path], read: Callable[[Path], list[tuple[float, float]]], options: ImportSettings
) -> list[FoundRun]:
    """The runs of files that TensorBoard's page downloaded, a file a metric: what one run's files tell, by step."""
    runs: dict[str, dict[str, list[tuple[float, float]]]] = {}
    for path in paths:
        told = scalar_of(path)
        if told is not None:
            runs.setdefault(told[0], {})[told[1]] = read(path)
    return [tracked_run(run or paths[0].stem, paths[0], options, points=points) for run, points in runs.items()]


def points_of_table(rows: Rows) -> list[tuple[float, float]]:
    """Step and value of each row of TensorBoard's download as CSV."""
    lower = {name.lower(): name for name in next(iter(rows))[1]}
    points = [(_number(row[lower["step"]]) or 0.0, _number(row[lower["value"]])) for _, row in rows]
    return [(step, value) for step, value in points if value is not None]


def scalar_run(points: list[tuple[float, float]], path: Path, options: ImportSettings) -> FoundRun:
    """A run of one metric, which the file's name tells, or the author.

    Raises:
        InputError: neither does.
    """
    found = _TAG.fullmatch(path.stem)
    tag = found["tag"] if found and found["run"] is not None else ""
    if "Value" in options.metrics or "value" in options.metrics:
        tag = "Value" if "Value" in options.metrics else "value"
    if not tag:
        raise InputError(
            "this file has the values of one scalar and does not say of which", file=path, line=1,
            remedy=f"{set_option('metrics', _EXAMPLE)}; or keep the name that TensorBoard gives the file, "
            "run-NAME-tag-METRIC.csv",
        )  # fmt: skip
    run = found["run"] if found and found["run"] else ""
    split = split_word(run)
    name = tag.replace("_", "/", 1) if split_word(tag.split("_")[0]) else tag
    return tracked_run(run or path.stem, path, options, points={f"{split}/{name}" if split else name: points})


def _chart_step(columns: list[str]) -> str | None:
    rest = [name for name in columns if not _CHART.fullmatch(name)]
    return rest[0] if len(rest) == 1 and (step_column(rest) or rest[0].lower() in ("step", "epoch")) else None


def _chart(rows: Rows, columns: list[str], step: str, path: Path, options: ImportSettings) -> list[FoundRun]:
    """A chart as the page of Weights & Biases exports it: a column a run, `NAME - val/accuracy`, with its extremes."""
    told: dict[str, dict[str, list[tuple[float, float]]]] = {}
    for name in columns:
        found = _CHART.fullmatch(name)
        if found is None or found[3]:
            continue
        points = [(_number(row[step]), _number(row.get(name))) for _, row in rows]
        kept = [(at, value) for at, value in points if at is not None and value is not None]
        if kept and found[2] != "_step":
            told.setdefault(found[1].removeprefix("Name: "), {})[found[2]] = kept
    counted = "epoch" if step.lower() == "epoch" else "step"
    return [
        tracked_run(name, path, options, points=points, counted_by=counted, settings=settings_in_name(name))
        for name, points in told.items()
    ]


def cross_validation(columns: Mapping[str, Sequence[Any]], path: Path) -> Found:
    """`cross_validate` of scikit-learn: the score of each fold, and the time of all of them."""
    found = Found(kinds=[f"cross-validation of {path.name}"])
    for name, values in columns.items():
        numbers = [number for value in values if (number := _number(value)) is not None]
        if name == "fit_time":
            found.seconds = sum(numbers)
        elif name.startswith("test_") and numbers:
            metric = fold_metric(name.removeprefix("test_"), numbers, found)
            if metric is not None:
                found.folds[metric] = numbers
                found.metrics[f"mean_{name}"] = sum(numbers) / len(numbers)
    found.metrics["folds"] = max((len(values) for values in found.folds.values()), default=0)
    return found


def is_cross_validation(columns: Sequence[str]) -> bool:
    """Whether columns are those of `cross_validate`."""
    return {"fit_time", "score_time"} <= set(columns) and any(name.startswith("test_") for name in columns)


def report_of_table(rows: Rows) -> dict[str, Any] | None:
    """scikit-learn's report, written as a table through pandas, as the object that `output_dict=True` gives; None for
    any other table."""
    first = next(iter(rows))[1]
    label = next(
        (name for name in first if name.strip().lower() in ("", "unnamed: 0", "index", "class", "label")), None
    )
    if label is None or not {"precision", "recall", "f1-score", "support"} <= set(first):
        return None
    report: dict[str, Any] = {}
    for _, row in rows:
        numbers = {name: number for name in first if name != label and (number := _number(row[name])) is not None}
        name = str(row[label])
        report[name] = numbers.get("f1-score") if name == "accuracy" else numbers
    return report if "macro avg" in report and "weighted avg" in report else None


def report_of_text(text: str) -> dict[str, Any] | None:
    """scikit-learn's report as it is printed, as the object that `output_dict=True` gives; None for any other text."""
    lines = [line.rstrip() for line in text.splitlines() if line.strip()]
    head = next(
        (i for i, line in enumerate(lines) if line.split() == ["precision", "recall", "f1-score", "support"]), None
    )
    if head is None:
        return None
    report: dict[str, Any] = {}
    for line in lines[head + 1 :]:
        found = re.fullmatch(r"\s*(.+?)\s+([\d.]+)\s+([\d.]+)\s+([\d.]+)\s+(\d+)", line)
        whole = re.fullmatch(r"\s*accuracy\s+([\d.]+)\s+(\d+)", line)
        if whole is not None:
            report["accuracy"] = float(whole[1])
        elif found is not None:
            precision, recall, f1 = (float(found[i]) for i in (2, 3, 4))
            report[found[1]] = {"precision": precision, "recall": recall, "f1-score": f1, "support": int(found[5])}
        else:
            break
    return report if "macro avg" in report and "weighted avg" in report else None


def _number(value: Any) -> float | None:
    plain = setting(value)
    return float(plain) if isinstance(plain, int | float) and not isinstance(plain, bool) else None
