"""The grid of a sweep: its runs, their names, what each sets; and what is refused before anything is trained."""

import re
from pathlib import Path

import pytest

from plainspoken.base.errors import InputError
from plainspoken.experiments.runner.recipe import plan_study, read_recipe
from plainspoken.experiments.runner.sweep_grid import grid_points, read_sweep
from plainspoken.experiments.studies.emotion.emotion_study import DataSettings

RECIPE = """
study = "s"
title = "S"
module = "plainspoken.experiments.studies.emotion.emotion_study"
[train]
epochs = 4
{runs}
[sweep]
{sweep}
[profiles.smoke]
train = {{ epochs = 1, optimizer = "adam" }}
"""

BASE = '[runs.cnn]\ntitle = "Small CNN"\nmodel = "emotionnet-v3"\noptions = { dropout = 0.5 }\neffort = 7'


def planned(tmp_path: Path, sweep: str, runs: str = "", *, only: list[str] | None = None, profile: str = "quick"):
    path = tmp_path / "s.toml"
    path.write_text(RECIPE.format(runs=runs, sweep=sweep), encoding="utf-8")
    return plan_study(read_recipe(path), profile=profile, seed=1, data_settings=DataSettings, only=only)


def test_a_run_for_every_combination_the_last_axis_turning_fastest(tmp_path):
    plan = planned(
        tmp_path, 'model = ["resnet18", "vgg11"]\noptimizer = ["sgd", "adamw"]\ntitles = { vgg11 = "VGG-11" }'
    )
    assert [run.run for run in plan.runs] == ["resnet18-sgd", "resnet18-adamw", "vgg11-sgd", "vgg11-adamw"]
    assert [run.title for run in plan.runs][2:] == ["VGG-11, sgd", "VGG-11, adamw"]
    assert plan.runs[1].model == "resnet18" and plan.runs[1].train.optimizer == "adamw"
    assert plan.runs[1].at == {"model": "resnet18", "optimizer": "adamw"}
    assert plan.axes == {"model": ["resnet18", "vgg11"], "optimizer": ["sgd", "adamw"]} and plan.prune is None


def test_the_base_run_lends_its_settings_and_is_not_trained(tmp_path):
    other = '\n[runs.other]\ntitle = "Other"\nmodel = "emotionnet-v1"'
    sweep = 'base = "cnn"\nlearning_rate = [1e-2, 0.001]\noptions.dropout = [0.0, 0.25]\ndata.size = [16]'
    plan = planned(tmp_path, sweep, BASE + other)
    assert [run.run for run in plan.runs] == ["other", "0.01-0-16", "0.01-0.25-16", "0.001-0-16", "0.001-0.25-16"]
    last = plan.runs[-1]
    assert (last.model, last.effort, last.title) == ("emotionnet-v3", 7, "Small CNN, 0.001, 0.25, 16")
    assert last.options == {"dropout": 0.25} and last.data["size"] == 16 and last.train.learning_rate == 0.001
    assert plan.runs[0].at == {}


def test_an_axis_stands_above_the_profile(tmp_path):
    plan = planned(tmp_path, 'model = ["resnet18"]\noptimizer = ["sgd", "adamw"]', profile="smoke")
    assert [run.train.optimizer for run in plan.runs] == ["sgd", "adamw"] and plan.runs[0].train.epochs == 1


def test_the_place_on_the_axes_is_no_part_of_the_key(tmp_path):
    """A run of the grid and the same run by itself are the same run."""
    plan = planned(tmp_path, 'model = ["resnet18"]')
    assert "at" not in plan.runs[0].config()


def test_runs_that_are_asked_for_by_name_are_not_pruned(tmp_path):
    sweep = 'model = ["resnet18", "vgg11"]\nprune = { rule = "halving" }'
    assert planned(tmp_path, sweep).prune is not None
    assert planned(tmp_path, sweep, only=["vgg11"]).prune is None


@pytest.mark.parametrize(
    ("sweep", "message"),
    [
        ("", "sweep: no axis"),
        ('optimiser = ["sgd"]', "sweep: no setting 'optimiser': an axis is"),
        ('models.x = ["sgd"]', "no setting 'models.x'"),
        ('model = "resnet18"', "model: an axis is a list"),
        ("model = []", "model: an axis is a list"),
        ('model = [["a"]]', "model: an axis is a list"),
        ('model = ["a", "a"]', "model: a value is listed twice"),
        ('optimizer = ["sgd"]', "the sweep names no model"),
        ('base = "cnn"\noptimizer = ["sgd"]', "no run 'cnn'"),
        ('model = ["a.b", "a..b", "A.B"]', "two runs of the sweep would be called"),
        ('model = ["resnet18"]\nprune = { rule = "best" }', "prune"),
        ('model = ["resnet18"]\nprune = { rule = "halving", factor = 1 }', "factor"),
        (f'model = ["resnet18"]\nbatch = {list(range(1, 40))}\nepochs = {list(range(1, 40))}', "1521 runs, more than"),
    ],
)
def test_what_is_refused_is_named_with_its_file(tmp_path, sweep, message):
    with pytest.raises(InputError, match=re.escape(message)) as caught:
        planned(tmp_path, sweep)
    assert "s.toml" in str(caught.value.file or "") or "would be called" in message


def test_a_name_that_a_run_has_already(tmp_path):
    with pytest.raises(InputError, match="has the same name as"):
        planned(tmp_path, 'model = ["cnn"]', BASE)


def test_a_value_of_the_wrong_type_is_found_in_the_plan(tmp_path):
    with pytest.raises(InputError, match=r"train\.batch"):
        planned(tmp_path, 'model = ["resnet18"]\nbatch = ["many"]')


def test_tables_may_be_written_either_way():
    first = read_sweep({"model": ["a"], "train": {"batch": [8, 16]}})
    second = read_sweep({"model": ["a"], "train.batch": [8, 16]})
    assert grid_points(first) == grid_points(second)
    assert grid_points(first)[1].tables == {"model": "a", "train": {"batch": 16}}


def test_a_value_brings_settings_with_it_and_the_axis_stands_above_them(tmp_path):
    plan = planned(
        tmp_path,
        'model = ["resnet18", "vgg11"]\noptimizer = ["sgd", "adamw"]\n[sweep.with]\n'
        'vgg11 = { weights = "imagenet", effort = 3, train = { epochs = 2, optimizer = "adam" } }\n'
        'sgd = { train = { schedule = "constant" } }',
    )
    runs = {run.run: run for run in plan.runs}
    assert [runs[name].weights for name in ("resnet18-sgd", "vgg11-sgd")] == ["none", "imagenet"]
    assert runs["vgg11-sgd"].train.epochs == 2 and runs["resnet18-sgd"].train.epochs == 4
    assert runs["vgg11-sgd"].train.optimizer == "sgd"  # not the one that the model brings
    assert [run.train.schedule == "constant" for run in plan.runs] == [True, False, True, False]


@pytest.mark.parametrize(
    ("told", "message"),
    [("vgg16 = { effort = 2 }", "no axis has that value"), ("vgg11 = { epochs = 2 }", "no setting 'epochs'")],
)
def test_what_a_value_brings_is_checked(tmp_path, told, message):
    with pytest.raises(InputError, match=message):
        planned(tmp_path, f'model = ["vgg11"]\n[sweep.with]\n{told}')
