"""From a script to laid-out slides: a layout for each page, boxes for all that it shows, beats for each slide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from plainspoken.base.errors import InputError, together
from plainspoken.script.model import Item, Page, Picture, Run, Script, Table
from plainspoken.slides.layout.arrange import arrange
from plainspoken.slides.layout.boxes import Block, Box, Footer, SlideLayout, TextBlock
from plainspoken.slides.layout.choose_layout import choose_layout
from plainspoken.slides.layout.evidence_block import LayoutContext
from plainspoken.slides.layout.figure_pictures import with_figures
from plainspoken.slides.layout.marks.place_marks import Marking, place_marks
from plainspoken.slides.layout.motion import with_motion
from plainspoken.slides.layout.page_draft import Draft, PageState
from plainspoken.slides.layout.patterns import foot_role, pattern_for
from plainspoken.slides.layout.picture_files import ready_picture
from plainspoken.slides.layout.plain_pages import with_words
from plainspoken.slides.layout.text_fit import UnsetParagraph, set_words
from plainspoken.slides.layout.theme import Theme
from plainspoken.slides.layout.tracker import RESERVED, talk_maps, tracker_block
from plainspoken.slides.layout.winner_cells import with_winner

OPENINGS = frozenset({"title", "section", "closing"})
"""Layouts that have no place for the talk's map."""
FOOT_LETTERS = 70
"""A section's name longer than this does not stand in the footer."""


def layout_script(
    script: Script,
    theme: Theme,
    *,
    build: Path,
    folder: Path,
    marking: Marking = "automatic",
    colors: Mapping[str, str] | None = None,
) -> list[SlideLayout]:
    """Lay out every page on one slide, or on several when it does not fit.

    Args:
        script: the rendered script.
        theme: colours, type scale and grid.
        build: the talk's build folder, which figures' paths are relative to and where formulas are drawn.
        folder: the talk's own folder, which its own pictures' paths are relative to.
        marking: which parts of pictures light up while they are spoken of.
        colors: colours that keep one meaning through the talk, `#RRGGBB` by the words of the labels that have them.

    Raises:
        InputError: what is wrong on all pages, together: a picture is missing or cannot be shown; a mark names nothing
            that is shown; a title, code line or table row does not fit even at the floor size; a page names a layout
            that cannot show it.
    """
    script = with_words(with_figures(script, theme, build, colors or {}))
    context = LayoutContext(theme, build, folder)
    slides: list[tuple[int, int, int, str, Draft]] = []
    maps = talk_maps(script.pages)
    errors: list[InputError] = []
    for index, page in enumerate(script.pages):
        try:
            _check_amount(page)
            layout = choose_layout(script, index)
            if layout in OPENINGS:
                maps[index] = None
            reserved = RESERVED if maps[index] is not None else 0.0
            state = PageState(script, page, context, layout, reserved)
            drafts = arrange(state)
            if state.footnotes is not None:
                drafts = [replace(draft, blocks=[*draft.blocks, state.footnotes]) for draft in drafts]
        except InputError as error:
            errors.append(error)
            errors += _broken_pictures(page, context, error)
            continue
        slides += [(index, part, len(drafts), layout, draft) for part, draft in enumerate(drafts)]
    if errors:
        raise together(errors)
    of_page: dict[int, list[Draft]] = {}
    for index, _, _, _, draft in slides:
        of_page.setdefault(index, []).append(draft)
    laid: list[SlideLayout] = []
    for number, (index, part, parts, layout, draft) in enumerate(slides, 1):
        page = script.pages[index]
        starts = _starts(page, of_page[index])
        end = starts[part + 1] if part + 1 < parts else len(page.beats)
        blocks = with_winner(page, _in_time(draft.blocks, starts[part] if part else None), theme)
        if (talk_map := maps[index]) is not None:
            blocks = (*blocks, tracker_block(talk_map, theme))
        laid.append(
            SlideLayout(
                page=page.id,
                page_index=index,
                part=part,
                parts=parts,
                layout=layout,
                number=number,
                section=page.section,
                title=draft.title,
                blocks=blocks,
                footer=_footer(page, number, len(slides), theme, draft, layout) if draft.foot else None,
                first_beat=starts[part],
                end_beat=end,
                ground=draft.ground,
                marks=place_marks(page, draft.blocks, range(starts[part], end), marking),
                notes=(f"continued on {parts} slides",) if parts > 1 and part == 0 else (),
            )
        )
    return with_motion(laid, script.pages, marking=marking == "automatic")


