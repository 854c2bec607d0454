"""The study's runs: the smoke profile from nothing, what its records say, and each kind of work."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from plainspoken.base.errors import InputError
from plainspoken.base.progress import Silence
from plainspoken.experiments.figures.figure_style import FigureWriter
from plainspoken.experiments.models.saliency import grad_cam
from plainspoken.experiments.results.read_record import read_run, read_study
from plainspoken.experiments.results.record import RunRecord
from plainspoken.experiments.runner.recipe import RunPlan, StudyPlan
from plainspoken.experiments.runner.redraw import redraw
from plainspoken.experiments.runner.run_studies import run_studies
from plainspoken.experiments.runner.study_protocol import Context
from plainspoken.experiments.runner.study_registry import plan_studies
from plainspoken.experiments.settings import ExperimentSettings
from plainspoken.experiments.studies.pets import feature_runs, head_choice, tuning_runs
from plainspoken.experiments.studies.pets.convolution_costs import compare_convolutions, table_ratio
from plainspoken.experiments.studies.pets.ear_runs import Judge, _judge, hide_ears, hide_patches
from plainspoken.experiments.studies.pets.frozen_features import open_backbone
from plainspoken.experiments.studies.pets.pet_data import load_pets
from plainspoken.experiments.studies.pets.pet_figures import record_figures
from plainspoken.experiments.studies.pets.pets_study import open_trial, works
from plainspoken.experiments.studies.pets.small_cnn import SmallCnn
from plainspoken.experiments.tasks.work import StepClock, WorkResult
from plainspoken.experiments.training.transforms import IMAGENET_SCALE

SMALL = {"data.train": 40, "data.valid": 16, "data.test": 24}


def plan(profile: Any = "smoke", only: list[str] | None = None, **overrides: Any) -> StudyPlan:
    settings = ExperimentSettings(studies=["pets"], profile=profile, set=overrides)
    return plan_studies(settings, Path(), only=only)[0]


def run_of(name: str, **overrides: Any) -> RunPlan:
    return plan("small", [name], **SMALL, **overrides).runs[0]


@pytest.fixture
def context(tmp_path: Path) -> Context:
    return Context("cpu", tmp_path)


def test_the_study_imports_no_torch() -> None:
    code = "import sys, plainspoken.experiments.studies.pets.pets_study; assert 'torch' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.fixture(scope="module")
def smoke(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The smoke profile, trained and drawn."""
    build = tmp_path_factory.mktemp("pets")
    settings = ExperimentSettings(studies=["pets"], profile="smoke")
    run_studies(
        settings,
        folder=build,
        results=build / "results",
        figures=build / "figures",
        store=build / "runs",
        progress=Silence(),
    )
    return build


def records_of(build: Path) -> dict[str, RunRecord]:
    return {path.stem: read_run(path) for path in (build / "results/pets").glob("*.json") if path.stem != "study"}


def test_the_smoke_profile_leaves_whole_records(smoke: Path) -> None:
    records, study = records_of(smoke), read_study(smoke / "results/pets/study.json")
    assert sorted(records) == sorted(study.runs) == sorted(run.run for run in plan().runs)
    assert study.data.kind == "drawn"
    for name in ("cnn-plain", "logistic", "forest", "flattened"):
        mistakes = records[name].extra["mistakes"]
        wrong = round((1 - records[name].final.test.accuracy) * records[name].final.test.n)
        assert len(mistakes["file"]) == wrong and mistakes["margin"] == sorted(mistakes["margin"], reverse=True)
        assert all(truth != said for truth, said in zip(mistakes["truth"], mistakes["said"], strict=True))
    pooled, flattened = (records[name].scores["all"] for name in ("pooled", "flattened"))
    assert pooled["dimension"].value == 1280 and flattened["dimension"].value == 1280 * 2 * 2
    assert flattened["feature_bytes"].value == 4 * pooled["feature_bytes"].value
    assert records["logistic"].steps[0].kind == "features"
    assert records["cnn-augmented"].extra["augmentations"] == ["flipping", "rotating", "shifting", "zooming"]
    assert records["cnn-plain"].extra["augmentations"] == []


def test_every_figure_is_drawn_and_can_be_drawn_again_from_the_records(smoke: Path) -> None:
    study = read_study(smoke / "results/pets/study.json")
    assert {
        "drawn-animals",
        "drawn-sizes",
        "ladder",
        "heads",
        "pooled-flattened",
        "ears-small",
    } <= set(study.figures)
    before = {figure.path: (smoke / figure.path).read_bytes() for figure in study.figures.values()}
    left = redraw(smoke)
    assert not [name for name in left if name.count("/") == 1], "figures of the study need their records alone"
    assert all((smoke / path).read_bytes() == kept for path, kept in before.items())


