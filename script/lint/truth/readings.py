"""The ways in which a sentence of a template can read: once as it stands, and once for each text that a value may put
into it (`"beats V2" if better(v3, v2) else "keeps up"`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, product

from jinja2 import nodes

from plainspoken.script.lint.truth.template_outline import VALUE, OutlineBranch, OutlineValue, TextUnit

Tests = tuple[tuple[nodes.Node, bool], ...]
MOST = 24
"""Readings of one value at the most."""

_KEEPING = frozenset({"lower", "upper", "title", "capitalize", "trim", "string", "default", "replace"})
_WRITING = frozenset({"percent", "points", "times", "decimal", "count", "words", "round", "params", "first", "last"})


@dataclass(frozen=True)
class SentenceReading:
    """One way that a sentence reads, and which of its characters a value put in (all of them, for the sentence
    itself)."""

    unit: TextUnit
    start: int
    end: int
    tag: tuple[int, int] | None = None

    @property
    def text(self) -> str:
        """The words."""
        return self.unit.text

    def own(self, start: int, end: int) -> bool:
        """Whether characters are of the text put in."""
        return start < self.end and end > self.start

    def place_of(self, start: int, end: int) -> tuple[int, int]:
        """Where characters were written, as offsets in the file."""
        offsets = self.unit.offsets
        first, last = offsets[min(start, len(offsets) - 1)], offsets[min(max(end - 1, start), len(offsets) - 1)]
        if self.tag is not None and first == self.tag[0]:
            return self.tag
        return min(first, last), max(first, last) + 1


def readings_of(sentence: TextUnit, variables: Mapping[str, nodes.Expr]) -> Iterator[SentenceReading]:
    """Every reading: the sentence as it stands, then each text of each value in it."""
    yield SentenceReading(sentence, 0, len(sentence.text))
    for value in sentence.values:
        for way in value.ways:
            yield from _with_way(sentence, value, way, variables)
        for tests, text in islice(texts_of(value.expr, variables), MOST) if not value.ways else ():
            if text != VALUE:
                branch = OutlineBranch("inline", value.offset, tests)
                branches = (*sentence.branches, branch) if tests else sentence.branches
                put = TextUnit("", text, [value.offset] * len(text), branches)
                yield _put(sentence, value, put, (value.offset, value.end))


def _with_way(
    sentence: TextUnit, value: OutlineValue, way: TextUnit, variables: Mapping[str, nodes.Expr]
) -> Iterator[SentenceReading]:
    """A block's text within the sentence, and each text of the values in that."""
    yield _put(sentence, value, way, None)
    for inner in way.values:
        for nested in inner.ways:
            yield from _with_way(sentence, value, _put(way, inner, nested, None).unit, variables)
        for tests, text in islice(texts_of(inner.expr, variables), MOST) if not inner.ways else ():
            if text != VALUE:
                branch = OutlineBranch("inline", inner.offset, tests)
                put = TextUnit("", text, [inner.offset] * len(text), (*way.branches, branch) if tests else way.branches)
                filled = _put(way, inner, put, (inner.offset, inner.end)).unit
                yield _put(sentence, value, filled, (inner.offset, inner.end))


def _put(sentence: TextUnit, value: OutlineValue, put: TextUnit, tag: tuple[int, int] | None) -> SentenceReading:
    """The sentence with `put` in the place of a value."""
    at, length = value.at, len(put.text)
    values = [each for each in sentence.values if each.at < at]
    values += [OutlineValue(each.at + at, each.expr, each.offset, each.end, each.ways) for each in put.values]
    values += [
        OutlineValue(each.at + length - 1, each.expr, each.offset, each.end, each.ways)
        for each in sentence.values
        if each.at > at
    ]
    unit = TextUnit(
        sentence.kind, sentence.text[:at] + put.text + sentence.text[at + 1 :],
        [*sentence.offsets[:at], *put.offsets, *sentence.offsets[at + 1 :]], put.branches, values, sentence.heads,
        sentence.page, sentence.target,
    )  # fmt: skip
    return SentenceReading(unit, at, at + length, tag)


def texts_of(expr: nodes.Expr, variables: Mapping[str, nodes.Expr], depth: int = 0) -> Iterator[tuple[Tests, str]]:
    """The texts that an expression may write, with what must hold; a `VALUE` for what it takes from the results."""
    if depth > 6:
        yield (), VALUE
    elif isinstance(expr, nodes.Const):
        plain = isinstance(expr.value, str | int | float) and not isinstance(expr.value, bool)
        yield (), str(expr.value) if plain else VALUE
    elif isinstance(expr, nodes.CondExpr):
        for tests, text in texts_of(expr.expr1, variables, depth + 1):
            yield ((expr.test, True), *tests), text
        for tests, text in texts_of(expr.expr2, variables, depth + 1) if expr.expr2 is not None else ():
            yield ((expr.test, False), *tests), text
    elif isinstance(expr, nodes.Concat):
        parts = [list(islice(texts_of(node, variables, depth + 1), 6)) for node in expr.nodes]
        for chosen in islice(product(*parts), MOST):
            yield tuple(test for tests, _ in chosen for test in tests), "".join(text for _, text in chosen)
    elif isinstance(expr, nodes.Filter) and expr.node is not None:
        if expr.name in ("default", "join"):
            yield from _arguments(expr, variables, depth)
        elif expr.name == "replace":
            yield from (
                (tests, VALUE + text) for tests, text in islice(_arguments(expr, variables, depth), 1, 2) if text
            )
        if expr.name in _KEEPING or expr.name in _WRITING:
            yield from texts_of(expr.node, variables, depth + 1)
        else:
            yield (), VALUE
    elif isinstance(expr, nodes.List) and depth:
        for item in expr.items:
            yield from texts_of(item, variables, depth + 1)
    elif isinstance(expr, nodes.Name) and isinstance(
        variables.get(expr.name), nodes.Const | nodes.CondExpr | nodes.Concat | nodes.Filter
    ):
        yield from texts_of(variables[expr.name], variables, depth + 1)
    else:
        yield (), VALUE


def _arguments(expr: nodes.Filter, variables: Mapping[str, nodes.Expr], depth: int) -> Iterator[tuple[Tests, str]]:
    for argument in expr.args:
        yield from texts_of(argument, variables, depth + 1)
