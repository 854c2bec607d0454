"""Results of other tools, in the shapes that those tools write, become records that a page can quote."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sklearn.metrics import classification_report, f1_score

from plainspoken.base.errors import InputError
from plainspoken.base.progress import Silence
from plainspoken.experiments.importers.import_runs import bring_runs, read_import
from plainspoken.experiments.importers.import_settings import ImportSettings
from plainspoken.experiments.importers.metric_names import meaning
from plainspoken.experiments.results.claims import VOCABULARY
from plainspoken.experiments.results.intervals import wilson
from plainspoken.experiments.results.read_record import read_run, read_study
from plainspoken.experiments.results.record import RunRecord
from plainspoken.experiments.results.unmeasured import NotMeasuredError

LIGHTNING = """\
epoch,lr-AdamW,step,test/acc,train/loss_epoch,train/loss_step,val/acc,val/loss
0,0.001,9,,,1.61,,
0,,19,,,,0.50,1.10
0,,19,,1.40,,,
1,0.0005,29,,,1.02,,
1,,39,,,,0.62,0.91
1,,39,,0.98,,,
2,,40,0.60,,,,
"""
KERAS = "epoch,accuracy,learning_rate,loss,val_accuracy,val_loss\n0,0.4,0.001,1.5,0.35,1.6\n1,0.6,0.001,1.1,NA,nan\n"
FASTAI = "epoch,train_loss,valid_loss,accuracy,time\n0,0.9,0.8,0.61,00:12\n1,0.7,0.6,0.74,01:02\n"
TIMM = "epoch,train_loss,eval_loss,eval_top1,eval_top5,lr\n0,2.1,1.9,41.5,71.2,0.1\n1,1.6,1.5,55.25,80.1,0.05\n"
TRAINER_STATE = {
    "best_global_step": 20,
    "best_metric": 0.87,
    "global_step": 30,
    "log_history": [
        {"epoch": 0.5, "grad_norm": 2.1, "learning_rate": 5e-5, "loss": 0.69, "step": 5},
        {"epoch": 1.0, "grad_norm": 1.9, "learning_rate": 4e-5, "loss": 0.61, "step": 10},
        {"epoch": 1.0, "eval_accuracy": 0.81, "eval_loss": 0.5, "eval_runtime": 1.5, "step": 10},
        {"epoch": 2.0, "grad_norm": 1.0, "learning_rate": 2e-5, "loss": 0.41, "step": 20},
        {"epoch": 2.0, "eval_accuracy": 0.87, "eval_loss": 0.4, "eval_runtime": 1.4, "step": 20},
        {"epoch": 3.0, "eval_accuracy": 0.86, "eval_loss": 0.45, "eval_runtime": 1.4, "step": 30},
        {"epoch": 3.0, "step": 30, "total_flos": 1.2e13, "train_loss": 0.5, "train_runtime": 33.1},
    ],
}
ALL_RESULTS = {
    "epoch": 3.0,
    "eval_accuracy": 0.87,
    "eval_loss": 0.4,
    "eval_samples": 872,
    "train_loss": 0.5,
    "train_runtime": 33.1,
    "train_samples": 6000,
}
TRUTH = ["cat"] * 40 + ["dog"] * 35 + ["owl"] * 25
SAID = ["cat"] * 33 + ["dog"] * 7 + ["dog"] * 30 + ["cat"] * 5 + ["owl"] * 20 + ["cat"] * 5


def write(folder: Path, name: str, content: object) -> str:
    text = content if isinstance(content, str) else json.dumps(content, indent=1)
    (folder / name).write_text(text, encoding="utf-8")
    return name


def read(folder: Path, *files: str, **options: object) -> RunRecord:
    return read_import("mine/net", ImportSettings.model_validate({"files": list(files), **options}), folder)


def answers(folder: Path) -> str:
    with (folder / "answers.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("id", "truth", "predicted"), *zip(range(100), TRUTH, SAID, strict=True)])
    return "answers.csv"


def test_flat_and_nested_metrics_mean_the_same(tmp_path: Path) -> None:
    nested = write(tmp_path, "a.json", {"test": {"accuracy": 0.91, "n": 500, "auc": 0.97}, "val_loss": 0.3})
    flat = write(tmp_path, "b.json", {"accuracy": 0.91, "test_n": 500, "auc": 0.97, "eval": {"loss": 0.3}})
    one, other = read(tmp_path, nested), read(tmp_path, flat)
    assert one.final == other.final
    assert one.final.test.accuracy_interval == wilson(455, 500)
    assert one.final.valid.loss == 0.3
    assert one.metrics == {"test": {"accuracy": 0.91, "n": 500, "auc": 0.97}, "val_loss": 0.3}  # type: ignore[attr-defined]


def test_what_no_file_told_is_absent_and_says_so(tmp_path: Path) -> None:
    record = read(tmp_path, write(tmp_path, "m.json", {"accuracy": 0.9}))
    for ask in (
        lambda: record.cost.parameters,
        lambda: record.final.test.accuracy_interval,
        lambda: VOCABULARY["overfits"](record),
        lambda: VOCABULARY["right_of"](record),
        lambda: VOCABULARY["better"](record, record),
    ):
        with pytest.raises(NotMeasuredError, match="was not measured"):
            ask()


def test_a_count_is_enough_to_compare_two_runs(tmp_path: Path) -> None:
    good = read(tmp_path, write(tmp_path, "a.json", {"accuracy": 0.9}), n=500)
    poor = read(tmp_path, write(tmp_path, "b.json", {"accuracy": 0.8}), n=500)
    close = read(tmp_path, write(tmp_path, "c.json", {"accuracy": 0.89}), n=500)
    assert VOCABULARY["better"](good, poor) and not VOCABULARY["better"](good, close)
    assert VOCABULARY["best"]("accuracy", poor, good, close) is good


def test_scikit_learns_report(tmp_path: Path) -> None:
    report = classification_report(TRUTH, SAID, output_dict=True)
    record = read(tmp_path, write(tmp_path, "report.json", report))
    test = record.final.test
    assert test.n == 100 and test.accuracy == pytest.approx(0.83)
    assert test.f1 == pytest.approx(f1_score(TRUTH, SAID, average="macro"))
    assert test.weighted_f1 == pytest.approx(f1_score(TRUTH, SAID, average="weighted"))
    assert test.per_class["owl"].recall == 0.8 and test.per_class["owl"].support == 25
    assert VOCABULARY["class_share"](record, "cat", "test") == pytest.approx(0.4)
    assert record.baselines["majority"].accuracy == pytest.approx(0.4)
    with pytest.raises(NotMeasuredError):  # the report does not say how often a class was said
        VOCABULARY["pred_share"](record, "cat")


def test_answers_by_sample_give_everything_but_the_loss(tmp_path: Path) -> None:
    report = read(tmp_path, write(tmp_path, "r.json", classification_report(TRUTH, SAID, output_dict=True))).final.test
    record = read(tmp_path, answers(tmp_path))
    test = record.final.test
    for name in ("n", "accuracy", "balanced_accuracy", "precision", "recall", "f1", "weighted_f1"):
        assert getattr(test, name) == pytest.approx(getattr(report, name)), name
    assert test.confusion == [[33, 7, 0], [5, 30, 0], [5, 0, 20]]
    worst = VOCABULARY["top_confusions"](record, 1)[0]
    assert (worst.truth, worst.predicted) == ("owl", "cat")
    with pytest.raises(NotMeasuredError):
        _ = test.loss


def test_classes_that_are_numbers_stand_in_their_order(tmp_path: Path) -> None:
    record = read(tmp_path, write(tmp_path, "a.csv", "y_true,y_pred\n10,2\n2,2\n1,10\n"))
    assert record.final.test.labels == ["1", "2", "10"]


def test_lightnings_sparse_rows_become_epochs(tmp_path: Path) -> None:
    record = read(tmp_path, write(tmp_path, "metrics.csv", LIGHTNING))
    assert [row.epoch for row in record.history] == [1, 2] and record.epochs == 2
    assert record.final.test.accuracy == 0.60
    second = record.history[1]
    assert (second.train.loss, second.valid.loss, second.valid.accuracy) == (0.98, 0.91, 0.62)
    assert second.learning_rate == 0.0005
    assert record.best_epoch == 2


def test_keras_counts_epochs_from_nought_and_writes_na(tmp_path: Path) -> None:
    record = read(tmp_path, write(tmp_path, "log.csv", KERAS))
    assert [row.epoch for row in record.history] == [1, 2] and record.epochs == 2
    assert record.history[0].train.accuracy == 0.4
    with pytest.raises(NotMeasuredError):
        _ = record.history[1].valid.loss


def test_keras_history_and_skorchs_are_the_same(tmp_path: Path) -> None:
    lists = write(tmp_path, "history.json", {"loss": [1.5, 1.1], "val_loss": [1.6, 1.2], "val_accuracy": [0.3, 0.5]})
    rows = [
        {
            "batches": [],
            "epoch": 1,
            "train_loss": 1.5,
            "valid_loss": 1.6,
            "valid_acc": 0.3,
            "valid_loss_best": True,
            "dur": 2.5,
        },
        {"batches": [], "epoch": 2, "train_loss": 1.1, "valid_loss": 1.2, "valid_acc": 0.5, "dur": 2.0},
    ]
    keras, skorch = read(tmp_path, lists), read(tmp_path, write(tmp_path, "skorch.json", rows))
    assert [row.valid for row in keras.history] == [row.valid for row in skorch.history]
    assert keras.best_epoch == skorch.best_epoch == 2
    assert skorch.seconds == 4.5


def test_fastais_clock_and_timms_percents(tmp_path: Path) -> None:
    fastai = read(tmp_path, write(tmp_path, "history.csv", FASTAI))
    assert [row.seconds for row in fastai.history] == [12, 62] and fastai.seconds == 74
    summary = write(tmp_path, "summary.csv", TIMM)
    timm = read(tmp_path, summary, percent=True)
    assert timm.history[1].valid.accuracy == 0.5525
    assert timm.extra["columns"]["eval_top5"] == [71.2, 80.1]
    with pytest.raises(InputError, match=r"41\.5, which is no share of 1") as caught:
        read(tmp_path, summary)
    assert caught.value.line == 2 and "percent = true" in caught.value.remedy


def test_a_fraction_that_is_said_to_be_percent_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"would be 0\.83 %") as caught:
        read(tmp_path, write(tmp_path, "m.json", {"accuracy": 0.83}), percent=True)
    assert "leave out" in caught.value.remedy
    with pytest.raises(InputError, match="no share of 1"):
        read(tmp_path, write(tmp_path, "m.json", {"accuracy": 183}), percent=True)


def test_hugging_faces_state_and_results(tmp_path: Path) -> None:
    files = write(tmp_path, "trainer_state.json", TRAINER_STATE), write(tmp_path, "all_results.json", ALL_RESULTS)
    record = read(tmp_path, *files)
    assert [row.epoch for row in record.history] == [1, 2, 3]
    assert record.history[0].train.loss == 0.61 and record.history[1].valid.accuracy == 0.87
    assert record.best_epoch == 2 and record.seconds == 33.1
    assert record.final.valid.n == 872
    assert record.final.valid.accuracy_interval == wilson(round(0.87 * 872), 872)


def test_a_part_of_a_file_with_several_models(tmp_path: Path) -> None:
    name = write(tmp_path, "all.json", {"models": {"a": {"test": {"acc": 0.7}}, "b": {"test": {"acc": 0.8}}}})
    assert read(tmp_path, name, at="models/b").final.test.accuracy == 0.8
    with pytest.raises(NotMeasuredError):
        _ = read(tmp_path, name).final.test.accuracy  # whose would it be?
    with pytest.raises(InputError, match="no part is called 'c'") as caught:
        read(tmp_path, name, at="models/c")
    assert "a, b" in caught.value.remedy


@pytest.mark.parametrize(
    ("file", "text", "line", "message"),
    [
        ("m.json", '{\n "accuracy": 0.9,\n}', 3, "not valid JSON"),
        ("m.json", '{\n "loss": 1,\n "test": {\n  "accuracy": 1.2}}', 4, "no share of 1"),
        ("m.json", '{\n "accuracy": NaN}', 2, "accuracy of test is nan"),
        ("m.json", '{"note": "nothing measured"}', None, "holds no metrics"),
        ("m.json", '["a"]', None, "holds no metrics"),
        ("m.json", '{"macro avg": {}, "weighted avg": {}}', None, "not a whole report"),
        ("m.json", '{\n "accuracy": 0.9,\n "n": 2.5}', 3, "n of test is 2.5"),
        ("h.csv", "epoch,loss\n1,0.5\n2,high\n", 3, "loss is 'high'"),
        ("h.csv", "epoch,loss\n0,0.5\n-1,0.4\n", 3, "epoch -1 is no whole number"),
        ("h.csv", "epoch,device\n1,cpu\n", 1, "no column of this history holds a metric: epoch"),
        ("h.csv", "hour,loss\n1,0.5\n2,0.4\n", 1, "no column is called epoch or step"),
        ("h.csv", "epoch,loss\n", None, "no rows"),
        ("a.csv", "truth,predicted\na,b\na,\n", 3, "without truth or answer"),
        ("m.yaml", "accuracy: 0.9\n", None, "no reader for .yaml"),
    ],
)
def test_a_mistake_names_file_and_line(tmp_path: Path, file: str, text: str, line: int | None, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        read(tmp_path, write(tmp_path, file, text))
    assert caught.value.file == str(tmp_path / file)
    assert caught.value.line == line
    assert caught.value.remedy


def test_files_of_two_runs_do_not_go_together(tmp_path: Path) -> None:
    one, other = write(tmp_path, "a.json", {"accuracy": 0.9}), write(tmp_path, "b.json", {"accuracy": 0.8})
    with pytest.raises(InputError, match=r"0.8 here and 0.9 in a.json"):
        read(tmp_path, one, other)
    rounded = write(tmp_path, "c.json", {"accuracy": 0.904})
    assert read(tmp_path, one, rounded).final.test.accuracy == 0.9
    with pytest.raises(InputError, match="two histories"):
        read(tmp_path, write(tmp_path, "k.csv", KERAS), write(tmp_path, "f.csv", FASTAI))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file") as caught:
        read(tmp_path, "gone.json")
    assert "relative to the talk's folder" in caught.value.remedy


def bring(folder: Path, **imports: object) -> list[Path]:
    chosen = {name.replace("__", "/"): ImportSettings.model_validate(value) for name, value in imports.items()}
    return bring_runs(
        chosen, folder=folder, results=folder / "b" / "results", figures=folder / "b" / "figures", progress=Silence()
    )


def test_records_and_figures_are_written_once_and_strangers_go(tmp_path: Path) -> None:
    write(tmp_path, "log.csv", KERAS)
    files = ["log.csv", answers(tmp_path)]
    written = bring(tmp_path, mine__net=files, mine__tree="answers.csv")
    assert [path.relative_to(tmp_path / "b/results").as_posix() for path in written] == [
        "mine/net.json", "mine/tree.json", "mine/study.json",
    ]  # fmt: skip
    record = read_run(written[0])
    assert set(record.figures) == {"curves", "confusion"}
    assert "training loss from 1.50 to 1.10" in record.figures["curves"].alt
    assert all((tmp_path / "b" / figure.path).is_file() for figure in record.figures.values())
    assert read_study(written[2]).runs == ["net", "tree"]

    times = {path: path.stat().st_mtime_ns for path in (tmp_path / "b").rglob("*") if path.is_file()}
    bring(tmp_path, mine__net=files, mine__tree="answers.csv")
    assert {path: path.stat().st_mtime_ns for path in times} == times

    bring(tmp_path, mine__net=files)
    assert not (tmp_path / "b/results/mine/tree.json").exists()
    bring(tmp_path)
    assert list((tmp_path / "b/results").rglob("*.json")) == []


@pytest.mark.parametrize("name", ["a/b/c", "mine/study", "/net", "n t", "mine/", "../a/b", "mine/n t"])
def test_a_name_that_is_no_run_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="names no run"):
        bring_runs(
            {name: ImportSettings(files=["m.json"])},
            folder=tmp_path, results=tmp_path / "r", figures=tmp_path / "f", progress=Silence(),
        )  # fmt: skip
    assert not (tmp_path / "r").exists()


@pytest.mark.parametrize(
    ("name", "metric", "split"),
    [
        ("eval_f1_macro", "f1", "valid"),
        ("val/acc_epoch", "accuracy", "valid"),
        ("train/loss_epoch", "loss", "train"),
        ("sparse_categorical_accuracy", "accuracy", None),
        ("Balanced Accuracy", "balanced_accuracy", None),
        ("eval_samples", "n", "valid"),
        ("train.loss", "loss", "train"),
    ],
)
def test_names_of_many_tools(name: str, metric: str, split: str | None) -> None:
    found = meaning(name)
    assert found is not None and (found.metric, found.split) == (metric, split)


@pytest.mark.parametrize("name", ["eval_runtime", "total_flos", "val_iou", "grad_norm", "train_samples_per_second", ""])
def test_other_names_keep_to_themselves(name: str) -> None:
    assert meaning(name) is None


NUMBERS = st.floats(allow_nan=True, allow_infinity=True) | st.integers(-5, 10**6)
TREES = st.recursive(
    NUMBERS | st.text(max_size=5) | st.booleans() | st.none(),
    lambda children: (
        st.dictionaries(st.sampled_from(["accuracy", "test", "val", "loss", "n", "macro avg", "epoch", "x"]), children)
        | st.lists(children, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None)
@given(TREES)
@example([[0.0, 0.0, ""]])  # rows of three, as TensorBoard exports them
@example([[0.0, None, 0.0]])
def test_any_json_is_read_or_refused_in_one_message(tmp_path_factory: pytest.TempPathFactory, tree: object) -> None:
    folder = tmp_path_factory.mktemp("any")
    name = write(folder, "m.json", tree)
    try:
        record = read(folder, name)
    except InputError as error:
        assert error.remedy or error.message
    else:
        assert RunRecord in type(record).__mro__
        json.dumps(record.model_dump(mode="json", exclude_none=True), allow_nan=False)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="epoch,lossacurytidn\t;\n0123456789.-", max_size=60))
def test_any_table_is_read_or_refused_in_one_message(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.mktemp("any")
    name = write(folder, "m.csv", text)
    try:
        read(folder, name)
    except InputError as error:
        assert error.remedy or error.message


def test_without_matplotlib_figures_are_described_and_drawn_by_the_next_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "log.csv", KERAS)
    imports = {"mine__net": ["log.csv", answers(tmp_path)]}
    with monkeypatch.context() as patch:
        patch.setattr("plainspoken.experiments.importers.import_runs.find_spec", lambda name: None)
        described = read_run(bring(tmp_path, **imports)[0])
    assert not (tmp_path / "b" / "figures").exists()
    drawn = read_run(bring(tmp_path, **imports)[0])
    assert set(drawn.figures) == {"curves", "confusion"} == set(described.figures)
    for name, figure in drawn.figures.items():
        assert (tmp_path / "b" / figure.path).is_file()
        known_when_drawn = {"fingerprint": "", "parts": [], "foot": "", "type_share": 0.0}
        assert figure.model_copy(update=known_when_drawn) == described.figures[name]
