"""Booths: processes that voice one page each, so that an engine that crashes, hangs or keeps state harms no other page.

A booth is a small, single-threaded process that stays idle; each job runs in a fork of it, a fresh process at the
price of a few milliseconds. A job that outlives its time limit is killed with all its children. When the program
itself goes, its booths see their input close, kill what they do, and go too.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import select
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal, NoReturn

from experiments.errors import InputError

_HEADER = struct.Struct("<Q")


@dataclass(frozen=True)
class Job:
    """A function of a module with what it is given, and `limit_s` of wall time. All of it can be pickled.

    `before` is called once in a booth, before it forks for its first such job: what it loads is shared.
    """

    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    limit_s: float
    before: Callable[[], None] | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of a job: its value, or why there is none.

    `kind` is `refused` for an `InputError` of the job (`message`, `remedy`), `crashed` for anything else that went
    wrong in it, `late` when it ran into its time limit.
    """

    kind: Literal["done", "refused", "crashed", "late"]
    value: Any = None
    message: str = ""
    remedy: str = ""


class Booths:
    """At most `limit` booths, opened when there is work and kept until the `with` block ends."""

    def __init__(self, limit: int) -> None:
        self._limit = max(1, limit)
        self._open: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Booths:
        return self

    def __exit__(self, *unused: object) -> None:
        for booth in self._open:
            _close_booth(booth)
        self._open = []

    def run(self, jobs: Sequence[Job], done: Callable[[int, Outcome], None]) -> list[Outcome]:
        """Run jobs; outcomes in the order of the jobs.

        `done(index, outcome)` is called in this thread as each job ends, in any order.
        """
        outcomes: list[Outcome | None] = [None] * len(jobs)
        waiting: queue.SimpleQueue[int | None] = queue.SimpleQueue()
        ended: queue.SimpleQueue[tuple[int, Outcome]] = queue.SimpleQueue()
        for index in range(len(jobs)):
            waiting.put(index)
        for place in range(min(self._limit, len(jobs))):
            if place == len(self._open):
                self._open.append(_open_booth())
            waiting.put(None)
            threading.Thread(target=self._attend, args=(place, jobs, waiting, ended), daemon=True).start()
        for _ in jobs:
            index, outcome = ended.get()
            outcomes[index] = outcome
            done(index, outcome)
        return [outcome for outcome in outcomes if outcome is not None]

    def _attend(
        self,
        place: int,
        jobs: Sequence[Job],
        waiting: queue.SimpleQueue[int | None],
        ended: queue.SimpleQueue[tuple[int, Outcome]],
    ) -> None:
        """Give one booth job after job; a booth that is gone fails its job and is replaced."""
        while (index := waiting.get()) is not None:
            booth = self._open[place]
            assert booth.stdin and booth.stdout
            try:
                _send(booth.stdin, jobs[index])
                outcome = _receive(booth.stdout)
            except (OSError, EOFError):
                outcome = Outcome("crashed", message="the booth it was voiced in is gone")
                _close_booth(booth)
                self._open[place] = _open_booth()
            ended.put((index, outcome))


def _open_booth() -> subprocess.Popen[bytes]:
    root = str(Path(__file__).resolve().parent.parent)
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")])))
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        environment[name] = "1"
    return subprocess.Popen(
        [sys.executable, "-c", "from tts.booth import serve; serve()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
    )


def _close_booth(booth: subprocess.Popen[bytes]) -> None:
    for pipe in (booth.stdin, booth.stdout):
        if pipe:
            with contextlib.suppress(OSError):
                pipe.close()
    try:
        booth.wait(timeout=5)
    except subprocess.TimeoutExpired:
        booth.kill()
        booth.wait()


def _send(pipe: IO[bytes], value: Any) -> None:
    data = pickle.dumps(value)
    pipe.write(_HEADER.pack(len(data)) + data)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> Any:
    header = pipe.read(_HEADER.size)
    if len(header) < _HEADER.size:
        raise EOFError
    data = pipe.read(_HEADER.unpack(header)[0])
    return pickle.loads(data)


def serve() -> None:
    """Be a booth: take jobs from standard input, fork for each, give outcomes to standard output."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    import tts.voicing  # noqa: F401  loaded once, before the forks

    # Engines print what they like; the outcomes go where they cannot.
    outcomes = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    jobs = os.fdopen(os.dup(0), "rb", buffering=0)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    loaded: set[Callable[[], None]] = set()
    while True:
        try:
            job = _receive_whole(jobs)
        except EOFError:
            return
        if job.before is not None and job.before not in loaded:
            loaded.add(job.before)
            job.before()
        outcome = _fork_and_wait(job, jobs.fileno())
        try:
            _send(outcomes, outcome)
        except OSError:
            return


def _receive_whole(pipe: Any) -> Job:
    def read(count: int) -> bytes:
        data = b""
        while len(data) < count:
            more = pipe.read(count - len(data))
            if not more:
                raise EOFError
            data += more
        return data

    job: Job = pickle.loads(read(_HEADER.unpack(read(_HEADER.size))[0]))
    return job


def _fork_and_wait(job: Job, caller: int) -> Outcome:
    receiving, sending = os.pipe()
    with tempfile.TemporaryFile() as errors:
        child = os.fork()
        if child == 0:
            os.close(receiving)
            _run(job, sending, errors.fileno())
        os.close(sending)
        data, late = _collect(child, receiving, caller, time.monotonic() + job.limit_s)
        os.close(receiving)
        _, status = os.waitpid(child, 0)
        errors.seek(0)
        said = errors.read().decode("utf-8", "replace").strip()
    if late:
        return Outcome("late", message=f"no answer within {job.limit_s:g} s")
    try:
        outcome: Outcome = pickle.loads(data)
    except Exception:
        code = os.waitstatus_to_exitcode(status)
        how = f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
        last = said.splitlines()[-1][:300] if said else ""
        return Outcome("crashed", message=how + (f": {last}" if last else ""))
    return outcome


def _collect(child: int, receiving: int, caller: int, deadline: float) -> tuple[bytes, bool]:
    """What the child sends until it closes the pipe, and whether it had to be killed at the deadline."""
    data = b""
    while True:
        left = deadline - time.monotonic()
        ready, _, _ = select.select([receiving, caller], [], [], max(left, 0))
        if caller in ready:
            # One job at a time: more input can only be its end.
            _kill(child)
            os._exit(1)
        if not ready:
            _kill(child)
            return b"", True
        more = os.read(receiving, 1 << 20)
        if not more:
            return data, False
        data += more


def _kill(child: int) -> None:
    for kill in (os.killpg, os.kill):
        try:
            kill(child, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            continue


def _run(job: Job, sending: int, errors: int) -> NoReturn:
    try:
        os.setsid()
        os.dup2(errors, 1)
        os.dup2(errors, 2)
        try:
            outcome = Outcome("done", value=job.function(*job.arguments))
        except InputError as error:
            outcome = Outcome("refused", message=error.message, remedy=error.remedy)
        except Exception as error:
            place = traceback.extract_tb(error.__traceback__)[-1]
            outcome = Outcome(
                "crashed",
                message=f"{type(error).__name__}: {error} ({Path(place.filename).name}:{place.lineno})",
            )
        data = pickle.dumps(outcome)
        while data:
            data = data[os.write(sending, data) :]
    finally:
        # No clean-up of the booth's own: that is for the process that was forked.
        os._exit(0)
