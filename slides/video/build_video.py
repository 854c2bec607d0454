"""The talk as a video: the slides' own pictures, one for each thing that appears, with the voice and its captions.

The pictures are drawn by `images.export`; no office program takes part. A picture lasts until the next one, so the
video has as many frames as there are pictures, and a few more: players that are sent to a place inside a long frame
show nothing until the next one, so no frame lasts longer than `LONGEST_FRAME_MS`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from plainspoken.base.errors import InputError
from plainspoken.base.ffmpeg import Chapter
from plainspoken.base.files import replacing
from plainspoken.base.progress import Progress, Silence
from plainspoken.script.model import Script
from plainspoken.slides.images.draw_marks import draw_mark
from plainspoken.slides.images.export import draw_builds, draw_slide
from plainspoken.slides.layout.boxes import SlideLayout
from plainspoken.slides.layout.motion import tween
from plainspoken.slides.layout.theme import Theme
from plainspoken.slides.player.timeline import SlideTime, read_cues, slide_times
from plainspoken.slides.video.burnt_captions import with_captions
from plainspoken.slides.video.encode_video import Frame, encode_pictures, encode_sound, mux
from plainspoken.tts.narration import Narration

MOVE_MS, TWEENS = 400, 12
"""How long the boxes of a diagram take to move in from the slide before, and in how many pictures."""
LONGEST_FRAME_MS = 4_000
"""How long a frame may last before it is written again."""


@dataclass(frozen=True)
class Shot:
    """What is seen from `ms` on: slide number `slide`, as far as beat `beat` (-1: before the first), with one of its
    marks lit (-1: none is). `tween` counts the steps in which the boxes of a diagram move in (0: they stand)."""

    ms: int
    slide: int
    beat: int
    mark: int = -1
    tween: int = 0


def make_video(
    script: Script,
    narration: Narration,
    layouts: Sequence[SlideLayout],
    theme: Theme,
    out: Path,
    *,
    audio: Path,
    captions: Mapping[str, Path] | None = None,
    width: int = 1920,
    rate: int | None = None,
    burnt: Path | None = None,
    progress: Progress | None = None,
) -> Path:
    """Write an MP4 with H.264 pictures, AAC sound, captions as a track, a chapter for each page and a poster.

    Args:
        script: the rendered talk.
        narration: its times.
        layouts: its laid-out slides.
        theme: colours and fonts.
        out: the `.mp4` file.
        audio: the whole talk's sound; `.m4a` is taken as it is, anything else is encoded.
        captions: SubRip or WebVTT files by title, a caption track each; the first is shown unless another is chosen.
        width: of the picture in pixels, even; 1920 gives 1080 lines.
        rate: frames a second, all of one length; without it a frame lasts as long as what it shows.
        burnt: SubRip or WebVTT file whose captions are drawn into the pictures.
        progress: is told of the pictures and of the encoding.

    Raises:
        InputError: the sound or the captions are missing, the narration does not fit the script, or ffmpeg refused.
    """
    listener = progress or Silence()
    tracks = captions or {}
    for path, missing in ((audio, "no sound is"), *((track, "no captions are") for track in tracks.values())):
        if not path.is_file():
            raise InputError(f"{missing} here", file=path, remedy="run `plainspoken narrate` to make it")
    times = slide_times(script, narration, layouts)
    shots = shots_of(times, layouts)
    with tempfile.TemporaryDirectory(prefix="plainspoken-video-") as folder, ThreadPoolExecutor(2) as pool:
        work = Path(folder)
        sound = pool.submit(encode_sound, audio, work / "sound.m4a")
        pictures = _draw(layouts, shots, theme, work, width, listener)
        frames = [Frame(pictures[shot.slide, shot.beat, shot.mark, shot.tween], shot.ms) for shot in shots]
        if burnt is not None:
            frames = with_captions(frames, read_cues(burnt), theme, work, narration.duration_ms)
        listener.start("video", 1, f"{len(frames)} pictures")
        encode_pictures(
            steady(frames, narration.duration_ms),
            work / "pictures.mp4",
            end_ms=narration.duration_ms,
            key_ms=[time.start for time in times],
            rate=rate,
        )
        poster = work / "poster.png"
        draw_slide(layouts[0], theme, width=width).save(poster, "PNG")
        with replacing(out) as temporary:
            mux(
                work / "pictures.mp4",
                sound.result(),
                temporary,
                captions=tracks,
                poster=poster,
                chapters=_chapters(script, layouts, times, narration.duration_ms),
                title=script.title,
                author=script.author,
                language=script.language,
            )
        listener.finish("video")
    return out


def shots_of(times: Sequence[SlideTime], layouts: Sequence[SlideLayout] = ()) -> list[Shot]:
    """What is seen when: a shot for each slide, each beat at which something appears, and each mark that lights up or
    goes out. Of shots at one moment the last is kept, since nobody would see the others."""
    shots: list[Shot] = []
    for index, time in enumerate(times):
        seen = [Shot(time.start, index, -1)]
        if index < len(layouts) and layouts[index].moves:
            seen = _moving_in(time, index)
        built, lit = -1, False
        for beat in time.beats:
            marks = [mark for mark in time.marks if mark.beat == beat.beat]
            built = max([built, *(reveal for reveal in time.reveals if reveal <= beat.beat)])
            if beat.beat in time.reveals or lit:
                seen.append(Shot(beat.start, index, built))
            seen += [Shot(mark.start, index, built, mark.mark) for mark in marks]
            lit = bool(marks)
        for shot in seen:
            if shots and shots[-1].ms >= shot.ms:
                shots.pop()
            shots.append(shot)
    return shots


def _moving_in(time: SlideTime, index: int) -> list[Shot]:
    """The steps of boxes that move in, done before anything else happens on the slide."""
    others = [beat.start for beat in time.beats if beat.beat in time.reveals]
    others += [mark.start for mark in time.marks]
    room = min([MOVE_MS, *(other - time.start for other in others)])
    if room < MOVE_MS / 2:
        return [Shot(time.start, index, -1)]
    steps = [Shot(time.start + room * step // TWEENS, index, -1, -1, step + 1) for step in range(TWEENS)]
    return [*steps, Shot(time.start + room, index, -1)]


def steady(frames: Sequence[Frame], end_ms: int) -> list[Frame]:
    """The frames with repetitions, so that none lasts longer than `LONGEST_FRAME_MS`."""
    lasting: list[Frame] = []
    ends = [frame.ms for frame in frames[1:]] + [end_ms]
    for frame, end in zip(frames, ends, strict=True):
        pieces = max(1, -(-(end - frame.ms) // LONGEST_FRAME_MS))
        lasting += [Frame(frame.path, frame.ms + (end - frame.ms) * piece // pieces) for piece in range(pieces)]
    return lasting


def _draw(
    layouts: Sequence[SlideLayout], shots: Sequence[Shot], theme: Theme, work: Path, width: int, listener: Progress
) -> dict[tuple[int, int, int, int], Path]:
    """Draw every build of every slide, with each mark that is lit in it, and the steps of boxes that move in; the path
    of each picture by slide, beat, mark and step.

    A picture is compressed in a thread while the next one is drawn.
    """
    paths: dict[tuple[int, int, int, int], Path] = {}
    moving = {(shot.slide, shot.tween) for shot in shots if shot.tween}
    marks: dict[tuple[int, int], set[int]] = {}
    for shot in shots:
        if not shot.tween:
            marks.setdefault((shot.slide, shot.beat), set()).add(shot.mark)
    listener.start("pictures", len(layouts))
    with ThreadPoolExecutor(1) as pool:
        saved: list[Future[None]] = []
        for index, layout in enumerate(layouts):
            for step in range(1, TWEENS + 1) if (index, 1) in moving else ():
                path = work / f"{index:04d}-move-{step:02d}.png"
                paths[index, -1, -1, step] = path
                between = draw_slide(
                    tween(layouts[index - 1], layout, step / (TWEENS + 1)), theme, beat=-1, width=width
                )
                saved.append(pool.submit(between.save, path, "PNG", compress_level=1))
            for beat, image in draw_builds(layout, theme, width=width):
                for mark in sorted(marks.get((index, beat), set())):
                    path = work / f"{index:04d}-{beat + 1:04d}-{mark + 1:04d}.png"
                    paths[index, beat, mark, 0] = path
                    picture = image if mark < 0 else draw_mark(image, layout.marks[mark], theme)
                    saved.append(pool.submit(picture.save, path, "PNG", compress_level=1))
            listener.advance("pictures", index + 1, layout.page)
        for done in saved:
            done.result()
    listener.finish("pictures", f"{len(paths)} drawn")
    return paths


def _chapters(script: Script, layouts: Sequence[SlideLayout], times: Sequence[SlideTime], end_ms: int) -> list[Chapter]:
    """A chapter for each page, named by its title; it lasts until the next begins."""
    begun: list[tuple[str, int]] = []
    for layout, time in zip(layouts, times, strict=True):
        if layout.part > 0:
            continue
        page = script.pages[layout.page_index]
        begun.append((" ".join(layout.title.text.split()) or page.title or page.id, time.start))
    ends = [start for _, start in begun[1:]] + [end_ms]
    return [Chapter(title, start, max(end, start + 1)) for (title, start), end in zip(begun, ends, strict=True)]
