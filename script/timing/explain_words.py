"""How words are said, and why: one row for each word that is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from plainspoken.script.spoken import speak, syllables
from plainspoken.script.timing.durations import predict


@dataclass(frozen=True)
class Explained:
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


def explain_words(words: Iterable[str], *, pronunciations: Mapping[str, str] | None = None) -> Iterator[Explained]:
    """Explain each of `words`; a phrase of several words is one row."""
    for word in words:
        tokens = speak(word, pronunciations=pronunciations)
        spoken = " ".join(token.said for token in tokens if token.said)
        sources = dict.fromkeys(syllables.source(part) for part in spoken.split())
        yield Explained(
            word=word,
            spoken=spoken,
            syllables=sum(token.syllables for token in tokens),
            seconds=predict(spoken),
            source="+".join(sources) or "silent",
        )
