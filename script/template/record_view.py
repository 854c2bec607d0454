"""Parts of a result record as a template sees them: numbers as `Value`s, words as `RecordText`, names checked.

Units and intervals are those that the record states: a metric says its own, a field has its unit in its annotation, and
the record's `kinds` say those of numbers kept by name. Nothing is guessed from a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from typing import Any, cast, get_args

from plainspoken.base.document import Part
from plainspoken.experiments.results.metric import Interval, InUnit, Metric, MetricKind, NamedNumbers
from plainspoken.experiments.results.scores_view import Final, SplitScores
from plainspoken.script.template.values import Missing, Origin, RecordText, SourceFact, Unit, Value

_PURE = re.compile(r"(?:^|_)(?:loss|learning_rate|rate|lr|weight_decay|momentum)$")
RERUN = "run `plainspoken experiments run` to make it, or name other records with --results"


class RecordView:
    """A part of a record, read by attribute or by key.

    Attributes are the record's own names; keys of its tables (classes, splits, baselines) may be written with `_` for
    any character that a name cannot hold.
    """

    __slots__ = ("_at", "_given", "_name", "_part")

    def __init__(self, part: Any, name: str, at: RecordFile, given: str | None = None) -> None:
        """`given` is the unit of the numbers in a table, where the field that holds the table states one."""
        self._part = part
        self._name = name
        self._at = at
        self._given = given

    def __getitem__(self, key: Any) -> Any:
        names = self._names()
        found = key if key in names else alike(key, names)
        if found is None:
            raise KeyError(key)
        return self._wrapped(_held(self._part, found), found)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if isinstance(self._part, Mapping) and name in ("items", "keys", "values") and name not in self._part:
            return {"items": self._items, "keys": self._keys, "values": self._values}[name]
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None

    def __iter__(self) -> Iterator[Any]:
        return iter(self._keys())

    def __len__(self) -> int:
        return len(self._names())

    def __contains__(self, key: object) -> bool:
        return key in self._names()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RecordView) and self._name == other._name

    def __hash__(self) -> int:
        return hash(self._name)

    def __repr__(self) -> str:
        return self._name

    def _names(self) -> list[Any]:
        if isinstance(self._part, NamedNumbers):
            return list(dict.fromkeys([*self._part.names(), *self._at.kinds]))
        if isinstance(self._part, Final | SplitScores):
            return self._part.names()
        if isinstance(self._part, Part):
            fields = [name for name in type(self._part).model_fields if name != "schema_version"]
            return [*fields, *getattr(type(self._part), "VIEWS", ())]
        return list(self._part)

    def _keys(self) -> list[Any]:
        return [RecordText(key, self._at.causes(self._name)) if isinstance(key, str) else key for key in self._names()]

    def _values(self) -> list[Any]:
        return [self[key] for key in self._names()]

    def _items(self) -> list[tuple[Any, Any]]:
        return list(zip(self._keys(), self._values(), strict=True))

    def _wrapped(self, part: Any, key: Any) -> Any:
        n = self._samples(key)
        return self._at.wrap(part, _joined(self._name, key), self._unit(key), self._interval(key), n)

    def _samples(self, key: Any) -> int | None:
        """How many samples a metric was measured on."""
        metric = self._part.metric(key) if isinstance(self._part, SplitScores) else None
        return metric.n if metric is not None else None

    def _interval(self, key: Any) -> tuple[float, float] | None:
        """The interval that the record gives for a number: of a metric, or the quartiles of a latency."""
        if isinstance(self._part, SplitScores):
            metric = self._part.metric(key)
            around = metric.interval if metric is not None else None
            return (around.low, around.high) if around is not None else None
        ends = getattr(type(self._part), "INTERVALS", {}).get(key)
        return (getattr(self._part, ends[0]), getattr(self._part, ends[1])) if ends else None

    def _unit(self, key: Any) -> str | None:
        if isinstance(self._part, SplitScores):
            metric = self._part.metric(key) or self._part.metric(str(key).removesuffix("_interval"))
            return metric.unit if metric is not None else "count" if key == "n" else None
        if isinstance(self._part, Part) and not isinstance(self._part, NamedNumbers | Interval):
            return field_units(type(self._part)).get(key)
        if self._given is not None:
            return self._given
        kind = self._at.kinds.get(key)
        return kind.unit if kind is not None else None


class RecordFile:
    """Where a record stands: its origin file and fingerprint, for all values read from it, and its kinds of metrics."""

    __slots__ = ("file", "kinds", "print_", "remedy")

    def __init__(
        self, file: str, print_: str, remedy: str = RERUN, kinds: Mapping[str, MetricKind] | None = None
    ) -> None:
        self.file = file
        self.print_ = print_
        self.remedy = remedy
        self.kinds = kinds or {}

    def causes(self, name: str) -> tuple[SourceFact, ...]:
        """The cause of a fact of this record."""
        return (SourceFact(_origin(name), name, self.file, self.print_),)

    def wrap(self, part: Any, name: str, unit: str | None = None, interval: Any = None, n: int | None = None) -> Any:
        """`part` of a record as a template sees it."""
        if part is None:
            return Missing(name, f"`{name}` was not measured", f"{self.remedy}, or say the sentence without it")
        if isinstance(part, bool):
            return part
        if isinstance(part, int | float):
            return Value(part, value_unit(unit, part, name), self.causes(name), interval=interval, n=n)
        if isinstance(part, str):
            return RecordText(part, self.causes(name))
        if isinstance(part, Metric):
            around = part.interval
            ends = (around.low, around.high) if around is not None else None
            unit = value_unit(part.unit, part.value)
            return Value(part.value, unit, self.causes(name), interval=ends, n=part.n)
        if isinstance(part, Part | Mapping):
            return RecordView(part, name, self, unit)
        if hasattr(part, "_asdict"):
            return RecordView(part._asdict(), name, self, unit)
        if isinstance(part, list | tuple):
            return [self.wrap(entry, f"{name}[{index}]", unit) for index, entry in enumerate(part)]
        raise TypeError(f"`{name}` holds something that a page cannot say")


def record_kinds(record: Any) -> dict[str, MetricKind]:
    """What the numbers that a record keeps by name are: metrics by epoch, baselines, and those of other tools."""
    scores: Mapping[str, Mapping[str, Metric]] = getattr(record, "scores", {})
    scored = {name: metric.kind for metrics in scores.values() for name, metric in metrics.items()}
    return {**getattr(record, "kinds", {}), **scored}


def value_unit(unit: str | None, number: float | int, name: str = "") -> Unit:
    """A record's unit as a value has it: a unit that no filter knows is a plain number, and a whole number without a
    unit is a count. What a record states to be a number, and a loss or a rate by its name, is `pure`: no share."""
    if unit == "number" or (unit is None and _PURE.search(name.rsplit(".", 1)[-1])):
        return "pure"
    if unit in get_args(Unit):
        return cast("Unit", unit)
    return "count" if unit is None and isinstance(number, int) else "number"


@cache
def field_units(kind: type[Part]) -> dict[str, str]:
    """The units of a record part's fields, as their annotations state them."""
    found = {}
    for name, field in kind.model_fields.items():
        units = [entry.unit for entry in field.metadata if isinstance(entry, InUnit)] or _inner_units(field.annotation)
        if len(set(units)) == 1:
            found[name] = units[0]
    return found


