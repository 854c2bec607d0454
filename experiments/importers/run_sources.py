"""Where the runs of a sweep come from: files, patterns, folders, tables with a row a run, databases, and queries."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from plainspoken.base.errors import InputError
from plainspoken.base.read_documents import parse_json, read_text
from plainspoken.experiments.importers.csv_tables import rows_of_table
from plainspoken.experiments.importers.exported_tables import (
    exported_runs,
    joined_scalars,
    points_of_table,
    scalar_of,
    scalar_run,
)
from plainspoken.experiments.importers.file_contents import Found
from plainspoken.experiments.importers.history_columns import epoch_column, step_column
from plainspoken.experiments.importers.import_settings import ImportSettings
from plainspoken.experiments.importers.known_form import known_form
from plainspoken.experiments.importers.mlflow_store import database_runs, folder_runs
from plainspoken.experiments.importers.optuna_storage import study_runs
from plainspoken.experiments.importers.own_records import MARK
from plainspoken.experiments.importers.run_folders import (
    database,
    kept_runs,
    named_settings,
    result_files,
    settings_beside,
    special_runs,
    tuner_run,
)
from plainspoken.experiments.importers.run_tables import holds_runs, is_plainly_runs, table_runs
from plainspoken.experiments.importers.tensorboard_events import event_runs
from plainspoken.experiments.importers.tracked_runs import FoundRun, Setting, settings_of
from plainspoken.experiments.importers.wandb_runs import wandb_runs

TOOLS = ("mlflow", "optuna", "wandb", "tensorboard")
"""Tools that a query may name."""

DATABASES = (".db", ".sqlite", ".sqlite3")

MOST_RUNS = 2000
"""Runs of one sweep at most: no talk tells of more, and a folder of a million files is a mistake."""

ReadFile = Callable[[Path, ImportSettings], Found]


@dataclass(frozen=True)
class RunQuery:
    """A query such as `mlflow:experiment=mlp, order_by=val_accuracy DESC, top=50`.

    Attributes:
        tool: one of `TOOLS`.
        store: the file, folder or address that it asks; empty for what lies near the talk.
        group: the experiment, study or project.
        order_by: as in the settings.
        top: as in the settings.
    """

    tool: str
    store: str = ""
    group: str | None = None
    order_by: str | None = None
    top: int | None = None

    @property
    def remote(self) -> bool:
        """Whether it asks a server."""
        return self.store.startswith(("http://", "https://"))


def read_query(text: str) -> RunQuery | None:
    """The query that an entry of `files` is; None for a path.

    Raises:
        InputError: a part of it is unknown.
    """
    tool, cut, rest = text.partition(":")
    if not cut or tool not in TOOLS:
        return None
    query = RunQuery(tool)
    for part in filter(None, (each.strip() for each in rest.split(","))):
        key, equals, value = (each.strip() for each in part.partition("="))
        if not equals and (query.store or key.startswith(("http", "/", ".")) or Path(key).suffix):
            query = replace(query, store=query.store or key)
        elif key in ("experiment", "study", "project") and value:
            query = replace(query, group=value)
        elif key == "store" and value:
            query = replace(query, store=value)
        elif key == "order_by" and value:
            query = replace(query, order_by=value)
        elif key == "top" and value.isdecimal() and int(value) > 0:
            query = replace(query, top=int(value))
        else:
            raise InputError(
                f"the query `{text}` has a part that is not understood: {part!r}",
                remedy="write it as, for example, mlflow:experiment=mlp, order_by=val_accuracy DESC, top=50",
            )
    return query


def source_runs(options: ImportSettings, folder: Path, read_file: ReadFile) -> list[FoundRun]:
    """All runs that `files` names, in order.

    Args:
        folder: the talk's, which paths are relative to.
        read_file: reads a file that tells of one run.

    Raises:
        InputError: nothing is found, or what is found cannot be used.
    """
    runs: list[FoundRun] = []
    for entry in options.files:
        query = read_query(entry)
        found = _queried(query, options, folder) if query is not None else _at_path(entry, options, folder, read_file)
        runs += found
        if len(runs) > MOST_RUNS:
            raise InputError(
                f"more than {MOST_RUNS:,} runs", file=folder / entry if query is None else None,
                remedy="choose among them with `where`, or with `top` in a query",
            )  # fmt: skip
    return runs


def is_several(options: ImportSettings, folder: Path, read_file: ReadFile) -> bool:
    """Whether `files` tell of several runs, or of one that only a sweep's reader understands."""
    entry = options.files[0]
    if len(options.files) > 1:
        return False
    if read_query(entry) is not None or any(sign in entry for sign in "*?["):
        return True
    path = folder / Path(entry).expanduser()
    if path.is_dir() or path.suffix.lower() in (*DATABASES, ".wandb") or "tfevents" in path.name:
        return True
    if not path.is_file() or path.suffix.lower() not in (".csv", ".tsv", ".json", ".jsonl"):
        return False
    with known_form(path):
        return _row_runs(path, options, sure=True) is not None


