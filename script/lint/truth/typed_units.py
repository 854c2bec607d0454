# ruff: noqa: E501 - tables of words
"""Units typed behind a value that has another, or that brings its own: the work behind `rules.quoted_values`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jinja2 import nodes

from plainspoken.script.lint.finding import Finding
from plainspoken.script.lint.passages import LintedScript
from plainspoken.script.lint.truth.page_outlines import outlines

_UNIT_OF = {
    "percent": "%", "points": "points", "times": "times", "ms": "ms", "seconds": "s", "minutes": "min", "megabytes": "MB",
}  # fmt: skip
_TYPED_UNIT = re.compile(
    r"[ \u00a0-]?(?P<unit>%|per ?cent(?:age points?)?|points?|times|×|x|ms|milliseconds?|s|sec|seconds?|min|minutes?|h|hours?|MB|"
    r"megabytes?|GB)(?![\w])",
    re.IGNORECASE,
)
_FAMILY = {
    "%": "%", "percent": "%", "per cent": "%", "percentage point": "points", "percentage points": "points", "point": "points",
    "points": "points", "times": "times", "×": "times", "x": "times", "ms": "ms", "millisecond": "ms", "milliseconds": "ms",
    "s": "s", "sec": "s", "second": "s", "seconds": "s", "min": "min", "minute": "min", "minutes": "min", "h": "h",
    "hour": "h", "hours": "h", "mb": "MB", "megabyte": "MB", "megabytes": "MB", "gb": "GB",
}  # fmt: skip
_UNIT_BY_NAME = (
    (re.compile(r"(?:^|_)(?:acc|balanced_acc|accuracy|precision|recall|f1|share|baseline)$"), "fraction"),
    (re.compile(r"^(?:delta_points)$"), "points"),
    (re.compile(r"^(?:ratio|speedup)$"), "times"),
    (re.compile(r"_ms$"), "ms"),
    (re.compile(r"(?:^|_)seconds(?:_|$)"), "s"),
    (re.compile(r"^size_mb$"), "MB"),
)


def unit_typed_by_hand(file: str, text: str, script: LintedScript) -> Iterator[Finding]:
    """A unit is typed behind a value that has another, or that brings its own."""
    for outline in outlines(file, text, script):
        for unit in outline.units:
            for value in unit.values:
                typed = _TYPED_UNIT.match(unit.text, value.at + 1)
                if typed is None:
                    continue
                meant = _FAMILY[" ".join(typed["unit"].lower().split())]
                brings, has = _unit_written(value.expr)
                wrong = None
                if brings is not None:
                    same = brings == meant or (brings == "%" and meant == "points" and False)
                    wrong = f"the value already includes its unit, {brings}" if same else f"the value is in {brings}"
                elif has is not None and has != meant:
                    wrong = (
                        "the value is a fraction; `| percent` writes it"
                        if has == "fraction"
                        else f"the value is in {has}"
                    )
                if wrong:
                    place = outline.place_in(unit, value.at, typed.end())
                    yield Finding("PS125", f"“{typed['unit']}” is typed after it, but {wrong}", place, "error")


def _unit_written(expr: nodes.Expr) -> tuple[str | None, str | None]:
    """The unit that an expression's last filter writes, and else the unit of its number."""
    node: nodes.Expr | None = expr
    while isinstance(node, nodes.Filter):
        if node.name in _UNIT_OF:
            return _UNIT_OF[node.name], None
        if node.name in ("params", "flops", "count", "words", "ordinal"):
            return None, None
        node = node.node
    if isinstance(node, nodes.Sub):
        return None, "points"
    names = [n.attr for n in [node] if isinstance(n, nodes.Getattr)] + [
        n.node.name for n in [node] if isinstance(n, nodes.Call) and isinstance(n.node, nodes.Name)
    ]
    for name in names:
        for pattern, unit in _UNIT_BY_NAME:
            if pattern.search(name):
                return None, unit
    return None, None
