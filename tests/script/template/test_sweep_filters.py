"""A sweep in a page: one name for many runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from plainspoken.base.errors import InputError
from plainspoken.base.progress import Silence
from plainspoken.experiments.importers.import_runs import bring_runs
from plainspoken.experiments.importers.import_settings import ImportSettings
from plainspoken.script.settings import ScriptSettings
from plainspoken.script.template.fill_template import Templates
from plainspoken.script.template.result_records import Results

GRID = """\
optimizer,lr,seed,test_accuracy,test_n,seconds
adam,0.1,0,0.80,500,3.0
adam,0.1,1,0.82,500,3.0
adam,0.1,2,0.84,500,3.0
sgd,0.1,0,0.70,500,9.0
sgd,0.1,1,0.72,500,9.0
sgd,0.1,2,0.71,500,9.0
adam,0.01,0,0.60,500,2.0
adam,0.01,1,0.62,500,2.0
adam,0.01,2,0.64,500,2.0
sgd,0.01,0,0.65,500,9.5
sgd,0.01,1,0.66,500,9.5
sgd,0.01,2,0.67,500,9.5
"""


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sweep")
    (folder / "runs.csv").write_text(GRID)
    bring_runs(
        {"tuning": ImportSettings(files=["runs.csv"])}, folder=folder, results=folder / "results",
        figures=folder / "figures", progress=Silence(), wanted=set(),
    )  # fmt: skip
    return folder / "results"


def said(results: Path, text: str) -> str:
    sources = {"page.md.j2": '{% import "plainspoken/phrases.j2" as phrases %}' + text}
    templates = Templates(results.parent, ScriptSettings(), Results(results, {}), sources)
    return templates.ledger.shown(templates.render("page.md.j2"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{{ tuning | best("accuracy") }}', "optimizer adam, lr 0.1"),
        ("{{ (tuning | worst).at.optimizer }}", "adam"),
        ("{{ tuning | length }}", "4"),
        ("{% for run in tuning | top(2) %}{{ run.at.optimizer }} {% endfor %}", "adam sgd "),
        ("{% for run in tuning | front %}{{ run.at.lr | plain }} {% endfor %}", "0.01 0.1 "),
        ("{{ tuning | best | mean }}", "82.0\u00a0%"),
        ("{{ tuning | best | deviation | points(1) }}", "2.0 points"),
        ("{{ tuning | having(optimizer='sgd') | length }}", "2"),
        ("{{ tuning | best | score }}", "82.0\u00a0%"),
        ("{{ tuning | best | cost }}", "3.0\u00a0s"),
        ("{{ rank(tuning | best, tuning) | ordinal }}", "first"),
        ("{{ settings_won(tuning, 'optimizer', 'adam', 'sgd') }}", "1"),
        ("{{ settings_matched(tuning, 'optimizer', 'adam', 'sgd') }}", "2"),
        ("{% if clearly_best(tuning | best, tuning) %}yes{% else %}no{% endif %}", "yes"),
        ("{{ tied_with(tuning | best, tuning) }}", "0"),
        ("{{ seeds_won(tuning | best, tuning | worst) }}", "3"),
    ],
)
def test_what_a_page_says_of_a_sweep(results: Path, text: str, expected: str) -> None:
    assert said(results, text).replace("\u00a0", " ") == expected.replace("\u00a0", " ")


def test_the_table_of_the_best_has_their_settings_and_scores(results: Path) -> None:
    lines = [line for line in said(results, "{{ phrases.top_table(tuning, 2) }}").splitlines() if line.strip()]
    assert lines[0] == "| rank | optimizer | lr | score |"
    assert [cell.strip() for cell in lines[2].split("|")[1:4]] == ["1", "adam", "0.1"]
    assert len(lines) == 4


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{{ tuning | best('f2') }}", "no run has a metric 'f2'"),
        ("{{ tuning | having(lr=3) | length }}", "no run has lr = 3"),
        ("{{ 3 | best }}", "a study or a list of runs"),
        ("{{ settings_won(tuning, 'optimizer', 'adam', 'lion') }}", "no run has optimizer = lion"),
        ("{{ group_better(tuning | top(2), tuning | top(2)) }}", "too few"),
    ],
)
def test_what_a_sweep_cannot_tell_is_an_error(results: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        said(results, text)
