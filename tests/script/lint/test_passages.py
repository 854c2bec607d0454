"""Findings point at the very characters that the author wrote."""

from __future__ import annotations

import pytest

from plainspoken.script.lint.passages import SourceTexts


def pointed(report, code):
    (finding,) = [finding for finding in report.findings if finding.code == code]
    return finding.at, SourceTexts(report.sources).text_at(finding.at)


@pytest.mark.parametrize(
    ("text", "code", "line", "column", "words"),
    [
        ("## One\n\nIt has less layers.\n", "PS308", 3, 8, "less"),
        ("## One\n\n**It** has *much less* layers.\n", "PS308", 3, 13, "much less* layers"[:9]),
        ("## One\n\nSmall 𝒳 and 日本 has less layers.\n", "PS308", 3, 20, "less"),
        ("## One\n\nFirst line of it\nhas less layers.\n", "PS308", 4, 5, "less"),
        ("## One\n\n- a point with less layers\n\nSay it.\n", "PS308", 3, 16, "less"),
        ("## With less layers\n\nSay it.\n", "PS308", 1, 9, "less"),
        ("## One\n\n> a quote of less layers\n\nSay it.\n", "PS308", 3, 14, "less"),
        ("## One\n\nA [link to less layers](https://x.org) here.\n", "PS308", 3, 12, "less"),
        ("## One\r\n\r\nIt has less layers.\r\n", "PS308", 3, 8, "less"),
    ],
)
def test_line_and_column(lint_text, text, code, line, column, words):
    at, written = pointed(lint_text(text), code)
    assert (at.line, at.column) == (line, column)
    assert written == words


def test_two_words_over_a_line_end_are_one_place(lint_text):
    at, written = pointed(lint_text("## One\n\nIt is the\nthe net.\n"), "PS303")
    assert (at.line, at.end_line) == (3, 4)
    assert written == "the\nthe"


def test_a_fix_over_a_line_end_keeps_the_rest(lint_text, tmp_path):
    report = lint_text("## One\n\nIt is the\nthe net.\n")
    (finding,) = [finding for finding in report.findings if finding.code == "PS303"]
    (edit,) = finding.fix.edits
    assert edit.expected == "\nthe"


def test_code_is_left_alone(lint_text):
    report = lint_text("## One\n\nIt runs `less layers` here.\n\n- `less layers`\n\n```\nless layers\n```\n\nDone.\n")
    assert "PS308" not in report.by_code
