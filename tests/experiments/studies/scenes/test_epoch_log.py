"""A log in the source's format reads back as the run, also after an aborted start and a loss that is no number."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from plainspoken.base.errors import InputError
from plainspoken.experiments.importers.import_runs import read_import
from plainspoken.experiments.importers.import_settings import ImportSettings
from plainspoken.experiments.results.metric import NamedNumbers
from plainspoken.experiments.results.record import Ended, Epoch, RunRecord
from plainspoken.experiments.studies.scenes.epoch_log import predictions_table, training_log

ENDED = datetime(2025, 3, 1, 12, 0, 0)


def made(**changes: object) -> RunRecord:
    history = [
        Epoch(epoch=1, train=NamedNumbers(loss=0.5), learning_rate=0.01, seconds=65.2),
        Epoch(
            epoch=2, train=NamedNumbers(loss=0.4), valid=NamedNumbers(loss=0.45, macro_f1=0.31), learning_rate=0.01,
            seconds=70.9,
        ),
        Epoch(
            epoch=3, train=NamedNumbers(loss=0.3), valid=NamedNumbers(loss=0.41, macro_f1=0.38), learning_rate=1e-5,
            seconds=8.0,
        ),
    ]  # fmt: skip
    told = {"optimizer": "adam", "learning_rate": 0.01}
    return RunRecord(
        study="scenes", run="x", title="X", task="multilabel", model="plain", config={"train": told}, history=history,
        **changes,
    )  # fmt: skip


def read(folder: Path, lines: list[str], **settings: object) -> RunRecord:
    (folder / "x.log").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_import("mine/x", ImportSettings.model_validate({"files": ["x.log"], **settings}), folder)


def test_the_log_has_the_sources_lines() -> None:
    lines = training_log(made(), ended=ENDED, size=57_661_194)
    assert lines[0].startswith("2025-03-01 11:58:41,100 - plain_adam_0.01 - INFO - Training   >>> Epoch: 1, ")
    assert lines[0].endswith("Current LR: 0.01, Loss: 0.500, Time: 1m5s")
    assert lines[-2].endswith("Training concluded >>> Total Run Time: 2m24s")
    assert lines[-1].endswith("Model size on disk: 54.99 MB")


def test_the_log_reads_back_as_the_run(tmp_path: Path) -> None:
    record = made(stopped_early=True)
    found = read(tmp_path, training_log(record, ended=ENDED, size=57_661_194))
    assert [row.epoch for row in found.history] == [1, 2, 3]
    assert [row.train.loss for row in found.history] == [0.5, 0.4, 0.3]
    assert [row.learning_rate for row in found.history] == [0.01, 0.01, 1e-5]
    assert not found.history[0].has("valid")
    assert (
        found.history[2].valid.loss,
        found.history[2].valid.get("f1_macro") or found.history[2].valid.get("f1"),
    ) == (
        0.41,
        0.38,
    )
    assert found.stopped_early
    assert found.metrics["model_size_megabytes"] == 54.99


def test_an_aborted_start_leaves_nothing(tmp_path: Path) -> None:
    whole = training_log(made(), ended=ENDED)
    aborted = [whole[0].replace("0.500", "0.900"), whole[1].replace("0.400", "0.800")]
    with pytest.raises(InputError, match="training started anew"):
        read(tmp_path, [*aborted, *whole])
    found = read(tmp_path, [*aborted, *whole], restart="replace")
    assert [row.train.loss for row in found.history] == [0.5, 0.4, 0.3]


def test_a_loss_that_is_no_number_is_no_number_of_the_record(tmp_path: Path) -> None:
    broken = made(status="diverged", ended=Ended(epoch=4, reason="a weight is no number"))
    lines = training_log(broken, ended=ENDED)
    assert any("Epoch: 4, Loss: nan" in line for line in lines)
    found = read(tmp_path, lines)
    assert [row.train.get("loss") for row in found.history if row.epoch <= 3] == [0.5, 0.4, 0.3]
    assert all(row.epoch <= 3 or not row.has("train") or row.train.get("loss") is None for row in found.history)


def test_predictions_name_ids_and_may_be_empty() -> None:
    said = np.array([[True, False, True], [False, False, False]])
    assert predictions_table(["0.jpg", "1.jpg"], ["1", "2", "19"], said) == "ImageID,Labels\n0.jpg,1 19\n1.jpg,\n"
