"""What other programs and people read: the same findings in every form."""

from __future__ import annotations

import json

import pytest

from plainspoken.script.lint import machine_formats as exchange
from plainspoken.script.lint import text_report as text
from plainspoken.script.lint.finding import Edit, Finding, Fix, LintReport, merged
from plainspoken.script.model import Source

AT = Source("talk/pages/01.md", 2, 4, 2, 8)
FINDING = Finding(
    "PS308",
    "layers are counted: 100 % “fewer”, not, “less”",
    AT,
    "warning",
    page="one",
    fix=Fix("write “fewer”", (Edit(AT, "less", "fewer"),)),
    data={"words": 3},
)
REPORT = LintReport((FINDING,), {"talk/pages/01.md": "## One\nIt less layers\n"}, 2)


def test_the_full_form_shows_the_line_with_a_caret_below():
    lines = list(text.full(REPORT))
    assert lines[0] == "talk/pages/01.md:2:4: warning PS308 layers are counted: 100 % “fewer”, not, “less”"
    assert lines[1] == "    2 | It less layers"
    assert lines[2] == "      |    ^^^^"
    assert lines[3] == "      fix: write “fewer”"


def test_the_caret_stands_below_wide_characters_and_tabs():
    at = Source("a.md", 1, 4, 1, 6)
    lines = list(text.full(LintReport((Finding("PS308", "m", at),), {"a.md": "日\t本less\n"})))
    assert lines[2].removeprefix("      | ") == "  \t  ^^"


def test_a_long_line_is_cut_around_the_finding():
    at = Source("a.md", 1, 501, 1, 505)
    lines = list(text.full(LintReport((Finding("PS308", "m", at),), {"a.md": "x" * 500 + "less" + "y" * 500})))
    shown, caret = (line[8:] for line in lines[1:3])
    assert shown.startswith("…") and shown.endswith("…") and len(shown) <= text.WIDTH + 2
    assert shown[caret.index("^") : caret.index("^") + 4] == "less"
    assert caret.count("^") == 4


def test_no_file_can_steer_a_terminal():
    at = Source("a.md", 1, 1, 1, 2)
    lines = "\n".join(text.full(LintReport((Finding("PS308", "m\x1b[2J", at),), {"a.md": "\x1b[31mred\x07\n"})))
    assert "\x1b" not in lines and "\x07" not in lines


def test_a_finding_beyond_the_text_is_still_told():
    at = Source("a.md", 99, 1, 99, 1)
    assert next(text.full(LintReport((Finding("PS308", "m", at),), {"a.md": "one\n"}))).startswith("a.md:99:1")


def test_the_concise_form_is_one_line_a_finding_with_severity():
    assert list(text.concise(REPORT)) == [
        "talk/pages/01.md:2:4: warning PS308 layers are counted: 100 % “fewer”, not, “less”"
    ]


def test_githubs_commands_are_escaped():
    (line,) = text.github(REPORT)
    assert line.startswith(
        "::warning file=talk/pages/01.md,line=2,endLine=2,col=4,endColumn=8,title=PS308 less-or-fewer"
    )
    assert line.endswith("::PS308 layers are counted: 100 %25 “fewer”, not, “less”")


def test_json_carries_everything_and_lines_carry_the_same():
    (entry,) = json.loads(exchange.json_report(REPORT))
    assert [json.loads(line) for line in exchange.json_lines(REPORT)] == [entry]
    assert entry["code"] == "PS308" and entry["name"] == "less-or-fewer" and entry["page"] == "one"
    assert (entry["line"], entry["column"], entry["end_line"], entry["end_column"]) == (2, 4, 2, 8)
    assert entry["data"] == {"words": 3}
    assert entry["fix"]["safe"] is True
    assert entry["fix"]["edits"][0]["replacement"] == "fewer"


def test_sarif_has_what_the_standard_demands():
    log = json.loads(exchange.sarif(REPORT, "1.2.3"))
    assert log["version"] == "2.1.0" and "sarif-2.1.0" in log["$schema"]
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "plainspoken" and driver["semanticVersion"] == "1.2.3"
    assert run["columnKind"] == "unicodeCodePoints"
    (result,) = run["results"]
    assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "PS308"
    assert result["level"] in ("none", "note", "warning", "error")
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "talk/pages/01.md"
    assert place["region"] == {"startLine": 2, "startColumn": 4, "endLine": 2, "endColumn": 8}
    change = result["fixes"][0]["artifactChanges"][0]["replacements"][0]
    assert change["insertedContent"]["text"] == "fewer"


@pytest.mark.parametrize(("severity", "level"), [("error", "error"), ("warning", "warning"), ("hint", "note")])
def test_sarif_levels(severity, level):
    log = json.loads(exchange.sarif(LintReport((Finding("PS308", "m", AT, severity),), {}), "1"))
    assert log["runs"][0]["results"][0]["level"] == level


def test_gitlabs_fingerprints_differ_for_twins_and_stay_when_lines_move():
    twin = Finding("PS308", "m", AT)
    moved = Finding("PS308", "m", Source("talk/pages/01.md", 9, 1, 9, 2))
    first = json.loads(exchange.gitlab(LintReport((twin, moved), {})))
    assert first[0]["fingerprint"] != first[1]["fingerprint"]
    assert json.loads(exchange.gitlab(LintReport((moved,), {})))[0]["fingerprint"] == first[0]["fingerprint"]


def test_statistics_count_by_rule_most_first():
    report = LintReport((FINDING, FINDING, Finding("PS402", "m", AT)), {})
    lines = list(text.statistics(report))
    assert lines[0].split() == ["2", "PS308", "less-or-fewer", "2", "with", "a", "fix"]
    assert lines[1].split() == ["1", "PS402", "duplicate-page"]


def test_the_last_line_says_how_many_and_what_can_be_mended():
    assert text.summary(LintReport((), {})) == "Nothing found."
    assert text.summary(REPORT) == "Found 1 warning. 2 ignored in place. 1 can be mended with --fix."


def test_reports_of_several_talks_are_one_and_each_finding_is_told_once():
    other = LintReport((Finding("PS402", "m", AT),), {"b.md": ""}, 1)
    report = merged([REPORT, REPORT, other])
    assert [finding.code for finding in report.findings] == ["PS308", "PS402"]
    assert report.ignored == 5
    assert set(report.sources) == {"talk/pages/01.md", "b.md"}
