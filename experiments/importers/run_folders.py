"""Folders of results: which tool made one, and the runs in it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from plainspoken.base.errors import InputError
from plainspoken.base.read_documents import parse_json, read_text
from plainspoken.experiments.importers.import_settings import ImportSettings
from plainspoken.experiments.importers.mlflow_store import database_runs, folder_runs
from plainspoken.experiments.importers.optuna_storage import study_runs
from plainspoken.experiments.importers.sqlite_file import reading
from plainspoken.experiments.importers.tensorboard_events import event_runs
from plainspoken.experiments.importers.tracked_runs import FoundRun, settings_in_name, settings_of, tracked_run
from plainspoken.experiments.importers.wandb_runs import wandb_runs
from plainspoken.experiments.importers.yaml_settings import read_overrides, read_settings
from plainspoken.experiments.results.metric import MetricKind

SETTINGS_FILES = ("params.json", "params.yaml", "params.yml", "config.json", "config.yaml", "hparams.yaml", "args.yaml")
"""Files with a run's settings, beside its results."""

_RESULTS = (".json", ".jsonl", ".csv", ".tsv", ".log", ".txt")


def special_runs(folder: Path, options: ImportSettings) -> list[FoundRun] | None:
    """The runs of a folder that a tool lays out in its own way; None for any other folder."""
    if any(folder.glob("*/*/meta.yaml")) and any(folder.glob("*/meta.yaml")):
        return folder_runs(folder, options, None)
    if (store := folder / "mlflow.db").is_file():
        return database_runs(store, options, None)
    if (folder / "mlruns").is_dir():
        return folder_runs(folder / "mlruns", options, None)
    if any(folder.glob("trial_*/trial.json")):
        return [tuner_run(path, options) for path in sorted(folder.glob("trial_*/trial.json"))]
    if any(folder.glob("**/run-*.wandb")):
        return wandb_runs(folder, options)
    if any(folder.glob("*/result.json")) and any(folder.glob("*/params.json")):
        return [ray_run(path, options) for path in sorted(folder.glob("*/result.json"))]
    if any(folder.glob("*/run.json")):
        return [sacred_run(path.parent, options) for path in sorted(folder.glob("*/run.json"), key=_by_number)]
    if (folder / "run.json").is_file():
        return [sacred_run(folder, options)]
    if (folder / "plots" / "metrics").is_dir():
        return [dvclive_run(folder, options)]
    if (folder / "catboost_training.json").is_file():
        return [catboost_run(folder / "catboost_training.json", options)]
    if any(folder.glob("**/*tfevents*")):
        return event_runs(folder, options)
    return None


def database(path: Path, options: ImportSettings, wanted: str | None = None) -> list[FoundRun]:
    """The runs of an SQLite database, of whichever tool its tables are.

    Raises:
        InputError: it is no database that is known.
    """
    import sqlite3

    try:
        with reading(path) as base:
            tables = {row[0] for row in base.execute("select name from sqlite_master where type = 'table'")}
    except sqlite3.DatabaseError:
        tables = set()
    if {"latest_metrics", "experiments"} <= tables:
        return database_runs(path, options, wanted)
    if {"trials", "studies"} <= tables:
        return study_runs(path, options, wanted)
    raise InputError(
        "this is no database of MLflow or Optuna", file=path, remedy="export the runs as CSV, with a row a run"
    )


def settings_beside(folder: Path) -> dict[str, Any]:
    """The settings of a run that files in its folder tell; Hydra's overrides go before them."""
    found: dict[str, Any] = {}
    for name in SETTINGS_FILES:
        path = folder / name
        if not path.is_file():
            continue
        document = parse_json(read_text(path), path) if path.suffix == ".json" else read_settings(read_text(path))
        if isinstance(document, Mapping):
            found |= settings_of(document)
    overrides = folder / ".hydra" / "overrides.yaml"
    if overrides.is_file():
        found = settings_of(read_overrides(read_text(overrides)))
    return found


