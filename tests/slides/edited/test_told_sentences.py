"""Sentences of decks made elsewhere, true and false, wherever they stand on a slide."""

from __future__ import annotations

import pytest

from plainspoken.slides.edited.foreign_deck import foreign_findings
from plainspoken.slides.edited.record_numbers import RecordNumbers, read_numbers
from plainspoken.slides.pptx.deck_content import ChartContent, ShapeContent, SlideContent
from tests.slides.edited.told_sentences import FALSE, TRUE, write_records


@pytest.fixture(scope="module")
def numbers(tmp_path_factory: pytest.TempPathFactory) -> RecordNumbers:
    return read_numbers(write_records(tmp_path_factory.mktemp("records")))


def deck_saying(sentence: str) -> list[SlideContent]:
    """The sentence as a title, a bullet, a table's cell, a note, the title of a chart and an alt text."""
    chart = ChartContent(title=sentence, categories=[], series=[], values=[])
    ended = sentence if sentence[-1] in ".?" else f"{sentence}."
    return [
        SlideContent(title=sentence, shapes=[ShapeContent(kind="text", role="title", paragraphs=[sentence])]),
        SlideContent(title="Results", shapes=[ShapeContent(kind="text", paragraphs=["Animals", sentence])]),
        SlideContent(shapes=[ShapeContent(kind="table", cells=[["remark", "more"], ["one", sentence]])]),
        SlideContent(title="Results", notes=[f"Good morning. {ended} Thank you."]),
        SlideContent(shapes=[ShapeContent(kind="chart", chart=chart)]),
        SlideContent(shapes=[ShapeContent(kind="picture", alt=sentence)]),
    ]


def test_there_are_enough_sentences() -> None:
    assert min(len(set(TRUE)), len(set(FALSE))) >= 100


@pytest.mark.parametrize("sentence", TRUE)
def test_a_true_sentence_has_no_finding(sentence: str, numbers: RecordNumbers) -> None:
    assert [finding.line() for finding in foreign_findings(deck_saying(sentence), numbers)] == []


@pytest.mark.parametrize("sentence", FALSE)
def test_a_false_sentence_is_named_with_what_the_record_says(sentence: str, numbers: RecordNumbers) -> None:
    findings = foreign_findings(deck_saying(sentence), numbers)
    assert {finding.slide for finding in findings if finding.wanted} == {1, 2, 3, 4, 5, 6}
    assert all(finding.kind in ("contradicted", "untrue") for finding in findings), findings
    assert all("animals/" in finding.source or not finding.source for finding in findings)


def test_cells_and_charts_are_judged_by_the_heads_of_their_rows_and_columns(numbers: RecordNumbers) -> None:
    def table(resnet: str, vgg: str) -> SlideContent:
        cells = [["network", "accuracy (%)"], ["ResNet", resnet], ["VGG", vgg]]
        return SlideContent(shapes=[ShapeContent(kind="table", name="t", cells=cells)])

    def chart(*values: float) -> SlideContent:
        content = ChartContent(title="", categories=["ResNet", "VGG"], series=["accuracy"], values=[list(values)])
        return SlideContent(shapes=[ShapeContent(kind="chart", name="c", chart=content)])

    assert foreign_findings([table("94.1", "91.2"), chart(94.1, 91.2), chart(0.941, 0.912)], numbers) == []
    swapped = foreign_findings([table("91.2", "94.1"), chart(91.2, 94.1), chart(0.912, 0.941)], numbers)
    assert [(finding.slide, finding.shown, finding.wanted) for finding in swapped] == [
        (1, "91.2", "94.1"),
        (1, "94.1", "91.2"),
        (2, "91.2", "94.1"),
        (2, "94.1", "91.2"),
        (3, "0.912", "0.941"),
        (3, "0.941", "0.912"),
    ]
    assert swapped[0].line() == (
        "slide 1, t, row 2, column 2: 91.2 is not what the record says, should be 94.1, "
        "the test accuracy of ResNet (animals/resnet.final.test.accuracy)"
    )
