# ruff: noqa: E501 - tables of words
"""Numbers in words, told against records: `two thirds of the images`, `three seeds`, `ten classes`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from plainspoken.experiments.results.record import RunRecord
from plainspoken.slides.edited.measure_words import MeasureWords, split_named
from plainspoken.slides.edited.measured_pairs import SentenceFault, plain_value
from plainspoken.slides.edited.quantity_words import Quantity, quantities
from plainspoken.slides.edited.record_numbers import RecordNumbers

_RIGHT = re.compile(r"\b(?:right|correct(?:ly)?|accura(?:te|cy)|recogni[sz]es|gets|names)\b", re.IGNORECASE)
_WRONG = re.compile(r"\b(?:wrong|errs?|errors?|mistakes?|misses|missed|fails?|misclassif\w+)\b", re.IGNORECASE)
_SAMPLES = re.compile(r"^(?:\s+(?:of|the|all|its|test|our|these|those|unseen|out|\w+))*?\s+\w+", re.IGNORECASE)
_HEDGED = re.compile(
    r"\b(?:about|around|roughly|nearly|almost|close to|some|more than|over|less than|under|just|at least)\s*$", re.I
)
_PART = re.compile(
    r"\b(?:first|last|next|more|other|another|after|every|each|per|within|another|of these|of the|remaining|top)\b[ -]*(?:the )?$",
    re.I,
)
_COUNTS = {"seed": "seeds", "epoch": "epochs", "class": "classes", "classe": "classes", "label": "classes"}
_TRAINED = re.compile(
    r"\b(?:trained|train|trains|training|ran|run|runs|repeated|averaged|mean|average|over|across|with|from|into|of)\b",
    re.I,
)


@dataclass(frozen=True)
class KnownQuantity:
    """What records say that a number in words should be: the values that it may have, how far it may be from them, and
    the words and place for a message."""

    values: tuple[float, ...]
    slack: float
    told: str
    source: str

    def fits(self, quantity: Quantity) -> bool:
        """Whether a number in words is one of these."""
        return any(abs(value - quantity.value) <= self.slack for value in self.values)


def word_faults(text: str, numbers: RecordNumbers, words: MeasureWords, *, context: str = "") -> list[SentenceFault]:
    """What is wrong with the numbers in words of one sentence; `context` names the run where the sentence does not."""
    found: list[SentenceFault] = []
    for quantity in quantities(text):
        known = known_quantity(text, quantity, numbers, words, context=context)
        if known is not None and not known.fits(quantity):
            found.append(SentenceFault("contradicted", quantity.text, known.told, known.source))
    return found


def known_quantity(
    text: str, quantity: Quantity, numbers: RecordNumbers, words: MeasureWords, *, context: str = ""
) -> KnownQuantity | None:
    """What the records say of a number in words; None where they, or the sentence, leave it open."""
    runs = {mention.run for mention in numbers.runs.find(text)} or {m.run for m in numbers.runs.find(context)}
    if quantity.kind == "share" and len(runs) == 1 and "" not in runs:
        return _share(text, quantity, next(iter(runs)), numbers, words)
    return _count(text, quantity, runs - {""}, numbers) if quantity.kind == "count" else None


def _share(
    text: str, quantity: Quantity, run: str, numbers: RecordNumbers, words: MeasureWords
) -> KnownQuantity | None:
    right, wrong = _RIGHT.search(text), _WRONG.search(text)
    named = [measure for measure in words.named(text) if measure not in ("accuracy", "error")]
    if bool(right) == bool(wrong) or named or re.search(r"\b(?:not|never|parameters|time|size)\b|n['’]t\b", text):
        return None
    record = numbers.records[run]
    labels = record.data.classes if record.has("data") and record.data.has("classes") else []
    if any(re.search(rf"(?<!\w){re.escape(str(label))}(?!\w)", text, re.IGNORECASE) for label in labels):
        return None
    split = split_named(text)
    one = numbers.one(run, "accuracy" if right else "error", split)
    if one is None:
        return None
    counted = re.search(r"\b(?:in|out of)\b", quantity.text)  # nine out of ten is from 0.85 to 0.95
    slack = 0.07 if _HEDGED.search(text[: quantity.start]) else 0.05 if counted else 0.035
    told = f"{plain_value(one)}, the {words.title(one.measure, split)} of {numbers.runs.title(run)}"
    return KnownQuantity((one.value, one.mean), slack, told, one.path)


def _count(text: str, quantity: Quantity, runs: set[str], numbers: RecordNumbers) -> KnownQuantity | None:
    noun = _COUNTS.get(quantity.noun.rstrip("s"), "")
    before = text[: quantity.start]
    if not noun or _PART.search(before) or not _TRAINED.search(text) or re.search(r"\b(?:after|by|in)\s*$", before):
        return None
    known: dict[str, int] = {}
    for run in runs or set(numbers.records):
        count = _count_of(numbers.records[run], noun)
        if count is None:
            return None
        known[run] = count
    if not known:
        return None
    run, count = min(known.items())
    whose = numbers.runs.title(run) if len(set(known.values())) > 1 or len(known) == 1 else "every run"
    told = f"{count}, the number of {noun} of {whose}"
    return KnownQuantity(tuple(map(float, known.values())), 0.0, told, f"{run}.{noun}")


def _count_of(record: RunRecord, noun: str) -> int | None:
    """How many seeds, epochs or classes a run has; None where its record does not say."""
    if noun == "epochs":
        return record.epochs if record.has("epochs") else None
    if noun == "classes":
        return len(record.data.classes) if record.has("data") and record.data.has("classes") else None
    most = max((len(metric.seeds) for metrics in record.scores.values() for metric in metrics.values()), default=0)
    return most or (1 if record.status == "done" else None)
