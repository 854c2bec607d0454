"""How the last build of a talk stands: stage by stage, whether it is whole and still that of today's files. Reads all
that was made, so that damage on the disk is found; changes nothing."""

from __future__ import annotations

import fcntl
import json
import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from plainspoken.base.errors import InputError
from plainspoken.base.trusted_programs import is_trusted, study_modules
from plainspoken.config import TalkSource, part_of
from plainspoken.ledger import Ledger
from plainspoken.results import RECORDED, TRAIN, holds_all_of
from plainspoken.stage_keys import talk_files
from plainspoken.stages import minutes_of
from plainspoken.talk import Talk

State = Literal["done", "stale", "missing"]

_LEFT = re.compile(r"\..+-\d+-[0-9a-f]{8}(\.\w+)?$")
"""The name that `plainspoken.base.files.replacing` gives a file until it is whole."""

MOST_REASONS = 4
"""So many reasons are named in a line; of the rest, the number."""


@dataclass(frozen=True)
class StageState:
    """One stage: `stale` when it would be done again, `missing` when it never was."""

    name: str
    state: State
    reasons: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class BuildState:
    """The last build of a talk or of a part of it.

    Attributes:
        name: the talk, or `talk/part`.
        stages: none when there is no build.
        running: whether a build is under way.
        left: how many half-written files a build that was killed has left.
        command: the talk, as `plainspoken talk` takes it, to build it.
    """

    name: str
    stages: list[StageState]
    running: bool = False
    left: int = 0
    command: str = ""

    @property
    def built(self) -> bool:
        """Whether there is a build at all."""
        return bool(self.stages)

    @property
    def fresh(self) -> bool:
        """Whether a build would do nothing."""
        return self.built and not self.running and all(stage.state == "done" for stage in self.stages)

    def lines(self) -> list[str]:
        """A line for the build and one for each stage."""
        if not self.built:
            return [f"{self.name}: not built yet"]
        verdict = (
            "a build is running now" if self.running else "complete and fresh" if self.fresh else "to be built again"
        )
        lines = [f"{self.name}: {verdict}"]
        for stage in self.stages:
            reasons = stage.reasons[:MOST_REASONS]
            if len(stage.reasons) > MOST_REASONS:
                reasons.append(f"{len(stage.reasons) - MOST_REASONS} more")
            mark = "ok" if stage.state == "done" else "!!"
            lines.append(f"  {mark} {stage.name:<12} {stage.state:<8} {'; '.join(reasons)}".rstrip())
        if self.left and not self.running:
            lines.append(f"  -- {self.left} half-written files of a build that was killed: they do no harm, and may go")
        return lines


def build_states(talk: Talk) -> list[BuildState]:
    """The talk's last build, and those of its parts that have been built.

    Raises:
        InputError: the talk's settings or data cannot be used.
    """
    source = talk.source
    if source.config.part:
        return [look(talk, f"{source.folder.name}/{source.config.part}")]
    parts = [replace(talk, source=part_of(source, name)) for name in source.config.parts]
    built = [part for part in parts if (part.source.build / "stages.json").is_file()]
    states = [look(part, f"{source.name}/{part.source.config.part}") for part in built]
    whole = look(talk, source.name)
    return [whole, *states] if whole.built or not states else states


def look(talk: Talk, name: str) -> BuildState:
    """One build as it stands."""
    source = talk.source
    stages = _results(talk)
    if not (source.build / "stages.json").is_file():
        begun = (source.build / "results").is_dir()
        if begun:
            stages.append(StageState("script", "missing", ["never done"]))
        return BuildState(name, stages if begun else [], _running(source), _left(source.build), _command(talk))
    ledger = Ledger.read(source.build)
    ledger.contents = True
    questions = talk.unheld_stages()
    for stage, key in {"script": questions.script_key(), **questions.later_keys()}.items():
        if stage in ("video", "pages") and stage not in ledger.stages:
            continue
        faults = ledger.faults(stage, key)
        if faults == ["never done"]:
            stages.append(StageState(stage, "missing", faults))
        elif faults:
            stages.append(StageState(stage, "stale", [_named(fault, source, stage) for fault in faults]))
        else:
            before = next((each.name for each in stages if each.state != "done"), None)
            reasons = [f"{before} comes first"] if before else []
            stages.append(StageState(stage, "stale" if before else "done", reasons))
    return BuildState(name, stages, _running(source), _left(source.build), _command(talk))


