"""The numbers that a template's own text holds: the work behind PS101 where nothing is rendered."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plainspoken.script.lint.truth.dressed_numbers import find_numbers
from plainspoken.script.lint.truth.page_outlines import is_page
from plainspoken.script.lint.truth.readings import texts_of
from plainspoken.script.lint.truth.template_outline import VALUE, OutlineValue, TemplateOutline, read_outline
from plainspoken.script.model import Source

_TRACKED = re.compile(r"<!--\s*tracker:[^=>]*=(.*?)-->")
"""What a comment puts into a cell of the map in the corner: it is shown."""


def written_numbers(file: str, text: str) -> Iterator[tuple[Source, str]]:
    """Each number that is typed in a page or template, in every branch and channel, with its place."""
    if is_page(file):
        outline = read_outline(file, text)
        for start, end, shown in _written_numbers(outline):
            yield outline.place(start, end), shown
        for cell in _TRACKED.finditer(text):
            for start, end in find_numbers(re.sub(r"\{\{.*?\}\}", lambda tag: VALUE * len(tag[0]), cell[1])):
                yield outline.place(cell.start(1) + start, cell.start(1) + end), cell[1][start:end]


def _written_numbers(outline: TemplateOutline) -> Iterator[tuple[int, int, str]]:
    """The numbers that a template's own text holds, with their offsets: in every branch, and in texts within values."""
    for unit in outline.units:
        if unit.kind == "picture":
            continue
        for start, end in find_numbers(unit.text, unit.kind):
            shown = unit.text[start:end]
            yield unit.offsets[start], unit.offsets[end - 1] + 1, " ".join(shown.split())
        for value in unit.values:
            for way in value.ways:
                for start, end in find_numbers(way.text):
                    yield way.offsets[start], way.offsets[end - 1] + 1, way.text[start:end]
                for inner in way.values:
                    yield from _in_value(inner, outline)
            yield from _in_value(value, outline)


def _in_value(value: OutlineValue, outline: TemplateOutline) -> Iterator[tuple[int, int, str]]:
    """Numbers in the texts that a value may write; a bare digit among them is one, since nothing stands around it."""
    for _, text in texts_of(value.expr, outline.variables):
        if text != VALUE:
            found = list(find_numbers(text)) or [match.span() for match in re.finditer(r"(?<!\w)\d[\d.,]*(?!\w)", text)]
            if VALUE in text and not found:
                found = [match.span() for match in re.finditer(rf"(?<={VALUE})\d+|\d+(?={VALUE})", text)]
            for start, end in found[:1]:
                yield value.offset, value.end, text[start:end].replace(VALUE, "")
