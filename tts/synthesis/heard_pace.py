"""The pace that is heard: words by whitespace of the shown text, over all the time that is not the author's own pause.

An engine set to 200 words a minute does not speak 200: it has its own idea of a word and of a pause. So its rate is
guessed from what the text asks of the voice, the talk is voiced, and the pace is measured; where the guess was wrong,
the talk is voiced again at the rate that the measure gives. Nothing of this depends on how the talk was narrated
before: the same text always has the same rate. Rates lie on a coarse scale, so that most edits do not move it. A text
of less than forty words has the rate that ordinary text has: one word is too much of it to go by.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from plainspoken.base.errors import InputError
from plainspoken.script.durations.engine_rate import (
    SegmentLoad,
    bounded,
    guessed_rate,
    rounded,
    step_for,
    stepped,
)
from plainspoken.script.durations.length_model import LengthModel
from plainspoken.script.durations.voice_timing import FEWEST_WORDS
from plainspoken.script.timing.page_seconds import page_speech
from plainspoken.tts.engines.engine import Abilities

if TYPE_CHECKING:
    from plainspoken.script.model import Script

# How much faster than asked a talk may be heard, as a share, and more where rates lie far apart: never slower: the
# budget allows a talk exactly as long as the asked pace makes it.
_FASTEST, _STEPS_BEYOND = 0.028, 0.018
# What is aimed for by a measure.
_MEASURED = 1.003
_UNHEARD_MS = 250.0


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


def segments_of(script: Script, model: LengthModel) -> list[SegmentLoad]:
    """What a script asks of a voice, page by page."""
    return [segment for page in script.pages for segment in page_speech(page, model).segments]


def first_rate(
    asked: float, abilities: Abilities, segments: Sequence[SegmentLoad], words: int, pauses_ms: float, voice: str = ""
) -> float:
    """The rate to begin with, before anything of the talk has been heard.

    Args:
        asked: words a minute that are to be heard.
        segments: what is said, in the measure of the engine's own length model; of no use where it has none.
        words: shown words of it.
        pauses_ms: the pauses between pages.
        voice: the engine's voice.

    Raises:
        InputError: the engine cannot go so fast or so slow, and the text is too short to find out by trying.
    """
    if not abilities.words_per_rate:
        return abilities.neutral
    if words < FEWEST_WORDS:
        rate = asked / abilities.words_per_rate
        nearest = bounded(rounded(rate), abilities.slowest, abilities.fastest)
        if abs(nearest / rate - 1) > 0.03:
            raise _out_of_reach(asked, nearest * abilities.words_per_rate)
        return nearest
    if abilities.lengths is None:
        rate = stepped(asked / abilities.words_per_rate, step_for(words))
        return bounded(rate, abilities.slowest, abilities.fastest)
    return guessed_rate(asked, abilities.lengths, segments, words, pauses_ms / 1000, voice)


def next_rate(rate: float, measured: MeasuredPace, asked: float, abilities: Abilities) -> float:
    """The rate that would give the asked pace, if speech scales with it and pauses between pages do not.

    Raises:
        InputError: the engine cannot go so fast or so slow.
    """
    wanted_ms = _time_to_speak(measured, asked)
    speech_ms = measured.speech_ms - measured.authored_ms
    faster = speech_ms / wanted_ms
    following = bounded(stepped(rate * faster, step_for(measured.words)), abilities.slowest, abilities.fastest)
    if following == rate and abs(faster - 1) > 0.03:
        raise _out_of_reach(asked, measured.heard)
    return following


def tempo(
    length_at: Callable[[float], float], words: int, pauses_ms: float, asked: float, abilities: Abilities
) -> float:
    """The tempo at which speech of natural pace is heard at the asked one. Its length is known, so this is exact.

    Args:
        length_at: milliseconds of speech at a tempo, which fall as it rises.
        words: shown words of it.
        pauses_ms: the pauses between pages.
        asked: words a minute that are to be heard.

    Raises:
        InputError: no tempo that the engine allows reaches the pace.
    """
    if words < FEWEST_WORDS:
        wanted = asked / abilities.words_per_rate
    else:
        wanted_ms = _time_to_speak(MeasuredPace(words, length_at(1.0), pauses_ms, 0.0), asked)
        low, wanted = abilities.slowest / 4, abilities.fastest * 4
        for _ in range(40):
            middle = (low + wanted) / 2
            low, wanted = (middle, wanted) if length_at(middle) > wanted_ms else (low, middle)
    found = bounded(stepped(wanted), abilities.slowest, abilities.fastest)
    if abs(found / wanted - 1) > 0.03:
        spoken_ms = length_at(found) + pauses_ms
        raise _out_of_reach(asked, words * 60_000 / spoken_ms if words else found * abilities.words_per_rate)
    return found


def _time_to_speak(measured: MeasuredPace, asked: float) -> float:
    """The milliseconds that the asked pace leaves for speech, pauses between pages taken off."""
    wanted_ms = measured.words * 60_000 / (asked * _MEASURED) - measured.pauses_ms
    if wanted_ms <= 0:
        raise InputError(
            f"{asked:g} words a minute leaves no time to speak: the pauses between pages alone last "
            f"{measured.pauses_ms / 1000:.0f} s",
            remedy="lower `words_per_minute` or `page_pause_ms` under [voice] in talk.toml",
        )
    return wanted_ms


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
    further apart), or the length is less by no more than 0.25 s. Never below the target, or a talk that was made to fit
    its time would not. Texts under 40 words always pass."""
    if measured.words < FEWEST_WORDS:
        return True
    wanted_ms = measured.words * 60_000 / asked
    share = measured.heard / asked - 1
    step = step_for(measured.words)
    fastest = _FASTEST if step < 0.03 else step + _STEPS_BEYOND
    return share >= 0 and (share <= fastest or wanted_ms - measured.spoken_ms <= _UNHEARD_MS)
