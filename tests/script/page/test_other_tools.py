"""Markdown as other tools have it: what Marp, Slidev, reveal.js, remark, pandoc, GitHub and Obsidian add to it."""

from __future__ import annotations

import pytest

from plainspoken.script.model import Bullet, Code, Page, Picture, Quote, Script, Shown, Table
from plainspoken.script.page.to_markdown import as_markdown
from plainspoken.script.render import render_text
from plainspoken.script.settings import ScriptSettings


def script(text: str) -> Script:
    return render_text(text, ScriptSettings()).script


def page(text: str) -> Page:
    (only,) = script(text).pages
    return only


def words(item: Shown) -> str:
    assert isinstance(item, Bullet | Quote)
    return "".join(run.text for run in item.runs)


def said(found: Page) -> str:
    return " ".join(token.said for beat in found.beats for token in beat.tokens if token.said)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("One <!-- a note\n\nover lines --> two.", ["One two."]),
        ("Un<!-- x -->broken.", ["Unbroken."]),
        ("<!-- first -->Words <!-- a --> and <!-- b --> more.", ["Words and more."]),
        ("<!-- only -->", []),
    ],
)
def test_comments_are_silent_wherever_they_stand(text: str, shown: list[str]) -> None:
    assert [beat.shown for beat in page(f"## T\n\n{text}\n").beats] == shown


def test_comments_in_items_titles_and_cells_are_not_shown() -> None:
    found = page(
        "## T <!-- t --> end\n\n- a <!-- b\n\n- c --> d\n\n| x <!-- y --> | z |\n| - | - |\n| 1 | <!-- 2 --> |\n"
    )
    bullet, table = found.items
    assert (found.title, words(bullet)) == ("T end", "a d")
    assert isinstance(table, Table)
    assert [run.text.strip() for cell in table.header for run in cell] == ["x", "z"]
    assert table.rows[0][1] == []


@pytest.mark.parametrize(
    ("written", "shown", "spoken"),
    [
        ("10<sup>6</sup>", "10⁶", "ten to the six"),
        ("2^10^", "2¹⁰", "two to the ten"),
        ("10<sup>-3</sup>", "10⁻³", "ten to the minus three"),
        ("CO<sub>2</sub>", "CO₂", None),
        ("H~2~O", "H₂O", None),
        ("10<sup>6.5</sup>", "10^6.5", None),
        ("x<sup>T</sup>", "x^T", "X to the T"),
        ("the 1<sup>st</sup>", "the 1st", "the first"),
    ],
)
def test_raised_and_lowered_text_never_joins_the_number_before_it(written: str, shown: str, spoken: str | None) -> None:
    found = page(f"## It has {written}\n\n- of {written} parameters\n\nThere are {written}.\n")
    assert found.title == f"It has {shown}"
    assert found.beats[0].shown == f"There are {shown}."
    assert "106" not in words(found.items[0])
    assert spoken is None or f"{spoken}." in said(found)


def test_what_has_no_raised_character_is_raised_by_style() -> None:
    bullet = page("## T\n\n- 10<sup>6.5</sup> and x<sub>i</sub>\n").items[0]
    assert isinstance(bullet, Bullet)
    assert [(run.text, run.shift) for run in bullet.runs] == [("10^6.5 and x", ""), ("i", "sub")]


def test_struck_text_task_boxes_and_forced_breaks() -> None:
    found = page("## T\n\n- [ ] ~~old~~ new\n- [x] done\n- one<br>two  \n  three\\\n  four\n\nSaid\\\nhere.\n")
    first, second, third = found.items
    assert isinstance(first, Bullet)
    assert [(run.text, run.strike) for run in first.runs] == [("old", True), (" new", False)]
    assert isinstance(second, Bullet)
    assert (first.done, second.done, words(second)) == (False, True, "done")
    assert words(third) == "one\ntwo\nthree\nfour"
    assert said(found) == "Said here."


