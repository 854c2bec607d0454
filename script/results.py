"""The names that a template may use: every study and run of the talk's result records, constants, data cards.

A record is wrapped so that each number in it comes out as a `Value` with its unit and its full name, each word as
`Words`; a name that is not there is answered with the nearest ones that are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.document import Part
from experiments.errors import InputError
from experiments.files import fingerprint
from script.values import Cause, Missing, Origin, Unit, Value, Words, causes_of

if TYPE_CHECKING:
    from experiments.record import Figure

_FRACTIONS = re.compile(
    r"(?:^|_)(?:accuracy|precision|recall|f1|share|predicted_share|true_share|probability|level|dropout)$"
)
_COUNTS = re.compile(
    r"(?:^|_)(?:n|support|predicted|parameters|epochs?|planned|layers|total|right|duplicates|repeats|batch|threads|seed)$"
)
_RERUN = "run `plainspoken experiments run` to make it"


class Card:
    """A part of a record, read by attribute or by key.

    Attributes are the record's own names; keys of its tables (classes, splits, baselines) may be written with `_` for
    any character that a name cannot hold.
    """

    __slots__ = ("_at", "_name", "_part")

    def __init__(self, part: Any, name: str, at: _At) -> None:
        self._part = part
        self._name = name
        self._at = at

    def __getitem__(self, key: Any) -> Any:
        names = self._names()
        found = key if key in names else _alike(key, names)
        if found is None:
            raise KeyError(key)
        part = getattr(self._part, found) if isinstance(self._part, Part) else self._part[found]
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
        return isinstance(other, Card) and self._name == other._name

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
        return [Words(key, self._at.causes(self._name)) if isinstance(key, str) else key for key in self._names()]

    def _values(self) -> list[Any]:
        return [self[key] for key in self._names()]

    def _items(self) -> list[tuple[Any, Any]]:
        return list(zip(self._keys(), self._values(), strict=True))

    def _wrapped(self, part: Any, key: Any) -> Any:
        interval = None
        if isinstance(self._part, Part) and key == "accuracy" and hasattr(self._part, "accuracy_interval"):
            interval = (self._part.accuracy_interval.low, self._part.accuracy_interval.high)
        unit = self._unit(key)
        return self._at.wrap(part, _joined(self._name, key), unit, interval)

    def _unit(self, key: Any) -> Unit | None:
        kind = type(self._part).__name__
        if kind == "Interval" or (isinstance(self._part, Mapping) and self._name.endswith(".shares")):
            return "fraction"
        if kind == "Latency" and key in ("low_ms", "high_ms", "median_ms", "iqr_ms"):
            return "ms"
        return None


class _At:
    """Where a record stands: its origin file and fingerprint, for all values read from it."""

    __slots__ = ("file", "print_")

    def __init__(self, file: str, print_: str) -> None:
        self.file = file
        self.print_ = print_

    def causes(self, name: str) -> tuple[Cause, ...]:
        return (Cause(_origin(name), name, self.file, self.print_),)

    def wrap(self, part: Any, name: str, unit: Unit | None = None, interval: Any = None) -> Any:
        """`part` of a record as a template sees it."""
        if part is None:
            return Missing(name, f"`{name}` was not measured", f"{_RERUN}, or say the sentence without it")
        if isinstance(part, bool):
            return part
        if isinstance(part, int | float):
            return Value(part, unit or unit_of(name, part), self.causes(name), interval=interval)
        if isinstance(part, str):
            return Words(part, self.causes(name))
        if isinstance(part, Part | Mapping):
            return Card(part, name, self)
        if hasattr(part, "_asdict"):
            return Card(part._asdict(), name, self)
        if isinstance(part, list | tuple):
            return [self.wrap(entry, f"{name}[{index}]", unit) for index, entry in enumerate(part)]
        raise TypeError(f"`{name}` holds something that a page cannot say")


def unit_of(name: str, number: float | int) -> Unit:
    """The unit of a record's number, which its name tells (`experiments.record`)."""
    last = re.sub(r"\[\d+\]$", "", name.rsplit(".", 1)[-1])
    if last.endswith("_ms"):
        return "ms"
    if last == "seconds" or last.startswith("seconds_") or last.endswith("_seconds"):
        return "seconds"
    if last in ("bytes", "flops"):
        return "bytes" if last == "bytes" else "flops"
    if _FRACTIONS.search(last) and 0 <= number <= 1:
        return "fraction"
    if _COUNTS.search(last) or (isinstance(number, int) and ".config" not in name):
        return "count"
    return "number"


class Run(Card):
    """A run's record."""

    __slots__ = ()


