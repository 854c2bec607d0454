"""The review study: equal conditions, each run's own words, and its figures."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from plainspoken.base.errors import InputError
from plainspoken.base.progress import Silence
from plainspoken.experiments.data.word_ids import Vocabulary
from plainspoken.experiments.figures.figure_style import FigureWriter
from plainspoken.experiments.results.read_record import read_run, read_study
from plainspoken.experiments.results.record import RunRecord
from plainspoken.experiments.runner.recipe import RunPlan, StudyPlan
from plainspoken.experiments.runner.run_studies import run_studies
from plainspoken.experiments.runner.study_protocol import Context
from plainspoken.experiments.runner.study_registry import plan_studies
from plainspoken.experiments.settings import ExperimentSettings
from plainspoken.experiments.studies.reviews.data_figures import (
    draw_classes,
    draw_correlation,
    draw_ratings,
    draw_samples,
    draw_timeline,
)
from plainspoken.experiments.studies.reviews.review import CLASSES, Review
from plainspoken.experiments.studies.reviews.review_domains import ReviewData, load_corpus, load_drugs
from plainspoken.experiments.studies.reviews.review_study import data_fingerprint, open_trial
from plainspoken.experiments.studies.reviews.run_figures import draw_comparison, draw_curve_panels, draw_gaps

TINY = {
    "data.train": 60,
    "data.valid": 24,
    "data.test": 30,
    "data.length": 24,
    "runs.bilstm-direct.options.hidden": 8,
    "runs.bilstm-indirect.options.hidden": 8,
}


def plan(profile: Any = "smoke", **overrides: Any) -> StudyPlan:
    settings = ExperimentSettings(studies=["reviews"], profile=profile, set=TINY | overrides)
    return plan_studies(settings, Path())[0]


def run_of(study: StudyPlan, name: str) -> RunPlan:
    return next(run for run in study.runs if run.run == name)


@pytest.fixture
def context(tmp_path: Path) -> Context:
    return Context("cpu", tmp_path)


def test_the_study_imports_no_torch() -> None:
    code = "import sys, plainspoken.experiments.studies.reviews.review_study; print([m for m in ('torch', 'numpy', 'matplotlib') if m in sys.modules])"  # noqa: E501
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


@pytest.mark.parametrize("profile", ["smoke", "quick", "small", "full"])
def test_runs_of_a_comparison_stand_under_equal_conditions(profile: Any) -> None:
    runs = plan_studies(ExperimentSettings(studies=["reviews"], profile=profile), Path())[0].runs
    assert {run.train.class_weights for run in runs} == {True}
    for setting in ("length", "threshold", "train", "valid", "test", "drawing_seed"):
        assert len({run.data[setting] for run in runs}) == 1, setting
    for model in ("minilm", "bilstm"):
        same = [run for run in runs if run.model == model]
        assert len({run.train.model_dump_json() for run in same}) == 1
        assert len({json.dumps(run.options) for run in same}) == 1
    assert {run.run for run in runs if run.data["domain"] == "films"} <= {"minilm-indirect", "bilstm-indirect"}


def test_each_lstm_brings_the_words_of_its_own_training(context: Context) -> None:
    study = plan()
    direct = open_trial(run_of(study, "bilstm-direct"), context)
    indirect = open_trial(run_of(study, "bilstm-indirect"), context)
    corpus = load_corpus(ReviewData.model_validate(run_of(study, "bilstm-indirect").data), {})
    words = Vocabulary.of([review.text for review in corpus.parts["train"]], min_count=1).words
    assert tuple(indirect.bundle["vocabulary"]) == words != tuple(direct.bundle["vocabulary"])
    ids, _ = next(iter(indirect.test))
    assert ids[0].max() < len(words) + 2
    again, _ = Vocabulary(tuple(indirect.bundle["vocabulary"])).encode(
        [review.text for review in corpus.parts["test"]], length=24
    )
    assert again[: len(ids[0])].equal(ids[0])
    assert indirect.extra["unknown_share"] > direct.extra["unknown_share"]
    assert direct.majority == indirect.majority == "positive"


def test_an_unknown_model_or_option_is_named(context: Context) -> None:
    run = run_of(plan(), "bilstm-direct")
    with pytest.raises(InputError, match="no review model is called 'gru'"):
        open_trial(run.model_copy(update={"model": "gru"}), context)
    with pytest.raises(InputError, match="no option 'heads'"):
        open_trial(run.model_copy(update={"options": {"heads": 2}}), context)
    with pytest.raises(InputError, match="not a whole number"):
        open_trial(run.model_copy(update={"options": {"hidden": "many"}}), context)


def test_texts_of_real_reviews_are_not_kept(tmp_path: Path, context: Context) -> None:
    (tmp_path / "drugs.csv").write_text(
        "drugName,condition,review,rating,date,usefulCount\n"
        + "".join(f"d,c,number {i},{i % 10 + 1},2012-01-{i % 28 + 1:02},{i}\n" for i in range(100))
    )
    (tmp_path / "films.csv").write_text(
        "review,sentiment\n" + "".join(f"film {i},{'positive' if i % 2 else 'negative'}\n" for i in range(200))
    )
    sources = {name: str(tmp_path / f"{name}.csv") for name in ("drugs", "films")}
    run = run_of(plan(), "bilstm-indirect").model_copy(update={"sources": sources})
    trial = open_trial(run, context)
    assert trial.sample_texts is None and trial.card.kind == "real"
    assert trial.card.total == 100 and trial.labels == CLASSES
    assert data_fingerprint(run) != data_fingerprint(run_of(plan(), "bilstm-indirect"))


class TestFigures:
    def test_of_the_data(self, tmp_path: Path) -> None:
        card = load_drugs(ReviewData(train=300, valid=50, test=80), {}).card
        writer = FigureWriter(tmp_path, "reviews")
        for draw in (draw_correlation, draw_ratings, draw_classes, draw_timeline):
            figure = draw(writer, card)
            assert (tmp_path.parent / tmp_path.name / "reviews" / Path(figure.path).name).stat().st_size > 5000
            assert len(figure.alt.split()) > 10
        assert "rating with usefulCount" in draw_correlation(writer, card).alt
        assert "between 6 and 7" in draw_ratings(writer, card).alt


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The two LSTMs, trained for real on a handful of drawn reviews."""
    folder = tmp_path_factory.mktemp("reviews")
    settings = ExperimentSettings(studies=["reviews"], profile="smoke", jobs=1, set=TINY | {"train.epochs": 2})
    run_studies(
        settings,
        folder=folder,
        results=folder / "results",
        figures=folder / "figures",
        store=folder / "runs",
        progress=Silence(),
    )
    return folder


