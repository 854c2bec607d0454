"""Syllables: the dictionary, its packed form, endings and prefixes, phonemes, and how right they are together."""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainspoken.script.spoken import pronouncing_dictionary as pronouncing
from plainspoken.script.spoken.letter_to_sound import espeak, syllables_of
from plainspoken.script.spoken.syllables import count, exceptions, hyphenated, look_up, source

_ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("word", "syllables", "origin"),
    [
        ("idea", 3, "dictionary"),
        ("science", 2, "dictionary"),
        ("area", 3, "dictionary"),
        ("parameters", 4, "dictionary"),
        ("W", 3, "letters"),
        ("Q", 1, "letters"),
        ("U's", 1, "dictionary"),
        ("overfits", 3, "parts"),
        ("misclassifies", 4, "parts"),
        ("preprocessing", 4, "parts"),
        ("reweighted", 3, "parts"),
        ("flatnesses", 3, "parts"),
        ("zorbling", 2, "phonemes"),
        ("sigmoid", 2, "dictionary"),
    ],
)
def test_words_and_what_their_count_rests_on(word: str, syllables: int, origin: str) -> None:
    assert (look_up(word)) == (syllables, origin)


@pytest.mark.parametrize(
    ("said", "syllables"),
    [
        ("", 0),
        ("res net eighteen", 4),
        ("sixty two point four percent,", 7),
        ("L S T M", 4),
        ("W", 3),
        ("fine-tuning", 3),
        ("it's", 1),
        ("state-of-the-art.", 4),
    ],
)
def test_said_words_are_counted(said: str, syllables: int) -> None:
    assert count(said) == syllables


def test_pyphen_alone_is_shown_for_comparison() -> None:
    assert (hyphenated("experiment"), hyphenated("idea")) == (4, 1)
    assert count("idea") == 3


def test_phonemes_tell_a_hiatus_from_a_vowel() -> None:
    assert [syllables_of(phoneme) for phoneme in ("'aI", "aI@", "i@", "e@", "'A@", "@L", "t#", "S", ";", "n-")] == [
        1, 2, 2, 1, 1, 1, 0, 0, 0, 1,
    ]  # fmt: skip
    assert espeak().syllables("roboflow") == 3
    assert espeak().version.startswith("1.5")


def test_the_dictionary_is_packed_once_and_read_back(tmp_path: Path) -> None:
    code = "from plainspoken.script.spoken.pronouncing_dictionary import dictionary; print(len(dictionary().words()), dictionary().get('idea'))"  # noqa: E501
    environment = dict(os.environ, PLAINSPOKEN_CACHE=str(tmp_path))
    runs = [
        subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, cwd=_ROOT)
        for _ in range(2)
    ]
    assert [run.stdout for run in runs] == ["126052 3\n"] * 2
    packed = list(tmp_path.glob("syllables-*.txt"))
    assert len(packed) == 1
    packed[0].write_text(packed[0].read_text()[:100_000])
    again = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, cwd=_ROOT)
    assert again.stdout == "126052 3\n"


def test_a_cache_that_cannot_be_written_costs_only_time(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    environment = dict(os.environ, PLAINSPOKEN_CACHE=str(tmp_path / "file" / "below"))
    code = "from plainspoken.script.spoken.syllables import count; print(count('idea zorbling'))"
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, cwd=_ROOT)
    assert (run.stdout, run.returncode) == ("5\n", 0), run.stderr


def test_cmudict_lines_with_comments_and_second_pronunciations() -> None:
    text = "our AW1 ER0\nour(2) AA1 R\nd'artagnan D AH0 R T AE1 N Y AH0 N # foreign french\nthe DH AH0\n"
    assert pronouncing.parse(text) == {"our": 2, "d'artagnan": 3, "the": 1}


def test_exceptions_are_needed() -> None:
    for word, syllables in exceptions().items():
        assert pronouncing.dictionary().get(word) != syllables, word


@given(st.text(max_size=30))
@settings(max_examples=300, deadline=None)
def test_any_text_has_a_count(text: str) -> None:
    assert count(text) >= 0
    assert count(text) == sum(count(word) for word in text.split())
    for word in text.split():
        assert source(word) in ("exception", "dictionary", "parts", "letters", "phonemes")


@pytest.mark.real
def test_unseen_words_against_wiktionary() -> None:
    data = Path(os.environ.get("PLAINSPOKEN_DATA", _ROOT.parent / "shared" / "data"))
    path = data / "words" / "syllables_not_in_cmudict.tsv"
    if not path.is_file():
        pytest.skip("the word list of the real data is not here")
    rows = list(csv.reader(path.open(encoding="utf-8"), delimiter="\t"))[1:]
    right = sum(count(word) in {int(number) for number in re.split(r"\D+", gold)} for word, gold in rows)
    assert right / len(rows) > 0.915


@given(st.dictionaries(st.text(alphabet="abcz'é-", min_size=1, max_size=6), st.integers(1, 12), max_size=40))
@settings(max_examples=100, deadline=None)
def test_every_packed_word_is_found_and_no_other(counts: dict[str, int]) -> None:
    packed = pronouncing.Packed(pronouncing.pack(counts))
    for word, syllables in counts.items():
        assert packed.get(word) == syllables
    for word in ("", "a", "b b", "zz", "\n", "a 1", "cab"):
        assert (word in packed) is (word in counts)
