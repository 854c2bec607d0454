"""Spelling: planted slips are found, and words that are right in the field, in Britain or in this talk are not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.script.lint.conftest import LintText

pytest.importorskip("hunspell")
from plainspoken.script.lint.spell_check import field_words, meant, speller


def _meant(word: str) -> str | None:
    dictionary = speller()
    assert dictionary is not None
    return meant(word, dictionary)


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("performe", "performed"), ("vizually", "visually"), ("intersted", "interested"), ("iclude", "include"),
        ("availabe", "available"), ("utilty", "utility"), ("ofthe", "of the"), ("eachother", "each other"),
        ("imoprtant", "important"), ("gradiant", "gradient"), ("artifical", "artificial"),
        ("throughtput", "throughput"), ("fouth", "fourth"), ("notse", "notes"),
        # British forms
        ("intialise", "initialise"), ("regularisaton", "regularisation"), ("neigbour", "neighbour"),
        ("behavour", "behaviour"), ("optimse", "optimise"), ("quantisied", "quantised"), ("laballed", "labelled"),
        # doubled and lost letters
        ("tunning", "tuning"), ("modell", "model"), ("wil", "will"), ("classiffier", "classifier"),
        ("apear", "appear"), ("coresponding", "corresponding"), ("runing", "running"), ("comming", "coming"),
        # words of the field, with a prefix or in two parts
        ("hyperparmeters", "hyperparameters"), ("pretained", "pretrained"), ("decorder", "decoder"),
        ("clasifier", "classifier"), ("likelyhood", "likelihood"), ("embeding", "embedding"),
        # a key beside, and by ear
        ("netwprk", "network"), ("modrl", "model"), ("fotograph", "photograph"), ("kemical", "chemical"),
        ("techneque", "technique"), ("physicaly", "physically"),
    ],
)  # fmt: skip
def test_slips_are_found(written: str, right: str) -> None:
    assert _meant(written) == right


@pytest.mark.parametrize(
    "word",
    [
        "logits", "dataset", "hyperparameter", "minibatch", "overfit", "normalise", "colour", "modelling", "labelled",
        "analyse", "behaviour", "tokenisation", "vectorise", "unigram", "softmaxes", "ablations", "zorbling",
        "roundings", "mins", "secs", "kcal", "reqs",
        "reweighted", "unpadded", "whilst", "misclassified", "preprocessing", "kernelwise",
        # terms of computing, biology, medicine, physics, earth, law
        "codon", "qubit", "qubits", "qudit", "mutex", "lexer", "sinc", "sharded", "args", "bool", "malloc", "mmap",
        "contig", "kmer", "cistron", "magnon", "aplasia", "pneumoniae", "glia", "gyri", "ostium", "exergy", "elevon",
        "varved", "doline", "probit", "blitting", "upregulated", "heteroskedastic", "certiorari", "fricative",
        # plain forms of known words
        "stents", "somas", "lumens", "epitopes", "genotyped", "inlines", "stromal", "tokenises", "vectorises",
        "memoises", "hadronises", "oedema", "ischaemia", "multicentre", "denervations", "overfitted",
    ],
)  # fmt: skip
def test_right_words_are_left_alone(word: str) -> None:
    assert _meant(word) is None


Told = Callable[[str], list[tuple[str, str]]]


@pytest.fixture
def told(lint_text: LintText) -> Told:
    """What the two rules say of one paragraph."""

    def run(text: str) -> list[tuple[str, str]]:
        report = lint_text(f"## One\n\n{text}\n", "PS313", "PS315")
        return [(finding.code, finding.message) for finding in report.findings]

    return run


def test_a_capital_at_the_start_of_a_sentence_hides_nothing(told: Told) -> None:
    found = told("Precison and recall are shown. Stocastic descent is used.")
    assert [message for _, message in found] == [
        "“Precison” is in no dictionary; “Precision” is",
        "“Stocastic” is in no dictionary; “Stochastic” is",
    ]


def test_names_are_left_alone(told: Told) -> None:
    assert told("Frobenious wrote it. We cite Frobenious, Hochreiter and Vaswani. Schmidhubert is a name.") == []


def test_a_word_is_told_once(told: Told) -> None:
    found = told("It is seperate. The occurence is rare.")
    assert [code for code, _ in found] == ["PS313", "PS313"]


def test_a_passage_in_another_language_is_left_alone(told: Told) -> None:
    text = "Questo lavoro presenta alcuni risultati sperimentali ottenuti con diversi modelli neurali, senza problema."
    assert told(text) == []


def test_lists_hold_plain_words() -> None:
    assert all(word.isascii() and word.islower() and word.isalpha() for word in field_words())
