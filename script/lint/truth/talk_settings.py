"""The texts of `talk.toml` that are seen or heard, and where they stand in it."""

from __future__ import annotations

from collections.abc import Iterator

from plainspoken.script.lint.passages import LintedScript
from plainspoken.script.model import Source

FILE = "talk.toml"


def setting_texts(script: LintedScript) -> Iterator[tuple[Source, str]]:
    """The talk's title (that of the part which is read) with its place in `talk.toml`."""
    if "title" in script.settings.talk.model_fields_set:
        title = script.settings.talk.title
        yield place_of(script, title), title


def place_of(script: LintedScript, text: str, key: str = "") -> Source:
    """Where `talk.toml` says a text, after a key where one is given; its first line when that cannot be found."""
    for number, line in enumerate(script.texts.lines(FILE), 1):
        if (not key or line.lstrip().startswith(key)) and (at := line.find(text)) >= 0:
            return Source(FILE, number, at + 1, number, at + 1 + len(text))
    return Source(FILE, 1, 1, 1, 1)
