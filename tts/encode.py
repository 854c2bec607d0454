"""Encoding with the ffmpeg that a wheel brings: AAC a clip, laid end to end for the whole, and MP3; tags, chapters.

All of it is told to be bit exact, and times and encoder names are kept out, so the same sound gives the same bytes.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from experiments.errors import InputError

AAC_FRAME = 1024
_AAC_BITRATE, _MP3_BITRATE = "72k", "64k"
_EXACT = ["-fflags", "+bitexact", "-flags:a", "+bitexact"]
_DESCRIBED = ["-map", "0:a", "-map_metadata", "1", "-map_chapters", "1"]
_LIMIT_S = 300


@dataclass(frozen=True)
class Chapter:
    """A page in the whole: its title and when it begins and ends, in milliseconds."""

    title: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True)
class Tags:
    """What a player shows: the talk, who speaks, and a sentence on how it was made."""

    title: str
    artist: str
    comment: str
    language: str


def aac_stream(pcm: bytes, rate: int) -> bytes:
    """Mono 16-bit samples as ADTS frames, exactly one for each 1024 samples and in time with them.

    The encoder's first frame only primes the decoder and is dropped: sound must begin and end with a frame of
    silence, as clips do, and then streams can be laid end to end.

    Raises:
        InputError: ffmpeg refused.
    """
    data = run_ffmpeg(
        [*_samples(rate), "-c:a", "aac", "-aac_coder", "fast", "-b:a", _AAC_BITRATE, *_EXACT, "-f", "adts", "-"],
        pcm,
    )
    frames = adts_frames(data)
    count = -(-len(pcm) // 2 // AAC_FRAME)
    return b"".join(frames[1 : 1 + count])


def adts_frames(data: bytes) -> list[bytes]:
    """The frames of an ADTS stream (ISO 13818-7: the 13-bit length stands from bit 30 of the header)."""
    frames, at = [], 0
    while at + 7 <= len(data):
        length = (data[at + 3] & 3) << 11 | data[at + 4] << 3 | data[at + 5] >> 5
        if data[at] != 0xFF or length < 7:
            raise InputError("ffmpeg wrote an AAC stream that cannot be read", remedy=_REMEDY)
        frames.append(data[at : at + length])
        at += length
    return frames


def m4a_file(aac: bytes, path: Path, *, tags: Tags | None = None, chapters: Sequence[Chapter] = ()) -> None:
    """Put ADTS frames into an M4A file at `path`, with tags and chapters; nothing is encoded again."""
    with tempfile.TemporaryDirectory() as folder:
        metadata = Path(folder, "metadata.txt")
        metadata.write_text(ffmetadata(tags, chapters), encoding="utf-8")
        run_ffmpeg(
            [
                "-f",
                "aac",
                "-i",
                "-",
                "-i",
                str(metadata),
                *_DESCRIBED,
                "-c",
                "copy",
                *_EXACT,
                "-movflags",
                "+faststart",
                "-f",
                "ipod",
                "-y",
                str(path),
            ],
            aac,
        )


def mp3_file(pcm: bytes, rate: int, path: Path, *, tags: Tags, chapters: Sequence[Chapter] = ()) -> None:
    """Encode mono 16-bit samples as MP3 at `path`, with tags and chapters."""
    with tempfile.TemporaryDirectory() as folder:
        metadata = Path(folder, "metadata.txt")
        metadata.write_text(ffmetadata(tags, chapters), encoding="utf-8")
        run_ffmpeg(
            [
                *_samples(rate),
                "-i",
                str(metadata),
                *_DESCRIBED,
                "-c:a",
                "libmp3lame",
                "-b:a",
                _MP3_BITRATE,
                "-compression_level",
                "7",
                *_EXACT,
                "-id3v2_version",
                "3",
                "-f",
                "mp3",
                "-y",
                str(path),
            ],
            pcm,
        )


def _samples(rate: int) -> list[str]:
    return ["-f", "s16le", "-ar", str(rate), "-ac", "1", "-i", "-"]


def decoded(path: Path, rate: int) -> bytes:
    """Any sound file as mono 16-bit samples at `rate`.

    Raises:
        InputError: it is not a sound file that ffmpeg can read.
    """
    try:
        return run_ffmpeg(["-i", str(path), "-map", "0:a:0", "-f", "s16le", "-ac", "1", "-ar", str(rate), "-"], b"")
    except InputError as error:
        raise InputError(
            f"not a sound file: {error.message}", file=path, remedy="export it as WAV and name it again"
        ) from None


def ffmetadata(tags: Tags | None, chapters: Sequence[Chapter]) -> str:
    """Tags and chapters in ffmpeg's own metadata format."""
    lines = [";FFMETADATA1"]
    if tags:
        fields = {"title": tags.title, "artist": tags.artist, "comment": tags.comment, "genre": "Speech"}
        lines += [f"{name}={_escaped(value)}" for name, value in fields.items() if value]
    for chapter in chapters:
        lines += ["[CHAPTER]", "TIMEBASE=1/1000", f"START={chapter.start_ms}", f"END={chapter.end_ms}"]
        lines.append(f"title={_escaped(chapter.title)}")
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    for special in "\\=;#\n":
        text = text.replace(special, f"\\{special}")
    return text


def run_ffmpeg(arguments: Sequence[str], given: bytes) -> bytes:
    """Run ffmpeg on one thread with `given` on its standard input; its standard output.

    Raises:
        InputError: it is not here, refused, or did not end in five minutes.
    """
    command = [ffmpeg_path(), "-v", "error", "-nostdin" if not given else "-hide_banner", "-threads", "1", *arguments]
    try:
        done = subprocess.run(command, input=given or None, capture_output=True, timeout=_LIMIT_S, check=False)
    except subprocess.TimeoutExpired:
        raise InputError(f"ffmpeg did not end within {_LIMIT_S} s", remedy=_REMEDY) from None
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise InputError(f"ffmpeg failed: {said[-1] if said else done.returncode}", remedy=_REMEDY)
    return done.stdout


@cache
def ffmpeg_path() -> str:
    """The ffmpeg of the wheel `imageio-ffmpeg`, or the one that IMAGEIO_FFMPEG_EXE names.

    Raises:
        InputError: there is none.
    """
    try:
        import imageio_ffmpeg

        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError):
        raise InputError(
            "no ffmpeg to encode sound with", remedy="install the wheel `imageio-ffmpeg` anew (`make setup`)"
        ) from None


_REMEDY = "try again; if it stays, install the wheel `imageio-ffmpeg` anew"
