"""Changes marked safe on sentences that are right as they stand: none may be made."""

from __future__ import annotations

import pytest

from plainspoken.script.lint.rules.grammar import _ARTICLE, _NOT_AFTER_ARTICLE
from plainspoken.script.simplify.replace_words import shorten
from plainspoken.script.simplify.vowel_sounds import starts_with_vowel_sound

_CUES = "We train a neural model on a dataset. "


@pytest.mark.parametrize(
    "sentence",
    [
        "We plot the bound at the moment we saw the event.",
        "Every informed choice counts.",
        "She sat, regarding her own reflection.",
        "The error is within some limit.",
        "Skip the step entirely.",
        "The way you read that is that the cost goes down.",
        "That is if we assume no limit.",
        "The optimal policy takes the short way.",
        "You and I will see.",
        "The goal here is to see it.",
        "One way to think about it is by its name.",
        "All of that is by hand.",
        "The idea there is to use data.",
        "I have mixed views.",
        "See what the math has to offer.",
        "We do not think you have to.",
        "The primary or second school is far.",
        "We work with constructs of a new kind.",
        "The fundamental law of sums is old.",
        "The two shapes are nearly equivalent.",
        "A more complicated number is next.",
        "The prior to the left is flat, and we add a prior to the loss.",
        "Take the previous to last layer.",
        "The principal of the school agrees.",
        "The layer has to its left a pool.",
        "It has to the present day kept its name.",
        "The judge required the firm to pay, and the reviewers required us to rerun it.",
        "Operators of the network effect know that network providers differ.",
        "The same equality obtains.",
        "They demonstrate in the streets.",
        "These are genetically modified plants.",
        "Nobody takes a calculated risk.",
        "The optimal Bayes classifier is unknown.",
        "The currently best model is ours.",
        "They played on the grounds that belong to the school.",
        "They reach the conclusion that ends the book.",
        "We make a choice model.",
        "It shows that that is said is wrong.",
        "They break down into tears.",
        "We report it on a daily basis point.",
        "The primary outcome was cost.",
    ],
)
def test_nothing_is_changed(sentence: str) -> None:
    assert shorten(_CUES + sentence).text == _CUES + sentence


def test_a_network_of_computers_is_no_net() -> None:
    text = _CUES + "The accuracy of the layers is fine. Now a packet is lost, and the network delay breaks the call."
    assert "network delay" in shorten(text).text
    assert "same network" in shorten(text + " It is the same network.").text
    assert "nets" in shorten(_CUES + "All layers of the networks learn.").text


@pytest.mark.parametrize(
    "right",
    """a UDP socket; a UPS; a USB stick; an HTML page; an FFmpeg file; a udev rule; a Honeywell panel; a OneDrive
    folder; an 8-layer net; an 18-layer net; a 180-layer net; an 11-class task; an 80/20 split; a one-hot
    code; a U-Net; an L2 norm; an F1 score; an MLP; an LSTM; an x-axis; a ROC curve; an n-gram; a unigram; a
    user; an hour; a European set; a k-NN; an i.i.d. sample; an M1 chip; an A100; a V100; an H100; a T4; a
    GAN; a uint8; an honest try; an R2 of 1; a UMAP plot; a p-value; a t-test; an R-squared""".replace("\n", " ").split(
        "; "
    ),
)
def test_articles_that_are_right(right: str) -> None:
    article, word = _ARTICLE.match(" ".join(right.split())).groups()  # type: ignore[union-attr]
    assert starts_with_vowel_sound(word) in (article == "an", None)


@pytest.mark.parametrize("text", ["So it is an the expected sum.", "It is a its own test.", "We show an this."])
def test_an_article_before_a_determiner_is_a_slip_of_another_kind(text: str) -> None:
    match = _ARTICLE.search(text)
    assert match
    assert match[2].rstrip(".") in _NOT_AFTER_ARTICLE
