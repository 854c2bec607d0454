"""Runs that need the extra `course`: left out with a reason where it is missing, and what its packages are asked."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pytest

from plainspoken.base.errors import InputError
from plainspoken.base.extras import EXTRAS, install_command, missing_packages
from plainspoken.experiments.runner.recipe import RunPlan
from plainspoken.experiments.runner.study_protocol import Context
from plainspoken.experiments.runner.study_registry import find_recipe, plan_studies
from plainspoken.experiments.settings import ExperimentSettings
from plainspoken.experiments.studies.course.vision import (
    alignment_lab,
    haar_lab,
    optional_packages,
    photographs,
    srcnn_lab,
)
from plainspoken.experiments.studies.course.vision.packaged_cascade import PackagedCascade

LABS: dict[str, ModuleType] = {
    "haar/packaged": haar_lab, "alignment/asked": alignment_lab, "srcnn/fur": srcnn_lab,
}  # fmt: skip
"""Each run that needs the extra, and its lab."""


def smoke_plan(name: str, tmp_path) -> RunPlan:
    study, run = name.split("/")
    (plan,) = plan_studies(ExperimentSettings(studies=[study], profile="smoke"), tmp_path)
    return next(each for each in plan.runs if each.run == run)


@pytest.fixture
def nothing_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (optional_packages, photographs):
        monkeypatch.setattr(module, "missing_packages", lambda extra, *names: list(names or EXTRAS[extra]))


@pytest.mark.parametrize("name", LABS)
def test_without_its_package_a_run_is_left_out_and_says_how_to_have_it(name, tmp_path, nothing_installed) -> None:
    said: list[str] = []
    run = smoke_plan(name, tmp_path)
    result = LABS[name].work(run, Context(store=tmp_path, device="cpu", tell=said.append))
    assert result.scores == {} and result.card.name
    reason = f"is not installed; run {install_command('course')}"
    assert result.extra["skipped"].endswith(reason) and said[-1] == result.extra["skipped"]
    assert LABS[name].draw_run(run, None, result.arrays, None) == {}


@pytest.mark.parametrize("name", LABS)
def test_a_run_that_was_left_out_is_made_once_its_package_is_there(name, tmp_path, monkeypatch) -> None:
    lab, run = LABS[name], smoke_plan(name, tmp_path)
    others = [each for each in find_recipe(run.study).runs if each != run.run]
    other = run.model_copy(update={"run": others[0], "model": "another", "options": {}})
    monkeypatch.setattr(optional_packages.importlib.metadata, "version", lambda name: "1.0")
    told = {}
    for absent in (True, False):
        monkeypatch.setattr(
            optional_packages, "missing_packages", lambda extra, *names, absent=absent: list(names) if absent else []
        )
        told[absent] = lab.data_fingerprint(run), lab.data_fingerprint(other)
    assert told[True][0] != told[False][0]
    assert told[True][1] == told[False][1], "other runs don't hang on the package"


def test_the_cat_asks_for_its_package(nothing_installed) -> None:
    with pytest.raises(InputError, match="scikit-image, which is not installed") as error:
        photographs.load_cat(2)
    assert "plainspoken[course]" in error.value.remedy


def test_the_remedy_in_a_clone_is_not_make_setup_which_leaves_the_extra_out() -> None:
    assert "uv pip install -e '.[course]'" in install_command("course")
    assert missing_packages("course", "scikit-image") in ([], ["scikit-image"])


class TestPackagedCascade:
    def test_windows_are_counted_as_the_cascade_goes_through_them(self) -> None:
        cascade = PackagedCascade.__new__(PackagedCascade)
        cascade.side = 24
        counted = 0
        for side, step in ((24, 1), (30, 1), (37, 2)):  # as scikit-image rounds 24, 30 and 37.5, and steps of 1.56
            counted += len(range(0, 40 - side, step)) * len(range(0, 60 - side, step))
        assert cascade.windows(40, 60) == counted

    def test_it_finds_nothing_on_an_empty_picture(self) -> None:
        pytest.importorskip("skimage")
        cascade = PackagedCascade()
        assert cascade.side == 24 and cascade.stages > 1
        assert cascade.find(np.full((60, 80), 0.5, dtype=np.float32)).shape == (0, 4)
