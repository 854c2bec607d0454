"""A talk's own programs run only when the user has trusted them, as they are."""

from __future__ import annotations

import importlib.util
import os
import py_compile
import shutil
import subprocess
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


def test_a_command_named_with_the_voice_is_a_command_as_well(place: Path) -> None:
    voice(place)
    toml = place / "talks" / "small" / "talk.toml"
    toml.write_text(toml.read_text().replace('engine = "command"', 'voice = "command:mine"'))
    talk = Talk.find("small", progress=Silence())
    with pytest.raises(InputError, match=r"voice command `.*say\.py"):
        talk.narration()
    assert CliRunner().invoke(app, ["trust", "small"]).output.startswith("trusted: voice command")
    assert not (place / "ran").exists()


@pytest.mark.parametrize("module", ["antigravity", "plainspoken.__main__", "idlelib.idle", "plainspoken.cli"])
def test_an_installed_module_that_a_recipe_names_does_not_run_unasked(place: Path, module: str) -> None:
    talk = study(place)
    (place / "talks" / "small" / "recipes" / "mine_study.py").unlink()
    (place / "talks" / "small" / "recipes" / "mine.toml").write_text(RECIPE.replace("mine_study", module))
    before = set(sys.modules)
    with pytest.raises(InputError, match=f"installed module {module}, which mine.toml names"):
        talk.results()
    assert module not in set(sys.modules) - before


def test_a_talk_s_own_cluster_is_not_joined_unasked(place: Path) -> None:
    study(place)
    folder = place / "talks" / "small"
    (folder / "talk.toml").write_text('[experiments]\nstudies = ["mine"]\ncluster = "192.0.2.1:6379"\n')
    talk = Talk.find("small", results="train", progress=Silence())
    trust.trust(folder, trust.study_modules(folder))
    with pytest.raises(InputError, match=r"training on the Ray cluster at 192\.0\.2\.1"):
        talk.results()
    result = CliRunner().invoke(app, ["experiments", "run", "small"])
    assert "Ray cluster" in str(result.exception)


@pytest.fixture
def own_modules(monkeypatch: pytest.MonkeyPatch) -> None:
    from plainspoken.experiments.runner import own_modules

    monkeypatch.setattr(own_modules, "FOLDERS", [])
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path])


@pytest.mark.usefixtures("own_modules")
def test_study_modules_are_what_their_source_says(place: Path) -> None:
    """Neither a compiled file nor a cache nor a link stands in for the source that was trusted."""
    from plainspoken.experiments.runner.own_modules import reach

    own = place / "talks" / "small" / "recipes"
    (own / "box_of_mine").mkdir(parents=True)
    for name in ("alone_of_mine", "cached_of_mine", "box_of_mine/inner"):
        source = own / f"{name}.py"
        source.write_text("FROM = 'cache '\n")
        before = source.stat()
        cached = Path(py_compile.compile(str(source), doraise=True))
        source.write_text("FROM = 'source'\n")  # as long and as old as what was compiled
        os.utime(source, ns=(before.st_atime_ns, before.st_mtime_ns))
    shutil.copy(own / "__pycache__" / cached.name.replace("inner", "alone_of_mine"), own / "compiled_of_mine.pyc")
    elsewhere = place / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "__init__.py").write_text("FROM = 'elsewhere'\n")
    (own / "linked_of_mine").symlink_to(elsewhere)
    (own / "json.py").write_text("raise AssertionError\n")
    reach(own.parent)
    for name in ("cached_of_mine", "alone_of_mine", "box_of_mine.inner"):
        assert importlib.import_module(name).FROM == "source"
        del sys.modules[name]
    assert not {path.stem.split(".")[0] for path in (own / "box_of_mine").rglob("*.pyc")} - {"inner"}
    for name in ("compiled_of_mine", "linked_of_mine"):
        assert importlib.util.find_spec(name) is None
    assert importlib.util.find_spec("json").origin != str(own / "json.py")  # type: ignore[union-attr]
    assert {program.about for program in trust.study_modules(own.parent)} >= {"study module recipes/json.py"}


LEAVES = "from pathlib import Path\nPath({!r}).touch()\n"


def test_what_lies_where_the_program_is_started_is_not_imported(place: Path) -> None:
    """Processes that are started with `python -c` and `python -m` look there first, unless they are told not to."""
    from plainspoken.experiments.runner.process_pool import Job, Pool

    for name in ("multiprocessing", "torch", "numpy", "json", "typer", "pip", "sitecustomize", "pyttsx3", "struct"):
        (place / f"{name}.py").write_text(LEAVES.format(str(place / "ran")))
    with Pool(1, Silence()) as pool:
        assert pool.run([Job("one", divmod_of, (7, 3))]) == [(2, 1)]
    subprocess.run([sys.executable, "-m", "plainspoken", "--version"], cwd=place, env={}, capture_output=True)
    assert not (place / "ran").exists()


def divmod_of(number: int, by: int, report: object) -> tuple[int, int]:
    """Something for a worker to do."""
    return divmod(number, by)


def test_a_repository_that_came_with_a_talk_runs_nothing(place: Path) -> None:
    folder = place / "talks" / "small"
    (folder / "talk.toml").write_text("[talk]\nminutes = 1\n")

    def git(*words: str) -> None:
        who = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
        subprocess.run(["git", *who, *words], cwd=place, check=True, capture_output=True)

    git("init", "-q")
    (place / ".gitattributes").write_text("* filter=mine\n")
    git("add", ".")
    git("commit", "-q", "-m", "one")
    (folder / "pages" / "01.md").write_text("## One thing is said\n\nWe say two things.\n")
    touch = f"touch {place}/ran"
    for setting in ("filter.mine.smudge", "filter.mine.clean", "core.fsmonitor", "core.sshCommand", "diff.external"):
        git("config", setting, f"{touch}; cat")
    result = CliRunner().invoke(app, ["diff", "HEAD", "--talk", "small"])
    assert result.exit_code == 1 and "two things" in result.output
    assert not (place / "ran").exists()
