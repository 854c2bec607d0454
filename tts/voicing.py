"""What happens in a booth: a page is voiced into a take, and a take is finished into a clip.

A take is what the engine said, trimmed, with word times; a clip is the take levelled, framed by set silence and
encoded. Both go to the cache under their own key, so a new pause or level costs no new voicing.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from experiments.errors import InputError
from tts.cache import Cache
from tts.encode import AAC_FRAME, aac_stream, m4a_file
from tts.engines import find_engine
from tts.engines.engine import Request, Sound, WordEvent
from tts.loudness import hop_energies, levelled, true_peak_db
from tts.sound import FRAME_MS, audible, faded, from_pcm, pauses, silence, speech_span, to_pcm, wav_bytes
from tts.times import WordTime, from_events, past_pauses
from tts.utterance import Breath, Utterance

LEAD_MS = 120
# The encoders overshoot the peaks they are given by up to 1.4 dB (docs/voice.md).
CEILING_DB = -3.3


@dataclass(frozen=True)
class TakeFacts:
    """What is known of a take without its samples. `speech_ms` holds the pauses that the author asked for."""

    key: str
    speech_ms: float
    sample_rate: int
    timing: str


@dataclass(frozen=True)
class Finish:
    """How a take becomes a clip. `length_ms` is the whole length of a page on which nothing is said."""

    lufs: float
    page_pause_ms: int
    silent_page_ms: int


def voice_page(engine_name: str, utterance: Utterance, request: Request, key: str, folder: Path) -> TakeFacts:
    """Say one page and keep the take.

    Raises:
        InputError: the engine failed, or said nothing where there are words.
    """
    engine = find_engine(engine_name)
    parts: list[Any] = []
    times: list[dict[str, Any]] = []
    timing, at_ms, rate = "events", 0.0, 0
    for breath in utterance.breaths:
        sound = engine.speak(breath, request)
        if rate and sound.sample_rate != rate:
            raise InputError("the engine changed its sample rate within a page", remedy="report this engine")
        rate = sound.sample_rate
        signal, words, breath_timing = _timed(breath, sound, request)
        if breath_timing != "events":
            timing = breath_timing if timing != "proportional" else timing
        pause = silence(breath.pause_before_ms, rate)
        at_ms += len(pause) * 1000 / rate
        times += [
            {
                "beat": time.word.beat,
                "token": time.word.token,
                "text": time.word.text,
                "start": round(at_ms + time.start_ms, 2),
                "end": round(at_ms + time.end_ms, 2),
            }
            for time in words
        ]
        parts += [pause, signal]
        at_ms += len(signal) * 1000 / rate
    parts.append(silence(utterance.pause_after_ms, rate))
    pcm = to_pcm(np.concatenate(parts))
    facts = TakeFacts(key, len(pcm) / 2 * 1000 / rate, rate, timing)
    header = json.dumps({"facts": asdict(facts), "words": times}).encode()
    Cache(folder).write(key, "take", header + b"\n" + pcm)
    return facts


def prepare_alignment() -> None:
    """Load what aligning needs, once for all pages that a booth voices."""
    from tts.alignment import prepare

    prepare()


def _timed(breath: Breath, sound: Sound, request: Request) -> tuple[Any, list[WordTime], str]:
    """The breath's trimmed signal and its word times from the trimmed start."""
    rate = sound.sample_rate
    signal = from_pcm(sound.pcm)
    start, end = speech_span(signal, rate)
    if end == start:
        raise InputError(
            f"the voice {request.voice!r} says nothing for {breath.text[:60]!r}",
            remedy="give the words a pronunciation, write them out, or name a voice of their language",
        )
    signal = faded(signal[start:end], rate)
    length_ms = len(signal) * 1000 / rate
    if sound.events:
        timing = "events"
        offset = start * 1000 / rate
        events = [WordEvent(event.start, event.length, event.at_ms - offset) for event in sound.events]
        words = from_events(breath.words, events, length_ms)
        starts = past_pauses([word.start_ms for word in words], pauses(signal, rate), length_ms)
        stops = [*starts[1:], length_ms]
        words = [WordTime(time.word, begins, ends) for time, begins, ends in zip(words, starts, stops, strict=True)]
    else:
        from tts.alignment import align

        words, timing = align(breath, signal, rate, request)
    words = [WordTime(w.word, min(max(w.start_ms, 0.0), length_ms), min(max(w.end_ms, 0.0), length_ms)) for w in words]
    return signal, _without_pauses(words, signal, rate), timing


