"""The result records of a talk, read when a template first names them: studies, runs, data cards, figures."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plainspoken.base.document import Part
from plainspoken.base.errors import InputError
from plainspoken.base.files import fingerprint
from plainspoken.experiments.results.examine_record import check_keys, examine_run, examine_study, likeness
from plainspoken.experiments.results.record import RunRecord, StudyRecord
from plainspoken.script.template.record_view import (
    RERUN,
    ByName,
    RecordFile,
    RecordView,
    RunView,
    alike,
    identifier,
    record_kinds,
    suggestion,
)
from plainspoken.script.template.values import Missing, SourceFact

if TYPE_CHECKING:
    from plainspoken.experiments.results.record import Figure


IMPORT = "name a file that has it in `[imports]` of talk.toml"


class StudyView(ByName):
    """A study by name: its runs, then its own record (title, data, figures)."""

    __slots__ = ("_name", "_results")

    def __init__(self, name: str, results: Results) -> None:
        self._name = name
        self._results = results

    def __getitem__(self, key: str) -> Any:
        return self._results.of_study(self._name, key)

    def __iter__(self) -> Iterator[Any]:
        return iter([self._results.run(self._name, run) for run in self._results.runs(self._name)])

    def __len__(self) -> int:
        return len(self._results.runs(self._name))

    def __repr__(self) -> str:
        return self._name

    def _names(self) -> list[str]:
        return [*self._results.runs(self._name), "title", "data", "profile", "figures", "runs", "extra"]


def check_alias(alias: str, target: str) -> None:
    """Refuse an entry of `[results]` that cannot be a run.

    Raises:
        InputError: it is not `study/run`.
    """
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", target):
        raise InputError(
            f"`results.{alias}` names no run: {target!r}",
            file="talk.toml",
            remedy='write it as "study/run", e.g. "emotion/resnet18"',
        )


class Results:
    """The result records below one folder, read when a template first names them."""

    def __init__(self, folder: Path | None, aliases: Mapping[str, str]) -> None:
        """`folder` is `build/<talk>/results`; `aliases` are the `[results]` table of `talk.toml`."""
        self.folder = folder
        self.aliases = aliases
        self.read: dict[str, str] = {}
        self._pictures: set[str] = set()
        self._listed: dict[str, list[str]] = {}
        self._likeness: dict[Hashable, str] = {}
        self._records: dict[tuple[str, str], Any] = {}
        for alias, target in aliases.items():
            check_alias(alias, target)

    def studies(self) -> list[str]:
        """The studies that have a record, and those that an alias names."""
        found = {path.parent.name for path in self.folder.glob("*/*.json")} if self.folder else set()
        return sorted(found | {target.split("/")[0] for target in self.aliases.values()})

    def runs(self, study: str) -> list[str]:
        """The runs of `study` that have a record."""
        if self.folder is None:
            return []
        if study not in self._listed:
            paths = (self.folder / study).glob("*.json")
            self._listed[study] = sorted(path.stem for path in paths if path.name != "study.json")
        return self._listed[study]

    def names(self) -> dict[str, Any]:
        """Everything to put before a template: studies, aliases and data cards.

        Raises:
            InputError: an alias has the name of a study.
        """
        names: dict[str, Any] = {identifier(study): StudyView(study, self) for study in self.studies()}
        for alias in self.aliases:
            if alias in names:
                raise InputError(
                    f"`results.{alias}` is the name of a study",
                    file="talk.toml",
                    remedy="give the run another short name",
                )
        return names

    def alias(self, name: str) -> Any:
        """The run that an alias stands for."""
        study, run = self.aliases[name].split("/")
        return self.run(study, run)

    def run(self, study: str, run: str) -> Any:
        """A run's record, or `Missing` when it is not made yet."""
        from plainspoken.experiments.results.read_record import read_run

        return self._record(study, run, read_run, RunView)

    def of_study(self, study: str, key: str) -> Any:
        """A run of a study, or a part of the study's own record.

        Raises:
            KeyError: neither is called so.
        """
        from plainspoken.experiments.results.read_record import read_study

        runs = self.runs(study)
        if (run := key if key in runs else alike(key, runs)) is not None:
            return self.run(study, run)
        awaited = [target.split("/")[1] for target in self.aliases.values() if target.split("/")[0] == study]
        record = self._record(study, "study", read_study, RecordView)
        if isinstance(record, RecordView):
            awaited += record._part.runs
        if (run := key if key in awaited else alike(key, awaited)) is not None:
            return self.run(study, run)
        if isinstance(record, Missing):
            return record if key in ("title", "data", "profile", "figures", "extra") else _unknown(key)
        return record[key]

    def titles(self) -> dict[str, str]:
        """The title of each run whose record has been read, by its full name."""
        return {
            f"{study}/{run}": view._part.title
            for (study, run), view in self._records.items()
            if isinstance(view, RunView)
        }

    def series(self) -> dict[str, dict[str, list[float]]]:
        """The curves of each run that has a short name or has been read, by its full name, then by split and metric."""
        for target in self.aliases.values():
            self.run(*target.split("/"))
        found: dict[str, dict[str, list[float]]] = {}
        for (study, run), view in self._records.items():
            if not isinstance(view, RunView):
                continue
            curves: dict[str, list[float]] = {}
            for epoch in view._part.history:
                for split in ("train", "valid"):
                    numbers = getattr(epoch, split) if epoch.has(split) else None
                    for name in numbers.names() if numbers is not None else ():
                        curves.setdefault(f"{split}.{name}", []).append(float(getattr(numbers, name)))
            curves |= {name: list(curve.y) for name, curve in view._part.curves.items() if name not in curves}
            if curves:
                found[f"{study}/{run}"] = curves
        return found

    def labels(self) -> dict[str, tuple[str, ...]]:
        """The classes of each study whose record has been read."""
        found: dict[str, tuple[str, ...]] = {}
        for (study, _), view in self._records.items():
            if isinstance(view, RecordView) and (card := getattr(view._part, "data", None)) is not None:
                found[study] = tuple(getattr(card, "classes", None) or ())
        return found

    def data(self) -> dict[str, Any]:
        """The data cards, by the name of the study and by their own."""
        cards: dict[str, Any] = {}
        for study in self.studies():
            try:
                card = self.of_study(study, "data")
            except KeyError:
                continue
            cards[study] = card
            if isinstance(card, RecordView) and (name := getattr(card._part, "name", None)):
                cards.setdefault(name, card)
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
        if study not in studies and (near := alike(study, studies)):
            study = near
        if run is not None:
            owner = self._owner_run(study, run)
        else:
            from plainspoken.experiments.results.read_record import read_study

            owner = self._record(study, "study", read_study, RecordView)
        if isinstance(owner, Missing):
            raise InputError(f"no figure `{target}`: {owner.message}", remedy=owner.remedy)
        figures: dict[str, Figure] = owner._part.figures
        if name not in figures:
            raise InputError(
                f"{owner!r} has no figure {name!r}", remedy=suggestion(name, figures) or "it has no figures at all"
            )
        figure = figures[name]
        self._check_picture(figure)
        return figure, "/".join([*owner._name.split("/"), name])

    def _check_picture(self, figure: Figure) -> None:
        """Refuse a picture that is not the one that the record was written with."""
        path = self.folder.parent / figure.path if self.folder is not None else None
        if path is not None and figure.fingerprint and path.is_file() and figure.path not in self._pictures:
            if fingerprint(path.read_bytes()) != figure.fingerprint:
                raise InputError(
                    f"the picture {figure.path} is not the one that its record was written with",
                    file=path,
                    remedy="make the figures anew, or take the picture back",
                )
            self._pictures.add(figure.path)

    def _owner_run(self, study: str, run: str) -> Any:
        try:
            owner = self.of_study(study, run)
        except KeyError:
            owner = None
        if isinstance(owner, RunView | Missing):
            return owner
        raise InputError(f"study {study!r} has no run {run!r}", remedy=suggestion(run, self.runs(study)) or RERUN)

    def _examine(self, record: Any, path: Path) -> None:
        """Refuse a record that contradicts itself, or is another one under a second name."""
        if isinstance(record, RunRecord):
            examine_run(record, path)
            key, name = likeness(record), f"{record.study}/{record.run}"
            if key is not None and self._likeness.setdefault(key, name) != name:
                raise InputError(
                    f"{self._likeness[key]} and {name} are one run: every epoch and every score is alike",
                    file=path,
                    remedy="take one of the two away, or make it anew",
                )
        elif isinstance(record, StudyRecord):
            examine_study(record, path)

    def _record(self, study: str, run: str, read: Callable[[Path], Part], kind: type[RecordView]) -> Any:
        known = self._records.get((study, run))
        if known is not None:
            return known
        name = study if run == "study" else f"{study}/{run}"
        path = self.folder / study / f"{run}.json" if self.folder else None
        card: Any
        if path is None or not path.is_file():
            what = f"study {study!r} has" if run == "study" else f"run {name!r} has"
            card = Missing(name, f"{what} no result record yet", RERUN)
        else:
            file = f"results/{study}/{run}.json"
            told = path.read_bytes()
            self.read[file] = print_ = fingerprint(told)
            check_keys(told, path)
            record = read(path)
            self._examine(record, path)
            imported = "imported" in (getattr(record, "status", None), getattr(record, "profile", None))
            card = kind(record, name, RecordFile(file, print_, IMPORT if imported else RERUN, record_kinds(record)))
        self._records[study, run] = card
        return card


def cause_of(value: Any) -> tuple[SourceFact, ...]:
    """The cause of a record as a whole."""
    if isinstance(value, RecordView):
        return value._at.causes(value._name)
    if isinstance(value, StudyView):
        return (SourceFact("metric", value._name),)
    return ()


def _unknown(key: str) -> Any:
    raise KeyError(key)
