"""Results kept by a script or a notebook, and what a talk reads of them."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

import plainspoken
from plainspoken.base.errors import InputError
from plainspoken.experiments.importers.import_runs import read_import, read_many
from plainspoken.experiments.importers.import_settings import ImportSettings
from plainspoken.experiments.results.intervals import wilson
from plainspoken.experiments.results.record import RunRecord


def read(path: Path) -> RunRecord:
    return read_import("mine/net", ImportSettings(files=[path.name]), path.parent)


def test_a_plain_loop_takes_three_lines(tmp_path: Path) -> None:
    run = plainspoken.record(tmp_path / "net.json", title="The net")
    for loss, accuracy in ((1.0, 0.5), (0.5, 0.8), (0.4, 0.7)):
        run.epoch(train_loss=loss, valid_accuracy=accuracy, seconds=2.0)
    run.test(truth=["a", "a", "b", "b"], predicted=["a", "b", "b", "b"], ids=["1", "2", "3", "4"])
    record = read(tmp_path / "net.json")
    assert (record.epochs, record.best_epoch, record.seconds) == (3, 2, 6.0)
    assert record.final.test.accuracy == 0.75 and record.final.test.n == 4
    assert record.final.test.accuracy_interval == wilson(3, 4)
    assert record.final.test.confusion == [[1, 1], [0, 2]]


def test_a_run_that_is_broken_off_leaves_what_it_had(tmp_path: Path) -> None:
    run = plainspoken.record(tmp_path / "net.json")
    run.epoch(train_loss=1.0)
    run.epoch(train_loss=0.5)
    assert [epoch.train.loss for epoch in read(tmp_path / "net.json").history] == [1.0, 0.5]


def test_metrics_without_answers_have_an_interval_through_n(tmp_path: Path) -> None:
    plainspoken.record(tmp_path / "net.json").test(n=200, accuracy=0.9, mae=0.25, hallucinations=3)
    record = read(tmp_path / "net.json")
    assert record.final.test.accuracy_interval == wilson(180, 200)
    assert record.scores["test"]["mae"].better == "lower"
    assert record.metrics["test"]["hallucinations"] == 3


def test_arrays_and_tensors_are_numbers_and_labels(tmp_path: Path) -> None:
    import numpy as np

    run = plainspoken.record(tmp_path / "net.json")
    run.epoch(train_loss=np.float32(0.5), valid_loss=float("nan"))
    run.test(truth=np.array([0, 1, 1]), predicted=np.array([0, 1, 0]))
    record = read(tmp_path / "net.json")
    assert record.final.test.labels == ["0", "1"] and record.final.test.accuracy == pytest.approx(2 / 3)
    assert not record.history[0].has("valid")


def test_several_records_are_a_sweep_by_their_config(tmp_path: Path) -> None:
    for rate in (0.1, 0.01):
        for seed in (0, 1):
            path = tmp_path / f"runs/{rate}-{seed}.json"
            plainspoken.record(path, config={"lr": rate, "seed": seed}).test(n=100, accuracy=0.9 - rate)
    found = read_many("tuning", ImportSettings(files=["runs/*.json"]), tmp_path)
    assert {record.at["lr"] for record in found.runs} == {0.1, 0.01}
    assert all(record.extra["seeds"] == [0, 1] for record in found.runs)


def test_steps_are_curves(tmp_path: Path) -> None:
    run = plainspoken.record(tmp_path / "net.json")
    for step in (100, 200):
        run.step(step, train_loss=100 / step).step(step, valid_loss=120 / step)
    record = read(tmp_path / "net.json")
    assert record.curves["train.loss"].y == [1.0, 0.5] and record.curves["valid.loss"].x == [100, 200]


@pytest.mark.parametrize(
    ("keep", "message"),
    [
        (lambda run: run.epoch(train_loss="low"), "no number"),
        (lambda run: run.test(truth=["a"], predicted=["a", "b"]), "1 labels, 2 answers"),
        (lambda run: run.test(truth=["a"]), "belong together"),
        (lambda run: run.test(truth=[[0.1, 0.9]], predicted=[[1, 0]]), "a label is a list"),
        (lambda run: run.test(accuracy=0.9, split="holdout"), "no split"),
        (lambda run: run.cost(seconds=[1, 2]), "no number"),
    ],
)
def test_what_cannot_be_kept_is_refused(tmp_path: Path, keep: object, message: str) -> None:
    with pytest.raises(InputError, match=message):
        keep(plainspoken.record(tmp_path / "net.json"))  # type: ignore[operator]
    assert not (tmp_path / "net.json").exists()


def test_names_and_forms_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a JSON file"):
        plainspoken.record(tmp_path / "net.csv")
    (tmp_path / "later.json").write_text(json.dumps({"plainspoken_run": 2}))
    with pytest.raises(InputError, match="form 2"):
        read(tmp_path / "later.json")
    (tmp_path / "empty.json").write_text(json.dumps({"plainspoken_run": 1, "title": "x"}))
    with pytest.raises(InputError, match="nothing was kept"):
        read(tmp_path / "empty.json")


def test_the_callback_of_the_trainer_keeps_logs_by_step(tmp_path: Path) -> None:
    pytest.importorskip("transformers")
    callback = plainspoken.trainer_callback(tmp_path / "net.json", title="The net")
    for step, logs in (
        (10, {"loss": 1.0, "grad_norm": 3.0, "learning_rate": 0.1, "epoch": 0.5}),
        (10, {"eval_loss": 0.9, "eval_accuracy": 0.6, "eval_runtime": 0.2, "epoch": 0.5}),
        (20, {"loss": 0.5, "epoch": 1.0}),
        (20, {"train_runtime": 12.5, "train_loss": 0.7, "epoch": 1.0}),
    ):
        callback.on_log(None, SimpleNamespace(global_step=step), None, logs=logs)
    record = read(tmp_path / "net.json")
    assert record.curves["train.loss"].y == [1.0, 0.5]
    assert record.extra["best"]["valid"] == {"accuracy": 0.6, "loss": 0.9} and record.seconds == 12.5
