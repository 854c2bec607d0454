"""How words are said, and why: one row for each word that is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from plainspoken.script.durations.voice_timing import VoiceTiming
from plainspoken.script.spoken import speak, syllables
from plainspoken.script.timing.page_seconds import beat_seconds

PACE = 250.0
"""Words a minute, where no talk says otherwise."""


@dataclass(frozen=True)
class ExplainedWord:
    """One word or phrase. `source` is what the syllables rest on; `hyphenated` is pyphen's own count."""

    word: str
    spoken: str
    syllables: int
    seconds: float
    source: str

    @property
    def hyphenated(self) -> int:
        """Syllables by pyphen alone, on the same spoken form."""
        return sum(syllables.hyphenated(word.strip(".,;:!?")) for word in self.spoken.split())


def explain_words(
    words: Iterable[str], *, voice: VoiceTiming | None = None, pronunciations: Mapping[str, str] | None = None
) -> Iterator[ExplainedWord]:
    """Explain each of `words`; a phrase of several words is one row. Seconds are those of `voice`, by default of a
    talk without a `[voice]` table."""
    voice = voice or VoiceTiming()
    for word in words:
        tokens = speak(word, pronunciations=pronunciations)
        spoken = " ".join(token.said for token in tokens if token.said)
        sources = dict.fromkeys(syllables.source(part) for part in spoken.split())
        yield ExplainedWord(
            word=word,
            spoken=spoken,
            syllables=sum(token.syllables for token in tokens),
            seconds=beat_seconds(spoken, voice, PACE),
            source="+".join(sources) or "silent",
        )
