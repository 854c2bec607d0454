"""Ignores in place: comments that take a rule off one line, a block, a stretch or a file, with the reason.

In Markdown comments or in Jinja's, whichever the author likes::

    It is much lesser. <!-- plainspoken: ignore PS308 a quotation -->       this line

    <!-- plainspoken: ignore PS203 the pause is in the voice -->            the block that follows, up to an empty line
    A long beat …

    <!-- plainspoken: off PS3 the guest's own words -->                     until `on`, or the end of the file
    …
    <!-- plainspoken: on PS3 -->

    {# plainspoken: ignore-file PS101 figures of another group #}           the whole file
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from plainspoken.script.lint.finding import Finding
from plainspoken.script.model import Source

_COMMENT = re.compile(
    r"<!--[ \t]*plainspoken:[ \t]*(?P<html>[^\n]*?)[ \t]*-->|\{#-?[ \t]*plainspoken:[ \t]*(?P<jinja>[^\n]*?)[ \t]*-?#\}"
)
_GAP = re.compile(r"[ \t]*,[ \t]*")
_ORDER = re.compile(r"(?P<verb>ignore-file|ignore|off|on)\b[ \t]*(?P<rest>.*)", re.DOTALL)
_CODE = re.compile(r"(?:PS\d{0,3}|ALL|[a-z]+(?:-[a-z]+)+)\b", re.IGNORECASE)


@dataclass
class Ignore:
    """One comment: which rules (prefixes), from which line to which, why; and how often it was of use."""

    verb: str
    entries: list[tuple[str, Source]]
    first: int
    last: int
    reason: str
    at: Source
    used: dict[str, int] = field(default_factory=dict)

    def covers(self, code: str, name: str, line: int) -> str | None:
        """The entry of the comment that takes this finding off, or None."""
        if not self.first <= line <= self.last:
            return None
        for entry, _ in self.entries:
            if entry == "ALL" or code.startswith(entry) or entry == name.upper():
                return entry
        return None


@dataclass
class Ignores:
    """All comments of the author's files; `broken` are those that nobody understands, each with what is wrong."""

    by_file: dict[str, list[Ignore]]
    broken: list[tuple[Source, str]]

    def take(self, finding: Finding, name: str) -> bool:
        """Whether a comment takes this finding off; counts the use."""
        for ignore in self.by_file.get(finding.at.file, ()):
            if (entry := ignore.covers(finding.code, name, finding.at.line)) is not None:
                ignore.used[entry] = ignore.used.get(entry, 0) + 1
                return True
        return False

    def all(self) -> list[Ignore]:
        """Every comment that takes something off, in order."""
        return [ignore for ignores in self.by_file.values() for ignore in ignores]


def read_ignores(sources: Mapping[str, str]) -> Ignores:
    """The ignore comments of the author's files."""
    found = Ignores({}, [])
    for file, text in sources.items():
        if "plainspoken:" in text:
            _read_file(file, text, found)
    return found


def _read_file(file: str, text: str, found: Ignores) -> None:
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)

    def place(start: int, end: int) -> Source:
        number = bisect_right(starts, start)
        column = start - starts[number - 1] + 1
        return Source(file=file, line=number, column=column, end_line=number, end_column=column + end - start)

    open_ranges: list[Ignore] = []
    for comment in _COMMENT.finditer(text):
        group = "html" if comment["html"] is not None else "jinja"
        at = place(comment.start(), comment.end())
        order = _ORDER.match(comment[group])
        if order is None:
            found.broken.append((at, "is neither `ignore`, `ignore-file`, `off` nor `on`"))
            continue
        base = comment.start(group)
        entries, reason = _entries(order["rest"], base + order.start("rest"), place)
        if not entries:
            found.broken.append((at, "names no rule"))
            continue
        if order["verb"] == "on":
            closed = [entry for entry, _ in entries]
            for ignore in open_ranges:
                if any(entry in closed or "ALL" in closed for entry, _ in ignore.entries):
                    ignore.last = at.line
            open_ranges = [ignore for ignore in open_ranges if ignore.last > at.line]
            continue
        first, last = _range(order["verb"], at, lines)
        ignore = Ignore(order["verb"], entries, first, last, reason, at)
        found.by_file.setdefault(file, []).append(ignore)
        if order["verb"] == "off":
            open_ranges.append(ignore)


def _entries(text: str, base: int, place: Callable[[int, int], Source]) -> tuple[list[tuple[str, Source]], str]:
    """The codes at the start of a comment's text, each with its place, and the reason that follows."""
    entries: list[tuple[str, Source]] = []
    position = 0
    while code := _CODE.match(text, position):
        entries.append((code[0].upper(), place(base + code.start(), base + code.end())))
        gap = _GAP.match(text, code.end())
        position = gap.end() if gap else code.end()
        if gap is None:
            break
    return entries, text[position:].strip(" \t:-–—")


def _range(verb: str, at: Source, lines: list[str]) -> tuple[int, int]:
    """The lines that a comment covers."""
    if verb == "ignore-file":
        return 1, len(lines)
    if verb == "off":
        return at.line, len(lines)
    line = lines[at.line - 1]
    rest = _COMMENT.sub("", line)
    if rest.strip():
        return at.line, at.line
    last = at.line
    while last < len(lines) and not lines[last].strip():
        last += 1
    while last < len(lines) and lines[last].strip():
        last += 1
    return at.line, last
