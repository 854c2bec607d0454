"""Trains runs on the machines of a Ray cluster, one run a task; the records are those that this machine would make.

Ray starts a task again elsewhere when its machine is lost; it then goes on from the last whole epoch. Checkpoints lie
in the store where all machines see it, and are sent back where they don't. Needs the extra [cluster].
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from plainspoken.base.errors import InputError
from plainspoken.base.extras import require
from plainspoken.base.files import replacing
from plainspoken.base.progress import Progress
from plainspoken.experiments.runner import own_modules
from plainspoken.experiments.runner.cluster_task import (
    MARK,
    Answer,
    Assignment,
    Parcel,
    contents_of,
    pack,
    train_assignment,
)
from plainspoken.experiments.runner.run_attempts import accept_attempt, furthest_checkpoint, new_attempt
from plainspoken.experiments.runner.train_jobs import Learned, TrainJob

RETRIES = 3
"""How often a run may lose its process or machine before it is given up."""

_POLL = 0.25
"""Seconds between looks at what the machines say."""

_KNOCK = 5.0
"""Seconds to wait for the head of a cluster to answer."""

_PATIENCE = 20.0
"""Seconds until a user is told that no machine has room."""


class Exchange:
    """The actor in the cluster that what machines tell passes through; it lives on the cluster's head."""

    def __init__(self) -> None:
        self._events: list[tuple[str, str, Any]] = []
        self._checkpoints: dict[str, tuple[int, bytes]] = {}
        self._new: set[str] = set()

    def tell(self, name: str, kind: str, value: Any) -> None:
        """Something happened in the run of that name."""
        self._events.append((name, kind, value))

    def keep(self, name: str, epochs: int, data: bytes) -> None:
        """Keep a checkpoint, unless a further one is here: an attempt that was given up may still work."""
        if epochs > self._checkpoints.get(name, (0, b""))[0]:
            self._checkpoints[name] = (epochs, data)
            self._new.add(name)

    def latest(self, name: str) -> tuple[int, bytes] | None:
        """The furthest checkpoint of a run, with its epochs."""
        return self._checkpoints.get(name)

    def forget(self, name: str) -> None:
        """The run is done."""
        self._checkpoints.pop(name, None)
        self._new.discard(name)

    def drain(self) -> tuple[list[tuple[str, str, Any]], dict[str, bytes]]:
        """What was told, and the checkpoints that came in, since the last call."""
        events, self._events = self._events, []
        new = {name: self._checkpoints[name][1] for name in self._new}
        self._new.clear()
        return events, new


