"""A sweep: many runs imported as one thing, with the study that holds them together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from plainspoken.base.errors import InputError
from plainspoken.experiments.importers.build_record import fill_record
from plainspoken.experiments.importers.import_settings import ImportSettings
from plainspoken.experiments.importers.run_sources import ReadFile, read_query, source_runs
from plainspoken.experiments.importers.tracked_runs import FINE, FoundRun, Setting
from plainspoken.experiments.results.paired_test import MOST_PAIRED, mcnemar
from plainspoken.experiments.results.record import Pair, RunRecord, StudyRecord
from plainspoken.experiments.results.sweep_measures import compared_metric, metric_in, ranked, varying

SEEDS = ("seed", "random_state", "random_seed", "run_seed", "manual_seed", "seed_value", "trainer.seed", "train.seed")
"""Settings that only repeat a run."""

TITLE_SETTINGS = 3
"""Settings that a run's title names at most."""


@dataclass
class FoundSweep:
    """The runs of a sweep and their study.

    Attributes:
        left_out: how many runs were left out, by what the tool says of them: failed, pruned, without a result.
    """

    study: StudyRecord
    runs: list[RunRecord]
    left_out: dict[str, int] = field(default_factory=dict)


def read_sweep(name: str, options: ImportSettings, folder: Path, read_file: ReadFile) -> FoundSweep:
    """The runs that one import names, as records of the study `name`.

    Raises:
        InputError: there are none, or they cannot be used; with file, line and what to do.
    """
    query = next((each for entry in options.files if (each := read_query(entry)) is not None), None)
    found = source_runs(options, folder, read_file)
    found, left_out = _fine(found)
    if not found:
        what = ", ".join(f"{count} {state}" for state, count in left_out.items())
        raise InputError(
            f"`imports.{name}` has no run that ended well{f': {what}' if what else ''}", file="talk.toml",
            remedy="name other files, or wait until a run has ended",
        )  # fmt: skip
    found = kept_by_where(found, options, name)
    groups = _by_seed(found, options)
    names = _run_names([group[0] for group in groups], seeded=any(len(group) > 1 for group in groups))
    records = []
    for group, run in zip(groups, names, strict=True):
        untitled = options.model_copy(update={"title": None})
        made = [fill_record(name, run, untitled, each.found, strict=False) for each in group]
        records.append(_with_seeds(made, group, options))
    records = _comparable(records, options, found)
    records = _titled(records, groups)
    records = _top(records, options, query.order_by if query else None, query.top if query else None)
    of_run = dict(zip(names, groups, strict=True))
    alone = [record.run for record in records if len(of_run[record.run]) == 1]
    pairs = paired_answers({run: of_run[run][0].found.answers.get("test", []) for run in alone})
    title = options.title or name.replace("-", " ").replace("_", " ").capitalize()
    extra: dict[str, Any] = {"compared_by": records[0].extra.get("compared_by"), "runs": len(records)}
    if options.cost:
        extra["cost"] = options.cost
    if left_out:
        extra["left_out"] = left_out
    study = StudyRecord(
        study=name, title=title, profile="imported", runs=[record.run for record in records], pairs=pairs,
        axes={axis: _axis(records, axis) for axis in varying(records)}, extra=extra,
    )  # fmt: skip
    return FoundSweep(study, records, left_out)


def _fine(found: Sequence[FoundRun]) -> tuple[list[FoundRun], dict[str, int]]:
    """The runs that ended well and have a result, and how many others there are of each kind."""
    left: Counter[str] = Counter()
    kept = []
    for run in found:
        if run.state not in FINE:
            left[run.state.replace("fail", "failed") if run.state == "fail" else run.state] += 1
        elif not any(run.found.splits.values()) and not run.found.folds and not run.found.rows and not run.found.curves:
            left["without a result"] += 1
        else:
            kept.append(run)
    return kept, dict(left)


def kept_by_where(found: list[FoundRun], options: ImportSettings, name: str) -> list[FoundRun]:
    """The runs whose settings are those of `where`.

    Raises:
        InputError: no run is left.
    """
    for key, wanted in options.where.items():
        there = list(dict.fromkeys(str(run.settings[key]) for run in found if key in run.settings))
        found = [run for run in found if _same(run.settings.get(key), wanted)]
        if not found:
            raise InputError(
                f"`imports.{name}`: no run has {key} = {wanted}", file="talk.toml",
                remedy=f"correct `where`: there is {', '.join(there[:8]) or 'no such setting'}",
            )  # fmt: skip
    return found


