"""Builds under limits of the machine: each must end in a finished build or in one message, exit code 2.

    python tests/reliability/limits.py
    python tests/reliability/limits.py temporary pages    (those whose titles hold one of these words)

Few open files, little memory, small files, small disks (as root, where mounts are allowed), read-only folders, a
folder in the place of each file that is made, no place for temporary files, output that nobody reads, and among the
pages names that are not UTF-8, links, pipes and sockets.
"""

from __future__ import annotations

import os
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

PAGE = "## One thing is said\n\n- a bullet\n\nWe say it here.\n"
TALK = '[talk]\ntitle = "Small"\nminutes = 1\n[voice]\nengine = "espeak"\n'
MADE = ("small.pptx", "small.html", "script.json", "stages.json", "words.json", "lint.txt", "audio/narration.json")


def _page(build: Path, name: bytes = b"02.md") -> bytes:
    return os.fsencode(build.parent.parent / "talks/small/pages") + b"/" + name


def _path(build: Path) -> Path:
    return Path(os.fsdecode(_page(build)))


def _socket(path: bytes) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(path)


def _written(path: bytes) -> None:
    with open(path, "wb") as file:  # noqa: PTH123  (a name that is no text)
        file.write(PAGE.encode())


STRANGE: dict[str, Callable[[Path], object]] = {
    "a page whose name is not UTF-8": lambda build: _written(_page(build, b"02-\xe9t\xe9.md")),
    "a page with a line end in its name": lambda build: _written(_page(build, b"02\n.md")),
    "a pipe among the pages": lambda build: os.mkfifo(_page(build)),
    "a socket among the pages": lambda build: _socket(_page(build)),
    "a link to itself among the pages": lambda build: _path(build).symlink_to("02.md"),
    "a link to nothing among the pages": lambda build: _path(build).symlink_to("gone.md"),
    "a link to a device among the pages": lambda build: _path(build).symlink_to("/dev/zero"),
    "a folder among the pages": lambda build: _path(build).mkdir(),
}
"""What may lie among the pages."""
LONGEST_S = 300
"""Seconds after which a build counts as one that hangs."""


def attempt(home: Path, limits: dict[int, int], mount: str = "") -> tuple[int, str]:
    """One build; its exit code and what it said at last."""

    def limited() -> None:
        for what, most in limits.items():
            resource.setrlimit(what, (most, most))

    command = [sys.executable, "-m", "plainspoken", "talk", "small"]
    if mount:
        command = ["unshare", "-m", "sh", "-c", f'{mount} && exec "$@"', "sh", *command]
    try:
        done = subprocess.run(
            command, cwd=home, capture_output=True, text=True, errors="replace", preexec_fn=limited, timeout=LONGEST_S
        )
    except subprocess.TimeoutExpired:
        return -1, "plainspoken: it hangs"
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
        read_only = "mount --bind talks talks && mount -o remount,ro,bind talks"
        cases.append(("a read-only talk", {}, read_only, lambda build: None))
        read_only = (
            'mkdir -p home && mount --bind home home && mount -o remount,ro,bind home && export HOME="$PWD/home"'
        )
        cases.append(("a read-only home", {}, read_only, lambda build: None))
        read_only = 'mount -t tmpfs -o size=20k none /tmp && export TMPDIR=/tmp && cd "$PWD"'
        cases.append(("20 kB for temporary files", {}, read_only, lambda build: None))
        cases.append(("no place for temporary files", {}, "export TMPDIR=/proc/1", lambda build: None))
        cases.append(("a closed standard output", {}, "exec >&-", lambda build: None))
        cases.append(("a standard output that is full", {}, "exec >/dev/full", lambda build: None))
    for name in MADE:
        cases.append(
            (f"a folder in the place of {name}", {}, "", lambda build, name=name: (build / name).mkdir(parents=True))
        )
    for title, prepare in STRANGE.items():
        cases.append((title, {}, "", prepare))
    bad = 0
    cases = [case for case in cases if any(word in case[0] for word in sys.argv[1:] or [""])]
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
