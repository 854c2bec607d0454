"""One call of the program on what a stranger has given, and what must hold of it whatever that was.

Calls are forks of one process that has loaded what they share. Each has its own home folder, four gigabytes of address
space, and a bound on processor time and on what it holds in memory at once.
"""

from __future__ import annotations

import importlib
import os
import re
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

SECONDS = 20
"""Processor seconds of one call."""
MEGABYTES = 1600
"""Memory of one call, at its most."""
_LOADED = (
    "plainspoken.cli", "plainspoken.stages", "plainspoken.notebook", "plainspoken.verbs.slides", "plainspoken.verbs.lint",
    "plainspoken.verbs.experiments", "plainspoken.verbs.check", "plainspoken.verbs.refresh", "plainspoken.verbs.budget",
    "plainspoken.verbs.new", "plainspoken.verbs.render", "plainspoken.verbs.pages", "plainspoken.verbs.doctor",
    "plainspoken.slides.assemble_outputs", "plainspoken.slides.pptx.deck", "plainspoken.slides.pptx.user_template",
    "plainspoken.slides.edited.refresh_deck", "pptx", "lxml.etree", "PIL.Image", "plainspoken.slides.layout.lay_out",
    "plainspoken.experiments.importers.import_runs", "plainspoken.script.lint.lint_target", "plainspoken.script.render",
)  # fmt: skip
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
SECRET = "the-secret-of-another-folder"
"""What lies outside a talk, and must not come into anything that is made."""
RAN = "ran"
"""The file that a program of the talk would leave in the home folder."""

PAGE = "## One thing is said\n\n- a bullet\n\nWe say it here.\n"
TALK = '[talk]\ntitle = "Strange"\nminutes = 1\n[voice]\nengine = "espeak"\n'


@dataclass(frozen=True)
class Case:
    """Something from a stranger.

    Attributes:
        name: what it is, in words.
        make: writes it into the talk's folder.
        verbs: the calls that meet it, one after the other.
        codes: how they may end.
    """

    name: str
    make: Callable[[Path], object]
    verbs: Sequence[Sequence[str]]
    codes: frozenset[int] = frozenset((0, 1, 2))


def load() -> None:
    """Load what the calls share."""
    for name in _LOADED:
        importlib.import_module(name)


def faults(case: Case) -> list[str]:
    """What went wrong with a case, in words; each call's own end is printed when `HOSTILE_SHOW` is set."""
    found = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        home = Path(place).resolve() / "home"
        folder = home / "talks" / "strange"
        (folder / "pages").mkdir(parents=True)
        (folder / "talk.toml").write_text(TALK)
        (folder / "pages/01.md").write_text(PAGE)
        (home.parent / "secret.txt").write_text(SECRET)
        case.make(folder)
        for verb in case.verbs:
            code, said, seconds, megabytes = _call(home, verb)
            if os.environ.get("HOSTILE_SHOW"):
                shown = said.decode("utf-8", "backslashreplace")
                print(f"    {' '.join(verb)[:60]}: {code}, {seconds:.1f} s, {megabytes:.0f} MB\n      "
                      + "\n      ".join(ascii(line)[1:300] for line in shown.splitlines()[-6:]))  # fmt: skip
            found += [f"{' '.join(verb)[:50]}: {fault}" for fault in _judged(case, code, said, seconds, megabytes)]
        found += _left(home)
    return found


def _judged(case: Case, code: int, said: bytes, seconds: float, megabytes: float) -> list[str]:
    text = said.decode("utf-8", "backslashreplace")
    found = []
    if code not in case.codes:
        found.append(f"it ended with {code}: {text[-300:]!r}")
    if "Traceback (most recent" in text:
        found.append(f"a traceback: {text[-400:]!r}")
    if code == 2 and "plainspoken: " not in text and "Error: " not in text:
        found.append(f"no message: {text[-200:]!r}")
    if bad := _CONTROL.search(text):
        found.append(f"{bad[0]!r} was printed: {text[max(0, bad.start() - 60) : bad.end() + 30]!r}")
    if len(text) > 20_000:
        found.append(f"it said {len(text):,} characters")
    if seconds > SECONDS or megabytes > MEGABYTES:
        found.append(f"it took {seconds:.1f} processor seconds and {megabytes:.0f} MB")
    return found


def _left(home: Path) -> list[str]:
    """Half-written files, what ran, and what came in from outside."""
    found = []
    if list(home.parent.rglob(RAN)):
        found.append("a program of the talk ran")
    for path in home.rglob("*"):
        if not path.is_file() or path.is_symlink():
            continue
        if re.fullmatch(r"\..+-\d+-[0-9a-f]{8}(\.\w+)?", path.name):
            found.append(f"{path.relative_to(home)} is half written")
        if path.is_relative_to(home / "build") and path.stat().st_size < 20_000_000:
            data = path.read_bytes()
            if SECRET.encode() in data:
                found.append(f"{path.relative_to(home)} holds a file of another folder")
    return found


def _call(home: Path, verb: Sequence[str]) -> tuple[int, bytes, float, float]:
    said = home.parent / "said"
    child = os.fork()
    if child == 0:
        code = 70
        try:
            os.setsid()
            resource.setrlimit(resource.RLIMIT_CPU, (2 * SECONDS, 2 * SECONDS + 5))
            resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
            output = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(output, 1)
            os.dup2(output, 2)
            os.chdir(home)
            os.environ |= {"PLAINSPOKEN_CONFIG": str(home / "settings"), "HOME": str(home), "COLUMNS": "200"}
            os.environ.pop("PLAINSPOKEN_TRUST", None)
            sys.argv = ["plainspoken", *verb]
            from plainspoken.cli import main

            main()
            code = 0
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else int(bool(ended.code))
        except BaseException:
            import traceback

            traceback.print_exc()
        finally:
            for stream in (sys.stdout, sys.stderr):
                try:
                    stream.flush()
                except Exception:
                    code = 70
            os._exit(code)
    begun = time.monotonic()
    while True:
        pid, status, used = os.wait4(child, os.WNOHANG)
        if pid:
            break
        if time.monotonic() - begun > 900:
            os.killpg(child, signal.SIGKILL)
            _, status, used = os.wait4(child, 0)
            break
        time.sleep(0.005)
    code = os.waitstatus_to_exitcode(status)
    return code, said.read_bytes() if said.exists() else b"", used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def remove(path: Path) -> None:
    """Take a file, a link or a folder away."""
    shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink(missing_ok=True)
