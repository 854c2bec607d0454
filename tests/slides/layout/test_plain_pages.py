"""Plain scripts: whole titles, lines that come when they are said, lists, steps, numbers; never a stage direction."""

from __future__ import annotations

import pytest

from plainspoken.script.model import Bullet, Page, Quote
from plainspoken.script.render import render_text
from plainspoken.script.settings import ScriptSettings
from plainspoken.slides.layout.plain_pages import line_of, shortened_titles, title_of, with_words


def shown(text: str) -> Page:
    (page,) = with_words(render_text(f"## Page 1\n{text}\n", ScriptSettings()).script).pages
    return page


def lines(page: Page) -> list[str]:
    return ["".join(run.text for run in item.runs) for item in page.items if isinstance(item, Bullet | Quote)]


@pytest.mark.parametrize(
    ("said", "title"),
    [
        (
            "We can see a clear\n\ndiagonal in this matrix, so the model works.",
            "We can see a clear diagonal in this matrix, so the model works",
        ),
        (
            "On the left you find a wonderful\n\nstraight line of correct answers",
            "On the left you find a wonderful straight line of correct answers",
        ),
        (
            "I believe that the main reason it falls behind\n\nis the size of our collection, which makes it hard "
            "for the larger networks to reach a good level.",
            "The main reason it falls behind is the size of our collection",
        ),
        (
            "The gate weighs what the left branch has found by what the right branch has found, and the other way "
            "round, so that in the end one richer description comes out.",
            "The gate weighs what the left branch has found by what the right branch has found",
        ),
        (
            "Even with twice the accuracy and many more weights than before, the time that it takes for a picture is "
            "no longer.",
            "The time that it takes for a picture is no longer",
        ),
        ("(slowly) It costs half as much.", "It costs half as much"),
        ("(No skipping) It costs half as much. (pause)", "It costs half as much"),
    ],
)
def test_titles_are_whole_clauses(said: str, title: str) -> None:
    assert shown(said).title == title


def test_later_sentences_become_lines_that_appear_when_they_are_said() -> None:
    page = shown(
        "It is right on most pictures.\n\nIt needs no graphics card.\n\nAnd it fits on a phone. It costs nothing."
    )
    assert page.title == "It is right on most pictures"
    assert lines(page) == ["It needs no graphics card", "It fits on a phone", "It costs nothing"]
    assert [item.appears for item in page.items] == [1, 2, 2]


def test_an_enumeration_becomes_a_list() -> None:
    page = shown("The pictures were changed with cropping, flipping, rotating and zooming.")
    assert lines(page) == ["cropping", "flipping", "rotating", "zooming"]


def test_verbs_in_a_row_are_no_list() -> None:
    page = shown("The network is right on 3 of 4 pictures, costs half as much, and answers in 9 ms.")
    assert page.items == []


def test_steps_are_numbered() -> None:
    page = shown("Here is how.\n\nFirst, we clean the texts.\n\nThen we train.\n\nFinally, we test.")
    bullets = [item for item in page.items if isinstance(item, Bullet)]
    assert [item.ordinal for item in bullets] == [1, 2, 3]
    assert lines(page) == ["We clean the texts", "We train", "We test"]


@pytest.mark.parametrize(("said", "number"), [("We have 5,000 faces.", "5,000"), ("It scores 7/10.", "7/10")])
def test_a_sentence_about_one_number_shows_it_large(said: str, number: str) -> None:
    (quote,) = shown(said).items
    assert isinstance(quote, Quote)
    assert quote.runs[0].text == number and quote.runs[0].bold


def test_a_year_or_a_small_count_is_no_large_number() -> None:
    assert shown("It began in 2019.").items == []
    assert shown("There are 3 of them.").items == []


def test_pages_with_a_title_or_something_to_show_stay_as_they_are() -> None:
    script = render_text(
        "## A title\n\nWords. More words.\n\n## Page 2\n\n- item\n\nWords. More.\n", ScriptSettings()
    ).script
    assert with_words(script) == script


@pytest.mark.parametrize("text", ["The result that we found is", "This shows that", "It was", "word " * 60])
def test_cutting_leaves_no_torn_end_and_never_fails(text: str) -> None:
    assert title_of(text)
    assert len(line_of(text)) <= 100


def test_titles_that_were_cut_are_told_and_whole_ones_are_not() -> None:
    script = render_text(
        "## Page 1\nIn short, the model works.\n\n## Page 2\nI believe that the main reason it falls behind is the "
        "size of our collection, which makes it hard for the larger networks to reach a good level.\n",
        ScriptSettings(),
    ).script
    assert shortened_titles(script) == [
        (script.pages[1].id, "The main reason it falls behind is the size of our collection")
    ]
