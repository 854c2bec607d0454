"""The mark of one part of a slide: a veil with holes, and outlines."""

# ruff: noqa: E501  (a line of XML is read more easily whole)
from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from plainspoken.slides.layout.boxes import Box, Polygon, SlideMark
from plainspoken.slides.layout.theme import Theme
from plainspoken.slides.pptx.deck_template import box_xml, color_xml
from plainspoken.slides.pptx.drawingml import DECORATIVE, empty_body, line_xml
from plainspoken.slides.pptx.xml_text import quoted

PARKED = 1.25
"""How far left of their places marks are parked, in slide widths: prints, and a deck without a voice, show none."""


def mark_shape(mark: SlideMark, theme: Theme, language: str, number: Callable[[], int]) -> tuple[int, str]:
    """A mark as a group beside the slide, where prints do not show it: the veil with holes for the lit parts, and
    their outlines. Returns the group's shape id and its XML; `number` gives out ids."""
    group, style = number(), theme.marks
    away = -PARKED * theme.grid.width
    field = mark.field
    inner = ""
    corners = (
        (field.left, field.top),
        (field.right, field.top),
        (field.right, field.bottom),
        (field.left, field.bottom),
    )
    if style.shade:
        alpha = f'<a:alpha val="{round(style.shade * 100000)}"/>'
        fill = color_xml(mark.ground, theme)
        tag = "schemeClr" if "schemeClr" in fill else "srgbClr"
        fill = fill.replace("/>", f">{alpha}</a:{tag}>", 1)
        # Holes run the other way round, so that they are holes by either rule of filling.
        paths = [corners, *(tuple(reversed(shape)) for shape in mark.lit)]
        inner += _polygons(
            paths,
            field,
            away,
            f"<a:solidFill>{fill}</a:solidFill><a:ln><a:noFill/></a:ln>",
            "veil",
            theme,
            language,
            number,
        )
    line = "<a:noFill/>" + line_xml("accent", theme, style.width)
    lit = mark.lit
    if style.pointer == "underline":
        lit = tuple(
            ((min(x for x, _ in shape), low), (max(x for x, _ in shape), low))
            for shape in mark.lit
            for low in (max(y for _, y in shape),)
        )
    inner += _polygons(lit, field, away, line, "outline", theme, language, number)
    place = box_xml(replace(field, left=field.left + away), theme)
    child = place.replace("a:off", "a:chOff").replace("a:ext", "a:chExt")
    return group, (
        f'<p:grpSp><p:nvGrpSpPr><p:cNvPr id="{group}" name={quoted(f"Mark: {mark.part}")}>{DECORATIVE}</p:cNvPr>'
        f"<p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr><a:xfrm>{place}{child}</a:xfrm></p:grpSpPr>{inner}</p:grpSp>"
    )


def _polygons(
    shapes: Sequence[Polygon],
    box: Box,
    away: float,
    look: str,
    name: str,
    theme: Theme,
    language: str,
    number: Callable[[], int],
) -> str:
    """Polygons within `box` as one freeform, `away` points to the right of their places."""
    emu = theme.emu
    paths = ""
    for shape in shapes:
        (x, y), *rest = shape
        paths += f'<a:moveTo><a:pt x="{emu(x - box.left)}" y="{emu(y - box.top)}"/></a:moveTo>'
        paths += "".join(f'<a:lnTo><a:pt x="{emu(x - box.left)}" y="{emu(y - box.top)}"/></a:lnTo>' for x, y in rest)
        paths += "<a:close/>" if rest[1:] else ""
    own = number()
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{own}" name="{name}-{own}">{DECORATIVE}</p:cNvPr><p:cNvSpPr/><p:nvPr/></p:nvSpPr>'
        f"<p:spPr><a:xfrm>{box_xml(replace(box, left=box.left + away), theme)}</a:xfrm><a:custGeom><a:avLst/>"
        f'<a:gdLst/><a:ahLst/><a:cxnLst/><a:rect l="0" t="0" r="r" b="b"/><a:pathLst><a:path w="{emu(box.width)}" '
        f'h="{emu(box.height)}">{paths}</a:path></a:pathLst></a:custGeom>{look}</p:spPr>'
        f"{empty_body(language)}</p:sp>"
    )
