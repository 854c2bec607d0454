"""The line of time that the player follows: when each slide, beat and caption begins."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from plainspoken.base.errors import InputError
from plainspoken.script.model import Beat, Script
from plainspoken.slides.images.draw_slide import reveals
from plainspoken.slides.layout.boxes import SlideLayout
from plainspoken.slides.layout.marks.mark_times import BeatWords, MarkTime, mark_times
from plainspoken.tts.narration import Narration, clips_of


@dataclass(frozen=True)
class BeatTime:
    """When a beat of a page begins and ends, and when each word of it does; milliseconds from the talk's start.

    `words` holds pairs (token, start), in order.
    """

    beat: int
    start: int
    end: int
    words: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class SlideTime:
    """When a slide is seen, with its beats, the beats (`reveals`) at which something appears on it, and the times at
    which its marks light up."""

    page: int
    start: int
    end: int
    beats: tuple[BeatTime, ...]
    reveals: tuple[int, ...]
    marks: tuple[MarkTime, ...] = ()


@dataclass(frozen=True)
class Cue:
    """A caption from `ms` to `end`."""

    ms: int
    end: int
    text: str


def slide_times(script: Script, narration: Narration | None, layouts: Sequence[SlideLayout]) -> list[SlideTime]:
    """When each slide is seen.

    With a narration these are its times; without one, the times that the words take at the talk's own pace, which a
    speaker's timer can compare with.

    Raises:
        InputError: the narration is not of this script.
    """
    pages = _narrated(script, narration) if narration else _at_pace(script)
    times = []
    for index, layout in enumerate(layouts):
        start, end, beats = pages[layout.page_index]
        own = tuple(beat for beat in beats if layout.first_beat <= beat.beat < layout.end_beat)
        follows = index + 1 < len(layouts) and layouts[index + 1].page == layout.page
        if layout.part > 0:
            start = own[0].start if own else end
        if follows:
            later = [beat for beat in beats if beat.beat >= layout.end_beat]
            end = later[0].start if later else end
        tokens = [len(beat.tokens) for beat in script.pages[layout.page_index].beats]
        words = {beat.beat: BeatWords(beat.start, beat.end, beat.words, tokens[beat.beat]) for beat in own}
        marks = tuple(mark_times(layout.marks, words, end))
        times.append(SlideTime(layout.page_index, start, end, own, tuple(reveals(layout)), marks))
    return times


def _narrated(script: Script, narration: Narration) -> list[tuple[int, int, list[BeatTime]]]:
    clips = clips_of(script, narration)
    pages: list[tuple[int, int, list[BeatTime]]] = []
    for page in script.pages:
        clip = clips[page.id]
        beats = [
            BeatTime(
                beat.beat,
                clip.start_ms + beat.start_ms,
                clip.start_ms + beat.end_ms,
                tuple((word.token, clip.start_ms + word.start_ms) for word in beat.words),
            )
            for beat in clip.beats
        ]
        pages.append((clip.start_ms, clip.start_ms + clip.duration_ms, beats))
    # A page is seen until the next begins, and the last one to the end of the sound.
    ends = [start for start, _, _ in pages[1:]] + [narration.duration_ms]
    return [(start, max(end, clip_end), beats) for (start, clip_end, beats), end in zip(pages, ends, strict=True)]


def _at_pace(script: Script) -> list[tuple[int, int, list[BeatTime]]]:
    at = 0.0
    pages = []
    for page in script.pages:
        start = at
        beats = []
        for index, beat in enumerate(page.beats):
            at += beat.pause_before_ms
            begin = at
            at += beat.words / (script.words_per_minute * beat.rate) * 60_000
            beats.append(BeatTime(index, round(begin), round(at)))
            at += beat.pause_after_ms
        pages.append((round(start), round(at), beats))
    return pages


def word_places(beat: Beat, time: BeatTime) -> list[tuple[int, int, int]]:
    """When each shown word begins to be said and where it stands in `Beat.shown`: (ms, from, to).

    Places are counted as browsers count them, in UTF-16 units. A token of several said words is one word here.
    """
    spans: dict[int, tuple[int, int]] = {}
    at = 0
    for index, token in enumerate(beat.tokens):
        if token.shown:
            end = at + len(token.shown.encode("utf-16-le")) // 2
            spans[index] = (at, end)
            at = end + 1
    places: list[tuple[int, int, int]] = []
    for index, start in time.words:
        if index in spans and (not places or places[-1][1:] != spans[index]):
            places.append((start, *spans[index]))
    return places


def beat_cues(script: Script, times: Sequence[SlideTime]) -> list[Cue]:
    """One caption a beat: what is shown when no file of captions is at hand."""
    return [
        Cue(beat.start, beat.end, script.pages[slide.page].beats[beat.beat].shown)
        for slide in times
        for beat in slide.beats
        if script.pages[slide.page].beats[beat.beat].shown
    ]


_CUE_TIME = re.compile(r"(?:(\d+):)?(\d\d):(\d\d)[.,](\d{3})\s*-->\s*(?:(\d+):)?(\d\d):(\d\d)[.,](\d{3})")


def read_cues(path: Path) -> list[Cue]:
    """The captions of a WebVTT or SubRip file; tags are dropped.

    Raises:
        InputError: there is no such file, or no caption in it.
    """
    if not path.is_file():
        raise InputError("no captions are here", file=path, remedy="run `plainspoken narrate` to make them")
    cues = []
    for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")):
        lines = block.strip().split("\n")
        for index, line in enumerate(lines):
            if at := _CUE_TIME.search(line):
                text = re.sub(r"<[^>]*>", "", "\n".join(lines[index + 1 :])).strip()
                text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
                cues.append(Cue(_ms(at.groups()[:4]), _ms(at.groups()[4:]), text))
                break
    if not cues:
        raise InputError("no caption is in this file", file=path, remedy="run `plainspoken narrate` to make it again")
    return cues


def _ms(parts: Sequence[str | None]) -> int:
    hours, minutes, seconds, millis = (int(part or 0) for part in parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + millis
