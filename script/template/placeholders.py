"""Values written out, and the single characters that stand for them while text passes through Jinja."""

from __future__ import annotations

from dataclasses import dataclass

from plainspoken.base.errors import InputError
from plainspoken.script.template.source_positions import MARKER_FIRST, MARKER_LAST
from plainspoken.script.template.values import ORIGINS, Origin, SourceFact


@dataclass(frozen=True, slots=True)
class WrittenValue:
    """A value written out: as slides show it, as captions show it, and the words to be spoken, which still pass
    through the spoken form ("2.1 times" becomes "two point one times"). All three come from one rounding. `doubt` says
    what the author asked for and could not have: more digits than there are samples, or a rounding to nothing."""

    shown: str
    captioned: str
    saying: str
    value: float | None
    causes: tuple[SourceFact, ...]
    ledger: Placeholders
    doubt: str = ""

    def __str__(self) -> str:
        return self.ledger.marker(self)

    @property
    def origin(self) -> Origin:
        """The strongest of its causes' origins: a metric before a fact of the data, and so on; but `typed` as soon as
        one of them is."""
        found = {cause.origin for cause in self.causes}
        if "typed" in found:
            return "typed"
        return next((origin for origin in ORIGINS if origin in found), "typed")

    @property
    def source(self) -> str | None:
        """The names of its causes, joined by " and "."""
        return " and ".join(cause.name for cause in self.causes) or None


class Placeholders:
    """The phrases of one rendering, each under the private character that stands for it in the text."""

    def __init__(self, *, lenient: bool = False) -> None:
        """`lenient` lets a filter of another unit write its number with a doubt, so that the linter finds them all,
        where a build stops at the first."""
        self.lenient = lenient
        self._phrases: list[WrittenValue] = []

    def clear(self) -> None:
        """Forget all phrases, before the same templates are filled again."""
        self._phrases.clear()

    def marker(self, phrase: WrittenValue) -> str:
        """The character that stands for `phrase`.

        Raises:
            InputError: a script with more values than there are such characters (65,534).
        """
        if MARKER_FIRST + len(self._phrases) > MARKER_LAST:
            raise InputError("more than 65,534 values in one script", remedy="split the talk")
        self._phrases.append(phrase)
        return chr(MARKER_FIRST + len(self._phrases) - 1)

    def phrase(self, char: str) -> WrittenValue | None:
        """The phrase that a character stands for, or None for any other character."""
        index = ord(char) - MARKER_FIRST
        return self._phrases[index] if 0 <= index < len(self._phrases) else None

    def shown(self, text: str) -> str:
        """`text` with every marker replaced by its shown form."""
        if not self._phrases or not text or max(text) < chr(MARKER_FIRST):
            return text
        return "".join(phrase.shown if (phrase := self.phrase(char)) else char for char in text)