def _command(talk: Talk) -> str:
    """How the talk is asked for on the command line; with the records that it was last built with, where those are the
    ones kept beside it."""
    kept = holds_all_of(talk.source.results, talk.source.folder / RECORDED / "results")
    return (replace(talk, results_from=RECORDED) if talk.results_from is None and kept else talk).command


def _named(fault: str, talk: TalkSource, stage: str) -> str:
    """`pages changed` with the files that are newer than the build, `settings changed` with the minutes."""
    if fault == "pages changed":
        built = (talk.build / "stages.json").stat().st_mtime
        newer = sorted(path for path in talk_files(talk) if path.stat().st_mtime > built)
        return (
            f"{', '.join(_below(path, talk.folder) for path in newer[:3])} changed" if newer else "pages added or gone"
        )
    if fault == "settings changed" and stage == "script":
        was, now = minutes_of(talk.build / "script.json"), talk.config.talk.minutes
        return f"built for {was:g} minutes, not for {now:g}" if was and was != now else "talk.toml changed"
    if fault == "code changed":
        return "the program changed"
    return "its key is of another version" if fault == "all changed" else fault


def _results(talk: Talk) -> list[StageState]:
    """The state of what the talk is bound to: trained, kept or imported."""
    stages = []
    source = talk.source
    if source.config.experiments.studies:
        stages.append(_trained(talk))
    if source.config.imports:
        reasons = [reason for name in source.config.imports if (reason := _import_fault(name, source))]
        stages.append(StageState("imports", "stale" if reasons else "done", reasons))
    return stages


def _trained(talk: Talk) -> StageState:
    from plainspoken.experiments.runner.run_studies import study_status

    source = talk.source
    copied = talk.result_choice.copied
    if copied is not None:
        same = holds_all_of(source.results, copied)
        return StageState(
            "experiments", "done" if same else "stale", [f"{'' if same else 'not '}the records of {copied}"]
        )
    if talk.results_from != TRAIN and holds_all_of(source.results, source.folder / RECORDED / "results"):
        return StageState("experiments", "done", ["the records kept beside the talk"])
    if not all(is_trusted(source.folder, program) for program in study_modules(source.folder)):
        return StageState("experiments", "missing", ["its study modules are not trusted"])
    rows = study_status(
        source.config.experiments,
        folder=source.folder,
        results=source.results,
        figures=source.figures,
        store=source.runs,
    )
    open_rows = [row for row in rows if row.state != "done"]
    if rows and all(row.state == "missing" for row in rows):
        return StageState("experiments", "missing", ["no run is trained"])
    reasons = [f"{row.study}/{row.run}: {row.reason or row.state}" for row in open_rows]
    return StageState("experiments", "stale" if reasons else "done", reasons)


def _import_fault(name: str, talk: TalkSource) -> str:
    """Why the record of an import is not what its files say now; empty when it is."""
    from plainspoken.experiments.importers.import_runs import read_import

    try:
        told: dict[str, Any] = read_import(name, talk.config.imports[name], talk.folder).model_dump(
            mode="json", exclude_none=True
        )
        kept: dict[str, Any] = json.loads((talk.results / f"{name}.json").read_bytes())
    except InputError as error:
        return str(error).splitlines()[0]
    except (OSError, ValueError):
        return f"{name}: not imported yet"
    for drawn in ("figures", "fingerprints"):
        told.pop(drawn, None)
        kept.pop(drawn, None)
    return "" if told == kept else f"{name}: its files changed"


def _running(talk: TalkSource) -> bool:
    """Whether another process holds the build folder."""
    lock = talk.shared / ".lock"
    if not lock.is_file():
        return False
    with lock.open() as held:
        try:
            fcntl.flock(held, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _left(build: Path) -> int:
    return sum(1 for path in build.rglob(".*") if _LEFT.fullmatch(path.name)) if build.is_dir() else 0


def _below(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()
