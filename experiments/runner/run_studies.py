"""The door to the experiments: run what is missing or out of date, and say what is. Imports no torch."""

from __future__ import annotations

import contextlib
import json
import os
import platform
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from plainspoken.base.errors import InputError
from plainspoken.base.extras import require
from plainspoken.base.files import fingerprint
from plainspoken.base.processors import usable_processors
from plainspoken.base.progress import Progress
from plainspoken.base.trusted_programs import require_trust, study_modules
from plainspoken.experiments.results.figure_files import figures_are_whole
from plainspoken.experiments.results.signed_record import drawn_record
from plainspoken.experiments.runner.average_runs import average_runs
from plainspoken.experiments.runner.own_modules import reach
from plainspoken.experiments.runner.process_pool import Job, Pool
from plainspoken.experiments.runner.recipe import RunPlan, StudyPlan
from plainspoken.experiments.runner.run_keys import drawing_key, replicates_key, run_keys
from plainspoken.experiments.runner.run_store import drop_checkpoint, kept_latency, kept_outcome
from plainspoken.experiments.runner.study_registry import does_work, plan_studies, study_module
from plainspoken.experiments.runner.time_run import measure_run
from plainspoken.experiments.runner.train_jobs import LocalTrainer, Trainer, TrainJob, outcome_of
from plainspoken.experiments.runner.train_sweep import sweep_key, train_sweep
from plainspoken.experiments.runner.write_figures import draw_one, draw_whole, study_key
from plainspoken.experiments.settings import ExperimentSettings

State = Literal["done", "to draw", "to time", "begun", "missing", "out of date"]


@dataclass(frozen=True)
class RunStatus:
    """How far a run is.

    Attributes:
        state: what is there; `to time` and `to draw` mean trained, but not yet timed or drawn.
        reason: why it is not done, in words.
    """

    study: str
    run: str
    title: str
    state: State
    reason: str = ""
    accuracy: float | None = None
    seconds: float | None = None


def run_studies(
    settings: ExperimentSettings,
    *,
    folder: Path,
    results: Path,
    figures: Path,
    store: Path,
    progress: Progress,
    only: list[str] | None = None,
) -> list[Path]:
    """Train, time and draw what is missing or out of date; touch nothing that is not.

    Args:
        folder: the talk's folder; paths of data are relative to it.
        results: where records go.
        figures: where figures go.
        store: where weights, checkpoints and caches are kept between calls.
        only: runs as `RUN` or `STUDY/RUN`; the study's own record then waits for the others.

    Returns:
        Paths of the records of all runs and studies asked for.

    Raises:
        InputError: settings, data or weights cannot be used, a loss is no longer a number, or the talk has study
            modules of its own that the user has not trusted.
    """
    require("experiments", purpose="training")
    require_trust(folder, study_modules(folder))
    reach(folder)
    plans = plan_studies(settings, folder, only=only)
    keys = all_keys(plans)

    def jobs(run: RunPlan) -> list[TrainJob]:
        return [TrainJob(each, run_folder(store, each), keys[run.study, run.run]) for each in _replicates(run)]

    sweeps = {plan.study: sweep_key(plan, {run.run: keys[plan.study, run.run] for run in plan.runs}) for plan in plans}
    train = []
    for plan in plans:
        for job in (job for run in plan.runs if not run.ensemble for job in jobs(run)):
            there = outcome_of(job, sweeps[plan.study] if job.run.at else "")
            if there is None:
                train.append(job)
            elif there.status != "pruned":  # a pruned run goes on from there when it is asked for after all
                drop_checkpoint(job.folder)
    pruned = [plan for plan in plans if plan.prune and any(job.run.study == plan.study and job.run.at for job in train)]
    plain = [job for job in train if not (job.run.at and job.run.study in {plan.study for plan in pruned})]
    named = any(":" in job.run.train.device for job in train)  # such a run must see the card under its own number
    cards = [] if named else graphics_cards()
    with Pool(settings.jobs or default_jobs(), progress, cards=cards) as pool:
        if train:
            with _trainer(settings, pool, store, progress) as trainer:
                trainer.train(plain)
                for plan in pruned:
                    train_sweep(plan, jobs, trainer, progress, key=sweeps[plan.study])
        _average_runs(plans, keys, store, pool)
        _time_runs(plans, store, pool, progress)
        _draw_runs(plans, settings, results, figures, store, pool, progress, whole=only is None)
    if only is None:
        _remove_strangers(plans, results, figures)
    return [
        *(results / plan.study / f"{run.run}.json" for plan in plans for run in plan.runs),
        *(results / plan.study / "study.json" for plan in plans if only is None),
    ]


