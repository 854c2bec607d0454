from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from plainspoken.script.model import Beat, Bullet, Page, Run, Script, Source, Token
from plainspoken.slides.layout.boxes import SlideLayout, TextBlock
from plainspoken.slides.layout.check_layout import check_layout
from plainspoken.slides.layout.lay_out import layout_script
from plainspoken.slides.layout.opening_pages import LISTED, section_names
from plainspoken.slides.layout.theme import read_theme

AT = Source(file="pages/04.md", line=7, column=1, end_line=7, end_column=9)


def talk_of(*sections: str) -> Script:
    beats = [Beat(tokens=[Token(shown="Said.", said="said", syllables=1)], at=AT)]
    line = Bullet(runs=[Run(text="what it asks")], at=AT)
    pages = [Page(id="start", title="A talk", beats=beats, at=AT)]
    for number, name in enumerate(sections):
        card = Page(id=f"s{number}", title=name, section=name, layout="section", items=[line], beats=beats, at=AT)
        pages += [card, Page(id=f"p{number}", title=f"Page {number}", section=name, beats=beats, at=AT)]
    return Script(talk="t", title="A talk", minutes=5, pages=pages)


def cards_of(script: Script, folder: Path, variant: Any = "light") -> list[SlideLayout]:
    theme = read_theme("plain", variant)
    slides = layout_script(script, theme, build=folder, folder=folder)
    assert check_layout(slides, theme) == []
    return [slide for slide in slides if slide.layout == "section"]


def block_of(slide: SlideLayout, name: str) -> TextBlock:
    return next(block for block in slide.blocks if isinstance(block, TextBlock) and block.name == name)


@pytest.mark.parametrize("variant", ["light", "dark"])
def test_a_card_has_its_number_its_name_and_all_sections_with_its_own_marked(tmp_path: Path, variant: Any) -> None:
    names = ["The question", "From scratch, or with what another task has taught", "Data"]
    cards = cards_of(talk_of(*names), tmp_path, variant)
    for number, (card, name) in enumerate(zip(cards, names, strict=True)):
        assert card.title.text == name
        assert block_of(card, "section-number").text == str(number + 1)
        listed = block_of(card, "sections").paragraphs
        assert [row.text.split("\u2002")[1] for row in listed] == names
        assert [row.runs[0].bold for row in listed] == [place == number for place in range(3)]
        assert len({row.runs[0].color for row in listed}) == 2
        assert card.footer is not None
        assert card.footer.section is None, "a card does not name itself twice"
        below = block_of(card, "body")
        assert below.box.top > card.title.text_top + card.title.text_height


def test_a_card_among_many_lists_those_around_it(tmp_path: Path) -> None:
    names = [f"Section number {n}" for n in range(20)]
    cards = cards_of(talk_of(*names), tmp_path)
    for number, card in enumerate(cards):
        rows = [row.text for row in block_of(card, "sections").paragraphs]
        assert len(rows) == LISTED
        assert f"{number + 1}\u2002{names[number]}" in rows


def test_the_card_of_the_only_section_needs_no_number_and_no_list(tmp_path: Path) -> None:
    (card,) = cards_of(talk_of("All of it"), tmp_path)
    assert [block.name for block in card.blocks] == ["body"]


def test_sections_are_named_once_in_their_order() -> None:
    assert section_names(talk_of("b", "a", "b")) == ["b", "a"]
