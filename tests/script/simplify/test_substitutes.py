"""Shorter words in context: what tagger and encoder say, where they are installed; nothing where they are not."""

from __future__ import annotations

import pytest

from plainspoken.base.errors import InputError
from plainspoken.script.simplify import parts_of_speech, sentence_encoder, substitutes
from plainspoken.script.simplify.replace_words import find_changes, shorten

tagged = pytest.mark.skipif(not parts_of_speech.tagger_installed(), reason="the extra words-plus is not installed")
whole = pytest.mark.skipif(
    not substitutes.installed(), reason="the extras words-plus and experiments are not installed"
)


def test_each_row_of_the_table_is_shorter_and_plain() -> None:
    rows = [
        line.split("\t")
        for line in substitutes._TABLE.read_text(encoding="utf-8").splitlines()
        if line[:1] not in ("#", "")
    ]
    assert len(rows) > 1000
    assert {len(row) for row in rows} == {4}
    assert {kind for _, kind, _, _ in rows} == {"noun", "verb", "adj", "adverb"}
    assert all(word != other and word.isalpha() and other.isalpha() for word, _, other, _ in rows)
    assert len({(word, kind, other) for word, kind, other, _ in rows}) == len(rows)


def test_the_probability_grows_with_both() -> None:
    assert 0 < substitutes.probability(-1, 0.5) < substitutes.probability(0, 0.5) < substitutes.probability(0, 0.9) < 1


def test_without_the_tagger_one_message_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    from plainspoken.base import extras

    monkeypatch.setattr(extras, "_installed", lambda module: module != "hibari")
    with pytest.raises(InputError, match="hibari-tts") as error:
        substitutes.find_substitutes("We discovered that the children wanted to participate.", plain=True)
    assert "words-plus" in (error.value.remedy or "")


@tagged
@pytest.mark.parametrize(
    ("text", "part", "word"),
    [
        ("We commence with informed choices.", "adj", "informed"),
        ("He purchases cards.", "verb", "purchases"),
        ("The purchases were large.", "noun", "purchases"),
        ("It is perfectly clear.", "adverb", "perfectly"),
        ("They informed us.", "verb", "informed"),
    ],
)
def test_parts_of_speech(text: str, part: str, word: str) -> None:
    words = [*text.rstrip(".").split(), "."]
    tags = parts_of_speech.tagger()(words)
    assert parts_of_speech.part_of_speech(tags[words.index(word)]) == part


@tagged
def test_a_word_that_is_another_part_of_speech_stays() -> None:
    row = "purchase\tverb\tbuy\n"
    from plainspoken.script.simplify.lexicon import compile_entries, parse

    lexicon = compile_entries(parse(row))
    text = "He purchases cards. Of late, purchases rise."
    assert [change.old for change in find_changes(text, lexicon=lexicon)] == ["purchases", "purchases"]
    assert shorten(text, lexicon=lexicon, tagged=True).text == "He buys cards. Of late, purchases rise."


@whole
@pytest.mark.parametrize(
    ("text", "word", "shorter"),
    [
        ("We discovered that the children wanted to participate.", "discovered", "found"),
        ("They attempted to fix it on the next day.", "attempted", "tried"),
    ],
)
def test_a_shorter_word_in_the_form_that_the_place_takes(text: str, word: str, shorter: str) -> None:
    found = {change.old: change for change in substitutes.find_substitutes(text, plain=True)}
    assert found[word].new == shorter
    assert found[word].level == "suggest" and found[word].saved > 0


@whole
def test_names_quotations_code_and_protected_words_stay() -> None:
    text = "“We discovered it,” said Discovered Inc. `discovered` and {{ discovered }}."
    assert substitutes.find_substitutes(text) == []
    assert substitutes.find_substitutes("We discovered a cause.", protect=["discovered"], plain=True) == []


@whole
def test_the_encoder_tells_a_word_that_fits() -> None:
    from plainspoken.script.simplify.context_likeness import Place, likenesses

    (alike,) = likenesses([Place("She sat on the", "couch", "and read a book.", ("sofa", "tax"))])
    assert alike[0] > alike[1]
    assert sentence_encoder.encoder_installed()
