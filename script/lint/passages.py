"""A rendered script as the rules read it: passages of text that know where each of their characters was written."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from plainspoken.base.errors import InputError
from plainspoken.script.lint.finding import Edit
from plainspoken.script.lint.truth.run_names import RunNames
from plainspoken.script.model import Beat, Bullet, Item, Page, Picture, Quote, Run, Script, Source, Table, Token
from plainspoken.script.settings import ScriptSettings

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
_GAP = "\u2060"
"""Stands for each character of code, to which no rule of wording applies."""


class SourceTexts:
    """The author's files, cut into lines when a place in them is asked for."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts
        self._lines: dict[str, list[str]] = {}

    def lines(self, file: str) -> list[str]:
        """The lines of `file` without their ends; an empty list for a file that is not known."""
        if file not in self._lines:
            self._lines[file] = self.texts.get(file, "").split("\n")
        return self._lines[file]

    def text_at(self, at: Source) -> str | None:
        """The text that stands at `at`, or None when there is no such place."""
        lines = self.lines(at.file)
        if not 1 <= at.line <= at.end_line <= len(lines):
            return None
        if at.line == at.end_line:
            return lines[at.line - 1][at.column - 1 : at.end_column - 1]
        parts = [lines[at.line - 1][at.column - 1 :], *lines[at.line : at.end_line - 1]]
        return "\n".join([*parts, lines[at.end_line - 1][: at.end_column - 1]])

    def find(self, text: str, within: Source) -> Source | None:
        """Where `text` stands inside `within`, when it stands there exactly once and on one line."""
        found = None
        lines = self.lines(within.file)
        for number in range(within.line, min(within.end_line, len(lines)) + 1):
            line = lines[number - 1]
            first = within.column - 1 if number == within.line else 0
            last = within.end_column - 1 if number == within.end_line else len(line)
            start = line.find(text, first, last)
            if start < 0:
                continue
            if found is not None or line.find(text, start + 1, last) >= 0:
                return None
            found = Source(
                file=within.file, line=number, column=start + 1, end_line=number, end_column=start + 1 + len(text)
            )
        return found


class LintedPassage:
    """One stretch of text: a beat, a title, a bullet, a quotation, a table's cell or a picture's caption.

    Attributes:
        kind: which of these.
        text: as it is shown, tokens between single spaces.
        page: where it belongs.
        at: the whole of it in the author's file.
    """

    __slots__ = ("_starts", "_tokens", "_vocabulary", "at", "item", "kind", "page", "text")

    def __init__(
        self, kind: str, text: str, page: LintedPage, at: Source, tokens: list[Token] | None = None, item: object = None
    ) -> None:
        self.kind = kind
        self.text = text
        self.page = page
        self.at = at
        self.item = item
        self._tokens = tokens
        self._starts: list[int] | None = None
        self._vocabulary: frozenset[str] | None = None

    @property
    def vocabulary(self) -> frozenset[str]:
        """The words of the text, lower-case, each once."""
        if self._vocabulary is None:
            self._vocabulary = frozenset(_WORD.findall(self.text.lower().replace("’", "'")))
        return self._vocabulary

    def tokens(self) -> Iterator[tuple[int, Token]]:
        """Each shown token with its place in the text."""
        return zip(self._offsets(), self._tokens or (), strict=True)

    def place(self, start: int, end: int) -> Source:
        """Where the characters from `start` to `end` were written, as exactly as is known."""
        texts = self.page.manuscript.texts
        words = self.text[start:end]
        if self._tokens:
            offsets = self._offsets()
            first = max(bisect_right(offsets, start) - 1, 0)
            last = max(bisect_right(offsets, max(end - 1, start)) - 1, first)
            begin, finish = self._tokens[first].at, self._tokens[last].at
            if begin is not None and finish is not None and begin.file == finish.file:
                left = begin.column
                if texts.text_at(begin) == self._tokens[first].shown:
                    left += start - offsets[first]
                line, right = finish.end_line, finish.end_column
                if texts.text_at(finish) == self._tokens[last].shown:
                    line, right = finish.line, finish.column + end - offsets[last]
                if (begin.line, left) <= (line, right):
                    return Source(
                        file=begin.file, line=begin.line, column=left, end_line=line, end_column=max(right, 1)
                    )
        return texts.find(words, self.at) or self.at

    def edit(self, start: int, end: int, replacement: str) -> Edit | None:
        """The edit that puts `replacement` for the characters from `start` to `end` in the author's file.

        None when these words are not written there as they are shown (they come out of a value, a macro or markup),
        so that nothing but the author's own words is ever replaced.
        """
        at = self.place(start, end)
        written = self.page.manuscript.texts.text_at(at)
        if written is None or written.split() != self.text[start:end].split() or "|" in written:
            return None
        return Edit(at, written, replacement)

    def _offsets(self) -> list[int]:
        if self._starts is None:
            self._tokens = [token for token in self._tokens or () if token.shown]
            position, self._starts = 0, []
            for token in self._tokens:
                self._starts.append(position)
                position += len(token.shown) + 1
        return self._starts


