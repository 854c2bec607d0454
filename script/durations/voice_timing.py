"""What predicted seconds depend on besides the words: the facts of the voice that a talk has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from plainspoken.script.durations.length_model import LengthModel

FEWEST_WORDS = 40
"""Below this many words a text has the rate of ordinary text: one word is too much of it to find a pace by."""
LEAD_MS = 120
"""Silence before the first sound of a page; the rest of `page_pause_ms` follows the last."""
LEAST_PAUSE_MS = 190
"""Silence of a page at the least: the lead, and on average one and a half AAC frames of 46 ms after the last sound."""


@dataclass(frozen=True)
class VoiceTiming:
    """The plain values of a talk's `[voice]` table that decide how long its words take.

    `VoiceSettings.timing` makes one; `ScriptSettings.voice` carries it to whatever predicts seconds. The defaults are
    those of a talk without a `[voice]` table. Pitch is not among them: it changes no length.

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

    @property
    def model(self) -> LengthModel:
        """The lengths of the engine's speech; of an engine that has not been fitted, those of the default engine."""
        from plainspoken.script.durations.length_model import length_model

        found = length_model(self.engine) or length_model("espeak")
        assert found is not None, "the default engine's lengths are part of the package"
        return found

    @property
    def fitted(self) -> bool:
        """Whether the engine has lengths of its own."""
        from plainspoken.script.durations.length_model import length_model

        return length_model(self.engine) is not None

    def exact(self, words: int) -> bool:
        """Whether a text of so many words is heard at the pace asked for whatever the length model says of the whole:
        an engine that has not been fitted, or one whose sound is brought to the pace, where no rate is pinned."""
        return not self.fitted or (self.model.pace == "exact" and self.engine_rate is None and words >= FEWEST_WORDS)

    @property
    def pause_ms(self) -> int:
        """Silence between what is said on two pages as it comes to be, in milliseconds."""
        return max(self.page_pause_ms, LEAST_PAUSE_MS)

    def pace(self, script_words_per_minute: float) -> float:
        """Words a minute that are to be heard."""
        return self.words_per_minute or script_words_per_minute
