"""The table of voices whose model is one file: language, sex, licence, sample rate, where the file is, and its hash."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from plainspoken.script.spoken.pronouncing_dictionary import cache_folder

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


def voice_folder(engine: str) -> Path:
    """Where an engine's voices are that do not come with a package: HIBARI_HOME, KOKORO_HOME; else where hibari-tts
    itself keeps them, and a folder of this program's cache for all others."""
    if home := os.environ.get(f"{engine.upper()}_HOME"):
        return Path(home)
    return cache_folder().with_name(engine) if engine == "hibari" else cache_folder() / engine
