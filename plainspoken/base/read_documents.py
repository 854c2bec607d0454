"""Files that people write, read strictly: text, TOML and JSON, with one message for all that can be wrong with them."""

from __future__ import annotations

import json
import re
import stat
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from plainspoken.base.errors import InputError

LARGEST_FILE = 64_000_000
"""Bytes; what is larger was not written by a person."""

LONGEST_NAME = 1000
"""Characters of a key or a column; a longer one is no name, and would be repeated with every value."""

_TOO_DEEP = "it is nested too deep"
_TOO_LONG = "a number in it has more than 4,300 digits"


_LONG_IN_OTHER_BASES = re.compile(r"\b0[xob][0-9A-Fa-f_]{3000,}")


def read_text(path: Path, *, largest: int = LARGEST_FILE) -> str:
    r"""The text of a file, with `\n` line ends and without a byte order mark.

    Raises:
        InputError: it cannot be read, is not UTF-8 text, or has more than `largest` bytes.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode) and not path.is_dir():
            raise InputError("this is not a file that can be read", file=path, remedy="put a text file there")
        if path.stat().st_size > largest:
            raise InputError("this file is too large", file=path, remedy=f"give one of less than {largest >> 20} MB")
        data = path.read_bytes()
    except FileNotFoundError:
        raise InputError("there is no such file", file=path, remedy="check the name") from None
    except OSError as error:
        raise InputError(
            f"this file cannot be read: {error.strerror}", file=path, remedy="check its kind and rights"
        ) from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError("this is not UTF-8 text", file=path, line=line, remedy="save it as UTF-8") from None
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def read_toml(path: Path) -> dict[str, Any]:
    """The tables of a TOML file; errors as `read_text` and `parse_toml`."""
    return parse_toml(read_text(path), path)


def parse_toml(text: str, file: Path | str, *, lines_before: int = 0, what: str = "") -> dict[str, Any]:
    """The tables of TOML text.

    Args:
        text: what is parsed.
        file: where it is from.
        lines_before: how many lines of the file stand before it.
        what: what it is in the file, such as "the front matter", when it is not all of it.

    Raises:
        InputError: it is not TOML, nested too deep, or has a number that is too long; with its place if that is known.
    """
    subject = f"{what} is " if what else ""
    try:
        if _LONG_IN_OTHER_BASES.search(text):
            raise ValueError  # which Python reads, and cannot write
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        what_is, remedy = _toml_mistake(str(error).split(" (at ")[0])
        raise InputError(
            f"{subject}not valid TOML: {what_is}",
            file=file,
            line=int(at[1]) + lines_before if at else lines_before + 1,
            column=int(at[2]) if at else None,
            remedy=remedy,
        ) from None
    except (RecursionError, ValueError) as error:
        deep = isinstance(error, RecursionError)
        line = (_longest_number(text) if not deep else 1) + lines_before
        raise InputError(
            f"{subject}not TOML that can be used: {_TOO_DEEP if deep else _TOO_LONG}",
            file=file,
            line=line,
            remedy="write fewer brackets within brackets" if deep else "write a shorter number",
        ) from None


def _toml_mistake(message: str) -> tuple[str, str]:
    """What the parser says of a mistake, in a user's words, and what to do."""
    if message in ("Cannot overwrite a value", "Cannot mutate immutable namespace"):
        return "this name has a value already", "keep one of the two"
    if message.startswith("Cannot declare"):
        return "this table appears twice", "merge the two"
    if message == "Invalid value":
        return "this is not a value", "put text in quotes; write numbers, true and false without quotes"
    return message[:1].lower() + message[1:], "correct the syntax at that place"


def unique_keys(
    file: Path, remedy: str = "keep the one that is right"
) -> Callable[[list[tuple[str, Any]]], dict[str, Any]]:
    """An `object_pairs_hook` for `json.loads` that refuses an object with one key twice (the second would hide the
    first), or with one that is longer than names are.

    Raises:
        InputError: from the hook.
    """

    def hook(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if (longest := max(map(len, found), default=0)) > LONGEST_NAME:
            raise InputError(f"a name in it has {longest:,} characters", file=file, remedy="give it a shorter one")
        if len(found) < len(pairs):
            keys = [key for key, _ in pairs]
            twice = next(key for key in keys if keys.count(key) > 1)
            raise InputError(f"`{twice}` stands twice in one object", file=file, remedy=remedy)
        return found

    return hook


def parse_json(text: str, file: Path, *, line: int = 1) -> Any:
    """The value of JSON text that starts on a line of a file.

    Raises:
        InputError: it is not JSON, nested too deep, says one thing twice, or has a number or a character that nothing
            can be done with; with its place if that is known.
    """
    try:
        value = json.loads(text, object_pairs_hook=unique_keys(file))
    except json.JSONDecodeError as error:
        raise InputError(
            f"not valid JSON: {error.msg}",
            file=file,
            line=line + error.lineno - 1,
            column=error.colno,
            remedy="write it again",
        ) from None
    except RecursionError:
        raise InputError(f"not JSON that can be used: {_TOO_DEEP}", file=file, remedy="write it again") from None
    except ValueError:
        at = line + _longest_number(text) - 1
        raise InputError(
            f"not JSON that can be used: {_TOO_LONG}", file=file, line=at, remedy="write a shorter number"
        ) from None
    if half := re.search(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}", text):
        try:
            json.dumps(value, ensure_ascii=False).encode("utf-8")
        except UnicodeEncodeError:
            at = line + text.count("\n", 0, half.start())
            raise InputError(
                f"not JSON that can be used: {half[0]} is half a character", file=file, line=at, remedy="take it out"
            ) from None
    return value


def _longest_number(text: str) -> int:
    """The line of a number with more digits than Python reads."""
    found = re.search(r"\d{4301,}", text.replace("_", "0")) or _LONG_IN_OTHER_BASES.search(text)
    return text.count("\n", 0, found.start()) + 1 if found else 1
