"""Kill builds and trainings at many moments; what was killed must finish with the bytes of an unbroken one.

    python tests/reliability/kill.py builds 50
    python tests/reliability/kill.py talk 50
    python tests/reliability/kill.py training 50
    python tests/reliability/kill.py children 20

A kill of `builds` ends the process group of a build of a small talk, spread evenly over the time that an unbroken one
takes: clean builds and builds after an edit in turn, SIGKILL or (every fifth) SIGHUP, as when the terminal is closed.
Then every file that has its final name must be whole, no process may be left, and one more build must make the bytes of
an unbroken build. `talk` does the same with clean builds of the talk `approaches` from its recorded results, and
`training` with `experiments run` on a small study. Both are killed at steps spread evenly over all of them (see
`moments.py`), so that checkpoints, records, figures and data are hit while they are written. What was trained must come
out bit for bit: weights, arrays and figures by their bytes, records but for times.

`children` kills only a process that a build has started, as the system does when memory is short: the one that loads
the voice, a worker, the fork that says a page, or ffmpeg. The build must get over it, or end with one message and exit
code 2; nothing may be half written, and the next build must make the bytes of an unbroken one.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from moments import Steps

ROOT = Path(__file__).parents[2]
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
epochs = 4
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
            shutil.rmtree(home / "build", ignore_errors=True)
            if number % 10 == 9:
                print(f"{number + 1} kills, {hit} of them while it worked, {bad} bad", flush=True)
    print(f"builds: {times} kills, {hit} of them while it worked, {times - bad} finished as unbroken ones", flush=True)
    return bad


def talk(times: int) -> int:
    """Kill builds of a whole real talk; the number that did not come out as unbroken ones."""
    steps = Steps()
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        (home / "talks").mkdir()
        (home / "talks/approaches").symlink_to(ROOT / "talks/approaches")

        def work() -> None:
            sys.argv = ["plainspoken", "talk", "approaches", "--results", "recorded"]
            import plainspoken.cli

            plainspoken.cli.main()

        load("plainspoken.verbs.build", "plainspoken.tts.narrate", "plainspoken.slides.assemble_outputs")
        return _kill_at_steps("talk", times, steps, work, home, contents)


def children(times: int) -> int:
    """Kill processes that builds have started; the number of builds that it did harm."""
    steps = Steps()
    kinds: tuple[tuple[str, int], ...] = (("python", 1), ("python", 2), ("python", 3), ("ffmpeg", 0))
    ends: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        page = home / "talks/small/pages/01.md.j2"
        page.parent.mkdir(parents=True)
        (home / "talks/small/talk.toml").write_text(TALK)
        page.write_text(PAGES)
        said = home / "said.txt"

        def work() -> None:
            sys.argv = ["plainspoken", "talk", "small"]
            import plainspoken.cli

            plainspoken.cli.main()

        load("plainspoken.verbs.build", "plainspoken.tts.narrate", "plainspoken.slides.assemble_outputs")
        assert steps.call(work, home, said=said).code == 0, said.read_text()
        wanted, bad = contents(home / "build"), 0
        for number in range(times):
            shutil.rmtree(home / "build")
            name, depth = kinds[number % len(kinds)]
            ended = steps.call(
                work,
                home,
                said=said,
                meanwhile=partial(_kill_a_child, name=name, depth=depth, which=number // len(kinds)),
            )
            told = [line for line in said.read_text().splitlines() if line.startswith("plainspoken:")]
            torn = half_written(home / "build")
            finished = steps.call(work, home)
            well = (ended.code, len(told)) in ((0, 0), (2, 1)) and "Traceback" not in said.read_text()
            ends["went on" if ended.code == 0 else told[0] if told else f"exit code {ended.code}"] += 1
            if not well or torn or finished.code or contents(home / "build") != wanted:
                bad += 1
                print(
                    f"{number}, {name} {depth}: exit {ended.code}, torn {torn}, {said.read_text()[-600:]}", flush=True
                )
            if number % 4 == 3:
                print(f"{number + 1} killed, {bad} bad", flush=True)
    for end, count in ends.most_common():
        print(f"  {count} x {end}")
    print(
        f"children: {times} killed, {times - bad} builds went on or ended in one message, and were finished", flush=True
    )
    return bad


def _kill_a_child(build: int, name: str, depth: int, which: int) -> None:
    """Kill the `which`th process of that name that a build starts; of depth 1 it is its child, of 0 any descendant."""
    seen: set[int] = set()
    while True:
        parents: dict[int, int] = {}
        names: dict[int, str] = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                head, _, rest = stat.read_text(errors="replace").rpartition(")")
                number, _, names_ = head.partition(" (")
                state, parent = rest.split()[:2]
                names[int(number)], parents[int(number)] = names_, -1 if state == "Z" else int(parent)
        if parents.get(build, -1) == -1:
            return
        for process in sorted(parents):
            far, above = 0, process
            while above not in (build, 0, -1):
                far, above = far + 1, parents.get(above, -1)
            if above == build and names[process].startswith(name) and process not in seen and far == (depth or far):
                seen.add(process)
                if len(seen) > which:
                    os.kill(process, signal.SIGKILL)
                    return
        time.sleep(0.002)


def training(times: int) -> int:
    """Kill trainings; the number of runs that did not come out as unbroken ones."""
    steps = Steps()
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        (home / "talks/small/recipes").mkdir(parents=True)
        (home / "talks/small/pages").mkdir()
        (home / "talks/small/talk.toml").write_text(STUDY)
        (home / "talks/small/recipes/tiny.toml").write_text(RECIPE)
        (home / "talks/small/pages/01.md").write_text("## One thing is said\n\nWe say it.\n")

        def work() -> None:
            sys.argv = ["plainspoken", "experiments", "run", "small"]
            import plainspoken.cli
            from plainspoken.experiments.runner.process_pool import Report

            for name in ("start", "advance", "finish"):  # what is reported is a step, too
                setattr(Report, name, _counted(getattr(Report, name), name, steps))
            plainspoken.cli.main()

        load("plainspoken.verbs.experiments", "plainspoken.experiments.studies.emotion.emotion_study", "torch",
             "safetensors.torch", "matplotlib.pyplot", "plainspoken.experiments.runner.train_run")  # fmt: skip
        return _kill_at_steps("training", times, steps, work, home, trained)


def _counted(method: Callable[..., None], name: str, steps: Steps) -> Callable[..., None]:
    def report(self: Any, task: str, *told: Any) -> None:
        steps.step(f"{name} {task}")
        method(self, task, *told)

    return report


def load(*modules: str) -> None:
    """Import what every call would import."""
    for name in modules:
        importlib.import_module(name)


def _kill_at_steps(
    kind: str,
    times: int,
    steps: Steps,
    work: Callable[[], None],
    home: Path,
    found: Callable[[Path], dict[str, str]],
) -> int:
    """Kill `work` at steps that are spread evenly, finish it, and compare; the number that came out otherwise."""

    def anew() -> None:
        shutil.rmtree(home / "build", ignore_errors=True)

    whole = steps.call(work, home)
    if whole.code not in (0, 1):  # 1: a talk that is longer than its time
        raise SystemExit(f"the unbroken {kind} ended with {whole.code}")
    wanted = found(home / "build")
    bad = hit = 0
    kinds: Counter[str] = Counter()
    for number in range(times):
        anew()
        how = signal.SIGHUP if number % 5 == 4 else signal.SIGKILL
        killed = steps.call(work, home, target=int(whole.steps * (number + 0.5) / times), how=how)
        hit += bool(killed.killed_at)
        kinds[_kind_of(killed.killed_at)] += 1
        torn = half_written(home / "build") if (home / "build").is_dir() else []
        finished = steps.call(work, home)
        now = found(home / "build")
        other = sorted(name for name in {*wanted, *now} if wanted.get(name) != now.get(name))
        if torn or finished.code != whole.code or other:
            bad += 1
            print(
                f"kill {number} at {killed.killed_at!r}: torn {torn}, exit {finished.code}, other {other[:5]}",
                flush=True,
            )
        if number % 10 == 9:
            print(f"{number + 1} kills, {hit} of them while it worked, {bad} bad", flush=True)
    hits = ", ".join(f"{name} {count}" for name, count in sorted(kinds.items()) if name)
    print(
        f"{kind}: {times} kills at steps of {whole.steps}, {hit} of them while it worked, "
        f"{times - bad} finished as the unbroken one; killed at: {hits}",
        flush=True,
    )
    return bad


def _kind_of(step: str) -> str:
    """A step without the names of pages and runs: what was done, and to what kind of file."""
    verb, _, rest = step.partition(" ")
    path = Path(rest)
    if verb in ("open", "rename", "remove"):
        places = ("cache", "clips", "figures", "results", "runs", "audio")
        place = next((part for part in places if part in path.parts), "")
        return f"{verb} {place + ' ' if place else ''}{path.suffix if path.stem else path.name}".rstrip()
    return step if verb == "start" and "/" not in rest else verb


def trained(build: Path) -> dict[str, str]:
    """What a training made: bytes, and records but for times."""
    found = {}
    for path in build.rglob("*"):
        name = path.relative_to(build).as_posix()
        if path.name in NOTED or path.name.startswith(".") or not path.is_file() or path.suffix == ".seal":
            continue
        data = path.read_bytes()
        if path.suffix == ".json":
            data = json.dumps(bare(json.loads(data)), sort_keys=True).encode()
        found[name] = hashlib.sha256(data).hexdigest()
    return found


def bare(value: Any) -> Any:
    """A record without times, and without the fingerprints of what holds times."""
    if isinstance(value, dict):
        return {
            name: bare(each)
            for name, each in value.items()
            if name not in TIMES and not (name == "runs" and isinstance(each, str))
        }
    return [bare(each) for each in value] if isinstance(value, list) else value


if __name__ == "__main__":
    raise SystemExit(
        1
        if {"builds": builds, "talk": talk, "training": training, "children": children}[sys.argv[1]](int(sys.argv[2]))
        else 0
    )
