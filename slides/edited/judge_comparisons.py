"""What sentences say of runs beside each other, told against their records."""

from __future__ import annotations

import re
from collections.abc import Sequence

from plainspoken.base.errors import InputError
from plainspoken.experiments.results.claims.comparison import sure_gain
from plainspoken.slides.edited.compared_runs import (
    MORE,
    NOT_LESS,
    NOT_MORE,
    SAME,
    RunComparison,
    comparisons,
)
from plainspoken.slides.edited.judge_amounts import AmountJudge
from plainspoken.slides.edited.judge_extremes import ExtremeJudge
from plainspoken.slides.edited.measure_words import MeasureWords, split_named
from plainspoken.slides.edited.measured_pairs import (
    MeasuredPairs,
    SentenceFault,
    paths_of,
    sign_of,
)
from plainspoken.slides.edited.record_numbers import Measurement, RecordNumbers
from plainspoken.slides.edited.run_mentions import RunMention

_NOT_MUCH = re.compile(
    r"\bby (?:much|far|a lot|a wide)\b|\b(?:clearly|significantly|always|everywhere|easily|by itself)\b", re.IGNORECASE
)


class ComparisonJudge(MeasuredPairs):
    """Judges sentences against the records of a folder. With `strict`, a lead that the records do not show to be more
    than chance is a fault as well."""

    def __init__(self, numbers: RecordNumbers, words: MeasureWords, *, strict: bool = False) -> None:
        super().__init__(numbers, words)
        self.strict = strict
        self.amounts, self.extremes = AmountJudge(numbers, words), ExtremeJudge(numbers, words)

    def faults(self, text: str) -> list[SentenceFault]:
        """What is wrong with one sentence."""
        mentions = self.numbers.runs.find(text)
        if text.rstrip(' "”').endswith("?") or self._names_a_class(text, mentions):
            return []
        found = comparisons(text, mentions, self.words)
        told = [fault for each in found if (fault := self._compared(text, each)) is not None]
        if not told:
            told += self.amounts.amounts(text, mentions, found)
            told += self.amounts.factors(text, mentions)
            told += self.extremes.superlatives(text, mentions)
            told += self.extremes.moves(text, mentions)
        return list(dict.fromkeys(told))

    def supports(self, text: str) -> bool:
        """Whether the records bear out a comparison that a sentence makes, all that it makes."""
        mentions = self.numbers.runs.find(text)
        found = comparisons(text, mentions, self.words)
        return bool(found) and all(self._compared(text, each) is None and self._pairs(text, each) for each in found)

    def _names_a_class(self, text: str, mentions: Sequence[RunMention]) -> bool:
        lower = text.lower()
        for run in {mention.run for mention in mentions if mention.run}:
            record = self.numbers.records[run]
            classes = record.data.classes if record.has("data") and record.data.has("classes") else []
            if any(
                re.search(rf"(?<!\w){re.escape(str(label).lower())}(?!\w)", lower)
                for label in classes
                if len(str(label)) > 2
            ):
                return True
        return False

    def _pairs(self, text: str, found: RunComparison) -> list[tuple[Measurement, Measurement]]:
        split = split_named(text)
        measures = self.measures_of(text, found.about, found.measure, (found.one, found.other), split)
        return self.measured(found.one, found.other, measures, split)

    def _compared(self, text: str, found: RunComparison) -> SentenceFault | None:
        pairs = self._pairs(text, found)
        if not pairs or not split_named(text):
            return None
        if found.sign in (NOT_MORE, NOT_LESS) and _NOT_MUCH.search(text):
            return None
        verdicts = [self._verdict(found, one, other) for one, other in pairs]
        words = text.strip()
        if found.sign == SAME:
            verdicts = [verdict for verdict in verdicts if verdict != "open"] or ["open"]
        if all(verdict == "false" for verdict in verdicts):
            return SentenceFault("untrue", words, self.told(pairs[0]), paths_of(pairs[0]))
        sure = [
            verdict for verdict, (one, _) in zip(verdicts, pairs, strict=False) if self._sure(found, one) is not None
        ]
        if self.strict and found.sign != SAME and all(verdict != "true" for verdict in sure or verdicts):
            return SentenceFault("unshown", words, self.told(pairs[0]), paths_of(pairs[0]))
        return None

    def _verdict(self, found: RunComparison, one: Measurement, other: Measurement) -> str:
        """`true`, `false`, or `open` where the records do not show it either way."""
        gaps = {sign_of(one.value - other.value), sign_of(one.mean - other.mean)}
        lower_wins = one.better == "lower"
        if found.about == "speed":
            gaps = {-gap for gap in gaps}
        elif found.about == "quality":
            if not one.better:
                return "open"
            gaps = {-gap if lower_wins else gap for gap in gaps}
        sure = self._sure(found, one)
        if found.sign == SAME:
            return "open" if sure is None else "false" if sure else "true"
        if found.sign in (NOT_MORE, NOT_LESS):
            wrong = 1 if found.sign == NOT_MORE else -1
            return "false" if gaps == {wrong} and (sure is None or sure * wrong > 0) else "true"
        wanted = 1 if found.sign == MORE else -1
        if wanted not in gaps:
            return "false"
        return "open" if found.about == "quality" and sure == 0 else "true"

    def _sure(self, found: RunComparison, one: Measurement) -> int | None:
        """1 or -1 where the first run is shown to be better or worse, 0 where it may be luck, None where there are no
        intervals."""
        if not one.split or one.measure == "error":
            return None
        records = self.numbers.records
        try:
            return sign_of(sure_gain(records[found.one], records[found.other], one.measure, one.split))  # type: ignore[arg-type]
        except (InputError, AttributeError, KeyError, ValueError):
            return None
