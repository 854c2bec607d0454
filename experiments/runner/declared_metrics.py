"""Units of the metrics of a study that works freely, checked before it works.

What `work` returns is known only at its end, which may be hours away. So the module may declare its metrics
(`METRICS`), and those that its source writes out are compared with what it declares: a missing unit is found at once,
with its line.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

from plainspoken.base.errors import InputError
from plainspoken.experiments.results.metric import Direction, MetricKind


def declared_metrics(module: Any) -> dict[str, MetricKind]:
    """The metrics that a study module declares as `METRICS`, by name; none where it has no such table."""
    return dict(getattr(module, "METRICS", {}))


def check_metrics(module: ModuleType) -> None:
    """Refuse a module with a metric whose unit is missing, as far as that can be known without running it.

    Both the table `METRICS` and the metrics written out in calls of `WorkResult` and `analyse` are looked at.

    Raises:
        InputError: a metric has no unit, or its direction is none that there is; with file, line, and what to write.
    """
    source = Path(module.__file__ or "")
    if source.suffix != ".py" or not source.is_file():
        return
    tree = ast.parse(source.read_text(encoding="utf-8"))
    for name, kind in getattr(module, "METRICS", {}).items():
        if not isinstance(kind, MetricKind):
            raise _without_unit(name, source, _line_of_key(tree, name))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    whole = any(_called(call) in _METRIC_MAKERS for call in calls)
    for call in calls:
        if _called(call) == "WorkResult":
            _check_result(call, module, source, whole)
        elif _called(call) == "analyse":
            _check_analysis(call, source)


_METRIC_MAKERS = ("Metric", "measured", "metrics", "metrics_from_confusion", "scores")
"""What gives whole metrics, which bring their units: a module that calls one of these may hold them in any variable."""


def _check_result(call: ast.Call, module: ModuleType, source: Path, whole: bool) -> None:
    """The scores of a `WorkResult` that are plain numbers against the kinds that are known."""
    arguments = {each.arg: each.value for each in call.keywords}
    if None in arguments:  # **more, of which nothing can be known
        return
    known = _known_kinds(arguments.get("kinds"), module)
    if known is None:
        return
    for _, told in _entries(arguments.get("scores")):
        for name, value in _named(told):
            if name not in known and (not whole or _is_number(value)):
                raise _without_unit(name, source, value.lineno)


def _check_analysis(call: ast.Call, source: Path) -> None:
    """The numbers of `analyse`: each a tuple of number, unit and, where it has one, direction."""
    numbers = call.args[1] if len(call.args) > 1 else next((k.value for k in call.keywords if k.arg == "numbers"), None)
    for name, value in _named(numbers):
        if isinstance(value, ast.Tuple | ast.List):
            parts = value.elts
            if len(parts) < 2:
                raise _without_number_unit(name, source, value.lineno)
            way = parts[2] if len(parts) > 2 else None
            if isinstance(way, ast.Constant) and way.value not in get_args(Direction):
                raise InputError(
                    f"metric {name!r} is better when it is {way.value!r}, which is no direction",
                    file=source, line=value.lineno, remedy="write 'higher', 'lower' or 'none'",
                )  # fmt: skip
        elif _is_number(value):
            raise _without_number_unit(name, source, value.lineno)


def _known_kinds(kinds: ast.expr | None, module: ModuleType) -> set[str] | None:
    """Names that have a kind; None where the source does not tell."""
    known = set(declared_metrics(module))
    if kinds is None:
        return known
    if isinstance(kinds, ast.Dict) and all(isinstance(key, ast.Constant) for key in kinds.keys):
        return known | {name for name, _ in _named(kinds)}
    if isinstance(kinds, ast.Name) and isinstance(table := getattr(module, kinds.id, None), Mapping):
        return known | set(table)
    return None


def _entries(table: ast.expr | None) -> Iterator[tuple[ast.expr | None, ast.expr]]:
    if isinstance(table, ast.Dict):
        yield from zip(table.keys, table.values, strict=True)


def _named(table: ast.expr | None) -> Iterator[tuple[str, ast.expr]]:
    """The entries of a table in the source whose names are written out."""
    for key, value in _entries(table):
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            yield key.value, value


def _is_number(value: ast.expr) -> bool:
    """Whether an expression certainly gives a plain number."""
    made = isinstance(value, ast.Call) and _called(value) in ("float", "int", "len", "sum", "round", "abs")
    return made or isinstance(value, ast.Constant | ast.BinOp | ast.UnaryOp)


def _called(call: ast.Call) -> str:
    """The last name of what is called."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _line_of_key(tree: ast.Module, name: str) -> int | None:
    for statement in tree.body:
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        if any(getattr(target, "id", "") == "METRICS" for target in targets):
            assert isinstance(statement, ast.Assign)
            return next((value.lineno for key, value in _named(statement.value) if key == name), statement.lineno)
    return None


def _without_unit(name: str, source: Path, line: int | None) -> InputError:
    return InputError(
        f"metric {name!r} has no unit",
        file=source,
        line=line,
        remedy=f'declare it: METRICS = {{"{name}": MetricKind(unit="fraction", better="higher")}}',
    )


def _without_number_unit(name: str, source: Path, line: int) -> InputError:
    return InputError(
        f"metric {name!r} has no unit", file=source, line=line, remedy=f'write "{name}": (number, "unit", "higher")'
    )
