"""Falsehoods planted in a small talk of another study are found at their lines, and nothing is found without them."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from plainspoken.base.errors import InputError
from plainspoken.script.lint.finding import Finding
from plainspoken.script.lint.lint_target import LintTarget, lint
from plainspoken.script.settings import ScriptSettings
from tests.talks.leaf_plants import CONFIG, PAGE, PLANTS, LeafPlant, start


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("leaves") / "talk"
    start(made)
    return made


def findings(folder: Path, page: str) -> tuple[Finding, ...]:
    settings = ScriptSettings.model_validate(
        {name: table for name, table in tomllib.loads(CONFIG).items() if name != "imports"}
    )
    results = folder / "build" / "results"
    return lint(LintTarget("leaves", folder, settings, results, texts={"pages/1.md.j2": page})).findings


def caught(folder: Path, plant: LeafPlant) -> bool:
    page, own = plant.planted()
    try:
        found = findings(folder, page)
    except InputError as error:
        return error.line in own
    return any(set(own) & set(range(finding.at.line, finding.at.end_line + 1)) for finding in found)


def test_the_talk_itself_has_no_finding(folder: Path) -> None:
    assert not [f"{finding.at} {finding.code} {finding.message}" for finding in findings(folder, PAGE)]


def test_planted_falsehoods_are_found_where_they_stand(folder: Path) -> None:
    assert len(PLANTS) > 70
    missed = [f"{plant.kind}: {plant.text}" for plant in PLANTS if not caught(folder, plant)]
    assert len(missed) <= 0.05 * len(PLANTS), "\n".join(missed)