def study_status(
    settings: ExperimentSettings, *, folder: Path, results: Path, figures: Path, store: Path
) -> list[RunStatus]:
    """How far every run of the talk's studies is; reads and compares, changes nothing but to take damaged files away.

    Raises:
        InputError: settings or data cannot be used, or study modules of the talk are not trusted.
    """
    require_trust(folder, study_modules(folder))
    reach(folder)
    plans = plan_studies(settings, folder)
    keys = all_keys(plans)
    rows = []
    for plan in plans:
        own = {run.run: keys[plan.study, run.run] for run in plan.runs}
        sweep = sweep_key(plan, own)
        for run in plan.runs:
            rows.append(_status(run, own[run.run], sweep, plan, settings, results, figures, store))
    return rows


def run_folder(store: Path, run: RunPlan) -> Path:
    """Where a run's outcome is kept."""
    fold = f"-fold{run.fold}" if run.fold is not None else ""
    return store / run.study / run.run / f"{run.profile}-seed{run.seed}{fold}"


def all_keys(plans: list[StudyPlan]) -> dict[tuple[str, str], dict[str, str]]:
    """The keys of all runs by study and run; those of an ensemble hold its members' as well.

    Raises:
        InputError: an ensemble names a run that the study does not have.
    """
    keys = {(run.study, run.run): run_keys(run) for plan in plans for run in plan.runs}
    for plan in plans:
        for run in plan.runs:
            if run.ensemble:
                members = [keys[member.study, member.run] for member in _members(run, plan)]
                keys[run.study, run.run]["members"] = fingerprint(json.dumps(members, sort_keys=True))
    return keys


def default_jobs() -> int:
    """One process for each core we may use; where accelerators do the work, one for each of them."""
    if platform.system() == "Darwin" and platform.machine() == "arm64":
        return 1
    if cards := graphics_cards():
        return len(cards)
    return usable_processors()


def graphics_cards(driver: Path = Path("/proc/driver/nvidia/gpus")) -> list[str]:
    """Nvidia's cards that we may use, as `CUDA_VISIBLE_DEVICES` names them, without asking torch."""
    if not driver.is_dir():
        return []
    chosen = os.environ.get("CUDA_VISIBLE_DEVICES")
    if chosen is None:
        return [str(number) for number, _ in enumerate(driver.iterdir())]
    return [name.strip() for name in chosen.split(",") if name.strip() not in ("", "-1")]


@contextlib.contextmanager
def _trainer(settings: ExperimentSettings, pool: Pool, store: Path, progress: Progress) -> Iterator[Trainer]:
    """Who trains: the processes of the pool, or the cluster that the settings name."""
    if settings.cluster is None:
        yield LocalTrainer(pool)
        return
    from plainspoken.experiments.runner.ray_cluster import RayTrainer

    with RayTrainer(settings.cluster, store, progress) as trainer:
        yield trainer


def _seeds(run: RunPlan) -> list[RunPlan]:
    seeds = 1 if run.ensemble else run.train.seeds
    return [run.model_copy(update={"seed": run.seed + i}) for i in range(seeds)]


def _folds(run: RunPlan) -> list[RunPlan]:
    return [run.model_copy(update={"fold": i}) for i in range(0 if run.ensemble else run.train.folds)]


def _replicates(run: RunPlan) -> list[RunPlan]:
    """A run with each seed, then as each fold of its cross-validation."""
    return [*_seeds(run), *_folds(run)]


def _members(run: RunPlan, plan: StudyPlan) -> list[RunPlan]:
    """The runs that an ensemble averages."""
    known = {each.run: each for each in plan.runs if not each.ensemble}
    if unknown := [name for name in run.ensemble if name not in known]:
        raise InputError(
            f"runs.{run.run}.ensemble: study {plan.study!r} trains no run {unknown[0]!r} here",
            remedy=f"name some of {', '.join(known) or 'its runs'}",
        )
    return [known[name] for name in run.ensemble]


def _average_runs(plans: list[StudyPlan], keys: dict[tuple[str, str], dict[str, str]], store: Path, pool: Pool) -> None:
    """Ensembles, when their members are there."""
    jobs = []
    for plan in plans:
        for run in plan.runs:
            key, at = keys[run.study, run.run], run_folder(store, run)
            if run.ensemble and not _is_trained(at, key):
                members = [run_folder(store, seeded) for member in _members(run, plan) for seeded in _seeds(member)]
                jobs.append(Job(f"{run.study}/{run.run}", average_runs, (run, at, key, members)))
    if jobs:
        pool.run(jobs)


def _time_runs(plans: list[StudyPlan], store: Path, pool: Pool, progress: Progress) -> None:
    """One after the other in one process, when no other run uses the cores."""
    waiting = [run for plan in plans for run in plan.runs if _to_time(run, run_folder(store, run))]
    if waiting:
        progress.start("latency", None)
        pool.run(
            [Job(f"{r.study}/{r.run}", measure_run, (r, run_folder(store, r), r.train.device)) for r in waiting],
            at_most=1,
        )
        progress.finish("latency")


