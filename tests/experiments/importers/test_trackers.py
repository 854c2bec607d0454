"""Files that real tools wrote (`fixtures/`, made by `make_fixtures.py`), read and compared with what each tool itself
reports of them (`reported.json`). None of the tools is needed here."""

from __future__ import annotations

import http.server
import json
import shutil
import threading
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainspoken.base.errors import InputError
from plainspoken.experiments.importers.import_runs import read_import, read_many
from plainspoken.experiments.importers.import_settings import ImportSettings
from plainspoken.experiments.importers.mlflow_store import server_runs
from plainspoken.experiments.importers.run_folders import keep
from plainspoken.experiments.importers.sweeps import FoundSweep
from plainspoken.experiments.results.record import RunRecord
from plainspoken.experiments.results.sweep_measures import ranked

FIXTURES = Path(__file__).parent / "fixtures"


def reported(tool: str) -> Any:
    document = json.loads((FIXTURES / tool / "reported.json").read_text(encoding="utf-8"))
    assert document["version"]
    return document["reported"]


def run(file: str, **options: Any) -> RunRecord:
    return read_import("mine/net", ImportSettings.model_validate({"files": [file], **options}), FIXTURES)


def runs(file: str, **options: Any) -> FoundSweep:
    return read_many("tuning", ImportSettings.model_validate({"files": [file], **options}), FIXTURES)


def test_every_fixture_says_its_tool_and_version() -> None:
    tools = {
        path.name: json.loads((path / "reported.json").read_text()) for path in FIXTURES.iterdir() if path.is_dir()
    }
    assert len(tools) == 20
    assert [name for name, document in tools.items() if "documented" in document] == ["aim"]


@pytest.mark.parametrize("source", ["mlflow/mlflow.db", "mlflow_files/mlruns", "mlflow_files/search_runs.csv"])
def test_mlflow(source: str) -> None:
    told = reported(source.split("/")[0])
    found = runs(source)
    assert found.left_out == {"failed": 1}
    for record in found.runs:
        assert record.extra["seeds"] == [0, 1]
        for place, name in (("test", "accuracy"), ("valid", "accuracy"), ("test", "mae")):
            own = {"test": "test_", "valid": "val_"}[place] + name if name == "accuracy" else "mean_absolute_error"
            seeds = [told[f"mlp-{record.at['lr']}-{seed}"][own] for seed in (0, 1)]
            assert record.scores[place][name].seeds == pytest.approx(seeds)
    assert found.runs[0].scores["test"]["mae"].better == "lower"


def test_a_run_of_mlflow_by_name_and_by_query() -> None:
    found = runs("mlflow:store=mlflow/mlflow.db, experiment=mlp, order_by=test_accuracy DESC, top=1")
    assert [record.at["lr"] for record in found.runs] == [0.01]
    alone = run("mlflow/mlflow.db", where={"lr": 0.1, "seed": 1})
    assert alone.final.test.accuracy == pytest.approx(0.71)
    assert alone.curves["train.loss"].y == [1.32, 0.75, 0.43]
    with pytest.raises(InputError, match="no experiment is called 'cnn'") as caught:
        runs("mlflow:store=mlflow/mlflow.db, experiment=cnn")
    assert "mlp" in caught.value.remedy
    with pytest.raises(InputError, match="these are 5 runs") as several:
        run("mlflow/mlflow.db")
    assert "as a sweep" in several.value.remedy


def test_wandb() -> None:
    told = reported("wandb")
    found = runs("wandb/wandb")
    assert found.runs[0].extra["seeds"] == [0, 1] and found.runs[0].at == {"lr": 0.1}
    for seed in (0, 1):
        alone = run("wandb/wandb", where={"seed": seed})
        own = told[f"mlp-{seed}"]
        assert alone.final.test.accuracy == own["test/accuracy"]
        assert alone.final.valid.accuracy == own["val/accuracy"]
        assert alone.final.valid.mae == own["val/mae"]
        assert alone.epochs == own["epoch"] + 1 == 3


