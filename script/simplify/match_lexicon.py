"""Where the lexicon's patterns match, and the form that the replacement takes there.

The part of speech is told by the neighbours: a base form follows `to`, a modal, a subject or stands as an order; a noun
does not follow `to`; a participle follows a form of be or have. Where that does not decide, nothing is changed.
"""

from __future__ import annotations

from collections.abc import Iterator

from plainspoken.base.word_lists import word_set
from plainspoken.script.simplify.lexicon import CLASSES, GRADED, Guard, Lexicon, Pattern
from plainspoken.script.simplify.sentence_tokens import Sentence, noun_phrase
from plainspoken.script.simplify.word_change import Change, change_of


def matches_at(sentence: Sentence, index: int, lexicon: Lexicon) -> Iterator[Change]:
    """The lexicon's changes that begin at one token."""
    word = sentence.words[index]
    if not word.free:
        return
    for pattern in lexicon.by_first.get(word.lower, ()):
        entry = pattern.entry
        if entry.domain == "ml" and (
            not sentence.learning or (sentence.wires and entry.phrase in ("network", "networks"))
        ):
            continue
        matched = _match(sentence, index, pattern)
        if matched is None:
            continue
        end, slot = matched
        if _explained(sentence, end) or (slot and _leads_to_a_thing(slot)):
            continue
        if not all(_allows(sentence, index, end, condition) for condition in entry.guards):
            continue
        form = _form(sentence, index, end, pattern)
        if form is None or not _agrees(sentence, index, end, entry.kind):
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


_LEAD_TO_THINGS = word_set(
    "access solution solutions approach approaches answer answers response responses changes extension extensions"
    " adaptation transition return connection connections exposure entry conversion upgrade migration route path link"
    " links reference references transfer application alternative alternatives key threat contribution"
    " second seconds minute minutes hour hours day days week weeks month months"
)


def _leads_to_a_thing(slot: str) -> bool:
    """Whether the noun phrase takes a "to" of its own: `enables access to the data` is not "lets access the data"."""
    words = slot.lower().split()
    return words[-1] in _LEAD_TO_THINGS or words[0].endswith("ing")


def _explained(sentence: Sentence, end: int) -> bool:
    """Whether an abbreviation of the phrase follows, `convolutional neural network (CNN)`: its letters must stay."""
    words = sentence.words[end : end + 2]
    return len(words) == 2 and words[0].text == "(" and words[1].kind == "name" and words[1].text[:2].isupper()


def _agrees(sentence: Sentence, start: int, end: int, kind: str) -> bool:
    """Whether the tagger, where it was asked, takes the word that is inflected for what the row says it is."""
    if kind == "verb":
        return sentence.kind(start) in (None, "verb")
    if kind == "noun":
        return sentence.kind(end - 1) in (None, "noun")
    return kind != "adj" or sentence.kind(end - 1) in (None, "adj")


def _allows(sentence: Sentence, start: int, end: int, condition: Guard) -> bool:
    if condition.where in ("before", "after"):
        index = start - 1 if condition.where == "before" else end
        return sentence.has(index, condition.words, condition.classes) is condition.required
    if condition.where == "following":
        places = range(end, min(end + 6, len(sentence.words)))
    else:
        places = range(*sentence.bounds(start))
    return any(sentence.has(at, condition.words, condition.classes) for at in places) is condition.required


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
    if pattern.form == "gerund" and (lower in CLASSES["article"] or lower in _POSSESSIVE):
        return None
    if pattern.form in ("past", "participle"):
        if _stands_before_its_noun(sentence, start, end):
            return None
        return _past(sentence, start, end, pattern) if pattern.participle is not None else pattern.replacement
    if pattern.form == "plain" and lower in _COMPARING and pattern.replacement not in GRADED:
        return None
    if pattern.form in ("singular", "plural") and (lower == "to" or lower in CLASSES["modal"]):
        return None
    return pattern.replacement


_COMPARING = word_set("more most less least")
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


_AFTER_A_VERB = word_set(
    "by that how what which who whether why where when while if as than only just once again together because since"
    " using until unless"
)


def _stands_before_its_noun(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a past form may describe the noun behind it: `the obtained clusters`, `retained earnings`.

    Such a participle is often a term, and its verb's shorter twin is none: "the got clusters", "kept earnings".
    """
    following = sentence.words[end] if end < len(sentence.words) else None
    index = start - 1
    while index >= 0 and (_adverb(sentence.words[index].lower) or sentence.words[index].lower in CLASSES["degree"]):
        index -= 1
    lower = sentence.words[index].lower if index >= 0 else ""
    if lower in CLASSES["nominative"] or lower in ("it", "you", "who"):
        return False
    if lower in CLASSES["article"] or lower in _POSSESSIVE:
        return True
    if lower in CLASSES["have"]:
        return following is not None and following.kind == "word" and following.lower.endswith("s")
    if following is not None and following.kind == "name":
        return index < 0 or lower in CLASSES["prep"] or sentence.words[index].kind == "mark"
    return not (
        following is None
        or following.kind != "word"
        or following.lower in _AFTER_A_VERB
        or _adverb(following.lower)
        or any(following.lower in CLASSES[name] for name in ("det", "object", "prep", "to", "and"))
    )


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
