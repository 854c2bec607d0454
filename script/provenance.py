"""For every number that is said or shown: where it stands in the talk, its value, and what stands behind it; and for
every claim, how it came out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from plainspoken.base.document import Part
from plainspoken.script.model import Number, Script, Source


class NumberEntry(Part):
    """One number. `place` says which part of the page holds it, `index` which beat or item."""

    page: str
    place: Literal["title", "beat", "item"]
    index: int | None
    number: Number


class Claim(Part):
    """One claim that was judged: its condition, how it came out (`true`, `false`, `undecided`, `unmeasured`), the
    comparisons that decided it, and where it stands."""

    claim: str
    verdict: Literal["true", "false", "undecided", "unmeasured"]
    compared: list[str]
    at: Source


class Provenance(Part):
    """`provenance.json`: what stands behind the numbers and the sentences of a talk."""

    schema_version: int = 1
    numbers: list[NumberEntry]
    claims: list[Claim]


def provenance_of(script: Script) -> list[NumberEntry]:
    """The numbers of all titles, items and beats, page by page."""
    return list(_entries(script))


def _entries(script: Script) -> Iterator[NumberEntry]:
    for page in script.pages:
        for number in page.title_numbers:
            yield NumberEntry(page=page.id, place="title", index=None, number=number)
        for index, item in enumerate(page.items):
            for number in item.numbers:
                yield NumberEntry(page=page.id, place="item", index=index, number=number)
        for index, beat in enumerate(page.beats):
            for number in beat.numbers:
                yield NumberEntry(page=page.id, place="beat", index=index, number=number)