class Study:
    """A study by name: its runs, then its own record (title, data, figures)."""

    __slots__ = ("_name", "_results")

    def __init__(self, name: str, results: Results) -> None:
        self._name = name
        self._results = results

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None

    def __getitem__(self, key: str) -> Any:
        return self._results.of_study(self._name, key)

    def __iter__(self) -> Iterator[Any]:
        return iter([self[run] for run in self._results.runs(self._name)])

    def __len__(self) -> int:
        return len(self._results.runs(self._name))

    def __repr__(self) -> str:
        return self._name

    def _names(self) -> list[str]:
        return [*self._results.runs(self._name), "title", "data", "profile", "figures", "runs", "extra"]


class Namespace:
    """A plain set of names, such as `data` or `constants`."""

    __slots__ = ("_entries", "_name")

    def __init__(self, name: str, entries: Mapping[str, Any]) -> None:
        self._name = name
        self._entries = entries

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None

    def __getitem__(self, key: str) -> Any:
        found = key if key in self._entries else _alike(key, list(self._entries))
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


class Results:
    """The result records below one folder, read when a template first names them."""

    def __init__(self, folder: Path | None, aliases: Mapping[str, str]) -> None:
        """`folder` is `build/<talk>/results`; `aliases` are the `[results]` table of `talk.toml`."""
        self.folder = folder
        self.aliases = aliases
        self.read: dict[str, str] = {}
        self._records: dict[tuple[str, str], Any] = {}
        for alias, target in aliases.items():
            if not re.fullmatch(r"[\w.-]+/[\w.-]+", target):
                raise InputError(
                    f"`results.{alias}` names no run: {target!r}",
                    remedy='write it as "study/run", e.g. "emotion/resnet18"',
                )

    def studies(self) -> list[str]:
        """The studies that have a record, and those that an alias names."""
        found = {path.parent.name for path in self.folder.glob("*/*.json")} if self.folder else set()
        return sorted(found | {target.split("/")[0] for target in self.aliases.values()})

    def runs(self, study: str) -> list[str]:
        """The runs of `study` that have a record."""
        if self.folder is None:
            return []
        return sorted(path.stem for path in (self.folder / study).glob("*.json") if path.name != "study.json")

    def names(self) -> dict[str, Any]:
        """Everything to put before a template: studies, aliases and data cards.

        Raises:
            InputError: an alias has the name of a study.
        """
        names: dict[str, Any] = {identifier(study): Study(study, self) for study in self.studies()}
        for alias in self.aliases:
            if alias in names:
                raise InputError(f"`results.{alias}` is the name of a study", remedy="give the run another short name")
        return names

    def alias(self, name: str) -> Any:
        """The run that an alias stands for."""
        study, run = self.aliases[name].split("/")
        return self.run(study, run)

    def run(self, study: str, run: str) -> Any:
        """A run's record, or `Missing` when it is not made yet."""
        from experiments.record import read_run

        return self._record(study, run, read_run, Run)

    def of_study(self, study: str, key: str) -> Any:
        """A run of a study, or a part of the study's own record.

        Raises:
            KeyError: neither is called so.
        """
        from experiments.record import read_study

        runs = self.runs(study)
        if (run := key if key in runs else _alike(key, runs)) is not None:
            return self.run(study, run)
        awaited = [target.split("/")[1] for target in self.aliases.values() if target.split("/")[0] == study]
        record = self._record(study, "study", read_study, Card)
        if isinstance(record, Card):
            awaited += record._part.runs
        if (run := key if key in awaited else _alike(key, awaited)) is not None:
            return self.run(study, run)
        if isinstance(record, Missing):
            return record if key in ("title", "data", "profile", "figures", "extra") else _unknown(key)
        return record[key]

    def data(self) -> dict[str, Any]:
        """The data cards, by the name of the study and by their own."""
        cards: dict[str, Any] = {}
        for study in self.studies():
            try:
                card = self.of_study(study, "data")
            except KeyError:
                continue
            cards[study] = card
            if isinstance(card, Card):
                cards.setdefault(card._part.name, card)
        return cards

    def figure(self, target: str) -> tuple[Figure, str]:
        """The figure that `study/name` or `study/run/name` names, and its full name. Aliases may stand for runs.

        Raises:
            InputError: there is no such figure; with the nearest names.
        """
        steps = target.split("/")
        if len(steps) == 2 and steps[0] in self.aliases:
            steps = [*self.aliases[steps[0]].split("/"), steps[1]]
        if len(steps) not in (2, 3) or not all(steps):
            raise InputError(
                f"`figure:{target}` names no figure", remedy="write figure:study/name or figure:study/run/name"
            )
        study, run, name = (steps[0], None, steps[1]) if len(steps) == 2 else (steps[0], steps[1], steps[2])
        studies = self.studies()
        if study not in studies and (near := _alike(study, studies)):
            study = near
        if run is not None:
            owner = self._owner_run(study, run)
        else:
            from experiments.record import read_study

            owner = self._record(study, "study", read_study, Card)
        if isinstance(owner, Missing):
            raise InputError(f"no figure `{target}`: {owner.message}", remedy=owner.remedy)
        figures: dict[str, Figure] = owner._part.figures
        if name not in figures:
            raise InputError(
                f"{owner!r} has no figure {name!r}", remedy=suggestion(name, figures) or "it has no figures at all"
            )
        return figures[name], "/".join([*owner._name.split("/"), name])

    def _owner_run(self, study: str, run: str) -> Any:
        try:
            owner = self.of_study(study, run)
        except KeyError:
            owner = None
        if isinstance(owner, Run | Missing):
            return owner
        raise InputError(f"study {study!r} has no run {run!r}", remedy=suggestion(run, self.runs(study)) or _RERUN)

    def _record(self, study: str, run: str, read: Callable[[Path], Part], kind: type[Card]) -> Any:
        known = self._records.get((study, run))
        if known is not None:
            return known
        name = study if run == "study" else f"{study}/{run}"
        path = self.folder / study / f"{run}.json" if self.folder else None
        card: Any
        if path is None or not path.is_file():
            what = f"study {study!r} has" if run == "study" else f"run {name!r} has"
            card = Missing(name, f"{what} no result record yet", _RERUN)
        else:
            file = f"results/{study}/{run}.json"
            self.read[file] = print_ = fingerprint(path.read_bytes())
            card = kind(read(path), name, _At(file, print_))
        self._records[study, run] = card
        return card


