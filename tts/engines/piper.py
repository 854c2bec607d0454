"""Piper, a neural voice, where the user has installed `piper-tts` and has a model.

`voice` is the path of the model (`.onnx`, its `.onnx.json` beside it), from the talk's folder. Piper draws noise for
liveliness; it is switched off here, so that the same words give the same bytes, unless `options` sets `noise_scale` or
`noise_w_scale`.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from plainspoken.base.errors import InputError
from plainspoken.base.files import fingerprint
from plainspoken.tts.engines.engine import Abilities, EngineSound, Identity, SegmentRequest, VoiceInfo
from plainspoken.tts.text.sentences import capitalised
from plainspoken.tts.text.utterance import Segment

_INSTALL = "install it into this environment (`pip install piper-tts`) and name a model as `voice` under [voice]"


class PiperEngine:
    """A Piper model. Its rate is a speed: 1 is the model's own."""

    name = "piper"

    def abilities(self, options: dict[str, str]) -> Abilities:
        """Pace, and nothing else."""
        return Abilities(slowest=0.4, fastest=3.0, neutral=1.0, words_per_rate=170)

    def identify(self, voice: str | None, language: str, options: dict[str, str], folder: Path) -> Identity:
        """The model's file name and what is in it."""
        from importlib.metadata import PackageNotFoundError, version

        try:
            installed = version("piper-tts")
        except PackageNotFoundError:
            raise InputError("Piper is not installed", remedy=_INSTALL) from None
        content = fingerprint(_model(voice, folder).read_bytes())
        return Identity(self.name, f"piper-tts {installed}, model {content}", str(voice))

    def page_inputs(self, page: str, options: dict[str, str], folder: Path) -> str:
        """Nothing besides the words."""
        return ""

    def voices(self) -> list[VoiceInfo]:
        """None that can be known of: models are the user's."""
        return []

    def prepare(self, voice: str, folder: Path) -> None:
        """Load the model once, before the processes that speak are forked."""
        _loaded(str(_model(voice, folder)))

    def speak(self, segment: Segment, request: SegmentRequest) -> EngineSound:
        """Say one segment."""
        piper: Any = import_module("piper")
        voice = _loaded(str(_model(request.voice, request.folder)))
        config = piper.SynthesisConfig(
            length_scale=1 / (request.rate * segment.rate),
            noise_scale=_number(request.options, "noise_scale"),
            noise_w_scale=_number(request.options, "noise_w_scale"),
        )
        chunks = list(voice.synthesize(capitalised(segment.text), config))
        if not chunks:
            raise InputError("Piper said nothing", remedy="give the words a pronunciation, or write them out")
        return EngineSound(b"".join(chunk.audio_int16_bytes for chunk in chunks), chunks[0].sample_rate)


@cache
def _loaded(path: str) -> Any:
    return import_module("piper").PiperVoice.load(path)


def _number(options: dict[str, str], name: str) -> float:
    try:
        return float(options.get(name, "0"))
    except ValueError:
        raise InputError(
            f"`{name}` is not a number: {options[name]!r}", remedy="mend `options` under [voice]"
        ) from None


def _model(voice: str | None, folder: Path) -> Path:
    if not voice:
        raise InputError("Piper needs a model", remedy=_INSTALL)
    path = folder / voice
    if not path.is_file():
        raise InputError("no Piper model here", file=path, remedy="name the .onnx file as `voice` under [voice]")
    return path


ENGINE = PiperEngine()
