"""Findings that are known do not count, however the lines move; new ones do."""

from __future__ import annotations

from pathlib import Path

import pytest

from plainspoken.base.errors import InputError
from plainspoken.script.lint.baseline import without_known
from plainspoken.script.lint.lint_target import LintTarget, RuleSelection, lint
from plainspoken.script.lint.machine_formats import json_lines
from plainspoken.script.lint.report import ReportOptions, deliver
from plainspoken.script.settings import ScriptSettings

OLD = "## One\n\nIt has less parameters. It has less layers.\n\n## One\n\nThat was that.\n"


def report_of(folder: Path, text: str) -> LintTarget:
    (folder / "talk.md").write_text(text, encoding="utf-8")
    return LintTarget("talk", folder, ScriptSettings(), None, folder / "talk.md")


@pytest.fixture
def baseline(tmp_path: Path) -> Path:
    path = tmp_path / "known.jsonl"
    report = lint(report_of(tmp_path, OLD)).renamed(report_of(tmp_path, OLD).path)
    assert len(report.findings) == 3
    path.write_text("".join(f"{line}\n" for line in json_lines(report)), encoding="utf-8")
    return path


def compared(folder: Path, text: str, baseline: Path) -> tuple[list[str], int, int]:
    target = report_of(folder, text)
    found = without_known(lint(target).renamed(target.path), baseline)
    return [finding.code for finding in found.report.findings], found.known, found.gone


def test_what_is_known_does_not_count_wherever_it_stands(tmp_path: Path, baseline: Path) -> None:
    assert compared(tmp_path, OLD, baseline) == ([], 3, 0)
    assert compared(tmp_path, "<!-- a comment\nof two lines -->\n\n" + OLD, baseline) == ([], 3, 0)


def test_a_finding_more_than_is_known_counts(tmp_path: Path, baseline: Path) -> None:
    assert compared(tmp_path, OLD + "\nIt has less parameters.\n", baseline) == (["PS308"], 3, 0)


def test_what_is_mended_is_said(tmp_path: Path, baseline: Path) -> None:
    assert compared(tmp_path, OLD.replace("less layers", "fewer layers"), baseline) == ([], 2, 1)


def test_the_exit_code_is_that_of_the_new_ones(
    tmp_path: Path, baseline: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = ReportOptions("concise", baseline=baseline)
    assert deliver([report_of(tmp_path, OLD)], RuleSelection(), wanted) == 0
    assert f"3 known by {baseline}." in capsys.readouterr().err
    assert deliver([report_of(tmp_path, OLD + "\nThe the end.\n")], RuleSelection(), wanted) == 1
    assert deliver([report_of(tmp_path, OLD)], RuleSelection(), ReportOptions("concise")) == 1


@pytest.mark.parametrize("text", [None, "{", "[1]", '{"code": "PS1"}'])
def test_a_file_that_is_no_baseline_is_an_error(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "none.jsonl"
    if text is not None:
        path.write_text(text)
    with pytest.raises(InputError, match="baseline") as caught:
        compared(tmp_path, OLD, path)
    assert "--format jsonl" in (caught.value.remedy or "")
