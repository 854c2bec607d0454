"""From the rendered text of a page file to pages of beats and items.

Paragraphs are spoken; everything else is shown, and appears with the paragraph after it. docs/pages.md describes the
format for authors.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from plainspoken.base.errors import InputError
from plainspoken.script.model import (
    Beat,
    Bullet,
    Code,
    Diagram,
    Direction,
    Formula,
    Mark,
    Number,
    Page,
    Picture,
    Quote,
    Run,
    Shown,
    Source,
    Table,
    Token,
)
from plainspoken.script.page.blocks import Block, read_blocks
from plainspoken.script.page.comments import Comment
from plainspoken.script.page.front_matter import declared_length
from plainspoken.script.page.headings import number_and_name, slug
from plainspoken.script.page.inline_text import Display, Form, number_of, read_display
from plainspoken.script.page.stage_directions import FASTER, SLOWER, read_direction
from plainspoken.script.page.table_cells import cells_of
from plainspoken.script.spoken.speakable import shows_symbols
from plainspoken.script.template.placeholders import Placeholders, WrittenValue
from plainspoken.script.template.source_positions import Locator

Speaker = Callable[[str, Sequence[tuple[int, int, str]]], list[tuple[int, int, Token]]]
"""Text and the spans in it that bring their own words, to (start, end, token) of each of its tokens."""

Figures = Callable[[str, str, Source], Picture]
"""The picture for a target, with the author's alternative text, at a place."""

Quotes = Callable[[str, Source], tuple[str, str]]
"""The code that a block's first line names, and the name of where it is from."""

_UNJUDGED = "check: off"
"""What a page says that `plainspoken pages --check` should pass over."""
_TRACKER = re.compile(r"tracker(?::\s*(.+))?$")
_OF_PAGE = re.compile(r"(?:layout:|check: off$|tracker(?::|$))")
_LAYOUT = re.compile(r"layout:\s*([\w-]+)$")
_HEADING_SETTINGS = re.compile(r"[ \t]*\{:?[ \t]*(?:[.#][\w:.-]+|[\w-]+=\S+|-)(?:[ \t]+\S+)*[ \t]*\}[ \t]*$")
_CALLOUT = re.compile(r"\[![\w-]+\][+-]?[ \t]*")
"""What opens a note or warning in a quotation, as GitHub and Obsidian have them."""
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_WORD = re.compile(r"\S+")
_ODD_SPACE = re.compile(r"[^\S ]|  ")


@dataclass(slots=True)
class RenderedFile:
    """One rendered file on its way to pages.

    `references` are its link definitions; `ledger` is None for a plain file. `words` is the text without comments,
    `footnotes` the blocks of its footnotes by label; `slides` says whether `---` parts its slides.
    """

    text: str
    file: str
    locator: Locator
    speak: Speaker
    figures: Figures
    quotes: Quotes
    ledger: Placeholders | None = None
    start: int = 0
    references: Mapping[str, str] = field(default_factory=dict)
    words: str = ""
    footnotes: dict[str, Block] = field(default_factory=dict)
    slides: bool = False

    def display(
        self,
        lines: list[tuple[int, int]],
        *,
        spoken: bool = False,
        breaks: Sequence[int] = (),
        silent_notes: bool = False,
    ) -> Display:
        """The lines as they are read, values written for captions or for slides."""
        form: Form = "captioned" if spoken else "shown"
        return read_display(
            self.words,
            lines,
            self.locator,
            self.ledger,
            form=form,
            references=self.references,
            breaks=breaks,
            silent_notes=spoken or silent_notes,
        )

    def plain(self, start: int, end: int) -> str:
        """A stretch without values' markers and without marks being read."""
        text = self.text[start:end]
        return self.ledger.shown(text) if self.ledger else text


