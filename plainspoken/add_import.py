"""A new import in a talk's configuration: read first, and written down only when the files can be used."""

from __future__ import annotations

import json
import os
import tomllib
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from plainspoken.base.errors import InputError
from plainspoken.base.files import write_text
from plainspoken.base.read_documents import read_text
from plainspoken.config import TalkConfig, TalkSource
from plainspoken.experiments.importers.import_runs import check_names, read_import
from plainspoken.experiments.importers.import_settings import ImportSettings
from plainspoken.experiments.results.record import RunRecord


def add_import(talk: TalkSource, name: str, files: list[Path], settings: dict[str, Any]) -> RunRecord:
    """Read `files` as the run `name` (`study/run`), and add it to `[imports]` of the talk's `talk.toml`.

    Raises:
        InputError: the name is taken or is no name, or a file cannot be used; nothing is written then.
    """
    table = {"files": [relative(file, talk.folder) for file in files], **settings}
    try:
        chosen = ImportSettings.model_validate(table)
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError(f"`{'.'.join(map(str, first['loc']))}`: {first['msg']}", remedy="see --help") from None
    path = talk.folder / "talk.toml"
    if name in talk.config.imports:
        raise InputError(
            f"`imports.{name}` is there already", file=path, remedy="edit it there, or choose another name"
        )
    check_names({name: chosen}, talk.config.experiments.studies)
    record = read_import(name, chosen, talk.folder)
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


def import_table(name: str, table: dict[str, Any]) -> str:
    """The TOML of one import."""
    lines = [f"{key} = {_toml(value)}" for key, value in table.items()]
    return f'[imports."{name}"]\n' + "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        pairs = ", ".join(f"{json.dumps(key, ensure_ascii=False)} = {_toml(each)}" for key, each in value.items())
        return f"{{ {pairs} }}"
    return json.dumps(value, ensure_ascii=False)


def relative(file: Path, folder: Path) -> str:
    """`file` as the talk names it: from the talk's folder, with `/`."""
    return Path(os.path.relpath(file.resolve(), folder.resolve())).as_posix()
