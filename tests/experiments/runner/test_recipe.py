import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainspoken.base.errors import InputError
from plainspoken.experiments.runner.recipe import parse_setting, plan_study, read_recipe
from plainspoken.experiments.runner.study_registry import SHIPPED, data_sources, find_recipe, list_recipes, plan_studies
from plainspoken.experiments.settings import ExperimentSettings
from plainspoken.experiments.studies.emotion.emotion_study import DataSettings

RECIPE = """
study = "mine"
title = "Mine"
module = "plainspoken.experiments.studies.emotion.emotion_study"
[data]
size = 32
[train]
epochs = 4
[runs.small]
title = "Small"
model = "emotionnet-v3"
options = { dropout = 0.5 }
[runs.large]
title = "Large"
model = "resnet18"
train = { learning_rate = 0.01 }
[profiles.quick]
train = { epochs = 2 }
runs.large = { train = { batch = 8 } }
[profiles.smoke]
only = ["small"]
"""


@pytest.fixture
def recipe(tmp_path):
    path = tmp_path / "recipes" / "mine.toml"
    path.parent.mkdir()
    path.write_text(RECIPE, encoding="utf-8")
    return read_recipe(path)


def plan(recipe, profile="quick", **options):
    return plan_study(recipe, profile=profile, seed=3, data_settings=DataSettings, **options)


def test_profile_over_recipe_and_run_over_both(recipe):
    small, large = plan(recipe).runs
    assert (small.train.epochs, small.train.batch, small.seed) == (2, 32, 3)
    assert (large.train.epochs, large.train.batch, large.train.learning_rate) == (2, 8, 0.01)
    assert [run.run for run in plan(recipe, "smoke").runs] == ["small"]


def test_what_is_not_overridden_is_the_recipes_own(recipe):
    assert plan(recipe, "full").runs[0].train.epochs == 4


def test_overrides_reach_their_target(recipe):
    small, large = plan(
        recipe,
        overrides={
            "train.epochs": 9,
            "runs.large.train.clip": 0.5,
            "runs.small.options.dropout": 0,
            "data.augmentation.flip": 0.0,
        },
    ).runs
    assert small.train.epochs == large.train.epochs == 9
    assert (small.train.clip, large.train.clip) == (1.0, 0.5)
    assert small.options == {"dropout": 0.0} and isinstance(small.options["dropout"], float)
    assert small.data["augmentation"]["flip"] == 0 and small.data["augmentation"]["rotation"] == 10
    assert small.data["size"] == 32


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("train.epoch", 3, "epoch: unknown name"),
        ("train.epochs", "many", "epochs"),
        ("train.epochs", "3", "valid integer"),
        ("train.epochs", True, "valid integer"),
        ("train.epochs", 3.0, "valid integer"),
        ("train.class_weights", "yes", "valid boolean"),
        ("data.augmentation.flip", "often", "augmentation.flip: Input should be a valid number"),
        ("data.augmentation.spin", 3, "augmentation.spin: unknown name"),
        ("train.epochs", 0, "greater than or equal to 1"),
        ("train.schedule", "warm", "one-cycle"),
        ("epochs", 3, "no setting 'epochs'"),
        ("runs.tiny.train.epochs", 3, "no setting 'runs.tiny.train.epochs'"),
        ("runs.small.options.dropout", "half", "of type float"),
        ("runs.small.options.depth", 3, "no setting 'runs.small.options.depth'"),
        ("data.size", 3, "size"),
    ],
)
def test_what_is_not_known_or_of_the_wrong_type_is_refused(recipe, key, value, message):
    with pytest.raises(InputError, match=message):
        plan(recipe, overrides={key: value})


def test_an_unknown_run(recipe):
    with pytest.raises(InputError, match="no run 'huge'"):
        plan(recipe, only=["huge"])


@pytest.mark.parametrize(
    ("text", "message"),
    [("study = ", "not valid TOML"), ('study = "x"\n', "title"), (RECIPE + "\n[colour]\nx = 1\n", "colour")],
)
def test_a_recipe_that_cannot_be_used(tmp_path, text, message):
    path = tmp_path / "bad.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message) as caught:
        read_recipe(path)
    assert caught.value.file == str(path)


@pytest.mark.parametrize(
    ("text", "value"),
    [("a=3", 3), ("a=0.5", 0.5), ("a=true", True), ("a=one-cycle", "one-cycle"), ('a="x"', "x"), ("a=[1]", [1])],
)
def test_settings_are_read_as_toml_or_as_text(text, value):
    assert parse_setting(text) == ("a", value)


@settings(max_examples=50)
@given(st.text())
def test_reading_a_setting_never_fails_otherwise(text):
    try:
        key, _ = parse_setting(text)
    except InputError:
        assert "=" not in text or not text.partition("=")[0].strip()
    else:
        assert key


def test_the_shipped_recipes_plan_in_every_profile():
    for name in list_recipes():
        recipe = find_recipe(name)
        assert set(recipe.profiles) == {"smoke", "quick", "small", "full"}, name
        for profile in recipe.profiles:
            assert plan_studies(ExperimentSettings(studies=[name], profile=profile), SHIPPED)[0].runs


def test_a_talks_own_recipe_stands_in(tmp_path, recipe):
    assert list_recipes(tmp_path)["mine"] == tmp_path / "recipes" / "mine.toml"
    own = plan_studies(ExperimentSettings(studies=["mine"]), tmp_path)
    assert own[0].title == "Mine"
    with pytest.raises(InputError, match="no study is called 'none'"):
        plan_studies(ExperimentSettings(studies=["none"]), tmp_path)


def test_settings_of_one_study_do_not_reach_another(tmp_path, recipe):
    chosen = ExperimentSettings(studies=["mine", "emotion"], set={"mine": {"train": {"epochs": 7}}, "train.clip": 2})
    mine, emotion = plan_studies(chosen, tmp_path)
    assert mine.runs[0].train.epochs == 7 and emotion.runs[0].train.epochs != 7
    assert mine.runs[0].train.clip == emotion.runs[0].train.clip == 2


def test_the_settings_may_choose_the_runs(tmp_path, recipe):
    chosen = ExperimentSettings(studies=["mine", "emotion"], runs=["large", "emotion/squeezenet"])
    plans = plan_studies(chosen, tmp_path)
    assert [[run.run for run in plan.runs] for plan in plans] == [["large"], ["squeezenet"]]
    assert [run.run for run in plan_studies(chosen, tmp_path, only=["small"])[0].runs] == ["small"]
    with pytest.raises(InputError, match="no run is called 'none'"):
        plan_studies(chosen, tmp_path, only=["none"])


def test_data_are_named_by_setting_or_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("PLAINSPOKEN_FACES", "/elsewhere")
    monkeypatch.setenv("PLAINSPOKEN_DATA", "/all")
    assert data_sources({}, tmp_path) == {"faces": "/elsewhere"}
    assert data_sources({"faces": "here"}, tmp_path) == {"faces": str(tmp_path / "here")}
