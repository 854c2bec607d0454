"""Which layout a page gets: by what it holds, never by how many bullets it has."""

from __future__ import annotations

from dataclasses import dataclass

from plainspoken.base.errors import InputError
from plainspoken.script.model import Bullet, Code, Diagram, Formula, Page, Picture, Quote, Run, Script, Table
from plainspoken.slides.layout.evidence_block import Evidence

LAYOUTS = {
    "title": "the talk's own name, large, with lines below it and a picture beside it",
    "closing": "what to take home: up to five list items, large and numbered",
    "section": "the name of a section, on the accent colour",
    "statement": "one sentence, large",
    "bullets": "a title and a list",
    "figure": "a picture, formula or diagram that takes the page",
    "figure-bullets": "a figure with a list beside it, or below it when the figure is wide",
    "two-figures": "two figures side by side (up to four in a grid), a list below",
    "table": "a table, with a list below",
    "code": "code, with a list below",
    "code-figure": "code beside a figure",
    "number": "one figure, very large, and what it means",
    "comparison": "two columns with a heading each",
}
"""The layouts by name, for `<!-- layout: NAME -->` in a page."""

TAKEN_HOME = 5
"""More items than this are a list, and nothing to take home."""
COVER_LINES, COVER_LETTERS = 4, 200
"""A first page with a list longer than this is no cover."""


@dataclass(frozen=True)
class Contents:
    """What a page holds, with the indices of its items."""

    bullets: list[tuple[int, Bullet]]
    evidence: list[tuple[int, Evidence]]


def contents_of(page: Page) -> Contents:
    """The bullets of a page, and all else that it shows."""
    bullets = [(index, item) for index, item in enumerate(page.items) if isinstance(item, Bullet)]
    evidence = [(index, item) for index, item in enumerate(page.items) if not isinstance(item, Bullet)]
    return Contents(bullets, evidence)


def choose_layout(script: Script, index: int) -> str:
    """The layout of page `index`: the one that it names, or the one for what it holds.

    Raises:
        InputError: it names a layout that there is not, or one that cannot show what it holds.
    """
    page = script.pages[index]
    contents = contents_of(page)
    opens_section = page.layout == "section"  # as every page under a first-level heading is marked
    if page.layout is not None and not opens_section:
        return named_layout(page)
    if opens_section and index > 0 and not contents.evidence and _is_cover(contents):
        return "section"
    kinds = [type(item) for _, item in contents.evidence]
    if index == 0 and kinds == [Picture] and len(script.pages) > 1 and _is_cover(contents):
        return "title"
    if not kinds:
        if index == 0 and _is_cover(contents):
            return "title"
        if contents.bullets:
            return "bullets"
        opens = page.section is not None and page.section != script.pages[index - 1].section
        return "section" if opens and page.title is not None else "statement"
    if kinds == [Quote]:
        quote = contents.evidence[0][1]
        return "number" if isinstance(quote, Quote) and number_of(quote) else "statement"
    if len(kinds) == 1:
        if kinds[0] in (Table, Code):
            return "table" if kinds[0] is Table else "code"
        return "figure-bullets" if contents.bullets else "figure"
    if len(kinds) == 2 and Code in kinds and any(kind in (Picture, Diagram, Formula) for kind in kinds):
        return "code-figure"
    return "two-figures"


def _is_cover(contents: Contents) -> bool:
    letters = sum(len(run.text) for _, bullet in contents.bullets for run in bullet.runs)
    return len(contents.bullets) <= COVER_LINES and letters <= COVER_LETTERS


def number_of(item: Quote | Bullet) -> tuple[list[Run], list[Run]] | None:
    """A figure to show very large, and what it means: the first words where they are bold and hold a digit, or the
    number that the words begin with where a metric stands behind it. `None` when there is no such figure."""
    first = item.runs[0] if item.runs else None
    if first is None:
        return None
    if first.bold and any(letter.isdigit() for letter in first.text):
        return [first.model_copy(update={"bold": False, "text": first.text.strip()})], list(item.runs[1:])
    shown = item.numbers[0].shown if item.numbers else ""
    if shown and first.text.startswith(shown):
        rest = first.model_copy(update={"text": first.text[len(shown) :].lstrip()})
        return [first.model_copy(update={"text": shown})], [*([rest] if rest.text else []), *item.runs[1:]]
    return None


def named_layout(page: Page) -> str:
    """The layout that a page names.

    Raises:
        InputError: there is none of that name, or it cannot show what the page holds.
    """
    name = str(page.layout)
    contents = contents_of(page)
    if name not in LAYOUTS:
        raise _error(page, f"no layout is called {name!r}", f"the layouts are: {', '.join(LAYOUTS)}")
    pictures = all(isinstance(item, Picture) for _, item in contents.evidence)
    if (name in {"section", "bullets", "comparison", "closing"} and contents.evidence) or (
        name == "title" and not pictures
    ):
        raise _error(
            page,
            f"the layout {name!r} has no place for a picture, table, code, formula or quotation",
            "take another layout, or leave the choice to the page",
        )
    if name in {"figure", "table", "code", "figure-bullets", "two-figures", "code-figure"} and not contents.evidence:
        raise _error(page, f"the layout {name!r} shows what this page does not hold", "leave out the layout's name")
    if name == "closing" and not 0 < len(contents.bullets) <= TAKEN_HOME:
        raise _error(page, f"a closing page needs one to {TAKEN_HOME} list items", "say in each what to take home")
    if name == "comparison" and sum(bullet.level == 0 for _, bullet in contents.bullets) != 2:
        raise _error(
            page,
            "a comparison needs two list items, each with items of its own below it",
            "indent what belongs to each",
        )
    if name == "number" and not any(isinstance(item, Quote | Bullet) for item in page.items):
        raise _error(page, "the layout 'number' needs a quotation or a list item", "write `> **62.4 %** of ...`")
    return name


def _error(page: Page, message: str, remedy: str) -> InputError:
    return InputError(message, file=page.at.file, line=page.at.line, column=page.at.column, remedy=remedy)
