"""Read result records: those made here, those imported, and those of schema 1."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import from_json

from plainspoken.base.document import Part
from plainspoken.base.errors import InputError
from plainspoken.experiments.results.record import RunRecord, StudyRecord
from plainspoken.experiments.results.upgrade_record import upgrade_document

_REMEDY = "run `plainspoken experiments run` to make it again"
_IMPORTED = "build the talk again, and it is made anew from the files that `[imports]` of talk.toml names"

_Record = TypeVar("_Record", bound=Part)


def read_run(path: Path) -> RunRecord:
    """Read the record of one run.

    Raises:
        InputError: there is none, it is no record, or one of a later version.
    """
    return _read(path, RunRecord, "result record")


def read_study(path: Path) -> StudyRecord:
    """Read the record of one study; errors as `read_run`."""
    return _read(path, StudyRecord, "study record")


def is_imported(path: Path) -> bool:
    """Whether the record of a run or a study says that it was imported. Not so for one that cannot be read."""
    try:
        document = from_json(path.read_bytes())
    except (FileNotFoundError, ValueError):
        return False
    return isinstance(document, dict) and "imported" in (document.get("status"), document.get("profile"))


def _read(path: Path, kind: type[_Record], noun: str) -> _Record:
    remedy = _REMEDY
    try:
        document = from_json(path.read_bytes())
        if isinstance(document, dict) and "imported" in (document.get("status"), document.get("profile")):
            remedy = _IMPORTED
        return kind.model_validate(upgrade_document(document))
    except FileNotFoundError:
        raise InputError(f"no {noun} here", file=path, remedy=remedy) from None
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(step) for step in first["loc"]) or "the file"
        raise InputError(f"not a {noun}: {field}: {first['msg']}", file=path, remedy=remedy) from None
    except InputError as error:
        raise InputError(error.message, file=path, remedy=error.remedy) from None
    except ValueError as error:
        raise InputError(f"not a {noun}: {error}", file=path, remedy=remedy) from None
