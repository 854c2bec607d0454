"""Which layout of a deck's template a laid-out slide is set on."""

from __future__ import annotations

from plainspoken.slides.layout.boxes import SlideLayout

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
    names = {block.name for block in layout.blocks}
    if layout.layout == "statement" and not any(name.startswith("item-") for name in names):
        return "Statement"
    if layout.layout in {"title", "section", "comparison"}:
        return _PATTERN[layout.layout]
    return "Title and list" if "body" in names else "Evidence"
