"""The blocks of a page file: which lines are a heading, a paragraph, a list item, a table, and so on.

One pass over the lines, in time linear in their number. The rules are Markdown's, made simpler where a talk has no
use for them; docs/pages.md lists them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["heading", "paragraph", "item", "fence", "formula", "table", "quote", "direction"]
Align = Literal["left", "center", "right"]

_HEADING = re.compile(r"(#{1,6})(?:[ \t]+|$)")
_FENCE = re.compile(r"(`{3,}|~{3,})[ \t]*([^`]*)$")
_ITEM = re.compile(r"(?:([-*+])|(\d{1,9})[.)])(?:[ \t]+|$)")
_RULE = re.compile(r"(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_UNDERLINE = re.compile(r"(=+|-+)$")
_DELIMITER_ROW = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?$")
_DEFINITION = re.compile(r"\[([^\[\]^][^\[\]]{0,199})\]:[ \t]*(\S+)")
_DIRECTION = re.compile(r"\([^()]*\)$")
_HIDDEN = re.compile(r"<(script|style)\b", re.IGNORECASE)
_COMMENT_OR_FENCE = re.compile(r"^[ \t]*(?P<fence>`{3,}|~{3,})|(?P<comment><!--)", re.MULTILINE)
_FIRST = frozenset("#-*+>|`~$:([<=_0123456789")
"""What a line may start with to be anything but a plain line of a paragraph."""


@dataclass(slots=True)
class Block:
    """One block. `lines` are the (start, end) of each line's content in the text, marks and indentation left out.

    `level` is a heading's (1 to 6) or an item's (from 0); `number` an ordered item's; `info` a fence's first line;
    `align` a table's columns.
    """

    kind: Kind
    start: int
    end: int
    lines: list[tuple[int, int]]
    level: int = 0
    number: int | None = None
    info: str = ""
    align: list[Align] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Comment:
    """An HTML comment: what it says, and where it stands."""

    text: str
    start: int
    end: int


@dataclass(slots=True)
class Outline:
    """All blocks of a text, its comments, and the targets of its link definitions by lower-case label."""

    blocks: list[Block]
    comments: list[Comment]
    references: dict[str, str]


def read_blocks(text: str, start: int = 0) -> Outline:
    """Cut `text`, from `start` on, into blocks."""
    text, comments, hidden = _without_comments(text, start) if "<!--" in text else (text, [], frozenset())
    reader = _Reader(text, hidden)
    reader.read(start)
    return Outline(reader.blocks, comments, reader.references)


def _without_comments(text: str, start: int) -> tuple[str, list[Comment], frozenset[int]]:
    """The text with comments blanked, the comments, and the starts of the lines that held nothing else."""
    comments: list[Comment] = []
    parts: list[str] = []
    hidden: set[int] = set()
    done, at = 0, start
    ticks = counted = 0
    while match := _COMMENT_OR_FENCE.search(text, at):
        if match["fence"]:
            close = re.compile(rf"^[ \t]*{match['fence'][0]}{{{len(match['fence'])},}}[ \t]*$", re.MULTILINE)
            end = close.search(text, text.find("\n", match.end()) + 1 or len(text))
            at = end.end() if end else len(text)
            continue
        line = text.rfind("\n", 0, match.start()) + 1
        ticks = (
            ticks + text.count("`", counted, match.start()) if counted > line else text.count("`", line, match.start())
        )
        counted = match.start()
        if ticks % 2:
            at = match.end()
            continue
        end_at = text.find("-->", match.end())
        if end_at < 0:
            break
        at = end_at + 3
        comments.append(Comment(text[match.end() : end_at].strip(), match.start(), at))
        parts += [text[done : match.start()], re.sub(r"[^\n]", " ", text[match.start() : at])]
        done = at
        row = line
        while row < at:
            hidden.add(row)
            row = text.find("\n", row) + 1 or len(text)
    return "".join([*parts, text[done:]]), comments, frozenset(hidden)


class _Reader:
    """Walks the lines once; `blocks` grows as it goes."""

    def __init__(self, text: str, hidden: frozenset[int]) -> None:
        self.text = text
        self.hidden = hidden
        self.blocks: list[Block] = []
        self.references: dict[str, str] = {}
        self.open: Block | None = None
        self.indents: list[int] = []
        self.counts: list[int | None] = []
        self.until: re.Pattern[str] | None = None
        self.dropping: str | None = None

    def read(self, start: int) -> None:
        """Read all lines from `start` on."""
        lines = list(self._lines(start))
        for index, (at, line) in enumerate(lines):
            following = lines[index + 1][1] if index + 1 < len(lines) else ""
            self._line(at, line, following)
        self._close()

    def _lines(self, start: int) -> Iterator[tuple[int, str]]:
        at = start
        for line in self.text[start:].split("\n"):
            yield at, line
            at += len(line) + 1

    def _line(self, at: int, line: str, following: str) -> None:
        """One line: goes on with the open block, or closes it and opens another."""
        open_ = self.open
        if self.until is not None and open_ is not None:
            self._inside(open_, at, line)
            return
        if self.dropping:
            if self.dropping in line.lower():
                self.dropping = None
            return
        bare = line.strip()
        if not bare:
            if at not in self.hidden:
                self._close()
            return
        first = at + (len(line) - len(line.lstrip()))
        here = (first, first + len(bare))
        if bare[0] not in _FIRST and (open_ is None or open_.kind in ("paragraph", "item")) and "|" not in bare:
            if open_ is None:
                self.open = Block("paragraph", *here, [here])
                self._end_list()
            else:
                open_.lines.append(here)
                open_.end = here[1]
            return
        self._special(bare, here, first - at, following.strip())

    def _inside(self, block: Block, at: int, line: str) -> None:
        """A line within a fence or a formula."""
        assert self.until is not None
        block.end = at + len(line)
        if self.until.match(line.strip()):
            if block.kind == "formula" and (body := line.rstrip()[:-2].strip()):
                start = at + line.index(body)
                block.lines.append((start, start + len(body)))
            self.until = None
            self._close()
            return
        spare = min(block.level, len(line) - len(line.lstrip()))
        block.lines.append((at + spare, at + len(line)))

    def _special(self, bare: str, here: tuple[int, int], indent: int, following: str) -> None:
        """A line that may start a block of its own."""
        start, end = here
        open_ = self.open
        if open_ is not None and open_.kind == "table":
            if "|" in bare:
                open_.lines.append(here)
                open_.end = end
                return
            self._close()
            open_ = None
        if open_ is not None and open_.kind == "quote" and bare[0] != ">":
            self._close()
            open_ = None
        if bare[0] == "#" and (match := _HEADING.match(bare)):
            self._close()
            title = bare[match.end() :].rstrip()
            closed = title.rstrip("#")
            title = closed.rstrip() if not closed or closed[-1] in " \t" else title
            body = (start + match.end(), start + match.end() + len(title))
            self._put(Block("heading", start, end, [body], level=len(match[1])))
        elif bare[0] in "`~" and (match := _FENCE.match(bare)):
            self._close()
            self.open = Block("fence", start, end, [], level=indent, info=match[2].strip())
            self.until = re.compile(rf"{match[1][0]}{{{len(match[1])},}}$")
        elif bare.startswith("$$"):
            self._formula(bare, start, end)
        elif bare[0] == ">":
            skip = 1 + (len(bare) > 1 and bare[1] == " ")
            body = (start + skip, end)
            if open_ is not None and open_.kind == "quote":
                open_.lines.append(body)
                open_.end = end
            else:
                self._close()
                self.open = Block("quote", start, end, [body])
        elif open_ and open_.kind == "paragraph" and len(open_.lines) == 1 and _UNDERLINE.match(bare) and len(bare) > 2:
            self.open = None
            self._put(Block("heading", open_.start, end, open_.lines, level=1 if bare[0] == "=" else 2))
        elif bare[0] in "*-_" and _RULE.match(bare):
            self._close()
        elif (match := _ITEM.match(bare)) and (open_ is None or open_.kind == "item" or match[2] in (None, "1")):
            self._item(match, start, end, indent)
        elif "|" in bare and _DELIMITER_ROW.match(following) and "|" in following:
            self._close()
            self.open = Block("table", start, end, [here])
        elif bare.startswith(":::"):
            self._close()
        elif open_ is None and bare[0] == "(" and _DIRECTION.match(bare) and not following:
            self._put(Block("direction", start, end, [here]))
        elif open_ is None and (match := _DEFINITION.match(bare)):
            self.references[match[1].strip().lower()] = match[2].strip("<>")
        elif bare[0] == "<" and (match := _HIDDEN.match(bare)):
            self._close()
            closing = f"</{match[1].lower()}"
            self.dropping = None if closing in bare.lower() else closing
        elif open_ is None:
            self.open = Block("paragraph", start, end, [here])
            self._end_list()
        else:
            open_.lines.append(here)
            open_.end = end

    def _formula(self, bare: str, start: int, end: int) -> None:
        self._close()
        if len(bare) > 4 and bare.endswith("$$"):
            self._put(Block("formula", start, end, [(start + 2, end - 2)]))
            return
        self.open = Block("formula", start, end, [(start + 2, end)] if len(bare) > 2 else [])
        self.until = re.compile(r".*\$\$$")

    def _item(self, match: re.Match[str], start: int, end: int, indent: int) -> None:
        self._close(keep_indents=True)
        while self.indents and indent < self.indents[-1]:
            self.indents.pop()
        if not self.indents or indent > self.indents[-1] + 1:
            self.indents.append(indent)
        level = len(self.indents) - 1
        del self.counts[level + 1 :]
        self.counts += [None] * (level + 1 - len(self.counts))
        before = self.counts[level]
        # As Markdown counts: from the first item's number on, whatever the others say.
        number = None if match[2] is None else int(match[2]) if before is None else before + 1
        self.counts[level] = number
        body = (start + match.end(), end)
        self.open = Block("item", start, end, [body], level=level, number=number)

    def _end_list(self) -> None:
        self.indents.clear()
        self.counts.clear()

    def _put(self, block: Block) -> None:
        self.blocks.append(block)
        self._end_list()

    def _close(self, *, keep_indents: bool = False) -> None:
        block, self.open = self.open, None
        if block is None:
            return
        self.until = None
        if block.kind == "table":
            second = self.text[slice(*block.lines.pop(1))]
            block.align = [_alignment(cell) for cell in second.strip().strip("|").split("|")]
        self.blocks.append(block)
        if not keep_indents and block.kind != "item":
            self._end_list()


def _alignment(cell: str) -> Align:
    cell = cell.strip()
    if cell.endswith(":"):
        return "center" if cell.startswith(":") else "right"
    return "left"
