"""Parts of a result record as a template sees them: numbers as `Value`s, words as `RecordText`, names checked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from plainspoken.base.document import Part
from plainspoken.script.template.values import Missing, Origin, RecordText, SourceFact, Unit, Value

_FRACTIONS = re.compile(
    r"(?:^|_)(?:accuracy|precision|recall|f1|share|predicted_share|true_share|probability|level|dropout)$"
)
_COUNTS = re.compile(
    r"(?:^|_)(?:n|support|predicted|parameters|epochs?|planned|layers|total|right|duplicates|repeats|batch|threads|seed)$"
)
RERUN = "run `plainspoken experiments run` to make it, or name other records with --results"


class RecordView:
    """A part of a record, read by attribute or by key.

    Attributes are the record's own names; keys of its tables (classes, splits, baselines) may be written with `_` for
    any character that a name cannot hold.
    """

    __slots__ = ("_at", "_name", "_part")

    def __init__(self, part: Any, name: str, at: RecordFile) -> None:
        self._part = part
        self._name = name
        self._at = at

    def __getitem__(self, key: Any) -> Any:
        names = self._names()
        found = key if key in names else alike(key, names)
        if found is None:
            raise KeyError(key)
        part = getattr(self._part, found, None) if isinstance(self._part, Part) else self._part[found]
        return self._wrapped(part, found)

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
        if isinstance(self._part, Part):
            fields = [name for name in type(self._part).model_fields if name != "schema_version"]
            return [*fields, *(name for name in ("right",) if hasattr(self._part, name) and name not in fields)]
        return list(self._part)

    def _keys(self) -> list[Any]:
        return [RecordText(key, self._at.causes(self._name)) if isinstance(key, str) else key for key in self._names()]

    def _values(self) -> list[Any]:
        return [self[key] for key in self._names()]

    def _items(self) -> list[tuple[Any, Any]]:
        return list(zip(self._keys(), self._values(), strict=True))

    def _wrapped(self, part: Any, key: Any) -> Any:
        return self._at.wrap(part, _joined(self._name, key), self._unit(key), self._interval(key))

    def _interval(self, key: Any) -> tuple[float, float] | None:
        """The 95 % interval of a share of right answers; the quartiles of a latency."""
        kind = type(self._part).__name__
        if kind == "SplitMetrics" and key == "accuracy":
            known = getattr(self._part, "accuracy_interval", None)  # absent where an imported run tells no count
            return (known.low, known.high) if known else None
        if kind == "SplitMetrics" and key == "balanced_accuracy":
            from plainspoken.experiments.results.claims.intervals import mean_of_shares

            confusion = getattr(self._part, "confusion", [])
            rows = [(row[place], sum(row)) for place, row in enumerate(confusion) if sum(row)]
            around = mean_of_shares([right for right, _ in rows], [n for _, n in rows]) if rows else None
            return (around.low, around.high) if around else None
        if kind == "Latency" and key == "median_ms":
            return self._part.low_ms, self._part.high_ms
        return None

    def _unit(self, key: Any) -> Unit | None:
        kind = type(self._part).__name__
        if kind == "Interval" or (isinstance(self._part, Mapping) and self._name.endswith(".shares")):
            return "fraction"
        if kind == "Latency" and key in ("low_ms", "high_ms", "median_ms", "iqr_ms"):
            return "ms"
        return None


class RecordFile:
    """Where a record stands: its origin file and fingerprint, for all values read from it."""

    __slots__ = ("file", "print_", "remedy")

    def __init__(self, file: str, print_: str, remedy: str = RERUN) -> None:
        self.file = file
        self.print_ = print_
        self.remedy = remedy

    def causes(self, name: str) -> tuple[SourceFact, ...]:
        """The cause of a fact of this record."""
        return (SourceFact(_origin(name), name, self.file, self.print_),)

    def wrap(self, part: Any, name: str, unit: Unit | None = None, interval: Any = None) -> Any:
        """`part` of a record as a template sees it."""
        if part is None:
            return Missing(name, f"`{name}` was not measured", f"{self.remedy}, or say the sentence without it")
        if isinstance(part, bool):
            return part
        if isinstance(part, int | float):
            return Value(part, unit or unit_of(name, part), self.causes(name), interval=interval)
        if isinstance(part, str):
            return RecordText(part, self.causes(name))
        if isinstance(part, Part | Mapping):
            return RecordView(part, name, self)
        if hasattr(part, "_asdict"):
            return RecordView(part._asdict(), name, self)
        if isinstance(part, list | tuple):
            return [self.wrap(entry, f"{name}[{index}]", unit) for index, entry in enumerate(part)]
        raise TypeError(f"`{name}` holds something that a page cannot say")


def unit_of(name: str, number: float | int) -> Unit:
    """The unit of a record's number, which its name tells (`plainspoken.experiments.results.record`)."""
    last = re.sub(r"\[\d+\]$", "", name.rsplit(".", 1)[-1])
    if last.endswith("_ms"):
        return "ms"
    if "seconds" in last.split("_"):
        return "seconds"
    if last in ("bytes", "flops"):
        return "bytes" if last == "bytes" else "flops"
    if _FRACTIONS.search(last) and 0 <= number <= 1:
        return "fraction"
    if _COUNTS.search(last) or (isinstance(number, int) and ".config" not in name):
        return "count"
    return "number"


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
