"""Speaker notes: the narration as it is read, on a notes page of our own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from plainspoken.slides.pptx.drawingml import element
from plainspoken.slides.pptx.xml_text import escaped, quoted


def write_notes(slide: Any, paragraphs: Sequence[str], language: str) -> None:
    """Put `paragraphs` into the slide's notes."""
    notes = slide.notes_slide
    frame = notes.notes_text_frame
    body = frame._txBody
    for old in list(body.p_lst):
        body.remove(old)
    lang = quoted(language)
    for text in paragraphs or [""]:
        words = f'<a:r><a:rPr lang={lang} dirty="0"/><a:t>{escaped(text)}</a:t></a:r>' if text else ""
        body.append(element(f'<a:p>{words}<a:endParaRPr lang={lang} dirty="0"/></a:p>'))
