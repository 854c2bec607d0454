"""Forms of words."""

from __future__ import annotations

import pytest

from plainspoken.script.simplify.inflection import article, comparative, plural, superlative, verb


@pytest.mark.parametrize(
    ("base", "forms"),
    [
        ("use", "use uses used used using"),
        ("show", "show shows showed shown showing"),
        ("stop", "stop stops stopped stopped stopping"),
        ("try", "try tries tried tried trying"),
        ("let", "let lets let let letting"),
        ("speed up", "speed up|speeds up|sped up|sped up|speeding up"),
        ("do", "do does did done doing"),
        ("reach", "reach reaches reached reached reaching"),
        ("tie", "tie ties tied tied tying"),
        ("see", "see sees saw seen seeing"),
        ("play", "play plays played played playing"),
        ("mistake", "mistake mistakes mistook mistaken mistaking"),
    ],
)
def test_verbs(base: str, forms: str) -> None:
    found = verb(base)
    expected = tuple(forms.split("|") if "|" in forms else forms.split())
    assert (found.base, found.third, found.past, found.participle, found.gerund) == expected


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("net", "nets"),
        ("neural net", "neural nets"),
        ("class", "classes"),
        ("study", "studies"),
        ("matrix", "matrices"),
        ("rate of change", "rates of change"),
    ],
)
def test_plurals(one: str, many: str) -> None:
    assert plural(one) == many


@pytest.mark.parametrize(
    ("word", "more", "most"),
    [
        ("hard", "harder", "hardest"),
        ("easy", "easier", "easiest"),
        ("large", "larger", "largest"),
        ("big", "bigger", "biggest"),
        ("good", "better", "best"),
        ("useful", "more useful", "most useful"),
        ("costly to run", "more costly to run", "most costly to run"),
    ],
)
def test_degrees(word: str, more: str, most: str) -> None:
    assert (comparative(word), superlative(word)) == (more, most)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("net", "a"),
        ("input", "an"),
        ("unit", "a"),
        ("uninteresting", "an"),
        ("hour", "an"),
        ("one", "a"),
        ("European", "a"),
        ("LSTM", "an"),
        ("CNN", "a"),
        ("8-layer", "an"),
        ("18", "an"),
        ("81", "an"),
        ("7-class", "a"),
        ("use", "a"),
        ("honest", "an"),
        ("M3", "an"),
        ("F1", "an"),
        ("H100", "an"),
        ("x86", "an"),
        ("V2", "a"),
        ("U2", "a"),
        ("T5-based", "a"),
    ],
)
def test_articles(word: str, expected: str) -> None:
    assert article(word) == expected
