"""Encode clips that are not in the cache yet to AAC and MP3, in parallel batches."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed

from plainspoken.base.progress import Progress
from plainspoken.tts.audio.encode_sound import encoded_clips, m4a_files
from plainspoken.tts.synthesis.clip_cache import ClipCache

# Starting ffmpeg costs as much as encoding four seconds; a clip in a batch is lost when the batch is.
_BATCH = 16


def encode(clips: Sequence[tuple[str, int, int]], cache: ClipCache, jobs: int, progress: Progress) -> None:
    """Encode clips, given as (key, samples, rate), into entries `aac`, `mp3` and `m4a` of the cache.

    Raises:
        InputError: ffmpeg is not here, or refused.
    """
    missing = {clip for clip in clips if not all(cache.has(clip[0], kind) for kind in ("aac", "mp3", "m4a"))}
    if not missing:
        return
    batches = _batches(sorted(missing, key=lambda clip: (-clip[1], clip[0])), jobs)
    progress.start("encode", total=len(missing))
    done = 0
    with ThreadPoolExecutor(jobs) as pool:
        for future in as_completed([pool.submit(_encode_batch, batch, cache) for batch in batches]):
            done += future.result()
            progress.advance("encode", done)
    progress.finish("encode")


def _batches(clips: Sequence[tuple[str, int, int]], jobs: int) -> list[list[tuple[str, int, int]]]:
    """Clips, the longest first, dealt out: as many batches as keep all processors busy to the end."""
    by_rate: dict[int, list[tuple[str, int, int]]] = {}
    for clip in clips:
        by_rate.setdefault(clip[2], []).append(clip)
    batches = []
    for same in by_rate.values():
        count = min(len(same), max(jobs, -(-len(same) // _BATCH)))
        batches += [same[start::count] for start in range(count)]
    return batches


def _encode_batch(batch: Sequence[tuple[str, int, int]], cache: ClipCache) -> int:
    wavs = [cache.path(key, "wav") for key, _, _ in batch]
    found = encoded_clips(wavs, [samples for _, samples, _ in batch], batch[0][2])
    for (key, _, _), (aac, mp3) in zip(batch, found, strict=True):
        cache.write(key, "aac", aac)
        cache.write(key, "mp3", mp3)
    with cache.making([key for key, _, _ in batch], "m4a") as paths:
        m4a_files([aac for aac, _ in found], paths)
    return len(batch)
