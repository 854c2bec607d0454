"""The talk's map in the corner: the cells of one table as small tiles, which fill as results come.

The page with the table says `<!-- tracker -->`; a later page `<!-- tracker: ROW, COLUMN = WORDS -->`, and from then on
that tile is filled and holds the words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from plainspoken.base.errors import InputError
from plainspoken.script.model import Page, Run, Table
from plainspoken.slides.layout.boxes import Box, DiagramBlock, Node, Paragraph
from plainspoken.slides.layout.text_fit import UnsetParagraph, fits, set_words
from plainspoken.slides.layout.theme import Theme

WIDTH, TILE_HEIGHT, APART = 128.0, 24.0, 3.0
"""Of the map and of a tile, and between tiles, in points."""
RESERVED = WIDTH + 24.0
"""What titles leave free for the map, in points."""
TYPE = 14.0
"""The type in a tile, in points."""


@dataclass(frozen=True)
class TalkMap:
    """The map as it is on one page: the names of its rows and columns, what is filled, which tile is new."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    filled: dict[tuple[int, int], str] = field(default_factory=dict)
    current: tuple[int, int] | None = None


def talk_maps(pages: Sequence[Page]) -> list[TalkMap | None]:
    """The map of each page; `None` until a page fills the first tile, and in talks that have no map.

    An empty map in the corner would only be a riddle.

    Raises:
        InputError: a page fills a tile that the map does not have, or before there is a map.
    """
    found: list[TalkMap | None] = []
    drawn: TalkMap | None = None
    for page in pages:
        here = None
        for said in page.tracker:
            if not said:
                here = _declared(page)
                continue
            if drawn is None:
                raise _error(
                    page, "fills a tile of a map that no page before it draws", "write `<!-- tracker -->` there"
                )
            name, _, words = said.partition("=")
            tile = _tile(name, drawn, page)
            drawn = TalkMap(drawn.rows, drawn.columns, {**drawn.filled, tile: words.strip()}, tile)
        found.append(drawn if drawn is not None and drawn.filled else None)
        drawn = here or (TalkMap(drawn.rows, drawn.columns, drawn.filled) if drawn else None)
    return found


def _declared(page: Page) -> TalkMap:
    table = next((item for item in page.items if isinstance(item, Table)), None)
    if table is None:
        raise _error(page, "says `<!-- tracker -->` and shows no table", "the table's cells are the map")
    rows = tuple(_words(row[0]) for row in table.rows)
    return TalkMap(rows, tuple(_words(cell) for cell in table.header[1:]))


def _tile(name: str, drawn: TalkMap, page: Page) -> tuple[int, int]:
    parts = [part.strip().lower() for part in name.split(",")]
    rows = [at for at, row in enumerate(drawn.rows) if row.lower() in parts]
    columns = [at for at, column in enumerate(drawn.columns) if column.lower() in parts]
    if len(rows) != 1 or len(columns) != 1:
        known = f"rows {', '.join(drawn.rows)}; columns {', '.join(drawn.columns)}"
        raise _error(page, f"fills the tile {name.strip()!r}, which the map does not have", f"it has {known}")
    return rows[0], columns[0]


def _error(page: Page, what: str, remedy: str) -> InputError:
    return InputError(f"the page {what}", file=page.at.file, line=page.at.line, column=page.at.column, remedy=remedy)


def _words(runs: Sequence[Run]) -> str:
    return " ".join("".join(run.text for run in runs).split())


def tracker_block(talk_map: TalkMap, theme: Theme) -> DiagramBlock:
    """The map in the upper right corner."""
    grid = theme.grid
    count = max(len(talk_map.columns), 1)
    width = (WIDTH - APART * (count - 1)) / count
    left, top = grid.right - WIDTH, grid.title_top - 6
    nodes = []
    for row in range(len(talk_map.rows)):
        for column in range(count):
            box = Box(left + column * (width + APART), top + row * (TILE_HEIGHT + APART), width, TILE_HEIGHT)
            words = talk_map.filled.get((row, column))
            new = talk_map.current == (row, column)
            fill = "panel" if words is None else "accent" if new else "tint"
            paragraphs = _set(words or "", box, "on_accent" if new else "text", theme)
            nodes.append(Node(f"tile {row + 1},{column + 1}", box, "box", fill, None, paragraphs))
    height = len(talk_map.rows) * (TILE_HEIGHT + APART) - APART
    said = "; ".join(f"{talk_map.rows[r]}, {talk_map.columns[c]}: {w}" for (r, c), w in talk_map.filled.items() if w)
    alt = f"The map of the talk. {said or 'Nothing is filled yet'}."
    return DiagramBlock("tracker", Box(left, top, WIDTH, height), tuple(nodes), (), alt)


def _set(words: str, box: Box, color: str, theme: Theme) -> tuple[Paragraph, ...]:
    """Words in a tile, left out where they are too long for it."""
    if not words:
        return ()
    paragraphs = set_words(
        [UnsetParagraph([Run(text=words)])],
        TYPE,
        box.width,
        theme,
        role="diagram",
        color=color,
        align="center",
        bold=True,
    )
    return paragraphs if len(paragraphs[0].lines) == 1 and fits(paragraphs, box, theme) else ()
