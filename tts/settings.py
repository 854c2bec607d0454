"""The `[voice]` table of `talk.toml`."""

from __future__ import annotations

from pydantic import Field

from plainspoken.base.document import Part
from plainspoken.script.timing.voice_timing import VoiceTiming


class VoiceSettings(Part):
    """Who speaks and how fast.

    `engine` of `None` is the neural voice for English where it is installed, and espeak otherwise; `voice` may name
    both (`ENGINE:VOICE`). `voice` and `words_per_minute` of `None` leave the engine's own voice for the talk's language
    and the talk's own pace. Words are those of the shown text by whitespace, as the budget counts them, and the pace is
    that of the whole narration, pauses between pages included; only pauses that the author wrote are left out.
    `engine_rate` pins the rate that the engine itself is set to and switches calibration off. `pitch` is the engine's
    own scale (espeak: 0 to 99). `jobs` of `None` uses every processor. `time_limit_s` bounds one page.
    """

    engine: str | None = None
    voice: str | None = None
    words_per_minute: float | None = Field(default=None, gt=0)
    engine_rate: float | None = Field(default=None, gt=0)
    pitch: float | None = None
    loudness_lufs: float = Field(default=-16.0, ge=-40, le=-10)
    page_pause_ms: int = Field(default=450, ge=0)
    silent_page_ms: int = Field(default=3000, ge=0)
    caption_columns: int = Field(default=42, ge=20)
    cache_megabytes: int = Field(default=1000, gt=0)
    time_limit_s: float = Field(default=120.0, gt=0)
    options: dict[str, str] = Field(default_factory=dict)

    def chosen(self, language: str) -> VoiceSettings:
        """The settings with the engine and the voice that a talk in `language` is spoken by on this machine."""
        from plainspoken.tts.engines import choose_engine

        engine, voice = choose_engine(self.engine, self.voice, language)
        return self.model_copy(update={"engine": engine, "voice": voice})

    @property
    def timing(self) -> VoiceTiming:
        """What the budget has to know of the voice, for a talk in English."""
        return self.timing_in("en-US")

    def timing_in(self, language: str) -> VoiceTiming:
        """What the budget has to know of the voice that a talk in `language` has."""
        chosen = self.chosen(language)
        assert chosen.engine is not None
        return VoiceTiming(
            engine=chosen.engine,
            voice=chosen.voice,
            words_per_minute=self.words_per_minute,
            engine_rate=self.engine_rate,
            page_pause_ms=self.page_pause_ms,
            silent_page_ms=self.silent_page_ms,
        )
