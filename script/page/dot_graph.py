"""Graphs in the language of Graphviz, as descriptions of diagrams in ours.

The grammar is that of https://graphviz.org/doc/info/lang.html. Of the attributes, those are read that say something:
labels, the direction, dashes, heads, and the shapes of decisions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from plainspoken.script.page.graph_description import GraphDescription, NotDrawnError

_TOKEN = re.compile(
    r"(?P<space>\s+|//[^\n]*|/\*.*?\*/|#[^\n]*)|(?P<edge>->|--)|(?P<sign>[{}\[\];,=:+])"
    r'|"(?P<quoted>(?:\\.|[^"\\])*)"'
    r"|(?P<html><)|(?P<id>-?(?:\.\d+|\d+(?:\.\d*)?)|[^\W\d]\w*)",
    re.DOTALL,
)
_KINDS = {"diamond": "soft", "circle": "op", "doublecircle": "op", "cylinder": "input", "hexagon": "soft",
          "plaintext": "plain", "plain": "plain", "none": "plain"}  # fmt: skip


@dataclass
class _Scope:
    """What holds within a pair of braces: the attributes of boxes and arrows, and the boxes named in it."""

    node: dict[str, str] = field(default_factory=dict)
    edge: dict[str, str] = field(default_factory=dict)
    names: dict[str, None] = field(default_factory=dict)
    label: str = ""


DEEPEST = 30
"""Subgraphs within each other."""


def description_of_dot(text: str) -> str:
    """The description of a Graphviz block.

    Raises:
        NotDrawnError: it cannot be understood, or has labels of HTML, clusters in clusters, or an arrow to its own box.
    """
    return _DotReader(text).read()


class _DotReader:
    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, str, int]] = []
        self.at = 0
        self.graph = GraphDescription()
        self.directed = True
        self.depth = self.level = 0
        place, line = 0, 1
        while place < len(text):
            match = _TOKEN.match(text, place)
            if match is None:
                raise NotDrawnError(f"{text[place]!r} is not understood", line)
            if match.lastgroup == "html":
                raise NotDrawnError("labels of HTML are not drawn", line)
            if match.lastgroup != "space":
                kind = str(match.lastgroup)
                value = match[kind].replace('\\"', '"').replace("\\\n", "") if kind == "quoted" else match[kind]
                self.tokens.append(("id" if kind == "quoted" else kind, value, line))
            line += match[0].count("\n")
            place = match.end()

    def read(self) -> str:
        if self._word() == "strict":
            self.at += 1
        kind = self._word()
        if kind not in ("graph", "digraph"):
            raise NotDrawnError("it is neither a graph nor a digraph", self._line())
        self.directed = kind == "digraph"
        self.at += 1
        if self._peek()[0] == "id":
            self.at += 1
        self._take("{")
        scope = _Scope()
        self._statements(scope)
        self.graph.alt = scope.label
        return self.graph.text()

    def _statements(self, scope: _Scope) -> None:
        while self._peek()[1] != "}" or self._peek()[0] != "sign":
            if self._peek()[0] == "end":
                raise NotDrawnError("a brace is not closed", self._line())
            if self._peek()[:2] in (("sign", ";"), ("sign", ",")):
                self.at += 1
                continue
            self._statement(scope)
        self.at += 1

    def _statement(self, scope: _Scope) -> None:
        kind, word, line = self._peek()
        if kind == "id" and word.lower() in ("graph", "node", "edge") and self._peek(1)[1] == "[":
            self.at += 1
            found = self._attributes()
            if word.lower() == "graph":
                self._of_graph(found, scope)
            else:
                (scope.node if word.lower() == "node" else scope.edge).update(found)
        elif kind == "id" and self._peek(1)[:2] == ("sign", "="):
            self._of_graph({word: self._peek(2)[1]}, scope)
            self.at += 3
        else:
            ends = [self._end(scope)]
            while self._peek()[0] == "edge":
                self.at += 1
                ends.append(self._end(scope))
            found = self._attributes()
            if len(ends) == 1:
                for name in ends[0]:
                    self._label(name, {**scope.node, **found})
            else:
                self._arrows(ends, {**scope.edge, **found}, line)

    def _arrows(self, ends: list[list[str]], found: dict[str, str], line: int) -> None:
        if "invis" in found.get("style", ""):
            return
        dashed = any(word in found.get("style", "") for word in ("dashed", "dotted"))
        way = found.get("dir", "forward" if self.directed else "none")
        sign = (".." if dashed else "--") if way == "none" else "-->" if dashed else "->"
        words = found.get("label", found.get("xlabel", ""))
        for before, after in pairwise(ends):
            for start in before:
                for end in after:
                    if start == end:
                        raise NotDrawnError(f"an arrow leads from {start!r} to itself", line)
                    first, last = (end, start) if way == "back" else (start, end)
                    self.graph.arrows.append((first, last, sign, words))
                    if way == "both":
                        self.graph.arrows.append((last, first, sign, ""))

    def _end(self, scope: _Scope) -> list[str]:
        """The boxes at one end of an arrow: one, or those of a subgraph."""
        kind, word, line = self._peek()
        if (kind, word) == ("sign", "{") or (kind == "id" and word.lower() == "subgraph"):
            return self._subgraph(scope)
        if kind != "id":
            raise NotDrawnError(f"{word!r} is not understood", line)
        self.at += 1
        while self._peek()[:2] == ("sign", ":"):  # a port
            self.at += 2
        if word not in self.graph.boxes:
            self._label(word, scope.node)
        scope.names[word] = None
        return [word]

    def _subgraph(self, scope: _Scope) -> list[str]:
        name, line = "", self._line()
        if self._peek()[0] == "id":
            self.at += 1
            if self._peek()[0] == "id":
                name = self._peek()[1]
                self.at += 1
        self._take("{")
        self.level += 1
        if self.level > DEEPEST:
            raise NotDrawnError("subgraphs are nested too deep", line)
        inner = _Scope(dict(scope.node), dict(scope.edge))
        framed = name.startswith("cluster")
        if framed and self.depth:
            raise NotDrawnError("a cluster stands within another", line)
        self.depth += framed
        self._statements(inner)
        self.depth -= framed
        self.level -= 1
        if framed and inner.names:
            self.graph.frames.append((inner.label or name.removeprefix("cluster").strip("_") or " ", dict(inner.names)))
        scope.names.update(inner.names)
        return list(inner.names)

    def _of_graph(self, found: dict[str, str], scope: _Scope) -> None:
        scope.label = found.get("label", scope.label)
        if "rankdir" in found and not self.depth:
            self.graph.down = found["rankdir"].upper() in ("TB", "BT")

    def _label(self, name: str, found: dict[str, str]) -> None:
        label = found.get("label", "\\N").replace("\\N", name)
        if found.get("shape", "").lower() in ("record", "mrecord"):
            label = " | ".join(part.strip() for part in re.sub(r"<\w+>|[{}]", "", label).split("|") if part.strip())
        self.graph.box(name, label or " ", _KINDS.get(found.get("shape", "").lower(), "layer"))

    def _attributes(self) -> dict[str, str]:
        found: dict[str, str] = {}
        while self._peek()[:2] == ("sign", "["):
            self.at += 1
            while self._peek()[:2] != ("sign", "]"):
                kind, word, line = self._peek()
                self.at += 1
                if (kind, word) in (("sign", ";"), ("sign", ",")):
                    continue
                if kind != "id":
                    raise NotDrawnError(f"{word or 'the end'!r} is not understood", line)
                value = "true"
                if self._peek()[:2] == ("sign", "="):
                    value = self._peek(1)[1]
                    self.at += 2
                    while self._peek()[:2] == ("sign", "+"):
                        value += self._peek(1)[1]
                        self.at += 2
                found[word.lower()] = value
            self.at += 1
        return found

    def _peek(self, ahead: int = 0) -> tuple[str, str, int]:
        at = self.at + ahead
        return self.tokens[at] if at < len(self.tokens) else ("end", "", self._line())

    def _word(self) -> str:
        kind, word, _ = self._peek()
        return word.lower() if kind == "id" else ""

    def _line(self) -> int:
        return self.tokens[min(self.at, len(self.tokens) - 1)][2] if self.tokens else 1

    def _take(self, sign: str) -> None:
        kind, word, line = self._peek()
        if (kind, word) != ("sign", sign):
            raise NotDrawnError(f"{sign!r} is missing", line)
        self.at += 1
