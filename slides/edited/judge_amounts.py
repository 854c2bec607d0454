# ruff: noqa: E501 - tables of words
"""Differences and factors of two runs in a sentence, told against their records."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from plainspoken.slides.edited.compared_runs import (
    RunComparison,
    is_qualified,
)
from plainspoken.slides.edited.measure_words import split_named
from plainspoken.slides.edited.measured_pairs import (
    TRAINING,
    MeasuredPairs,
    SentenceFault,
    near,
    near_factor,
    paths_of,
)
from plainspoken.slides.edited.number_forms import rounded
from plainspoken.slides.edited.quantity_words import Quantity, count_of, quantities
from plainspoken.slides.edited.record_numbers import Measurement
from plainspoken.slides.edited.run_mentions import RunMention

_AMOUNT = re.compile(
    r"(?P<number>\d+(?:[.,]\d+)?|(?:an? )?(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|dozen))"
    r"[ \u00a0\u202f-]?(?P<unit>percentage[ -]points?|points?|pp\b|%|per ?cent\b|ms\b|milliseconds\b|s\b|seconds\b)",
    re.IGNORECASE,
)
_AMOUNT_AHEAD = re.compile(
    r"^\s*(?:more|less|fewer|higher|lower|better|worse|larger|smaller|ahead|behind|above|below|over|beyond|apart|separate|lie|between)\b",
    re.IGNORECASE,
)
_AMOUNT_BEHIND = re.compile(
    r"\b(?:by|gap of|difference of|lead of|leads? by|margin of|advantage of|gain of|improvement of|loses)\s+(?:a |an |about |around |roughly |"
    r"almost |nearly |more than |over |at least |only |just |some )*$",
    re.IGNORECASE,
)
_DIFFERENCE_IS = re.compile(
    r"\b(?:gain|difference|gap|lead|margin|advantage|improvement)\b[^.;]*\b(?:is|was|of|amounts to)\s+(?:about |around |almost |only )*$|"
    r"\b(?:adds|costs|brings|gains|saves|differ by)\s+(?:about |around |almost |only )*$",
    re.IGNORECASE,
)
_TIMES = {"ms": "latency", "milliseconds": "latency", "s": "seconds", "seconds": "seconds"}


class AmountJudge(MeasuredPairs):
    """Judges by how much, and how many times."""

    def explains(self, text: str, start: int) -> bool:
        """Whether a number is a difference or a factor of runs that a sentence names, which `faults` judges; or the
        difference of any two runs of a study, where it names fewer."""
        amount = next((m for m in _AMOUNT.finditer(text) if m.start() <= start < m.end()), None)
        factor = next((q for q in quantities(text) if q.start <= start < q.end and q.kind != "count"), None)
        several = len({mention.run for mention in self.numbers.runs.find(text)}) > 1
        if factor is not None:
            return several
        if amount is None or not _is_difference(text, amount):
            return False
        if several:
            return True
        return any(
            near(float(amount["number"].replace(",", ".")), gap, 1, text[: amount.start()]) for gap in self._gaps
        )

    @cached_property
    def _gaps(self) -> list[float]:
        """The differences of any two runs of a study in any share, in points."""
        found: dict[tuple[str, str, str], list[float]] = {}
        for run, measured in self.numbers.measured.items():
            for one in measured:
                if one.split and 0 <= one.value <= 1:
                    found.setdefault((run.partition("/")[0], one.measure, one.split), []).append(100 * one.value)
        return [abs(a - b) for values in found.values() for at, a in enumerate(values) for b in values[at + 1 :]]

    def amounts(
        self, text: str, mentions: Sequence[RunMention], found: Sequence[RunComparison]
    ) -> Iterator[SentenceFault]:
        """Differences that a sentence gives of the two runs which it names; `found` is what it says of them."""
        runs = list(dict.fromkeys(mention.run for mention in mentions))
        if len(runs) != 2 or not all(runs) or is_qualified(text, mentions, self.words):
            return
        for match in _AMOUNT.finditer(text):
            before = text[: match.start()]
            if not _is_difference(text, match):
                continue
            said = match["number"].lower().removeprefix("a ").removeprefix("an ")
            number = (
                float(said.replace(",", "."))
                if said[0].isdigit()
                else float(count_of(said if said != "dozen" else "a dozen"))
            )
            places = len(said.partition(".")[2]) if said[0].isdigit() else 0
            split = split_named(text)
            asked = _TIMES.get(match["unit"].lower()) or next((c.measure for c in found if c.measure), "")
            measures = self.measures_of(text, "quality", asked, runs, split)
            known = self.measured(runs[0], runs[1], measures, split)
            if asked in ("latency", "seconds"):
                yield from self._time(match, number, places, before, known)
                continue
            shares = [(one, other) for one, other in known if max(abs(one.value), abs(other.value)) <= 1]
            if not shares or len(shares) < len(known):
                continue
            relative = match["unit"].lower() in ("%", "percent", "per cent")
            if any(self._fits(number, places, before, pair, relative=relative) for pair in shares):
                continue
            gap = abs(shares[0][0].value - shares[0][1].value) * 100
            wanted = f"{rounded(gap, max(places, 1))} points: {self.told(shares[0])}"
            yield SentenceFault("contradicted", match[0], wanted, paths_of(shares[0]))

    def _time(
        self,
        match: re.Match[str],
        number: float,
        places: int,
        before: str,
        known: Sequence[tuple[Measurement, Measurement]],
    ) -> Iterator[SentenceFault]:
        """A difference of times."""
        for one, other in known:
            gap = abs(one.value - other.value)
            if not near(number, gap, places, before):
                unit = "ms" if one.measure == "latency" else "s"
                wanted = f"{rounded(gap, places)} {unit}: {self.told((one, other))}"
                yield SentenceFault("contradicted", match[0], wanted, paths_of((one, other)))

    @staticmethod
    def _fits(
        number: float, places: int, before: str, pair: tuple[Measurement, Measurement], *, relative: bool
    ) -> bool:
        one, other = pair
        for a, b in ((one.value, other.value), (one.mean, other.mean)):
            gap = abs(a - b) * 100
            likely = {gap, *(abs(float(rounded(100 * a, p)) - float(rounded(100 * b, p))) for p in (0, 1, 2))}
            if relative:
                likely |= {100 * abs(a - b) / base for base in (a, b, 1 - a, 1 - b) if base > 0}
            if any(near(number, value, places, before) for value in likely):
                return True
        return False

    def factors(self, text: str, mentions: Sequence[RunMention]) -> Iterator[SentenceFault]:
        """How many times one run is the other, as a sentence that names two says."""
        runs = [mention for mention in mentions if mention.run]
        if len({mention.run for mention in mentions}) != 2 or len(runs) != len(mentions):
            return
        if is_qualified(text, mentions, self.words):
            return
        for quantity in quantities(text):
            if quantity.kind == "factor" or (
                quantity.kind == "share" and re.match(r"\s+(?:as|the|of the)\b", text[quantity.end :])
            ):
                yield from self._factor(text, mentions, quantity)

    def _factor(self, text: str, mentions: Sequence[RunMention], quantity: Quantity) -> Iterator[SentenceFault]:
        before = [mention for mention in mentions if mention.end <= quantity.start]
        after = [mention for mention in mentions if mention.start >= quantity.end]
        if not before or not after or before[-1].run == after[0].run:
            return
        between = text[quantity.end : after[0].start].lower()
        verb = re.fullmatch(r"doubles?|doubled|halves|halved|triples?|tripled|quadruples", quantity.text.lower())
        if not verb and not re.search(r"\b(?:as|than|of|that of)\s*(?:the|our)?\s*$", between):
            return
        split = split_named(text)
        speed = re.search(r"\b(?:fast|faster|quick|quicker|slow|slower|speed)\b", between)
        named = self.words.named(between + " " + text[after[0].end :])
        if re.search(r"\b(?:fit|fitting|predict\w*|inference|epochs?)\b", text) and (speed or "time" in between):
            return  # times of which the record may keep none
        if speed:
            measures = ["seconds"] if TRAINING.search(text) else ["latency", "seconds"]
        elif re.search(r"\b(?:long|longer|time)\b", between):
            measures = ["seconds", "latency"]
        elif named:
            measures = named
        elif re.search(r"\b(?:large|big|small|heavy|larger|bigger|smaller|heavier|lighter|size)\b", between):
            measures = ["parameters", "bytes"]
        else:
            return
        inverse = re.search(r"\b(?:faster|quicker|fast|quick|speed)\b", between) is not None
        if re.search(r"\b(?:fewer|less|smaller|lighter|lower|small|shorter)\b", between):
            inverse = True
        factor = 1 / quantity.value if inverse and quantity.value else quantity.value
        known = [
            pair
            for pair in self.measured(before[-1].run, after[0].run, measures, split)
            if pair[0].value and pair[1].value
        ]
        if not known:
            return
        if any(near_factor(factor, one.value / other.value, text[: quantity.start]) for one, other in known):
            return
        one, other = known[0]
        yield SentenceFault(
            "contradicted",
            quantity.text,
            f"{one.value / other.value:.2g} times: {self.told(known[0])}",
            paths_of(known[0]),
        )


def _is_difference(text: str, amount: re.Match[str]) -> bool:
    before = text[: amount.start()]
    behind = _AMOUNT_BEHIND.search(before) or _DIFFERENCE_IS.search(before)
    return behind is not None or _AMOUNT_AHEAD.match(text[amount.end() :]) is not None