def test_tensorboard() -> None:
    told = reported("tensorboard")
    found = runs("tensorboard")
    assert {record.at["lr"] for record in found.runs} == {0.1, 0.01}
    for record in found.runs:
        own = told[f"lr={record.at['lr']:g}"]
        for tag, name in (
            ("train/loss", "train.loss"),
            ("val/accuracy", "valid.accuracy"),
            ("val/mAP", "valid.map"),
        ):
            points = list(zip(record.curves[name].x, record.curves[name].y, strict=True))
            assert points == [tuple(point) for point in own[tag]]


@pytest.mark.parametrize("source", ["optuna/optuna.db", "optuna/trials.csv"])
def test_optuna(source: str) -> None:
    told = reported("optuna")
    found = runs(source)
    assert found.left_out == {"pruned": 1}
    assert sorted(record.final.valid.accuracy for record in found.runs) == pytest.approx(
        sorted(told["values"].values())
    )
    best = ranked(found.runs)[0]
    assert best.final.valid.accuracy == pytest.approx(told["best_value"])
    assert best.at == pytest.approx(told["best_params"])


def test_sklearn() -> None:
    told = reported("sklearn")
    for file in ("report.json", "report.csv"):
        record = run(f"sklearn/{file}")
        assert record.final.test.accuracy == pytest.approx(told["accuracy"]) and record.final.test.n == told["n"]
    assert run("sklearn/report.txt").final.test.accuracy == pytest.approx(told["accuracy"], abs=0.005)
    for file in ("cv_results.csv", "cv_results.json"):
        best = ranked(runs(f"sklearn/{file}").runs)[0]
        metric = best.scores["cross-validation"]["accuracy"]
        assert metric.value == pytest.approx(told["best_score"]) and len(metric.seeds) == 3
        assert best.at == told["best_params"]
    for file in ("cross_validate.csv", "cross_validate.json"):
        scores = run(f"sklearn/{file}").scores["cross-validation"]
        assert scores["accuracy"].seeds == pytest.approx(told["folds"])
        assert scores["loss"].value > 0 and scores["loss"].better == "lower"
    errors = run("sklearn/regression.json").final.test
    assert (errors.mae, errors.r2, errors.n) == pytest.approx(tuple(told["regression"].values()))


def test_xgboost() -> None:
    told = reported("xgboost")
    record = run("xgboost/evals_result.json")
    assert record.curves["valid.loss"].y[-1] == pytest.approx(told["last"]["valid-mlogloss"], abs=1e-5)
    assert record.curves["valid.error_rate"].y[-1] == pytest.approx(told["last"]["valid-merror"], abs=1e-5)
    assert record.curves["valid.loss"].x == list(range(1, told["rounds"] + 1))
    with pytest.raises(InputError, match="which split 'validation_0' is"):
        run("xgboost/evals_unnamed.json")
    both = run("xgboost/evals_unnamed.json", splits={"validation_0": "train", "validation_1": "valid"})
    assert set(both.curves) == {"train.loss", "valid.loss"}


def test_lightgbm() -> None:
    told = reported("lightgbm")
    record = run("lightgbm/evals_result.json")
    assert record.curves["valid.loss"].y[-1] == pytest.approx(told["last"]["valid_0"]["multi_logloss"])
    assert record.curves["valid.error_rate"].y[-1] == pytest.approx(told["last"]["valid_0"]["multi_error"])
    assert len(record.curves["train.loss"].y) == told["rounds"]


def test_catboost() -> None:
    told = reported("catboost")
    for source in ("catboost/catboost_info", "catboost/evals_result.json"):
        record = run(source)
        assert max(record.curves["valid.accuracy"].y) == pytest.approx(told["best_score"]["validation"]["Accuracy"])
        assert min(record.curves["valid.loss"].y) == pytest.approx(told["best_score"]["validation"]["MultiClass"])
        assert record.extra["best"]["step"] == told["best_iteration"] + 1


def test_sacred() -> None:
    told = reported("sacred")
    for seed, name in enumerate(("1", "2")):
        record = run("sacred/runs", where={"seed": seed})
        assert record.metrics["result"] == told[name]["result"]
        assert record.final.valid.accuracy == pytest.approx(told[name]["val.accuracy"])


