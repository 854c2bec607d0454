"""The whole: clips laid end to end with pydub, written as WAV, MP3 and M4A with chapters and tags."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from experiments.files import replacing, write_bytes
from tts.encode import Chapter, Tags, m4a_file, mp3_file
from tts.sound import wav_bytes


def join(clips: Sequence[bytes], rate: int) -> bytes:
    """The samples of WAV clips laid end to end: mono, 16 bits, at `rate`."""
    import io

    segment = pydub_segment()
    whole = segment(data=b"", sample_width=2, frame_rate=rate, channels=1)
    parts = [segment.from_wav(io.BytesIO(clip)) for clip in clips]
    joined = whole._spawn([part.raw_data for part in parts])
    data: bytes = joined.raw_data
    return data


def write_master(
    out: Path, name: str, pcm: bytes, rate: int, aac: bytes, *, tags: Tags, chapters: Sequence[Chapter]
) -> dict[str, str]:
    """Write `<name>.wav`, `.mp3` and `.m4a` below `out`; their names by kind."""
    files = {kind: f"{name}.{kind}" for kind in ("wav", "mp3", "m4a")}

    def mp3() -> None:
        with replacing(out / files["mp3"]) as path:
            mp3_file(pcm, rate, path, tags=tags, chapters=chapters)

    def m4a() -> None:
        with replacing(out / files["m4a"]) as path:
            m4a_file(aac, path, tags=tags, chapters=chapters)

    with ThreadPoolExecutor(2) as pool:
        jobs = [pool.submit(mp3), pool.submit(m4a)]
        write_bytes(out / files["wav"], wav_bytes(pcm, rate))
        for job in jobs:
            job.result()
    return files


def pydub_segment() -> Any:
    """pydub's `AudioSegment`, told where ffmpeg is and without its warning that it found none on the path."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pydub import AudioSegment

    from tts.encode import ffmpeg_path

    AudioSegment.converter = ffmpeg_path()
    return AudioSegment
