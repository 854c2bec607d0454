"""Layout state of one page: its title block, the box below it, and the drafts of its slides."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property

from plainspoken.base.errors import InputError
from plainspoken.script.model import Page, Run, Script
from plainspoken.slides.layout.boxes import Block, Box, TableBlock, TextBlock
from plainspoken.slides.layout.choose_layout import Contents, contents_of
from plainspoken.slides.layout.evidence_block import LayoutContext
from plainspoken.slides.layout.text_fit import UnsetParagraph, does_not_fit, fit_text

BELOW_TITLE = 24.0
"""Room between the title's last line and the evidence, in points."""
LEAST_TITLE, ABOVE_TITLE = 80.0, 10.0
"""Where a title is too long for a template's place it has this height, in points (two lines of 36), and stands at least
so far from the page's edge."""
LOWERED = 64.0
"""How far words, tables and code are lowered at most on a page that they leave largely empty, in points."""
LOWER = 0.38
"""Which share of the room below them goes above them: the middle that the eye sees is a little above the page's."""
FOOTNOTE_GAP = 10.0
"""Room between what a page shows and its footnotes, in points."""
HEADING_LETTERS = 120
"""The first sentence of a page without a title stands for it when it is no longer than this."""


@dataclass(frozen=True)
class Draft:
    """A slide before it has its number and its beats. `items` are the indices of what it shows."""

    title: TextBlock
    blocks: list[Block]
    items: list[int]
    ground: str = "ground"
    foot: bool = True


@dataclass(frozen=True)
class PageState:
    """One page and what the arranging functions know of it."""

    script: Script
    page: Page
    context: LayoutContext
    layout: str
    reserved: float = 0.0

    @cached_property
    def contents(self) -> Contents:
        """What the page holds."""
        return contents_of(self.page)

    @cached_property
    def title(self) -> TextBlock:
        """The page's title in its usual place."""
        return title_block(self)

    @cached_property
    def body(self) -> Box:
        """Where the evidence goes: from a constant distance below the title, be it one line or two, to the foot."""
        grid = self.context.theme.grid
        top = max(self.title.text_top + self.title.text_height + BELOW_TITLE, grid.evidence_top)
        foot = self.footnotes.text_height + FOOTNOTE_GAP if self.footnotes is not None else 0.0
        return Box(grid.margin, top, grid.inner, grid.body_bottom - foot - top)

    @cached_property
    def footnotes(self) -> TextBlock | None:
        """The page's footnotes, small, at the foot of the body; None where it has none.

        Raises:
            InputError: they need more than a quarter of the body.
        """
        if not self.page.footnotes:
            return None
        theme, grid = self.context.theme, self.context.theme.grid
        high = (grid.body_bottom - grid.body_top) / 4
        block = fit_text(
            "footnotes",
            [UnsetParagraph(runs) for runs in self.page.footnotes],
            Box(grid.margin, grid.body_bottom - high, grid.inner, high),
            theme,
            scale="caption",
            color="muted",
            anchor="bottom",
            gap=0.15,
        )
        if block is None:
            raise does_not_fit("the footnotes", self.page.at)
        top = grid.body_bottom - block.text_height
        return replace(block, box=replace(block.box, top=top, height=block.text_height))

    @property
    def heading(self) -> str:
        """The page's title. A page of a plain script may have none: then its first sentence stands for it."""
        if self.page.title:
            return self.page.title
        number = self.page.number
        name = f"Page {number}" if number is not None else self.page.id.replace("-", " ").capitalize()
        spoken = [beat.shown for beat in self.page.beats if beat.shown]
        sentence = re.match(r".+?[.!?](?=\s|$)", " ".join(spoken))
        for words in ([sentence[0]] if sentence else []) + spoken[:1]:
            if len(words) <= HEADING_LETTERS:
                return words.rstrip(".,;: ")
        return name


def title_block(state: PageState) -> TextBlock:
    """The title in its usual place, in at most two lines, or three at the floor size.

    Raises:
        InputError: it is longer.
    """
    theme, grid = state.context.theme, state.context.theme.grid
    words = [UnsetParagraph([Run(text=state.heading)])]
    least = max(grid.title_height, LEAST_TITLE)
    width = min(grid.title.width, grid.inner - state.reserved)
    for height in dict.fromkeys((grid.title_height, least, least + 18)):
        box = Box(grid.margin, grid.title_top, width, height)
        block = fit_text(
            "title", words, box, theme, scale="title", bold=True, color=theme.title_color, align=theme.title_align
        )
        if block is not None:
            high = round(block.text_height, 2)
            spare = grid.title_height - high
            raised = {"top": min(0.0, least - height), "middle": spare / 2, "bottom": spare}[theme.title_anchor]
            top = max(grid.title_top + raised, min(grid.title_top, ABOVE_TITLE))
            return replace(block, box=replace(block.box, top=top, height=high))
    raise InputError(
        f"the title does not fit: {state.heading!r}",
        file=state.page.at.file,
        line=state.page.at.line,
        column=state.page.at.column,
        remedy="say it in about a hundred letters; two lines are what a title has room for",
    )


def settled(blocks: list[Block], body: Box) -> list[Block]:
    """Words, tables and code that leave much of the page empty stand a little lower than at its top."""
    if not all(isinstance(block, TextBlock | TableBlock) for block in blocks):
        return blocks
    lowest = max(
        block.text_top + block.text_height + block.padding if isinstance(block, TextBlock) else block.box.bottom
        for block in blocks
    )
    shift = min(max(0.0, body.bottom - lowest) * LOWER, LOWERED)
    moved: list[Block] = []
    for block in blocks:
        box = replace(block.box, top=block.box.top + shift)
        moved.append(replace(block, box=replace(box, height=min(box.height, body.bottom - box.top))))
    return moved
