"""What a script costs to say, by page and in total, against the time allowed."""

from __future__ import annotations

from dataclasses import dataclass

from script.model import Page, Script
from script.seconds import predict


@dataclass(frozen=True)
class PageCost:
    """One page: words by whitespace in what is shown of its speech, syllables of what is said, predicted seconds."""

    id: str
    name: str
    words: int
    syllables: int
    seconds: float


@dataclass(frozen=True)
class Budget:
    """A talk's cost and its limits."""

    pages: list[PageCost]
    words: int
    syllables: int
    seconds: float
    word_limit: int
    seconds_limit: float

    @property
    def over_words(self) -> int:
        """Words to lose; 0 when the talk fits."""
        return max(0, self.words - self.word_limit)

    @property
    def over_seconds(self) -> float:
        """Seconds to lose; 0.0 when the talk fits."""
        return max(0.0, self.seconds - self.seconds_limit)


def report(script: Script, *, minutes: float | None = None) -> Budget:
    """What `script` costs, against its own minutes or those given."""
    pages = [page_cost(page) for page in script.pages]
    return Budget(
        pages=pages,
        words=script.words,
        syllables=script.syllables,
        seconds=sum(page.seconds for page in pages),
        word_limit=script.word_limit if minutes is None else round(minutes * script.words_per_minute),
        seconds_limit=60 * (script.minutes if minutes is None else minutes),
    )


def page_cost(page: Page) -> PageCost:
    """What one page costs to say, its pauses included."""
    name = page.title or (f"Page {page.number}" if page.number is not None else page.id)
    seconds = sum(
        predict(beat.said) / beat.rate + (beat.pause_before_ms + beat.pause_after_ms) / 1000 for beat in page.beats
    )
    return PageCost(page.id, name, page.words, page.syllables, seconds)