def _queried(query: RunQuery, options: ImportSettings, folder: Path) -> list[FoundRun]:
    if query.remote:
        raise InputError(
            f"a build asks no server: {query.store}",
            remedy="keep a copy of its runs: `plainspoken experiments import TALK NAME "
            f"'{query.tool}:{query.store}, experiment=…'`, again whenever they have changed",
        )
    store = _store(query, folder)
    if query.tool == "mlflow":
        runs = (folder_runs if store.is_dir() else database_runs)(store, options, query.group)
    elif query.tool == "optuna":
        runs = study_runs(store, options, query.group)
    elif query.tool == "wandb":
        runs = wandb_runs(store, options)
    else:
        runs = event_runs(store, options)
    return runs


_NEAR = {
    "mlflow": ("mlflow.db", "mlruns"),
    "optuna": ("optuna.db",),
    "wandb": ("wandb",),
    "tensorboard": ("runs", "logs"),
}


def _store(query: RunQuery, folder: Path) -> Path:
    """The store that a query names, or the one with its tool's usual name in the talk's folder or above."""
    if query.store:
        path = folder / Path(query.store.removeprefix("sqlite:///").removeprefix("file://")).expanduser()
        if not path.exists():
            raise InputError("no such store", file=path, remedy="paths are relative to the talk's folder")
        return path
    for place in (folder, *folder.resolve().parents):
        for name in _NEAR[query.tool]:
            if (place / name).exists():
                return place / name
    raise InputError(
        f"no {' or '.join(_NEAR[query.tool])} lies in the talk's folder or above it",
        remedy=f"say where it is, as in `{query.tool}:store=../../{_NEAR[query.tool][0]}`",
    )


def _at_path(entry: str, options: ImportSettings, folder: Path, read_file: ReadFile) -> list[FoundRun]:
    if any(sign in entry for sign in "*?["):
        paths = _matching(entry, folder)
        if not paths:
            raise InputError(
                f"nothing matches {entry!r}", file=folder, remedy="paths are relative to the talk's folder"
            )
        return _each_a_run(paths, options, read_file)
    path = Path(os.path.normpath(folder / Path(entry).expanduser()))
    if path.is_dir():
        with known_form(path):
            return _in_folder(path, options, read_file)
    if not path.is_file():
        raise InputError("no such file or folder", file=path, remedy="paths are relative to the talk's folder")
    return _in_file(path, options, read_file)


def _matching(entry: str, folder: Path) -> list[Path]:
    """The paths that a pattern matches, in the order of the numbers in their names."""
    base = Path(entry).expanduser()
    root = Path(base.anchor) if base.is_absolute() else folder
    pattern = base.relative_to(base.anchor).as_posix() if base.is_absolute() else entry
    while pattern.startswith("../"):
        root, pattern = root / "..", pattern[3:]
    found = [Path(os.path.normpath(path)) for path in root.glob(pattern.removeprefix("./"))]
    return sorted((path for path in found if not path.name.startswith(".")), key=_natural)


