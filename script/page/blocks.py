"""The blocks of a page file: which lines are a heading, a paragraph, a list item, a table, and so on.

One pass over the lines, in time linear in their number. The rules are Markdown's, with what presentation tools add to
it, made simpler where a talk has no use for them; docs/pages.md lists them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from plainspoken.script.page.comments import GONE, Comment, without_comments
from plainspoken.script.page.slide_tools import DROPPED_LINE, NOTES_BELOW, SLOT, fence_classes, settings_lines

Kind = Literal[
    "heading", "paragraph", "item", "fence", "formula", "table", "quote", "direction", "break", "note", "footnote"
]
Align = Literal["left", "center", "right"]

_HEADING = re.compile(r"(#{1,6})(?:[ \t]+|$)")
_FENCE = re.compile(r"(`{3,}|~{3,})[ \t]*([^`]*)$")
_ITEM = re.compile(r"(?:([-*+])|(\d{1,9})[.)])(?:[ \t]+|$)")
_TASK = re.compile(r"\[([ xX])\][ \t]+(?=\S)")
_RULE = re.compile(r"(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_UNDERLINE = re.compile(r"(=+|-+)$")
_DELIMITER_ROW = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?$")
_DEFINITION = re.compile(
    r"\[([^\[\]^][^\[\]]{0,199})\]:[ \t]*(<[^<>\n]*>|[^\s<]\S*)"
    r"(?:[ \t]+(?:\"[^\"\n]*\"|'[^'\n]*'|\([^()\n]*\)))?[ \t]*$"
)
_FOOTNOTE = re.compile(r"\[\^([^\s\[\]]{1,99})\]:[ \t]*")
_MEANING = re.compile(r":[ \t]+(?=\S)")
_DIRECTION = re.compile(r"\([^()]*\)$")
_HIDDEN = re.compile(r"<(script|style)\b", re.IGNORECASE)
_FIRST = frozenset("#-*+>|`~$:([<=_.?{\\N0123456789")
"""What a line may start with to be anything but a plain line of a paragraph."""
_SPACES = re.compile(r" *")
_WHITE = " \t\f\v\u00a0" + GONE
DEEPEST_QUOTE = 20
"""Quotations within quotations are read to this depth."""


@dataclass(slots=True)
class Block:
    """One block. `lines` are the (start, end) of each line's content in the text, marks and indentation left out.

    `level` is a heading's (1 to 6) or an item's (from 0); `number` an ordered item's; `done` whether an item with a
    box is ticked; `info` a fence's first line, a footnote's label, or `term` and `meaning` for a definition list;
    `align` a table's columns; `breaks` the lines that begin anew after a forced break; `column` the column of the
    page in which it stands; `children` the blocks of a quotation.
    """

    kind: Kind
    start: int
    end: int
    lines: list[tuple[int, int]]
    level: int = 0
    number: int | None = None
    done: bool | None = None
    info: str = ""
    align: list[Align] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)
    column: int | None = None
    children: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class Outline:
    """All blocks of a text, its comments, and the targets of its link definitions by lower-case label, with those of
    footnotes as `^label`. `text` has a `GONE` for each character of a comment."""

    blocks: list[Block]
    comments: list[Comment]
    references: dict[str, str]
    text: str


def read_blocks(text: str, start: int = 0, *, indented_code: bool = True) -> Outline:
    """Cut `text`, from `start` on, into blocks.

    Args:
        text: the rendered file.
        start: where the script in it begins.
        indented_code: whether four spaces make a line code, as in Markdown. In a template they do not: its lines are
            indented between its tags.
    """
    plain, comments, hidden = without_comments(text, start) if "<!--" in text else (text, [], frozenset())
    reader = _Reader(plain, text, hidden, indented_code)
    spans, at = [], start
    for line in plain[start:].split("\n"):
        spans.append((at, at + len(line)))
        at += len(line) + 1
    reader.read(spans)
    return Outline(reader.blocks, comments, reader.references, plain)


class _Reader:
    """Walks the lines once; `blocks` grows as it goes."""

    def __init__(self, text: str, source: str, hidden: frozenset[int], indented_code: bool, depth: int = 0) -> None:
        self.text = text
        self.source = source
        self.hidden = hidden
        self.indented_code = indented_code
        self.depth = depth
        self.blocks: list[Block] = []
        self.references: dict[str, str] = {}
        self.footnotes = 0
        self.open: Block | None = None
        self.open_inside = False
        self.inside = False
        self.indents: list[int] = []
        self.contents: list[int] = []
        self.counts: list[int | None] = []
        self.until: re.Pattern[str] | None = None
        self.code_from: int | None = None
        self.dropping: str | None = None
        self.ruled = False
        self.divs: list[frozenset[str]] = []
        self.column: int | None = None
        self.noting = False
        self.forced = False

    def read(self, spans: list[tuple[int, int]]) -> None:
        """Read lines, each a (start, end) of the text."""
        index = 0
        while index < len(spans):
            at, end = spans[index]
            following = self.text[slice(*spans[index + 1])] if index + 1 < len(spans) else ""
            self._line(at, self.text[at:end], following)
            index += 1
            if self.ruled:
                self.ruled = False
                index += settings_lines([self.text[slice(*span)] for span in spans[index : index + 40]])
        self._close()

    def _line(self, at: int, line: str, following: str) -> None:
        """One line: goes on with the open block, or closes it and opens another."""
        open_ = self.open
        if self.until is not None and open_ is not None:
            self._inside(open_, at, line)
            return
        if self.dropping:
            place = line.lower().find(self.dropping)
            if place < 0:
                return
            self.dropping = None
            place = line.find(">", place) + 1 or len(line)
            at, line = at + place, line[place:]
        bare = line.strip(_WHITE) if GONE in line else line.strip()
        indent, first = _indent(line)
        if self.code_from is not None and open_ is not None:
            written = self.source[at : at + len(line)]
            if not written.strip():
                open_.lines.append((at + len(line), at + len(line)))
                return
            if _indent(written)[0] >= self.code_from:
                open_.lines.append((at + _skipped(written, self.code_from), at + len(line)))
                open_.end = at + len(line)
                return
            self._close()
            open_ = None
        if not bare:
            if at not in self.hidden:
                self._close()
            elif open_ is None and self._is_code(_indent(self.source[at : at + len(line)])[0], "<"):
                self._open_code(at, self.source[at : at + len(line)])
            return
        if GONE in line:
            first = len(line) - len(line.lstrip(_WHITE))
        here = (at + first, at + first + len(bare))
        self.inside = bool(self.indents) and indent >= min(self.contents[0], 2)
        forced, self.forced = self.forced, line.endswith("  ") and following.strip() != ""
        if open_ is None:
            last = self.blocks[-1] if self.blocks else None
            if last is not None and last.kind == "footnote" and indent >= 2 and not self.indents:
                self._reopen(here, indent)
                return
            if self._is_code(indent, bare):
                self._open_code(at, line)
                return
        elif self.indented_code and indent >= 4 and open_.kind == "paragraph":
            self._go_on(open_, here, forced)
            return
        usual = open_ is None or open_.kind in ("paragraph", "item", "footnote")
        if bare[0] not in _FIRST and usual and "|" not in bare:
            if open_ is None:
                self._paragraph(here, indent)
            else:
                self._go_on(open_, here, forced)
            return
        self._special(bare, here, indent, following.strip(), forced)

    def _is_code(self, indent: int, bare: str) -> bool:
        """Whether a line after an empty one is indented code."""
        if not self.indented_code or indent < 4:
            return False
        if not self.indents:
            return True
        return indent >= self.contents[-1] + 4 and not _ITEM.match(bare)

    def _open_code(self, at: int, line: str) -> None:
        base = 4 + (self.contents[-1] if self.indents else 0)
        self.code_from = base
        self.open_inside = bool(self.indents)
        self.open = Block("fence", at + _indent(line)[1], at + len(line), [(at + _skipped(line, base), at + len(line))])

    def _go_on(self, block: Block, here: tuple[int, int], forced: bool) -> None:
        """One more line of the open block."""
        if forced:
            block.breaks.append(len(block.lines))
        block.lines.append(here)
        block.end = here[1]

    def _paragraph(self, here: tuple[int, int], indent: int) -> None:
        """The first line of a paragraph, or of a further one of a list item."""
        if self.inside:
            self._reopen(here, indent)
            return
        self.open = Block("paragraph", *here, [here])
        self.open_inside = False
        self._end_list()

    def _reopen(self, here: tuple[int, int], indent: int) -> None:
        """A paragraph that belongs to the item or footnote above it."""
        last = self.blocks[-1]
        if last.kind in ("item", "footnote"):
            self.blocks.pop()
            last.breaks.append(len(last.lines))
            last.lines.append(here)
            last.end = here[1]
            self.open = last
            return
        level = sum(content <= indent for content in self.contents[1:])
        self.open = Block("item", *here, [here], level=level, info="continued")

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

    def _special(self, bare: str, here: tuple[int, int], indent: int, following: str, forced: bool) -> None:
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
        alone = open_ is None or open_.kind == "item"
        if bare[0] == "#" and (match := _HEADING.match(bare)):
            self._close()
            self.noting = False
            title = bare[match.end() :].rstrip()
            closed = title.rstrip("#")
            title = closed.rstrip() if not closed or closed[-1] in " \t" else title
            body = (start + match.end(), start + match.end() + len(title))
            self._end_list()
            self.column = None
            self._put(Block("heading", start, end, [body], level=len(match[1])))
        elif bare[0] in "`~" and (match := _FENCE.match(bare)):
            self._close()
            self.open = Block("fence", start, end, [], level=indent, info=match[2].strip())
            self.open_inside = self.inside
            self.until = re.compile(rf"{match[1][0]}{{{len(match[1])},}}$")
        elif bare.startswith("$$"):
            self._formula(bare, start, end)
        elif bare[0] == ">":
            skip = 1 + (len(bare) > 1 and bare[1] == " ")
            body = (start + skip, end + len(_SPACES.match(self.text, end)[0]))  # type: ignore[index]  # spaces may break
            if open_ is not None and open_.kind == "quote":
                open_.lines.append(body)
                open_.end = end
            else:
                self._close()
                self.open = Block("quote", start, end, [body])
                self.open_inside = self.inside
        elif open_ and open_.kind == "paragraph" and len(open_.lines) == 1 and _UNDERLINE.match(bare) and len(bare) > 2:
            self.open = None
            self.noting = False
            self._end_list()
            self._put(Block("heading", open_.start, end, open_.lines, level=1 if bare[0] == "=" else 2))
        elif bare[0] in "*-_" and _RULE.match(bare):
            self._close()
            self._rule(start, end)
        elif alone and self._of_other_tools(bare, start, end):
            return
        elif (match := _ITEM.match(bare)) and self._may_begin_item(match, bare):
            self._item(match, bare, start, end, indent)
        elif "|" in bare and _DELIMITER_ROW.match(following) and "|" in following:
            self._close()
            self.open = Block("table", start, end, [here])
            self.open_inside = self.inside
        elif bare.startswith(":::"):
            self._close()
            self._div(bare)
        elif bare[0] == ":" and (match := _MEANING.match(bare)) and self._meaning(start, end, match.end()):
            return
        elif open_ is None and bare[0] == "(" and _DIRECTION.match(bare) and not following:
            self._put(Block("direction", start, end, [here]))
        elif (open_ is None or open_.kind == "footnote") and (match := _FOOTNOTE.match(bare)):
            self._close()
            known = f"^{match[1]}" in self.references
            self.references[f"^{match[1]}"] = str(self.footnotes + 1)
            self.footnotes += not known
            self.open = Block("footnote", start, end, [(start + match.end(), end)], info=match[1])
            self.open_inside = False
        elif open_ is None and (match := _DEFINITION.match(bare)):
            self.references.setdefault(match[1].strip().lower(), match[2].strip("<>"))
        elif bare[0] == "<" and (match := _HIDDEN.match(bare)):
            self._close()
            closing = f"</{match[1].lower()}"
            self.dropping = closing
            self._line(start, self.text[start:end], following)
        elif open_ is None:
            self._paragraph(here, indent)
        else:
            self._go_on(open_, here, forced)

    def _may_begin_item(self, match: re.Match[str], bare: str) -> bool:
        """Whether a line with an item's mark begins one: within a paragraph, only a list that starts at 1 and whose
        first item is not empty does."""
        if self.open is None or self.open.kind == "item":
            return True
        return match[2] in (None, "1") and match.end() < len(bare)

    def _of_other_tools(self, bare: str, start: int, end: int) -> bool:
        """Whether a line is one that another tool obeys; the open item is closed then, and its list goes on."""
        if DROPPED_LINE.match(bare):
            self._close(keep_indents=True)
        elif NOTES_BELOW.match(bare) and self.depth == 0:
            self._close()
            self.noting = True
        elif match := SLOT.match(bare):
            self._close()
            self.column = 1 if match[1] == "right" else 0
        else:
            return False
        return True

    def _rule(self, start: int, end: int) -> None:
        """A thematic break ends a slide, but not within a quotation or a list item."""
        if self.depth or self.inside:
            return
        self._end_list()
        self.noting, self.column, self.ruled = False, None, True
        self.blocks.append(Block("break", start, end, []))

    def _div(self, bare: str) -> None:
        """A line of three and more colons: it opens a division, or closes the last one."""
        classes = fence_classes(bare)
        if classes is None:
            gone = self.divs.pop() if self.divs else frozenset()
            if "columns" in gone:
                self.column = None
        else:
            self.divs.append(classes)
            if "column" in classes:
                self.column = 0 if self.column is None else self.column + 1

    def _meaning(self, start: int, end: int, skip: int) -> bool:
        """A line that says what the term above it means; False where no term stands above it."""
        open_ = self.open
        if open_ is None and self.blocks and self.blocks[-1].kind in ("paragraph", "item"):
            open_ = self.blocks.pop()
            if open_.kind == "item" and not open_.info:
                self.blocks.append(open_)
                return False
        if open_ is None or open_.kind not in ("paragraph", "item") or (open_.kind == "item" and not open_.info):
            return False
        self.open = None
        if open_.kind == "paragraph":
            self.blocks += [Block("item", *line, [line], info="term", column=self.column) for line in open_.lines]
        else:
            self.blocks.append(open_)
        self.open = Block("item", start, end, [(start + skip, end)], level=1, info="meaning")
        return True

    def _formula(self, bare: str, start: int, end: int) -> None:
        self._close()
        if len(bare) > 4 and bare.endswith("$$"):
            self._put(Block("formula", start, end, [(start + 2, end - 2)]))
            return
        self.open = Block("formula", start, end, [(start + 2, end)] if len(bare) > 2 else [])
        self.open_inside = self.inside
        self.until = re.compile(r".*\$\$$")

    def _item(self, match: re.Match[str], bare: str, start: int, end: int, indent: int) -> None:
        self._close(keep_indents=True)
        while self.indents and indent < self.indents[-1]:
            self.indents.pop()
        if not self.indents or indent > self.indents[-1] + 1:
            self.indents.append(indent)
        level = len(self.indents) - 1
        del self.counts[level + 1 :], self.contents[level:]
        self.contents.append(indent + min(match.end(), 5) if match.end() < len(bare) else indent + 2)
        self.counts += [None] * (level + 1 - len(self.counts))
        before = self.counts[level]
        # As Markdown counts: from the first item's number on, whatever the others say.
        number = None if match[2] is None else int(match[2]) if before is None else before + 1
        self.counts[level] = number
        at, done = start + match.end(), None
        if task := _TASK.match(bare, match.end()):
            at, done = start + task.end(), task[1] != " "
        self.open = Block("item", start, end, [(at, end)], level=level, number=number, done=done)

    def _end_list(self) -> None:
        self.indents.clear()
        self.contents.clear()
        self.counts.clear()

    def _put(self, block: Block) -> None:
        self._add(block)
        if not self.inside:
            self._end_list()

    def _add(self, block: Block) -> None:
        block.column = self.column
        if block.kind not in ("heading", "footnote") and (self.noting or any("notes" in div for div in self.divs)):
            block.kind = "note"
        self.blocks.append(block)

    def _close(self, *, keep_indents: bool = False) -> None:
        block, self.open = self.open, None
        if block is None:
            return
        self.until = None
        if self.code_from is not None:
            self.code_from = None
            while block.lines and block.lines[-1][0] == block.lines[-1][1]:
                block.lines.pop()
        if block.kind == "table":
            second = self.text[slice(*block.lines.pop(1))]
            block.align = [_alignment(cell) for cell in second.strip().strip("|").split("|")]
        elif block.kind == "quote" and self.depth < DEEPEST_QUOTE:
            inner = _Reader(self.text, self.source, self.hidden, self.indented_code, self.depth + 1)
            inner.read(block.lines)
            block.children = inner.blocks
            for label, target in inner.references.items():
                self.references.setdefault(label, target)
        self._add(block)
        if not keep_indents and block.kind != "item" and not self.open_inside:
            self._end_list()


def _indent(line: str) -> tuple[int, int]:
    """How far a line is indented: columns, a tab leading to the next multiple of four, and characters."""
    columns = count = 0
    for char in line:
        if char == "\t":
            columns += 4 - columns % 4
        elif char == " ":
            columns += 1
        else:
            break
        count += 1
    return columns, count


def _skipped(line: str, columns: int) -> int:
    """How many characters of a line's indentation make up `columns`."""
    at = 0
    for count, char in enumerate(line):
        if at >= columns or char not in " \t":
            return count
        at += 4 - at % 4 if char == "\t" else 1
    return len(line)


def _alignment(cell: str) -> Align:
    cell = cell.strip()
    if cell.endswith(":"):
        return "center" if cell.startswith(":") else "right"
    return "left"
