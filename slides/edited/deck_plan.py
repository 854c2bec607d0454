"""The plan for an edited deck: which slide is which, which texts and charts change, and where a text stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from plainspoken.slides.edited.deck_findings import DeckFinding
from plainspoken.slides.edited.merge_text import TextEdit
from plainspoken.slides.pptx.deck_content import ChartContent, ShapeContent, SlideContent, texts_of


@dataclass(frozen=True)
class TextPlace:
    """A text of an edited deck: on which slide (from 0), in which shape (None for the notes), in which part: a
    `paragraph` or `cell` by its number, the `alt` text."""

    slide: int
    shape: int | None
    part: str
    index: int = 0


@dataclass
class SlidePlan:
    """What a slide is and what it takes to renew it.

    `shapes` gives for shapes of the edited slide their counterparts as written and as they would be written now (None:
    there is none any more).
    """

    base: int | None = None
    new: int | None = None
    copy: bool = False
    shapes: dict[int, tuple[int, int | None]] = field(default_factory=dict)


@dataclass
class DeckPlan:
    """The plan for a whole deck: findings, and the edits of each text."""

    slides: list[SlidePlan] = field(default_factory=list)
    findings: list[DeckFinding] = field(default_factory=list)
    edits: dict[TextPlace, list[TextEdit]] = field(default_factory=dict)
    removed: list[TextPlace] = field(default_factory=list)
    added: list[tuple[TextPlace, str]] = field(default_factory=list)
    charts: dict[tuple[int, int], ChartContent] = field(default_factory=dict)


def shape_name(shape: ShapeContent) -> str:
    """What a finding calls a shape: by its role, else by its kind and name."""
    if shape.role in ("title", "ctrTitle"):
        return "title"
    if shape.role == "ftr":
        return "footer"
    return f"{shape.kind} {shape.name}".strip() if shape.kind != "text" else (shape.name or "text")


def places_of_shape(at: int, index: int, shape: ShapeContent) -> Iterator[tuple[TextPlace, str, str]]:
    """Each text of shape `index` on slide `at`: where it is, how a finding calls that place, and the text."""
    part = "cell" if shape.kind == "table" else "paragraph"
    for n, text in enumerate(texts_of(shape)):
        yield TextPlace(at, index, part, n), f"{shape_name(shape)}, {part} {n + 1}", text
    if shape.alt and shape.kind != "sound":
        yield TextPlace(at, index, "alt"), f"{shape_name(shape)}, alt text", shape.alt


def places_of_slide(at: int, slide: SlideContent) -> Iterator[tuple[TextPlace, str, str]]:
    """Each text of slide `at`, its notes included, as `places_of_shape` gives them."""
    for index, shape in enumerate(slide.shapes):
        if shape.role not in ("sldNum", "dt"):
            yield from places_of_shape(at, index, shape)
    for n, text in enumerate(slide.notes):
        yield TextPlace(at, None, "paragraph", n), f"notes, paragraph {n + 1}", text
