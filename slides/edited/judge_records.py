"""A text of a slide, sentence by sentence, against result records: its numbers by the run and measure that it names,
and what it says of runs beside each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from plainspoken.base.align_words import WordToken, tokens_of
from plainspoken.slides.edited.bound_values import bound_measures, bound_runs, has_several
from plainspoken.slides.edited.judge_comparisons import ComparisonJudge
from plainspoken.slides.edited.judge_words import known_quantity, word_faults
from plainspoken.slides.edited.measure_words import measure_words, split_named
from plainspoken.slides.edited.measured_pairs import SentenceFault
from plainspoken.slides.edited.number_forms import (
    SCALES,
    form_of,
    is_part_of_a_name,
    rounded,
    sentence_spans,
    shown_number,
    split_number,
)
from plainspoken.slides.edited.quantity_words import Quantity
from plainspoken.slides.edited.record_numbers import COSTS, Measurement, RecordNumbers

_SCORES = re.compile(r"\b(?:right|correct|reach(?:es|ed)?|scores?|gets?|achieves?)\b", re.IGNORECASE)
"""Words with which a percentage is an accuracy, where no measure is named."""
_REST = re.compile(r"\b(?:errors?|wrong|mistakes?|miss(?:es|ed)?|fails?)\b", re.IGNORECASE)
_SOME_OF = re.compile(
    r"\s+of\s+(?:those|these|them|(?!(?:the|all|our|its|every|test|unseen|samples|pictures|images|cases|examples|photo\w*|reviews|"
    r"faces|digits|texts|sentences|questions|items|rows|scenes|captions|documents|inputs)\b)[a-z]\w*)",
    re.IGNORECASE,
)
"""A share of something other than the whole of the samples."""
_UNIT_BEHIND = re.compile(r"[\s\u00a0\u202f]*(ms|s|seconds?|points?|×|MB|megabytes?)\b")
_UNITS_OF = {"latency": ("ms",), "seconds": ("s", "second", "seconds"), "bytes": ("MB", "megabyte", "megabytes")}


class RecordJudge:
    """Judges texts by the records of a folder. With `strict`, a lead that the records do not show to be more than
    chance is a fault as well."""

    def __init__(self, numbers: RecordNumbers, *, strict: bool = False) -> None:
        self.numbers = numbers
        self.words = measure_words(numbers.titles_of_measures)
        self.comparisons = ComparisonJudge(numbers, self.words, strict=strict)

    def faults(self, text: str, context: str = "") -> list[SentenceFault]:
        """What is wrong with a text: claims and numbers. `context` is the title of its slide, or the heads of a cell's
        row and column with `|` between."""
        found: list[SentenceFault] = []
        for start, end in sentence_spans(text):
            sentence = text[start:end]
            claims = self.claims(sentence, context)
            said = [fault.shown for fault in claims if fault.kind == "contradicted"]
            numbers = self._numbers(sentence, text, context)
            found += [
                *claims,
                *(fault for fault in numbers if fault.wanted or not any(fault.shown in each for each in said)),
            ]
        return list(dict.fromkeys(found))

    def claims(self, sentence: str, context: str = "") -> list[SentenceFault]:
        """What is wrong with what a sentence says of its runs, and with its numbers in words."""
        return [*self.comparisons.faults(sentence), *word_faults(sentence, self.numbers, self.words, context=context)]

    def bound(self, text: str, context: str = "") -> list[SentenceFault]:
        """Numbers of a text that its run and measure contradict; none without a known source."""
        spans = [text[start:end] for start, end in sentence_spans(text)]
        faults = (fault for sentence in spans for fault in self._numbers(sentence, text, context))
        return [fault for fault in faults if fault.kind == "contradicted"]

    def explains(self, text: str, token: WordToken) -> bool:
        """Whether the records bear out a number that the talk did not write, by the runs and measures that its sentence
        names."""
        start, end = next(span for span in sentence_spans(text) if span[0] <= token.start < span[1])
        sentence = text[start:end]
        own = next(other for other in tokens_of(sentence) if other.start == token.start - start)
        judged = self._judged(sentence, own, text, "")
        if judged is not None:
            return not judged.shown
        shown = shown_number(sentence, own)
        if run := bound_runs(sentence, self.numbers.runs.find(sentence)).get(own.start):
            return self.numbers.holds(run, form_of(shown), rest=False)
        several = len({mention.run for mention in self.numbers.runs.find(sentence)}) > 1
        return (
            several and self.comparisons.amounts.explains(sentence, own.start) and not self.comparisons.faults(sentence)
        )

    def about(self, source: str) -> str:
        """What a message calls the number at a place in a record: `the test accuracy of ResNet`; empty for others."""
        return self._abouts.get(source.replace(".scores.", ".final.").removesuffix(".value"), "")

    @cached_property
    def _abouts(self) -> dict[str, str]:
        return {
            one.path: f"the {self.words.title(one.measure, one.split)} of {self.numbers.runs.title(run)}"
            for run, measured in self.numbers.measured.items()
            for one in reversed(measured)
            if one.measure != "error"
        }

    def bears_out(self, sentence: str, quantity: Quantity) -> bool:
        """Whether the records can judge a number in words, and find it right: a share or a count of the one run that
        its sentence names, or a factor between two."""
        runs = {mention.run for mention in self.numbers.runs.find(sentence)}
        if quantity.kind == "factor":
            return len(runs) > 1
        known = known_quantity(sentence, quantity, self.numbers, self.words)
        return known is not None and known.fits(quantity)

    def _numbers(self, sentence: str, text: str, context: str) -> Iterator[SentenceFault]:
        for token in tokens_of(sentence):
            if not token.is_number or is_part_of_a_name(sentence, token):
                continue
            judged = self._judged(sentence, token, text, context)
            if judged is not None:
                if judged.shown:
                    yield judged
                continue
            if self.comparisons.amounts.explains(sentence, token.start):
                continue
            yield from self._strange(sentence, token)

    def _strange(self, sentence: str, token: WordToken) -> Iterator[SentenceFault]:
        """A number that no record has, or not that of the run which its sentence names."""
        shown = shown_number(sentence, token)
        rest = _REST.search(sentence) is not None and form_of(shown) in self.numbers.rests
        if form_of(shown) not in self.numbers.forms and not rest:
            yield SentenceFault("unbound", shown, "", "")
            return
        mentions = self.numbers.runs.find(sentence)
        run = bound_runs(sentence, mentions).get(token.start, "")
        runs = {run} if run else {mention.run for mention in mentions}
        if len(runs) != 1 or "" in runs:
            return
        (run,) = runs
        if not self.numbers.holds(run, form_of(shown), rest=_REST.search(sentence) is not None):
            own = self._meant(run, shown)
            title = self.numbers.runs.title(run)
            if own is not None:
                yield self._fault(shown, own, run, split_number(shown))
            else:
                yield SentenceFault("unbound", shown, "", f"not in the record of {title}, {run}")

    def _meant(self, run: str, shown: str) -> Measurement | None:
        """The figure of a run that a number is meant to be, where it is another run's by one measure only."""
        measures = {
            other.measure
            for name, measured in self.numbers.measured.items()
            if name != run and name.partition("/")[0] == run.partition("/")[0]
            for other in measured
            if other.split in ("test", "") and self._is(other, shown)
        }
        return self.numbers.one(run, measures.pop(), "test") if len(measures) == 1 else None

    @staticmethod
    def _is(one: Measurement, shown: str) -> bool:
        number, places, unit = split_number(shown)
        if unit != "%" and not (places and number <= 1):
            return False
        return rounded(one.value * (100 if unit == "%" else 1), places) == f"{number:.{places}f}"

    def _judged(self, sentence: str, token: WordToken, text: str, context: str) -> SentenceFault | None:
        """What is wrong with a number by the run and measure that its sentence names, or the heads of its row and
        column: a fault without words where it is right; None where they are not named."""
        shown = shown_number(sentence, token)
        in_cell = "|" in context
        mentions = self.numbers.runs.find(sentence)
        run = self._run_of(sentence, token, text, context)
        number, places, unit = split_number(shown)
        measure = self._measure_of(sentence, token, context, unit)
        behind = _UNIT_BEHIND.match(sentence[token.start + len(shown) :])
        if behind and behind[1] not in _UNITS_OF.get(measure, ()):
            return None
        if not in_cell and measure in _UNITS_OF and not behind:
            return None
        if (unit == "%" and any(_SOME_OF.match(sentence[at.end() :]) for at in re.finditer("%", sentence))) or (
            unit == "%" and measure in COSTS
        ):
            return None
        if measure in COSTS and not self.numbers.runs.find(sentence) and not in_cell:
            return None  # the title's run may be the name of something else
        if not measure or not run or (measure != "parameters" and unit not in ("%", "") and unit in SCALES):
            return None
        if in_cell and unit == "" and measure not in ("loss", *COSTS) and 1 < number <= 100:
            unit = "%" if self._is_share(run, measure) else unit
        elif (
            measure not in ("loss", *COSTS)
            and unit == ""
            and not (places and float(number) <= 1)
            and (self._is_share(run, measure) or not places)
        ):
            return None
        if (
            not in_cell
            and has_several(sentence, token.start)
            and not (
                token.start in bound_runs(sentence, mentions) or token.start in bound_measures(sentence, self.words)
            )
        ):
            return None  # which of them is meant is a guess
        split = split_named(sentence, token.start) if not in_cell else split_named(f"{sentence} {context}")
        if not split:
            return None
        wanted: list[Measurement] = []
        for one in self.numbers.of(run, measure, split):
            for value in (one.value, one.mean):
                if self._written(one, value, unit, places) == f"{number:.{places}f}":
                    return SentenceFault("contradicted", "", "", one.path)
            if one.measure == measure:
                wanted.append(one)
        return self._fault(shown, wanted[0], run, (number, places, unit)) if len(wanted) == 1 else None

    def _is_share(self, run: str, measure: str) -> bool:
        return any(0 <= one.value <= 1 for one in self.numbers.of(run, measure, "test"))

    @staticmethod
    def _written(one: Measurement, value: float, unit: str, places: int) -> str:
        plain = value / (1e6 if one.measure == "bytes" else 1.0)
        percent = 100 if abs(value) <= 1.5 else 1
        return rounded(plain * percent if unit == "%" else plain / SCALES.get(unit, 1.0), places)

    def _fault(self, shown: str, one: Measurement, run: str, read: tuple[object, int, str]) -> SentenceFault:
        _, places, unit = read
        ending = shown[len(shown.rstrip("%kKMBadehilmnoprstuc \u00a0\u202f")) :]
        about = f"the {self.words.title(one.measure, one.split)} of {self.numbers.runs.title(run)}"
        return SentenceFault(
            "contradicted", shown, self._written(one, one.value, unit, places) + ending, one.path, about
        )

    def _run_of(self, sentence: str, token: WordToken, text: str, context: str) -> str:
        mentions = self.numbers.runs.find(sentence)
        if bound := bound_runs(sentence, mentions).get(token.start):
            return bound
        if not mentions and not self.numbers.runs.find(text):
            mentions = self.numbers.runs.find(context)
        runs = {mention.run for mention in mentions}
        return runs.pop() if len(runs) == 1 else ""

    def _measure_of(self, sentence: str, token: WordToken, context: str, unit: str) -> str:
        if bound := bound_measures(sentence, self.words).get(token.start):
            return bound
        named = self.words.named(sentence)
        if named == ["error"] and re.search(r"\b(?:right|correct)\b", sentence):
            return ""
        if len(named) == 1:
            return named[0]
        if named:
            return ""
        if "|" in context and (heads := self.words.only(context)):
            return heads
        if unit == "%" and _SCORES.search(sentence):
            return "accuracy"
        above = self.words.only(context)
        return above if unit == "%" and above not in COSTS else ""
