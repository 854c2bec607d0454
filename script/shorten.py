"""Shorter words for long ones: find the changes, apply them, and account for each.

A change replaces a phrase of the lexicon, or a structure (`script.structures`), by one that means the same and takes
fewer syllables. Names, numbers, code, quotations, values of templates and a talk's protected terms are never touched;
capitals, articles and inflection follow. Applying is idempotent: what was shortened has nothing left to shorten.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path

from script import guard, inflection
from script.lexicon import CLASSES, Guard, Level, Lexicon, Pattern, standard
from script.listed import word_set
from script.prose import Passage, passages, plain_passage
from script.spoken import speak

_TOKEN = re.compile(
    r"(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*(?:[-‐‑][^\W\d_]+(?:['’][^\W\d_]+)*)*)(?![\w])|(?P<other>\w+)|(?P<mark>[^\w\s])"
)
_ML_CUES = re.compile(
    r"\b(?:neural|training|trained?|data ?sets?|epochs?|layers?|accuracy|classifiers?|networks?|embeddings?|learning|"
    r"validation|overfit\w*|gradients?|inference|transformers?|encoders?|convolutional|LSTM|ResNet\w*|weights)\b",
    re.IGNORECASE,
)
_PASSES = 6
_TERMS = Path(__file__).parent / "words" / "terms.txt"


@dataclass(frozen=True)
class Change:
    """One replacement in a source text: code points `start` to `end` of it become `new`.

    `saved` counts syllables of the spoken form; `rule` names the lexicon's phrase or the structure; `line` and
    `column` count from 1 in the text that the change was found in.
    """

    start: int
    end: int
    old: str
    new: str
    level: Level
    rule: str
    saved: int
    line: int = 0
    column: int = 0


@dataclass(frozen=True)
class Shortened:
    """A text after its changes. Changes of a later pass have their places in the text of that pass."""

    text: str
    changes: tuple[Change, ...]

    @property
    def saved(self) -> int:
        """Syllables saved by all changes."""
        return sum(change.saved for change in self.changes)


@dataclass(frozen=True, slots=True)
class Word:
    """A token of a passage. `free` words may be matched; others are names, numbers, values or protected."""

    start: int
    end: int
    text: str
    lower: str
    kind: str
    free: bool
    first: bool


@dataclass(frozen=True)
class Sentence:
    """The tokens of one passage, with what rules need to know of the text around them."""

    text: str
    words: Sequence[Word]
    learning: bool
    spans: tuple[tuple[int, int], ...] = field(default=())

    def has(self, index: int, guard_words: frozenset[str], classes: frozenset[str]) -> bool:
        """Whether the token at `index` is one of the words, or in one of the classes."""
        if not 0 <= index < len(self.words):
            return ("start" if index < 0 else "end") in classes
        word = self.words[index]
        if word.lower in guard_words:
            return True
        for name in classes:
            if name in CLASSES:
                if word.lower in CLASSES[name]:
                    return True
            elif _CHECKS[name](word):
                return True
        return False


_CHECKS: dict[str, Callable[[Word], bool]] = {
    "start": lambda word: word.kind == "mark" and word.text in ".!?;:",
    "end": lambda word: word.kind == "mark" and word.text in ".!?;:,",
    "stop": lambda word: word.kind == "mark" and word.text in ".!?",
    "comma": lambda word: word.text == ",",
    "num": lambda word: word.kind == "other" and word.text[0].isdecimal(),
    "value": lambda word: word.kind == "value",
    "name": lambda word: word.kind == "name",
    "word": lambda word: word.kind in ("word", "name"),
    "ly": lambda word: word.lower.endswith("ly"),
    "ed": lambda word: word.lower.endswith("ed"),
    "ing": lambda word: word.lower.endswith("ing"),
    "s": lambda word: word.lower.endswith("s") and not word.lower.endswith("ss"),
    "lower": lambda word: word.kind == "word",
}


def find_changes(
    text: str,
    *,
    lexicon: Lexicon | None = None,
    protect: Iterable[str] = (),
    suggestions: bool = False,
    plain: bool = False,
) -> list[Change]:
    """The changes that `text` allows, in order, none overlapping.

    Args:
        text: a page template, a plain script, or with `plain` a single beat without markup.
        lexicon: the standard one when None.
        protect: a talk's own terms, beside the field's.
        suggestions: also those that a reader should decide.
    """
    lexicon = lexicon or standard()
    terms = _terms(frozenset(protect))
    learning = len(_ML_CUES.findall(text[:200_000])) >= 3
    found: list[Change] = []
    for passage in [plain_passage(text)] if plain else passages(text):
        sentence = read_sentence(text, passage, terms, learning)
        found += _changes(sentence, lexicon, suggestions)
    return _placed(text, found)


def shorten(
    text: str,
    *,
    lexicon: Lexicon | None = None,
    protect: Iterable[str] = (),
    suggestions: bool = False,
    plain: bool = False,
    accept: Callable[[Change], bool] | None = None,
) -> Shortened:
    """Apply changes until none is left; `accept` decides on each (all, when None)."""
    protect = tuple(protect)
    taken: list[Change] = []
    refused: set[tuple[str, str]] = set()
    for _ in range(_PASSES):
        found = find_changes(text, lexicon=lexicon, protect=protect, suggestions=suggestions, plain=plain)
        chosen = []
        for change in found:
            context = (text[max(0, change.start - 20) : change.end + 20], change.rule)
            if context in refused:
                continue
            if accept is None or accept(change):
                chosen.append(change)
            else:
                refused.add(context)
        if not chosen:
            break
        taken += chosen
        text = apply(text, chosen)
    return Shortened(text, tuple(taken))


def apply(text: str, changes: Iterable[Change]) -> str:
    """The text with changes applied; they must not overlap."""
    parts: list[str] = []
    done = 0
    for change in sorted(changes, key=lambda change: change.start):
        parts += [text[done : change.start], change.new]
        done = change.end
    return "".join([*parts, text[done:]])


@lru_cache(maxsize=50_000)
def spoken_syllables(text: str) -> int:
    """Syllables of a stretch of text as it is said."""
    return sum(token.syllables for token in speak(text))


def read_sentence(text: str, passage: Passage, terms: _Terms, learning: bool) -> Sentence:
    """The tokens of a passage, told apart."""
    words: list[Word] = []
    at = passage.start
    opaque = list(passage.opaque)
    while at < passage.end:
        if opaque and at >= opaque[0][0]:
            start, end = opaque.pop(0)
            if end > at:
                words.append(Word(max(start, at), end, text[max(start, at) : end], "", "value", False, False))
                at = end
            continue
        match = _TOKEN.search(text, at, opaque[0][0] if opaque else passage.end)
        if not match:
            at = opaque[0][0] if opaque else passage.end
            continue
        kind = match.lastgroup or "mark"
        token = match.group()
        first = not words or (words[-1].kind == "mark" and words[-1].text in ".!?") or _opens(words)
        free = kind == "word"
        if free and not _ordinary(token, first):
            kind, free = "name", False
        lower = token.lower().replace("’", "'")
        words.append(Word(match.start(), match.end(), token, lower, kind, free, first))
        at = match.end()
    _hold_names(words)
    terms.hold(words)
    return Sentence(text, words, learning)


def _opens(words: list[Word]) -> bool:
    """Whether only opening marks stand between the last full stop and here."""
    for word in reversed(words):
        if word.kind != "mark" or word.text not in "\"“‘'([*_":
            return word.kind == "mark" and word.text in ".!?"
    return True


def _ordinary(token: str, first: bool) -> bool:
    """A word in lower case, or with a capital only because a sentence starts."""
    if token.islower() or token == "I" or token.startswith(("I'", "I’")):
        return True
    return first and token[0].isupper() and (len(token) == 1 or token[1:].islower())


def _hold_names(words: list[Word]) -> None:
    """A capital at the start of a sentence that another capital follows begins a name."""
    for index, word in enumerate(words[:-1]):
        following = words[index + 1]
        if (
            word.first
            and word.free
            and word.text[0].isupper()
            and following.kind == "name"
            and following.text[0].isupper()
            and following.text[1:].islower()
            and word.lower not in CLASSES["det"]
            and word.lower not in CLASSES["subject"]
            and word.lower not in CLASSES["prep"]
            and not word.lower.endswith("ly")
        ):
            words[index] = replace(word, kind="name", free=False)


@dataclass(frozen=True)
class _Terms:
    """Terms that stay as they are, by their first word."""

    by_first: dict[str, tuple[tuple[str, ...], ...]]

    def hold(self, words: list[Word]) -> None:
        """Mark the words of every term as not free."""
        for index, word in enumerate(words):
            for term in self.by_first.get(word.lower, ()):
                if tuple(other.lower for other in words[index : index + len(term)]) == term:
                    for place in range(index, index + len(term)):
                        words[place] = replace(words[place], free=False)
                    break


@lru_cache(maxsize=32)
def _terms(own: frozenset[str]) -> _Terms:
    by_first: dict[str, list[tuple[str, ...]]] = {}
    for term in (*_field_terms(), *own):
        words = tuple(match.group().lower() for match in _TOKEN.finditer(term))
        if words:
            last = words[-1]
            forms = {words, (*words[:-1], inflection.plural(last)) if last.isalpha() else words}
            for form in forms:
                by_first.setdefault(form[0], []).append(form)
    return _Terms({first: tuple(sorted(terms, key=len, reverse=True)) for first, terms in by_first.items()})


@cache
def _field_terms() -> tuple[str, ...]:
    lines = _TERMS.read_text(encoding="utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def _changes(sentence: Sentence, lexicon: Lexicon, suggestions: bool) -> list[Change]:
    """The changes of one passage, left to right; of two that begin together the longer one."""
    from script.structures import structures_at

    candidates = [
        change
        for index in range(len(sentence.words))
        for change in (*_lexicon_at(sentence, index, lexicon), *structures_at(sentence, index))
        if change.saved > 0
        and (suggestions or change.level == "safe")
        and _harmless(sentence, change)
        and not _repeats(sentence, index, change)
    ]
    return best_set(candidates)


def best_set(candidates: Sequence[Change]) -> list[Change]:
    """The changes that save most together without overlapping (weighted interval scheduling).

    Of equal sets, the one with fewer suggestions, then with the earlier changes, is taken.
    """
    ordered = sorted(candidates, key=lambda change: (change.end, change.start))
    ends = [change.end for change in ordered]
    best: list[tuple[int, int]] = [(0, 0)]
    taken: list[bool] = []
    for place, change in enumerate(ordered):
        before = bisect_right(ends, change.start, 0, place)
        worth = (best[before][0] + change.saved, best[before][1] - (change.level == "suggest"))
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


def _lexicon_at(sentence: Sentence, index: int, lexicon: Lexicon) -> Iterable[Change]:
    """The lexicon's changes that begin at one token."""
    word = sentence.words[index]
    if not word.free:
        return
    for pattern in lexicon.by_first.get(word.lower, ()):
        entry = pattern.entry
        if entry.domain == "ml" and not sentence.learning:
            continue
        matched = _match(sentence, index, pattern)
        if matched is None:
            continue
        end, slot = matched
        if not all(_allows(sentence, index, end, condition) for condition in entry.guards):
            continue
        form = _form(sentence, index, end, pattern)
        if form is None:
            continue
        new = form.replace("{np}", slot) if slot else form
        yield change_of(sentence, index, end, new, entry.level, entry.phrase)


