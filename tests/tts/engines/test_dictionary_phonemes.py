"""CMUdict in the alphabet of the neural voice, and how far two pronunciations are apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainspoken.tts.engines.dictionary_phonemes import DIFFERENT, dictionary_phonemes, difference


@pytest.mark.parametrize(
    ("word", "listed"),
    [
        ("Karen", ("kˈɛɹən",)),
        ("live", ("lˈIv", "lˈɪv")),
        ("bird", ("bˈɜɹd",)),
        ("O’Brien", ("ObɹˈIɪn",)),
        ("a.", ("ˈA",)),
        ("zyxwv", ()),
        ("", ()),
        ("two words", ()),
        ("résumé", ()),
        ("a\nb", ()),
    ],
)
def test_what_the_dictionary_has(word: str, listed: tuple[str, ...]) -> None:
    assert dictionary_phonemes(word) == listed


@pytest.mark.parametrize(
    ("one", "two", "apart"),
    [
        ("wˈɔTəɹ", "wˈɑtəɹ", False),
        ("ɹəzˈɪʤəwəl", "ɹɪzˈɪʤəwəl", False),
        ("kəɹˈɛn", "kˈɛɹən", True),
        ("ɹˈAz nˌɛt", "ɹˈɛz nˌɛt", False),
        ("bˈAt", "bˈɛθ", True),
        ("", "bˈɛθ", True),
    ],
)
def test_what_counts_as_different(one: str, two: str, apart: bool) -> None:
    assert (difference(one, two) > DIFFERENT) == apart


SOUNDS = st.text("kˈɛɹənAIOt", max_size=12)


@given(SOUNDS, SOUNDS)
def test_the_difference_is_a_share_and_the_same_both_ways(one: str, two: str) -> None:
    assert 0 <= difference(one, two) == difference(two, one) <= 1
    assert difference(one, one) == 0
