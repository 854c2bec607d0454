import pytest

from plainspoken.base.errors import InputError
from plainspoken.script.lint.rule import GROUPS, find_rule, rules
from plainspoken.script.lint.select_rules import selected


def test_the_default_is_every_rule_that_is_on_by_default():
    assert selected() == {code for code, entry in rules().items() if entry.default}


def test_a_prefix_selects_a_group_and_nothing_else():
    assert selected(["PS2"]) == {code for code in rules() if code.startswith("PS2")}


def test_a_longer_prefix_beats_a_shorter_one():
    on = selected(["PS3"], ignore=["PS30"], extend=["PS308"])
    assert "PS308" in on
    assert "PS307" not in on
    assert "PS310" in on


def test_at_the_same_length_ignore_wins():
    assert selected(["PS308"], ignore=["PS308"]) == frozenset()


def test_all_is_every_rule_and_names_are_codes():
    assert selected(["ALL"]) == set(rules())
    assert selected(["less-or-fewer"]) == {"PS308"}
    assert selected(["ps308"]) == {"PS308"}


def test_an_unknown_code_is_the_users_mistake_with_the_nearest_ones():
    with pytest.raises(InputError, match="no rule is called 'PS999'"):
        selected(["PS999"])
    with pytest.raises(InputError) as error:
        find_rule("less-or-few")
    assert "less-or-fewer" in error.value.remedy


def test_an_empty_entry_is_no_rule():
    with pytest.raises(InputError):
        selected([" "])


def test_codes_are_well_formed_and_names_unique():
    names = [entry.name for entry in rules().values()]
    assert len(set(names)) == len(names)
    for code, entry in rules().items():
        assert code[:3] in GROUPS
        assert code[2:].isdigit() and len(code) == 5
        assert entry.summary.endswith(".")