def test_pairs_of_augmentation_differ_in_nothing_else() -> None:
    runs = {run.run: run for run in plan("small").runs}
    plain = runs["cnn-plain"]
    for name in ("cnn-augmented", "cnn-flip", "cnn-rotation15", "cnn-rotation90", "cnn-shift", "cnn-zoom", "cnn-shear"):
        assert runs[name].data["augmentation"] != plain.data["augmentation"]
        assert {**runs[name].data, "augmentation": 0} == {**plain.data, "augmentation": 0}
        assert runs[name].train == plain.train and runs[name].options == plain.options
    assert runs["cnn-augmented-short"].train.epochs == runs["cnn-plain-short"].train.epochs == 12


def test_the_full_profile_has_the_network_of_the_source() -> None:
    run = next(run for run in plan("full").runs if run.run == "lab-network")
    network = SmallCnn(2, run.data["size"], **run.options)
    convolutions = [layer for layer in network.modules() if isinstance(layer, torch.nn.Conv2d)]
    assert [layer.out_channels for layer in convolutions] == [32, 64, 128, 128]
    assert {layer.kernel_size for layer in convolutions} == {(3, 3)}
    linear = [layer for layer in network.modules() if isinstance(layer, torch.nn.Linear)]
    assert [layer.out_features for layer in linear] == [512, 2]
    assert [layer.p for layer in network.modules() if isinstance(layer, torch.nn.Dropout)] == [0.3]
    assert run.data["size"] == 64 and run.train.patience == 50 and run.train.epochs == 137


@pytest.mark.parametrize("kernel", [2, 3])
def test_filters_of_two_and_three_keep_the_shape(kernel: int) -> None:
    assert SmallCnn(2, 32, kernel=kernel)(torch.zeros(3, 3, 32, 32)).shape == (3, 2)
    with pytest.raises(InputError, match="halve"):
        SmallCnn(2, 16, widths=[8] * 5)


def test_the_best_head_is_chosen_by_cross_validation_and_refitted(context: Context) -> None:
    run = run_of("best", **{"runs.best.options.sizes": [48, 64]})
    result = head_choice.fit_best(run, context)
    tried = result.extra["tried"]
    assert len(tried) == 2 * 2 * len(head_choice.STRENGTHS) == result.scores["all"]["choices"]
    chosen = result.extra["chosen"]
    assert chosen in tried and chosen["crossed"] == max(each["crossed"] for each in tried)
    assert chosen["loss"] == min(each["loss"] for each in tried if each["crossed"] == chosen["crossed"])
    valid = result.scores["valid"]["accuracy"]
    assert valid.value == chosen["valid"], "validation is told as it was before the refit"  # type: ignore[union-attr]
    assert not works(run_of("cnn-plain")) and works(run)


def test_features_are_computed_once(context: Context) -> None:
    run = run_of("logistic", **{"runs.logistic.options.size": 64})
    first = feature_runs.fit_one(run, context)
    again = feature_runs.fit_one(run, context)
    assert [step.cached for step in first.steps if step.kind == "features"] == [False]
    assert [step.cached for step in again.steps if step.kind == "features"] == [True]
    costs = [result.scores["all"]["feature_seconds"] for result in (first, again)]
    assert costs[0] == costs[1] > 0  # type: ignore[operator]
    assert np.array_equal(first.arrays["test_logits"], again.arrays["test_logits"])


def test_the_loop_gives_the_same_answers_and_takes_longer(context: Context) -> None:
    run = run_of("in-the-loop", **{"runs.in-the-loop.options.size": 32, "runs.in-the-loop.options.epochs": 6})
    numbers = feature_runs.fit_in_the_loop(run, context).scores["all"]
    assert numbers["same_answers"] > 0.98 and numbers["slower"] > 1  # type: ignore[operator]


def test_tuning_tests_its_choice_and_keeps_the_first_trial(context: Context) -> None:
    for name in ("tune-network", "tune-augmentation"):
        run = run_of(name, **{"train.epochs": 1, f"runs.{name}.options.trials": 3, f"runs.{name}.train.epochs": 1})
        result = tuning_runs.tune(run, context)
        tried = result.extra["tried"]
        assert len(tried) == 3 and set(tried[0]) == {"valid"}
        assert result.scores["all"]["valid_gain"] >= 0  # type: ignore[operator]
        assert result.scores["valid"]["accuracy"].value == max(each["valid"] for each in tried)  # type: ignore[union-attr]


def ears(context: Context, **options: Any) -> WorkResult:
    run = run_of("ears-small", **{"runs.ears-small.train.epochs": 1, "runs.ears-small.options.size": 32, **options})
    return hide_ears(run, context)


