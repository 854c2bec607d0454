"""Write a narration's folder: clips, the joined sound, captions and texts, and the record that names them all."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from plainspoken.base.ffmpeg import Chapter
from plainspoken.base.files import write_bytes, write_text
from plainspoken.script.model import Page, Script
from plainspoken.tts.audio.encode_sound import AudioTags
from plainspoken.tts.audio.join_clips import write_wav, write_whole
from plainspoken.tts.audio.loudness import integrated_loudness
from plainspoken.tts.audio.samples import wav_samples
from plainspoken.tts.beat_times import beat_times
from plainspoken.tts.encode_clips import encode
from plainspoken.tts.narration import Clip, Loudness, Narration, Voice, page_words
from plainspoken.tts.synthesis.calibrate import SILENT_RATE, FinishedClip, SynthesisContext, entry
from plainspoken.tts.synthesis.clip_cache import ClipCache
from plainspoken.tts.synthesis.request import SynthesisRequest
from plainspoken.tts.synthesis.synthesize import TakeFacts
from plainspoken.tts.text.captions import CaptionCue, page_cues, reading_speed, srt, webvtt, webvtt_chapters
from plainspoken.tts.text.edited_captions import EditedCaptions, edited_captions, edits_page
from plainspoken.tts.text.transcript import page_title, spoken_text, timed_tokens, transcript
from plainspoken.tts.text.utterance import Utterance


@dataclass(frozen=True)
class Spoken:
    """The first half of a narration: all of it but what has to be encoded. `parts` are the clips in the cache, `keys`
    all that it needs there."""

    clips: list[Clip]
    parts: Sequence[FinishedClip]
    chapters: list[Chapter]
    sample_rate: int
    files: dict[str, str]
    narration: Narration
    keys: set[str]


def write_spoken(
    script: Script,
    context: SynthesisContext,
    rate: float,
    takes: dict[str, TakeFacts],
    finished: Sequence[FinishedClip],
    out: Path,
    *,
    inputs: str,
) -> Spoken:
    """Write clips and the whole as WAV, captions and texts below `out`."""
    request, cache, progress = context.request, context.cache, context.progress
    progress.start("join")
    sample_rate = finished[0].facts["sample_rate"] if finished else SILENT_RATE
    clips: list[Clip] = []
    at = 0
    for page, utterance, part in zip(script.pages, request.utterances, finished, strict=True):
        end = at + part.facts["samples"]
        clips.append(_clip(page, utterance, part, _ms(at, sample_rate), _ms(end, sample_rate)))
        at = end
    files = {kind: f"{script.talk}.{kind}" for kind in ("wav", "mp3", "m4a")}
    chapters = [
        Chapter(page_title(page), clip.start_ms, clip.start_ms + clip.duration_ms)
        for page, clip in zip(script.pages, clips, strict=True)
    ]
    with ThreadPoolExecutor(1) as pool:
        sound = pool.submit(_write_sound, cache, clips, out, files["wav"], sample_rate)
        cues = _cues(script, request, clips)
        edited = edited_captions(script, clips, columns=request.settings.caption_columns, cache=cache)
        files |= _write_texts(script, request, clips, chapters, cues, edited, out)
        sound.result()
    energies = [energy for part in finished for energy in part.facts["energies"]]
    peaks = [part.facts["true_peak_db"] for part in finished if part.facts["true_peak_db"] is not None]
    heard = _heard(script, clips)
    narration = Narration(
        talk=script.talk,
        voice=Voice(
            engine=request.identity.engine,
            version=request.identity.version,
            voice=request.identity.voice,
            words_per_minute=request.words_per_minute,
            heard_words_per_minute=round(heard, 1),
            engine_rate=rate,
            pitch=request.settings.pitch,
        ),
        clips=clips,
        duration_ms=_ms(at, sample_rate),
        loudness=Loudness(
            lufs=round(_loudness(energies, sample_rate), 2), true_peak_db=round(max(peaks, default=-120.0), 2)
        ),
        files=files,
        inputs=inputs,
        captions=reading_speed(cues, heard),
        captions_edited=reading_speed(edited.cues, heard, share=1.0),
        notes=_notes(request, clips),
    )
    progress.finish("join")
    keys = {part.key for part in finished} | {take.key for take in takes.values()}
    return Spoken(clips, finished, chapters, sample_rate, files, narration, keys)


def _write_sound(cache: ClipCache, clips: Sequence[Clip], out: Path, whole: str, rate: int) -> None:
    samples = []
    for clip in clips:
        wav = entry(cache, clip.key, "wav")
        write_bytes(out / clip.path, wav)
        samples.append(wav_samples(wav))
    write_wav(out / whole, samples, rate)


def write_encoded(script: Script, context: SynthesisContext, spoken: Spoken, out: Path) -> None:
    """Write clips as M4A and the whole as MP3 and M4A, then the record, which names them all."""
    cache, rate = context.cache, spoken.sample_rate
    counts = [part.facts["samples"] for part in spoken.parts]
    wanted = [(part.key, count, rate) for part, count in zip(spoken.parts, counts, strict=True)]
    encode(wanted, cache, context.jobs, context.progress)
    for clip in spoken.clips:
        write_bytes(out / clip.m4a, entry(cache, clip.key, "m4a"))
    frames = [
        (entry(cache, part.key, "aac"), entry(cache, part.key, "mp3"), count)
        for part, count in zip(spoken.parts, counts, strict=True)
    ]
    tags = _tags(script, context.request)
    write_whole(out, spoken.files, frames, rate, tags=tags, chapters=spoken.chapters)
    _remove_strays(out, {clip.path for clip in spoken.clips} | {clip.m4a for clip in spoken.clips})
    write_text(out / "narration.json", spoken.narration.model_dump_json(indent=1) + "\n")


def _clip(page: Page, utterance: Utterance, clip: FinishedClip, start_ms: int, end_ms: int) -> Clip:
    lead = clip.facts["lead_ms"]
    return Clip(
        page=page.id,
        path=f"clips/{page.id}.wav",
        m4a=f"clips/{page.id}.m4a",
        key=clip.key,
        start_ms=start_ms,
        duration_ms=end_ms - start_ms,
        lead_ms=round(lead),
        pause_ms=round(clip.facts["pause_ms"]),
        authored_pause_ms=utterance.authored_pause_ms if utterance.segments else 0,
        said=utterance.text,
        beats=beat_times(len(page.beats), clip.facts["words"], lead),
        timing=clip.facts["timing"],
        words=page_words(page),
    )


def _cues(script: Script, request: SynthesisRequest, clips: Sequence[Clip]) -> list[CaptionCue]:
    cues = []
    for page, clip in zip(script.pages, clips, strict=True):
        end = clip.start_ms + clip.duration_ms
        cues += page_cues(page.id, timed_tokens(page, clip), end, columns=request.settings.caption_columns)
    return cues


def _write_texts(
    script: Script,
    request: SynthesisRequest,
    clips: Sequence[Clip],
    chapters: Sequence[Chapter],
    cues: Sequence[CaptionCue],
    edited: EditedCaptions,
    out: Path,
) -> dict[str, str]:
    titles = {page.id: page_title(page) for page in script.pages}
    texts = {
        "srt": ("captions.srt", srt(cues)),
        "vtt": ("captions.vtt", webvtt(cues, titles)),
        "srt_edited": ("captions.edited.srt", srt(edited.cues)),
        "vtt_edited": ("captions.edited.vtt", webvtt(edited.cues, titles)),
        "caption_edits": ("captions.edits.md", edits_page(script, edited)),
        "chapters": ("chapters.vtt", webvtt_chapters((c.title, c.start_ms, c.end_ms) for c in chapters)),
        "transcript": ("transcript.md", transcript(script, clips)),
        "spoken": ("script.spoken.txt", spoken_text(request.utterances)),
    }
    for name, text in texts.values():
        write_text(out / name, text)
    return {kind: name for kind, (name, _) in texts.items()}


def _heard(script: Script, clips: Sequence[Clip]) -> float:
    spoken = [(page, clip) for page, clip in zip(script.pages, clips, strict=True) if clip.said]
    time = sum(clip.duration_ms - clip.authored_pause_ms for _, clip in spoken)
    return sum(page.words for page, _ in spoken) * 60_000 / time if time > 0 else 0.0


def _notes(request: SynthesisRequest, clips: Sequence[Clip]) -> list[str]:
    """What a listener should know: of the voice, and of word times that are only estimated."""
    notes = [request.identity.note] if request.identity.note else []
    count = sum(clip.timing == "proportional" for clip in clips)
    if count:
        pages = f"{count} page" + ("s" if count > 1 else "")
        notes.append(f"word times of {pages} are only estimated from word lengths: the aligner failed there")
    return notes


def _loudness(energies: list[float], rate: int) -> float:
    import numpy as np

    return max(integrated_loudness(np.array(energies), rate), -120.0)


def _tags(script: Script, request: SynthesisRequest) -> AudioTags:
    identity = request.identity
    return AudioTags(
        title=script.title,
        artist=script.author,
        comment=f"Spoken by {identity.engine} ({identity.version}), voice {identity.voice}; made with Plainspoken",
        language=script.language,
    )


def _ms(samples: int, rate: int) -> int:
    return round(samples * 1000 / rate)


def _remove_strays(out: Path, wanted: set[str]) -> None:
    for path in (out / "clips").glob("*"):
        if path.suffix in (".wav", ".m4a") and f"clips/{path.name}" not in wanted:
            path.unlink(missing_ok=True)
