"""The transcript: every page's words, each beat with its time, ready to be followed and to seek by."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from plainspoken.script.model import Beat, Script
from plainspoken.slides.layout.boxes import SlideLayout
from plainspoken.slides.player.number_sources import NumberMarker, Sources
from plainspoken.slides.player.slide_html import slide_id
from plainspoken.slides.player.timeline import SlideTime


def transcript_html(
    script: Script, layouts: Sequence[SlideLayout], times: Sequence[SlideTime], sources: Sources, *, timed: bool
) -> str:
    """A section a slide: its title, which leads to it, and its beats. `timed` shows the time of each beat."""
    sections = []
    for index, (layout, time) in enumerate(zip(layouts, times, strict=True)):
        page = script.pages[layout.page_index]
        title = " ".join(layout.title.text.split()) or page.title or page.id
        heading = escape(title) if layout.part == 0 else f"{escape(title)} <small>({layout.part + 1})</small>"
        beats = "".join(
            _beat(page.beats[beat.beat], beat.beat, beat.start, index, sources, timed=timed)
            for beat in time.beats
            if page.beats[beat.beat].shown
        )
        sections.append(
            f'<section class="said" data-slide="{index}">'
            f'<h3><a href="#{escape(slide_id(layout))}"><span class="no">{layout.number}</span> {heading}</a></h3>'
            f"{beats}</section>"
        )
    return "\n".join(sections)


def _beat(beat: Beat, number: int, start: int, slide: int, sources: Sources, *, timed: bool) -> str:
    clock = f"{start // 60000}:{start // 1000 % 60:02d}"
    marker = NumberMarker(beat.numbers, sources)
    text = marker.html(beat.shown)
    label = f"Go to {clock}" if timed else "Go to this place"
    face = clock if timed else "\u25b8"
    return (
        f'<div class="beat" data-slide="{slide}" data-beat-of="{number}">'
        f'<button type="button" class="seek" aria-label="{label}">{face}</button><p>{text}</p></div>'
    )


def chapters_html(script: Script, layouts: Sequence[SlideLayout], times: Sequence[SlideTime], *, timed: bool) -> str:
    """The outline: sections with their slides, each a link to the slide."""
    parts: list[str] = []
    section: str | None = None
    opened = False
    for layout, time in zip(layouts, times, strict=True):
        if layout.part > 0:
            continue
        page = script.pages[layout.page_index]
        if not opened or layout.section != section:
            if opened:
                parts.append("</ol>")
            section = layout.section
            if section:
                parts.append(f"<h3>{escape(section)}</h3>")
            parts.append('<ol role="list">')
            opened = True
        title = " ".join(layout.title.text.split()) or page.title or page.id
        clock = f"{time.start // 60000}:{time.start // 1000 % 60:02d}"
        when = f' <span class="when">{clock}</span>' if timed else ""
        parts.append(
            f'<li><a href="#{escape(slide_id(layout))}"><span class="no">{layout.number}</span> '
            f"<span>{escape(title)}</span>{when}</a></li>"
        )
    return "".join(parts) + ("</ol>" if opened else "")