@dataclass(slots=True)
class Paging:
    """What goes over from file to file: the names given, and the section we are in."""

    ids: dict[str, int] = field(default_factory=dict)
    section: str | None = None
    preamble: list[tuple[str, Source]] = field(default_factory=list)
    waiting: tuple[Page, str] | None = None

    def rest(self) -> Iterator[Page]:
        """The page of a section's name that no page has followed: it would be lost."""
        waiting, self.waiting = self.waiting, None
        if waiting is not None:
            page, wish = waiting
            yield page.model_copy(update={"id": self.name(wish)})

    def name(self, wish: str) -> str:
        """A unique, stable id for a page: its slug, with -2, -3 and so on for further ones."""
        base = slug(wish)
        self.ids[base] = self.ids.get(base, 0) + 1
        unique = base if self.ids[base] == 1 else f"{base}-{self.ids[base]}"
        while unique != base and unique in self.ids:
            self.ids[base] += 1
            unique = f"{base}-{self.ids[base]}"
        self.ids.setdefault(unique, 1)
        return unique


def read_pages(manuscript: RenderedFile, paging: Paging) -> Iterator[Page]:
    """The pages of one rendered file, in order.

    Text before the first heading is a preamble, neither spoken nor shown; a file without any heading is one page. A
    thematic break ends a page; what stands below it is one more, unless a heading follows. `Paging.rest` has what is
    left when all files have been read.
    """
    outline = read_blocks(manuscript.text, manuscript.start, indented_code=manuscript.ledger is None)
    manuscript.references, manuscript.words = outline.references, outline.text
    manuscript.slides = any(block.kind == "break" for block in outline.blocks)
    manuscript.footnotes = {block.info: block for block in outline.blocks if block.kind == "footnote"}
    parts = _parts(outline.blocks)
    if _is_preamble(parts, manuscript):
        for block in parts.pop(0):
            paging.preamble.append(_written(block, manuscript.plain, manuscript.locator))
    layouts = [comment for comment in outline.comments if _OF_PAGE.match(comment.text)]
    for part in parts:
        ended = part[-1].kind == "break"
        blocks = part[:-1] if ended else part
        if not blocks or all(block.kind == "footnote" for block in blocks):
            continue
        builder = _Builder(manuscript, paging)
        page = builder.build(blocks, layouts)
        if blocks[0].level == 1 and not page.items and not page.beats and not ended:
            yield from paging.rest()
            paging.section = builder.heading or None
            paging.waiting = (page, builder.wish)
            continue
        if page.layout == "section" and blocks[0].level == 1:
            yield from paging.rest()
        paging.waiting = None
        yield page.model_copy(update={"id": paging.name(builder.wish)})


def _parts(blocks: list[Block]) -> list[list[Block]]:
    """The blocks of each page, from its heading or the break above it to the next; a break closes its part."""
    parts: list[list[Block]] = [[]]
    for block in blocks:
        if block.kind == "heading" and parts[-1]:
            parts.append([])
        parts[-1].append(block)
        if block.kind == "break":
            parts.append([])
    return [part for part in parts if part and part[0].kind != "break"]


def _is_preamble(parts: list[list[Block]], manuscript: RenderedFile) -> bool:
    """Whether the first part stands above the first page. Where a break closes it, it is a slide, unless it declares
    the script's length."""
    if not parts or parts[0][0].kind == "heading" or len(parts) == 1:
        return False
    if parts[0][-1].kind != "break":
        return True
    texts = [_written(block, manuscript.plain, manuscript.locator) for block in parts[0]]
    return declared_length(texts) is not None


def _written(block: Block, plain: Callable[[int, int], str], locator: Locator) -> tuple[str, Source]:
    return "\n".join(plain(*line) for line in block.lines), locator.source(block.start, block.end)


def read_preamble(text: str, locator: Locator, start: int) -> list[tuple[str, Source]]:
    """What stands above the first heading, block by block; nothing when there is no heading."""
    blocks = read_blocks(text, start).blocks
    first = next((index for index, block in enumerate(blocks) if block.kind == "heading"), 0)
    return [_written(block, lambda left, right: text[left:right], locator) for block in blocks[:first]]


