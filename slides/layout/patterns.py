"""Which layout of a deck's template a laid-out slide is set on."""

from __future__ import annotations

from collections.abc import Iterable

from plainspoken.slides.layout.boxes import Block, SlideLayout

PATTERNS = ("Title", "Section", "Title and list", "Evidence", "Comparison", "Statement")
"""The layouts by the names of ours."""
_PATTERN = {
    "title": "Title",
    "section": "Section",
    "bullets": "Title and list",
    "figure-bullets": "Title and list",
    "comparison": "Comparison",
}


def pattern_of(layout: SlideLayout) -> str:
    """The template's layout for a laid-out slide."""
    return pattern_for(layout.layout, layout.blocks)


def pattern_for(kind: str, blocks: Iterable[Block]) -> str:
    """The template's layout for a slide laid out as `kind` with these blocks."""
    names = {block.name for block in blocks}
    if kind == "statement" and not any(name.startswith("item-") for name in names):
        return "Statement"
    if kind in {"title", "section", "comparison"}:
        return _PATTERN[kind]
    return "Title and list" if "body" in names else "Evidence"


def foot_role(pattern: str) -> str:
    """The colour role of the words at the foot of a layout, for templates in which it has a ground of its own."""
    return f"foot_{pattern.lower().replace(' ', '_')}"
