# ruff: noqa: E501 - tables of words
"""What sentences say of runs, told against their records: who is ahead, by how much, how many times, who is the best."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from plainspoken.base.errors import InputError
from plainspoken.experiments.results.claims.comparison import sure_gain
from plainspoken.slides.edited.compared_runs import (
    MORE,
    NOT_LESS,
    NOT_MORE,
    SAME,
    RunComparison,
    comparisons,
    is_qualified,
)
from plainspoken.slides.edited.measure_words import MeasureWords, split_named
from plainspoken.slides.edited.number_forms import rounded
from plainspoken.slides.edited.quantity_words import Quantity, count_of, quantities
from plainspoken.slides.edited.record_numbers import Measurement, RecordNumbers
from plainspoken.slides.edited.run_mentions import RunMention

_SCORES = ("accuracy", "balanced_accuracy", "f1", "weighted_f1", "precision", "recall")
_OF = {"speed": ("latency", "seconds"), "size": ("parameters", "bytes"), "loss": ("loss",), "work": ("flops",)}
_TRAINING = re.compile(r"\b(?:trains?|trained|training|learns?|converges?)\b", re.IGNORECASE)
_SUPERLATIVE = re.compile(
    r"\b(?:(?P<best>best|worst)|most (?P<accurate>accurate|reliable)|(?P<speed>fastest|slowest)|"
    r"(?P<size>smallest|largest|biggest|lightest|heaviest)|(?P<value>highest|lowest|largest|smallest|fewest|most|best|worst)"
    r"(?= (?:\w+ ){0,2}?\w))(?=\b)",
    re.IGNORECASE,
)
_ALONE = re.compile(
    r"^\s*(?:$|[.,;:!]|(?:model|network|net|run|method|one|system|classifier|architecture|result|performer)s?\b|"
    r"of (?:all|them|the (?:(?:two|three|four|five|six|seven|eight|nine|ten|\d+|tested|compared) )?(?:models|networks|runs|methods|lot))\b|overall\b|on the test\b|with \d|at \d|in terms of\b)",
    re.IGNORECASE,
)
_NOT_THE = re.compile(
    r"\b(?:second|third|next|not|n['’]t|one of the|among the|nearly|almost|its|their|at|never)\s+(?:the\s+)?$", re.I
)
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
_NOT_MUCH = re.compile(
    r"\bby (?:much|far|a lot|a wide)\b|\b(?:clearly|significantly|always|everywhere|easily|by itself)\b", re.IGNORECASE
)
_FIRST = re.compile(
    r"\b(?:tops the (?:list|table|ranking|leaderboard)|(?:our|the) (?:clear |overall )?winner|comes (?:in |out )?(?:first|on top)|"
    r"ranks first|wins(?=$|[.!]|\s+overall))",
    re.IGNORECASE,
)
_TIMES = {"ms": "latency", "milliseconds": "latency", "s": "seconds", "seconds": "seconds"}
_ABOUT = re.compile(
    r"\b(?:about|around|roughly|approximately|some|nearly|almost|close to|up to|~)\s*(?:an? )?$", re.IGNORECASE
)
_AT_LEAST = re.compile(r"\b(?:more than|over|at least|well over|above)\s*(?:an? )?$", re.IGNORECASE)
_AT_MOST = re.compile(r"\b(?:less than|under|at most|below|fewer than|not even|not quite)\s*(?:an? )?$", re.IGNORECASE)
_MOVED = re.compile(
    r"\b(?P<up>rises?|rose|increases?|increased|grows?|grew|climbs?|climbed|goes up|went up|doubles|triples)\b|"
    r"\b(?P<down>falls?|fell|drops?|dropped|decreases?|decreased|declines?|declined|shrinks?|shrank|goes down|went down|sinks?|sank|halves)\b",
    re.IGNORECASE,
)
_FROM_TO = re.compile(r"\bfrom\s+(?P<one>.{1,50}?)\s+to\s+(?P<other>.{1,50})", re.IGNORECASE)


@dataclass(frozen=True)
class SentenceFault:
    """What a sentence says and the records do not: the words, what the records say instead, and where they say it;
    `about` is the measure and run that are meant. `kind` is as in `DeckFinding`."""

    kind: str
    shown: str
    wanted: str
    source: str
    about: str = ""


class ComparisonJudge:
    """Judges sentences against the records of a folder. With `strict`, a lead that the records do not show to be more
    than chance is a fault as well."""

    def __init__(self, numbers: RecordNumbers, words: MeasureWords, *, strict: bool = False) -> None:
        self.numbers, self.words, self.strict = numbers, words, strict

    def faults(self, text: str) -> list[SentenceFault]:
        """What is wrong with one sentence."""
        mentions = self.numbers.runs.find(text)
        if text.rstrip(' "”').endswith("?") or self._names_a_class(text, mentions):
            return []
        found = comparisons(text, mentions, self.words)
        told = [fault for each in found if (fault := self._compared(text, each)) is not None]
        if not told:
            told += self._amounts(text, mentions, found)
            told += self._factors(text, mentions)
            told += self._superlatives(text, mentions)
            told += self._moves(text, mentions)
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

    # Who is ahead.

    def _measures_of(self, text: str, about: str, measure: str, runs: Sequence[str], split: str) -> list[str]:
        if measure:
            return [measure]
        if about in _OF:
            known = list(_OF[about])
            if about == "speed" and _TRAINING.search(text):
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

    def _pairs(self, text: str, found: RunComparison) -> list[tuple[Measurement, Measurement]]:
        split = split_named(text)
        measures = self._measures_of(text, found.about, found.measure, (found.one, found.other), split)
        pairs = [
            (self.numbers.one(found.one, each, split), self.numbers.one(found.other, each, split)) for each in measures
        ]
        return [(one, other) for one, other in pairs if one is not None and other is not None]

    def _compared(self, text: str, found: RunComparison) -> SentenceFault | None:
        pairs = self._pairs(text, found)
        if not pairs or not split_named(text):
            return None
        if found.sign in (NOT_MORE, NOT_LESS) and _NOT_MUCH.search(text):
            return None
        verdicts = [self._verdict(found, one, other) for one, other in pairs]
        words = _cut(text)
        if found.sign == SAME:
            verdicts = [verdict for verdict in verdicts if verdict != "open"] or ["open"]
        if all(verdict == "false" for verdict in verdicts):
            return SentenceFault("untrue", words, self._told(pairs[0]), _paths(pairs[0]))
        sure = [
            verdict for verdict, (one, _) in zip(verdicts, pairs, strict=False) if self._sure(found, one) is not None
        ]
        if self.strict and found.sign != SAME and all(verdict != "true" for verdict in sure or verdicts):
            return SentenceFault("unshown", words, self._told(pairs[0]), _paths(pairs[0]))
        return None

    def _verdict(self, found: RunComparison, one: Measurement, other: Measurement) -> str:
        """`true`, `false`, or `open` where the records do not show it either way."""
        gaps = {_sign(one.value - other.value), _sign(one.mean - other.mean)}
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
            return _sign(sure_gain(records[found.one], records[found.other], one.measure, one.split))  # type: ignore[arg-type]
        except (InputError, AttributeError, KeyError, ValueError):
            return None

    def _told(self, pair: tuple[Measurement, Measurement]) -> str:
        one, other = pair
        title = self.words.title(one.measure, one.split)
        return f"the {title} is {self._value(one)} for {self._run(one)} and {self._value(other)} for {self._run(other)}"

    def _run(self, one: Measurement) -> str:
        return self.numbers.runs.title("/".join(re.split(r"[/.]", one.path)[:2]) if "/" in one.path else one.path)

    def _value(self, one: Measurement) -> str:
        return plain_value(one)

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
            _near(float(amount["number"].replace(",", ".")), gap, 1, text[: amount.start()]) for gap in self._gaps
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

    # By how much.

    def _amounts(
        self, text: str, mentions: Sequence[RunMention], found: Sequence[RunComparison]
    ) -> Iterator[SentenceFault]:
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
            measures = self._measures_of(text, "quality", asked, runs, split)
            pairs = [
                (self.numbers.one(runs[0], each, split), self.numbers.one(runs[1], each, split)) for each in measures
            ]
            known = [(one, other) for one, other in pairs if one is not None and other is not None]
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
            wanted = f"{rounded(gap, max(places, 1))} points: {self._told(shares[0])}"
            yield SentenceFault("contradicted", match[0], wanted, _paths(shares[0]))

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
            if not _near(number, gap, places, before):
                unit = "ms" if one.measure == "latency" else "s"
                wanted = f"{rounded(gap, places)} {unit}: {self._told((one, other))}"
                yield SentenceFault("contradicted", match[0], wanted, _paths((one, other)))

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
            if any(_near(number, value, places, before) for value in likely):
                return True
        return False

    # How many times.

    def _factors(self, text: str, mentions: Sequence[RunMention]) -> Iterator[SentenceFault]:
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
            measures = ["seconds"] if _TRAINING.search(text) else ["latency", "seconds"]
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
        pairs = [
            (self.numbers.one(before[-1].run, each, split), self.numbers.one(after[0].run, each, split))
            for each in measures
        ]
        known = [
            (one, other) for one, other in pairs if one is not None and other is not None and other.value and one.value
        ]
        if not known:
            return
        if any(_near_factor(factor, one.value / other.value, text[: quantity.start]) for one, other in known):
            return
        one, other = known[0]
        yield SentenceFault(
            "contradicted",
            quantity.text,
            f"{one.value / other.value:.2g} times: {self._told(known[0])}",
            _paths(known[0]),
        )

    # Who is the best of all.

    def _superlatives(self, text: str, mentions: Sequence[RunMention]) -> Iterator[SentenceFault]:
        runs = list(dict.fromkeys(mention.run for mention in mentions))
        if len(runs) != 1 or not runs[0] or is_qualified(text, mentions, self.words):
            return
        study = runs[0].partition("/")[0]
        others = [run for run in self.numbers.measured if run.startswith(f"{study}/") and run != runs[0]]
        if not others or re.search(
            r"\b(?:may|might|could|would|should|hope|want|if|not|never|but|without)\b|n['’]t\b", text
        ):
            return
        split = split_named(text)
        if _FIRST.search(text) and not _NOT_THE.search(text[: _FIRST.search(text).start()]):  # type: ignore[union-attr]
            yield from self._extreme(
                text, runs[0], others, self._measures_of(text, "quality", "", runs, split), None, split
            )
            return
        for match in _SUPERLATIVE.finditer(text):
            before = text[: match.start()]
            if _NOT_THE.search(before) or not re.search(r"\bthe\s+$|^\W*$", before, re.IGNORECASE):
                continue
            told = self._asked(text, match, runs[0], mentions)
            if told is None:
                continue
            measures, wants_low = told
            yield from self._extreme(text, runs[0], others, measures, wants_low, split)

    def _asked(
        self, text: str, match: re.Match[str], run: str, mentions: Sequence[RunMention]
    ) -> tuple[list[str], bool | None] | None:
        """What a superlative is about: measures, and whether the lowest is meant (None: whichever is better)."""
        word, after = match[0].lower(), text[match.end() :]
        is_run = next(
            (m for m in mentions if re.fullmatch(r"\s+(?:is|was)\s+(?:the )?", text[match.end() : m.start])), None
        )
        if is_run is not None:  # "the best is VGG"
            after = text[is_run.end :] if re.match(r"\s*[,.;:(]", text[is_run.end :]) else ""
        named = self.words.find(after)
        if named and re.fullmatch(r"\s+(?:(?:test|validation|training|overall|mean)\s+)*", after[: named[0][0]]):
            low = {"best": None, "worst": None}.get(word, word in ("lowest", "smallest", "fewest"))
            if word == "worst":
                return None
            return [named[0][2]], low
        if not _ALONE.match(after) or word in ("highest", "lowest", "fewest", "most", "worst"):
            return None
        if match["speed"] or word in ("fastest", "slowest"):
            measures = ["seconds"] if _TRAINING.search(text) else ["latency"]
            return measures, word == "fastest"
        if word in ("smallest", "largest", "biggest", "lightest", "heaviest"):
            return ["parameters"], word in ("smallest", "lightest")
        split = split_named(text)
        if word.startswith("most"):
            return ["accuracy"], None
        return self._measures_of(text, "quality", "", (run,), split), None

    def _extreme(
        self, text: str, run: str, others: Sequence[str], measures: Sequence[str], low: bool | None, split: str
    ) -> Iterator[SentenceFault]:
        worse: list[tuple[Measurement, Measurement]] = []
        for measure in measures:
            own = self.numbers.one(run, measure, split)
            beside = [m for other in others if (m := self.numbers.one(other, measure, split)) is not None]
            if own is None or not beside or (low is None and not own.better):
                continue
            lower = own.better == "lower" if low is None else low
            best = min(beside, key=lambda m: m.value) if lower else max(beside, key=lambda m: m.value)
            if (best.value < own.value) if lower else (best.value > own.value):
                worse.append((best, own))
            else:
                return
        if worse:
            yield SentenceFault("untrue", _cut(text), self._told(worse[0]), _paths(worse[0]))

    # What rises and what falls.

    def _moves(self, text: str, mentions: Sequence[RunMention]) -> Iterator[SentenceFault]:
        moved, span = _MOVED.search(text), _FROM_TO.search(text)
        if (
            moved is None
            or span is None
            or span.start() < moved.end()
            or re.search(r"\b(?:not|never|no)\b|n['’]t\b", text)
        ):
            return
        up = moved["up"] is not None
        one = [m for m in mentions if span.start("one") <= m.start < span.end("one")]
        other = [m for m in mentions if span.start("other") <= m.start]
        measure = self.words.only(text)
        if one and other and one[0].run and other[0].run and measure and not is_qualified(text, (), self.words):
            split = split_named(text)
            pair = self.numbers.one(one[0].run, measure, split), self.numbers.one(other[0].run, measure, split)
            if pair[0] is not None and pair[1] is not None:
                gap = _sign(pair[1].value - pair[0].value)
                times = {"doubles": 2.0, "triples": 3.0, "halves": 0.5}.get(moved[0].lower())
                wrong = times and pair[0].value and not _near_factor(times, pair[1].value / pair[0].value, "")
                if gap != (1 if up else -1) or wrong:
                    yield SentenceFault(
                        "untrue", _cut(text), self._told((pair[0], pair[1])), _paths((pair[0], pair[1]))
                    )
            return
        first, second = (re.match(r"(?:the |about |around )?(\d+(?:\.\d+)?)", span[name]) for name in ("one", "other"))
        if first and second and (float(second[1]) > float(first[1])) != up and second[1] != first[1]:
            word = "more" if float(second[1]) > float(first[1]) else "less"
            yield SentenceFault("untrue", _cut(text), f"{second[1]} is {word} than {first[1]}", "")


def plain_value(one: Measurement, shown_places: int = 1) -> str:
    """A measured value as a message shows it: shares as percent, large counts with separators."""
    if one.measure in ("parameters", "bytes", "flops") or float(one.value).is_integer():
        return f"{one.value:,.0f}"
    if one.measure == "loss" or abs(one.value) > 1 or one.measure in ("latency", "seconds"):
        return f"{one.value:.4g}"
    return f"{rounded(100 * one.value, shown_places)} %"


def _is_difference(text: str, amount: re.Match[str]) -> bool:
    before = text[: amount.start()]
    behind = _AMOUNT_BEHIND.search(before) or _DIFFERENCE_IS.search(before)
    return behind is not None or _AMOUNT_AHEAD.match(text[amount.end() :]) is not None


def _paths(pair: tuple[Measurement, Measurement]) -> str:
    return ", ".join(measurement.path for measurement in pair)


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)


def _cut(text: str) -> str:
    return text.strip()


def _near(number: float, value: float, places: int, before: str) -> bool:
    """Whether a difference may be written so, by its places and the words before it."""
    if _AT_LEAST.search(before):
        return value >= number - 0.05
    if _AT_MOST.search(before):
        return value <= number + 0.05
    if _ABOUT.search(before):
        return abs(value - number) <= max(0.15 * number, 0.6)
    half: float = 0.5 * 10.0**-places
    return abs(value - number) <= half + 1e-9


def _near_factor(factor: float, value: float, before: str) -> bool:
    ratio = value / factor
    if _AT_LEAST.search(before):
        return ratio >= 0.98 if factor >= 1 else ratio <= 1.02
    if _AT_MOST.search(before):
        return ratio <= 1.02 if factor >= 1 else ratio >= 0.98
    if _ABOUT.search(before):
        return 0.75 <= ratio <= 1.3
    return 0.85 <= ratio <= 1.18
