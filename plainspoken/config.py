"""A talk's configuration: `talk.toml`, table by table, each typed by the stage that reads it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import Field, PrivateAttr, ValidationError, model_validator

from plainspoken.base.document import Part
from plainspoken.base.errors import InputError, check_name
from plainspoken.base.read_documents import parse_toml, read_text
from plainspoken.base.setting_mistakes import say_mistake
from plainspoken.check_names import check_names
from plainspoken.experiments.importers.import_settings import ImportSettings
from plainspoken.experiments.settings import ExperimentSettings
from plainspoken.script.settings import (
    LONGEST_MINUTES,
    Constant,
    LimitSettings,
    LintSettings,
    ScriptSettings,
    TalkSettings,
    WordSettings,
)
from plainspoken.slides.settings import SlideSettings
from plainspoken.tts.settings import VoiceSettings


class PartSettings(Part):
    """`[parts.NAME]`: some of the pages as a deck of its own. What it does not say is the talk's."""

    pages: list[str] = Field(min_length=1)
    title: str | None = None
    minutes: float | None = Field(default=None, gt=0, le=LONGEST_MINUTES)
    studies: list[str] | None = None


class TalkConfig(Part):
    """All tables of `talk.toml`."""

    talk: TalkSettings = Field(default_factory=TalkSettings)
    results: dict[str, str] = Field(default_factory=dict)
    imports: dict[str, ImportSettings] = Field(default_factory=dict)
    constants: dict[str, Constant] = Field(default_factory=dict)
    words: WordSettings = Field(default_factory=WordSettings)
    limits: LimitSettings = Field(default_factory=LimitSettings)
    lint: LintSettings = Field(default_factory=LintSettings)
    experiments: ExperimentSettings = Field(default_factory=ExperimentSettings)
    voice: VoiceSettings = Field(default_factory=VoiceSettings)
    slides: SlideSettings = Field(default_factory=SlideSettings)
    colours: dict[str, str] = Field(default_factory=dict)
    parts: dict[str, PartSettings] = Field(default_factory=dict)
    _part: str = PrivateAttr(default="")
    _asked_minutes: float | None = PrivateAttr(default=None)

    @model_validator(mode="before")
    @classmethod
    def _colour_slides(cls, tables: Any) -> Any:
        """`[colours]` is a table of its own for authors; the slides read it."""
        if isinstance(tables, dict) and tables.get("colours") and isinstance(tables.get("slides", {}), dict):
            return {**tables, "slides": {**tables.get("slides", {}), "colours": tables["colours"]}}
        return tables

    @property
    def part(self) -> str:
        """The part that this is the configuration of; empty for the whole talk."""
        return self._part

    def replaced(self, changes: Mapping[str, Mapping[str, object]], part: str | None = None) -> TalkConfig:
        """The same with some values replaced, table by table, and as that of `part` when one is named.

        Raises:
            ValidationError: a value is not allowed there.
        """
        tables = self.model_dump(exclude_unset=True)
        for table, values in changes.items():
            tables[table] = {**tables.get(table, {}), **values}
        config = TalkConfig.model_validate(tables)
        config._part = self._part if part is None else part
        config._asked_minutes = self._asked_minutes
        return config

    @property
    def asked_minutes(self) -> float | None:
        """The minutes that were asked for beside what the talk says; None when none were."""
        return self._asked_minutes

    def for_minutes(self, minutes: float) -> TalkConfig:
        """The same for a talk of `minutes`, whatever the talk or its script says of its own length.

        Raises:
            ValidationError: it is not a positive number.
        """
        config = self.replaced({"talk": {"minutes": minutes}})
        config._asked_minutes = minutes
        return config

    @property
    def script(self) -> ScriptSettings:
        """The part that the script stage reads."""
        return ScriptSettings(
            talk=self.talk,
            results=self.results,
            constants=self.constants,
            words=self.words,
            limits=self.limits,
            lint=self.lint,
            part=self.part,
            voice=self.voice.timing_in(self.talk.language),
            asked_minutes=self.asked_minutes,
        )


