"""Flowcharts and state diagrams of Mermaid, as descriptions of diagrams in our language.

The grammar is that of https://mermaid.js.org/syntax/flowchart.html and stateDiagram.html, without styles, clicks and
animation, which change nothing of what is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from plainspoken.script.page.graph_description import GraphDescription, NotDrawnError

_HEAD = re.compile(r"(?:graph|flowchart)(?:-elk)?(?:[ \t]+(TB|TD|BT|LR|RL))?[ \t]*;?", re.IGNORECASE)
_STATES = re.compile(r"stateDiagram(?:-v2)?", re.IGNORECASE)
_SHAPES = (
    ("(((", ")))", "op"), ("((", "))", "op"), ("([", "])", "layer"), ("[[", "]]", "layer"), ("[(", ")]", "input"),
    ("[/", "/]", "layer"), ("[\\", "\\]", "layer"), ("[/", "\\]", "layer"), ("[\\", "/]", "layer"),
    ("{{", "}}", "soft"), ("{", "}", "soft"), ("[", "]", "layer"), ("(", ")", "layer"), (">", "]", "layer"),
)  # fmt: skip
_NAME = re.compile(r"[^\s\[\](){}<>|;&:@=~\-\"]+(?:-(?![-.>])[^\s\[\](){}<>|;&:@=~\-\"]+)*")
_ATTRIBUTES = re.compile(r"@\{([^{}]*)\}")
_LINK = re.compile(
    r"(?P<back><|[ox](?=[-=]{2}))?(?:"
    r"(?P<line>-{2,}(?=>|[ox][\s|]|[ox]$)|-{3,}|={2,}(?=>|[ox][\s|]|[ox]$)|={3,}|-\.+-|~{3,})(?P<head>>|[ox](?=[\s|]|$))?"
    r"|--[ \t]*(?P<words1>[^|\n>-][^|\n]*?)[ \t]*-{2,}(?P<head1>[>ox])?"
    r"|==[ \t]*(?P<words2>[^|\n>=][^|\n]*?)[ \t]*={2,}(?P<head2>[>ox])?"
    r"|-\.[ \t]*(?P<words3>[^|\n>.-][^|\n]*?)[ \t]*\.+-(?P<head3>[>ox])?"
    r")(?:[ \t]*\|(?P<words>[^|]*)\|)?"
)
_PASSED = re.compile(
    r"(?:style|classDef|class|linkStyle|click|direction|accDescr|hide|scale|skinparam)\b|.*@\{\s*(?:animat|curve)",
    re.IGNORECASE,
)
_TITLE = re.compile(r"(?:accTitle|title)[ \t]*:?[ \t]*(.+)", re.IGNORECASE)


def description_of_mermaid(text: str) -> str:
    """The description of a Mermaid block.

    Raises:
        NotDrawnError: it is another kind of diagram, or a line of it cannot be understood.
    """
    graph = GraphDescription()
    lines = list(_statements(text, graph))
    if not lines:
        raise NotDrawnError("it is empty", 1)
    number, head = lines[0]
    if _STATES.fullmatch(head):
        _read_states(lines[1:], graph)
    elif match := _HEAD.match(head):
        graph.down = (match[1] or "TB").upper() not in ("LR", "RL")
        rest = head[match.end() :].strip()
        _read_flow([*([(number, rest)] if rest else []), *lines[1:]], graph)
    else:
        raise NotDrawnError(f"diagrams of the kind {head.split()[0]!r} are not drawn here", number)
    return graph.text()


def _statements(text: str, graph: GraphDescription) -> Iterator[tuple[int, str]]:
    """The statements with their lines, without comments and the head between `---`."""
    lines = text.split("\n")
    start = 0
    if lines[0].strip() == "---":
        end = next((place for place, line in enumerate(lines[1:], 1) if line.strip() == "---"), 0)
        titles = [line.partition(":")[2].strip() for line in lines[1:end] if line.strip().startswith("title:")]
        graph.alt, start = (titles or [""])[0], end + 1
    quoted = ""
    for number, line in enumerate(lines[start:], start + 1):
        line = quoted + ("\n" if quoted else "") + line
        if line.count('"') % 2:  # words in quotation marks may go over several lines
            quoted = line
            continue
        quoted = ""
        if line.lstrip().startswith("%%"):
            continue
        for statement in _parted(line):
            if statement.strip():
                yield number, statement.strip()
    if quoted:
        raise NotDrawnError("a quotation mark is not closed", len(lines))


def _parted(line: str) -> list[str]:
    """The statements of a line, between semicolons that stand in no quotation and end no entity."""
    parts, quoted = [""], False
    for sign in line:
        quoted ^= sign == '"'
        if sign == ";" and not quoted and not re.search(r"[#&]\w+$", parts[-1]):
            parts.append("")
        else:
            parts[-1] += sign
    return parts


def _read_flow(lines: list[tuple[int, str]], graph: GraphDescription) -> None:
    frames: list[str] = []
    names: dict[str, int] = {}
    for number, line in lines:
        if match := re.match(r"subgraph\b[ \t]*(.*)", line):
            if frames:
                raise NotDrawnError("a subgraph stands within another", number)
            title = match[1].strip()
            name, label = title, title
            if bracket := re.fullmatch(r"(.*?)[ \t]*\[(.*)\]", title):
                name, label = bracket[1], bracket[2]
            names[name.strip('"')] = number
            graph.frames.append((label.strip().strip('"') or name, {}))
            frames.append(name)
        elif line == "end":
            if not frames:
                raise NotDrawnError("`end` closes nothing", number)
            frames.pop()
        elif match := _TITLE.fullmatch(line):
            graph.alt = match[1].strip()
        elif not _PASSED.match(line):
            _Chain(line, number, graph).read(graph.frames[-1][1] if frames else None)
    for name, number in names.items():
        if name in graph.boxes:
            raise NotDrawnError(f"an arrow leads to or from the subgraph {name!r}", number)


class _Chain:
    """One statement of boxes and links."""

    def __init__(self, line: str, number: int, graph: GraphDescription) -> None:
        self.line, self.number, self.graph, self.at = line, number, graph, 0

    def read(self, members: dict[str, None] | None) -> None:
        """Read it; boxes that are first named here belong to `members`."""
        before = self._boxes(members)
        while self.at < len(self.line):
            link = _LINK.match(self.line, self.at)
            if link is None or not link[0].strip():
                raise NotDrawnError(f"{self.line[self.at :].strip()!r} is not understood", self.number)
            self.at = link.end()
            self._space()
            after = self._boxes(members)
            self._arrows(link, before, after)
            before = after

    def _arrows(self, link: re.Match[str], before: list[str], after: list[str]) -> None:
        line = link["line"] or ""
        if line.startswith("~"):
            return
        words = (
            next((link[name] for name in ("words", "words1", "words2", "words3") if link[name]), "").strip().strip('"')
        )
        headed = any(link[name] for name in ("head", "head1", "head2", "head3"))
        dashed = "." in line or bool(link["words3"])
        sign = ("-->" if dashed else "->") if headed or link["back"] else ".." if dashed else "--"
        for start in before:
            for end in after:
                if start == end:
                    raise NotDrawnError(f"an arrow leads from {start!r} to itself", self.number)
                if link["back"] and not headed:
                    start, end = end, start
                self.graph.arrows.append((start, end, sign, words))
                if link["back"] and headed:
                    self.graph.arrows.append((end, start, sign, ""))

    def _boxes(self, members: dict[str, None] | None) -> list[str]:
        names = [self._box(members)]
        while self.line.startswith("&", self.at):
            self.at += 1
            self._space()
            names.append(self._box(members))
        return names

    def _box(self, members: dict[str, None] | None) -> str:
        match = _NAME.match(self.line, self.at)
        if match is None:
            raise NotDrawnError(f"{self.line[self.at :].strip() or 'the end of the line'!r} is not a box", self.number)
        name, self.at = match[0], match.end()
        new = name not in self.graph.boxes
        if shape := _ATTRIBUTES.match(self.line, self.at):
            label = re.search(r'label:[ \t]*"?([^",]+)"?', shape[1])
            self.graph.box(name, label[1] if label else None)
            self.at = shape.end()
        elif shaped := self._shape():
            self.graph.box(name, *shaped)
        else:
            self.graph.box(name)
        if style := re.compile(r":::[\w-]+").match(self.line, self.at):
            self.at = style.end()
        if members is not None and new:
            members[name] = None
        self._space()
        return name

    def _shape(self) -> tuple[str, str] | None:
        for opening, closing, kind in _SHAPES:
            if not self.line.startswith(opening, self.at):
                continue
            start = self.at + len(opening)
            end = self.line.find(closing, start)
            if self.line.startswith('"', start):
                quote = self.line.find('"', start + 1)
                if quote < 0 or not self.line[quote + 1 :].lstrip().startswith(closing):
                    continue
                end = self.line.index(closing, quote)
                self.at = end + len(closing)
                return self.line[start + 1 : quote], kind
            if end >= 0:
                self.at = end + len(closing)
                return self.line[start:end], kind
        return None

    def _space(self) -> None:
        while self.at < len(self.line) and self.line[self.at].isspace():
            self.at += 1


def _read_states(lines: list[tuple[int, str]], graph: GraphDescription) -> None:
    """Transitions between states; the points that begin and end it are small circles."""
    for number, line in lines:
        if match := re.fullmatch(r"(\S+)[ \t]*-->[ \t]*([^\s:]+)[ \t]*(?::[ \t]*(.+))?", line):
            ends = []
            for name, point in ((match[1], "start"), (match[2], "end")):
                if name == "[*]":
                    graph.box(point, "●" if point == "start" else "◉", "plain")
                    ends.append(point)
                else:
                    graph.box(name)
                    ends.append(name)
            if ends[0] == ends[1]:
                raise NotDrawnError(f"an arrow leads from {ends[0]!r} to itself", number)
            graph.arrows.append((ends[0], ends[1], "->", match[3] or ""))
        elif match := re.fullmatch(r'state[ \t]+"([^"]+)"[ \t]+as[ \t]+(\S+)', line):
            graph.box(match[2], match[1])
        elif match := re.fullmatch(r"direction[ \t]+(\w\w)", line):
            graph.down = match[1].upper() not in ("LR", "RL")
        elif match := re.fullmatch(r"([\w.-]+)[ \t]*:[ \t]*(.+)", line):
            graph.box(match[1], match[2])
        elif match := _TITLE.fullmatch(line):
            graph.alt = match[1].strip()
        elif re.fullmatch(r"[\w.-]+", line):
            graph.box(line)
        elif not _PASSED.match(line):
            raise NotDrawnError(f"{line!r} is not understood", number)
