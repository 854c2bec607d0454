"""Captions in the picture itself, for places that show none of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from PIL import Image

from plainspoken.script.model import Run
from plainspoken.slides.images.raster_canvas import RasterCanvas
from plainspoken.slides.layout.boxes import Box
from plainspoken.slides.layout.text_fit import styled
from plainspoken.slides.layout.text_width import break_lines, line_width
from plainspoken.slides.layout.theme import Theme
from plainspoken.slides.player.timeline import Cue
from plainspoken.slides.video.encode_video import Frame

SIZE = 22.0
"""The size of a caption, in points of a page of 540 points' height."""
GROUND, INK = "#000000", "#FFFFFF"


def with_captions(frames: Sequence[Frame], cues: Sequence[Cue], theme: Theme, work: Path, end_ms: int) -> list[Frame]:
    """The frames with each caption drawn into the pictures that are seen while it lasts.

    Args:
        frames: in order of time, the first at 0.
        cues: the captions, in order, not overlapping.
        theme: its fonts set the captions.
        work: where the pictures are written.
        end_ms: when the last frame ends.
    """
    drawn: dict[tuple[Path, str], Path] = {}
    result: list[Frame] = []
    ends = [frame.ms for frame in frames[1:]] + [end_ms]
    for frame, end in zip(frames, ends, strict=True):
        for start, text in _spells(frame.ms, end, cues):
            path = frame.path
            if text:
                key = (frame.path, text)
                if key not in drawn:
                    drawn[key] = work / f"captioned-{len(drawn):05d}.png"
                    with Image.open(frame.path) as image:
                        _captioned(image.convert("RGB"), text, theme).save(drawn[key], "PNG", compress_level=1)
                path = drawn[key]
            result.append(Frame(path, start))
    return result


def _spells(start: int, end: int, cues: Sequence[Cue]) -> Iterator[tuple[int, str]]:
    """From when on which caption is seen between two moments; an empty text for none."""
    at = start
    for cue in cues:
        if cue.end <= at or cue.ms >= end:
            continue
        if cue.ms > at:
            yield at, ""
        yield max(cue.ms, at), cue.text
        at = min(cue.end, end)
        if at >= end:
            return
    if at < end:
        yield at, ""


def _captioned(image: Image.Image, text: str, theme: Theme) -> Image.Image:
    """A picture with a caption over its foot, white on black."""
    scale = image.width / theme.grid.width
    canvas = RasterCanvas(image, scale, theme.fallbacks)
    lines = break_lines(styled([Run(text=text)], SIZE), theme.grid.width * 0.86, theme, anywhere=True)
    high = SIZE * 1.25
    top = theme.grid.height - 14 - high * len(lines)
    for place, line in enumerate(lines):
        runs = [replace(run, text=run.text.rstrip("\n")) for run in line]
        words = "".join(run.text for run in runs).strip()
        wide = line_width(runs, theme)
        left = (theme.grid.width - wide) / 2
        y = top + place * high
        canvas.rectangle(Box(left - 8, y, wide + 16, high), fill=GROUND)
        canvas.text(left, y + high * 0.76, words, font=theme.sans.file(), size=SIZE, color=INK)
    return image
