"""Natural takes: pages said at an engine's own pace, before time compression brings them to the pace that is asked for.

A natural take depends on the words and the voice alone. So a talk's tempo follows from the lengths of its natural takes
exactly, and another pace costs no new synthesis.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from plainspoken.base.errors import InputError
from plainspoken.tts.audio.cut_pauses import inner_pauses_ms, pause_factor
from plainspoken.tts.audio.samples import from_pcm, to_pcm
from plainspoken.tts.engines import find_engine
from plainspoken.tts.engines.engine import SegmentRequest, WordEvent
from plainspoken.tts.synthesis.clip_cache import ClipCache
from plainspoken.tts.text.utterance import Utterance

KIND = "natural"


@dataclass(frozen=True)
class NaturalLength:
    """How long a natural take is, authored pauses excluded, and how much of that are the pauses within the speech."""

    speech_ms: float = 0.0
    inner_pauses_ms: float = 0.0

    def __add__(self, other: NaturalLength) -> NaturalLength:
        return NaturalLength(self.speech_ms + other.speech_ms, self.inner_pauses_ms + other.inner_pauses_ms)

    def at(self, tempo: float) -> float:
        """Milliseconds at a tempo: pauses shrink by `pause_factor`, then all by the tempo."""
        return (self.speech_ms - (1 - pause_factor(tempo)) * self.inner_pauses_ms) / tempo


@dataclass(frozen=True)
class NaturalSegment:
    """One segment at natural pace: trimmed samples, their rate, and where its words begin."""

    signal: Any
    sample_rate: int
    events: list[WordEvent]


def synthesize_natural_take(
    engine_name: str, utterance: Utterance, request: SegmentRequest, key: str, folder: Path
) -> NaturalLength:
    """Say a page at the engine's own pace and keep it under `key`.

    Raises:
        InputError: the engine failed, or said nothing where there are words.
    """
    from plainspoken.tts.synthesis.synthesize import trimmed

    engine = find_engine(engine_name)
    segments, sounds, length = [], [], NaturalLength()
    for segment in utterance.segments:
        sound = engine.speak(segment, request)
        signal, events = trimmed(segment, sound, request)
        sounds.append(to_pcm(signal))
        rounded = from_pcm(sounds[-1])
        rate = sound.sample_rate
        length += NaturalLength(len(signal) * 1000 / rate, inner_pauses_ms(rounded, rate))
        segments.append(
            {
                "samples": len(signal),
                "sample_rate": sound.sample_rate,
                "events": [[event.start, event.length, round(event.at_ms, 2)] for event in events],
            }
        )
    header = json.dumps({"length": asdict(length), "segments": segments}).encode()
    ClipCache(folder).write(key, KIND, header + b"\n" + b"".join(sounds))
    return length


def natural_length(cache: ClipCache, key: str) -> NaturalLength | None:
    """How long a natural take in the cache is; nothing when it is not there, or damaged, so that it is made again."""
    if not cache.has(key, KIND):
        return None
    path = cache.path(key, KIND)
    try:
        with path.open("rb") as file:
            line = file.readline()
        header = json.loads(line)
        whole = len(line) + 2 * sum(part["samples"] for part in header["segments"])
        length = NaturalLength(**header["length"])
    except (ValueError, KeyError, TypeError):
        return None
    return length if path.stat().st_size == whole else None


def read_natural_take(cache: ClipCache, key: str) -> Iterator[NaturalSegment]:
    """The segments of a natural take.

    Raises:
        InputError: it is gone.
    """
    data = cache.read(key, KIND)
    if data is None:
        raise InputError("a natural take vanished from the cache while it was being used", remedy="build again")
    header, pcm = data.split(b"\n", 1)
    at = 0
    for part in json.loads(header)["segments"]:
        end = at + 2 * part["samples"]
        events = [WordEvent(start, length, at_ms) for start, length, at_ms in part["events"]]
        yield NaturalSegment(from_pcm(pcm[at:end]), part["sample_rate"], events)
        at = end
