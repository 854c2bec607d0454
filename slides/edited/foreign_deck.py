"""A deck that Plainspoken did not make, told against any result records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from plainspoken.slides.edited.deck_findings import DeckFinding
from plainspoken.slides.edited.judge_records import RecordJudge
from plainspoken.slides.edited.record_numbers import RecordNumbers
from plainspoken.slides.pptx.deck_content import ShapeContent, SlideContent, texts_of


def foreign_findings(slides: Sequence[SlideContent], numbers: RecordNumbers) -> list[DeckFinding]:
    """Numbers and claims that are contradicted by the runs and measures that their text, row or slide names, and
    numbers that no record has in any usual form."""
    judge = RecordJudge(numbers)
    return [
        DeckFinding(at, where, fault.kind, fault.shown, fault.wanted, fault.source, text, about=fault.about)
        for at, slide in enumerate(slides, 1)
        for where, text, context in _texts(slide)
        for fault in judge.faults(text, context)
    ]


def _texts(slide: SlideContent) -> Iterator[tuple[str, str, str]]:
    """Each text of a slide, with what else may name its run and measure: the head of its row and column, the title."""
    for shape in slide.shapes:
        if shape.role in ("sldNum", "dt"):
            continue
        name = "title" if shape.role in ("title", "ctrTitle") else shape.name or shape.kind
        if shape.kind == "table":
            for r, row in enumerate(shape.cells):
                for c, text in enumerate(row):
                    head = shape.cells[0][c] if r and c < len(shape.cells[0]) else ""
                    yield (
                        f"{name}, row {r + 1}, column {c + 1}",
                        text,
                        f"{row[0] if c else ''} | {head}",
                    )
        else:
            for n, text in enumerate(texts_of(shape), 1):
                yield f"{name}, paragraph {n}", text, "" if name == "title" else slide.title
        yield from _chart_texts(name, shape)
        if shape.alt and shape.kind != "sound":
            yield f"{name}, alt text", shape.alt, slide.title
    for n, text in enumerate(slide.notes, 1):
        yield f"notes, paragraph {n}", text, slide.title


def _chart_texts(name: str, shape: ShapeContent) -> Iterator[tuple[str, str, str]]:
    if shape.chart is None:
        return
    if shape.chart.title:
        yield f"{name}, chart title", shape.chart.title, ""
    for series, values in zip(shape.chart.series, shape.chart.values, strict=True):
        for at, value in enumerate(values):
            label = shape.chart.categories[at] if at < len(shape.chart.categories) else ""
            if value is not None:
                yield f"{name}, {series}, {label}", f"{value:.6g}", f"{label} | {series} | {shape.chart.title}"
