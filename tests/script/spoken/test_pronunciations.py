"""A talk's own pronunciations: lists, respellings, the phonetic alphabet."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainspoken.base.errors import InputError
from plainspoken.script.spoken.ipa import respelled
from plainspoken.script.spoken.pronunciations import parse
from plainspoken.script.spoken.syllables import count


@pytest.mark.parametrize(
    ("ipa", "expected", "syllables"),
    [
        ("/ˈɛndʒɪnˌɛks/", "en jin eks", 3),
        ("/dʒɪf/", "jif", 1),
        ("/ˈkuːdə/", "koo duh", 2),
        ("/ˌɛmˈnɪst/", "em nist", 2),
        ("/ˈsaɪ.faɪ/", "seye feye", 2),
        ("/t͡ʃiːz/", "cheez", 1),
        ("/əˈdæm/", "uh dam", 2),
        ("/ˈpaɪˌtɔːɹtʃ/", "peye torch", 2),
        ("/ɪkˈsɛpʃən/", "ik sep shuhn", 3),
        ("/ˈstɹɛŋθ/", "strength", 1),
        ("/ˈkæɡəl/", "kag uhl", 2),
    ],
)
def test_transcriptions_are_respelled(ipa: str, expected: str, syllables: int) -> None:
    assert respelled(ipa) == expected
    assert count(expected) == syllables


def test_lists() -> None:
    text = "# ours\n\nGIF\tjiff\nnginx\t/ˈɛndʒɪnˌɛks/\n"
    assert parse(text) == {"GIF": "jiff", "nginx": "en jin eks"}


@pytest.mark.parametrize(
    ("row", "column", "message"),
    [
        ("GIF jiff", 1, "a pronunciation is"),
        ("GIF\t", 1, "a pronunciation is"),
        ("GIF\t/dʒ?f/", 5, "cannot be read"),
        ("GIF\t/dʒf/", 5, "no vowel"),
    ],
)
def test_rows_that_cannot_be_read(row: str, column: int, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        parse(f"a\tb\n{row}\n", file="own.tsv")
    assert (caught.value.file, caught.value.line, caught.value.column) == ("own.tsv", 2, column)


@given(st.text(alphabet="ptkbdɡmnfvszʃʒlɹwjiɪeɛæɑɔʊuʌəˈˌ.ː ", max_size=20))
@settings(max_examples=200, deadline=None)
def test_every_syllable_is_one_word(ipa: str) -> None:
    try:
        said = respelled(ipa)
    except ValueError:
        return
    assert said.isascii() and said == said.lower()
    assert len(said.split()) >= 1
