"""`plainspoken doctor`: what is missing is named with its feature and remedy; a build that is not whole is seen."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import typer

from plainspoken import Talk
from plainspoken.base.progress import Silence
from plainspoken.freshness import BuildState, build_states
from plainspoken.installation_checks import Check, examine, ffmpeg, listed
from plainspoken.verbs.doctor import doctor

CONFIG = """\
[talk]
title = "Small"
minutes = 1
words_per_minute = 150
[imports]
"mine/net" = "net.json"
[parts.short]
pages = ["pages/02*"]
"""
PAGES = {
    "01-one.md.j2": "## The net gets {{ mine.net.final.test.accuracy | percent }}\n\nThat is what we measured.\n",
    "02-two.md.j2": "## The end comes now\n\nThank you all.\n",
}


def write(folder: Path) -> Path:
    (folder / "talks" / "small" / "pages").mkdir(parents=True)
    for name, text in PAGES.items():
        (folder / "talks" / "small" / "pages" / name).write_text(text, encoding="utf-8")
    (folder / "talks" / "small" / "net.json").write_text('{"accuracy": 0.9}', encoding="utf-8")
    (folder / "talks" / "small" / "talk.toml").write_text(CONFIG, encoding="utf-8")
    return folder


def found(folder: Path) -> Talk:
    return Talk.find("small", talks=folder / "talks", build=folder / "build", progress=Silence())


@pytest.fixture(scope="module")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write(tmp_path_factory.mktemp("doctor"))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        Talk.find("small", progress=Silence()).build()
    return folder


@pytest.fixture
def built(built_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A built talk of the test's own, in the folder we are in: keys hold the names of files from there. Times of files
    are kept, as the ledger looks at them."""
    shutil.copytree(built_once, tmp_path / "copy", copy_function=shutil.copy2)
    monkeypatch.chdir(tmp_path / "copy")
    return Path()


def state(folder: Path) -> BuildState:
    return build_states(found(folder))[0]


def reasons(folder: Path) -> dict[str, str]:
    return {stage.name: "; ".join(stage.reasons) for stage in state(folder).stages if stage.state != "done"}


def ask(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "plainspoken", "doctor", *words],
        cwd=folder, capture_output=True, text=True, check=False, env={**os.environ, **environment},
    )  # fmt: skip


@pytest.mark.slow
def test_a_build_is_fresh_and_looking_changes_nothing(built: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in built.rglob("*")}
    assert state(built).fresh
    assert {path: path.stat().st_mtime_ns for path in built.rglob("*")} == before


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "stage", "reason"),
    [
        (
            lambda f: append(f / "talks/small/pages/02-two.md.j2", "And good night.\n"),
            "script",
            "pages/02-two.md.j2 changed",
        ),
        (lambda f: (f / "talks/small/pages/02-two.md.j2").unlink(), "script", "pages added or gone"),
        (
            lambda f: (f / "talks/small/net.json").write_text('{"accuracy": 0.8}'),
            "imports",
            "mine/net: its files changed",
        ),
        (lambda f: (f / "talks/small/net.json").unlink(), "imports", "no such file"),
        (lambda f: (f / "build/small/results/mine/net.json").unlink(), "imports", "not imported yet"),
        (lambda f: edit(f, "minutes = 1", "minutes = 2"), "script", "built for 1 minutes, not for 2"),
        (lambda f: edit(f, "[parts", "[voice]\npitch = 40\n[parts"), "voice", "settings changed"),
        (lambda f: (f / "build/small/small.pptx").unlink(), "deck", "small.pptx is gone"),
        (lambda f: append(f / "build/small/small.html", " "), "player", "small.html is not as it was left"),
        (lambda f: rot(f / "build/small/small.pptx"), "deck", "small.pptx is damaged"),
        (lambda f: (f / "build/small/stages.json").write_text("{"), "deck", "never done"),
    ],
)
def test_what_is_stale_says_why(built: Path, change: object, stage: str, reason: str) -> None:
    change(built)  # type: ignore[operator]
    assert not state(built).fresh
    assert reason in reasons(built)[stage], reasons(built)


def rot(path: Path) -> None:
    """Another byte, and the time as it was."""
    times, data = path.stat(), bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def edit(folder: Path, old: str, new: str) -> None:
    path = folder / "talks" / "small" / "talk.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


@pytest.mark.slow
def test_what_comes_after_a_stale_stage_waits_for_it(built: Path) -> None:
    append(built / "talks/small/pages/01-one.md.j2", "Indeed.\n")
    assert reasons(built)["voice"] == "script comes first" == reasons(built)["player"]


@pytest.mark.slow
def test_a_part_that_is_built_is_looked_at_too(built: Path) -> None:
    assert [each.name for each in build_states(found(built))] == ["small"]
    Talk.find("small", "short", talks=built / "talks", build=built / "build", progress=Silence()).build()
    states = {each.name: each.fresh for each in build_states(found(built))}
    assert states == {"small": True, "small/short": True}
    append(built / "build/small/short/small-short.html", " ")
    states = {each.name: each.fresh for each in build_states(found(built))}
    assert states == {"small": True, "small/short": False}


