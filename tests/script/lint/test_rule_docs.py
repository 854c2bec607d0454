"""The rules' pages: what the program prints is what docs/rules.md holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from plainspoken.script.lint.rule import rules
from plainspoken.script.lint.rule_docs import handbook, index, page

DOCS = Path(__file__).parents[3] / "docs"


def test_docs_hold_what_the_rules_say():
    written = (DOCS / "rules.md").read_text(encoding="utf-8")
    assert written == handbook(), "run `python -m plainspoken.script.lint.rule_docs > docs/rules.md`"


@pytest.mark.parametrize("code", rules())
def test_every_rule_is_explained_with_why_and_two_examples(code):
    entry = rules()[code]
    text = page(entry)
    assert text.startswith(f"# {code} {entry.name}\n")
    assert len(entry.documentation.split()) > 12 or code == "PS312"
    assert entry.bad.strip() in text and entry.good.strip() in text


def test_the_index_has_every_rule_once():
    text = index()
    for code in rules():
        assert text.count(f"  {code}  ") == 1


def test_lint_md_names_only_rules_that_are_there():
    import re

    named = set(re.findall(r"\bPS\d{3}\b", (DOCS / "lint.md").read_text(encoding="utf-8")))
    assert named <= set(rules())
