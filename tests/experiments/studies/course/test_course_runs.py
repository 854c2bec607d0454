"""The labs' runs: every profile `smoke` from nothing, and what its records say."""

from __future__ import annotations

import importlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from plainspoken.base.progress import Silence
from plainspoken.experiments.results.read_record import read_run, read_study
from plainspoken.experiments.results.record import RunRecord
from plainspoken.experiments.runner.redraw import redraw
from plainspoken.experiments.runner.run_studies import run_studies
from plainspoken.experiments.runner.study_registry import SHIPPED, find_recipe
from plainspoken.experiments.settings import ExperimentSettings

LABS = sorted(path.stem for path in (SHIPPED / "course").glob("*.toml"))


@pytest.fixture(scope="module")
def smoke(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All labs at once, as a talk runs them."""
    build = tmp_path_factory.mktemp("course")
    settings = ExperimentSettings(studies=LABS, profile="smoke", jobs=1)
    run_studies(
        settings,
        folder=build,
        results=build / "results",
        figures=build / "figures",
        store=build / "runs",
        progress=Silence(),
    )
    return build


def record(build: Path, name: str) -> RunRecord:
    return read_run(build / f"results/{name}.json")


def test_the_labs_import_no_torch() -> None:
    modules = ", ".join(find_recipe(lab).module for lab in LABS)
    subprocess.run([sys.executable, "-c", f"import sys, {modules}; assert 'torch' not in sys.modules"], check=True)


def test_every_lab_leaves_whole_records(smoke: Path) -> None:
    for lab in LABS:
        study = read_study(smoke / f"results/{lab}/study.json")
        assert study.runs and study.figures, lab
        for run in study.runs:
            assert record(smoke, f"{lab}/{run}").run == run


def test_figures_are_drawn_from_records_alone(smoke: Path, tmp_path: Path) -> None:
    # No lab draws its study in a way of its own, so what holds for one lab's figures holds for all.
    for lab in LABS:
        assert not hasattr(importlib.import_module(find_recipe(lab).module), "draw_study"), lab
    shutil.copytree(smoke / "results/ensembles", tmp_path / "results/ensembles")
    before = read_study(smoke / "results/ensembles/study.json").figures
    assert redraw(tmp_path) == []
    for figure in before.values():
        assert (tmp_path / figure.path).read_bytes() == (smoke / figure.path).read_bytes()


def test_no_figure_of_a_single_run_is_drawn_where_the_recipe_leaves_them_out(smoke: Path) -> None:
    quiet = [lab for lab in LABS if not find_recipe(lab).run_figures]
    assert quiet and not [path for lab in quiet for path in (smoke / "figures" / lab).glob("*/*.png")]


def test_validation_chooses_and_the_test_is_asked_once(smoke: Path) -> None:
    told = record(smoke, "optimizers/sgd")
    tried = dict(zip(told.curves["valid-by-rate"].x, told.curves["valid-by-rate"].y, strict=True))
    assert told.scores["valid"]["accuracy"].value == max(tried.values())
    chosen = told.scores["all"]["rate"].value
    tested = dict(zip(told.curves["test-by-rate"].x, told.curves["test-by-rate"].y, strict=True))
    assert told.scores["test"]["accuracy"].value == tested[chosen]
    assert record(smoke, "optimizers/valley-too-fast").status == "diverged"


def test_the_numbers_that_the_formulas_show_are_those_of_the_records(smoke: Path) -> None:
    told = record(smoke, "optimizers/valley-sgd")
    places, slopes, steps = (told.curves[name].y for name in ("path", "slope", "step"))
    rate, steep = told.scores["all"]["rate"].value, told.scores["all"]["steep"].value
    for before, after, slope, step in zip(places, places[1:], slopes, steps, strict=False):
        assert slope == pytest.approx(steep * before)
        assert step == pytest.approx(rate * slope)
        assert after == pytest.approx(before - step)
    shapes = record(smoke, "activations/slopes")
    slope = shapes.curves["sigmoid-slope"]
    assert max(slope.y) == pytest.approx(0.25) and slope.x[slope.y.index(max(slope.y))] == pytest.approx(0, abs=1e-6)
    assert shapes.scores["all"]["sigmoids_shrink"].value == 4 ** shapes.scores["all"]["sigmoids"].value
