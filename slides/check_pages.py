"""What a page asks for that no slide can show, found while it is linted: nothing is laid out and nothing is drawn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from plainspoken.base.errors import InputError
from plainspoken.script.model import Bullet, Diagram, Formula, Page, Picture, Quote


def page_faults(page: Page, folder: Path | None) -> Iterator[InputError]:
    """What stops the slides of a page, each with its place and what to do.

    Args:
        page: a page of the talk.
        folder: the folder that its pictures are named from; None where there is none, as for standard input.
    """
    for item in page.items:
        if isinstance(item, Picture) and item.own and folder is not None:
            yield from _picture(item, folder)
        elif isinstance(item, Diagram):
            yield from _diagram(item)
        elif isinstance(item, Formula):
            yield from _formula(item)
    if page.layout not in (None, "section"):
        yield from _layout(page)
    if any(mark.name.lower() != "none" for beat in page.beats for mark in beat.marks):
        yield from _marks(page)


def _picture(item: Picture, folder: Path) -> Iterator[InputError]:
    from plainspoken.slides.layout.picture_files import file_of

    if item.path.lower().startswith("data:"):
        return
    try:
        file_of(item, folder, folder)
    except InputError as error:
        yield error


def _diagram(item: Diagram) -> Iterator[InputError]:
    from plainspoken.slides.layout.diagrams import describe

    try:
        describe(item)
    except InputError as error:
        yield error


def _formula(item: Formula) -> Iterator[InputError]:
    from plainspoken.slides.layout.formula_syntax import formula_fault

    if fault := formula_fault(item.tex):
        at = item.at
        remedy = "use the TeX that matplotlib's mathtext knows (no environments, no own macros)"
        yield InputError(fault, file=at.file, line=at.line, column=at.column, remedy=remedy)


def _layout(page: Page) -> Iterator[InputError]:
    from plainspoken.slides.layout.choose_layout import named_layout

    try:
        named_layout(page)
    except InputError as error:
        yield error


def _marks(page: Page) -> Iterator[InputError]:
    """Marks that name nothing of the page, or several parts. Parts of figures are known where they were drawn; on a
    page of words alone a mark does nothing, and stops nothing."""
    from plainspoken.slides.layout.marks.match_parts import named
    from plainspoken.slides.layout.marks.named_parts import parts_of

    if all(isinstance(item, Bullet | Quote) for item in page.items):
        return
    if any(isinstance(item, Picture) and not item.own and not item.parts for item in page.items):
        return
    try:
        parts = parts_of(page)
    except InputError:
        return  # a diagram that cannot be read is told already
    for index, beat in enumerate(page.beats):
        seen = [part for part in parts if (page.items[part.item].appears or 0) <= index]
        for mark in beat.marks:
            if mark.name.lower() != "none":
                try:
                    named(mark.name, seen or parts, mark.at)
                except InputError as error:
                    yield error
