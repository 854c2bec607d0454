"""Shorter wordings of captions that leave nothing out that counts.

First the shortener's safe changes (`plainspoken.script.simplify`) and words that only fill. Then, where that is not
enough, terse wordings, one kind after another: connectives and intensifiers go, numbers and units are written as
figures and signs, `and` as an ampersand, and articles go, as in a headline. Names, numbers, negations, hedges and all
other words stay.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from plainspoken.base.word_lists import word_set, words
from plainspoken.script.simplify.replace_words import find_changes
from plainspoken.tts.text.captions import TimedToken
from plainspoken.tts.text.sentences import ends_sentence

_PASSES = 6


def phrases(text: str) -> frozenset[str]:
    """Phrases apart by `|`."""
    return frozenset(text.split("|"))


_FILLERS = phrases(
    "of course|as you can see|as we can see|as you know|in fact|actually|really|basically|for that matter"
    "|to be honest|needless to say|by the way|as it were|so to speak|note that|keep in mind that|we can see that"
    "|you can see that|it can be concluded that|it should be noted that|it is worth noting that|it turns out that"
)
# These only fill where they open a sentence and a comma follows: elsewhere they mean something ("so large").
_OPENING_FILLERS = phrases("well|now|so|indeed|again|okay")
_NEGATIVE = re.compile(r"(?:\b(?:not|no|never|without|nor|neither|hardly)|n['’]t)$", re.IGNORECASE)

# What opens a sentence before a comma and only joins it to the one before.
_CONNECTIVES = phrases(
    "in short|in summary|in conclusion|in addition|additionally|furthermore|moreover|also|finally|lastly"
    "|for reference|as mentioned|in other words|to begin with|first of all|last but not least|welcome|hello"
    "|surprisingly|interestingly"
)
_INTENSIFIERS = word_set("very highly extremely really truly also even hugely greatly")
_COMPARATIVE = re.compile(r"(?:more|less|fewer|better|worse|[a-z]{2,}er)[.,;:!?]*$")
_NOT_COMPARATIVE = word_set(
    "other another either neither whether rather never ever over under after number layer filter"
)
_BEFORE_THAT = word_set(
    "mean means show shows showed prove proves suggest suggests know see say says think believe found find ensure"
    " ensures assume assumes so"
)
_FIGURES = {
    word: str(number)
    for number, word in enumerate(words("two three four five six seven eight nine ten eleven twelve"), 2)
}
_UNITS = {"minutes": "min", "minute": "min", "mins": "min", "seconds": "s", "hours": "h", "percent": "%"}
_DEFINITE, _INDEFINITE = word_set("the"), word_set("a an")
_BEFORE_THE = word_set("such what half all both many not quite")
_BEFORE_A = word_set("is was be been are were as more kind sort")
# With an article before them these mean something else ("a few", "the other"), or stand for a noun of their own.
_NEED_ARTICLE = word_set(
    "few little lot more most less least number one ones latter former other others same rest whole first second third"
    " last only very hundred thousand million half quarter bit pair couple majority minority better worse"
    " fewer way"
)


def safely_shortened(tokens: Sequence[TimedToken]) -> tuple[list[TimedToken], list[tuple[str, str, str]]]:
    """Tokens of a page after the safe changes and without fillers, and the changes as (said, shown, rule)."""
    result: list[TimedToken] = []
    made: list[tuple[str, str, str]] = []
    for beat in _beats(tokens):
        for _ in range(_PASSES):
            changes = [
                change for change in find_changes(text_of(beat), plain=True) if len(change.new) < len(change.old)
            ]
            if not changes:
                break
            for change in reversed(changes):
                beat = _replaced(beat, change.start, change.end, change.new)
                made.append((change.old, change.new, change.rule))
        kept, dropped = _without_fillers(beat)
        result += kept
        made += [(said, "", "only fills") for said in dropped]
    return result, made


def _without_fillers(beat: list[TimedToken]) -> tuple[list[TimedToken], list[str]]:
    kept: list[TimedToken] = []
    dropped: list[str] = []
    at, opening = 0, True
    while at < len(beat):
        count = _filler_length(beat[at : at + 5], kept[-1].text if kept else "", opening)
        if count and at + count < len(beat):
            dropped.append(text_of(beat[at : at + count]))
            at += count
            if opening:
                beat = [*beat[:at], _capital(beat[at]), *beat[at + 1 :]]
            continue
        kept.append(beat[at])
        opening = ends_sentence(beat[at].text)
        at += 1
    return kept, dropped


def _filler_length(tokens: Sequence[TimedToken], before: str, opening: bool) -> int:
    """How many tokens from the first on only fill; 0 for none. After a negation nothing does ("not really")."""
    if _NEGATIVE.search(before):
        return 0
    for size in range(len(tokens), 0, -1):
        text = text_of(tokens[:size])
        phrase = text.rstrip(",").lower()
        fills = phrase in _FILLERS or (opening and text.endswith(",") and phrase in _OPENING_FILLERS)
        # A comma that closes what stands before it must not go.
        if fills and (opening or before.endswith(",") or not text.endswith(",")):
            return size
    return 0


def _connectives(sentence: list[TimedToken]) -> list[TimedToken]:
    """Without what only joins a sentence to the one before, and words that strengthen what is true without them."""
    for size in range(4, 0, -1):
        text = text_of(sentence[:size])
        if text.endswith(",") and text[:-1].lower() in _CONNECTIVES and len(sentence) > size + 1:
            sentence = [_capital(sentence[size]), *sentence[size + 1 :]]
            break
    sentence = _without_of_the(sentence)
    kept: list[TimedToken] = []
    negated = False
    for index, token in enumerate(sentence):
        word, following = token.text.lower(), sentence[index + 1].text.lower() if index + 1 < len(sentence) else ""
        negated = negated or _NEGATIVE.search(word.rstrip(".,;:!?")) is not None
        before = kept[-1].text.lower() if kept else ""
        if before == following or (before in ("a", "an") and (before == "an") != (following[:1] in "aeiou")):
            kept.append(token)
            continue
        strong = word in _INTENSIFIERS and following[:1].isalpha() and following not in ("if", "when", "though", "so")
        much = word == "much" and _compares(following) and before not in ("as", "how", "so", "too", "that", "this")
        that = word == "that" and before in _BEFORE_THAT and following[:1].isalnum() and not _NEGATIVE.search(following)
        if kept and not negated and (strong or much):
            continue
        if kept and that:
            continue
        kept.append(token)
    return kept


def _without_of_the(sentence: list[TimedToken]) -> list[TimedToken]:
    """`both of the` and `all of the` as `both` and `all`."""
    words = [token.text.lower() for token in sentence]
    gone = {
        at + offset
        for at, three in enumerate(zip(words, words[1:], words[2:], strict=False))
        if three in (("both", "of", "the"), ("all", "of", "the"))
        for offset in (1, 2)
    }
    return [token for at, token in enumerate(sentence) if at not in gone]


def _compares(word: str) -> bool:
    return _COMPARATIVE.match(word) is not None and word.rstrip(".,;:!?") not in _NOT_COMPARATIVE


def _figures(sentence: list[TimedToken]) -> list[TimedToken]:
    """Number words from two to twelve as figures, and units of time behind figures as signs."""
    result: list[TimedToken] = []
    for index, token in enumerate(sentence):
        word = token.text
        bare = word.rstrip(".,;:!?")
        hyphened = bare != bare.strip("-")
        if index and bare in _FIGURES and not hyphened:
            word = _FIGURES[bare] + word[len(bare) :]
        elif index and bare in _UNITS and result[-1].text[-1:].isdigit():
            word = _UNITS[bare] + word[len(bare) :]
        result.append(replace(token, text=word))
    return result


def _ampersands(sentence: list[TimedToken]) -> list[TimedToken]:
    return [
        replace(token, text="&") if token.text == "and" and index else token for index, token in enumerate(sentence)
    ]


def _without_the(sentence: list[TimedToken]) -> list[TimedToken]:
    return _without_words(sentence, _DEFINITE, _BEFORE_THE)


def _without_a(sentence: list[TimedToken]) -> list[TimedToken]:
    """Without `a` and `an`, but not where a sentence says what something is."""
    return _without_words(sentence, _INDEFINITE, _BEFORE_THE | _BEFORE_A)


def _without_words(sentence: list[TimedToken], articles: frozenset[str], after: frozenset[str]) -> list[TimedToken]:
    """Without articles, except behind one of `after` and before words that mean something else without them."""
    kept: list[TimedToken] = []
    capital = False
    for index, token in enumerate(sentence):
        following = sentence[index + 1].text if index + 1 < len(sentence) else ""
        # A capital within a sentence is the letter A.
        article = token.text.lower() in articles and (token.text.islower() or not index)
        bare = following.lower().rstrip(".,;:!?")
        before = kept[-1].text.lower() if kept else ""
        copula = before.endswith(("'s", "’s")) and articles is _INDEFINITE
        the_better = _compares(bare) and (index + 2 < len(sentence) and sentence[index + 2].text.lower() == "the")
        the_better = the_better or (token.text == "the" and _compares(before))
        needed = bare in _NEED_ARTICLE or the_better or before in after or copula
        if article and following[:1].isalnum() and not needed:
            capital = capital or not kept
            continue
        kept.append(_capital(token) if capital and not kept else token)
    return kept


TERSE: tuple[tuple[str, Callable[[list[TimedToken]], list[TimedToken]]], ...] = (
    ("without connectives and intensifiers", _connectives),
    ("in figures", _figures),
    ("with an ampersand", _ampersands),
    ("without “the”", _without_the),
    ("without “a”", _without_a),
)
"""The kinds of terse wording, the least noticed first, each for one sentence."""


def terse(sentence: list[TimedToken], kinds: int) -> list[TimedToken]:
    """A sentence in the first `kinds` of the terse wordings."""
    for _, change in TERSE[:kinds]:
        sentence = change(sentence)
    return sentence


def sentences(tokens: Sequence[TimedToken]) -> Iterator[tuple[int, int]]:
    """Sentences as (first, last + 1). A beat ends one too, unless it breaks off: at a comma, or before a small
    letter."""
    first = 0
    for index, token in enumerate(tokens):
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        if following is None or ends_sentence(token.text):
            ends = True
        else:
            open_ended = token.text[-1:] in ",;–—-" or following.text[:1].islower()
            ends = following.beat != token.beat and not open_ended
        if ends:
            yield first, index + 1
            first = index + 1


def text_of(tokens: Sequence[TimedToken]) -> str:
    """The text of tokens, with spaces between."""
    return " ".join(token.text for token in tokens if token.text)


def _replaced(beat: list[TimedToken], start: int, end: int, new: str) -> list[TimedToken]:
    """The beat with the characters `start` to `end` of its text replaced; tokens in between share their time."""
    at = 0
    first = last = None
    places = []
    for index, token in enumerate(beat):
        places.append(at)
        if at < end and at + len(token.text) > start:
            first = index if first is None else first
            last = index
        at += len(token.text) + 1
    if first is None or last is None:
        return beat
    before = beat[first].text[: max(0, start - places[first])]
    after = beat[last].text[max(0, end - places[last]) :]
    pieces = f"{before}{new}{after}".split()
    begin, finish = beat[first].start_ms, beat[last].end_ms
    total, done, made = sum(len(word) for word in pieces) or 1, 0, []
    for word in pieces:
        until = done + len(word)
        span = finish - begin
        made.append(TimedToken(word, begin + span * done // total, begin + span * until // total, beat[first].beat))
        done = until
    return [*beat[:first], *made, *beat[last + 1 :]]


def _beats(tokens: Sequence[TimedToken]) -> Iterator[list[TimedToken]]:
    beat: list[TimedToken] = []
    for token in tokens:
        if beat and token.beat != beat[0].beat:
            yield beat
            beat = []
        beat.append(token)
    if beat:
        yield beat


def _capital(token: TimedToken) -> TimedToken:
    """The token with a capital, unless its spelling has one of its own ("iPhone")."""
    if any(char.isupper() for char in token.text):
        return token
    return replace(token, text=token.text[:1].upper() + token.text[1:])
