"""Sentences of a talk's own deck, reworded by hand into something that the records do not say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from plainspoken.slides.edited.plan_deck import plan_deck
from plainspoken.slides.edited.record_numbers import RecordNumbers, read_numbers
from plainspoken.slides.pptx.deck_content import ChartContent, ShapeContent, SlideContent
from plainspoken.slides.pptx.manifest import DeckNumber, Manifest
from tests.slides.edited.told_sentences import write_records


@pytest.fixture(scope="module")
def numbers(tmp_path_factory: pytest.TempPathFactory) -> RecordNumbers:
    return read_numbers(write_records(tmp_path_factory.mktemp("records")), {"net": "animals/resnet"})


def deck(title: str, *said: str, alt: str = "", chart: str = "") -> list[SlideContent]:
    shapes = [ShapeContent(kind="text", role="title", paragraphs=[title])]
    if alt:
        shapes.append(ShapeContent(kind="picture", name="picture", alt=alt))
    if chart:
        content = ChartContent(title=chart, categories=["a"], series=["b"], values=[[1.0]])
        shapes.append(ShapeContent(kind="chart", name="chart", chart=content))
    return [SlideContent(page="p", title=title, shapes=shapes, notes=list(said))]


def found(mine: str, talk: str, numbers: RecordNumbers | None) -> list[tuple[str, str]]:
    """Kinds and words of what is found when a title of the talk, and a note beside it, are reworded so."""
    written = Manifest(talk="t", slides=deck(talk, f"Now to the results. {talk}. Thank you."))
    plan = plan_deck(deck(mine, f"Now to the results. {mine}. Thank you."), written, written, numbers)
    places = {finding.where for finding in plan.findings}
    assert places in (set(), {"title", "notes, paragraph 1"}), [finding.line() for finding in plan.findings]
    return [(finding.kind, finding.shown) for finding in plan.findings if finding.where == "title"]


@pytest.mark.parametrize(
    ("talk", "mine", "kind"),
    [
        ("ResNet beats VGG", "VGG beats ResNet", "untrue"),
        ("ResNet beats VGG", "VGG clearly outperforms ResNet", "untrue"),
        ("ResNet beats VGG", "ResNet does not beat VGG", "untrue"),
        ("ResNet beats VGG", "The best network is VGG", "untrue"),
        ("ResNet beats VGG", "ResNet beats VGG by 12 points", "contradicted"),
        ("ResNet beats VGG", "ResNet (91.2 %) beats VGG (94.1 %)", "contradicted"),
        ("ResNet beats VGG", "ResNet beats VGG with five seeds", "contradicted"),
        ("VGG is the slower one", "VGG takes three times as long as ResNet", "contradicted"),
        ("MobileNet and VGG are close", "MobileNet is twice as slow as VGG", "contradicted"),
        ("It does better on what it has not seen", "It does worse on what it has not seen", "opposite"),
        ("VGG has more parameters and is slower", "VGG has fewer parameters and is faster", "opposite"),
        ("The gap grows from epoch to epoch", "The gap shrinks from epoch to epoch", "opposite"),
        ("The second model overfits", "The second model does not overfit", "opposite"),
        ("Accuracy rises with depth", "Accuracy falls with depth", "opposite"),
        ("The loss doubles in the end", "The loss halves in the end", "opposite"),
        ("More data helps most of them", "Two thirds of them need more data", "unbound"),
        ("It learns in a few epochs", "It learns in a dozen epochs", "unbound"),
        ("It takes its time", "It takes twice as long", "unbound"),
    ],
)
def test_a_false_rewording_is_named(talk: str, mine: str, kind: str, numbers: RecordNumbers) -> None:
    assert {each for each, _ in found(mine, talk, numbers)} == {kind}


@pytest.mark.parametrize(
    ("talk", "mine"),
    [
        ("ResNet beats VGG", "ResNet beats VGG"),
        ("ResNet beats VGG", "VGG loses to ResNet"),
        ("ResNet beats VGG", "ResNet clearly beats VGG on the test"),
        ("ResNet beats VGG", "ResNet beats VGG by 2.9 points"),
        ("ResNet beats VGG", "ResNet (94.1 %) beats VGG (91.2 %)"),
        ("ResNet beats VGG", "ResNet beats VGG with three seeds"),
        ("ResNet beats VGG", "As we see, ResNet is better than VGG"),
        ("VGG is the slower one", "VGG takes twice as long as ResNet"),
        ("It does better on what it has not seen", "It does better on unseen pictures"),
        ("It does better than before", "It does not do worse than before"),
        ("The gap grows from epoch to epoch", "We see that the gap grows from epoch to epoch"),
        ("We look at two networks", "We look at two small networks"),
        ("Accuracy rises with depth", "With depth, accuracy rises"),
        ("The forest errs on a third of the pictures", "The forest is right on two thirds of the pictures"),
    ],
)
def test_a_true_rewording_has_no_finding(talk: str, mine: str, numbers: RecordNumbers) -> None:
    assert found(mine, talk, numbers) == []


def test_a_lead_that_may_be_chance_is_more_than_the_record_shows(numbers: RecordNumbers, tmp_path: Path) -> None:
    folder = write_records(tmp_path)
    path = folder / "animals" / "vgg.json"
    record = json.loads(path.read_text())
    for name, value in (("accuracy", 0.938), ("f1", 0.93)):
        metric = record["scores"]["test"][name]
        metric |= {"value": value, "seeds": []}
        if name == "accuracy":
            metric |= {"low": value - 0.011, "high": value + 0.011}
    path.write_text(json.dumps(record))
    close = read_numbers(folder)
    assert {kind for kind, _ in found("ResNet beats VGG", "ResNet and VGG are close", close)} == {"unshown"}
    assert {kind for kind, _ in found("VGG beats ResNet", "ResNet and VGG are close", close)} == {"untrue"}


def test_without_records_the_talk_itself_is_the_measure() -> None:
    assert found("It does worse than before", "It does better than before", None)[0][0] == "opposite"
    assert found("It does very well", "It does better than before", None) == []


def test_alt_texts_chart_titles_and_added_texts_are_judged(numbers: RecordNumbers) -> None:
    written = Manifest(talk="t", slides=deck("Results", alt="ResNet above VGG", chart="ResNet beats VGG"))
    mine = deck("Results", "VGG beats ResNet", alt="VGG above ResNet, VGG beats ResNet", chart="VGG beats ResNet")
    plan = plan_deck(mine, written, written, numbers)
    assert {(finding.where, finding.kind) for finding in plan.findings} == {
        ("notes, paragraph 1", "untrue"),
        ("picture picture, alt text", "untrue"),
        ("chart chart, title", "untrue"),
    }
    (note,) = (finding for finding in plan.findings if finding.where.startswith("notes"))
    told = "the test accuracy is 91.2 % for VGG and 94.1 % for ResNet"
    source = "animals/vgg.final.test.accuracy, animals/resnet.final.test.accuracy"
    assert note.line().endswith(f"“VGG beats ResNet” is contradicted by the record: {told} ({source})")


def test_a_number_beside_which_another_run_was_named_is_judged_by_that_run(numbers: RecordNumbers) -> None:
    def number(shown: str) -> DeckNumber:
        source = "animals/resnet.scores.test.accuracy"
        return DeckNumber(slide=0, shape=0, paragraph=0, start=0, end=6, shown=shown, format="00.0 %", source=source)

    written = Manifest(talk="t", slides=deck("The first is ResNet, with 94.1 %"), numbers=[number("94.1 %")])

    def lines(mine: str) -> list[str]:
        return [finding.line() for finding in plan_deck(deck(mine), written, written, numbers).findings]

    assert any(
        "“The best is VGG, with 94.1 %” is contradicted" in line for line in lines("The best is VGG, with 94.1 %")
    )
    assert any("93.0 is without a known source" in line for line in lines("The first is VGG, with 93.0 %"))
    assert lines("The second is VGG, with an accuracy of 91.2 %") == []
    (line,) = lines("The second is VGG, with an accuracy of 94.1 %")
    assert "should be 91.2 %, the test accuracy of VGG (animals/vgg.final.test.accuracy)" in line
