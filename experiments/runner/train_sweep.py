"""Trains the runs of a sweep that is pruned: rung by rung, on whichever trainer there is."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace

from plainspoken.base.files import fingerprint
from plainspoken.base.progress import Progress
from plainspoken.experiments.runner.pruning import mean_scores, reason, rungs, survivors
from plainspoken.experiments.runner.recipe import RunPlan, StudyPlan
from plainspoken.experiments.runner.train_jobs import Learned, Trainer, TrainJob, outcome_of

Keys = dict[str, str]


def sweep_key(plan: StudyPlan, keys: Mapping[str, Keys]) -> str:
    """Fingerprint of what decides who is pruned: the rule, and all runs of the sweep with their keys."""
    if plan.prune is None:
        return ""
    members = {run.run: keys[run.run] for run in plan.runs if run.at}
    return fingerprint(plan.prune.model_dump_json(), json.dumps(members, sort_keys=True))


def train_sweep(
    plan: StudyPlan,
    jobs: Callable[[RunPlan], list[TrainJob]],
    trainer: Trainer,
    progress: Progress,
    *,
    key: str,
) -> None:
    """Train the runs of a plan's sweep, and end those early that its rule prunes. Their records say so.

    Args:
        jobs: the jobs of a run, one a seed.
        key: the plan's `sweep_key`, under which the outcome of a pruned run is kept.

    Raises:
        InputError: as `Trainer.train`.
    """
    assert plan.prune is not None
    running = {run.run: run for run in plan.runs if run.at}
    scores: dict[str, list[float]] = {}
    for rung in rungs(plan.prune, max(run.train.epochs for run in running.values())):
        ahead = [replace(job, until=rung) for run in running.values() for job in jobs(run)]
        learned = _learned(ahead, trainer, key)
        status: dict[str, set[str]] = {name: set() for name in running}
        for name in running:
            mine = [result for job, result in zip(ahead, learned, strict=True) if job.run.run == name]
            scores[name] = mean_scores([result.scores for result in mine])
            status[name] = {result.status for result in mine}
        kept = survivors(plan.prune, scores, list(running), rung)
        # A run that has ended by itself (all epochs, early stopping, divergence) has nothing left to save.
        lost = [name for name in running if name not in kept and status[name] & {"paused", "pruned"}]
        if lost:
            progress.advance(f"{plan.study} sweep", rung, f"after epoch {rung}, {len(lost)} of {len(running)} runs end")
        why = reason(plan.prune, rung, len(kept), len(running))
        ends = [job for job in ahead if job.run.run in lost]
        _learned([replace(job, pruned=why, sweep=key) for job in ends], trainer, key)
        running = {name: run for name, run in running.items() if name not in lost}
    _learned([job for run in running.values() for job in jobs(run)], trainer, key)


def _learned(jobs: list[TrainJob], trainer: Trainer, key: str) -> list[Learned]:
    """What the jobs come to; those whose outcome is there already are not trained again."""
    there = {id(job): outcome_of(job, key) for job in jobs}
    missing = [job for job in jobs if there[id(job)] is None]
    there.update({id(job): result for job, result in zip(missing, trainer.train(missing), strict=True)})
    return [result for job in jobs if (result := there[id(job)]) is not None]
