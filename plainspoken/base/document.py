"""What every JSON document between two stages shares: frozen, strict parts, and one way to be read."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from plainspoken.base.errors import InputError
from plainspoken.base.files import read_regular


class Part(BaseModel):
    """Base of every part of a document: unchangeable, and strict about names it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Document = TypeVar("Document", bound=Part)


def read_document(path: Path, kind: type[Document], *, noun: str, remedy: str) -> Document:
    """Read one JSON document.

    Raises:
        InputError: there is no such file, or a field of it is missing, unknown or of the wrong type.
    """
    try:
        return kind.model_validate_json(read_regular(path))
    except FileNotFoundError:
        raise InputError(f"no {noun} here", file=path, remedy=remedy) from None
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(step) for step in first["loc"]) or "the file"
        raise InputError(f"not a {noun}: {field}: {first['msg']}", file=path, remedy=remedy) from None
