"""Training logs: validation is never taken for training, an aborted start leaves nothing behind."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainspoken.base.errors import InputError
from plainspoken.experiments.importers.import_runs import read_import
from plainspoken.experiments.importers.import_settings import ImportSettings
from plainspoken.experiments.results.record import RunRecord

LOGGER = """\
2025-03-01 09:00:00,001 - trainer - INFO - Training   >>> Epoch: 1, Current LR: 0.01, Loss: 0.310, Time: 4m10s
2025-03-01 09:10:00,001 - trainer - INFO - Training   >>> Epoch: 1, Current LR: 0.01, Loss: 0.300, Time: 2m05s
2025-03-01 09:12:10,001 - trainer - INFO - Training   >>> Epoch: 2, Current LR: 0.01, Loss: 0.200, Time: 2m00s
2025-03-01 09:12:40,001 - trainer - INFO - Validation >>> Epoch: 2, Loss: 0.190, current lr: 0.01, F1 Score: 0.110, Time: 0m30s
2025-03-01 09:14:40,001 - trainer - INFO - Training   >>> Epoch: 3, Current LR: 0.001, Loss: 0.150, Time: 2m00s
2025-03-01 09:16:40,001 - trainer - INFO - Training   >>> Epoch: 4, Current LR: 1e-05, Loss: 0.140, Time: 2m00s
2025-03-01 09:17:10,001 - trainer - INFO - Validation >>> Epoch: 4, Loss: 0.160, current lr: 1e-05, F1 Score (macro): 0.300, Time: 0m30s
2025-03-01 09:17:10,002 - trainer - INFO - Early stopping >>> triggered at epoch 4
2025-03-01 09:17:10,003 - trainer - INFO - Training concluded >>> Total Run Time: 9m05s
2025-03-01 09:17:10,004 - trainer - INFO - Model size on disk: 54.99 MB
"""  # noqa: E501

MXNET = """\
INFO:root:Start training with [cpu(0)]
INFO:root:Epoch[0] Batch [500]\tSpeed: 880.59\taccuracy=0.010000\ttop_k_accuracy_5=0.020000\tcross-entropy=7.600000
INFO:root:Epoch[0] Batch [900]\tSpeed: 883.96 samples/sec\taccuracy=0.052000\ttop_k_accuracy_5=0.149000\tcross-entropy=6.000000
INFO:root:Epoch[0] Resetting Data Iterator
INFO:root:Epoch[0] Time cost=1397.293
INFO:root:Epoch[0] Validation-accuracy=0.090000
INFO:root:Epoch[0] Validation-top_k_accuracy_5=0.228000
INFO:root:Epoch[0] Validation-cross-entropy=5.300000
INFO:root:Epoch[1] Batch [500]\tSpeed: 884.90 samples/sec\taccuracy=1.000000\ttop_k_accuracy_5=0.180000\tcross-entropy=1e-05
"""  # noqa: E501


def read(folder: Path, text: str, name: str = "run.log") -> RunRecord:
    (folder / name).write_bytes(text.encode())
    return read_import("mine/net", ImportSettings(files=[name]), folder)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_loggers_lines_become_epochs(tmp_path: Path, newline: str) -> None:
    record = read(tmp_path, LOGGER.replace("\n", newline))
    assert [row.epoch for row in record.history] == [1, 2, 3, 4]
    assert [row.train.loss for row in record.history] == [0.300, 0.200, 0.150, 0.140]
    assert [row.has("valid") for row in record.history] == [False, True, False, True]
    assert (record.history[3].valid.loss, record.history[3].valid.f1) == (0.160, 0.300)
    assert [row.learning_rate for row in record.history] == [0.01, 0.01, 0.001, 1e-05]
    assert [row.seconds for row in record.history] == [125, 150, 120, 150]
    assert (record.seconds, record.best_epoch, record.stopped_early) == (545, 4, True)
    assert record.ended is not None and record.ended.epoch == 4
    assert record.metrics["model_size_megabytes"] == 54.99


def test_validation_is_never_taken_for_training(tmp_path: Path) -> None:
    record = read(tmp_path, MXNET)
    (row,) = record.history
    assert (row.epoch, row.train.accuracy, row.valid.accuracy) == (1, 0.052, 0.09)
    assert (row.train.loss, row.valid.loss) == (6.0, 5.3)
    assert (row.train.top5_accuracy, row.valid.top5_accuracy, row.seconds) == (0.149, 0.228, 1397.293)


def test_small_numbers_and_ones_are_read_whole(tmp_path: Path) -> None:
    text = "Epoch[0] Batch [10]\taccuracy=1.000000\tcross-entropy=1e-05\nEpoch[0] Time cost=3\n"
    (row,) = read(tmp_path, text).history
    assert (row.train.accuracy, row.train.loss) == (1.0, 1e-05)


def test_a_run_that_went_on_from_a_checkpoint_keeps_what_came_before(tmp_path: Path) -> None:
    text = "".join(f"Epoch: {e}, Loss: {loss}\n" for e, loss in ((1, 3), (2, 2.5), (3, 2.4), (2, 2.0), (3, 1.5)))
    assert [row.train.loss for row in read(tmp_path, text).history] == [3, 2.0, 1.5]


def test_an_aborted_start_in_the_middle_of_batches_is_dropped(tmp_path: Path) -> None:
    text = MXNET.split("\n")
    aborted = "\n".join([text[1].replace("0.010000", "0.9"), text[2].replace("0.052000", "0.8"), *text])
    assert read(tmp_path, aborted).history[0].train.accuracy == 0.052


def test_keras_prints_the_epoch_on_a_line_of_its_own(tmp_path: Path) -> None:
    text = (
        "Epoch 1/2\n 63/63 - 2s - loss: 0.6931 - accuracy: 0.5000 - val_loss: 0.6000 - val_accuracy: 0.7000\n"
        "Epoch 2/2\n 63/63 - 1s - loss: 0.5000 - accuracy: 0.8000 - val_loss: nan - val_accuracy: 0.7500\n"
    )
    record = read(tmp_path, text, "out.txt")
    assert [row.train.accuracy for row in record.history] == [0.5, 0.8]
    assert [row.valid.accuracy for row in record.history] == [0.7, 0.75]
    assert record.history[1].valid.get("loss") is None


def test_percentages_are_fractions(tmp_path: Path) -> None:
    assert read(tmp_path, "Epoch 1: accuracy: 91.2%, loss: 0.3\n").history[0].train.accuracy == pytest.approx(0.912)


@pytest.mark.parametrize("text", ["", "nothing here\n", "Epoch 1 begins\n", "loss: 3\n"])
def test_a_log_without_metrics_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match="no line of this log") as caught:
        read(tmp_path, text)
    assert caught.value.file and caught.value.file.endswith("run.log")


@settings(max_examples=80, deadline=None)
@given(st.text(st.sampled_from("Epoch:=[]0123456789. ,-\tlossValidationaccuracy%\n>e"), max_size=200))
def test_any_text_is_read_or_refused_in_one_message(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.mktemp("log")
    try:
        record = read(folder, text)
    except InputError as error:
        assert error.message and error.file
    else:
        assert record.history
