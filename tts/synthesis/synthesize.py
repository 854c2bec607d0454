"""Synthesis of one page, as a worker runs it: the engine's sound becomes a take, and the take a clip.

A take is what the engine said, trimmed, with word times; a clip is the take framed by set silence and levelled. Both
go to the cache under their own key, so a new pause or level costs no new voicing.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from plainspoken.base.errors import InputError
from plainspoken.script.durations.voice_timing import LEAD_MS
from plainspoken.tts.audio.cut_pauses import pause_factor, with_scaled_pauses
from plainspoken.tts.audio.encoded_frames import RATES
from plainspoken.tts.audio.loudness import FRAME, levelled
from plainspoken.tts.audio.samples import (
    audible,
    faded,
    frame_size,
    from_pcm,
    pauses,
    resample,
    silence,
    speech_span,
    to_pcm,
    wav_bytes,
)
from plainspoken.tts.audio.time_compression import compressed
from plainspoken.tts.engines import find_engine
from plainspoken.tts.engines.engine import EngineSound, SegmentRequest, WordEvent
from plainspoken.tts.synthesis.clip_cache import ClipCache
from plainspoken.tts.synthesis.natural_takes import read_natural_take
from plainspoken.tts.synthesis.sentence_pauses import with_sentence_pauses
from plainspoken.tts.synthesis.word_times import WordTime, from_events, past_pauses
from plainspoken.tts.text.utterance import Segment, Utterance

# The encoders overshoot the peaks they are given by up to 1.4 dB (docs/voice.md).
CEILING_DB = -3.3
# Where word times come from, the best first: a take is as good as its worst segment.
_TIMINGS = ("events", "alignment", "proportional")


@dataclass(frozen=True)
class TakeFacts:
    """What is known of a take without its samples. `speech_ms` holds the pauses that the author asked for."""

    key: str
    speech_ms: float
    sample_rate: int
    timing: str


@dataclass(frozen=True)
class Finish:
    """How a take becomes a clip under `key`. A page on which nothing is said lasts `silent_page_ms`."""

    key: str

    lufs: float
    page_pause_ms: int
    silent_page_ms: int


@dataclass(frozen=True)
class ClipFacts:
    """What is known of a clip without its samples; `samples` counts them, `true_peak_db` bounds their peak, `pause_ms`
    is the silence after what is said."""

    samples: int
    sample_rate: int
    lead_ms: float = 0.0
    pause_ms: float = 0.0
    timing: str = "events"
    true_peak_db: float | None = None


@dataclass(frozen=True)
class _TimedSegment:
    """A segment's samples, their rate, its word times from its start, and where those come from."""

    signal: Any
    sample_rate: int
    words: list[WordTime]
    timing: str


def voice_page(
    engine_name: str, utterance: Utterance, request: SegmentRequest, key: str, folder: Path, finish: Finish
) -> TakeFacts:
    """Say one page, keep the take, and finish it into a clip at once.

    Raises:
        InputError: the engine failed, or said nothing where there are words.
    """
    engine = find_engine(engine_name)
    whole = engine.abilities(request.options).whole_page
    segments = []
    for segment in utterance.segments:
        sound = _at_known_rate(engine.speak(segment, request))
        signal, events = trimmed(segment, sound, request)
        segments.append(_timed(segment, signal, events, sound.sample_rate, request, pauses_added=not whole))
    return _kept(utterance, segments, key, folder, finish)


def compress_page(
    utterance: Utterance, request: SegmentRequest, natural_key: str, key: str, folder: Path, finish: Finish
) -> TakeFacts:
    """Bring a page's natural take (`natural_takes`) to the tempo `request.rate`, keep the take, and finish the clip.

    Raises:
        InputError: the natural take is gone from the cache.
    """
    segments = []
    for segment, natural in zip(utterance.segments, read_natural_take(ClipCache(folder), natural_key), strict=True):
        rate = natural.sample_rate
        shorter, cut = with_scaled_pauses(natural.signal, rate, pause_factor(request.rate))
        signal, moved = compressed(shorter, rate, request.rate)
        events = [WordEvent(event.start, event.length, moved(cut(event.at_ms))) for event in natural.events]
        segments.append(_timed(segment, signal, events, natural.sample_rate, request, pauses_added=True))
    return _kept(utterance, segments, key, folder, finish)


