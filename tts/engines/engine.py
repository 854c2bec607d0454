"""What an engine is: something that says one segment in one voice, and tells what it can do."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from plainspoken.script.durations.length_model import LengthModel
from plainspoken.tts.text.utterance import Segment


@dataclass(frozen=True)
class Abilities:
    """What an engine can do.

    Attributes:
        slowest, fastest: bounds of the rate it takes, in its own unit; a higher rate is faster speech.
        neutral: a rate at which it speaks well, in its own unit.
        words_per_rate: heard words a minute for each unit of rate, roughly; 0 when its pace cannot be set.
        lengths: how long it takes for a text, where that has been fitted (`script/words/voice_lengths/`).
        events: it tells when each word begins.
        emphasis: it can stress a word.
        whole_page: it gives a page's sound as a whole, with the pauses that it has.
        compressed: it speaks at its natural pace whatever rate is requested; the pace is set afterwards, by time
            compression, and the rate is the tempo (1 is natural).
        any_script: it may be able to say text in scripts other than that of the talk's language.
        stateless: nothing of what it said is left in the process, so pages may be said in one, and its word times
            need no aligner.
    """

    slowest: float
    fastest: float
    neutral: float
    words_per_rate: float = 0.0
    events: bool = False
    emphasis: bool = False
    whole_page: bool = False
    compressed: bool = False
    any_script: bool = False
    stateless: bool = False
    lengths: LengthModel | None = None


@dataclass(frozen=True)
class Identity:
    """Who exactly speaks: the engine, its version, and one voice of it.

    `note` is what a listener should know of it, such as that word times are less exact; it changes nothing that is
    said, so it is in no cache key.
    """

    engine: str
    version: str
    voice: str
    note: str = field(default="", repr=False, compare=False)


@dataclass(frozen=True)
class SegmentRequest:
    """How a segment is to be said. `rate` and `pitch` are in the engine's own units.

    `phonemes` are transcriptions in IPA that the talk gives, by the said words (in lower case) that they are for.
    """

    voice: str
    rate: float
    pitch: float | None
    language: str
    options: dict[str, str]
    folder: Path
    page: str
    time_limit_s: float
    phonemes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class WordEvent:
    """The engine begins to say what stands at `start` (code points from 0, `length` long) of the segment's text."""

    start: int
    length: int
    at_ms: float


@dataclass(frozen=True)
class EngineSound:
    """What an engine gave back: mono, 16 bits, little-endian; events where it has them."""

    pcm: bytes
    sample_rate: int
    events: tuple[WordEvent, ...] = field(default=())


@dataclass(frozen=True)
class VoiceInfo:
    """One voice that can speak here."""

    engine: str
    voice: str
    language: str
    note: str = ""


class Engine(Protocol):
    """The interface of every engine.

    `identify` is asked in the program's own process and must be quick; `speak` runs in a process of its own,
    or in one that says other pages too where the engine is `stateless`.
    """

    name: str

    def abilities(self, options: dict[str, str]) -> Abilities:
        """What it can do, given its options."""

    def identify(self, voice: str | None, language: str, options: dict[str, str], folder: Path) -> Identity:
        """The voice that is meant and the version that will say it.

        Raises:
            InputError: the engine or the voice is not here; with the remedy.
        """

    def page_inputs(self, page: str, options: dict[str, str], folder: Path) -> str:
        """A fingerprint of what a page's sound depends on besides its words and the voice; most have nothing.

        Raises:
            InputError: a file that the page needs is not there.
        """

    def voices(self) -> list[VoiceInfo]:
        """The voices that can speak here; none when the engine is not installed."""

    def prepare(self, voice: str, folder: Path) -> None:
        """Load what all pages share, before the processes that speak are forked; most engines need nothing."""

    def speak(self, segment: Segment, request: SegmentRequest) -> EngineSound:
        """Say one segment.

        Raises:
            InputError: the engine failed, or gave no sound; with what it said about it.
        """
