# ruff: noqa: E501 - tables of words
"""Who is the best of all, and what rises and falls, told against records."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from plainspoken.slides.edited.compared_runs import (
    is_qualified,
)
from plainspoken.slides.edited.measure_words import split_named
from plainspoken.slides.edited.measured_pairs import (
    TRAINING,
    MeasuredPairs,
    SentenceFault,
    near_factor,
    paths_of,
    sign_of,
)
from plainspoken.slides.edited.record_numbers import Measurement
from plainspoken.slides.edited.run_mentions import RunMention

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
_FIRST = re.compile(
    r"\b(?:tops the (?:list|table|ranking|leaderboard)|(?:our|the) (?:clear |overall )?winner|comes (?:in |out )?(?:first|on top)|"
    r"ranks first|wins(?=$|[.!]|\s+overall))",
    re.IGNORECASE,
)
_MOVED = re.compile(
    r"\b(?P<up>rises?|rose|increases?|increased|grows?|grew|climbs?|climbed|goes up|went up|doubles|triples)\b|"
    r"\b(?P<down>falls?|fell|drops?|dropped|decreases?|decreased|declines?|declined|shrinks?|shrank|goes down|went down|sinks?|sank|halves)\b",
    re.IGNORECASE,
)
_FROM_TO = re.compile(r"\bfrom\s+(?P<one>.{1,50}?)\s+to\s+(?P<other>.{1,50})", re.IGNORECASE)


class ExtremeJudge(MeasuredPairs):
    """Judges superlatives, and measures that go up or down from run to run."""

    def superlatives(self, text: str, mentions: Sequence[RunMention]) -> Iterator[SentenceFault]:
        """The best, fastest or smallest of a study, as a sentence that names one run says."""
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
                text, runs[0], others, self.measures_of(text, "quality", "", runs, split), None, split
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
            measures = ["seconds"] if TRAINING.search(text) else ["latency"]
            return measures, word == "fastest"
        if word in ("smallest", "largest", "biggest", "lightest", "heaviest"):
            return ["parameters"], word in ("smallest", "lightest")
        split = split_named(text)
        if word.startswith("most"):
            return ["accuracy"], None
        return self.measures_of(text, "quality", "", (run,), split), None

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
            yield SentenceFault("untrue", text.strip(), self.told(worse[0]), paths_of(worse[0]))

    def moves(self, text: str, mentions: Sequence[RunMention]) -> Iterator[SentenceFault]:
        """What rises or falls from one run, or one number, to another."""
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
                gap = sign_of(pair[1].value - pair[0].value)
                times = {"doubles": 2.0, "triples": 3.0, "halves": 0.5}.get(moved[0].lower())
                wrong = times and pair[0].value and not near_factor(times, pair[1].value / pair[0].value, "")
                if gap != (1 if up else -1) or wrong:
                    yield SentenceFault(
                        "untrue", text.strip(), self.told((pair[0], pair[1])), paths_of((pair[0], pair[1]))
                    )
            return
        first, second = (re.match(r"(?:the |about |around )?(\d+(?:\.\d+)?)", span[name]) for name in ("one", "other"))
        if first and second and (float(second[1]) > float(first[1])) != up and second[1] != first[1]:
            word = "more" if float(second[1]) > float(first[1]) else "less"
            yield SentenceFault("untrue", text.strip(), f"{second[1]} is {word} than {first[1]}", "")
