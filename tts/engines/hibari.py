"""The embedded neural voice: hibari-tts, a small model distilled from Kokoro-82M, run by onnxruntime. English only.

It speaks sentence by sentence at its natural pace and is brought to the pace that is asked for afterwards, by time
compression: set to speak fast, the model swallows consonants (docs/voice.md). A word's time is where the model
itself begins it. Nothing is ever downloaded: the package holds one voice, and other voices are files that the user has.
"""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from plainspoken.base.errors import InputError
from plainspoken.script.durations.voice_timing import VoiceTiming
from plainspoken.tts.engines.engine import Abilities, EngineSound, Identity, SegmentRequest, VoiceInfo
from plainspoken.tts.engines.hibari_model import KNOWN_MODELS, AcousticModel
from plainspoken.tts.engines.hibari_phonemes import Phonemizer
from plainspoken.tts.engines.phoneme_speech import speak_phonemes
from plainspoken.tts.engines.voice_table import PACKAGE, voice_folder, voice_models
from plainspoken.tts.settings import NEURAL_VOICE, why_no_neural_voice
from plainspoken.tts.text.utterance import Segment

_LENGTHS = VoiceTiming(engine="hibari").model
_ABILITIES = Abilities(
    slowest=_LENGTHS.slowest,
    fastest=_LENGTHS.fastest,
    neutral=1.0,
    words_per_rate=_LENGTHS.words_per_rate,
    lengths=_LENGTHS,
    events=True,
    emphasis=True,
    stateless=True,
    compressed=True,
)


class HibariEngine:
    """The embedded neural voice. Its rate is a tempo (1 is natural, 2 twice as fast), its pitch in semitones."""

    name = "hibari"

    def abilities(self, options: dict[str, str]) -> Abilities:
        """Events, emphasis, and a tempo that is set after synthesis."""
        return _ABILITIES

    def identify(self, voice: str | None, language: str, options: dict[str, str], folder: Path) -> Identity:
        """The voice asked for, with everything that its samples depend on."""
        reason = why_no_neural_voice()
        if reason:
            raise InputError(reason, remedy=_REMEDY)
        if not language.lower().startswith("en"):
            raise InputError(f"hibari speaks English only, not {language!r}", remedy="use the engine espeak")
        chosen = voice or NEURAL_VOICE
        model = _digest(model_path(chosen))
        note = unknown_model_note(chosen)
        versions = [f"{name} {version(name)}" for name in ("hibari-tts", "onnxruntime", "numpy")]
        return Identity(self.name, f"{', '.join(versions)}, model {model[:12]}, {platform.machine()}", chosen, note)

    def page_inputs(self, page: str, options: dict[str, str], folder: Path) -> str:
        """Nothing besides the words."""
        return ""

    def voices(self) -> list[VoiceInfo]:
        """The voice of the package, and those of the table whose file is here."""
        if why_no_neural_voice():
            return []
        return [
            VoiceInfo(self.name, model.voice, model.language, f"{model.sex}, {model.licence}")
            for model in voice_models("hibari").values()
            if model.file == PACKAGE or (voice_folder("hibari") / model.file).is_file()
        ]

    def prepare(self, voice: str, folder: Path) -> None:
        """Load the voice, before the processes that speak are forked."""
        _voice(voice)

    def speak(self, segment: Segment, request: SegmentRequest) -> EngineSound:
        """Say one segment at its natural pace times its own `rate`, whatever rate is requested."""
        model, phonemizer = _voice(request.voice)
        return speak_phonemes(segment, request, model, phonemizer)


def model_path(voice: str) -> Path:
    """The file of a voice's model: the package's own, or one that the user has put where hibari-tts keeps its voices.

    Raises:
        InputError: there is no such voice, its file is not on this machine, or it holds something else.
    """
    models = voice_models("hibari")
    if voice not in models:
        raise InputError(f"hibari has no voice {voice!r}", remedy=f"its voices are: {', '.join(models)}")
    spec = find_spec("hibari")
    assert spec is not None and spec.origin is not None
    if models[voice].file == PACKAGE:
        return Path(spec.origin).parent / "assets" / "hibari.onnx"
    path = voice_folder("hibari") / models[voice].file
    if not path.is_file():
        raise InputError(
            f"the model of the voice {voice!r} is not here, and nothing is downloaded",
            file=path,
            remedy=f"put the file there (its SHA-256 begins {models[voice].sha256[:12]}), or leave `voice` out",
        )
    if _digest(path) != models[voice].sha256:
        raise InputError("this is not that voice's model: its hash differs", file=path, remedy="get the file again")
    return path


def unknown_model_note(voice: str) -> str:
    """What to say of a voice whose model is not one whose inside is known; empty for those that are.

    Raises:
        InputError: as `model_path`.
    """
    digest = _digest(model_path(voice))
    if digest in KNOWN_MODELS:
        return ""
    return (
        f"the model of the voice {voice!r} has a hash that this version does not know ({digest[:12]}), so word times "
        "come from alignment, not from the model, and stressed words are not stressed"
    )


@cache
def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@cache
def _voice(voice: str) -> tuple[AcousticModel, Phonemizer]:
    return AcousticModel(model_path(voice)), Phonemizer(british=voice_models("hibari")[voice].british)


_REMEDY = 'run `make setup`, or set `engine = "espeak"` under [voice] in talk.toml'

ENGINE = HibariEngine()
