"""Shorter sentences, not only shorter words: contractions, and structures that say the same with less.

Contractions and a `that` before `I`, `we`, `they` are safe. All else is a suggestion: a reduced relative clause, `there
are … that`, a passive with its agent.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from plainspoken.base.word_lists import word_set
from plainspoken.script.simplify.lexicon import CLASSES, Level
from plainspoken.script.simplify.sentence_tokens import Sentence, SentenceWord, noun_phrase
from plainspoken.script.simplify.word_change import Change, change_of

_CONTRACTED = {
    ("i", "am"): "I'm",
    ("i", "will"): "I'll",
    ("i", "would"): "I'd",
    ("we", "are"): "we're",
    ("we", "will"): "we'll",
    ("we", "would"): "we'd",
    ("you", "are"): "you're",
    ("you", "will"): "you'll",
    ("they", "are"): "they're",
    ("they", "will"): "they'll",
    ("he", "is"): "he's",
    ("she", "is"): "she's",
    ("it", "is"): "it's",
    ("that", "is"): "that's",
    ("there", "is"): "there's",
    ("here", "is"): "here's",
    ("what", "is"): "what's",
    ("i", "have"): "I've",
    ("we", "have"): "we've",
    ("you", "have"): "you've",
    ("they", "have"): "they've",
}
_PARTICIPLES = word_set(
    "been seen made done shown used found had taken given got built known said put run set trained learned learnt"
    " become gone come begun kept left lost met read written chosen drawn grown held let meant sent spent split"
    " told"
)
_ONLY_PARTICIPLES = word_set("been become gone come begun seen done taken gotten")
_LIKE_PARTICIPLES = word_set(
    "mixed limited detailed varied advanced complicated sophisticated unlimited talented dedicated related shared red"
    " need speed feed indeed hundred increased improved reduced repeated"
)
# `that is if …`, `the way you read that is that …`: a phrase of its own, or a subject that ends before `is`.
_AFTER_THAT_IS = word_set("that if to because why how when where what which whether not")
# After these a clause may end in a form of be that is stressed: `what it is about`, `better than it is now`.
_TRACES = word_set("what how where who which whatever however than as whether whichever wherever")
_CLAUSE_OPENERS = word_set(
    "and but so because that if when though although while since unless then now until or yes okay well"
)
_SAYING = word_set(
    "show shows showed shown see sees saw seen mean means meant think thinks thought say says said know knows"
    " knew find finds found hope prove proves proved believe believes believed"
)
# These are nouns too: `a show that we like`, `little hope that they come`.
_NOUNS_TOO = word_set("show shows hope find finds say mean means thought")
_BEFORE_A_VERB = word_set("it which that this he she also and please let's")


_NOT_AFTER_A_CONTRACTION = word_set("and or but i we he she they it this these those there")
"""Words before which the verb is the last of its clause and stays whole: `if there is it means`."""


def structures_at(sentence: Sentence, index: int) -> Iterator[Change]:
    """The structural changes that begin at one token of a sentence."""
    word = sentence.words[index]
    if not word.free and word.text != ",":
        return
    yield from _contraction(sentence, index)
    yield from _that(sentence, index)
    yield from _relative(sentence, index)
    yield from _there(sentence, index)
    yield from _passive(sentence, index)


def _contraction(sentence: Sentence, index: int) -> Iterator[Change]:
    words = sentence.words
    if index + 2 >= len(words) or not words[index + 1].free:
        return
    short = _CONTRACTED.get((words[index].lower, words[index + 1].lower))
    following = words[index + 2]
    if short is None or following.kind == "mark":
        return
    helper = words[index + 1].lower
    if words[index].lower == "that" and following.lower in _AFTER_THAT_IS:
        return
    if words[index].lower == "that" and index and words[index - 1].lower == "that":  # `that that is said is wrong`
        return
    if words[index].lower == "here" and not words[index].first:
        return
    if words[index].text == "i" or not _begins_clause(words, index):  # `a lot of you are`, `how would you have`
        return
    if words[index].lower in CLASSES["nominative"] and index and words[index - 1].lower in ("and", "or"):
        return
    if following.lower in _NOT_AFTER_A_CONTRACTION:
        return
    if helper == "have" and not _is_perfect(sentence, index + 2):
        return
    if following.lower == "its":
        return
    if helper in ("is", "are", "am"):
        for back in range(index - 1, max(-1, index - 7), -1):
            if words[back].kind == "mark":
                break
            if words[back].lower in _TRACES:
                return
        if words[index].lower == "what" and not words[index].first:
            return
    if words[index].lower == "that" and index and words[index - 1].lower in ("is", "was", "like", "by", "to"):
        return
    yield change_of(sentence, index, index + 2, short, "safe", "contraction")


def _is_perfect(sentence: Sentence, index: int) -> bool:
    """Whether the word after "have" is its participle, and not one that describes what somebody has.

    `We have learned features` may own features that were learned; `we have learned that`, `we have been` cannot.
    """
    lower = sentence.words[index].lower
    if lower in _ONLY_PARTICIPLES:
        return True
    regular = lower.endswith("ed") and lower not in _LIKE_PARTICIPLES
    if lower not in _PARTICIPLES and not regular:
        return False
    behind = sentence.words[index + 1] if index + 1 < len(sentence.words) else None
    if behind is None or behind.kind != "word":
        return True
    return behind.lower.endswith("ly") or any(
        behind.lower in CLASSES[name]
        for name in ("det", "object", "subject", "prep", "to", "and", "wh", "adverb", "degree")
    )


def _begins_clause(words: Sequence[SentenceWord], index: int) -> bool:
    """Whether a clause begins here, so that the word is the subject of what follows: in `the way to think about it is
    by name` it is not, and `about it's by name` would be wrong."""
    before = words[index - 1] if index else None
    return before is None or words[index].first or before.kind == "mark" or before.lower in _CLAUSE_OPENERS


def _that(sentence: Sentence, index: int) -> Iterator[Change]:
    words = sentence.words
    if words[index].lower not in _SAYING or index + 2 >= len(words) or words[index + 1].lower != "that":
        return
    if index and words[index - 1].lower in (CLASSES["det"] - {"this", "these", "that", "which", "all"}):
        return
    following = words[index + 2]
    if following.lower in CLASSES["nominative"]:
        level: Level = "safe" if _surely_says(words, index) else "suggest"
    elif following.kind in ("name", "value") or (
        following.lower in CLASSES["det"] | {"it", "you", "there"} and following.lower not in ("which", "what", "no")
    ):
        level = "suggest"
    else:
        return
    yield change_of(sentence, index, index + 2, words[index].text, level, "that")


def _surely_says(words: Sequence[SentenceWord], index: int) -> bool:
    """Whether the word before "that" is a verb, and what follows it a clause."""
    after = words[index + 3] if index + 3 < len(words) else None
    if words[index + 2].lower == "i" and (after is None or after.kind == "mark" or after.lower == "is"):
        return False  # a matrix I
    if after is not None and after.lower in ("that", "who", "which"):
        return False  # they that come last
    if words[index].lower not in _NOUNS_TOO:
        return True
    before = words[index - 1] if index else None
    if before is None or before.kind == "mark":
        return words[index].lower not in ("shows", "finds", "means", "show", "find")
    return before.lower in (
        CLASSES["nominative"] | CLASSES["modal"] | CLASSES["do"] | CLASSES["to"] | _BEFORE_A_VERB - {"this", "and"}
    ) or before.lower.endswith("ly")


def _relative(sentence: Sentence, index: int) -> Iterator[Change]:
    """`a net which is trained on faces`: a net trained on faces."""
    words = sentence.words
    if words[index].lower not in ("which", "that", "who") or index == 0 or index + 2 >= len(words):
        return
    if words[index - 1].kind != "word" or words[index - 1].lower in _SAYING | CLASSES["prep"] | CLASSES["be"]:
        return
    if words[index + 1].lower not in ("is", "are", "was", "were"):
        return
    verb = words[index + 2]
    if verb.kind == "word" and (verb.lower in _PARTICIPLES or verb.lower.endswith("ed")):
        yield change_of(sentence, index, index + 3, verb.text, "suggest", "which is")


def _there(sentence: Sentence, index: int) -> Iterator[Change]:
    """`There are nets that learn more`: nets learn more."""
    words = sentence.words
    if not words[index].first or words[index].lower != "there" or index + 3 >= len(words):
        return
    if words[index + 1].lower not in ("is", "are", "was", "were"):
        return
    for relative in ("that", "which", "who"):
        end = noun_phrase(sentence, index + 2, relative)
        if end is not None and end + 1 < len(words) and words[end + 1].kind == "word":
            if words[end + 1].lower in CLASSES["subject"] | CLASSES["det"]:
                continue
            kept = sentence.text[words[index + 2].start : words[end - 1].end]
            yield change_of(sentence, index, end + 1, kept, "suggest", "there is … that")


def _passive(sentence: Sentence, index: int) -> Iterator[Change]:
    """`The faces were labelled by two people.`: two people labelled the faces."""
    words = sentence.words
    if not words[index].first or words[index].lower not in CLASSES["det"] | {"it"}:
        return
    be = next((at for at in range(index + 1, min(index + 6, len(words))) if words[at].lower in ("was", "were")), None)
    if be is None or be + 3 >= len(words) or any(word.kind == "mark" for word in words[index:be]):
        return
    verb, by = words[be + 1], words[be + 2]
    if not (verb.free and verb.lower.endswith("ed") and by.lower == "by"):
        return
    stop = next((at for at in range(be + 3, min(be + 7, len(words))) if words[at].kind == "mark"), None)
    if stop is None or words[stop].text not in ".!?" or stop == be + 3 or words[be + 3].lower.endswith("ing"):
        return
    if any(words[at].lower in CLASSES["prep"] for at in range(be + 3, stop)):
        return
    agent = sentence.text[words[be + 3].start : words[stop - 1].end]
    agent = {"us": "we", "me": "I", "them": "they", "him": "he", "her": "she"}.get(agent.lower(), agent)
    patient = sentence.text[words[index].start : words[be - 1].end]
    patient = "it" if patient == "It" else patient[0].lower() + patient[1:]
    yield change_of(sentence, index, stop, f"{agent} {verb.text} {patient}", "suggest", "passive")
