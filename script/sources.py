"""The author's files: which they are, what they are called, and their text."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from plainspoken.base.errors import InputError, check_name
from plainspoken.base.read_documents import read_text
from plainspoken.script.settings import ScriptSettings

TEMPLATE_SUFFIXES = (".j2", ".jinja", ".jinja2")
_PAGES = (".md", *TEMPLATE_SUFFIXES)


def page_files(folder: Path, settings: ScriptSettings) -> list[Path]:
    """The page files of a talk, pattern by pattern, by name.

    Raises:
        InputError: there are none.
    """
    found: dict[Path, None] = {}
    for pattern in settings.talk.pages:
        if Path(pattern).is_absolute() or ".." in Path(pattern).parts:
            raise InputError(f"`talk.pages` leaves the talk's folder: {pattern!r}", file=folder / "talk.toml")
        matching = sorted(folder.glob(pattern))
        found.update(dict.fromkeys(path for path in matching if not path.is_dir() or path.name.endswith(_PAGES)))
    for path in found:
        check_name(path)
        if not path.is_file():
            raise InputError(
                "this page is a folder"
                if path.is_dir()
                else "this page is a link that leads nowhere"
                if path.is_symlink()
                else "this page is not a text file",
                file=path,
                remedy="take it away, or put the file in its place",
            )
        if not path.resolve().is_relative_to(folder.resolve()):
            raise InputError(
                "this page is a link that leads out of the talk's folder", file=path, remedy="copy the file"
            )
    if not found:
        raise InputError(
            "this talk has no pages", file=folder, remedy=f"write one that matches {' or '.join(settings.talk.pages)}"
        )
    return sorted(found, key=lambda path: path.name)


def is_template(name: str) -> bool:
    """Whether a file is a Jinja template, which its name alone decides."""
    return name.endswith(TEMPLATE_SUFFIXES)


def text_of(path: Path, name: str, buffers: Mapping[str, str]) -> str:
    """The text of a page file, or the buffer that stands for it."""
    return normal(buffers[name]) if name in buffers else read_text(path)


def normal(text: str) -> str:
    r"""`text` with `\n` line ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def name_of(path: Path, folder: Path) -> str:
    """A file's name in the script: relative to the talk's folder."""
    try:
        return path.relative_to(folder).as_posix()
    except ValueError:
        return path.as_posix()