def _match(sentence: Sentence, index: int, pattern: Pattern) -> tuple[int, str] | None:
    """The index after the match and the text of its `{np}`, or None."""
    at = index
    slot = ""
    for place, wanted in enumerate(pattern.words):
        if wanted == "{np}":
            following = pattern.words[place + 1] if place + 1 < len(pattern.words) else None
            end = noun_phrase(sentence, at, following)
            if end is None:
                return None
            slot = sentence.text[sentence.words[at].start : sentence.words[end - 1].end]
            at = end
            continue
        if at >= len(sentence.words):
            return None
        word = sentence.words[at]
        if wanted in (",",) and word.text == wanted:
            at += 1
            continue
        if not word.free or word.lower != wanted:
            return None
        at += 1
    return at, slot


_NOT_IN_PHRASE = (
    CLASSES["prep"]
    | CLASSES["be"]
    | CLASSES["have"]
    | CLASSES["modal"]
    | CLASSES["do"]
    | CLASSES["and"]
    | CLASSES["to"]
    | CLASSES["wh"]
    | CLASSES["negation"]
    | frozenset({"that", "if", "because", "so", "than", "then"})
)


def noun_phrase(sentence: Sentence, start: int, following: str | None) -> int | None:
    """The end of a short noun phrase that begins at `start`: a pronoun, or one to five words before `following`."""
    words = sentence.words
    if start >= len(words):
        return None
    if words[start].lower in CLASSES["object"] or words[start].lower in ("this", "these", "those"):
        if following is None or (start + 1 < len(words) and words[start + 1].lower == following):
            return start + 1
        if words[start].lower in CLASSES["object"] - {"her"}:
            return None
    for end in range(start, min(start + 6, len(words))):
        word = words[end]
        if end > start and following is not None and word.lower == following:
            return end
        if word.kind == "mark" or word.lower in _NOT_IN_PHRASE or word.lower in CLASSES["nominative"]:
            return None
    return None


