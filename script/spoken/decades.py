"""Decades and what looks like them: `the 90s`, `1960s-1980s`, and the seconds of `90s more`.

A decade stands behind an article or a possessive, or before a noun; seconds stand behind verbs and prepositions of
lasting, before words that measure, and beside other lengths of time. Where neither is said it is a decade, and
`in_doubt` tells the linter (PS501).
"""

from __future__ import annotations

import re
from typing import Literal

from plainspoken.base.word_lists import word_set
from plainspoken.script.spoken import number_words as numbers
from plainspoken.script.spoken.ambiguous_m import LASTING, TAKES
from plainspoken.script.spoken.number_patterns import DASH, SPACE, Form, form

Meaning = Literal["decade", "seconds"]

_BARE = re.compile(r"(?<![\w.,'’/$€£-])([2-9]0)s(?![\w'’])")
_BEFORE_DECADE = word_set(
    "the his her their my our your its early late mid these those classic retro vintage good swinging roaring"
)
_BEFORE_SECONDS = word_set(
    "for within every under over about around nearly almost only just after per another additional extra max maximum"
    " minimum min than approximately roughly exactly timeout delay wait pause least most up"
)
_AFTER_SECONDS = word_set(
    "more long longer later ago each apart faster slower quicker earlier remaining left elapsed total shorter on"
    " timeouts delays windows clips"
)
_TIMED = re.compile(r"(?<![\w.])\d+(?:\.\d+)?[ \u00a0]?(?:ms|s|sec|secs|seconds|min|mins|minutes|hours|hrs)(?![\w'’])")

_FULL_DECADE = re.compile(r"(?<![\w.,])(?:1[5-9]|20)\d0['’]?s(?!\w)|(?<!\w)['’]\d0s(?!\w)")


def meaning(text: str, start: int, end: int) -> Meaning:
    """What `90s` in `text[start:end]` is."""
    return _told(text, start, end) or _beside(text, start, end) or "decade"


def in_doubt(text: str) -> list[tuple[int, int]]:
    """The places of those `90s` in `text` which the words beside them leave open."""
    return [
        found.span()
        for found in _BARE.finditer(text)
        if (_told(text, *found.span()) or _beside(text, *found.span())) is None
    ]


def _told(text: str, start: int, end: int) -> Meaning | None:
    """What the words right beside it say."""
    before = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text[max(0, start - 30) : start].lower())
    close = bool(re.search(r"[^\W\d_][-\s\u00a0]?$", text[max(0, start - 3) : start]))
    last = before[-1] if before and close else ""
    following = re.match(r"[-\s\u00a0]([^\W\d_]+)", text[end : end + 30])
    after = following[1].lower() if following else ""
    if after in _AFTER_SECONDS or after in LASTING:
        return "seconds"
    if last in _BEFORE_DECADE:
        return "decade"
    if last in TAKES or (last in _BEFORE_SECONDS and after not in _THINGS_OF_DECADES):
        return "seconds"
    if len(before) > 1 and before[-2] in TAKES and last in ("about", "only", "for", "over", "under", "up"):
        return "seconds"
    if last in ("in", "at") and (not after or after in _NO_NOUN - {"and", "or", "to"}):
        return "seconds"
    if after and following and (last in ("a", "an") or not last) and after not in _NO_NOUN:
        return "decade"
    return "decade" if after in _THINGS_OF_DECADES else None


_NO_NOUN = word_set("and or to in on at for of with from by then while when as but is was per until before after")
_THINGS_OF_DECADES = word_set(
    "music movie movies film films sitcom sitcoms fashion style styles rock pop hit hits show shows song songs band"
    " bands kid kids era decade decades classic classics horror cartoon cartoons hair clothes action comedy comedies"
    " television tv nostalgia version remake series cinema slasher flick flicks sci-fi thriller thrillers"
)


def _beside(text: str, start: int, end: int) -> Meaning | None:
    """What the same sentence says of others like it: `the 20s and 80s`, `wait 30s, 50s, or 90s`, `5 ms, then 20s`."""
    first = max(text.rfind(mark, 0, start) for mark in (". ", "? ", "! ", "\n")) + 1
    stop = re.compile(r"[.?!](?=\s|$)|\n").search(text, end)
    sentence = text[max(first, start - 120) : min(stop.start() if stop else len(text), end + 120)]
    shift = max(first, start - 120)
    told = [
        said
        for found in _BARE.finditer(sentence)
        if found.start() + shift != start and (said := _told(text, found.start() + shift, found.end() + shift))
    ]
    if told:
        return told[-1]
    if _FULL_DECADE.search(sentence):
        return "decade"
    timed = [found for found in _TIMED.finditer(sentence) if not _BARE.fullmatch(found[0])]
    return "seconds" if timed else None


def _decade(match: re.Match[str]) -> str | None:
    bare = len(match["n"]) == 2 and not (match["mark"] or match["own"] or match["last"])
    if bare and meaning(match.string, *match.span()) == "seconds":
        return None
    said = _words(match["n"])
    return f"{said} to {_words(match['last'])}" if match["last"] else said


def _words(digits: str) -> str:
    return numbers.plural(numbers.year(digits) if len(digits) == 4 else numbers.cardinal(digits))


_TENS = r"(?:1[5-9]|20)\d0|[2-9]0"
FORMS: list[Form] = [
    form(
        r"['’]?(?P<n>[2-9]0)['’]?s/['’]?(?P<last>[2-9]0)['’]?s",
        lambda match: f"{_words(match['n'])}, {_words(match['last'])}",
    ),
    form(
        rf"(?P<mark>['’])?(?P<n>{_TENS})(?P<own>['’])?s(?:{SPACE}?{DASH}{SPACE}?['’]?(?P<last>{_TENS})['’]?s)?",
        _decade,
    ),
]
