"""Marks of other tools: named where they do nothing here, and never taken for what Plainspoken itself reads."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from plainspoken import Talk
from plainspoken.script.lint.finding import LintReport
from plainspoken.script.lint.rules.other_tools import other_tools_mark, other_tools_setting

LintText = Callable[..., LintReport]

SETTINGS = [
    "![a plot](plot.png){width=50%}",
    "![a plot](plot.png){focus='V3' .wide}",
    "![bg right:40%](plot.png)",
    "- one `code`{.python}",
    "<!-- _class: lead -->",
    "::: {.callout-note}\n\n- one\n\n:::",
    "\\pause",
    ". . .",
    '<div align="center">',
]
MARKS = [
    "- fine :smile:",
    "- as found [@smith2020]",
    "- ==much=={.x}",
    "- {{< video a.mp4 >}}",
    "- falls as $x^2$",
    "## Of $e^x$",
    "- \\cite{smith}",
]


@pytest.mark.parametrize("line", SETTINGS)
def test_a_setting_that_changes_nothing_is_named(lint_text: LintText, line: str) -> None:
    report = lint_text(f"## One\n\n{line}\n\nHere it is.\n", "PS701")
    assert [finding.at.line for finding in report.findings] == [3]


@pytest.mark.parametrize("line", MARKS)
def test_a_mark_that_would_be_shown_as_it_is_written_is_named(lint_text: LintText, line: str) -> None:
    report = lint_text(f"## One\n\n{line}\n\nHere it is.\n", "PS702")
    assert [finding.at.line for finding in report.findings] == [3]


@pytest.mark.parametrize(
    "text",
    [
        '![](figure:emotion/curves){focus="V3" note="V3 - V1"}',
        '![](figure:emotion/curves){ note="gap" }',
        "<!-- layout: chart -->",
        "::: notes\n\nBreathe.\n\n:::",
        "`![](p.png){width=50%}` and `[@smith]`",
        "```python\nx = {1: 2}  # :smile: [@smith]\n```",
        "## Two {#second}",
        "The time is 10:30:00, and a==b.",
        "A formula such as $x^2$ is said.",
    ],
)
def test_what_is_read_here_is_left_alone(text: str) -> None:
    found = [*_all("pages/01.md", f"## One\n\n{text}\n")]
    assert not found, found


@pytest.mark.parametrize(
    "text",
    [
        "{# Paragraphs are spoken. #}",
        "{# of two lines,\n![](p.png){width=50%} #}",
        "{% if a() ==b and c ==d %}",
        '![]({{ figure }}){focus="{{ best.label }}" note="{{ gap(\'a\') }}"}',
        "{{ names['a:b:c'] }}",
    ],
)
def test_the_marks_of_a_template_are_no_marks_of_other_tools(text: str) -> None:
    found = [*_all("pages/01.md.j2", f"## One\n\n{text}\n\n- after :smile:\n")]
    assert [(finding.code, finding.at.line) for finding in found] == [("PS702", 5 + text.count("\n"))]


def _all(file: str, text: str) -> list:
    return [*other_tools_setting(file, text, None), *other_tools_mark(file, text, None)]  # type: ignore[arg-type]


def test_a_block_that_is_not_drawn_and_a_picture_in_a_cell_are_named_at_their_lines(tmp_path: Path) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / "a.png")
    file = tmp_path / "talk.md"
    rows = "| model | picture |\n| --- | --- |\n| small | ![the small one](a.png) |\n"
    file.write_text(f"## One\n\n```mermaid\ngraph TD\n A --> A\n```\n\n{rows}\nThis is said.\n", encoding="utf-8")
    found = [(each.at.line, each.message) for each in Talk.find(file).lint().findings if each.code == "PS703"]
    assert [line for line, _ in found] == [5, 10]
    assert "leads from 'A' to itself" in found[0][1]
    assert "beside the table" in found[1][1]


@pytest.mark.parametrize(
    "line",
    ["+-----+-----+", "| a line of a poem", "(@good) An example.", ".. note:: hello", "#+BEGIN_SRC python", "[.column]",
     "^ a presenter's note", "The value is {{ accuracy }}.", "{% if better %}"],
)  # fmt: skip
def test_what_other_tools_read_in_a_paragraph_is_named(line: str) -> None:
    file, text = "talk.md", f"## One\n\n{line}\n\nThis is said.\n"
    found = list(other_tools_mark(file, text, None))  # type: ignore[arg-type]
    assert [each.at.line for each in found] == [3]


@pytest.mark.parametrize(
    "line", ["| a | b |", "| a\n| --- |\n| b", "+ an item", "1 + 2 and (@ home)", "a ^ b", "{ x }"]
)
def test_what_only_looks_like_it_is_not_named(line: str) -> None:
    assert list(other_tools_mark("talk.md", f"## One\n\n{line}\n", None)) == []  # type: ignore[arg-type]
