"""What a machine of a cluster does for one run: find or unpack what it needs, train in a folder of its own, tell, send.

Runs in a worker process of Ray, started again elsewhere when its machine is lost. Imports Ray only when called.
"""

from __future__ import annotations

import contextlib
import io
import os
import platform
import shutil
import tempfile
import traceback
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from plainspoken.base.errors import InputError
from plainspoken.base.files import fingerprint, write_bytes
from plainspoken.experiments.runner.run_attempts import copy_checkpoint, furthest_checkpoint, new_attempt
from plainspoken.experiments.runner.train_jobs import TrainJob, train_in

MARK = ".shared-"
"""Beginning of the name of a file in the store by which a machine sees whether it shares the storage."""


@dataclass(frozen=True)
class Parcel:
    """A file or folder of the user's that a run reads: where it is, what is in it, and its content where it was sent.

    Attributes:
        path: on the machine that hands out the work; used as it is where the same lies at the same path.
        contents: fingerprint of the names and sizes below it.
        packed: a reference to the packed content in Ray's object store; None as long as no machine asked for it.
    """

    path: str
    contents: str
    packed: Any = None


@dataclass(frozen=True)
class Assignment:
    """A job as it is handed to the cluster.

    Attributes:
        store: the folder of all runs on the machine that hands out the work.
        mark: name of a file in `store`; a machine that sees it shares the storage. Empty: everything is sent.
        begun: epochs of the checkpoint in the run's folder, for machines that do not see it.
        parcels: data sets by name, the weights' file as `weights`, the talk's own study modules as `modules`.
    """

    job: TrainJob
    store: Path
    mark: str
    begun: int
    parcels: dict[str, Parcel]


@dataclass(frozen=True)
class Answer:
    """What a task came to.

    Attributes:
        kind: `done`, `wants` (content to be sent first), `refused` (the user's mistake) or `failed`.
        value: what was learned; names of the parcels; message and place of the error; the traceback.
        attempt: the folder to accept, where storage is shared.
        files: the folder's files by name, where it is not.
    """

    kind: str
    value: Any
    attempt: Path | None = None
    files: dict[str, bytes] | None = None


def train_assignment(given: Assignment, exchange: Any) -> Answer:
    """Train one run on this machine, from the furthest checkpoint that there is.

    Args:
        exchange: the actor that passes progress, logs and checkpoints on, see `ray_cluster.Exchange`.
    """
    teller = _TaskTeller(exchange, given.job.name)
    with contextlib.redirect_stdout(teller), contextlib.redirect_stderr(teller):
        try:
            return _train(given, exchange, teller)
        except InputError as error:
            place = {"remedy": error.remedy, "file": error.file, "line": error.line, "column": error.column}
            return Answer("refused", (error.message, place))
        except Exception:
            return Answer("failed", traceback.format_exc())
        finally:
            teller.flush()


