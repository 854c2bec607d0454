"""Where rendered text was written: text that carries its map, and places looked up in it.

A template's words go through loops, macros, includes and filters before they are a page. `MappedText` is a string that
remembers, stretch by stretch, which characters of which file it came from; `Locator` turns a piece of the finished
text into a `Source` in the author's own file.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import SupportsIndex

from plainspoken.script.model import Source

MARKER_FIRST = 0x100000
MARKER_LAST = 0x10FFFD
"""Values stand in rendered text as one character each of the last private-use plane, so that no filter can cut
them in two; `plainspoken.script.template.placeholders.Placeholders` knows what each stands for."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `start` (in the rendered text) on, characters come from `file` at `offset`.

    A literal stretch (`literal`) maps character by character; one that a tag made stands as a whole for the `length`
    characters of that tag.
    """

    start: int
    file: str
    offset: int
    length: int
    literal: bool


class MappedText(str):
    """A string that knows where it was written. Operations that keep the characters in order keep the map; the
    rest give a plain string, which the tag that puts it out then stands for."""

    __slots__ = ("stretches",)

    stretches: tuple[Stretch, ...]

    def __new__(cls, text: str, stretches: tuple[Stretch, ...]) -> MappedText:
        """`text` with its map; the first stretch starts at 0."""
        self = super().__new__(cls, text)
        self.stretches = stretches
        return self

    def __str__(self) -> str:
        return self

    def __getitem__(self, key: SupportsIndex | slice) -> str:
        if isinstance(key, slice):
            start, stop, step = key.indices(len(self))
            return self.cut(start, stop) if step == 1 else super().__getitem__(key)
        return super().__getitem__(key)

    def __add__(self, other: str) -> str:
        return join((self, other))

    def __radd__(self, other: str) -> str:
        return join((other, self))

    def cut(self, start: int, stop: int) -> MappedText:
        """`self[start:stop]`, with its map."""
        text = str.__getitem__(self, slice(start, stop))
        if not text:
            return MappedText("", ())
        starts = [stretch.start for stretch in self.stretches]
        first, last = bisect_right(starts, start) - 1, bisect_right(starts, stop - 1)
        return MappedText(text, tuple(_moved(stretch, start) for stretch in self.stretches[max(first, 0) : last]))

    def strip(self, chars: str | None = None) -> str:
        """As `str.strip`, with the map."""
        return self.lstrip(chars)[: len(str.strip(self, chars))]

    def lstrip(self, chars: str | None = None) -> str:
        """As `str.lstrip`, with the map."""
        return self.cut(len(self) - len(str.lstrip(self, chars)), len(self))

    def rstrip(self, chars: str | None = None) -> str:
        """As `str.rstrip`, with the map."""
        return self.cut(0, len(str.rstrip(self, chars)))

    def upper(self) -> str:
        """As `str.upper`, with the map when no letter becomes two."""
        return self._same_length(str.upper(self))

    def lower(self) -> str:
        """As `str.lower`, with the map when no letter becomes two."""
        return self._same_length(str.lower(self))

    def title(self) -> str:
        """As `str.title`, with the map when no letter becomes two."""
        return self._same_length(str.title(self))

    def capitalize(self) -> str:
        """As `str.capitalize`, with the map when no letter becomes two."""
        return self._same_length(str.capitalize(self))

    def splitlines(self, keepends: bool = False) -> list[str]:
        """As `str.splitlines`, with the map."""
        pieces, at = [], 0
        for whole, bare in zip(str.splitlines(self, True), str.splitlines(self), strict=True):
            pieces.append(self[at : at + len(whole if keepends else bare)])
            at += len(whole)
        return pieces

    def _same_length(self, text: str) -> str:
        return MappedText(text, self.stretches) if len(text) == len(self) else text


def literal(text: str, file: str, offset: int) -> MappedText:
    """Characters written in `file` at `offset`."""
    return MappedText(text, (Stretch(0, file, offset, len(text), True),) if text else ())


def made(text: str, file: str, offset: int, length: int) -> MappedText:
    """Characters made by the tag of `length` characters at `offset` of `file`."""
    return MappedText(text, (Stretch(0, file, offset, length, False),) if text else ())


def join(pieces: Iterable[str]) -> str:
    """The pieces in a row; `MappedText` when one of them is. A plain piece belongs to the stretch before it."""
    parts = list(pieces)
    stretches: list[Stretch] = []
    at = 0
    for part in parts:
        if isinstance(part, MappedText):
            for stretch in part.stretches:
                moved = _moved(stretch, -at)
                if stretches and _continues(stretches[-1], moved):
                    last = stretches[-1]
                    stretches[-1] = Stretch(last.start, last.file, last.offset, last.length + moved.length, True)
                else:
                    stretches.append(moved)
        elif part and stretches and stretches[-1].literal:
            before = stretches[-1]
            end = before.offset + (at - before.start)
            stretches.append(Stretch(at, before.file, max(end - 1, before.offset), 1, False))
        at += len(part)
    text = "".join(parts)
    if not stretches:
        return text
    if stretches[0].start:
        first = stretches[0]
        stretches.insert(0, Stretch(0, first.file, first.offset, 1 if first.literal else first.length, False))
    return MappedText(text, tuple(stretches))


def _moved(stretch: Stretch, back: int) -> Stretch:
    """The stretch `back` characters nearer to the start; what falls off the left end is cut."""
    if not back:
        return stretch
    start = stretch.start - back
    if start >= 0:
        return Stretch(start, stretch.file, stretch.offset, stretch.length, stretch.literal)
    if stretch.literal:
        return Stretch(0, stretch.file, stretch.offset - start, max(stretch.length + start, 1), True)
    return Stretch(0, stretch.file, stretch.offset, stretch.length, False)


def _continues(before: Stretch, after: Stretch) -> bool:
    return (
        before.literal
        and after.literal
        and before.file == after.file
        and before.start + before.length == after.start
        and before.offset + before.length == after.offset
    )


class Locator:
    """Looks up places of one rendered text in the files it came from."""

    def __init__(self, text: str, sources: Mapping[str, str], file: str) -> None:
        """`sources` are the texts of all files; a plain `text` is `file` itself."""
        self._sources = sources
        stretches = text.stretches if isinstance(text, MappedText) else (Stretch(0, file, 0, len(text), True),)
        self._stretches = stretches or (Stretch(0, file, 0, 1, True),)
        self._starts = [stretch.start for stretch in self._stretches]
        whole = self._stretches[0]
        self.plain = file if len(self._stretches) == 1 and whole == Stretch(0, file, 0, whole.length, True) else None
        """The one file that the text is, character by character, when it came through no template."""
        self._lines: dict[str, list[int]] = {}

    def source(self, start: int, end: int) -> Source:
        """The place of characters `start` to `end` of the rendered text."""
        first = self._stretch(start)
        file = first.file
        begin = first.offset + (start - first.start if first.literal else 0)
        last = self._stretch(end - 1) if end > start + 1 else first
        if last.file != file:
            last, stop = first, first.offset + first.length
        elif last.literal:
            stop = last.offset + max(end - last.start, 0)
        else:
            stop = last.offset + last.length
        if stop < begin:
            stop = first.offset + first.length
        return place(self.lines(file), file, begin, max(stop, begin))

    def lines(self, file: str) -> list[int]:
        """The offsets at which the lines of `file` start."""
        known = self._lines.get(file)
        if known is None:
            known = self._lines[file] = line_starts(self._sources[file])
        return known

    def _stretch(self, at: int) -> Stretch:
        if len(self._stretches) == 1:
            return self._stretches[0]
        return self._stretches[max(bisect_right(self._starts, at) - 1, 0)]


def place(lines: list[int], file: str, begin: int, end: int) -> Source:
    """Offsets `begin` to `end` of a file whose lines start at `lines`."""
    row = bisect_right(lines, begin)
    column = begin - lines[row - 1] + 1
    if row == len(lines) or end < lines[row]:
        return Source(file, row, column, row, column + end - begin)
    last = bisect_right(lines, end)
    return Source(file, row, column, last, end - lines[last - 1] + 1)


def line_starts(text: str) -> list[int]:
    """The offset at which each line of `text` starts."""
    starts = [0]
    at = text.find("\n")
    while at >= 0:
        starts.append(at + 1)
        at = text.find("\n", at + 1)
    return starts


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Line and column, both from 1, of an offset in `text`."""
    offset = min(max(offset, 0), len(text))
    return text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1
