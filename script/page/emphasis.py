"""Emphasis within a line: which runs of `*`, `_` and `~~` belong together (CommonMark 0.31, "process emphasis")."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Shift = Literal["", "super", "sub"]


@dataclass(slots=True)
class InlineNode:
    """A piece of text, or a run of delimiters that may still become emphasis.

    `bold`, `italic` and `strike` are +1 where emphasis starts and -1 where it ends. `caret` marks a sign that stands
    for "raised" or "lowered" where text has no such style. `note` is the label of a footnote that is referred to.
    """

    text: str
    raw: int
    mark: str = ""
    opens: bool = False
    closes: bool = False
    whole: int = 0
    bold: int = 0
    italic: int = 0
    strike: int = 0
    code: bool = False
    shift: Shift = ""
    caret: bool = False
    link: str | None = None
    note: str = ""
    drop: bool = False
    pointer: str = ""


def delimiter(raw: str, start: int, found: str) -> InlineNode:
    """Whether a run of `*`, `_` or `~` may open or close (CommonMark 0.31, "left- and right-flanking")."""
    before = raw[start - 1] if start else " "
    after = raw[start + len(found)] if start + len(found) < len(raw) else " "
    left = not after.isspace() and (not _punctuation(after) or before.isspace() or _punctuation(before))
    right = not before.isspace() and (not _punctuation(before) or after.isspace() or _punctuation(after))
    if found[0] == "_":
        left, right = left and (not right or _punctuation(before)), right and (not left or _punctuation(after))
    return InlineNode(found, start, mark=found[0], opens=left, closes=right, whole=len(found))


def _punctuation(char: str) -> bool:
    return not char.isalnum() and not char.isspace() and ord(char) < 0xE000 and char != "‍"


def emphasise(nodes: list[InlineNode]) -> None:
    """Pair the delimiter runs."""
    runs = [index for index, node in enumerate(nodes) if node.mark]
    bottom: dict[tuple[str, bool, int], int] = {}
    position = 0
    while position < len(runs):
        closer = nodes[runs[position]]
        if not closer.closes or not closer.text:
            position += 1
            continue
        key = (closer.mark, closer.opens, closer.whole % 3)
        floor = bottom.get(key, -1)
        look = position - 1
        while look > floor and not _pairs(nodes[runs[look]], closer):
            look -= 1
        if look <= floor:
            bottom[key] = position - 1
            position += 1
            continue
        opener = nodes[runs[look]]
        width = 2 if len(opener.text) >= 2 and len(closer.text) >= 2 else 1
        opener.text = opener.text[:-width]
        closer.text, closer.raw = closer.text[width:], closer.raw + width
        # Summed up when the text is collected.
        first, last = nodes[runs[look] + 1], closer
        if closer.mark == "~":
            first.strike, last.strike = first.strike + 1, last.strike - 1
        elif width == 2:
            first.bold, last.bold = first.bold + 1, last.bold - 1
        else:
            first.italic, last.italic = first.italic + 1, last.italic - 1
        del runs[look + 1 : position]
        position = look + 1
        bottom = {key: min(value, position - 1) for key, value in bottom.items()}
        if not opener.text:
            runs.pop(look)
            position -= 1
            bottom = {key: min(value, position - 1) for key, value in bottom.items()}


def _pairs(opener: InlineNode, closer: InlineNode) -> bool:
    if opener.mark != closer.mark or not opener.opens or not opener.text:
        return False
    both = opener.closes or closer.opens
    return not (both and (opener.whole + closer.whole) % 3 == 0 and (opener.whole % 3 or closer.whole % 3))