class RayTrainer:
    """Trains on a cluster; use it as a `with` block.

    Args:
        address: `auto` for the cluster that this machine belongs to, or HOST:PORT of its head.
        store: the folder of all runs on this machine.
        progress: who listens.
        shared: whether machines that see `store` may work in it; False sends everything.

    Raises:
        InputError: Ray is not installed, or there is no cluster at that address.
    """

    def __init__(self, address: str, store: Path, progress: Progress, *, shared: bool = True) -> None:
        require("cluster", purpose="training on a cluster")
        if address.startswith("ray://"):
            raise InputError(
                f"{address} is a Ray Client address (`ray://`), and its callers cannot see the cluster's files",
                remedy="run this on a machine of the cluster with `--cluster auto`, or send it with `ray job submit`",
            )
        self._address, self._store, self._progress = address, store.resolve(), progress
        self._mark = f"{MARK}{secrets.token_hex(8)}" if shared else ""
        self._sent: dict[str, Any] = {}
        self._connected = False
        self._exchange: Any = None
        self._started: set[str] = set()
        self._accepted: set[str] = set()

    def __enter__(self) -> RayTrainer:
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
        import ray

        if not ray.is_initialized():
            try:
                _knock(self._address)
                ray.init(address=self._address, log_to_driver=False, logging_level=logging.ERROR)
            except (OSError, ValueError, RuntimeError) as error:
                reason = (str(error).strip() or type(error).__name__).splitlines()[0]
                raise InputError(
                    f"there is no Ray cluster at {self._address}: {reason}",
                    remedy="start one with `ray start --head`, and name its address; docs/cluster.md has more",
                ) from None
            self._connected = True
        if self._mark:
            self._store.mkdir(parents=True, exist_ok=True)
            (self._store / self._mark).touch()
        head = {"node:__internal_head__": 0.001}
        self._exchange = ray.remote(Exchange).options(num_cpus=0, resources=head).remote()
        return self

    def __exit__(self, *error: object) -> None:
        import ray

        if self._mark:
            (self._store / self._mark).unlink(missing_ok=True)
        if ray.is_initialized():
            ray.kill(self._exchange)
            if self._connected:
                ray.shutdown()

    def train(self, jobs: Sequence[TrainJob]) -> list[Learned]:
        """As `Trainer.train`."""
        import ray
        from ray.exceptions import RayError

        results: list[Learned | None] = [None] * len(jobs)
        failures: list[Exception] = []
        pending: dict[Any, int] = {}
        began = time.monotonic()
        self._started, self._accepted = set(), set()
        try:
            for index in sorted(range(len(jobs)), key=lambda i: -jobs[i].effort):
                pending[self._submit(self._assignment(jobs[index]))] = index
            while pending:
                done, _ = ray.wait(list(pending), num_returns=1, timeout=_POLL)
                self._pass_on({job.name: job for job in jobs})
                if not self._started and time.monotonic() - began > _PATIENCE:
                    began = time.monotonic()
                    self._progress.advance("cluster", 0, f"no machine has room yet: {_room()}")
                for reference in done:
                    index = pending.pop(reference)
                    job = jobs[index]
                    try:
                        answer: Answer = ray.get(reference)
                    except RayError as error:
                        failures.append(_lost(job, error))
                        continue
                    if answer.kind == "wants":
                        pending[self._submit(self._with_parcels(self._assignment(job), answer.value))] = index
                    elif answer.kind == "done":
                        self._accept(job, answer)
                        results[index] = answer.value
                    else:
                        failures.append(_failure(job, answer))
            self._pass_on({job.name: job for job in jobs})
        finally:
            for reference in pending:
                ray.cancel(reference, force=True)
        if failures:
            raise failures[0]
        return [result for result in results if result is not None]

    def _submit(self, assignment: Assignment) -> Any:
        import ray

        cards = 1 if assignment.job.run.train.device != "cpu" and ray.cluster_resources().get("GPU", 0) else 0
        options = {"num_cpus": 1, "num_gpus": cards, "max_retries": RETRIES, "name": assignment.job.name}
        task = ray.remote(train_assignment).options(retry_exceptions=False, **options)
        return task.remote(assignment, self._exchange)

    def _assignment(self, job: TrainJob) -> Assignment:
        paths = dict(job.run.sources)
        if job.run.weights not in ("none", "imagenet", "source-task"):
            paths["weights"] = job.run.weights
        if own_modules.FOLDERS:
            paths["modules"] = str(own_modules.FOLDERS[-1])
        parcels = {
            name: Parcel(str(Path(path).resolve()), contents_of(Path(path)), self._sent.get(str(Path(path).resolve())))
            for name, path in paths.items()
        }
        begun = furthest_checkpoint(job.folder, job.keys)[1] if (job.folder / "checkpoint.pt").is_file() else 0
        return Assignment(replace(job, folder=job.folder.resolve()), self._store, self._mark, begun, parcels)

    def _with_parcels(self, assignment: Assignment, wanted: list[str]) -> Assignment:
        """With what a machine lacks put into the object store, once for all runs."""
        import ray

        parcels = dict(assignment.parcels)
        for name in wanted:
            if name == "checkpoint":
                path, epochs = furthest_checkpoint(assignment.job.folder, assignment.job.keys)
                if path is not None:
                    ray.get(self._exchange.keep.remote(assignment.job.name, epochs, path.read_bytes()))
                continue
            path = Path(parcels[name].path)
            if str(path) not in self._sent:
                self._progress.advance("cluster", 0, f"sending {path.name}")
                self._sent[str(path)] = ray.put(pack(path))
            parcels[name] = replace(parcels[name], packed=self._sent[str(path)])
        return replace(assignment, parcels=parcels)

    def _accept(self, job: TrainJob, answer: Answer) -> None:
        attempt = answer.attempt
        if attempt is None:
            attempt = new_attempt(job.folder)
            for name, data in (answer.files or {}).items():
                (attempt / name).write_bytes(data)
        log = job.folder / "log.txt"
        if log.is_file():
            log.replace(attempt / "log.txt")
        accept_attempt(attempt, job.folder)
        self._accepted.add(job.name)
        self._exchange.forget.remote(job.name)

    def _pass_on(self, jobs: dict[str, TrainJob]) -> None:
        """Tell the listener, and keep logs and checkpoints that came in."""
        import ray

        events, checkpoints = ray.get(self._exchange.drain.remote())
        for name, kind, value in events:
            if kind in {"start", "advance", "finish"}:
                getattr(self._progress, kind)(*value)
                if kind == "advance":
                    continue
            self._note(jobs.get(name), name, kind, value)
        for name, data in checkpoints.items():
            if name in self._accepted:
                continue
            with replacing(jobs[name].folder / "checkpoint.pt") as temporary:
                temporary.write_bytes(data)

    def _note(self, job: TrainJob | None, name: str, kind: str, value: Any) -> None:
        """One line in the run's log; and a word to the listener when a run had to begin again elsewhere."""
        text = " ".join(str(part) for part in value) if isinstance(value, tuple) else str(value)
        if kind == "attempt":
            epochs, where = value
            text = f"on {where}, " + (f"from the checkpoint of epoch {epochs}" if epochs else "from the beginning")
            if name in self._started:
                self._progress.advance(name, epochs, f"its machine was lost; goes on after epoch {epochs} on {where}")
            self._started.add(name)
        if job is not None:
            job.folder.mkdir(parents=True, exist_ok=True)
            with (job.folder / "log.txt").open("a", encoding="utf-8") as log:
                log.write(f"{time.strftime('%Y-%m-%dT%H:%M:%S')} {kind} {text}\n")


