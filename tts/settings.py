"""The `[voice]` table of `talk.toml`."""

from __future__ import annotations

from importlib.util import find_spec

from pydantic import Field

from plainspoken.base.document import Part
from plainspoken.script.durations.voice_timing import VoiceTiming
from plainspoken.script.settings import FASTEST_WORDS

ENGINES: dict[str, str] = {
    "hibari": "embedded: a small neural voice for English, the default where onnxruntime has a wheel",
    "kokoro": "Kokoro-82M, for English: the most natural, slow; `plainspoken voices fetch kokoro` gets it",
    "espeak": "embedded: espeak-ng from its wheel, no system package needed",
    "pyttsx3": "whatever voice the system has, through pyttsx3",
    "flite": "the system's flite (clearest measured: rms)",
    "festival": "the system's festival",
    "piper": "Piper with a model of your own",
    "command": "any command line that writes a WAV",
    "take": "your own recording, one WAV a page",
}
"""The engines: what each is."""

NEURAL_VOICE, KOKORO_VOICE = "heart", "af_heart"
"""The voice that the neural engine brings, and the one of Kokoro that it was distilled from."""


def why_no_neural_voice() -> str | None:
    """Why the embedded neural voice cannot speak on this machine; None when it can."""
    for module, package in (("onnxruntime", "onnxruntime"), ("hibari", "hibari-tts")):
        if find_spec(module) is None:
            return f"the embedded neural voice is not installed (`{package}` is missing)"
    return None


def choose_engine(engine: str | None, voice: str | None, language: str) -> tuple[str, str | None]:
    """The engine and the voice that are meant.

    `ENGINE:VOICE` names both. Without an engine, the neural engine's voice is its own and any other espeak's; without a
    voice either, English is spoken by the neural voice where it is installed, and everything else by espeak.
    """
    if engine is None and voice and voice.partition(":")[0] in ENGINES:
        engine, _, voice = voice.partition(":")
    if engine is None and voice:
        engine = "hibari" if voice == NEURAL_VOICE else "espeak"
    if engine is None:
        english = language.lower().startswith("en")
        engine = "hibari" if english and why_no_neural_voice() is None else "espeak"
    return engine, voice or None


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
    words_per_minute: float | None = Field(default=None, gt=0, le=FASTEST_WORDS)
    engine_rate: float | None = Field(default=None, gt=0, le=1e6)
    pitch: float | None = Field(default=None, ge=-1e6, le=1e6)
    loudness_lufs: float = Field(default=-16.0, ge=-40, le=-10)
    page_pause_ms: int = Field(default=450, ge=0, le=3_600_000)
    silent_page_ms: int = Field(default=3000, ge=0, le=3_600_000)
    caption_columns: int = Field(default=42, ge=20, le=1000)
    cache_megabytes: int = Field(default=1000, gt=0, le=10_000_000)
    time_limit_s: float = Field(default=120.0, gt=0, le=86_400)
    options: dict[str, str] = Field(default_factory=dict)

    def chosen(self, language: str) -> VoiceSettings:
        """The settings with the engine and the voice that a talk in `language` is spoken by on this machine."""
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