class _Builder:
    """Builds one page."""

    def __init__(self, manuscript: RenderedFile, paging: Paging) -> None:
        self.manuscript = manuscript
        self.paging = paging
        self.items: list[Shown] = []
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
            items=_appearing(_in_columns(self.items), self.beats),
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
            self._show(self._table(block))
        elif kind == "formula":
            tex = "\n".join(self.manuscript.plain(*line) for line in block.lines).strip()
            if tex:
                self._show(Formula(tex=tex, numbers=self._values(block), column=block.column, at=self._at(block)))
        elif kind == "fence":
            self._fence(block)

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

    def _table(self, block: Block) -> Table:
        numbers: list[Number] = []

        def cells(line: tuple[int, int]) -> list[list[Run]]:
            row = []
            for cell in cells_of(self.manuscript.words, *line):
                display = self._display(Block("table", *cell, [cell], column=block.column))
                numbers.extend(self._numbers(display))
                runs = display.runs() or [Run(text=image.alt) for image in display.images if image.alt]
                row.append(
                    [run.model_copy(update={"text": run.text.replace("\\|", "|")}) if run.code else run for run in runs]
                )
            return row

        header, *rows = [cells(line) for line in block.lines]
        width = len(header)
        rows = [[*row[:width], *([[]] * (width - len(row)))] for row in rows]
        align = [*block.align[:width], *(["left"] * (width - len(block.align)))]
        return Table.model_validate(
            {
                "header": header,
                "rows": rows,
                "align": align,
                "numbers": numbers,
                "column": block.column,
                "at": self._at(block),
            }
        )

    def _fence(self, block: Block) -> None:
        text = "\n".join(self.manuscript.plain(*line) for line in block.lines)
        info = self.manuscript.ledger.shown(block.info) if self.manuscript.ledger else block.info
        language, _, rest = info.partition(" ")
        at = self._at(block)
        if language == "diagram":
            name, _, alt = rest.strip().partition(" ")
            alt = alt.strip().strip('"')
            self._show(Diagram(name=name, text=text, alt=alt, numbers=self._values(block), column=block.column, at=at))
        elif rest.split(maxsplit=1)[:1] == ["from"]:
            if text.strip():
                raise InputError(
                    f"this block takes its code from {rest.split()[1]} and holds some of its own"
                    if rest.split()[1:]
                    else "this block holds code of its own and says `from`",
                    remedy="leave the block empty, or write the language alone above it",
                    file=at.file,
                    line=at.line,
                    column=at.column,
                )
            quoted, origin = self.manuscript.quotes(info, at)
            self._show(Code(language=language, text=quoted, origin=origin, column=block.column, at=at))
        elif text.strip():
            self._show(Code(language=language, text=text, numbers=self._values(block), column=block.column, at=at))

    def _paragraph(self, block: Block) -> None:
        display = self.manuscript.display(block.lines, spoken=True, breaks=block.breaks)
        self._referring(display)
        self._pictures(display, block.column)
        # A paragraph of emoji alone stays a beat, so that the linter and the voice can say where it stands.
        if not display.values and not shows_symbols(display.text):
            return
        tokens, emphasis, starts = self._tokens(display)
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
        for place, item in enumerate(self.items):
            if item.appears == _PENDING:
                self.items[place] = item.model_copy(update={"appears": index if index else None})

    def _tokens(self, display: Display) -> tuple[list[Token], list[int], list[int]]:
        """The tokens of a beat with their places, which of them are emphasised, and where each starts."""
        if self.manuscript.speak is unspoken and (found := _runs(display)):
            return found, [], []
        spans = [(start, end, self._said(phrase)) for start, end, phrase in display.values]
        spoken = self.manuscript.speak(display.text, [span for span in spans if span[2]])
        stressed = [(start, end) for start, end, style in display.styles if style.bold or style.italic]
        sources = display.sources([(start, end) for start, end, _ in spoken])
        tokens: list[Token] = []
        emphasis: list[int] = []
        for (start, end, token), at in zip(spoken, sources, strict=True):
            if stressed and any(left < end and start < right for left, right in stressed):
                emphasis.append(len(tokens))
            tokens.append(Token(token.shown, token.said, token.syllables, at))
        return tokens, emphasis, [start for start, _, _ in spoken]

    def _numbers(self, display: Display) -> list[Number]:
        return _numbers(self.manuscript, display)

    def _values(self, block: Block) -> list[Number]:
        """The values in a block that is not read as prose; its other digits are code, and nobody's claim."""
        ledger = self.manuscript.ledger
        if ledger is None:
            return []
        found = []
        for at in range(block.start, block.end):
            phrase = ledger.phrase(self.manuscript.text[at])
            if phrase is not None and phrase.value is not None:
                place = self.manuscript.locator.source(at, at + 1)
                found.append(number_of(phrase, phrase.shown, _say(self.manuscript, phrase.saying), place))
        return found

    def _said(self, phrase: WrittenValue) -> str:
        """The spoken words of a value; none for words of a record, which are read as any other."""
        return "" if phrase.value is None else _say(self.manuscript, phrase.saying)

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
        self.items.append(item.model_copy(update={"appears": _PENDING}))

    def _at(self, block: Block) -> Source:
        return self.manuscript.locator.source(block.start, block.end)


