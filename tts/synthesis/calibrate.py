"""Takes and clips: what the booths are asked for, at the rate at which the asked pace is heard."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from plainspoken.base.errors import InputError
from plainspoken.base.progress import Progress
from plainspoken.script.model import Script
from plainspoken.tts.synthesis.clip_cache import Cache
from plainspoken.tts.synthesis.heard_pace import Measured, first_rate, load_of_script, near, next_rate, off
from plainspoken.tts.synthesis.request import Cast
from plainspoken.tts.synthesis.synthesize import (
    Finish,
    TakeFacts,
    finish_page,
    prepare_alignment,
    take_facts,
    voice_page,
)
from plainspoken.tts.synthesis.worker import Booths, Job, Outcome
from plainspoken.tts.text.utterance import Utterance

SILENT_RATE = 22050
_ROUNDS = 4
_WORD_LIMIT_S = 0.05


@dataclass(frozen=True)
class Studio:
    """Where pages are voiced: who speaks, what is there already, who wants to know, and how many things at once."""

    company: Cast
    kept: Cache
    progress: Progress
    jobs: int


@dataclass(frozen=True)
class Finished:
    """A finished clip in the cache and what is known of it."""

    key: str
    facts: dict[str, Any]


def voiced(script: Script, studio: Studio, booths: Booths) -> tuple[float, dict[str, TakeFacts]]:
    """Takes of all spoken pages, by page, at the rate at which the asked pace is heard."""
    company = studio.company
    rate = opening_rate(script, company)
    tried: dict[float, float] = {}
    while True:
        takes = _takes(studio, booths, rate)
        following = None if rate in tried else rate_after(script, company, rate, takes)
        if following is None:
            return rate, takes
        tried[rate] = off(measured(script, company, takes), company.words_per_minute)
        if following in tried or len(tried) >= _ROUNDS:
            following = min(tried, key=lambda one: (tried[one], one))
        rate = following


def opening_rate(script: Script, company: Cast) -> float:
    """The rate that a talk is first voiced at: the pinned one, or what the text lets one guess."""
    load = load_of_script(script)
    pauses_ms = load.pages * company.settings.page_pause_ms
    words = sum(page.words for page in script.pages if page.id in company.spoken)
    return company.settings.engine_rate or first_rate(
        company.words_per_minute, company.abilities, load, words, pauses_ms
    )


def rate_after(script: Script, company: Cast, rate: float, takes: dict[str, TakeFacts]) -> float | None:
    """The rate to try after one that these takes were voiced at; nothing when it will do."""
    if not takes or company.settings.engine_rate or not company.abilities.words_per_rate:
        return None
    found = measured(script, company, takes)
    if near(found, company.words_per_minute):
        return None
    return next_rate(rate, found, company.words_per_minute, company.abilities)


def _takes(studio: Studio, booths: Booths, rate: float) -> dict[str, TakeFacts]:
    """Takes of all spoken pages at a rate, by page; those that are not in the cache are voiced, and finished."""
    company, kept = studio.company, studio.kept
    spoken = [utterance for utterance in company.utterances if utterance.breaths]
    found = {utterance.page: take_facts(kept, company.take_key(utterance, rate)) for utterance in spoken}
    missing = {company.take_key(utterance, rate): utterance for utterance in spoken if found[utterance.page] is None}
    work = [
        Job(
            voice_page,
            (
                company.engine.name,
                utterance,
                company.request(utterance, rate),
                key,
                kept.folder,
                company.finish(utterance, rate, SILENT_RATE),
            ),
            _limit_s(company, utterance),
            before=None if company.abilities.events else prepare_alignment,
            alone=not company.abilities.stateless,
        )
        for key, utterance in missing.items()
    ]
    outcomes = _run(studio, booths, work, list(missing.values()), "voice")
    new = {key: outcome.value for key, outcome in zip(missing, outcomes, strict=True)}
    return {utterance.page: found[utterance.page] or new[company.take_key(utterance, rate)] for utterance in spoken}


def _limit_s(company: Cast, utterance: Utterance) -> float:
    """A page's time limit: that of the settings, and more for a page of thousands of words."""
    return company.settings.time_limit_s + _WORD_LIMIT_S * sum(len(breath.words) for breath in utterance.breaths)


def measured(script: Script, company: Cast, takes: dict[str, TakeFacts]) -> Measured:
    """The pace of a talk with these takes."""
    pages = {page.id: page for page in script.pages}
    return Measured(
        words=sum(pages[page].words for page in takes),
        speech_ms=sum(take.speech_ms for take in takes.values()),
        pauses_ms=len(takes) * company.settings.page_pause_ms,
        authored_ms=sum(u.authored_pause_ms for u in company.utterances if u.page in takes),
    )


def finished(studio: Studio, booths: Booths, rate: float, takes: dict[str, TakeFacts]) -> list[Finished]:
    """The clips of all pages, in order."""
    company, kept = studio.company, studio.kept
    sample_rate = next((take.sample_rate for take in takes.values()), SILENT_RATE)
    finishes = [company.finish(utterance, rate, sample_rate) for utterance in company.utterances]
    missing: dict[str, tuple[Finish, Utterance]] = {}
    for finish, utterance in zip(finishes, company.utterances, strict=True):
        if not all(kept.has(finish.key, kind) for kind in ("wav", "json")):
            missing.setdefault(finish.key, (finish, utterance))
    work = [
        Job(
            finish_page,
            (takes[utterance.page].key if utterance.page in takes else None, sample_rate, finish, kept.folder),
            _limit_s(company, utterance),
            alone=False,
        )
        for finish, utterance in missing.values()
    ]
    _run(studio, booths, work, [utterance for _, utterance in missing.values()], "finish")
    return [Finished(finish.key, json.loads(entry(kept, finish.key, "json"))) for finish in finishes]


def _run(studio: Studio, booths: Booths, work: Sequence[Job], pages: Sequence[Utterance], task: str) -> list[Outcome]:
    """Run a job a page; failures of all pages in one message."""
    if not work:
        return []
    count = 0

    def done(index: int, outcome: Outcome) -> None:
        nonlocal count
        count += 1
        studio.progress.advance(task, count, note=pages[index].page)

    studio.progress.start(task, total=len(work))
    outcomes = booths.run(work, done)
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