def _same(value: Setting | None, wanted: Setting) -> bool:
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            return float(value) == float(wanted)
        except (TypeError, ValueError):
            return False
    return str(value).lower() == str(wanted).lower()


def _seed_name(found: Sequence[FoundRun], options: ImportSettings) -> str | None:
    names = list(dict.fromkeys(name for run in found for name in run.settings))
    if options.seed is not None:
        if options.seed not in names:
            raise InputError(
                f"no setting is called {options.seed!r}", file="talk.toml",
                remedy=f"correct `seed`: there is {', '.join(names) or 'none'}",
            )  # fmt: skip
        return options.seed
    return next((name for known in SEEDS for name in names if name.lower() == known), None)


def _by_seed(found: list[FoundRun], options: ImportSettings) -> list[list[FoundRun]]:
    """Runs that differ in their seed alone, together, by seed; runs with the same settings and no seed stay apart."""
    seed = _seed_name(found, options)
    if seed is None:
        return [[run] for run in found]
    groups: dict[tuple[tuple[str, str], ...], list[FoundRun]] = {}
    for run in found:
        rest = tuple(sorted((key, repr(value)) for key, value in run.settings.items() if key != seed))
        groups.setdefault(rest, []).append(run)
    told = list(groups.values())
    for group in told:
        seeds = [repr(run.settings.get(seed)) for run in group]
        if len(set(seeds)) < len(seeds):  # one seed twice: these are no repetitions of each other
            return [[run] for run in found]
    for group in told:
        group.sort(key=lambda run: str(run.settings.get(seed)).zfill(12))
        for run in group:
            run.found.metrics.setdefault("seed", run.settings.get(seed))
            run.settings = {key: value for key, value in run.settings.items() if key != seed}
    return told


def _with_seeds(records: list[RunRecord], group: list[FoundRun], options: ImportSettings) -> RunRecord:
    """The record of the first seed, with the figures of the others; the settings of all."""
    first = records[0]
    scores = {split: dict(metrics) for split, metrics in first.scores.items()}
    if len(records) > 1:
        for split, metrics in scores.items():
            for name, metric in metrics.items():
                values = [each.scores[split][name].value for each in records if name in each.scores.get(split, {})]
                if len(values) == len(records) and not metric.seeds:
                    metrics[name] = metric.model_copy(update={"seeds": values})
    extra = dict(first.extra)
    if len(records) > 1:
        extra["seeds"] = [run.found.metrics.get("seed") for run in group]
    return first.model_copy(update={"scores": scores, "at": group[0].settings, "extra": extra})


def _comparable(records: list[RunRecord], options: ImportSettings, found: list[FoundRun]) -> list[RunRecord]:
    """The records, each saying by which metric the sweep is compared. Runs that lack it are kept, and said so by what
    compares them."""
    objective = next((run.objective for run in found if run.objective is not None), None)
    wanted = options.measure or (None if objective is None else objective[1])
    try:
        place, name = compared_metric(records, wanted)
    except InputError:
        if options.measure is not None:
            raise
        try:
            place, name = compared_metric(records)
        except InputError:
            return records
    return [
        record.model_copy(update={"extra": {**record.extra, "compared_by": f"{place}.{name}"}}) for record in records
    ]


def _run_names(first: list[FoundRun], *, seeded: bool) -> list[str]:
    """Names that can stand in a page: those of the tool where they part the runs, or else their settings."""
    own = [_seedless(run.name) if seeded else run.name for run in first]
    if len(set(own)) < len(own) or any(re.fullmatch(r"[0-9a-f]{16,}", name) for name in own):
        own = [_settings_words(run.settings, _varying_settings(first)) or run.name for run in first]
    names: list[str] = []
    for name in own:
        plain = re.sub(r"[^\w.-]+", "-", name, flags=re.ASCII).strip("-._") or "run"
        plain = plain if plain[0].isalnum() else f"run-{plain}"
        plain = "run-study" if plain == "study" else plain[:80]
        unique, number = plain, 2
        while unique in names:
            unique, number = f"{plain}-{number}", number + 1
        names.append(unique)
    return names


