"""Tables with a row a run: what search tools and trackers export, and one's own with settings and metrics."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from plainspoken.base.errors import InputError
from plainspoken.experiments.importers.file_contents import Found, FoundNumber
from plainspoken.experiments.importers.history_columns import is_time
from plainspoken.experiments.importers.import_settings import ImportSettings, set_option
from plainspoken.experiments.importers.metric_names import further, meaning, plain_name
from plainspoken.experiments.importers.tell_numbers import chosen_meaning, tell_all
from plainspoken.experiments.importers.tracked_runs import FoundRun, setting
from plainspoken.experiments.results.metric import MetricKind

_NAMES = ("tags.mlflow.runname", "name", "run_name", "run", "model", "trial_name", "experiment", "method", "run_id",
          "trial_id", "number", "trial", "id")  # fmt: skip
_GIVEN_NAMES = ("name", "model", "method", "run", "run_name", "experiment")
_STATES = ("state", "status")
_SETTINGS = ("params.", "params_", "param_", "config/", "config.", "hparams.")
_METRICS = ("metrics.", "metrics/", "value_", "values_")
_NOT_SETTINGS = re.compile(
    r"^(?:datetime_.*|start_?time|end_?time|created.*|artifact_uri|experiment_id|tags\..*|user_attrs.*|system_attrs.*"
    r"|_.*|date|timestamp|host(?:name)?|node_ip|pid|user|sweep|group|notes|hash|rank_.*|params|std_.*|split\d+_.*"
    r"|mean_train_.*|mean_(?:fit|score)_time|training_iteration|iterations_since_restore|time_.*|done|logdir|trial_id"
    r"|experiment_tag|checkpoint_dir_name|should_checkpoint)$",
    re.IGNORECASE,
)
_SECONDS = ("runtime", "duration", "time_total_s", "mean_fit_time", "_runtime", "train_runtime", "fit_time", "seconds")
_FOLDS = re.compile(r"split(\d+)_test_(.+)")


def table_runs(
    rows: Sequence[tuple[int | None, Mapping[str, Any]]], path: Path, options: ImportSettings
) -> list[FoundRun]:
    """The runs of a table with a row each.

    Args:
        rows: cells by column, as texts or as values, with their lines.

    Raises:
        InputError: no column holds a metric, or a cell cannot be what its name says.
    """
    columns = list(dict.fromkeys(name for _, row in rows for name in row))
    kinds = {name: _kind(name, rows, options) for name in columns if name}
    if not any(kind in ("metric", "own metric", "folds") for kind in kinds.values()):
        named = next((name for name, kind in kinds.items() if kind == "setting" and _numbers(name, rows)), columns[0])
        example = f'{{ {json.dumps(named)} = "valid.accuracy" }}'
        raise InputError(
            f"no column of these runs is a metric that is known: {', '.join(columns)}", file=path, line=1,
            remedy=f"say which is one: {set_option('metrics', example)}",
        )  # fmt: skip
    names = [name for name, kind in kinds.items() if kind == "name"]
    title = options.name or next((c for known in _NAMES for c in names if c.lower() == known), None)
    if options.name is not None and options.name not in columns:
        raise InputError(
            f"no column is called {options.name!r}", file=path, line=1, remedy=f"there is {', '.join(columns)}"
        )
    if title is None and options.settings is None and _names_rows(columns[0], kinds, rows):
        title = columns[0]
    return [_run(number, line, row, kinds, title, path, options) for number, (line, row) in enumerate(rows)]


def holds_runs(columns: Sequence[str], options: ImportSettings) -> bool:
    """Whether the columns of a table look like those of runs: settings beside metrics, or a tool's own names."""
    lower = [name.lower() for name in columns if name]
    if any(name.startswith(("params.", "params_", "param_", "metrics.")) for name in lower):
        return True
    if {"number", "state"} <= set(lower) or options.metrics:
        return True
    return any(_measures(name, options) for name in columns if name)


def is_plainly_runs(rows: Sequence[tuple[int | None, Mapping[str, Any]]]) -> bool:
    """Whether rows can be nothing but runs: they have names, a state, a seed, a test result, or settings in words."""
    columns = list(dict.fromkeys(name for _, row in rows for name in row if name))
    lower = {name.lower() for name in columns}
    if lower & {*_NAMES, *_STATES, "seed", "random_state"}:
        return True
    told = [meaning(name) or further(name) for name in columns]
    if None in told and any(known is not None and known.split == "test" for known in told):
        return True
    return any(isinstance(setting(row.get(name)), str) for _, row in rows for name in columns)


def _kind(name: str, rows: Sequence[tuple[int | None, Mapping[str, Any]]], options: ImportSettings) -> str:
    lower = name.lower()
    if options.settings is not None and name in options.settings:
        return "setting"
    if _FOLDS.fullmatch(lower):
        return "folds"
    if lower in _STATES:
        return "state"
    if lower in _SECONDS or (is_time(name) and not _measures(name, options)):
        return "seconds"
    if lower.startswith(_SETTINGS):
        return "setting"
    if _measures(name, options):
        return "metric"
    if lower == "value" or lower.startswith(_METRICS):
        return "own metric"
    if lower in _NAMES:
        values = [str(row.get(name)) for _, row in rows]
        return "name" if len(set(values)) == len(values) else "setting"
    if _NOT_SETTINGS.match(lower) or lower.startswith("mean_test_"):
        return "other"
    return "setting" if options.settings is None else "other"


