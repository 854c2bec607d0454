"""Records that contradict themselves are refused, with the field; those that were recorded are not."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from plainspoken.base.errors import InputError
from plainspoken.experiments.results.examine_record import examine_study
from plainspoken.experiments.results.record import DataCard, Split, StudyRecord
from plainspoken.script.template.result_records import Results

KEPT = Path(__file__).parents[3] / "talks" / "approaches" / "recorded"

Change = Callable[[dict[str, Any]], None]


def kept(study: str = "emotion", run: str = "emotionnet-v1") -> dict[str, Any]:
    found: dict[str, Any] = json.loads((KEPT / "results" / study / f"{run}.json").read_text(encoding="utf-8"))
    return found


def read(folder: Path, run: str, text: str) -> None:
    place = folder / "results" / "emotion"
    place.mkdir(parents=True, exist_ok=True)
    (place / f"{run}.json").write_text(text, encoding="utf-8")
    Results(folder / "results", {}).run("emotion", run)


def of(record: dict[str, Any]) -> dict[str, Any]:
    """The metrics of the test split."""
    found: dict[str, Any] = record["scores"]["test"]
    return found


def narrowed(record: dict[str, Any]) -> None:
    metric = of(record)["accuracy"]
    metric["low"] = metric["value"] - 0.001


def cell(record: dict[str, Any]) -> None:
    row = record["detail"]["test"]["confusion"][0]
    row[0], row[1] = row[0] + 1, row[1] - 1


def negative(record: dict[str, Any]) -> None:
    row = record["detail"]["test"]["confusion"][0]
    row[0], row[1] = row[0] + row[1] + 3, -3


def many(record: dict[str, Any]) -> None:
    for metric in of(record).values():
        metric["n"] *= 100


CHANGES: dict[str, tuple[Change, str]] = {
    "an accuracy above one": (lambda r: of(r)["accuracy"].update(value=9.38), "test.accuracy"),
    "an accuracy below nought": (lambda r: of(r)["accuracy"].update(value=-0.1), "test.accuracy"),
    "an F1 that its matrix does not give": (lambda r: of(r)["f1"].update(value=0.99), "test.f1"),
    "a precision that its matrix does not give": (lambda r: of(r)["precision"].update(value=0.1), "test.precision"),
    "an accuracy that its matrix does not give": (lambda r: of(r)["accuracy"].update(value=0.5), "test.accuracy"),
    "a balanced accuracy that it does not give": (
        lambda r: of(r)["balanced_accuracy"].update(value=0.5), "test.balanced_accuracy"),
    "a training accuracy that it does not give": (
        lambda r: r["scores"]["train"]["accuracy"].update(value=0.11), "train.accuracy"),
    "another run": (lambda r: r.update(run="resnet50"), "run"),
    "another study": (lambda r: r.update(study="reviews"), "study"),
    "a cell below nought": (negative, "test.confusion"),
    "a cell moved": (cell, "test"),
    "a narrower interval": (narrowed, "test.accuracy_interval"),
    "a hundred times the samples": (many, "test.loss.n"),
    "another run's figure": (
        lambda r: r["figures"]["curves"].update(path="figures/emotion/resnet50/curves.png"), "figures.curves.path"),
    "a recall of a class": (
        lambda r: r["detail"]["test"]["per_class"]["fear"].update(recall=0.99), "test.per_class.fear.recall"),
    "a support of a class": (
        lambda r: r["detail"]["test"]["per_class"]["fear"].update(support=1), "test.per_class.fear.support"),
    "a count of the data card": (
        lambda r: r["data"]["splits"]["test"]["counts"].update(fear=1), "data.splits.test.counts"),
    "a share of the data card": (
        lambda r: r["data"]["splits"]["test"]["shares"].update(fear=0.9), "data.splits.test.shares.fear"),
    "another majority": (lambda r: r["data"].update(majority="disgust"), "data.majority"),
    "an accuracy of an epoch": (
        lambda r: r["history"][0]["valid"].update(accuracy=1.4), "history[0].valid.accuracy"),
    "epochs in another order": (lambda r: r["history"].reverse(), "history"),
    "a best epoch that is not there": (lambda r: r.update(best_epoch=999), "best_epoch"),
    "more epochs than planned": (lambda r: r.update(epochs_planned=1), "epochs"),
    "more parameters trained than there are": (
        lambda r: r["cost"].update(trainable_parameters=10**9), "cost.trainable_parameters"),
    "a latency outside its quartiles": (
        lambda r: r["cost"]["latency"].update(median_ms=9999.0), "cost.latency"),
    "more samples right than in the grid": (lambda r: r["samples"].update(right=9), "samples.right"),
    "a baseline above one": (
        lambda r: r["baselines"]["majority"].update(accuracy=1.7), "baselines.majority.accuracy"),
    "time below nought": (lambda r: r.update(seconds=-1.0), "seconds"),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_a_record_that_contradicts_itself_is_refused(name: str, tmp_path: Path) -> None:
    change, field = CHANGES[name]
    record = kept()
    change(record)
    with pytest.raises(InputError, match="contradicts itself") as caught:
        read(tmp_path, "emotionnet-v1", json.dumps(record))
    assert f"`{field}" in caught.value.message
    assert str(caught.value.file).endswith("emotionnet-v1.json")


def test_two_records_swapped_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="`run` is 'emotionnet-v1'"):
        read(tmp_path, "resnet50", json.dumps(kept()))


def test_a_key_that_stands_twice_is_refused(tmp_path: Path) -> None:
    text = json.dumps(kept()).replace('"study"', '"title": "Another", "study"', 1)
    with pytest.raises(InputError, match="`title` stands twice"):
        read(tmp_path, "emotionnet-v1", text)


def test_one_run_under_two_names_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "results" / "emotion"
    place.mkdir(parents=True)
    record = kept()
    for run in ("emotionnet-v1", "copy"):
        figures = {
            name: {**figure, "path": figure["path"].replace("/emotionnet-v1/", f"/{run}/")}
            for name, figure in record["figures"].items()
        }
        text = json.dumps({**record, "run": run, "title": run, "figures": figures})
        (place / f"{run}.json").write_text(text, encoding="utf-8")
    results = Results(tmp_path / "results", {})
    results.run("emotion", "emotionnet-v1")
    with pytest.raises(InputError, match="are one run"):
        results.run("emotion", "copy")


def test_a_picture_that_is_another_one_is_refused(tmp_path: Path) -> None:
    record = kept()
    read(tmp_path, "emotionnet-v1", json.dumps(record))
    path = tmp_path / record["figures"]["curves"]["path"]
    path.parent.mkdir(parents=True)
    path.write_bytes((KEPT / "figures/emotion/resnet50/curves.png").read_bytes())
    with pytest.raises(InputError, match="is not the one that its record was written with"):
        Results(tmp_path / "results", {}).figure("emotion/emotionnet-v1/curves")


@pytest.mark.parametrize("path", sorted(KEPT.glob("results/*/*.json")), ids=lambda path: path.stem)
def test_what_was_recorded_agrees_with_itself(path: Path) -> None:
    results = Results(KEPT / "results", {})
    if path.stem == "study":
        assert results.of_study(path.parent.name, "title")
    else:
        assert results.run(path.parent.name, path.stem).title


def test_an_imported_study_without_a_data_card_is_no_contradiction(tmp_path: Path) -> None:
    from plainspoken.base.progress import Silence
    from plainspoken.experiments.importers.import_runs import bring_runs
    from plainspoken.experiments.importers.import_settings import ImportSettings
    from plainspoken.experiments.results.examine_record import examine_study
    from plainspoken.experiments.results.read_record import read_study

    (tmp_path / "net.json").write_text('{"accuracy": 0.9}', encoding="utf-8")
    settings = ImportSettings.model_validate("net.json")
    bring_runs(
        {"mine/net": settings},
        folder=tmp_path,
        results=tmp_path / "results",
        figures=tmp_path / "figures",
        progress=Silence(),
    )
    path = tmp_path / "results" / "mine" / "study.json"
    study = read_study(path)
    assert not study.has("data")
    examine_study(study, path)


@pytest.mark.parametrize(
    ("counts", "shares", "field"),
    [
        ({"a": 80, "b": 60}, {"a": 0.8, "b": 0.6}, None),
        ({"a": 80, "b": 60}, {}, None),
        ({"a": 60, "b": 40}, {"a": 0.6, "b": 0.4}, None),
        ({"a": 120, "b": 60}, {"a": 0.8, "b": 0.6}, "data.splits.test.counts.a"),
        ({"a": 61, "b": 40}, {"a": 0.6, "b": 0.4}, "data.splits.test.counts"),
        ({"a": 30, "b": 40}, {}, "data.splits.test.counts"),
    ],
    ids=["several labels", "several, no shares", "one label", "more than there are", "one too many", "too few"],
)
def test_labels_of_a_sample_may_be_several_but_no_label_has_more_samples_than_there_are(
    counts: dict[str, int], shares: dict[str, float], field: str | None, tmp_path: Path
) -> None:
    card = DataCard(splits={"test": Split(n=100, counts=counts, shares=shares)})
    study = StudyRecord(study="tags", title="Tags", profile="smoke", runs=["one"], data=card)
    path = tmp_path / "tags" / "study.json"
    if field is None:
        examine_study(study, path)
    else:
        with pytest.raises(InputError, match=re.escape(field)):
            examine_study(study, path)


def with_folds(value: float) -> str:
    record = kept()
    accuracy = of(record)["accuracy"]
    folded = {**accuracy, "split": "cross-validation", "seeds": [0.4, 0.6], "value": value, "low": 0.3, "high": 0.7}
    record["scores"]["cross-validation"] = {"accuracy": {**folded, "method": "student-t over folds"}}
    return json.dumps(record)


def test_the_figures_of_folds_have_the_metric_as_their_mean(tmp_path: Path) -> None:
    read(tmp_path, "emotionnet-v1", with_folds(0.5))
    with pytest.raises(InputError, match="mean"):
        read(tmp_path / "other", "emotionnet-v1", with_folds(0.55))
