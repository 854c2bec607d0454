"""A stretch of a page's text, ready to be shown or said: marks taken out, values written, each character placed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from plainspoken.script.model import Number, Run, Source
from plainspoken.script.page.inline_marks import Image, InlineStyle, Pointer, read_inline
from plainspoken.script.page.typed_numbers import numerals
from plainspoken.script.template.placeholders import Placeholders, WrittenValue
from plainspoken.script.template.source_positions import MARKER_FIRST, Locator

Form = Literal["shown", "captioned"]
_NOWHERE = 1 << 60


@dataclass(slots=True)
class Display:
    """Text as it is read.

    `pieces` are (place in `text`, place in the rendered file) at which unbroken runs of characters start; `values`
    are (start, end, phrase) of the values written in it; `notes` are the labels of footnotes that it refers to.
    """

    text: str
    pieces: list[tuple[int, int]]
    locator: Locator
    styles: list[tuple[int, int, InlineStyle]] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    values: list[tuple[int, int, WrittenValue]] = field(default_factory=list)
    pointers: list[Pointer] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def rendered(self, at: int) -> int:
        """The place in the rendered file of a character of `text`."""
        if len(self.pieces) == 1:
            return self.pieces[0][1] + at
        start, place = self.pieces[max(bisect_right(self.pieces, at, key=lambda piece: piece[0]) - 1, 0)]
        return place + at - start

    def source(self, start: int, end: int) -> Source:
        """Where characters `start` to `end` were written."""
        if not self.values:
            return self.locator.source(self.rendered(start), self.rendered(max(end - 1, start)) + 1)
        first = next((place for begin, stop, place in self._value_places() if begin <= start < stop), None)
        last = next((place for begin, stop, place in self._value_places() if begin < end <= stop), None)
        return self.locator.source(
            self.rendered(start) if first is None else first,
            (self.rendered(max(end - 1, start)) if last is None else last) + 1,
        )

    def sources(self, spans: Sequence[tuple[int, int]]) -> list[Source]:
        """As `source`, for stretches in order; quick for the words of a plain file, of which there are many."""
        plain = self.locator.plain
        if self.values or plain is None:
            return [self.source(*span) for span in spans]
        lines = self.locator.lines(plain)
        found: list[Source] = []
        index, following = -1, 0
        begin = place = row = first = last = 0
        for start, end in spans:
            while index < 0 or start >= following:
                index += 1
                begin, place = self.pieces[index]
                following = self.pieces[index + 1][0] if index + 1 < len(self.pieces) else _NOWHERE
                row = bisect_right(lines, place)
                first, last = lines[row - 1], lines[row] if row < len(lines) else _NOWHERE
            left, right = place + start - begin - first, place + end - begin - first
            if end <= following and first + right < last:
                found.append(Source(plain, row, left + 1, row, right + 1))
            else:
                found.append(self.source(start, end))
        return found

    def numbers(self, say: Callable[[str], str]) -> list[Number]:
        """Every number in the text: values with what stands behind them, and digits typed by hand. `say` gives the
        words for one."""
        found = [
            (
                start,
                number_of(phrase, self.text[start:end], say(phrase.saying), self.source(start, end)),
            )
            for start, end, phrase in self.values
            if phrase.value is not None
        ]
        for start, end, value in numerals(self.text):
            if any(begin < end and start < stop for begin, stop, _ in self.values):
                continue
            if any(style.code and begin <= start and end <= stop for begin, stop, style in self.styles):
                continue
            shown = self.text[start:end]
            number = Number(shown=shown, said=say(shown), value=value, origin="typed", at=self.source(start, end))
            found.append((start, number))
        return [number for _, number in sorted(found, key=lambda entry: entry[0])]

    def runs(self) -> list[Run]:
        """The text as runs of one style, white space at the ends taken off."""
        text = self.text
        left, right = len(text) - len(text.lstrip()), len(text.rstrip())
        runs: list[Run] = []
        at = left
        for start, end, style in self.styles:
            start, end = max(start, left), min(end, right)
            if end <= start:
                continue
            if start > at:
                runs.append(Run(text=text[at:start]))
            if not style.caret:
                runs.append(_styled(text[start:end], style))
            at = end
        if at < right:
            runs.append(Run(text=text[at:right]))
        return runs

    def _value_places(self) -> list[tuple[int, int, int]]:
        return [(start, end, self.rendered(start)) for start, end, _ in self.values]


def _styled(text: str, style: InlineStyle) -> Run:
    return Run(
        text=text,
        bold=style.bold,
        italic=style.italic,
        code=style.code,
        link=style.link,
        strike=style.strike,
        shift=style.shift,
    )


def number_of(phrase: WrittenValue, shown: str, said: str, at: Source) -> Number:
    """A written value as the script records it."""
    cause = phrase.causes[0] if phrase.causes else None
    return Number(
        shown=shown,
        said=said,
        value=phrase.value,
        origin=phrase.origin,
        source=phrase.source,
        file=cause.file if cause else None,
        fingerprint=cause.fingerprint if cause else None,
        at=at,
        doubt=phrase.doubt or None,
    )


def read_display(
    text: str,
    lines: list[tuple[int, int]],
    locator: Locator,
    ledger: Placeholders | None,
    *,
    form: Form = "shown",
    references: Mapping[str, str] | None = None,
    breaks: Sequence[int] = (),
    silent_notes: bool = False,
) -> Display:
    """The lines of a block, joined, as they are read.

    Args:
        text: the rendered file.
        lines: (start, end) of each line's content in it.
        locator: places of the rendered file.
        ledger: what the markers in it stand for; None for a plain file.
        form: how values are written.
        references: the link definitions of the file, and the numbers of its footnotes.
        breaks: the lines before which a line ends by force; so does one that ends in a backslash.
        silent_notes: whether the numbers of footnotes are left out.
    """
    if len(lines) == 1:
        start, end = lines[0]
        raw, map_ = text[start:end], [(0, start)]
    else:
        raw, map_, at = "", [], 0
        parts: list[str] = []
        for place, (start, end) in enumerate(lines):
            line, joint = text[start:end], "\n" if place + 1 in breaks else " "
            map_.append((at, start))
            if place + 1 < len(lines) and _forces_break(line):
                line, joint = line[:-1], "\n"
            parts += [line, joint]
            at += len(line) + 1
        raw = "".join(parts[:-1])
    inline = read_inline(raw, references, spoken=silent_notes)
    if len(inline.pieces) == 1 and inline.pieces[0] == (0, 0):
        pieces = map_
    else:
        pieces = _composed(inline.pieces, map_, len(inline.text))
    display = Display(
        inline.text, pieces, locator, inline.styles, inline.images, pointers=inline.pointers, notes=inline.notes
    )
    if ledger is not None and display.text and max(display.text) >= chr(MARKER_FIRST):
        _write_values(display, ledger, form)
    for index, image in enumerate(display.images):
        there = Display("", map_, locator)
        alt = ledger.shown(image.alt) if ledger else image.alt
        target = ledger.shown(image.target) if ledger else image.target
        title = ledger.shown(image.title) if ledger and image.title else image.title
        first, last = there.rendered(image.start), there.rendered(image.end - 1) + 1
        focus, note = (ledger.shown(text) if ledger else text for text in (image.focus, image.note))
        display.images[index] = Image(first, last, alt, target, title, focus, note)
    for index, pointer in enumerate(display.pointers):
        there = Display("", map_, locator)
        name = ledger.shown(pointer.name) if ledger else pointer.name
        first, last = there.rendered(pointer.start), there.rendered(pointer.end - 1) + 1
        display.pointers[index] = Pointer(name, pointer.at, first, last)
    return display


def _forces_break(line: str) -> bool:
    """Whether a line ends in a backslash that no other escapes."""
    return line.endswith("\\") and (len(line) - len(line.rstrip("\\"))) % 2 == 1


def _composed(pieces: list[tuple[int, int]], map_: list[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    """(display, raw) pieces followed by a (raw, file) map."""
    if len(map_) == 1:
        base = map_[0][1]
        return [(at, base + raw) for at, raw in pieces]
    starts = [raw for raw, _ in map_]
    result: list[tuple[int, int]] = []
    for index, (at, raw) in enumerate(pieces):
        size = (pieces[index + 1][0] if index + 1 < len(pieces) else length) - at
        row = max(bisect_right(starts, raw) - 1, 0)
        result.append((at, map_[row][1] + raw - map_[row][0]))
        row += 1
        while row < len(map_) and map_[row][0] < raw + size:
            result.append((at + map_[row][0] - raw, map_[row][1]))
            row += 1
    return result


def _write_values(display: Display, ledger: Placeholders, form: Form) -> None:
    """Put the written form of each value in the place of its marker."""
    parts: list[str] = []
    pieces: list[tuple[int, int]] = []
    changes: list[tuple[int, int]] = []
    length = done = 0
    for index, char in enumerate(display.text):
        if char < chr(MARKER_FIRST) or (phrase := ledger.phrase(char)) is None:
            continue
        if index > done:
            pieces.extend(_part(display, done, index, length))
            parts.append(display.text[done:index])
            length += index - done
        written = phrase.shown if form == "shown" else phrase.captioned
        pieces.append((length, display.rendered(index)))
        display.values.append((length, length + len(written), phrase))
        parts.append(written)
        length += len(written)
        changes.append((index, len(written) - 1))
        done = index + 1
    if done < len(display.text):
        pieces.extend(_part(display, done, len(display.text), length))
        parts.append(display.text[done:])
    display.styles = [(_shifted(start, changes), _shifted(end, changes), style) for start, end, style in display.styles]
    display.pointers = [replace(pointer, at=_shifted(pointer.at, changes)) for pointer in display.pointers]
    display.text = "".join(parts)
    display.pieces = pieces or [(0, display.rendered(0))]


def _part(display: Display, start: int, end: int, to: int) -> list[tuple[int, int]]:
    """The pieces of characters `start` to `end`, moved to begin at `to`."""
    inner = [(at - start + to, place) for at, place in display.pieces if start < at < end]
    return [(to, display.rendered(start)), *inner]


def _shifted(at: int, changes: list[tuple[int, int]]) -> int:
    return at + sum(more for index, more in changes if index < at)
