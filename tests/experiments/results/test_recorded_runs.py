"""The results kept beside the first talk are whole, and hold no path of a machine and no picture of a person."""

import re
from pathlib import Path

import pytest

from plainspoken.experiments.results.read_record import read_run, read_study

KEPT = Path(__file__).resolve().parents[3] / "talks" / "approaches" / "recorded"
RECORDS = sorted((KEPT / "results").rglob("*.json"))
RUNS = [path for path in RECORDS if path.stem != "study"]
UNTIMED = {"efficientnet-lite0"}
"""Trained on another processor than the rest: a latency of its own could be compared with none of theirs."""
PICTURES_OF_DATA = {"samples", "mistakes", "augmentation"}


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_kept_record_is_valid_and_its_figures_are_there(path: Path) -> None:
    record = read_study(path) if path.stem == "study" else read_run(path)
    assert record.data.kind == "real"
    if record.study == "emotion":
        assert not PICTURES_OF_DATA & set(record.figures)
    else:
        assert "samples" not in record.figures, "texts of real reviews"
    for figure in record.figures.values():
        assert (KEPT / figure.path).is_file()
        assert len(figure.alt) > 40
    assert not re.search(r'"(/|[A-Z]:\\\\)[^"]', path.read_text(encoding="utf-8")), "a path of a machine"


@pytest.mark.parametrize("path", RUNS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_kept_run_tells_how_it_came_about(path: Path) -> None:
    run = read_run(path)
    assert run.profile == "small" and run.epochs == run.epochs_planned == len(run.history)
    if run.config["train"]["monitor"] == "accuracy":
        scores = [row.valid.accuracy for row in run.history]
        assert scores[run.best_epoch - 1] == max(scores)
    assert run.processor_seconds_per_epoch is not None and 0 < run.processor_seconds_per_epoch < 900
    assert all(row.waiting_share is not None and row.waiting_share < 0.1 for row in run.history)
    latency = run.cost.latency
    if path.stem in UNTIMED:
        assert latency is None
    else:
        assert latency is not None and latency.threads == latency.batch == 1 and latency.median_ms > 0
    assert run.pretraining.name and run.pretraining.description
    if run.pretraining.kind == "file":
        assert re.fullmatch("[0-9a-f]{64}", run.pretraining.checksum or "")
    assert all(sample.text is None for sample in [*run.samples.grid, *run.samples.mistakes])


def test_runs_of_a_study_were_trained_alike() -> None:
    """What is equal within a comparison, and the one setting that the ablation changes."""
    kept = {f"{path.parent.name}/{path.stem}": read_run(path).config["train"] for path in RUNS}
    by_model: dict[str, list[tuple[str, dict[str, object]]]] = {}
    for name, train in kept.items():
        group = "emotion" if name.startswith("emotion/") else name.partition("-")[0]
        by_model.setdefault(group, []).append((name, train))
    for group, runs in by_model.items():
        for name, train in runs:
            own = {
                key: value
                for key, value in train.items()
                if key != "seeds" and (key != "learning_rate" or not name.endswith("-slow"))
            }
            assert own.items() <= runs[0][1].items(), f"{name} beside {runs[0][0]} of {group}"


def test_what_was_promised_of_the_real_sets_holds() -> None:
    from plainspoken.experiments.results.claims.baselines import clearly_above_chance
    from plainspoken.experiments.results.claims.comparison import better

    runs = {f"{path.parent.name}/{path.stem}": read_run(path) for path in RUNS}
    for version in (1, 2, 3):
        assert clearly_above_chance(runs[f"emotion/emotionnet-v{version}"])
    direct = runs["reviews/minilm-direct"]
    assert direct.final.test.balanced_accuracy > 0.8
    assert better(direct, runs["reviews/bilstm-direct"], "balanced_accuracy")


def test_every_run_that_the_talk_names_is_kept() -> None:
    from plainspoken.config import read_config

    named = read_config(KEPT.parent / "talk.toml").results.values()
    kept = {f"{path.parent.name}/{path.stem}" for path in RECORDS}
    assert set(named) <= kept


def test_an_ablation_has_a_record_of_its_own_and_no_bar_beside_the_others() -> None:
    study = read_study(KEPT / "results" / "emotion" / "study.json")
    slower = [read_run(path) for path in RUNS if path.stem in study.extra["ablations"]]
    assert {run.run for run in slower} == {"resnet18-slow", "resnet50-slow"}
    for run in slower:
        assert run.title not in study.figures["benchmark"].alt + study.figures["accuracy-parameters"].alt
    assert "ResNet18" in study.figures["benchmark"].alt
