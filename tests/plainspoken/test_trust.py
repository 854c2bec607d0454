"""A talk's own programs run only when the user has trusted them, as they are."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from plainspoken import InputError, Talk
from plainspoken.base import trusted_programs as trust
from plainspoken.base.progress import Silence
from plainspoken.cli import app
from plainspoken.installation_checks import Check

STUDY = """\
from pathlib import Path

Path("ran").touch()
METRICS = {"share": {"unit": "fraction"}}


def work(*_):
    raise AssertionError
"""
RECIPE = 'study = "mine"\ntitle = "Mine"\nmodule = "mine_study"\n[profiles.quick]\n[runs.one]\ntitle = "One"\n'


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv(trust.VARIABLE)
    monkeypatch.setenv("PLAINSPOKEN_CONFIG", str(tmp_path / "settings"))
    monkeypatch.chdir(tmp_path)
    talk = tmp_path / "talks" / "small"
    (talk / "pages").mkdir(parents=True)
    (talk / "pages" / "01.md").write_text("## One thing is said\n\nWe say one thing.\n")
    return tmp_path


def voice(place: Path, script: str = "raise SystemExit('not now')") -> Talk:
    """A talk that speaks with a program of its own, which leaves a file when it has run."""
    own = place / "talks" / "small" / "say.py"
    own.write_text(f"from pathlib import Path\n\nPath('{place}/ran').touch()\n{script}\n")
    command = f"{sys.executable} {own} {{text}} {{wav}}"
    (own.parent / "talk.toml").write_text(f'[voice]\nengine = "command"\noptions = {{ command = "{command}" }}\n')
    return Talk.find("small", progress=Silence())


def study(place: Path) -> Talk:
    """A talk with a study module of its own, which leaves a file when it is imported."""
    folder = place / "talks" / "small"
    (folder / "recipes").mkdir(exist_ok=True)
    (folder / "recipes" / "mine_study.py").write_text(STUDY)
    (folder / "recipes" / "mine.toml").write_text(RECIPE)
    (folder / "talk.toml").write_text('[experiments]\nstudies = ["mine"]\n')
    return Talk.find("small", results="train", progress=Silence())


def test_a_voice_command_does_not_run_before_it_is_trusted(place: Path) -> None:
    talk = voice(place)
    assert talk.script().words == 4
    assert talk.lint().findings == ()
    with pytest.raises(InputError, match=r"voice command `.*say\.py") as caught:
        talk.narration()
    assert "plainspoken trust" in caught.value.remedy
    assert not (place / "ran").exists()


def test_a_study_module_does_not_run_before_it_is_trusted(place: Path) -> None:
    talk = study(place)
    with pytest.raises(InputError, match=r"study module recipes/mine_study\.py"):
        talk.results()
    for words in (["status", "small"], ["run", "small"]):
        result = CliRunner().invoke(app, ["experiments", *words])
        assert isinstance(result.exception, InputError)
    assert not (place / "ran").exists()
    assert "mine_study" not in sys.modules


def test_what_is_trusted_runs_until_it_changes(place: Path) -> None:
    talk = voice(place)
    assert CliRunner().invoke(app, ["trust", "small"]).output.startswith("trusted: voice command")
    with pytest.raises(InputError, match="not now"):
        talk.narration()
    assert (place / "ran").exists()
    with pytest.raises(InputError, match="have not trusted"):
        voice(place, "raise SystemExit('changed')").narration()


def test_a_folder_of_one_s_own_may_change(place: Path) -> None:
    talk = voice(place)
    assert "whatever" in CliRunner().invoke(app, ["trust", "small", "--changes"]).output
    with pytest.raises(InputError, match="changed"):
        voice(place, "raise SystemExit('changed')").narration()
    assert "no longer" in CliRunner().invoke(app, ["trust", "small", "--forget"]).output
    with pytest.raises(InputError, match="have not trusted"):
        talk.narration()


def test_trust_may_be_given_for_once(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    voice(place)
    monkeypatch.setenv(trust.VARIABLE, "0")  # so that it is put back after the test
    result = CliRunner().invoke(app, ["narrate", "small", "--trust"])
    assert "not now" in str(result.exception)


@pytest.mark.parametrize("kept", ["", "[]", "{", '{"contents": 1, "folders": []}', "null"])
def test_a_damaged_list_trusts_nothing(place: Path, kept: str) -> None:
    talk = voice(place)
    (place / "settings").mkdir()
    (place / "settings" / "trusted.json").write_text(kept)
    with pytest.raises(InputError, match="have not trusted"):
        talk.narration()


def test_the_doctor_says_what_a_talk_may_run(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked = [Check("program", "Python", True, True, "here")]
    monkeypatch.setattr("plainspoken.installation_checks.examine", lambda: looked)
    voice(place)
    assert "-- small may run: voice command" in CliRunner().invoke(app, ["doctor", "small"]).output
    CliRunner().invoke(app, ["trust", "small"])
    assert "  small may run: voice command" in CliRunner().invoke(app, ["doctor", "small"]).output
    study(place)
    shown = CliRunner().invoke(app, ["doctor", "small"]).output
    assert "-- small may run: study module recipes/mine_study.py" in shown
    assert not (place / "ran").exists()


def test_a_talk_without_programs_needs_no_trust(place: Path) -> None:
    (place / "talks" / "small" / "talk.toml").write_text("[talk]\nminutes = 1\n")
    assert "runs no programs of its own" in CliRunner().invoke(app, ["trust", "small"]).output
    assert trust.study_modules(place / "talks" / "small") == []
