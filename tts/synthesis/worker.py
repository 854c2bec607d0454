"""Worker processes for synthesis, so that an engine that crashes, hangs or keeps state affects no other page.

A worker is a small, single-threaded process that runs no job itself: it loads what its jobs share, then forks. A fork
runs jobs one at a time. A job marked `alone` gets a fork of its own, which costs some milliseconds; other jobs share a
fork until one of them crashes or times out. The fork is then discarded and the job retried in a new one, so a job fails
only by its own fault. A job that exceeds its time limit is killed with all its children. When the parent program exits,
its workers see their input close, kill their forks and exit as well.
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

import plainspoken
from plainspoken.base.errors import InputError

_HEADER = struct.Struct("<Q")
# What leaks in an engine has an end.
_JOBS_PER_FORK = 200


@dataclass(frozen=True)
class WorkerJob:
    """A function of a module with what it is given, and `limit_s` of wall time. All of it can be pickled.

    `before` is called once in a worker, before it forks for its first such job: what it loads is shared. `alone`: no
    other job runs in its process, before or after.
    """

    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    limit_s: float
    before: Callable[[], None] | None = None
    alone: bool = True


@dataclass(frozen=True)
class JobOutcome:
    """What became of a job: its value, or why there is none.

    `kind` is `refused` for an `InputError` of the job (`message`, `remedy`), `crashed` for anything else that went
    wrong in it, `late` when it ran into its time limit.
    """

    kind: Literal["done", "refused", "crashed", "late"]
    value: Any = None
    message: str = ""
    remedy: str = ""


class WorkerPool:
    """At most `limit` workers, opened when there is work and kept until the `with` block ends."""

    def __init__(self, limit: int) -> None:
        self._limit = max(1, limit)
        self._open: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> WorkerPool:
        return self

    def __exit__(self, *unused: object) -> None:
        for worker in self._open:
            _stop_worker(worker)
        self._open = []

    def run(self, jobs: Sequence[WorkerJob], done: Callable[[int, JobOutcome], None]) -> list[JobOutcome]:
        """Run jobs; outcomes in the order of the jobs.

        `done(index, outcome)` is called in this thread as each job ends, in any order.
        """
        outcomes: list[JobOutcome | None] = [None] * len(jobs)
        waiting: queue.SimpleQueue[int | None] = queue.SimpleQueue()
        ended: queue.SimpleQueue[tuple[int, JobOutcome]] = queue.SimpleQueue()
        for index in range(len(jobs)):
            waiting.put(index)
        for place in range(min(self._limit, len(jobs))):
            if place == len(self._open):
                self._open.append(_start_worker())
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
        jobs: Sequence[WorkerJob],
        waiting: queue.SimpleQueue[int | None],
        ended: queue.SimpleQueue[tuple[int, JobOutcome]],
    ) -> None:
        """Give one worker job after job; a worker that is gone fails its job and is replaced."""
        while (index := waiting.get()) is not None:
            worker = self._open[place]
            assert worker.stdin and worker.stdout
            try:
                _send(worker.stdin, jobs[index])
                outcome = _receive(worker.stdout)
            except (OSError, EOFError):
                outcome = JobOutcome("crashed", message="the worker it was voiced in is gone")
                _stop_worker(worker)
                self._open[place] = _start_worker()
            ended.put((index, outcome))


def _start_worker() -> subprocess.Popen[bytes]:
    root = str(Path(plainspoken.__file__).parents[1])
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")])))
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        environment[name] = "1"
    return subprocess.Popen(
        [sys.executable, "-P", "-c", "from plainspoken.tts.synthesis.worker import serve; serve()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
    )


def _stop_worker(worker: subprocess.Popen[bytes]) -> None:
    for pipe in (worker.stdin, worker.stdout):
        if pipe:
            with contextlib.suppress(OSError):
                pipe.close()
    try:
        worker.wait(timeout=5)
    except subprocess.TimeoutExpired:
        worker.kill()
        worker.wait()


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
    """Be a worker: take jobs from standard input, have forks do them, give outcomes to standard output."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    import plainspoken.tts.synthesis.synthesize  # noqa: F401  loaded once, before the forks

    # Engines print what they like; the outcomes go where they cannot.
    outcomes = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    jobs = os.dup(0)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    loaded: set[Callable[[], None]] = set()
    shared: _Fork | None = None
    while True:
        data = _read_message(jobs)
        if data is None:
            if shared:
                shared.dismiss()
            # Taking numpy down in order would take as long as loading it.
            os._exit(0)
        job: WorkerJob = pickle.loads(data)
        if job.before is not None and job.before not in loaded:
            loaded.add(job.before)
            job.before()
        if job.alone:
            outcome = _done_alone(data, job.limit_s, jobs)
        else:
            used = shared is not None
            shared = shared or _Fork(jobs)
            outcome = shared.do(data, job.limit_s)
            if outcome.kind in ("crashed", "late") or shared.jobs_done >= _JOBS_PER_FORK:
                shared.dismiss()
                shared = None
            if outcome.kind == "crashed" and used:
                outcome = _done_alone(data, job.limit_s, jobs)
        try:
            _send(outcomes, outcome)
        except OSError:
            return


