"""The marks of a slide: what its beats name, and where that is among the blocks that are laid out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from plainspoken.script.model import Beat, Code, Mark, Page, Table
from plainspoken.slides.layout.boxes import (
    Block,
    Box,
    DiagramBlock,
    PictureBlock,
    Polygon,
    SlideMark,
    TableBlock,
    TextBlock,
)
from plainspoken.slides.layout.marks.match_parts import marks_in, meant, named
from plainspoken.slides.layout.marks.named_parts import NamedPart, Region, parts_of

Marking = Literal["automatic", "named", "none"]
"""Which marks are shown: those that sentences ask for by naming one part as well, the author's own, or none."""
ROOM = 4.0
"""Room between a part and its outline, in points."""
BAND = 9.0
"""How far the light around a line reaches above and below it, in points."""


def place_marks(page: Page, blocks: Sequence[Block], beats: range, marking: Marking) -> tuple[SlideMark, ...]:
    """The marks of the beats of one slide of a page, in the order of their words.

    Raises:
        InputError: an author's mark names nothing that the page shows, or fits several parts.
    """
    if marking == "none" or not any(not isinstance(block, TextBlock) or block.role == "code" for block in blocks):
        return ()
    parts = parts_of(page)
    found: list[SlideMark] = []
    for index in beats:
        beat = page.beats[index]
        seen = [part for part in parts if (page.items[part.item].appears or 0) <= index]
        for part, token in _asked(beat, seen, parts, marking):
            mark = _placed(part, page, blocks, index, token)
            if mark is not None:
                found.append(mark)
    return tuple(found)


def _asked(
    beat: Beat, seen: Sequence[NamedPart], parts: Sequence[NamedPart], marking: Marking
) -> Iterator[tuple[NamedPart, int]]:
    """What a beat marks, with the token from which on: the author's own marks, else what its sentences name."""
    own = [mark for mark in beat.marks if mark.name.lower() != "none"]
    if own:
        for mark in own:
            part = named(mark.name, seen or parts, mark.at)
            yield part, _token_of(mark, part, beat)
    elif marking == "automatic" and not beat.marks:
        for found in marks_in(beat, seen):
            yield found.part, found.token


def _token_of(mark: Mark, part: NamedPart, beat: Beat) -> int:
    """Where an author's mark begins: at the word before which it stands. One that stands before or after the whole
    paragraph begins at the word that names the part, when one does."""
    if 0 < mark.token < len(beat.tokens):
        return mark.token
    found = meant([token.shown for token in beat.tokens], [part])
    return found.token if found is not None else 0


def _placed(part: NamedPart, page: Page, blocks: Sequence[Block], beat: int, token: int) -> SlideMark | None:
    """A mark on the block that shows the part; `None` when that is on another slide of the page."""
    for block in blocks:
        if block.item != part.item:
            continue
        shapes = _shapes(part.region, page, block)
        if shapes:
            field = _field(part.region, block)
            return SlideMark(block.name, part.name, beat, token, field, _within(shapes, field), _ground(block))
    return None


def _field(region: Region, block: Block) -> Box:
    """What is veiled. Of a table its headings stay clear, so that what is lit can be read: the header above rows and
    cells, the names at the left of columns and cells."""
    box = block.box
    if isinstance(block, TableBlock):
        above = block.heights[0] if block.header and region.rows is not None else 0.0
        before = block.columns[0] if region.columns is not None else 0.0
        box = Box(box.left + before, box.top + above, box.width - before, box.height - above)
    return box.inset(-ROOM)


def _ground(block: Block) -> str:
    if isinstance(block, TextBlock) and block.fill:
        return block.fill
    return "card" if isinstance(block, PictureBlock) and block.card else "ground"