def _allows(sentence: Sentence, start: int, end: int, condition: Guard) -> bool:
    index = start - 1 if condition.side < 0 else end
    return sentence.has(index, condition.words, condition.classes) is condition.required


def _form(sentence: Sentence, start: int, end: int, pattern: Pattern) -> str | None:
    """The replacement's form for this place, or None when the word is not what the entry means here."""
    before = sentence.words[start - 1] if start else None
    lower = before.lower if before else ""
    if pattern.form in ("base", "third") and (lower in CLASSES["article"] or lower in _POSSESSIVE):
        return None
    if pattern.form == "base":
        return pattern.replacement if _takes_base(sentence, start) else None
    if pattern.form == "third" and lower in CLASSES["degree"]:
        return None
    if pattern.form == "gerund" and lower in CLASSES["article"]:
        return None
    if pattern.form == "past" and pattern.participle is not None:
        return _past(sentence, start, end, pattern)
    if pattern.form == "participle":
        return pattern.replacement
    if pattern.form in ("singular", "plural") and (lower == "to" or lower in CLASSES["modal"]):
        return None
    return pattern.replacement


_POSSESSIVE = word_set("my your his her its our their")


def _takes_base(sentence: Sentence, start: int) -> bool:
    """Whether a verb in its base form can stand at `start`: after to, a modal, do, a subject, let's, or to order."""
    index = start - 1
    while index >= 0 and (
        sentence.words[index].lower in CLASSES["adverb"] or sentence.words[index].lower.endswith("ly")
    ):
        index -= 1
    if index < 0 or (sentence.words[index].kind == "mark" and sentence.words[index].text in ".!?;:"):
        return True
    word = sentence.words[index]
    if word.kind == "mark":
        return word.text == ","
    lower = word.lower
    return (
        lower == "to"
        or lower in CLASSES["modal"]
        or lower in CLASSES["do"]
        or lower in ("i", "we", "you", "they", "let's", "please", "and", "or", "but", "us", "them", "who", "that")
        or (lower in ("not",) and index > 0)
        or (word.kind == "word" and lower.endswith("s") and not lower.endswith(("ss", "us", "is")))
    )


