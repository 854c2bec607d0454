"""Marks in the deck: parked beside the slide, moved onto it with their word, and morphs with their names."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation

from plainspoken.script.model import Diagram, Page, Script, Table
from plainspoken.slides.pptx.check_deck import check_deck
from plainspoken.slides.pptx.deck import build_deck
from plainspoken.slides.settings import SlideSettings
from tests.slides.built_talk import AT, beat, marks_page
from tests.slides.conftest import narrate


def diagram(text: str) -> Diagram:
    return Diagram(name="own", text=text, alt="Boxes in a row.", at=AT)


@pytest.fixture
def script() -> Script:
    pages = [
        Page(id="first", title="A talk", beats=[beat("Here it begins.")], at=AT),
        marks_page(),
        Page(
            id="one", title="One way", items=[diagram("flow right\na -> b -> c")], beats=[beat("This is one.")], at=AT
        ),
        Page(
            id="two",
            title="And more",
            items=[diagram("flow right\na -> x -> b -> c")],
            beats=[beat("And more.")],
            at=AT,
        ),
    ]
    return Script(talk="marks", title="Marks", minutes=1, pages=pages)


@pytest.fixture
def deck(script: Script, tmp_path: Path) -> Path:
    narration = narrate(script, tmp_path)
    settings = SlideSettings()
    return build_deck(
        script, narration, tmp_path / "m.pptx", settings=settings, build=tmp_path, folder=tmp_path, clips=tmp_path
    )


def xml_of(deck: Path, number: int) -> str:
    from lxml import etree

    return etree.tostring(Presentation(str(deck)).slides[number - 1]._element).decode()


def test_marks_stand_beside_the_slide_and_move_onto_it_with_their_word(deck: Path) -> None:
    slide = Presentation(str(deck)).slides[1]
    groups = [shape for shape in slide.shapes if shape.name.startswith("Mark: ")]
    assert [group.name for group in groups] == ["Mark: V3", "Mark: ResNet18"]
    assert all(group.left + group.width < 0 for group in groups), "a print would show it"
    xml = xml_of(deck, 2)
    paths = re.findall(r'<p:cond delay="(\d+)"/></p:stCondLst><p:childTnLst><p:animMotion[^>]*path="([^"]*)"', xml)
    # 300 ms a word from 120 ms on: V3 is the eighth word, ResNet18 the fourth of the second beat.
    second = 120 + 11 * 300 + 200
    assert paths == [
        (str(120 + 7 * 300), "M 0 0 L 1.25 0 E"),
        (str(second), "M 1.25 0 L 0 0 E"),
        (str(second + 3 * 300), "M 0 0 L 1.25 0 E"),
    ]


def test_a_deck_with_marks_and_morphs_has_no_fault(deck: Path) -> None:
    assert check_deck(deck) == []


def test_shared_boxes_morph_by_name_and_older_programs_cut(deck: Path) -> None:
    before, after = xml_of(deck, 3), xml_of(deck, 4)
    assert "p159:morph" not in before and '<p159:morph option="byObject"/>' in after
    for name in ("a", "b", "c"):
        assert f'name="!!{name}"' in before and f'name="!!{name}"' in after
    assert 'name="!!x"' not in after
    assert "<mc:Fallback>" in after
    assert "Boxes in a row." in after


def test_without_a_voice_no_mark_is_written(script: Script, tmp_path: Path) -> None:
    deck = build_deck(script, None, tmp_path / "s.pptx", settings=SlideSettings(), build=tmp_path, folder=tmp_path)
    names = [shape.name for slide in Presentation(str(deck)).slides for shape in slide.shapes]
    assert not [name for name in names if name.startswith("Mark")]
    assert check_deck(deck) == []


def test_marks_can_be_left_to_the_author(script: Script, tmp_path: Path) -> None:
    narration = narrate(script, tmp_path)
    settings: Any = SlideSettings(marks="named")
    deck = build_deck(
        script, narration, tmp_path / "n.pptx", settings=settings, build=tmp_path, folder=tmp_path, clips=tmp_path
    )
    assert "Mark: " not in xml_of(deck, 2)
    assert isinstance(script.pages[1].items[0], Table)
