"""The filters and tests that a template may use, and how anything is written into a page."""

from __future__ import annotations

import functools
from collections.abc import Callable
from math import isfinite
from typing import Any

from jinja2 import Undefined
from jinja2.filters import FILTERS

from plainspoken.script.template.number_formats import bare, forms, present
from plainspoken.script.template.placeholders import Placeholders, WrittenValue
from plainspoken.script.template.record_view import Namespace, RecordView, RunView
from plainspoken.script.template.result_records import StudyView, cause_of
from plainspoken.script.template.source_positions import MappedText, join, made
from plainspoken.script.template.sweep_filters import sweep_filters
from plainspoken.script.template.template_limits import ITEMS, check_length
from plainspoken.script.template.values import Missing, RecordText, Value, causes_of, describe, number_of, scrubbed

_OWN_OF_JINJA = (
    "abs", "batch", "capitalize", "dictsort", "first", "groupby", "items", "last", "list", "lower",
    "map", "max", "min", "reject", "rejectattr", "reverse", "select", "selectattr", "sort", "title", "trim",
    "truncate", "unique", "upper", "wordcount",
)  # fmt: skip
"""Filters of Jinja's that are deterministic and make no long text. Left out are, among others, `random`, `format`,
`indent`, `center`, and all that is for HTML."""

TESTS = frozenset(
    "boolean defined divisibleby eq equalto even false ge greaterthan gt in integer iterable le lessthan lt mapping ne"  # noqa: SIM905
    " none number odd sequence string true undefined == != < <= > >=".split()
)


def measured(value: Any) -> bool:
    """The test `is measured`: a run is made, a metric was taken."""
    return not isinstance(value, Missing | Undefined)


def filters(ledger: Placeholders) -> dict[str, Callable[..., Any]]:
    """All filters by name; the forms of values write into `ledger`."""
    own: dict[str, Callable[..., Any]] = {
        "join": lambda value, between="", attribute=None: _joined(value, between, attribute, ledger),
        "string": lambda value: written(value, ledger),
        "replace": _replaced,
        "default": _default,
        "d": _default,
        "length": _length,
        "sum": _sum,
        "int": lambda value: _number(value, int),
        "float": lambda value: _number(value, float),
    }
    return {name: _tracked(FILTERS[name]) for name in _OWN_OF_JINJA} | own | forms(ledger) | sweep_filters(ledger)


def written(value: Any, ledger: Placeholders) -> str:
    """A value as text: `MappedText` keeps its place, results become markers, the rest is plain.

    Raises:
        InputError: it is not there or not measured.
        TypeError: it is not a thing that can be said: a list, a record, a truth value.
    """
    if isinstance(value, MappedText):
        return value
    if isinstance(value, Value):
        return str(bare(value, ledger))
    if isinstance(value, RecordText):
        text = str.__str__(value)
        return ledger.marker(WrittenValue(text, text, text, None, value.causes, ledger)) if text else ""
    if isinstance(value, WrittenValue):
        return str(value)
    present(value)
    if isinstance(value, bool) or value is None:
        raise TypeError(f"{describe(value)} cannot be said; use {{% if %}} or {{% claim %}}")
    if isinstance(value, int | float):
        if not isfinite(value):
            raise TypeError(f"{value} cannot be said")
        return repr(value)
    if isinstance(value, RunView):
        return written(value.title, ledger)
    if isinstance(value, RecordView | StudyView | Namespace):
        parts = ", ".join(f"`{name}`" for name in [str(name) for name in value._names()][:4])
        raise TypeError(f"`{value!r}` is a record; say which part of it{f', such as {parts}' if parts else ''}")
    if isinstance(value, list | tuple | dict | range):
        raise TypeError(f"{describe(value)} cannot be said; use `| join(', ')` or a loop")
    return str(value)


def _tracked(function: Callable[..., Any]) -> Callable[..., Any]:
    """A filter of Jinja's whose text keeps its place, at least as a whole."""
    at = 1 if hasattr(function, "jinja_pass_arg") else 0

    @functools.wraps(function)
    def filtered(*args: Any, **kwargs: Any) -> Any:
        value = args[at]
        present(value)
        if function is FILTERS["batch"] and max(filter(_is_number, [*args[1:], *kwargs.values()]), default=0) > ITEMS:
            raise OverflowError("that batch is too long for a talk")
        result = function(*args, **kwargs)
        if isinstance(result, str) and not isinstance(result, MappedText):
            if isinstance(value, MappedText):
                return _whole(result, value)
            if isinstance(value, RecordText):
                return RecordText(result, value.causes)
        return result

    return filtered


def _whole(text: str, origin: MappedText) -> str:
    """A text that stands for the whole of what it was made from."""
    if not origin.stretches:
        return text
    first, last = origin.stretches[0], origin.stretches[-1]
    length = last.offset + last.length - first.offset if last.file == first.file else first.length
    return made(text, first.file, first.offset, max(length, 1))


def _default(value: Any, otherwise: Any = "", boolean: bool = False) -> Any:
    """`otherwise` for what is unknown or not measured, and, if asked, for what is empty or nought."""
    if isinstance(value, Missing | Undefined) or (boolean and not value):
        return otherwise
    return value


def _joined(value: Any, between: str, attribute: Any, ledger: Placeholders) -> str:
    present(value)
    entries = list(value)
    if attribute is not None:
        entries = [entry[attribute] for entry in entries]
    check_length(sum(1 for _ in entries) * (len(between) + 1))
    pieces: list[str] = []
    for index, entry in enumerate(entries):
        pieces += [between, written(entry, ledger)] if index else [written(entry, ledger)]
    check_length(sum(map(len, pieces)))
    return join(pieces)


def _replaced(value: Any, old: str, new: str, count: int = -1) -> Any:
    present(value)
    if not isinstance(value, str) or not isinstance(old, str) or not isinstance(new, str):
        raise TypeError(f"`replace` works on texts, not on {describe(value)}")
    times = value.count(old) if old else len(value) + 1
    check_length(len(value) + max(len(new) - len(old), 0) * times)
    result = str.replace(value, scrubbed(old), new, count)
    if isinstance(value, MappedText):
        return _whole(result, value)
    return RecordText(result, value.causes) if isinstance(value, RecordText) else result


def _length(value: Any) -> Any:
    """How many there are; with the causes of what is counted, so that the number can be said."""
    present(value)
    number = len(value)
    if isinstance(value, str):
        return number
    causes = causes_of(list(value)) if not isinstance(value, RecordView | StudyView) else ()
    for entry in [value] if isinstance(value, RecordView | StudyView) else value:
        causes += tuple(cause for cause in cause_of(entry) if cause not in causes)
    return Value(number, "count", causes[:20], label=f"the number of {value!r}"[:120]) if causes else number


def _sum(value: Any, attribute: Any = None, start: Any = 0) -> Any:
    present(value)
    entries = [entry[attribute] for entry in value] if attribute is not None else list(value)
    for entry in [start, *entries]:
        present(entry)
        number_of(entry)
    if start or not entries:
        entries.insert(0, start)
    return sum(entries[1:], entries[0])


def _number(value: Any, kind: type) -> Any:
    present(value)
    if isinstance(value, Value):
        if kind is int and value.number != int(value.number):
            raise TypeError(f"`int` cuts off what is left of {describe(value)}; use `| round`")
        return value.with_number(kind(value.number))
    return kind(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float)
