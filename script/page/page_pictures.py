"""Pictures of a page: figures of the result records, and pictures of the talk's own."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from plainspoken.base.errors import InputError
from plainspoken.script.model import Picture, Source

if TYPE_CHECKING:
    from plainspoken.script.template.result_records import Results

_REMOTE = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//|data:", re.IGNORECASE)


def picture(target: str, alt: str, at: Source, *, folder: Path, results: Results | None, own_checked: bool) -> Picture:
    """The picture for an image's target.

    `figure:study/name` and `figure:study/run/name` are figures of the records, whose own alternative text stands in
    where the author gives none; anything else is a file below the talk's `folder`.

    Raises:
        InputError: there is no such figure or file, with the place in the author's text.
    """
    where = {"file": at.file, "line": at.line, "column": at.column}
    if target.startswith("figure:"):
        if results is None:
            raise InputError(
                f"`{target}` needs result records, and this file has none",
                remedy="render it as a page of a talk, or name a picture file",
                **where,  # type: ignore[arg-type]
            )
        try:
            figure, name = results.figure(target.removeprefix("figure:"))
        except InputError as error:
            raise InputError(error.message, remedy=error.remedy, **where) from None  # type: ignore[arg-type]
        return Picture(
            path=figure.path,
            alt=alt or figure.alt,
            figure=name,
            parts=figure.parts,
            foot=figure.foot,
            type_share=figure.type_share,
            at=at,
        )
    if not own_checked or _REMOTE.match(target):
        return Picture(path=target, alt=alt, own=True, at=at)
    plain = target.partition("#page=")[0]
    if not any(_is_in(folder, name) for name in (plain, unquote(plain))):
        there = any(_exists(folder, name) for name in (plain, unquote(plain)))
        raise InputError(
            f"the picture {target!r} leads out of the talk's folder, or is not a file"
            if there
            else f"no picture {target!r} in the talk's folder",
            remedy="copy the file into it"
            if there
            else "put the file there, or name a figure of a result record as figure:study/run/name",
            **where,  # type: ignore[arg-type]
        )
    return Picture(path=target, alt=alt, own=True, at=at)


def _is_in(folder: Path, name: str) -> bool:
    """Whether a file of that name is in a folder."""
    try:
        path = (folder / name).resolve()
        return path.is_relative_to(folder.resolve()) and path.is_file()
    except (OSError, ValueError):  # an address that is no path, holds NUL, or is too long
        return False


def _exists(folder: Path, name: str) -> bool:
    try:
        return (folder / name).exists()
    except (OSError, ValueError):
        return False