def _without_pauses(words: list[WordTime], signal: Any, rate: int) -> list[WordTime]:
    """The words, each ending where it falls silent rather than where the next begins."""
    heard = audible(signal, rate)
    result = []
    for time in words:
        first, last = int(time.start_ms / FRAME_MS), min(int(np.ceil(time.end_ms / FRAME_MS)), len(heard))
        loud = np.nonzero(heard[first:last])[0]
        end = min(time.end_ms, (first + int(loud[-1]) + 1) * float(FRAME_MS)) if len(loud) else time.end_ms
        result.append(WordTime(time.word, time.start_ms, max(end, time.start_ms)))
    return result


def finish_page(take_key: str | None, rate: int, finish: Finish, key: str, folder: Path) -> dict[str, Any]:
    """Make the clip of a take, or of a page on which nothing is said (`take_key` of `None`), and keep it.

    The clip is a whole number of AAC frames long, so that clips laid end to end are the whole in every format.
    """
    cache = Cache(folder)
    words: list[dict[str, Any]] = []
    timing = "events"
    if take_key is None:
        signal = silence(finish.silent_page_ms, rate)
        lead = 0
    else:
        header, speech = _read_take(cache, take_key)
        rate, timing = header["facts"]["sample_rate"], header["facts"]["timing"]
        lead = max(round(LEAD_MS * rate / 1000), AAC_FRAME)
        tail = max(round(finish.page_pause_ms * rate / 1000) - lead, AAC_FRAME)
        signal = np.concatenate([_zeros(lead), faded(speech, rate), _zeros(tail)])
        signal = levelled(signal, rate, finish.lufs, CEILING_DB)
        words = header["words"]
    frames = max(1, round(len(signal) / AAC_FRAME))
    if take_key is not None and frames * AAC_FRAME < lead + len(speech) + AAC_FRAME:
        frames += 1
    whole = _zeros(frames * AAC_FRAME)
    whole[: min(len(signal), len(whole))] = signal[: len(whole)]
    pcm = to_pcm(whole)
    aac = aac_stream(pcm, rate)
    with cache.making(key, "m4a") as path:
        m4a_file(aac, path)
    cache.write(key, "aac", aac)
    cache.write(key, "wav", wav_bytes(pcm, rate))
    facts = {
        "samples": len(whole),
        "sample_rate": rate,
        "lead_ms": lead * 1000 / rate,
        "timing": timing,
        "words": words,
        "true_peak_db": true_peak_db(whole) if take_key is not None else None,
        "energies": [float(f"{energy:.5g}") for energy in hop_energies(whole, rate)],
    }
    cache.write(key, "json", json.dumps(facts).encode())
    return {name: value for name, value in facts.items() if name not in ("words", "energies")}


def take_facts(cache: Cache, key: str) -> TakeFacts | None:
    """What is known of a take in the cache; nothing when it is not there."""
    if not cache.has(key, "take"):
        return None
    with cache.path(key, "take").open("rb") as file:
        return TakeFacts(**json.loads(file.readline())["facts"])


def _zeros(samples: int) -> Any:
    return np.zeros(samples, dtype=np.float32)


def _read_take(cache: Cache, key: str) -> tuple[dict[str, Any], Any]:
    data = cache.read(key, "take")
    if data is None:
        raise InputError("a take vanished from the cache", remedy="build again")
    header, pcm = data.split(b"\n", 1)
    return json.loads(header), from_pcm(pcm)