LONGEST_TITLE = 1000
MOST_ITEMS = 300
"""Bullets, rows of tables and other items of one page."""
MOST_CELLS = 2000
MOST_SHOWN = 40_000
"""Characters; some thirty full slides, for fitting tries many ways to set a page."""


def _check_amount(page: Page) -> None:
    """Refuse a page that no slides are meant for, before any way to set it is tried.

    Raises:
        InputError: as said.
    """
    shown = sum(_characters(item) for item in page.items)
    items = sum(len(item.rows) if isinstance(item, Table) else 1 for item in page.items)
    cells = sum(len(item.header) * len(item.rows) for item in page.items if isinstance(item, Table))
    for count, most, what in (
        (len(page.title or ""), LONGEST_TITLE, "characters in its title"),
        (items, MOST_ITEMS, "items to show"),
        (cells, MOST_CELLS, "cells of tables"),
        (shown, MOST_SHOWN, "characters to show"),
    ):
        if count > most:
            raise InputError(
                f"the page {page.id[:60]!r} has {count:,} {what}; the limit is {most:,}",
                file=page.at.file, line=page.at.line, remedy="divide it, or leave some of it to what is said",
            )  # fmt: skip


def _characters(item: Item) -> int:
    if isinstance(item, Table):
        return sum(len(run.text) for row in [item.header, *item.rows] for cell in row for run in cell)
    runs = getattr(item, "runs", ())
    return sum(len(run.text) for run in runs) + sum(len(getattr(item, name, "")) for name in ("text", "tex"))


def _broken_pictures(page: Page, context: LayoutContext, found: InputError) -> list[InputError]:
    """What else is wrong with the pictures of a page on which one error was found."""
    errors = []
    for item in page.items:
        if isinstance(item, Picture):
            try:
                ready_picture(item, context.folder, context.build)
            except InputError as error:
                errors.append(error)
    return [error for error in errors if str(error) != str(found)]


def _starts(page: Page, drafts: list[Draft]) -> list[int]:
    """The beat with which each slide of a page begins: that of the first item which it shows anew, or, where items
    do not say, an equal share of the beats."""
    starts, beats = [0], len(page.beats)
    for part, draft in enumerate(drafts[1:], 1):
        seen = {index for earlier in drafts[:part] for index in earlier.items}
        fresh = [page.items[index].appears for index in draft.items if index not in seen]
        times = [beat for beat in fresh if beat is not None]
        share = round(beats * part / len(drafts))
        wanted = min(times) if times else share
        starts.append(min(wanted if wanted > starts[-1] else max(share, starts[-1] + 1), max(beats, 0)))
    return starts


def _in_time(blocks: list[Block], first: int | None) -> list[Block]:
    """On a slide that goes on with a page, what appeared before it is there from its start."""
    if first is None:
        return blocks
    result: list[Block] = []
    for block in blocks:
        if isinstance(block, TextBlock):
            paragraphs = tuple(
                replace(paragraph, appears=_later(paragraph.appears, first)) for paragraph in block.paragraphs
            )
            block = replace(block, paragraphs=paragraphs)
        result.append(replace(block, appears=_later(block.appears, first)))
    return result


def _later(appears: int | None, first: int) -> int | None:
    return appears if appears is not None and appears > first else None


def _footer(page: Page, number: int, total: int, theme: Theme, draft: Draft, layout: str) -> Footer:
    """What stands at the foot; the section's name, but on its own card."""
    grid = theme.grid
    inverse, named = draft.ground == "accent", layout != "section"
    role = foot_role(pattern_for(layout, draft.blocks))
    color = "on_accent" if inverse else role if role in theme.colors else "muted"
    top = grid.footer_top
    section = None
    if named and page.section and len(page.section) <= FOOT_LETTERS:
        section = _foot(
            "section",
            page.section,
            Box(grid.margin, top, grid.inner * 0.8, grid.footer_height),
            theme,
            color,
            right=False,
        )
    figure = _foot(
        "slide-number",
        str(number),
        Box(grid.right - 80, top, 80, grid.footer_height),
        theme,
        color,
        right=True,
    )
    if inverse:
        return Footer(section, figure, None, None)
    track = Box(0, grid.height - 4, grid.width, 4)
    return Footer(section, figure, track, replace(track, width=round(grid.width * number / total, 2)))


def _foot(name: str, text: str, box: Box, theme: Theme, color: str, *, right: bool) -> TextBlock:
    paragraphs = set_words(
        [UnsetParagraph([Run(text=text)])],
        theme.sizes("footer")[0],
        box.width,
        theme,
        role="footer",
        color=color,
        align="right" if right else "left",
    )
    return TextBlock(name=name, box=box, role="footer", paragraphs=paragraphs, anchor="middle")