def _adverb(lower: str) -> bool:
    return lower in CLASSES["adverb"] or lower.endswith("ly")


def _past(sentence: Sentence, start: int, end: int, pattern: Pattern) -> str | None:
    """Past or participle of a regular verb: after a form of be, have or get, or before a noun, it is a participle."""
    if pattern.replacement == pattern.participle:
        return pattern.replacement
    index = start - 1
    while index >= 0 and (_adverb(sentence.words[index].lower) or sentence.words[index].lower in CLASSES["degree"]):
        index -= 1
    lower = sentence.words[index].lower if index >= 0 else ""
    if lower in CLASSES["be"] or lower in CLASSES["have"] or lower in ("get", "gets", "got"):
        return pattern.participle
    if lower in CLASSES["nominative"] or lower in ("it", "you", "who", "which"):
        return pattern.replacement
    following = sentence.words[end].lower if end < len(sentence.words) else ""
    if following in CLASSES["det"] or following in CLASSES["object"]:
        return pattern.replacement
    return None


def change_of(sentence: Sentence, start: int, end: int, new: str, level: Level, rule: str) -> Change:
    """The change that puts `new` for the tokens `start` to `end`, with capitals, articles and spaces mended."""
    words, text = sentence.words, sentence.text
    from_, to = words[start].start, words[end - 1].end
    capital = words[start].first and words[start].text[0].isupper()
    if not new:
        # Nothing takes the place: the words after it move up, with a comma that stood between.
        while end < len(words) and words[end].text == "," and words[start].first:
            to, end = words[end].end, end + 1
        if end < len(words) and words[end].kind != "mark":
            to = words[end].start
            if capital and words[end].kind == "word":
                new, to, capital = words[end].text, words[end].end, True
        elif start:
            from_ = words[start - 1].end
    if capital and new:
        new = new[0].upper() + new[1:]
    previous = words[start - 1] if start else None
    if previous and previous.lower in ("a", "an") and new[:1].isalpha() and previous.end < from_:
        right = inflection.article(new)
        if right != previous.lower:
            right = right.capitalize() if previous.text[0].isupper() else right
            gap = text[previous.end : from_]
            from_, new = previous.start, f"{right}{gap}{new}"
    elif new.lower() in ("a", "an") and end < len(words):
        right = inflection.article(words[end].text)
        new = right.capitalize() if new[0].isupper() else right
    old = text[from_:to]
    if "\n" in old and "\n" not in new:
        following = text[to : to + 1]
        if following == " ":
            new, to = f"{new}\n", to + 1
    old = text[from_:to]
    saved = spoken_syllables(old) - spoken_syllables(new)
    return Change(from_, to, old, new, level, rule, saved)


def _harmless(sentence: Sentence, change: Change) -> bool:
    """No number, name, negation or value goes or comes by the change, within the passage it stands in."""
    before, after = change.old, change.new
    if not any(character.isupper() or character.isdecimal() for character in before + after):
        return guard.same_words(before, after)
    left = sentence.text[max(sentence.words[0].start, change.start - 60) : change.start]
    return not guard.lost_or_added(left + before, left + after)


def _repeats(sentence: Sentence, index: int, change: Change) -> bool:
    """Whether a new word stands close by already: `carefully designed custom designs`."""
    old = {word[:5] for word in re.findall(r"[a-z]{4,}", change.old.lower())}
    new = {word[:5] for word in re.findall(r"[a-z]{4,}", change.new.lower())} - old
    if not new:
        return False
    near = sentence.words[max(0, index - 6) : index + 12]
    return any(
        any(stem in word.lower for stem in new) for word in near if word.end <= change.start or word.start >= change.end
    )


def _placed(text: str, changes: list[Change]) -> list[Change]:
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
