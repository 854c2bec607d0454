"""Cut a function, a method, a class or some of their statements out of Python source, so that it reads on a slide.

Docstrings, type hints and comments for tools are left out and the text is set to the left; every other character is
the source's own. The cut is made in the text and not by printing the syntax tree, so that comments and the author's
line breaks stay.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from plainspoken.script.code.strip import NAMED, BareSource, is_docstring


class NotThereError(Exception):
    """Nothing in the source has that `name`; `known` are the names that are there.

    `within` is what was found, when it is one of the picks that is not in it.
    """

    def __init__(self, name: str, known: list[str], within: str | None = None) -> None:
        super().__init__(name)
        self.name = name
        self.known = known
        self.within = within


@dataclass(frozen=True, slots=True)
class CodeChunk:
    """Some lines of the excerpt that belong together; `lines` start at the left, `indent` is where they stand."""

    indent: int
    lines: list[str]


def excerpt(source: str, name: str = "", picks: Sequence[str] = ()) -> list[CodeChunk]:
    """The text of `name` in Python `source`, in pieces to be set one below the other.

    Args:
        source: a module's text.
        name: `function`, `Class`, `Class.method`, a constant; empty for the whole module.
        picks: what to keep of it: targets that are assigned to (`self.local`), names of functions or classes inside,
            functions that are called for their effect, `return` or `import`. Everything when empty. The line `...`
            stands for what is left out between them, and the heads of the blocks around them stay.

    Raises:
        NotThereError: there is no such name in the source.
        SyntaxError: the source is not Python.
    """
    tree = ast.parse(source)
    body, inside = _find(tree, name)
    text = BareSource(source, tree)
    if picks:
        picked = _Picking(text, picks)
        picked.read(inside, 0)
        if missing := [pick for pick in picks if pick not in picked.found]:
            raise NotThereError(missing[0], sorted(set(picked.seen)), name)
        return picked.pieces
    if not name:
        body = [node for node in tree.body if not is_docstring(node)]
    return [CodeChunk(0, lines)] if (lines := _blank_lines(text.lines(body))) else []


def _find(tree: ast.Module, name: str) -> tuple[list[ast.stmt], list[ast.stmt]]:
    """The statements that `name` stands for, and those inside of it.

    Of two definitions of one name the last counts, as it does when the module runs.
    """
    if not name:
        return tree.body, tree.body
    inside: list[ast.stmt] = tree.body
    found: list[ast.stmt] = []
    steps = name.split(".")
    for place, step in enumerate(steps):
        known: dict[str, ast.stmt] = {}
        for node in _flat(inside):
            known.update(dict.fromkeys(_names_of(node), node))
        if step not in known:
            raise NotThereError(name, [".".join([*steps[:place], other]) for other in known])
        found = [known[step]]
        inside = found[0].body if isinstance(found[0], NAMED) else []
    return found, inside or found


def _names_of(node: ast.stmt) -> list[str]:
    return [node.name] if isinstance(node, NAMED) else _targets(node)


def _flat(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a body and of the blocks in it that bring no names of their own (`if`, `try`, `with`)."""
    for node in body:
        yield node
        if not isinstance(node, NAMED):
            for block in _blocks(node):
                yield from _flat(block)


def _blocks(node: ast.stmt) -> list[list[ast.stmt]]:
    """The bodies of a compound statement, in order."""
    found = [getattr(node, "body", None) or []]
    found += [handler.body for handler in getattr(node, "handlers", ())]
    found += [case.body for case in getattr(node, "cases", ())]
    return [*found, getattr(node, "orelse", None) or [], getattr(node, "finalbody", None) or []]


def _targets(node: ast.stmt) -> list[str]:
    """What a statement assigns to, as it is written: `x`, `self.local`."""
    written: list[ast.expr] = []
    if isinstance(node, ast.Assign):
        written = node.targets
    elif isinstance(node, ast.AnnAssign | ast.AugAssign):
        written = [node.target]
    return [ast.unparse(each) for target in written for each in _parts(target)]


