"""What stands at the foot of a slide: its section, its number, how far the talk is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from plainspoken.slides.layout.boxes import Paragraph, SlideLayout
from plainspoken.slides.layout.theme import Theme
from plainspoken.slides.pptx.deck_template import color_xml
from plainspoken.slides.pptx.drawingml import empty_body, shape_xml
from plainspoken.slides.pptx.xml_text import escaped, quoted


def foot_shapes(
    layout: SlideLayout, slide_layout: Any, theme: Theme, language: str, number: Callable[[], int]
) -> Iterator[str]:
    """What stands at the foot of a slide: its section, its number, how far the talk is."""
    foot = layout.footer
    if foot is None:
        return
    slots = _foot_slots(slide_layout)
    if foot.section is not None and "ftr" in slots:
        yield _foot_xml("ftr", slots["ftr"], "Section", foot.section.paragraphs[0], theme, language, number())
    if "sldNum" in slots:
        yield _foot_xml("sldNum", slots["sldNum"], "Slide number", foot.number.paragraphs[0], theme, language, number())
    for name, box, fill in (
        ("track", foot.track, "track"),
        ("progress", foot.progress, "accent"),
    ):
        if box is None:
            continue
        yield shape_xml(
            number(),
            name,
            box,
            theme,
            body=empty_body(language),
            fill=fill,
            decorative=True,
        )


def _foot_xml(kind: str, index: int, name: str, words: Paragraph, theme: Theme, language: str, number: int) -> str:
    lang = quoted(language)
    color = color_xml(words.runs[0].color, theme)
    size = theme.type_size(theme.sizes("footer")[0])
    look = f'lang={lang} sz="{size}" dirty="0"><a:solidFill>{color}</a:solidFill><a:latin typeface="+mn-lt"/></a:rPr>'
    run = f"<a:rPr {look}<a:t>{escaped(words.text)}</a:t>"
    if kind == "sldNum":
        run = f'<a:fld id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum">{run}</a:fld>'
    else:
        run = f"<a:r>{run}</a:r>"
    align = "r" if kind == "sldNum" else "l"
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="{name}"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
        f'<p:nvPr><p:ph type="{kind}" sz="quarter" idx="{index}"/></p:nvPr></p:nvSpPr><p:spPr/>'
        f'<p:txBody><a:bodyPr/><a:lstStyle/><a:p><a:pPr algn="{align}"/>{run}</a:p></p:txBody></p:sp>'
    )


def _foot_slots(layout: Any) -> dict[str, int]:
    """The indices of a layout's placeholders for the footer and the slide's number."""
    placeholders = layout._element.iter("{http://schemas.openxmlformats.org/presentationml/2006/main}ph")
    return {
        placeholder.get("type"): int(placeholder.get("idx", 0))
        for placeholder in placeholders
        if placeholder.get("type") in ("ftr", "sldNum")
    }