def test_hiding_parts_is_measured_beside_the_whole(context: Context) -> None:
    result = ears(context)
    scores = result.scores["all"]
    for part in ("without_ears", "without_muzzle", "without_eyes", "other_ears"):
        whole, hidden, loss = scores["whole"], scores[part], scores[f"{part}_loss"]
        assert loss.value == pytest.approx(whole.value - hidden.value)  # type: ignore[union-attr]
    heat = result.scores["evidence"]
    assert 0 < heat["ears_area"].value < 0.3 and 0 <= heat["cam_on_ears"].value <= 1  # type: ignore[union-attr]
    assert result.card.kind == "drawn"


def test_patches_cover_the_picture(context: Context) -> None:
    run = run_of("patches", **{"runs.patches.options.size": 32})
    scores = hide_patches(run, context).scores["all"]
    losses = [metric.value for name, metric in scores.items() if name.startswith("loss_")]  # type: ignore[union-attr]
    assert len(losses) == 16 and max(losses) == scores["worst_loss"].value  # type: ignore[union-attr]


def test_grad_cam_finds_a_planted_cue_and_random_weights_do_not() -> None:
    """The evidence of a network that was taught to look for a bright square is on the square."""
    generator = torch.Generator().manual_seed(3)
    pictures = torch.randint(0, 90, (160, 3, 32, 32), generator=generator, dtype=torch.uint8)
    targets = torch.arange(160) % 2
    places = torch.randint(0, 24, (160, 2), generator=generator)
    for i in torch.nonzero(targets)[:, 0].tolist():
        top, left = places[i].tolist()
        pictures[i, :, top : top + 8, left : left + 8] = 240

    def share_on_square(network: SmallCnn) -> float:
        judge = Judge(IMAGENET_SCALE, network.stages, torch.nn.Sequential(network.pool, network.classifier)).eval()
        found = []
        heats = grad_cam(judge, pictures[1:40:2].float(), 1, layer="maps")
        for i, heat in zip(range(1, 40, 2), heats, strict=True):
            top, left = places[i].tolist()
            total = float(heat.sum())
            found.append(float(heat[top : top + 8, left : left + 8].sum()) / total if total else 0.0)
        return float(np.mean(found))

    torch.manual_seed(0)
    network = SmallCnn(2, 32, widths=(8, 16), pooled=True)
    untaught = share_on_square(network)
    optimizer = torch.optim.Adam(network.parameters(), lr=3e-3)
    judge = Judge(IMAGENET_SCALE, network.stages, torch.nn.Sequential(network.pool, network.classifier))
    for _ in range(40):
        loss = torch.nn.functional.cross_entropy(judge(pictures), targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    taught = share_on_square(network)
    assert taught > 0.3 and taught > 2 * untaught, (taught, untaught)


def test_the_judge_is_the_logistic_regression(context: Context) -> None:
    """Scaling, network and head in one answer as scikit-learn does on the kept features."""
    run = run_of("patches", **{"runs.patches.options.size": 32})
    pets = load_pets(run)
    judge, _ = _judge(run, pets, 32, context, StepClock())
    head_run = run_of("logistic", **{"runs.logistic.options.size": 32})
    result = feature_runs.fit_one(head_run, context)
    said = judge.answers(pets.read(32)[pets.splits["test"]])
    assert np.array_equal(said, result.arrays["test_logits"].argmax(1))


def test_what_a_separable_convolution_saves(context: Context) -> None:
    run = run_of("convolutions").model_copy(update={"options": {"seconds": 0.01}})
    scores = compare_convolutions(run, context).scores["all"]
    n, c = 19 * 19, 728
    assert scores["plain_products"] == n * c * c * 9
    assert scores["separable_products"] == n * (c * 9 + c * c)
    assert scores["products_saved"] == pytest.approx(9 * c / (9 + c))
    assert scores["network_weights"] == 22_855_952, "table 3 of the paper"
    assert (scores["middle_side"], scores["middle_channels"], scores["middle_blocks"]) == (19, 728, 8)
    assert (scores["features"], scores["flat_features"]) == (2048, 204_800)
    assert scores["table_slower"] > 1 and table_ratio(1000) > 0


def test_networks_that_have_no_features_or_no_weights_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no model is called"):
        open_backbone("nonet", "imagenet")
    with pytest.raises(InputError, match="timm"):
        open_backbone("timm:legacy_xception", "imagenet")


def test_a_user_may_keep_pictures_out_of_the_figures(context: Context, tmp_path: Path) -> None:
    from plainspoken.experiments.studies.pets.pets_study import draw_run

    run = run_of("cnn-plain", **{"data.show": False})
    trial = open_trial(run, context)
    writer = FigureWriter(tmp_path, "pets/cnn-plain")

    class Real:
        data = trial.card.model_copy(update={"kind": "real"})

    assert draw_run(run, Real, {"test_pictures": trial.arrays["test_pictures"]}, writer) == {}  # type: ignore[arg-type]
    assert not record_figures(trial.card, [], {}, writer).keys() - {"drawn-animals", "drawn-sizes"}
