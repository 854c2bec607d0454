"""Graphs that are written in the languages of other tools, as descriptions of diagrams in ours."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

_BREAK = re.compile(r"<br[ \t]*/?>|\\[nlr]|\n", re.IGNORECASE)
_TAG = re.compile(r"</?(?:b|i|u|em|strong|small|span|font|sub|sup|code)\b[^<>]*>", re.IGNORECASE)
_ENTITY = re.compile(r"#(\w+);")
_MEANT = re.compile(r"[\\|\[\]<>=]|\.\.|--|:")
"""What has a meaning in our descriptions, and gets a backslash where it is part of a word."""


class NotDrawnError(Exception):
    """What a block says that no diagram here can show; `line` counts from 1 within the block."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


@dataclass
class GraphDescription:
    """A graph on its way to a description: boxes by the names that the block gives them, arrows, frames around boxes.

    `arrows` are (start, end, sign, words), where the sign is that of our descriptions: `->`, `-->` dashed, `--` and
    `..` without a head.
    """

    down: bool = True
    alt: str = ""
    boxes: dict[str, tuple[str, str]] = field(default_factory=dict)
    arrows: list[tuple[str, str, str, str]] = field(default_factory=list)
    frames: list[tuple[str, dict[str, None]]] = field(default_factory=list)

    def box(self, name: str, label: str | None = None, kind: str = "layer") -> None:
        """Add a box, or give one its words."""
        if label is not None or name not in self.boxes:
            self.boxes[name] = (name if label is None else label, kind)

    def text(self) -> str:
        """The description.

        Raises:
            NotDrawnError: there is no box, or an arrow leads to the box that it comes from.
        """
        if not self.boxes:
            raise NotDrawnError("it has no boxes", 1)
        numbers = {name: f"n{place}" for place, name in enumerate(self.boxes, 1)}
        lines = [f"# {self.alt}"] if self.alt else []
        lines.append("flow down" if self.down else "flow right")
        for name, (label, kind) in self.boxes.items():
            words, *more = lines_of(label) or [name]
            detail = f" | {_escaped(' '.join(more))}" if more else ""
            if kind == "op" and (more or len(words) > 3):
                kind = "soft"
            lines.append(f"{numbers[name]} = {_escaped(words)}{detail}" + ("" if kind == "layer" else f" [{kind}]"))
        for start, end, sign, words in self.arrows:
            said = " ".join(lines_of(words))
            lines.append(f"{numbers[start]} {sign} {numbers[end]}" + (f" : {said}" if said else ""))
        for label, members in self.frames:
            if members:
                named = ", ".join(numbers[name] for name in members)
                lines.append(f"group {_escaped(' '.join(lines_of(label)))}: {named}")
        return "\n".join(lines)


def lines_of(label: str) -> list[str]:
    """The lines of a box's words, without the marks that other tools read in them."""
    label = label.strip()
    if len(label) > 1 and label[0] == label[-1] == "`":
        label = re.sub(r"(\*\*|__|\*|_)(?=\S)(.+?)(?<=\S)\1", r"\2", label[1:-1])
    label = _ENTITY.sub(lambda entity: html.unescape(f"&{'#' if entity[1].isdigit() else ''}{entity[1]};"), label)
    lines = [" ".join(html.unescape(_TAG.sub("", line)).split()) for line in _BREAK.split(label)]
    return [line for line in lines if line]


def _escaped(words: str) -> str:
    return _MEANT.sub(lambda sign: f"\\{sign[0]}", words)
