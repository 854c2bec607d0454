"""What a script costs to say, by page and in total, against the time allowed.

Words are counted by whitespace in what is shown of the speech (the rule of 250 words a minute), syllables on what is
said, seconds by the embedded voice's own lengths. A narration is calibrated until it is heard at the pace asked for, so
the talk's seconds follow from its words; the voice decides how they fall on the pages.
"""

from __future__ import annotations

from dataclasses import dataclass

from plainspoken.script.model import Page, Script
from plainspoken.script.timing.durations import Load, load_of_page, profile, rate_for
from plainspoken.script.timing.voice_timing import VoiceTiming


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
    """A talk's cost and its limits. `rate` is the engine's rate at which the pace asked for is heard."""

    pages: list[PageCost]
    words: int
    syllables: int
    seconds: float
    word_limit: int
    seconds_limit: float
    rate: float

    @property
    def over_words(self) -> int:
        """Words to lose; 0 when the talk fits."""
        return max(0, self.words - self.word_limit)

    @property
    def over_seconds(self) -> float:
        """Seconds to lose; 0.0 when the talk fits."""
        return max(0.0, self.seconds - self.seconds_limit)


def report(script: Script, voice: VoiceTiming, *, minutes: float | None = None) -> Budget:
    """What `script` costs.

    Args:
        script: a rendered talk.
        voice: the voice that the talk has.
        minutes: the time allowed; the talk's own when None.

    Raises:
        InputError: the speech library is not installed.
    """
    rate = voice.engine_rate
    page_pause = voice.page_pause_ms / 1000
    if rate is None:
        spoken = [page for page in script.pages if page.words]
        total = sum((_load(page) for page in spoken), Load())
        pace = voice.words_per_minute or script.words_per_minute
        rate = rate_for(total, script.words, pace, page_pause * len(spoken))
    pages = [page_cost(page, rate=rate, page_pause=page_pause) for page in script.pages]
    return Budget(
        pages=pages,
        words=script.words,
        syllables=script.syllables,
        seconds=sum(page.seconds for page in pages),
        word_limit=_word_limit(script, minutes),
        seconds_limit=60 * (script.minutes if minutes is None else minutes),
        rate=rate,
    )


def page_cost(page: Page, *, rate: float = 297.0, page_pause: float = 0.45) -> PageCost:
    """What one page costs. The rate is the engine's; unless given, about the one at which 250 words a minute are heard.

    The pauses that the author wrote are in its seconds, and so is the pause to the next page.
    """
    name = page.title or (f"Page {page.number}" if page.number is not None else page.id)
    authored = sum(beat.pause_before_ms + beat.pause_after_ms for beat in page.beats) / 1000
    seconds = profile().seconds(_load(page), rate) + authored + (page_pause if page.words else 0.0)
    return PageCost(page.id, name, page.words, page.syllables, seconds)


def _load(page: Page) -> Load:
    """A page's load, with a slower beat's phonemes made longer."""
    load = load_of_page(beat.said for beat in page.beats)
    slower = sum(load_of_page([beat.said]).speech * (1 / beat.rate - 1) for beat in page.beats if beat.rate != 1)
    return load + Load(speech=slower) if slower else load


def _word_limit(script: Script, minutes: float | None) -> int:
    if minutes is not None:
        return round(minutes * script.words_per_minute)
    return script.declared.words if script.declared else script.word_limit