def result_files(folder: Path) -> list[Path]:
    """The files of a folder that may hold results: no settings, nothing hidden."""
    return [
        path
        for path in sorted(folder.iterdir())
        if path.is_file()
        and path.suffix.lower() in _RESULTS
        and path.name not in (*SETTINGS_FILES, "requirements.txt", "README.txt")
        and not path.name.startswith(".")
    ]


def tuner_run(path: Path, options: ImportSettings) -> FoundRun:
    """A trial of Keras Tuner, from its `trial.json`: every metric with its direction, as the best step had it."""
    document = _object(path)
    told = document.get("metrics", {}).get("metrics", {})
    last, kinds, points = {}, {}, {}
    for name, metric in told.items():
        values = [(each.get("step", 0), each["value"]) for each in metric.get("observations", []) if each.get("value")]
        if not values:
            continue
        points[name] = [(float(step), sum(value) / len(value)) for step, value in values]
        best = next((value for step, value in points[name] if step == document.get("best_step")), points[name][-1][1])
        last[name] = best
        kinds[name] = MetricKind(unit="number", better="lower" if metric.get("direction") == "min" else "higher")
    return tracked_run(
        f"trial {document.get('trial_id', path.parent.name)}", path, options, last=last, points=points, kinds=kinds,
        settings=document.get("hyperparameters", {}).get("values", {}), state=str(document.get("status", "")),
    )  # fmt: skip


def ray_run(path: Path, options: ImportSettings) -> FoundRun:
    """A trial of Ray Tune, from its `result.json` (an object a line) and `params.json`."""
    points: dict[str, list[tuple[float, float]]] = {}
    seconds = None
    settings: dict[str, Any] = {}
    for number, line in enumerate(read_text(path).splitlines(), 1):
        if not line.strip():
            continue
        row = parse_json(line, path, line=number)
        step = float(row.get("training_iteration", number))
        seconds = row.get("time_total_s", seconds)
        settings = row.get("config", settings)
        for name, value in row.items():
            if _number(value) and name not in _RAY:
                points.setdefault(name, []).append((step, float(value)))
    settings = settings_of(settings) or settings_beside(path.parent)
    return tracked_run(
        path.parent.name, path, options, points=points, counted_by="training_iteration", settings=settings,
        seconds=_seconds(seconds),
    )  # fmt: skip


_RAY = frozenset(
    ("training_iteration", "time_total_s", "time_this_iter_s", "time_since_restore", "iterations_since_restore",
     "timestamp", "pid", "timesteps_total", "episodes_total", "timesteps_since_restore", "should_checkpoint")
)  # fmt: skip


def sacred_run(folder: Path, options: ImportSettings) -> FoundRun:
    """A run of Sacred's `FileStorageObserver`: `run.json`, `config.json` and `metrics.json`."""
    run = _object(folder / "run.json")
    metrics = _object(folder / "metrics.json") if (folder / "metrics.json").is_file() else {}
    points = {
        name: list(zip(map(float, each.get("steps", [])), map(_float, each.get("values", [])), strict=False))
        for name, each in metrics.items()
    }
    result = run.get("result")
    told = {"result": result} if _number(result) else settings_of(result) if isinstance(result, dict) else {}
    config = {k: v for k, v in settings_beside(folder).items() if not k.startswith("_")}
    return tracked_run(
        folder.name, folder / "run.json", options, points=points, settings=config, state=str(run.get("status", "")),
        last={name: float(value) for name, value in told.items() if isinstance(value, int | float)},
    )  # fmt: skip


