"""What a laid-out slide is made of: blocks with absolute boxes, the same for the deck, the player and the video.

All lengths are points on a page of 960 x 540 (13.333 x 7.5 inches at 72 points an inch); `left` and `top` count from
the page's upper left corner. Colours are names of roles in the theme (`text`, `accent`, ...), never values. Every block
says which item of the page it shows (`item`, its index in `Page.items`) and at which beat it appears (`appears`,
an index into `Page.beats`; `None`: it is there from the start).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

BAR_WIDTH = 5.0
"""Width of the bar beside a statement, in points."""
BAR_GAP = 24.0
"""From the bar's left edge to the text's, in points."""

SHIFTED = 0.66
"""Raised and lowered text is so much smaller than the text that it stands in, as office programs have it."""

Align = Literal["left", "center", "right"]
Anchor = Literal["top", "middle", "bottom"]


@dataclass(frozen=True)
class Box:
    """A rectangle in points."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The x of the right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """The y of the lower edge."""
        return self.top + self.height

    def inset(self, x: float, y: float | None = None) -> Box:
        """The box made smaller by `x` on the left and right and by `y` above and below."""
        y = x if y is None else y
        return Box(self.left + x, self.top + y, self.width - 2 * x, self.height - 2 * y)

    def overlaps(self, other: Box, slack: float = 0.5) -> bool:
        """Whether two boxes share more than `slack` points in both directions."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > slack and down > slack


@dataclass(frozen=True)
class TextRun:
    """A stretch of text in one style. `size` in points; `color` a role of the theme; `link` a web address, or `#` and
    the id of a page. Text that is raised or lowered (`shift`) is set in `SHIFTED` of its `size`."""

    text: str
    size: float
    color: str = "text"
    bold: bool = False
    italic: bool = False
    mono: bool = False
    link: str | None = None
    strike: bool = False
    shift: Literal["", "super", "sub"] = ""

    @property
    def drawn_size(self) -> float:
        """The size in which it is drawn, in points."""
        return self.size * SHIFTED if self.shift else self.size

    @property
    def rise(self) -> float:
        """How far it stands above its line, in points; less than 0 below it."""
        return self.size * {"": 0.0, "super": 0.3, "sub": -0.14}[self.shift]


@dataclass(frozen=True)
class Paragraph:
    """One paragraph, already broken into lines.

    Attributes:
        lines: the runs of each line as they were measured; a renderer draws them as they are. A line that ends by force
            ends in a line break.
        line_height: distance from one baseline to the next, in points.
        bullet: the mark before the first line (`•`, `2.`), or an empty string.
        indent: where the text begins, from the block's left edge; the bullet stands at `hang` left of it.
        hang: width kept for the bullet, left of `indent`.
        space_before: room above, in points (none for a block's first paragraph).
        item: the item that this paragraph shows, when paragraphs of one block show several.
        appears: the beat at which this paragraph appears.
        rightward: whether it is written from right to left: `indent` and the bullet count from the right then.
    """

    lines: tuple[tuple[TextRun, ...], ...]
    line_height: float
    align: Align = "left"
    level: int = 0
    bullet: str = ""
    indent: float = 0.0
    hang: float = 0.0
    space_before: float = 0.0
    item: int | None = None
    appears: int | None = None
    rightward: bool = False

    @property
    def runs(self) -> tuple[TextRun, ...]:
        """The runs of all lines, joined again by the spaces at which they were broken."""
        return tuple(run for line in self.lines for run in line)

    @property
    def text(self) -> str:
        """The words, without styles."""
        return "".join(run.text for run in self.runs)

    @property
    def height(self) -> float:
        """Height in points, room above included."""
        return self.space_before + self.line_height * len(self.lines)


@dataclass(frozen=True)
class TextBlock:
    """Text in a box. Lines keep the space at which they were broken at their end.

    `role` says what it is: `title`, `subtitle`, `body`, `statement`, `number`, `caption`, `code`, `heading`.
    `fill` is the role of the ground behind it, when there is one; `padding` the room between box and text; `bar` the
    role of the bar left of the text (`bar_box`, outside the block's own box), when there is one.
    """

    name: str
    box: Box
    role: str
    paragraphs: tuple[Paragraph, ...]
    anchor: Anchor = "top"
    fill: str | None = None
    padding: float = 0.0
    bar: str | None = None
    item: int | None = None
    appears: int | None = None
    kind: Literal["text"] = "text"

    @property
    def text(self) -> str:
        """The words, a line a paragraph."""
        return "\n".join(paragraph.text for paragraph in self.paragraphs)

    @property
    def text_height(self) -> float:
        """Height of the paragraphs together, in points."""
        return sum(paragraph.height for paragraph in self.paragraphs)

    @property
    def text_top(self) -> float:
        """Where the first paragraph begins, by the anchor, in points from the page's top."""
        slack = self.box.height - 2 * self.padding - self.text_height
        return self.box.top + self.padding + {"top": 0.0, "middle": slack / 2, "bottom": slack}[self.anchor]

    @property
    def bar_box(self) -> Box:
        """The bar that stands left of the text, as high as the text, when `bar` names its colour."""
        return Box(self.box.left - BAR_GAP, self.text_top, BAR_WIDTH, self.text_height)


