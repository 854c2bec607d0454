"""Two scripts as they came to mind, with slips in them: what must be found is found, and what is no fault is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from plainspoken.script.lint.finding import LintReport
from plainspoken.script.lint.lint_target import LintTarget, lint, lint_and_script
from plainspoken.script.settings import ScriptSettings

SCRIPTS = Path(__file__).parents[1] / "handwritten"


def target(name: str) -> LintTarget:
    path = SCRIPTS / name
    return LintTarget("handwritten", path.parent, ScriptSettings(), None, path)


@pytest.fixture(scope="module")
def leaves() -> LintReport:
    return lint(target("leaves.txt"))


def found(report: LintReport, code: str) -> list[tuple[int, str]]:
    return [(finding.at.line, finding.message) for finding in report.findings if finding.code == code]


def test_the_limit_line_on_top_is_the_budget(leaves):
    (finding,) = [finding for finding in leaves.findings if finding.code == "PS201"]
    assert finding.at.line == 3
    assert finding.data == {"words": 262, "limit": 250, "over": 12}


def test_page_8_is_there_twice(leaves):
    assert found(leaves, "PS402") == [(48, "page 8 is there already, at line 45")]


def test_the_direction_on_page_9_would_be_spoken(leaves):
    (finding,) = [finding for finding in leaves.findings if finding.code == "PS406"]
    assert (finding.at.line, finding.page) == (52, "page-9")
    assert finding.fix is not None and finding.fix.safe


def test_slips_of_grammar_are_found_where_they_stand(leaves):
    by_line = {(finding.code, finding.at.line) for finding in leaves.findings if finding.code.startswith("PS3")}
    assert by_line == {("PS308", 26), ("PS309", 36), ("PS310", 41)}


def test_numbered_pages_are_not_told_that_they_have_no_title(leaves):
    assert not found(leaves, "PS401")


def test_numbers_typed_by_hand_are_no_fault_in_a_script_without_results(leaves):
    assert not found(leaves, "PS101")


def test_a_script_that_declares_no_limit_has_none():
    report = lint(target("tides.txt"))
    assert not found(report, "PS201")
    assert [line for line, _ in found(report, "PS307")] == [27]
    assert [line for line, _ in found(report, "PS313")] == [4, 12, 34]
    assert [line for line, _ in found(report, "PS311")] == [14]
    assert [line for line, _ in found(report, "PS402")] == [36]


def test_a_notebook_that_was_never_meant_to_be_said_has_pages(leaves):
    report = lint(target("notebook.md"))
    assert [(f.code, f.at.line) for f in report.findings] == [("PS701", 3), ("PS404", 14), ("PS407", 35)]


def test_an_editor_is_told_the_same_as_the_command(leaves):
    with_speech, script = lint_and_script(target("leaves.txt"), keep=True)
    assert with_speech.findings == leaves.findings
    assert script.words == 262 and script.syllables > script.words
