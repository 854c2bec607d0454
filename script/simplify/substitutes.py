"""Shorter words that fit where a longer one stands: suggestions for a reader, never made by a build.

A word's part of speech and form are told by the tagger. `words/substitutes.tsv` lists, for words in common use, shorter
ones of related meaning, each with the log-odds that people accept it where nothing is known of the place; the sentence
encoder tells how well it fits this place. Both together give the probability that people accept it there
(`benchmarks/substitute_training.py` makes table and weights, `benchmarks/substitutes.py` measures).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from plainspoken.base.extras import require
from plainspoken.script.simplify import inflection
from plainspoken.script.simplify.context_likeness import Place, likenesses
from plainspoken.script.simplify.lexicon import Lexicon, standard
from plainspoken.script.simplify.match_lexicon import matches_at
from plainspoken.script.simplify.parts_of_speech import tagger_installed
from plainspoken.script.simplify.replace_words import best_set, harmless, placed, repeats
from plainspoken.script.simplify.sentence_encoder import encoder_installed
from plainspoken.script.simplify.sentence_tokens import (
    Sentence,
    protected_terms,
    read_sentence,
    speaks_of_learning,
    speaks_of_wires,
    with_tags,
)
from plainspoken.script.simplify.spoken_spans import passages, plain_passage
from plainspoken.script.simplify.word_change import Change, change_of

_TABLE = Path(__file__).parents[1] / "words" / "substitutes.tsv"

PRIOR, LIKENESS, INTERCEPT = 1.012, 2.448, -1.127
"""Weights of the table's log-odds and of the likeness at the place, fitted on CoInCo's training part."""

LEAST = 0.6
"""The probability from which a substitute is suggested, chosen on one half of SWORDS's development set."""

ALIKE = 0.35
"""The likeness below which the two words mean different things at the place, whatever the table says."""


@dataclass(frozen=True)
class Substitute:
    """A shorter word (`lemma`, and `form` for one form of the longer one) and its log-odds, the place unknown.

    `tags` are those that the tagger must give the longer one.
    """

    lemma: str
    form: str
    tags: frozenset[str]
    log_odds: float


def installed() -> bool:
    """Whether tagger and encoder are there."""
    return tagger_installed() and encoder_installed()


def find_substitutes(
    text: str, *, lexicon: Lexicon | None = None, protect: Iterable[str] = (), plain: bool = False, least: float = LEAST
) -> list[Change]:
    """The substitutes that people would accept with a probability of at least `least`, in order, none overlapping.

    Args:
        text: a page template, a plain script, or with `plain` a single beat without markup.
        lexicon: places where it knows a change are left to it; the standard one when None.
        protect: a talk's own terms, beside the field's.
        least: 0 to 1.

    Raises:
        InputError: the tagger or the encoder is not installed.
    """
    return placed(text, best_set([change for change, *_ in scored(text, lexicon, protect, plain, least)]))


def scored(
    text: str, lexicon: Lexicon | None, protect: Iterable[str], plain: bool, least: float
) -> list[tuple[Change, float, str]]:
    """For each word the most probable substitute, its probability, if at least `least`, and its lemma."""
    purpose = "the search for shorter words in context"
    require("words-plus", purpose=purpose)
    if not encoder_installed():
        require("experiments", purpose=purpose)
    lexicon = lexicon or standard()
    terms = protected_terms(frozenset(protect))
    learning, wires = speaks_of_learning(text), speaks_of_wires(text)
    places: list[Place] = []
    choices: list[list[tuple[Change, Substitute]]] = []
    for passage in [plain_passage(text)] if plain else passages(text):
        sentence = with_tags(read_sentence(text, passage, terms, learning, wires))
        for index in range(len(sentence.words)):
            if found := list(_candidates(sentence, index, lexicon, least)):
                word = sentence.words[index]
                left, right = text[passage.start : word.start], text[word.end : passage.end]
                places.append(Place(left, word.text, right, tuple(substitute.form for _, substitute in found)))
                choices.append(found)
    kept: list[tuple[Change, float, str]] = []
    for found, alike in zip(choices, likenesses(places) if places else [], strict=True):
        probabilities = [
            probability(item.log_odds, like) if like >= ALIKE else 0.0
            for (_, item), like in zip(found, alike, strict=True)
        ]
        best = max(range(len(found)), key=probabilities.__getitem__)
        if probabilities[best] >= least:
            kept.append((found[best][0], probabilities[best], found[best][1].lemma))
    return kept


def probability(log_odds: float, likeness: float) -> float:
    """The probability that people accept a substitute with these log-odds and this likeness at its place."""
    return 1 / (1 + math.exp(-(PRIOR * log_odds + LIKENESS * likeness + INTERCEPT)))


def _candidates(sentence: Sentence, index: int, lexicon: Lexicon, least: float) -> Iterator[tuple[Change, Substitute]]:
    word = sentence.words[index]
    found = _by_form().get(word.lower, ()) if word.free and len(word.lower) > 3 else ()
    if not found or any(True for _ in matches_at(sentence, index, lexicon)):
        return
    for substitute in found:
        if sentence.tags[index] not in substitute.tags or probability(substitute.log_odds, 1.0) < least:
            continue
        change = change_of(sentence, index, index + 1, substitute.form, "suggest", "in context")
        if change.saved > 0 and harmless(sentence, change) and not repeats(sentence, index, change):
            yield change, substitute


@cache
def _by_form() -> dict[str, tuple[Substitute, ...]]:
    """The substitutes of each form of a word."""
    found: dict[str, list[Substitute]] = {}
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            word, kind, other, log_odds = line.split("\t")
            for old, new, tags in forms(word, other, kind):
                found.setdefault(old, []).append(Substitute(other, new, tags, float(log_odds)))
    return {form: tuple(entries) for form, entries in found.items()}


def forms(word: str, other: str, kind: str) -> list[tuple[str, str, frozenset[str]]]:
    """A word's forms, each with the same form of the other and the tags that it has."""
    if kind == "verb":
        old, new = inflection.verb(word), inflection.verb(other)
        pairs = [(old.base, new.base, "VB VBP"), (old.third, new.third, "VBZ"), (old.gerund, new.gerund, "VBG")]
        if old.past == old.participle and new.past == new.participle:
            pairs.append((old.past, new.past, "VBD VBN"))
        else:
            pairs += [(old.past, new.past, "VBD"), (old.participle, new.participle, "VBN")]
    elif kind == "noun":
        pairs = [(word, other, "NN"), (inflection.plural(word), inflection.plural(other), "NNS")]
    else:
        pairs = [(word, other, "JJ" if kind == "adj" else "RB")]
    return [(old_form, new_form, frozenset(tags.split())) for old_form, new_form, tags in pairs]
