"""Rules about results, over real records: examples, places in the template, loops, stale records."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from plainspoken.script.lint.finding import LintReport
from plainspoken.script.lint.lint_target import LintTarget, RuleSelection, lint
from plainspoken.script.lint.passages import SourceTexts
from plainspoken.script.lint.rule import rules
from plainspoken.script.settings import ScriptSettings

BOUND = [code for code, entry in rules().items() if entry.needs == "results"]
LintPage = Callable[..., LintReport]


@pytest.fixture
def lint_page(tmp_path: Path, script_results: Path, script_settings: ScriptSettings) -> LintPage:
    """Lint one page template of a talk with records; keywords are what the records should say."""

    def run(text: str, *, settings: ScriptSettings | None = None, **expected: object) -> LintReport:
        (tmp_path / "pages").mkdir(exist_ok=True)
        (tmp_path / "pages" / "01.md.j2").write_text(text, encoding="utf-8")
        target = LintTarget("t", tmp_path, settings or script_settings, script_results, expected=expected)
        return lint(target, RuleSelection(select=("ALL",)))

    return run


@pytest.mark.parametrize("code", BOUND)
def test_examples(code, lint_page):
    entry = rules()[code]
    assert code in lint_page(entry.bad, profile="full").by_code
    assert code not in lint_page(entry.good, profile="full").by_code


def test_a_typed_number_is_found_where_it_stands(lint_page):
    report = lint_page("## One\n\nV1 is right on {{ v1.final.test.accuracy | percent }}, V2 on 71.3 %.\n")
    (finding,) = [finding for finding in report.findings if finding.code == "PS101"]
    assert SourceTexts(report.sources).text_at(finding.at) == "71.3 %"
    assert (finding.at.file, finding.at.line) == ("pages/01.md.j2", 3)


def test_numbers_of_names_and_pages_are_no_numbers(lint_page):
    report = lint_page("## Page 3\n\nResNet18 is Part 1 of V2, seven in all: {{ v1.epochs | count }}.\n")
    assert "PS101" not in report.by_code


def test_constants_and_data_stand_behind_numbers(lint_page, script_settings):
    settings = script_settings.model_copy(update={"constants": {"layers": 18}})
    report = lint_page("## One\n\nIt has {{ constants.layers }} layers.\n", settings=settings)
    assert "PS101" not in report.by_code


def test_a_finding_in_a_loop_is_told_once_with_its_times(lint_page):
    body = "{{ run.title }} has less layers, at {{ run.epochs | count }}."
    text = f"## One\n\n{{% for run in [v1, emotion.resnet18] %}}\n{body}\n\n{{% endfor %}}\n"
    report = lint_page(text)
    (finding,) = [finding for finding in report.findings if finding.code == "PS308"]
    assert finding.repeats == 2
    assert finding.at.line == 4
    assert SourceTexts(report.sources).text_at(finding.at) == "less"


def test_words_of_a_macro_are_found_in_the_macro_and_never_mended_in_the_value(lint_page):
    macro = "{% macro told(what) %}It has {{ what }} layers and much less words.{% endmacro %}"
    text = f"{macro}\n## One\n\n{{{{ told('less') }}}}\n"
    report = lint_page(text)
    found = [finding for finding in report.findings if finding.code == "PS308"]
    assert {finding.at.line for finding in found} <= {1, 4}
    for finding in found:
        if finding.fix:
            for edit in finding.fix.edits:
                assert SourceTexts(report.sources).text_at(edit.at) == edit.expected


def test_a_record_of_another_profile_or_seed_is_stale(lint_page):
    text = "## One\n\nV1 is right on {{ v1.final.test.accuracy | percent }} of them.\n"
    (finding,) = [finding for finding in lint_page(text, profile="full", seed=7).findings if finding.code == "PS105"]
    assert "profile" in finding.message and "seed" in finding.message and "emotionnet-v1.json" in finding.message
    assert "PS105" not in lint_page(text).by_code


def test_jinjas_comment_ignores_in_place(lint_page):
    text = "## One\n\nV2 is right on 71.3 %. {# plainspoken: ignore PS101 from a paper #}\n"
    report = lint_page(text)
    assert "PS101" not in report.by_code and "PS001" not in report.by_code
    assert report.ignored == 1
