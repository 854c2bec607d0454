"""Renew an edited deck in place: its numbers, words, charts, pictures, sound and timing, and nothing else.

Everything is written into the file that stands there; what a hand has moved, restyled, added, deleted or put in another
order stays so. What cannot be placed is left alone and listed.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

from plainspoken.slides.edited.deck_findings import DeckFinding
from plainspoken.slides.edited.deck_plan import DeckPlan, SlidePlan, TextPlace
from plainspoken.slides.edited.merge_text import MergedText, TextEdit
from plainspoken.slides.edited.plan_deck import plan_deck
from plainspoken.slides.edited.record_numbers import RecordNumbers
from plainspoken.slides.pptx.deck_content import (
    A,
    C,
    ChartContent,
    P,
    R,
    ReadSlide,
    chart_part,
    delay_of,
    head_of,
    notes_body,
    paragraph_text,
    paragraphs_of,
    read_slides,
    shape_id,
    text_pieces,
    timed_effects,
)
from plainspoken.slides.pptx.manifest import Manifest, embed_manifest
from plainspoken.slides.pptx.narration_timing import AUDIO, MEDIA

SVG = "{http://schemas.microsoft.com/office/drawing/2016/SVG/main}svgBlip"
NEAR = 0.01
"""Pictures whose proportions differ by no more than this share fill the same box."""


def refresh(
    edited: Any, base: Manifest | None, fresh: Any, new: Manifest, numbers: RecordNumbers | None = None
) -> DeckPlan:
    """Renew an opened deck.

    Args:
        edited: the deck, opened by python-pptx; it is changed.
        base: what was last written into it; None where that is not known.
        fresh: the deck as it would be written now, opened, and `new` its manifest.
        numbers: the talk's records, by which sentences that somebody has reworded are judged.

    Returns:
        The plan that was carried out; findings with `edits` were mended, the others are left to a person.
    """
    slides, sources = read_slides(edited), read_slides(fresh)
    plan = plan_deck([slide.content for slide in slides], base, new, numbers)
    known = base or new
    for at, slide in enumerate(slides):
        _write_texts(plan, at, slide)
        for (place, shape), chart in plan.charts.items():
            if place == at:
                _write_chart(slide, shape, chart)
        mapping = plan.slides[at]
        if mapping.base is not None and mapping.new is not None:
            source = sources[mapping.new]
            written = known.slides[mapping.base]
            plan.findings += _pictures(at, slide, mapping, written.shapes, source)
            plan.findings += _sound(at, slide, written, source)
            _times(slide, mapping, written, source)
            _emphasis(slide, mapping, written.shapes, source)
    embed_manifest(edited, new)  # what edited texts are compared with the next time
    return plan


def _paragraphs(slide: ReadSlide, place: TextPlace) -> list[Any]:
    if place.shape is None:
        body = notes_body(slide.slide)
        return [] if body is None else paragraphs_of(body)
    node = slide.nodes[place.shape]
    if place.part == "cell":
        return [cell for row in node.iter(f"{A}tr") for cell in row.findall(f"{A}tc")]
    return paragraphs_of(node)


def _write_texts(plan: DeckPlan, at: int, slide: ReadSlide) -> None:
    """Words first, paragraph by paragraph, then the paragraphs that come and go, from the last."""
    for place, edits in plan.edits.items():
        if place.slide != at:
            continue
        if place.part == "alt" and place.shape is not None:
            head = head_of(slide.nodes[place.shape])
            head.set("descr", MergedText(edits).applied(head.get("descr", "")))
            continue
        holder = _paragraphs(slide, place)[place.index]
        _write_edits(paragraphs_of(holder) if place.part == "cell" else [holder], edits)
    changes: list[tuple[TextPlace, str | None]] = [(place, None) for place in plan.removed if place.slide == at]
    changes += [(place, text) for place, text in plan.added if place.slide == at]
    nodes = [(_paragraphs(slide, place)[place.index], text) for place, text in changes]
    for node, text in reversed(nodes):
        if text is not None:
            node.addnext(_like(node, text))
    for node, text in nodes:
        if text is None and len(node.getparent().findall(f"{A}p")) > 1:
            node.getparent().remove(node)


def _like(paragraph: Any, text: str) -> Any:
    """A paragraph of these words that looks as another one does."""
    fresh = copy.deepcopy(paragraph)
    runs = fresh.findall(f"{A}r")
    for child in list(fresh):
        if child.tag in (f"{A}br", f"{A}fld") or (child.tag == f"{A}r" and child is not (runs[0] if runs else None)):
            fresh.remove(child)
    if runs:
        runs[0].find(f"{A}t").text = text
    return fresh


def _write_edits(paragraphs: Sequence[Any], edits: Sequence[TextEdit]) -> None:
    """Put edits into paragraphs whose texts, with a line break between them, they count in."""
    for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
        offset = 0
        for paragraph in paragraphs:
            length = len(paragraph_text(paragraph))
            if offset <= edit.start and edit.end <= offset + length:
                write_over(paragraph, edit.start - offset, edit.end - offset, edit.text)
                break
            offset += length + 1


def write_over(paragraph: Any, start: int, end: int, text: str) -> None:
    """Put `text` in the place of the characters from `start` to `end` of a paragraph, across its runs; it looks as the
    first of them did."""
    pieces = text_pieces(paragraph)
    if not pieces and text:
        from lxml import etree

        run = etree.Element(f"{A}r")
        etree.SubElement(run, f"{A}t").text = text
        first = paragraph.find(f"{A}pPr")
        paragraph.insert(0 if first is None else 1, run)
        return
    at, left = 0, text
    for piece in pieces:
        own = "\n" if piece.tag == f"{A}br" else piece.text or ""
        begin, stop = max(start - at, 0), min(end - at, len(own))
        inside = begin < stop or (start == end and at <= start <= at + len(own) and piece.tag != f"{A}br")
        if inside and at <= max(start, at) <= at + len(own):
            if piece.tag == f"{A}br":
                piece.getparent().remove(piece)
            else:
                piece.text = own[:begin] + left + own[max(stop, begin) :]
                left = ""
            if start == end:
                return
        at += len(own)


def _write_chart(slide: ReadSlide, shape: int, chart: ChartContent) -> None:
    """Put numbers into a native chart, in its cache and its sheet; its look stays."""
    from pptx.chart.data import CategoryChartData

    part = chart_part(slide.nodes[shape], slide.slide)
    if part is None:
        return
    native = part.chart
    formats = [node.text for node in part._element.iter(f"{C}formatCode")]
    data: Any = CategoryChartData(number_format=formats[0] if formats else "General")  # type: ignore[no-untyped-call]
    data.categories = chart.categories
    for name, values in zip(chart.series, chart.values, strict=True):
        data.add_series(name, values)
    native.replace_data(data)


def _pictures(
    at: int, slide: ReadSlide, mapping: SlidePlan, written: Sequence[Any], source: ReadSlide
) -> list[DeckFinding]:
    """Renew the pictures that are as they were written; those that somebody has put in their place stay."""
    found = []
    for index, (was, now) in mapping.shapes.items():
        mine = slide.content.shapes[index]
        if mine.kind != "picture" or now is None:
            continue
        today = source.content.shapes[now]
        if today.kind != "picture" or mine.hash == today.hash:
            continue
        where = f"picture {mine.name}"
        if mine.hash != written[was].hash:
            if written[was].hash != today.hash:
                found.append(DeckFinding(at + 1, where, "kept", "another picture"))
            continue
        _replace_picture(slide, slide.nodes[index], source, source.nodes[now])
        found.append(DeckFinding(at + 1, where, "stale", "the picture", "the one of now", edits=True))
    return found


def _replace_picture(slide: ReadSlide, node: Any, source: ReadSlide, other: Any) -> None:
    import io

    blip, fresh = next(node.iter(f"{A}blip")), next(other.iter(f"{A}blip"))
    image = source.slide.part.related_part(fresh.get(f"{R}embed"))
    _, link = slide.slide.part.get_or_add_image_part(io.BytesIO(image.blob))
    blip.set(f"{R}embed", link)
    for vector in list(blip.iter(SVG)):  # drawn from the old one; the picture itself is shown then
        extension = vector.getparent()
        extension.getparent().remove(extension)
    frame, wanted = node.find(f"{P}spPr/{A}xfrm"), other.find(f"{P}spPr/{A}xfrm")
    if frame is None or wanted is None:
        return
    place, size, ratio = frame.find(f"{A}off"), frame.find(f"{A}ext"), wanted.find(f"{A}ext")
    wide, high = int(size.get("cx")), int(size.get("cy"))
    share = int(ratio.get("cx")) / max(int(ratio.get("cy")), 1)
    if high and abs(wide / high / share - 1) <= NEAR:
        return
    for crop in node.iter(f"{A}srcRect"):  # a crop belongs to the old proportions
        crop.attrib.clear()
    new_wide, new_high = (wide, round(wide / share)) if wide / share <= high else (round(high * share), high)
    place.set("x", str(int(place.get("x")) + (wide - new_wide) // 2))
    place.set("y", str(int(place.get("y")) + (high - new_high) // 2))
    size.set("cx", str(new_wide))
    size.set("cy", str(new_high))


def _emphasis(slide: ReadSlide, mapping: SlidePlan, written: Sequence[Any], source: ReadSlide) -> None:
    """Let the bold cells of a table, which say who is best, be those of now, where nobody has changed them or the
    table's rows and columns."""
    for index, (was, now) in mapping.shapes.items():
        mine, base = slide.content.shapes[index], written[was]
        if now is None or mine.kind != "table" or base.kind != "table" or mine.bold != base.bold:
            continue
        today = source.content.shapes[now]
        shapes = [[len(row) for row in shape.cells] for shape in (mine, base, today)]
        if shapes[0] != shapes[1] or shapes[1] != shapes[2] or mine.bold == today.bold:
            continue
        if [row[0] for row in mine.cells] != [row[0] for row in base.cells]:
            continue
        cells, fresh = (
            [c for r in n.iter(f"{A}tr") for c in r.findall(f"{A}tc")] for n in (slide.nodes[index], source.nodes[now])
        )
        for place, (cell, other) in enumerate(zip(cells, fresh, strict=True)):
            look = next(iter(other.iter(f"{A}rPr")), None)
            if mine.bold[place] != today.bold[place] and look is not None:
                for own in cell.iter(f"{A}rPr"):
                    own.set("b", look.get("b", "0"))
                    _paint_like(own, look)


