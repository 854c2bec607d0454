"""The PowerPoint deck: native shapes from laid-out slides, the voice embedded, items in step with it."""

from __future__ import annotations

import io
import uuid
from dataclasses import replace
from pathlib import Path
from typing import Any

from plainspoken.base.files import write_bytes
from plainspoken.base.progress import Progress, Silence
from plainspoken.script.model import Page, Script
from plainspoken.slides.layout.boxes import SlideLayout, SlideMark
from plainspoken.slides.layout.lay_out import layout_script
from plainspoken.slides.layout.marks.mark_times import BeatWords, mark_times
from plainspoken.slides.layout.patterns import pattern_of
from plainspoken.slides.layout.theme import Theme, read_theme
from plainspoken.slides.pptx.clip_parts import sound_of, speech_ms, start_ms
from plainspoken.slides.pptx.deck_content import read_slides
from plainspoken.slides.pptx.deck_template import template_bytes
from plainspoken.slides.pptx.drawingml import element
from plainspoken.slides.pptx.manifest import embed_manifest, keep_manifest, manifest_of
from plainspoken.slides.pptx.narration_timing import (
    AT_ONCE_MS,
    AdvanceRounding,
    Entrance,
    Move,
    embed_sound,
    set_morph,
    set_times,
)
from plainspoken.slides.pptx.native_charts import add_charts
from plainspoken.slides.pptx.package import deck_bytes, number_parts_quickly
from plainspoken.slides.pptx.shapes import AnimationTarget, SlideWriter
from plainspoken.slides.pptx.template_layouts import layouts_by_use
from plainspoken.slides.pptx.user_template import open_template, template_theme
from plainspoken.slides.pptx.xml_text import allowed, quoted
from plainspoken.slides.settings import SlideSettings
from plainspoken.tts.narration import Clip, Narration, clips_of

P14 = "http://schemas.microsoft.com/office/powerpoint/2010/main"
SECTIONS = "{521415D9-36F7-43E2-AB2F-B90AF26B5E84}"
"""The extension under which PowerPoint keeps a deck's sections ([MS-PPTX] 2.2.5)."""
CHARTS = "Charts behind the figures"
"""The section of the hidden slides with native charts."""


def build_deck(
    script: Script,
    narration: Narration | None,
    out: Path,
    *,
    settings: SlideSettings,
    build: Path,
    folder: Path,
    clips: Path | None = None,
    progress: Progress | None = None,
) -> Path:
    """Write the talk's deck to `out`; the same input gives the same bytes, and a file that is the same is not touched.

    Args:
        script: the rendered script.
        narration: what was said and when; without it the deck is silent and everything is seen at once.
        build: the talk's build folder, which figures' paths are relative to.
        folder: the talk's own folder, which its own pictures' paths are relative to.
        clips: the folder that the narration's clip paths are relative to (where `narration.json` is).

    Raises:
        InputError: a page cannot be laid out, a clip is missing, or the narration is not of this script.
    """
    theme = read_theme(settings.theme_in(folder), settings.variant)
    template = settings.template_file(folder)
    if template is not None:
        theme = template_theme(open_template(template), template, theme)
    slides = layout_script(script, theme, build=build, folder=folder, marking=settings.marks, colors=settings.colours)
    write_deck(
        script,
        slides,
        narration,
        out,
        theme=theme,
        clips=clips,
        template=template,
        charts=build if settings.charts == "backup" else None,
        exact=settings.advance == "exact",
        progress=progress,
    )
    return out


def write_deck(
    script: Script,
    slides: list[SlideLayout],
    narration: Narration | None,
    out: Path,
    *,
    theme: Theme,
    clips: Path | None = None,
    template: Path | None = None,
    charts: Path | None = None,
    exact: bool = False,
    manifests: Path | None = None,
    progress: Progress | None = None,
) -> bool:
    """Write laid-out slides as a deck; True if the file changed. See `build_deck`.

    `template` is a deck of the user's own; `theme` and `slides` must then be laid out for it (`template_theme`).
    `charts` is the build folder whose result records native charts are made of; `exact` keeps the advance from being
    whole seconds anywhere. `manifests` is the build folder that keeps the deck's manifest, which is in the deck too.
    """
    from pptx import Presentation

    progress = progress or Silence()
    spoken = clips_of(script, narration) if narration is not None else {}
    if narration is not None and clips is None:
        raise ValueError("a narration needs the folder of its clips")
    if template is None:
        presentation = Presentation(io.BytesIO(template_bytes(theme, language=script.language)))
        layouts = {layout.name: layout for layout in presentation.slide_layouts}
    else:
        presentation = open_template(template)
        layouts = layouts_by_use(presentation)
    number_parts_quickly(presentation.part.package)
    progress.start("deck", len(slides))
    first_slides: dict[str, Any] = {}
    jumps: list[tuple[Any, str, str]] = []
    rounding = AdvanceRounding()
    for place, layout in enumerate(slides):
        page = script.pages[layout.page_index]
        slide = presentation.slides.add_slide(layouts[pattern_of(layout)])
        onward = slides[place + 1].moves if place + 1 < len(slides) else ()
        writer = SlideWriter(slide, layout, theme, script.language, moving=frozenset((*layout.moves, *onward)))
        writer.write()
        first_slides.setdefault(page.id, slide)
        jumps += [(slide, target, link) for target, link in writer.links.jumps]
        _write_notes(slide, page, layout, script.language)
        clip = spoken.get(page.id)
        if clip is not None and clips is not None:
            following = slides[place + 1] if place + 1 < len(slides) else None
            same = following if following is not None and following.page_index == layout.page_index else None
            sound = sound_of(layout, same, clip, clips)
            number = writer.number()
            embed_sound(slide, sound, number, place + 1, name=f"Narration {place + 1}")
            length = sound.duration_ms
            advance = length if exact else rounding.advance_ms(length, speech_ms(layout, same, clip))
            moves = parked_marks(writer, layout, page, clip, length)
            set_times(
                slide, number, length, advance, entrances(writer.targets, layout, clip), moves, morph=bool(layout.moves)
            )
        elif layout.moves:
            set_morph(slide)
        progress.advance("deck", place + 1, page.id)
    for slide, target, link in jumps:
        if target in first_slides:
            slide.part.rels[link]._target = first_slides[target].part
    if charts is not None:
        add_charts(presentation, layouts["Evidence"], script, slides, charts, theme)
    _write_sections(presentation, script, slides)
    _write_properties(presentation, script)
    _list_notes_master(presentation)
    manifest = manifest_of(read_slides(presentation), slides, script)
    embed_manifest(presentation, manifest)
    if manifests is not None:
        keep_manifest(manifest, manifests)
    changed = write_bytes(out, deck_bytes(presentation))
    progress.finish("deck", f"{len(slides)} slides")
    return changed