def _kept(utterance: Utterance, segments: Sequence[_TimedSegment], key: str, folder: Path, finish: Finish) -> TakeFacts:
    """Join a page's segments with the pauses that the author wrote, keep the take, and finish it into a clip."""
    parts: list[Any] = []
    times: list[dict[str, Any]] = []
    at_ms, rate = 0.0, segments[0].sample_rate
    for segment, said in zip(utterance.segments, segments, strict=True):
        if said.sample_rate != rate:
            raise InputError("the engine changed its sample rate within a page", remedy="report this engine")
        pause = silence(segment.pause_before_ms, rate)
        at_ms += len(pause) * 1000 / rate
        times += [
            {
                "beat": time.word.beat,
                "token": time.word.token,
                "text": time.word.text,
                "start": round(at_ms + time.start_ms, 2),
                "end": round(at_ms + time.end_ms, 2),
            }
            for time in said.words
        ]
        parts += [pause, said.signal]
        at_ms += len(said.signal) * 1000 / rate
    parts.append(silence(utterance.pause_after_ms, rate))
    speech = np.concatenate(parts)
    timing = max((said.timing for said in segments), key=_TIMINGS.index)
    facts = TakeFacts(key, len(speech) * 1000 / rate, rate, timing)
    header = json.dumps({"facts": asdict(facts), "words": times}).encode()
    pcm = to_pcm(speech)
    ClipCache(folder).write(key, "take", header + b"\n" + pcm)
    _finish(from_pcm(pcm), facts, times, finish, ClipCache(folder))
    return facts


def _at_known_rate(sound: EngineSound) -> EngineSound:
    """The sound at a rate that can be encoded: its own, or the next higher."""
    if sound.sample_rate in RATES:
        return sound
    rate = next((rate for rate in RATES if rate > sound.sample_rate), RATES[-1])
    signal = resample(from_pcm(sound.pcm), sound.sample_rate, rate)
    return EngineSound(to_pcm(signal.astype(np.float32)), rate, sound.events)


def prepare_engine(name: str, voice: str, folder: Path) -> None:
    """Load what an engine's pages share, before the processes that speak are forked: its model, and the aligner's where
    the engine tells no times."""
    engine = find_engine(name)
    if not engine.abilities({}).events:
        prepare_alignment()
    engine.prepare(voice, folder)


def prepare_alignment() -> None:
    """Load what aligning needs, once for all pages that a worker voices."""
    from plainspoken.tts.synthesis.forced_alignment import prepare

    prepare()


def trimmed(segment: Segment, sound: EngineSound, request: SegmentRequest) -> tuple[Any, list[WordEvent]]:
    """The segment's signal without the silence around it, and its events from where it now begins.

    Raises:
        InputError: the engine said nothing.
    """
    rate = sound.sample_rate
    signal = from_pcm(sound.pcm)
    start, end = speech_span(signal, rate)
    if end == start:
        raise InputError(
            f"the voice {request.voice!r} says nothing for {segment.text[:60]!r}",
            remedy="give the words a pronunciation, write them out, or name a voice of their language",
        )
    offset = start * 1000 / rate
    events = [WordEvent(event.start, event.length, event.at_ms - offset) for event in sound.events]
    return faded(signal[start:end], rate), events


def _timed(
    segment: Segment,
    signal: Any,
    events: Sequence[WordEvent],
    rate: int,
    request: SegmentRequest,
    *,
    pauses_added: bool,
) -> _TimedSegment:
    """A segment's trimmed signal with its word times; with `pauses_added`, every sentence end is a pause."""
    length_ms = len(signal) * 1000 / rate
    heard = audible(signal, rate)
    if events:
        timing = "events"
        words = from_events(segment.words, events, length_ms)
        starts = past_pauses([word.start_ms for word in words], pauses(heard, rate), length_ms)
        stops = [*starts[1:], length_ms]
        words = [WordTime(time.word, begins, ends) for time, begins, ends in zip(words, starts, stops, strict=True)]
    else:
        from plainspoken.tts.synthesis.forced_alignment import align

        words, timing = align(segment, signal, rate, request)
    words = [WordTime(w.word, min(max(w.start_ms, 0.0), length_ms), min(max(w.end_ms, 0.0), length_ms)) for w in words]
    words = _without_pauses(words, heard, frame_size(rate) * 1000 / rate)
    if pauses_added:
        words, signal = with_sentence_pauses(words, signal, rate)
    return _TimedSegment(signal, rate, words, timing)


