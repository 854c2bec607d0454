"""One page from its heading and the blocks below it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace

from plainspoken.script.model import (
    Beat,
    Bullet,
    Direction,
    Formula,
    Mark,
    Number,
    Page,
    Quote,
    Run,
    Shown,
    Source,
)
from plainspoken.script.page.blocks import Block
from plainspoken.script.page.comments import Comment
from plainspoken.script.page.fenced_blocks import fenced_item, values_in
from plainspoken.script.page.headings import number_and_name
from plainspoken.script.page.inline_text import Display
from plainspoken.script.page.item_order import PENDING, appearing, in_columns
from plainspoken.script.page.rendered_file import Paging, RenderedFile
from plainspoken.script.page.spoken_tokens import said, tokens_of
from plainspoken.script.page.stage_directions import FASTER, SLOWER, read_direction
from plainspoken.script.page.table_cells import table_of
from plainspoken.script.spoken.speakable import shows_symbols

_UNJUDGED = "check: off"
"""What a page says that `plainspoken pages --check` should pass over."""
_TRACKER = re.compile(r"tracker(?::\s*(.+))?$")
_LAYOUT = re.compile(r"layout:\s*([\w-]+)$")
_HEADING_SETTINGS = re.compile(r"[ \t]*\{:?[ \t]*(?:[.#][\w:.-]+|[\w-]+=\S+|-)(?:[ \t]+\S+)*[ \t]*\}[ \t]*$")
_CALLOUT = re.compile(r"\[![\w-]+\][+-]?[ \t]*")
"""What opens a note or warning in a quotation, as GitHub and Obsidian have them."""
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class PageBuilder:
    """Builds one page."""

    def __init__(self, manuscript: RenderedFile, paging: Paging) -> None:
        self.manuscript = manuscript
        self.paging = paging
        self.items: list[Shown] = []
        self.settled = 0
        self.beats: list[Beat] = []
        self.directions: list[Direction] = []
        self.notes: list[str] = []
        self.referred: dict[str, None] = {}
        self.pause = 0
        self.rate = 1.0
        self.heading = ""
        self.wish = ""

    def build(self, blocks: list[Block], layouts: list[Comment]) -> Page:
        """The page of a heading and what stands below it; `wish` is what its id should be made of."""
        heading = blocks[0] if blocks[0].kind == "heading" else None
        lines, anchor = self._heading_lines(heading) if heading else ([], None)
        title = self.manuscript.display(lines, silent_notes=True) if heading else None
        if title is not None:
            self._referring(title)
            self._pictures(title)
        for block in blocks[1:] if heading else blocks:
            self._block(block)
        if self.pause and self.beats:
            last = self.beats[-1]
            self.beats[-1] = last.model_copy(update={"pause_after_ms": last.pause_after_ms + self.pause})
        shown = _collapsed(title.text) if title else ""
        self.heading = shown
        first_level = heading is not None and heading.level == 1
        named_alone = not self.items and not self.beats
        if first_level and not named_alone and not self.manuscript.slides:
            self.paging.section = shown or None
        start, end = blocks[0].start, blocks[-1].end
        own = [comment for comment in layouts if start <= comment.start <= end]
        layout = next((_layout(comment) for comment in own if _LAYOUT.match(comment.text)), None)
        if layout is None and first_level and (named_alone or not self.manuscript.slides):
            layout = "section"
        number, name = number_and_name(shown)
        wish = self.manuscript.words[slice(*lines[0])] if heading and number is None else shown
        self.wish = wish if number is None else f"page-{number}"
        return Page(
            id="page",
            number=number,
            title=name,
            section=shown if first_level and named_alone else self.paging.section,
            layout=layout,
            items=appearing(in_columns(self.items)),
            beats=self.beats,
            title_numbers=self._numbers(title) if title and name is not None and number is None else [],
            directions=self.directions,
            judged=all(comment.text != _UNJUDGED for comment in own),
            tracker=[self._comment(match[1] or "") for comment in own if (match := _TRACKER.match(comment.text))],
            notes=self.notes,
            footnotes=self._footnotes(),
            anchor=anchor,
            at=self.manuscript.locator.source(start, end),
        )

    def _heading_lines(self, heading: Block) -> tuple[list[tuple[int, int]], str | None]:
        """A heading's lines without the attributes at its end, and the name that they give the page."""
        start, end = heading.lines[-1]
        match = _HEADING_SETTINGS.search(self.manuscript.words, start, end)
        if match is None:
            return heading.lines, None
        name = re.search(r"#([\w:.-]+)", match[0])
        return [*heading.lines[:-1], (start, match.start())], name[1] if name else None

    def _referring(self, display: Display) -> None:
        self.referred.update(dict.fromkeys(display.notes))

    def _footnotes(self) -> list[list[Run]]:
        """The footnotes that the page refers to, each with its number before it."""
        found = []
        for label in self.referred:
            block = self.manuscript.footnotes[label]
            number = self.manuscript.references[f"^{label}"].translate(_RAISED)
            found.append([Run(text=f"{number} "), *self._display(block).runs()])
        return found

    def _display(self, block: Block) -> Display:
        """A shown block as it is read, its footnotes and pictures taken note of."""
        display = self.manuscript.display(block.lines, breaks=block.breaks)
        self._referring(display)
        self._pictures(display, block.column)
        return display

    def _comment(self, text: str) -> str:
        """What a comment says, values written out."""
        return self.manuscript.ledger.shown(text) if self.manuscript.ledger else text

    def _block(self, block: Block) -> None:
        kind = block.kind
        if kind == "paragraph":
            self._paragraph(block)
        elif kind == "direction":
            self._direction(block)
        elif kind == "item":
            display = self._display(block)
            if runs := display.runs():
                term = block.info == "term"
                self._show(
                    Bullet(
                        runs=[run.model_copy(update={"bold": True}) for run in runs] if term else runs,
                        level=block.level,
                        ordinal=block.number,
                        done=block.done,
                        mark=not term and block.info != "continued",
                        numbers=self._numbers(display),
                        column=block.column,
                        at=self._at(block),
                    )
                )
        elif kind == "quote":
            self._quote(block)
        elif kind == "note":
            display = self.manuscript.display(block.lines, breaks=block.breaks, silent_notes=True)
            if text := display.text.strip():
                self.notes.append(text)
        elif kind == "footnote":
            if block.info not in self.referred and not self._is_referred(block.info):
                self.referred[block.info] = None
        elif kind == "table":
            self._show(table_of(block, self.manuscript, self._display))
        elif kind == "formula":
            tex = "\n".join(self.manuscript.plain(*line) for line in block.lines).strip()
            if tex:
                self._show(
                    Formula(tex=tex, numbers=values_in(block, self.manuscript), column=block.column, at=self._at(block))
                )
        elif kind == "fence":
            fenced = fenced_item(block, self.manuscript)
            if fenced is not None:
                self._show(fenced)

    def _is_referred(self, label: str) -> bool:
        """Whether a footnote is referred to anywhere: one that is not stands on the page of its own text."""
        return f"[^{label}]" in self.manuscript.words.replace(f"[^{label}]:", "")

    def _quote(self, block: Block) -> None:
        """A quotation: its paragraphs, lists and inner quotations as lines; what is no text is shown by itself."""
        runs: list[Run] = []
        numbers: list[Number] = []

        def flush() -> None:
            if runs:
                self._show(Quote(runs=[*runs], numbers=[*numbers], column=block.column, at=self._at(block)))
            runs.clear()
            numbers.clear()

        for child in _flat(block.children):
            if child.kind in ("paragraph", "item", "direction", "heading"):
                lines = child.lines
                if child.kind == "paragraph" and (match := _CALLOUT.match(self.manuscript.words, *lines[0])):
                    lines = [(match.end(), lines[0][1]), *lines[1:]]
                display = self._display(replace(child, lines=lines, column=block.column))
                found = display.runs()
                if not found:
                    continue
                if child.kind == "heading":
                    found = [run.model_copy(update={"bold": True}) for run in found]
                elif child.kind == "item":
                    mark = f"{child.number}." if child.number is not None else "•"
                    found = [Run(text=f"{mark} "), *found]
                runs += [Run(text="\n"), *found] if runs else found
                numbers += self._numbers(display)
            else:
                flush()
                self._block(child)
        flush()

    def _paragraph(self, block: Block) -> None:
        display = self.manuscript.display(block.lines, spoken=True, breaks=block.breaks)
        self._referring(display)
        self._pictures(display, block.column)
        # A paragraph of emoji alone stays a beat, so that the linter and the voice can say where it stands.
        if not display.values and not shows_symbols(display.text):
            return
        tokens, emphasis, starts = tokens_of(display, self.manuscript)
        if not tokens:
            return
        index = len(self.beats)
        self.beats.append(
            Beat(
                tokens=tokens,
                numbers=self._numbers(display),
                pause_before_ms=self.pause if index else 0,
                rate=self.rate,
                emphasis=emphasis,
                marks=[
                    Mark(
                        name=pointer.name,
                        token=bisect_left(starts, pointer.at),
                        at=self.manuscript.locator.source(pointer.start, pointer.end),
                    )
                    for pointer in display.pointers
                ],
                at=self._at(block),
            )
        )
        self.pause, self.rate = 0, 1.0
        for place in range(self.settled, len(self.items)):
            item = self.items[place]
            if item.appears == PENDING:
                self.items[place] = item.model_copy(update={"appears": index if index else None})
        self.settled = len(self.items)

    def _numbers(self, display: Display) -> list[Number]:
        return display.numbers(lambda text: said(text, self.manuscript))

    def _pictures(self, display: Display, column: int | None = None) -> None:
        for image in display.images:
            at = self.manuscript.locator.source(image.start, image.end)
            picture = self.manuscript.figures(image.target, image.alt.strip(), at)
            if column is not None:
                picture = picture.model_copy(update={"column": column})
            if image.focus or image.note:
                names = [name.strip() for name in image.focus.split(";") if name.strip()]
                picture = picture.model_copy(update={"focus": names, "note": image.note})
            if image.title:
                picture = picture.model_copy(update={"caption": image.title})
            self._show(picture)

    def _direction(self, block: Block) -> None:
        text = self.manuscript.plain(block.start, block.end)
        order = read_direction(text)
        at = self._at(block)
        self.directions.append(Direction(text=text, kind=order.kind, beat=len(self.beats), at=at))
        self.pause += order.pause_ms
        if order.kind in ("slower", "faster"):
            self.rate = SLOWER if order.kind == "slower" else FASTER

    def _show(self, item: Shown) -> None:
        self.items.append(item.model_copy(update={"appears": PENDING}))

    def _at(self, block: Block) -> Source:
        return self.manuscript.locator.source(block.start, block.end)


def _flat(blocks: list[Block]) -> Iterator[Block]:
    """The blocks of a quotation, those of quotations within it among them."""
    for block in blocks:
        if block.kind == "quote":
            yield from _flat(block.children)
        else:
            yield block


def _layout(comment: Comment) -> str:
    match = _LAYOUT.match(comment.text)
    assert match is not None
    return match[1]


def _collapsed(text: str) -> str:
    return " ".join(text.split())
