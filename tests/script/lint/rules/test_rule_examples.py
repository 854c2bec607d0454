"""Every rule's own examples: the bad one has the finding, the good one has not."""

from __future__ import annotations

import pytest

from plainspoken.script.lint.rule import rules
from plainspoken.script.simplify import substitutes

INSTALLED = {"nothing", "words-plus"} if substitutes.installed() else {"nothing"}
PLAIN = [code for code, entry in rules().items() if entry.needs in INSTALLED]


@pytest.mark.parametrize("code", PLAIN)
def test_the_bad_example_is_found(code, lint_text):
    entry = rules()[code]
    assert code in lint_text(entry.bad, config=entry.config).by_code


@pytest.mark.parametrize("code", PLAIN)
def test_the_good_example_is_not(code, lint_text):
    entry = rules()[code]
    assert code not in lint_text(entry.good, config=entry.config).by_code


@pytest.mark.parametrize("code", PLAIN)
def test_what_is_said_of_fixes_is_true(code, lint_text):
    entry = rules()[code]
    findings = [finding for finding in lint_text(entry.bad, config=entry.config).findings if finding.code == code]
    fixes = [finding.fix for finding in findings if finding.fix]
    if entry.fixable == "no":
        assert not fixes
    elif entry.fixable == "safe":
        assert any(fix.safe for fix in fixes)
    else:
        assert fixes and not any(fix.safe for fix in fixes)
