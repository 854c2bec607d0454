"""The system's festival, through `text2wave`."""

from __future__ import annotations

import re
from pathlib import Path

from plainspoken.base.errors import InputError
from plainspoken.tts.engines.engine import Abilities, EngineSound, Identity, SegmentRequest, VoiceInfo
from plainspoken.tts.engines.system_program import ask, need, speak_with
from plainspoken.tts.text.sentences import capitalised
from plainspoken.tts.text.utterance import Segment

_INSTALL = "install it (Debian: `apt install festival festvox-us-slt-hts`), or use the engine espeak"


class FestivalEngine:
    """festival's installed voices. Its rate is a speed: 1 is the voice's own."""

    name = "festival"

    def abilities(self, options: dict[str, str]) -> Abilities:
        """Pace, and nothing else."""
        return Abilities(slowest=0.3, fastest=4.0, neutral=1.0, words_per_rate=139)

    def identify(self, voice: str | None, language: str, options: dict[str, str], folder: Path) -> Identity:
        """The voice asked for, or the first installed; English only."""
        program = need("festival", remedy=_INSTALL)
        need("text2wave", remedy=_INSTALL)
        if not language.lower().startswith("en"):
            raise InputError(f"no festival voice for {language!r} is known here", remedy="use the engine espeak")
        known = _voices(program)
        if not known:
            raise InputError("festival has no voice installed", remedy=_INSTALL)
        chosen = voice or known[0]
        if chosen not in known:
            raise InputError(f"festival has no voice {chosen!r}", remedy=f"its voices are: {', '.join(known)}")
        version = re.search(r"System:\s*([\w.:]+)", ask([program, "--version"]))
        return Identity(self.name, version[1] if version else "unknown", chosen)

    def page_inputs(self, page: str, options: dict[str, str], folder: Path) -> str:
        """Nothing besides the words."""
        return ""

    def voices(self) -> list[VoiceInfo]:
        """The voices that are installed."""
        try:
            program = need("festival", remedy=_INSTALL)
        except InputError:
            return []
        return [VoiceInfo(self.name, name, "en-US") for name in _voices(program)]

    def prepare(self, voice: str, folder: Path) -> None:
        """Nothing to load."""

    def speak(self, segment: Segment, request: SegmentRequest) -> EngineSound:
        """Say one segment. The voice's name is one that festival listed, so nothing of the user's is run as Scheme.

        HTS voices take their speed from the parameters of their own engine and ignore `Duration_Stretch`.
        """
        program = need("text2wave", remedy=_INSTALL)
        if request.voice not in _voices(need("festival", remedy=_INSTALL)):
            raise InputError(f"festival has no voice {request.voice!r}", remedy=_INSTALL)
        speed = request.rate * segment.rate
        scheme = (
            f"(begin (voice_{request.voice}) (if (eq 'HTS (Parameter.get 'Synth_Method))"
            f' (set! hts_engine_params (append hts_engine_params (list (list "-r" {speed:.4f}))))'
            f" (Parameter.set 'Duration_Stretch {1 / speed:.4f})))"
        )

        def command(text: Path, wav: Path) -> list[str]:
            return [program, "-o", str(wav), "-eval", scheme, str(text)]

        return speak_with(self.name, capitalised(segment.text), command, limit_s=request.time_limit_s)


def _voices(program: str) -> list[str]:
    listed = re.search(r"\(([\w\s-]*)\)", ask([program, "-b", "(print (voice.list))"]))
    return sorted(listed[1].split()) if listed else []


ENGINE = FestivalEngine()
