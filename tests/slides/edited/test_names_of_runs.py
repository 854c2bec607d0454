"""A number beside which somebody has put the name of another run is named, and never renewed."""

from __future__ import annotations

import pytest

from plainspoken.slides.edited.plan_deck import plan_deck
from plainspoken.slides.pptx.deck_content import ShapeContent, SlideContent
from plainspoken.slides.pptx.manifest import DeckNumber, Manifest


def deck(*lines: str) -> list[SlideContent]:
    return [SlideContent(page="p", title="", shapes=[ShapeContent(kind="text", name="list", paragraphs=list(lines))])]


def written(net: str, forest: str) -> Manifest:
    def number(shown: str, run: str, paragraph: int) -> DeckNumber:
        return DeckNumber(
            slide=0,
            shape=0,
            paragraph=paragraph,
            shown=shown,
            start=0,
            end=6,
            format="00.0 %",
            source=f"mine/{run}.final.test.accuracy",
            value=0.5,
        )

    slides = deck(f"{net} % is enough", f"{forest} % for the others")
    return Manifest(talk="t", slides=slides, numbers=[number(f"{net} %", "net", 0), number(f"{forest} %", "forest", 1)])


@pytest.mark.parametrize(
    ("line", "kinds"),
    [("The forest says 88.4 % is enough", {"unsure"}), ("We say 88.4 % is enough", {"stale"})],
)
def test_the_run_that_a_hand_has_named_must_be_the_numbers(line: str, kinds: set[str]) -> None:
    plan = plan_deck(deck(line, "83.1 % for the others"), written("88.4", "83.1"), written("81.2", "83.1"))
    assert {finding.kind for finding in plan.findings} == kinds
    assert bool(plan.edits) == ("stale" in kinds)
