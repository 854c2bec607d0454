"""Word times for engines that tell none."""

from __future__ import annotations

from typing import Any

from tts.engines.engine import Request
from tts.times import WordTime, proportional
from tts.utterance import Breath


def align(breath: Breath, signal: Any, rate: int, request: Request) -> tuple[list[WordTime], str]:
    """Word times of a breath in its trimmed signal, and where they come from."""
    return proportional(breath.words, len(signal) * 1000 / rate), "proportional"
