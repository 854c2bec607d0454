"""Results kept beside a talk: whole records, the figures that pages show, and nothing that was there before."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from plainspoken.config import TalkSource, find_talk
from plainspoken.experiments.results.read_record import read_run, read_study
from plainspoken.experiments.results.signed_record import drawn_record
from plainspoken.keep_results import keep_results

COURSE = Path(__file__).parents[2] / "talks" / "course" / "recorded"


@pytest.fixture
def talk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TalkSource:
    """A talk with one study of two figures, and older files in `recorded`."""
    folder = tmp_path / "talks" / "mine"
    (folder / "pages").mkdir(parents=True)
    (folder / "talk.toml").write_text('[experiments]\nstudies = ["transfer"]\n', encoding="utf-8")
    (folder / "pages/one.md.j2").write_text("## One\n\n![](figure:transfer/similar)\n\nOne.\n", encoding="utf-8")
    for old in ("results/transfer/gone.json", "figures/transfer/gone/steps.png", "results/other/kept.json"):
        (folder / "recorded" / old).parent.mkdir(parents=True, exist_ok=True)
        (folder / "recorded" / old).write_text("{}", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    found = find_talk("mine")
    for kind, target in (("results", found.results), ("figures", found.figures)):
        shutil.copytree(COURSE / kind / "transfer", target / "transfer")
    return found


def test_records_are_kept_with_the_figures_that_pages_show(talk: TalkSource) -> None:
    kept = keep_results(talk)
    files = {str(path.relative_to(kept.folder)) for path in kept.folder.rglob("*") if path.is_file()}
    runs = read_study(talk.results / "transfer/study.json").runs
    assert files == {
        "figures/transfer/similar.png", "results/other/kept.json", "results/transfer/study.json",
        *(f"results/transfer/{run}.json" for run in runs),
    }  # fmt: skip
    assert (kept.records, kept.figures, kept.left_out) == (len(runs) + 1, 1, 1)
    study = kept.folder / "results/transfer/study.json"
    assert list(read_study(study).figures) == ["similar"] and drawn_record(study) is not None
    for run in runs:
        told, before = (read_run(folder / f"transfer/{run}.json") for folder in (study.parent.parent, talk.results))
        assert told.model_dump(exclude={"fingerprints"}) == before.model_dump(exclude={"fingerprints"})


def test_all_figures_are_kept_where_a_page_puts_a_name_together(talk: TalkSource) -> None:
    (talk.folder / "pages/two.md.j2").write_text("## Two\n\n![](figure:transfer/{{ name }})\n\nTwo.\n", "utf-8")
    assert keep_results(talk).figures == 2
