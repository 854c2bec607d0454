"""Stale numbers planted in edited decks, and how many of them `plainspoken check` names.

    python benchmarks/planted_numbers.py TALK... [--count 100]

Each talk's deck (with native charts) is edited in two ways: by python-pptx (shapes moved and restyled, runs split, a
slide and words added) and by a round trip through LibreOffice. Then numbers in titles, text, tables, charts, notes and
alt text are set to other values, and the deck is checked. A number counts as found when a finding names it on its
slide, in its part. Fresh decks must have no finding.
"""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pptx import Presentation

from plainspoken.base.align_words import keys_of, tokens_of
from plainspoken.slides.edited.deck_findings import DeckFinding
from plainspoken.slides.edited.plan_deck import plan_deck
from plainspoken.slides.pptx.deck_content import (
    ReadSlide,
    chart_part,
    head_of,
    notes_body,
    paragraph_text,
    paragraphs_of,
    read_slides,
    text_pieces,
)
from plainspoken.slides.pptx.manifest import Manifest, read_manifest

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
KINDS = ("title", "text", "table", "chart", "notes", "alt")


@dataclass(frozen=True)
class Planted:
    """A number that was set to another value: on which slide (from 1), in which kind of place, what it reads now."""

    slide: int
    kind: str
    shown: str
    was: str


@dataclass
class _Spot:
    slide: int
    kind: str
    text: str
    start: int
    end: int
    holder: Any

    def plant(self, value: str) -> None:
        if self.kind == "alt":
            self.holder.set("descr", self.text[: self.start] + value + self.text[self.end :])
        elif self.kind == "chart":
            self.holder.text = value
        else:
            write_over(self.holder, self.start, self.end, value)


def write_over(paragraph: Any, start: int, end: int, value: str) -> None:
    """Put `value` in the place of a stretch of a paragraph, across its runs, as somebody who types over it does."""
    at = 0
    for piece in text_pieces(paragraph):
        text = "\n" if piece.tag == f"{A}br" else piece.text or ""
        if at <= start < at + len(text):
            stop = min(end - at, len(text))
            piece.text = text[: start - at] + value + text[stop:]
            value, start = "", at + stop
            if start >= end:
                return
        at += len(text)


def plant(presentation: Any, count: int, seed: int = 0) -> list[Planted]:
    """Set up to `count` numbers to other values, as evenly over the kinds of places as there are; at most one number of
    a paragraph, cell or alt text."""
    chance = random.Random(seed)
    spots: dict[str, list[_Spot]] = {kind: [] for kind in KINDS}
    for at, slide in enumerate(read_slides(presentation), 1):
        for spot in _spots(at, slide):
            spots[spot.kind].append(spot)
    for found in spots.values():
        chance.shuffle(found)
    planted: list[Planted] = []
    while len(planted) < count and any(spots.values()):
        for kind in KINDS:
            if spots[kind] and len(planted) < count:
                spot = spots[kind].pop()
                was = spot.text[spot.start : spot.end]
                value = _other(was, chance)
                spot.plant(value)
                planted.append(Planted(spot.slide, kind, value, was))
    return planted


def _other(shown: str, chance: random.Random) -> str:
    """A number of the same form with other digits among its first ones."""
    digits = [place for place, sign in enumerate(shown) if sign.isdigit()][
        :5
    ]  # of a chart's value, those that are seen
    while True:
        value = list(shown)
        for place in chance.sample(digits, min(len(digits), 2)):
            value[place] = chance.choice("123456789")
        if keys_of("".join(value)) != keys_of(shown):
            return "".join(value)


def _spots(at: int, slide: ReadSlide) -> Iterator[_Spot]:
    for shape, node in zip(slide.content.shapes, slide.nodes, strict=True):
        if shape.role in ("sldNum", "ftr", "dt"):
            continue
        if shape.kind == "text":
            kind = "title" if shape.role in ("title", "ctrTitle") else "text"
            for paragraph in paragraphs_of(node):
                yield from _in_paragraph(at, kind, paragraph)
        elif shape.kind == "table":
            for cell in node.iter(f"{A}tc"):
                for paragraph in paragraphs_of(cell):
                    yield from _in_paragraph(at, "table", paragraph)
        elif shape.kind == "chart":
            for series in chart_part(node, slide.slide)._element.iter(f"{C}val"):
                for value in list(series.iter(f"{C}v"))[:3]:
                    yield _Spot(at, "chart", value.text, 0, len(value.text), value)
        if shape.alt and shape.kind == "picture":
            numbers = [token for token in tokens_of(shape.alt) if token.is_number]
            if numbers:
                yield _Spot(at, "alt", shape.alt, numbers[-1].start, numbers[-1].end, head_of(node))
    body = notes_body(slide.slide)
    for paragraph in paragraphs_of(body) if body is not None else []:
        yield from _in_paragraph(at, "notes", paragraph)


