"""What is wrong with a setting, in the words of those who write it.

pydantic says what it wanted of a value ("Input should be a valid number, unable to parse string as a number"); a user
wants to know what may stand there instead of what does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

_WANTED = {
    "bool": "true or false",
    "float": "a number",
    "int": "a whole number",
    "string": "a text in quotes",
    "list": 'a list in square brackets, such as ["one", "two"]',
    "tuple": "a list in square brackets",
    "dict": "a table",
    "model": "a table",
    "dataclass": "a table",
    "path": "a path in quotes",
}
_PATTERNS = {"^#[0-9A-Fa-f]{6}$": 'a colour such as "#1a7f5a", a hash and six hexadecimal digits'}
_BOUNDS = {
    "greater_than": ("gt", "more than"),
    "greater_than_equal": ("ge", "at least"),
    "less_than": ("lt", "less than"),
    "less_than_equal": ("le", "at most"),
}


def say_mistake(error: Mapping[str, Any], within: str = "") -> str:
    """One of the errors that a pydantic `ValidationError` lists, as a sentence about the setting.

    Args:
        error: what `ValidationError.errors()` gives for it.
        within: the name of the table that the setting is in, where `loc` does not begin with it.
    """
    name = ".".join(str(step) for step in (*([within] if within else []), *error["loc"]))
    kind, given, context = str(error["type"]), error.get("input"), error.get("ctx", {})
    if kind == "extra_forbidden":
        return f"unknown name `{name}`"
    if kind == "missing":
        return f"`{name}` is not set, and must be"
    if kind in _BOUNDS:
        bound, words = _BOUNDS[kind]
        return f"`{name}` must be {words} {context[bound]:g}, not {_quoted(given)}"
    if kind == "literal_error":
        return f"`{name}` must be {context['expected']}, not {_quoted(given)}"
    if kind == "string_pattern_mismatch" and (wanted := _PATTERNS.get(context["pattern"])):
        return f"`{name}` must be {wanted}, not {_quoted(given)}"
    if kind == "finite_number":
        return f"`{name}` must be a finite number"
    base = re.sub(r"_(?:type|parsing|parsing_size|from_float|attributes_type)$", "", kind)
    if base != kind and base in _WANTED:
        return f"`{name}` must be {_WANTED[base]}, not {_quoted(given)}"
    return f"`{name}`: {str(error['msg']).removeprefix('Value error, ')}"


def _quoted(value: object) -> str:
    """A value as TOML writes it, shortened."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"' if len(value) <= 40 else f'"{value[:39]}…"'
    if isinstance(value, Mapping):
        return "a table"
    if isinstance(value, Sequence):
        return "a list"
    return str(value)
