"""The model that counts syllables of words without an entry."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainspoken.script.spoken.letter_to_sound import espeak
from plainspoken.script.spoken.pronouncing_dictionary import dictionary
from plainspoken.script.spoken.syllable_model import SyllableModel, Witnesses, aligned, folded, load_model, packed
from plainspoken.script.spoken.syllables import look_up, phoneme_witnesses


@pytest.mark.parametrize(
    ("word", "count"),
    [("biped", 2), ("raiment", 2), ("anemone", 4), ("copepod", 3), ("polemology", 5),
     ("glovemaker", 3), ("phronesis", 3), ("horologium", 5)],
)  # fmt: skip
def test_words_that_rules_get_wrong(word: str, count: int) -> None:
    assert look_up(word)[0] == count


def test_accents_and_case_do_not_count() -> None:
    assert folded("Décolleté") == "decollete"
    assert folded("ß1'") == ""


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=3, max_size=40))
def test_every_word_has_a_count_no_longer_than_two_a_letter(word: str) -> None:
    if word not in dictionary():
        assert 0 <= look_up(word)[0] <= 2 * len(word)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=20))
def test_no_phoneme_is_lost_along_the_letters(word: str) -> None:
    sounds = [sound for row in espeak().words(word) for sound in row]
    assert [sound for letter in aligned(word, sounds) for sound in letter] == sounds


def test_chances_are_probabilities() -> None:
    sounds = [sound for row in espeak().words("noosphere") for sound in row]
    chances = load_model().chances("noosphere", sounds, phoneme_witnesses("noosphere", sounds))
    assert sum(chances) == pytest.approx(1)


def test_a_packed_model_is_read_as_it_was_written() -> None:
    table = bytes(8)
    data = packed(table, {"a": 2}, [0.0, 0.0], [[0.0] * 8] * 3, 0.5, {"zorb": 7})
    model = SyllableModel(data)
    assert model.phones == {"a": 2}
    assert model.count("zorb", ["z"], Witnesses(1, None, None)) == 7
    with pytest.raises(zlib.error):
        SyllableModel(b"nothing")
