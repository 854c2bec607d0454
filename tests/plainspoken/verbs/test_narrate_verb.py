"""`plainspoken narrate` and `plainspoken voices`, as they are typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from plainspoken.base.errors import InputError
from plainspoken.cli import app

SCRIPT = """# A small talk

## Page 1
The first page says a little, and 62.4 % of it is a number.

## Page 2
(pause 1s)

The second page says a little more.
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "talk.md").write_text(SCRIPT, encoding="utf-8")
    return tmp_path


def test_narrates_a_script_and_says_where_it_is(folder: Path) -> None:
    result = CliRunner().invoke(
        app, ["narrate", "talk.md", "--out", "sound", "--words-per-minute", "180", "--jobs", "1"]
    )
    assert result.exit_code == 0, result.output
    assert "sound/talk.m4a" in result.output
    assert "words a minute heard (180 asked)" in result.output
    assert "LUFS" in result.output
    assert "62.4 %" in (folder / "sound" / "captions.srt").read_text(encoding="utf-8").replace("\n", " ")
    assert "sixty two point four" in (folder / "sound" / "script.spoken.txt").read_text(encoding="utf-8")
    dry = CliRunner().invoke(app, ["narrate", "talk.md", "--out", "sound", "--words-per-minute", "180", "--dry-run"])
    assert "0 of 2 pages would be voiced" in dry.output or "0 of 3 pages would be voiced" in dry.output


def test_an_engine_that_is_not_there_is_the_users_mistake(folder: Path) -> None:
    result = CliRunner().invoke(app, ["narrate", "talk.md", "--engine", "nobody"])
    assert isinstance(result.exception, InputError)
    assert "no engine is called 'nobody'" in str(result.exception)


def test_voices_lists_engines_and_says_a_sentence(folder: Path) -> None:
    result = CliRunner().invoke(app, ["voices", "--engine", "espeak", "--hear", "heard"])
    assert result.exit_code == 0, result.output
    assert "en-us+klatt5" in result.output
    assert (folder / "heard" / "espeak-en-us-klatt5.wav").stat().st_size > 50_000