def _parts(target: ast.expr) -> list[ast.expr]:
    if isinstance(target, ast.Tuple | ast.List):
        return [part for each in target.elts for part in _parts(each)]
    return _parts(target.value) if isinstance(target, ast.Starred) else [target]


def _labels(node: ast.stmt) -> list[str]:
    """Every word that picks this statement."""
    if isinstance(node, ast.Return):
        return ["return"]
    if isinstance(node, ast.Import) or (isinstance(node, ast.ImportFrom) and node.module != "__future__"):
        return ["import"]
    if isinstance(node, ast.Expr):
        call = node.value.value if isinstance(node.value, ast.Await) else node.value
        return [ast.unparse(call.func)] if isinstance(call, ast.Call) else []
    return _names_of(node)


class _Picking:
    """Walks the statements and keeps those that are picked, with the heads of the blocks they stand in."""

    def __init__(self, text: BareSource, picks: Sequence[str]) -> None:
        self.text = text
        self.picks = set(picks)
        self.found: set[str] = set()
        self.seen: list[str] = []
        self.pieces: list[CodeChunk] = []
        self.skipped = False

    def read(self, body: Sequence[ast.stmt], indent: int) -> None:
        """Take what is picked of a body that is shown at `indent`."""
        for node in body:
            if is_docstring(node):
                continue
            labels = _labels(node)
            self.seen += labels
            if wanted := self.picks.intersection(labels):
                self.found |= wanted
                self._put(indent, self.text.lines([node]))
            elif self._holds(node):
                self._block(node, indent)
            else:
                self.skipped = True

    def _holds(self, node: ast.stmt) -> bool:
        inner = [child for block in _blocks(node) for child in block]
        labels = {label for child in inner for label in _labels(child)}
        self.seen += sorted(labels)
        deeper = [self._holds(child) for child in inner]  # each is asked, so that `seen` is whole
        return not self.picks.isdisjoint(labels) or any(deeper)

    def _block(self, node: ast.stmt, indent: int) -> None:
        """A statement with something picked inside."""
        body, *others = [block for block in _blocks(node) if block]
        later = [block for block in others if any(self._holds_any(child) for child in block)]
        if isinstance(node, ast.Match) or body[0].lineno == node.lineno:
            # Its cases mean nothing without each other; a block on its head's own line cannot be taken apart.
            self.found |= self.picks.intersection(label for child in _flat([node]) for label in _labels(child))
            self._put(indent, self.text.lines([node]))
            return
        if isinstance(node, ast.Try | ast.TryStar) and not later:
            self.read(body, indent)  # what happens on errors is left out, and with it the word `try`
            self.skipped = True
            return
        self._put(indent, self.text.head(node, body[0]))
        self.read(body, indent + 4)
        before = body
        for block in others:
            if block in later:
                lines = self.text.head_between(before[-1], block[0])
                self._gap(indent + 4)
                if lines:
                    self._put(indent, lines)
                self.read(block, indent + 4 if lines else indent)
            before = block
        self.skipped = self.skipped or len(later) < len(others)

    def _holds_any(self, node: ast.stmt) -> bool:
        return not self.picks.isdisjoint(_labels(node)) or self._holds(node)

    def _put(self, indent: int, lines: list[str]) -> None:
        if not lines:
            return
        self._gap(indent)
        self.pieces.append(CodeChunk(indent, _blank_lines(lines)))

    def _gap(self, indent: int) -> None:
        if self.skipped and self.pieces:
            self.pieces.append(CodeChunk(indent, ["..."]))
        self.skipped = False


def _blank_lines(lines: list[str]) -> list[str]:
    """Without empty lines at either end."""
    while lines and not lines[0].strip():
        lines = lines[1:]
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    return lines
