"""Marks of the page format that are not written as they must be."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from plainspoken.script.lint.finding import LintReport

LintText = Callable[..., LintReport]


def _messages(lint_text: LintText, body: str) -> list[str]:
    return [finding.message for finding in lint_text(f"## One\n\n{body}\n").findings if finding.code == "PS411"]


@pytest.mark.parametrize(
    ("body", "part"),
    [
        ("It learns {~ slowly | fast.", "is not closed"),
        ("It learns {~ slowly\n| fast.\n\nThen it stops ~}.", "is not closed"),
        ("Here {~ one | two ~} and {~ three | four.", "is not closed"),
        ("::: optional high\nHello.\n:::", "whole number, not “high”"),
        ("::: optinal 1\nHello.\n:::", "did you mean ::: optional?"),
        ("::: colums\nHello.\n:::", "did you mean ::: columns?"),
        ("| a | b |\n| --- | --- |\n| x | y | z |\n\nHello.", "3 cells, and its table has 2 columns"),
        (
            "| a | b |\n| --- | --- |\n| only one |\n\nHello.",
            "1 cell, and its table has 2 columns; write an empty cell",
        ),
        ("It is so. <!-- a note\n\nMore.", "this comment is never closed"),
        ("It is so. <!-- one --> <!-- two\n\nMore.", "this comment is never closed"),
        ("{mark train Here it rises.", "this mark is not closed"),
        ("{mark a row} Here, {mark b row and there.", "this mark is not closed"),
        ("Here is code.\n\n```python\nx = 1\n\nMore.", "this code is never closed: end it with a line of ```"),
        ("Here is code.\n\n~~~~\nx = 1\n~~~\n\nMore.", "this code is never closed: end it with a line of ~~~~"),
        ("Here.\n\n$$\nx = 1\n\nMore.", "this formula has no end"),
    ],
)
def test_a_mark_that_does_nothing_is_named(lint_text: LintText, body: str, part: str) -> None:
    assert [message for message in _messages(lint_text, body) if part in message]


@pytest.mark.parametrize(
    "body",
    [
        "It learns {~ slowly | fast ~}.",
        "It learns {~ slowly\n| fast ~}.",
        "`{~ a | b` is how a wording begins.",
        "An edit in CriticMarkup: {~~old | one~>new~~} word.",
        "::: optional 2\nHello.\n:::",
        "::: optional\nHello.\n:::",
        "::: warning\nHello.\n:::",
        "| a | b |\n| --- | --- |\n| x | y \\| z |\n| only one | |\n\nHello.",
        "```\n| a |\n| - |\n| x | y |\n{~ a | b\n```\n\nHello.",
        "a | b | c is no table.",
        "It is so. <!-- a note\nof two lines --> More.",
        "`<!--` begins a comment, and `{mark a` a mark; so does `{mark\nnone}`.",
        "````\n```\nx\n````\n\nHello.",
        "- one\n\n  ```\n  x\n  ```\n\nHello.",
        "$$\nx = 1\n$$\n\nHello $$y$$.",
    ],
)
def test_what_is_written_well_is_not(lint_text: LintText, body: str) -> None:
    assert _messages(lint_text, body) == []
