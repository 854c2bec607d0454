"""Which part a sentence means: a hundred sentences that were labelled before the code was written."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from plainspoken.experiments.figures.named_parts import bar_parts, matrix_parts, run_parts, series_parts
from plainspoken.experiments.results.figure_parts import FigurePart
from plainspoken.script.model import Beat, Code, Diagram, Page, Picture, Source
from plainspoken.script.render import render_text
from plainspoken.script.settings import ScriptSettings
from plainspoken.slides.layout.marks.match_parts import marks_in
from plainspoken.slides.layout.marks.named_parts import NamedPart, parts_of

SCENES = tomllib.loads(Path(__file__).with_name("labelled.toml").read_text(encoding="utf-8"))["scene"]
AT = Source("page.md", 1, 1, 1, 1)
BOX = (0.0, 0.0, 0.1, 0.1)


def figure_parts(scene: dict[str, Any]) -> list[FigurePart]:
    labels, panels = scene["labels"], dict.fromkeys(scene.get("panels", []), BOX)
    match scene["figure"]:
        case "bars":
            return bar_parts(labels, [BOX] * len(labels), scene["values"])
        case "points":
            return bar_parts(labels, [BOX] * len(labels), kind="point")
        case "matrix":
            return matrix_parts(labels, [[BOX] * len(labels)] * len(labels))
        case "benchmark":
            return run_parts({label: dict(panels) for label in labels}, panels)
        case "curves":
            lines = {label: {panel: [(0.0, 0.0), (1.0, 1.0)] for panel in panels} for label in labels}
            return [*series_parts(lines, panels), FigurePart(name="kept", kind="epoch", boxes=[BOX])]
    raise ValueError(scene["figure"])


def page_of(scene: dict[str, Any]) -> Page:
    if "figure" in scene:
        items = [Picture(path="a.png", alt="A figure.", parts=figure_parts(scene), at=AT)]
        return Page(id="page", items=items, at=AT)
    if "table" in scene:
        (page,) = render_text(f"## A\n{scene['table']}\n", ScriptSettings()).script.pages
        return page
    if "code" in scene:
        item = Code(language=scene["language"], text=scene["code"].strip("\n"), at=AT)
        return Page(id="page", items=[item], at=AT)
    return Page(id="page", items=[Diagram(name="net", text=scene["diagram"].strip(), at=AT)], at=AT)


def beat_of(text: str) -> Beat:
    (page,) = render_text(f"## A\n\n{text}\n", ScriptSettings()).script.pages
    return page.beats[0]


def label(part: NamedPart) -> str:
    return f"{part.kind}:{part.name}"


def test_at_least_95_of_100_sentences_light_up_what_they_should() -> None:
    wrong = []
    count = 0
    for scene in SCENES:
        parts = parts_of(page_of(scene))
        for sentence, wanted in scene["sentences"]:
            count += 1
            found = [label(each.part) for each in marks_in(beat_of(sentence), parts)]
            if found != ([wanted] if wanted else []):
                wrong.append(f"{scene['name']}: {sentence} -> {found}, not {wanted!r}")
    assert count == 100
    assert len(wrong) <= 5, "\n".join(wrong)
