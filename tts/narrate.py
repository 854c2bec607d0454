"""The stage: a rendered script becomes sound, word times and captions, and only what changed is voiced again."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from experiments.errors import InputError
from experiments.files import fingerprint, write_bytes, write_text
from experiments.progress import Progress
from script.model import Page, Script
from tts.booth import Booths, Job, Outcome
from tts.cache import Cache
from tts.captions import Cue, page_cues, reading_speed, srt, webvtt, webvtt_chapters
from tts.encode import Chapter, Tags
from tts.loudness import integrated_loudness
from tts.master import join, write_master
from tts.narration import BeatTimes, Clip, Loudness, Narration, Voice, Word
from tts.pace import LOOSE, TIGHT, Measured, first_rate, near, next_rate, off
from tts.plan import Cast, cast, previous, same_voice
from tts.settings import VoiceSettings
from tts.transcript import page_title, spoken_text, timed_tokens, transcript
from tts.utterance import Utterance
from tts.voicing import TakeFacts, finish_page, prepare_alignment, take_facts, voice_page

_ROUNDS = 4
_WORD_LIMIT_S = 0.05
_SILENT_RATE = 22050
_LEDGER = ".written.json"


def narrate(
    script: Script,
    settings: VoiceSettings,
    out: Path,
    *,
    cache: Path,
    folder: Path,
    progress: Progress,
    jobs: int | None = None,
) -> Narration:
    """Voice a script into `out`: clips, the whole in WAV, MP3 and M4A, `narration.json`, captions, transcript.

    Args:
        cache: the folder of takes and clips, which builds may share.
        folder: the talk's folder, which relative paths in the voice's options start from.
        jobs: processes at once; every processor when `None`. The bytes do not depend on it.

    Raises:
        InputError: no such engine or voice; pages that could not be voiced, each named with its text (the others
            are kept); a pace that the engine cannot reach.
    """
    company = cast(script, settings, folder)
    inputs = fingerprint(company.inputs, script.model_dump_json())
    before = previous(out)
    if before and before.inputs == inputs and _untouched(out):
        return before
    kept = Cache(cache)
    with Booths(jobs or len(os.sched_getaffinity(0))) as booths:
        studio = _Studio(company, kept, booths, progress)
        rate, takes = _voiced(script, studio, before)
        clips = _finished(studio, rate, takes)
    narration = _assembled(script, company, rate, takes, clips, kept, out, inputs, progress)
    kept.prune(
        settings.cache_megabytes * 1_000_000,
        keep={clip.key for clip in clips} | {take.key for take in takes.values()},
    )
    return narration


@dataclass(frozen=True)
class _Studio:
    """Where pages are voiced: who speaks, what is there already, the booths, and who wants to know."""

    company: Cast
    kept: Cache
    booths: Booths
    progress: Progress


@dataclass(frozen=True)
class _Finished:
    """A finished clip in the cache and what is known of it."""

    key: str
    facts: dict[str, Any]


def _voiced(script: Script, studio: _Studio, before: Narration | None) -> tuple[float, dict[str, TakeFacts]]:
    """Takes of all spoken pages, by page, at the rate at which the asked pace is heard."""
    company = studio.company
    settings, abilities = company.settings, company.abilities
    rate = settings.engine_rate or first_rate(company.words_per_minute, abilities)
    tolerance = TIGHT
    if not settings.engine_rate and before and before.voice.engine_rate and same_voice(before, company):
        rate, tolerance = before.voice.engine_rate, LOOSE
    tried: dict[float, float] = {}
    while True:
        takes = _takes(studio, rate)
        if not takes or settings.engine_rate or not abilities.words_per_rate:
            return rate, takes
        measured = _measured(script, company, takes)
        if near(measured, company.words_per_minute, tolerance):
            return rate, takes
        tried[rate] = off(measured, company.words_per_minute)
        following = next_rate(rate, measured, company.words_per_minute, abilities)
        if following in tried or len(tried) >= _ROUNDS:
            best = min(tried, key=lambda one: (tried[one], one))
            return best, _takes(studio, best)
        rate, tolerance = following, TIGHT


def _takes(studio: _Studio, rate: float) -> dict[str, TakeFacts]:
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


def _finished(studio: _Studio, rate: float, takes: dict[str, TakeFacts]) -> list[_Finished]:
    """The clips of all pages, in order."""
    company, kept = studio.company, studio.kept
    sample_rate = next((take.sample_rate for take in takes.values()), _SILENT_RATE)
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
    return [_Finished(key, json.loads(_entry(kept, key, "json"))) for key in keys]


def _run(studio: _Studio, work: Sequence[Job], pages: Sequence[Utterance], task: str) -> list[Outcome]:
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


def _assembled(
    script: Script,
    company: Cast,
    rate: float,
    takes: dict[str, TakeFacts],
    finished: Sequence[_Finished],
    kept: Cache,
    out: Path,
    inputs: str,
    progress: Progress,
) -> Narration:
    """Write everything below `out`, the record last."""
    progress.start("join")
    sample_rate = finished[0].facts["sample_rate"] if finished else _SILENT_RATE
    clips: list[Clip] = []
    at = 0
    for page, utterance, part in zip(script.pages, company.utterances, finished, strict=True):
        end = at + part.facts["samples"]
        clips.append(_clip(page, utterance, part, _ms(at, sample_rate), _ms(end, sample_rate)))
        at = end
    wavs = [_entry(kept, part.key, "wav") for part in finished]
    for clip, wav in zip(clips, wavs, strict=True):
        write_bytes(out / clip.path, wav)
        write_bytes(out / clip.m4a, _entry(kept, clip.key, "m4a"))
    chapters = [
        Chapter(page_title(page), clip.start_ms, clip.start_ms + clip.duration_ms)
        for page, clip in zip(script.pages, clips, strict=True)
    ]
    files = write_master(
        out,
        script.talk,
        join(wavs, sample_rate),
        sample_rate,
        b"".join(_entry(kept, part.key, "aac") for part in finished),
        tags=_tags(script, company),
        chapters=chapters,
    )
    cues = _cues(script, company, clips)
    files |= _write_texts(script, company, clips, chapters, cues, out)
    energies = [energy for part in finished for energy in part.facts["energies"]]
    peaks = [part.facts["true_peak_db"] for part in finished if part.facts["true_peak_db"] is not None]
    narration = Narration(
        talk=script.talk,
        voice=Voice(
            engine=company.identity.engine,
            version=company.identity.version,
            voice=company.identity.voice,
            words_per_minute=company.words_per_minute,
            heard_words_per_minute=round(_heard(script, clips), 1),
            engine_rate=rate,
            pitch=company.settings.pitch,
        ),
        clips=clips,
        duration_ms=_ms(at, sample_rate),
        loudness=Loudness(
            lufs=round(_loudness(energies, sample_rate), 2), true_peak_db=round(max(peaks, default=-120.0), 2)
        ),
        files=files,
        inputs=inputs,
        captions=reading_speed(cues),
    )
    _remove_strays(out, {clip.path for clip in clips} | {clip.m4a for clip in clips})
    write_text(out / "narration.json", narration.model_dump_json(indent=1) + "\n")
    _write_ledger(out, narration)
    progress.finish("join")
    return narration


def _clip(page: Page, utterance: Utterance, clip: _Finished, start_ms: int, end_ms: int) -> Clip:
    lead = clip.facts["lead_ms"]
    beats = []
    latest = round(lead)
    for index in range(len(page.beats)):
        words = [
            Word(
                text=word["text"],
                token=word["token"],
                start_ms=round(lead + word["start"]),
                end_ms=round(lead + word["end"]),
            )
            for word in clip.facts["words"]
            if word["beat"] == index
        ]
        start, latest = (words[0].start_ms, words[-1].end_ms) if words else (latest, latest)
        beats.append(BeatTimes(beat=index, start_ms=start, end_ms=latest, words=words))
    return Clip(
        page=page.id,
        path=f"clips/{page.id}.wav",
        m4a=f"clips/{page.id}.m4a",
        key=clip.key,
        start_ms=start_ms,
        duration_ms=end_ms - start_ms,
        lead_ms=round(lead),
        authored_pause_ms=utterance.authored_pause_ms if utterance.breaths else 0,
        said=utterance.text,
        beats=beats,
        timing=clip.facts["timing"],
    )


def _cues(script: Script, company: Cast, clips: Sequence[Clip]) -> list[Cue]:
    cues = []
    for page, clip in zip(script.pages, clips, strict=True):
        end = clip.start_ms + clip.duration_ms
        cues += page_cues(page.id, timed_tokens(page, clip), end, columns=company.settings.caption_columns)
    return cues


def _write_texts(
    script: Script,
    company: Cast,
    clips: Sequence[Clip],
    chapters: Sequence[Chapter],
    cues: Sequence[Cue],
    out: Path,
) -> dict[str, str]:
    titles = {page.id: page_title(page) for page in script.pages}
    texts = {
        "srt": ("captions.srt", srt(cues)),
        "vtt": ("captions.vtt", webvtt(cues, titles)),
        "chapters": ("chapters.vtt", webvtt_chapters((c.title, c.start_ms, c.end_ms) for c in chapters)),
        "transcript": ("transcript.md", transcript(script, clips)),
        "spoken": ("script.spoken.txt", spoken_text(company.utterances)),
    }
    for name, text in texts.values():
        write_text(out / name, text)
    return {kind: name for kind, (name, _) in texts.items()}


def _heard(script: Script, clips: Sequence[Clip]) -> float:
    spoken = [(page, clip) for page, clip in zip(script.pages, clips, strict=True) if clip.said]
    time = sum(clip.duration_ms - clip.authored_pause_ms for _, clip in spoken)
    return sum(page.words for page, _ in spoken) * 60_000 / time if time > 0 else 0.0


def _loudness(energies: list[float], rate: int) -> float:
    import numpy as np

    return max(integrated_loudness(np.array(energies), rate), -120.0)


def _tags(script: Script, company: Cast) -> Tags:
    identity = company.identity
    return Tags(
        title=script.title,
        artist=script.author,
        comment=f"Spoken by {identity.engine} ({identity.version}), voice {identity.voice}; made with Plainspoken",
        language=script.language,
    )


def _entry(kept: Cache, key: str, kind: str) -> bytes:
    data = kept.read(key, kind)
    if data is None:
        raise InputError("a clip vanished from the cache while it was being used", remedy="build again")
    return data


def _ms(samples: int, rate: int) -> int:
    return round(samples * 1000 / rate)


def _remove_strays(out: Path, wanted: set[str]) -> None:
    for path in (out / "clips").glob("*"):
        if path.suffix in (".wav", ".m4a") and f"clips/{path.name}" not in wanted:
            path.unlink(missing_ok=True)


def _outputs(narration: Narration) -> list[str]:
    clips = [path for clip in narration.clips for path in (clip.path, clip.m4a)]
    return ["narration.json", *narration.files.values(), *clips]


def _state(path: Path) -> list[int]:
    status = path.stat()
    return [status.st_size, status.st_mtime_ns]


def _write_ledger(out: Path, narration: Narration) -> None:
    write_text(out / _LEDGER, json.dumps({name: _state(out / name) for name in _outputs(narration)}))


def _untouched(out: Path) -> bool:
    """Whether every file is there as it was written."""
    try:
        ledger: dict[str, list[int]] = json.loads((out / _LEDGER).read_text(encoding="utf-8"))
        return all(_state(out / name) == state for name, state in ledger.items())
    except (OSError, ValueError):
        return False
