"""Which stages of a build are up to date: a ledger of what each one read and wrote.

`build/<talk>/stages.json` keeps, for each stage, a key over what it reads (files, settings, its own code, the versions
of libraries) and the size, times and checksum of every file it wrote. A stage is fresh when its key is the same and its
files are as it left them; the ledger is written after the files, so that a killed build does the stage again. What a
stage only comes to read while it works, such as source code that a page quotes, is kept with its fingerprint.

Whether a file is as it was left is told by size and time, without reading it. Its checksum is compared where the time
at which the system last changed it, which programs cannot set, is another: after a copy that kept the other time, say.
Bits that go bad on the disk change no time at all; they are found when `contents` is set, which reads every file. The
script's files are always read, since all that comes after is made from them.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.metadata
import importlib.util
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from plainspoken.base.files import file_state, fingerprint, read_regular, write_json
from plainspoken.base.sealed_files import remove_damaged

_Left = list[int] | None
"""When the system last changed a file, in nanoseconds, and its size; None when it is not there."""


@dataclass
class Ledger:
    """The stages of one talk's build folder."""

    build: Path
    stages: dict[str, dict[str, object]] = field(default_factory=dict)
    contents: bool = False
    """Compare the contents of all files, whatever their times."""
    _compared: dict[str, tuple[_Left, bool]] = field(default_factory=dict)

    @classmethod
    def read(cls, build: Path) -> Ledger:
        """Read the ledger of `build`; one that is missing or damaged counts as empty."""
        path = build / "stages.json"
        try:
            stages = json.loads(read_regular(path))
        except FileNotFoundError:
            stages = {}
        except (ValueError, RecursionError):
            print(f"plainspoken: {path} was damaged, and all stages are done again", file=sys.stderr, flush=True)
            stages = {}
        return cls(build, stages if isinstance(stages, dict) else {})

    def fresh(self, stage: str, key: str) -> bool:
        """Whether `stage` was done with this key and its files are untouched since."""
        return not self.faults(stage, key)

    def faults(self, stage: str, key: str) -> list[str]:
        """Why `stage` is not fresh, in words, none when it is: what it reads has changed, or its files have."""
        entry = self.stages.get(stage)
        if not isinstance(entry, dict) or not isinstance(entry.get("key"), str):
            return ["never done"]
        files, reads = entry.get("files"), entry.get("reads", {})
        if not isinstance(files, dict) or not isinstance(reads, dict):
            return ["never done"]
        found = [f"{name} changed" for name in changed_parts(str(entry["key"]), key)]
        found += [f"{name} changed" for name, print_ in reads.items() if files_key([Path(name)]) != print_]
        for name, state in files.items():
            now = file_state(self.build / name)
            if now != state:
                found.append(f"{name} is gone" if now is None else f"{name} is not as it was left")
        found += [f"{name} is damaged" for name in self._damaged(stage)]
        return found

    def _damaged(self, stage: str) -> list[str]:
        """The files of a stage that have size and time of what it left, and other contents."""
        entry = self.stages.get(stage)
        files, sums = (entry.get("files"), entry.get("sums")) if isinstance(entry, dict) else (None, None)
        if not isinstance(files, dict) or not isinstance(sums, dict):
            return []  # an earlier version wrote it
        found = []
        for name, noted in sums.items():
            path = self.build / name
            if not isinstance(noted, list) or len(noted) != 2 or file_state(path) != files.get(name):
                continue
            now = _changed(path)
            if noted[1] != now or self.contents or stage == "script":
                if self._compared.get(name, (None, False))[0] != now:
                    self._compared[name] = (now, _checksum(path) == noted[0])
                if not self._compared[name][1]:
                    found.append(name)
        return found

    def done(self, stage: str, key: str, files: Iterable[Path], reads: Iterable[Path] = ()) -> None:
        """Remember that `stage` has written `files` (below the build folder) under this key, from `reads` too."""
        states = {path.relative_to(self.build).as_posix(): file_state(path) for path in sorted(set(files))}
        found = {path.as_posix(): files_key([path]) for path in sorted(set(reads))}
        there = {name: self.build / name for name, state in states.items() if state is not None}
        sums = {name: [_checksum(path), _changed(path)] for name, path in there.items()}
        self.stages[stage] = {"key": key, "files": states, "sums": sums, "reads": found}
        write_json(self.build / "stages.json", self.stages)

    def ensure(
        self, stage: str, key: str, work: Callable[[], Iterable[Path]], reads: Callable[[], Iterable[Path]] = tuple
    ) -> bool:
        """Do `work` unless `stage` is fresh; `work` returns the files it wrote, and `reads`, asked after it, what it
        read beyond its key. True if it was done."""
        if self.fresh(stage, key):
            return False
        for name in self._damaged(stage):
            remove_damaged(self.build / name)
        self.done(stage, key, work(), reads())
        return True

    def written_by(self, stage: str) -> list[Path]:
        """The files that `stage` wrote when it was last done."""
        entry = self.stages.get(stage)
        files = entry.get("files") if isinstance(entry, dict) else None
        return [self.build / name for name in files] if isinstance(files, dict) else []

    def has_part(self, stage: str, name: str, text: str) -> bool:
        """Whether `stage` was last done with this part in its key (see `key_of`)."""
        entry = self.stages.get(stage)
        key = entry.get("key") if isinstance(entry, dict) else None
        return isinstance(key, str) and f"{name}={fingerprint(text)}" in key.split(" ")

    def read_by(self, stage: str) -> list[Path]:
        """The files that `stage` read beyond its key when it was last done."""
        entry = self.stages.get(stage)
        reads = entry.get("reads") if isinstance(entry, dict) else None
        return [Path(name) for name in reads] if isinstance(reads, dict) else []


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _changed(path: Path) -> _Left:
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return [status.st_ctime_ns, status.st_size]