def test_hydra() -> None:
    told = reported("hydra")
    found = runs("hydra/multirun")
    assert {f"lr={r.at['lr']:g},depth={r.at['depth']}": r.final.test.accuracy for r in found.runs} == pytest.approx(
        told
    )
    assert found.runs[0].final.test.has("accuracy_interval")


def test_dvclive() -> None:
    told = reported("dvclive")
    record = run("dvclive/dvclive")
    assert record.final.valid.accuracy == told["val"]["acc"] and record.final.train.loss == told["train"]["loss"]
    assert record.final.valid.mae == told["val"]["mae"]
    assert record.curves["valid.accuracy"].y == [0.64, 0.83, 0.81]


def test_aim() -> None:
    found = runs("aim/metrics.csv")
    assert found.runs[0].scores["valid"]["accuracy"].seeds == pytest.approx(reported("aim")["accuracy"])


def test_keras() -> None:
    told = reported("keras")
    for file in ("classify.csv", "history.json"):
        last = run(f"keras/{file}").history[-1].valid
        assert last.accuracy == pytest.approx(told["val_accuracy"]) and last.loss == pytest.approx(told["val_loss"])
    regress = run("keras/regress.csv")
    assert regress.history[-1].valid.mae == pytest.approx(told["val_mae"], rel=1e-4)
    assert regress.best_epoch == 3


def test_keras_tuner() -> None:
    told = reported("keras_tuner")
    found = runs("keras_tuner/search", measure="valid.accuracy")
    best = ranked(found.runs)[0]
    assert len(found.runs) == told["trials"]
    assert best.final.valid.accuracy == pytest.approx(told["best_score"]) and best.at == told["best_values"]
    assert "test" not in best.scores  # a bare accuracy beside val_accuracy is that of training


def test_lightning() -> None:
    told = reported("lightning")
    record = run("lightning/metrics.csv")
    assert record.epochs == told["epochs"]
    assert record.final.test.accuracy == pytest.approx(told["test"]["test_acc"])
    assert record.history[-1].valid.accuracy == pytest.approx(told["valid"]["val_acc"])
    assert run("lightning/test.json").final.test.loss == pytest.approx(told["test"]["test_loss"])


def test_hugging_face_trainer() -> None:
    told = reported("trainer")
    record = run("trainer/trainer_state.json")
    assert record.extra["best"]["valid"]["accuracy"] == pytest.approx(told["best"])
    assert record.extra["best"]["step"] == told["step"]
    assert run("trainer/eval_results.json").final.valid.accuracy == pytest.approx(told["accuracy"])


def test_skorch() -> None:
    told = reported("skorch")
    record = run("skorch/history.json")
    assert [epoch.valid.accuracy for epoch in record.history] == pytest.approx(told["valid_acc"])
    assert [epoch.train.loss for epoch in record.history] == pytest.approx(told["train_loss"])


def test_ray_tune() -> None:
    told = reported("ray")
    found = runs("ray/search")
    best = ranked(found.runs)[0]
    assert len(found.runs) == told["trials"]
    assert best.final.valid.accuracy == pytest.approx(told["best"]) and best.at == {"lr": told["lr"]}


def test_lm_evaluation_harness() -> None:
    told = reported("lm_eval")
    record = run("lm_eval/results.json")
    assert record.final.test.accuracy == told["acc"] == record.scores["test"]["sums_acc"].value
    assert record.final.test.n == told["n"] and record.final.test.has("accuracy_interval")
    assert record.scores["test"]["sums_acc"].title == "accuracy on sums"