def _shapes(region: Region, page: Page, block: Block) -> list[Polygon]:
    match block:
        case PictureBlock() if region.figure is not None:
            box = block.box
            bands = [_band(path, box) for path in region.figure.paths if len(path) > 1]
            return bands or _apart(
                Box(box.left + x * box.width, box.top + y * box.height, w * box.width, h * box.height)
                for x, y, w, h in region.figure.boxes
            )
        case TableBlock():
            return _table_shapes(region, page, block)
        case TextBlock(role="code") if region.lines is not None:
            return _code_shapes(region.lines, page, block)
        case DiagramBlock() if region.node is not None:
            return _apart(node.box for node in block.nodes if node.id == region.node)
    return []


def _band(path: Sequence[tuple[float, float]], box: Box) -> Polygon:
    """The light around a line: its points moved up, then back along them moved down."""
    points = [(box.left + x * box.width, box.top + y * box.height) for x, y in path]
    first, last = points[0], points[-1]
    points = [(first[0] - BAND, first[1]), *points, (last[0] + BAND, last[1])]
    return tuple((x, y - BAND) for x, y in points) + tuple((x, y + BAND) for x, y in reversed(points))


def _table_shapes(region: Region, page: Page, block: TableBlock) -> list[Polygon]:
    item = page.items[block.item] if block.item is not None else None
    if not isinstance(item, Table) or (region.rows is None and region.columns is None):
        return []
    head = int(block.header)
    shown = [_cell_texts(row) for row in block.rows[head:]]
    rows = [[" ".join("".join(run.text for run in cell).split()) for cell in row] for row in item.rows]
    offset = next((at for at in range(len(rows)) if rows[at : at + 1] and _same(rows[at], shown[0])), 0) if shown else 0
    first, last = region.rows or (offset, offset + len(shown))
    first, last = max(first - offset, 0) + head, min(last - offset, len(shown)) + head
    if first >= last:
        return []
    first = 0 if region.rows is None else first  # a column has its header
    left, right = region.columns or (0, len(block.columns))
    top = block.box.top + sum(block.heights[:first])
    start = block.box.left + sum(block.columns[:left])
    box = Box(start, top, sum(block.columns[left:right]), sum(block.heights[first:last]))
    return [_corners(box.inset(0, 1))]


def _cell_texts(row: Sequence[object]) -> list[str]:
    return [" ".join(cell.paragraph.text.split()) for cell in row]  # type: ignore[attr-defined]


def _same(wanted: Sequence[str], shown: Sequence[str]) -> bool:
    return list(wanted) == list(shown[: len(wanted)])


def _code_shapes(lines: tuple[int, int], page: Page, block: TextBlock) -> list[Polygon]:
    item = page.items[block.item] if block.item is not None else None
    if not isinstance(item, Code):
        return []
    whole = [line.expandtabs(4).rstrip() for line in item.text.rstrip("\n").split("\n")]
    shown = [paragraph.text.rstrip() for paragraph in block.paragraphs]
    offset = next((at for at in range(len(whole)) if whole[at : at + len(shown)] == shown), 0)
    first, last = max(lines[0] - offset, 0), min(lines[1] - offset, len(shown))
    if first >= last:
        return []
    heights = [paragraph.height for paragraph in block.paragraphs]
    top = block.text_top + sum(heights[:first])
    room = block.box.inset(6, 0)
    return [_corners(Box(room.left, top, room.width, sum(heights[first:last])))]


def _apart(boxes: Iterable[Box]) -> list[Polygon]:
    """Boxes with some room around each, or none where they would then overlap."""
    boxes = list(boxes)
    for room in (ROOM, ROOM / 2, 0.0):
        wider = [box.inset(-room) for box in boxes]
        clear = not any(one.overlaps(other, 0.1) for at, one in enumerate(wider) for other in wider[at + 1 :])
        if clear or room == 0.0:
            return [_corners(box) for box in wider]
    return []


def _corners(box: Box) -> Polygon:
    return ((box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom))


def _within(shapes: Iterable[Polygon], field: Box) -> tuple[Polygon, ...]:
    """Shapes that do not leave the field."""
    return tuple(
        tuple(
            (round(min(max(x, field.left), field.right), 2), round(min(max(y, field.top), field.bottom), 2))
            for x, y in shape
        )
        for shape in shapes
    )
