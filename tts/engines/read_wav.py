"""Reading what an engine wrote, without trusting it."""

from __future__ import annotations

import wave
from pathlib import Path

from plainspoken.base.errors import InputError
from plainspoken.tts.engines.engine import EngineSound


def read_wav(path: Path, *, engine: str, said: str = "") -> EngineSound:
    """A WAV file as mono 16-bit sound; other kinds of WAV go through ffmpeg.

    Raises:
        InputError: the engine wrote no file, or none that can be read; with what it said about it.
    """
    complaint = f": {said}" if said else ""
    if not path.is_file() or path.stat().st_size <= 44:
        raise InputError(f"{engine} wrote no sound{complaint}", remedy="try its voice on its own, or another engine")
    try:
        with wave.open(str(path), "rb") as file:
            if file.getnchannels() == 1 and file.getsampwidth() == 2:
                return EngineSound(file.readframes(file.getnframes()), file.getframerate())
            rate = file.getframerate()
    except (wave.Error, EOFError):
        rate = 22050
    from plainspoken.tts.audio.encode_sound import decoded

    return EngineSound(decoded(path, rate), rate)