def test_footnotes_are_shown_at_the_foot_and_not_said() -> None:
    found = page("## T\n\n- at 20 degrees[^t]\n\nIt holds[^t] here.\n\n[^t]: At one *atmosphere*.\n    And dry.\n")
    assert words(found.items[0]) == "at 20 degrees¹"
    assert found.beats[0].shown == "It holds here."
    assert ["".join(run.text for run in note) for note in found.footnotes] == ["¹ At one atmosphere. And dry."]
    assert len(found.beats) == 1


def test_a_footnote_that_nothing_refers_to_stands_where_it_is_written() -> None:
    found = script("## A\n\nSaid.\n\n[^x]: Never named.\n\n## B\n\nSaid.\n").pages
    assert [len(each.footnotes) for each in found] == [1, 0]


def test_definition_lists_are_terms_with_what_they_mean() -> None:
    found = page(
        "## T\n\nPrecision\n: how many of the found\n  are right\n\nRecall\n: how many of the right\n\nSaid.\n"
    )
    assert [(words(item), item.level, item.mark) for item in found.items if isinstance(item, Bullet)] == [
        ("Precision", 0, False),
        ("how many of the found are right", 1, True),
        ("Recall", 0, False),
        ("how many of the right", 1, True),
    ]
    assert [beat.shown for beat in found.beats] == ["Said."]


def test_further_paragraphs_code_and_quotations_belong_to_their_item() -> None:
    found = page("## T\n\n- one\n\n  goes on\n\n  ```python\n  x = 1\n  ```\n\n  and on\n- two\n\nSaid.\n")
    assert [words(item) if isinstance(item, Bullet) else item.kind for item in found.items] == [
        "one\ngoes on", "code", "and on", "two",
    ]  # fmt: skip
    assert [beat.shown for beat in found.beats] == ["Said."]


def test_quotations_keep_their_paragraphs_lists_and_inner_quotations() -> None:
    quote, code = page("## T\n\n> [!NOTE]\n> one\n>\n> - two\n> - three\n>\n> > inner\n>\n> ```\n> x\n> ```\n").items
    assert words(quote) == "one\n• two\n• three\ninner"
    assert isinstance(code, Code)
    assert code.text == "x"


def test_indented_code_is_code_in_plain_markdown() -> None:
    found = page("## T\n\nSaid.\n\n    x = 1\n\n      y = 2\n\nMore.\n")
    (code,) = found.items
    assert isinstance(code, Code)
    assert code.text == "x = 1\n\n  y = 2"
    assert [beat.shown for beat in found.beats] == ["Said.", "More."]


def test_rules_part_slides_as_in_marp_and_slidev() -> None:
    found = script(
        "---\nmarp: true\ntitle: 'A talk: two'\nauthor: [Ann, Bob]\nlang: de-DE\n---\n\n# Welcome\n\n---\n\n"
        "# Second\n\n- a\n\nSaid.\n\n---\nlayout: two-cols\nclass: dark\n---\n\nNo title.\n\n---\n\n## Last\n\nEnd.\n"
    )
    assert (found.title, found.author, found.language) == ("A talk: two", "Ann, Bob", "de-DE")
    assert [(each.title, each.layout, each.section) for each in found.pages] == [
        ("Welcome", "section", "Welcome"),
        ("Second", None, None),
        (None, None, None),
        ("Last", None, None),
    ]
    assert said(found.pages[2]) == "No title."


def test_a_first_slide_without_heading_is_a_page_and_a_length_is_none() -> None:
    assert [each.title for each in script("Hello.\n\n---\n\n## Two\n\nSaid.\n").pages] == [None, "Two"]
    assert [each.title for each in script("limit: 100 words\n\n---\n\n## Two\n\nSaid.\n").pages] == ["Two"]


def test_a_section_that_nothing_follows_is_a_page() -> None:
    assert [each.title for each in script("# Only a title\n").pages] == ["Only a title"]
    assert [each.title for each in script("# One\n\n# Two\n\n## Page\n\nSaid.\n").pages] == ["One", "Page"]