def entrances(targets: list[AnimationTarget], layout: SlideLayout, clip: Clip) -> list[Entrance]:
    """When each target appears, in milliseconds from the start of the slide's own sound, in order of time."""
    begin = start_ms(layout, clip)
    timed: list[Entrance] = []
    for target in targets:
        if target.beat >= len(clip.beats):
            continue
        at = clip.beats[target.beat].start_ms - begin
        if at > AT_ONCE_MS:
            timed.append(Entrance(target, at))
    return sorted(timed, key=lambda entrance: entrance.at_ms)


def parked_marks(writer: SlideWriter, layout: SlideLayout, page: Page, clip: Clip, length: int) -> list[Move]:
    """Put the slide's marks beside it, one group of shapes each, and say when each comes onto it and goes."""
    begin = start_ms(layout, clip)
    words = {
        index: BeatWords(
            beat.start_ms - begin,
            beat.end_ms - begin,
            tuple((word.token, word.start_ms - begin) for word in beat.words),
            len(page.beats[index].tokens),
        )
        for index, beat in enumerate(clip.beats)
        if layout.first_beat <= index < layout.end_beat
    }
    shapes: dict[SlideMark, int] = {}
    moves: list[Move] = []
    for time in mark_times(layout.marks, words, length):
        mark = replace(layout.marks[time.mark], beat=0, token=0)  # one part may be spoken of several times
        if mark not in shapes:
            shapes[mark] = writer.mark(mark)
        moves.append(Move(shapes[mark], max(time.start, 0), time.end if time.end < length else None))
    return moves


def _write_notes(slide: Any, page: Page, layout: SlideLayout, language: str) -> None:
    """The narration as speaker notes, a paragraph a beat; on a page's first slide, the speaker's own notes after it."""
    from plainspoken.slides.pptx.notes import write_notes

    beats = page.beats[layout.first_beat : layout.end_beat]
    own = page.notes if layout.part == 0 else []
    write_notes(slide, [*(beat.shown for beat in beats if beat.shown), *own], language)


def _write_sections(presentation: Any, script: Script, slides: list[SlideLayout]) -> None:
    """The talk's sections as the deck's own, when it has any. Slides before the first are under the talk's title."""
    if not any(layout.section for layout in slides):
        return
    groups: list[tuple[str, list[int]]] = []
    for place, entry in enumerate(presentation.slides._sldIdLst):
        section = slides[place].section if place < len(slides) else CHARTS
        name = section or (groups[-1][0] if groups else script.title)
        if not groups or groups[-1][0] != name:
            groups.append((name, []))
        groups[-1][1].append(int(entry.get("id")))
    rows = ""
    for place, (name, numbers) in enumerate(groups):
        key = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{place} {name}")).upper()
        members = "".join(f'<p14:sldId id="{number}"/>' for number in numbers)
        rows += f'<p14:section name={quoted(name)} id="{{{key}}}"><p14:sldIdLst>{members}</p14:sldIdLst></p14:section>'
    sections = f'<p14:sectionLst xmlns:p14="{P14}">{rows}</p14:sectionLst>'
    presentation.part._element.append(element(f'<p:extLst><p:ext uri="{SECTIONS}">{sections}</p:ext></p:extLst>'))


def _list_notes_master(presentation: Any) -> None:
    """Name the notes master in the presentation, after the slide masters: python-pptx leaves that out, and Keynote is
    reported to refuse such decks."""
    root = presentation.part._element
    masters = "{http://schemas.openxmlformats.org/presentationml/2006/main}sldMasterIdLst"
    notes = next(
        (name for name, link in presentation.part.rels.items() if link.reltype.endswith("/notesMaster")),
        None,
    )
    if notes is not None and root.find(masters.replace("sldMaster", "notesMaster")) is None:
        entry = f'<p:notesMasterIdLst><p:notesMasterId r:id="{notes}"/></p:notesMasterIdLst>'
        root.find(masters).addnext(element(entry))


def _write_properties(presentation: Any, script: Script) -> None:
    """Title, author and language; no dates, since they would make two builds differ."""
    properties = presentation.core_properties
    properties.title = allowed(script.title)
    if script.author:
        properties.author = allowed(script.author)
    properties.language = script.language
    properties.subject = f"A narrated talk of {len(script.pages)} pages"
    properties.keywords = allowed(script.talk)