def _knock(address: str) -> None:
    """See whether anybody listens, within seconds; Ray itself would try for minutes.

    Raises:
        OSError: nobody does.
        ValueError: the address is neither `auto` nor HOST:PORT.
    """
    named = os.environ.get("RAY_ADDRESS", "") if address == "auto" else address
    if not named or named == "auto":
        return
    host, _, port = named.rpartition(":")
    if not host or not port.isdigit():
        raise ValueError("the address is neither `auto` nor HOST:PORT")
    with socket.create_connection((host, int(port)), timeout=_KNOCK):
        pass


def _room() -> str:
    import ray

    there, free = ray.cluster_resources(), ray.available_resources()
    return (
        f"{free.get('CPU', 0):g} of {there.get('CPU', 0):g} cores and {there.get('GPU', 0):g} graphics cards are free"
    )


def _lost(job: TrainJob, error: Exception) -> Exception:
    reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    return InputError(
        f"{job.name}: its process or machine was lost {RETRIES + 1} times, most recently: {reason}",
        remedy="look at the memory of the machines; run again, and it goes on from the last whole epoch",
    )


def _failure(job: TrainJob, answer: Answer) -> Exception:
    if answer.kind == "refused":
        message, place = answer.value
        return InputError(f"{job.name}: {message}", **place)
    return RuntimeError(f"{job.name} failed:\n{answer.value}")
