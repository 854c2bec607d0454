"""A pool of processes, each with one thread: jobs go out longest first, progress and results come back. Where there
are several graphics cards, each process sees one of them.

Made for training: a worker ignores the interrupt that a terminal sends to all, since its parent ends it; and it
ends by itself when the parent is gone.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from plainspoken.base.errors import InputError
from plainspoken.base.processors import ONE_THREAD
from plainspoken.base.progress import Progress
from plainspoken.base.system_errors import explain
from plainspoken.experiments.runner import own_modules

_CARDS = "CUDA_VISIBLE_DEVICES"
_SAFE_PATH = "PYTHONSAFEPATH"


@dataclass(frozen=True)
class Job:
    """One piece of work: `function(*arguments, report)`, importable by name, with a `Report` as last argument."""

    name: str
    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    effort: float = 1.0


class Report:
    """A worker's way to say how far it is; has the methods of `Progress`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def start(self, task: str, total: float | None = None, note: str = "") -> None:
        """`task` begins."""
        self._connection.send(("start", (task, total, note)))

    def advance(self, task: str, done: float, note: str = "") -> None:
        """`done` steps of `task` are behind us."""
        self._connection.send(("advance", (task, done, note)))

    def finish(self, task: str, note: str = "") -> None:
        """`task` has ended."""
        self._connection.send(("finish", (task, note)))


@dataclass
class _PoolWorker:
    process: BaseProcess
    connection: Connection
    job: int | None = None


class Pool:
    """Workers that are started when they are first needed and end with the `with` block.

    Args:
        processes: the most that work side by side.
        progress: who listens.
        cards: names of graphics cards; the n-th process sees the n-th of them alone, in turn.
    """

    def __init__(self, processes: int, progress: Progress, *, cards: Sequence[str] = ()) -> None:
        self._processes, self._progress, self._cards = max(1, processes), progress, tuple(cards)
        self._hired = 0
        self._workers: list[_PoolWorker] = []

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *error: object) -> None:
        for worker in self._workers:
            worker.connection.close()
            if worker.job is not None:
                worker.process.terminate()
        for worker in self._workers:
            worker.process.join(5)
            if worker.process.is_alive():
                worker.process.kill()
        self._workers.clear()

    def run(self, jobs: list[Job], *, at_most: int | None = None) -> list[Any]:
        """Run jobs side by side; results in the order of `jobs`.

        A job that fails does not stop the others; the first failure is raised when all have ended.

        Args:
            at_most: fewer processes than the pool has, such as one when time is measured.

        Raises:
            InputError: a job raised one, or a process was killed from outside.
            RuntimeError: a job raised anything else; the text holds its traceback.
        """
        ahead = sorted(range(len(jobs)), key=lambda i: jobs[i].effort)
        results: list[Any] = [None] * len(jobs)
        failures: list[Exception] = []
        busy = self._hire(min(len(jobs), self._processes, at_most or len(jobs)))
        for worker in busy:
            _give(worker, jobs, ahead)
        while busy := [worker for worker in busy if worker.job is not None]:
            ready = wait([worker.connection for worker in busy])
            for worker in busy:
                if worker.connection not in ready or worker.job is None:
                    continue
                try:
                    kind, value = worker.connection.recv()
                except (EOFError, ConnectionResetError):
                    failures.append(_killed(jobs[worker.job]))
                    worker.job = None
                    self._workers.remove(worker)
                    ahead.clear()  # it may well have been memory, of which the others would want as much
                    continue
                if kind in {"start", "advance", "finish"}:
                    getattr(self._progress, kind)(*value)
                    continue
                if kind == "done":
                    results[worker.job] = value
                else:
                    failures.append(_failure(jobs[worker.job], kind, value))
                _give(worker, jobs, ahead)
        if failures:
            raise failures[0]
        return results

    def _hire(self, count: int) -> list[_PoolWorker]:
        """That many workers, started as far as they are not there yet."""
        context = multiprocessing.get_context("spawn")
        before = {name: os.environ.get(name) for name in (*ONE_THREAD, _CARDS, _SAFE_PATH)}
        os.environ.update(ONE_THREAD)  # a spawned process reads it before torch starts
        os.environ[_SAFE_PATH] = "1"  # else it would import what lies in the folder that the program was started in
        try:
            while len(self._workers) < count:
                if self._cards:
                    os.environ[_CARDS] = self._cards[self._hired % len(self._cards)]
                self._hired += 1
                ours, theirs = context.Pipe()
                process = context.Process(target=_work, args=(theirs, list(own_modules.FOLDERS)), daemon=True)
                process.start()
                theirs.close()
                self._workers.append(_PoolWorker(process, ours))
        finally:
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value
        return self._workers[:count]


def _give(worker: _PoolWorker, jobs: list[Job], ahead: list[int]) -> None:
    worker.job = ahead.pop() if ahead else None
    if worker.job is not None:
        job = jobs[worker.job]
        worker.connection.send((job.function, job.arguments))


def _work(connection: Connection, own: Sequence[Path]) -> None:
    for folder in own:
        own_modules.reach(folder.parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    report = Report(connection)
    while True:
        try:
            function, arguments = connection.recv()
        except EOFError:
            return
        try:
            answer: tuple[str, Any] = ("done", function(*arguments, report))
        except InputError as error:
            place = {"remedy": error.remedy, "file": error.file, "line": error.line, "column": error.column}
            answer = ("refused", (error.message, place))
        except BrokenPipeError:
            return
        except Exception as error:
            refused = explain(error)
            place = {"remedy": refused.remedy, "file": refused.file} if refused else {}
            answer = ("refused", (refused.message, place)) if refused else ("failed", traceback.format_exc())
        try:
            connection.send(answer)
        except BrokenPipeError:
            return


def _end_with_parent() -> None:
    """A killed parent cannot say goodbye; training on for nobody would only hold a core."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _failure(job: Job, kind: str, value: Any) -> Exception:
    if kind == "refused":
        message, place = value
        return InputError(f"{job.name}: {message}", **place)
    return RuntimeError(f"{job.name} failed:\n{value}")


def _killed(job: Job) -> InputError:
    return InputError(
        f"{job.name}: its process was killed, most likely for want of memory",
        remedy="run again with `--jobs 1`; it goes on from the last whole epoch",
    )
