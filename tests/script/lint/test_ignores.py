from plainspoken.script.lint.finding import Finding
from plainspoken.script.lint.ignores import read_ignores
from plainspoken.script.model import Source


def at(line: int, code: str = "PS308", name: str = "less-or-fewer", text: str = "") -> bool:
    ignores = read_ignores({"a.md": text})
    return ignores.take(Finding(code, "", Source("a.md", line, 1, line, 2)), name)


LINE = "One.\n\nmuch less layers <!-- plainspoken: ignore PS308 a quotation -->\nmore\n\nless layers\n"
BLOCK = "<!-- plainspoken: ignore PS308 a quotation -->\n\nless layers\nless words\n\nless layers\n"
RANGE = "less\n<!-- plainspoken: off PS3 the guest's words -->\n\nless\n\n<!-- plainspoken: on PS3 -->\nless\n"


def test_a_comment_behind_text_covers_its_line_only():
    assert at(3, text=LINE)
    assert not at(4, text=LINE)
    assert not at(6, text=LINE)


def test_a_comment_on_a_line_of_its_own_covers_the_block_that_follows():
    assert at(3, text=BLOCK) and at(4, text=BLOCK)
    assert not at(6, text=BLOCK)


def test_off_and_on_cover_what_is_between_them():
    assert [at(line, text=RANGE) for line in (1, 4, 7)] == [False, True, False]


def test_off_without_on_goes_to_the_end():
    assert at(9, text="<!-- plainspoken: off ALL x -->\n" + "less\n" * 9)


def test_ignore_file_covers_all_lines_and_jinjas_comments_are_read():
    text = "less\n\n{# plainspoken: ignore-file PS308 x #}\n"
    assert at(1, text=text)
    assert not at(1, code="PS307", name="its-or-it-is", text=text)


def test_a_rule_may_be_named_and_several_stand_between_commas():
    text = "less layers <!-- plainspoken: ignore PS101, less-or-fewer: said so -->\n"
    assert at(1, text=text)
    (ignore,) = read_ignores({"a.md": text}).all()
    assert [entry for entry, _ in ignore.entries] == ["PS101", "LESS-OR-FEWER"]
    assert ignore.reason == "said so"
    assert (ignore.at.column, ignore.entries[1][1].column) == (13, 45)


def test_what_cannot_be_read_is_kept_as_broken():
    ignores = read_ignores({"a.md": "<!-- plainspoken: hide PS308 -->\n<!-- plainspoken: ignore because -->\n"})
    assert [place.line for place, _ in ignores.broken] == [1, 2]


def test_unused_unknown_and_unreasoned_comments_are_found(lint_text):
    text = "## One\n\nFine. <!-- plainspoken: ignore PS308 -->\n\nOk. <!-- plainspoken: ignore PS9 x -->\n"
    found = {finding.code: finding for finding in lint_text(text).findings}
    assert found["PS001"].at.line == 3
    assert found["PS002"].at.line == 5
    assert found["PS003"].at.line == 3
    assert found["PS001"].fix is not None and found["PS001"].fix.safe


def test_a_comment_for_a_rule_that_is_off_is_not_unused(lint_text):
    text = "## One\n\nFine. <!-- plainspoken: ignore PS308 x -->\n"
    assert lint_text(text, "PS001").findings == ()


def test_an_ignored_finding_is_counted_and_gone(lint_text):
    report = lint_text("## One\n\nless layers <!-- plainspoken: ignore PS308 x -->\n")
    assert report.ignored == 1
    assert not report.findings
