"""A rendered file on its way to pages, and what goes over from one file to the next."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from plainspoken.script.model import Page, Picture, Source, Token
from plainspoken.script.page.blocks import Block
from plainspoken.script.page.headings import slug
from plainspoken.script.page.inline_text import Display, Form, read_display
from plainspoken.script.template.placeholders import Placeholders
from plainspoken.script.template.source_positions import Locator

Speaker = Callable[[str, Sequence[tuple[int, int, str]]], list[tuple[int, int, Token]]]
"""Text and the spans in it that bring their own words, to (start, end, token) of each of its tokens."""

Figures = Callable[[str, str, Source], Picture]
"""The picture for a target, with the author's alternative text, at a place."""

Quotes = Callable[[str, Source], tuple[str, str]]
"""The code that a block's first line names, and the name of where it is from."""


@dataclass(slots=True)
class RenderedFile:
    """One rendered file on its way to pages.

    `references` are its link definitions; `ledger` is None for a plain file. `words` is the text without comments,
    `footnotes` the blocks of its footnotes by label; `slides` says whether `---` parts its slides.
    """

    text: str
    file: str
    locator: Locator
    speak: Speaker
    figures: Figures
    quotes: Quotes
    ledger: Placeholders | None = None
    start: int = 0
    references: Mapping[str, str] = field(default_factory=dict)
    words: str = ""
    footnotes: dict[str, Block] = field(default_factory=dict)
    slides: bool = False

    def display(
        self,
        lines: list[tuple[int, int]],
        *,
        spoken: bool = False,
        breaks: Sequence[int] = (),
        silent_notes: bool = False,
    ) -> Display:
        """The lines as they are read, values written for captions or for slides."""
        form: Form = "captioned" if spoken else "shown"
        return read_display(
            self.words,
            lines,
            self.locator,
            self.ledger,
            form=form,
            references=self.references,
            breaks=breaks,
            silent_notes=spoken or silent_notes,
        )

    def plain(self, start: int, end: int) -> str:
        """A stretch without values' markers and without marks being read."""
        text = self.text[start:end]
        return self.ledger.shown(text) if self.ledger else text


@dataclass(slots=True)
class Paging:
    """What goes over from file to file: the names given, and the section we are in."""

    ids: dict[str, int] = field(default_factory=dict)
    section: str | None = None
    preamble: list[tuple[str, Source]] = field(default_factory=list)
    waiting: tuple[Page, str] | None = None

    def rest(self) -> Iterator[Page]:
        """The page of a section's name that no page has followed: it would be lost."""
        waiting, self.waiting = self.waiting, None
        if waiting is not None:
            page, wish = waiting
            yield page.model_copy(update={"id": self.name(wish)})

    def name(self, wish: str) -> str:
        """A unique, stable id for a page: its slug, with -2, -3 and so on for further ones."""
        base = slug(wish)
        self.ids[base] = self.ids.get(base, 0) + 1
        unique = base if self.ids[base] == 1 else f"{base}-{self.ids[base]}"
        while unique != base and unique in self.ids:
            self.ids[base] += 1
            unique = f"{base}-{self.ids[base]}"
        self.ids.setdefault(unique, 1)
        return unique
