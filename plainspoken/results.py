"""The result records that a talk is filled with: trained here, kept beside the talk, of another folder, or imported.

`TalkResults.folder` is a question and changes nothing; `provide` and `refresh_imports` act.
"""

from __future__ import annotations

import atexit
import json
import re
import shutil
import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from plainspoken.base.errors import InputError
from plainspoken.base.files import write_bytes
from plainspoken.config import TalkSource
from plainspoken.ledger import files_key

if TYPE_CHECKING:
    from plainspoken.base.progress import Progress

TRAIN = "train"
"""The word for results that are trained here."""

_MADE_UP = re.compile(r"figure:[^\s)]*\{\{")
_FIGURE = re.compile(r"figure:([\w./-]+)")

RECORDED = "recorded"
"""The word for the records that are kept in the talk's folder."""


@dataclass(frozen=True)
class TalkResults:
    """Which result records a talk is filled with.

    Attributes:
        source: the talk.
        wanted: `train` what is missing, those that are `recorded` beside the talk, those of a folder, or None for
            those that are in the talk's build folder.
        profile: the profile that they must be of, when one was asked for.
    """

    source: TalkSource
    wanted: str | None = None
    profile: str | None = None

    @property
    def copied(self) -> Path | None:
        """The folder of records that is copied into the build; None for records that are made there.

        Raises:
            InputError: there are no records in the place that was named.
        """
        if self.wanted in (None, TRAIN):
            return None
        if self.wanted == RECORDED and only_imports(self.source) and not (self.source.folder / RECORDED).is_dir():
            return None
        return named_records(self.source, str(self.wanted))

    @property
    def expected(self) -> dict[str, object]:
        """What the records should say of how they were made (`profile`, `seed`), by the talk's configuration; nothing
        for records that were named, or that are those kept beside the talk: they may be made in any way."""
        kept = self.source.folder / RECORDED / "results"
        if self.copied is not None or holds_all_of(self.source.results, kept):
            return {}
        asked = self.source.config.experiments
        return {"profile": asked.profile, "seed": asked.seed}

    def folder(self) -> Path | None:
        """The records to read, None when there are none; nothing in the build folder changes.

        Records that are named and not copied yet are read where they are; beside imported ones, from a copy that
        lasts as long as the program.

        Raises:
            InputError: there are no records in the place that was named, or they are of another profile.
        """
        source, copied = self.source, self.copied
        if copied is None:
            found = source.results if source.results.is_dir() else None
        elif not source.config.imports:
            found = copied
        else:
            found = Path(tempfile.mkdtemp(prefix="plainspoken-")) / "results"
            atexit.register(shutil.rmtree, found.parent, ignore_errors=True)
            shutil.copytree(copied, found)
            for name in source.config.imports:
                if (source.results / f"{name}.json").is_file():
                    shutil.copytree(source.results / name.split("/")[0], found / name.split("/")[0], dirs_exist_ok=True)
        if self.profile and self.wanted != TRAIN and found is not None:
            check_profile(source, found, self.profile)
        return found

    def provide(self, progress: Progress) -> bool:
        """Put records and figures into the talk's build folder: trained, copied and imported. True if any is new.

        Raises:
            InputError: data, files or settings cannot be used, there are no records in the place that was named, or
                they are of another profile.
        """
        source, copied = self.source, self.copied
        before = files_key(source.results.rglob("*.json"), source.results)
        if copied is not None:
            if self.profile:
                check_profile(source, copied, self.profile)
            copy_records(source, copied)
        elif self.wanted == TRAIN and source.config.experiments.studies:
            from plainspoken.base.trusted_programs import require_trust, training_programs
            from plainspoken.experiments.runner.run_studies import run_studies

            require_trust(source.folder, training_programs(source.folder, source.config.experiments.cluster))
            run_studies(
                source.config.experiments,
                folder=source.folder,
                results=source.results,
                figures=source.figures,
                store=source.runs,
                progress=progress,
            )
        elif self.profile and source.results.is_dir():
            check_profile(source, source.results, self.profile)
        refresh_imports(source, progress)
        return files_key(source.results.rglob("*.json"), source.results) != before


def only_imports(source: TalkSource) -> bool:
    """Whether all results of a talk are imported: then there is nothing to train, and nothing to keep."""
    return bool(source.config.imports) and not source.config.experiments.studies


