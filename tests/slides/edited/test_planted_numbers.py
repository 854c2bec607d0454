"""Stale numbers planted in edited decks are named, all of them, and fresh decks have no finding. The whole count, on
the talks of the project, is `benchmarks/planted_numbers.py`."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation

from benchmarks.planted_numbers import check, edit_by_program, plant, through_office, unnamed
from plainspoken.slides.edited.foreign_deck import foreign_findings
from plainspoken.slides.edited.record_numbers import read_numbers
from plainspoken.slides.pptx.deck_content import ShapeContent, SlideContent
from plainspoken.slides.pptx.manifest import Manifest, read_manifest, remove_manifest

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def fresh(narrated_deck: Path) -> Manifest:
    manifest = read_manifest(Presentation(str(narrated_deck)))
    assert manifest is not None
    return manifest


def test_a_fresh_deck_has_no_finding(narrated_deck: Path, fresh: Manifest) -> None:
    assert check(Presentation(str(narrated_deck)), fresh, fresh) == []


@pytest.mark.parametrize("known", [True, False])
def test_all_numbers_planted_by_a_program_are_named(known: bool, narrated_deck: Path, fresh: Manifest) -> None:
    """Also where the manifest is lost: the deck is then compared with what the talk would write now."""
    presentation = Presentation(str(narrated_deck))
    edit_by_program(presentation)
    assert check(presentation, fresh if known else None, fresh) == []
    planted = plant(presentation, 40)
    assert len({number.kind for number in planted}) >= 3
    assert unnamed(planted, check(presentation, fresh if known else None, fresh)) == []


@pytest.mark.office
@pytest.mark.slow
@pytest.mark.skipif(not (shutil.which("soffice") or shutil.which("libreoffice")), reason="needs LibreOffice")
def test_all_numbers_planted_after_libreoffice_are_named(narrated_deck: Path, fresh: Manifest, tmp_path: Path) -> None:
    presentation = Presentation(str(through_office(narrated_deck, tmp_path)))
    base = read_manifest(presentation)
    assert base == fresh, "the manifest survives LibreOffice"
    assert check(presentation, base, fresh) == []
    planted = plant(presentation, 40)
    assert unnamed(planted, check(presentation, base, fresh)) == []


def test_a_slide_of_somebody_else_has_numbers_bound_to_nothing(narrated_deck: Path, fresh: Manifest) -> None:
    presentation = Presentation(str(narrated_deck))
    slide = presentation.slides.add_slide(presentation.slide_layouts[5])
    slide.shapes.title.text = "We hired 17 people"
    (finding,) = check(presentation, fresh, fresh)
    assert (finding.kind, finding.shown, finding.where) == ("unbound", "17", "title, paragraph 1")
    remove_manifest(presentation)
    assert read_manifest(presentation) is None


def accuracy_of(run: str) -> tuple[str, float]:
    record = json.loads((ROOT / "talks/approaches/recorded/results/emotion" / f"{run}.json").read_bytes())
    return record["title"], record["scores"]["test"]["accuracy"]["value"]


def slide_saying(*texts: str, **more: Any) -> SlideContent:
    return SlideContent(shapes=[ShapeContent(kind="text", name="box", paragraphs=list(texts))], **more)


def test_a_deck_of_others_is_told_against_the_runs_that_it_names() -> None:
    numbers = read_numbers(ROOT / "talks/approaches/recorded/results")
    title, accuracy = accuracy_of("resnet18")
    right = f"{title} has an accuracy of {100 * accuracy:.1f} % on the test"
    wrong = f"{title} has an accuracy of {100 * accuracy + 3:.1f} % on the test"
    assert foreign_findings([slide_saying(right, "Seen on 2024-05-06, in file a_17.png")], numbers) == []
    (finding,) = foreign_findings([slide_saying(wrong)], numbers)
    assert finding.kind == "contradicted"
    assert finding.wanted == f"{100 * accuracy:.1f} %"
    assert finding.source.startswith("emotion/resnet18.")
    table = ShapeContent(kind="table", name="t", cells=[["", "accuracy"], [title, f"{100 * accuracy + 3:.1f} %"]])
    assert [f.kind for f in foreign_findings([SlideContent(shapes=[table])], numbers)] == ["contradicted"]
    (unbound,) = foreign_findings([slide_saying("It took 123.456 tries")], numbers)
    assert unbound.kind == "unbound"


def test_numbers_of_a_named_run_must_be_its_own() -> None:
    numbers = read_numbers(ROOT / "talks/approaches/recorded/results")
    v1, v3 = (
        {v.path.removeprefix(run): v.value for v in numbers.values if v.path.startswith(run)}
        for run in ("emotion/emotionnet-v1.", "emotion/emotionnet-v3.")
    )
    said = [
        ("V3 gets {:.1f} % right", "scores.test.accuracy.value", 100),
        ("EmotionNet V3 reaches {:.1f} %", "scores.test.accuracy.value", 100),
        ("V3 has {:.1f} M parameters", "cost.parameters", 1e-6),
        ("The size of V3 is {:.1f} MB", "cost.bytes", 1e-6),
        ("Latency of V3: {:.2f} ms", "cost.latency.median_ms", 1),
        ("V3 was trained for {:.0f} s", "seconds", 1),
        ("The loss of V3 is {:.2f}", "scores.test.loss.value", 1),
    ]
    for words, path, scale in said:
        assert not foreign_findings([slide_saying(words.format(v3[path] * scale))], numbers), words
        assert foreign_findings([slide_saying(words.format(v1[path] * scale))], numbers), words
    assert not foreign_findings(
        [slide_saying(f"V3 has an error rate of {100 - 100 * v3['scores.test.accuracy.value']:.1f} %")], numbers
    )
