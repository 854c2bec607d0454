import json
import subprocess
import sys
from pathlib import Path

import pytest

from plainspoken.experiments.runner import run_keys as keys
from plainspoken.experiments.runner.run_keys import code_fingerprint, imported_modules, run_keys
from plainspoken.experiments.runner.study_registry import SHIPPED, plan_studies
from plainspoken.experiments.settings import ExperimentSettings


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A copy of three modules to change, in place of the package."""
    tmp_path = tmp_path / "plainspoken" / "experiments"
    (tmp_path / "figures").mkdir(parents=True)
    (tmp_path / "one.py").write_text(
        '"""One."""\nfrom plainspoken.experiments.two import x\n\n\ndef f():\n    return x\n'
    )
    (tmp_path / "two.py").write_text(
        "x = 1\n\n\ndef g():\n    from plainspoken.experiments.figures.three import y\n    return y\n"
    )
    (tmp_path / "figures/three.py").write_text("y = 2\n")
    monkeypatch.setattr(keys, "PACKAGE", tmp_path)
    _forget()
    yield tmp_path
    _forget()


def _forget():
    for function in (keys.code_fingerprint, keys.imported_modules, keys._examined):
        function.cache_clear()


def _after(path, text):
    path.write_text(text)
    _forget()
    return code_fingerprint("plainspoken.experiments.one")


def test_imports_are_followed_into_functions(package):
    assert imported_modules("plainspoken.experiments.one") == {
        "plainspoken.experiments.one",
        "plainspoken.experiments.two",
        "plainspoken.experiments.figures.three",
    }


def test_code_counts_words_about_it_do_not(package):
    before = code_fingerprint("plainspoken.experiments.one")
    assert (
        _after(
            package / "one.py",
            '"""Uno."""\n# why\nfrom plainspoken.experiments.two import x\n\ndef f():\n    return x\n',
        )
        == before
    )
    assert _after(package / "figures/three.py", "y = 3\n") == before
    assert _after(package / "two.py", "x = 2\n") != before


def test_drawing_code_counts_for_drawing(package):
    before = code_fingerprint("plainspoken.experiments.one", drawing=True)
    (package / "figures/three.py").write_text("y = 3\n")
    _forget()
    assert code_fingerprint("plainspoken.experiments.one", drawing=True) != before


def test_a_run_knows_what_changed():
    def key(**options):
        run = plan_studies(ExperimentSettings(studies=["emotion"], **options), SHIPPED)[0].runs[0]
        return run_keys(run)

    first = key()
    assert key() == first
    assert key(seed=2)["config"] != first["config"] and key(seed=2)["data"] == first["data"]
    other = key(set={"data.noise": 0.3})
    assert other["data"] != first["data"] and other["code"] == first["code"]


def test_planning_and_keys_import_no_torch():
    code = (
        "import sys, json; from pathlib import Path; import plainspoken.experiments.runner.run_studies\n"
        "from plainspoken.experiments.runner.study_registry import plan_studies; from plainspoken.experiments.runner.run_keys import run_keys\n"  # noqa: E501
        "from plainspoken.experiments.settings import ExperimentSettings\n"
        "plans = plan_studies(ExperimentSettings(studies=['emotion', 'reviews']), Path('.'))\n"
        "[run_keys(run) for plan in plans for run in plan.runs]\n"
        "print(json.dumps([m for m in ('torch', 'numpy', 'matplotlib', 'transformers') if m in sys.modules]))"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(answer.stdout) == []


def test_leaving_out_figures_of_runs_draws_again_and_trains_nothing():
    plan = plan_studies(ExperimentSettings(studies=["blocks"], profile="smoke"), Path())[0]
    runs = [run.model_copy(update={"run_figures": True}) for run in plan.runs]
    drawn = plan.model_copy(update={"runs": runs})
    assert not any(run.run_figures for run in plan.runs)
    assert [run.config() for run in plan.runs] == [run.config() for run in runs]
    assert keys.drawing_key(plan, "light") != keys.drawing_key(drawn, "light")
