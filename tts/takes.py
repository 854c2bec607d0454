"""Takes and clips: what the booths are asked for, at the rate at which the asked pace is heard."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from experiments.errors import InputError
from experiments.progress import Progress
from script.model import Script
from tts.booth import Booths, Job, Outcome
from tts.cache import Cache
from tts.narration import Narration
from tts.pace import Measured, first_rate, near, near_enough, next_rate, off
from tts.plan import Cast, same_voice
from tts.utterance import Utterance
from tts.voicing import TakeFacts, finish_page, prepare_alignment, take_facts, voice_page

SILENT_RATE = 22050
_ROUNDS = 4
_WORD_LIMIT_S = 0.05


@dataclass(frozen=True)
class Studio:
    """Where pages are voiced: who speaks, what is there already, the booths, and who wants to know."""

    company: Cast
    kept: Cache
    booths: Booths
    progress: Progress


@dataclass(frozen=True)
class Finished:
    """A finished clip in the cache and what is known of it."""

    key: str
    facts: dict[str, Any]


def voiced(script: Script, studio: Studio, before: Narration | None) -> tuple[float, dict[str, TakeFacts]]:
    """Takes of all spoken pages, by page, at the rate at which the asked pace is heard."""
    company = studio.company
    settings, abilities = company.settings, company.abilities
    rate = settings.engine_rate or first_rate(company.words_per_minute, abilities)
    right = near
    if not settings.engine_rate and before and before.voice.engine_rate and same_voice(before, company):
        rate, right = before.voice.engine_rate, near_enough
    tried: dict[float, float] = {}
    while True:
        takes = _takes(studio, rate)
        if not takes or settings.engine_rate or not abilities.words_per_rate:
            return rate, takes
        measured = _measured(script, company, takes)
        if right(measured, company.words_per_minute):
            return rate, takes
        tried[rate] = off(measured, company.words_per_minute)
        following = next_rate(rate, measured, company.words_per_minute, abilities)
        if following in tried or len(tried) >= _ROUNDS:
            best = min(tried, key=lambda one: (tried[one], one))
            return best, _takes(studio, best)
        rate, right = following, near


def _takes(studio: Studio, rate: float) -> dict[str, TakeFacts]:
    """Takes of all spoken pages at a rate, by page; those that are not in the cache are voiced."""
    company, kept = studio.company, studio.kept
    spoken = [utterance for utterance in company.utterances if utterance.breaths]
    found = {utterance.page: take_facts(kept, company.take_key(utterance, rate)) for utterance in spoken}
    missing = [utterance for utterance in spoken if found[utterance.page] is None]
    work = [
        Job(
            voice_page,
            (
                company.engine.name,
                utterance,
                company.request(utterance, rate),
                company.take_key(utterance, rate),
                kept.folder,
            ),
            _limit_s(company, utterance),
            before=None if company.abilities.events else prepare_alignment,
        )
        for utterance in missing
    ]
    outcomes = _run(studio, work, missing, "voice")
    takes: dict[str, TakeFacts] = {page: take for page, take in found.items() if take is not None}
    takes |= {utterance.page: outcome.value for utterance, outcome in zip(missing, outcomes, strict=True)}
    return {utterance.page: takes[utterance.page] for utterance in spoken}


def _limit_s(company: Cast, utterance: Utterance) -> float:
    """A page's time limit: that of the settings, and more for a page of thousands of words."""
    return company.settings.time_limit_s + _WORD_LIMIT_S * sum(len(breath.words) for breath in utterance.breaths)


def _measured(script: Script, company: Cast, takes: dict[str, TakeFacts]) -> Measured:
    pages = {page.id: page for page in script.pages}
    return Measured(
        words=sum(pages[page].words for page in takes),
        speech_ms=sum(take.speech_ms for take in takes.values()),
        pauses_ms=len(takes) * company.settings.page_pause_ms,
        authored_ms=sum(u.authored_pause_ms for u in company.utterances if u.page in takes),
    )


def finished(studio: Studio, rate: float, takes: dict[str, TakeFacts]) -> list[Finished]:
    """The clips of all pages, in order."""
    company, kept = studio.company, studio.kept
    sample_rate = next((take.sample_rate for take in takes.values()), SILENT_RATE)
    keys = [company.clip_key(utterance, rate, sample_rate) for utterance in company.utterances]
    missing: dict[str, Utterance] = {}
    for key, utterance in zip(keys, company.utterances, strict=True):
        if not all(kept.has(key, kind) for kind in ("wav", "aac", "m4a", "json")):
            missing.setdefault(key, utterance)
    work = [
        Job(
            finish_page,
            (
                takes[utterance.page].key if utterance.page in takes else None,
                sample_rate,
                company.finish,
                key,
                kept.folder,
            ),
            _limit_s(company, utterance),
        )
        for key, utterance in missing.items()
    ]
    _run(studio, work, list(missing.values()), "finish")
    return [Finished(key, json.loads(entry(kept, key, "json"))) for key in keys]


def _run(studio: Studio, work: Sequence[Job], pages: Sequence[Utterance], task: str) -> list[Outcome]:
    """Run a job a page; failures of all pages in one message."""
    if not work:
        return []
    count = 0

    def done(index: int, outcome: Outcome) -> None:
        nonlocal count
        count += 1
        studio.progress.advance(task, count, note=pages[index].page)

    studio.progress.start(task, total=len(work))
    outcomes = studio.booths.run(work, done)
    studio.progress.finish(task)
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


def entry(kept: Cache, key: str, kind: str) -> bytes:
    """A clip's file from the cache.

    Raises:
        InputError: it is gone.
    """
    data = kept.read(key, kind)
    if data is None:
        raise InputError("a clip vanished from the cache while it was being used", remedy="build again")
    return data
