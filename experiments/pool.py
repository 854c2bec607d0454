"""A pool of processes, each with one thread: jobs go out longest first, progress and results come back.

Made for training: a worker ignores the interrupt that a terminal sends to all, since its parent ends it; and it
ends by itself when the parent is gone.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any

from experiments.errors import InputError
from experiments.progress import Progress

_THREAD_VARIABLES = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")


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


def run_jobs(jobs: list[Job], *, processes: int, progress: Progress) -> list[Any]:
    """Run jobs side by side; results in the order of `jobs`.

    A job that fails does not stop the others; the first failure is raised when all have ended.

    Raises:
        InputError: a job raised one, or a process was killed from outside.
        RuntimeError: a job raised anything else; the text holds its traceback.
    """
    if not jobs:
        return []
    context = multiprocessing.get_context("spawn")
    ahead = sorted(range(len(jobs)), key=lambda i: jobs[i].effort)
    results: list[Any] = [None] * len(jobs)
    failures: list[Exception] = []
    workers: dict[Connection, tuple[Any, int | None]] = {}
    before = {name: os.environ.get(name) for name in _THREAD_VARIABLES}
    os.environ.update(dict.fromkeys(_THREAD_VARIABLES, "1"))  # spawned processes read it before torch starts
    try:
        for _ in range(max(1, min(processes, len(jobs)))):
            ours, theirs = context.Pipe()
            process = context.Process(target=_work, args=(theirs,), daemon=True)
            process.start()
            theirs.close()
            workers[ours] = (process, _give(ours, jobs, ahead))
        while any(job is not None for _, job in workers.values()):
            for ready in wait([c for c, (_, job) in workers.items() if job is not None]):
                assert isinstance(ready, Connection)
                process, number = workers[ready]
                assert number is not None
                try:
                    kind, value = ready.recv()
                except (EOFError, ConnectionResetError):
                    failures.append(_killed(jobs[number]))
                    workers[ready] = (process, None)
                    ahead.clear()
                    continue
                if kind in {"start", "advance", "finish"}:
                    getattr(progress, kind)(*value)
                    continue
                if kind == "done":
                    results[number] = value
                else:
                    failures.append(_failure(jobs[number], kind, value))
                workers[ready] = (process, _give(ready, jobs, ahead))
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
        for connection, (process, job) in workers.items():
            connection.close()
            if job is not None:
                process.terminate()
        for process, _ in workers.values():
            process.join(5)
            if process.is_alive():
                process.kill()
    if failures:
        raise failures[0]
    return results


def _give(connection: Connection, jobs: list[Job], ahead: list[int]) -> int | None:
    if not ahead:
        return None
    number = ahead.pop()
    connection.send((jobs[number].function, jobs[number].arguments))
    return number


def _work(connection: Connection) -> None:
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
        except Exception:
            answer = ("failed", traceback.format_exc())
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