def _natural(path: Path) -> list[tuple[int, int, str]]:
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in re.split(r"(\d+)", path.as_posix())]


def _in_file(path: Path, options: ImportSettings, read_file: ReadFile) -> list[FoundRun]:
    with known_form(path):
        return _runs_in_file(path, options, read_file)


def _runs_in_file(path: Path, options: ImportSettings, read_file: ReadFile) -> list[FoundRun]:
    suffix = path.suffix.lower()
    if suffix in DATABASES:
        return database(path, options)
    if suffix == ".wandb":
        return wandb_runs(path, options)
    if "tfevents" in path.name:
        return event_runs(path, options)
    if path.name == "trial.json":
        return [tuner_run(path, options)]
    rows = _row_runs(path, options)
    if rows is not None:
        return rows
    return _each_a_run([path], options, read_file)


def _row_runs(path: Path, options: ImportSettings, *, sure: bool = False) -> list[FoundRun] | None:
    """The runs of a table with a row each, or of a copy of a server's runs; None for any other file.

    Args:
        sure: whether the columns must show that the rows are runs, and nothing else.
    """
    suffix = path.suffix.lower()
    rows: list[tuple[int | None, Mapping[str, Any]]]
    if suffix in (".csv", ".tsv"):
        rows = [*rows_of_table(path)]
    elif suffix in (".json", ".jsonl"):
        text = read_text(path)
        try:
            document = parse_json(text, path)
        except InputError:
            return None
        if isinstance(document, dict) and document.get("kept_runs") == 1:
            return kept_runs(document, path, options)
        if isinstance(document, dict) and {"trial_id", "hyperparameters", "metrics"} <= set(document):
            return [tuner_run(path, options)]
        if isinstance(document, dict) and "params" in document and any(k.startswith("mean_test_") for k in document):
            document = _turned(document)
        if (points := _scalar_points(document)) is not None:
            return [scalar_run(points, path, options)]
        if not isinstance(document, list) or not all(isinstance(row, dict) for row in document) or len(document) < 2:
            return None
        rows = [(None, row) for row in document]
    else:
        return None
    if (exported := exported_runs(rows, path, options)) is not None:
        return exported
    columns = list(dict.fromkeys(name for _, row in rows for name in row))
    counted = epoch_column(columns, options.model_copy(update={"epoch_column": None}), path) or step_column(columns)
    answers = {"truth", "y_true", "label", "target"} & {name.lower() for name in columns}
    if not rows or (counted and not _tool_columns(columns)) or answers or not holds_runs(columns, options):
        return None
    if {"fit_time", "score_time"} <= set(columns):  # folds of one run
        return None
    if len(rows) < 2 and not _tool_columns(columns) and not options.metrics and not is_plainly_runs(rows):
        return None
    if sure and not (_tool_columns(columns) or options.metrics or is_plainly_runs(rows)):
        return None
    return table_runs(rows, path, options)


def read_points(path: Path) -> list[tuple[float, float]]:
    """Step and value of each row of a file that TensorBoard's page downloaded.

    Raises:
        InputError: it is not as TensorBoard writes it.
    """
    with known_form(path):
        if path.suffix.lower() == ".csv":
            return points_of_table([*rows_of_table(path)])
        points = _scalar_points(parse_json(read_text(path), path))
        if points is None:
            raise ValueError("no list of [wall time, step, value]")
        return points


def _scalar_points(document: object) -> list[tuple[float, float]] | None:
    """Step and value of each row of TensorBoard's export, `[wall time, step, value]`; None for anything else."""
    if not isinstance(document, list) or not document:
        return None
    if not all(isinstance(row, list) and len(row) == 3 for row in document):
        return None
    try:
        return [(float(step), float(value)) for _, step, value in document]
    except (TypeError, ValueError):
        return None