def _paint_like(own: Any, look: Any) -> None:
    """Give a run's properties the colour of others."""
    fill, old = look.find(f"{A}solidFill"), own.find(f"{A}solidFill")
    if fill is not None and old is not None:
        own.replace(old, copy.deepcopy(fill))


def _sound(at: int, slide: ReadSlide, written: Any, source: ReadSlide) -> list[DeckFinding]:
    """Renew the clip of a slide that still has the one that was written, and when the slide moves on."""
    place, today = slide.sound, source.sound
    if place is None or today is None:
        return []
    mine, fresh = slide.content.shapes[place], source.content.shapes[today]
    was = next((shape for shape in written.shapes if shape.kind == "sound"), None)
    if mine.hash == fresh.hash:
        return []
    if was is None or mine.hash != was.hash:
        return [DeckFinding(at + 1, "sound", "kept", "another clip")]
    from pptx.opc.package import Part
    from pptx.opc.packuri import PackURI

    node, other = slide.nodes[place], source.nodes[today]
    clip = source.slide.part.related_part(_media_link(other))
    package = slide.slide.part.package
    extension = str(clip.partname).rsplit(".", 1)[-1]
    taken = {str(part.partname) for part in package.iter_parts()}
    number = next(n for n in range(1, 100_000) if f"/ppt/media/refreshed{n}.{extension}" not in taken)
    media = Part(PackURI(f"/ppt/media/refreshed{number}.{extension}"), clip.content_type, package, clip.blob)
    owner = slide.slide.part
    old = {name for piece in node.iter() for key, name in piece.attrib.items() if key in (f"{R}link", f"{R}embed")}
    audio, embed = owner.relate_to(media, AUDIO), owner.relate_to(media, MEDIA)
    for piece in node.iter():
        if piece.tag == f"{A}audioFile":
            piece.set(f"{R}link", audio)
        elif str(piece.tag).endswith("}media"):
            piece.set(f"{R}embed", embed)
    _drop_unused(slide, old)
    root = slide.slide._element
    for call in root.iter(f"{P}cmd"):
        if str(call.get("cmd", "")).startswith("playFrom") and source.content.clip_ms is not None:
            next(call.iter(f"{P}cTn")).set("dur", str(source.content.clip_ms))
    return [DeckFinding(at + 1, "sound", "stale", "the clip", "the one of now", edits=True)]


