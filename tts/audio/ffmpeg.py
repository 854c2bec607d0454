"""Encoding with the ffmpeg that a wheel brings: clips as AAC and MP3, and files of them with tags and chapters.

All of it is told to be bit exact, and times and encoder names are kept out, so the same sound gives the same bytes.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from plainspoken.base.errors import InputError
from plainspoken.tts.audio.encoded_frames import AAC_FRAME, MP3_LATE, adts_frames, mp3_frame, mp3_frames

_EXACT = ["-fflags", "+bitexact", "-flags:a", "+bitexact"]
_AAC = ["-c:a", "aac", "-aac_coder", "fast", "-b:a", "72k", "-threads", "1"]
_MP3 = ["-c:a", "libmp3lame", "-b:a", "64k", "-compression_level", "7"]
# LAME gives the same bytes each time, and takes half as long again when it is told to be exact.
_BARE_MP3 = ["-f", "mp3", "-id3v2_version", "0", "-write_xing", "0"]
_M4A = ["-c", "copy", *_EXACT, "-movflags", "+faststart", "-f", "ipod"]
_LIMIT_S = 300


@dataclass(frozen=True)
class AudioChapter:
    """A page in the whole: its title and when it begins and ends, in milliseconds."""

    title: str
    start_ms: int
    end_ms: int


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
        run_ffmpeg(command, b"")
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
        run_ffmpeg([*inputs, *outputs], b"")


def m4a_file(aac: bytes, path: Path, *, tags: AudioTags, chapters: Sequence[AudioChapter] = ()) -> None:
    """Put ADTS frames into an M4A file at `path`, with tags and chapters; nothing is encoded again."""
    _described(["-f", "aac"], aac, [*_M4A, "-y", str(path)], tags, chapters)


def mp3_file(mp3: bytes, path: Path, *, tags: AudioTags, chapters: Sequence[AudioChapter] = ()) -> None:
    """Put MP3 frames into an MP3 file at `path`, with tags and chapters; nothing is encoded again.

    It has no LAME header: players that know one would take another 24 ms away from its beginning.
    """
    kept = ["-c", "copy", *_EXACT, "-write_xing", "0", "-id3v2_version", "3", "-f", "mp3", "-y", str(path)]
    _described(["-f", "mp3"], mp3, kept, tags, chapters)


def _described(
    given: list[str], data: bytes, written: list[str], tags: AudioTags, chapters: Sequence[AudioChapter]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        metadata = Path(folder, "metadata.txt")
        metadata.write_text(ffmetadata(tags, chapters), encoding="utf-8")
        described = ["-i", str(metadata), "-map", "0:a", "-map_metadata", "1", "-map_chapters", "1"]
        run_ffmpeg([*given, "-i", "-", *described, *written], data)


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


def ffmetadata(tags: AudioTags, chapters: Sequence[AudioChapter]) -> str:
    """AudioTags and chapters in ffmpeg's own metadata format."""
    fields = {
        "title": tags.title,
        "artist": tags.artist,
        "comment": tags.comment,
        "language": tags.language,
        "genre": "Speech",
    }
    lines = [";FFMETADATA1", *(f"{name}={_escaped(value)}" for name, value in fields.items() if value)]
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
