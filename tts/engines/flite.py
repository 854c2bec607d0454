"""The system's flite: small, quick, and with `rms` the clearest voice measured (docs/voice.md)."""

from __future__ import annotations

import re
from pathlib import Path

from plainspoken.base.errors import InputError
from plainspoken.tts.engines.engine import Abilities, EngineSound, Identity, SegmentRequest, VoiceInfo
from plainspoken.tts.engines.system_program import ask, need, speak_with
from plainspoken.tts.text.sentences import capitalised
from plainspoken.tts.text.utterance import Segment

_DEFAULT = "rms"
_INSTALL = "install it (Debian: `apt install flite`), or use the engine espeak, which brings its own voice"


class FliteEngine:
    """flite's built-in voices. Its rate is a speed: 1 is the voice's own."""

    name = "flite"

    def abilities(self, options: dict[str, str]) -> Abilities:
        """Pace, and nothing else."""
        return Abilities(slowest=0.3, fastest=4.0, neutral=1.0, words_per_rate=128)

    def identify(self, voice: str | None, language: str, options: dict[str, str], folder: Path) -> Identity:
        """The voice asked for, or rms; English only."""
        program = need("flite", remedy=_INSTALL)
        if not language.lower().startswith("en"):
            raise InputError(f"flite speaks English only, not {language!r}", remedy="use the engine espeak or piper")
        known = _voices(program)
        chosen = voice or _DEFAULT
        if chosen not in known:
            raise InputError(f"flite has no voice {chosen!r}", remedy=f"its voices are: {', '.join(known)}")
        version = re.search(r"version:\s*(\S+)", ask([program, "--version"]))
        return Identity(self.name, version[1] if version else "unknown", chosen)

    def page_inputs(self, page: str, options: dict[str, str], folder: Path) -> str:
        """Nothing besides the words."""
        return ""

    def voices(self) -> list[VoiceInfo]:
        """The voices that are built in."""
        try:
            program = need("flite", remedy=_INSTALL)
        except InputError:
            return []
        return [
            VoiceInfo(self.name, name, "en-US", "clearest" if name == _DEFAULT else "") for name in _voices(program)
        ]

    def prepare(self, voice: str, folder: Path) -> None:
        """Nothing to load."""

    def speak(self, segment: Segment, request: SegmentRequest) -> EngineSound:
        """Say one segment."""
        program = need("flite", remedy=_INSTALL)
        stretch = 1 / (request.rate * segment.rate)

        def command(text: Path, wav: Path) -> list[str]:
            pitch = ["--setf", f"int_f0_target_mean={request.pitch:g}"] if request.pitch else []
            pace = ["--setf", f"duration_stretch={stretch:.4f}"]
            return [program, "-voice", request.voice, *pace, *pitch, "-f", str(text), "-o", str(wav)]

        return speak_with(self.name, capitalised(segment.text), command, limit_s=request.time_limit_s)


def _voices(program: str) -> list[str]:
    listed = re.search(r"Voices available:(.*)", ask([program, "-lv"]))
    return listed[1].split() if listed else []


ENGINE = FliteEngine()
