# ruff: noqa: E501 - tables of words
"""Which number of a sentence is which run's, and in what: where the words leave one reading only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from plainspoken.base.align_words import tokens_of
from plainspoken.slides.edited.measure_words import MeasureWords
from plainspoken.slides.edited.number_forms import is_part_of_a_name, shown_number
from plainspoken.slides.edited.run_mentions import RunMention

_OTHER_UNIT = re.compile(r"[\s\u00a0\u202f-]*(percentage|points?|pp|×|x|times|fold|epochs?|seeds?)\b")
_PHYSICAL = re.compile(r"[\s\u00a0\u202f]*(ms|s|sec(?:onds?)?|MB|megabytes?)\b")
_CHANGE = re.compile(
    r"\b(?:by|gap of|difference of|lead of|margin of|advantage of|gain of|improvement of|up from|down from|from|top|chance|"
    r"baseline|guessing|majority)[ -](?:about |around |almost |nearly |only |just |of |is |at )*$",
    re.IGNORECASE,
)
_COMPARED = re.compile(
    r"^\s*(?:of the (?:parameters|weights|size|time)|more|less|fewer|higher|lower|better|worse|larger|smaller|faster|slower|ahead|behind|"
    r"above|below)\b",
    re.IGNORECASE,
)
_LINK_BACK = re.compile(
    r"^\s*(?:\(|(?:for|by|with|from|in|of|is|are|was|goes to|belongs to|on the part of)\s+(?:the |our )?)\s*$", re.I
)


@dataclass(frozen=True)
class SentenceNumber:
    """A number of a sentence, with its unit: `62.4 %`."""

    start: int
    end: int
    shown: str
    unit: str = ""

    @property
    def family(self) -> str:
        """What it may be told beside: its unit, or that it is a share or a whole number."""
        if re.search(r"%|per ?cent", self.shown):
            return "%"
        if self.unit:
            return self.unit
        if self.shown[-1].isalpha():
            return self.shown.split()[-1].lower()
        return "share" if re.match(r"0?\.\d", self.shown) else ""


def plain_numbers(text: str) -> Iterator[SentenceNumber]:
    """The numbers of a sentence that may be a run's score: no names, differences, times or counts of something."""
    for token in tokens_of(text):
        if not token.is_number or is_part_of_a_name(text, token):
            continue
        shown = shown_number(text, token)
        end = token.start + len(shown)
        if not (_OTHER_UNIT.match(text[end:]) or _CHANGE.search(text[: token.start]) or _COMPARED.match(text[end:])):
            unit = _PHYSICAL.match(text[end:])
            yield SentenceNumber(token.start, end, shown, unit[1] if unit else "")


def has_several(text: str, start: int) -> bool:
    """Whether a sentence has several numbers of the kind of the one at `start`."""
    numbers = list(plain_numbers(text))
    own = next((number for number in numbers if number.start == start), None)
    return own is None or sum(number.family == own.family for number in numbers) > 1


def bound_runs(text: str, mentions: Sequence[RunMention]) -> dict[int, str]:
    """For numbers of a sentence that names several runs, by their place: the run that each is of. Empty where the words
    can be read in another way, too."""
    if len(mentions) < 2 or not all(mention.run for mention in mentions):
        return {}
    families: dict[str, list[SentenceNumber]] = {}
    for number in plain_numbers(text):
        families.setdefault(number.family, []).append(number)
    found: dict[int, str] = {}
    for numbers in families.values():
        if len(numbers) == len(mentions):
            found |= _paired(text, mentions, numbers)
    return found


def _paired(text: str, mentions: Sequence[RunMention], numbers: Sequence[SentenceNumber]) -> dict[int, str]:
    places = sorted([*((m.start, "R") for m in mentions), *((n.start, "N") for n in numbers)])
    order = "".join(kind for _, kind in places)
    count = len(numbers)
    in_order = {number.start: mention.run for number, mention in zip(numbers, mentions, strict=True)}
    if order == "RN" * count:
        crossed = any(
            re.search(r"\bthan\b", text[n.end : m.start]) for n, m in zip(numbers, mentions[1:], strict=False)
        )
        linked = [
            _LINK_BACK.match(text[n.end : m.start]) and not text[m.end :].lstrip().startswith(":")
            for n, m in zip(numbers, mentions[1:], strict=False)
        ]
        return {} if crossed or any(linked) else in_order
    if order == "NR" * count:
        return (
            in_order
            if all(_LINK_BACK.match(text[n.end : m.start]) for n, m in zip(numbers, mentions, strict=True))
            else {}
        )
    if order in ("R" * count + "N" * count, "NRRN", "RNNR"):
        return in_order
    return {}


def bound_measures(text: str, words: MeasureWords) -> dict[int, str]:
    """For numbers of a sentence that names several measures, by their place: the measure that each is of."""
    measures = words.find(text)
    numbers = list(plain_numbers(text))
    if len(measures) < 2 or len(measures) != len(numbers):
        return {}
    order = "".join(
        kind for _, kind in sorted([*((s, "M") for s, _, _ in measures), *((n.start, "N") for n in numbers)])
    )
    pairs = list(zip(numbers, measures, strict=True))
    if order == "MN" * len(numbers) and all(
        re.fullmatch(r"[\s:=(]*(?:(?:score|of|is|at|reaches|about)\s*)*", text[m[1] : n.start]) for n, m in pairs
    ):
        return {n.start: m[2] for n, m in pairs}
    if order == "NM" * len(numbers) and all(
        re.fullmatch(r"\s*(?:(?:in|of|test)\s*)?", text[n.end : m[0]]) for n, m in pairs
    ):
        return {n.start: m[2] for n, m in pairs}
    return {}
