"""Spelling: planted slips are found, and words that are right in the field, in Britain or in this talk are not."""

from __future__ import annotations

import pytest

pytest.importorskip("hunspell")
from plainspoken.script.lint.rules.spelling import _speller, meant


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("performe", "performed"), ("vizually", "visually"), ("intersted", "interested"), ("iclude", "include"),
        ("availabe", "available"), ("utilty", "utility"), ("ofthe", "of the"), ("eachother", "each other"),
        ("imoprtant", "important"), ("gradiant", "gradient"), ("artifical", "artificial"),
        ("throughtput", "throughput"), ("fouth", "fourth"), ("notse", "notes"),
    ],
)  # fmt: skip
def test_slips_are_found(written: str, right: str) -> None:
    speller = _speller()
    assert speller is not None
    assert meant(written, speller) == right


@pytest.mark.parametrize(
    "word",
    [
        "logits", "dataset", "hyperparameter", "minibatch", "overfit", "normalise", "colour", "modelling", "labelled",
        "analyse", "behaviour", "tokenisation", "vectorise", "unigram", "softmaxes", "ablations", "zorbling",
        "roundings", "mins", "secs", "kcal", "reqs",
        "reweighted", "unpadded", "whilst", "misclassified", "preprocessing", "kernelwise",
    ],
)  # fmt: skip
def test_right_words_are_left_alone(word: str) -> None:
    speller = _speller()
    assert speller is not None
    assert meant(word, speller) is None
