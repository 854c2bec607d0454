"""Synthesise every page at the engine rate that gives the requested words per minute, then finish the clips.

A take is what the engine said for one page; a clip is a take that has been levelled and framed by silence."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from plainspoken.base.errors import InputError
from plainspoken.base.progress import Progress
from plainspoken.script.model import Script
from plainspoken.tts.synthesis.clip_cache import ClipCache
from plainspoken.tts.synthesis.heard_pace import MeasuredPace, first_rate, near, next_rate, off, segments_of, tempo
from plainspoken.tts.synthesis.natural_takes import NaturalLength, natural_length, synthesize_natural_take
from plainspoken.tts.synthesis.request import SynthesisRequest
from plainspoken.tts.synthesis.synthesize import (
    Finish,
    TakeFacts,
    compress_page,
    finish_page,
    prepare_engine,
    take_facts,
    voice_page,
)
from plainspoken.tts.synthesis.worker import JobOutcome, WorkerJob, WorkerPool
from plainspoken.tts.text.utterance import Utterance

SILENT_RATE = 22050
_ROUNDS = 4
_WORD_LIMIT_S = 0.05


@dataclass(frozen=True)
class SynthesisContext:
    """What synthesis works with: the request, the clip cache, the progress display, and how many jobs at once."""

    request: SynthesisRequest
    cache: ClipCache
    progress: Progress
    jobs: int


@dataclass(frozen=True)
class FinishedClip:
    """A finished clip in the cache and what is known of it."""

    key: str
    facts: dict[str, Any]


def synthesize_takes(
    script: Script, context: SynthesisContext, workers: WorkerPool
) -> tuple[float, dict[str, TakeFacts]]:
    """Takes of all spoken pages, by page, at the rate at which the asked pace is heard."""
    request = context.request
    if request.abilities.compressed:
        rate = natural_tempo(script, request, _natural_takes(context, workers))
        return rate, _takes(context, workers, rate)
    rate = opening_rate(script, request)
    tried: dict[float, float] = {}
    while True:
        takes = _takes(context, workers, rate)
        following = None if rate in tried else rate_after(script, request, rate, takes)
        if following is None:
            return rate, takes
        tried[rate] = off(measured(script, request, takes), request.words_per_minute)
        if following in tried or len(tried) >= _ROUNDS:
            following = min(tried, key=lambda one: (tried[one], one))
        rate = following


def opening_rate(script: Script, request: SynthesisRequest) -> float:
    """The rate that a talk is first voiced at: the pinned one, or what the text lets one guess."""
    if request.settings.engine_rate:
        return request.settings.engine_rate
    model = request.abilities.lengths
    segments = segments_of(script, model) if model else []
    pauses_ms = len(request.spoken) * request.settings.timing.pause_ms
    words = sum(page.words for page in script.pages if page.id in request.spoken)
    voice = request.identity.voice
    return first_rate(request.words_per_minute, request.abilities, segments, words, pauses_ms, voice)


def natural_tempo(script: Script, request: SynthesisRequest, lengths: dict[str, NaturalLength]) -> float:
    """The tempo that natural takes, given by page, are brought to."""
    if request.settings.engine_rate:
        return request.settings.engine_rate
    pages = {page.id: page for page in script.pages}
    words = sum(pages[page].words for page in lengths)
    pauses_ms = len(lengths) * request.settings.timing.pause_ms
    whole = sum(lengths.values(), NaturalLength())
    return tempo(whole.at, words, pauses_ms, request.words_per_minute, request.abilities)


def rate_after(script: Script, request: SynthesisRequest, rate: float, takes: dict[str, TakeFacts]) -> float | None:
    """The rate to try after one that these takes were voiced at; nothing when it will do."""
    if not takes or request.settings.engine_rate or not request.abilities.words_per_rate:
        return None
    found = measured(script, request, takes)
    if near(found, request.words_per_minute):
        return None
    return next_rate(rate, found, request.words_per_minute, request.abilities)


def _natural_takes(context: SynthesisContext, workers: WorkerPool) -> dict[str, NaturalLength]:
    """How long the natural takes of all spoken pages are; missing ones are synthesised."""
    request, cache = context.request, context.cache
    keys = {u.page: request.natural_key(u) for u in request.utterances if u.segments}
    found = {key: natural_length(cache, key) for key in dict.fromkeys(keys.values())}
    missing = {keys[u.page]: u for u in request.utterances if u.segments and found[keys[u.page]] is None}
    work = [
        WorkerJob(
            synthesize_natural_take,
            (
                request.engine.name,
                utterance,
                request.segment_request(utterance, request.abilities.neutral),
                key,
                cache.folder,
            ),
            _limit_s(request, utterance),
            before=(prepare_engine, (request.engine.name, request.identity.voice, request.folder)),
            alone=not request.abilities.stateless,
        )
        for key, utterance in missing.items()
    ]
    outcomes = _run(context, workers, work, list(missing.values()), "voice")
    new: dict[str, NaturalLength] = {key: made.value for key, made in zip(missing, outcomes, strict=True)}
    return {page: found[key] or new[key] for page, key in keys.items()}


def _takes(context: SynthesisContext, workers: WorkerPool, rate: float) -> dict[str, TakeFacts]:
    """Takes of all spoken pages at a rate, by page; those that are not in the cache are made, and finished."""
    request, cache = context.request, context.cache
    spoken = [utterance for utterance in request.utterances if utterance.segments]
    found = {utterance.page: take_facts(cache, request.take_key(utterance, rate)) for utterance in spoken}
    missing = {request.take_key(utterance, rate): utterance for utterance in spoken if found[utterance.page] is None}
    work = [_take_job(request, cache, utterance, rate, key) for key, utterance in missing.items()]
    task = "pace" if request.abilities.compressed else "voice"
    outcomes = _run(context, workers, work, list(missing.values()), task)
    new = {key: outcome.value for key, outcome in zip(missing, outcomes, strict=True)}
    return {utterance.page: found[utterance.page] or new[request.take_key(utterance, rate)] for utterance in spoken}


def _take_job(request: SynthesisRequest, cache: ClipCache, utterance: Utterance, rate: float, key: str) -> WorkerJob:
    """The job that makes a page's take at a rate: voiced, or brought there from its natural take."""
    how = request.segment_request(utterance, rate)
    finish, limit_s = request.finish(utterance, rate, SILENT_RATE), _limit_s(request, utterance)
    if request.abilities.compressed:
        natural = request.natural_key(utterance)
        return WorkerJob(compress_page, (utterance, how, natural, key, cache.folder, finish), limit_s, alone=False)
    name = request.engine.name
    return WorkerJob(
        voice_page,
        (name, utterance, how, key, cache.folder, finish),
        limit_s,
        before=(prepare_engine, (name, request.identity.voice, request.folder)),
        alone=not request.abilities.stateless,
    )


