"""Shorter words in the author's own files, page by page; nothing is written unless that is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from plainspoken.base.errors import InputError
from plainspoken.base.files import write_text
from plainspoken.talk import Talk

if TYPE_CHECKING:
    from plainspoken.script.simplify.model_rewrites import Proposer
    from plainspoken.script.simplify.replace_words import Shortened
    from plainspoken.script.simplify.word_change import Change

Accept = Callable[[Path, "Change"], bool]
"""Whether a change of a file is to be made."""


@dataclass(frozen=True)
class ShortenedPage:
    """A page file before and after, and what was changed."""

    path: Path
    before: str
    after: str
    changes: tuple[Change, ...]

    @property
    def saved(self) -> int:
        """Syllables saved."""
        return sum(change.saved for change in self.changes)

    def write(self) -> None:
        """Change the file itself, whole or not at all."""
        if self.changes:
            write_text(self.path, self.after)


def shorten_pages(
    talk: Talk,
    *,
    needed_only: bool = False,
    suggestions: bool = False,
    in_context: bool = False,
    proposer: Proposer | None = None,
    accept: Accept | None = None,
) -> Iterator[ShortenedPage]:
    """The page files of a talk in shorter words, one after the other.

    Args:
        talk: whose lexicon and protected terms count.
        needed_only: only the changes that a build makes so that the talk fits its time.
        suggestions: also changes that a reader should decide on.
        in_context: also shorter words that fit their place, which are listed, and made where suggestions are.
        proposer: a language model that proposes rewrites of paragraphs.
        accept: asked about each change; all are made when None.

    Raises:
        InputError: a file cannot be read; with `needed_only`, the talk cannot be rendered.
    """
    from plainspoken.script.render import page_files
    from plainspoken.script.simplify.lexicon import with_own
    from plainspoken.script.simplify.model_rewrites import rewrites
    from plainspoken.script.simplify.replace_words import Shortened, apply
    from plainspoken.script.simplify.replace_words import shorten as shortened
    from plainspoken.script.simplify.substitutes import find_substitutes
    from plainspoken.script.sources import name_of

    source, words = talk.source, talk.source.config.words
    lexicon = with_own(source.folder, words.lexicon)
    needed = _needed(talk) if needed_only else {}
    for path in [source.file] if source.file is not None else page_files(source.folder, source.config.script):
        text = _text_of(path)

        def asked(change: Change, path: Path = path) -> bool:
            return accept is None or accept(path, change)

        if needed_only:
            chosen = tuple(filter(asked, needed.get(name_of(path, source.folder), ())))
            done = Shortened(apply(text, chosen), chosen)
        else:
            done = shortened(
                text,
                lexicon=lexicon,
                protect=words.protect,
                suggestions=suggestions,
                tagged=words.parts_of_speech,
                accept=asked,
            )
        taken = suggestions or accept is not None
        if in_context:
            done = _with(done, find_substitutes(done.text, lexicon=lexicon, protect=words.protect), taken, asked)
        if proposer:
            done = _with(done, rewrites(done.text, proposer, protect=words.protect), taken, asked)
        yield ShortenedPage(path, text, done.text, done.changes)


def _needed(talk: Talk) -> Mapping[str, list[Change]]:
    """The changes that a build makes, by file."""
    talk.refresh()
    stages = talk.unheld_stages()
    return stages.fitted(talk.result_choice.folder()).changes


def _with(done: Shortened, found: list[Change], taken: bool, asked: Callable[[Change], bool]) -> Shortened:
    """What was shortened, with suggestions after its own changes; applied where they are `taken`."""
    from plainspoken.script.simplify.replace_words import Shortened, apply

    chosen = list(filter(asked, found))
    return Shortened(apply(done.text, chosen) if taken else done.text, (*done.changes, *chosen))


def _text_of(path: Path) -> str:
    """A file's text, its line ends as they are."""
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise InputError("not UTF-8 text", file=path, line=line, remedy="save the file as UTF-8") from None
