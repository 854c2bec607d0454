from plainspoken.script.lint.apply_fixes import apply, diff, fix_all
from plainspoken.script.lint.finding import Edit, Finding, Fix, LintReport
from plainspoken.script.model import Source


def finding(line: int, start: int, end: int, expected: str, replacement: str, *, safe: bool = True) -> Finding:
    at = Source("a.md", line, start, line, end)
    return Finding("PS308", "m", at, fix=Fix("t", (Edit(at, expected, replacement),), safe))


TEXTS = {"a.md": "one less layer\ntwo the the end\n"}


def test_an_edit_replaces_what_it_expects():
    changed, made = apply([finding(1, 5, 9, "less", "fewer")], TEXTS)
    assert changed == {"a.md": "one fewer layer\ntwo the the end\n"}
    assert made == 1


def test_an_edit_of_other_words_is_left_out():
    assert apply([finding(1, 5, 9, "more", "fewer")], TEXTS) == ({}, 0)
    assert apply([finding(9, 5, 9, "less", "fewer")], TEXTS) == ({}, 0)


def test_two_edits_of_one_place_are_not_both_made():
    edits = [finding(1, 5, 9, "less", "fewer"), finding(1, 1, 9, "one less", "one fewer")]
    assert apply(edits, TEXTS)[1] == 1


def test_edits_of_many_places_keep_their_places():
    changed, made = apply([finding(2, 5, 8, "the", "a"), finding(1, 1, 4, "one", "twenty")], TEXTS)
    assert changed["a.md"] == "twenty less layer\ntwo a the end\n"
    assert made == 2


def test_an_unsafe_fix_waits_to_be_asked_for():
    unsafe = finding(1, 5, 9, "less", "fewer", safe=False)
    assert apply([unsafe], TEXTS)[1] == 0
    assert apply([unsafe], TEXTS, unsafe=True)[1] == 1


def test_a_word_that_goes_takes_one_space_along():
    assert apply([finding(2, 5, 8, "the", "")], TEXTS)[0]["a.md"].splitlines()[1] == "two the end"
    assert apply([finding(2, 13, 16, "end", "")], TEXTS)[0]["a.md"].splitlines()[1] == "two the the"


def test_fixing_goes_on_until_nothing_is_left_and_ends_even_if_a_rule_never_rests():
    def restless(texts):
        return LintReport((finding(1, 1, 1, "", "x"),), texts)

    texts, applied, _ = fix_all({"a.md": "word\n"}, restless)
    assert applied == 10
    assert texts["a.md"] == "xxxxxxxxxxword\n"


def test_a_diff_names_the_file_and_marks_a_missing_last_line_end():
    text = "".join(diff({"a.md": "one\ntwo"}, {"a.md": "one\n2"}, lambda file: f"talk/{file}"))
    assert text.startswith("--- talk/a.md\n+++ talk/a.md\n")
    assert "-two\n\\ No newline at end of file\n+2\n" in text
