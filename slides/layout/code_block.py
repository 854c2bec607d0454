"""Code on a slide: highlighted as text by pygments, in the largest size at which every line fits unbroken."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from plainspoken.script.model import Code
from plainspoken.slides.layout.boxes import Box, Paragraph, TextBlock, TextRun
from plainspoken.slides.layout.text_fit import does_not_fit, height_of, spacing
from plainspoken.slides.layout.text_width import line_width, run_width, too_wide
from plainspoken.slides.layout.theme import Theme

PADDING = 18.0
"""Room between the panel and the code, in points."""
AIRY = 1.3
"""Distance of lines where there is room, as a multiple of single spacing."""
FILLED, ROOMIEST = 0.64, 1.7
"""The panel of a short piece of code alone takes this share of its place, but is no higher than so many times what it
needs."""
BETWEEN = 18.0
"""Room between two panels, in points."""
NARROWEST = 0.6
"""A panel is at least this share of its place wide, however short its lines."""


def place_code(item: Code, index: int, box: Box, theme: Theme) -> TextBlock | None:
    """The code in the largest size of the scale that fits `box` without breaking a line, or `None`."""
    placed = place_listings([(index, item)], box, theme)
    return placed[0] if placed else None


def place_listings(items: Sequence[tuple[int, Code]], box: Box, theme: Theme) -> list[TextBlock] | None:
    """Pieces of code one below the other, all in the largest size in which they fit `box`, or `None`. Their panels
    are as wide as the longest line of all, but no less than `NARROWEST` of the box."""
    for size in theme.sizes("code"):
        for airy in (AIRY, 1.0):
            listings = [_set_code(item, size, theme, airy=airy) for _, item in items]
            widest = max(line_width(line.lines[0], theme) for listing in listings for line in listing)
            heights = [height_of(listing) + 2 * PADDING for listing in listings]
            if widest > box.width - 2 * PADDING or sum(heights) + BETWEEN * (len(items) - 1) > box.height:
                continue
            width = round(min(box.width, max(widest + 2 * PADDING + 1, NARROWEST * box.width)), 2)
            if len(heights) == 1:
                heights[0] = max(heights[0], min(FILLED * box.height, ROOMIEST * heights[0]))
            blocks, top = [], box.top
            for (index, item), listing, height in zip(items, listings, heights, strict=True):
                blocks.append(
                    TextBlock(
                        name=f"item-{index}",
                        box=Box(box.left, top, width, height),
                        role="code",
                        paragraphs=listing,
                        fill="panel",
                        padding=PADDING,
                        anchor="middle",
                        item=index,
                        appears=item.appears,
                    )
                )
                top += height + BETWEEN
            return blocks
    return None


def split_code(item: Code, index: int, box: Box, theme: Theme) -> list[tuple[TextBlock, Code]]:
    """The code over as many boxes as it needs, cut at an empty line where one is near.

    Raises:
        InputError: a line is wider than the box at the floor size; it says which and how many letters fit.
    """
    floor = theme.sizes("code")[-1]
    width = box.width - 2 * PADDING
    for number, paragraph in enumerate(_set_code(item, floor, theme), 1):
        if (line := too_wide(paragraph.lines, width, theme)) is not None:
            letters = int(width / run_width(TextRun("0", floor, mono=True), theme))
            raise does_not_fit(
                f"line {number} of the code", item.at, f"it has {len(line)} letters, {letters} fit in this place"
            )
    lines = item.text.rstrip("\n").split("\n")
    for count in range(1, len(lines) + 1):
        parts = [item.model_copy(update={"text": "\n".join(part)}) for part in _shares(lines, count)]
        blocks = [place_code(part, index, box, theme) for part in parts]
        if all(blocks):
            return [(block, part) for block, part in zip(blocks, parts, strict=True) if block]
    raise does_not_fit("the code", item.at)


def _shares(lines: list[str], count: int) -> list[list[str]]:
    """Lines in `count` parts of about equal length, cut at an empty line within three lines of the place."""
    cuts = [0]
    for number in range(1, count):
        target = round(len(lines) * number / count)
        near = sorted(range(target - 3, target + 4), key=lambda place: abs(place - target))
        empty = [place for place in near if cuts[-1] < place < len(lines) and not lines[place].strip()]
        cuts.append(empty[0] if empty else max(cuts[-1] + 1, target))
    parts = [lines[start:stop] for start, stop in zip(cuts, [*cuts[1:], len(lines)], strict=True)]
    return [_trimmed(part) for part in parts if any(line.strip() for line in part)]


def _trimmed(lines: list[str]) -> list[str]:
    while lines and not lines[0].strip():
        lines = lines[1:]
    return lines


def _set_code(item: Code, size: float, theme: Theme, *, airy: float = 1.0) -> tuple[Paragraph, ...]:
    leading = round(spacing(theme, "code", size, mono=True) * airy, 2)
    return tuple(
        Paragraph(
            lines=(tuple(TextRun(text, size, color, mono=True) for text, color in line),),
            line_height=leading,
        )
        for line in highlighted(item.text.rstrip("\n"), item.language)
    )


@lru_cache(maxsize=128)
def highlighted(code: str, language: str) -> tuple[tuple[tuple[str, str], ...], ...]:
    """Each line of `code` as pieces of text with the colour role of their kind; tabs become four spaces.

    A language that pygments does not know is set as plain text.
    """
    from pygments.lexers import TextLexer, get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_by_name(language or "text", stripnl=False, ensurenl=False)
    except ClassNotFound:
        lexer = TextLexer(stripnl=False, ensurenl=False)
    lines: list[list[tuple[str, str]]] = [[]]
    for kind, text in lexer.get_tokens(code.expandtabs(4)):
        color = _color_of(str(kind))
        for place, piece in enumerate(text.split("\n")):
            if place:
                lines.append([])
            if piece:
                lines[-1].append((piece, color))
    return tuple(tuple(line) or (("", "text"),) for line in lines)


_COLORS = [
    ("Token.Keyword", "code_keyword"),
    ("Token.Operator.Word", "code_keyword"),
    ("Token.Name.Builtin", "code_name"),
    ("Token.Name.Function", "code_name"),
    ("Token.Name.Class", "code_name"),
    ("Token.Name.Decorator", "code_name"),
    ("Token.Literal.String", "code_string"),
    ("Token.Literal.Number", "code_number"),
    ("Token.Comment", "code_comment"),
]


def _color_of(kind: str) -> str:
    return next((color for prefix, color in _COLORS if kind.startswith(prefix)), "text")
