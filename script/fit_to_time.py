"""A talk that is too long for its time is said in shorter words: as many safe changes as it takes, and no more.

`plainspoken shorten` changes the author's file; this changes only what is said and shown, and leaves the file alone.
Places in the rendered script still point into the author's own text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from plainspoken.script.model import Script
from plainspoken.script.provenance import provenance_of
from plainspoken.script.render import Rendered, page_files, render
from plainspoken.script.settings import ScriptSettings
from plainspoken.script.simplify.lexicon import with_own
from plainspoken.script.simplify.replace_words import apply, find_changes
from plainspoken.script.simplify.word_change import Change
from plainspoken.script.timing.budget import Budget, predict_budget, seconds_over
from plainspoken.script.timing.page_seconds import SpeechPrice

ROUNDS = 4
"""Renderings at the most: what a change saves is only known when loops and branches have been rendered."""


@dataclass(frozen=True)
class ShortenedTalk:
    """A rendered talk and the changes it took to make it fit, by file; none when it fits as it is written.

    `budget` is what it costs as it is now, `seconds_before` what it was predicted to take as it is written.
    """

    rendered: Rendered
    budget: Budget
    seconds_before: float
    changes: Mapping[str, list[Change]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many changes."""
        return sum(map(len, self.changes.values()))

    @property
    def saved(self) -> int:
        """Syllables saved, each place counted once."""
        return sum(change.saved for changes in self.changes.values() for change in changes)

    def lines(self) -> list[str]:
        """A line a change: `pages/01.md:3:7: approximately -> about, saves 4`."""
        return [
            f"{file}:{change.line}:{change.column}: "
            f"{' '.join(change.old.split())} -> {change.new or '(nothing)'}, saves {change.saved}"
            for file, changes in self.changes.items()
            for change in changes
        ]


def render_to_fit(
    folder: Path, settings: ScriptSettings, results: Path | None, *, file: Path | None = None, talk: str
) -> ShortenedTalk:
    """Render a talk; where it takes longer than its time, or has more words than it declares, in shorter words.

    Seconds are those of the talk's voice. The changes that save most of them are taken first, until it fits or none is
    left that saves any. `[words] shorten = false` takes none.

    Raises:
        InputError: as `script.render.render`.
    """
    rendered = render(folder, settings, results, file=file, talk=talk)
    budget = predict_budget(rendered.script, settings.voice)
    if not settings.words.shorten or not _over(budget):
        return ShortenedTalk(rendered, budget, budget.seconds)
    before = budget.seconds
    names = [path.resolve().relative_to(folder.resolve()).as_posix() for path in _files(folder, settings, file)]
    texts = {name: rendered.sources[name] for name in names if name in rendered.sources}
    lexicon = with_own(folder, settings.words.lexicon)
    found = _saving(
        (
            (name, change)
            for name, text in texts.items()
            for change in find_changes(
                text, lexicon=lexicon, protect=settings.words.protect, tagged=settings.words.parts_of_speech
            )
        ),
        SpeechPrice(settings.voice, rendered.script.words_per_minute, rendered.script.words),
    )
    taken = 0
    chosen: dict[str, list[Change]] = {}
    for left in reversed(range(ROUNDS + 1)):
        if not _over(budget) or taken >= len(found):
            break
        taken = _enough(found, taken, budget) if left else len(found)
        chosen = _by_file([(each.file, each.change) for each in found[:taken]])
        buffers = {name: apply(texts[name], changes) for name, changes in chosen.items()}
        rendered = render(folder, settings, results, file=file, talk=talk, buffers=buffers)
        budget = predict_budget(rendered.script, settings.voice)
    return ShortenedTalk(_at_home(rendered, texts, chosen), budget, before, chosen)


@dataclass(frozen=True)
class SavingChange:
    """A change, where it is, and what it saves: seconds of the talk's voice and words."""

    file: str
    change: Change
    seconds: float
    words: int


def _saving(found: Iterable[tuple[str, Change]], price: SpeechPrice) -> list[SavingChange]:
    """The changes that save time, the most saved first; among equals fewer syllables, then the order of the talk."""
    saving = []
    for file, change in found:
        seconds = price.seconds(change.old) - price.seconds(change.new)
        words = len(change.old.split()) - len(change.new.split())
        if seconds > 0 or words > 0:
            saving.append(SavingChange(file, change, seconds, words))
    return sorted(saving, key=lambda each: (-round(each.seconds, 3), -each.change.saved))


def _files(folder: Path, settings: ScriptSettings, file: Path | None) -> list[Path]:
    return [file] if file is not None else page_files(folder, settings)


def _over(budget: Budget) -> bool:
    """Whether the talk may be too long, even if the voice is heard no faster than it must be."""
    return seconds_over(budget.longest, budget.seconds_limit) > 0 or (budget.declared and budget.over_words > 0)


def _by_file(entries: Iterable[tuple[str, Change]]) -> dict[str, list[Change]]:
    chosen: dict[str, list[Change]] = {}
    for name, change in sorted(entries, key=lambda entry: (entry[0], entry[1].start)):
        chosen.setdefault(name, []).append(change)
    return chosen


def _enough(found: list[SavingChange], taken: int, budget: Budget) -> int:
    """How many changes from the front may make the talk fit."""
    seconds = budget.longest - budget.seconds_limit
    words = budget.over_words if budget.declared else 0
    while taken < len(found) and (seconds > 0 or words > 0):
        seconds -= found[taken].seconds
        words -= found[taken].words
        taken += 1
    return taken


class _Places:
    """From places in a changed text to those in the author's."""

    def __init__(self, original: str, changes: list[Change]) -> None:
        self._original = _line_starts(original)
        self._changed = _line_starts(apply(original, changes))
        self._edges: list[tuple[int, int, int]] = []  # start in the changed text, its length there, start at home
        self._changes = changes
        shift = 0
        for change in changes:
            self._edges.append((change.start + shift, len(change.new), change.start))
            shift += len(change.new) - (change.end - change.start)
        self._starts = [edge[0] for edge in self._edges]

    def home(self, line: int, column: int) -> tuple[int, int]:
        """Line and column in the author's text; inside a change, the start of what was changed."""
        if not 1 <= line <= len(self._changed):
            return line, column
        offset = self._changed[line - 1] + column - 1
        index = bisect_right(self._starts, offset) - 1
        if index >= 0:
            start, length, at = self._edges[index]
            offset = at if offset < start + length else offset - start - length + self._changes[index].end
        row = bisect_right(self._original, offset)
        return row, offset - self._original[row - 1] + 1


def _line_starts(text: str) -> list[int]:
    return [0, *(index + 1 for index, character in enumerate(text) if character == "\n")]


def _at_home(rendered: Rendered, texts: Mapping[str, str], chosen: Mapping[str, list[Change]]) -> Rendered:
    """The same, with every place in the author's own text."""
    places = {name: _Places(texts[name], changes) for name, changes in chosen.items()}

    def moved(value: Any) -> Any:
        if isinstance(value, list):
            return [moved(entry) for entry in value]
        if not isinstance(value, dict):
            return value
        if value.get("file") in places and "end_column" in value:
            home = places[value["file"]].home
            line, column = home(value["line"], value["column"])
            end_line, end_column = home(value["end_line"], value["end_column"])
            return {**value, "line": line, "column": column, "end_line": end_line, "end_column": end_column}
        return {key: moved(entry) for key, entry in value.items()}

    script = Script.model_validate(moved(rendered.script.model_dump()))
    return replace(rendered, script=script, provenance=provenance_of(script), sources={**rendered.sources, **texts})
