"""Look rendered pages over: is every word where its box is, and every picture in its own proportions.

The pages are a PDF that an office program made of a deck, so this measures what is seen and not what was meant:
another font, another line break, a squeezed picture. It reads with pypdfium2, which only the tests install.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from plainspoken.slides.layout.boxes import Box, DiagramBlock, SlideLayout, TableBlock, TextBlock

SLACK = 3.0
"""How far ink may leave its box, in points: glyphs overhang, and office programs round."""
SQUEEZED = 0.015
"""By how much, as a share, a picture's proportions may differ from its own."""


def check_pages(pdf: Path, slides: Sequence[SlideLayout]) -> list[str]:
    """The faults of rendered pages, each in one line that begins with the slide's number and page."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        if len(document) != len(slides):
            return [f"{len(document)} pages for {len(slides)} slides"]
        return [
            f"slide {layout.number} ({layout.page}): {fault}"
            for layout, page in zip(slides, document, strict=True)
            for fault in (*_word_faults(page, layout), *_picture_faults(page, layout))
        ]
    finally:
        document.close()


def _word_faults(page: Any, layout: SlideLayout) -> Iterator[str]:
    """Words that are not in their box, and words in a box that belong elsewhere."""
    height = page.get_height()
    text = page.get_textpage()
    for name, box, wanted in _texts(layout):
        found = text.get_text_bounded(
            left=box.left - SLACK,
            bottom=height - box.bottom - SLACK,
            right=box.right + SLACK,
            top=height - box.top + SLACK,
        )
        if (
            not _letters(wanted) <= _letters(found)
            or len(_plain(found)) > len(_plain(wanted)) + 4 * wanted.count("\n") + 4
        ):
            yield f"{name}: in its box is {found.strip()!r}, not {wanted.strip()!r}"
    for place in range(text.count_chars()):
        left, bottom, right, top = text.get_charbox(place)
        if right - left > 0 and (left < -1 or right > page.get_width() + 1 or bottom < -1 or top > height + 1):
            yield f"a letter leaves the page at {left:.0f}, {height - top:.0f}"
            return


def _texts(layout: SlideLayout) -> Iterator[tuple[str, Box, str]]:
    for block in layout.all_blocks():
        match block:
            case TextBlock():
                yield block.name, block.box, block.text
            case TableBlock():
                words = "\n".join(cell.paragraph.text for row in block.rows for cell in row)
                yield block.name, block.box, words
            case DiagramBlock():
                for node in block.nodes:
                    if node.paragraphs:
                        yield node.id, node.box, "\n".join(paragraph.text for paragraph in node.paragraphs)


def _plain(text: str) -> str:
    """Letters and digits alone: bullets, spaces, ligatures and line breaks are the program's own."""
    for ligature, letters in (("ﬁ", "fi"), ("ﬂ", "fl"), ("ﬀ", "ff"), ("ﬃ", "ffi"), ("ﬄ", "ffl")):
        text = text.replace(ligature, letters)
    return re.sub(r"[\W_]+", "", text).casefold()


def _letters(text: str) -> Any:
    from collections import Counter

    return Counter(_plain(text))


def _picture_faults(page: Any, layout: SlideLayout) -> Iterator[str]:
    """Pictures that are drawn in other proportions than their own."""
    import pypdfium2.raw as raw

    del layout
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE]):
        left, bottom, right, top = item.get_bounds() if hasattr(item, "get_bounds") else item.get_pos()
        width, height = item.get_px_size() if hasattr(item, "get_px_size") else item.get_size()
        if min(width, height) < 8 or top - bottom < 1:
            continue
        drawn, own = (right - left) / (top - bottom), width / height
        if abs(drawn / own - 1) > SQUEEZED:
            yield f"a picture of {width} by {height} is drawn as {right - left:.0f} by {top - bottom:.0f}"
