"""A build folder of another version, or notes that say nothing sensible, is built again and never misread."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest

from plainspoken import Talk
from plainspoken.base.progress import Silence

PAGE = "## One thing is said\n\n- a bullet\n\nWe say it here.\n"


@pytest.fixture
def talk(tmp_path: Path) -> Talk:
    folder = tmp_path / "talks" / "small"
    (folder / "pages").mkdir(parents=True)
    (folder / "pages" / "01.md").write_text(PAGE)
    (folder / "talk.toml").write_text('[talk]\ntitle = "Small"\nminutes = 1\n')
    return Talk.find("small", talks=tmp_path / "talks", build=tmp_path / "build", progress=Silence())


def stages(build: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((build / "stages.json").read_bytes())
    return found


def test_a_script_of_another_schema_under_an_older_key_is_written_again(talk: Talk) -> None:
    talk.script()
    build = talk.source.build
    good = (build / "script.json").read_bytes()
    old = json.loads(good)
    old["schema_version"], old["pages"] = 0, [{"words": "of a version that is gone"}]
    (build / "script.json").write_text(json.dumps(old))
    noted = stages(build)
    noted["script"]["key"] = "code=0000000000000000"
    (build / "stages.json").write_text(json.dumps(noted))
    assert talk.script().pages
    assert (build / "script.json").read_bytes() == good


@pytest.mark.parametrize(
    "notes",
    ["", "[]", "null", '{"script": 3}', '{"script": {"key": 1}}', '{"script": {"key": "a", "files": []}}',
     '{"script": {"key": "a=b", "files": {"../../x": [1, 2]}, "reads": {"/etc/hosts": "0"}}}', "\x00\x01", "[" * 9000],
)  # fmt: skip
def test_notes_of_a_build_that_say_nothing_are_empty(talk: Talk, notes: str) -> None:
    talk.script()
    build = talk.source.build
    good = (build / "script.json").read_bytes()
    (build / "stages.json").write_text(notes)
    assert talk.script().pages
    assert (build / "script.json").read_bytes() == good and stages(build)["script"]["files"]


@pytest.mark.parametrize("year", [1970, 2099])
def test_a_clock_that_jumped_hides_no_edit(talk: Talk, year: int) -> None:
    """Neither that a page seems older than the build, nor that it lies in the future, nor the same time and size."""
    talk.script()
    page = talk.source.folder / "pages" / "01.md"
    seconds = (year - 1970) * 31_556_952 + 86_400
    page.write_text(PAGE.replace("say it", "put it"))
    os.utime(page, (seconds, seconds))
    assert "put it" in (talk.script().pages[0].beats[0].shown)
    page.write_text(PAGE)
    os.utime(page, (seconds, seconds))
    assert "say it" in (talk.script().pages[0].beats[0].shown)


def test_a_page_that_is_edited_while_it_is_built_is_built_again(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    from plainspoken.stages import Stages

    page, write = talk.source.folder / "pages" / "01.md", Stages._write_script

    def edited(self: Stages, key: str, sayable: bool) -> None:
        write(self, key, sayable)
        page.write_text(PAGE.replace("say it", "put it"))

    monkeypatch.setattr(Stages, "_write_script", edited)
    talk.script()
    monkeypatch.undo()
    assert "put it" in talk.script().pages[0].beats[0].shown


class JumpingClock(Silence):
    """A clock that leaps with everything that a build reports, forth and back by decades, and takes the times of all
    files with it that are there by then."""

    YEARS = (2099, 1971, 2038, 2106)

    def __init__(self, build: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.build, self.leaps, self.away = build, 0, 0.0
        clock = time.time
        monkeypatch.setattr(time, "time", lambda: clock() + self.away)
        monkeypatch.setattr(time, "time_ns", lambda: int((clock() + self.away) * 1e9))

    def _leap(self) -> None:
        then = (self.YEARS[self.leaps % len(self.YEARS)] - 1970) * 31_556_952
        self.leaps += 1
        self.away = then - 1_764_000_000
        for path in self.build.rglob("*"):
            if path.is_file():
                os.utime(path, (then, then))

    def start(self, task: str, total: float | None = None, note: str = "") -> None:
        self._leap()

    def advance(self, task: str, done: float, note: str = "") -> None:
        self._leap()

    def finish(self, task: str, note: str = "") -> None:
        self._leap()


def test_a_clock_that_jumps_during_a_build_changes_no_byte(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    page = talk.source.folder / "pages" / "01.md"
    config = talk.source.folder / "talk.toml"
    config.write_text(f'{config.read_text()}[voice]\nengine = "espeak"\n')
    place = talk.source.build.parent.parent

    def built(build: Path, progress: Silence) -> dict[str, bytes]:
        Talk.find("small", talks=place / "talks", build=build, progress=progress).build()
        made = (path for path in build.rglob("*") if path.suffix in (".pptx", ".html", ".mp3", ".wav", ".srt", ".md"))
        return {path.relative_to(build).as_posix(): path.read_bytes() for path in made if "cache" not in path.parts}

    clock = JumpingClock(place / "jumping", monkeypatch)
    before = built(place / "jumping", clock)
    page.write_text(PAGE.replace("say it", "put it"))
    after = built(place / "jumping", clock)
    assert before != after and clock.leaps > 8
    monkeypatch.undo()
    assert built(place / "jumping", Silence()) == after
    assert built(place / "steady", Silence()) == after
