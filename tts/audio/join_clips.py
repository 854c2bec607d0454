"""The whole: clips laid end to end with pydub, written as WAV, MP3 and M4A with chapters and tags."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from plainspoken.base.ffmpeg import Chapter
from plainspoken.base.files import replacing, write_bytes
from plainspoken.tts.audio.encode_sound import AudioTags, m4a_file, mp3_file
from plainspoken.tts.audio.encoded_frames import joined_mp3


def write_wav(path: Path, clips: Sequence[bytes], rate: int) -> None:
    """Write the samples of clips (mono, 16 bits, at `rate`), laid end to end, as one WAV file."""
    import io

    segment = pydub_segment()
    whole = segment(data=b"".join(clips), sample_width=2, frame_rate=rate, channels=1)
    buffer = io.BytesIO()
    whole.export(buffer, format="wav")
    write_bytes(path, buffer.getvalue())


def write_whole(
    out: Path,
    files: dict[str, str],
    clips: Sequence[tuple[bytes, bytes, int]],
    rate: int,
    *,
    tags: AudioTags,
    chapters: Sequence[Chapter],
) -> None:
    """Write the MP3 and the M4A of the whole from clips given as frames of AAC, frames of MP3, and samples."""

    def mp3() -> None:
        with replacing(out / files["mp3"]) as path:
            mp3_file(joined_mp3([(mp3, count) for _, mp3, count in clips], rate), path, tags=tags, chapters=chapters)

    def m4a() -> None:
        with replacing(out / files["m4a"]) as path:
            m4a_file(b"".join(aac for aac, _, _ in clips), path, tags=tags, chapters=chapters)

    with ThreadPoolExecutor(2) as pool:
        for job in [pool.submit(mp3), pool.submit(m4a)]:
            job.result()


def pydub_segment() -> Any:
    """pydub's `AudioSegment`, told where ffmpeg is and without its warning that it found none on the path."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pydub import AudioSegment

    from plainspoken.base.ffmpeg import ffmpeg_path

    AudioSegment.converter = ffmpeg_path()
    return AudioSegment