def _media_link(node: Any) -> str:
    return next(str(piece.get(f"{R}embed")) for piece in node.iter() if str(piece.tag).endswith("}media"))


def _drop_unused(slide: ReadSlide, names: set[str]) -> None:
    """Drop relations that nothing on the slide names any more."""
    used = {value for node in slide.slide._element.iter() for key, value in node.attrib.items() if key.startswith(R)}
    for name in names - used:
        if name in slide.slide.part.rels:
            slide.slide.part.rels.pop(name)


def _times(slide: ReadSlide, mapping: SlidePlan, written: Any, source: ReadSlide) -> None:
    """Renew when items appear and when the slide moves on, where both are as they were written."""
    root, now = slide.slide._element, source.content
    if slide.content.advances and now.advances and set(slide.content.advances) <= _near(written.advances):
        exact, whole = now.advances[0], now.advances[-1]
        for node in root.iter(f"{P}transition"):
            if node.get("advTm"):
                newest = node.getparent().get("Requires") == "p159"
                node.set("advTm", str(exact if newest else whole))
    places = {shape_id(node): at for at, node in enumerate(slide.nodes)}
    before, after = _by_target(written.effects), _by_target(now.effects)
    seen: dict[tuple[int, int | None, str], int] = {}
    for effect, shape, paragraph in timed_effects(root):
        counterpart = mapping.shapes.get(places.get(shape, -1))
        if counterpart is None or counterpart[1] is None:
            continue
        kind = str(effect.get("presetClass"))
        was_key, now_key = (counterpart[0], paragraph, kind), (counterpart[1], paragraph, kind)
        turn = seen.get(was_key, 0)
        seen[was_key] = turn + 1
        old, new = before.get(was_key, []), after.get(now_key, [])
        if turn < len(old) and turn < len(new) and abs(delay_of(effect) - old[turn]) <= 1:
            effect.find(f"{P}stCondLst/{P}cond").set("delay", str(new[turn]))


def _near(advances: Sequence[int]) -> set[int]:
    """Times as they were written, and as programs that know whole seconds keep them."""
    return {time for ms in advances for time in (ms, ms // 1000 * 1000, -(-ms // 1000) * 1000)}


def _by_target(effects: Sequence[Any]) -> dict[tuple[int, int | None, str], list[int]]:
    found: dict[tuple[int, int | None, str], list[int]] = {}
    for effect in effects:
        found.setdefault((effect.shape, effect.paragraph, effect.kind), []).append(effect.delay)
    return found
