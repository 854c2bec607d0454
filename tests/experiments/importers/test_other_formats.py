"""Files in the formats of tools that are not tried here, and files that were once read wrong: the right value, or a
refusal with its place and a remedy."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from plainspoken.base.errors import InputError
from plainspoken.experiments.importers.import_runs import figures_of, read_import, read_many
from plainspoken.experiments.importers.import_settings import ImportSettings
from plainspoken.experiments.results.record import RunRecord

LM_EVAL = {
    "results": {
        "hellaswag": {"alias": "hellaswag", "acc,none": 0.5123, "acc_stderr,none": 0.005, "acc_norm,none": 0.68},
        "wikitext": {"word_perplexity,none": 11.2, "word_perplexity_stderr,none": "N/A"},
    },
    "n-samples": {"hellaswag": {"original": 10042, "effective": 10042}},
    "higher_is_better": {"wikitext": {"word_perplexity": False}},
}
YOLO = """\
epoch,time,train/box_loss,train/cls_loss,metrics/precision(B),metrics/mAP50(B),metrics/mAP50-95(B),val/box_loss,lr/pg0
1,10.2,1.2,2.3,0.61,0.58,0.33,1.1,0.003
2,20.1,1.0,1.8,0.66,0.64,0.39,1.0,0.006
"""
NANOGPT = """\
number of parameters: 10.65M
step 0: train loss 4.28, val loss 4.27
iter 0: loss 4.26, time 100ms
iter 10: loss 3.20, time 90ms
step 250: train loss 1.96, val loss 2.06
"""
CHART = """\
"Step","mlp-0 - val/accuracy","mlp-0 - val/accuracy__MIN","mlp-0 - val/accuracy__MAX","mlp-1 - val/accuracy"
"0","0.5","0.5","0.5","0.4"
"1","0.8","0.8","0.8","0.7"
"""


def read(folder: Path, content: Any, name: str, **options: Any) -> RunRecord:
    (folder / name).write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return read_import("mine/net", ImportSettings.model_validate({"files": [name], **options}), folder)


@pytest.mark.parametrize(
    ("content", "name", "place", "metric", "value", "better"),
    [
        ({"bbox/AP": 41.2, "bbox/AP50": 62.3}, "m.json", "test", "map50_95", 0.412, "higher"),
        ({"bbox_mAP": 0.412, "segm_mAP_50": 0.6}, "m.json", "test", "mask_map50", 0.6, "higher"),
        (
            {"eval_loss": 2.31, "perplexity": 10.07, "eval_samples": 240},
            "m.json",
            "valid",
            "perplexity",
            10.07,
            "lower",
        ),
        ({"test": {"recall@10": 0.42, "ndcg@10": 0.31}}, "m.json", "test", "recall_at_10", 0.42, "higher"),
        ({"test_mrr": 0.5}, "m.json", "test", "mrr", 0.5, "higher"),
        ({"eval_bleu": 31.2, "eval_rougeL": 0.4}, "m.json", "valid", "bleu", 31.2, "higher"),
        ({"eval_wer": 1.2}, "m.json", "valid", "wer", 1.2, "lower"),
        ({"test": {"fid": 12.3}}, "m.json", "test", "fid", 12.3, "lower"),
        ({"val_mean_absolute_percentage_error": 12.0}, "m.json", "valid", "mape", 12.0, "lower"),
        ({"test": {"dice": 0.8}}, "m.json", "test", "dice", 0.8, "higher"),
        ({"test": {"pass@1": 0.25}}, "m.json", "test", "pass_at_1", 0.25, "higher"),
        (LM_EVAL, "m.json", "test", "hellaswag_acc", 0.5123, "higher"),
        (LM_EVAL, "m.json", "test", "wikitext_word_perplexity", 11.2, "lower"),
    ],
)
def test_metrics_of_all_fields_have_unit_and_direction(
    tmp_path: Path, content: Any, name: str, place: str, metric: str, value: float, better: str
) -> None:
    found = read(tmp_path, content, name).scores[place][metric]
    assert found.value == pytest.approx(value) and found.better == better


def test_standard_errors_are_intervals(tmp_path: Path) -> None:
    metric = read(tmp_path, LM_EVAL, "m.json").scores["test"]["hellaswag_acc"]
    assert metric.low == pytest.approx(0.5123 - 1.96 * 0.005) and metric.high == pytest.approx(0.5123 + 1.96 * 0.005)


def test_a_metric_that_only_the_author_knows(tmp_path: Path) -> None:
    record = read(
        tmp_path,
        {"elo": 1500, "toxicity": 0.02},
        "m.json",
        metrics={"elo": "higher", "toxicity": {"better": "lower", "unit": "fraction", "split": "valid"}},
    )
    assert record.scores["test"]["elo"].better == "higher"
    assert (record.scores["valid"]["toxicity"].unit, record.scores["valid"]["toxicity"].better) == ("fraction", "lower")


def test_detection_keeps_every_column_and_is_drawn(tmp_path: Path) -> None:
    record = read(tmp_path, YOLO, "results.csv")
    assert record.history[-1].valid.map50_95 == 0.39 and record.best_epoch == 2
    assert record.extra["columns"]["train/box_loss"] == [1.2, 1.0]
    assert record.seconds == pytest.approx(20.1, abs=0.2) and figures_of(record) == ["curves"]


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_nanogpt_counts_steps_and_the_evaluation_counts(tmp_path: Path, ends: str) -> None:
    record = read(tmp_path, NANOGPT.replace("\n", ends), "train.log")
    assert record.curves["train.loss"].x == [0, 10, 250]
    assert record.curves["train.loss"].y == [4.28, 3.2, 1.96]
    assert record.curves["valid.loss"].y == [4.27, 2.06]
    assert record.extra["best"] == {"step": 250, "train": {"loss": 1.96}, "valid": {"loss": 2.06}}


def test_other_lines_by_a_pattern(tmp_path: Path) -> None:
    log = "[12:00] it 100 >> L=0.9 (A 50.0)\n[12:01] it 200 >> L=nan (A 55.0)\nbye\n[12:02] it 300 >> L=0.5 (A 60.5)\n"
    record = read(tmp_path, log, "x.log", pattern="it {step} >> L={train_loss} (A {valid_accuracy})", percent=True)
    assert record.curves["train.loss"].x == [100, 300]
    assert record.curves["valid.accuracy"].y == [0.5, 0.55, 0.605]
    for pattern, message in (("it step", "no name in braces"), ("at {step} of", "no line of this log fits")):
        with pytest.raises(InputError, match=message):
            read(tmp_path, log, "x.log", pattern=pattern)


def test_a_pattern_cannot_run_for_ever(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no line"):
        read(tmp_path, "a" * 50000 + "!\n", "x.log", pattern="a {a} a {b} a {c} (a+)+$ {d}")


def test_a_table_with_a_row_a_value_and_a_chart_of_the_page(tmp_path: Path) -> None:
    (tmp_path / "chart.csv").write_text(CHART)
    found = read_many("tuning", ImportSettings(files=["chart.csv"]), tmp_path)
    assert {run.run: run.curves["valid.accuracy"].y for run in found.runs} == {"mlp-0": [0.5, 0.8], "mlp-1": [0.4, 0.7]}
    long = "run,metric,step,value\na,val_loss,0,1.0\na,val_loss,1,0.5\nb,val_loss,0,2.0\nb,val_loss,1,nan\n"
    (tmp_path / "long.csv").write_text(long)
    found = read_many("tuning", ImportSettings(files=["long.csv"]), tmp_path)
    assert [run.final.valid.loss for run in found.runs] == [0.5, 2.0]


@pytest.mark.parametrize(("name", "text"), [
    ("run-train-tag-loss.csv", "Wall time,Step,Value\n1.7e9,0,0.5\n1.7e9,1,0.25\n"),
    ("run-train-tag-loss.json", "[[1.7e9, 0, 0.5], [1.7e9, 1, 0.25]]"),
])  # fmt: skip
def test_what_tensorboards_page_downloads(tmp_path: Path, name: str, text: str) -> None:
    assert read(tmp_path, text, name).curves["train.loss"].y == [0.5, 0.25]
    other = "down" + name[name.rindex(".") :]
    with pytest.raises(InputError, match="does not say of which") as caught:
        read(tmp_path, text, other)
    assert "run-NAME-tag-METRIC" in caught.value.remedy
    assert read(tmp_path, text, other, metrics={"Value": "valid.loss"}).curves["valid.loss"].y == [0.5, 0.25]


def test_decimal_commas_are_numbers_where_semicolons_part_the_cells(tmp_path: Path) -> None:
    record = read(tmp_path, "epoch;valid_loss\n1;0,71\n2;0,5\n", "h.csv")
    assert [epoch.valid.loss for epoch in record.history] == [0.71, 0.5]


def test_a_regression_without_a_loss_has_curves(tmp_path: Path) -> None:
    record = read(tmp_path, "epoch,val_mae,val_rmse\n1,2.0,3.0\n2,1.0,2.0\n", "h.csv")
    assert record.best_epoch == 2 and figures_of(record) == ["curves"]
    one = read(tmp_path, "epoch,val_mae\n1,2.0\n", "one.csv")
    assert one.history[0].valid.mae == 2.0 and figures_of(one) == []


@pytest.mark.parametrize(
    ("content", "name", "message", "remedy"),
    [
        ("epoch,val_accuracy\n1,0.9\n2,55.1\n", "h.csv", "55.1, which is no share", "--percent"),
        ("epoch,loss\n0,1.0\n1,0.9\n2,0.8\n0,0.7\n1,0.6\n", "h.csv", "goes back from 2 to 0", "--restart"),
        ({"a": {"mlogloss": [1.0]}, "b": {"mlogloss": [1.0]}}, "h.json", "which split 'a' is", "--splits"),
        ("nothing here\n", "x.log", "no line of this log", "--pattern"),
        ("a,b\n1,2\n3,4\n", "h.csv", "no column is called epoch or step", "sweep"),
    ],
)
def test_what_is_in_doubt_is_refused_with_a_remedy(
    tmp_path: Path, content: Any, name: str, message: str, remedy: str
) -> None:
    with pytest.raises(InputError, match=message) as caught:
        read(tmp_path, content, name)
    assert remedy in caught.value.remedy and caught.value.file is not None
