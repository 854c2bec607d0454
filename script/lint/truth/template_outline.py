"""A template as its author wrote it: every stretch of text in every branch, with the conditions that lead to it.

A rendered page shows one way that the results came out. What is said in the other branches is checked here, without
records: `read_outline` gives the text units of a file (titles, sentences, bullets, cells, captions, labels), each with
the page it is on, the values in it and the branches that it lies in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from jinja2 import nodes
from jinja2.exceptions import TemplateSyntaxError

from plainspoken.script.lint.truth.dressed_numbers import VALUE as VALUE
from plainspoken.script.lint.truth.outline_tags import BLOCK, ClaimNode, OutcomeNode, OutlineEnvironment
from plainspoken.script.model import Source
from plainspoken.script.template.outcome_tag import WhenBranch
from plainspoken.script.template.source_positions import line_starts, place


@dataclass(frozen=True, eq=False)
class OutlineBranch:
    """One branch of a block.

    `kind` is `claim`, `outcome`, `if`, `inline` (an `a if test else b` within a value), `for`, `macro`, `set` or
    `call`. `tests` are (condition, whether it holds here); `when` is the answer of an outcome, to `questions`."""

    kind: str
    offset: int
    tests: tuple[tuple[nodes.Node, bool], ...] = ()
    questions: tuple[tuple[str, nodes.Call], ...] = ()
    when: WhenBranch | None = None
    name: str = ""

    @property
    def bears(self) -> bool:
        """Whether results decide that it is said, in a way that the build checks."""
        return self.kind in ("claim", "outcome", "inline")


Branches = tuple[OutlineBranch, ...]


@dataclass(frozen=True)
class OutlineValue:
    """A `{{ … }}`: its place in the unit's text, its expression, and its tag in the file. A block within a line
    counts as one as well; its `ways` are the texts that it may give."""

    at: int
    expr: nodes.Expr
    offset: int
    end: int
    ways: tuple[TextUnit, ...] = ()


@dataclass(eq=False)
class TextUnit:
    """A stretch of text that is read as one: a title, a paragraph, a bullet, a cell, the words of a picture.

    Attributes:
        kind: `title`, `section`, `paragraph`, `bullet`, `quote`, `cell`, `alt`, `caption`, `diagram`, `code`,
    `formula`. text: as it was written, marks and all, a `VALUE` for each `{{ … }}`. offsets: the place in the file of
    each character. branches: the blocks that it lies in, the outermost first. values: the values in it. heads: of a
    cell, the header of its column and that of its row. page: the title that it stands under, if any. target: of the
    words of a picture, what the picture is."""

    kind: str
    text: str
    offsets: list[int]
    branches: Branches
    values: list[OutlineValue] = field(default_factory=list)
    heads: tuple[TextUnit, ...] = ()
    page: TextUnit | None = None
    target: str = ""

    def cut(self, start: int, stop: int, kind: str | None = None) -> TextUnit:
        """A part of it."""
        values = [
            OutlineValue(value.at - start, value.expr, value.offset, value.end, value.ways)
            for value in self.values
            if start <= value.at < stop
        ]
        return TextUnit(
            kind or self.kind, self.text[start:stop], self.offsets[start:stop], self.branches, values, self.heads,
            self.page, self.target,
        )  # fmt: skip


@dataclass(eq=False)
class TemplateOutline:
    """One file: its units in order, the variables that it sets, and where its blocks begin."""

    file: str
    source: str
    units: list[TextUnit] = field(default_factory=list)
    variables: dict[str, nodes.Expr] = field(default_factory=dict)
    blocks: list[tuple[int, ClaimNode | OutcomeNode | nodes.If, Branches]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    tag_ends: dict[int, int] = field(default_factory=dict)

    def place(self, start: int, end: int) -> Source:
        """Offsets of the file as a place."""
        return place(self.lines, self.file, start, max(end, start + 1))

    def place_in(self, unit: TextUnit, start: int, end: int) -> Source:
        """Characters of a unit's text as a place."""
        first = unit.offsets[min(start, len(unit.offsets) - 1)]
        last = unit.offsets[min(max(end - 1, start), len(unit.offsets) - 1)]
        return self.place(first, max(last, first) + 1)

    def tag(self, offset: int) -> Source:
        """The tag that begins at an offset."""
        return self.place(offset, self.tag_ends.get(offset, offset + 2))


