"""Evidence in a box: a picture, a formula, a table or a code block, as large as the box and its own shape allow."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from plainspoken.base.errors import InputError
from plainspoken.script.model import Code, Diagram, Formula, Picture, Quote, Run, Table
from plainspoken.slides.layout.boxes import Block, Box, PictureBlock, TextBlock
from plainspoken.slides.layout.picture_files import PICTURE_CONTRAST, ReadyPicture, ready_picture
from plainspoken.slides.layout.text_fit import UnsetParagraph, does_not_fit, fit_text
from plainspoken.slides.layout.theme import Theme, contrast

Evidence = Picture | Diagram | Formula | Table | Code | Quote
FOOT_GAP = 6.0
"""Room between a picture and what stands below it in small type, in points."""
SMALLEST_FORMULA = 14.0
"""A formula's letters are no smaller than this, in points."""
CARD = 8.0
"""Room of a light card around a picture on a dark ground, in points."""


@dataclass(frozen=True)
class LayoutContext:
    """Where evidence is placed: the theme, the build folder of figures, and the folder of the talk."""

    theme: Theme
    build: Path
    folder: Path


def aspect_of(item: Evidence, context: LayoutContext) -> float:
    """Width over height of an item's natural shape; tables and code count by their own text."""
    match item:
        case Picture():
            ready = ready_picture(item, context.folder, context.build)
            return ready.width / ready.height
        case Formula():
            from plainspoken.slides.layout.formula_picture import formula_picture

            drawn = formula_picture(item, context.theme, context.build)
            return drawn.width / drawn.height
        case Diagram():
            from plainspoken.slides.layout.diagrams import diagram_aspect

            return diagram_aspect(item)
        case Code():
            lines = item.text.rstrip("\n").split("\n")
            return max(map(len, lines)) * 0.6 / (len(lines) * 1.15)
        case Table():
            return 2.0
        case Quote():
            return 3.0


def place(item: Evidence, index: int, box: Box, context: LayoutContext, *, caption: bool = True) -> list[Block] | None:
    """The blocks that show `item` in `box`, or `None` when it does not fit at the floor size.

    Raises:
        InputError: the item's picture is missing or cannot be read, its formula or diagram cannot be drawn.
    """
    match item:
        case Picture():
            return _place_picture(item, index, box, context, caption=caption)
        case Formula():
            return _place_formula(item, index, box, context)
        case Diagram():
            from plainspoken.slides.layout.diagrams import place_diagram

            return place_diagram(item, index, box, context.theme)
        case Table():
            from plainspoken.slides.layout.table_block import place_table

            table = place_table(item, index, box, context.theme)
            return [table] if table else None
        case Code():
            from plainspoken.slides.layout.code_block import place_code

            code = place_code(item, index, box, context.theme)
            return [code] if code else None
        case Quote():
            quote = fit_text(
                f"item-{index}",
                [UnsetParagraph(item.runs, item=index, appears=item.appears)],
                Box(box.left + 24, box.top, box.width - 24, box.height),
                context.theme,
                scale="statement",
                bar="accent",
                anchor="middle",
            )
            return [quote] if quote else None


def fitted(aspect: float, box: Box) -> Box:
    """The largest box of an aspect in the middle of `box`."""
    width = min(box.width, box.height * aspect)
    height = width / aspect
    return Box(box.left + (box.width - width) / 2, box.top + (box.height - height) / 2, width, height)


def _place_picture(item: Picture, index: int, box: Box, context: LayoutContext, *, caption: bool) -> list[Block]:
    ready = ready_picture(item, context.folder, context.build)
    path, width, height = ready.path, ready.width, ready.height
    below = "; ".join(filter(None, [item.caption, item.foot])) if caption else ""
    words: TextBlock | None = None
    if below:
        words = _foot(below, item, index, box, context)
        if words is None and item.caption:
            raise InputError(
                f"the caption {item.caption!r} is longer than two lines below its picture",
                file=item.at.file,
                line=item.at.line,
                column=item.at.column,
                remedy="shorten the caption, and say the rest",
            )
    if words is not None:
        box = Box(box.left, box.top, box.width, box.height - words.text_height - FOOT_GAP)
    card = context.theme.variant == "dark" and (
        (item.figure is not None and _is_light(path)) or wants_card(ready, context.theme)
    )
    room = fitted(width / height, box.inset(CARD) if card else box)
    picture = PictureBlock(
        f"item-{index}",
        room,
        path,
        item.alt,
        card=card,
        type_share=item.type_share,
        vector=ready.vector,
        item=index,
        appears=item.appears,
    )
    if words is None:
        return [picture]
    top = room.bottom + (CARD if card else 0) + FOOT_GAP
    return [picture, replace(words, box=replace(words.box, top=top, height=words.text_height))]


def _foot(text: str, item: Picture, index: int, box: Box, context: LayoutContext) -> TextBlock | None:
    """Caption and foot line of a picture: in one line at the picture's left edge, or in two; `None` when they need
    more."""
    block = fit_text(
        f"item-{index}-caption",
        [UnsetParagraph([Run(text=text)], item=index, appears=item.appears)],
        Box(box.left, box.bottom - 44, box.width, 44),
        context.theme,
        scale="caption",
        color="muted",
        align="center",
    )
    return block and replace(block, role="caption", item=index, appears=item.appears)


def smallest_type(blocks: list[Block]) -> float:
    """The size of the smallest type in a placed picture, in points, where that is known; else infinite."""
    picture = next((block for block in blocks if isinstance(block, PictureBlock)), None)
    share = picture.type_share if picture is not None else 0.0
    return share * picture.box.width if share and picture is not None else float("inf")


def _place_formula(item: Formula, index: int, box: Box, context: LayoutContext) -> list[Block]:
    from plainspoken.slides.layout.formula_picture import SIZE as FORMULA_SIZE
    from plainspoken.slides.layout.formula_picture import formula_picture

    drawn = formula_picture(item, context.theme, context.build)
    room = fitted(drawn.width / drawn.height, box)
    if room.width > drawn.width:  # not larger than the type scale sets it
        room = fitted(
            drawn.width / drawn.height,
            Box(box.left + (box.width - drawn.width) / 2, box.top, drawn.width, box.height),
        )
    if room.width / drawn.width * FORMULA_SIZE < SMALLEST_FORMULA:
        raise does_not_fit("the formula", item.at, "break it into several, or show its main terms")
    return [
        PictureBlock(
            f"item-{index}",
            room,
            drawn.path,
            drawn.alt,
            formula=item.tex,
            scale=room.width / drawn.width,
            item=index,
            appears=item.appears,
        )
    ]


def wants_card(ready: ReadyPicture, theme: Theme) -> bool:
    """Whether what is drawn on a clear ground can hardly be seen on the theme's ground, and better on a light card."""
    if ready.ink is None or contrast(ready.ink, theme.color("ground")) >= PICTURE_CONTRAST:
        return False
    return contrast(ready.ink, theme.color("card")) >= PICTURE_CONTRAST


def _is_light(path: Path) -> bool:
    """Whether a figure stands on a light ground of its own, by its upper left corner."""
    return _corner(path, path.stat().st_mtime_ns) > 127


@lru_cache(maxsize=256)
def _corner(path: Path, _changed: int) -> int:
    """The lightness of a picture's upper left pixel, from 0 to 255; asked again when the file has changed."""
    from PIL import Image

    with Image.open(path) as image:
        return image.crop((0, 0, 1, 1)).convert("L").tobytes()[0]
