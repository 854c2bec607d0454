"""Lint a text as a file of its own, or a talk's folder, by the real renderer."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from plainspoken.script.lint.finding import Finding, LintReport
from plainspoken.script.lint.lint_target import LintTarget, RuleSelection, lint
from plainspoken.script.settings import ScriptSettings

LintText = Callable[..., LintReport]


@pytest.fixture
def lint_text(tmp_path: Path) -> LintText:
    """Lint one text; keyword arguments as `Choice`, and `config` as `talk.toml`."""

    def run(text: str, *select: str, config: str = "", name: str = "script.md") -> LintReport:
        (tmp_path / name).write_text(text, encoding="utf-8")
        settings = ScriptSettings.model_validate(tomllib.loads(config))
        target = LintTarget("test", tmp_path, settings, None, tmp_path / name)
        return lint(target, RuleSelection(select=select or ("ALL",)))

    return run


def codes(report: LintReport) -> list[str]:
    return [finding.code for finding in report.findings]


def only(report: LintReport, code: str) -> Finding:
    found = [finding for finding in report.findings if finding.code == code]
    assert len(found) == 1, [finding.message for finding in found]
    return found[0]
