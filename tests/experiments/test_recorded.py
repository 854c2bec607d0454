"""The results kept beside the first talk are whole, and hold no path of a machine and no picture of a person."""

import re
from pathlib import Path

import pytest

from experiments.record import read_run, read_study

KEPT = Path(__file__).resolve().parents[2] / "talks" / "approaches" / "recorded"
RECORDS = sorted((KEPT / "results").rglob("*.json"))
PICTURES_OF_DATA = {"samples", "mistakes", "augmentation"}


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_kept_record_is_valid_and_its_figures_are_there(path: Path) -> None:
    record = read_study(path) if path.stem == "study" else read_run(path)
    assert record.data.kind == "real"
    if record.study == "emotion":
        assert not PICTURES_OF_DATA & set(record.figures)
    for figure in record.figures.values():
        assert (KEPT / figure.path).is_file()
        assert len(figure.alt) > 40
    assert not re.search(r'"(/|[A-Z]:\\\\)[^"]', path.read_text(encoding="utf-8")), "a path of a machine"


def test_every_run_that_the_talk_names_is_kept() -> None:
    from plainspoken.config import read_config

    named = read_config(KEPT.parent / "talk.toml").results.values()
    kept = {f"{path.parent.name}/{path.stem}" for path in RECORDS}
    assert set(named) <= kept
