"""Kill builds and trainings at many moments; what was killed must finish with the bytes of an unbroken one.

    python tests/reliability/kill.py builds 50
    python tests/reliability/kill.py training 50

A kill of `builds` ends the process group of a build of a small talk, spread evenly over the time that an unbroken one
takes: clean builds and builds after an edit in turn, SIGKILL or (every fifth) SIGHUP, as when the terminal is closed.
Then every file that has its final name must be whole, no process may be left, and one more build must make the bytes of
an unbroken build. A kill of `training` ends `experiments run` at a random moment; the run is started and killed again
until it ends by itself, and its record must be that of an unbroken run but for times.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from typing import Any

PAGES = """\
## The first page shows one thing

- a bullet that stands there

This is what we say about the bullet.

## The second page shows a number

> {{ constants.runs }} runs

We ran it {{ constants.runs }} times.

## The third page ends the talk

That was all. Thank you.
"""
TALK = '[talk]\ntitle = "Small"\nminutes = 1\n[voice]\nengine = "espeak"\n[constants]\nruns = 12\n'
STUDY = '[talk]\ntitle = "Small"\nminutes = 1\n[experiments]\nstudies = ["tiny"]\njobs = 1\n'
RECIPE = """\
study = "tiny"
title = "Tiny faces"
module = "plainspoken.experiments.studies.emotion.emotion_study"
[data]
size = 16
train = 56
valid = 21
test = 21
[train]
epochs = 12
batch = 7
latency = false
[runs.third]
title = "Third"
model = "emotionnet-v3"
[profiles.quick]
"""
NOTED = ("stages.json", ".written.json", ".lock")
"""Files that hold times."""
TIMES = ("seconds", "processor_seconds", "waiting_share", "seconds_per_epoch", "processor_seconds_per_epoch", "record")


def run(folder: Path, *verb: str) -> subprocess.Popen[bytes]:
    """A program of its own group, as a terminal would start it."""
    command = [sys.executable, "-m", "plainspoken", *verb]
    return subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )


def kill_after(started: subprocess.Popen[bytes], seconds: float, how: signal.Signals) -> bool:
    """Kill the group at that moment; whether it was still at work, and then nothing of it may be left."""
    try:
        started.wait(seconds)
        return False
    except subprocess.TimeoutExpired:
        os.killpg(started.pid, how)
        started.wait()
        end = time.monotonic() + 10
        while group_lives(started.pid):
            if time.monotonic() > end:
                raise SystemExit(f"processes of group {started.pid} are left") from None
            time.sleep(0.05)
        return True


def group_lives(group: int) -> bool:
    """Whether any process of a group is there."""
    try:
        os.killpg(group, 0)
        return True
    except ProcessLookupError:
        return False


def contents(build: Path) -> dict[str, str]:
    """What a build made."""
    return {
        path.relative_to(build).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in build.rglob("*")
        if path.is_file() and path.name not in NOTED and not path.name.startswith(".")
    }


def half_written(build: Path) -> list[str]:
    """Files with their final names that are not whole."""
    bad = []
    for path in build.rglob("*"):
        if not path.is_file() or path.name.startswith("."):
            continue
        try:
            if path.suffix == ".json":
                json.loads(path.read_bytes())
            elif path.suffix in (".pptx", ".npz", ".pt"):
                if zipfile.ZipFile(path).testzip() is not None:
                    bad.append(path.name)
            elif path.stat().st_size == 0 and path.suffix not in (".txt", ".md", ".vtt"):
                bad.append(path.name)
        except (ValueError, zipfile.BadZipFile):
            bad.append(path.name)
    return bad


def builds(times: int) -> int:
    """Kill builds; the number that did not come out as unbroken ones."""
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        page = home / "talks/small/pages/01.md.j2"
        page.parent.mkdir(parents=True)
        (home / "talks/small/talk.toml").write_text(TALK)

        def whole(text: str, keep: str) -> tuple[dict[str, str], float]:
            page.write_text(text)
            begun = time.monotonic()
            assert run(home, "talk", "small").wait() == 0
            took = time.monotonic() - begun
            shutil.copytree(home / "build", home / keep)
            return contents(home / "build" / "small"), took

        before, clean_s = whole(PAGES, "kept")
        shutil.rmtree(home / "build")
        edited, _ = whole(PAGES.replace("Thank you", "Thanks to all"), "kept-edited")
        shutil.rmtree(home / "build")
        bad = hit = 0
        for number in range(times):
            change = number % 2 == 1
            if change:
                shutil.copytree(home / "kept", home / "build")
            page.write_text(PAGES.replace("Thank you", "Thanks to all") if change else PAGES)
            how = signal.SIGHUP if number % 5 == 4 else signal.SIGKILL
            killed = kill_after(run(home, "talk", "small"), clean_s * (number + 0.5) / times, how)
            hit += killed
            torn = half_written(home / "build") if (home / "build").is_dir() else []
            finished = run(home, "talk", "small").wait() == 0
            found = contents(home / "build" / "small")
            wanted = edited if change else before
            names = [name for name in wanted if found.get(name) != wanted[name]]
            if torn or not finished or names:
                bad += 1
                print(f"kill {number}: torn {torn}, finished {finished}, other {names[:5]}", flush=True)
            shutil.rmtree(home / "build")
    print(f"builds: {times} kills, {hit} of them while it worked, {times - bad} finished as unbroken ones", flush=True)
    return bad


def bare(value: Any) -> Any:
    """A record without times."""
    if isinstance(value, dict):
        return {name: bare(each) for name, each in value.items() if name not in TIMES}
    return [bare(each) for each in value] if isinstance(value, list) else value


def training(times: int) -> int:
    """Kill trainings; the number of runs that did not come out as unbroken ones."""
    chance = random.Random(1)
    with tempfile.TemporaryDirectory() as place:

        def home(name: str) -> Path:
            folder = Path(place) / name
            (folder / "talks/small/recipes").mkdir(parents=True)
            (folder / "talks/small/pages").mkdir()
            (folder / "talks/small/talk.toml").write_text(STUDY)
            (folder / "talks/small/recipes/tiny.toml").write_text(RECIPE)
            (folder / "talks/small/pages/01.md").write_text("## One thing is said\n\nWe say it.\n")
            return folder

        def outcome(folder: Path) -> Any:
            return bare(json.loads((folder / "build/small/results/tiny/third.json").read_bytes()))

        unbroken = home("unbroken")
        begun = time.monotonic()
        assert run(unbroken, "experiments", "run", "small").wait() == 0
        took = time.monotonic() - begun
        wanted = outcome(unbroken)
        kills = bad = runs = 0
        while kills < times:
            folder, runs = home(f"run-{runs}"), runs + 1
            while kills < times and kill_after(
                run(folder, "experiments", "run", "small"), took * chance.uniform(0.25, 1.0), signal.SIGKILL
            ):
                kills += 1
                if torn := half_written(folder / "build"):
                    bad += 1
                    print(f"kill {kills}: torn {torn}", flush=True)
            assert run(folder, "experiments", "run", "small").wait() == 0
            if outcome(folder) != wanted:
                bad += 1
                other = [name for name in wanted if outcome(folder).get(name) != wanted[name]]
                print(f"run {runs} is another than the unbroken one: {other}", flush=True)
            shutil.rmtree(folder)
    print(f"training: {kills} kills in {runs} runs, {runs - bad} runs as the unbroken one", flush=True)
    return bad


if __name__ == "__main__":
    raise SystemExit(1 if {"builds": builds, "training": training}[sys.argv[1]](int(sys.argv[2])) else 0)
