"""Python source without what a slide has no room for: docstrings, type hints, comments for tools.

They are taken out of the text and not by printing the syntax tree, so that comments and line breaks stay the author's.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Sequence

_FOR_TOOLS = re.compile(r"#\s*(?:type:|noqa\b|fmt:|pragma\b|pylint:|mypy:|ruff:|isort:|pyright:|nosec\b)")
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
NAMED = (*FUNCTIONS, ast.ClassDef)


class BareSource:
    """A module's text by lines (`rows`), from which docstrings, type hints and comments for tools are taken out.

    A line keeps its number; one that lost everything is `None`.
    """

    def __init__(self, source: str, tree: ast.Module) -> None:
        self.rows: list[str | None] = [*source.split("\n")]
        self.comments: set[int] = set()
        self.strings: set[int] = set()
        self.edits: list[tuple[tuple[int, int], tuple[int, int], str]] = []
        self._written = source.split("\n")
        self._read_tokens(source)
        self._strip(tree, in_function=False)
        for start, end, instead in sorted(set(self.edits), reverse=True):
            self._take_out(start, end, instead)

    def lines(self, nodes: Sequence[ast.stmt]) -> list[str]:
        """The lines of whole statements, with the comments right above them, set to the left."""
        found: list[str] = []
        for node in nodes:
            first = _first_line(node)
            while first - 1 in self.comments:
                first -= 1
            if found and not self._written[first - 2].strip():
                found += [""] * (2 if isinstance(node, NAMED) else 1)
            found += self._cut(first, node.end_lineno or node.lineno, node.col_offset)
        return found

    def head(self, node: ast.stmt, inner: ast.stmt) -> list[str]:
        """The lines of a compound statement above the first statement inside."""
        return [line for line in self._cut(_first_line(node), self._above(inner), node.col_offset) if line.strip()]

    def head_between(self, before: ast.stmt, inner: ast.stmt) -> list[str]:
        """The line of `else:` and its like between two blocks; none above an `elif`, which is a statement itself."""
        lines = self._cut((before.end_lineno or before.lineno) + 1, self._above(inner), inner.col_offset)
        return [line.strip() for line in lines if line.strip() and not line.strip().startswith("#")]

    def _above(self, inner: ast.stmt) -> int:
        last = _first_line(inner) - 1
        while last in self.comments:
            last -= 1
        return last

    def _cut(self, first: int, last: int, column: int) -> list[str]:
        """Lines `first` to `last`, `column` characters further left; the inside of a string stays where it is."""
        found = []
        for number in range(first, last + 1):
            row = self.rows[number - 1]
            if row is None:
                continue
            indent = 0 if number in self.strings else min(column, len(row) - len(row.lstrip(" \t")))
            found.append(row[indent:])
        return found

    def _read_tokens(self, source: str) -> None:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            (line, column), (end, _) = token.start, token.end
            if token.type == tokenize.COMMENT:
                if not token.line[:column].strip():
                    self.comments.add(line)
                if _FOR_TOOLS.match(token.string):
                    self.edits.append((token.start, token.end, ""))
            elif token.type == tokenize.STRING or "FSTRING" in tokenize.tok_name[token.type]:
                self.strings.update(range(line + 1, end + 1))

    def _take_out(self, start: tuple[int, int], end: tuple[int, int], instead: str) -> None:
        """Put `instead` for a stretch; what is left of its lines is joined on the first."""
        (first, left), (last, right) = start, end
        before, after = self.rows[first - 1] or "", self.rows[last - 1] or ""
        joined = (before[:left] + instead + after[right:]).rstrip()
        self.rows[first - 1 : last] = [joined or None, *[None] * (last - first)]

    def _strip(self, node: ast.AST, *, in_function: bool) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, FUNCTIONS):
                self._hints(child)
            elif isinstance(child, ast.AnnAssign) and in_function:
                self._hint(child)
            self._strip(child, in_function=isinstance(child, FUNCTIONS) or (in_function and not _is_class(child)))
        body = getattr(node, "body", None)
        if isinstance(body, list):
            self._docstrings(body)

    def _docstrings(self, body: list[ast.stmt]) -> None:
        texts = [node for node in body if is_docstring(node)]
        for node in texts:
            start, end = self._span(node)
            only = len(texts) == len(body) and node is texts[0]
            self.edits.append((start, end, "..." if only else ""))
            following = end[0]
            while not only and following < len(self._written) and not self._written[following].strip():
                self.rows[following] = None
                following += 1

    def _hints(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        given = node.args
        plain = [*given.posonlyargs, *given.args]
        defaults: list[ast.expr | None] = [None] * (len(plain) - len(given.defaults)) + list(given.defaults)
        pairs = [*zip(plain, defaults, strict=True), *zip(given.kwonlyargs, given.kw_defaults, strict=True)]
        pairs += [(each, None) for each in (given.vararg, given.kwarg) if each is not None]
        for argument, default in pairs:
            if argument.annotation is None:
                continue
            line, column = self._place(argument.lineno, argument.col_offset)
            end = self._span(argument.annotation)[1]
            if default is not None:
                end = self._after(end, "=")
            self.edits.append(((line, column + len(argument.arg)), end, "=" if default is not None else ""))
        if node.returns is not None:
            start, end = self._span(node.returns)
            row = self._written[start[0] - 1]
            if (arrow := row.rfind("->", 0, start[1])) >= 0:
                self.edits.append(((start[0], len(row[:arrow].rstrip())), end, ""))

    def _hint(self, node: ast.AnnAssign) -> None:
        """`name: Type = value` to `name = value`; one without a value only declares, and goes."""
        start, end = self._span(node.target)[node.value is not None], self._span(node.annotation)[1]
        self.edits.append((start, end, ""))

    def _after(self, place: tuple[int, int], sign: str) -> tuple[int, int]:
        """The place behind the next `sign` and the spaces that follow it."""
        line, column = place
        while (at := self._written[line - 1].find(sign, column)) < 0:
            line, column = line + 1, 0
        row = self._written[line - 1]
        return line, len(row) - len(row[at + len(sign) :].lstrip(" "))

    def _span(self, node: ast.stmt | ast.expr) -> tuple[tuple[int, int], tuple[int, int]]:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self._place(node.lineno, node.col_offset), self._place(node.end_lineno, node.end_col_offset)

    def _place(self, line: int, column: int) -> tuple[int, int]:
        """Line and column in characters of a place that `ast` gives: its columns count bytes."""
        row = self._written[line - 1]
        return line, column if row.isascii() else len(row.encode()[:column].decode())


def _first_line(node: ast.stmt) -> int:
    """A statement's first line, its decorators included."""
    decorators = node.decorator_list if isinstance(node, NAMED) else []
    return min([node.lineno, *(each.lineno for each in decorators)])


def _is_class(node: ast.AST) -> bool:
    return isinstance(node, ast.ClassDef)


def is_docstring(node: ast.stmt) -> bool:
    """A string that stands as a statement, whatever it documents."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
