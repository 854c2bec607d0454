"""Whole studies, small: everything is made, nothing is made twice, an interruption costs at most an epoch."""

import hashlib
import json
import os
import random
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from plainspoken.base.errors import InputError
from plainspoken.base.progress import Silence
from plainspoken.experiments.results.read_record import read_run, read_study
from plainspoken.experiments.runner.run_studies import run_folder, run_studies, study_status
from plainspoken.experiments.runner.study_registry import plan_studies
from plainspoken.experiments.settings import ExperimentSettings

RECIPE = """
study = "tiny"
title = "Tiny faces"
module = "plainspoken.experiments.studies.emotion.emotion_study"
[data]
size = 16
train = 42
valid = 21
test = 21
source = { train = 18, test = 9, epochs = 1, batch = 9 }
[train]
epochs = 2
batch = 14
[runs.third]
title = "Third"
model = "emotionnet-v3"
train = { seeds = 2 }
[runs.shuffle]
title = "Shuffle"
model = "shufflenet_v2_x0_5"
weights = "source-task"
[profiles.quick]
"""


class Place:
    """A talk's folder with its recipe, and where everything goes."""

    def __init__(self, root, recipe=RECIPE):
        self.root = root
        (root / "recipes").mkdir(parents=True)
        (root / "recipes/tiny.toml").write_text(recipe, encoding="utf-8")
        build = root / "build"
        self.places = {
            "folder": root, "results": build / "results", "figures": build / "figures", "store": build / "runs"
        }  # fmt: skip

    def run(self, **settings):
        only = settings.pop("only", None)
        chosen = ExperimentSettings(studies=["tiny"], **settings)
        return run_studies(chosen, **self.places, progress=Silence(), only=only)

    def status(self, **settings):
        rows = study_status(ExperimentSettings(studies=["tiny"], **settings), **self.places)
        return {row.run: (row.state, row.reason) for row in rows}

    def record(self, run):
        return read_run(self.places["results"] / "tiny" / f"{run}.json")

    def files(self):
        return {p: (p.stat().st_mtime_ns, p.stat().st_size) for p in (self.root / "build").rglob("*") if p.is_file()}


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    place = Place(tmp_path_factory.mktemp("talk"))
    place.written = place.run()
    return place


pytestmark = pytest.mark.slow


def test_every_run_and_the_study_are_recorded(done):
    assert [path.name for path in done.written] == ["third.json", "shuffle.json", "study.json"]
    study = read_study(done.written[-1])
    assert study.runs == ["third", "shuffle"] and study.profile == "quick"
    record = done.record("third")
    assert record.epochs == len(record.history) == 2 and 1 <= record.best_epoch <= 2
    assert record.final.train.n == 42 and record.final.test.n == 21
    assert record.final.valid.accuracy == max(row.valid.accuracy for row in record.history)
    assert record.cost.latency.threads == 1 and record.cost.latency.iqr_ms >= 0 and record.cost.flops > 0
    assert record.pretraining.kind == "none" and done.record("shuffle").pretraining.kind == "source-task"
    assert record.data.kind == "drawn" and record.baselines["majority"].accuracy == pytest.approx(5 / 21, abs=0.1)
    assert record.samples.total == 10 and 0 <= record.samples.right <= 10
    assert all(not sample.right for sample in record.samples.mistakes)
    assert all(row.waiting_share < 0.9 for row in record.history)
    assert str(done.root) not in done.written[0].read_text(encoding="utf-8")


def test_several_seeds_give_a_spread(done):
    spread = done.record("third").spreads["test.accuracy"]
    assert len(spread.values) == 2 and spread.values[0] == done.record("third").final.test.accuracy
    assert spread.mean == pytest.approx(sum(spread.values) / 2)
    assert done.record("shuffle").spreads == {}


def test_every_figure_is_there_in_its_size_with_words(done):
    figures = {**read_study(done.written[-1]).figures}
    assert set(figures) == {"samples", "class-bars", "augmentation", "benchmark", "accuracy-parameters"}
    for run in ("third", "shuffle"):
        own = done.record(run).figures
        assert {"curves", "confusion", "samples"} <= set(own)
        figures.update({f"{run}/{name}": figure for name, figure in own.items()})
    for name, figure in figures.items():
        with Image.open(done.root / "build" / figure.path) as picture:
            assert picture.size == (figure.width, figure.height), name
            pixels = np.asarray(picture.convert("L"))
        assert pixels.std() > 5, f"{name} is blank"
        assert len(figure.alt.split()) >= 10 and figure.alt.endswith("."), name
        assert any(c.isdigit() for c in figure.alt), name


def test_nothing_is_done_twice(done):
    before = done.files()
    done.run()
    assert done.files() == before
    assert set(done.status().values()) == {("done", "")}


def test_kept_weights_give_the_recorded_metrics(done):
    from plainspoken.experiments.runner.run_store import load_weights
    from plainspoken.experiments.runner.study_protocol import Context
    from plainspoken.experiments.studies.emotion.emotion_study import open_trial
    from plainspoken.experiments.training.loop import evaluate

    plan = plan_studies(ExperimentSettings(studies=["tiny"]), done.root)[0]
    for run in plan.runs:
        trial = open_trial(run, Context("cpu", done.places["store"] / "tiny"))
        load_weights(trial.model, run_folder(done.places["store"], run))
        assert evaluate(trial.model, trial.test).accuracy() == done.record(run.run).final.test.accuracy


