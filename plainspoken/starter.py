"""A talk to begin with: a folder with a configuration, results and pages that build as they are."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plainspoken.add_import import import_settings, import_table, pattern_from
from plainspoken.base.errors import InputError
from plainspoken.base.files import write_text
from plainspoken.experiments.importers.run_sources import read_query

_CONFIG = """\
# What may be set here is described in docs/talk-toml.md.

[talk]
title = {title}
minutes = 5                # the time allowed; `--minutes 3` tries another
words_per_minute = 200     # how fast it is said

# Numbers that you vouch for yourself; a page writes them in double braces, as constants.speakers:
[constants]
speakers = 1
"""

_RESULTS = """
# Short names that pages call the runs by.
[results]
{names}

# Runs that other tools recorded, and the files that tell of them. Each build reads them again.
{imports}"""


_IMPORTS = """
# Runs that other tools recorded, and where they are. Each build reads them again.
{imports}"""


@dataclass(frozen=True)
class Started:
    """A new talk: its folder, and the files that its pages are bound to."""

    folder: Path
    bound: list[str]


def start_talk(
    name: str,
    talks: Path,
    *,
    script: Path | None = None,
    results: Sequence[str | Path] | None = None,
    settings: Mapping[str, Any] | None = None,
) -> Started:
    """Make a talk below `talks`, whole or not at all.

    Args:
        name: what it is called; the folder is named after it, in small letters and with hyphens.
        script: a Markdown script to begin with, instead of pages about results.
        results: files of one run for the pages to quote, or what holds the runs of a sweep: a folder, a pattern, a
            table, a query; examples are put there when none are given.
        settings: how the files are to be read, as in an `[imports]` table, such as `{"percent": True}`.

    Raises:
        InputError: no folder can be named so, there is such a talk already, a file cannot be used, or nothing can be
            written here.
    """
    folder = talks / folder_name(name)
    if folder.exists():
        raise InputError("there is such a talk already", file=folder, remedy="choose another name, or edit that one")
    title = name if name != folder.name else name.replace("-", " ").replace("_", " ").capitalize()
    if script:
        files = {"talk.toml": _config(title), "pages/01-pages.md": _text(script)}
    elif results:
        files = _bound_to(title, folder, list(map(str, results)), dict(settings or {}))
    else:
        files = _examples(title)
    try:
        _write(folder, files)
    except OSError as error:
        raise InputError(
            f"nothing can be written here: {error.strerror}", file=folder, remedy="go to a folder of your own first"
        ) from None
    return Started(
        folder, list(map(str, results or ())) or [str(folder / file) for file in files if file.startswith("results/")]
    )


def folder_name(name: str) -> str:
    """The folder of a talk called `name`: letters without their accents, digits, hyphens and underscores.

    Raises:
        InputError: nothing is left of it, or it looks like a path or an option.
    """
    plain = (
        unicodedata.normalize("NFKD", name if name.isascii() else name.casefold())
        .encode("ascii", "ignore")
        .decode()
        .strip()
    )
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", plain) and plain == name:
        return name
    made = re.sub(r"[^a-z0-9_]+", "-", plain.lower()).strip("-")
    if not made or name.startswith(("-", ".")) or any(sign in name for sign in "/\\\n"):
        raise InputError(f"{name!r} cannot be a talk's name", remedy="use letters, digits, spaces and hyphens")
    return made


def _config(
    title: str,
    aliases: dict[str, str] | None = None,
    imports: dict[str, dict[str, Any]] | None = None,
    constants: dict[str, int | float] | None = None,
) -> str:
    text = _CONFIG.format(title=json.dumps(title, ensure_ascii=False))
    text += "".join(f"{name} = {number}\n" for name, number in (constants or {}).items())
    if not imports:
        return text
    if not aliases:
        return text + _IMPORTS.format(imports="\n".join(import_table(run, table) for run, table in imports.items()))
    names = "\n".join(f"{alias} = {json.dumps(run)}" for alias, run in aliases.items())
    return text + _RESULTS.format(
        names=names, imports="\n".join(import_table(run, table) for run, table in imports.items())
    )


def _examples(title: str) -> dict[str, str]:
    from plainspoken.starter_pages import EXAMPLES, example_pages

    config = _config(
        title,
        {"net": "example/net", "simple": "example/simple"},
        {
            "example/net": {"files": ["results/net.json", "results/net-history.csv"], "title": "The net"},
            "example/simple": {"files": ["results/simple.json"], "title": "The baseline"},
        },
    )
    return {"talk.toml": config, "pages/01-pages.md.j2": example_pages(), **EXAMPLES}


def _bound_to(title: str, folder: Path, results: list[str], options: dict[str, Any]) -> dict[str, str]:
    """A talk about one run, or the runs of a sweep, whose files stay where they are."""
    from plainspoken.experiments.importers.import_runs import read_import, read_many, tells_of_several
    from plainspoken.starter_pages import pages_for
    from plainspoken.starter_sweeps import pages_for_sweep

    named = [str(Path(file).resolve()) if read_query(file) is None else file for file in results]
    several = import_settings({"files": named, "title": "The runs", **options})
    if tells_of_several(several, folder):
        sweep = read_many("sweep", several, folder)
        if len(sweep.runs) > 1 or "seeds" in sweep.runs[0].extra:
            entries = [_as_named(file, folder) for file in results]
            config = _config(title, {}, {"sweep": {"files": entries, "title": "The runs", **options}})
            return {"talk.toml": config, "pages/01-pages.md.j2": pages_for_sweep(sweep, "sweep")}
    table: dict[str, Any] = {"files": [_as_named(file, folder) for file in results], "title": "The model", **options}
    record = read_import("mine/model", import_settings({**table, "files": named}), folder)
    pages = pages_for(record, "model", "mine/model")
    if pages.best_by is not None:
        table["best_by"] = pages.best_by  # the pages name it, and so it must not change with the files
    config = _config(title, {"model": "mine/model"}, {"mine/model": table}, pages.constants)
    return {"talk.toml": config, "pages/01-pages.md.j2": pages.text}


def _as_named(file: str, folder: Path) -> str:
    """A path, pattern or query as the new talk names it."""
    if read_query(file) is not None:
        return file
    return pattern_from(file, folder)


def _write(folder: Path, files: dict[str, str]) -> None:
    """Write beside the folder's place, then rename."""
    beside = folder.with_name(f".{folder.name}-{secrets.token_hex(4)}")
    try:
        for file, text in files.items():
            write_text(beside / file, text)
        os.replace(beside, folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _text(script: Path) -> str:
    try:
        return script.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise InputError("this is not UTF-8 text", file=script, remedy="save it as UTF-8") from None
