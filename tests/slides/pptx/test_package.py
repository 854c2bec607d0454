"""Parts of a deck are numbered without walking through all of them, and get the names that python-pptx gives."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image
from pptx import Presentation
from pptx.util import Inches

from plainspoken.slides.pptx.package import number_parts_quickly


def picture(shade: int, kind: str = "PNG") -> io.BytesIO:
    out = io.BytesIO()
    Image.new("L", (4, 4), shade).save(out, kind)
    out.seek(0)
    return out


def fill(deck: Any) -> list[str]:
    """Slides with notes and pictures, one of them on two slides and one of them from the template; the parts' names."""
    for number in range(4):
        slide = deck.slides.add_slide(deck.slide_layouts[6])
        slide.notes_slide.notes_text_frame.text = f"said {number}"
        for shade in (7, 40 * number, 99):
            slide.shapes.add_picture(picture(shade, "JPEG" if number % 2 else "PNG"), Inches(1), Inches(1))
    return sorted(str(part.partname) for part in deck.part.package.iter_parts())


def template() -> Any:
    """A deck that has slides and pictures already."""
    deck, out = Presentation(), io.BytesIO()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    slide.shapes.add_picture(picture(7), Inches(1), Inches(1))
    slide.shapes.add_picture(picture(8), Inches(1), Inches(1))
    deck.save(out)
    return Presentation(io.BytesIO(out.getvalue()))


@pytest.mark.parametrize("make", [Presentation, template])
def test_parts_have_the_names_that_python_pptx_gives_them(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    names = fill(make())
    deck = make()
    package = deck.part.package
    number_parts_quickly(package)
    walk, walks = package.iter_rels, []
    monkeypatch.setattr(package, "iter_rels", lambda: walks.append(1) or walk())
    assert fill(deck) == names
    assert len(walks) == 1  # the one of `fill` itself
