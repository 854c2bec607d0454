"""The studies from nothing, at the size of a test: records, logs, predictions, targets and figures."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from plainspoken.base.progress import Silence
from plainspoken.experiments.importers.import_runs import read_import
from plainspoken.experiments.importers.import_settings import ImportSettings
from plainspoken.experiments.results.claims.outcomes import meets_target
from plainspoken.experiments.results.read_record import read_run, read_study
from plainspoken.experiments.runner.recipe import plan_study
from plainspoken.experiments.runner.run_studies import run_studies
from plainspoken.experiments.runner.study_registry import find_recipe, study_module
from plainspoken.experiments.settings import ExperimentSettings


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scenes")
    run_studies(
        ExperimentSettings(studies=["scenes", "captions", "rates"], profile="smoke"),
        folder=folder, results=folder / "results", figures=folder / "figures", store=folder / "store",
        progress=Silence(),
    )  # fmt: skip
    return folder


def test_every_run_of_smoke_has_a_record(built: Path) -> None:
    study = read_study(built / "results/scenes/study.json")
    assert study.runs == ["plain-adam", "plain-sgd", "plain-fp32", "plain-bf16"]
    assert (study.data.kind, study.data.extra["missing"]) == ("drawn", ["12"])
    assert len(study.extra["networks"]) == 6
    for run in study.runs:
        record = read_run(built / f"results/scenes/{run}.json")
        assert record.task == "multilabel"
        assert record.final.test.thresholds == "tuned on valid"
        assert record.history[-1].has("valid") and not record.history[0].has("valid")


def test_each_run_is_told_against_the_targets(built: Path) -> None:
    study = read_study(built / "results/scenes/study.json")
    record = read_run(built / "results/scenes/plain-adam.json")
    assert set(study.targets) == {"score", "size", "time"}
    assert meets_target(study, record, "size") and meets_target(study, record, "time")
    assert not meets_target(study, record, "score")


def test_the_log_beside_the_weights_reads_back(built: Path) -> None:
    folder = built / "store/scenes/plain-adam/smoke-seed1"
    record = read_run(folder / "outcome.json")
    found = read_import("mine/plain", ImportSettings(files=["training.log"]), folder)
    assert [row.train.loss for row in found.history] == [round(row.train.loss, 3) for row in record.history]
    lines = (folder / "predictions.csv").read_text().splitlines()
    assert lines[0] == "ImageID,Labels"
    assert len(lines) == record.data.splits["test"].n + 1


def test_a_run_that_looks_keeps_what_it_saw(built: Path) -> None:
    figures = read_run(built / "results/scenes/plain-fp32.json").figures
    assert {"grad-cam", "feature-maps"} <= figures.keys()
    assert "test pictures" in figures["grad-cam"].alt  # drawn scenes may be shown themselves
    assert "grad-cam" not in read_run(built / "results/scenes/plain-bf16.json").figures


def test_figures_are_drawn_and_described(built: Path) -> None:
    study = json.loads((built / "results/scenes/study.json").read_text())
    assert {"labels", "pairs", "sweep"} <= study["figures"].keys()
    for figure in study["figures"].values():
        assert Image.open(built / figure["path"]).width == figure["width"]
        assert len(figure["alt"].split()) > 5


@pytest.mark.parametrize("profile", ["smoke", "quick", "small", "full"])
@pytest.mark.parametrize("study", ["scenes", "captions", "rates"])
def test_every_profile_can_be_planned(study: str, profile: str) -> None:
    recipe = find_recipe(study)
    module = study_module(recipe.module)
    plan = plan_study(recipe, profile=profile, seed=1, data_settings=module.DataSettings, module=module)  # type: ignore[arg-type]
    assert plan.runs
    swept = [run for run in plan.runs if run.at]
    assert all(run.train.schedule == "constant" for run in swept if run.at.get("optimizer") == "adadelta")
    if (study, profile) == ("scenes", "full"):
        assert {run.model for run in swept} == {row["name"] for row in module_networks()}
        assert len(swept) == 18


def module_networks() -> list[dict[str, str]]:
    from plainspoken.experiments.studies.scenes.network_table import NETWORKS

    return [{"name": network.name} for network in NETWORKS]
