"""Inline marks: CommonMark's own reading, by another reader of it, and each character's place."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from plainspoken.script.page.inline_marks import read_inline

MARKS = [
    "a", "b ", " c", "**", "*", "_", "__", "`", "``", "[", "](u)", "![", "]", "\\", "<b>", "</b>", "&amp;", ".", "!",
    "é", "(", ")", "x_y", "2*3",
]  # fmt: skip
COMMONMARK = MarkdownIt("commonmark")
Styled = list[tuple[str, bool, bool]]


def by_commonmark(raw: str) -> Styled:
    """Each character with bold and italic, by markdown-it-py."""
    bold = italic = 0
    found: Styled = []
    for token in COMMONMARK.parseInline(raw)[0].children or []:
        bold += {"strong_open": 1, "strong_close": -1}.get(token.type, 0)
        italic += {"em_open": 1, "em_close": -1}.get(token.type, 0)
        if token.type in ("text", "code_inline", "text_special"):
            found += [(char, bold > 0, italic > 0) for char in token.content]
    return found


def by_us(raw: str) -> Styled:
    inline = read_inline(raw)
    found = [(char, False, False) for char in inline.text]
    for start, end, style in inline.styles:
        found[start:end] = [(char, style.bold, style.italic) for char, _, _ in found[start:end]]
    return found


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(MARKS), min_size=1, max_size=10).map("".join).map(str.strip).filter(bool))
@example("[*a`](u)&amp;</b>**")
@example("*a **b* c**")
@example("***a** b*")
def test_marks_are_read_as_commonmark_reads_them(raw: str) -> None:
    assert by_us(raw) == by_commonmark(raw)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="ab *_`[]()!\\<>&;é", max_size=60))
def test_every_character_knows_its_place(raw: str) -> None:
    inline = read_inline(raw)
    for index, (at, place) in enumerate(inline.pieces):
        end = inline.pieces[index + 1][0] if index + 1 < len(inline.pieces) else len(inline.text)
        piece = inline.text[at:end]
        if "&" not in raw:
            assert piece in (raw[place : place + len(piece)], " ")


def _seconds(text: str) -> float:
    """Processor seconds of reading, the least of three tries: a collection of garbage may fall into one."""
    tries = []
    for _ in range(3):
        start = time.process_time()
        read_inline(text)
        tries.append(time.process_time() - start)
    return min(tries)


def test_hostile_marks_take_linear_time() -> None:
    for piece in ("*a ", "**a", "_a_b", "[", "![", "[a](", "`" * 3 + "a", "<b", "&am", "a*b_c[", "](", "*_" * 2):
        assert _seconds(piece * 2_000) < 12 * _seconds(piece * 500) + 0.5, piece


def test_a_mark_leaves_the_text_and_keeps_its_place() -> None:
    found = read_inline("Look at {mark V3 row} V3, {mark  none } and on.{mark lines 3-5}")
    assert found.text == "Look at V3, and on."
    assert [(pointer.name, found.text[pointer.at :][:5].strip()) for pointer in found.pointers] == [
        ("V3 row", "V3,"),
        ("none", "and"),
        ("lines 3-5", ""),
    ]


def test_a_mark_at_the_start_leaves_no_space() -> None:
    found = read_inline("{mark happiness} The *largest* class.")
    assert found.text == "The largest class."
    assert found.pointers[0].at == 0


@pytest.mark.parametrize("text", [r"\{mark x}", "`{mark x}`", "{market}", "{marked y}", "{mark}"])
def test_what_only_looks_like_a_mark_is_text(text: str) -> None:
    found = read_inline(text)
    assert not found.pointers
    assert "mark" in found.text