def test_weights_of_another_architecture_are_refused(done):
    from plainspoken.experiments.runner.run_store import load_weights
    from plainspoken.experiments.runner.study_protocol import Context
    from plainspoken.experiments.studies.emotion.emotion_study import open_trial

    third, shuffle = plan_studies(ExperimentSettings(studies=["tiny"]), done.root)[0].runs
    trial = open_trial(third, Context("cpu", done.places["store"] / "tiny"))
    with pytest.raises(InputError, match="of another architecture"):
        load_weights(trial.model, run_folder(done.places["store"], shuffle))


def test_a_lost_figure_or_record_is_drawn_anew_without_training(done):
    record = done.written[0]
    figure = done.root / "build" / done.record("third").figures["curves"].path
    weights = run_folder(done.places["store"], plan_studies(ExperimentSettings(studies=["tiny"]), done.root)[0].runs[0])
    trained = (weights / "outcome.json").stat().st_mtime_ns
    old, old_figure = record.read_bytes(), hashlib.sha256(figure.read_bytes()).hexdigest()
    figure.unlink()
    assert done.status()["third"][0] == "to draw"
    done.run()
    record.unlink()
    done.run()
    assert record.read_bytes() == old
    assert hashlib.sha256(figure.read_bytes()).hexdigest() == old_figure
    assert (weights / "outcome.json").stat().st_mtime_ns == trained


def test_a_run_whose_files_were_damaged_is_made_again_and_says_the_same(done, tmp_path, capfd):
    place = Place(tmp_path / "talk")
    shutil.copytree(done.root / "build", place.root / "build")
    before = place.record("shuffle")
    at = place.places["store"] / "tiny/shuffle/quick-seed1"
    chance = random.Random(1)
    results = place.places["results"] / "tiny"
    for path in [*at.iterdir(), *(place.places["store"] / "tiny").glob("source/*"), results / "study.json"]:
        data = bytearray(path.read_bytes())
        data[chance.randrange(len(data))] ^= 1
        path.write_bytes(bytes(data))
    (results / "third.json").write_bytes((results / "third.json").read_bytes().replace(b"0.", b"0.1", 1))
    rows = place.status()
    assert rows["shuffle"] == ("missing", "its files are damaged, or an earlier version's")
    assert rows["third"][0] == "to draw"
    place.run()
    assert "outcome.json was damaged and is made again" in capfd.readouterr().err
    assert {row[0] for row in place.status().values()} == {"done"}
    assert place.record("shuffle").final == before.final
    assert place.record("third") == done.record("third")


def test_a_change_is_seen_and_named(done):
    assert done.status(set={"train.clip": 2.0})["third"] == ("out of date", "config changed")
    assert done.status(set={"data.noise": 0.3})["third"] == ("out of date", "config and data changed")
    assert done.status(style="dark")["shuffle"][0] == "to draw"
    assert done.status(profile="full")["third"][0] == "missing"


def test_the_same_seed_gives_the_same_numbers(done, tmp_path):
    other = Place(tmp_path / "again")
    other.run(only=["shuffle"])
    first, second = done.record("shuffle"), other.record("shuffle")
    assert first.final == second.final and first.samples == second.samples
    exclude = {"seconds", "processor_seconds", "waiting_share"}
    assert [r.model_dump(exclude=exclude) for r in first.history] == [
        r.model_dump(exclude=exclude) for r in second.history
    ]


def test_a_checkpoint_that_a_kill_left_behind_goes_with_the_next_call(done):
    """A kill between the outcome and the end of a run leaves both; trainings are killed in test_killed_trainings.py."""
    left = done.places["store"] / "tiny/third/quick-seed1/checkpoint.pt"
    left.write_bytes(b"any")
    done.run(only=["third"])
    assert not left.exists()


def test_a_run_that_diverges_leaves_a_record_and_spares_the_others(tmp_path):
    place = Place(tmp_path / "talk", RECIPE.replace("seeds = 2", "learning_rate = 1e30, clip = 0"))
    place.run()
    record = place.record("third")
    assert (record.status, record.ended.epoch) == ("diverged", 1) and record.ended.reason and not record.scores
    assert record.has("cost") and not record.final.has("test")
    assert {row[0] for row in place.status().values()} == {"done"}
    assert place.record("shuffle").final.has("test")


def test_runs_that_a_study_no_longer_has_are_taken_away(done, tmp_path):
    stranger = done.places["results"] / "tiny" / "gone.json"
    stranger.write_text(json.dumps({}), encoding="utf-8")
    done.run()
    assert not stranger.exists()


@pytest.mark.real
def test_the_real_faces_are_read(tmp_path):
    import zipfile

    from plainspoken.experiments.data.picture_folders import read_folder

    data = Path(os.environ.get("PLAINSPOKEN_DATA", Path(__file__).parents[4] / "shared" / "data"))
    archive = data / "face_emotion_5000.zip"
    if not archive.is_file():
        pytest.skip("the face set is not there")
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(tmp_path)
    card = read_folder(tmp_path, size=48, name="faces").card()
    assert {name: split.n for name, split in card.splits.items()} == {"train": 3500, "valid": 1000, "test": 500}
    assert card.majority == "happiness" and len(card.classes) == 7 and card.extra["colour"] == "grey"
    assert card.extra["duplicates_across_splits"] == 0
