"""Any text lints without a crash; places are in the text; fixing twice is fixing once."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from plainspoken.base.errors import InputError
from plainspoken.script.lint.apply_fixes import fix_all
from plainspoken.script.lint.finding import LintReport
from plainspoken.script.lint.lint_target import LintTarget, RuleSelection, lint
from plainspoken.script.lint.passages import SourceTexts
from plainspoken.script.lint.rule import rules
from plainspoken.script.settings import ScriptSettings

EVERY = RuleSelection(select=("ALL",))
_PIECES = (
    "less|layers|much|more|cheaper|its|interesting|to|it's own|a|AdaptiveAvgPool2d|an unique|the the|be also be|"
    "(pause)|[click]|0,5|between 6-7|PyTorch|Pytorch|pre-trained|pretrained|dateset|could of|`|**|*|_|{{|}}|- |> |## |"
    "# |$$|3/4/2024|https://x.org/a|MPS|proves|this|because|accuracy|\n|\n\n|.|,|!|日本|𝒳|\u200b|\ufeff|\x00|\r|"
    "1e-3|(no skipping)\n|<!-- plainspoken: ignore PS3 x -->|<!-- plainspoken: off ALL y -->|<!--|-->|tests strictly|"
    "utilize|in order to|![](a.png)|[a](b)|## Page 2\n|+++\n|{~ a b ~}|:::|increasing overtime|much lesser."
)
WORDS = st.sampled_from(_PIECES.split("|"))
SCRIPTS = st.lists(WORDS, max_size=60).map(" ".join)
TEXTS = st.one_of(SCRIPTS, st.text(max_size=300), SCRIPTS.map(lambda text: f"limit: 3 words\n## Page 1\n{text}"))


def lint_buffer(text: str, choice: RuleSelection = EVERY):
    target = LintTarget("any", Path(), ScriptSettings(), None, Path("any.md"), {"any.md": text})
    try:
        return lint(target, choice)
    except InputError:
        # Front matter without an end is the author's mistake, told in one message.
        return LintReport((), {"any.md": text})


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_any_text_lints_and_every_place_is_in_it(text):
    report = lint_buffer(text)
    places = SourceTexts(report.sources)
    for finding in report.findings:
        assert finding.code in rules()
        written = places.text_at(finding.at)
        assert written is not None
        assert finding.at.column >= 1 and (finding.at.line, finding.at.column) <= (
            finding.at.end_line,
            finding.at.end_column,
        )
        if finding.fix:
            for edit in finding.fix.edits:
                assert places.text_at(edit.at) == edit.expected


@settings(max_examples=100, deadline=None)
@given(SCRIPTS, st.booleans())
def test_fixing_twice_is_fixing_once(text, unsafe):
    def fixed(source: str) -> str:
        changed, _, _ = fix_all(lint_buffer(source).sources, lambda texts: lint_buffer(texts["any.md"]), unsafe=unsafe)
        return changed.get("any.md", lint_buffer(source).sources["any.md"])

    once = fixed(text)
    assert fixed(once) == once


@settings(max_examples=60, deadline=None)
@given(SCRIPTS)
def test_linting_twice_finds_the_same(text):
    assert lint_buffer(text).findings == lint_buffer(text).findings
