"""A metric without a unit is found before a study works, where its source or its table tells."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from plainspoken.base.errors import InputError
from plainspoken.base.progress import Silence
from plainspoken.experiments.results.read_record import read_run
from plainspoken.experiments.runner import own_modules
from plainspoken.experiments.runner.run_studies import run_studies
from plainspoken.experiments.runner.study_registry import study_module
from plainspoken.experiments.settings import ExperimentSettings

HEAD = """from plainspoken.experiments.results.metric import Metric, MetricKind
from plainspoken.experiments.results.record import DataCard
from plainspoken.experiments.tasks.analysis import analyse
from plainspoken.experiments.tasks.work import WorkResult

FID = MetricKind(unit="number", better="lower")
KNOWN = {"fid": FID}
"""
LINES = HEAD.count("\n")


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Writes a study module of these lines into a talk's folder."""
    monkeypatch.setattr(own_modules, "FOLDERS", [])
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path])
    (tmp_path / "recipes").mkdir()

    def write(text: str) -> Path:
        monkeypatch.delitem(sys.modules, "own_work", raising=False)
        path = tmp_path / "recipes" / "own_work.py"
        path.write_text(HEAD + text, encoding="utf-8")
        own_modules.reach(tmp_path)
        return path

    return write


def returning(scores: str, more: str = "") -> str:
    return f"def work(run, context):\n    return WorkResult(card=DataCard(), scores={scores}{more})\n"


@pytest.mark.parametrize(
    ("text", "name", "line"),
    [
        (returning('{"test": {"fid": 3.0}}'), "fid", 2),
        (returning('{"test": {"fid": run.seed}}'), "fid", 2),
        (returning('{"test": {"fid": 3.0, "is": 2.0}}', ", kinds=KNOWN"), "is", 2),
        (returning('{"test": {"is": 2.0}}', ', kinds={"fid": FID}'), "is", 2),
        (returning('{"test": {"a": Metric(unit="ms", better="lower", value=2), "b": 1 / 3}}'), "b", 2),
        ('METRICS = {\n    "fid": FID,\n    "is": "number",\n}\n' + returning("{}"), "is", 3),
        ('METRICS = {"fid": FID}\n' + returning('{"test": {"is": 2.0}}'), "is", 3),
        ('def work(run, context):\n    return analyse(DataCard(), {\n        "cost": 3,\n    })\n', "cost", 3),
        ('def work(run, context):\n    return analyse(DataCard(), numbers={"cost": (3,)})\n', "cost", 2),
    ],
)
def test_a_missing_unit_is_found_with_its_line(study: Callable[[str], Path], text: str, name: str, line: int) -> None:
    path = study(text)
    with pytest.raises(InputError, match=f"metric '{name}' has no unit") as caught:
        study_module("own_work")
    assert (caught.value.file, caught.value.line) == (str(path), LINES + line)
    assert name in caught.value.remedy


@pytest.mark.parametrize(
    "text",
    [
        'METRICS = {"fid": FID}\n' + returning('{"test": {"fid": 3.0}}'),
        returning('{"test": {"fid": 3.0}}', ", kinds=KNOWN"),
        returning('{"test": {"fid": 3.0}}', ', kinds={"fid": FID}'),
        returning('{"test": {"fid": Metric(unit="ms", better="lower", value=2)}}'),
        returning("found(run)", ", kinds=found(run)"),
        returning('{"test": {"fid": 3.0}}', ", **run.more"),
        'def work(run, context):\n    return analyse(DataCard(), {"cost": (3, "count", "lower"), "of": run.told})\n',
    ],
)
def test_what_has_units_or_cannot_be_known_is_left_alone(study: Callable[[str], Path], text: str) -> None:
    study(text)
    study_module("own_work")


def test_a_direction_that_there_is_not_is_refused(study: Callable[[str], Path]) -> None:
    study('def work(run, context):\n    return analyse(DataCard(), {"cost": (3, "count", "up")})\n')
    with pytest.raises(InputError, match="'up', which is no direction") as caught:
        study_module("own_work")
    assert caught.value.line == LINES + 2 and "'lower'" in caught.value.remedy


RECIPE = """study = "own"
title = "Own"
module = "own_work"
[runs.one]
title = "One"
model = "none"
[profiles.quick]
"""


def ran(folder: Path) -> list[Path]:
    (folder / "recipes" / "own.toml").write_text(RECIPE, encoding="utf-8")
    settings = ExperimentSettings(studies=["own"], profile="quick", jobs=1)
    return run_studies(settings, folder=folder, results=folder / "results", figures=folder / "figures",
                       store=folder / "store", progress=Silence())  # fmt: skip


def test_nothing_works_before_the_check_and_declared_units_reach_the_record(
    tmp_path: Path, study: Callable[[str], Path]
) -> None:
    begin = f'def work(run, context):\n    open({str(tmp_path / "begun")!r}, "w").close()\n'
    scores = '    return WorkResult(card=DataCard(name="x", kind="drawn"), scores={"test": {"fid": 3.0}})\n'
    study(begin + scores)
    with pytest.raises(InputError, match="'fid' has no unit"):
        ran(tmp_path)
    assert not (tmp_path / "begun").exists()
    study('METRICS = {"fid": FID}\n' + begin + scores)
    record = read_run(next(path for path in ran(tmp_path) if path.stem == "one"))
    metric = record.scores["test"]["fid"]
    assert (metric.value, metric.unit, metric.better) == (3.0, "number", "lower") and (tmp_path / "begun").exists()