def pack(path: Path) -> bytes:
    """A file or folder as an uncompressed archive: pictures and sound are compressed already."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED, strict_timestamps=False) as archive:
        for file in _files(path):
            archive.write(file, file.relative_to(path.parent))
    return packed.getvalue()


def contents_of(path: Path) -> str:
    """Fingerprint of names and sizes, and of the text of code; empty where there is nothing."""
    if not path.exists():
        return ""
    parts: list[str | bytes] = []
    for file in _files(path):
        parts.append(f"{file.relative_to(path.parent).as_posix()} {file.stat().st_size}")
        if file.suffix == ".py":
            parts.append(file.read_bytes())
    return fingerprint(*parts)


def _train(given: Assignment, exchange: Any, teller: _TaskTeller) -> Answer:
    import ray

    shared = bool(given.mark) and (given.store / given.mark).is_file()
    wanted = [name for name, parcel in given.parcels.items() if not parcel.packed and not _is_here(parcel)]
    latest = None if shared else ray.get(exchange.latest.remote(given.job.name))
    if not shared and given.begun and latest is None:
        wanted.append("checkpoint")
    if wanted:
        return Answer("wants", wanted)
    job = _localised(given)
    _same_code(job)
    where = f"{platform.node()}, process {os.getpid()}"
    if shared:
        attempt = new_attempt(job.folder)
        path, epochs = furthest_checkpoint(job.folder, job.keys)
        copy_checkpoint(path, attempt)
        teller.say("attempt", (epochs, where))
        learned = train_in(job, attempt, teller)
        return Answer("done", learned, attempt=attempt)
    with _scratch(given) as folder:
        if latest is not None:
            write_bytes(folder / "checkpoint.pt", latest[1])
        teller.say("attempt", (latest[0] if latest else 0, where))

        def send() -> None:
            epochs = furthest_checkpoint(folder, job.keys)[1]
            ray.get(exchange.keep.remote(given.job.name, epochs, (folder / "checkpoint.pt").read_bytes()))

        learned = train_in(job, folder, teller, kept=send)
        return Answer("done", learned, files={file.name: file.read_bytes() for file in _files(folder)})


@contextlib.contextmanager
def _scratch(given: Assignment) -> Iterator[Path]:
    """A folder of this attempt's own below the machine's scratch space; caches beside it are kept for other runs."""
    study, run = given.job.run.study, given.job.run.run
    folder = new_attempt(_cache() / "runs" / study / run / given.job.folder.name)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _localised(given: Assignment) -> TrainJob:
    """The job with the paths of this machine."""
    from plainspoken.experiments.runner.own_modules import reach

    paths = {name: str(_place(parcel)) for name, parcel in given.parcels.items()}
    if "modules" in paths:
        reach(Path(paths["modules"]).parent)
    run = given.job.run
    changes: dict[str, Any] = {"sources": {name: paths.get(name, path) for name, path in run.sources.items()}}
    if "weights" in paths:
        changes["weights"] = paths["weights"]
    if ":" in run.train.device:
        changes["train"] = run.train.model_copy(update={"device": "cuda"})  # a task sees its own card alone
    return replace(given.job, run=run.model_copy(update=changes))


def _is_here(parcel: Parcel) -> bool:
    return contents_of(Path(parcel.path)) == parcel.contents


def _place(parcel: Parcel) -> Path:
    """Where the content lies on this machine, unpacked now if need be."""
    import ray

    path = Path(parcel.path)
    if parcel.packed is None or _is_here(parcel):
        return path
    below = _cache() / "sent" / parcel.contents
    if not (below / path.name).exists():
        below.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(dir=below.parent))
        with zipfile.ZipFile(io.BytesIO(ray.get(parcel.packed))) as archive:
            archive.extractall(temporary)
        try:
            temporary.rename(below)
        except OSError:  # another task of this machine was quicker
            shutil.rmtree(temporary)
    return below / path.name


def _same_code(job: TrainJob) -> None:
    from plainspoken.experiments.runner.run_keys import code_key

    if code_key(job.run) != job.keys["code"]:
        raise InputError(
            f"{platform.node()} has a different version of Plainspoken or of the study from the scheduling machine",
            remedy="install the same version on all machines of the cluster",
        )


def _files(path: Path) -> list[Path]:
    return sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]


def _cache() -> Path:
    return Path(tempfile.gettempdir()) / f"plainspoken-{os.getuid() if hasattr(os, 'getuid') else 'user'}"


class _TaskTeller(io.TextIOBase):
    """Passes progress on, and what is printed, line by line; has the methods of `Progress`. Nothing waits for it."""

    def __init__(self, exchange: Any, name: str) -> None:
        self._exchange, self._name, self._line = exchange, name, ""

    def say(self, kind: str, value: Any) -> None:
        """Pass one event on."""
        self._exchange.tell.remote(self._name, kind, value)

    def start(self, task: str, total: float | None = None, note: str = "") -> None:
        """`task` begins."""
        self.say("start", (task, total, note))

    def advance(self, task: str, done: float, note: str = "") -> None:
        """`done` steps of `task` are behind us."""
        self.say("advance", (task, done, note))

    def finish(self, task: str, note: str = "") -> None:
        """`task` has ended."""
        self.say("finish", (task, note))

    def write(self, text: str) -> int:
        """Collect text and pass whole lines on."""
        *lines, self._line = (self._line + text).split("\n")
        for line in lines:
            if line.strip():
                self.say("log", line)
        return len(text)

    def flush(self) -> None:
        """Pass a line on that has not ended yet."""
        if self._line.strip():
            self.say("log", self._line)
        self._line = ""