@pytest.mark.parametrize(
    "notes",
    ["::: notes\nMine alone.\n:::", "::: {.notes}\nMine alone.\n:::", "???\nMine alone.", "Notes:\n\nMine alone."],
)
def test_notes_of_other_tools_are_neither_said_nor_shown(notes: str) -> None:
    first, second = script(f"## T\n\nSaid.\n\n{notes}\n\n## U\n\nMore.\n").pages
    assert (first.notes, said(first), first.items) == (["Mine alone."], "Said.", [])
    assert (second.notes, said(second)) == ([], "More.")


def test_columns_of_pandoc_and_slidev_are_kept_apart() -> None:
    pandoc = page(
        "## T\n\n:::: {.columns}\n::: {.column width=40%}\n- a\n:::\n::: column\n- b\n\n![](p.png)\n:::\n::::\n\n- c\n"
    )
    assert [item.column for item in pandoc.items] == [0, 1, 1, None]
    slidev = page("## T\n\n- a\n\n::right::\n\n- b\n")
    assert [item.column for item in slidev.items] == [0, 1]


def test_settings_of_pictures_links_and_headings_are_not_said() -> None:
    found = page(
        "## The title {#sec:one .unnumbered}\n\n![alt](a.png){width=50%}\n![b](my pic.png =200x100)\n"
        '![bg right:40%](c.png) ![[d.png|300]]\n<img src="e.png" alt="an e" width=30>\n\n'
        "See [this]{.smallcaps} and [that](#x){.link} and `code`{.python}.\n"
    )
    assert (found.title, found.anchor) == ("The title", "sec:one")
    pictures = [item for item in found.items if isinstance(item, Picture)]
    assert [(item.path, item.alt) for item in pictures] == [
        ("a.png", "alt"), ("my pic.png", "b"), ("c.png", ""), ("d.png", ""), ("e.png", "an e"),
    ]  # fmt: skip
    assert [beat.shown for beat in found.beats] == ["See this and that and code."]


def test_clicks_steps_and_pauses_of_other_tools_are_silent() -> None:
    found = page("## T\n\n- a\n\n. . .\n\n- b\n--\n- c\n\nNow [CLICK] look [click 2] here.\n\n[TOC]\n\n\\newpage\n")
    assert [words(item) for item in found.items] == ["a", "b", "c"]
    assert [beat.shown for beat in found.beats] == ["Now look here."]


def test_list_table_list_keep_their_order() -> None:
    found = page("## T\n\n- a\n\n| x | y |\n|---|---|\n| 1 | `a \\| b` |\n\n- b\n\nSaid.\n")
    assert [item.kind for item in found.items] == ["bullet", "table", "bullet"]
    table = found.items[1]
    assert isinstance(table, Table)
    assert table.rows[0][1][0].text == "a | b"


def test_pictures_in_titles_quotations_and_cells_are_shown() -> None:
    found = page("## T ![one](1.png)\n\n> ![two](2.png)\n\n| a |\n|---|\n| ![three](3.png) |\n")
    assert [item.path for item in found.items if isinstance(item, Picture)] == ["1.png", "2.png", "3.png"]
    (table,) = [item for item in found.items if isinstance(item, Table)]
    assert table.rows[0][0][0].text == "three"


def test_inner_links_lead_to_pages() -> None:
    found = script(
        "## First one!\n\n- [a](#the-second), [b](#two) [c](#nowhere)\n\n## The second {#two}\n\n- [d](#first-one)\n"
    )
    links = [run.link for each in found.pages for item in each.items if isinstance(item, Bullet) for run in item.runs]
    assert [link for link in links if link] == ["#the-second", "#the-second", "#first-one"]


def test_what_is_understood_is_written_back_as_it_was() -> None:
    text = (
        "## T\n\n- [ ] ~~a~~ 10<sup>6.5</sup>\n- b<br>c\n\nSaid.\n\n> one\n>\n> two\n\n"
        "Term\n: meaning\n\n::: notes\nMine.\n:::\n"
    )
    first = script(text)
    again = script(as_markdown(first))
    for one, two in zip(first.pages, again.pages, strict=True):
        assert [words(item) for item in one.items] == [words(item) for item in two.items]
        assert one.notes == two.notes
