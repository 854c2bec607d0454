"""What a check of an edited deck can find, and how it says so in a line."""

from __future__ import annotations

from dataclasses import dataclass

MEANING = {
    "stale": "out of date",
    "contradicted": "not what the record says",
    "untrue": "contradicted by the record",
    "unshown": "more than the record shows",
    "opposite": "the opposite of what the talk says",
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
    (`MEANING`), what is written there, what it should be, where the records say so, and the text that it stands in.
    `edits` is true where refreshing mends it; `about` is the measure and run of a number, in words."""

    slide: int
    where: str
    kind: str
    shown: str
    wanted: str = ""
    source: str = ""
    text: str = ""
    edits: bool = False
    about: str = ""

    def line(self) -> str:
        """The finding in a line."""
        source = f" ({self.source})" if self.source else ""
        if self.kind in ("untrue", "unshown", "opposite"):
            wanted = f": {self.wanted}" if self.wanted else ""
            return f"slide {self.slide}, {self.where}: “{_short(self.shown)}” is {MEANING[self.kind]}{wanted}{source}"
        wanted = f", should be {_short(self.wanted, 160)}" if self.wanted else ""
        about = f", {self.about}" if self.about else ""
        within = f" in “{_short(self.text)}”" if self.text and self.text != self.shown else ""
        said = f"{_short(self.shown)} is {MEANING[self.kind]}{wanted}{about}{source}{within}"
        return f"slide {self.slide}, {self.where}: {said}"


def _short(text: str, size: int = 90) -> str:
    text = " ".join(text.split())
    return text if len(text) <= size else text[: size - 1] + "…"
