"""Whatever a tool wrote, the talk that `plainspoken new` makes of it passes its own lint, and can be rendered."""

from pathlib import Path

import pytest

from plainspoken import Talk
from plainspoken.base.progress import Silence
from plainspoken.starter import start_talk

FIXTURES = Path(__file__).parents[1] / "experiments" / "importers" / "fixtures"
SOURCES = sorted(
    entry.relative_to(FIXTURES).as_posix()
    for tool in FIXTURES.iterdir()
    if tool.is_dir() and tool.name not in ("tensorboard", "__pycache__")
    for entry in tool.iterdir()
    if entry.name not in ("reported.json", "server.json")
)
OPTIONS = {"xgboost/evals_unnamed.json": {"splits": {"validation_0": "train", "validation_1": "valid"}}}


@pytest.mark.parametrize("source", [*SOURCES, "tensorboard"])
def test_a_new_talk_passes_its_own_lint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("plainspoken.experiments.importers.import_runs.find_spec", lambda _: None)  # draws nothing
    start_talk("mine", Path("talks"), results=[FIXTURES / source], settings=OPTIONS.get(source))
    assert [each.message for each in Talk.find("mine", progress=Silence()).lint().findings] == []
    pages = Talk.find("mine", progress=Silence()).script().pages
    assert len({page.title for page in pages}) == len(pages) > 1
