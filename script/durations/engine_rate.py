"""The rate that an engine is set to so that a pace is heard.

An engine set to 200 words a minute does not speak 200: it has its own idea of a word and of a pause. So its rate is
first guessed from what the text asks of the voice. Rates lie on a coarse scale, so that most edits do not move them. A
text of less than forty words has the rate that ordinary text has: one word is too much of it to go by.

The voice begins with this rate and measures what is heard (`tts/synthesis/calibrate.py`); the budget predicts with it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from plainspoken.script.durations.length_model import LengthModel, SpeechLoad
from plainspoken.script.durations.voice_timing import FEWEST_WORDS

# How much faster than asked a guess aims: a talk may be heard a little faster, never slower.
_AIM = 1.005

SegmentLoad = tuple[float, SpeechLoad]
"""What is said in one go: its pace beside the voice's own (1.0), and its load."""


def guessed_rate(
    asked: float,
    model: LengthModel,
    segments: Sequence[SegmentLoad],
    words: int,
    pauses: float,
    voice: str | None = None,
) -> float:
    """The engine's rate at which `segments` are heard at the pace asked for, as far as can be told before they are.

    Args:
        asked: words a minute that are to be heard.
        model: the engine's lengths.
        segments: all that is said.
        words: shown words of it.
        pauses: seconds of set pauses, those between pages.
        voice: the engine's voice.

    Returns:
        A rate on the scale of steps, within the engine's bounds.
    """
    wanted = words * 60 / (asked * _AIM) - pauses
    if words < FEWEST_WORDS:
        return bounded(rounded(asked / model.words_per_rate), model.slowest, model.fastest)
    if wanted <= 0:
        return bounded(stepped(asked / model.words_per_rate, step_for(words)), model.slowest, model.fastest)
    low, high = model.slowest, model.fastest
    for _ in range(30):
        middle = (low + high) / 2
        taken = seconds_of(segments, model, middle, voice)
        low, high = (middle, high) if taken > wanted else (low, middle)
    return bounded(stepped(high, step_for(words)), model.slowest, model.fastest)


def seconds_of(segments: Sequence[SegmentLoad], model: LengthModel, rate: float, voice: str | None = None) -> float:
    """Seconds that segments take at an engine's rate, each at its own pace."""
    together: dict[float, SpeechLoad] = {}
    for pace, load in segments:
        together[pace] = together[pace] + load if pace in together else load
    return sum(model.seconds(load, rate * pace, voice) for pace, load in together.items())


def step_for(words: int) -> float:
    """How far apart rates lie, as a share: 1 %, more where one word changes the length of the talk by much of that."""
    return 0.01 if words >= 400 else 0.02 if words >= 200 else 0.04 if words >= 100 else 0.06


def stepped(rate: float, step: float = 0.01) -> float:
    """The next rate on a scale of even steps from 1 on."""
    size = math.log1p(step)
    found = math.exp(size * math.ceil(math.log(rate) / size - 1e-9))
    return rounded(found)


def rounded(rate: float) -> float:
    """A rate that engines take: whole numbers from 20 on, else four significant digits."""
    return float(round(rate)) if rate >= 20 else float(f"{rate:.4g}")


def bounded(rate: float, slowest: float, fastest: float) -> float:
    """The nearest rate that the engine takes."""
    return min(max(rate, slowest), fastest)
