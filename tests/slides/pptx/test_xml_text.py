from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from pptx import Presentation

from plainspoken.script.model import Picture, Script
from plainspoken.slides.pptx.deck import build_deck
from plainspoken.slides.pptx.xml_text import escaped, quoted
from plainspoken.slides.settings import SlideSettings


@given(st.text())
def test_any_text_survives_as_content_and_as_attribute(text: str) -> None:
    node = etree.fromstring(f"<a b={quoted(text)}>{escaped(text)}</a>")
    allowed = "".join(letter for letter in text if letter in "\t\n\r" or letter >= " ")
    allowed = allowed.replace("\ufffe", "").replace("\uffff", "")
    assert node.get("b") == allowed
    assert (node.text or "") == allowed.replace("\r\n", "\n").replace("\r", "\n")


def test_hostile_words_reach_the_deck_whole(slides_make: Any, slides_build: Path, tmp_path: Path) -> None:
    words = "<&>\"' ]]> ${x} %s {0} \\n é 表 \U0001f600 \x07"
    bullet = slides_make.bullet(words)
    figure = Picture(path="figures/square.png", alt=f"Alt {words}", at=slides_make.at())
    pages = [
        slides_make.page("a", "An opening"),
        slides_make.page("b", words, bullet, figure, section=words, said=words),
    ]
    script = Script(talk="t", title=words, author=words, minutes=5, pages=pages)
    out = build_deck(
        script, None, tmp_path / "deck.pptx", settings=SlideSettings(), build=slides_build, folder=slides_build
    )
    kept = words.replace("\x07", "").strip()
    opened = Presentation(str(out))
    slide = opened.slides[1]
    assert slide.shapes.title.text_frame.text.strip() == kept
    assert slide.placeholders[1].text_frame.text.strip() == kept
    assert slide.notes_slide.notes_text_frame.text.strip() == kept
    assert opened.core_properties.title.strip() == kept
