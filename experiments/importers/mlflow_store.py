"""MLflow: its SQLite database, its folder `mlruns`, and a tracking server.

The tables are those of MLflow's SQL schema, the files those of its `FileStore`, the server is asked by its REST API
(`/api/2.0/mlflow`); MLflow itself is not needed.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from plainspoken.base.errors import InputError
from plainspoken.experiments.importers.import_settings import ImportSettings
from plainspoken.experiments.importers.sqlite_file import reading
from plainspoken.experiments.importers.tracked_runs import FoundRun, tracked_run
from plainspoken.experiments.importers.yaml_settings import scalar

MOST_RUNS = 5000
"""Runs that are asked of a server at most."""

TIMEOUT = 20.0
"""Seconds that a server may take to answer."""


@dataclass
class MlflowRun:
    """A run as any of the three stores has it. `points` are (step, value) by metric."""

    id: str
    name: str
    status: str
    experiment: str
    started: int
    seconds: float | None
    params: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    points: dict[str, list[tuple[float, float]]] = field(default_factory=dict)

    def found(self, place: Path, options: ImportSettings) -> FoundRun:
        """The run with its numbers told by what they mean."""
        return tracked_run(
            self.name or self.id, place, options, points=self.points, settings=self.params, state=self.status,
            seconds=self.seconds,
        )  # fmt: skip


def database_runs(path: Path, options: ImportSettings, experiment: str | None) -> list[FoundRun]:
    """The runs of an `mlflow.db`.

    Raises:
        InputError: it is none, it holds several experiments and none was chosen, or a number cannot be used.
    """
    try:
        with reading(path) as base:
            runs = {
                row[0]: MlflowRun(row[0], row[1] or "", row[2] or "", row[3], row[4] or 0, _span(row[4], row[5]))
                for row in base.execute(
                    "select r.run_uuid, r.name, r.status, e.name, r.start_time, r.end_time from runs r"
                    " join experiments e on e.experiment_id = r.experiment_id where r.lifecycle_stage = 'active'"
                )
            }
            for table in ("params", "tags"):
                for uid, key, value in base.execute(f"select run_uuid, key, value from {table}"):
                    if uid in runs:
                        getattr(runs[uid], table)[key] = value
            for uid, key, step, value in base.execute(
                "select run_uuid, key, step, value from metrics where not is_nan order by step, timestamp"
            ):
                if uid in runs:
                    runs[uid].points.setdefault(key, []).append((step, value))
    except sqlite3.DatabaseError as error:
        raise InputError(f"this is no database of MLflow: {error}", file=path, remedy="name an mlflow.db") from None
    return _chosen(runs.values(), path, options, experiment)


def folder_runs(store: Path, options: ImportSettings, experiment: str | None) -> list[FoundRun]:
    """The runs of a folder `mlruns`; errors as `database_runs`."""
    names = {}
    for meta in sorted(store.glob("*/meta.yaml")):
        names[meta.parent] = str(_meta(meta).get("name") or meta.parent.name)
    runs = []
    for folder, name in names.items():
        for meta in sorted(folder.glob("*/meta.yaml")):
            told, run = _meta(meta), meta.parent
            if told.get("lifecycle_stage") == "deleted":
                continue
            status = {"3": "finished", "4": "failed", "5": "killed"}.get(str(told.get("status")), "running")
            started = int(told.get("start_time") or 0)
            found = MlflowRun(
                run.name, str(told.get("run_name") or ""), status, name, started, _span(started, told.get("end_time"))
            )
            found.params, found.tags = (_texts(run / "params"), _texts(run / "tags"))
            for path in sorted((run / "metrics").rglob("*")):
                if path.is_file():
                    key = path.relative_to(run / "metrics").as_posix()
                    found.points[key] = sorted(_points(path), key=lambda point: point[0])
            runs.append(found)
    return _chosen(runs, store, options, experiment)


def server_runs(address: str, experiment: str | None) -> list[MlflowRun]:
    """The runs of an experiment on a tracking server, with every point of their metrics.

    Args:
        address: such as `http://127.0.0.1:5000`.

    Raises:
        InputError: the server cannot be reached, refuses, or holds several experiments and none was chosen.
    """
    told = _asked(address, "experiments/search", {"max_results": 1000}).get("experiments", [])
    known = {each["name"]: each["experiment_id"] for each in told}
    if experiment is None:
        filled = [name for name in known if name != "Default"] or list(known)
        if len(filled) != 1:
            raise _which(filled, address)
        experiment = filled[0]
    if experiment not in known:
        raise _which(list(known), address, experiment)
    runs: list[MlflowRun] = []
    page: str | None = None
    while len(runs) < MOST_RUNS:
        asked = {"experiment_ids": [known[experiment]], "max_results": 200, **({"page_token": page} if page else {})}
        answer = _asked(address, "runs/search", asked)
        runs += [_served(address, each, experiment) for each in answer.get("runs", [])]
        page = answer.get("next_page_token")
        if not page:
            break
    return runs


def _served(address: str, told: dict[str, Any], experiment: str) -> MlflowRun:
    info, data = told["info"], told.get("data", {})
    started = int(info.get("start_time") or 0)
    run = MlflowRun(
        info["run_id"], info.get("run_name") or "", info.get("status") or "", experiment, started,
        _span(started, info.get("end_time")),
    )  # fmt: skip
    for table in ("params", "tags"):
        getattr(run, table).update({each["key"]: each.get("value", "") for each in data.get(table, [])})
    for metric in data.get("metrics", []):
        query = {"run_id": run.id, "metric_key": metric["key"], "max_results": 25000}
        history = _asked(address, f"metrics/get-history?{urlencode(query)}").get("metrics", [metric])
        points = [(float(each.get("step", 0)), _number(each.get("value"))) for each in history]
        run.points[metric["key"]] = sorted((p for p in points if p[1] is not None), key=lambda point: point[0])  # type: ignore[misc]
    return run


def _number(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if number == number and abs(number) != float("inf") else None


def _asked(address: str, what: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    from urllib.error import HTTPError, URLError
    from urllib.request import Request, urlopen  # brings TLS and mail; a build asks no server

    url = f"{address.rstrip('/')}/api/2.0/mlflow/{what}"
    data = json.dumps(body).encode() if body is not None else None
    try:
        with urlopen(Request(url, data, {"Content-Type": "application/json"}), timeout=TIMEOUT) as answer:
            document = json.loads(answer.read())
    except HTTPError as error:
        raise InputError(
            f"the MLflow server at {address} refused {what.split('?')[0]}: {error.code} {error.reason}",
            remedy="see that the address is that of a tracking server, and that it may be asked without a password",
        ) from None
    except (URLError, OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        raise InputError(
            f"the MLflow server at {address} cannot be asked: {reason}", remedy="start it, or correct the address"
        ) from None
    return document if isinstance(document, dict) else {}


def _chosen(runs: Any, place: Path, options: ImportSettings, experiment: str | None) -> list[FoundRun]:
    """The runs of the experiment that was named, or of the only one, in the order in which they were started."""
    listed = sorted(runs, key=lambda run: (run.started, run.id))
    names = list(dict.fromkeys(run.experiment for run in listed))
    if experiment is not None and experiment not in names:
        raise _which(names, str(place), experiment)
    if experiment is None and len(names) > 1:
        raise _which(names, str(place))
    return [run.found(place, options) for run in listed if experiment in (None, run.experiment)]


def _which(names: list[str], place: str, wanted: str | None = None) -> InputError:
    there = ", ".join(names) or "none that has runs"
    message = "no experiment is called " + repr(wanted) if wanted else f"{len(names)} experiments in {place}"
    return InputError(message, remedy=f"name one, as in `mlflow:experiment={names[0] if names else 'NAME'}`: {there}")


def _span(started: Any, ended: Any) -> float | None:
    if isinstance(started, int) and isinstance(ended, int) and ended > started > 0:
        return (ended - started) / 1000
    return None


def _meta(path: Path) -> dict[str, Any]:
    return {
        key.strip(): scalar(value.strip())
        for key, cut, value in (line.partition(":") for line in path.read_text(encoding="utf-8").splitlines())
        if cut
    }


def _texts(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _points(path: Path) -> Iterator[tuple[float, float]]:
    """Lines of `timestamp value step`."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        parts = line.split()
        try:
            yield float(parts[2]) if len(parts) > 2 else 0.0, float(parts[1])
        except (ValueError, IndexError):
            raise InputError(
                f"not a metric of MLflow: {line[:40]!r}", file=path, line=number, remedy="export the run anew"
            ) from None