def dvclive_run(folder: Path, options: ImportSettings) -> FoundRun:
    """A run of DVCLive: `metrics.json`, and a table a metric below `plots/metrics`."""
    points: dict[str, list[tuple[float, float]]] = {}
    plots = folder / "plots" / "metrics"
    for path in sorted(plots.rglob("*.tsv")):
        name = path.relative_to(plots).with_suffix("").as_posix()
        for number, line in enumerate(read_text(path).splitlines()[1:], 2):
            cells = line.split("\t")
            try:
                points.setdefault(name, []).append((float(cells[0]), float(cells[-1])))
            except ValueError:
                raise InputError(
                    f"{cells[-1]!r} is no number", file=path, line=number, remedy="correct the cell"
                ) from None
    last = {}
    if (folder / "metrics.json").is_file():
        last = {
            name.replace(".", "/"): float(value)
            for name, value in settings_of(_object(folder / "metrics.json")).items()
            if _number(value) and name != "step"
        }
    settings = settings_beside(folder) or settings_beside(folder.parent)
    named = folder.resolve()
    name = named.name if named.name != "dvclive" else named.parent.name
    return tracked_run(name, folder, options, last=last, points=points, settings=settings)


def catboost_run(path: Path, options: ImportSettings) -> FoundRun:
    """CatBoost's `catboost_training.json`: what it learned on, and what it calls `test`, which chose the best round and
    so is the validation split."""
    document = _object(path)
    meta = document.get("meta", {})
    points: dict[str, list[tuple[float, float]]] = {}
    seconds = None
    kinds = {}
    for row in document.get("iterations", []):
        step = float(row.get("iteration", 0)) + 1
        seconds = row.get("passed_time", seconds)
        for split, listed in (("learn", "learn_metrics"), ("test", "test_metrics")):
            for metric, value in zip(meta.get(listed, []), row.get(split, []), strict=False):
                name = f"{'train' if split == 'learn' else 'valid'}_{catboost_metric(metric['name'])}"
                points.setdefault(name, []).append((step, float(value)))
                kinds[name] = MetricKind(
                    unit="number", better="lower" if metric.get("best_value") == "Min" else "higher"
                )
    return tracked_run(path.resolve().parent.parent.name, path, options, points=points, counted_by="round", kinds=kinds,
                       seconds=_seconds(seconds))  # fmt: skip


def catboost_metric(name: str) -> str:
    """What other tools call a metric of CatBoost's."""
    return {"Logloss": "loss", "MultiClass": "loss", "CrossEntropy": "loss", "TotalF1": "f1"}.get(
        name.split(":")[0], name.split(":")[0]
    )


def _object(path: Path) -> dict[str, Any]:
    document = parse_json(read_text(path), path)
    if not isinstance(document, dict):
        raise InputError("this JSON holds no table", file=path, remedy="name the file that the tool wrote")
    return document


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _float(value: Any) -> float:
    """A number as Sacred keeps one; numpy's with their type."""
    if isinstance(value, dict):
        value = value.get("value")
    return float(value) if isinstance(value, int | float) else float("nan")


def _seconds(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _by_number(path: Path) -> tuple[int, str]:
    name = path.parent.name
    return (int(name), "") if name.isdecimal() else (10**9, name)


def named_settings(paths: Iterable[str]) -> dict[str, Any]:
    """The settings that the parts of a path tell."""
    found: dict[str, Any] = {}
    for part in paths:
        found |= settings_in_name(part)
    return found


def kept_runs(document: dict[str, Any], path: Path, options: ImportSettings) -> list[FoundRun]:
    """Runs of a server, as `plainspoken experiments import` keeps a copy of them."""
    return [
        tracked_run(
            each["name"], path, options, settings=each.get("settings", {}), state=each.get("state", ""),
            points={name: [(s, v) for s, v in line] for name, line in each.get("points", {}).items()},
            seconds=each.get("seconds"),
        )
        for each in document["runs"]
    ]  # fmt: skip


def keep(runs: Iterable[Any], source: str) -> str:
    """The copy of a server's runs that a talk keeps, as JSON."""
    told = [
        {"name": run.name or run.id, "state": run.status, "settings": run.params, "seconds": run.seconds,
         "points": run.points}
        for run in runs
    ]  # fmt: skip
    return json.dumps({"kept_runs": 1, "source": source, "runs": told}, indent=1, sort_keys=True) + "\n"
