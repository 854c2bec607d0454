"""A stage is done again when what it reads has changed or what it wrote is gone, and only then."""

import importlib.metadata
import multiprocessing
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from plainspoken.config import find_talk
from plainspoken.ledger import Ledger, changed_parts, code_key, files_key, key_of, libraries_key, only_build
from plainspoken.stage_keys import slides_key


@pytest.fixture
def counted(tmp_path: Path) -> tuple[Callable[[], list[Path]], list[int]]:
    calls: list[int] = []

    def work() -> list[Path]:
        calls.append(1)
        (tmp_path / "out.txt").write_text("made")
        return [tmp_path / "out.txt"]

    return work, calls


def test_a_stage_runs_once_for_a_key(tmp_path: Path, counted: tuple[Callable[[], list[Path]], list[int]]) -> None:
    work, calls = counted
    assert Ledger.read(tmp_path).ensure("voice", "k1", work)
    assert not Ledger.read(tmp_path).ensure("voice", "k1", work)
    assert Ledger.read(tmp_path).ensure("voice", "k2", work)
    assert len(calls) == 2


@pytest.mark.parametrize("damage", [lambda path: path.unlink(), lambda path: path.write_text("longer than before")])
def test_a_missing_or_touched_output_is_made_again(
    tmp_path: Path, counted: tuple[Callable[[], list[Path]], list[int]], damage: Callable[[Path], object]
) -> None:
    work, calls = counted
    Ledger.read(tmp_path).ensure("voice", "k", work)
    damage(tmp_path / "out.txt")
    assert Ledger.read(tmp_path).ensure("voice", "k", work)
    assert len(calls) == 2


def test_a_file_with_other_times_and_the_same_contents_is_read_and_left(
    tmp_path: Path, counted: tuple[Callable[[], list[Path]], list[int]]
) -> None:
    work, calls = counted
    Ledger.read(tmp_path).ensure("voice", "k", work)
    moved = tmp_path / "moved"
    moved.mkdir()
    for name in ("out.txt", "stages.json"):
        shutil.copy2(tmp_path / name, moved / name)  # as when a build folder is brought to another machine
    assert not Ledger.read(moved).ensure("voice", "k", work)
    state = (moved / "out.txt").stat()
    (moved / "out.txt").write_text("mads")
    os.utime(moved / "out.txt", ns=(state.st_atime_ns, state.st_mtime_ns))
    assert Ledger.read(moved).faults("voice", "k") == ["out.txt is damaged"]
    assert len(calls) == 1


def test_what_a_stage_only_comes_to_read_counts_as_well(
    tmp_path: Path, counted: tuple[Callable[[], list[Path]], list[int]]
) -> None:
    work, calls = counted
    quoted = tmp_path / "source.py"
    quoted.write_text("x = 1")
    assert Ledger.read(tmp_path).ensure("script", "k", work, lambda: [quoted])
    assert not Ledger.read(tmp_path).ensure("script", "k", work, lambda: [quoted])
    assert Ledger.read(tmp_path).read_by("script") == [quoted]
    quoted.write_text("x = 2")
    assert Ledger.read(tmp_path).ensure("script", "k", work, lambda: [quoted])
    quoted.unlink()
    assert not Ledger.read(tmp_path).fresh("script", "k")
    assert len(calls) == 2
    assert Ledger.read(tmp_path).read_by("voice") == []


def test_the_versions_of_libraries_are_part_of_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    versions = {"jinja2": "3.1"}
    real = importlib.metadata.version
    monkeypatch.setattr(importlib.metadata, "version", lambda name: versions.get(name) or real(name))
    before = libraries_key("jinja2", "pydantic")
    assert libraries_key("jinja2", "pydantic") == before
    versions["jinja2"] = "3.2"
    assert libraries_key("jinja2", "pydantic") != before
    assert libraries_key("not-a-library") != libraries_key("nor-this")


def test_work_that_fails_is_not_remembered(tmp_path: Path) -> None:
    def work() -> list[Path]:
        raise RuntimeError("killed")

    with pytest.raises(RuntimeError):
        Ledger.read(tmp_path).ensure("voice", "k", work)
    assert not Ledger.read(tmp_path).fresh("voice", "k")


@pytest.mark.parametrize("text", ["", "not json", "[]", '{"voice": 3}', '{"voice": {"key": "k"}}'])
def test_a_damaged_ledger_counts_as_empty(tmp_path: Path, text: str) -> None:
    (tmp_path / "stages.json").write_text(text)
    assert not Ledger.read(tmp_path).fresh("voice", "k")


def test_keys_follow_content_and_absence(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    missing = files_key([path])
    path.write_text("1")
    first = files_key([path])
    path.write_text("2")
    assert len({missing, first, files_key([path])}) == 3
    assert code_key("script") != code_key("tts")


def _hold(build: Path, ready: Path) -> None:
    with only_build(build):
        ready.touch()
        time.sleep(0.6)


def test_a_second_build_waits_and_says_so(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    ready = tmp_path / "ready"
    other = multiprocessing.get_context("fork").Process(target=_hold, args=(tmp_path / "b", ready))
    other.start()
    while not ready.exists():
        time.sleep(0.01)
    with only_build(tmp_path / "b"):
        assert not other.is_alive() or other.join(1) is None
    other.join()
    assert "another build of b is running" in capfd.readouterr().err


def test_a_key_names_the_part_that_changed() -> None:
    old = key_of(code="1", pages="a", settings="{}")
    assert changed_parts(old, old) == []
    assert changed_parts(old, key_of(code="1", pages="b", settings="{}")) == ["pages"]
    assert changed_parts(old, key_of(code="2", pages="b", settings="{}")) == ["code", "pages"]
    assert changed_parts(old, "16 hexadecimal digits") == ["all"]


def test_a_theme_of_the_talks_own_belongs_to_the_decks_key(tmp_path: Path) -> None:
    (tmp_path / "talk" / "warm").mkdir(parents=True)
    (tmp_path / "talk" / "talk.toml").write_text('[slides]\ntheme = "warm"\n', encoding="utf-8")
    theme = tmp_path / "talk" / "warm" / "theme.toml"
    theme.write_text('name = "warm"\n', encoding="utf-8")
    talk = find_talk(str(tmp_path / "talk"), build=tmp_path / "build")
    before = slides_key(talk)
    theme.write_text('name = "warmer"\n', encoding="utf-8")
    assert changed_parts(before, slides_key(talk)) == ["theme"]