class _Recorded(http.server.BaseHTTPRequestHandler):
    """Answers as a tracking server of MLflow 3.17 did (`fixtures/mlflow_files/server.json`)."""

    answers = json.loads((FIXTURES / "mlflow_files" / "server.json").read_text(encoding="utf-8"))

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self._answer()

    def _answer(self) -> None:
        told = self.answers.get(self.path)
        body = json.dumps(told if told is not None else {"error_code": "NOT_FOUND"}).encode()
        self.send_response(200 if told is not None else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nothing is printed."""


@pytest.fixture
def address() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Recorded)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_mlflow_server_is_copied_and_read_like_its_store(address: str, tmp_path: Path) -> None:
    (tmp_path / "kept.json").write_text(keep(server_runs(address, "mlp"), address))
    kept = read_many("tuning", ImportSettings(files=["kept.json"]), tmp_path)
    stored = runs("mlflow_files/mlruns")
    assert {r.title: r.scores for r in kept.runs} == {r.title: r.scores for r in stored.runs}
    with pytest.raises(InputError, match="'cnn'"):
        server_runs(address, "cnn")


def test_a_server_that_is_not_there_is_said_so() -> None:
    with pytest.raises(InputError, match="cannot be asked"):
        server_runs("http://127.0.0.1:9", None)


@pytest.mark.parametrize(
    ("file", "cut", "message"),
    [
        ("optuna/optuna.db", 3000, "no database of MLflow or Optuna"),
        ("wandb/run-x.wandb", 0, "not a file of Weights & Biases"),
        ("tensorboard/events.out.tfevents.0", 30, "no scalars"),
    ],
)
def test_damaged_stores_are_refused(tmp_path: Path, file: str, cut: int, message: str) -> None:
    name = Path(file).name
    source = FIXTURES / file
    if not source.exists():
        source = next(FIXTURES.joinpath(file.split("/")[0]).rglob("*tfevents*" if "tf" in file else "*.wandb"))
    data = source.read_bytes()
    (tmp_path / name).write_bytes(b"x" * 100 + data[100:cut] if "optuna" in file else data[:cut])
    with pytest.raises(InputError, match=message):
        read_many("tuning", ImportSettings(files=[name]), tmp_path)


def test_a_wandb_file_that_breaks_off_gives_what_is_there(tmp_path: Path) -> None:
    source = next((FIXTURES / "wandb").rglob("*.wandb"))
    whole = read_many("tuning", ImportSettings(files=[str(source)]), tmp_path)
    shutil.copy(source, tmp_path / "run-cut.wandb")
    data = source.read_bytes()
    (tmp_path / "run-cut.wandb").write_bytes(data[: len(data) * 2 // 3])
    try:
        cut = read_many("tuning", ImportSettings(files=["run-cut.wandb"]), tmp_path)
    except InputError as error:
        assert "no run that ended well" in error.message
    else:
        assert len(cut.runs[0].history) <= len(whole.runs[0].history)


JUNK: list[object] = [None, "", "x", [], {}, True, -1, 10**40, [None], {"a": None}, [["", ""]]]
LINES = "result.json"
"""Of Ray Tune: an object a line, no document."""
TREES = sorted(path for path in FIXTURES.rglob("*.json") if path.stat().st_size < 60_000 and path.name != LINES)


def places(tree: object, before: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to each part of a document, the whole first."""
    yield before
    parts = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, part in parts:
        yield from places(part, (*before, key))


def replaced(tree: Any, place: tuple[Any, ...], part: object) -> Any:
    """A copy of the document with another part at one place."""
    if not place:
        return part
    copied = dict(tree) if isinstance(tree, dict) else list(tree)
    copied[place[0]] = replaced(tree[place[0]], place[1:], part)
    return copied


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_tools_file_with_something_else_in_it_is_read_or_refused(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = data.draw(st.sampled_from(TREES))
    tree = json.loads(path.read_text(encoding="utf-8"))
    changed = replaced(tree, data.draw(st.sampled_from(list(places(tree)))), data.draw(st.sampled_from(JUNK)))
    folder = tmp_path_factory.mktemp("changed")
    (folder / path.name).write_text(json.dumps(changed), encoding="utf-8")
    chosen = ImportSettings.model_validate({"files": [path.name]})
    for read in (partial(read_import, "mine/net"), partial(read_many, "mine")):
        with suppress(InputError):
            read(chosen, folder)
