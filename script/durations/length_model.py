"""How long an engine's voice takes to say a text, before anything is synthesised.

    seconds = scale(rate) x sum over words of (word + spellings + whole words) + pauses(rate)

A word's length is read from its spelling: a constant, one length a letter or group of letters (`th`, `tion`), and
a correction for the commonest words. So no pronouncing dictionary and no engine is needed, and the prediction is the
same on every machine. The numbers are data, one file an engine in `script/words/voice_lengths/`; `benchmarks/seconds.py
--fit` writes such a file by least squares from what the engine says, and measures it on texts it was not fitted on.

Times are seconds, rates are in the engine's own unit; a higher rate is faster speech.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

PAUSES = ("segment", "comma", "colon", "sentence", "beat", "bare", "soft")
"""The kinds of pauses: a segment (what is said in one go) begins slowly and ends long; a comma, a colon or semicolon,
a sentence's end; a change of paragraph, and what it has more or less when no mark (`bare`) or a comma (`soft`) is
before it."""

_FOLDER = Path(__file__).parents[1] / "words" / "voice_lengths"
_MARKS = re.compile(r"[.,;:!?](?=\s|$)")
_KIND_OF_MARK = {",": "comma", ";": "colon", ":": "colon", ".": "sentence", "!": "sentence", "?": "sentence"}
_EDGES = ".,;:!?\"'()“”‘’"


@dataclass(frozen=True, slots=True)
class SpeechLoad:
    """What a text asks of a voice: seconds of its words at the reference rate, and how many pauses of each kind, in
    the order of `PAUSES`."""

    words: float = 0.0
    pauses: tuple[int, ...] = (0,) * len(PAUSES)

    def __add__(self, other: SpeechLoad) -> SpeechLoad:
        return SpeechLoad(
            self.words + other.words,
            tuple(mine + theirs for mine, theirs in zip(self.pauses, other.pauses, strict=True)),
        )


@dataclass(frozen=True)
class LengthModel:
    """The lengths of one engine's speech.

    Attributes:
        engine, voice, version: whose they are.
        pace: `calibrated` when the engine's rate is chosen by step until the pace asked for is heard, `exact` when the
            sound is brought to the pace itself.
        slowest, fastest: the bounds of the rate.
        words_per_rate: heard words a minute for each unit of rate in ordinary text, roughly.
        rates: the rates that were measured, rising.
        scale: by rate, how long words are beside the reference rate.
        pauses: seconds by kind and rate.
        word, letter, other: seconds a word, a letter said by its name, and a character without a length of its own.
        endings, spellings, whole_words: seconds by what is written; endings are taken off before spellings are read.
        voices: for voices of the engine that are quicker or slower, the length of their speech beside `voice`.
    """

    engine: str
    voice: str
    version: str
    pace: Literal["calibrated", "exact"]
    slowest: float
    fastest: float
    words_per_rate: float
    rates: tuple[float, ...]
    scale: tuple[float, ...]
    pauses: Mapping[str, tuple[float, ...]]
    word: float
    letter: float
    other: float
    endings: Mapping[str, float]
    spellings: Mapping[str, float]
    whole_words: Mapping[str, float]
    voices: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        groups = sorted(self.spellings, key=lambda spelling: (-len(spelling), spelling))
        object.__setattr__(self, "_groups", re.compile("|".join([*map(re.escape, groups), r"\w"])))
        object.__setattr__(self, "_known", {})

    def load(self, beats: Iterable[str]) -> SpeechLoad:
        """What beats that are said in one go ask of the voice; a beat without words asks nothing."""
        known: dict[str, float] = self._known  # type: ignore[attr-defined]
        words = 0.0
        counts = dict.fromkeys(PAUSES, 0)
        last: str | None = None
        for said in beats:
            if not said:
                continue
            if last is None:
                counts["segment"] = 1
            else:
                counts["beat"] += 1
                counts["bare"] += last not in _KIND_OF_MARK
                counts["soft"] += last in ",;:"
            for word in said.lower().split():
                if word not in known:
                    known[word] = self._length_of(word.strip(_EDGES))
                words += known[word]
            for mark in _MARKS.findall(said, 0, len(said) - (said[-1] in _KIND_OF_MARK)):
                counts[_KIND_OF_MARK[mark]] += 1
            last = said[-1]
        return SpeechLoad(words, tuple(counts.values()))

    def seconds(self, load: SpeechLoad, rate: float, voice: str | None = None) -> float:
        """Seconds that a load takes at a rate: between two measured rates by interpolation, beyond in proportion."""
        rate = min(max(rate, self.slowest), self.fastest)
        total = load.words * self._at(self.scale, rate)
        total += sum(count * self._at(self.pauses[kind], rate) for kind, count in zip(PAUSES, load.pauses, strict=True))
        return max(0.0, total) * (self.voices.get(voice, 1.0) if voice else 1.0)

    def _at(self, values: Sequence[float], rate: float) -> float:
        rates = self.rates
        if rate <= rates[0]:
            return values[0] * rates[0] / rate
        if rate >= rates[-1]:
            return values[-1] * rates[-1] / rate
        place = bisect_left(rates, rate)
        share = (rate - rates[place - 1]) / (rates[place] - rates[place - 1])
        return values[place - 1] * (1 - share) + values[place] * share

    def _length_of(self, word: str) -> float:
        if not word:
            return 0.0
        if len(word) == 1 and word not in ("a", "i"):
            return self.letter
        length = self.word + self.whole_words.get(word, 0.0)
        for ending, seconds in self.endings.items():
            if len(word) > 3 and word.endswith(ending):
                length += seconds
                word = word[: -len(ending)]
                break
        groups: re.Pattern[str] = self._groups  # type: ignore[attr-defined]
        return length + sum(self.spellings.get(group, self.other) for group in groups.findall(word))


@cache
def length_model(engine: str) -> LengthModel | None:
    """The lengths of an engine's speech, or None for an engine that has not been fitted."""
    path = _FOLDER / f"{engine}.json"
    if not engine.isidentifier() or not path.is_file():
        return None
    data = json.loads(path.read_text(encoding="utf-8"))
    for name in ("rates", "scale"):
        data[name] = tuple(data[name])
    data["pauses"] = {kind: tuple(values) for kind, values in data["pauses"].items()}
    del data["fitted"], data["unit"]
    return LengthModel(**data)
