"""Numbers of one split that contradict each other are refused, with the file and what to do."""

from pathlib import Path

import pytest

from plainspoken.base.errors import InputError
from plainspoken.experiments.importers.counted_samples import is_possible
from plainspoken.experiments.importers.import_runs import read_import
from plainspoken.experiments.importers.import_settings import ImportSettings
from plainspoken.experiments.results.record import RunRecord


def read(folder: Path, text: str, name: str = "m.json", **options: object) -> RunRecord:
    (folder / name).write_text(text, encoding="utf-8")
    return read_import("mine/net", ImportSettings.model_validate({"files": [name], **options}), folder)


@pytest.mark.parametrize(
    ("accuracy", "n", "possible"),
    [
        (0.884, 500, True), (0.88431, 500, False), (0.5, 3, False), (0.67, 3, True), (0.88, 500, True), (1.0, 7, True),
        (0.8840000033378601, 500, True), (786 / 872, 872, True), (0.0, 9, True), (0.999612, 10_000, False),
        (0.8831, 500, False), (0.902, 872, True), (2 / 3, 3, True), (0.333, 3, True),
    ],
)  # fmt: skip
def test_whether_a_count_gives_an_accuracy(accuracy: float, n: int, possible: bool) -> None:
    assert is_possible(accuracy, n) is possible


def test_an_accuracy_that_no_count_gives(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"which no count of n = 500 gives: 442 are right in 0.884") as caught:
        read(tmp_path, '{"test": {\n"accuracy": 0.88431, "n": 500}}')
    assert caught.value.line == 2 and "leave n out" in (caught.value.remedy or "")
    assert read(tmp_path, '{"test": {"accuracy": 0.88431}}').final.test.accuracy == 0.88431
    with pytest.raises(InputError, match="no count"):
        read(tmp_path, '{"accuracy": 88.43, "n": 500}', percent=True)
    assert read(tmp_path, '{"accuracy": 88.4, "n": 500}', percent=True).scores["test"]["accuracy"].n == 500


def test_a_history_may_average_batches(tmp_path: Path) -> None:
    record = read(tmp_path, "epoch,loss,test_acc\n1,0.5,\n2,0.4,0.88431\n", "h.csv", n=500)
    assert record.final.test.accuracy == 0.88431 and "perhaps a mean over batches" in record.read_as["accuracy"]
    (tmp_path / "losses.csv").write_text("epoch,loss\n1,0.5\n2,0.4\n", encoding="utf-8")
    with pytest.raises(InputError, match="no count of n = 500"):
        read(tmp_path, '{"test": {"accuracy": 0.88431}}', files=["m.json", "losses.csv"], n=500)


def test_two_numbers_of_samples(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"n of test is 400 here and 500 in talk.toml"):
        read(tmp_path, '{"test": {"accuracy": 0.88, "n": 400}}', n=500)
    assert read(tmp_path, '{"test": {"accuracy": 0.88, "n": 400}}', n=400).scores["test"]["accuracy"].n == 400


def test_a_matrix_tells_samples_and_accuracy_and_must_fit(tmp_path: Path) -> None:
    record = read(tmp_path, '{"confusion_matrix": [[45, 5], [5, 45]]}')
    assert record.final.test.accuracy == 0.9 and record.scores["test"]["accuracy"].n == 100
    nested = read(tmp_path, '{"val": {"accuracy": 0.8, "confusion_matrix": [[4, 1], [1, 4]]}}')
    assert nested.scores["valid"]["accuracy"].n == 10
    with pytest.raises(InputError, match="90 of 100 on its diagonal"):
        read(tmp_path, '{"accuracy": 0.95, "confusion_matrix": [[45, 5], [5, 45]]}')
    with pytest.raises(InputError, match="counts 100 samples"):
        read(tmp_path, '{"n": 90, "confusion_matrix": [[45, 5], [5, 45]]}')
    shares = read(tmp_path, '{"accuracy": 0.5, "confusion_matrix": [[0.5, 0.5], [0.2, 0.8]]}')
    assert shares.scores["test"]["accuracy"].n is None, "shares count nothing"


@pytest.mark.parametrize(
    ("text", "line", "cells"),
    [
        ("epoch,loss,val_loss\n1,0.9,0.7\n2,0.5\n", 3, 2),
        ("epoch,loss\n1,0.9\n2,0.5,0.6\n", 3, 3),
        ('loss,val_loss\n"1",0.9,0.7\n', 2, 3),
    ],
)
def test_a_row_of_another_length_is_refused(tmp_path: Path, text: str, line: int, cells: int) -> None:
    with pytest.raises(InputError, match=f"this row has {cells} cells, and the header") as caught:
        read(tmp_path, text, "h.csv")
    assert caught.value.line == line


def test_empty_cells_at_the_end_do_no_harm(tmp_path: Path) -> None:
    assert read(tmp_path, "epoch,loss\n1,0.9,\n2,0.5,,\n", "h.csv").epochs == 2
