"""Kill a program at a chosen step: at the n-th file that it opens, renames or removes, and the n-th thing it reports.

A kill after some seconds hits what takes long. Here the steps of an unbroken call are counted first, then the same call
is killed at steps spread evenly over all of them, so that every kind of file is hit while it is written: at a rename
the file under its temporary name is cut to half before the kill, as if it had come while that was written.

Calls are forks of one process that has loaded what they share, which saves most of what a call costs.
"""

from __future__ import annotations

import contextlib
import mmap
import multiprocessing
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_WRITES = os.O_WRONLY | os.O_RDWR
_LONGEST = 400


@dataclass(frozen=True)
class Ended:
    """What became of a call.

    Attributes:
        code: its exit code, negative for a signal.
        steps: how many steps it took.
        killed_at: the step at which it was killed, in words; empty when it ended by itself.
    """

    code: int
    steps: int
    killed_at: str


class Steps:
    """Counts the steps of calls, over all their forks. Make one before anything else, in a process without threads."""

    def __init__(self) -> None:
        self._count = mmap.mmap(-1, 8)
        self._told = mmap.mmap(-1, _LONGEST)
        self._home = ""
        self._target = -1
        self._signal = signal.SIGKILL
        self._inside = False
        sys.addaudithook(self._look)
        context = multiprocessing.get_context
        # Training starts its processes anew, each of which would load torch; forks have it.
        multiprocessing.get_context = lambda method=None: context("fork")  # type: ignore[assignment]

    def call(
        self,
        work: Callable[[], object],
        home: Path,
        *,
        target: int = -1,
        how: signal.Signals = signal.SIGKILL,
        said: Path = Path(os.devnull),
        meanwhile: Callable[[int], object] = lambda process: None,
    ) -> Ended:
        """Do `work` in a fork, in the folder `home`, and kill it with all its processes at the step `target`.

        Args:
            said: the file that its standard error goes to.
            meanwhile: called with its number while it works.
        """
        for shared in (self._count, self._told):
            shared[:] = bytes(len(shared))
        child = os.fork()
        if child == 0:
            code = 70
            try:
                os.setsid()
                null = os.open(os.devnull, os.O_RDWR)
                errors = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
                for stream, goal in enumerate((null, null, errors)):
                    os.dup2(goal, stream)
                os.chdir(home)
                self._target, self._signal, self._home = target, how, str(home)
                work()
                code = 0
            except SystemExit as ended:
                code = ended.code if isinstance(ended.code, int) else 1
            except BaseException:
                traceback.print_exc()
            finally:
                sys.stderr.flush()
                os._exit(code)
        meanwhile(child)
        _, status = os.waitpid(child, 0)
        left(child)
        told = bytes(self._told).rstrip(b"\0").decode("utf-8", "replace")
        return Ended(os.waitstatus_to_exitcode(status), int.from_bytes(self._count[:], "little"), told)

    def step(self, what: str, temporary: str = "") -> None:
        """One step; the last of this process and its group, if it is the chosen one."""
        number = int.from_bytes(self._count[:], "little")
        self._count[:] = (number + 1).to_bytes(8, "little")
        if number == self._target:
            told = what.encode("utf-8", "replace")[:_LONGEST]
            self._told[: len(told)] = told
            if temporary:
                with contextlib.suppress(OSError):
                    os.truncate(temporary, os.stat(temporary).st_size // 2)  # noqa: PTH116
            os.killpg(os.getpgrp(), self._signal)
            time.sleep(60)

    def _look(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self._home or self._inside or event not in ("open", "os.rename", "os.remove", "subprocess.Popen"):
            return
        self._inside = True
        try:
            if event == "subprocess.Popen":
                self.step(f"start {Path(str(arguments[0])).name}")
            elif (name := self._below(arguments[0])) and event == "os.rename":
                self.step(f"rename {self._below(arguments[1])}", name)
            elif name and (event == "os.remove" or arguments[2] & _WRITES):
                self.step(f"{event.removeprefix('os.')} {name}")
        finally:
            self._inside = False

    def _below(self, path: object) -> str:
        """A file below the home of the call, by its name from there; empty for any other."""
        if not isinstance(path, str | os.PathLike):
            return ""
        name = os.path.relpath(os.path.join(self._home, os.fspath(path)), self._home)  # noqa: PTH118
        return "" if name.startswith("..") else name


def left(session: int) -> None:
    """Wait until no process of a session is left.

    Raises:
        SystemExit: after half a minute there still is one.
    """
    end = time.monotonic() + 30
    while any(_session(stat) == session for stat in Path("/proc").glob("[0-9]*/stat")):
        if time.monotonic() > end:
            raise SystemExit(f"processes of session {session} are left")
        time.sleep(0.02)


def _session(stat: Path) -> int:
    try:
        state, *numbers = stat.read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return -1
    return -1 if state == "Z" else int(numbers[2])