def _without_pauses(words: list[WordTime], heard: Any, frame_ms: float) -> list[WordTime]:
    """The words, each ending where it falls silent rather than where the next begins."""
    sounding = np.flatnonzero(heard)
    result = []
    for time in words:
        first, last = int(time.start_ms / frame_ms), min(int(np.ceil(time.end_ms / frame_ms)), len(heard))
        place = int(np.searchsorted(sounding, last)) - 1
        found = place >= 0 and sounding[place] >= first
        end = min(time.end_ms, (int(sounding[place]) + 1) * frame_ms) if found else time.end_ms
        result.append(WordTime(time.word, time.start_ms, max(end, time.start_ms)))
    return result


def finish_page(take_key: str | None, rate: int, finish: Finish, folder: Path) -> None:
    """Make the clip of a take, or of a page on which nothing is said (`take_key` of `None`), and keep it."""
    cache = ClipCache(folder)
    if take_key is None:
        frames = max(1, round(finish.silent_page_ms * rate / 1000 / FRAME))
        _keep(_zeros(frames * FRAME), ClipFacts(frames * FRAME, rate), [0.0] * frames, [], finish.key, cache)
        return
    header, speech = _read_take(cache, take_key)
    _finish(speech, TakeFacts(**header["facts"]), header["words"], finish, cache)


def _finish(speech: Any, take: TakeFacts, words: list[dict[str, Any]], finish: Finish, cache: ClipCache) -> None:
    """Frame a take by silence, level it and keep it.

    The clip is a whole number of AAC frames long and begins and ends with one of silence, so that clips laid end to
    end are the whole in every format.
    """
    rate = take.sample_rate
    lead = max(round(LEAD_MS * rate / 1000), FRAME)
    tail = max(round(finish.page_pause_ms * rate / 1000) - lead, FRAME)
    frames = max(round((lead + len(speech) + tail) / FRAME), -(-(lead + len(speech)) // FRAME) + 1)
    whole = _zeros(frames * FRAME)
    whole[lead : lead + len(speech)] = faded(speech, rate)
    clip = levelled(whole, rate, finish.lufs, CEILING_DB)
    if not np.isfinite(clip.signal).all() or speech_span(clip.signal, rate) == (0, 0):
        raise InputError(
            "the finished clip is silent or holds values that are not numbers",
            remedy="report the page's text, the engine and the voice with this message",
        )
    pause = len(whole) - lead - len(speech)
    facts = ClipFacts(len(whole), rate, lead * 1000 / rate, pause * 1000 / rate, take.timing, clip.true_peak_db)
    _keep(clip.signal, facts, clip.energies.tolist(), words, finish.key, cache)


def _keep(
    signal: Any, facts: ClipFacts, energies: list[float], words: list[dict[str, Any]], key: str, cache: ClipCache
) -> None:
    cache.write(key, "wav", wav_bytes(to_pcm(signal), facts.sample_rate))
    kept = {**asdict(facts), "words": words, "energies": [float(f"{energy:.5g}") for energy in energies]}
    cache.write(key, "json", json.dumps(kept).encode())


def take_facts(cache: ClipCache, key: str) -> TakeFacts | None:
    """What is known of a take in the cache; nothing when it is not there."""
    if not cache.has(key, "take"):
        return None
    with cache.path(key, "take").open("rb") as file:
        return TakeFacts(**json.loads(file.readline())["facts"])


def _zeros(samples: int) -> Any:
    return np.zeros(samples, dtype=np.float32)


def _read_take(cache: ClipCache, key: str) -> tuple[dict[str, Any], Any]:
    data = cache.read(key, "take")
    if data is None:
        raise InputError("a take vanished from the cache", remedy="build again")
    header, pcm = data.split(b"\n", 1)
    return json.loads(header), from_pcm(pcm)
