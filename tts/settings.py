"""The `[voice]` table of `talk.toml`."""

from __future__ import annotations

from pydantic import Field

from experiments.document import Part


class VoiceSettings(Part):
    """Who speaks and how fast. `voice` and `words_per_minute` of `None` leave the engine's and the talk's own."""

    engine: str = "espeak"
    voice: str | None = None
    words_per_minute: float | None = Field(default=None, gt=0)
    pitch: float | None = None
    loudness_lufs: float = -16.0
    page_pause_ms: int = Field(default=600, ge=0)
    options: dict[str, str] = Field(default_factory=dict)