def _inner_units(annotation: Any) -> list[str]:
    own = [entry.unit for entry in getattr(annotation, "__metadata__", ()) if isinstance(entry, InUnit)]
    return own or [unit for inner in get_args(annotation) for unit in _inner_units(inner)]


def _held(part: Any, name: str) -> Any:
    """What `part` holds by that name; None where it was not measured."""
    if isinstance(part, NamedNumbers):
        return part.get(name)
    if isinstance(part, Part):
        return getattr(part, name, None)
    return part.get(name) if isinstance(part, Mapping) else part[name]


class RunView(RecordView):
    """A run's record."""

    __slots__ = ()


class ByName:
    """Keys that can be read as attributes too."""

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None

    def __getitem__(self, key: str) -> Any:
        raise KeyError(key)


class Namespace(ByName):
    """A plain set of names, such as `data` or `constants`."""

    __slots__ = ("_entries", "_name")

    def __init__(self, name: str, entries: Mapping[str, Any]) -> None:
        self._name = name
        self._entries = entries

    def __getitem__(self, key: str) -> Any:
        found = key if key in self._entries else alike(key, list(self._entries))
        if found is None:
            raise KeyError(key)
        return self._entries[found]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __repr__(self) -> str:
        return self._name

    def _names(self) -> list[str]:
        return list(self._entries)


def suggestion(name: str, known: Any) -> str:
    """A remedy that names what is nearest, or all there is."""
    names = [str(entry) for entry in known]
    near = get_close_matches(name, names, n=3, cutoff=0.6)
    if near:
        return f"did you mean {' or '.join(f'`{entry}`' for entry in near)}?"
    if not names:
        return ""
    listed = ", ".join(f"`{entry}`" for entry in names[:12])
    return f"there is {listed}{' and more' if len(names) > 12 else ''}"


def identifier(name: str) -> str:
    """A record's name as a template writes it: `-` and the like as `_`."""
    return re.sub(r"\W", "_", name)


def alike(key: Any, names: list[Any]) -> Any:
    """The name that `key` writes with `_` for what a name cannot hold."""
    if not isinstance(key, str):
        return None
    return next((name for name in names if isinstance(name, str) and identifier(name) == identifier(key)), None)


def _joined(name: str, key: Any) -> str:
    return f"{name}.{key}" if isinstance(key, str) else f"{name}[{key!r}]"


def _origin(name: str) -> Origin:
    """Whether a name is a metric, a fact of the data, or of the configuration."""
    steps = re.split(r"[./]", name)
    if "data" in steps[1:3]:
        return "data"
    if any(step in ("config", "seed", "environment", "epochs_planned", "pretraining") for step in steps[1:]):
        return "config"
    return "metric"
