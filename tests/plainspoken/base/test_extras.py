"""The extras: the tables say what `pyproject.toml` says, and a missing package is one error that names the command."""

from __future__ import annotations

import importlib.metadata
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from plainspoken.base.errors import InputError
from plainspoken.base.extras import BASE, EXTRAS, _installed, missing_extra, require

PROJECT = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text(encoding="utf-8"))["project"]


class Absent:
    """Makes some packages look as if they were not installed."""

    def __init__(self, *names: str) -> None:
        self.names = names

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name.split(".")[0] in self.names:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    def hide(*names: str) -> None:
        monkeypatch.setattr(sys, "meta_path", [Absent(*names), *sys.meta_path])
        for module in [each for each in sys.modules if each.split(".")[0] in names]:
            monkeypatch.delitem(sys.modules, module)

    yield hide


def named(requirements: list[str]) -> set[str]:
    """The packages of those that this Python needs."""
    needed = [Requirement(requirement) for requirement in requirements]
    return {each.name for each in needed if each.marker is None or each.marker.evaluate({"extra": ""})}


def test_the_tables_are_those_of_the_project_file() -> None:
    optional = PROJECT["optional-dependencies"]
    assert set(BASE) == named(PROJECT["dependencies"])
    assert set(optional) == {*EXTRAS, "all"}
    for extra, modules in EXTRAS.items():
        # audioop, which Python 3.13 no longer has, is pydub's need.
        assert set(modules) == named(optional[extra]) - {"audioop-lts"}
        # `cluster` is 240 MB for those who have several machines; `words-plus` comes with the voice; `course` holds
        # onnxruntime below its newest version.
        assert (extra in optional["all"][0]) == (extra not in ("cluster", "words-plus", "course"))


def test_import_names_are_those_of_the_distributions() -> None:
    found = importlib.metadata.packages_distributions()
    for distribution, module in {**BASE, **EXTRAS["voice"], **EXTRAS["slides"], **EXTRAS["experiments"]}.items():
        if _installed(module):
            assert distribution.lower() in {name.lower() for name in found[module]}, module


def test_all_packages_of_an_extra_are_asked_for_and_none_is_imported(without, monkeypatch) -> None:
    monkeypatch.delitem(sys.modules, "torch", raising=False)
    before = set(sys.modules)
    require("voice", "slides", "experiments", purpose="a build")
    assert not {"torch", "pptx"} & (set(sys.modules) - before)
    without("pptx", "lxml", "torch")
    require("voice", purpose="the voice")
    with pytest.raises(InputError) as error:
        require("voice", "slides", "experiments", purpose="a build")
    assert error.value.message == "a build needs packages that are not installed: python-pptx, lxml, torch"
    assert "pip install 'plainspoken[slides,experiments]'" in error.value.remedy


@pytest.mark.parametrize(
    ("module", "missing", "extra"),
    [
        ("plainspoken.tts.audio.samples", "numpy", "voice"),
        ("plainspoken.experiments.models.attention", "torch", "experiments"),
    ],
)
def test_an_import_that_fails_names_the_extra_of_the_part_it_stands_in(without, module, missing, extra) -> None:
    sys.modules.pop(module, None)
    without(missing)
    with pytest.raises(ModuleNotFoundError) as failed:
        __import__(module)
    explained = missing_extra(failed.value)
    assert explained is not None
    assert explained.message == f"the package {missing} is not installed"
    assert explained.remedy.startswith(f"run pip install 'plainspoken[{extra}]'")


def test_other_imports_that_fail_are_not_explained_away() -> None:
    with pytest.raises(ModuleNotFoundError) as failed:
        __import__("a_module_of_nobody")
    assert missing_extra(failed.value) is None