def unspoken(text: str, spans: Sequence[tuple[int, int, str]]) -> list[tuple[int, int, Token]]:
    """The speaker for those who want words and their places only, without spoken form and syllables.

    Where the text of a beat stands as it was written, its tokens are whole runs of words and not single ones.
    """
    found, at = [], 0
    while word := _WORD.search(text, at):
        at = max([word.end(), *(stop for start, stop, _ in spans if start < word.end() and word.start() < stop)])
        found.append((word.start(), at, Token(text[word.start() : at], "", 0)))
    return found


def _runs(display: Display) -> list[Token]:
    """One token for each unbroken run of a text, when it breaks at single spaces only; else none."""
    text = display.text
    if display.values or _ODD_SPACE.search(text):
        return []
    starts = [start for start, _ in display.pieces]
    spans = []
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        if start and text[start - 1] != " " and text[start : start + 1] != " ":
            return []
        run = text[start:end]
        if bare := run.strip(" "):
            left = start + len(run) - len(run.lstrip(" "))
            spans.append((left, left + len(bare)))
    return [Token(text[start:end], "", 0, at) for (start, end), at in zip(spans, display.sources(spans), strict=True)]


_PENDING = -1
"""An item's `appears` until the next paragraph is read."""


def _flat(blocks: list[Block]) -> Iterator[Block]:
    """The blocks of a quotation, those of quotations within it among them."""
    for block in blocks:
        if block.kind == "quote":
            yield from _flat(block.children)
        else:
            yield block


def _in_columns(items: list[Shown]) -> list[Shown]:
    """The items; where some stand in a second column and none in the first, those above them do."""
    columns = {item.column for item in items}
    if 1 not in columns or 0 in columns:
        return items
    first = next(place for place, item in enumerate(items) if item.column == 1)
    return [
        item.model_copy(update={"column": 0}) if place < first and item.column is None else item
        for place, item in enumerate(items)
    ]


def _appearing(items: list[Shown], beats: list[Beat]) -> list[Shown]:
    """The items, those that no paragraph follows there from the start."""
    return [item.model_copy(update={"appears": None}) if item.appears == _PENDING else item for item in items]


def _say(manuscript: RenderedFile, text: str) -> str:
    """The words that a voice says for a number."""
    return " ".join(token.said for _, _, token in manuscript.speak(text, ()) if token.said).rstrip(".,;:!?")


def _numbers(manuscript: RenderedFile, display: Display) -> list[Number]:
    return display.numbers(lambda text: _say(manuscript, text))


def _layout(comment: Comment) -> str:
    match = _LAYOUT.match(comment.text)
    assert match is not None
    return match[1]


def _collapsed(text: str) -> str:
    return " ".join(text.split())
