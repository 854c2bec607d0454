"""How long words take to say, before anything is synthesised.

    seconds = scale(rate) x sum of the phonemes' lengths + pauses(rate) at commas, full stops and between beats

The lengths and pauses are those of the embedded voice, fitted by least squares on texts that are in no test
(`benchmarks/seconds.py` fits and measures; `words/espeak_seconds.json` says on what). Against the voice itself, on a
script that it was not fitted on, a page is off by 2.1 % on average and the whole by 1.2 %; syllables with one best
factor are off by 6.2 % a page, words by 7.7 %.

An engine's rate is not the pace that is heard: a narration is calibrated until words over time is what was asked
for. `rate_for` does the same with predicted times.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from plainspoken.script.spoken.letter_to_sound import bare, espeak

_FILE = Path(__file__).parents[1] / "words" / "espeak_seconds.json"
_MARKS = re.compile(r"[.,;:!?](?=\s|$)")
_SLOWEST, _FASTEST = 80.0, 449.0
# Heard words for each unit of the engine's rate on scripts of short sentences: the first guess of a calibration.
_WORDS_PER_RATE = 0.84


@dataclass(frozen=True)
class Load:
    """What a voice has to do for some text: seconds of phonemes at the reference rate, and pauses of each kind.

    `beats` counts the pauses between beats; of these `bare` follow no punctuation and `soft` a comma. `pages` are
    stretches said in one go, which begin slowly and end long.
    """

    speech: float = 0.0
    commas: int = 0
    sentences: int = 0
    beats: int = 0
    bare: int = 0
    soft: int = 0
    pages: int = 0

    def __add__(self, other: Load) -> Load:
        return Load(
            self.speech + other.speech,
            self.commas + other.commas,
            self.sentences + other.sentences,
            self.beats + other.beats,
            self.bare + other.bare,
            self.soft + other.soft,
            self.pages + other.pages,
        )


@dataclass(frozen=True)
class Profile:
    """A voice's lengths: `phonemes` in seconds at the reference rate; `scale` and `pauses` (seconds) at each of
    `rates`, which rise."""

    voice: str
    version: str
    rates: tuple[float, ...]
    scale: tuple[float, ...]
    pauses: dict[str, tuple[float, ...]]
    phonemes: dict[str, float]
    other_phoneme: float

    def seconds(self, load: Load, rate: float) -> float:
        """Seconds that `load` takes at an engine's rate; between two measured rates by interpolation."""
        total = load.speech * self._at(self.scale, rate)
        for kind, count in (
            ("comma", load.commas),
            ("sentence", load.sentences),
            ("beat", load.beats),
            ("bare", load.bare),
            ("soft", load.soft),
            ("page", load.pages),
        ):
            total += count * self._at(self.pauses[kind], rate)
        return max(0.0, total)

    def _at(self, values: tuple[float, ...], rate: float) -> float:
        if rate <= self.rates[0]:
            return values[0] * self.rates[0] / rate
        if rate >= self.rates[-1]:
            return values[-1] * self.rates[-1] / rate
        place = bisect_left(self.rates, rate)
        low, high = self.rates[place - 1], self.rates[place]
        share = (rate - low) / (high - low)
        return values[place - 1] * (1 - share) + values[place] * share


@cache
def profile() -> Profile:
    """The profile of the embedded voice."""
    data = json.loads(_FILE.read_text(encoding="utf-8"))
    return Profile(
        voice=data["voice"],
        version=data["version"],
        rates=tuple(data["rates"]),
        scale=tuple(data["scale"]),
        pauses={kind: tuple(values) for kind, values in data["pauses"].items()},
        phonemes=data["phonemes"],
        other_phoneme=data["other_phoneme"],
    )


@lru_cache(maxsize=20_000)
def load_of(said: str) -> Load:
    """What one beat loads a voice with, the pause to the next beat not counted.

    Raises:
        InputError: the speech library, which knows the phonemes, is not installed.
    """
    if not said:
        return Load()
    voice = profile()
    speech = sum(
        voice.phonemes.get(bare(phoneme), voice.other_phoneme) for word in espeak().words(said) for phoneme in word
    )
    marks = _MARKS.findall(said)
    inner = marks[:-1] if said[-1:] in ".,;:!?" else marks
    return Load(speech, sum(mark in ",;:" for mark in inner), sum(mark in ".!?" for mark in inner))


def load_of_page(beats: Iterable[str]) -> Load:
    """What a page's beats load a voice with, the pauses between them counted."""
    total = Load()
    last: str | None = None
    for said in beats:
        if not said:
            continue
        if last is None:
            total += Load(pages=1)
        else:
            total += Load(beats=1, bare=int(last not in ".,;:!?"), soft=int(last in ",;:"))
        total += load_of(said)
        last = said[-1]
    return total


def predict(said: str, *, words_per_minute: float = 250.0) -> float:
    """Seconds that one beat takes in the embedded voice at about this pace, with the pause after it."""
    if not said:
        return 0.0
    return profile().seconds(load_of(said) + Load(beats=1), words_per_minute / _WORDS_PER_RATE)


def rate_for(load: Load, words: int, words_per_minute: float, silence: float) -> float:
    """The engine's rate at which `words` are heard at this pace, `silence` seconds of set pauses included.

    Within what the engine can do: past that the pace is not reached.
    """
    wanted = words * 60 / words_per_minute - silence
    low, high = _SLOWEST, _FASTEST
    if words == 0:
        return words_per_minute / _WORDS_PER_RATE
    for _ in range(40):
        middle = (low + high) / 2
        if profile().seconds(load, middle) > wanted:
            low = middle
        else:
            high = middle
    return high
