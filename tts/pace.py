"""The pace that is heard: words by whitespace of the shown text, over all the time that is not the author's own pause.

An engine set to 200 words a minute does not speak 200: it has its own idea of a word and of a pause. So a talk is
voiced, measured, and voiced again with the engine set so that the pace asked for is the pace heard.
"""

from __future__ import annotations

from dataclasses import dataclass

from experiments.errors import InputError
from tts.engines.engine import Abilities

# How far the heard pace may be from the asked one, slower and faster, as shares of it: hardly slower, since the budget
# allows a talk exactly as long as the asked pace makes it. A new talk is calibrated to within the first; a talk that
# has a rate keeps it while within the second, so that one word changed does not voice every page anew.
_TIGHT, _LOOSE = (0.0, 0.012), (-0.006, 0.025)
_AIM = 1.005
_UNHEARD_MS = 1000.0
"""A word more or less is a large share of a talk of some seconds; a second either way is not worth voicing it anew."""


@dataclass(frozen=True)
class Measured:
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


def first_rate(asked: float, abilities: Abilities) -> float:
    """The rate to begin with, before anything of the talk has been heard."""
    if not abilities.words_per_rate:
        return abilities.neutral
    rate = asked / abilities.words_per_rate
    return _bounded(rounded(rate), abilities)


def next_rate(rate: float, measured: Measured, asked: float, abilities: Abilities) -> float:
    """The rate that would give the asked pace, if speech scales with it and pauses between pages do not.

    Raises:
        InputError: the engine cannot go so fast or so slow.
    """
    wanted_ms = measured.words * 60_000 / (asked * _AIM) - measured.pauses_ms
    speech_ms = measured.speech_ms - measured.authored_ms
    if wanted_ms <= 0:
        raise InputError(
            f"{asked:g} words a minute leaves no time to speak: the pauses between pages alone last "
            f"{measured.pauses_ms / 1000:.0f} s",
            remedy="lower `words_per_minute` or `page_pause_ms` under [voice] in talk.toml",
        )
    faster = speech_ms / wanted_ms
    bounded = _bounded(rounded(rate * faster), abilities)
    if bounded == rate and abs(faster - 1) > 0.03:
        raise InputError(
            f"the engine cannot speak at {asked:g} words a minute: at its limit it is heard at {measured.heard:.0f}",
            remedy="set `words_per_minute` under [voice] in talk.toml nearer to that, or choose another engine",
        )
    return bounded


def off(measured: Measured, asked: float) -> float:
    """How wrong the heard pace is, as a share of the asked one; too slow counts as worse than any too fast."""
    share = measured.heard / asked - 1
    return share if share >= 0 else 1 - share


def near(measured: Measured, asked: float) -> bool:
    """Whether the heard pace is what a new talk is calibrated to."""
    return _within(measured, asked, _TIGHT)


def near_enough(measured: Measured, asked: float) -> bool:
    """Whether a talk that has a rate may keep it: the pace is nearly the asked one, or the length is to a second."""
    wanted_ms = measured.words * 60_000 / asked
    return _within(measured, asked, _LOOSE) or abs(measured.spoken_ms - wanted_ms) <= _UNHEARD_MS


def _within(measured: Measured, asked: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= measured.heard / asked - 1 <= bounds[1]


def rounded(rate: float) -> float:
    """A rate that engines take: whole numbers above 20, else four significant digits."""
    return float(round(rate)) if rate >= 20 else float(f"{rate:.4g}")


def _bounded(rate: float, abilities: Abilities) -> float:
    return min(max(rate, abilities.slowest), abilities.fastest)
