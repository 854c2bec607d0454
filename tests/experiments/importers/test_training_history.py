"""What an epoch, a step, a split, a best and a restart are, in the files of many tools; what is in doubt is asked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainspoken.base.errors import InputError
from plainspoken.experiments.importers.import_runs import read_import
from plainspoken.experiments.importers.import_settings import ImportSettings
from plainspoken.experiments.importers.quotable import quotable
from plainspoken.experiments.results.examine_record import examine_run
from plainspoken.experiments.results.record import RunRecord
from plainspoken.experiments.results.unmeasured import NotMeasuredError


def read(folder: Path, content: object, name: str = "history.csv", **options: object) -> RunRecord:
    text = content if isinstance(content, str) else json.dumps(content)
    (folder / name).write_text(text, encoding="utf-8")
    record = read_import("mine/net", ImportSettings.model_validate({"files": [name], **options}), folder)
    examine_run(record, folder / "mine" / "net.json")
    return record


def refused(folder: Path, content: object, option: str, *, name: str = "history.csv", **options: object) -> InputError:
    """The error of a doubtful file, which must say the option that settles it."""
    with pytest.raises(InputError) as caught:
        read(folder, content, name, **options)
    assert f"`{option} = " in caught.value.remedy and f"--{option.replace('_', '-')}" in caught.value.remedy
    assert caught.value.file == str(folder / name)
    return caught.value


FIT = "epoch,step,test_acc,test_loss,train_loss,val_acc,val_loss\n"
LIGHTNING = FIT + "0,9,,,0.9,,\n0,9,,,,0.70,0.8\n1,19,,,0.5,,\n1,19,,,,0.80,0.6\n"


class TestWhatAnEpochIs:
    def test_a_row_that_tests_is_no_epoch(self, tmp_path: Path) -> None:
        record = read(tmp_path, LIGHTNING + "2,20,0.78,0.65,,,\n")
        assert (record.epochs, record.best_epoch) == (2, 2)
        assert (record.final.test.accuracy, record.final.test.loss) == (0.78, 0.65)
        assert "no epoch" in record.read_as["test"]

    def test_a_test_that_names_no_epoch_is_the_result_too(self, tmp_path: Path) -> None:
        assert read(tmp_path, LIGHTNING + ",20,0.78,,,,\n").final.test.accuracy == 0.78

    def test_an_evaluation_after_the_training_is_no_epoch(self, tmp_path: Path) -> None:
        record = read(tmp_path, LIGHTNING + "2,20,,,,0.81,0.55\n")
        assert record.epochs == 2 and record.history[-1].valid.accuracy == 0.80
        assert record.final.valid.accuracy == 0.81
        assert "over" in record.read_as["after"]

    def test_an_evaluation_before_the_training_is_not_its_best(self, tmp_path: Path) -> None:
        rows = "epoch,step,train_loss,val_acc\n0,0,,0.95\n0,9,0.9,\n0,9,,0.7\n1,19,0.5,\n1,19,,0.8\n"
        record = read(tmp_path, rows)
        assert record.best_epoch == 2 and record.extra["best"]["valid"]["accuracy"] == 0.8
        assert "before" in record.read_as

    @pytest.mark.parametrize(("start", "first"), [(0, 0), (1, 1)])
    def test_epochs_are_counted_from_one(self, tmp_path: Path, start: int, first: int) -> None:
        rows = "".join(f"{start + i},{1 / (i + 1)}\n" for i in range(3))
        record = read(tmp_path, "epoch,val_loss\n" + rows)
        assert [row.epoch for row in record.history] == [1, 2, 3]
        assert f"first epoch is {first}" in record.read_as["epoch"]

    def test_where_only_some_epochs_are_told_the_first_number_is_asked(self, tmp_path: Path) -> None:
        rows = "epoch,val_loss\n4,0.9\n9,0.7\n14,0.8\n"
        assert refused(tmp_path, rows, "first_epoch").line == 2
        assert read(tmp_path, rows, first_epoch=0).best_epoch == 10
        assert read(tmp_path, rows, first_epoch=1).best_epoch == 9

    def test_a_fraction_is_progress(self, tmp_path: Path) -> None:
        record = read(tmp_path, "epoch,train_loss,val_loss\n0.5,2.0,1.2\n1.0,1.5,1.7\n1.5,1.2,1.6\n")
        assert (record.epochs, record.best_epoch) == (2, 1)
        assert record.extra["best"]["valid"]["loss"] == 1.2 and record.history[0].valid.loss == 1.7
        assert "50 % done" in record.read_as["epoch"]

    def test_a_list_of_rows_that_count_nothing_is_taken_in_order(self, tmp_path: Path) -> None:
        record = read(tmp_path, [{"loss": 2.0, "val_loss": 2.1}, {"loss": 1.0, "val_loss": 1.9}], "h.json")
        assert record.epochs == 2 and record.read_as["epoch"] == "the rows in their order"

    def test_pandas_writes_a_nameless_index_before_a_history_of_keras(self, tmp_path: Path) -> None:
        record = read(tmp_path, ",loss,val_loss\n0,2.0,2.1\n1,1.0,1.9\n")
        assert [row.valid.loss for row in record.history] == [2.1, 1.9]

    def test_another_name_for_the_epoch_is_told(self, tmp_path: Path) -> None:
        rows = '{"val_accuracy": 0.5, "training_iteration": 1, "time_total_s": 1.0}\n' + (
            '{"val_accuracy": 0.6, "training_iteration": 2, "time_total_s": 2.5}\n'
        )
        by_step = read(tmp_path, rows, "result.json")
        assert not by_step.history and by_step.curves["valid.accuracy"].y == [0.5, 0.6]
        by_epoch = read(tmp_path, rows, "result.json", epoch_column="training_iteration")
        assert by_epoch.best_epoch == 2 and by_epoch.seconds == 2.5
        with pytest.raises(InputError, match="no column is called 'nothing'"):
            read(tmp_path, rows, "result.json", epoch_column="nothing")


class TestWhatAStepIs:
    @pytest.mark.parametrize("name", ["step", "global_step", "_step", "iteration", "Step"])
    def test_steps_are_curves_and_no_epochs(self, tmp_path: Path, name: str) -> None:
        record = read(tmp_path, f"{name},train_loss,val_loss\n100,2.0,2.1\n200,1.5,1.7\n300,1.2,1.8\n")
        assert not record.history
        assert record.curves["valid.loss"].x == [100, 200, 300]
        assert record.extra["best"] == {"step": 200, "train": {"loss": 1.5}, "valid": {"loss": 1.7}}
        with pytest.raises(NotMeasuredError):
            _ = record.epochs
        assert ("{{ net.extra.best.step }}", "200") in quotable(record, "net")

    def test_json_a_line(self, tmp_path: Path) -> None:
        lines = '{"iteration": 19, "total_loss": 1.2, "lr": 0.001}\n{"iteration": 39, "total_loss": 0.9, "lr": 0.001}\n'
        assert read(tmp_path, lines, "metrics.json").curves["train.loss"].y == [1.2, 0.9]
        with pytest.raises(InputError, match="not valid JSON") as caught:
            read(tmp_path, lines + '{"iteration": 59,\n', "metrics.json")
        assert caught.value.line == 3

    def test_rounds_of_boosting_are_told_by_split(self, tmp_path: Path) -> None:
        told = {"train": {"mlogloss": [1.2, 0.8]}, "valid": {"mlogloss": [1.3, 1.1], "merror": [0.2, 0.1]}}
        record = read(tmp_path, told, "evals.json")
        assert record.curves["valid.loss"].y == [1.3, 1.1] and record.extra["best"]["step"] == 2
        unnamed = {"validation_0": {"mlogloss": [1.2, 0.8]}, "validation_1": {"mlogloss": [1.3, 1.1]}}
        refused(tmp_path, unnamed, "splits", name="evals.json")
        chosen = read(tmp_path, unnamed, "evals.json", splits={"validation_0": "train", "validation_1": "valid"})
        assert chosen.curves["train.loss"].y == [1.2, 0.8]

    def test_long_curves_are_thinned_and_keep_their_last_point(self, tmp_path: Path) -> None:
        rows = "".join(f"{i},{1 / i}\n" for i in range(1, 1731))
        curve = read(tmp_path, "step,train_loss\n" + rows).curves["train.loss"]
        assert len(curve.x) <= 500 and (curve.x[0], curve.x[-1]) == (1, 1730)


class TestWhatASplitIs:
    def test_fastai_measures_on_validation(self, tmp_path: Path) -> None:
        record = read(
            tmp_path, "epoch,train_loss,valid_loss,accuracy,time\n0,0.9,0.8,0.61,00:12\n1,0.7,0.6,0.74,01:02\n"
        )
        assert record.history[1].valid.accuracy == 0.74 and record.history[1].train.get("accuracy") is None
        assert (record.best_epoch, record.seconds) == (2, 74)

    def test_keras_measures_bare_names_in_training(self, tmp_path: Path) -> None:
        record = read(tmp_path, "epoch,accuracy,loss,val_accuracy,val_loss\n0,0.9,1.0,0.5,1.0\n")
        assert record.history[0].train.accuracy == 0.9

    def test_a_metric_of_no_known_split_is_asked(self, tmp_path: Path) -> None:
        rows = "epoch,train_loss,val_loss,acc\n1,0.9,0.8,0.6\n2,0.7,0.6,0.7\n"
        error = refused(tmp_path, rows, "split")
        assert "`acc`" in error.message
        assert read(tmp_path, rows, split="valid").history[0].valid.accuracy == 0.6
        assert read(tmp_path, rows, split="train").history[0].train.accuracy == 0.6

    def test_a_column_that_names_the_split(self, tmp_path: Path) -> None:
        rows = "epoch,phase,loss,acc\n1,train,0.9,0.5\n1,val,0.8,0.6\n2,train,0.5,0.9\n2,val,0.7,0.7\n"
        record = read(tmp_path, rows)
        assert [(row.train.loss, row.valid.loss) for row in record.history] == [(0.9, 0.8), (0.5, 0.7)]
        assert record.extra["best"]["valid"]["accuracy"] == 0.7

    def test_ultralytics_classifier(self, tmp_path: Path) -> None:
        head = "epoch,time,train/loss,metrics/accuracy_top1,metrics/accuracy_top5,val/loss,lr/pg0\n"
        record = read(tmp_path, head + "1,5.1,1.2,0.61,0.95,1.1,0.003\n2,9.9,0.9,0.72,0.97,0.9,0.006\n")
        assert record.seconds == 9.9 and [row.seconds for row in record.history] == pytest.approx([5.1, 4.8])
        assert record.history[1].valid.accuracy == 0.72 and record.history[1].learning_rate == 0.006

    def test_ultralytics_detector(self, tmp_path: Path) -> None:
        head = (
            "epoch,time,train/box_loss,metrics/precision(B),metrics/mAP50(B),metrics/mAP50-95(B),val/box_loss,lr/pg0\n"
        )
        record = read(tmp_path, head + "1,10.2,1.2,0.61,0.58,0.33,1.1,0.003\n2,20.1,1.0,0.66,0.64,0.39,1.0,0.006\n")
        assert record.seconds == 20.1 and record.extra["columns"]["val/box_loss"] == [1.1, 1.0]
        assert record.history[1].valid.map50 == 0.64

    def test_a_test_returns_a_list_of_one_object(self, tmp_path: Path) -> None:
        record = read(tmp_path, [{"test_loss": 0.24, "test_acc": 0.938}], "test.json")
        assert record.final.test.accuracy == 0.938 and not record.history
        with pytest.raises(NotMeasuredError):
            _ = record.epochs
        two = [{"test_acc": 0.9}, {"test_acc": 0.8}]
        refused(tmp_path, two, "at", name="test.json")
        assert read(tmp_path, two, "test.json", at="1").final.test.accuracy == 0.8

    def test_several_tests_are_asked(self, tmp_path: Path) -> None:
        rows = "epoch,train_loss,val_acc,test_acc\n1,0.9,0.8,0.70\n2,0.7,0.9,0.72\n3,0.5,0.85,0.74\n"
        refused(tmp_path, rows, "test_at")
        assert read(tmp_path, rows, test_at="last").final.test.accuracy == 0.74
        assert read(tmp_path, rows, test_at="best").final.test.accuracy == 0.72
        without = "epoch,train_loss,test_acc\n1,0.9,0.70\n2,0.7,0.72\n"
        assert "no validation" in refused(tmp_path, without, "test_at", test_at="best").message

    def test_regression_has_a_history_too(self, tmp_path: Path) -> None:
        record = read(tmp_path, "epoch,val_mae\n1,3.1\n2,2.2\n3,2.5\n")
        assert record.best_epoch == 2 and record.history[1].valid.mae == 2.2


class TestWhatTheBestIs:
    STATE: ClassVar[dict[str, Any]] = {
        "best_global_step": 10,
        "best_metric": 0.92,
        "log_history": [
            {"epoch": 0.5, "step": 10, "loss": 1.0},
            {"epoch": 0.5, "step": 10, "eval_accuracy": 0.92, "eval_loss": 0.3},
            {"epoch": 1.0, "step": 20, "loss": 0.5},
            {"epoch": 1.0, "step": 20, "eval_accuracy": 0.85, "eval_loss": 0.5},
        ],
    }

    def test_the_best_checkpoint_is_told_with_its_own_numbers(self, tmp_path: Path) -> None:
        record = read(tmp_path, self.STATE, "trainer_state.json")
        assert record.extra["best"] == {
            "epoch": 1, "step": 10, "train": {"loss": 1.0}, "valid": {"accuracy": 0.92, "loss": 0.3},
        }  # fmt: skip
        assert record.history[0].valid.accuracy == 0.85
        assert "step 10" in record.read_as["best"]

    @pytest.mark.parametrize("told", [{"best_model_checkpoint": "out/checkpoint-10"}, {}])
    def test_older_trainers_name_the_checkpoint_or_only_its_figure(self, tmp_path: Path, told: dict[str, str]) -> None:
        state = {key: value for key, value in self.STATE.items() if key != "best_global_step"} | told
        assert read(tmp_path, state, "trainer_state.json").extra["best"]["step"] == 10

    def test_the_tools_choice_may_be_another_than_the_highest_accuracy(self, tmp_path: Path) -> None:
        state = {**self.STATE, "best_global_step": 20, "best_metric": 0.5}
        assert read(tmp_path, state, "trainer_state.json").extra["best"]["valid"]["accuracy"] == 0.85

    def test_an_evaluation_of_the_best_model_after_training_is_no_epoch(self, tmp_path: Path) -> None:
        log = [
            *self.STATE["log_history"],
            {"epoch": 1.0, "step": 20, "train_runtime": 33.1, "train_loss": 0.7},
            {"epoch": 1.0, "step": 20, "eval_accuracy": 0.92, "eval_loss": 0.3},
            {"epoch": 1.0, "step": 20, "test_accuracy": 0.9},
        ]
        record = read(tmp_path, {**self.STATE, "log_history": log}, "trainer_state.json")
        assert record.history[0].valid.accuracy == 0.85 and record.seconds == 33.1
        assert (record.final.valid.accuracy, record.final.test.accuracy) == (0.92, 0.9)

    def test_an_evaluation_on_start_is_before_the_first_epoch(self, tmp_path: Path) -> None:
        log = [{"epoch": 0, "step": 0, "eval_accuracy": 0.99}, *self.STATE["log_history"]]
        state = {"log_history": log}
        record = read(tmp_path, state, "trainer_state.json")
        assert record.extra["best"]["valid"]["accuracy"] == 0.92 and record.epochs == 1

    @pytest.mark.parametrize(
        ("name", "values", "best"),
        [
            ("val_error", (0.30, 0.19, 0.21), 2), ("val_err", (0.30, 0.19, 0.21), 2),
            ("val_cer", (0.5, 0.41, 0.4), 3), ("val_rmse", (3.0, 2.7, 2.6), 3), ("val_f1_micro", (0.5, 0.6, 0.55), 2),
            ("val_mIoU", (0.5, 0.6, 0.55), 2), ("val_bleu", (20.0, 21.0, 27.0), 3), ("val_ppl", (90.0, 60.0, 70.0), 2),
            ("val_top1_error", (0.4, 0.2, 0.3), 2), ("val_precision", (0.3, 0.9, 0.5), 1),
        ],
    )  # fmt: skip
    def test_what_a_task_is_measured_by_goes_before_the_loss_in_its_direction(
        self, tmp_path: Path, name: str, values: tuple[float, ...], best: int
    ) -> None:
        losses = (0.5, 0.6, 0.7)
        lines = [f"{i},{loss},{value}" for i, (loss, value) in enumerate(zip(losses, values, strict=True), 1)]
        record = read(tmp_path, "\n".join([f"epoch,val_loss,{name}", *lines]) + "\n")
        assert record.best_epoch == best
        assert record.extra["best"]["epoch"] == best and record.extra["best_by"] in record.read_as["best"].replace(
            " ", "_"
        )

    def test_the_author_may_say_what_chose_it(self, tmp_path: Path) -> None:
        rows = "epoch,val_loss,val_auc\n1,0.5,0.8\n2,0.6,0.9\n"
        assert read(tmp_path, rows).best_epoch == 2
        assert read(tmp_path, rows, best_by="loss").best_epoch == 1
        with pytest.raises(InputError, match="no validation metric of this history is called 'f1'"):
            read(tmp_path, rows, best_by="f1")


class TestWhatDivergedMeans:
    @pytest.mark.parametrize("sign", ["nan", "NaN", "inf"])
    def test_losses_that_are_no_numbers_to_the_end(self, tmp_path: Path, sign: str) -> None:
        rows = f"epoch,loss,val_loss,val_accuracy\n0,1,0.9,0.6\n1,{sign},{sign},0.14\n2,{sign},{sign},0.14\n"
        record = read(tmp_path, rows)
        assert record.extra["diverged"] == {"epoch": 2} and "from epoch 2" in record.read_as["diverged"]
        assert record.best_epoch == 1

    def test_a_table_that_writes_nan_for_what_a_row_does_not_tell(self, tmp_path: Path) -> None:
        rows = "epoch,train_loss,val_loss\n1,0.9,nan\n1,nan,0.8\n2,0.7,nan\n2,nan,0.6\n"
        assert "diverged" not in read(tmp_path, rows).extra
        assert "diverged" not in read(tmp_path, "epoch,loss\n1,0.9\n2,nan\n3,0.8\n").extra, "it recovered"

    def test_as_json_by_step_and_in_a_log(self, tmp_path: Path) -> None:
        keras = '{"loss": [1.0, NaN, NaN], "val_loss": [0.9, NaN, NaN]}'
        assert read(tmp_path, keras, "h.json").extra["diverged"] == {"epoch": 2}
        steps = "step,train_loss\n100,2.0\n200,1.5\n300,nan\n400,nan\n"
        assert read(tmp_path, steps).extra["diverged"] == {"step": 300}
        log = "Epoch 1: loss: 1.0 - val_loss: 0.9\nEpoch 2: loss: nan - val_loss: nan\n"
        assert read(tmp_path, log, "train.log").extra["diverged"] == {"epoch": 2}


class TestWhatARestartIs:
    KERAS = "epoch,loss,val_loss\n0,1.0,1.0\n1,0.9,0.9\n2,0.8,0.8\n0,0.7,0.7\n1,0.6,0.6\n"

    def test_a_count_that_begins_again_is_asked(self, tmp_path: Path) -> None:
        assert refused(tmp_path, self.KERAS, "restart").line == 5
        on = read(tmp_path, self.KERAS, restart="continue")
        assert [row.train.loss for row in on.history] == [1.0, 0.9, 0.8, 0.7, 0.6]
        assert on.epochs == 5 and "went on" in on.read_as["restart"]
        anew = read(tmp_path, self.KERAS, restart="replace")
        assert [row.train.loss for row in anew.history] == [0.7, 0.6]

    def test_a_count_that_goes_back_into_the_middle_took_up_a_checkpoint(self, tmp_path: Path) -> None:
        rows = "epoch,loss\n0,1.0\n1,0.9\n2,0.8\n1,0.7\n2,0.6\n3,0.5\n"
        record = read(tmp_path, rows)
        assert [row.train.loss for row in record.history] == [1.0, 0.7, 0.6, 0.5]
        assert "taken up again" in record.read_as["restart"]

    def test_metrics_that_stand_one_after_the_other_are_no_restart(self, tmp_path: Path) -> None:
        log = [{"epoch": e, "step": int(10 * e), "loss": 3 - e} for e in (0.5, 1.0, 1.5, 2.0)]
        log += [{"epoch": e, "step": int(10 * e), "eval_loss": 4 - e} for e in (1.0, 2.0)]
        record = read(tmp_path, {"log_history": log}, "trainer_state.json")
        assert [(row.train.loss, row.valid.loss) for row in record.history] == [(2.0, 3.0), (1.0, 2.0)]
        assert "restart" not in record.read_as and record.extra["best"]["train"]["loss"] == 1.0

    def test_an_epoch_told_twice_is_asked(self, tmp_path: Path) -> None:
        rows = "epoch,loss\n1,1.0\n1,2.0\n2,0.8\n2,1.8\n"
        assert refused(tmp_path, rows, "restart").line == 3
        assert [row.train.loss for row in read(tmp_path, rows, restart="replace").history] == [2.0, 1.8]

    def test_rows_of_several_runs_are_asked(self, tmp_path: Path) -> None:
        rows = "seed,epoch,val_acc\n0,1,0.5\n0,2,0.6\n1,1,0.55\n1,2,0.7\n"
        assert refused(tmp_path, rows, "where").line == 4
        assert read(tmp_path, rows, where={"seed": 1}).extra["best"]["valid"]["accuracy"] == 0.7
        with pytest.raises(InputError, match="no row has seed = 7"):
            read(tmp_path, rows, where={"seed": 7})
        with pytest.raises(InputError, match="names the column 'tree'"):
            read(tmp_path, rows, where={"tree": 7})

    def test_a_row_a_run_is_chosen(self, tmp_path: Path) -> None:
        head = "run_id,status,metrics.val_accuracy,metrics.test_accuracy,params.lr\n"
        rows = head + "a1,FINISHED,0.95,0.94,0.01\nb2,FINISHED,0.96,0.95,0.01\n"
        refused(tmp_path, rows, "where")
        assert read(tmp_path, rows, where={"run_id": "b2"}).final.test.accuracy == 0.95

    def test_a_longer_log_that_begins_again_is_asked(self, tmp_path: Path) -> None:
        text = "".join(f"Epoch: {e}, Loss: {loss}\n" for e, loss in ((1, 3), (2, 2.5), (1, 2.0), (2, 1.5)))
        refused(tmp_path, text, "restart", name="run.log")
        assert [row.train.loss for row in read(tmp_path, text, "run.log", restart="continue").history] == [
            3,
            2.5,
            2,
            1.5,
        ]
        anew = read(tmp_path, text, "run.log", restart="replace")
        assert [row.train.loss for row in anew.history] == [2, 1.5] and "taken up" in anew.read_as["restart"]


class TestTime:
    def test_seconds_that_only_grow_are_asked(self, tmp_path: Path) -> None:
        rows = "epoch,time,loss\n1,10,1\n2,20,0.9\n3,30,0.8\n"
        refused(tmp_path, rows, "time")
        assert read(tmp_path, rows, time="elapsed").seconds == 30
        assert read(tmp_path, rows, time="epoch").seconds == 60

    @pytest.mark.parametrize(
        ("column", "seconds"), [("dur", 60), ("epoch_time", 60), ("_runtime", 30), ("elapsed", 30)]
    )
    def test_many_names_say_it(self, tmp_path: Path, column: str, seconds: float) -> None:
        assert read(tmp_path, f"epoch,{column},loss\n1,10,1\n2,20,0.9\n3,30,0.8\n").seconds == seconds

    def test_times_that_go_up_and_down_are_of_each_epoch(self, tmp_path: Path) -> None:
        assert read(tmp_path, "epoch,time,loss\n1,10,1\n2,12,0.9\n3,11,0.8\n").seconds == 33

    def test_a_part_of_the_time_is_not_the_whole(self, tmp_path: Path) -> None:
        record = read(tmp_path, "epoch,dur,loss\n1,10,1\n2,,0.9\n")
        with pytest.raises(NotMeasuredError):
            _ = record.seconds

    def test_a_clock_that_was_started_again_goes_on(self, tmp_path: Path) -> None:
        assert read(tmp_path, "epoch,elapsed,loss\n1,10,1\n2,20,0.9\n3,7,0.8\n4,15,0.7\n").seconds == 35


def test_a_number_written_as_a_text_is_a_number(tmp_path: Path) -> None:
    record = read(tmp_path, {"test": {"accuracy": 0.9, "n": "500"}}, "m.json")
    assert record.final.test.n == 500 and record.final.test.accuracy_interval is not None


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.floats(0.01, 1), min_size=2, max_size=8),
    st.lists(st.floats(0, 1), min_size=8, max_size=8),
    st.sampled_from([0, 1]),
    st.booleans(),
)
def test_any_history_keeps_its_epochs_and_its_best(
    tmp_path_factory: pytest.TempPathFactory, losses: list[float], accuracies: list[float], first: int, tested: bool
) -> None:
    rows = [f"{first + i},{10 * i + 9},{loss},," for i, loss in enumerate(losses)]
    rows = [line for i, row in enumerate(rows) for line in (row, f"{first + i},{10 * i + 9},,{accuracies[i]},")]
    if tested:
        rows.append(f"{first + len(losses)},{10 * len(losses)},,,0.5")
    head = "epoch,step,train_loss,val_acc,test_acc\n"
    record = read(tmp_path_factory.mktemp("any"), head + "\n".join(rows) + "\n")
    told = accuracies[: len(losses)]
    assert record.epochs == len(losses) and record.best_epoch == told.index(max(told)) + 1
    assert record.extra["best"]["valid"]["accuracy"] == max(told)


def test_a_history_by_step_has_a_figure(tmp_path: Path) -> None:
    from plainspoken.base.progress import Silence
    from plainspoken.experiments.importers.import_runs import bring_runs, figures_of
    from plainspoken.experiments.results.read_record import read_run

    (tmp_path / "h.csv").write_text("step,train_loss,val_loss\n100,2.0,2.1\n200,1.5,1.7\n", encoding="utf-8")
    (tmp_path / "one.csv").write_text("epoch,train_loss\n1,2.0\n", encoding="utf-8")
    imports = {"mine/net": ImportSettings(files=["h.csv"]), "mine/one": ImportSettings(files=["one.csv"])}
    folders = {"results": tmp_path / "results", "figures": tmp_path / "figures"}
    by_step, one = (read_run(path) for path in bring_runs(imports, folder=tmp_path, progress=Silence(), **folders)[:2])
    assert (
        "over 200 steps" in by_step.figures["curves"].alt
        and "marks step 200, the best" in by_step.figures["curves"].alt
    )
    assert figures_of(by_step) == ["curves"] and figures_of(one) == [] == list(one.figures)