@lru_cache(maxsize=64)
def read_outline(file: str, source: str) -> TemplateOutline:
    """The outline of a template, or of a plain page (which has no tags). A template that cannot be parsed has no units:
    rendering it says why."""
    outline = TemplateOutline(file, source, lines=line_starts(source))
    reader = _OutlineReader(outline)
    if file.endswith((".j2", ".jinja", ".jinja2")):
        environment = OutlineEnvironment()
        try:
            tree = environment.parse(source)
        except TemplateSyntaxError:
            return outline
        for tag in environment.placed_tags.all():
            outline.tag_ends[tag.start] = tag.end
        reader.tags = environment.placed_tags
        reader.body(tree.body, ())
    else:
        reader.text(source, 0, ())
    reader.finish()
    return outline


@dataclass
class _Stretch:
    """Text and values of one branch in a row."""

    branches: Branches
    text: list[str] = field(default_factory=list)
    offsets: list[int] = field(default_factory=list)
    values: list[OutlineValue] = field(default_factory=list)


class _OutlineReader:
    """Walks the tree, gathers stretches, and cuts them into units."""

    def __init__(self, outline: TemplateOutline) -> None:
        self.outline = outline
        self.tags = OutlineEnvironment().placed_tags
        self.stretches: list[_Stretch] = []

    def text(self, text: str, offset: int, branches: Branches) -> None:
        stretch = self._stretch(branches)
        stretch.text.append(text)
        stretch.offsets.extend(range(offset, offset + len(text)))

    def value(self, expr: nodes.Expr, branches: Branches) -> None:
        tag = self.tags.around(expr.lineno - 1)
        stretch = self._stretch(branches)
        at = len(stretch.offsets)
        stretch.text.append(VALUE)
        stretch.offsets.append(tag.start)
        stretch.values.append(OutlineValue(at, expr, tag.start, tag.end))

    def _stretch(self, branches: Branches) -> _Stretch:
        if not self.stretches or self.stretches[-1].branches != branches:
            self.stretches.append(_Stretch(branches))
        return self.stretches[-1]

    def body(self, body: list[nodes.Node], branches: Branches) -> None:
        for node in body:
            if isinstance(node, nodes.If | nodes.Scope) and self._within_line(node):
                self._inline(node, branches)
            else:
                self._node(node, branches)

    def _within_line(self, node: nodes.Node) -> bool:
        """Whether a block begins behind words of its line."""
        start = self.tags.around(node.lineno - 1).start
        line = self.outline.source[self.outline.source.rfind("\n", 0, start) + 1 : start]
        return bool(re.sub(r"\{[%#].*?[%#]\}", "", line).strip(" \t"))

    def _inline(self, node: nodes.Node, branches: Branches) -> None:
        """A block within a line: one value, with the texts that it may give."""
        inner = _OutlineReader(self.outline)
        inner.tags = self.tags
        inner._node(node, branches)
        ways = tuple(
            TextUnit("", "".join(each.text), each.offsets, each.branches, each.values) for each in inner.stretches
        )
        tag = self.tags.around(node.lineno - 1)
        stretch = self._stretch(branches)
        at = len(stretch.offsets)
        stretch.text.append(VALUE)
        stretch.offsets.append(tag.start)
        stretch.values.append(OutlineValue(at, nodes.Const(None), tag.start, tag.end, ways))

    def _node(self, node: nodes.Node, branches: Branches) -> None:
        block = getattr(node, BLOCK, None)
        offset = self.tags.around(node.lineno - 1).start if node.lineno else 0
        if isinstance(block, ClaimNode):
            self.outline.blocks.append((offset, block, branches))
            for name, body in block.branches.items():
                holds = name == "true"
                tests = ((block.condition, holds),) if name in ("true", "else") else ()
                self.body(body, (*branches, OutlineBranch("claim", offset, tests, name=name)))
        elif isinstance(block, OutcomeNode):
            self.outline.blocks.append((offset, block, branches))
            for when, body in block.branches:
                branch = OutlineBranch("outcome", offset, questions=tuple(block.questions), when=when)
                self.body(body, (*branches, branch))
        elif isinstance(node, nodes.Output):
            for child in node.nodes:
                if isinstance(child, nodes.TemplateData):
                    self.text(child.data, child.lineno - 1, branches)
                else:
                    self.value(child, branches)
        elif isinstance(node, nodes.If):
            self.outline.blocks.append((offset, node, branches))
            failed: tuple[tuple[nodes.Node, bool], ...] = ()
            for each in (node, *node.elif_):
                at = self.tags.around(each.lineno - 1).start
                self.body(each.body, (*branches, OutlineBranch("if", at, (*failed, (each.test, True)))))
                failed = (*failed, (each.test, False))
            self.body(node.else_, (*branches, OutlineBranch("if", offset, failed)))
        elif isinstance(node, nodes.For):
            inner = (*branches, OutlineBranch("for", offset))
            self.body(node.body, inner)
            self.body(node.else_, inner)
        elif isinstance(node, nodes.Macro | nodes.CallBlock | nodes.FilterBlock | nodes.AssignBlock | nodes.Block):
            kind = {"Macro": "macro", "AssignBlock": "set"}.get(type(node).__name__, "call")
            self.body(node.body, (*branches, OutlineBranch(kind, offset, name=getattr(node, "name", ""))))
        elif isinstance(node, nodes.With):
            self.body(node.body, branches)
        elif isinstance(node, nodes.Assign) and isinstance(node.target, nodes.Name):
            self.outline.variables[node.target.name] = node.node  # type: ignore[assignment]

    def finish(self) -> None:
        cutter = _UnitCutter(self.outline)
        for stretch in self.stretches:
            cutter.stretch(TextUnit("", "".join(stretch.text), stretch.offsets, stretch.branches, stretch.values))