def _tool_columns(columns: Sequence[str]) -> bool:
    lower = {name.lower() for name in columns if name}
    return any(name.startswith(("params.", "params_", "param_", "metrics.")) for name in lower)


def _turned(document: dict[str, object]) -> list[dict[str, object]]:
    """Columns (lists, or objects by the number of a row, as pandas writes them) as rows."""
    columns = {
        name: list(column.values()) if isinstance(column, dict) else column
        for name, column in document.items()
        if isinstance(column, list | dict)
    }
    size = max((len(column) for column in columns.values()), default=0)
    return [{name: column[i] for name, column in columns.items() if i < len(column)} for i in range(size)]


def _in_folder(path: Path, options: ImportSettings, read_file: ReadFile) -> list[FoundRun]:
    special = special_runs(path, options)
    if special is not None:
        return special
    own = result_files(path)
    inner = [
        child for child in sorted(path.iterdir(), key=_natural) if child.is_dir() and not child.name.startswith(".")
    ]
    inner = [child for child in inner if special_like(child) or result_files(child)]
    if inner:
        return _each_a_run(inner, options, read_file)
    if len(own) > 1 and all(scalar_of(file) for file in own):
        return joined_scalars(own, read_points, options)
    alike = len(own) > 1 and len({file.suffix for file in own}) == 1
    if alike:
        return _each_a_run(own, options, read_file)
    if own:
        return _each_a_run([path], options, read_file)
    deeper = sorted(
        {file.parent for file in path.rglob("*") if file.is_file() and result_files(file.parent)}, key=_natural
    )
    if not deeper:
        raise InputError("no file of results is in this folder", file=path, remedy="name the files, or another folder")
    return _each_a_run(deeper, options, read_file)


def special_like(folder: Path) -> bool:
    """Whether a tool laid out a folder within a folder."""
    return (folder / "plots" / "metrics").is_dir() or (folder / "run.json").is_file() or (folder / ".hydra").is_dir()


def _each_a_run(paths: Sequence[Path], options: ImportSettings, read_file: ReadFile) -> list[FoundRun]:
    """A run for each file or folder, named after the parts in which their paths differ."""
    runs: list[FoundRun] = []
    for path, name in zip(paths, differing(paths), strict=True):
        if path.is_dir():
            if (special := special_runs(path, options)) is not None and len(special) == 1:
                runs.append(replace(special[0], name=name))
                continue
            found = Found()
            for file in result_files(path):
                found.add(read_file(file, options))
            settings = settings_beside(path)
        else:
            several = _in_file(path, options, read_file) if path.suffix.lower() in (*DATABASES, ".wandb") else None
            if several is not None or "tfevents" in path.name or path.name == "trial.json":
                runs += several or _in_file(path, options, read_file)
                continue
            found = read_file(path, options)
            own = _own_config(path)
            settings = settings_beside(path.parent) if len({each.parent for each in paths}) == len(paths) else {}
            settings |= own
        told = named_settings(name.split("/")) | settings
        runs.append(FoundRun(name, found, path, told))
    return runs


def _own_config(path: Path) -> dict[str, Setting]:
    """The settings in a record that `plainspoken.record` wrote."""
    if path.suffix.lower() != ".json":
        return {}
    document = parse_json(read_text(path), path)
    return settings_of(document.get("config", {})) if isinstance(document, dict) and MARK in document else {}


def differing(paths: Sequence[Path]) -> list[str]:
    """Names for paths: what is left of them without the parts that all begin and end with."""
    parts = [path.with_suffix("").parts if path.is_file() else path.parts for path in paths]
    if len(parts) == 1:
        return [parts[0][-1]]
    start = 0
    while all(len(each) > start + 1 and each[start] == parts[0][start] for each in parts):
        start += 1
    end = 0
    while all(len(each) > start + end + 1 and each[-1 - end] == parts[0][-1 - end] for each in parts):
        end += 1
    return ["/".join(each[start : len(each) - end]) or each[-1] for each in parts]
