"""Builds under limits of the machine: each must end in a finished build or in one message, exit code 2.

    python tests/reliability/limits.py

Few open files, little memory, small files, small disks (as root, where mounts are allowed), read-only build folders,
and a folder in the place of each file that is made.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

PAGE = "## One thing is said\n\n- a bullet\n\nWe say it here.\n"
TALK = '[talk]\ntitle = "Small"\nminutes = 1\n[voice]\nengine = "espeak"\n'
MADE = ("small.pptx", "small.html", "script.json", "stages.json", "words.json", "lint.txt", "audio/narration.json")


def attempt(home: Path, limits: dict[int, int], mount: str = "") -> tuple[int, str]:
    """One build; its exit code and what it said at last."""

    def limited() -> None:
        for what, most in limits.items():
            resource.setrlimit(what, (most, most))

    command = [sys.executable, "-m", "plainspoken", "talk", "small"]
    if mount:
        command = ["unshare", "-m", "sh", "-c", f'{mount} && exec "$@"', "sh", *command]
    done = subprocess.run(command, cwd=home, capture_output=True, text=True, errors="replace", preexec_fn=limited)
    return done.returncode, done.stderr


def main() -> int:
    """All cases; the number that ended otherwise."""
    cases: list[tuple[str, dict[int, int], str, Callable[[Path], object]]] = []
    for most in (24, 40, 64):
        cases.append((f"{most} open files", {resource.RLIMIT_NOFILE: most}, "", lambda build: None))
    for most in (250, 400, 800):
        cases.append((f"{most} MB of memory", {resource.RLIMIT_AS: most << 20}, "", lambda build: None))
    for most in (1, 20, 100):
        cases.append((f"files of {most} kB", {resource.RLIMIT_FSIZE: most << 10}, "", lambda build: None))
    if subprocess.run(["unshare", "-m", "true"], capture_output=True, check=False).returncode == 0:
        for most in (50, 200, 700):
            mount = f"mkdir -p build && mount -t tmpfs -o size={most}k none build"
            cases.append((f"a disk of {most} kB", {}, mount, lambda build: None))
        read_only = "mkdir -p build && mount --bind build build && mount -o remount,ro,bind build"
        cases.append(("a read-only build folder", {}, read_only, lambda build: None))
    for name in MADE:
        cases.append(
            (f"a folder in the place of {name}", {}, "", lambda build, name=name: (build / name).mkdir(parents=True))
        )
    bad = 0
    for title, limits, mount, prepare in cases:
        with tempfile.TemporaryDirectory() as place:
            home = Path(place)
            (home / "talks/small/pages").mkdir(parents=True)
            (home / "talks/small/talk.toml").write_text(TALK)
            (home / "talks/small/pages/01.md").write_text(PAGE)
            prepare(home / "build" / "small")
            code, said = attempt(home, limits, mount)
            well = code in (0, 2) and "Traceback" not in said
            bad += not well
            last = next((line for line in reversed(said.splitlines()) if line.startswith("plainspoken:")), "finished")
            print(f"{'ok' if well else '!!'} {title}: {last}", flush=True)
            shutil.rmtree(home / "build", ignore_errors=True)
    print(f"limits: {len(cases)} tried, {len(cases) - bad} finished or ended in one message", flush=True)
    return bad


if __name__ == "__main__":
    raise SystemExit(1 if main() else 0)
