"""Plain scripts: what is spoken, what is shown and when, and scripts written by hand as they stand."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from plainspoken.base.errors import InputError
from plainspoken.script.model import Bullet, Code, Diagram, Formula, Page, Picture, Quote, Script, Table
from plainspoken.script.page.to_markdown import as_markdown
from plainspoken.script.render import render, render_text
from plainspoken.script.settings import ScriptSettings, TalkSettings

HANDWRITTEN = Path(__file__).parents[1] / "handwritten"


def pages(text: str) -> list[Page]:
    return render_text(text, ScriptSettings()).script.pages


def page(text: str) -> Page:
    (only,) = pages(text)
    return only


def test_paragraphs_are_spoken_and_the_rest_is_shown_with_the_paragraph_after_it() -> None:
    found = page(
        "## Title\n\n- first\n\nOne.\n\n- second\n  goes on\n  - inner\n3. third\n\n"
        "> Big words\n> here\n\nTwo\nlines.\n\n- last\n"
    )
    assert [beat.shown for beat in found.beats] == ["One.", "Two lines."]
    assert [item.appears for item in found.items] == [None, 1, 1, 1, 1, None]
    first, second, inner, third, quote, _ = found.items
    assert isinstance(first, Bullet)
    assert isinstance(second, Bullet)
    assert second.runs[0].text == "second goes on"
    assert isinstance(inner, Bullet)
    assert inner.level == 1
    assert isinstance(third, Bullet)
    assert (third.ordinal, third.level) == (3, 0)
    assert isinstance(quote, Quote)
    assert quote.runs[0].text == "Big words here"


def test_ordered_items_count_on_from_the_first() -> None:
    found = page("## T\n\n3. a\n3. b\n   1. c\n   1. d\n\n3. e\n- f\n1. g\n\nSaid.\n\n5. h\n")
    bullets = [item for item in found.items if isinstance(item, Bullet)]
    assert [(item.runs[0].text, item.level, item.ordinal) for item in bullets] == [
        ("a", 0, 3), ("b", 0, 4), ("c", 1, 1), ("d", 1, 2), ("e", 0, 5), ("f", 0, None), ("g", 0, 1), ("h", 0, 5),
    ]  # fmt: skip


def test_every_kind_of_item() -> None:
    found = page(
        "## T\n\n```python\n  x = 1  # {{ no }}\n```\n\n```diagram v1 Two paths\na -> b\n```\n\n"
        "$$\nx^2\n$$\n\n$$y$$\n\n"
        '| a | b \\| c |\n|:--|--:|\n| **1** |\n\n![alt *text*](pic.png "Caption")\n\nSee.'
    )
    code, diagram, formula, inline, table, picture = found.items
    assert isinstance(code, Code)
    assert (code.language, code.text) == ("python", "  x = 1  # {{ no }}")
    assert isinstance(diagram, Diagram)
    assert (diagram.name, diagram.alt, diagram.text) == ("v1", "Two paths", "a -> b")
    assert isinstance(formula, Formula)
    assert isinstance(inline, Formula)
    assert (formula.tex, inline.tex) == ("x^2", "y")
    assert isinstance(table, Table)
    assert table.header[1][0].text == "b | c"
    assert table.align == ["left", "right"]
    assert table.rows[0][0][0].bold
    assert table.rows[0][1] == []
    assert isinstance(picture, Picture)
    assert (picture.path, picture.alt, picture.caption, picture.own) == ("pic.png", "alt text", "Caption", True)


def test_marks_are_taken_out_of_speech_and_emphasis_kept() -> None:
    (beat,) = page(
        "## T\n\nA **bold move** in `train_one_epoch`, [see](http://x.y) *it*; 5*250 = 1250, a_b_c &amp; \\*."
    ).beats
    assert beat.shown == "A bold move in train_one_epoch, see it; 5*250 = 1250, a_b_c & *."
    assert [beat.tokens[index].shown for index in beat.emphasis] == ["bold", "move", "it;"]
    assert {token.shown: (token.at.column, token.at.end_column) for token in beat.tokens if token.at}["bold"] == (5, 9)


def test_comments_are_ignored_and_may_name_a_layout() -> None:
    found = page(
        "## T\n<!-- layout: statement -->\n\nOne <!-- no -->\n<!-- a\n\nlong one -->\ntwo.\n\n`<!-- code -->` stays."
    )
    assert found.layout == "statement"
    assert [beat.shown for beat in found.beats] == ["One two.", "<!-- code --> stays."]


def test_stage_directions_stand_alone_and_are_not_spoken() -> None:
    found = page(
        "## T\n\nOne.\n\n(pause 2s)\n\n(slower)\n\nTwo.\n\n(wave)\n\n(No skipping)\nThree.\n\n(pause 300 ms)\n"
    )
    assert [beat.shown for beat in found.beats] == ["One.", "Two.", "(No skipping) Three."]
    assert found.beats[1].pause_before_ms == 2000
    assert found.beats[1].rate < 1
    assert found.beats[2].rate == 1
    assert found.beats[2].pause_after_ms == 300
    assert [(direction.kind, direction.beat) for direction in found.directions] == [
        ("pause", 1),
        ("slower", 1),
        (None, 2),
        ("pause", 3),
    ]


def test_headings_numbers_sections_and_names() -> None:
    found = pages(
        "# Part one\n\n## Page 3\n\na\n\n## Page 3\n\nb\n\n## Next section\n\nc\n\n## Next section\n\nd\n\n"
        "# Part two\n\ne\n\n## Page 4: The data\n\nf\n\n## Été & co!\n\ng\n\nSetext\n------\n\nh"
    )
    assert [(p.id, p.number, p.title, p.section, p.layout) for p in found] == [
        ("page-3", 3, None, "Part one", None),
        ("page-3-2", 3, None, "Part one", None),
        ("next-section", None, None, "Part one", None),
        ("next-section-2", None, None, "Part one", None),
        ("part-two", None, "Part two", "Part two", "section"),
        ("page-4", 4, "The data", "Part two", None),
        ("ete-co", None, "Été & co!", "Part two", None),
        ("setext", None, "Setext", "Part two", None),
    ]


def test_names_stay_unique_whatever_the_titles() -> None:
    found = pages("## A\n\nx\n\n## A 2\n\nx\n\n## A\n\nx\n\n## A\n\nx\n\n## !!!\n\nx\n\n## ???\n\nx")
    assert len({p.id for p in found}) == 6


def test_a_file_without_headings_is_one_page() -> None:
    found = page("Just words.\n\nAnd more.")
    assert (found.title, found.id, len(found.beats)) == (None, "page", 2)


def test_html_is_not_spoken() -> None:
    found = page(
        '## T\n\n<div align="center">\n\n<b>Hello</b> there.<br>Friend\n\n<style>\np { color: red }\n\n</style>\n\nEnd.'
    )
    assert [beat.shown for beat in found.beats] == ["Hello there. Friend", "End."]


def test_typed_numbers_are_found_with_their_places() -> None:
    (beat,) = page("## T\n\nOf 5,000 images, 62.4 % or 7/10 use ResNet18, v2 and `lr=3`, the 3rd is 3x3.").beats
    assert [(number.shown, number.value, number.origin) for number in beat.numbers] == [
        ("5,000", 5000.0, "typed"),
        ("62.4 %", pytest.approx(0.624), "typed"),
        ("7/10", None, "typed"),
        ("3rd", 3.0, "typed"),
        ("3x3", None, "typed"),
    ]
    assert beat.numbers[0].at is not None
    assert (beat.numbers[0].at.column, beat.numbers[0].at.end_column) == (4, 9)


def test_front_matter_of_a_script_that_stands_alone() -> None:
    script = render_text('+++\ntitle = "A talk"\nminutes = 3\n+++\n## T\n\nHello.', ScriptSettings()).script
    assert (script.title, script.minutes, script.pages[0].at.line) == ("A talk", 3.0, 5)
    assert render_text("---\nmarp: true\n---\n\n## T\n\nHello.", ScriptSettings()).script.words == 1


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("+++\ntitle = \n+++\n", 2, "not valid TOML"),
        ("+++\ntitle = 'a'\ncolour = 1\n+++\n", 3, "cannot set `colour`"),
        ("+++\nminutes = -1\n+++\n", 2, "minutes"),
        ("+++\ntitle = 'a'\n", 1, "no end"),
        ("## T\n\nText.\n\n::: optional 2\n\nMore.\n", 5, "does not end"),
        ("::: optional\n" * 30 + ":::\n" * 30, 21, "too deep"),
    ],
)
def test_mistakes_in_a_plain_script_are_placed(text: str, line: int, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        render_text(text, ScriptSettings())
    assert caught.value.line == line


@pytest.mark.parametrize(
    ("line", "words", "minutes"),
    [
        ("limit: 250wpm: 5*250 = 1250 words", 1250, 5.0),
        ("Limit: 1,000 words", 1000, None),
        ("limit: 4 minutes at 200 words per minute", 800, 4.0),
    ],
)
def test_a_length_declared_above_the_first_page(line: str, words: int, minutes: float | None) -> None:
    script = render_text(f"Be short.\n\n{line}\n## Page 1\n\nHello.", ScriptSettings()).script
    assert script.declared is not None
    assert (script.declared.words, script.declared.minutes) == (words, minutes)
    assert script.word_limit == words
    assert script.words == 1


def test_the_configuration_goes_before_a_declared_length() -> None:
    own = ScriptSettings(talk=TalkSettings(minutes=2))
    assert render_text("limit: 100 words\n## Page 1\n\nHello.", own).script.word_limit == 500


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no pages"):
        render(tmp_path, ScriptSettings(), None, talk="t")
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "a.md").write_bytes(b"## A\n\n\xff\xfe\n")
    with pytest.raises(InputError, match="not UTF-8") as caught:
        render(tmp_path, ScriptSettings(), None, talk="t")
    assert caught.value.line == 3
    with pytest.raises(InputError, match="no such file"):
        render(tmp_path, ScriptSettings(), None, talk="t", file=tmp_path / "none.md")


@pytest.mark.parametrize(("name", "count", "words", "twice"), [("leaves", 11, 262, 8), ("tides", 9, 210, 7)])
def test_scripts_written_by_hand_parse_as_they_stand(name: str, count: int, words: int, twice: int) -> None:
    path = HANDWRITTEN / f"{name}.txt"
    script = render(path.parent, ScriptSettings(), None, file=path, talk="handwritten").script
    assert (len(script.pages), script.words) == (count, words)
    assert [p.id for p in script.pages if p.number == twice] == [f"page-{twice}", f"page-{twice}-2"]
    limit = script.declared.words if script.declared else None
    assert limit == (250 if name == "leaves" else None)
    assert same(script, render_text(as_markdown(script), ScriptSettings()).script)


def same(one: Script, other: Script) -> bool:
    """The same pages, but for where they were written."""

    def content(script: Script) -> list[object]:
        return [
            (
                p.id, p.number, p.title, p.section, p.layout,
                [beat.shown for beat in p.beats],
                [item.model_dump(exclude={"at", "numbers", "own", "appears"}) for item in p.items],
            )
            for p in script.pages
        ]  # fmt: skip

    assert content(one) == content(other)
    return True


WORDS = st.text(alphabet="abcXYZ019 .,*_`[]()<>#&\\|!-+~é", min_size=1, max_size=30)
BLOCKS = st.lists(
    st.one_of(
        WORDS,
        st.tuples(st.sampled_from(["## ", "# ", "- ", "1. ", "> ", "  - "]), WORDS).map("".join),
        st.sampled_from(
            ["(pause 1s)", "```py\nx\n```", "$$a$$", "| a | b |\n|---|---|\n| 1 | 2 |", "![a](b.png)", "<!-- c -->"]
        ),
    ),
    max_size=12,
).map("\n\n".join)


@settings(max_examples=150, deadline=None)
@given(BLOCKS)
@example("#\n\n#\n\n##")  # two sections without a name
@example("# A\n\n# A\n\n## B")
@example("#\n\n(pause 1s)\n\n#\n\n##")  # the first of two sections without a name has a pause
def test_a_rendered_script_reads_back_as_the_same_script(text: str) -> None:
    first = render_text("## Start\n\n" + text, ScriptSettings()).script
    again = render_text(as_markdown(first), ScriptSettings()).script
    assert [p.title for p in first.pages] == [p.title for p in again.pages]
    assert [[beat.shown for beat in p.beats] for p in first.pages] == [
        [beat.shown for beat in p.beats] for p in again.pages
    ]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_a_script_and_every_place_is_in_it(text: str) -> None:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    try:
        script = render_text(text, ScriptSettings()).script
    except InputError as error:
        assert "optional passage" in error.message or "front matter" in error.message
        return
    for found in script.pages:
        for beat in found.beats:
            for token in beat.tokens:
                assert token.at is not None
                assert 1 <= token.at.line <= token.at.end_line <= len(lines)
                assert 1 <= token.at.column <= len(lines[token.at.line - 1]) + 1
                assert 1 <= token.at.end_column <= len(lines[token.at.end_line - 1]) + 1


def test_hostile_text_takes_no_longer_than_any_other() -> None:
    cases = [
        "---\n" + "  - a\n" * 4000, "# a" + " " * 40000 + "b", "[x](" + " " * 20000 + "y", '[a](b "' * 4000,
        "<!-- a --> " * 10000, "{~ " + "` `` " * 4000, "limit " + "1" * 20000 + "\n## a\n", "a|b\n|-|\n" + "|a" * 10000,
        "::: note\n" * 4000, "{~ a | b ~} " * 200, "$$ a " * 4000, "1-" * 10000, "&amp" * 10000,
        "(" * 20000, "> " * 20000,
    ]  # fmt: skip
    for text in cases:
        start = time.process_time()
        with contextlib.suppress(InputError):
            render_text(text, ScriptSettings())
        assert time.process_time() - start < 5, text[:30]


def test_a_mark_stands_before_the_word_that_follows_it_and_is_never_said() -> None:
    found = page("## Title\n\nHere {mark V3 row} V3 wins, and {mark none} that is all.{mark lines 3-5}\n")
    (beat,) = found.beats
    assert beat.shown == "Here V3 wins, and that is all."
    assert [(mark.name, mark.token) for mark in beat.marks] == [("V3 row", 1), ("none", 4), ("lines 3-5", 7)]
    assert [mark.at.column for mark in beat.marks if mark.at] == [6, 33, 57]


def test_marks_survive_the_way_through_markdown() -> None:
    script = render_text("## A\n\nHere {mark V3} it is, not \\{mark X}.\n", ScriptSettings()).script
    again = render_text(as_markdown(script), ScriptSettings()).script
    assert [(mark.name, mark.token) for mark in again.pages[0].beats[0].marks] == [("V3", 1)]
    assert again.pages[0].beats[0].shown == script.pages[0].beats[0].shown == "Here it is, not {mark X}."
