"""The pace that is heard: words by whitespace of the shown text, over all the time that is not the author's own pause.

An engine set to 200 words a minute does not speak 200: it has its own idea of a word and of a pause. So its rate is
guessed from what the text asks of the voice, the talk is voiced, and the pace is measured; where the guess was wrong,
the talk is voiced again at the rate that the measure gives. Nothing of this depends on how the talk was narrated
before: the same text always has the same rate. Rates lie on a coarse scale, so that most edits do not move it. A text
of less than forty words has the rate that ordinary text has: one word is too much of it to go by.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from plainspoken.base.errors import InputError
from plainspoken.tts.engines.engine import Abilities
from plainspoken.tts.engines.lengths import Load, load_of

if TYPE_CHECKING:
    from plainspoken.script.model import Script

# How much faster than asked a talk may be heard, as a share, and more where rates lie far apart: never slower: the
# budget allows a talk exactly as long as the asked pace makes it.
_FASTEST, _STEPS_BEYOND = 0.028, 0.018
# What is aimed for, by a guess and by a measure.
_GUESSED, _MEASURED = 1.010, 1.003
_UNHEARD_MS = 250.0
_FEWEST_WORDS = 40


@dataclass(frozen=True)
class MeasuredPace:
    """A narration at one rate: words shown, milliseconds of speech, of set pauses, and of the author's pauses (which
    the speech holds)."""

    words: int
    speech_ms: float
    pauses_ms: float
    authored_ms: float

    @property
    def spoken_ms(self) -> float:
        """The length, less the author's own pauses."""
        return self.speech_ms - self.authored_ms + self.pauses_ms

    @property
    def heard(self) -> float:
        """Words a minute as a listener has them."""
        return self.words * 60_000 / self.spoken_ms if self.spoken_ms > 0 else 0.0


def load_of_script(script: Script) -> Load:
    """What a script asks of a voice."""
    return load_of([(beat.said, beat.syllables) for beat in page.beats] for page in script.pages)


def first_rate(asked: float, abilities: Abilities, load: Load, words: int, pauses_ms: float) -> float:
    """The rate to begin with, before anything of the talk has been heard.

    Raises:
        InputError: the engine cannot go so fast or so slow, and the text is too short to find out by trying.
    """
    if not abilities.words_per_rate:
        return abilities.neutral
    if words < _FEWEST_WORDS:
        rate = asked / abilities.words_per_rate
        bounded = _bounded(rounded(rate), abilities)
        if abs(bounded / rate - 1) > 0.03:
            raise _out_of_reach(asked, bounded * abilities.words_per_rate)
        return bounded
    lengths = abilities.lengths
    wanted_ms = words * 60_000 / (asked * _GUESSED) - pauses_ms
    if lengths is None or wanted_ms <= 0:
        return _bounded(stepped(asked / abilities.words_per_rate, step_for(words)), abilities)
    low, high = abilities.slowest, abilities.fastest
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (middle, high) if lengths.speech_ms(load, middle) > wanted_ms else (low, middle)
    return _bounded(stepped(high, step_for(words)), abilities)


def next_rate(rate: float, measured: MeasuredPace, asked: float, abilities: Abilities) -> float:
    """The rate that would give the asked pace, if speech scales with it and pauses between pages do not.

    Raises:
        InputError: the engine cannot go so fast or so slow.
    """
    wanted_ms = measured.words * 60_000 / (asked * _MEASURED) - measured.pauses_ms
    speech_ms = measured.speech_ms - measured.authored_ms
    if wanted_ms <= 0:
        raise InputError(
            f"{asked:g} words a minute leaves no time to speak: the pauses between pages alone last "
            f"{measured.pauses_ms / 1000:.0f} s",
            remedy="lower `words_per_minute` or `page_pause_ms` under [voice] in talk.toml",
        )
    faster = speech_ms / wanted_ms
    bounded = _bounded(stepped(rate * faster, step_for(measured.words)), abilities)
    if bounded == rate and abs(faster - 1) > 0.03:
        raise _out_of_reach(asked, measured.heard)
    return bounded


def _out_of_reach(asked: float, heard: float) -> InputError:
    return InputError(
        f"the engine cannot speak at {asked:g} words a minute: at its limit it is heard at {heard:.0f}",
        remedy="set `words_per_minute` under [voice] in talk.toml nearer to that, or choose another engine",
    )


def off(measured: MeasuredPace, asked: float) -> float:
    """How wrong the heard pace is, as a share of the asked one; too slow counts as worse than any too fast."""
    share = measured.heard / asked - 1
    return share if share >= 0 else 1 - share


def near(measured: MeasuredPace, asked: float) -> bool:
    """True if the measured words per minute lie within 2.8 % above the target (more for short scripts, whose rates lie
    further apart), or the length is within 0.25 s. Texts under 40 words always pass."""
    if measured.words < _FEWEST_WORDS:
        return True
    wanted_ms = measured.words * 60_000 / asked
    share = measured.heard / asked - 1
    step = step_for(measured.words)
    return (
        0 <= share <= (_FASTEST if step < 0.03 else step + _STEPS_BEYOND)
        or abs(measured.spoken_ms - wanted_ms) <= _UNHEARD_MS
    )


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


def _bounded(rate: float, abilities: Abilities) -> float:
    return min(max(rate, abilities.slowest), abilities.fastest)
