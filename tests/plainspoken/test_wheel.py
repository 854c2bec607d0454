"""The wheel: what is in it, and that it works where nothing of the repository is, with the base install's packages
alone."""

from __future__ import annotations

import importlib.metadata
import os
import subprocess
import sys
import venv
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from plainspoken import __version__
from plainspoken.base.extras import BASE

ROOT = Path(__file__).parents[2]


def build(kind: str, source: Path, out: Path) -> Path:
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(out)]
    subprocess.run(command, cwd=source, check=True, capture_output=True, timeout=120)
    (made,) = out.glob("*.whl" if kind == "wheel" else "*.tar.gz")
    return made


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


def closure(names: Iterable[str]) -> dict[str, importlib.metadata.Distribution]:
    """Distributions and all that they require without extras, by name."""
    found: dict[str, importlib.metadata.Distribution] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop().lower().replace("_", "-")
        if name in found:
            continue
        found[name] = importlib.metadata.distribution(name)
        for line in found[name].requires or []:
            requirement = Requirement(line)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                waiting.append(requirement.name)
    return found


@dataclass(frozen=True)
class Installed:
    """An environment with the wheel and the packages of the base install."""

    python: Path
    packages: Path

    def run(self, *words: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
        own = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
        return subprocess.run(
            [str(self.python), "-m", "plainspoken", *words],
            cwd=cwd, env={**own, **environment}, capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False, symlinks=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(packages)
    for distribution in closure(BASE).values():
        for name in {file.parts[0] for file in distribution.files or [] if file.parts[0] not in ("..", "__pycache__")}:
            (packages / name).symlink_to(Path(str(distribution.locate_file(name))))
    return Installed(folder / "bin" / "python", packages)


@pytest.fixture(scope="module")
def talk(installed: Installed, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("outside")
    (folder / "a.md").write_text("## One\n\nWe utilize the net in order to win.\n", encoding="utf-8")
    (folder / "talks" / "trains" / "pages").mkdir(parents=True)
    (folder / "talks" / "trains" / "pages" / "01.md").write_text("## One\n\nWe train.\n", encoding="utf-8")
    settings = '[experiments]\nstudies = ["emotion"]\nprofile = "smoke"\n'
    (folder / "talks" / "trains" / "talk.toml").write_text(settings, encoding="utf-8")
    made = installed.run("new", "mine", cwd=folder)
    assert made.returncode == 0, made.stderr
    return folder


def test_only_one_name_lands_in_site_packages_and_all_files_of_the_packages_do(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert {name.split("/")[0] for name in names} == {"plainspoken", f"plainspoken-{__version__}.dist-info"}
    packages = ("plainspoken", "experiments", "script", "tts", "slides")
    listed = subprocess.run(["git", "ls-files", "-s", *packages], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    files = [line.split("\t")[1] for line in listed.stdout.splitlines() if not line.startswith("120000")]
    expected = {name if name.startswith("plainspoken/") else f"plainspoken/{name}" for name in files}
    assert expected <= names
    assert {"plainspoken/py.typed", "plainspoken/slides/player/assets/player.js"} <= names


@pytest.mark.slow
def test_the_source_distribution_builds_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    import tarfile

    with tarfile.open(build("sdist", ROOT, tmp_path / "sdist")) as archive:
        archive.extractall(tmp_path, filter="data")
    (source,) = tmp_path.glob("plainspoken-*")
    assert build("wheel", source, tmp_path / "again").read_bytes() == wheel.read_bytes()


def test_the_version_is_that_of_the_wheel(installed: Installed, talk: Path) -> None:
    assert installed.run("--version", cwd=talk).stdout == f"plainspoken {__version__}\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "code", "expected"),
    [
        (("lint", "a.md", "--select", "ALL"), 0, "a.md:3"),
        (("shorten", "a.md", "--diff"), 0, "+We use the net to win."),
        (("budget", "a.md"), 0, "syllables"),
        (("explain", "perspicacious"), 0, "dictionary"),
        (("rule", "PS101"), 0, "PS101"),
        (("lint", "mine"), 0, "found"),
        (("budget", "mine"), 0, "words"),
        (("render", "mine"), 0, "script.md"),
        (("experiments", "list"), 0, "emotion: "),
        (("server", "--help"), 0, "Language Server"),
    ],
)
def test_words_need_the_base_install_alone(installed: Installed, talk: Path, words, code, expected) -> None:
    answer = installed.run(*words, cwd=talk)
    assert answer.returncode == code, answer.stderr
    assert expected in answer.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "extra"),
    [
        (("narrate", "a.md", "--out", "audio"), "voice"),
        (("voices",), "voice"),
        (("slides", "a.md", "--silent", "--out", "made"), "slides"),
        (("talk", "a.md"), "voice"),
        (("watch", "a.md"), "voice"),
        (("experiments", "run", "trains"), "experiments"),
        (("talk", "trains"), "voice,slides,experiments"),
    ],
)
def test_a_missing_extra_is_one_message_with_the_command(installed: Installed, talk: Path, words, extra) -> None:
    answer = installed.run(*words, cwd=talk)
    assert answer.returncode == 2
    assert "Traceback" not in answer.stderr
    assert "pip install 'plainspoken[" in answer.stderr and extra in answer.stderr
    assert not (talk / "audio").exists() and not (talk / "made").exists()


@pytest.mark.slow
def test_modules_of_the_users_own_do_no_harm(installed: Installed, talk: Path) -> None:
    for name in ("experiments", "TTS", "tts", "slides"):
        (talk / name).mkdir(exist_ok=True)
        (talk / name / "__init__.py").write_text("raise RuntimeError('the user\\'s own')\n", encoding="utf-8")
    (talk / "script.py").write_text("raise RuntimeError('the user\\'s own')\n", encoding="utf-8")
    for words in (("lint", "a.md"), ("budget", "a.md"), ("experiments", "list"), ("doctor",), ("--help",)):
        answer = installed.run(*words, cwd=talk, PYTHONPATH=".")
        assert answer.returncode in (0, 1), answer.stderr
        assert "Traceback" not in answer.stderr
