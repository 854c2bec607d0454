"""Which talks may run programs of their own: those that the user has looked at and trusted, by their content.

A talk that comes from somebody else is read, checked, filled and timed without running anything of it. Three things
in a talk are programs: the command line of `[voice] engine = "command"`, study modules, which its `recipes` folder
holds or names, and the cluster that `[experiments]` trains on. Before any of them runs, `require_trust` asks whether
exactly this content has been trusted, or its folder with whatever changes in it. What comes with Plainspoken has none.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from plainspoken.base.errors import InputError
from plainspoken.base.files import fingerprint, write_json
from plainspoken.base.read_documents import read_toml

VARIABLE = "PLAINSPOKEN_TRUST"
"""An environment in which this is `1` trusts every talk: for CI."""


_SCRIPT = 10_000_000
"""Bytes of a file that may be a script; a larger one is a model or a program that is installed."""


@dataclass(frozen=True)
class Program:
    """Something of a talk's own that a build would run.

    Attributes:
        about: what it is, in words, such as `study module recipes/rings.py`.
        content: a fingerprint of all that decides what it does.
    """

    about: str
    content: str


def study_modules(folder: Path) -> list[Program]:
    """What training a talk's studies imports: the Python files in its `recipes` folder, and installed modules that a
    recipe there names and that are not Plainspoken's. To import a module is to run it, and some open a window."""
    own = folder / "recipes"
    names = [path.relative_to(folder).as_posix() for path in sorted(own.rglob("*.py"))]
    found = [Program(f"study module {name}", fingerprint(name, (folder / name).read_bytes())) for name in names]
    for recipe in sorted(own.glob("*.toml")):
        module = _module_of(recipe)
        first = own / module.split(".")[0]
        if module and not module.startswith(_OURS) and not first.is_dir() and not first.with_suffix(".py").is_file():
            found.append(Program(f"installed module {module}, which {recipe.name} names", fingerprint(module)))
    return found


_OURS = "plainspoken.experiments."


def _module_of(recipe: Path) -> str:
    """The module that a recipe names; empty when it cannot be read, which is told when the recipe is."""
    with suppress(InputError):
        module = read_toml(recipe).get("module", "")
        return module if isinstance(module, str) else ""
    return ""


def training_programs(folder: Path, cluster: str | None) -> list[Program]:
    """`study_modules`, and the cluster that a talk wants to train on: its machines are sent code, and what they send
    back can run code here."""
    there = [Program(f"training on the Ray cluster at {cluster}", fingerprint("cluster", cluster))] if cluster else []
    return [*study_modules(folder), *there]


def voice_command(folder: Path, words: Sequence[str]) -> list[Program]:
    """The command line that speaks; a script that it names counts with its contents."""
    if not words:
        return []
    named = {word: place for word in words for place in (Path(word), folder / word) if place.is_file()}
    scripts: list[str | bytes] = []
    for word, path in sorted(named.items()):
        if path.stat().st_size < _SCRIPT:
            scripts += [word, path.read_bytes()]
    return [Program(f"voice command `{' '.join(words)}`", fingerprint(*words, *scripts))]


def require_trust(folder: Path, programs: Iterable[Program]) -> None:
    """Go on only if all of these programs of the talk in `folder` are trusted.

    Raises:
        InputError: some are not; it names them and how to trust them.
    """
    if os.environ.get(VARIABLE) == "1":
        return
    contents, folders = _read()
    if str(folder.resolve()) in folders:
        return
    strange = [program for program in programs if program.content not in contents]
    if strange:
        named = "; ".join(program.about for program in strange[:5])
        more = f"; and {len(strange) - 5} more" if len(strange) > 5 else ""
        raise InputError(
            f"building this talk would run programs of its own that you have not trusted: {named}{more}",
            file=folder,
            remedy=f"read them, then run `plainspoken trust {folder}`, or build with --trust this once; "
            "`--results recorded` uses the results that are kept beside the talk and trains nothing",
        )


def trust(folder: Path, programs: Iterable[Program], *, and_changes: bool = False) -> None:
    """Remember that these programs of the talk in `folder` may run; with `and_changes`, whatever they become there."""
    contents, folders = _read()
    contents |= {program.content for program in programs}
    if and_changes:
        folders.add(str(folder.resolve()))
    write_json(_file(), {"contents": sorted(contents), "folders": sorted(folders)})


def forget(folder: Path, programs: Iterable[Program]) -> None:
    """Trust them no longer."""
    contents, folders = _read()
    contents -= {program.content for program in programs}
    folders.discard(str(folder.resolve()))
    write_json(_file(), {"contents": sorted(contents), "folders": sorted(folders)})


def is_trusted(folder: Path, program: Program) -> bool:
    """Whether a program of a talk may run."""
    contents, folders = _read()
    return os.environ.get(VARIABLE) == "1" or program.content in contents or str(folder.resolve()) in folders


def trust_all_in_this_process() -> None:
    """What --trust means: everything may run, here and in the processes that are started from here."""
    os.environ[VARIABLE] = "1"


def settings_folder() -> Path:
    """Where the user's decisions are kept: `PLAINSPOKEN_CONFIG`, else the system's place for settings."""
    if own := os.environ.get("PLAINSPOKEN_CONFIG"):
        return Path(own)
    if base := os.environ.get("XDG_CONFIG_HOME"):
        return Path(base) / "plainspoken"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "plainspoken"
    return Path.home() / ".config" / "plainspoken"


def _file() -> Path:
    return settings_folder() / "trusted.json"


def _read() -> tuple[set[str], set[str]]:
    """The contents and the folders that are trusted. A file that cannot be read trusts nothing."""
    with suppress(OSError, ValueError, KeyError, TypeError, RecursionError):
        kept = json.loads(_file().read_bytes())
        return {str(each) for each in kept["contents"]}, {str(each) for each in kept["folders"]}
    return set(), set()
