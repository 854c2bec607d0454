"""Sentences of the talk that somebody has reworded: what they claim now, against the records and against what the talk
says."""

from __future__ import annotations

import re
from collections.abc import Sequence

from plainspoken.base.align_words import alike, changes_between, keys_of, tokens_of
from plainspoken.script.lint.truth.result_words import assertions
from plainspoken.slides.edited.judge_records import RecordJudge
from plainspoken.slides.edited.measured_pairs import SentenceFault
from plainspoken.slides.edited.number_forms import sentence_spans
from plainspoken.slides.edited.quantity_words import quantities

LIKE = 0.5
"""A sentence less like one of the talk's than this is somebody's own, and no rewording of it."""
_MORE = """
    better beats beat outperforms outperform outscores surpasses exceeds tops wins won rises rise rose grows grow grew
    climbs increases increase higher more larger bigger greater faster quicker longer above ahead up gains improves best
    most highest largest fastest doubles triples always all every leads overfits overfit earlier strong"""
_LESS = """
    worse loses lose trails trail lags lag falls fall fell drops drop dropped shrinks decreases decrease declines lower
    less fewer smaller shorter slower below behind down worsens worst least lowest smallest slowest halves never none no
    underfits later weak"""
_SIDES = {**dict.fromkeys(_MORE.split(), 1), **dict.fromkeys(_LESS.split(), -1)}
_DENIED = re.compile(
    r"(?:\b(?:not|no longer|never|cannot|hardly|neither)|n['’]t)(?:\s+[\w'’-]+){0,2}\s*$", re.IGNORECASE
)
"""A denial before a word of direction."""


def reworded_faults(mine: str, written: str, today: str, judge: RecordJudge | None) -> list[SentenceFault]:
    """What is wrong with a text that was written as `written`, would be written as `today`, and stands as `mine`.

    Found are claims that the records contradict or do not show, the opposite of what the talk says, and numbers in
    words that no record bears out. Sentences that stand as the talk has them are passed over."""
    ours = [*_sentences(today), *_sentences(written)]
    known = {keys_of(sentence) for sentence in ours}
    found: list[SentenceFault] = []
    for sentence in _sentences(mine):
        if keys_of(sentence) in known or _same_but_numbers(sentence, ours):
            continue
        told = judge.claims(sentence) if judge is not None else []
        found += told
        if not told and not (judge is not None and judge.comparisons.supports(sentence)):
            like = max(_sentences(today), key=lambda other: alike(sentence, other), default="")
            if like and says_the_opposite(sentence, like, judge):
                found.append(SentenceFault("opposite", sentence, f"it says “{like}”", ""))
                continue
        if judge is not None:
            found += judge.bound(sentence)
        found += _words_without_source(sentence, ours, told, judge)
    return list(dict.fromkeys(found))


def _sentences(text: str) -> list[str]:
    return [text[start:end].strip() for start, end in sentence_spans(text)]


def _same_but_numbers(sentence: str, ours: Sequence[str]) -> bool:
    """Whether a sentence differs from one of the talk's in its digits alone, which are told one by one elsewhere."""
    return any(_words(sentence) == _words(other) for other in ours)


def _words(text: str) -> list[str]:
    return [token.key for token in tokens_of(text) if not token.is_number]


def says_the_opposite(mine: str, talk: str, judge: RecordJudge | None) -> bool:
    """Whether a sentence says the opposite of one of the talk's that it was made from: a word of direction turned
    round, a denial put in or taken out, two runs in each other's place; two of these together take each other back."""
    if alike(mine, talk) < LIKE or not (_has_direction(mine) or _has_direction(talk)):
        return False
    ours, theirs = keys_of(talk), keys_of(mine)
    turns = 0
    for a, b, c, d in changes_between(ours, theirs):
        old = [_SIDES[key] for key in ours[a:b] if key in _SIDES]
        new = [_SIDES[key] for key in theirs[c:d] if key in _SIDES]
        if old and new and old[0] != new[0]:
            turns = 1  # several words turned round say the opposite of each
    turns += _is_denied(mine) - _is_denied(talk)
    if judge is not None and turns % 2 == 0:
        turns += _changed_places(mine, talk, judge)
    return turns % 2 == 1


def _is_denied(text: str) -> int:
    """1 where a word of direction stands behind a denial."""
    starts = [token.start for token in tokens_of(text) if token.key in _SIDES]
    return int(any(_DENIED.search(text[:start]) for start in [*starts, *(found.start for found in assertions(text))]))


def _has_direction(text: str) -> bool:
    return any(key in _SIDES for key in keys_of(text)) or bool(assertions(text))


def _changed_places(mine: str, talk: str, judge: RecordJudge) -> int:
    """1 where the two runs that both sentences name stand the other way round, with the words between them the same."""
    one, other = (judge.numbers.runs.find(text) for text in (mine, talk))
    if len(one) != 2 or len(other) != 2 or one[0].run == one[1].run:
        return 0
    turned = (one[0].run, one[1].run) == (other[1].run, other[0].run)
    between = [keys_of(text[m[0].end : m[1].start]) for text, m in ((mine, one), (talk, other))]
    symmetric = {("and",), ("or",), (",",), ("as", "well", "as")}
    return int(turned and between[0] == between[1] and between[0] not in symmetric)


def _words_without_source(
    sentence: str, ours: Sequence[str], told: Sequence[SentenceFault], judge: RecordJudge | None
) -> list[SentenceFault]:
    """Numbers in words that somebody has put in, and that nothing bears out."""
    known = {key for other in ours for quantity in quantities(other) for key in [quantity.text.lower()]}
    found: list[SentenceFault] = []
    for quantity in quantities(sentence):
        if quantity.text[0].isdigit() or quantity.text.lower() in known:
            continue
        if any(quantity.text in fault.shown for fault in told):
            continue
        if quantity.kind == "count" and quantity.value < 2:
            continue
        if judge is not None and judge.bears_out(sentence, quantity):
            continue
        found.append(SentenceFault("unbound", quantity.text, "", ""))
    return found
