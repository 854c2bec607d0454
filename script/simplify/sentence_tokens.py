"""A passage of prose as the shortener reads it: words told from names, numbers, values and protected terms."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path

from plainspoken.base.word_lists import word_set
from plainspoken.script.simplify import inflection
from plainspoken.script.simplify.lexicon import CLASSES
from plainspoken.script.simplify.parts_of_speech import PartOfSpeech, part_of_speech, tagger
from plainspoken.script.simplify.spoken_spans import SpokenSpan

_TOKEN = re.compile(
    r"(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*(?:[-‐‑][^\W\d_]+(?:['’][^\W\d_]+)*)*)(?![\w])|(?P<other>\w+)|(?P<mark>[^\w\s])"
)
_ML_CUES = re.compile(
    r"\b(?:neural|training|trained?|data ?sets?|epochs?|layers?|accuracy|classifiers?|networks?|embeddings?|learning|"
    r"validation|overfit\w*|gradients?|inference|transformers?|encoders?|convolutional|LSTM|ResNet\w*|weights)\b",
    re.IGNORECASE,
)
# Where computers talk to each other, or people or genes form a network, a network is no net.
_WIRE_CUES = re.compile(
    r"\b(?:packets?|bandwidth|routers?|TCP|UDP|ethernet|wi-?fi|daemons?|firewalls?|DNS|"
    r"block ?chains?|bitcoins?|peer-to-peer|"
    r"network (?:delay|calls?|traffic|stack|interface|card|cable|namespace|connection|operator|provider|drive|address"
    r"|effect|externalit\w*)s?|"
    r"(?:social|computer|road|rail\w*|transport\w*|traffic|power|electric\w*|supply|distribution|production|trade|"
    r"financial|interbank|hospital|gene|regulatory|metabolic|protein|interaction|brain|mode|vascular|sensor|mobile|"
    r"wireless|cellular|peer|contact|citation|collaboration|communication|TV|television|radio|flow|petri|bayesian|"
    r"markov|subway|metro|transit|bus|grid|water|street|belief|random|complex|directed|business|professional|river|logic|"
    r"scale-free|small-world) networks?|"
    r"(?:my|your|his|her) (?:\w+ ){0,2}network|(?:over|across|via|through) (?:the|a|that|this) network|"
    r"(?:network embedding|real[- ]world network|link prediction|community detection)s?|"
    r"networks? of (?:hospitals?|people|friends|users|roads?|cities|firms|banks|genes|agents|countries|researchers|"
    r"nodes|sensors|computers))\b",
    re.IGNORECASE,
)
_TERMS = Path(__file__).parents[1] / "words" / "terms.txt"


@dataclass(frozen=True, slots=True)
class SentenceWord:
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
    """The tokens of one passage, with what rules need to know of the text around them. `tags` are the tagger's, one a
    token, or none where it was not asked."""

    text: str
    words: Sequence[SentenceWord]
    learning: bool
    wires: bool = False
    tags: Sequence[str] = ()

    def kind(self, index: int) -> PartOfSpeech | None:
        """The part of speech of a token; None where it is not known."""
        return part_of_speech(self.tags[index]) if self.tags else None

    def bounds(self, index: int) -> tuple[int, int]:
        """The first token of the sentence at `index`, and the one after its last; 80 each way at most."""
        start = end = index
        while start > max(0, index - 80) and not _CHECKS["stop"](self.words[start - 1]):
            start -= 1
        while end < min(len(self.words), index + 80) and not _CHECKS["stop"](self.words[end]):
            end += 1
        return start, end

    def _joined(self, index: int) -> bool:
        """Whether the clause that begins at `index` has a part joined on, which would be left without its verb."""
        for word in self.words[index : index + 24]:
            if word.kind == "mark" and word.text in ".!?;:":
                return False
            if word.lower in _JOINING:
                return True
        return False

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
            elif name == "np-to":
                if noun_phrase(self, index, "to") is not None:
                    return True
            elif name == "rest-joined":
                if self._joined(index):
                    return True
            elif _CHECKS[name](word):
                return True
        return False


_JOINING = word_set("and or but nor that which who whom whose as than plus")
_ADJECTIVE = re.compile(r"(?:able|ible|ful|less|ous|ive|ical|ual|ient|ant|ier|est|ish)$")
_ADJECTIVES = word_set(
    "small large big huge good bad better worse easy hard harder easier slow fast slower faster wrong right true false"
    " weak strong clear similar equal high higher low lower random noisy new old rare poor rich sure fair full empty"
    " simple complex broken due likely unlikely ready stuck close"
)
_CHECKS: dict[str, Callable[[SentenceWord], bool]] = {
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
    "adj": lambda word: word.lower in _ADJECTIVES or _ADJECTIVE.search(word.lower) is not None,
    "lower": lambda word: word.kind == "word",
}


_OPENING = "\"“‘'([*_"


def speaks_of_learning(text: str) -> bool:
    """Whether a text is about machine learning, so that its words mean what they mean there."""
    return len(_ML_CUES.findall(text[:200_000])) >= 3


def speaks_of_wires(text: str) -> bool:
    """Whether a text is about networks of computers too, so that "network" may mean one."""
    return _WIRE_CUES.search(text[:200_000]) is not None


def read_sentence(text: str, passage: SpokenSpan, terms: Terms, learning: bool, wires: bool = False) -> Sentence:
    """The tokens of a passage, told apart."""
    words: list[SentenceWord] = []
    at = passage.start
    opaque = deque(passage.opaque)
    first = True  # whether only opening marks stand between the last full stop and here
    while at < passage.end:
        if opaque and at >= opaque[0][0]:
            start, end = opaque.popleft()
            if end > at:
                words.append(SentenceWord(max(start, at), end, text[max(start, at) : end], "", "value", False, False))
                at, first = end, False
            continue
        match = _TOKEN.search(text, at, opaque[0][0] if opaque else passage.end)
        if not match:
            at = opaque[0][0] if opaque else passage.end
            continue
        kind = match.lastgroup or "mark"
        token = match.group()
        free = kind == "word"
        if free and not _ordinary(token, first):
            kind, free = "name", False
        lower = token.lower().replace("’", "'")
        words.append(SentenceWord(match.start(), match.end(), token, lower, kind, free, first))
        at = match.end()
        if kind != "mark" or token not in _OPENING:
            first = kind == "mark" and token in ".!?"
    _hold_names(words)
    terms.hold(words)
    return Sentence(text, words, learning, wires)


def with_tags(sentence: Sentence) -> Sentence:
    """The passage with the tagger's tag of each token.

    Raises:
        InputError: the tagger is not installed.
    """
    tag = tagger()
    tags: list[str] = []
    begun: list[str] = []
    for word in sentence.words:
        begun.append(word.text if word.text.strip() else "x")
        if word.kind == "mark" and word.text in ".!?":
            tags += tag(begun)
            begun = []
    return replace(sentence, tags=(*tags, *(tag(begun) if begun else ())))


def _ordinary(token: str, first: bool) -> bool:
    """A word in lower case, or with a capital only because a sentence starts."""
    if token.islower() or token == "I" or token.startswith(("I'", "I’")):
        return True
    return first and token[0].isupper() and (len(token) == 1 or token[1:].islower())


def _hold_names(words: list[SentenceWord]) -> None:
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
class Terms:
    """Terms that stay as they are, by their first word."""

    by_first: dict[str, tuple[tuple[str, ...], ...]]

    def hold(self, words: list[SentenceWord]) -> None:
        """Mark the words of every term as not free."""
        for index, word in enumerate(words):
            for term in self.by_first.get(word.lower, ()):
                if tuple(other.lower for other in words[index : index + len(term)]) == term:
                    for place in range(index, index + len(term)):
                        words[place] = replace(words[place], free=False)
                    break


@lru_cache(maxsize=32)
def protected_terms(own: frozenset[str]) -> Terms:
    """The field's terms and a talk's own, with the plurals of their last words."""
    by_first: dict[str, list[tuple[str, ...]]] = {}
    for term in (*_field_terms(), *own):
        words = tuple(match.group().lower() for match in _TOKEN.finditer(term))
        if words:
            last = words[-1]
            forms = {words, (*words[:-1], inflection.plural(last)) if last.isalpha() else words}
            for form in forms:
                by_first.setdefault(form[0], []).append(form)
    return Terms({first: tuple(sorted(terms, key=len, reverse=True)) for first, terms in by_first.items()})


@cache
def _field_terms() -> tuple[str, ...]:
    lines = _TERMS.read_text(encoding="utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


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
