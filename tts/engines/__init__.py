"""The engines, each in a module of its own, found by name and loaded when named."""

from __future__ import annotations

import importlib

from plainspoken.base.errors import InputError
from plainspoken.tts.engines.engine import Engine

ENGINES: dict[str, str] = {
    "hibari": "embedded: a small neural voice for English, the default where onnxruntime has a wheel",
    "espeak": "embedded: espeak-ng from its wheel, no system package needed",
    "pyttsx3": "whatever voice the system has, through pyttsx3",
    "flite": "the system's flite (clearest measured: rms)",
    "festival": "the system's festival",
    "piper": "Piper with a model of your own",
    "command": "any command line that writes a WAV",
    "take": "your own recording, one WAV a page",
}

_MODULES = {"take": "recorded_take"}
"""Engines whose module is not called as they are."""


def choose_engine(engine: str | None, voice: str | None, language: str) -> tuple[str, str | None]:
    """The engine and the voice that are meant.

    `ENGINE:VOICE` names both. Without an engine, a voice that hibari has is hibari's and any other espeak's; without a
    voice either, English is spoken by hibari where it is installed, and everything else by espeak.
    """
    if engine is None and voice and voice.partition(":")[0] in ENGINES:
        engine, _, voice = voice.partition(":")
    if engine is None:
        from plainspoken.tts.engines.hibari import DEFAULT_VOICE, why_not_here

        if voice:
            engine = "hibari" if voice == DEFAULT_VOICE else "espeak"
        else:
            english = language.lower().startswith("en")
            engine = "hibari" if english and why_not_here() is None else "espeak"
    return engine, voice or None


def find_engine(name: str) -> Engine:
    """The engine of that name.

    Raises:
        InputError: there is no such engine.
    """
    if name not in ENGINES:
        raise InputError(
            f"no engine is called {name!r}",
            remedy=f"set `engine` under [voice] in talk.toml to one of: {', '.join(ENGINES)}",
        )
    module = importlib.import_module(f"plainspoken.tts.engines.{_MODULES.get(name, name)}")
    engine: Engine = module.ENGINE
    return engine
