"""What no slide can show is told while a script is linted: each kind once, with its place and what to do."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from plainspoken.script.lint.finding import Finding
from plainspoken.script.lint.lint_target import LintTarget, RuleSelection, lint
from plainspoken.script.lint.rule import rules
from plainspoken.script.settings import ScriptSettings
from plainspoken.slides.check_pages import page_faults
from plainspoken.slides.layout.formula_syntax import DRAWN, _asked, formula_fault


def found(text: str, folder: Path, name: str = "talk.md") -> list[Finding]:
    (folder / name).write_text(text, encoding="utf-8")
    faults = partial(page_faults, folder=folder)
    target = LintTarget("t", folder, ScriptSettings(), None, folder / name, page_faults=faults)
    return list(lint(target, RuleSelection(select=("PS411", "PS412"))).findings)


PAGE = "## One\n\n{}\n\nHere is how {} it learned.\n"


@pytest.mark.parametrize(
    ("shown", "said", "line", "words"),
    [
        ("<!-- layout: doubel -->", "", 3, "no layout is called 'doubel'; the layouts are: title,"),
        ("<!-- layout: comparison -->\n\n- one", "", 1, "a comparison needs two list items"),
        ("<!-- layout: bullets -->\n\n| a |\n| - |\n| 1 |", "", 1, "has no place for a picture, table"),
        ("![Accuracy by epoch](nowhere.png)", "", 3, "there is no picture nowhere.png; check its name"),
        ("![Accuracy by epoch](https://example.org/a.png)", "", 3, "is on the network"),
        ("```diagram nosuch\n```", "", 3, "no diagram is called 'nosuch'; describe it"),
        ("```diagram d Boxes\nx = In [nokind]\nx -> y\n```", "", 4, "no kind is called 'nokind'"),
        ("$$ \\alpa + 1 $$", "", 3, "cannot be drawn: unknown symbol: \\alpa (at character 1)"),
        ("$$ \\frac{a}{b $$", "", 3, "the formula cannot be drawn"),
        ("$$ \\left( a $$", "", 3, "the formula cannot be drawn"),
        ("$$ a_ $$", "", 3, "the formula cannot be drawn"),
        (
            "| net | right |\n| --- | --- |\n| V1 | 3 |",
            "{mark V9 row}",
            7,
            "names nothing that this page shows; it can",
        ),
    ],
)
def test_what_stops_a_slide_is_told(shown: str, said: str, line: int, words: str, tmp_path: Path) -> None:
    (finding,) = found(PAGE.format(shown, said), tmp_path)
    assert finding.code == "PS412"
    assert finding.at.file == "talk.md"
    assert words in finding.message
    assert finding.at.line in (line, 1)


@pytest.mark.parametrize(
    ("shown", "said", "words"),
    [
        ("| a | b |\n| - | - |\n| 1 |", "", "this row has 1 cell, and its table has 2 columns"),
        (
            "| a | b |\n| - | - |\n| 1 | 2 | 3 |",
            "",
            "this row has 3 cells, and its table has 2 columns; the last are lost",
        ),
        ("::: notes\n\nMine alone.", "", "“::: notes” is never closed; end it with a line of :::"),
        ("- a", "{marc V3}", "“{marc V3}” would be said aloud; did you mean {mark V3}?"),
        ("- a", "{Mrak: V3}", "would be said aloud"),
        ("- a", "{mark}", "this mark names nothing"),
    ],
)
def test_marks_without_effect_are_told(shown: str, said: str, words: str, tmp_path: Path) -> None:
    messages = [finding.message for finding in found(PAGE.format(shown, said), tmp_path)]
    assert any(words in message for message in messages), messages


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        ("<!-- layout: bullets -->\n\n- one", ""),
        ("![Accuracy by epoch](there.png)", ""),
        ("![Accuracy by epoch](data:image/png;base64,AAAA)", ""),
        ("```diagram residual-block\n```", ""),
        ("```diagram d Boxes\nx -> y\n```", "{mark x}"),
        ("$$ \\sum_{i=1}^{n} x_i \\geq \\mathbb{E}[x] $$", ""),
        ("$$ \\left( \\frac{a}{b} \\right)^2 \\aleph $$", ""),
        ("| net | right |\n| --- | --- |\n| V1 | 3 |\n| V2 | |", "{mark V2 row} {mark right column}"),
        ("::: notes\n\nMine alone.\n\n:::", ""),
        (":::: columns\n\n::: column\n\n- a\n\n:::\n\n::: column\n\n- b\n\n:::\n\n::::", ""),
        ("- a set {a, b} and {make up}", "a {park}"),
        ("- a", "{mark none}"),
    ],
)
def test_what_can_be_shown_is_left_alone(shown: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "there.png").write_bytes(b"")
    assert [finding.message for finding in found(PAGE.format(shown, said), tmp_path)] == []


ACCENTS = "sqrt text operatorname hat bar tilde vec dot ddot overline mathbf mathrm mathcal mathbb mathit mathsf"


def test_commands_that_are_taken_for_drawn_are() -> None:
    shown = {"frac": r"\frac{a}{b}"} | {name: rf"\{name}{{a}}" for name in ACCENTS.split()}
    assert [command for command in sorted(DRAWN) if _asked(shown.get(command, rf"\{command} a"))] == []


def test_a_formula_of_known_commands_asks_nobody() -> None:
    _asked.cache_clear()
    assert formula_fault(r"\alpha_{i} + \frac{1}{2} \leq x^2 \% \{a\}") == ""
    assert _asked.cache_info().misses == 0


def test_the_rules_own_examples(tmp_path: Path) -> None:
    entry = rules()["PS412"]
    assert {finding.code for finding in found(entry.bad, tmp_path)} == {"PS412"}
    assert found(entry.good, tmp_path) == []
