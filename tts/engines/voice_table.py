"""The table of voices whose model is one file: language, sex, licence, sample rate, where the file is, and its hash."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

PACKAGE = "package"
"""Stands for a file that comes with the engine's package."""


@dataclass(frozen=True)
class VoiceModel:
    """One voice of the table. `file` is the name of its model, `sha256` the hash of what must be in it."""

    engine: str
    voice: str
    language: str
    sex: str
    licence: str
    hertz: int
    file: str
    sha256: str

    @property
    def british(self) -> bool:
        """Whether it speaks British English."""
        return self.language == "en-GB"


@cache
def voice_models(engine: str) -> dict[str, VoiceModel]:
    """The voices of an engine by name, in the order of the table."""
    found = {}
    for line in Path(__file__).with_name("voices.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, voice, language, sex, licence, hertz, file, sha256 = line.split("\t")
            if name == engine:
                found[voice] = VoiceModel(name, voice, language, sex, licence, int(hertz), file, sha256)
    return found
