"""Records of schema 1 are read as what they said; what was not measured says so; what cannot be a record is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainspoken.base.errors import InputError
from plainspoken.experiments.results.intervals import mean_of_shares, wilson
from plainspoken.experiments.results.make_record import make_record
from plainspoken.experiments.results.metric import MetricKind
from plainspoken.experiments.results.read_record import read_run, read_study
from plainspoken.experiments.results.record import SCHEMA, RunRecord
from plainspoken.experiments.results.unmeasured import NotMeasuredError

MATRIX = [[8, 2], [3, 7]]


def schema_1() -> dict[str, Any]:
    """A run as the first release wrote it."""
    split = {
        "n": 20, "loss": 0.5, "accuracy": 0.75, "accuracy_interval": {"low": 0.53, "high": 0.89},
        "balanced_accuracy": 0.75, "precision": 0.7525, "recall": 0.75, "f1": 0.749, "weighted_f1": 0.749,
        "labels": ["a", "b"], "confusion": MATRIX,
        "per_class": {
            name: {"precision": 0.7, "recall": 0.7, "f1": 0.7, "support": 10, "predicted": 10, "true_share": 0.5,
                   "predicted_share": 0.5}
            for name in "ab"
        },
    }  # fmt: skip
    pair = {"loss": 0.9, "accuracy": 0.6, "f1": None}
    return {
        "schema_version": 1, "study": "s", "run": "r", "title": "R", "model": "net", "profile": "quick", "seed": 3,
        "config": {}, "fingerprints": {}, "history": [{"epoch": 1, "train": pair, "valid": pair, "train_clean": None,
        "learning_rate": 0.1, "seconds": 2.0}], "best_epoch": 1, "epochs": 1, "epochs_planned": 1, "seconds": 2.0,
        "seconds_per_epoch": 2.0, "final": {"train": split, "valid": split, "test": split}, "pace": None,
        "baselines": {"majority": {"accuracy": 0.5, "balanced_accuracy": 0.5, "f1": 0.33}},
        "spreads": {"test.accuracy": {"mean": 0.7, "deviation": 0.05, "values": [0.75, 0.65]}},
    }  # fmt: skip


def read(folder: Path, document: Any) -> RunRecord:
    path = folder / "r.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return read_run(path)


def test_a_record_of_schema_1_says_what_it_said(tmp_path: Path) -> None:
    record = read(tmp_path, schema_1())
    test = record.final.test
    assert (test.accuracy, test.f1, test.n, test.confusion) == (0.75, 0.749, 20, MATRIX)
    assert (test.accuracy_interval.low, test.per_class["a"].recall) == (0.53, 0.7)
    metric = record.scores["test"]["accuracy"]
    assert (metric.unit, metric.better, metric.seeds, metric.n) == ("fraction", "higher", [0.75, 0.65], 20)
    assert record.spreads["test.accuracy"].mean == pytest.approx(0.7)
    around = mean_of_shares([8, 7], [10, 10])
    assert record.scores["test"]["balanced_accuracy"].interval == around
    assert (record.history[0].valid.accuracy, record.history[0].valid.get("f1")) == (0.6, None)
    assert record.kind_of("loss") == MetricKind(unit="number", better="lower", title="cross entropy")
    assert record.baselines["majority"].accuracy == 0.5


def test_an_upgraded_record_is_written_and_read_as_one_of_today(tmp_path: Path) -> None:
    record = read(tmp_path, schema_1())
    written = json.loads(record.model_dump_json())
    assert written["schema_version"] == SCHEMA and "final" not in written and "cost" not in written
    assert read(tmp_path, written) == record


def test_every_kept_record_of_the_first_talk_is_read(tmp_path: Path) -> None:
    kept = Path(__file__).parents[3] / "talks/approaches/recorded/results"
    for path in kept.glob("*/*.json"):
        document = json.loads(path.read_bytes())
        if path.stem == "study":
            assert read_study(path).runs == document["runs"]
            continue
        record = read_run(path)
        for split, told in document.get("final", {}).items():
            for name in ("loss", "accuracy", "balanced_accuracy", "f1", "confusion", "labels"):
                assert record.final[split][name] == told[name], (path, split, name)


def test_reading_what_was_not_measured_is_an_error_and_never_none() -> None:
    record = make_record("s", "r", values={"test": {"accuracy": 0.5}})
    for ask in (lambda: record.cost, lambda: record.final.valid, lambda: record.final.test.loss, lambda: record.seed):
        with pytest.raises(NotMeasuredError, match="was not measured"):
            ask()
    assert (record.has("cost"), record.final.has("test"), getattr(record, "cost", 7)) == (False, True, 7)


def test_a_record_of_a_later_version_is_refused_with_its_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="of schema 99") as caught:
        read(tmp_path, {**schema_1(), "schema_version": 99})
    assert caught.value.file == str(tmp_path / "r.json") and "newer" in caught.value.remedy


@pytest.mark.parametrize("text", ["", "[]", "{", '{"run": 3}', '"x"', '{"schema_version": 1, "run": "r"}'])
def test_what_is_no_record_is_refused_in_one_message(tmp_path: Path, text: str) -> None:
    path = tmp_path / "r.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="not a result record"):
        read_run(path)


def test_a_metric_without_a_unit_is_refused() -> None:
    with pytest.raises(InputError, match="metric 'fid' has no unit") as caught:
        make_record("s", "r", values={"test": {"fid": 3.0}})
    assert "MetricKind" in caught.value.remedy


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.integers(0, 30), min_size=3, max_size=3), min_size=3, max_size=3))
def test_a_record_made_from_counts_survives_being_written(matrix: list[list[int]]) -> None:
    if not sum(map(sum, matrix)):
        with pytest.raises(InputError, match="no sample"):
            make_record("s", "r", confusion={"test": matrix})
        return
    record = make_record("s", "r", confusion={"test": matrix})
    assert RunRecord.model_validate_json(record.model_dump_json()) == record
    right = sum(matrix[i][i] for i in range(3))
    assert record.final.test.accuracy_interval == wilson(right, sum(map(sum, matrix)))