def _limit_s(request: SynthesisRequest, utterance: Utterance) -> float:
    """A page's time limit: that of the settings, and more for a page of thousands of words."""
    return request.settings.time_limit_s + _WORD_LIMIT_S * sum(len(segment.words) for segment in utterance.segments)


def measured(script: Script, request: SynthesisRequest, takes: dict[str, TakeFacts]) -> MeasuredPace:
    """The pace of a talk with these takes."""
    pages = {page.id: page for page in script.pages}
    return MeasuredPace(
        words=sum(pages[page].words for page in takes),
        speech_ms=sum(take.speech_ms for take in takes.values()),
        pauses_ms=len(takes) * request.settings.timing.pause_ms,
        authored_ms=sum(u.authored_pause_ms for u in request.utterances if u.page in takes),
    )


def finish_clips(
    context: SynthesisContext, workers: WorkerPool, rate: float, takes: dict[str, TakeFacts]
) -> list[FinishedClip]:
    """The clips of all pages, in order."""
    request, cache = context.request, context.cache
    sample_rate = next((take.sample_rate for take in takes.values()), SILENT_RATE)
    finishes = [request.finish(utterance, rate, sample_rate) for utterance in request.utterances]
    missing: dict[str, tuple[Finish, Utterance]] = {}
    for finish, utterance in zip(finishes, request.utterances, strict=True):
        if not all(cache.has(finish.key, kind) for kind in ("wav", "json")):
            missing.setdefault(finish.key, (finish, utterance))
    work = [
        WorkerJob(
            finish_page,
            (takes[utterance.page].key if utterance.page in takes else None, sample_rate, finish, cache.folder),
            _limit_s(request, utterance),
            alone=False,
        )
        for finish, utterance in missing.values()
    ]
    _run(context, workers, work, [utterance for _, utterance in missing.values()], "finish")
    return [FinishedClip(finish.key, json.loads(entry(cache, finish.key, "json"))) for finish in finishes]


def _run(
    context: SynthesisContext, workers: WorkerPool, work: Sequence[WorkerJob], pages: Sequence[Utterance], task: str
) -> list[JobOutcome]:
    """Run a job a page; failures of all pages in one message."""
    if not work:
        return []
    count = 0

    def done(index: int, outcome: JobOutcome) -> None:
        nonlocal count
        count += 1
        context.progress.advance(task, count, note=pages[index].page)

    context.progress.start(task, total=len(work))
    outcomes = workers.run(work, done)
    context.progress.finish(task)
    failed = [(page, outcome) for page, outcome in zip(pages, outcomes, strict=True) if outcome.kind != "done"]
    if failed:
        lines = []
        for page, outcome in failed[:8]:
            said = " ".join(page.text.split())
            lines.append(f"page {page.page}: {outcome.message} (its text: {said[:80]!r})")
        if len(failed) > 8:
            lines.append(f"and {len(failed) - 8} pages more")
        remedies = dict.fromkeys(outcome.remedy for _, outcome in failed if outcome.remedy)
        raise InputError(
            f"{len(failed)} of {len(work)} pages could not be voiced:\n  " + "\n  ".join(lines),
            remedy="; ".join(remedies) or "change the text or the voice; pages that were voiced are kept",
        )
    return outcomes


def entry(cache: ClipCache, key: str, kind: str) -> bytes:
    """A clip's file from the cache.

    Raises:
        InputError: it is gone.
    """
    data = cache.read(key, kind)
    if data is None:
        raise InputError("a clip vanished from the cache while it was being used", remedy="build again")
    return data
