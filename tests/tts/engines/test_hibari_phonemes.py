"""How the embedded neural voice pronounces names, terms and letters, and what a talk transcribes itself."""

from __future__ import annotations

import pytest

from plainspoken.script.spoken import speak
from plainspoken.tts.engines.dictionary_phonemes import DIFFERENT, dictionary_phonemes, difference
from plainspoken.tts.engines.hibari_phonemes import Phonemizer, corrections, from_ipa, stressed
from plainspoken.tts.settings import why_no_neural_voice

neural = pytest.mark.skipif(why_no_neural_voice() is not None, reason="hibari-tts is not installed")


@pytest.fixture(scope="module")
def phonemizer() -> Phonemizer:
    """The American one."""
    return Phonemizer()


def _said(phonemizer: Phonemizer, written: str) -> str:
    """The phonemes of text as a talk has it: its spoken form first."""
    words = " ".join(token.said for token in speak(written) if token.said).split()
    return " ".join(phonemizer.words(words, {}))


@neural
@pytest.mark.parametrize(
    ("written", "phonemes"),
    [
        ("ResNet18", "ɹˈɛz nˌɛt"),
        ("a ResNet50", "ɹˈɛz nˌɛt"),
        ("CUDA", "kˈudə"),
        ("cuda", "kˈudə"),
        ("MobileNet", "mˈObᵊl nˌɛt"),
        ("Colab", "kˈOlæb"),
        ("drawing", "dɹˈɔɪŋ"),
        ("withdrawing", "ɔɪŋ"),
        ("L2 reg", "ɹˈɛɡ"),
    ],
)
def test_names_and_terms(phonemizer: Phonemizer, written: str, phonemes: str) -> None:
    assert phonemes in _said(phonemizer, written)


@neural
@pytest.mark.parametrize("written", ["employing", "Boeing"])
def test_a_true_diphthong_stays(phonemizer: Phonemizer, written: str) -> None:
    assert "ɔɪŋ" not in _said(phonemizer, written)


@neural
def test_the_letter_and_the_article(phonemizer: Phonemizer) -> None:
    letter, article = phonemizer.words(["Class", "A", "wins."], {})[1], phonemizer.words(["a", "class"], {})[0]
    assert (letter, article) == ("ˈA", "ɐ")
    assert phonemizer.words(["A,"], {})[0].startswith("ˈA")


@neural
def test_every_correction_is_said(phonemizer: Phonemizer) -> None:
    for phrase, phonemes in corrections().items():
        assert " ".join(phonemizer.words(phrase.split(), {})) == phonemes, phrase


@neural
def test_a_talk_has_the_last_word(phonemizer: Phonemizer) -> None:
    assert phonemizer.words(["cuda", "[x](/y/)"], {"cuda": from_ipa("/ˈsʌdə/")})[0] == "sˈʌdə"


def test_transcriptions_become_the_models_letters() -> None:
    assert from_ipa("/ˈɛndʒɪnˌɛks/") == "ˈɛnʤɪnˌɛks"
    assert from_ipa("[ˈtʃeɪndʒ]") == "ʧˈAnʤ"


@pytest.mark.parametrize(
    ("before", "after"), [("kˈudə", "kˈudə"), ("nˌɛt", "nˈɛt"), ("ɐ", "ˈɐ"), ("hm", "hm"), ("ðɪs", "ðˈɪs")]
)
def test_stress(before: str, after: str) -> None:
    assert stressed(before) == after


@neural
@pytest.mark.parametrize(
    ("name", "phonemes"),
    [("Karen", "kˈɛɹən"), ("Beth", "bˈɛθ"), ("Natalie.", "nˈætəli."), ("Leonard", "lˈɛnəɹd"), ("Jose", "hˌOzˈA")],
)
def test_names_that_the_dictionary_knows(phonemizer: Phonemizer, name: str, phonemes: str) -> None:
    assert phonemizer.words(["We", "met", name], {})[2] == phonemes


@neural
@pytest.mark.parametrize("word", ["Reading", "Live", "Polish", "Use", "The", "Data", "Here"])
def test_words_that_open_a_sentence_are_no_names(phonemizer: Phonemizer, word: str) -> None:
    said = phonemizer.words([word, "it."], {})[0]
    assert min(difference(said, one) for one in dictionary_phonemes(word)) <= DIFFERENT
