# ruff: noqa: E501 - tables of words
"""What a condition was asked of, the split and the measure, against what the words of its claim say that it is of."""

from __future__ import annotations

import re
from collections.abc import Sequence

from plainspoken.script.lint.truth.claim_facts import ANY, LESS, MORE, QUALITY, SPEED, Fact
from plainspoken.script.lint.truth.result_words import Assertion

_SPLITS = re.compile(
    r"\b(?:on|over|for|in|with|during|at) (?:(?:the|its|their|all|these|those|our|both|unseen|new|held-out) )*"
    r"(?P<split>training|train|validation|test(?:ing)?)\b(?! of\b)",
    re.IGNORECASE,
)
_LEARNING = re.compile(
    r"\b(?:train(?:ed|s)?|learn(?:ed|s|t)?|fit(?:ted|s)?|tuned|chosen|made|seen)\b[^.,;:]{0,12}$", re.IGNORECASE
)
_UNSEEN = re.compile(r"\b(?:unseen|held[ -]out|never s(?:aw|een))\b", re.IGNORECASE)
_NAMES = {"train": "training", "valid": "validation", "test": "the test"}
_SPLIT_OF = {"training": "train", "train": "train", "validation": "valid", "test": "test", "testing": "test"}
_CLAUSE = re.compile(r"[,;:]|\bbut\b|\bwhile\b|\bthough\b|\bwhereas\b|\band\b", re.IGNORECASE)

_MEASURES = (
    ("balanced accuracy", re.compile(r"\bbalanced[ -]accuracy\b|\baverage recall\b|\beach class alike\b", re.IGNORECASE)),
    ("F1", re.compile(r"\bF1\b|\bF-score\b", re.IGNORECASE)),
    ("precision", re.compile(r"\bprecision\b|\bmore precise\b", re.IGNORECASE)),
    ("recall", re.compile(r"\brecall\b", re.IGNORECASE)),
    ("accuracy", re.compile(r"\baccura(?:cy|te)(?:ly)?\b|\bright\b|\bcorrect(?:ly)?\b|\bmistakes?\b|\berrors?\b", re.IGNORECASE)),
)  # fmt: skip
_OF = {"accuracy": "accuracy", "balanced_accuracy": "balanced accuracy", "f1": "F1", "macro_f1": "F1", "weighted_f1": "F1",
       "precision": "precision", "recall": "recall"}  # fmt: skip
_ANSWERS = re.compile(
    r"\b(?:answers?|replies|repl(?:y|ied)|responds?|latency|predicts?|inference|names? (?:a|each|one))\b", re.IGNORECASE
)
_TRAINS = re.compile(r"\b(?:trains?|trained|training|learns?|learned|epochs?)\b", re.IGNORECASE)


def beside_the_point(found: Assertion, facts: Sequence[Fact], text: str) -> str | None:
    """Why words say more than their condition was asked: it is of another split, another measure or another kind of
    time; None where it is of what they say, or where that cannot be told."""
    asked = [fact for fact in facts if fact.about == found.about and fact.sign in (MORE, LESS)]
    if not asked or found.sign not in (MORE, LESS) or any(fact.about == ANY for fact in facts):
        return None
    clause = _clause(text, found.start, found.end)
    if found.about == SPEED:
        return _of_time(clause, {fact.measure for fact in asked})
    if found.about != QUALITY:
        return None
    return _of_split(clause, {fact.split for fact in asked}) or _of_measure(clause, {fact.measure for fact in asked})


def _clause(text: str, start: int, end: int) -> str:
    """The part of a sentence between the marks and conjunctions around some words."""
    first = max((cut.end() for cut in _CLAUSE.finditer(text, 0, start)), default=0)
    last = next((cut.start() for cut in _CLAUSE.finditer(text, end)), len(text))
    return text[first:last]


def _of_split(clause: str, splits: set[str]) -> str | None:
    named = {
        _SPLIT_OF[match["split"].lower()]
        for match in _SPLITS.finditer(clause)
        if not _LEARNING.search(clause[: match.start()])
    }
    if not named and _UNSEEN.search(clause):
        named = {"test"}
    if not named or "" in splits or named & splits:
        return None
    told = " and ".join(sorted(_NAMES[split] for split in splits))
    return f"the condition is about {told}, and the words are about {' and '.join(sorted(_NAMES[n] for n in named))}"


def _of_measure(clause: str, measures: set[str]) -> str | None:
    asked = {_OF.get(measure, "") for measure in measures}
    named = next((name for name, pattern in _MEASURES if pattern.search(clause)), None)
    if named is None or "" in asked or named in asked:
        return None
    return f"the condition is about {' and '.join(sorted(asked))}, and the words are about {named}"


def _of_time(clause: str, measures: set[str]) -> str | None:
    answers, trains = _ANSWERS.search(clause) is not None, _TRAINS.search(clause) is not None
    if measures == {"training"} and answers and not trains:
        return "the condition is about how long training takes, and the words are about answers"
    if measures == {"latency"} and trains and not answers:
        return "the condition is about how fast it answers, and the words are about training"
    return None
