"""Optuna: studies in its SQLite storage. Optuna itself is not needed; the tables are those of its `RDBStorage`."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

from plainspoken.base.errors import InputError
from plainspoken.experiments.importers.import_settings import ImportSettings
from plainspoken.experiments.importers.metric_names import further, meaning
from plainspoken.experiments.importers.sqlite_file import reading
from plainspoken.experiments.importers.tracked_runs import FoundRun, tracked_run
from plainspoken.experiments.results.metric import Direction, MetricKind


def study_runs(path: Path, options: ImportSettings, wanted: str | None) -> list[FoundRun]:
    """The trials of a study.

    Raises:
        InputError: it is no storage of Optuna, or holds several studies and none was chosen.
    """
    try:
        with reading(path) as base:
            studies = dict(base.execute("select study_name, study_id from studies order by study_id"))
            if (wanted is not None and wanted not in studies) or (wanted is None and len(studies) != 1):
                first = next(iter(studies), "NAME")
                raise InputError(
                    f"no study is called {wanted!r}" if wanted else f"{len(studies)} studies", file=path,
                    remedy=f"name one, as in `optuna:store={path.name}, study={first}`: {', '.join(studies) or 'none'}",
                )  # fmt: skip
            study = studies[wanted] if wanted else next(iter(studies.values()))
            return _trials(base, study, path, options)
    except sqlite3.DatabaseError as error:
        raise InputError(
            f"this is no storage of Optuna: {error}", file=path, remedy="name a database that a study was stored in"
        ) from None


def _trials(base: sqlite3.Connection, study: int, path: Path, options: ImportSettings) -> list[FoundRun]:
    directions = [
        row[0] for row in base.execute(
            "select direction from study_directions where study_id = ? order by objective", (study,)
        )
    ]  # fmt: skip
    told = base.execute(
        "select value_json from study_system_attributes where study_id = ? and key = 'study:metric_names'", (study,)
    ).fetchone()
    names = json.loads(told[0]) if told else []
    if not names:
        names = ["value"] if len(directions) == 1 else [f"values_{i}" for i in range(len(directions))]
    kinds = {name: MetricKind(unit="number", better=_way(way)) for name, way in zip(names, directions, strict=True)}
    runs = []
    for uid, number, state, seconds in base.execute(
        "select trial_id, number, state, (julianday(datetime_complete) - julianday(datetime_start)) * 86400"
        " from trials where study_id = ? order by number", (study,),
    ).fetchall():  # fmt: skip
        values = base.execute(
            "select objective, value, value_type from trial_values where trial_id = ? order by objective", (uid,)
        ).fetchall()
        steps = base.execute(
            "select step, intermediate_value from trial_intermediate_values where trial_id = ? and"
            " intermediate_value_type = 'FINITE' order by step", (uid,),
        ).fetchall()  # fmt: skip
        params = {
            name: _internal(value, json.loads(distribution))
            for name, value, distribution in base.execute(
                "select param_name, param_value, distribution_json from trial_params where trial_id = ?"
                " order by param_id", (uid,),
            )
        }  # fmt: skip
        last = {names[i]: value for i, value, kind in values if kind == "FINITE"}
        points = {names[0]: [(float(step), value) for step, value in steps]} if len(names) == 1 and steps else {}
        run = tracked_run(
            f"trial {number}", path, options, last=last, points=points if last else {}, settings=params, state=state,
            seconds=seconds if seconds and seconds > 0 else None, kinds=kinds,
        )  # fmt: skip
        known = meaning(names[0]) or further(names[0])
        run.objective = (known.split or options.split, known.metric) if known else (options.split, names[0])
        runs.append(run)
    return runs


def _way(direction: str) -> Direction:
    return "higher" if direction == "MAXIMIZE" else "lower"


def _internal(value: float, distribution: dict[str, Any]) -> Any:
    """A parameter as it was suggested: Optuna stores the place of a choice, and whole numbers as floats."""
    attributes = distribution.get("attributes", {})
    if distribution.get("name") == "CategoricalDistribution":
        return attributes["choices"][int(value)]
    return int(value) if "Int" in distribution.get("name", "") else value
