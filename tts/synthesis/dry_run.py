"""What would be voiced, page by page, and why."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from plainspoken.script.model import Script
from plainspoken.tts.narration import Narration, read_narration
from plainspoken.tts.settings import VoiceSettings
from plainspoken.tts.synthesis.calibrate import natural_tempo, opening_rate, rate_after
from plainspoken.tts.synthesis.clip_cache import ClipCache
from plainspoken.tts.synthesis.natural_takes import natural_length
from plainspoken.tts.synthesis.request import SynthesisRequest, synthesis_request
from plainspoken.tts.synthesis.synthesize import take_facts
from plainspoken.tts.text.utterance import Utterance


@dataclass(frozen=True)
class PageWork:
    """One page and, where its clip is not in the cache, why it has to be voiced."""

    page: str
    said: str
    reason: str | None


def plan(script: Script, settings: VoiceSettings, out: Path, *, cache: Path, folder: Path) -> list[PageWork]:
    """What `narrate` would voice, page by page, and why; nothing is voiced or written.

    Where the rate hangs on pages that have not been heard yet, they are taken to be as long as the others make likely.
    """
    request = synthesis_request(script, settings, folder)
    before = previous(out)
    kept = ClipCache(cache)
    missing: set[str] = set()
    if request.abilities.compressed:
        natural = {u.page: natural_length(kept, request.natural_key(u)) for u in request.utterances if u.segments}
        missing |= {page for page, length in natural.items() if length is None}
        heard = {page: length for page, length in natural.items() if length is not None}
        rate: float | None = natural_tempo(script, request, heard) if heard else request.abilities.neutral
    else:
        rate = opening_rate(script, request)
    last = rate or 0.0
    tried: set[float] = set()
    while rate is not None and rate not in tried:
        tried.add(rate)
        takes = {u.page: take_facts(kept, request.take_key(u, rate)) for u in request.utterances if u.segments}
        last = rate
        missing |= {page for page, take in takes.items() if take is None}
        known = {page: take for page, take in takes.items() if take is not None}
        compressed = request.abilities.compressed
        rate = rate_after(script, request, rate, known) if known and not compressed else None
    work = []
    for spoken in request.utterances:
        reason = _reason(spoken, request, last, before) if spoken.page in missing else None
        work.append(PageWork(spoken.page, spoken.text, reason))
    return work


def previous(out: Path) -> Narration | None:
    """The narration that is in a folder, if there is one that can be read."""
    from plainspoken.base.errors import InputError

    try:
        return read_narration(out / "narration.json")
    except InputError:
        return None


def _reason(spoken: Utterance, request: SynthesisRequest, rate: float, before: Narration | None) -> str:
    if before is None:
        return "no narration yet"
    old = next((clip for clip in before.clips if clip.page == spoken.page), None)
    voice = before.voice
    for name, was, now in (
        ("engine", voice.engine, request.identity.engine),
        ("voice", voice.voice, request.identity.voice),
        ("version", voice.version, request.identity.version),
        ("pace", f"{voice.words_per_minute:g}", f"{request.words_per_minute:g}"),
        ("pitch", str(voice.pitch), str(request.settings.pitch)),
    ):
        if was != now:
            return f"{name} changed: {was} -> {now}"
    if old is None:
        return "new page"
    if old.said != spoken.text:
        return f"words changed: {_difference(old.said.split(), spoken.text.split())}"
    if voice.engine_rate != rate:
        return f"the whole talk needs another rate to be heard at its pace: {voice.engine_rate:g} -> {rate:g}"
    return "its take is not in the cache, or its pauses, pace or options changed"


def _difference(was: list[str], now: list[str]) -> str:
    """The first words that differ, old and new."""
    start = 0
    while start < min(len(was), len(now)) and was[start] == now[start]:
        start += 1
    end = 0
    while end < min(len(was), len(now)) - start and was[-1 - end] == now[-1 - end]:
        end += 1
    old, new = (" ".join(words[start : len(words) - end][:6]) or "nothing" for words in (was, now))
    return f"{old!r} -> {new!r}"
