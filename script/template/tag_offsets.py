"""Where each piece of a template stands: Jinja's tokens with their exact offsets.

Jinja knows lines only. Here the line number of every token is replaced by its offset (plus one), which Jinja then
carries through its nodes, its errors and its compiled code; `TemplateTags` turns an offset back into the tag there.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from jinja2.lexer import Lexer

_OPENING = {"block_begin", "variable_begin", "comment_begin"}
_CLOSING = {"block_end", "variable_end", "comment_end"}

Token = tuple[int, str, str]
"""Line (or offset + 1), type and value, as Jinja's lexer gives them."""


@dataclass(frozen=True, slots=True)
class TemplateTag:
    """A tag: `{{ … }}`, `{% … %}` or `{# … #}`, from `start` to `end` in the template."""

    start: int
    end: int
    kind: str


class TemplateTags:
    """The tags of one template, in order."""

    def __init__(self, tags: list[TemplateTag]) -> None:
        self._tags = tags
        self._starts = [tag.start for tag in tags]

    def all(self) -> list[TemplateTag]:
        """Every tag."""
        return self._tags

    def around(self, offset: int) -> TemplateTag:
        """The tag that an offset lies in; one character there when it lies in none."""
        index = bisect_right(self._starts, offset) - 1
        if index >= 0 and offset < self._tags[index].end:
            return self._tags[index]
        return TemplateTag(offset, offset + 1, "none")


@lru_cache(maxsize=64)
def placed_tokens(source: str, lexer: Lexer) -> tuple[list[Token], TemplateTags]:
    """As `placed`, read once for those who fill a template and those who check its words.

    Raises:
        TemplateSyntaxError: the template cannot be read; without its name.
    """
    return placed(source, lexer.tokeniter(source, None))


def placed(source: str, tokens: Iterable[Token]) -> tuple[list[Token], TemplateTags]:
    """The lexer's tokens with offsets for lines, and the tags they make.

    A `{% … %}` or `{# … #}` that stands alone on its lines takes its line breaks and indentation with it, so that
    a loop's rows stay together; one within a line leaves the line as it is.
    """
    found: list[tuple[int, str, str]] = []
    tags: list[TemplateTag] = []
    cursor = 0
    opened = 0
    for _, kind, value in tokens:
        start = source.find(value, cursor) if value else cursor
        cursor = start + len(value)
        found.append((start, kind, value))
        if kind in ("raw_begin", "raw_end"):
            tags.append(TemplateTag(start, cursor, "block"))
        elif kind in _OPENING:
            opened = start
        elif kind in _CLOSING:
            end = start + len(value.rstrip())
            tags.append(TemplateTag(opened, end, kind.partition("_")[0]))
    lone = _alone(source, found, tags)
    return list(_trimmed(source, found, lone)), TemplateTags(tags)


def _alone(source: str, tokens: list[Token], tags: list[TemplateTag]) -> list[TemplateTag]:
    """The block and comment tags whose first and last line hold nothing but such tags."""
    full: set[int] = set()
    for start, kind, value in tokens:
        if kind == "data" and value.strip():
            at = start
            for line in value.split("\n"):
                if line.strip():
                    full.add(_line_start(source, at))
                at += len(line) + 1
    for tag in tags:
        if tag.kind == "variable":
            full.update((_line_start(source, tag.start), _line_start(source, tag.end)))
    return [
        tag
        for tag in tags
        if tag.kind != "variable"
        and _line_start(source, tag.start) not in full
        and _line_start(source, tag.end) not in full
    ]


def _line_start(source: str, at: int) -> int:
    return source.rfind("\n", 0, at) + 1


def _trimmed(source: str, tokens: list[Token], lone: list[TemplateTag]) -> Iterator[Token]:
    ends = {tag.end for tag in lone}
    starts = {tag.start for tag in lone}
    for start, kind, value in tokens:
        if kind != "data":
            yield start + 1, kind, value
            continue
        end = start + len(value)
        if start in ends:
            rest = value.lstrip(" \t")
            if rest.startswith("\n"):
                start += len(value) - len(rest) + 1
                value = rest[1:]
        if end in starts and value:
            line = value.rfind("\n") + 1
            if not value[line:].strip(" \t") and (line or start == _line_start(source, start)):
                value = value[:line]
        if value:
            yield start + 1, kind, value
