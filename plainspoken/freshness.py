"""How the last build of a talk stands: stage by stage, whether it is whole and still that of today's files. Changes
nothing."""

from __future__ import annotations

import fcntl
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from plainspoken.base.errors import InputError
from plainspoken.config import Talk, part_of
from plainspoken.ledger import Ledger
from plainspoken.results import RECORDED
from plainspoken.stage_keys import script_key, slides_key, talk_files, voice_key

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
    """

    name: str
    stages: list[StageState]
    running: bool = False
    left: int = 0

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
    parts = [part_of(talk, name) for name in talk.config.parts]
    states = [look(part, f"{talk.name}/{part.config.part}") for part in parts if (part.build / "stages.json").is_file()]
    whole = look(talk, talk.name)
    return [whole, *states] if whole.built or not states else states


def look(talk: Talk, name: str) -> BuildState:
    """One build as it stands."""
    if not (talk.build / "stages.json").is_file():
        begun = (talk.build / "results").is_dir()
        stages = [*_results(talk), StageState("script", "missing", ["never done"])] if begun else []
        return BuildState(name, stages, _running(talk), _left(talk.build))
    ledger = Ledger.read(talk.build)
    keys = {"script": script_key(talk), "voice": voice_key(talk)} | dict.fromkeys(("deck", "player"), slides_key(talk))
    if "video" in ledger.stages:
        keys["video"] = keys["deck"]
    stages = _results(talk)
    for stage, key in keys.items():
        faults = ledger.faults(stage, key)
        if faults == ["never done"]:
            stages.append(StageState(stage, "missing", faults))
        elif faults:
            stages.append(StageState(stage, "stale", [_named(fault, talk, stage) for fault in faults]))
        else:
            before = next((each.name for each in stages if each.state != "done"), None)
            reasons = [f"{before} comes first"] if before else []
            stages.append(StageState(stage, "stale" if before else "done", reasons))
    return BuildState(name, stages, _running(talk), _left(talk.build))


def _named(fault: str, talk: Talk, stage: str) -> str:
    """`pages changed` with the files that are newer than the build, `settings changed` with the minutes."""
    if fault == "pages changed":
        built = (talk.build / "stages.json").stat().st_mtime
        newer = sorted(path for path in talk_files(talk) if path.stat().st_mtime > built)
        return (
            f"{', '.join(_below(path, talk.folder) for path in newer[:3])} changed" if newer else "pages added or gone"
        )
    if fault == "settings changed" and stage == "script":
        was, now = _minutes(talk.build / "script.json"), talk.config.talk.minutes
        return f"built for {was:g} minutes, talk.toml says {now:g}" if was and was != now else "talk.toml changed"
    if fault == "code changed":
        return "the program changed"
    return "its key is of another version" if fault == "all changed" else fault


def _minutes(script: Path) -> float | None:
    try:
        return float(json.loads(script.read_bytes())["minutes"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _results(talk: Talk) -> list[StageState]:
    """The state of what the talk is bound to: trained, kept or imported."""
    stages = []
    if talk.config.experiments.studies:
        stages.append(_trained(talk))
    if talk.config.imports:
        reasons = [reason for name in talk.config.imports if (reason := _import_fault(name, talk))]
        stages.append(StageState("imports", "stale" if reasons else "done", reasons))
    return stages


def _trained(talk: Talk) -> StageState:
    from plainspoken.experiments.runner.run_studies import study_status

    kept = talk.folder / RECORDED / "results"
    records = sorted(path.relative_to(kept) for path in kept.glob("*/*.json"))
    if records and all(_same(kept / name, talk.results / name) for name in records):
        return StageState("experiments", "done", ["the records kept beside the talk"])
    rows = study_status(
        talk.config.experiments,
        folder=talk.folder,
        results=talk.results,
        figures=talk.shared / "figures",
        store=talk.shared / "runs",
    )
    open_rows = [row for row in rows if row.state != "done"]
    if rows and all(row.state == "missing" for row in rows):
        return StageState("experiments", "missing", ["no run is trained"])
    reasons = [f"{row.study}/{row.run}: {row.reason or row.state}" for row in open_rows]
    return StageState("experiments", "stale" if reasons else "done", reasons)


def _import_fault(name: str, talk: Talk) -> str:
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


def _same(first: Path, second: Path) -> bool:
    return second.is_file() and first.read_bytes() == second.read_bytes()


def _running(talk: Talk) -> bool:
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
