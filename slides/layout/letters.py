"""Letters that the fonts of a theme have no glyphs for."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from plainspoken.slides.layout.boxes import Block, DiagramBlock, Paragraph, SlideLayout, TableBlock, TextBlock
from plainspoken.slides.layout.text_width import lacks
from plainspoken.slides.layout.theme import Theme

SHOWN = 12
"""At most so many letters are named."""


@lru_cache
def symbol_font() -> Path:
    """The font for letters that the theme's fonts lack: DejaVu Sans, which comes with matplotlib."""
    from matplotlib import get_data_path

    return Path(get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"


def missing_letters(layouts: Iterable[SlideLayout], theme: Theme) -> Iterator[str]:
    """A line for each script whose letters no font at hand has: video, PDF and PNG show boxes for them."""
    found: dict[str, dict[str, int]] = {}
    for layout in layouts:
        for block in layout.all_blocks():
            text = "".join(paragraph.text for paragraph in _paragraphs(block))
            if text.isascii():
                continue
            for letter in without_glyph(text, theme):
                found.setdefault(_script(letter), {}).setdefault(letter, layout.number)
    for script, letters in found.items():
        named = "".join(list(letters)[:SHOWN]) + ("…" if len(letters) > SHOWN else "")
        slide = min(letters.values())
        yield (
            f"no font here has {script} ({named}, from slide {slide} on): video, PDF and PNG show boxes for them; "
            "name fonts that do under [slides] fonts"
        )


def without_glyph(text: str, theme: Theme) -> str:
    """The letters of `text` that none of the theme's fonts has, in their order; signs that are not drawn left out."""
    missing = lacks(theme.sans.file(), "".join(sorted(set(text))))
    for file in (*theme.fallbacks, symbol_font()):
        missing = lacks(file, missing) if missing else ""
    hidden = {letter for letter in missing if unicodedata.category(letter) in ("Cf", "Cc", "Mn", "Zs", "Zl", "Zp")}
    return "".join(letter for letter in missing if letter not in hidden and letter not in "\ufe0e\ufe0f")


def _script(letter: str) -> str:
    """What a letter belongs to, in words: `Devanagari letters`, `emoji and symbols`."""
    if unicodedata.category(letter) in ("So", "Sk", "Sm", "Cn"):
        return "some emoji and symbols"
    name = unicodedata.name(letter, "unknown").split()[0].capitalize()
    return {"Cjk": "Chinese signs", "Hangul": "Korean signs"}.get(name, f"{name} letters")


def _paragraphs(block: Block) -> Iterable[Paragraph]:
    if isinstance(block, TextBlock):
        return block.paragraphs
    if isinstance(block, TableBlock):
        return [cell.paragraph for row in block.rows for cell in row]
    if isinstance(block, DiagramBlock):
        return [paragraph for node in (*block.nodes, *block.labels) for paragraph in node.paragraphs]
    return []