@pytest.mark.slow
class TestStudy:
    def test_all_runs_are_tested_on_the_same_reviews_with_the_same_baseline(self, built: Path) -> None:
        records = records_of(built)
        assert len({tuple(map(tuple, confusion_rows(record))) for record in records}) == 1
        assert len({record.baselines["majority"].accuracy for record in records}) == 1
        share = records[0].final.test.per_class["positive"].true_share
        assert records[0].baselines["majority"].accuracy == pytest.approx(share)

    def test_the_study_record_says_what_was_drawn(self, built: Path) -> None:
        study = read_study(built / "results/reviews/study.json")
        assert set(study.figures) == {
            "correlation", "ratings", "classes", "timeline", "curves", "comparison", "gaps",
        }  # fmt: skip
        assert study.data.kind == "drawn" and study.extra["examples"]
        assert {example["label"] for example in study.extra["examples"]} == set(CLASSES)
        for figure in study.figures.values():
            assert (built / figure.path).is_file() and len(figure.alt.split()) > 10

    def test_the_transformer_is_declared_as_pretrained(self, built: Path) -> None:
        records = {record.run: record for record in records_of(built)}
        assert records["minilm-direct"].pretraining.kind == "package"
        assert records["bilstm-direct"].pretraining.kind == "none"
        assert records["minilm-direct"].extra["frozen_layers"] == 5
        assert records["bilstm-indirect"].extra["learns_from"] == "film reviews"
        assert all(sample.text for sample in records["bilstm-direct"].samples.grid)

    def test_kept_weights_and_words_give_the_same_answers(self, built: Path) -> None:
        import torch

        from plainspoken.experiments.runner.run_store import load_weights
        from plainspoken.experiments.tasks.classification import split_metrics
        from plainspoken.experiments.training.loop import evaluate

        run = run_of(plan(**{"train.epochs": 2}), "bilstm-indirect")
        folder = next((built / "runs/reviews/bilstm-indirect").iterdir())
        bundle = json.loads((folder / "bundle.json").read_text())
        trial = open_trial(run, Context("cpu", built))
        load_weights(trial.model, folder)
        texts = load_corpus(ReviewData.model_validate(run.data), {}).parts["test"]
        ids, lengths = Vocabulary(tuple(bundle["vocabulary"])).encode([r.text for r in texts], length=bundle["length"])
        trial.model.eval()
        with torch.inference_mode():
            logits = trial.model(ids, lengths)
        truth = evaluate(trial.model, trial.test).targets.numpy()
        scores, detail = split_metrics(logits.numpy(), truth, CLASSES)
        record = read_run(built / "results/reviews/bilstm-indirect.json")
        assert detail.confusion == record.final.test.confusion
        assert scores["loss"].value == pytest.approx(record.final.test.loss, rel=1e-5)

    def test_figures_of_the_runs(self, built: Path, tmp_path: Path) -> None:
        records = records_of(built)
        writer = FigureWriter(tmp_path, "reviews", "dark")
        for draw in (draw_curve_panels, draw_comparison, draw_gaps):
            assert all(record.title in draw(writer, records).alt for record in records)
        assert "Always saying the majority" in draw_comparison(writer, records).alt
        assert "right" in draw_samples(writer, records[0]).alt


def records_of(built: Path) -> list[RunRecord]:
    return [read_run(path) for path in sorted((built / "results/reviews").glob("*-*.json"))]


def confusion_rows(record: RunRecord) -> list[list[int]]:
    return [[sum(row)] for row in record.final.test.confusion]


def test_a_review_knows_its_class() -> None:
    assert (Review("x", True).target, Review("x", False).target) == (1, 0)
