"""A study module in a talk's own folder: found there, and its code part of the key."""

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from plainspoken.base.errors import InputError
from plainspoken.experiments.runner import own_modules
from plainspoken.experiments.runner import run_keys as keys
from plainspoken.experiments.runner.study_registry import study_module


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(own_modules, "FOLDERS", [])
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path])
    (tmp_path / "recipes").mkdir()
    (tmp_path / "recipes" / "beside.py").write_text("SIZE = 3\n", encoding="utf-8")
    module = tmp_path / "recipes" / "my_rings.py"
    module.write_text('"""Rings."""\nimport json\nfrom beside import SIZE\n', encoding="utf-8")
    own_modules.reach(tmp_path)
    return module


def key() -> str:
    for cached in (keys.code_fingerprint, keys.imported_modules, keys._examined):
        cached.cache_clear()
    return keys.code_fingerprint("my_rings", "plainspoken.experiments.runner.train_run")


def test_its_code_and_what_it_imports_count_and_comments_do_not(own: Path) -> None:
    before = key()
    text = own.read_text(encoding="utf-8")
    own.write_text(text.replace("Rings.", "Two rings.") + "# said\n", encoding="utf-8")
    assert key() == before
    own.write_text(text + "NOISE = 1\n", encoding="utf-8")
    changed = key()
    own.with_name("beside.py").write_text("SIZE = 4\n", encoding="utf-8")
    assert len({before, changed, key()}) == 3


def test_only_the_talks_own_modules_are_followed(own: Path) -> None:
    key()
    found = keys.imported_modules("my_rings", "plainspoken.experiments.runner.train_run")
    assert {"my_rings", "beside", "plainspoken.experiments.runner.train_run"} <= found and "json" not in found


def test_it_is_looked_for_last_and_once(own: Path) -> None:
    before = list(sys.meta_path)
    own_modules.reach(own.parent.parent)
    assert [own.parent] == own_modules.FOLDERS and sys.meta_path == before
    assert str(own.parent) not in sys.path and type(sys.meta_path[-1]).__module__ == own_modules.__name__


def test_a_talk_without_recipes_adds_nothing(tmp_path: Path, own: Path) -> None:
    own_modules.reach(tmp_path / "no-talk")
    assert [own.parent] == own_modules.FOLDERS


def test_a_module_with_import_names_of_old_is_told_the_new_ones(own: Path) -> None:
    own.with_name("dated_study.py").write_text("from experiments.record import DataCard\n", encoding="utf-8")
    with pytest.raises(InputError, match="a name from before release") as caught:
        study_module("dated_study")
    assert "from plainspoken.experiments" in (caught.value.remedy or "")


@pytest.mark.parametrize(
    ("text", "said", "line"),
    [
        ("def f(:\n", "invalid syntax", 1),
        ("\nx = 1 / 0\n", "ZeroDivisionError", 2),
        ("import sys\nsys.exit(3)\n", "SystemExit", 2),
        ("x = '\0'\n", "null", None),
    ],
)
def test_a_module_that_cannot_be_imported_is_named_with_its_line(
    own: Path, text: str, said: str, line: int | None
) -> None:
    own.with_name("broken_study.py").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=said) as caught:
        study_module("broken_study")
    assert line is None or caught.value.line == line
    sys.modules.pop("broken_study", None)


def test_without_draw_study_the_figures_of_its_records_are_drawn(own: Path) -> None:
    own.with_name("drawn_study.py").write_text(
        "def work(run, context): ...\n"
        "def record_figures(card, records, extra, writer):\n"
        "    return {name: lambda name=name: (name, card) for name in writer}\n",
        encoding="utf-8",
    )
    own.with_name("plain_study.py").write_text("def work(run, context): ...\n", encoding="utf-8")
    records = [SimpleNamespace(data="first"), SimpleNamespace(data="second")]
    parts = study_module("drawn_study").draw_study(None, records, {}, ["bars", "curves"])  # type: ignore[arg-type]
    assert parts.card == "first" and parts.figures == {"bars": ("bars", "first"), "curves": ("curves", "first")}
    assert study_module("plain_study").draw_study(None, records, {}, []).figures == {}  # type: ignore[arg-type]
