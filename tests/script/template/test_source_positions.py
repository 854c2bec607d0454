"""Rendering, then locating, gives the template's own place: for hand-made maps and for whole templates."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from plainspoken.base.errors import InputError
from plainspoken.script.lint.passages import SourceTexts
from plainspoken.script.model import Source
from plainspoken.script.render import render
from plainspoken.script.settings import ScriptSettings
from plainspoken.script.template.source_positions import Locator, MappedText, join, line_and_column, literal, made

SOURCE = "one two\nthree é four\n\nfive"


def places(text: str) -> list[tuple[int, int]]:
    locator = Locator(text, {"f": SOURCE}, "f")
    found = [locator.source(at, at + 1) for at in range(len(text))]
    return [(place.line, place.column) for place in found]


def test_a_literal_maps_character_by_character() -> None:
    text = literal(SOURCE[4:13], "f", 4)
    assert places(text) == [line_and_column(SOURCE, at) for at in range(4, 13)]


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_cutting_and_joining_keep_every_place(data: st.DataObject) -> None:
    """However a text is cut up and put together, each character still says where it came from."""
    pieces = []
    expected: list[tuple[int, int]] = []
    for _ in range(data.draw(st.integers(1, 5))):
        start = data.draw(st.integers(0, len(SOURCE) - 1))
        end = data.draw(st.integers(start, len(SOURCE)))
        whole = literal(SOURCE[start:end], "f", start)
        left = data.draw(st.integers(0, len(whole)))
        right = data.draw(st.integers(left, len(whole)))
        pieces.append(whole[left:right])
        expected += [line_and_column(SOURCE, start + at) for at in range(left, right)]
    text = join(pieces)
    assert places(text) == expected
    assert places(join([text, ""])[0:]) == expected
    if isinstance(text, MappedText):
        stripped = text.strip()
        skipped = len(text) - len(text.lstrip())
        assert places(stripped) == expected[skipped : skipped + len(stripped)]
        assert places(text.upper()) == expected
        assert [len(line) for line in text.splitlines()] == [len(line) for line in str.splitlines(text)]
        assert places("".join(text.splitlines(True)) and join(text.splitlines(True))) == expected


def test_what_a_tag_makes_stands_as_a_whole_at_the_tag() -> None:
    text = join([literal("one ", "f", 0), made("XYZ", "f", 8, 5), literal(" four", "f", 15)])
    at = Locator(text, {"f": SOURCE}, "f").source(5, 6)
    assert (at.line, at.column, at.end_line, at.end_column) == (2, 1, 2, 6)
    over = Locator(text, {"f": SOURCE}, "f").source(2, 9)
    assert (over.line, over.column, over.end_line, over.end_column) == (1, 3, 2, 10)


# Whole templates: every word of literal text is unique, so where it was written is known.

Part = tuple[str, dict[str, str]]


class Words:
    """Hands out words that occur once."""

    def __init__(self) -> None:
        self.given = 0
        self.names = 0

    def name(self) -> str:
        self.names += 1
        return f"n{self.names}"

    def some(self, count: int) -> str:
        self.given += count
        return " ".join(f"qw{number}z" for number in range(self.given - count, self.given))


def template(data: st.DataObject, words: Words, depth: int = 0) -> Part:
    """A piece of a template and the files that it needs."""
    kinds = ["text", "lines", "bold", "value", "comment", "wording"]
    if depth < 3:
        kinds += ["if", "for", "macro", "call", "set", "filter", "include", "raw", "claim", "optional", "with"]
    kind = data.draw(st.sampled_from(kinds))
    text = words.some(data.draw(st.integers(1, 3)))
    if depth >= 3 or kind in ("text", "lines", "bold", "value", "comment", "wording", "raw"):
        return {
            "lines": text.replace(" ", "\n") + "\n\n",
            "bold": f"**{text}** ",
            "value": f"{text} {{{{ constants.n }}}} ",
            "comment": f"{text} {{# {words.some(1)} #}}\n",
            "wording": f"{{~ {text} | {words.some(2)} ~}} ",
            "raw": f"{{% raw %}}{text}{{% endraw %}} ",
        }.get(kind, text + " "), {}
    inner, files = template(data, words, depth + 1)
    more, others = template(data, words, depth + 1)
    body, files = f"{text} {inner}\n\n{more}", files | others
    name = words.name()
    space = data.draw(st.sampled_from(["", "\n", "  ", "\n  "]))
    if kind == "include":
        return f"{{% include '{name}.j2' %}}{space}", files | {f"{name}.j2": body}
    return {
        "if": f"{{% if true %}}{space}{body}{{% else %}}no{{% endif %}}{space}",
        "for": f"{{% for i in range(2) %}}{space}{body}{space}{{% endfor %}}\n\n",
        "macro": f"{{% macro {name}() %}}{space}{body}{{% endmacro %}}{space}a {{{{ {name}() }}}} ",
        "call": f"{{% macro {name}() %}}{{{{ caller() | trim }}}}{{% endmacro %}}{{% call {name}() %}}{space}{body}"
        f"{{% endcall %}} ",
        "set": f"{{% set {name} %}}{body}{{% endset %}}{space}{{{{ {name} ~ '' }}}} ",
        "filter": f"{{% filter upper %}}{space}{body}{{% endfilter %}} ",
        "claim": f"{{% claim 2 > 1 %}}{space}{body}{{% endclaim %}} ",
        "optional": f"\n\n::: optional 1\n{body}\n\n:::\n\n",
        "with": f"{{%- with x = 1 -%}} {body} {{%- endwith %}} ",
    }[kind], files


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    made_ = Path(tempfile.mkdtemp())
    yield made_
    shutil.rmtree(made_)


@settings(max_examples=60, deadline=None, phases=[Phase.generate])
@given(st.data())
def test_every_word_of_a_template_is_found_where_it_was_written(folder: Path, data: st.DataObject) -> None:
    words = Words()
    parts = [template(data, words) for _ in range(data.draw(st.integers(1, 3)))]
    files = {name: text for _, more in parts for name, text in more.items()}
    files["page.md.j2"] = "## Title\n\n" + "".join(text for text, _ in parts)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    try:
        rendered = render(folder, ScriptSettings(constants={"n": 7}), None, file=folder / "page.md.j2", talk="t")
    except InputError as error:  # trimming glued a passage's last line to the words after it
        assert "optional passage" in error.message
        return
    sources = SourceTexts(rendered.sources)
    seen = 0
    for page in rendered.script.pages:
        for beat in page.beats:
            assert sources.text_at(beat.at) is not None
            for token in beat.tokens:
                if not re.fullmatch(r"qw\d+z", token.shown.lower()):
                    continue
                seen += 1
                assert token.at is not None
                assert sources.text_at(token.at) == token.shown.lower(), (token, rendered.sources)
    assert seen or words.given


TAGS = """{{ }}|{% %}|{# #}|{{ x }}|{{ v1.a }}|{{ constants }}|{{ constants.n }}|{{ constants.n | percent }}|{{ 1/0 }}
{{ [1,2] | join }}|{{ "a"*3 }}|{{ x | default(1) }}|{% if %}|{% if 1 %}|{% endif %}|{% else %}|{% for %}|{% endfor %}
{% for i in range(3) %}|{% for i in x %}|{% for i in constants %}|{% macro f() %}|{% macro f(x) %}|{% endmacro %}
{{ f() }}|{{ f(1,2) }}|{% call f() %}|{% endcall %}|{{ caller() }}|{% set x = 1 %}|{% set x %}|{% endset %}
{% filter upper %}|{% filter nope %}|{% endfilter %}|{% include "a" %}|{% include x %}|{% import "page.md.j2" as p %}
{% include "page.md.j2" %}|{% extends "page.md.j2" %}|{% block b %}|{% endblock %}|{{ super() }}|{{ self.b() }}
{% claim %}|{% claim 1 > 2 %}|{% claim x %}|{% claim constants.n > 2 %}|{% undecided %}|{% unmeasured %}|{% endclaim %}
{% raw %}|{% endraw %}|{{ loop.index }}|{{ range(9) | list }}|{{ 9**9**9 }}|{{ "%s" % 1 }}|{{ x.__class__ }}
{{ namespace(a=1).a }}|{% do 1 %}|{% break %}|{% continue %}|{{ constants.n ~ "a" }}|{{ "a".upper() }}
{{ dict(a=1) | items | first }}|{{ [[]] | sum }}|{{ "\ud800" }}|{{ "\x00" }}|{{ gap(1) }}|{{ gap }}|{{ ratio(1,0) }}
{{ observed }}|{{ cycler("a").next() }}|{{ joiner()() }}|{%- -%}|{{- -}}|{{ x ~ f }}|{{ "a" | upper | lower }}
{{ constants.n.number }}|{{ constants | length }}|{{ range }}|{{ "x" | replace("", "y") }}|{{ [] | first }}
{{ () | max }}|{{ constants.n | round("a") }}|{{ constants.n | decimal(99) }}|{{ "a" | int }}
{{ [3,"a"] | sort }}|{{ {} | batch(2) }}
{% for a, b in [1] %}|{% set a, b = 1 %}|{% with a=1 %}
{% endwith %}|{% autoescape true %}
{% endautoescape %}|{{ [[[[[[1]]]]]] }}
{{ "a" if x }}|{{ x is defined }}|{{ x is divisibleby 0 }}|{{ constants.n is even }}|{{ -constants.n }}|{{ not x }}"""

FRAGMENTS = st.one_of(
    st.sampled_from([tag for line in TAGS.split("\n") for tag in re.split(r"(?<=\})\|(?=\{)|(?<=\})\|(?=\S+$)", line)]),
    st.text(max_size=20),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(FRAGMENTS, max_size=8).map(" ".join))
def test_no_template_ends_in_anything_but_a_script_or_a_placed_error(folder: Path, text: str) -> None:
    pieces = text
    (folder / "page.md.j2").write_text(pieces, encoding="utf-8", errors="replace")
    try:
        rendered = render(folder, ScriptSettings(constants={"n": 7}), None, file=folder / "page.md.j2", talk="t")
    except InputError as error:
        assert error.message
        assert error.file is not None
        return
    for entry in rendered.provenance:
        assert isinstance(entry.number.at, Source)
