"""Encoding of sound: clips as AAC and MP3, and files of them with tags and chapters.

All of it is told to be bit exact, and times and encoder names are kept out, so the same sound gives the same bytes.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from plainspoken.base.errors import InputError
from plainspoken.base.ffmpeg import Chapter, ffmetadata, run_ffmpeg
from plainspoken.tts.audio.encoded_frames import AAC_FRAME, MP3_LATE, adts_frames, mp3_frame, mp3_frames

_EXACT = ["-fflags", "+bitexact", "-flags:a", "+bitexact"]
_AAC = ["-c:a", "aac", "-aac_coder", "fast", "-b:a", "72k", "-threads", "1"]
_MP3 = ["-c:a", "libmp3lame", "-b:a", "64k", "-compression_level", "7"]
# LAME gives the same bytes each time, and takes half as long again when it is told to be exact.
_BARE_MP3 = ["-f", "mp3", "-id3v2_version", "0", "-write_xing", "0"]
_M4A = ["-c", "copy", *_EXACT, "-movflags", "+faststart", "-f", "ipod"]


@dataclass(frozen=True)
class AudioTags:
    """What a player shows: the talk, who speaks, and a sentence on how it was made."""

    title: str
    artist: str
    comment: str
    language: str


def encoded_clips(wavs: Sequence[Path], samples: Sequence[int], rate: int) -> list[tuple[bytes, bytes]]:
    """Clips as frames of AAC and of MP3, one process for all of them; each is encoded as if it were alone.

    AAC has exactly one frame for each 1024 samples, in time with them: the encoder's first frame only primes the
    decoder and is dropped. MP3 is encoded from where a decoder will be late to, so it is in time as well, and has one
    frame more than the clip. Both need a clip that begins and ends with a frame of silence.

    Raises:
        InputError: ffmpeg refused.
    """
    with tempfile.TemporaryDirectory() as folder:
        made = [(Path(folder, f"{number}.aac"), Path(folder, f"{number}.mp3")) for number in range(len(wavs))]
        command: list[str] = []
        for wav in wavs:
            command += ["-i", str(wav)]
        in_time = f"atrim=start_sample={MP3_LATE},apad=pad_len={MP3_LATE + 2 * mp3_frame(rate)}"
        for number, (aac, mp3) in enumerate(made):
            command += ["-map", f"{number}:a", *_AAC, *_EXACT, "-f", "adts", "-y", str(aac)]
            command += ["-map", f"{number}:a", "-af", in_time, *_MP3, *_BARE_MP3, "-y", str(mp3)]
        _run(command)
        found = []
        for (aac, mp3), count in zip(made, samples, strict=True):
            aacs = adts_frames(aac.read_bytes())[1 : 1 + -(-count // AAC_FRAME)]
            mp3s = mp3_frames(mp3.read_bytes())[: -(-count // mp3_frame(rate)) + 1]
            found.append((b"".join(aacs), b"".join(mp3s)))
        return found


def m4a_files(streams: Sequence[bytes], paths: Sequence[Path]) -> None:
    """Put each stream of ADTS frames into an M4A file of its own, one process for all; nothing is encoded again."""
    with tempfile.TemporaryDirectory() as folder:
        inputs: list[str] = []
        outputs: list[str] = []
        for number, (stream, path) in enumerate(zip(streams, paths, strict=True)):
            source = Path(folder, f"{number}.aac")
            source.write_bytes(stream)
            inputs += ["-f", "aac", "-i", str(source)]
            outputs += ["-map", f"{number}:a", *_M4A, "-y", str(path)]
        _run([*inputs, *outputs])


def m4a_file(aac: bytes, path: Path, *, tags: AudioTags, chapters: Sequence[Chapter] = ()) -> None:
    """Put ADTS frames into an M4A file at `path`, with tags and chapters; nothing is encoded again."""
    _described(["-f", "aac"], aac, [*_M4A, "-y", str(path)], tags, chapters)


def mp3_file(mp3: bytes, path: Path, *, tags: AudioTags, chapters: Sequence[Chapter] = ()) -> None:
    """Put MP3 frames into an MP3 file at `path`, with tags and chapters; nothing is encoded again.

    It has no LAME header: players that know one would take another 24 ms away from its beginning.
    """
    kept = ["-c", "copy", *_EXACT, "-write_xing", "0", "-id3v2_version", "3", "-f", "mp3", "-y", str(path)]
    _described(["-f", "mp3"], mp3, kept, tags, chapters)


def _described(given: list[str], data: bytes, written: list[str], tags: AudioTags, chapters: Sequence[Chapter]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        metadata = Path(folder, "metadata.txt")
        metadata.write_text(ffmetadata(_fields(tags), chapters), encoding="utf-8")
        described = ["-i", str(metadata), "-map", "0:a", "-map_metadata", "1", "-map_chapters", "1"]
        _run([*given, "-i", "-", *described, *written], data)


def decoded(path: Path, rate: int) -> bytes:
    """Any sound file as mono 16-bit samples at `rate`.

    Raises:
        InputError: it is not a sound file that ffmpeg can read.
    """
    try:
        return _run(["-i", str(path), "-map", "0:a:0", "-f", "s16le", "-ac", "1", "-ar", str(rate), "-"])
    except InputError as error:
        raise InputError(
            f"not a sound file: {error.message}", file=path, remedy="export it as WAV and name it again"
        ) from None


def _fields(tags: AudioTags) -> dict[str, str]:
    """Tags by the names that ffmpeg has for them."""
    return {
        "title": tags.title,
        "artist": tags.artist,
        "comment": tags.comment,
        "language": tags.language,
        "genre": "Speech",
    }


def _run(arguments: Sequence[str], given: bytes = b"") -> bytes:
    """ffmpeg on one thread: how many there are would change the bytes of what it encodes."""
    return run_ffmpeg(["-threads", "1", *arguments], given)
