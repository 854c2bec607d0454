"""What captions may leave out without making anything untrue, each where nothing depends on it.

Pieces of sentences: brackets, clauses with "which" behind a comma, examples, and what a sentence adds at its end (a
result, a reason, an effect, a second statement). Whole sentences, and a few in a row: rather those that the slide shows
or the rest of the page repeats, none that the next one refers back to, and none that limits the one before ("However,
…"). Nothing that holds a number or a negation is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from plainspoken.base.word_lists import word_set
from plainspoken.script.model import Bullet, Page, Quote
from plainspoken.script.simplify.meaning_guard import kept_things
from plainspoken.tts.text.caption_wording import phrases, sentences, text_of
from plainspoken.tts.text.captions import TimedToken

_WORD = re.compile(r"[^\W\d_]{4,}")
# A name or an identifier that has figures in it, such as ResNet18.
_WITH_FIGURES = re.compile(r"\b(?=\w*\d)[^\W\d_]\w*")
_VAGUE = word_set("most few fewer less least both all only")
_REFERS_BACK = word_set(
    "this that these those it they he she such so therefore thus then but and or also however because here there both"
    " its their instead otherwise still yet hence similarly likewise"
)
_POINTS_BACK = word_set("this that these those such they it its their them")
_LINKS_BACK = phrases("for example|for instance|as a result|in contrast|on the other|in other words|to do so|the same")
# A sentence that begins so limits or denies the one before, which must not stand without it.
_LIMITS = word_set(
    "but however yet still although though nevertheless nonetheless unfortunately except only unless while"
)
_STATEMENTS = word_set("we it they you there this these i it's we'll we've they're i've there's that's")
_PREDICATES = word_set("is are was were has have can could will would may might must should")
_NOT_PARTICIPLES = word_set(
    "during according depending assuming considering regarding concerning nothing something anything everything being"
    " following excluding excepting provided"
)
_AFTER_PARTICIPLE = word_set(
    "a an the it its them us our to in on of at by from for with into as poor good better worse higher lower more"
)


@dataclass(frozen=True)
class Omission:
    """Tokens `first` to `last` that may go, and why; `worth` weighs what is gained by it, more where less is lost."""

    first: int
    last: int
    rule: str
    worth: float = 1.0

    def overlaps(self, other: Omission) -> bool:
        """Whether both hold a token."""
        return self.first < other.last and other.first < self.last

    def holds(self, other: Omission) -> bool:
        """Whether the other is part of this."""
        return self.first <= other.first and other.last <= self.last


def omissions(page: Page, tokens: Sequence[TimedToken], chosen: Sequence[Omission]) -> Iterator[Omission]:
    """What may be left out besides what is chosen already."""
    gone = {index for omission in chosen for index in range(omission.first, omission.last)}
    spans = [(first, last) for first, last in sentences(tokens) if any(at not in gone for at in range(first, last))]
    for first, last in spans:
        for piece in _pieces(tokens, first, last):
            if not any(piece.overlaps(other) for other in chosen):
                yield piece
    shown = _content(" ".join(shown_texts(page)))
    for size in (1, 2, 3):
        for place in range(len(spans) - size + 1):
            omission = _sentences_omitted(tokens, spans, place, size, gone, shown)
            if omission is not None:
                yield omission


def _sentences_omitted(
    tokens: Sequence[TimedToken],
    spans: Sequence[tuple[int, int]],
    place: int,
    size: int,
    gone: set[int],
    shown: frozenset[str],
) -> Omission | None:
    """The omission of `size` sentences from one on; None where something depends on them."""
    if size == len(spans):
        return None
    first, last = spans[place][0], spans[place + size - 1][1]
    text = text_of([token for at, token in enumerate(tokens[first:last], first) if at not in gone])
    if counts(text) or _bare(tokens[first]) in _LIMITS:
        return None
    if place + size < len(spans):
        following = tokens[slice(*spans[place + size])]
        if refers_back(following):
            return None
    others = [at for at in range(len(tokens)) if at not in gone and not first <= at < last]
    words = _content(text) or shown
    on_slide = len(words & shown) / len(words) if words else 1.0
    elsewhere = _content(text_of([tokens[at] for at in others]))
    repeated = len(words & elsewhere) / len(words) if words else 1.0
    rule = "the slide shows it" if on_slide >= 0.5 else "left to the voice"
    return Omission(first, last, rule, worth=0.4 + 0.6 * max(on_slide, repeated))


def refers_back(sentence: Sequence[TimedToken]) -> bool:
    """Whether a sentence needs the one before: it begins with a word for something named there, or has one early."""
    words = [_bare(token) for token in sentence[:4]]
    if not words:
        return False
    opening = " ".join(words)
    exists = words[0] == "there" and words[1:2] and words[1] in _PREDICATES
    return (
        (words[0] in _REFERS_BACK and not exists)
        or any(opening.startswith(phrase) for phrase in _LINKS_BACK)
        or any(word in _POINTS_BACK for word in words[1:])
    )


def counts(text: str) -> bool:
    """Whether a text holds a number, in figures or words, a negation or a value, which captions never leave out."""
    numbers, quantities, _, negations, values = kept_things(_WITH_FIGURES.sub("X", text))
    return bool(numbers or negations or values) or any(word not in _VAGUE for word in quantities)


def _pieces(tokens: Sequence[TimedToken], first: int, last: int) -> Iterator[Omission]:
    """Pieces of one sentence that may go."""
    negated = bool(kept_things(text_of(tokens[first:last]))[3])
    for start in range(first + 1, last):
        word, before = tokens[start].text.lower(), tokens[start - 1].text
        following = tokens[start + 1].text.lower() if start + 1 < last else ""
        comma = before.endswith(",")
        end: int | None = None
        rule = ""
        if word.startswith("("):
            end, rule = next((at + 1 for at in range(start, last) if ")" in tokens[at].text), None), "brackets"
        elif comma and word in ("which", "who", "whose"):
            end = next((at + 1 for at in range(start, last) if tokens[at].text[-1:] in ",.;:!?"), None)
            rule = "a clause of its own"
        elif word == "including" or (word == "such" and following == "as"):
            end, rule = (last if comma else None), "examples"
        elif comma and start - first >= 3:
            end, rule = last, _addition(tokens, start, last)
        elif word == "because" and start - first >= 3 and following != "of" and not negated:
            # Without a comma a negation may deny the reason alone.
            end, rule = last, "a reason"
        if end is None or not rule or end - start < 2 or end - start == last - first:
            continue
        if not counts(text_of(tokens[start:end])):
            yield Omission(start, end, rule, worth=0.8)


def _addition(tokens: Sequence[TimedToken], start: int, last: int) -> str:
    """By which rule what a sentence adds behind a comma may go to its end; empty where it may not."""
    word = _bare(tokens[start])
    following = _bare(tokens[start + 1]) if start + 1 < last else ""
    rest = [token.text.lower() for token in tokens[start:last]]
    lists_on = any(one.endswith(",") and two in ("and", "or") for one, two in pairwise(rest))
    if word.endswith("ing") and len(word) > 4 and word not in _NOT_PARTICIPLES:
        return "an effect" if following in _AFTER_PARTICIPLE and not lists_on else ""
    if word == "so" and following not in ("that", "far", "much", "many"):
        return "a result"
    if word in ("because", "since", "as") and following != "well" and not lists_on:
        return "a reason"
    if word == "and" and (following in _STATEMENTS or (following in _PREDICATES and not lists_on)):
        return "a statement of its own"
    if word in ("with", "especially", "particularly", "like") and not lists_on:
        return "an addition"
    if word == "to" and not lists_on:
        return "a purpose"
    if word == "for" and following in ("example", "instance"):
        return "examples"
    return ""


def without(sentence: Sequence[TimedToken], pieces: Sequence[Omission]) -> list[TimedToken]:
    """A sentence without pieces of it; the mark that closed a piece closes what stands before it."""
    kept: list[TimedToken] = []
    gone = {index: piece for piece in pieces for index in range(max(0, piece.first), piece.last)}
    for index, token in enumerate(sentence):
        piece = gone.get(index)
        if piece is None:
            kept.append(token)
        elif kept and index + 1 == piece.last:
            closing = re.search(r"[.,;:!?]*$", token.text)
            mark = closing[0] if closing else ""
            # Between two commas neither is needed any more.
            kept[-1] = replace(kept[-1], text=kept[-1].text.rstrip(",") + ("" if mark == "," else mark))
    return kept


def _bare(token: TimedToken) -> str:
    return token.text.lower().strip(".,;:!?()\"'“”")


def _content(text: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _WORD.findall(text))


def shown_texts(page: Page) -> Iterator[str]:
    """What the slide of a page shows in words."""
    yield page.title or ""
    for item in page.items:
        if isinstance(item, Bullet | Quote):
            yield "".join(run.text for run in item.runs)
