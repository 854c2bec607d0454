"""Files as people and tools write them: names, signs and shapes that mean one thing only are read without an option."""

from pathlib import Path

import pytest

from plainspoken.base.errors import InputError
from plainspoken.experiments.importers.import_runs import read_import, read_many, tells_of_several
from plainspoken.experiments.importers.import_settings import ImportSettings
from plainspoken.experiments.importers.metric_names import Meaning, further, is_percent, meaning
from plainspoken.experiments.results.record import RunRecord


def put(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def read(folder: Path, text: str, name: str = "h.csv", **options: object) -> RunRecord:
    put(folder, {name: text})
    return read_import("mine/net", ImportSettings.model_validate({"files": [name], **options}), folder)


@pytest.mark.parametrize(
    ("name", "percent"),
    [("Val Acc (%)", True), ("accuracy_pct", True), ("test_accuracy_percent", True), ("acc [%]", True),
     ("top1 %", True), ("accuracy", False), ("percent", False), ("percentage_error", False)],
)  # fmt: skip
def test_names_that_say_percent(name: str, percent: bool) -> None:
    assert is_percent(name) is percent
    assert meaning("Val Acc (%)") == meaning("val_accuracy_pct") == Meaning("accuracy", "valid")


def test_percentages_by_the_header_by_the_cell_and_in_json(tmp_path: Path) -> None:
    rows = "Epoch,Train Acc (%),Val Acc (%)\n1,50.1,0.9\n2,66.0,63.4\n"
    history = read(tmp_path, rows).history
    assert [each.valid.accuracy for each in history] == pytest.approx([0.009, 0.634])
    assert read(tmp_path, '{"test_acc_pct": 91.2}', "m.json").final.test.accuracy == pytest.approx(0.912)
    assert read(tmp_path, "epoch,val_acc\n1,61%\n2,63.5 %\n").history[1].valid.accuracy == pytest.approx(0.635)
    put(tmp_path, {"t.csv": "model,accuracy,latency\nresnet,91.2%,11.4 ms\nvit,92.7%,30.1 ms\n"})
    found = read_many("t", ImportSettings(files=["t.csv"]), tmp_path)
    assert [(run.title, run.final.test.accuracy) for run in found.runs] == [("resnet", 0.912), ("vit", 0.927)]


def test_shares_beside_percentages_are_told_apart_from_percentages(tmp_path: Path) -> None:
    mixed = '{"test": {"accuracy": 0.8712, "precision": 87.4}}'
    with pytest.raises(InputError, match=r"precision of test is 87.4, a percentage, and accuracy 0.8712") as caught:
        read(tmp_path, mixed, "m.json")
    assert "write them all alike" in (caught.value.remedy or "")
    with pytest.raises(InputError) as again:
        read(tmp_path, mixed, "m.json", percent=True)
    assert "write them all alike" in (again.value.remedy or "")


def test_names_that_keras_numbered(tmp_path: Path) -> None:
    record = read(tmp_path, '{"loss": [0.6, 0.5], "val_loss": [0.6, 0.7], "val_auc_1": [0.6, 0.7]}', "h.json")
    assert record.best_epoch == 2 and record.extra["best_by"] == "auc"
    both = read(tmp_path, '{"val_loss": [0.6, 0.7], "val_auc": [0.6, 0.5], "val_auc_1": [0.6, 0.7]}', "h.json")
    assert both.extra["best"]["valid"]["auc"] == 0.6, "two of a kind are not one"


@pytest.mark.parametrize("header", ["epoch_time_ms", "time_ms", "duration_ms"])
def test_milliseconds(tmp_path: Path, header: str) -> None:
    record = read(tmp_path, f"epoch,val_loss,{header}\n1,0.5,41200\n2,0.4,40800\n", time="epoch")
    assert record.seconds == pytest.approx(82.0)


@pytest.mark.parametrize("count", ["timesteps", "total_timesteps", "time/total_timesteps", "env_steps"])
def test_steps_of_reinforcement_learning(tmp_path: Path, count: str) -> None:
    record = read(tmp_path, f"{count},ep_rew_mean\n2048,21.3\n4096,55.9\n")
    assert record.curves["train.reward"].x == [2048, 4096]


def test_a_spreadsheet_in_german(tmp_path: Path) -> None:
    record = read(tmp_path, "epoche;train_loss;val_acc\n1;1,21;0,551\n2;0,93;0,613\n")
    assert record.best_epoch == 2 and record.history[1].valid.accuracy == 0.613


@pytest.mark.parametrize("valid", ["val", "valid", "validation", "dev"])
def test_lines_that_name_their_split(tmp_path: Path, valid: str) -> None:
    lines = [f'{{"epoch": {i}, "split": "{split}", "loss": {loss}, "acc": {acc}}}'
             for i, split, loss, acc in ((1, "train", 1.2, 0.55), (1, valid, 1.0, 0.62), (2, "train", 0.8, 0.71),
                                         (2, valid, 0.9, 0.69))]  # fmt: skip
    lines.append('{"split": "test", "loss": 0.93, "acc": 0.681}')
    for name, text in (("log.jsonl", "\n".join(lines)), ("log.json", f"[{', '.join(lines)}]")):
        record = read(tmp_path, text, name)
        assert record.history[1].train.accuracy == 0.71 and record.history[1].valid.accuracy == 0.69
        assert record.final.test.accuracy == 0.681 and record.best_epoch == 2


WALL = "Wall time,Step,Value\n1.0,0,{}\n2.0,1000,{}\n3.0,2000,{}\n"
SCALARS = {
    "tb/run-exp1-tag-val_accuracy.csv": WALL.format(0.4, 0.7, 0.6),
    "tb/run-exp1-tag-val_loss.csv": WALL.format(1.9, 0.9, 0.8),
}


def test_downloads_of_one_run_from_tensorboard_are_one_run(tmp_path: Path) -> None:
    put(tmp_path, SCALARS)
    record = read_import("mine/net", ImportSettings(files=list(SCALARS)), tmp_path)
    assert record.extra["best"] == {"valid": {"accuracy": 0.7, "loss": 0.9}, "step": 1000}
    folder = ImportSettings(files=["tb"])
    assert tells_of_several(folder, tmp_path)
    assert [run.run for run in read_many("tb", folder, tmp_path).runs] == ["exp1"]
    other = {"tb/run-exp2-tag-val_loss.csv": WALL.format(2, 1, 0.5)}
    put(tmp_path, other)
    assert [run.run for run in read_many("tb", folder, tmp_path).runs] == ["exp1", "exp2"]
    with pytest.raises(InputError, match="these files belong to 2 runs: exp1, exp2"):
        read_import("mine/net", ImportSettings(files=[*SCALARS, *other]), tmp_path)


def test_downloads_whose_run_names_the_split(tmp_path: Path) -> None:
    files = {f"run-exp_{split}-tag-epoch_loss.csv": WALL.format(3, 2, last)
             for split, last in (("train", 1.0), ("validation", 1.5))}  # fmt: skip
    put(tmp_path, files)
    record = read_import("mine/net", ImportSettings(files=list(files)), tmp_path)
    assert record.curves["train.loss"].y[-1] == 1.0 and record.curves["valid.loss"].y[-1] == 1.5


def test_two_filters_of_the_evaluation_harness_are_two_metrics(tmp_path: Path) -> None:
    told = '{"exact_match,strict-match": 0.0447, "exact_match,flexible-extract": 0.0523, "alias": "gsm8k"}'
    record = read(tmp_path, f'{{"results": {{"gsm8k": {told}}}}}', "r.json")
    scores = record.scores["test"]
    assert scores["gsm8k_exact_match_strict_match"].value == 0.0447
    assert scores["gsm8k_exact_match_flexible_extract"].value == 0.0523
    assert "strict-match" in scores["gsm8k_exact_match_strict_match"].title and "exact_match" not in scores


def test_a_remedy_names_only_what_is_there(tmp_path: Path) -> None:
    put(tmp_path, {"runs/a/metrics.json": '{"acc": 0.5}', "runs/b/metrics.json": '{"acc": 0.6}'})
    with pytest.raises(InputError, match="these are 2 runs") as caught:
        read_import("mine/net", ImportSettings(files=["runs"]), tmp_path)
    assert "where" not in (caught.value.remedy or "") and "name the file of one" in (caught.value.remedy or "")
    put(tmp_path, {"h1.csv": "epoch,loss\n1,0.5\n2,0.4\n", "h2.csv": "epoch,loss\n1,0.5\n2,0.4\n"})
    with pytest.raises(InputError, match=r"two histories: .*h1.csv and .*h2.csv"):
        read_import("mine/net", ImportSettings(files=["h1.csv", "h2.csv"]), tmp_path)


def test_runs_that_a_person_named_are_called_so(tmp_path: Path) -> None:
    put(tmp_path, {"m.csv": "name,size,valid_ppl\nsmall,125M,31.2\nlarge,760M,21.9\n"})
    assert [run.title for run in read_many("m", ImportSettings(files=["m.csv"]), tmp_path).runs] == ["small", "large"]
    put(tmp_path, {"t.csv": "Name,State,lr,test_acc\nsunny-sky-1,finished,0.1,0.8\ncalm-sea-2,finished,0.2,0.9\n"})
    titles = [run.title for run in read_many("t", ImportSettings(files=["t.csv"]), tmp_path).runs]
    assert titles == ["lr 0.1", "lr 0.2"], "names that a tracker made up say less than settings"


def test_what_detection_calls_map_and_what_retrieval_does() -> None:
    assert further("val_mAP") == Meaning("map", "valid") and further("bbox_mAP") == Meaning("map50_95", None)
