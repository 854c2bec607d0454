"""Which talks may run programs of their own: those that the user has looked at and trusted, by their content.

A talk that comes from somebody else is read, checked, filled and timed without running anything of it. Two things in a
talk are programs: the command line of `[voice] engine = "command"`, and study modules in its `recipes` folder. Before
either runs, `require_trust` asks whether exactly this content has been trusted, or its folder with whatever changes in
it. What comes with Plainspoken has neither.
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
    """The Python files in a talk's `recipes` folder, which training imports."""
    own = folder / "recipes"
    names = [path.relative_to(folder).as_posix() for path in sorted(own.rglob("*.py"))]
    return [Program(f"study module {name}", fingerprint(name, (folder / name).read_bytes())) for name in names]


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
