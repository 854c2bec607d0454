"""The two foreign scripts, as they stand: what must be found is found, and what is no fault is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from plainspoken.script.lint.finding import LintReport
from plainspoken.script.lint.lint_target import LintTarget, lint, lint_and_script
from plainspoken.script.settings import ScriptSettings

SEEDS = Path(__file__).parents[4] / "shared" / "seeds"
pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed scripts are not beside the project")


def lint_seed(prefix: str) -> LintReport:
    (path,) = SEEDS.glob(f"{prefix}_*.txt")
    return lint(LintTarget("seed", path.parent, ScriptSettings(), None, path))


@pytest.fixture(scope="module")
def first() -> LintReport:
    return lint_seed("000")


def found(report: LintReport, code: str) -> list[tuple[int, str]]:
    return [(finding.at.line, finding.message) for finding in report.findings if finding.code == code]


def test_the_limit_line_on_top_is_the_budget(first):
    (finding,) = [finding for finding in first.findings if finding.code == "PS201"]
    assert finding.at.line == 3
    assert finding.data == {"words": 1265, "limit": 1250, "over": 15}


def test_page_28_is_there_twice(first):
    assert found(first, "PS402") == [(198, "page 28 is there already, at line 195")]


def test_the_direction_on_page_38_would_be_spoken(first):
    (finding,) = [finding for finding in first.findings if finding.code == "PS406"]
    assert (finding.at.line, finding.page) == (241, "page-38")
    assert finding.fix is not None and finding.fix.safe


def test_slips_of_grammar_are_found_where_they_stand(first):
    by_line = {(finding.code, finding.at.line) for finding in first.findings}
    assert {("PS308", 92), ("PS308", 164), ("PS309", 154), ("PS307", 184), ("PS310", 184), ("PS310", 246)} <= by_line


def test_numbered_pages_are_not_told_that_they_have_no_title(first):
    assert not found(first, "PS401")


def test_numbers_typed_by_hand_are_no_fault_in_a_script_without_results(first):
    assert not found(first, "PS101")


def test_the_longer_script_declares_no_limit_and_has_none():
    report = lint_seed("001")
    assert not found(report, "PS201")
    assert [line for line, _ in found(report, "PS307")] == [181, 349, 385]
    assert [line for line, _ in found(report, "PS313")] == [265, 331, 351, 361]
    assert [line for line, _ in found(report, "PS311")] == [323]


def test_an_editor_is_told_the_same_as_the_command(first):
    (path,) = SEEDS.glob("000_*.txt")
    with_speech, script = lint_and_script(LintTarget("seed", path.parent, ScriptSettings(), None, path), keep=True)
    assert with_speech.findings == first.findings
    assert script.words == 1265 and script.syllables > script.words
