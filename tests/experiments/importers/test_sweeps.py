"""Many runs imported as one thing: tables with a row a run, patterns, folders and queries."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from plainspoken.base.errors import InputError
from plainspoken.base.progress import Silence
from plainspoken.experiments.importers.import_runs import (
    bring_runs,
    check_names,
    read_many,
    read_results,
    tells_of_several,
)
from plainspoken.experiments.importers.import_settings import ImportSettings
from plainspoken.experiments.importers.run_sources import RunQuery, read_query
from plainspoken.experiments.importers.sweeps import FoundSweep
from plainspoken.experiments.results.intervals import wilson
from plainspoken.experiments.results.read_record import read_run, read_study
from plainspoken.experiments.results.sweep_measures import pareto_front, rank_in, ranked

OPTUNA = """\
number,value,datetime_start,duration,params_C,state
0,0.909,2026-11-28 21:07:52,0 days 00:00:00.439475,0.006,COMPLETE
1,0.875,2026-11-28 21:07:53,0 days 00:01:00.5,0.0019,COMPLETE
2,0.99,2026-11-28 21:07:54,0 days 00:00:00.5,0.3,FAIL
3,0.97,2026-11-28 21:07:54,0 days 00:00:00.5,0.4,PRUNED
"""
MLFLOW = """\
run_id,experiment_id,status,metrics.val_accuracy,metrics.test_accuracy,params.lr,tags.mlflow.runName
a1,1,FINISHED,0.95,0.94,0.01,mlp-0
b2,1,FINISHED,0.96,0.95,0.1,mlp-1
c3,1,FAILED,0.99,0.99,0.5,mlp-2
"""
SEEDS = "seed,accuracy\n0,0.90\n1,0.92\n2,0.94\n"
GRID = """\
model,optimizer,seed,test_accuracy,test_n,runtime
small,adam,0,0.80,500,3.0
small,adam,1,0.82,500,3.0
small,adam,2,0.84,500,3.0
large,adam,2,0.90,500,9.0
large,adam,0,0.86,500,9.0
large,adam,1,0.88,500,9.0
"""


def sweep(folder: Path, text: str, file: str = "runs.csv", **options: object) -> FoundSweep:
    (folder / file).write_text(text, encoding="utf-8")
    return read_many("tuning", ImportSettings.model_validate({"files": [file], **options}), folder)


def test_trials_of_optuna_with_the_metric_that_the_author_names(tmp_path: Path) -> None:
    found = sweep(tmp_path, OPTUNA, metrics={"value": "valid.accuracy"})
    assert [run.final.valid.accuracy for run in found.runs] == [0.909, 0.875]
    assert [run.at for run in found.runs] == [{"C": 0.006}, {"C": 0.0019}]
    assert [run.seconds for run in found.runs] == [0.439475, 60.5]
    assert found.left_out == {"failed": 1, "pruned": 1}
    assert found.study.extra["compared_by"] == "valid.accuracy"


def test_a_value_whose_meaning_nobody_tells_is_kept_and_has_no_best(tmp_path: Path) -> None:
    found = sweep(tmp_path, OPTUNA)
    assert [run.scores["test"]["value"].value for run in found.runs] == [0.909, 0.875]
    assert found.runs[0].scores["test"]["value"].better == "none"


def test_runs_of_mlflow_keep_their_names_settings_and_both_splits(tmp_path: Path) -> None:
    found = sweep(tmp_path, MLFLOW)
    assert [run.run for run in found.runs] == ["mlp-0", "mlp-1"]
    assert [run.title for run in found.runs] == ["lr 0.01", "lr 0.1"]
    assert [(run.final.valid.accuracy, run.final.test.accuracy) for run in found.runs] == [(0.95, 0.94), (0.96, 0.95)]
    assert found.study.axes == {"lr": [0.01, 0.1]}


def test_seeds_of_one_model_are_one_run_with_a_spread(tmp_path: Path) -> None:
    found = sweep(tmp_path, SEEDS)
    assert len(found.runs) == 1
    spread = found.runs[0].spreads["test.accuracy"]
    assert spread.mean == pytest.approx(0.92) and spread.deviation == pytest.approx(0.02)


def test_runs_that_differ_in_their_seed_alone_are_averaged_seed_by_seed(tmp_path: Path) -> None:
    found = sweep(tmp_path, GRID)
    small, large = found.runs
    assert small.scores["test"]["accuracy"].seeds == [0.80, 0.82, 0.84]
    assert large.scores["test"]["accuracy"].seeds == [0.86, 0.88, 0.90]
    assert large.extra["seeds"] == [0, 1, 2]
    assert large.final.test.accuracy_interval == wilson(430, 500)
    assert [run.run for run in ranked(found.runs)] == [large.run, small.run]
    assert rank_in(small, found.runs) == 2
    assert pareto_front(found.runs) == [small, large]


def test_a_seed_told_twice_repeats_nothing(tmp_path: Path) -> None:
    found = sweep(tmp_path, "seed,name,accuracy\n0,a,0.9\n0,b,0.8\n")
    assert len(found.runs) == 2


def test_a_pattern_makes_a_run_of_each_file_with_the_settings_of_its_path(tmp_path: Path) -> None:
    for rate in (0.1, 0.01):
        for seed in (0, 1):
            folder = tmp_path / f"runs/lr={rate}/seed{seed}"
            folder.mkdir(parents=True)
            (folder / "metrics.json").write_text(json.dumps({"test": {"accuracy": 0.9 - rate + seed / 100, "n": 100}}))
    found = read_many("tuning", ImportSettings(files=["runs/*/*/metrics.json"]), tmp_path)
    assert {run.at["lr"]: run.scores["test"]["accuracy"].seeds for run in found.runs} == {
        0.1: [0.8, 0.81], 0.01: [0.89, 0.9],
    }  # fmt: skip
    same = read_many("tuning", ImportSettings(files=["runs"]), tmp_path)
    assert len(same.runs) in (2, 4)


def test_a_table_with_a_row_a_run_is_told_from_a_history(tmp_path: Path) -> None:
    for name, text, several in (
        ("a.csv", GRID, True),
        ("b.csv", "epoch,loss\n1,0.5\n2,0.4\n", False),
        ("c.csv", "truth,predicted\na,a\nb,a\n", False),
        ("d.json", '{"test": {"accuracy": 0.9}}', False),
        ("e.json", '[{"name": "x", "accuracy": 0.9}, {"name": "y", "accuracy": 0.8}]', True),
    ):
        (tmp_path / name).write_text(text)
        assert tells_of_several(ImportSettings(files=[name]), tmp_path) is several, name


def test_where_top_and_order_choose_runs(tmp_path: Path) -> None:
    rows = "name,lr,test_accuracy,loss\n" + "".join(
        f"r{i},{i / 10},{0.5 + i / 100},{1 - i / 10}\n" for i in range(1, 7)
    )
    assert [run.run for run in sweep(tmp_path, rows, top=2).runs] == ["r6", "r5"]
    assert [run.run for run in sweep(tmp_path, rows, order_by="lr", top=2).runs] == ["r1", "r2"]
    assert [run.run for run in sweep(tmp_path, rows, order_by="test_accuracy ASC", top=1).runs] == ["r1"]
    assert [run.run for run in sweep(tmp_path, rows, where={"lr": 0.3}).runs] == ["r3"]
    with pytest.raises(InputError, match="no run has lr = 9") as caught:
        sweep(tmp_path, rows, where={"lr": 9})
    assert "0.1, 0.2" in caught.value.remedy


def test_a_query_is_read_in_its_parts() -> None:
    assert read_query("mlflow:experiment=mlp, order_by=val_accuracy DESC, top=50") == RunQuery(
        "mlflow", group="mlp", order_by="val_accuracy DESC", top=50
    )
    assert read_query("optuna:store=o.db, study=s") == RunQuery("optuna", "o.db", "s")
    assert read_query("mlflow:http://127.0.0.1:5000, experiment=mlp") == RunQuery(
        "mlflow", "http://127.0.0.1:5000", "mlp"
    )
    assert read_query("runs/*.csv") is None and read_query("c:/x.csv") is None
    with pytest.raises(InputError, match="not understood"):
        read_query("mlflow:first=50")


def test_a_build_asks_no_server(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="asks no server") as caught:
        read_many("tuning", ImportSettings(files=["mlflow:http://127.0.0.1:9"]), tmp_path)
    assert "experiments import" in caught.value.remedy


@pytest.mark.parametrize(
    ("text", "message", "remedy"),
    [
        ("name,hours\na,3\nb,4\n", "no column of these runs is a metric", "metrics = "),
        ("name,state,accuracy\na,FAIL,0.3\n", "no run that ended well: 1 failed", "other files"),
        ("name,accuracy\na,91.2\nb,93\n", "no share of 1", "percent = true"),
        ("name,accuracy\na,good\nb,0.9\n", "no number", "correct the cell"),
    ],
)
def test_a_mistake_names_what_to_do(tmp_path: Path, text: str, message: str, remedy: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        sweep(tmp_path, text, **({"metrics": {"x": "accuracy"}} if "hours" in text else {}))
    assert remedy in caught.value.remedy


def test_a_pattern_that_matches_nothing_and_a_name_that_clashes(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nothing matches"):
        read_many("tuning", ImportSettings(files=["runs/*.csv"]), tmp_path)
    with pytest.raises(InputError, match="a sweep of its own"):
        check_names({"a": ImportSettings(files=["x"]), "a/b": ImportSettings(files=["y"])})


def test_records_and_figures_of_a_sweep_are_written_once(tmp_path: Path) -> None:
    (tmp_path / "runs.csv").write_text(GRID.replace("seed", "depth"))

    def bring(wanted: set[str] | None) -> None:
        bring_runs(
            {"tuning": ImportSettings(files=["runs.csv"])}, folder=tmp_path, results=tmp_path / "results",
            figures=tmp_path / "figures", progress=Silence(), wanted=wanted,
        )  # fmt: skip

    bring({"tuning/top"})
    study = read_study(tmp_path / "results/tuning/study.json")
    assert {"top", "pareto", "parallel"} <= set(study.figures)
    assert (tmp_path / "figures/tuning/top.png").is_file()
    assert not (tmp_path / "figures/tuning/pareto.png").exists()
    assert study.figures["pareto"].alt.startswith("Scatter of accuracy")
    before = (tmp_path / "figures/tuning/top.png").stat().st_mtime_ns
    bring({"tuning/top"})
    assert (tmp_path / "figures/tuning/top.png").stat().st_mtime_ns == before
    assert read_run(tmp_path / f"results/tuning/{study.runs[0]}.json").status == "imported"
    (tmp_path / "runs.csv").write_text("name,accuracy\na,0.9\nb,0.8\n")
    bring(set())
    assert sorted(path.stem for path in (tmp_path / "results/tuning").glob("*.json")) == ["a", "b", "study"]


def test_answers_to_the_same_samples_are_compared_pair_by_pair(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("truth,predicted\n" + "x,x\n" * 8 + "y,y\n" * 2)
    (tmp_path / "b.csv").write_text("truth,predicted\n" + "x,y\n" * 8 + "y,y\n" * 2)
    found = read_many("tuning", ImportSettings(files=["*.csv"]), tmp_path)
    pair = found.study.pairs["a/b"]
    assert (pair.only_first, pair.only_second) == (8, 0) and pair.p == pytest.approx(2 / 256)


def test_settings_that_are_nested_without_end_are_passed_over() -> None:
    from plainspoken.experiments.importers.tracked_runs import settings_of
    from plainspoken.experiments.importers.yaml_settings import read_settings

    told = read_settings("lr: 0.1\n" + "".join(" " * depth + "a:\n" for depth in range(5000)) + "seed: 3\n")
    assert settings_of(told) == {"lr": 0.1, "seed": 3}


def test_the_first_column_names_the_runs_whatever_it_is_called(tmp_path: Path) -> None:
    """Where its cells are words, each once; numbers and words that repeat are settings."""
    table = "engine,games,elo\nHedgehog 2,1000,2991\nOwl (quantized),1000,3079\nOwl,900,3087\n"
    found = sweep(tmp_path, table, metrics={"elo": "higher"})
    assert {run.title for run in found.runs} == {"Hedgehog 2", "Owl (quantized)", "Owl"}
    repeated = sweep(tmp_path, "optimizer,lr,accuracy\nadam,0.1,0.8\nadam,0.2,0.9\n")
    assert "adam" not in {run.title for run in repeated.runs}
    numbers = sweep(tmp_path, "width,accuracy\n64,0.8\n128,0.9\n")
    assert {run.run for run in numbers.runs}.isdisjoint({"64", "128"})


def test_a_table_without_a_known_metric_says_how_to_name_one(tmp_path: Path) -> None:
    (tmp_path / "elo.csv").write_text("engine,elo\nOwl,3087\nHedgehog,2991\n")
    with pytest.raises(InputError) as error:
        read_results(tmp_path / "elo.csv", ImportSettings(files=["elo.csv"]))
    assert 'metrics = { "elo" = "higher" }' in error.value.remedy


def test_a_database_whose_tables_never_end_is_one_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sqlite3

    from plainspoken.experiments.importers import sqlite_file
    from plainspoken.experiments.importers.run_folders import database

    monkeypatch.setattr(sqlite_file, "MOST", 3)
    base = sqlite3.connect(tmp_path / "x.db")
    base.executescript(
        "create table latest_metrics(x); create table experiments(experiment_id, name);"
        "create view runs as with recursive c(i) as (select 1 union all select i + 1 from c)"
        " select i run_uuid, 'x' name, '' status, 1 experiment_id, 1 start_time, 2 end_time, 'active' lifecycle_stage"
        " from c; insert into experiments values(1, 'e');"
    )
    base.close()
    with pytest.raises(InputError, match="no database of MLflow: interrupted"):
        database(tmp_path / "x.db", ImportSettings(files=["x.db"]))