def _names_rows(name: str, kinds: Mapping[str, str], rows: Sequence[tuple[int | None, Mapping[str, Any]]]) -> bool:
    """Whether the first column says what each row is called, whatever its own name: words, each once."""
    values = [setting(row.get(name)) for _, row in rows]
    return kinds.get(name) == "setting" and all(map(_is_words, values)) and len(set(values)) == len(values) > 1


def _is_words(value: Any) -> bool:
    return isinstance(value, str) and re.search(r"[^\W\d_]", value) is not None and len(value) <= 60


def _measures(name: str, options: ImportSettings) -> bool:
    known = chosen_meaning((name,), options) or meaning(_bare(name)) or further(_bare(name))
    return known is not None


def _bare(name: str) -> str:
    """A metric's name without what Optuna puts before those of its study."""
    return re.sub(r"^values?_(?!\d+$)", "", name)


def _numbers(name: str, rows: Sequence[tuple[int | None, Mapping[str, Any]]]) -> bool:
    return any(isinstance(setting(row.get(name)), int | float) for _, row in rows)


def _run(
    number: int, line: int | None, row: Mapping[str, Any], kinds: Mapping[str, str], title: str | None, path: Path,
    options: ImportSettings,
) -> FoundRun:  # fmt: skip
    found = Found(kinds=[f"a row of {path.name}"])
    settings: dict[str, Any] = {}
    told: list[tuple[tuple[str, ...], FoundNumber]] = []
    folds: dict[str, list[float]] = {}
    state = ""
    for name, kind in kinds.items():
        value = setting(row.get(name))
        if value is None:
            continue
        if kind in ("metric", "own metric"):
            value = _share_of(value)
            if isinstance(value, bool | str):
                if kind == "metric" and str(value).strip().lower() not in ("na", "nan", "-"):
                    raise InputError(
                        f"{name} is {value!r}, which is no number", file=path, line=line,
                        remedy="correct the cell, or empty it",
                    )  # fmt: skip
                continue
            own = name if kind == "own metric" else _bare(name)
            if kind == "own metric":  # which way it is better, only the author knows
                found.units.setdefault(own, MetricKind(unit="number", better="none"))
            told.append(((own,), FoundNumber(float(value), path, line)))
        elif kind == "setting" and not (isinstance(value, str) and value.lower() == "nan"):
            settings[_short(name)] = value
        elif kind == "state":
            state = str(value).lower()
        elif kind == "seconds" and found.seconds is None:
            found.seconds = _seconds(value)
        elif kind == "folds" and isinstance(value, int | float) and math.isfinite(value):
            folds.setdefault(_FOLDS.fullmatch(name.lower())[2], []).append(float(value))  # type: ignore[index]
    tell_all(found, told, options)
    found.folds = {metric: values for name, values in folds.items() if (metric := fold_metric(name, values, found))}
    name = str(row.get(title) or "") if title else ""
    called = (
        name if not name.isdecimal() else f"{'trial' if title in ('number', 'trial', 'trial_id') else 'run'} {name}"
    )
    run = FoundRun(called or f"run {number + 1}", found, path, settings, state)
    by_tool = any(kind == "state" or each.lower().startswith((*_SETTINGS, *_METRICS)) for each, kind in kinds.items())
    run.row = {title: name} if title and name else {}
    run.named = bool(name) and (
        title == options.name
        or (not by_tool and ((title or "").lower() in _GIVEN_NAMES or kinds.get(title or "") == "setting"))
    )
    objective = next((name for name, kind in kinds.items() if name.lower().startswith(("value_", "mean_test_"))), None)
    known = (meaning(_bare(objective)) or further(_bare(objective))) if objective else None
    if known is not None:
        run.objective = (known.split or options.split, known.metric)
    return run


def _share_of(value: Any) -> Any:
    """A share that is written as `91.2%`; any other value as it is."""
    share = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*%\s*", value) if isinstance(value, str) else None
    return float(share[1]) / 100 if share else value


def fold_metric(name: str, values: list[float], found: Found) -> str | None:
    """What the record calls a score of scikit-learn's folds. `neg_log_loss` and the like are turned round; `score` is
    whatever the model says of itself, and higher is better."""
    sign = 1.0
    plain = plain_name(name)
    if plain.startswith("neg_"):
        plain, sign = plain.removeprefix("neg_"), -1.0
    known = meaning(plain) or further(plain)
    if sign < 0:
        values[:] = [-value for value in values]
    if known is not None:
        return known.metric
    found.units.setdefault(plain, MetricKind(unit="number", better="higher" if sign > 0 else "lower"))
    return plain


def _short(name: str) -> str:
    """A setting's name without what the tool puts before it."""
    for before in _SETTINGS:
        if name.lower().startswith(before):
            return name[len(before) :]
    return name


def _seconds(value: Any) -> float | None:
    """Seconds of a number, or of a span as pandas writes it: `0 days 00:00:01.645334`."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value) if value >= 0 else None
    span = re.fullmatch(r"(?:(\d+) days? )?(\d+):(\d+):([\d.]+)", str(value).strip())
    if span is None:
        return None
    days, hours, minutes, seconds = (float(part or 0) for part in span.groups())
    return 86400 * days + 3600 * hours + 60 * minutes + seconds
