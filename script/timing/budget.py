"""What a script costs to say, by page and in total, against the time allowed.

Words are counted by whitespace in what is shown of the speech (the rule of 250 words a minute), syllables on what is
said; seconds are predicted for the voice that the talk has, and they decide. A narration is calibrated until it is
heard at the pace asked for, so the talk's seconds follow from its words; the voice decides how they fall on the pages.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from plainspoken.script.durations.voice_timing import VoiceTiming
from plainspoken.script.model import Script
from plainspoken.script.timing.page_seconds import page_speech, predict_pages

CROWDED = 2.0
"""A page is crowded when it takes more than so many times the median page."""


@dataclass(frozen=True)
class PageCost:
    """One page: words by whitespace in what is shown of its speech, syllables of what is said, predicted seconds with
    the pause to the next page, and how many times the median page that is."""

    id: str
    name: str
    words: int
    syllables: int
    seconds: float
    share: float

    @property
    def crowded(self) -> bool:
        """Whether far more is said on this page than on the others."""
        return self.share > CROWDED


@dataclass(frozen=True)
class Budget:
    """A talk's cost and its limits.

    Attributes:
        pages: what each page costs.
        words, syllables, seconds: of the whole talk; seconds are what the narration is predicted to take.
        longest: the seconds that it takes at most, if the voice is heard exactly at the pace asked for and not, as is
            allowed, up to 2.8 % faster.
        word_limit: the words that the script declares, or else that the minutes hold at the pace asked for.
        declared: whether the script itself declares its words; then they are a limit of their own.
        seconds_limit: the time allowed.
        words_per_minute: the pace asked for.
        rate: the engine's rate at which that pace is heard.
        limited: whether anybody says how long the talk may be; without that, nothing is over.
    """

    pages: list[PageCost]
    words: int
    syllables: int
    seconds: float
    longest: float
    word_limit: int
    declared: bool
    seconds_limit: float
    words_per_minute: float
    rate: float
    limited: bool = True

    @property
    def over_words(self) -> int:
        """Words beyond the limit; 0 when there are none. They count only where the script declares its words."""
        return max(0, self.words - self.word_limit) if self.limited else 0

    @property
    def over_seconds(self) -> float:
        """Seconds to lose, in tenths as they are printed; 0.0 when the talk fits."""
        return seconds_over(self.seconds, self.seconds_limit) if self.limited else 0.0

    @property
    def fits(self) -> bool:
        """Whether the talk is predicted to be within its time, and within the words that it declares."""
        return not self.over_seconds and not (self.declared and self.over_words)

    def as_json(self) -> dict[str, Any]:
        """All of it as plain values."""
        pages = [{**asdict(page), "crowded": page.crowded} for page in self.pages]
        judged = {"over_words": self.over_words, "over_seconds": self.over_seconds, "fits": self.fits}
        limits = {} if self.limited else {"word_limit": None, "seconds_limit": None}
        return {**asdict(self), "pages": pages, **judged, **limits}

    def table(self) -> list[tuple[str, ...]]:
        """Rows of text, a page each, then the whole and the limits; the first row is the head."""
        rows: list[tuple[str, ...]] = [("page", "words", "syllables", "seconds", "")]
        for page in self.pages:
            mark = f"crowded: {page.share:.1f} times the median page" if page.crowded else ""
            rows.append((page.name, str(page.words), str(page.syllables), f"{page.seconds:.1f}", mark))
        rows.append(("total", f"{self.words:,}", f"{self.syllables:,}", f"{self.seconds:.1f}", ""))
        if self.limited:
            rows.append(("limit", f"{self.word_limit:,}", "", f"{self.seconds_limit:.1f}", ""))
        return rows

    def verdict(self) -> str:
        """How the talk stands against its limits, in a line."""
        if not self.limited:
            return "no limit: neither the script nor its settings say how long it may take (--minutes N)"
        over = []
        if self.over_seconds:
            over.append(f"{self.over_seconds:,.1f} s over the time allowed")
        if self.declared and self.over_words:
            over.append(f"{self.over_words:,} words over the {self.word_limit:,} that the script declares")
        spare = max(round(self.seconds_limit, 1) - round(self.seconds, 1), 0.0)
        return ", ".join(over) or f"{spare:,.1f} s to spare"


def seconds_over(seconds: float, limit: float) -> float:
    """How far `seconds` are beyond `limit`, in tenths: what is judged is what is printed."""
    return max(0.0, round(round(seconds, 1) - round(limit, 1), 1))


def predict_budget(script: Script, voice: VoiceTiming, *, limited: bool = True) -> Budget:
    """What `script` costs in the voice that the talk has, against its limits where it has any (`limited`)."""
    model = voice.model
    found = predict_pages([page_speech(page, model) for page in script.pages], voice, script.words_per_minute)
    middle = sorted(found.pages)[len(found.pages) // 2] if found.pages else 0.0
    pages = [
        PageCost(
            id=page.id,
            name=page.title or (f"Page {page.number}" if page.number is not None else page.id),
            words=page.words,
            syllables=page.syllables,
            seconds=seconds,
            share=seconds / middle if middle else 0.0,
        )
        for page, seconds in zip(script.pages, found.pages, strict=True)
    ]
    pace = voice.pace(script.words_per_minute)
    declared = script.declared.limit_in(script.minutes, pace) if script.declared else None
    return Budget(
        pages=pages,
        words=script.words,
        syllables=script.syllables,
        seconds=found.whole,
        longest=found.longest,
        word_limit=declared or round(script.minutes * pace),
        declared=declared is not None,
        seconds_limit=60 * script.minutes,
        words_per_minute=pace,
        rate=found.rate,
        limited=limited,
    )
