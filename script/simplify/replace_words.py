"""Shorter words for long ones: find the changes, apply them, and account for each.

A change replaces a phrase of the lexicon, or a structure (`match_structures`), by one that means the same and takes
fewer syllables. Names, numbers, code, quotations, values of templates and a talk's protected terms are never touched;
capitals, articles and inflection follow. Applying is idempotent: what was shortened has nothing left to shorten.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from plainspoken.script.simplify import meaning_guard as guard
from plainspoken.script.simplify.lexicon import Lexicon, standard
from plainspoken.script.simplify.match_lexicon import matches_at
from plainspoken.script.simplify.match_structures import structures_at
from plainspoken.script.simplify.sentence_tokens import (
    Sentence,
    protected_terms,
    read_sentence,
    speaks_of_learning,
    speaks_of_wires,
    with_tags,
)
from plainspoken.script.simplify.spoken_spans import passages, plain_passage
from plainspoken.script.simplify.word_change import Change

__all__ = ["Change", "Shortened", "apply", "best_set", "find_changes", "harmless", "placed", "repeats", "shorten"]

_PASSES = 6


@dataclass(frozen=True)
class Shortened:
    """A text after its changes. Changes of a later pass have their places in the text of that pass."""

    text: str
    changes: tuple[Change, ...]

    @property
    def saved(self) -> int:
        """Syllables saved by all changes."""
        return sum(change.saved for change in self.changes)


def find_changes(
    text: str,
    *,
    lexicon: Lexicon | None = None,
    protect: Iterable[str] = (),
    suggestions: bool = False,
    plain: bool = False,
    learning: bool | None = None,
    tagged: bool = False,
) -> list[Change]:
    """The changes that `text` allows, in order, none overlapping.

    Args:
        text: a page template, a plain script, or with `plain` a single beat without markup.
        lexicon: the standard one when None.
        protect: a talk's own terms, beside the field's.
        suggestions: also those that a reader should decide.
        learning: whether the text is about machine learning; told from its words when None.
        tagged: leave out changes of words that are another part of speech here, by the tagger of `words-plus`.

    Raises:
        InputError: `tagged`, and the tagger is not installed.
    """
    lexicon = lexicon or standard()
    terms = protected_terms(frozenset(protect))
    learning = speaks_of_learning(text) if learning is None else learning
    wires = speaks_of_wires(text)
    found: list[Change] = []
    for passage in [plain_passage(text)] if plain else passages(text):
        sentence = read_sentence(text, passage, terms, learning, wires)
        if tagged:
            sentence = with_tags(sentence)
        found += _changes(sentence, lexicon, suggestions)
    return placed(text, found)


def shorten(
    text: str,
    *,
    lexicon: Lexicon | None = None,
    protect: Iterable[str] = (),
    suggestions: bool = False,
    plain: bool = False,
    learning: bool | None = None,
    tagged: bool = False,
    accept: Callable[[Change], bool] | None = None,
) -> Shortened:
    """Apply changes until none is left; `accept` decides on each (all, when None)."""
    protect = tuple(protect)
    learning = speaks_of_learning(text) if learning is None else learning
    taken: list[Change] = []
    refused: set[tuple[int, str]] = set()
    for _ in range(_PASSES):
        found = find_changes(
            text,
            lexicon=lexicon,
            protect=protect,
            suggestions=suggestions,
            plain=plain,
            learning=learning,
            tagged=tagged,
        )
        chosen = []
        for change in found:
            if (change.start, change.rule) in refused:
                continue
            if accept is None or accept(change):
                chosen.append(change)
            else:
                refused.add((change.start, change.rule))
        if not chosen:
            break
        taken += chosen
        text = apply(text, chosen)
        refused = {(_moved(start, chosen), rule) for start, rule in refused}
    return Shortened(text, tuple(taken))


def _moved(at: int, changes: Iterable[Change]) -> int:
    """Where the place `at` is after changes before it."""
    return at + sum(len(change.new) - len(change.old) for change in changes if change.end <= at)


def apply(text: str, changes: Iterable[Change]) -> str:
    """The text with changes applied; they must not overlap."""
    parts: list[str] = []
    done = 0
    for change in sorted(changes, key=lambda change: change.start):
        parts += [text[done : change.start], change.new]
        done = change.end
    return "".join([*parts, text[done:]])


def _changes(sentence: Sentence, lexicon: Lexicon, suggestions: bool) -> list[Change]:
    """The changes of one passage, left to right; of two that begin together the longer one."""
    candidates = [
        change
        for index in range(len(sentence.words))
        for change in (*matches_at(sentence, index, lexicon), *structures_at(sentence, index))
        if change.saved > 0
        and (suggestions or change.level == "safe")
        and harmless(sentence, change)
        and not repeats(sentence, index, change)
    ]
    return best_set(candidates)


def best_set(candidates: Sequence[Change]) -> list[Change]:
    """The changes that save most together without overlapping (weighted interval scheduling).

    Of equal sets, the one with fewer suggestions, then the one that covers more of the text, is taken.
    """
    ordered = sorted(candidates, key=lambda change: (change.end, change.start))
    ends = [change.end for change in ordered]
    best: list[tuple[int, int, int]] = [(0, 0, 0)]
    taken: list[bool] = []
    for place, change in enumerate(ordered):
        before = bisect_right(ends, change.start, 0, place)
        saved, decided, covered = best[before]
        worth = (saved + change.saved, decided - (change.level == "suggest"), covered + change.end - change.start)
        taken.append(worth > best[-1])
        best.append(max(worth, best[-1]))
    found: list[Change] = []
    place = len(ordered)
    while place:
        change = ordered[place - 1]
        if taken[place - 1]:
            found.append(change)
            place = bisect_right(ends, change.start, 0, place - 1)
        else:
            place -= 1
    return found[::-1]


def harmless(sentence: Sentence, change: Change) -> bool:
    """No number, name, negation or value goes or comes by the change, within the passage it stands in."""
    before, after = change.old, change.new
    if after.lower().endswith("est"):
        # A superlative says the "most" that it takes in: most difficult, hardest.
        before = re.sub(r"^most\s+", "", before, flags=re.IGNORECASE)
    if not any(character.isupper() or character.isdecimal() for character in before + after):
        return guard.same_words(before, after)
    left = sentence.text[max(sentence.words[0].start, change.start - 60) : change.start]
    return not guard.lost_or_added(left + before, left + after)


def repeats(sentence: Sentence, index: int, change: Change) -> bool:
    """Whether a new word stands close by already: `carefully designed custom designs`."""
    old = {word[:5] for word in re.findall(r"[a-z]{4,}", change.old.lower())}
    new = {word[:5] for word in re.findall(r"[a-z]{4,}", change.new.lower())} - old
    if not new:
        return False
    near = sentence.words[max(0, index - 6) : index + 12]
    return any(
        any(stem in word.lower for stem in new) for word in near if word.end <= change.start or word.start >= change.end
    )


def placed(text: str, changes: list[Change]) -> list[Change]:
    """The changes with line and column, in one pass."""
    placed: list[Change] = []
    line, line_start, at = 1, 0, 0
    for change in sorted(changes, key=lambda change: change.start):
        newlines = text.count("\n", at, change.start)
        if newlines:
            line += newlines
            line_start = text.rfind("\n", 0, change.start) + 1
        at = change.start
        placed.append(replace(change, line=line, column=change.start - line_start + 1))
    return placed