@pytest.mark.slow
def test_a_build_that_was_killed_is_incomplete(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(write(tmp_path))
    folder = Path()
    ledger = folder / "build" / "small" / "stages.json"
    running = subprocess.Popen(
        [sys.executable, "-m", "plainspoken", "talk", "small"],
        cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    until = time.monotonic() + 120
    while not ledger.exists() and running.poll() is None and time.monotonic() < until:
        time.sleep(0.005)
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    (folder / "build" / "small" / f".small-{running.pid}-0123abcd.pptx").write_bytes(b"half")

    killed = state(folder)
    assert killed.built and not killed.fresh and not killed.running
    assert {stage.name: stage.state for stage in killed.stages}["player"] == "missing"
    assert killed.left >= 1 and "half-written" in killed.lines()[-1]
    found(folder).build()
    assert state(folder).fresh


@pytest.mark.slow
def test_a_running_build_is_seen(built: Path) -> None:
    with (built / "build/small/.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert state(built).running
        assert "a build is running now" in state(built).lines()[0]
    assert not state(built).running


def test_a_talk_that_was_never_built_counts_only_when_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write(tmp_path)
    monkeypatch.chdir(folder)
    monkeypatch.setattr(
        "plainspoken.installation_checks.examine", lambda: [Check("program", "Python", True, True, "here")]
    )
    doctor(None)
    assert "small: not built yet" in capsys.readouterr().out
    with pytest.raises(typer.Exit) as ended:
        doctor("small")
    assert ended.value.exit_code == 1 and "plainspoken talk small" in capsys.readouterr().out
    assert not (folder / "build").exists()


def test_records_kept_beside_the_talk_count_as_done(tmp_path: Path) -> None:
    folder = write(tmp_path)
    edit(folder, "[imports]", '[experiments]\nstudies = ["emotion"]\nprofile = "smoke"\n[imports]')
    talk = found(folder).source
    for place in (talk.folder / "recorded" / "results", talk.results):
        (place / "emotion").mkdir(parents=True)
        (place / "emotion" / "study.json").write_text("{}")
    experiments = state(folder).stages[0]
    assert (experiments.name, experiments.state) == ("experiments", "done")
    (talk.results / "emotion" / "study.json").write_text('{"a": 1}')
    assert state(folder).stages[0].state == "missing"


def test_an_unknown_talk_is_the_users_mistake(tmp_path: Path) -> None:
    answer = ask(tmp_path, "nothing-here")
    assert answer.returncode == 2 and "no talk or script file is called" in answer.stderr


def test_a_missing_ffmpeg_is_named_with_what_needs_it(tmp_path: Path) -> None:
    answer = ask(tmp_path, IMAGEIO_FFMPEG_EXE=str(tmp_path / "gone"))
    assert answer.returncode == 1
    line = next(line for line in answer.stdout.splitlines() if " ffmpeg " in line)
    assert line.startswith("  !! ") and "MP3, M4A and video need it: reinstall it" in line


def test_an_ffmpeg_that_does_not_run_counts_as_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "ffmpeg"
    broken.write_text("#!/bin/sh\nexit 3\n")
    broken.chmod(0o755)
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", str(broken))
    check = ffmpeg()
    assert not check.found and check.needed


def test_a_library_that_is_not_installed_says_which_feature_lacks_it(monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib.metadata

    known = importlib.metadata.version

    def version(name: str) -> str:
        if name == "python-pptx":
            raise importlib.metadata.PackageNotFoundError(name)
        return known(name)

    monkeypatch.setattr(importlib.metadata, "version", version)
    monkeypatch.setattr("plainspoken.installation_checks._torch", list)
    checks = {check.name: check for check in examine()}
    assert not checks["python-pptx"].found and checks["python-pptx"].feature == "deck and player"
    assert checks["torch"].found, "what the tests run on is whole"
    assert all(check.remedy for check in checks.values() if not check.found)


def test_lines_mark_what_a_build_needs() -> None:
    checks = [
        Check("voice", "ffmpeg", False, True, "gone", "run it"),
        Check("other voices", "piper", False, False, "not here", "get it"),
        Check("other voices", "flite", True, False, "/usr/bin/flite"),
    ]
    assert listed(checks) == [
        "voice:",
        "  !! ffmpeg  gone: run it",
        "other voices:",
        "  -- piper   not here: get it",
        "  ok flite   /usr/bin/flite",
    ]


def test_a_ledger_of_another_version_is_no_crash(tmp_path: Path) -> None:
    folder = write(tmp_path)
    talk = found(folder).source
    talk.build.mkdir(parents=True)
    (talk.build / "stages.json").write_text(json.dumps({"script": {"key": "abc", "files": {}}}), encoding="utf-8")
    assert reasons(folder)["script"] == "its key is of another version"
