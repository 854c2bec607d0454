"""How long the pages of a talk take in the voice that it has, before anything is synthesised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from plainspoken.script.durations.engine_rate import SegmentLoad, guessed_rate, seconds_of
from plainspoken.script.durations.length_model import PAUSES, LengthModel, SpeechLoad
from plainspoken.script.durations.voice_timing import FEWEST_WORDS, VoiceTiming
from plainspoken.script.model import Page

# An engine that is brought to its pace is heard faster than asked by so much on average (`benchmarks/budget.py`).
_FASTER = 1.005
# A voice that is calibrated is heard between the pace asked for and 2.8 % above it
# (`tts/synthesis/heard_pace.py`), so the middle is off by 1.4 % at most. Texts of fewer words have coarser rates, which
# the length model foretells better.
_CALIBRATED, _FINE_FROM = 1.014, 200


@dataclass(frozen=True, slots=True)
class PageSpeech:
    """What is said on one page: the load of each stretch said in one go with its pace beside the voice's own, the
    shown words of it, and the milliseconds of pauses that the author asked for."""

    segments: tuple[SegmentLoad, ...]
    words: int
    authored_ms: int


@dataclass(frozen=True)
class TalkSeconds:
    """Predicted seconds.

    Attributes:
        pages: of each page, the pause to the next one included.
        longest: of the talk at most. A calibrated voice is heard at the pace asked for or up to 2.8 % faster, so this
            is what it may take and no more; otherwise the same as `whole`.
        rate: the engine's rate that they rest on.
    """

    pages: tuple[float, ...]
    longest: float
    rate: float

    @property
    def whole(self) -> float:
        """Seconds of the talk."""
        return sum(self.pages)


def page_speech(page: Page, model: LengthModel) -> PageSpeech:
    """What a page asks of the voice. It is said in one go, but for the pauses and paces that the author asked for."""
    segments: list[SegmentLoad] = []
    group: list[str] = []
    rate, pause, authored = 1.0, 0, 0
    for beat in page.beats:
        pause += beat.pause_before_ms
        if said := beat.said:
            if group and (pause or beat.rate != rate):
                segments.append((rate, model.load(group)))
                group = []
            authored += pause
            pause, rate = 0, beat.rate
            group.append(said)
        pause += beat.pause_after_ms
    if group:
        segments.append((rate, model.load(group)))
    return PageSpeech(tuple(segments), page.words, authored + pause if segments else 0)


def predict_pages(speech: Sequence[PageSpeech], voice: VoiceTiming, words_per_minute: float) -> TalkSeconds:
    """The seconds of each page in the voice that a talk has.

    The voice is set so that the whole is heard at its pace, as `tts` sets it; so every page depends on all the others.

    Args:
        speech: what is said, by page.
        voice: the talk's voice.
        words_per_minute: the script's own pace, which counts where the voice has none.
    """
    model, pause = voice.model, voice.pause_ms / 1000
    spoken = [page for page in speech if page.segments]
    segments = [segment for page in spoken for segment in page.segments]
    words = sum(page.words for page in spoken)
    pauses = pause * len(spoken)
    pace = voice.pace(words_per_minute)
    exact = voice.exact(words)
    pinned = None if exact else voice.engine_rate
    rate = pinned or guessed_rate(pace, model, segments, words, pauses, voice.voice)
    stretch = 1.0
    fine = not pinned and words >= _FINE_FROM and model.slowest < rate < model.fastest
    if segments and (exact or fine):
        faster = _FASTER if exact else _CALIBRATED
        stretch = max(words * 60 / (pace * faster) - pauses, 0.0) / seconds_of(segments, model, rate, voice.voice)
    pages = []
    for page in speech:
        if not page.segments:
            pages.append(voice.silent_page_ms / 1000)
            continue
        taken = seconds_of(page.segments, model, rate, voice.voice)
        pages.append(taken * stretch + page.authored_ms / 1000 + pause)
    longest = whole = sum(pages)
    if exact or (not pinned and words >= FEWEST_WORDS):
        silent = voice.silent_page_ms * (len(speech) - len(spoken))
        longest = max(whole, words * 60 / pace + (silent + sum(page.authored_ms for page in spoken)) / 1000)
    return TalkSeconds(tuple(pages), longest, rate)


class SpeechPrice:
    """What a few words more or less cost a talk.

    A calibrated voice is set slower or faster until words over time are the pace asked for, so in a talk that it says
    every word costs the same, however long it is. A voice at a pinned rate takes as long as the sounds of the words,
    and so does one that says less than forty words, which are not calibrated.
    """

    def __init__(self, voice: VoiceTiming, words_per_minute: float, words: int) -> None:
        """`words` of the whole talk; its own pace counts where the voice has none."""
        pace = voice.pace(words_per_minute)
        self.calibrated = voice.exact(words) or (voice.engine_rate is None and words >= FEWEST_WORDS)
        self._seconds_a_word = 60 / pace
        self._voice = voice
        self._rate = (voice.engine_rate if voice.fitted else None) or pace / voice.model.words_per_rate

    @property
    def page(self) -> float:
        """Seconds of a page more, beside its words: of a calibrated voice, pauses are part of the pace."""
        if self.calibrated:
            return 0.0
        begun = SpeechLoad(0.0, (1, *[0] * (len(PAUSES) - 1)))
        return self._voice.pause_ms / 1000 + self._voice.model.seconds(begun, self._rate, self._voice.voice)

    def seconds(self, shown: str) -> float:
        """Seconds of words as they are shown."""
        if self.calibrated:
            return len(shown.split()) * self._seconds_a_word
        from plainspoken.script.spoken import speak

        said = " ".join(token.said for token in speak(shown) if token.said)
        model = self._voice.model
        load = model.load([said])
        within = SpeechLoad(load.words, (0, *load.pauses[1:]))
        return model.seconds(within, self._rate, self._voice.voice)


def beat_seconds(said: str, voice: VoiceTiming, words_per_minute: float) -> float:
    """Seconds that one beat takes at about the voice's pace, with the pause after it: a beat alone has no rate."""
    if not said:
        return 0.0
    model = voice.model
    # The pause to the next paragraph is that of a beat after a full stop.
    load = model.load([said, "."])
    rate = (voice.engine_rate if voice.fitted else None) or voice.pace(words_per_minute) / model.words_per_rate
    return model.seconds(load, rate, voice.voice)
