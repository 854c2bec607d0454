"""What was measured of two runs that a sentence names: which measures it may mean, and how a message tells them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from plainspoken.slides.edited.measure_words import MeasureWords
from plainspoken.slides.edited.number_forms import rounded
from plainspoken.slides.edited.record_numbers import Measurement, RecordNumbers

_SCORES = ("accuracy", "balanced_accuracy", "f1", "weighted_f1", "precision", "recall")
_OF = {"speed": ("latency", "seconds"), "size": ("parameters", "bytes"), "loss": ("loss",), "work": ("flops",)}
TRAINING = re.compile(r"\b(?:trains?|trained|training|learns?|converges?)\b", re.IGNORECASE)
_ABOUT = re.compile(
    r"\b(?:about|around|roughly|approximately|some|nearly|almost|close to|up to|~)\s*(?:an? )?$", re.IGNORECASE
)
_AT_LEAST = re.compile(r"\b(?:more than|over|at least|well over|above)\s*(?:an? )?$", re.IGNORECASE)
_AT_MOST = re.compile(r"\b(?:less than|under|at most|below|fewer than|not even|not quite)\s*(?:an? )?$", re.IGNORECASE)


@dataclass(frozen=True)
class SentenceFault:
    """What a sentence says and the records do not: the words, what the records say instead, and where they say it;
    `about` is the measure and run that are meant. `kind` is as in `DeckFinding`."""

    kind: str
    shown: str
    wanted: str
    source: str
    about: str = ""


class MeasuredPairs:
    """The records of a folder, asked for the same measure of two runs."""

    def __init__(self, numbers: RecordNumbers, words: MeasureWords) -> None:
        self.numbers, self.words = numbers, words

    def measures_of(self, text: str, about: str, measure: str, runs: Sequence[str], split: str) -> list[str]:
        """The measures that a sentence about `about` may mean, of those that the runs share: those that it names, or
        the usual ones."""
        if measure:
            return [measure]
        if about in _OF:
            known = list(_OF[about])
            if about == "speed" and TRAINING.search(text):
                known = ["seconds"]
            named = [each for each in self.words.named(text) if each in known]
            return named or known
        named = [
            each
            for each in self.words.named(text)
            if each not in ("parameters", "bytes", "seconds", "latency", "best_epoch")
        ]
        if named:
            return named
        both = [
            {m.measure for m in self.numbers.measured.get(run, ()) if m.split == split and m.better} for run in runs
        ]
        common = set.intersection(*both) if both else set()
        usual = [each for each in _SCORES[:3] if each in common]
        return usual or sorted(common - {"loss", "error"}) or sorted(common & {"loss"})

    def measured(
        self, one: str, other: str, measures: Sequence[str], split: str
    ) -> list[tuple[Measurement, Measurement]]:
        """Each of the measures of both runs, where both have it."""
        pairs = [(self.numbers.one(one, each, split), self.numbers.one(other, each, split)) for each in measures]
        return [(first, second) for first, second in pairs if first is not None and second is not None]

    def told(self, pair: tuple[Measurement, Measurement]) -> str:
        """A pair in words: `the test accuracy is 91.2 % for VGG and 94.1 % for ResNet`."""
        one, other = pair
        title = self.words.title(one.measure, one.split)
        return f"the {title} is {plain_value(one)} for {self._run(one)} and {plain_value(other)} for {self._run(other)}"

    def _run(self, one: Measurement) -> str:
        run = next((run for run in self.numbers.measured if one.path.startswith(f"{run}.")), one.path)
        return self.numbers.runs.title(run)


def plain_value(one: Measurement, shown_places: int = 1) -> str:
    """A measured value as a message shows it: shares as percent, large counts with separators."""
    if one.measure in ("parameters", "bytes", "flops") or float(one.value).is_integer():
        return f"{one.value:,.0f}"
    if one.measure == "loss" or abs(one.value) > 1 or one.measure in ("latency", "seconds"):
        return f"{one.value:.4g}"
    return f"{rounded(100 * one.value, shown_places)} %"


def paths_of(pair: tuple[Measurement, Measurement]) -> str:
    """Where the records hold a pair."""
    return ", ".join(measurement.path for measurement in pair)


def sign_of(value: float) -> int:
    """1, 0 or -1."""
    return (value > 0) - (value < 0)


def near(number: float, value: float, places: int, before: str) -> bool:
    """Whether a difference may be written so, by its places and the words before it."""
    if _AT_LEAST.search(before):
        return value >= number - 0.05
    if _AT_MOST.search(before):
        return value <= number + 0.05
    if _ABOUT.search(before):
        return abs(value - number) <= max(0.15 * number, 0.6)
    half: float = 0.5 * 10.0**-places
    return abs(value - number) <= half + 1e-9


def near_factor(factor: float, value: float, before: str) -> bool:
    """Whether a factor may be written so, by the words before it."""
    ratio = value / factor
    if _AT_LEAST.search(before):
        return ratio >= 0.98 if factor >= 1 else ratio <= 1.02
    if _AT_MOST.search(before):
        return ratio <= 1.02 if factor >= 1 else ratio >= 0.98
    if _ABOUT.search(before):
        return 0.75 <= ratio <= 1.3
    return 0.85 <= ratio <= 1.18