def key_of(**parts: str) -> str:
    """A key with a fingerprint for each part of what a stage reads, so that the part that changed can be named."""
    return " ".join(f"{name}={fingerprint(text)}" for name, text in parts.items())


def changed_parts(old: str, new: str) -> list[str]:
    """The parts by which two keys of `key_of` differ; one word for keys of another kind."""
    if old == new:
        return []
    before, after = (dict(part.partition("=")[::2] for part in key.split(" ")) for key in (old, new))
    return [name for name in after if before.get(name) != after[name]] if before.keys() == after.keys() else ["all"]


@cache
def code_key(*packages: str) -> str:
    """Fingerprint of the source files and data of our own packages, as they are when it is first asked for: a program
    that runs on does so with the code it began with."""
    parts: list[str | bytes] = []
    for package in packages:
        spec = importlib.util.find_spec(package)
        for folder in (spec.submodule_search_locations or []) if spec else []:
            root = Path(folder)
            for path in sorted(root.rglob("*")):
                if path.is_file() and "__pycache__" not in path.parts:
                    parts += [f"{package}/{path.relative_to(root).as_posix()}", path.read_bytes()]
    return fingerprint(*parts)


def libraries_key(*names: str) -> str:
    """Fingerprint of the versions of installed libraries that shape an output, and of Python's; a library that is not
    there counts as such."""
    found = [f"python {sys.version_info.major}.{sys.version_info.minor}"]
    for name in names:
        try:
            found.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            found.append(f"{name} missing")
    return fingerprint(*found)


def files_key(files: Iterable[Path], root: Path | None = None) -> str:
    """Fingerprint of names and contents; a missing file counts as such.

    Files below `root` go by their names from there, so that it does not matter where the program was started.
    """
    parts: list[str | bytes] = []
    for path in sorted(set(files)):
        name = path.relative_to(root) if root is not None and path.is_relative_to(root) else path
        parts += [name.as_posix(), path.read_bytes() if path.is_file() else "missing"]
    return fingerprint(*parts)


@contextmanager
def only_build(build: Path) -> Iterator[None]:
    """Hold the build folder for the time of a block; a second build waits and says so."""
    build.mkdir(parents=True, exist_ok=True)
    with (build / ".lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(f"another build of {build.name} is running; waiting for it to end", file=sys.stderr, flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