def _seedless(name: str) -> str:
    return re.sub(r"[-_ /]?(?:seed)[-_=]?\d+", "", name, flags=re.IGNORECASE) or name


def _varying_settings(runs: Sequence[FoundRun]) -> list[str]:
    names = dict.fromkeys(name for run in runs for name in run.settings)
    return [name for name in names if len({repr(run.settings.get(name)) for run in runs}) > 1]


def _settings_words(settings: dict[str, Setting], names: Sequence[str]) -> str:
    return ", ".join(
        f"{name.split('.')[-1]} {_word(settings[name])}" for name in names[:TITLE_SETTINGS] if name in settings
    )


def _word(value: Setting) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def _titled(records: list[RunRecord], groups: list[list[FoundRun]]) -> list[RunRecord]:
    """Titles for slides: the names that a person gave, or the settings in which runs differ where there are few, or
    else the tool's names."""
    names = varying(records)
    titles = [_settings_words(dict(record.at), names) for record in records]
    named = [group[0].name for group in groups]
    if all(len(group) == 1 and group[0].named for group in groups) and len(set(named)) == len(named):
        titles = named
    elif not (0 < len(names) <= TITLE_SETTINGS) or len(set(titles)) < len(titles):
        titles = [_seedless(group[0].name) if len(group) > 1 else group[0].name for group in groups]
        if len(set(titles)) < len(titles) or any(re.fullmatch(r"[0-9a-f]{16,}", title) for title in titles):
            titles = [record.run for record in records]
    return [record.model_copy(update={"title": title}) for record, title in zip(records, titles, strict=True)]


def _top(records: list[RunRecord], options: ImportSettings, order: str | None, top: int | None) -> list[RunRecord]:
    """The runs in the order that was asked for, and so many of them."""
    order, top = options.order_by or order, options.top or top
    if order is not None:
        words = order.split()
        way = words[-1].upper() if len(words) > 1 and words[-1].upper() in ("ASC", "DESC") else ""
        records = _ordered(records, re.sub(r"^(?:metrics|params|final)\.", "", words[0].strip('`"')), way)
    elif top is not None:
        records = ranked(records)
    return records[:top] if top else records


def _ordered(records: list[RunRecord], name: str, way: str) -> list[RunRecord]:
    from plainspoken.experiments.importers.metric_names import further, meaning

    if all(name in record.at for record in records):
        return sorted(records, key=lambda record: _key(record.at[name]), reverse=way == "DESC")
    known = meaning(name) or further(name)
    wanted = name if "." in name or known is None else f"{known.split}.{known.metric}" if known.split else known.metric
    place, metric = compared_metric(records, wanted)
    if not way:
        return ranked(records, metric, place)
    return sorted(records, key=lambda record: metric_in(record, place, metric).mean, reverse=way == "DESC")


def _key(value: Setting) -> tuple[int, float, str]:
    return (0, float(value), "") if isinstance(value, int | float) else (1, 0.0, value)


def _axis(records: Sequence[RunRecord], name: str) -> list[Setting]:
    values = list(dict.fromkeys(record.at[name] for record in records if name in record.at))
    return sorted(values, key=_key)


def paired_answers(answers: dict[str, list[tuple[str, str, str]]]) -> dict[str, Pair]:
    """A pair for every two runs that answered the same samples, by `run/run` (exact McNemar test, 1947).

    Args:
        answers: by run, (sample, truth, answer) in the order of the file; samples without a name go by their order.
    """
    told = {run: rows for run, rows in answers.items() if rows}
    if len(told) > MOST_PAIRED:
        return {}
    names, pairs = list(told), {}
    for i, one in enumerate(names):
        for two in names[i + 1 :]:
            if [row[:2] for row in told[one]] != [row[:2] for row in told[two]]:
                continue
            right = [(a[2] == a[1], b[2] == b[1]) for a, b in zip(told[one], told[two], strict=True)]
            first, second = sum(a and not b for a, b in right), sum(b and not a for a, b in right)
            pairs[f"{one}/{two}"] = mcnemar(first, second)
    return pairs
