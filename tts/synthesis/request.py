"""The synthesis request of a talk: engine, voice, text by page, and the cache keys that follow from them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from plainspoken.base.files import fingerprint
from plainspoken.script.model import Script
from plainspoken.tts.engines import find_engine
from plainspoken.tts.engines.engine import Abilities, Engine, Identity, SegmentRequest
from plainspoken.tts.settings import VoiceSettings
from plainspoken.tts.synthesis.synthesize import Finish
from plainspoken.tts.text.utterance import Utterance, utterance

# Raise when the same request would give other samples or times: the cache must not hand out old ones.
VOICING, FINISHING, ASSEMBLY = "7", "4", "4"


@dataclass(frozen=True)
class SynthesisRequest:
    """What is to be synthesised: the engine, the exact voice, the requested pace, and the utterance of each page."""

    engine: Engine
    identity: Identity
    words_per_minute: float
    utterances: tuple[Utterance, ...]
    page_inputs: dict[str, str]
    settings: VoiceSettings
    language: str
    folder: Path
    phonemes: dict[str, str] = field(default_factory=dict)

    def segment_request(self, utterance: Utterance, rate: float) -> SegmentRequest:
        """How a page is to be said at an engine's rate."""
        return SegmentRequest(
            voice=self.identity.voice,
            rate=rate,
            pitch=self.settings.pitch,
            language=self.language,
            options=self.settings.options,
            folder=self.folder,
            page=utterance.page,
            time_limit_s=self.settings.time_limit_s,
            phonemes=self.phonemes,
        )

    def natural_key(self, utterance: Utterance) -> str:
        """The cache key of what the engine says for a page at its own pace."""
        return fingerprint(
            "natural",
            VOICING,
            repr(self.identity),
            repr(self.settings.pitch),
            self.language,
            repr(sorted(self.settings.options.items())),
            repr([(segment.text, segment.words, segment.rate) for segment in utterance.segments]),
            repr(sorted(self.phonemes.items())),
        )

    def take_key(self, utterance: Utterance, rate: float) -> str:
        """The cache key of what the engine says for a page. The page's own name is not in it."""
        return fingerprint(
            "take",
            VOICING,
            repr(self.identity),
            repr(rate),
            repr(self.settings.pitch),
            self.language,
            repr(sorted(self.settings.options.items())),
            repr(utterance.segments),
            repr(utterance.pause_after_ms),
            self.page_inputs.get(utterance.page, ""),
            repr(sorted(self.phonemes.items())),
        )

    @cached_property
    def spoken(self) -> frozenset[str]:
        """The pages on which something is said."""
        return frozenset(utterance.page for utterance in self.utterances if utterance.segments)

    @property
    def abilities(self) -> Abilities:
        """What the engine can do with the talk's options."""
        return self.engine.abilities(self.settings.options)

    def finish(self, utterance: Utterance, rate: float, sample_rate: int) -> Finish:
        """How a page becomes a clip, and the clip's cache key."""
        settings = self.settings
        take = self.take_key(utterance, rate) if utterance.segments else f"silence {sample_rate}"
        how = (settings.loudness_lufs, settings.page_pause_ms, settings.silent_page_ms)
        return Finish(fingerprint("clip", FINISHING, take, repr(how)), *how)

    @property
    def inputs(self) -> str:
        """A fingerprint of all but the script that a narration depends on."""
        return fingerprint(
            VOICING, FINISHING, ASSEMBLY, repr(self.identity), self.settings.model_dump_json(), repr(self.page_inputs)
        )


def synthesis_request(script: Script, settings: VoiceSettings, folder: Path) -> SynthesisRequest:
    """Find the engine and the voice, and put the pages into words.

    Raises:
        InputError: no such engine or voice here, or nothing is said in the whole script.
    """
    settings = settings.chosen(script.language)
    engine = find_engine(settings.engine or "")
    identity = engine.identify(settings.voice, script.language, settings.options, folder)
    whole = engine.abilities(settings.options).whole_page
    utterances = tuple(utterance(page, whole=whole) for page in script.pages)
    inputs = {
        spoken.page: engine.page_inputs(spoken.page, settings.options, folder)
        for spoken in utterances
        if spoken.segments
    }
    return SynthesisRequest(
        engine=engine,
        identity=identity,
        words_per_minute=settings.words_per_minute or script.words_per_minute,
        utterances=utterances,
        page_inputs={page: value for page, value in inputs.items() if value},
        settings=settings,
        language=script.language,
        folder=folder,
        phonemes=script.phonemes,
    )
