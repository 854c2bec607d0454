"""Pages that open something: the talk's cover, a section's card, a statement without evidence."""

from __future__ import annotations

from dataclasses import dataclass, replace

from plainspoken.script.model import Run, Script
from plainspoken.slides.layout.boxes import Block, Box, TextBlock
from plainspoken.slides.layout.page_draft import Draft, Sheet
from plainspoken.slides.layout.text_fit import Words, does_not_fit, fit_text
from plainspoken.slides.layout.theme import Grid

LISTED = 9
"""At most this many sections are listed on a card: those around the one that opens."""


@dataclass(frozen=True)
class CardPlaces:
    """Where things stand on a section's card."""

    number: Box
    title: Box
    lines: Box
    sections: Box


def card_places(grid: Grid) -> CardPlaces:
    """The number and the name on the left, the list of sections on the right third."""
    left, (start, width) = grid.margin + 24, grid.span(8, 4)
    wide = start - left - 40
    return CardPlaces(
        number=Box(left, 84, wide, 120),
        title=Box(left, 212, wide, 190),
        lines=Box(left, 410, wide, 76),
        sections=Box(start, 60, width, grid.height - 120),
    )


def large_title(
    sheet: Sheet, box: Box, scale: str, *, color: str = "text", bar: str | None = None, top: bool = False
) -> TextBlock:
    """The page's title large in `box`, at its foot unless `top`.

    Raises:
        InputError: it does not fit.
    """
    block = fit_text(
        "title",
        [Words([Run(text=sheet.heading)])],
        box,
        sheet.desk.theme,
        scale=scale,
        role="title",
        bold=True,
        color=color,
        anchor="top" if top else "bottom",
        bar=bar,
    )
    if block is None:
        raise does_not_fit("the title", sheet.page.at)
    return block


def cover(sheet: Sheet) -> Draft:
    """The talk's name on the lower left of the middle, its lines and its author below."""
    grid, theme = sheet.desk.theme.grid, sheet.desk.theme
    left, width = grid.margin + 24, grid.inner - 96
    title = large_title(sheet, Box(left, 90, width, 200), "cover", bar="accent")
    words = _lines(sheet)
    blocks: list[Block] = []
    said = " ".join(run.text for word in words for run in word.runs)
    if sheet.script.author and sheet.script.author not in said:
        words.append(Words([Run(text=sheet.script.author)]))
    if words:
        below = fit_text("body", words, Box(left, 310, width, 150), theme, scale="subtitle", color="muted", gap=0.25)
        if below is None:
            raise does_not_fit("what stands below the title", sheet.page.at)
        blocks.append(below)
    return Draft(title, blocks, [index for index, _ in sheet.contents.bullets], foot=False)


def large(sheet: Sheet) -> Draft:
    """The title alone, large, with a list as smaller lines below it."""
    grid, theme = sheet.desk.theme.grid, sheet.desk.theme
    left, width = grid.margin + 24, grid.inner - 96
    title = large_title(sheet, Box(left, 110, width, 200), "statement", bar="accent")
    blocks: list[Block] = []
    if lines := _lines(sheet):
        below = fit_text("body", lines, Box(left, 330, width, 150), theme, scale="subtitle", gap=0.25)
        if below is None:
            raise does_not_fit("the list below the title", sheet.page.at)
        blocks.append(below)
    return Draft(title, blocks, [index for index, _ in sheet.contents.bullets])


def section_card(sheet: Sheet) -> Draft:
    """The section's number and name, and the list of all sections with this one marked."""
    theme = sheet.desk.theme
    ground = theme.section_ground
    text, dim, mark = ("on_accent", "tint", "tint") if ground == "accent" else ("text", "muted", "accent")
    places, names = card_places(theme.grid), section_names(sheet.script)
    title = large_title(sheet, places.title, "statement", color=text, top=True)
    blocks: list[Block] = []
    if sheet.page.section in names and len(names) > 1:
        here = names.index(sheet.page.section)
        number = fit_text(
            "section-number",
            [Words([Run(text=str(here + 1))])],
            places.number,
            theme,
            scale="number",
            color=mark,
            bold=True,
            anchor="bottom",
        )
        blocks += [number] if number else []
    if lines := _lines(sheet):
        top = title.text_top + title.text_height + 18
        room = replace(places.lines, top=top, height=places.lines.bottom - top)
        below = fit_text("body", lines, room, theme, scale="subtitle", color=text, gap=0.25)
        if below is None:
            raise does_not_fit("the list below the section's name", sheet.page.at)
        blocks.append(below)
    if sheet.page.section in names and len(names) > 1:
        listed = _sections(names, names.index(sheet.page.section), places.sections, sheet, text, dim)
        blocks += [listed] if listed else []
    return Draft(title, blocks, [index for index, _ in sheet.contents.bullets], ground=ground)


def section_names(script: Script) -> list[str]:
    """The names of the talk's sections, in their order."""
    return list(dict.fromkeys(page.section for page in script.pages if page.section))


def _sections(names: list[str], here: int, box: Box, sheet: Sheet, text: str, dim: str) -> TextBlock | None:
    """The sections by number and name; `None` where they do not fit even in the smallest type."""
    first = min(max(0, here - LISTED // 2), max(0, len(names) - LISTED))
    rows = []
    for place in range(first, min(len(names), first + LISTED)):
        rows.append(Words([Run(text=f"{place + 1}\u2002{names[place]}", bold=place == here)]))
    block = fit_text(
        "sections", rows, box, sheet.desk.theme, scale="subtitle", role="sections", color=dim, anchor="middle", gap=0.5
    )
    if block is None:
        return None
    paragraphs = list(block.paragraphs)
    present = paragraphs[here - first]
    lines = tuple(tuple(replace(run, color=text) for run in line) for line in present.lines)
    paragraphs[here - first] = replace(present, lines=lines)
    return replace(block, paragraphs=tuple(paragraphs))


def _lines(sheet: Sheet) -> list[Words]:
    return [Words(bullet.runs, item=index, appears=bullet.appears) for index, bullet in sheet.contents.bullets]
