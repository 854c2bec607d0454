"""A new import in a talk's configuration: read first, and written down only when the files can be used."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from plainspoken.base.errors import InputError
from plainspoken.base.files import write_text
from plainspoken.base.read_documents import read_text
from plainspoken.base.setting_mistakes import say_mistake
from plainspoken.config import TalkConfig, TalkSource
from plainspoken.experiments.importers.import_runs import check_names, read_import, read_many
from plainspoken.experiments.importers.import_settings import ImportSettings
from plainspoken.experiments.importers.run_sources import read_query
from plainspoken.experiments.importers.sweeps import FoundSweep
from plainspoken.experiments.results.record import RunRecord


def add_import(talk: TalkSource, name: str, files: list[str], settings: dict[str, Any]) -> RunRecord | FoundSweep:
    """Read `files` as the run `name` (`study/run`), or as the sweep of that name, and add it to `[imports]` of the
    talk's `talk.toml`.

    Args:
        files: paths from here, patterns, or queries; of a query to a server a copy is kept in the talk's folder.

    Raises:
        InputError: the name is taken or is no name, or a file cannot be used; nothing is written then.
    """
    table = {"files": [_entry(file, name, talk.folder) for file in files], **settings}
    chosen = import_settings(table)
    path = talk.folder / "talk.toml"
    kept = [file for file in files if (query := read_query(file)) is not None and query.remote]
    if name in talk.config.imports and kept and talk.config.imports[name].files == table["files"]:
        return read_many(name, talk.config.imports[name], talk.folder)  # the copy is made anew, and nothing else
    if name in talk.config.imports:
        raise InputError(
            f"`imports.{name}` is there already", file=path, remedy="edit it there, or choose another name"
        )
    check_names({name: chosen}, talk.config.experiments.studies)
    record = (read_import if "/" in name else read_many)(name, chosen, talk.folder)
    text = f"{read_text(path).rstrip()}\n\n{import_table(name, table)}".lstrip()
    try:
        TalkConfig.model_validate(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, ValidationError):
        raise InputError(
            "no table can be added at the end of this file",
            file=path,
            remedy=f"add by hand:\n{import_table(name, table)}",
        ) from None
    write_text(path, text)
    return record


def import_settings(table: dict[str, Any]) -> ImportSettings:
    """The settings of one import, as they are given on a command line.

    Raises:
        InputError: one of them is unknown, or has a value that it cannot have.
    """
    try:
        return ImportSettings.model_validate(table)
    except ValidationError as error:
        raise InputError(say_mistake(dict(error.errors()[0])), remedy="see --help") from None


def pairs(given: list[str] | None) -> dict[str, str] | None:
    """`NAME=VALUE` options as a table; None where none is given.

    Raises:
        InputError: one has no `=`.
    """
    if not given:
        return None
    for pair in given:
        if "=" not in pair:
            raise InputError(f"{pair!r} is not of the form NAME=VALUE", remedy="write it as, for example, seed=1")
    return dict(pair.split("=", 1) for pair in given)


def _entry(file: str, name: str, folder: Path) -> str:
    """An entry of `files` as the talk names it. The runs of a server are fetched now, since builds ask no server."""
    query = read_query(file)
    if query is None:
        return pattern_from(file, folder)
    if query.remote:
        from plainspoken.experiments.importers.mlflow_store import server_runs
        from plainspoken.experiments.importers.run_folders import keep

        if query.tool != "mlflow":
            raise InputError(f"only MLflow is asked over HTTP, not {query.tool}", remedy="export its runs as CSV")
        kept = folder / "results" / f"{name.replace('/', '-')}.json"
        write_text(kept, keep(server_runs(query.store, query.group), query.store))
        return relative(kept, folder)
    if query.store:
        return file.replace(query.store, relative(Path(query.store.removeprefix("sqlite:///")), folder))
    return file


def pattern_from(file: str, folder: Path) -> str:
    """A path or a pattern, given from here, as the talk names it.

    Raises:
        InputError: there is no such file or folder.
    """
    if any(sign in file for sign in "*?["):
        fixed = Path(*_fixed_parts(Path(file).expanduser()))
        rest = Path(file).expanduser().parts[len(fixed.parts) :]
        return Path(relative(fixed, folder), *rest).as_posix()
    path = Path(file).expanduser()
    if not path.exists():
        raise InputError("no such file or folder", file=path, remedy="name a file of results, or a folder of them")
    return relative(path, folder)


def _fixed_parts(path: Path) -> Iterator[str]:
    """The parts of a pattern before the first with a sign."""
    for part in path.parts:
        if any(sign in part for sign in "*?["):
            return
        yield part


def import_table(name: str, table: dict[str, Any]) -> str:
    """The TOML of one import."""
    lines = [f"{key} = {_toml(value)}" for key, value in table.items()]
    quoted = f'"{name}"' if "/" in name or "." in name else name
    return f"[imports.{quoted}]\n" + "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        pairs = ", ".join(f"{json.dumps(key, ensure_ascii=False)} = {_toml(each)}" for key, each in value.items())
        return f"{{ {pairs} }}"
    return json.dumps(value, ensure_ascii=False)


def relative(file: Path, folder: Path) -> str:
    """`file` as the talk names it: from the talk's folder, with `/`."""
    return Path(os.path.relpath(file.resolve(), folder.resolve())).as_posix()