_HEADING = re.compile(r"(#{1,6})[ \t]+(.*)")
_FENCE = re.compile(r"[ ]{0,3}(`{3,}|~{3,})[ ]*(.*)")
_BULLET = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+")
_PICTURE = re.compile(r"!\[([^\]]*)\]\(([^()\s]+)(?:[ \t]+\"([^\"]*)\")?\)")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-{2,}")


class _UnitCutter:
    """Cuts stretches into units; what is open goes over from one stretch to the next: page, table, fence."""

    def __init__(self, outline: TemplateOutline) -> None:
        self.outline = outline
        self.titles: list[TextUnit] = []
        self.header: list[TextUnit] = []
        self.above: list[TextUnit] = []
        self.fence: tuple[str, str] | None = None
        self.formula = False
        self.gathered: list[tuple[int, int]] = []

    def stretch(self, unit: TextUnit) -> None:
        """All units of one stretch."""
        blanked = _COMMENT.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), unit.text)
        unit = TextUnit("", blanked, unit.offsets, unit.branches, [v for v in unit.values if blanked[v.at] == VALUE])
        at = 0
        for line in blanked.split("\n"):
            self._line(unit, line, at)
            at += len(line) + 1
        self._flush(unit)

    def _line(self, unit: TextUnit, line: str, at: int) -> None:
        bare = line.strip()
        end = at + len(line)
        if self.fence is not None:
            mark, kind = self.fence
            if bare.startswith(mark):
                self.fence = None
            elif bare and kind:
                self._add(unit, at, end, kind)
            return
        if bare.startswith("$$"):
            self._flush(unit)
            if len(bare) > 2:
                self._add(unit, at, end, "formula")
            self.formula = not self.formula if bare == "$$" or not bare.endswith("$$") or len(bare) < 4 else False
            return
        if self.formula:
            self._add(unit, at, end, "formula")
            return
        if fence := _FENCE.match(line):
            self._flush(unit)
            language, _, rest = fence[2].partition(" ")
            kind = "diagram" if language == "diagram" else "" if rest.split()[:1] == ["from"] else "code"
            if kind == "diagram":
                self._add(unit, at + fence.start(2) + len("diagram"), end, "diagram")
            self.fence = (fence[1], kind)
            return
        if heading := _HEADING.match(line):
            self._flush(unit)
            kind = "section" if len(heading[1]) == 1 else "title"
            self.header, self.above = [], []
            title = unit.cut(at + heading.start(2), end, kind)
            self.titles.append(title)
            self.outline.units.append(title)
        elif not bare or bare.startswith(":::"):
            self._flush(unit)
            if "|" not in line and bare:
                self.header, self.above = [], []
        elif bare.startswith("|") or (VALUE in bare and bare.endswith("|")):
            self._flush(unit)
            self._row(unit, line, at)
        elif _PICTURE.search(line):
            self._flush(unit)
            self._pictures(unit, line, at)
        elif bullet := _BULLET.match(line):
            self._flush(unit)
            self._add(unit, at + bullet.end(), end, "bullet")
        elif bare.startswith(">"):
            self._flush(unit)
            self._add(unit, at + line.index(">") + 1, end, "quote")
        else:
            self.gathered.append((at, end))

    def _flush(self, unit: TextUnit) -> None:
        if self.gathered:
            (start, _), (_, end) = self.gathered[0], self.gathered[-1]
            self.gathered = []
            self._add(unit, start, end, "paragraph")

    def _add(self, unit: TextUnit, start: int, end: int, kind: str, **more: object) -> None:
        found = unit.cut(start, end, kind)
        found.page = self._page(unit.branches)
        for name, value in more.items():
            setattr(found, name, value)
        if found.text.strip():
            self.outline.units.append(found)

    def _page(self, branches: Branches) -> TextUnit | None:
        """The last title whose branches lead to here; else the last."""
        for title in reversed(self.titles):
            if branches[: len(title.branches)] == title.branches:
                return title
        return self.titles[-1] if self.titles else None

    def _row(self, unit: TextUnit, line: str, at: int) -> None:
        if _RULE.match(line):
            self.header = self.above
            return
        cells: list[TextUnit] = []
        start = line.find("|") + 1 if line.lstrip().startswith("|") else 0
        for match in re.finditer(r"((?:\\\||`[^`]*`|[^|])*)(\||$)", line[start:]):
            if match.start() == match.end():
                break
            cells.append(unit.cut(at + start + match.start(1), at + start + match.end(1), "cell"))
        self.above = cells
        page = self._page(unit.branches)
        for index, cell in enumerate(cells):
            column = [self.header[index]] if index < len(self.header) else []
            cell.heads = (*column, *(cells[:1] if index else []))
            cell.page = page
            if cell.text.strip():
                self.outline.units.append(cell)

    def _pictures(self, unit: TextUnit, line: str, at: int) -> None:
        done = 0
        for match in _PICTURE.finditer(line):
            if line[done : match.start()].strip():
                self._add(unit, at + done, at + match.start(), "paragraph")
            target = match[2]
            self._add(unit, at + match.start(), at + match.end(), "picture", target=target)
            for group, kind in ((1, "alt"), (3, "caption")):
                if match[group]:
                    self._add(unit, at + match.start(group), at + match.end(group), kind, target=target)
            done = match.end()
        if line[done:].strip():
            self._add(unit, at + done, at + len(line), "paragraph")


def sentences_of(unit: TextUnit) -> Iterator[TextUnit]:
    """The sentences of a unit. A shorter wording (`{~ a | b ~}`) is a sentence of its own."""
    text = unit.text.replace("{~", "\n\n").replace("~}", "\n\n")
    if "\n\n" in text and unit.kind not in ("cell",):
        text = text.replace("|", "\n")
    start = 0
    for match in re.finditer(r"(?<=[.!?])[\"”’)]*\s+(?=[\w\"“(*_{\ufffc])|\n\n|(?<=\n\n)[^|\n]*\n(?!\n)", text):
        if text[start : match.start()].strip():
            yield unit.cut(start, match.start())
        start = match.end() if not match[0].strip() else match.start()
    if text[start:].strip():
        yield unit.cut(start, len(text))
