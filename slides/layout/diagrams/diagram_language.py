"""The language of diagrams: boxes, arrows, groups and panels, a line each.

::

    # what a screen reader says (the first such line is the alt text)
    flow down                     or: flow right (the default is what fits better)
    x = Input | 48 x 48 [input]   a box's name, its words, a second line after `|`, its kind in brackets
    x -> conv -> bn -> sum        arrows; a box without a definition is called what it is named
    x --> sum : shortcut          a dashed arrow; words on the last arrow of the line after ` : `
    x -- y                        a line without a head; `x .. y` a dashed one
    group Main path: conv, bn     a frame around boxes
    panel ResNet18                what follows, up to the next panel, stands apart under this heading

A backslash before a sign takes its meaning away: `\\[` is a bracket in a box's words. Arrows may lead back.

Kinds: `input`, `output`, `op` (a circle, for `+` and the like), `key` (in the accent colour), `soft` (tinted), `plain`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

KINDS = ("layer", "input", "output", "op", "key", "soft", "plain")


class DescriptionError(Exception):
    """A line of a description that cannot be understood; `line` counts from 1."""

    def __init__(self, message: str, line: int, remedy: str) -> None:
        super().__init__(message)
        self.line = line
        self.remedy = remedy


@dataclass(frozen=True)
class Shape:
    """One box: its words, a second smaller line, what kind of thing it is."""

    name: str
    label: str
    detail: str = ""
    kind: str = "layer"


@dataclass(frozen=True)
class Arrow:
    """From one box to another."""

    start: str
    end: str
    label: str = ""
    dashed: bool = False
    head: bool = True


@dataclass(frozen=True)
class Group:
    """A frame around boxes, with words above."""

    label: str
    members: tuple[str, ...]


@dataclass(frozen=True)
class Panel:
    """One connected drawing; several stand side by side, each under its heading."""

    heading: str
    shapes: tuple[Shape, ...]
    arrows: tuple[Arrow, ...]
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Description:
    """A whole diagram. `flow` is where arrows lead, `None` when the drawing may choose."""

    panels: tuple[Panel, ...]
    flow: str | None = None
    alt: str = ""


@dataclass
class _Draft:
    heading: str = ""
    defined: dict[str, Shape] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    arrows: list[Arrow] = field(default_factory=list)
    groups: list[tuple[Group, int]] = field(default_factory=list)


MOST = {"boxes": 200, "arrows": 400, "groups": 40, "panels": 20}
"""More than any slide shows so that it can be read; to place them takes a time that grows with their square."""

_DEFINITION = re.compile(r"([^=\s|\[\]][^=|\[\]]*?)\s*=\s*(.+)")
_WORDS = re.compile(r"(?P<label>(?:\\.|[^|\[\]\\])*)(?:\|(?P<detail>(?:\\.|[^\[\]\\])*))?(?:\[(?P<kind>\w+)\])?\s*")
_ARROW = re.compile(r"\s+(-->|->|--|\.\.)\s+")
_LINES = frozenset({"--", ".."})
_ESCAPED = re.compile(r"\\([^\w\s])")


def parse(text: str) -> Description:
    """Read a description.

    Raises:
        DescriptionError: a line is none of the above, a kind is not known, a group names a box that there is not,
            an arrow leads to its own box, there is nothing to draw, or more than any slide shows.
    """
    flow: str | None = None
    alt = ""
    drafts, arrows = [_Draft()], 0
    for number, line in _lines(text):
        draft = drafts[-1]
        if line.startswith("#"):
            alt = alt or line[1:].strip()
        elif match := re.fullmatch(r"flow\s+(\w+)", line):
            if match[1] not in ("down", "right"):
                raise DescriptionError(f"flow {match[1]!r} is not known", number, "write `flow down` or `flow right`")
            flow = match[1]
        elif match := re.fullmatch(r"panel\s+(.+)", line):
            if draft.order or draft.heading:
                drafts.append(_Draft(match[1].strip()))
            else:
                draft.heading = match[1].strip()
        elif match := re.fullmatch(r"group\s+((?:\\.|[^:\\])+):\s*(.+)", line):
            members = tuple(member.strip() for member in match[2].split(",") if member.strip())
            draft.groups.append((Group(_meant(match[1]), members), number))
        elif _is_chain(line):
            _read_chain(line, number, draft)
            arrows = sum(len(each.arrows) for each in drafts)
        elif match := _DEFINITION.fullmatch(line):
            _define(draft, match[1].strip(), match[2], number)
        else:
            _define(draft, line, line, number)
        counts = (len(draft.defined), arrows, len(draft.groups), len(drafts))
        for (what, most), count in zip(MOST.items(), counts, strict=True):
            if count > most:
                raise DescriptionError(f"a diagram has more than {most} {what}", number, "show a part of it")
    panels = tuple(_panel(draft) for draft in drafts)
    if not any(panel.shapes for panel in panels):
        raise DescriptionError("nothing is described", 1, "write boxes and arrows, such as `input -> layer -> output`")
    return Description(panels, flow, alt)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            yield number, line.strip()


def _is_chain(line: str) -> bool:
    """Whether a line has arrows. Two hyphens in the words of a box are none."""
    signs = set(_ARROW.split(line)[1::2])
    return bool(signs) and not (signs <= _LINES and _DEFINITION.fullmatch(line))


def _meant(words: str) -> str:
    """Words as they are shown, without the backslashes that take a meaning away."""
    return _ESCAPED.sub(r"\1", words).strip()


def _shape(name: str, words: str, number: int) -> Shape:
    match = _WORDS.fullmatch(words)
    if match is None:
        raise DescriptionError(f"{words!r} is not a box", number, "write `words | second line [kind]`")
    kind = match["kind"] or "layer"
    if kind not in KINDS:
        raise DescriptionError(f"no kind is called {kind!r}", number, f"the kinds are: {', '.join(KINDS)}")
    return Shape(name, _meant(match["label"]), _meant(match["detail"] or ""), kind)


def _define(draft: _Draft, name: str, words: str, number: int) -> str:
    """Add a box; a bare name that is there already stands for that one."""
    shape = _shape(name, words, number)
    bare = shape.label == _meant(words) and not shape.detail
    if name == words:
        name = shape.label
        shape = Shape(name, shape.label, shape.detail, shape.kind)
    if name not in draft.defined or not bare:
        draft.defined[name] = shape
    if name not in draft.order:
        draft.order.append(name)
    return name


def _read_chain(line: str, number: int, draft: _Draft) -> None:
    body, _, label = line.partition(" : ")
    pieces = _ARROW.split(body)
    names = [_define(draft, piece.strip(), piece.strip(), number) for piece in pieces[::2]]
    if any(not name for name in names):
        raise DescriptionError("an arrow has no box at one end", number, "write `a -> b`")
    for place, arrow in enumerate(pieces[1::2]):
        last = place == len(names) - 2
        start, end = names[place], names[place + 1]
        if start == end:
            raise DescriptionError(f"the arrow from {start!r} leads to itself", number, "say it in the box's words")
        words = label.strip() if last else ""
        draft.arrows.append(Arrow(start, end, words, arrow in ("-->", ".."), arrow not in _LINES))


def _panel(draft: _Draft) -> Panel:
    for group, number in draft.groups:
        for member in group.members:
            if member not in draft.defined:
                raise DescriptionError(
                    f"the group {group.label!r} names {member!r}, which is no box", number, "name boxes of the diagram"
                )
    return Panel(
        draft.heading,
        tuple(draft.defined[name] for name in draft.order),
        tuple(draft.arrows),
        tuple(group for group, _ in draft.groups),
    )


def spoken(description: Description) -> str:
    """What a screen reader says: the author's own line, or the arrows in words."""
    if description.alt:
        return description.alt
    parts = []
    for panel in description.panels:
        words = {shape.name: " ".join(filter(None, (shape.label, shape.detail))) for shape in panel.shapes}
        steps = [
            f"{words[arrow.start]} to {words[arrow.end]}{f' ({arrow.label})' if arrow.label else ''}"
            for arrow in panel.arrows
        ]
        parts.append(f"{panel.heading + ': ' if panel.heading else ''}{', '.join(steps) or ', '.join(words.values())}")
    return "Diagram. " + "; ".join(parts)