class LintedPage:
    """One page with its passages, made when a rule first asks for them."""

    def __init__(self, page: Page, index: int, manuscript: LintedScript) -> None:
        self.page = page
        self.index = index
        self.manuscript = manuscript

    @property
    def heading(self) -> Source:
        """The page's heading line, where a finding about the page as a whole points."""
        at = self.page.at
        lines = self.manuscript.texts.lines(at.file)
        width = len(lines[at.line - 1].rstrip()) if at.line <= len(lines) else 1
        return Source(
            file=at.file, line=at.line, column=at.column, end_line=at.line, end_column=max(width + 1, at.column)
        )

    @property
    def name(self) -> str:
        """What the page is called in a message."""
        if self.page.title:
            return f"“{self.page.title}”"
        return f"page {self.page.number}" if self.page.number is not None else f"page {self.page.id}"

    @cached_property
    def beats(self) -> list[LintedPassage]:
        """What is said, beat by beat."""
        return [_of_beat(beat, self) for beat in self.page.beats]

    @cached_property
    def shown(self) -> list[LintedPassage]:
        """What is shown: title, bullets, quotations, cells, captions."""
        passages = []
        if self.page.title:
            passages.append(LintedPassage("title", self.page.title, self, self.heading))
        for item in self.page.items:
            passages += [LintedPassage(kind, text, self, item.at, item=item) for kind, text in _texts_of(item)]
        return passages

    @property
    def passages(self) -> list[LintedPassage]:
        """What is shown, then what is said."""
        return self.shown + self.beats

    @property
    def pictures(self) -> list[Picture]:
        """The page's pictures."""
        return [item for item in self.page.items if isinstance(item, Picture)]


def no_page_faults(page: Page) -> tuple[InputError, ...]:
    """What no slide can show of a page, where nothing is known of slides."""
    return ()


@dataclass
class LintedScript:
    """What the rules are given: the pages as they go by, and what holds for the talk as a whole.

    Attributes:
        script: gives the talk as a whole (minutes, words a minute, declared length) once the pages have gone by.
        pages: the pages; taken once, so that a long file need not be in memory whole.
        texts: the author's files.
        settings: limits, protected terms, the linter's own table.
        bound: whether the talk quotes results (Jinja or records are in use), so that typed numbers are suspicious.
        stale: gives the records that the talk's configuration would make anew, each with the reason.
        folder: the talk's folder, where its word lists are.
        names: gives the runs that the talk may speak of, by their titles and short names.
        page_faults: gives what no slide can show of a page, where slides are made here.
        talk_faults: what is wrong with the talk as a whole, such as a part without pages.
        series: gives the curves of each run whose record the talk has read, by split and metric.
        first: the place of the first page, once it has gone by.
    """

    script: Callable[[], Script]
    pages: Iterable[Page]
    texts: SourceTexts
    settings: ScriptSettings
    bound: bool = False
    stale: Callable[[], Mapping[str, str]] = dict
    folder: Path = Path()
    first: Source | None = None
    names: Callable[[], RunNames] = RunNames
    page_faults: Callable[[Page], Iterable[InputError]] = no_page_faults
    talk_faults: Sequence[InputError] = ()
    series: Callable[[], Mapping[str, Mapping[str, Sequence[float]]]] = dict

    @cached_property
    def language(self) -> str:
        """The language of the talk, as the script itself says or `talk.toml` does; known from the first page on."""
        return self.script().language

    def views(self) -> Iterator[LintedPage]:
        """Each page in turn."""
        for index, page in enumerate(self.pages):
            if self.first is None:
                self.first = page.at
            yield LintedPage(page, index, self)


def _of_beat(beat: Beat, page: LintedPage) -> LintedPassage:
    tokens = [token for token in beat.tokens if token.shown]
    words = [token.shown for token in tokens]
    written = page.manuscript.texts.text_at(beat.at)
    if written is not None and "`" in written:
        code = _CodeSpans(beat.at, written)
        words = [_GAP * len(word) if token.at in code else word for word, token in zip(words, tokens, strict=True)]
    return LintedPassage("beat", " ".join(words), page, beat.at, tokens, beat)


class _CodeSpans:
    """What stands between backticks in a stretch as the author wrote it."""

    def __init__(self, whole: Source, written: str) -> None:
        self._whole = whole
        self._lines = [0, *(end.end() for end in re.finditer("\n", written))]
        spans = [code.span() for code in _CODE.finditer(written)]
        self._starts = [start for start, _ in spans]
        self._ends = [end for _, end in spans]

    def __contains__(self, at: Source | None) -> bool:
        """Whether a token of the stretch stands in code."""
        if at is None or at.file != self._whole.file:
            return False
        row = at.line - self._whole.line
        if not 0 <= row < len(self._lines):
            return False
        offset = self._lines[row] + at.column - (self._whole.column if row == 0 else 1)
        span = bisect_right(self._starts, offset) - 1
        return span >= 0 and offset < self._ends[span]


def _texts_of(item: Item) -> Iterator[tuple[str, str]]:
    """The readable texts of a shown item, with the kind of each."""
    match item:
        case Bullet():
            yield "bullet", _joined(item.runs)
        case Quote():
            yield "quote", _joined(item.runs)
        case Table():
            for row in [item.header, *item.rows]:
                for cell in row:
                    yield "cell", _joined(cell)
        case Picture(caption=str(caption)):
            yield "caption", caption
        case _:
            return


def _joined(runs: list[Run]) -> str:
    """The text of runs; code is left out as a gap, since no rule of wording applies to it."""
    return "".join(_GAP * len(run.text) if run.code else run.text for run in runs)
