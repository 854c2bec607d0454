"""How long an engine takes for a text, before it says it: what a first guess at its rate is made of."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

_LETTERS = re.compile(r"[A-Za-z]")
_COMMAS = re.compile(r"[,;:](?=\s|$)")
_ENDS = re.compile(r"[.!?](?=\s|$)")


@dataclass(frozen=True)
class Load:
    """What a text asks of a voice: counts over its said form."""

    syllables: float = 0
    words: float = 0
    letters: float = 0
    commas: float = 0
    ends: float = 0
    beats: float = 0
    pages: float = 0

    def counts(self) -> tuple[float, ...]:
        """The counts in the order of a row of `Lengths`."""
        return (self.syllables, self.words, self.letters, self.commas, self.ends, self.beats, self.pages)


def load_of(pages: Iterable[Iterable[tuple[str, int]]]) -> Load:
    """The load of pages, each of beats given as said text and its syllables; what says nothing counts nothing."""
    syllables = words = letters = commas = ends = beats = spoken = 0
    for page in pages:
        on_page = 0
        for said, count in page:
            if not said:
                continue
            on_page += 1
            syllables += count
            words += len(said.split())
            letters += len(_LETTERS.findall(said))
            commas += len(_COMMAS.findall(said))
            ends += len(_ENDS.findall(said))
        beats += on_page
        spoken += on_page > 0
    return Load(syllables, words, letters, commas, ends, beats, spoken)


@dataclass(frozen=True)
class Lengths:
    """Milliseconds a syllable, word, letter, comma, sentence end, beat and page at each of `rates`, which rise."""

    rates: tuple[float, ...]
    rows: tuple[tuple[float, ...], ...]

    def speech_ms(self, load: Load, rate: float) -> float:
        """Milliseconds of speech at a rate; between two rows by interpolation, beyond them in proportion."""
        if rate <= self.rates[0]:
            return self._row(0, load) * self.rates[0] / rate
        if rate >= self.rates[-1]:
            return self._row(-1, load) * self.rates[-1] / rate
        place = bisect_left(self.rates, rate)
        low, high = self.rates[place - 1], self.rates[place]
        share = (rate - low) / (high - low)
        return self._row(place - 1, load) * (1 - share) + self._row(place, load) * share

    def _row(self, index: int, load: Load) -> float:
        return sum(length * count for length, count in zip(self.rows[index], load.counts(), strict=True))
