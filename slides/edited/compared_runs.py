# ruff: noqa: E501 - tables of words
"""Sentences that put one run above another: which runs, in what, and which way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from plainspoken.script.lint.truth.result_words import assertions, is_plan
from plainspoken.slides.edited.measure_words import MeasureWords
from plainspoken.slides.edited.run_mentions import RunMention

MORE, LESS, NOT_MORE, NOT_LESS, SAME = ">", "<", "not >", "not <", "="
TURNED = {MORE: LESS, LESS: MORE, NOT_MORE: NOT_LESS, NOT_LESS: NOT_MORE, SAME: SAME}
_VALUE_SIGNS = {
    **dict.fromkeys(("higher", "larger", "greater", "bigger", "more", "longer"), MORE),
    **dict.fromkeys(("lower", "smaller", "fewer", "less", "shorter"), LESS),
}
_COMPARATIVE = r"higher|lower|larger|smaller|greater|bigger|better|worse|more|fewer|less|longer|shorter"
_MORE_VERBS = re.compile(
    r"\b(?:(?P<more>exceeds?|tops|bests|defeats?|trumps|(?:stays?|remains?|is|are|scores?|ranks?|lies|sits)\s+(?:\w+ly\s+)?above)|"
    r"(?P<less>lags?(?: behind)?|(?:stays?|remains?|is|are|scores?|ranks?|lies|sits)\s+(?:\w+ly\s+)?below))\b",
    re.IGNORECASE,
)
"""Verbs that compare two runs where both stand beside them, and that prose has in many other senses."""
_NEEDS_THAN = re.compile(
    rf"\b(?:{_COMPARATIVE}|\w+er|ahead|worse)\b(?!.*\b(?:than|of|over|on|to|behind)\b)", re.IGNORECASE
)
_LINKS = frozenset(
    {
        "than",
        "to",
        "of",
        "over",
        "on",
        "behind",
        "against",
        "the",
        "our",
        "that",
        "those",
        "by",
        "in",
        "at",
        "and",
        "for",
    }
    | {"test", "set", "split", "data", "points", "point", "percent", "percentage", "per", "cent", "terms", "its", "is"}
    | {
        "was",
        "does",
        "clearly",
        "narrowly",
        "easily",
        "score",
        "a",
        "margin",
        "wide",
        "far",
        "with",
        "model",
        "network",
    }
    | {"do", "%", "(", ")", ",", "'", "’", "s", "ms", "mb", "m", "k", "million", "seconds", "validation", "training"}
)
_BREAKS = re.compile(r"[;:]|\b(?:but|while|whereas|and|which|who|where|when|if|it|they|this|these|than|though)\b", re.I)
_ANOTHER_SUBJECT = re.compile(r",\s*(?:the|a|an|our|another|every|each|all|most|some|we|i)\s+\w+", re.IGNORECASE)
_PASSIVE = re.compile(r"\b(?:is|are|was|were|been|being|gets?|got)\s+(?:\w+ly\s+)?$", re.IGNORECASE)
_COMPARED_WITH = re.compile(
    r"^\W*(?:compared (?:to|with)|unlike|against|relative to|versus|in contrast to|beside)\s+(?:the\s+|our\s+)?$",
    re.IGNORECASE,
)
_JOINED = re.compile(r"^\s*(?:,|,?\s*and|,?\s*or|as well as|,?\s*both)\s+(?:the\s+|our\s+)?$|^\s*,\s*$", re.IGNORECASE)
_MADE_OF = re.compile(r"\b(?:of|between|combining|mix|average|ensemble|both|from)\s+(?:the\s+)?$", re.IGNORECASE)
_WHERE = re.compile(
    r"\b(?:on|for|in|at|under|with|without|among|when|until|after|before|during|where|except|only|if|per|within|once)\s+"
    r"((?:[\w%'’.-]+\s*){1,4})",
    re.IGNORECASE,
)
_USUAL = frozenset(
    {"test", "set", "split", "data", "validation", "training", "unseen", "terms", "average", "total", "general", "measure"}
    | {"metric", "metrics", "measures", "comparison", "contrast", "score", "scores", "points", "percent", "margin", "all"}
    | {"every", "both", "evaluation", "benchmark", "results", "result", "fact", "held-out", "samples", "overall"}
)  # fmt: skip
_BEGINNING = re.compile(
    r"\b(?:at first|initially|early on|first epochs?|epochs? \d+|last year|used to|previously|once|(?:19[5-9]|20[0-4])\d)\b",
    re.I,
)


@dataclass(frozen=True)
class RunComparison:
    """Run `one` is, by the words at `start` to `end`, more, less or as much as run `other`. `about` is `quality`,
    `speed`, `size`, `loss`, `work`, or `value` where the number itself of `measure` is meant."""

    start: int
    end: int
    one: str
    other: str
    sign: str
    about: str
    measure: str = ""


@dataclass(frozen=True)
class _Words:
    start: int
    end: int
    text: str
    sign: str
    about: str
    measure: str = ""
    both: bool = False


def comparisons(text: str, mentions: Sequence[RunMention], measures: MeasureWords) -> list[RunComparison]:
    """What a sentence says of one run beside another, without hedges, plans, questions, and what is said of a part of
    the data only."""
    if len({mention.run for mention in mentions}) < 2 or not all(mention.run for mention in mentions) or is_plan(text):
        return []
    found: list[RunComparison] = []
    for words in _comparing(text, measures):
        for one, other, turned in _sides(text, mentions, words, measures):
            if one.run != other.run:
                sign = TURNED[words.sign] if turned else words.sign
                found.append(
                    RunComparison(words.start, words.end, one.run, other.run, sign, words.about, words.measure)
                )
    return found


def _comparing(text: str, measures: MeasureWords) -> Iterator[_Words]:
    taken: list[tuple[int, int]] = []
    for match in _measured(measures).finditer(text):
        word = (match["before"] or match["behind"]).lower()
        measure = measures.words[(match["measure"] or match["subject"]).lower()]
        start, end = (match.start("behind"), match.end("behind")) if match["behind"] else match.span()
        before = text[max(start - 24, 0) : start]
        if re.search(r"\b(?:not|no|n['’]t|never|hardly|almost|nearly|about|much the)\b[^,;]*$", before, re.IGNORECASE):
            taken.append((start, end))
            continue
        taken.append((start, end))
        if word in ("better", "worse"):
            yield _Words(start, end, match[0], MORE if word == "better" else LESS, "quality", measure)
        else:
            yield _Words(start, end, match[0], _VALUE_SIGNS[word], "value", measure)
    for match in _MORE_VERBS.finditer(text):
        if not re.search(r"\b(?:not|n['’]t|never|hardly|may|might|could|would)\b", text[: match.start()]):
            taken.append(match.span())
            measure = measures.only(text)
            about = "quality" if not measure else "value"
            yield _Words(*match.span(), match[0], MORE if match["more"] else LESS, about, measure)
    for found in assertions(text):
        if any(start < found.end and found.start < end for start, end in taken) or found.text.lower().startswith("as "):
            continue
        if found.kind == "unclear" or (found.kind == "same" and not found.hedged and found.sign == SAME):
            yield _Words(found.start, found.end, found.text, SAME, found.about, both=True)
        elif found.kind == "" and not found.hedged and found.about in ("quality", "speed", "size", "loss", "work"):
            yield _Words(found.start, found.end, found.text, found.sign, found.about)


@cache
def _pattern_of(words: tuple[str, ...]) -> re.Pattern[str]:
    several = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(
        rf"(?<![\w-])(?:(?P<before>{_COMPARATIVE})\s+(?:(?:test|validation|training|overall|mean|average)\s+)*"
        rf"(?P<measure>{several})|(?P<subject>{several})\b[^,;:.]{{0,40}}?\b(?:is|are|was|were)\s+(?:\w+\s+){{0,2}}?"
        rf"(?P<behind>{_COMPARATIVE}))(?![\w-])",
        re.IGNORECASE,
    )


def _measured(measures: MeasureWords) -> re.Pattern[str]:
    return _pattern_of(tuple(measures.words))


def _sides(
    text: str, mentions: Sequence[RunMention], words: _Words, measures: MeasureWords
) -> Iterator[tuple[RunMention, RunMention, bool]]:
    """The runs on the two sides of words that compare: subject, object, and whether they are turned round."""
    if words.both:
        if len({mention.run for mention in mentions}) == 2 and not is_qualified(text, mentions, measures):
            last = next(mention for mention in mentions if mention.run != mentions[0].run)
            yield mentions[0], last, False
        return
    before = [mention for mention in mentions if mention.end <= words.start]
    after = [mention for mention in mentions if mention.start >= words.end]
    if not before or is_qualified(text, mentions, measures):
        return
    subjects = _listed_back(text, before)
    if not subjects or not _carries(text[subjects[-1].end : words.start]):
        return
    turned = _PASSIVE.search(text[: words.start]) is not None and re.match(r"\s+by\b", text[words.end :]) is not None
    objects = _listed_on(text, words, after, measures)
    if not objects and not after and len(before) == 2 and _COMPARED_WITH.match(text[: before[0].start]):
        subjects, objects = [before[1]], [before[0]]
    for one in subjects:
        for other in objects:
            yield one, other, turned


def _carries(between: str) -> bool:
    """Whether what stands between a subject and its comparison leaves it the subject."""
    return len(between) < 80 and not _BREAKS.search(between) and not _ANOTHER_SUBJECT.search(between)


def _listed_back(text: str, before: Sequence[RunMention]) -> list[RunMention]:
    """The last run that is named, and those joined to it."""
    listed = [before[-1]]
    for mention in reversed(before[:-1]):
        if not _JOINED.match(text[mention.end : listed[0].start]):
            break
        listed.insert(0, mention)
    if (
        len(listed) > 1
        and _MADE_OF.search(text[: listed[0].start])
        and not text[: listed[0].start].lower().endswith("both ")
    ):
        return []
    return listed


def _listed_on(text: str, words: _Words, after: Sequence[RunMention], measures: MeasureWords) -> list[RunMention]:
    """The first run that is named behind a comparison, where it is what is compared with, and those joined to it."""
    if not after:
        return []
    between = text[words.end : after[0].start]
    tokens = re.findall(r"[\w-]+|[^\w\s]", between.lower())
    plain = [
        token for token in tokens if token not in _LINKS and not token[0].isdigit() and token not in measures.words
    ]
    if plain or "and" in tokens[:1]:
        return []
    if _NEEDS_THAN.search(words.text) and not {"than", "to"} & set(tokens):
        return []
    if re.fullmatch(r"(?:loses|lost|wins?|won)", words.text, re.IGNORECASE) and not {"to", "over", "against"} & set(
        tokens
    ):
        return []
    listed = [after[0]]
    for mention in after[1:]:
        if not _JOINED.match(text[listed[-1].end : mention.start]):
            break
        listed.append(mention)
    behind = text[listed[-1].end :]
    return (
        []
        if re.match(r"\s+(?:does|do|did|is|was|has|with|without|would|could|[\w-]+ing)\b(?!\s+\d)(?=\s+\w)", behind)
        else listed
    )


def is_qualified(text: str, mentions: Sequence[RunMention], measures: MeasureWords) -> bool:
    """Whether a sentence speaks of a part of what was measured: some of the data, a time, a condition."""
    if _BEGINNING.search(text):
        return True
    named = [(mention.start, mention.end) for mention in mentions]
    for match in _WHERE.finditer(text):
        start, end = match.span(1)
        if any(at <= start < stop for at, stop in named):
            continue
        part = text[start : min([end, *(at for at, _ in named if at > start)])]
        words = {word.strip(".,'’").lower() for word in part.split()} - {"the", "our", "a"}
        if not words or words & _USUAL or any(word[:1].isdigit() for word in words) or measures.find(part):
            continue
        return True
    return False