@dataclass(frozen=True)
class PictureBlock:
    """A picture, fitted into its box with its proportions kept (the box has the picture's own proportions).

    `path` is absolute. `card` is true when the picture stands on a light card, since the ground is dark.
    `formula` is its TeX when the picture is a formula that was drawn, `scale` how much larger or smaller than it was
    drawn. `type_share` is the size of the smallest type in a figure as a share of its width (0: unknown). `vector` is
    the SVG that the picture was drawn from.
    """

    name: str
    box: Box
    path: Path
    alt: str
    card: bool = False
    formula: str | None = None
    scale: float = 1.0
    type_share: float = 0.0
    vector: Path | None = None
    item: int | None = None
    appears: int | None = None
    kind: Literal["picture"] = "picture"


@dataclass(frozen=True)
class TableCell:
    """One cell of a table: its paragraph is broken to the column's width less the padding."""

    paragraph: Paragraph


@dataclass(frozen=True)
class TableBlock:
    """A table: `rows[0]` is the header when `header` is true. `columns` and `heights` in points; `padding` is
    (across, down) within each cell."""

    name: str
    box: Box
    columns: tuple[float, ...]
    heights: tuple[float, ...]
    rows: tuple[tuple[TableCell, ...], ...]
    header: bool = True
    padding: tuple[float, float] = (10.0, 5.0)
    item: int | None = None
    appears: int | None = None
    kind: Literal["table"] = "table"


@dataclass(frozen=True)
class Node:
    """A box of a diagram with its words; `shape` is how it is drawn. Text stands in the middle."""

    id: str
    box: Box
    shape: Literal["box", "round", "circle", "plain"] = "round"
    fill: str | None = "panel"
    stroke: str | None = "line"
    paragraphs: tuple[Paragraph, ...] = ()
    dashed: bool = False


@dataclass(frozen=True)
class Edge:
    """A line of a diagram through `points` (x, y), with an arrow head at its end."""

    points: tuple[tuple[float, float], ...]
    arrow: bool = True
    stroke: str = "muted"
    width: float = 2.5
    dashed: bool = False


@dataclass(frozen=True)
class DiagramBlock:
    """A diagram of nodes and edges at absolute places, drawn in this order: nodes, edges, labels."""

    name: str
    box: Box
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    alt: str
    labels: tuple[Node, ...] = ()
    item: int | None = None
    appears: int | None = None
    kind: Literal["diagram"] = "diagram"


Block = TextBlock | PictureBlock | TableBlock | DiagramBlock

Polygon = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class SlideMark:
    """A part of a block that lights up while it is spoken of: the rest of `field` is veiled in the colour of `ground`,
    the `lit` shapes are left clear and outlined.

    Attributes:
        block: the name of the block; `part` what is marked in it.
        beat: the beat of the page in which it lights up, with the `token` of the beat that names it. It stays until
            the next mark, or until the next beat begins.
    """

    block: str
    part: str
    beat: int
    token: int
    field: Box
    lit: tuple[Polygon, ...]
    ground: str = "ground"


@dataclass(frozen=True)
class Footer:
    """What stands at the foot of a slide: the section's name, the slide's number, the thin line of progress.

    `track` is the whole line, `progress` the part of it that is behind us; neither is there on the accent's ground.
    """

    section: TextBlock | None
    number: TextBlock
    track: Box | None
    progress: Box | None


@dataclass(frozen=True)
class SlideLayout:
    """One slide: a page, or one part of a page whose text did not fit on one.

    Attributes:
        page: the page's id; `page_index` its place in the script.
        part: which part of the page (from 0) of how many `parts`.
        layout: the name of the layout that was chosen.
        number: the slide's number in the deck, from 1.
        title: the title block; every slide has one (with `parts` > 1 the same words on each).
        blocks: what is shown, in reading order.
        first_beat: the beat of the page with which this slide begins; `end_beat` the one after its last.
            A page's first part begins with the clip, before its first beat.
        notes: what the layout had to give up, for the author to read.
        marks: what lights up while it is spoken of, in the order of the words.
        moves: the boxes of its diagram that move in from their places on the slide before.
    """

    page: str
    page_index: int
    part: int
    parts: int
    layout: str
    number: int
    section: str | None
    title: TextBlock
    blocks: tuple[Block, ...]
    footer: Footer | None
    first_beat: int
    end_beat: int
    ground: str = "ground"
    notes: tuple[str, ...] = field(default=())
    marks: tuple[SlideMark, ...] = field(default=())
    moves: tuple[str, ...] = field(default=())

    def all_blocks(self) -> Iterator[Block]:
        """Title and blocks, in reading order."""
        yield self.title
        yield from self.blocks
