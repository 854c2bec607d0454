"""Spoken form: a written table, scripts written by hand, and any text at all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainspoken.script.spoken import pieces, speak
from plainspoken.script.spoken.syllables import count

_TABLE = Path(__file__).parent / "spoken_cases.tsv"
_HANDWRITTEN = Path(__file__).parents[1] / "handwritten"


def cases() -> list[tuple[str, str]]:
    rows = (line.split("\t") for line in _TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("# "))
    return [(row[0], row[1]) for row in rows]


def said(text: str, **options: object) -> str:
    return " ".join(token.said for token in speak(text, **options) if token.said)  # type: ignore[arg-type]


def test_the_table_is_as_large_as_it_should_be() -> None:
    assert len(cases()) >= 300
    assert len({written for written, _ in cases()}) == len(cases())


@pytest.mark.parametrize(("written", "spoken"), cases(), ids=[written for written, _ in cases()])
def test_written_form_is_said(written: str, spoken: str) -> None:
    assert said(written) == spoken


def test_prespoken_spans_bring_their_own_words() -> None:
    text = "It hit 62.4 % (up from ResNet18's 60), then v9-like."
    spans = [
        (text.index("62"), text.index("%") + 1, "sixty two point four percent"),
        (text.index("60"), text.index("60") + 2, "threescore"),
        (text.index("v9"), text.index("v9") + 2, "vee nine"),
    ]
    tokens = speak(text, prespoken=spans)
    assert [(t.shown, t.said) for t in tokens] == [
        ("It", "It"),
        ("hit", "hit"),
        ("62.4 %", "sixty two point four percent,"),
        ("(up", "up"),
        ("from", "from"),
        ("ResNet18's", "res net eighteen's"),
        ("60),", "threescore,"),
        ("then", "then"),
        ("v9-like.", "vee nine like."),
    ]


def test_a_talks_own_pronunciations_come_first() -> None:
    own = {"roboflow": "robo flow", "GIF": "jiff", "MiniLM": "mini ell em"}
    assert said("Roboflow's GIF, not gif; MiniLM-based.", pronunciations=own) == (
        "robo flow's jiff, not gif; mini ell em based."
    )


def test_pieces_know_their_places() -> None:
    text = "  At $5 million,\nwe stop. "
    found = pieces(text)
    assert [text[piece.start : piece.end] for piece in found] == ["At", "$5 million,", "we", "stop."]
    assert all(piece.token.shown == text[piece.start : piece.end] for piece in found)


def test_a_word_means_the_same_after_other_texts() -> None:
    assert said("May 12") == "May twelfth"
    assert said("May we") == "May we"
    assert said("It may. A net.") == "It may. a net."


@given(st.text(max_size=120))
@settings(max_examples=300, deadline=None)
def test_any_text_can_be_said(text: str) -> None:
    tokens = speak(text)
    assert "".join("".join(token.shown.split()) for token in tokens) == "".join(text.split())
    for token in tokens:
        assert token.said == " ".join(token.said.split())
        assert token.syllables == count(token.said)
        assert token.said == "" or any(character.isalnum() for character in token.said)


@given(st.text(alphabet="aZ9.,:/-%$ ()x×±~'e°#k&<>=*_`[]", max_size=40))
@settings(max_examples=500, deadline=None)
def test_no_digit_is_left_unsaid(text: str) -> None:
    assert not re.search(r"\d", said(text))


@given(st.integers(min_value=0, max_value=10**36 - 1))
@settings(max_examples=200, deadline=None)
def test_numbers_read_back(number: int) -> None:
    assert value_of(said(f"{number:,}")) == number
    if not 1900 <= number <= 2030:  # by itself, a year
        assert said(f"{number:,}") == said(f"{number}")


def value_of(words: str) -> int:
    """The number that a cardinal's words name, found without the code under test."""
    small = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
    ]
    small += ["seventeen", "eighteen", "nineteen"]
    tens = {
        f"{word}ty": 10 * place
        for place, word in enumerate(["x", "x", "twen", "thir", "for", "fif", "six", "seven", "eigh", "nine"])
    }
    scales = [
        "thousand",
        "million",
        "billion",
        "trillion",
        "quadrillion",
        "quintillion",
        "sextillion",
        "septillion",
        "octillion",
        "nonillion",
    ]
    scales.append("decillion")
    total = group = 0
    for word in words.split():
        if word in small:
            group += small.index(word)
        elif word in tens:
            group += tens[word]
        elif word == "hundred":
            group *= 100
        else:
            total += group * 1000 ** (scales.index(word) + 1)
            group = 0
    return total + group


@pytest.mark.parametrize("name", ["leaves", "tides"])
def test_every_token_of_a_script_written_by_hand_is_said_right(name: str) -> None:
    golden = Path(__file__).parents[2] / "golden" / "handwritten_tokens.tsv"
    expected = dict(line.split("\t") for line in golden.read_text(encoding="utf-8").splitlines())
    for line in (_HANDWRITTEN / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        for token in speak(line):
            assert token.said.lower() == expected.get(token.shown, token.shown).lower().strip("(")


def test_a_notebook_with_code_in_it_can_be_said() -> None:
    spoken = said((_HANDWRITTEN / "notebook.md").read_text(encoding="utf-8"))
    assert not re.search(r"[0-9]", spoken)
    assert "a macro F one of zero point nine one, plus or minus zero point zero two, in fourteen minutes" in spoken


def test_ten_thousand_words_do_not_take_for_ever() -> None:
    """Processor time, with room for any machine: it is there to find work that grows with the square."""
    import time

    text = "We train ResNet18 on 5,000 faces and it reaches 62.4 %, which is well above chance. " * 700
    start = time.process_time()
    speak(text)
    assert time.process_time() - start < 15