@dataclass(frozen=True)
class TalkSource:
    """A talk's folder, or one script file taken as a talk.

    Attributes:
        name: what the build folder is called.
        folder: where its pages are; the sandbox that templates may read.
        config: its `talk.toml`, or the defaults.
        build: `build/<name>`, where everything generated goes.
        file: the script file, when a file was named and not a folder.
        records: the build folder that holds the result records, when it is not `build`: a page of a talk on its own
            quotes the talk's, and so does a part.
    """

    name: str
    folder: Path
    config: TalkConfig
    build: Path
    file: Path | None = None
    records: Path | None = None

    @property
    def shared(self) -> Path:
        """The build folder of what the talk has in common with its parts: records, figures, trained runs, clips."""
        return self.records or self.build

    @property
    def results(self) -> Path:
        """Where the result records are."""
        return self.shared / "results"

    @property
    def figures(self) -> Path:
        """Where the figures of the results are."""
        return self.shared / "figures"

    @property
    def runs(self) -> Path:
        """Where trained weights and checkpoints are kept."""
        return self.shared / "runs"

    @property
    def clips(self) -> Path:
        """The cache of what has been voiced."""
        return self.shared / "cache" / "clips"

    @property
    def command(self) -> str:
        """How the talk is named on the command line, `small --part short`."""
        part = f" --part {self.config.part}" if self.config.part else ""
        return f"{self.file or self.folder.name}{part}"


def find_talk(
    target: str | Path, part: str | None = None, *, talks: Path = Path("talks"), build: Path = Path("build")
) -> TalkSource:
    """The talk that `target` names: a folder with a `talk.toml`, the name of one below `talks`, or a script file;
    or the `part` of it.

    Raises:
        InputError: there is nothing of that name, or its `talk.toml` cannot be used.
    """
    path = Path(target)
    if path.is_file() and path.name != "talk.toml":
        if part:
            raise InputError(f"{target} is one file and has no parts", remedy="name the talk, or leave out --part")
        return _file_talk(path, build)
    named = path.parent if path.name == "talk.toml" else path
    folder = next((each for each in (named, talks / target) if (each / "talk.toml").is_file()), None)
    if folder is None:
        for each in (named, talks / target):
            if (each / "talk.toml").exists() or (each / "talk.toml").is_symlink():
                raise InputError(
                    "this is not a file, or it is a link to a file that does not exist", file=each / "talk.toml",
                    remedy="put the talk's settings there: docs/talk-toml.md has their names",
                )  # fmt: skip
        known = sorted(entry.parent.name for entry in talks.glob("*/talk.toml"))
        near = get_close_matches(re.sub(r"\W+", "-", str(target).lower()).strip("-"), known, n=1)
        meant = f"did you mean {near[0]!r}? " if near else ""
        raise InputError(
            f"no talk or script file is called {target!r}",
            remedy=f"{meant}the talks here are: {', '.join(known) or 'none'}; `plainspoken new NAME` makes one",
        )
    check_name(folder.resolve())
    name = folder.resolve().name
    talk = TalkSource(name=name, folder=folder, config=read_config(folder / "talk.toml"), build=build / name)
    return part_of(talk, part) if part else talk


def part_of(talk: TalkSource, part: str) -> TalkSource:
    """One part of a talk, as a talk: `build/<talk>/<part>` is its own, everything measured is the whole talk's.

    Raises:
        InputError: the talk has no such part.
    """
    parts = talk.config.parts
    if part not in parts:
        remedy = f"its parts are: {', '.join(parts)}" if parts else "add [parts.NAME] to its talk.toml, with pages"
        raise InputError(f"{talk.name} has no part {part!r}", file=talk.folder / "talk.toml", remedy=remedy)
    chosen = parts[part]
    changes: dict[str, dict[str, object]] = {"talk": {"pages": chosen.pages}}
    changes["talk"] |= {key: value for key in ("title", "minutes") if (value := getattr(chosen, key)) is not None}
    if chosen.studies is not None:
        changes["experiments"] = {"studies": chosen.studies}
    return replace(
        talk,
        name=f"{talk.name}-{part}",
        config=talk.config.replaced(changes, part),
        build=talk.build / part,
        records=talk.build,
    )


def _file_talk(path: Path, build: Path) -> TalkSource:
    """One file as a talk: with the settings and results of the talk it belongs to, or with the defaults."""
    check_name(path)
    stem = path.name.split(".")[0]
    home = next((folder for folder in (path.parent, path.parent.parent) if (folder / "talk.toml").is_file()), None)
    if home is None:
        return TalkSource(name=stem, folder=path.parent, config=TalkConfig(), build=build / stem, file=path)
    talk = home.resolve().name
    name = f"{talk}-{stem}"
    config = read_config(home / "talk.toml")
    return TalkSource(name=name, folder=home, config=config, build=build / name, file=path, records=build / talk)