def _draw_runs(
    plans: list[StudyPlan],
    settings: ExperimentSettings,
    results: Path,
    figures: Path,
    store: Path,
    pool: Pool,
    progress: Progress,
    *,
    whole: bool,
) -> None:
    singles, wholes = [], []
    for plan in plans:
        key = drawing_key(plan, settings.style)
        for run in plan.runs:
            if not _is_drawn(run, key, results, figures, store):
                at = [run_folder(store, seeded) for seeded in _seeds(run)]
                folds = [run_folder(store, fold) for fold in _folds(run)]
                singles.append(Job(run.run, draw_one, (run, at, folds, results, figures, settings.style, key)))
    asked = {job.arguments[0].study for job in singles}
    if singles:
        progress.start("figures", None)
        pool.run(singles)
    for plan in plans:
        key = drawing_key(plan, settings.style)
        if whole and (plan.study in asked or not _is_whole(plan, key, results, figures)):
            at = [run_folder(store, run) for run in plan.runs]
            wholes.append(Job(plan.study, draw_whole, (plan, at, results, figures, settings.style, key)))
    if wholes:
        pool.run(wholes)
    if singles or wholes:
        progress.finish("figures")


def _to_time(run: RunPlan, folder: Path) -> bool:
    """Whether a finished run has a model whose latency is not known yet."""
    there = (folder / "weights.safetensors").is_file() and kept_latency(folder) is None
    return run.train.latency and there and not does_work(study_module(run.module), run) and not run.ensemble


def _is_trained(folder: Path, keys: dict[str, str]) -> bool:
    return _outcome_keys(folder) == keys


def _is_drawn(run: RunPlan, key: str, results: Path, figures: Path, store: Path) -> bool:
    folder = run_folder(store, run)
    drawn, outcome = drawn_record(results / run.study / f"{run.run}.json"), _outcome_keys(folder)
    if drawn is None or outcome is None or drawn.keys != {**outcome, "drawing": key, **replicates_key(run)}:
        return False
    latency = drawn.document.get("cost", {}).get("latency")
    return latency == kept_latency(folder) and figures_are_whole(drawn.document["figures"], figures)


def _is_whole(plan: StudyPlan, key: str, results: Path, figures: Path) -> bool:
    drawn = drawn_record(results / plan.study / "study.json")
    return (
        drawn is not None
        and drawn.keys == {"drawing": key, "runs": study_key(results, plan)}
        and figures_are_whole(drawn.document["figures"], figures)
    )


def _outcome_keys(folder: Path) -> dict[str, str] | None:
    """The fingerprints of a finished run whose files are all whole."""
    document = kept_outcome(folder)
    keys: dict[str, str] | None = document["fingerprints"] if document else None
    return keys


def _status(
    run: RunPlan,
    keys: dict[str, str],
    sweep: str,
    plan: StudyPlan,
    settings: ExperimentSettings,
    results: Path,
    figures: Path,
    store: Path,
) -> RunStatus:
    at = run_folder(store, run)
    trained_once = (at / "outcome.json").is_file()
    document = kept_outcome(at)
    kept = document["fingerprints"] if document else None
    state: State = "done"
    reason, accuracy, seconds = "", None, None
    if document is None or kept is None:
        begun = (at / "checkpoint.pt").is_file()
        state, reason = ("begun", "goes on from the last whole epoch") if begun else ("missing", "never trained")
        if trained_once and not begun:
            reason = "its files are damaged, or an earlier version's"
    elif kept != keys and kept != {**keys, "sweep": sweep}:
        changed = " and ".join(name for name in keys if kept.get(name) != keys[name]) or "the sweep that pruned it"
        state, reason = "out of date", f"{changed} changed"
    elif _to_time(run, at):
        state, reason = "to time", "latency not measured"
    elif not _is_drawn(run, drawing_key(plan, settings.style), results, figures, store):
        state, reason = "to draw", "record or figures missing or out of date"
    if document is not None:
        if document.get("status") == "diverged" and state == "done":
            reason = f"diverged in epoch {document['ended']['epoch']}: {document['ended']['reason']}"
        accuracy = document["scores"].get("test", {}).get("accuracy", {}).get("value")
        seconds = document.get("seconds")
    return RunStatus(run.study, run.run, run.title, state, reason, accuracy, seconds)


def _remove_strangers(plans: list[StudyPlan], results: Path, figures: Path) -> None:
    """Take away records of runs that the study no longer has, so that no page quotes them."""
    for plan in plans:
        known = {"study", *(run.run for run in plan.runs)}
        for path in (results / plan.study).glob("*.json"):
            if path.stem not in known:
                path.unlink()
