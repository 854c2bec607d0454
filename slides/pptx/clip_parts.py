"""The sound of each slide: a page's whole clip, or the part of it that belongs to one of a page's slides."""

from __future__ import annotations

import io
import tempfile
import wave
from pathlib import Path

from plainspoken.base.errors import InputError
from plainspoken.base.ffmpeg import run_ffmpeg
from plainspoken.slides.layout.boxes import SlideLayout
from plainspoken.slides.pptx.narration_timing import CONTENT_TYPES, Sound
from plainspoken.tts.narration import Clip


def start_ms(layout: SlideLayout, clip: Clip) -> int:
    """When a slide begins within its page's clip: the page's first slide with the clip, another with its first beat."""
    if layout.part == 0:
        return 0
    if layout.first_beat < len(clip.beats):
        return clip.beats[layout.first_beat].start_ms
    return clip.duration_ms


def speech_ms(layout: SlideLayout, following: SlideLayout | None, clip: Clip) -> int:
    """When the last word of a slide ends, in milliseconds from the start of its own sound; arguments as `sound_of`."""
    beats = clip.beats[: following.first_beat] if following is not None else clip.beats
    return max(0, max((beat.end_ms for beat in beats), default=0) - start_ms(layout, clip))


def sound_of(layout: SlideLayout, following: SlideLayout | None, clip: Clip, folder: Path) -> Sound:
    """The sound of one slide.

    Args:
        layout: the slide; `following` is the next one, when it shows the same page.
        clip: the page's clip; its `m4a` is relative to `folder`.

    Raises:
        InputError: the clip is missing, or of a kind that PowerPoint does not play.
    """
    path = folder / clip.m4a
    extension = path.suffix.lstrip(".").lower()
    if extension not in CONTENT_TYPES:
        raise InputError(
            f"a clip of the kind {extension!r} cannot be put into a deck",
            file=path,
            remedy=f"PowerPoint plays {', '.join(CONTENT_TYPES)}",
        )
    if not path.is_file():
        raise InputError("no clip here", file=path, remedy="run `plainspoken narrate` to speak it again")
    begin = start_ms(layout, clip)
    end = start_ms(following, clip) if following is not None else clip.duration_ms
    if begin == 0 and end == clip.duration_ms:
        return Sound(path.read_bytes(), extension, clip.duration_ms)
    data = _cut_wave(path, begin, end) if extension == "wav" else _cut(path, begin, end)
    return Sound(data, extension, end - begin)


def _cut_wave(path: Path, begin: int, end: int) -> bytes:
    with wave.open(str(path), "rb") as sound:
        rate = sound.getframerate()
        sound.setpos(min(begin * rate // 1000, sound.getnframes()))
        frames = sound.readframes((end - begin) * rate // 1000)
        stream = io.BytesIO()
        with wave.open(stream, "wb") as part:
            part.setparams(sound.getparams())
            part.writeframes(frames)
    return stream.getvalue()


def _cut(path: Path, begin: int, end: int) -> bytes:
    """Cut between two times at whole frames, without encoding again."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, f"part{path.suffix}")
        arguments = ["-ss", f"{begin / 1000:.3f}", "-i", str(path), "-t", f"{(end - begin) / 1000:.3f}", "-c", "copy"]
        arguments += ["-map", "0:a:0", "-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact", str(out)]
        try:
            run_ffmpeg(arguments)
        except InputError as error:
            raise InputError(
                f"the clip cannot be cut: {error.message}",
                file=path,
                remedy="delete it and run `plainspoken narrate`",
            ) from None
        return out.read_bytes()