def _done_alone(data: bytes, limit_s: float, caller: int) -> JobOutcome:
    fork = _Fork(caller)
    outcome = fork.do(data, limit_s)
    fork.dismiss()
    return outcome


class _Fork:
    """A fork of the worker that does jobs one at a time. `caller` is where the worker's own jobs come from."""

    def __init__(self, caller: int) -> None:
        self.jobs_done = 0
        self._caller = caller
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115  closed in `dismiss`
        theirs, self._to = os.pipe()
        self._from, answers = os.pipe()
        self._child = os.fork()
        if self._child == 0:
            os.close(self._to)
            os.close(self._from)
            os.close(caller)
            _speak(theirs, answers, self._errors.fileno())
        os.close(theirs)
        os.close(answers)

    def do(self, data: bytes, limit_s: float) -> JobOutcome:
        """Have a pickled job done; a fork that crashed or was late can do no other."""
        self._errors.seek(0)
        self._errors.truncate()
        self.jobs_done += 1
        deadline = time.monotonic() + limit_s
        with contextlib.suppress(BrokenPipeError):
            _write_message(self._to, data)
        answer, late = self._answer(deadline)
        if late:
            return JobOutcome("late", message=f"no answer within {limit_s:g} s")
        try:
            outcome: JobOutcome = pickle.loads(answer)
        except Exception:
            _, status = os.waitpid(self._child, 0)
            self._child = 0
            self._errors.seek(0)
            said = self._errors.read().decode("utf-8", "replace").strip()
            code = os.waitstatus_to_exitcode(status)
            how = f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
            last = said.splitlines()[-1][:300] if said else ""
            return JobOutcome("crashed", message=how + (f": {last}" if last else ""))
        return outcome

    def dismiss(self) -> None:
        """Let it go, with all that it started."""
        os.close(self._to)
        os.close(self._from)
        if self._child:
            _kill(self._child)
            os.waitpid(self._child, 0)
        self._errors.close()

    def _answer(self, deadline: float) -> tuple[bytes, bool]:
        """The answer, or nothing when the pipe closes before it is whole, and whether the deadline came first."""
        data = b""
        while len(data) < _HEADER.size or len(data) < _HEADER.size + _HEADER.unpack_from(data)[0]:
            left = deadline - time.monotonic()
            ready, _, _ = select.select([self._from, self._caller], [], [], max(left, 0))
            if self._caller in ready:
                # One job at a time: more input can only be its end.
                _kill(self._child)
                os._exit(1)
            if not ready:
                return b"", True
            more = os.read(self._from, 1 << 20)
            if not more:
                return b"", False
            data += more
        return data[_HEADER.size :], False


def _speak(jobs: int, answers: int, errors: int) -> NoReturn:
    """What a fork does until its worker lets it go."""
    try:
        os.setpgid(0, 0)
        os.dup2(errors, 1)
        os.dup2(errors, 2)
        while (data := _read_message(jobs)) is not None:
            _write_message(answers, pickle.dumps(_outcome(pickle.loads(data))))
    finally:
        # No clean-up of the worker's own: that is for the process that was forked.
        os._exit(0)


def _outcome(job: WorkerJob) -> JobOutcome:
    try:
        return JobOutcome("done", value=job.function(*job.arguments))
    except InputError as error:
        return JobOutcome("refused", message=error.message, remedy=error.remedy)
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        return JobOutcome(
            "crashed", message=f"{type(error).__name__}: {error} ({Path(place.filename).name}:{place.lineno})"
        )


def _read_message(pipe: int) -> bytes | None:
    """One framed message; nothing when the pipe has closed."""
    data = b""
    while len(data) < _HEADER.size or len(data) < _HEADER.size + _HEADER.unpack_from(data)[0]:
        wanted = _HEADER.size if len(data) < _HEADER.size else _HEADER.size + _HEADER.unpack_from(data)[0]
        more = os.read(pipe, wanted - len(data))
        if not more:
            return None
        data += more
    return data[_HEADER.size :]


def _write_message(pipe: int, data: bytes) -> None:
    whole = memoryview(_HEADER.pack(len(data)) + data)
    while whole:
        whole = whole[os.write(pipe, whole) :]


def _kill(child: int) -> None:
    for kill in (os.killpg, os.kill):
        try:
            kill(child, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            continue
