"""`plainspoken record`, as it is typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from plainspoken.base.errors import InputError
from plainspoken.cli import app

SCRIPT = "# A small talk\n\n## Page 1\n\nThe first page says a little.\n\n## Page 2\n\nThe second page says more.\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "talk.md").write_text(SCRIPT, encoding="utf-8")
    return tmp_path


def test_check_names_the_pages_without_a_recording(folder: Path) -> None:
    result = CliRunner().invoke(app, ["record", "talk.md", "--check"])
    assert result.exit_code == 1, result.output
    assert result.output.splitlines() == ["page-1: missing", "page-2: missing"]


def test_a_page_that_is_not_there_is_the_users_mistake(folder: Path) -> None:
    result = CliRunner().invoke(app, ["record", "talk.md", "--page", "nowhere"])
    assert isinstance(result.exception, InputError)


def test_a_folder_without_recordings_says_so(folder: Path) -> None:
    (folder / "files").mkdir()
    result = CliRunner().invoke(app, ["record", "talk.md", "--from", "files"])
    assert result.exit_code == 0, result.output
    assert "page-1: no file for it" in result.output
