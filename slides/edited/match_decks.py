"""Which slide and which shape of an edited deck is which of those that were written: by what they hold, since most
marks do not survive the programs that decks go through."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from plainspoken.base.align_words import alike, keys_of, likeness, masked_keys, paired
from plainspoken.slides.pptx.deck_content import ShapeContent, SlideContent, texts_of

LEAST = 0.35
"""Slides are matched when they are at least so alike, from 0 to 1."""
COPY = 0.8
"""A slide this much like one that is taken already is a copy of it."""
MOVED = 0.75
"""Words this much like a paragraph of another shape or slide were moved there."""


@dataclass(frozen=True)
class SlideMatch:
    """The slide that an edited one was written as; `copy` when another slide is still more that one."""

    index: int
    copy: bool = False


def match_slides(mine: Sequence[SlideContent], base: Sequence[SlideContent]) -> dict[int, SlideMatch]:
    """For each slide of `mine` that is known, the slide of `base` that it was written as."""
    words = [_words(slide) for slide in base]
    scores = []
    for at, slide in enumerate(mine):
        own = _words(slide)
        for place, other in enumerate(base):
            score = slide_likeness(slide, other, own, words[place])
            if score >= LEAST:
                scores.append((score, -abs(at - place), at, place))
    matches: dict[int, SlideMatch] = {}
    taken: set[int] = set()
    for score, _, at, place in sorted(scores, reverse=True):
        if at not in matches and place not in taken:
            matches[at] = SlideMatch(place)
            taken.add(place)
        elif at not in matches and score >= COPY:
            matches[at] = SlideMatch(place, copy=True)
    return matches


def slide_likeness(
    mine: SlideContent, base: SlideContent, words: Counter[str] | None = None, others: Counter[str] | None = None
) -> float:
    """How alike two slides are, from 0 to 1: sound, notes, title, words and pictures, as far as both have them."""
    parts: list[tuple[float, float]] = []
    sounds = [next((s.hash for s in slide.shapes if s.kind == "sound"), "") for slide in (mine, base)]
    if all(sounds):
        parts.append((3.0, float(sounds[0] == sounds[1])))
    for weight, one, other in (
        (2.0, "\n".join(mine.notes), "\n".join(base.notes)),
        (2.0, mine.title, base.title),
    ):
        if one.strip() and other.strip():
            parts.append(
                (weight, 1.0 if keys_of(one) == keys_of(other) else 0.95 * _overlap(_count(one), _count(other)))
            )
    parts.append((2.0, _overlap(words or _words(mine), others or _words(base))))
    pictures = [{s.hash for s in slide.shapes if s.kind == "picture"} for slide in (mine, base)]
    if all(pictures):
        parts.append((1.0, len(pictures[0] & pictures[1]) / max(map(len, pictures))))
    return sum(weight * score for weight, score in parts) / sum(weight for weight, _ in parts)


def _count(text: str) -> Counter[str]:
    return Counter(masked_keys(text))


def _words(slide: SlideContent) -> Counter[str]:
    found: Counter[str] = Counter()
    for shape in slide.shapes:
        if shape.role not in ("sldNum", "ftr", "dt"):
            for text in texts_of(shape):
                found.update(masked_keys(text))
            if shape.kind in ("picture", "chart"):
                found.update(masked_keys(shape.alt))
    return found


def _overlap(one: Counter[str], other: Counter[str]) -> float:
    size = one.total() + other.total()
    return 2 * (one & other).total() / size if size else 1.0


def match_shapes(mine: Sequence[ShapeContent], base: Sequence[ShapeContent]) -> dict[int, int]:
    """For each shape of `mine` that is known, the shape of `base` that it was written as: kind, name, place holder,
    picture, alt text, words and place, together."""
    scores = []
    for at, shape in enumerate(mine):
        for place, other in enumerate(base):
            score = _shape_likeness(shape, other)
            if score >= 1.0:
                scores.append((score, -abs(at - place), at, place))
    matches: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, at, place in sorted(scores, reverse=True):
        if at not in matches and place not in taken:
            matches[at] = place
            taken.add(place)
    for score, _, at, place in sorted(scores, reverse=True):
        if at not in matches and score >= 3.0:  # a copy of a shape within its slide
            matches[at] = place
    return matches


def _shape_likeness(mine: ShapeContent, base: ShapeContent) -> float:
    if mine.kind != base.kind or (mine.role == "sldNum") != (base.role == "sldNum"):
        return 0.0
    score = 1.0 if mine.name and mine.name == base.name else 0.0
    score += 1.0 if mine.role and _role(mine) == _role(base) else 0.0
    if mine.hash and mine.hash == base.hash:
        score += 3.0
    if mine.kind in ("picture", "chart", "group") and mine.alt and base.alt:
        score += 2.0 * alike(mine.alt, base.alt)
    if mine.chart and base.chart:
        score += 1.0 + float(mine.chart.title == base.chart.title) + float(mine.chart.series == base.chart.series)
    one, other = texts_of(mine), texts_of(base)
    if any(one) and any(other):
        overlap = _overlap(_count("\n".join(one)), _count("\n".join(other)))
        same = [keys_of(text) for text in one] == [keys_of(text) for text in other]
        score += 3.0 * overlap + (1.0 if same else 0.0) if overlap >= 0.2 else 0.0
    if mine.box and base.box and all(abs(a - b) < 20_000 for a, b in zip(mine.box, base.box, strict=True)):
        score += 0.8
    return score


def _role(shape: ShapeContent) -> str:
    return {"ctrTitle": "title", "obj": "body", "subTitle": "body"}.get(shape.role, shape.role)


def match_texts(mine: Sequence[str], base: Sequence[str], least: float = 0.4) -> dict[int, int]:
    """For each text of `mine` that is known, the text of `base` that it was written as: in their order first, then
    those that were put elsewhere, then second copies."""
    found = {i: j for i, j in paired(mine, base, least) if i is not None and j is not None}
    for i, text in enumerate(mine):
        if i in found or not text.strip():
            continue
        free = [j for j in range(len(base)) if j not in found.values()]
        choices = [(likeness(text, base[j]), j in free, -j) for j in range(len(base)) if base[j].strip()]
        if choices:
            score, _, place = max(choices)
            if score >= (MOVED if -place not in free else 0.6):
                found[i] = -place
    return found