def cause_of(value: Any) -> tuple[Cause, ...]:
    """The cause of a record as a whole."""
    if isinstance(value, Card):
        return value._at.causes(value._name)
    if isinstance(value, Study):
        return (Cause("metric", value._name),)
    return ()


def vocabulary(results: Results, said: Callable[[str, bool], None]) -> dict[str, Callable[..., Any]]:
    """The claims of `experiments.claims`, taking and giving what a template sees; `said` hears each truth value."""
    from experiments.claims import UNITS, VOCABULARY

    def wrapped(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            given = [*args, *kwargs.values()]
            missing = next((value for value in given if isinstance(value, Missing)), None)
            if missing is not None:
                return missing
            try:
                found = function(*map(_bare, args), **{key: _bare(value) for key, value in kwargs.items()})
            except (TypeError, AttributeError) as error:
                raise TypeError(f"`{name}` cannot be asked so: {_plain_reason(error, name)}") from None
            dressed = _dressed(found, name, UNITS[name], args, results)
            if isinstance(dressed, bool):
                said(_label(name, args), dressed)
            return dressed

        call.__name__ = name
        call.__doc__ = function.__doc__
        return call

    return {name: wrapped(name, function) for name, function in VOCABULARY.items()}


def _bare(value: Any) -> Any:
    """What the vocabulary works on: the record, the number, the words."""
    if isinstance(value, Card):
        return value._part
    if isinstance(value, Study):
        record = value._results.of_study(value._name, "data")  # read it, or say that it is missing
        if isinstance(record, Missing):
            raise record.error()
        return value._results._records[value._name, "study"]._part
    if isinstance(value, Value):
        return value.number
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, list | tuple):
        return [_bare(entry) for entry in value]
    return value


def _dressed(found: Any, name: str, unit: str, args: tuple[Any, ...], results: Results) -> Any:
    """A result of the vocabulary with its causes: the records and values that it was given."""
    cards = [value for value in _flat(args) if isinstance(value, Card | Study)]
    label = (
        f"{name}({', '.join(repr(value) if not isinstance(value, Value) else value.label for value in _flat(args))})"
    )
    causes = causes_of(_flat(args))
    for card in cards:
        at = card._at if isinstance(card, Card) else results._records[card._name, "study"]._at
        causes += (Cause("metric", label, at.file, at.print_),)
    if found is None:
        return Missing(label, f"`{label}` was not measured", _RERUN)
    if isinstance(found, bool):
        return found
    if isinstance(found, int | float):
        known: Any = unit if unit not in ("truth", "class", "words", "run", "list", "interval") else "number"
        return Value(found, known, causes, label=label)
    if isinstance(found, str):
        return Words(found, causes)
    if type(found).__name__ == "RunRecord":
        return results.run(found.study, found.run)
    at = _At(causes[0].file or "", causes[0].fingerprint or "") if causes else _At("", "")
    return at.wrap(found, label)


def _label(name: str, args: Any) -> str:
    return f"{name}({', '.join(value.label if isinstance(value, Value) else repr(value) for value in _flat(args))})"


def _flat(values: Any) -> list[Any]:
    flat: list[Any] = []
    for value in values:
        flat += _flat(value) if isinstance(value, list | tuple) else [value]
    return flat


def _plain_reason(error: Exception, name: str) -> str:
    return str(error).replace(f"{name}()", "it").replace("'", "`")


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


def _alike(key: Any, names: list[Any]) -> Any:
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


def _unknown(key: str) -> Any:
    raise KeyError(key)
