"""Whether a quantity stands before the noun that it belongs to, where its unit is singular: `a 5 kg bag`."""

from __future__ import annotations

import re

from plainspoken.base.word_lists import word_set

_ARTICLE = re.compile(
    r"(?<![\w’'])(?:an?|every|each|another|(?P<the>the|this|that|its|our|their))[ \u00a0]+$", re.IGNORECASE
)
_NOUN = re.compile(r"[ \u00a0](?P<word>[^\W\d_]{3,})(?![\w’'])")
_NO_NOUN = word_set(
    "and but for nor yet per are was were has had have does did can may will would could should might must with from"
    " into onto over under than that this these those they when where which who whom whose while what why how because"
    " before after during until till since about above across along among around behind below"
    " beneath beside between beyond"
    " near off out past through throughout towards upon within without more less each every both either only just even"
    " also too apart away long deep wide tall high thick all any some ago later earlier the not its our their you your"
)


def before_noun(match: re.Match[str]) -> bool:
    """`a 5 kg bag`: before the noun that it belongs to, a quantity is singular."""
    article = _ARTICLE.search(match.string, max(0, match.start() - 12), match.start())
    noun = article and _NOUN.match(match.string, match.end())
    if not article or not noun or noun["word"].lower() in _NO_NOUN:
        return False
    return not article["the"] or not noun["word"].endswith(("ed", "ing", "ly"))


def noun_after(match: re.Match[str]) -> str:
    """The word behind a quantity in lower case, where it may be the noun that the quantity belongs to; else nothing."""
    noun = _NOUN.match(match.string, match.end())
    word = noun["word"] if noun else ""
    return word.lower() if word and word.lower() not in _NO_NOUN and (word.islower() or word.isupper()) else ""
