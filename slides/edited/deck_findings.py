"""What a check of an edited deck can find, and how it says so in a line."""

from __future__ import annotations

from dataclasses import dataclass

MEANING = {
    "stale": "out of date",
    "contradicted": "not what the record says",
    "unbound": "without a known source",
    "unsure": "possibly out of date",
    "wording": "worded differently in the talk now",
    "gone": "no longer in the talk",
    "missing": "in the talk and not in the deck",
    "copy": "a second copy",
    "kept": "left as it was made by hand",
}
"""What each kind of finding says."""


@dataclass(frozen=True)
class DeckFinding:
    """Something in a deck that is not as the records have it: on which slide (from 1), where on it, what kind
    (`MEANING`), what is written there, what it should be, what is behind that, and the text that it stands in.
    `edits` is true where refreshing mends it."""

    slide: int
    where: str
    kind: str
    shown: str
    wanted: str = ""
    source: str = ""
    text: str = ""
    edits: bool = False

    def line(self) -> str:
        """The finding in a line."""
        wanted = f", should be {_short(self.wanted)}" if self.wanted else ""
        source = f" ({self.source})" if self.source else ""
        within = f" in “{_short(self.text)}”" if self.text and self.text != self.shown else ""
        return f"slide {self.slide}, {self.where}: {_short(self.shown)} is {MEANING[self.kind]}{wanted}{source}{within}"


def _short(text: str, size: int = 90) -> str:
    text = " ".join(text.split())
    return text if len(text) <= size else text[: size - 1] + "…"
