"""Runs to train, and who trains them: processes of this machine, or a cluster. One interface for both."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from plainspoken.base.progress import Progress
from plainspoken.experiments.runner.process_pool import Job, Pool
from plainspoken.experiments.runner.recipe import RunPlan
from plainspoken.experiments.runner.run_attempts import adopt_checkpoint
from plainspoken.experiments.runner.run_store import kept_outcome


@dataclass(frozen=True)
class TrainJob:
    """One run to train in one folder.

    Attributes:
        folder: where the outcome belongs; only one task at a time writes into it.
        keys: fingerprints of configuration, code and data, which checkpoint and outcome are kept under.
        until: the epoch to pause after, leaving a checkpoint; None trains to the end.
        pruned: why the run ends at `until` for good; its record is then written with the epochs that there are.
        sweep: of a run that ends so, the fingerprint of the sweep that decided it.
    """

    run: RunPlan
    folder: Path
    keys: dict[str, str]
    until: int | None = None
    pruned: str = ""
    sweep: str = ""

    @property
    def name(self) -> str:
        """`STUDY/RUN`, and the seed where there are several."""
        fold = f" fold {self.run.fold + 1}" if self.run.fold is not None else ""
        seed = f" seed {self.run.seed}" if self.run.train.seeds > 1 else ""
        return f"{self.run.study}/{self.run.run}{fold or seed}"

    @property
    def effort(self) -> float:
        """About how long it takes, beside other jobs."""
        return self.run.effort * (self.until or self.run.train.epochs)


@dataclass(frozen=True)
class Learned:
    """What a job came to.

    Attributes:
        scores: what `train.monitor` measured on validation after each epoch, higher is better (a loss is negative).
        status: `paused`, or the status in the record.
    """

    scores: list[float]
    status: str


class Trainer(Protocol):
    """Whoever trains runs."""

    def train(self, jobs: Sequence[TrainJob]) -> list[Learned]:
        """Train all jobs, side by side as far as there is room; results in the order of `jobs`.

        A job that fails does not stop the others; the first failure is raised when all have ended.

        Raises:
            InputError: a job raised one, or was killed too often.
            RuntimeError: a job raised anything else; the text holds its traceback.
        """


class LocalTrainer:
    """Trains in the processes of a pool on this machine."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def train(self, jobs: Sequence[TrainJob]) -> list[Learned]:
        """As `Trainer.train`."""
        return self._pool.run([Job(job.name, train_here, (job,), job.effort) for job in jobs])


def train_here(job: TrainJob, progress: Progress) -> Learned:
    """Train one run in its own folder, going on from the furthest checkpoint that any attempt has left."""
    adopt_checkpoint(job.folder, job.keys)
    return train_in(job, job.folder, progress)


def train_in(job: TrainJob, folder: Path, progress: Progress, kept: Callable[[], None] = lambda: None) -> Learned:
    """Train one run in `folder`, which may be that of an attempt; `kept` is called after each checkpoint."""
    from plainspoken.experiments.runner.train_run import Paused, train_run

    try:
        path = train_run(
            job.run,
            folder,
            job.keys,
            job.run.train.device,
            progress,
            until=job.until,
            pruned=job.pruned,
            sweep=job.sweep,
            kept=kept,
        )
    except Paused as paused:
        return Learned(_scores(paused.history, paused.monitor, paused.better), "paused")
    return _learned(json.loads(path.read_bytes()))


def outcome_of(job: TrainJob, sweep: str = "") -> Learned | None:
    """What the run's folder holds, if it is this job's outcome, or that of a run which this sweep has pruned."""
    document = kept_outcome(job.folder)
    kept = document["fingerprints"] if document else None
    known = kept == job.keys or (sweep and kept == {**job.keys, "sweep": sweep})
    return _learned(document) if document and known else None


def _learned(document: dict[str, Any]) -> Learned:
    monitor = document["config"]["train"]["monitor"]
    better = document["kinds"].get(monitor, {}).get("better", "higher")
    return Learned(_scores(document["history"], monitor, better), document["status"])


def _scores(history: list[dict[str, Any]], monitor: str, better: str) -> list[float]:
    """The monitored metric of each epoch that was validated, turned so that higher is better."""
    sign = -1 if better == "lower" else 1
    return [sign * row["valid"][monitor] for row in history if row.get("valid") and monitor in row["valid"]]
