"""What moves from one slide to the next: diagrams that share boxes, and code that grows."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from plainspoken.script.model import Code, Page
from plainspoken.slides.layout.boxes import Box, DiagramBlock, Node, SlideLayout, SlideMark, TextBlock

SHARED = 2
"""A diagram moves into the next one when they share at least so many boxes."""


def with_motion(slides: Sequence[SlideLayout], pages: Sequence[Page], *, marking: bool) -> list[SlideLayout]:
    """The slides with the names of the boxes that move in from the slide before, and with the new lines of code that
    grows marked in the first beat, where `marking` allows it and nothing else is marked then."""
    moving = list(slides[:1])
    for before, layout in pairwise(slides):
        shared = shared_boxes(before, layout)
        layout = replace(layout, moves=shared) if shared else layout
        fresh = grown_code(before, layout, pages) if marking else None
        if fresh is not None and not any(mark.beat == fresh.beat and mark.token == 0 for mark in layout.marks):
            layout = replace(layout, marks=(fresh, *layout.marks))
        moving.append(layout)
    return moving


def shared_boxes(before: SlideLayout, layout: SlideLayout) -> tuple[str, ...]:
    """The boxes that two diagrams have in common, when they are the only ones of their slides and there from the
    start of the second; none when they are too few."""
    one, other = _diagram(before), _diagram(layout)
    if one is None or other is None or other.appears is not None or layout.page_index == before.page_index:
        return ()
    names = {node.id for node in one.nodes if node.paragraphs}
    shared = tuple(node.id for node in other.nodes if node.paragraphs and node.id in names)
    return shared if len(shared) >= SHARED else ()


def _diagram(layout: SlideLayout) -> DiagramBlock | None:
    found = [block for block in layout.blocks if isinstance(block, DiagramBlock) and block.item is not None]
    return found[0] if len(found) == 1 else None


def tween(before: SlideLayout, layout: SlideLayout, share: float) -> SlideLayout:
    """The slide as it is when the boxes that move in have come `share` of their way; arrows and what is new come at
    the end."""
    start, end = _diagram(before), _diagram(layout)
    if start is None or end is None:
        return layout
    eased = share * share * (3 - 2 * share)
    places = {node.id: node.box for node in start.nodes if node.paragraphs}
    nodes = tuple(
        _between(node, places[node.id], eased) for node in end.nodes if node.id in layout.moves and node.id in places
    )
    moving = replace(end, nodes=nodes, edges=(), labels=())
    return replace(layout, blocks=tuple(moving if block is end else block for block in layout.blocks))


def _between(node: Node, start: Box, share: float) -> Node:
    end = node.box
    x = start.left + start.width / 2 + (end.left + end.width / 2 - start.left - start.width / 2) * share
    y = start.top + start.height / 2 + (end.top + end.height / 2 - start.top - start.height / 2) * share
    width, height = start.width + (end.width - start.width) * share, start.height + (end.height - start.height) * share
    return replace(node, box=Box(x - width / 2, y - height / 2, width, height))


def grown_code(before: SlideLayout, layout: SlideLayout, pages: Sequence[Page]) -> SlideMark | None:
    """The new lines of code that the slide before showed without them; `None` where it is other code."""
    one, other = _code(before), _code(layout)
    if one is None or other is None or layout.first_beat >= layout.end_beat or layout.page_index == before.page_index:
        return None
    item = pages[layout.page_index].items[other.item] if other.item is not None else None
    if not isinstance(item, Code) or (item.appears or 0) > layout.first_beat:
        return None
    old, new = ([paragraph.text.rstrip() for paragraph in block.paragraphs] for block in (one, other))
    changes = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    if any(kind in ("replace", "delete") for kind, *_ in changes):
        return None
    added = [(first, last) for kind, _, _, first, last in changes if kind == "insert"]
    if not added or len(old) < 2:
        return None
    heights = [paragraph.height for paragraph in other.paragraphs]
    room = other.box.inset(6, 0)
    lit = []
    for first, last in added:
        top = other.text_top + sum(heights[:first])
        bottom = top + sum(heights[first:last])
        lit.append(((room.left, top), (room.right, top), (room.right, bottom), (room.left, bottom)))
    return SlideMark(
        other.name, "new lines", layout.first_beat, 0, other.box.inset(-4), tuple(lit), other.fill or "ground"
    )


def _code(layout: SlideLayout) -> TextBlock | None:
    found = [block for block in layout.blocks if isinstance(block, TextBlock) and block.role == "code"]
    return found[0] if len(found) == 1 else None
