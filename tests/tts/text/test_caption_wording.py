"""Terse captions: what is written shorter, and what keeps every word because it would mean something else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainspoken.base.word_lists import words
from plainspoken.script.simplify.meaning_guard import kept_things
from plainspoken.tts.text.caption_omissions import Omission, counts, omissions, refers_back, without
from plainspoken.tts.text.caption_wording import TERSE, safely_shortened, sentences, terse, text_of
from plainspoken.tts.text.captions import TimedToken
from tests.tts.conftest import Make


def tokens(text: str, beat: int = 0) -> list[TimedToken]:
    """Words a tenth of a second long."""
    return [TimedToken(word, 100 * at, 100 * at + 100, beat) for at, word in enumerate(text.split())]


def tersely(text: str) -> str:
    """The text in all terse wordings."""
    return text_of(terse(tokens(text), len(TERSE)))


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Finally, the classifier maps the vector to a class.", "Classifier maps vector to class."),
        ("We also train the three nets and the last layer.", "We train 3 nets & the last layer."),
        ("It takes 10 minutes on a very fast card.", "It takes 10 min on fast card."),
        ("The graph shows that our model hit 60%.", "Graph shows our model hit 60%."),
        ("All of the runs use both of the sets.", "All runs use both sets."),
        ("It is much smaller.", "It is smaller."),
    ],
)
def test_what_is_written_shorter(said: str, shown: str) -> None:
    assert tersely(said) == shown


@pytest.mark.parametrize(
    "said",
    [
        # Not what they would be without the small word.
        "It needs a few runs.",
        "It needs a little time.",
        "We have a lot of data.",
        "One is small, the other is not.",
        "It is not very good.",
        "They didn't really train that much longer.",
        "It runs even if nobody looks.",
        "The more data, the better.",
        "The larger the net, the better.",
        # The letter, not the article.
        "Class A wins.",
        "We used one of them.",
        "It might be also be small.",
        "It's an even smaller one.",
        "It's a set of reviews.",
    ],
)
def test_what_keeps_every_word(said: str) -> None:
    assert tersely(said) == said


WORDS = st.sampled_from(
    words(
        "the a an and very much smaller not never two seven 62.4 % ResNet18 of both all also even that shows few"
        " net. loss, Maria minutes hardly no without more half is"
    )
)


@given(st.lists(WORDS, min_size=1, max_size=25))
def test_no_number_name_or_negation_is_lost(said: list[str]) -> None:
    before = tokens(" ".join(said))
    after = [token for first, last in sentences(before) for token in terse(before[first:last], len(TERSE))]
    figures = {"two": "2", "seven": "7"}
    numbers, _, names, negations, _ = kept_things(text_of(after))
    wanted = kept_things(" ".join(figures.get(word, word) if at else word for at, word in enumerate(said)))
    assert sum(negations.values()) == sum(wanted[3].values())
    assert names["ResNet18"] == wanted[2]["ResNet18"]
    for number in ("62.4 %", "62.4"):
        assert numbers[number] == wanted[0][number]


def test_safe_changes_make_captions_shorter_or_do_not_happen() -> None:
    # "accelerate" becomes "speed up" for the voice, which saves a syllable and no character.
    said = tokens("This is available to accelerate training, in order to save time.")
    shown, made = safely_shortened(said)
    assert made and len(text_of(shown)) < len(text_of(said))
    assert all(len(new) < len(old) for old, new, _ in made)


def test_a_sentence_may_run_over_several_beats() -> None:
    whole = [*tokens("The benchmark shows much", 0), *tokens("smaller size.", 1), *tokens("Next page", 2)]
    assert list(sentences(whole)) == [(0, 6), (6, 8)]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("The map weighs V, letting it focus on the rest.", "The map weighs V."),
        ("We test on other data, for example, IMDB reviews.", "We test on other data."),
        ("The net is small (as it was before) and quick.", "The net is small and quick."),
        ("The score rises, which is desired, and stays.", "The score rises and stays."),
        ("We froze the first layers because it saves time.", "We froze the first layers."),
        ("The nets are trained elsewhere, and are easy to load.", "The nets are trained elsewhere."),
        ("This is slower, with a drop of precision.", "This is slower."),
    ],
)
def test_pieces_that_may_go(text: str, left: str) -> None:
    said = tokens(text)
    found = [text_of(without(said, [piece])) for piece in omissions(Make().page("p", text), said, [])]
    assert left in found


@pytest.mark.parametrize(
    "text",
    [
        # A negation, a number, or a limit goes with the piece.
        "The map weighs V, letting none of the rest through.",
        "The score rises, which takes 20 minutes.",
        "You may not see them, but they are there.",
        # A list, not an effect.
        "We do loading, training the net, and testing.",
        # Whether it is the cause that is denied cannot be told.
        "We do not use it because it is fast.",
        "Depending on the set, assuming the worst, it works.",
    ],
)
def test_pieces_that_may_not_go(text: str) -> None:
    assert not list(omissions(Make().page("p", text), tokens(text), []))


def test_sentences_that_may_not_go() -> None:
    text = "We froze the layers. These learn slowly. However, it works. It took 20 minutes. Nothing failed."
    said = tokens(text)
    found = {text_of(said[one.first : one.last]) for one in omissions(Make().page("p", text), said, [])}
    assert found == set()


def test_existence_is_no_reference() -> None:
    assert not refers_back(tokens("There might be some other way."))
    assert refers_back(tokens("There we see it."))
    assert refers_back(tokens("For example, a net."))


def test_names_with_figures_are_not_numbers() -> None:
    assert not counts("ResNet50 is deeper.")
    assert counts("It has 50 layers.") and counts("It has fifty layers.") and counts("It isn't deep.")
    assert not counts("It has fewer layers.")


def test_omissions_know_what_they_hold() -> None:
    whole, part, beside = Omission(0, 9, "all"), Omission(2, 4, "part"), Omission(9, 12, "beside")
    assert whole.holds(part) and whole.overlaps(part) and not whole.overlaps(beside) and not part.holds(whole)