def _in_paragraph(at: int, kind: str, paragraph: Any) -> Iterator[_Spot]:
    text = paragraph_text(paragraph)
    numbers = [token for token in tokens_of(text) if token.is_number]
    if numbers:
        yield _Spot(at, kind, text, numbers[0].start, numbers[0].end, paragraph)


def edit_by_program(presentation: Any) -> None:
    """Edits that leave every number where it was: shapes moved, runs split and restyled, words and a slide added."""
    for place, slide in enumerate(presentation.slides):
        title = slide.shapes.title
        if title is not None and title.has_text_frame and title.text_frame.paragraphs[0].runs:
            title.left, title.top = (title.left or 0) + 50_000, (title.top or 0) + 20_000
            run = title.text_frame.paragraphs[0].runs[0]
            run.font.italic = True
        if place % 5 == 2:
            box = slide.shapes.add_textbox(100_000, 6_400_000, 3_000_000, 300_000)
            box.text_frame.text = "Remember to breathe here"
    slide = presentation.slides.add_slide(presentation.slide_layouts[0])
    if slide.shapes.title is not None:
        slide.shapes.title.text = "A slide of our own"
    order = presentation.slides._sldIdLst
    order.insert(3, order[-1])


def through_office(deck: Path, out: Path) -> Path:
    """A round trip through LibreOffice."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        command = [str(office), f"-env:UserInstallation=file://{home}", "--headless", "--convert-to", "pptx"]
        subprocess.run([*command, "--outdir", str(out), str(deck)], check=True, capture_output=True, timeout=300)
    return out / deck.name


def unnamed(planted: Sequence[Planted], findings: Sequence[DeckFinding]) -> list[Planted]:
    """The planted numbers that no finding names."""
    left = list(findings)
    missed = []
    for number in planted:
        found = next((f for f in left if f.slide == number.slide and _in(number.kind, f) and _reads(number, f)), None)
        if found is None:
            missed.append(number)
        else:
            left.remove(found)
    return missed


def _in(kind: str, finding: DeckFinding) -> bool:
    where = finding.where
    if kind in ("title", "notes", "table", "chart"):
        return where.startswith(kind)
    return ("alt text" in where) == (kind == "alt")


def _reads(number: Planted, finding: DeckFinding) -> bool:
    wanted = keys_of(f"{float(number.shown):.6g}") if number.kind == "chart" else keys_of(number.shown)
    shown = keys_of(finding.shown)
    return any(shown[at : at + len(wanted)] == wanted for at in range(len(shown)))


def check(presentation: Any, base: Manifest | None, new: Manifest) -> list[DeckFinding]:
    return plan_deck([slide.content for slide in read_slides(presentation)], base, new).findings


def measure(deck: Path, count: int, work: Path) -> None:
    """Print what is found in one deck, edited in both ways."""
    fresh = read_manifest(Presentation(str(deck)))
    assert fresh is not None
    print(f"{deck.name}: {len(check(Presentation(str(deck)), fresh, fresh))} findings when fresh")
    by_program, by_office = Presentation(str(deck)), Presentation(str(through_office(deck, work)))
    edit_by_program(by_program)
    for name, presentation in (("python-pptx", by_program), ("LibreOffice", by_office)):
        base = read_manifest(presentation)
        before = check(presentation, base, fresh)
        planted = plant(presentation, count, seed=len(name))
        presentation.save(str(work / f"{name}.pptx"))
        findings = check(Presentation(str(work / f"{name}.pptx")), base, fresh)
        missed = unnamed(planted, findings)
        kinds = ", ".join(f"{n} {kind}" for kind, n in Counter(each.kind for each in planted).items())
        print(
            f"  {name}: {len(planted) - len(missed)} of {len(planted)} named ({kinds}); "
            f"{len(before)} findings before planting, {len(findings) - len(planted) + len(missed)} beyond the planted"
        )
        for number in missed:
            print(f"    missed: {number}")


def main() -> None:
    from plainspoken.talk import Talk

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("talks", nargs="+")
    parser.add_argument("--count", type=int, default=100)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for name in arguments.talks:
            talk = Talk.find(name, results="recorded").with_settings(slides={"charts": "backup"})
            measure(talk.deck(silent=True), arguments.count, Path(folder))


if __name__ == "__main__":
    main()
