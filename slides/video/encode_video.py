"""What ffmpeg is asked to do: pictures to H.264, sound to AAC, and both into one file without coding them again.

Pictures, sound and container are made apart, each with ffmpeg's bit-exact
flags and fixed numbers of threads, so that the same slides and sound give the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from plainspoken.base.ffmpeg import LIMIT_S, Chapter, ffmetadata, run_ffmpeg

CLOCK = 1000
"""Ticks a second of the picture track: times in whole milliseconds are kept as they are."""
LONGEST_SOUND_MS = 3 * 3600 * 1000
"""A sound file's own length is not looked up before it is encoded; no talk lasts longer than this."""
QUALITY = "20"
"""x264's constant rate factor: text edges stay clean, and stills cost little."""
LANGUAGES = {"en": "eng", "de": "deu", "fr": "fra", "es": "spa", "it": "ita", "nl": "nld", "pt": "por", "sv": "swe"}
"""ISO 639-2 codes, which MP4 wants, for the two letters of a language tag."""


@dataclass(frozen=True)
class Frame:
    """A picture that is seen from `ms` on."""

    path: Path
    ms: int


def encode_pictures(
    frames: Sequence[Frame], out: Path, *, end_ms: int, key_ms: Sequence[int], rate: int | None = None
) -> None:
    """Encode pictures with their own durations (variable frame rate) as H.264 in an MP4 file.

    Args:
        frames: in order of time, the first at 0.
        out: the file to write.
        end_ms: when the last frame ends.
        key_ms: moments at which a viewer may want to begin: slides.
        rate: frames a second, all of one length, instead.

    Raises:
        InputError: ffmpeg refused.
    """
    listing = out.with_suffix(".ffconcat")
    lines = ["ffconcat version 1.0"]
    ends = [frame.ms for frame in frames[1:]] + [end_ms]
    for frame, end in zip(frames, ends, strict=True):
        lines += [
            f"file '{frame.path.name}'",
            f"option framerate {CLOCK}",
            f"duration {max(end - frame.ms, 1) / 1000:.3f}",
        ]
    # The last picture stands once more, for one tick: the demuxer would drop its duration otherwise.
    lines += [f"file '{frames[-1].path.name}'", f"option framerate {CLOCK}", f"duration {1 / CLOCK:.3f}"]
    listing.write_text("\n".join(lines) + "\n", encoding="utf-8")
    keys = ",".join(f"{ms / 1000:.3f}" for ms in sorted(set(key_ms)))
    colors = (
        "scale=in_range=full:out_range=tv:out_color_matrix=bt709:flags=accurate_rnd,format=yuv420p,"
        "setparams=color_primaries=bt709:color_trc=bt709:colorspace=bt709:range=tv"
    )
    encoder = ["-c:v", "libx264", "-preset", "veryfast", "-tune", "stillimage", "-crf", QUALITY, "-bf", "0"]
    # The number of threads is fixed, since x264's output depends on it.
    encoder += ["-x264-params", "threads=2:sliced-threads=0", "-force_key_frames", keys]
    times = ["-fps_mode", "vfr", "-enc_time_base", f"1:{CLOCK}", "-video_track_timescale", str(CLOCK)]
    if rate is not None:
        times = ["-fps_mode", "cfr", "-r", str(rate), "-t", f"{end_ms / 1000:.3f}"]
    exact = ["-fflags", "+bitexact", "-flags:v", "+bitexact"]
    given = ["-f", "concat", "-safe", "0", "-i", str(listing)]
    _run([*given, "-vf", colors, *encoder, *times, *exact, "-an", str(out)], lasts_ms=end_ms)


def encode_sound(audio: Path, out: Path) -> Path:
    """The sound as AAC in an MP4 file: the file itself where it is one, `out` where it had to be encoded.

    Raises:
        InputError: the file is not sound that ffmpeg can read.
    """
    if audio.suffix.lower() in (".m4a", ".mp4"):
        return audio
    encoder = ["-c:a", "aac", "-b:a", "128k", "-fflags", "+bitexact", "-flags:a", "+bitexact"]
    _run(["-i", str(audio), "-vn", *encoder, str(out)], lasts_ms=LONGEST_SOUND_MS)
    return out


def mux(
    pictures: Path,
    sound: Path,
    out: Path,
    *,
    captions: Mapping[str, Path],
    poster: Path,
    chapters: Sequence[Chapter],
    title: str,
    author: str,
    language: str,
) -> None:
    """Put pictures, sound, captions, chapters and poster into one MP4 that begins to play before it has arrived.

    Raises:
        InputError: ffmpeg refused.
    """
    notes = pictures.with_name("chapters.txt")
    notes.write_text(ffmetadata({"title": title, "artist": author}, chapters), encoding="utf-8")
    inputs = ["-i", str(pictures), "-i", str(sound), "-i", str(notes), "-i", str(poster)]
    maps = ["-map", "0:v:0", "-map", "1:a:0"]
    spoken = LANGUAGES.get(language.split("-")[0].lower(), "und")
    tags = ["-metadata:s:a:0", f"language={spoken}"]
    for number, (name, path) in enumerate(captions.items()):
        inputs += ["-i", str(path)]
        maps += ["-map", f"{4 + number}:s:0"]
        track = f"-metadata:s:s:{number}"
        tags += [track, f"language={spoken}", track, f"handler_name={name}"]
        tags += [f"-disposition:s:{number}", "default" if number == 0 else "0"]
    _run(
        [*inputs, *maps, "-map", "3:v:0", "-map_metadata", "2", "-map_chapters", "2", "-c", "copy"]
        + (["-c:s", "mov_text"] if captions else [])
        + [*tags, "-disposition:v:1", "attached_pic", "-movflags", "+faststart"]
        + ["-fflags", "+bitexact", "-flags", "+bitexact", str(out)]
    )


def _run(arguments: Sequence[str], *, lasts_ms: int = 0) -> None:
    """ffmpeg, with time to encode in, which grows with how long the video lasts."""
    run_ffmpeg(
        arguments,
        limit_s=LIMIT_S + 2 * lasts_ms / 1000,
        remedy="see that the disk is not full and that the sound file plays; then try again",
    )
