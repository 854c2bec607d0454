"""From the rendered text of a page file to pages of beats and items.

Paragraphs are spoken; everything else is shown, and appears with the paragraph after it. docs/pages.md describes the
format for authors.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from plainspoken.script.model import Page, Source
from plainspoken.script.page.blocks import Block, read_blocks
from plainspoken.script.page.front_matter import declared_length
from plainspoken.script.page.page_builder import PageBuilder
from plainspoken.script.page.rendered_file import Paging, RenderedFile
from plainspoken.script.template.source_positions import Locator

_OF_PAGE = re.compile(r"(?:layout:|check: off$|tracker(?::|$))")


def read_pages(manuscript: RenderedFile, paging: Paging) -> Iterator[Page]:
    """The pages of one rendered file, in order.

    Text before the first heading is a preamble, neither spoken nor shown; a file without any heading is one page. A
    thematic break ends a page; what stands below it is one more, unless a heading follows. `Paging.rest` has what is
    left when all files have been read.
    """
    outline = read_blocks(manuscript.text, manuscript.start, indented_code=manuscript.ledger is None)
    manuscript.references, manuscript.words = outline.references, outline.text
    manuscript.slides = any(block.kind == "break" for block in outline.blocks)
    manuscript.footnotes = {block.info: block for block in outline.blocks if block.kind == "footnote"}
    parts = _parts(outline.blocks)
    if _is_preamble(parts, manuscript):
        for block in parts.pop(0):
            paging.preamble.append(_written(block, manuscript.plain, manuscript.locator))
    layouts = [comment for comment in outline.comments if _OF_PAGE.match(comment.text)]
    for part in parts:
        ended = part[-1].kind == "break"
        blocks = part[:-1] if ended else part
        if not blocks or all(block.kind == "footnote" for block in blocks):
            continue
        builder = PageBuilder(manuscript, paging)
        page = builder.build(blocks, layouts)
        if blocks[0].level == 1 and not page.items and not page.beats and not ended:
            yield from paging.rest()
            paging.section = builder.heading or None
            paging.waiting = (page, builder.wish)
            continue
        if page.layout == "section" and blocks[0].level == 1:
            yield from paging.rest()
        paging.waiting = None
        yield page.model_copy(update={"id": paging.name(builder.wish)})


def _parts(blocks: list[Block]) -> list[list[Block]]:
    """The blocks of each page, from its heading or the break above it to the next; a break closes its part."""
    parts: list[list[Block]] = [[]]
    for block in blocks:
        if block.kind == "heading" and parts[-1]:
            parts.append([])
        parts[-1].append(block)
        if block.kind == "break":
            parts.append([])
    return [part for part in parts if part and part[0].kind != "break"]


def _is_preamble(parts: list[list[Block]], manuscript: RenderedFile) -> bool:
    """Whether the first part stands above the first page. Where a break closes it, it is a slide, unless it declares
    the script's length."""
    if not parts or parts[0][0].kind == "heading" or len(parts) == 1:
        return False
    if parts[0][-1].kind != "break":
        return True
    texts = [_written(block, manuscript.plain, manuscript.locator) for block in parts[0]]
    return declared_length(texts) is not None


def _written(block: Block, plain: Callable[[int, int], str], locator: Locator) -> tuple[str, Source]:
    return "\n".join(plain(*line) for line in block.lines), locator.source(block.start, block.end)


def read_preamble(text: str, locator: Locator, start: int) -> list[tuple[str, Source]]:
    """What stands above the first heading, block by block; nothing when there is no heading."""
    blocks = read_blocks(text, start).blocks
    first = next((index for index, block in enumerate(blocks) if block.kind == "heading"), 0)
    return [_written(block, lambda left, right: text[left:right], locator) for block in blocks[:first]]