def refresh_imports(source: TalkSource, progress: Progress, figures: Collection[str] = ()) -> list[Path]:
    """Make the records of the runs that other tools recorded, as `[imports]` names them; the paths of the records.

    Args:
        figures: full names of figures of sweeps to draw besides those that pages name.

    Raises:
        InputError: a file is missing or cannot be used, or its study is trained here.
    """
    if not source.config.imports and not source.results.is_dir():
        return []
    from plainspoken.experiments.importers.import_runs import bring_runs, check_names

    check_names(source.config.imports, source.config.experiments.studies)
    named = named_figures(source) if any("/" not in name for name in source.config.imports) else None
    return bring_runs(
        source.config.imports,
        folder=source.folder,
        results=source.results,
        figures=source.figures,
        style=source.config.experiments.style,
        progress=progress,
        wanted=None if named is None else {*named, *figures},
    )


def named_figures(source: TalkSource) -> set[str] | None:
    """The figures of sweeps that the files of a talk name: all names that stand behind `figure:`; None where a name is
    put together by a template. A sweep has more figures than a talk shows, and a picture takes a third of a second."""
    files = [source.file] if source.file is not None else []
    if source.file is None or source.records is not None:  # a page of a talk shares the talk's figures
        files += [file for ending in ("*.md", "*.j2") for file in sorted(source.folder.rglob(ending))]
    found: set[str] = set()
    for file in files:
        text = file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""
        if _MADE_UP.search(text):
            return None
        found.update(_FIGURE.findall(text))
    studies = source.config.results
    found |= {
        f"{studies[name.split('/')[0]]}/{name.split('/', 1)[1]}" for name in found if name.split("/")[0] in studies
    }
    return found


def named_records(source: TalkSource, wanted: str) -> Path:
    """The folder of records that `recorded` or a path stands for.

    A path may be that of the records (`STUDY/RUN.json`) or of a folder that holds them as `results`, beside `figures`.

    Raises:
        InputError: there are no records.
    """
    kept = source.folder / RECORDED if wanted == RECORDED else Path(wanted)
    folder = next((each for each in (kept / "results", kept) if any(each.glob("*/*.json"))), None)
    if folder is not None:
        return folder
    if wanted == RECORDED:
        raise InputError("this talk keeps no recorded results", file=kept, remedy="leave out `recorded` to train")
    raise InputError(
        "no result records here" if kept.is_dir() else "there is no such folder of result records",
        file=kept,
        remedy="name a folder with STUDY/RUN.json files, or `recorded` for those kept beside the talk",
    )


def figures_beside(records: Path) -> Path | None:
    """The figures that belong to a folder of records, when they are kept beside it."""
    figures = records.with_name("figures")
    return figures if records.name == "results" and figures.is_dir() else None


def copy_records(source: TalkSource, records: Path) -> bool:
    """Put a folder of records, and the figures beside it, in the place of the talk's own; True if anything was new."""
    if records.resolve() == source.results.resolve():
        return False
    changed = False
    imported = {name.split("/")[0] for name in source.config.imports}
    for kept, own in ((records, source.results), (figures_beside(records), source.figures)):
        if kept is None:
            continue
        wanted = {path.relative_to(kept) for path in kept.rglob("*") if path.is_file()}
        for name in sorted(wanted):
            changed |= write_bytes(own / name, (kept / name).read_bytes())
        for path in own.rglob("*"):
            name = path.relative_to(own)
            if path.is_file() and name not in wanted and name.parts[0] not in imported:
                path.unlink()
                changed = True
    return changed


def holds_all_of(records: Path, kept: Path) -> bool:
    """Whether all records of the folder `kept`, and there are some, lie in `records` as they are there."""
    names = [path.relative_to(kept) for path in kept.glob("*/*.json")]
    return bool(names) and all(
        (records / name).is_file() and (records / name).read_bytes() == (kept / name).read_bytes() for name in names
    )


def check_profile(source: TalkSource, records: Path, profile: str) -> None:
    """Refuse records of the talk's studies that were made with another profile than the one asked for.

    Raises:
        InputError: naming the first such record.
    """
    for study in source.config.experiments.studies:
        for path in sorted((records / study).glob("*.json")):
            try:
                made = json.loads(path.read_bytes()).get("profile")
            except (ValueError, AttributeError):
                continue
            if made not in (None, profile, "imported"):
                raise InputError(
                    f"these results were made with profile {made}, not {profile}",
                    file=path,
                    remedy=f"run `plainspoken talk {source.command} --profile {profile}`, or leave out --profile",
                )
