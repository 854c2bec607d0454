"""Worker processes for synthesis, so that an engine that crashes, hangs or keeps state affects no other page.

A worker is a small, single-threaded process that runs no job itself. All workers are forks of one process, which loads
what their jobs share first; each forks again for its jobs, and a fork runs them one at a time. A job marked `alone`
gets a fork of its own, which costs some milliseconds; other jobs share a fork until one of them crashes or times out.
The fork is then discarded and the job retried in a new one, so a job fails only by its own fault. A job that exceeds
its time limit is killed with all its children. When the parent program exits, its workers see their input close, kill
their forks and exit as well.
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
from plainspoken.base.processors import ONE_THREAD
from plainspoken.base.system_errors import explain

_HEADER = struct.Struct("<Q")
# What leaks in an engine has an end.
_JOBS_PER_FORK = 200
_AGAIN = (
    "run the same command again: pages that were voiced are kept; if it happens again, there may be too little memory"
)


Preparation = tuple[Callable[..., None], tuple[Any, ...]]


@dataclass(frozen=True)
class WorkerJob:
    """A function of a module with what it is given, and `limit_s` of wall time. All of it can be pickled.

    `before` is a function with its arguments that is called once, before the processes that run jobs are forked: what
    it loads is shared by them all. `alone`: no other job runs in its process, before or after.
    """

    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    limit_s: float
    before: Preparation | None = None
    alone: bool = True


@dataclass(frozen=True)
class JobOutcome:
    """What became of a job: its value, or why there is none.

    `kind` is `refused` for an `InputError` of the job (`message`, `remedy`), `crashed` for anything else that went
    wrong in it, `late` when it ran into its time limit. What was killed from outside is `crashed`, with a remedy: no
    program kills itself by SIGKILL, and the text is not to blame.
    """

    kind: Literal["done", "refused", "crashed", "late"]
    value: Any = None
    message: str = ""
    remedy: str = ""


class WorkerPool:
    """At most `limit` workers, started when there is work and kept until the `with` block ends.

    All that are started together are forks of one process, which has loaded what their jobs share: a model is loaded
    once, however many workers there are.
    """

    def __init__(self, limit: int) -> None:
        self._limit = max(1, limit)
        self._workers: list[_Worker] = []

    def __enter__(self) -> WorkerPool:
        return self

    def __exit__(self, *unused: object) -> None:
        for worker in self._workers:
            worker.close()
        for worker in self._workers:
            worker.wait()
        self._workers = []

    def run(self, jobs: Sequence[WorkerJob], done: Callable[[int, JobOutcome], None]) -> list[JobOutcome]:
        """Run jobs; outcomes in the order of the jobs.

        `done(index, outcome)` is called in this thread as each job ends, in any order.
        """
        outcomes: list[JobOutcome | None] = [None] * len(jobs)
        waiting: queue.SimpleQueue[int | None] = queue.SimpleQueue()
        ended: queue.SimpleQueue[tuple[int, JobOutcome]] = queue.SimpleQueue()
        for index in range(len(jobs)):
            waiting.put(index)
        wanted = min(self._limit, len(jobs))
        if wanted > len(self._workers):
            preparations = list(dict.fromkeys(job.before for job in jobs if job.before is not None))
            self._workers += _start_workers(wanted - len(self._workers), preparations)
        for place in range(wanted):
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
            worker = self._workers[place]
            try:
                _send(worker.jobs, jobs[index])
                outcome = _receive(worker.outcomes)
            except (OSError, EOFError):
                outcome = JobOutcome("crashed", message="its worker process was killed", remedy=_AGAIN)
                worker.close()
                (self._workers[place],) = _start_workers(1, [])
            ended.put((index, outcome))


@dataclass(frozen=True)
class _Worker:
    """One worker: the process it is a fork of, the pipe that takes its jobs, and the one that gives their outcomes."""

    process: subprocess.Popen[bytes]
    jobs: IO[bytes]
    outcomes: IO[bytes]

    def close(self) -> None:
        """Close its pipes: it kills what it is doing, and exits."""
        for pipe in (self.jobs, self.outcomes):
            with contextlib.suppress(OSError):
                pipe.close()

    def wait(self) -> None:
        """Wait for the process that it is a fork of, which exits after its last worker."""
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def _start_workers(count: int, preparations: list[Preparation]) -> list[_Worker]:
    root = str(Path(plainspoken.__file__).parents[1])
    path = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))
    environment = {**os.environ, **ONE_THREAD, "PYTHONPATH": path}
    pipes = [(*os.pipe(), *os.pipe()) for _ in range(count)]
    theirs = [fd for jobs, _, _, outcomes in pipes for fd in (jobs, outcomes)]
    process = subprocess.Popen(
        [sys.executable, "-P", "-c", f"from plainspoken.tts.synthesis.worker import serve; serve({theirs})"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        env=environment,
        pass_fds=theirs,
    )
    for fd in theirs:
        os.close(fd)
    assert process.stdin
    # A process that dies at once is noticed when its workers do not answer.
    with contextlib.suppress(OSError):
        _send(process.stdin, preparations)
        process.stdin.close()
    return [_Worker(process, os.fdopen(jobs, "wb"), os.fdopen(outcomes, "rb")) for _, jobs, outcomes, _ in pipes]


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


def serve(pipes: list[int]) -> None:
    """Load what the jobs share, fork a worker for each pair of `pipes` (jobs in, outcomes out), and wait for them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    import plainspoken.tts.synthesis.synthesize  # noqa: F401  loaded once, before the forks

    preparations: list[Preparation] = _receive(sys.stdin.buffer)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    # Engines print what they like.
    os.dup2(2, 1)
    loaded: set[Preparation] = set()
    for preparation in preparations:
        _prepare(preparation, loaded)
    pairs = list(zip(pipes[::2], pipes[1::2], strict=True))
    for jobs, outcomes in pairs:
        if os.fork() == 0:
            for fd in pipes:
                if fd not in (jobs, outcomes):
                    os.close(fd)
            _serve_jobs(jobs, os.fdopen(outcomes, "wb"), loaded)
    for fd in pipes:
        os.close(fd)
    with contextlib.suppress(ChildProcessError):
        while True:
            os.wait()
    # Taking numpy down in order would take as long as loading it.
    os._exit(0)


def _prepare(preparation: Preparation, loaded: set[Preparation]) -> None:
    """Load something unless it is; where that fails, the job that needs it says why."""
    if preparation not in loaded:
        loaded.add(preparation)
        function, arguments = preparation
        with contextlib.suppress(Exception):
            function(*arguments)


def _serve_jobs(jobs: int, outcomes: IO[bytes], loaded: set[Preparation]) -> NoReturn:
    """Be a worker: have forks do the jobs that come in, one after another."""
    shared: _Fork | None = None
    while True:
        data = _read_message(jobs)
        if data is None:
            if shared:
                shared.dismiss()
            os._exit(0)
        job: WorkerJob = pickle.loads(data)
        if job.before is not None:
            _prepare(job.before, loaded)
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
            os._exit(0)


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
            remedy = _AGAIN if code == -signal.SIGKILL else ""
            return JobOutcome("crashed", message=how + (f": {last}" if last else ""), remedy=remedy)
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
        if refused := explain(error):
            where = f" ({refused.file})" if refused.file else ""
            return JobOutcome("refused", message=f"{refused.message}{where}", remedy=refused.remedy)
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
