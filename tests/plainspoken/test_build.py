"""The whole road on a small talk: real voice, real deck, real player; again, after a change, after a kill."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import wave
import zipfile
from pathlib import Path

import pytest

from plainspoken import InputError, LintError, Talk
from plainspoken.base.progress import Silence
from plainspoken.results import TalkResults, copy_records, named_records

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
CONFIG = '[talk]\ntitle = "Small"\nminutes = 1\n[constants]\nruns = 12\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "talks" / "small" / "pages").mkdir(parents=True)
    (tmp_path / "talks" / "small" / "pages" / "01.md.j2").write_text(PAGES, encoding="utf-8")
    (tmp_path / "talks" / "small" / "talk.toml").write_text(CONFIG, encoding="utf-8")
    return tmp_path


def build(folder: Path, into: str = "build") -> tuple[list[str], Path]:
    talk = Talk.find("small", talks=folder / "talks", build=folder / into, progress=Silence())
    return talk.build().done, talk.source.build


def states(build: Path) -> dict[str, int]:
    return {
        path.relative_to(build).as_posix(): path.stat().st_mtime_ns
        for path in build.rglob("*")
        if path.is_file() and path.name != ".lock"
    }


def edit(folder: Path, old: str, new: str) -> None:
    page = folder / "talks" / "small" / "pages" / "01.md.j2"
    text = page.read_text(encoding="utf-8")
    assert old in text
    page.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.slow
def test_a_second_build_does_nothing_and_one_word_revoices_one_page(folder: Path) -> None:
    done, out = build(folder)
    assert done == ["script", "voice", "deck", "player"]
    before = states(out)

    done, _ = build(folder)
    assert done == []
    assert states(out) == before

    edit(folder, "Thank you.", "Thank everyone.")
    done, _ = build(folder)
    assert done == ["script", "voice", "deck", "player"]
    after = states(out)
    clips = {name for name in before if name.startswith("audio/clips/") and name.endswith(".wav")}
    assert len(clips) == 3
    assert {name for name in clips if after[name] != before[name]} == {"audio/clips/the-third-page-ends-the-talk.wav"}
    assert "thank everyone" in (out / "audio" / "script.spoken.txt").read_text(encoding="utf-8").lower()


@pytest.mark.slow
def test_a_constant_changes_sentence_slide_and_voice_together(folder: Path) -> None:
    _, out = build(folder)
    config = folder / "talks" / "small" / "talk.toml"
    config.write_text(CONFIG.replace("12", "13"), encoding="utf-8")
    build(folder)
    with zipfile.ZipFile(out / "small.pptx") as deck:
        slides = "".join(deck.read(name).decode() for name in deck.namelist() if name.startswith("ppt/slides/slide"))
    assert ">13<" in slides and ">12<" not in slides
    assert ">13<" in (out / "small.html").read_text(encoding="utf-8")
    assert "thirteen times" in (out / "audio" / "script.spoken.txt").read_text(encoding="utf-8").lower()


@pytest.mark.slow
def test_quoted_code_that_changes_makes_its_own_slide_anew_and_no_sound(folder: Path) -> None:
    code = folder / "talks" / "small" / "code" / "mine.py"
    code.parent.mkdir()
    code.write_text("def step(x):\n    return x + 1\n", encoding="utf-8")
    edit(folder, "- a bullet that stands there", "```python from code/mine.py:step\n```")
    _, out = build(folder)

    def slides() -> dict[str, bytes]:
        with zipfile.ZipFile(out / "small.pptx") as deck:
            return {name: deck.read(name) for name in deck.namelist() if name.startswith("ppt/slides/slide")}

    before, sounds = slides(), {name: time for name, time in states(out).items() if name.startswith("audio/clips/")}
    code.write_text("def step(x):\n    return x + 2\n", encoding="utf-8")
    done, _ = build(folder)
    after = slides()
    assert {"script", "deck", "player"} <= set(done)
    assert [name for name in before if before[name] != after[name]] == ["ppt/slides/slide1.xml"]
    assert {name: time for name, time in states(out).items() if name.startswith("audio/clips/")} == sounds
    assert build(folder)[0] == []
    code.write_text("def jump(x):\n    return x + 2\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"nothing called `step` in code/mine\.py") as caught:
        build(folder)
    assert (caught.value.line, caught.value.remedy) == (3, "there is `jump`")


@pytest.mark.slow
def test_two_builds_give_the_same_bytes(folder: Path) -> None:
    _, one = build(folder, "one")
    _, two = build(folder, "two")
    skipped = ("stages.json", ".lock", ".written.json")  # times of files
    names = {p.relative_to(one) for p in one.rglob("*") if p.is_file() and p.name not in skipped}
    assert names
    different = [str(name) for name in sorted(names) if (one / name).read_bytes() != (two / name).read_bytes()]
    assert different == []


@pytest.mark.slow
@pytest.mark.parametrize("after_seconds", [0.6, 1.4, 2.4, 3.6])
def test_a_killed_build_leaves_whole_files_and_finishes_later(folder: Path, after_seconds: float) -> None:
    command = [sys.executable, "-m", "plainspoken", "talk", "small"]
    running = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    time.sleep(after_seconds)
    os.killpg(running.pid, signal.SIGKILL)
    running.communicate()
    out = folder / "build" / "small"
    for path in out.rglob("*") if out.is_dir() else []:
        if path.name.startswith(".") or not path.is_file():
            continue
        if path.suffix == ".json":
            json.loads(path.read_text(encoding="utf-8"))
        elif path.suffix == ".wav":
            with wave.open(str(path)) as sound:
                assert sound.getnframes() * 2 + 44 <= path.stat().st_size
        elif path.suffix == ".pptx":
            assert zipfile.ZipFile(path).testzip() is None
    build(folder)
    assert (out / "small.pptx").is_file() and (out / "small.html").is_file()


def test_an_unknown_name_in_a_template_stops_with_its_place(folder: Path) -> None:
    edit(folder, "{{ constants.runs }} times", "{{ constants.rnus }} times")
    with pytest.raises(InputError) as caught:
        build(folder)
    assert caught.value.file and caught.value.file.endswith("01.md.j2")
    assert caught.value.line == 11
    assert not (folder / "build" / "small" / "script.json").exists()


def test_a_false_claim_stops_and_shows_both_values(folder: Path) -> None:
    edit(folder, "That was all.", "{% claim constants.runs > 20 %}\nMany runs.\n{% endclaim %}\n\nThat was all.")
    with pytest.raises(InputError) as caught:
        build(folder)
    assert "12" in str(caught.value) and "20" in str(caught.value)
    assert caught.value.line == 15


def test_a_number_typed_by_hand_stops_a_bound_talk(folder: Path) -> None:
    edit(folder, "That was all.", "It took 37 hours.")
    with pytest.raises(LintError) as caught:
        build(folder)
    assert any("01.md.j2:15:" in line and "PS101" in line for line in caught.value.lines)


@pytest.mark.slow
def test_a_talk_over_its_time_is_built_and_ends_with_one(folder: Path) -> None:
    config = folder / "talks" / "small" / "talk.toml"
    config.write_text(CONFIG.replace("minutes = 1", "minutes = 0.05"), encoding="utf-8")
    command = [sys.executable, "-m", "plainspoken", "talk", "small"]
    answer = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=300)
    assert answer.returncode == 1, answer.stderr
    assert "OVER the time allowed" in answer.stdout
    assert (folder / "build" / "small" / "small.pptx").is_file()


def test_recorded_results_are_copied_once_and_strays_go(folder: Path) -> None:
    talk = Talk.find("small", talks=folder / "talks", build=folder / "build").source
    with pytest.raises(InputError, match="keeps no recorded results"):
        TalkResults(talk, "recorded").folder()
    kept = folder / "talks" / "small" / "recorded" / "results" / "study"
    kept.mkdir(parents=True)
    (kept / "run.json").write_text("{}", encoding="utf-8")
    stray = talk.build / "results" / "study" / "old.json"
    stray.parent.mkdir(parents=True)
    stray.write_text("{}", encoding="utf-8")
    assert copy_records(talk, named_records(talk, "recorded"))
    assert not stray.exists()
    assert (talk.results / "study" / "run.json").is_file()
    assert not copy_records(talk, named_records(talk, "recorded"))
    assert not copy_records(talk, talk.results)
    assert (talk.results / "study" / "run.json").is_file()