def read_config(path: Path) -> TalkConfig:
    """Read `talk.toml`.

    Raises:
        InputError: it is not TOML, or a name or a value in it is not known; with file and line.
    """
    text = read_text(path)
    tables = parse_toml(text, path)
    try:
        config = TalkConfig.model_validate(tables)
    except ValidationError as error:
        first = error.errors()[0]
        steps = [str(step) for step in first["loc"]]
        if steps[:2] == ["slides", "colours"] and "colours" in tables:  # where the author wrote it
            steps, first["loc"] = steps[1:], first["loc"][1:]
        raise InputError(
            say_mistake(dict(first)),
            file=path,
            line=_line_of(text, steps),
            remedy=_nearest(first["type"], steps)
            + "see docs/talk-toml.md for the names and values that a talk may set",
        ) from None
    for name, part in config.parts.items():
        _check_part(name, part, config, path, text)
    check_names(config, path, partial(_line_of, text))
    return config


_TAKEN = frozenset({"audio", "cache", "figures", "pages", "results", "runs"})
"""Folders in a talk's build folder: no part can have such a name."""


def _check_part(name: str, part: PartSettings, config: TalkConfig, path: Path, text: str) -> None:
    """Refuse a part whose name cannot be a folder's, or that needs studies which the talk has not."""
    if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", name) or name in _TAKEN:
        raise InputError(
            f"a part cannot be called {name!r}",
            file=path,
            line=_line_of(text, ["parts", name]),
            remedy="use lower-case letters, digits and hyphens"
            if name not in _TAKEN
            else f"choose another name than {', '.join(sorted(_TAKEN))}",
        )
    unknown = [study for study in part.studies or [] if study not in config.experiments.studies]
    if unknown:
        raise InputError(
            f"`parts.{name}.studies` names {unknown[0]!r}, which is not among the talk's own",
            file=path,
            line=_line_of(text, ["parts", name, "studies"]),
            remedy=f"`experiments.studies` are: {', '.join(config.experiments.studies) or 'none'}",
        )


def part_faults(talk: TalkSource) -> list[InputError]:
    """Patterns of the talk's parts that no page matches, each with its place in `talk.toml`."""
    found: list[InputError] = []
    text = ""
    for name, part in talk.config.parts.items():
        for pattern in part.pages:
            if Path(pattern).is_absolute() or ".." in Path(pattern).parts or any(talk.folder.glob(pattern)):
                continue
            text = text or read_text(talk.folder / "talk.toml")
            found.append(
                InputError(
                    f"the part {name!r} names pages {pattern!r}, and no file matches that",
                    file="talk.toml",
                    line=_line_of(text, ["parts", name, "pages"]),
                    remedy="name files of the talk's folder, such as pages/03-*.md.j2",
                )
            )
    return found


def override(
    talk: TalkSource, changes: Mapping[str, Mapping[str, object]], *, minutes: float | None = None
) -> TalkSource:
    """The talk with some values of its configuration replaced, table by table, and for `minutes` when they are given.

    Raises:
        InputError: a value is not allowed there.
    """
    try:
        config = talk.config.replaced(changes)
        return replace(talk, config=config if minutes is None else config.for_minutes(minutes))
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError(say_mistake(dict(first)), remedy="give another value on the command line") from None


def _nearest(kind: str, steps: list[str]) -> str:
    """A question after the known name nearest to an unknown one, or nothing."""
    table: Any = TalkConfig
    for step in steps[:-1]:
        field = getattr(table, "model_fields", {}).get(step)
        table = field.annotation if field is not None else None
    names = getattr(table, "model_fields", {}) if kind == "extra_forbidden" else {}
    near = get_close_matches(steps[-1], names, n=1) if steps else []
    return f"did you mean {near[0]}? " if near else ""


def _line_of(text: str, steps: list[str]) -> int | None:
    """The line of a key in TOML text: the last key of `steps` below the last table that matches."""
    table: list[str] = []
    best: tuple[int, int] | None = None
    for number, line in enumerate(text.splitlines(), 1):
        if heading := re.match(r"\s*\[+\s*([^\]]+?)\s*\]+", line):
            table = [part.strip().strip("\"'") for part in re.findall(r"\"[^\"]*\"|'[^']*'|[^.]+", heading[1])]
            path = table
        elif key := re.match(r"\s*([\w.\-\"']+)\s*=", line):
            path = table + [part.strip("\"'") for part in key[1].split(".")]
        else:
            continue
        if path == steps[: len(path)] and (best is None or len(path) > best[0]):
            best = (len(path), number)
    return best[1] if best else None
