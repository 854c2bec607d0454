"""What predicted seconds depend on besides the words: the facts of the voice that a talk has."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class VoiceTiming:
    """The plain values of a talk's `[voice]` table that decide how long its words take.

    `VoiceSettings.timing` makes one; `ScriptSettings.voice` carries it to whatever predicts seconds. The defaults are
    those of a talk without a `[voice]` table.

    Attributes:
        engine: the engine's name, which chooses the length model (`script/words/voice_lengths/`).
        voice: the engine's voice; None for its own choice.
        words_per_minute: the pace that is to be heard; None for the pace of the script itself.
        engine_rate: the rate that the engine is pinned to, in its own unit; None where the pace decides.
        page_pause_ms: silence between what is said on two pages, in milliseconds.
        silent_page_ms: how long a page on which nothing is said is shown, in milliseconds.
    """

    engine: str = "espeak"
    voice: str | None = None
    words_per_minute: float | None = None
    engine_rate: float | None = None
    page_pause_ms: int = 450
    silent_page_ms: int = 3000
