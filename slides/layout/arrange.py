"""Where things go on a slide: one function a family of layouts, from a page to the drafts of its slides."""

from __future__ import annotations

from dataclasses import replace

from plainspoken.script.model import Bullet, Code, Quote, Table
from plainspoken.slides.layout.boxes import Block, Box, TextBlock
from plainspoken.slides.layout.choose_layout import number_of
from plainspoken.slides.layout.code_block import place_listings, split_code
from plainspoken.slides.layout.evidence_block import Evidence, LayoutContext, aspect_of, place, smallest_type
from plainspoken.slides.layout.opening_pages import closing, cover, large, section_card
from plainspoken.slides.layout.page_draft import Draft, PageState, settled
from plainspoken.slides.layout.side_by_side import is_pair, place_pair
from plainspoken.slides.layout.table_block import split_table
from plainspoken.slides.layout.text_fit import (
    UnsetParagraph,
    bullet_words,
    does_not_fit,
    fit_bullets,
    fit_few,
    fit_text,
    split_bullets,
    spread,
)

GAP = 18.0
"""Room between evidence and the list below it, in points."""
MEANING = 36.0
"""What a large figure means is set in at most this size, in points."""
FILLED = 0.66
"""A list alone on a page is spread over about this share of its height."""
WIDE = 2.3
"""A figure wider than this many times its height has its list below it, a narrower one beside it."""


def arrange(state: PageState) -> list[Draft]:
    """The slides of a page.

    Raises:
        InputError: something does not fit even at the floor sizes, or a picture is missing.
    """
    match state.layout:
        case "title":
            return [cover(state)]
        case "section":
            return [section_card(state)]
        case "closing":
            return [closing(state)]
        case "statement":
            return [_statement(state)]
        case "number":
            return [_number(state)]
        case "comparison":
            return [_comparison(state)]
        case "bullets":
            return _bullets(state)
        case _:
            return _evidence(state)


def _statement(state: PageState) -> Draft:
    """A quotation in the middle below the title; without one, the title is the statement."""
    quotes = [(index, item) for index, item in state.contents.evidence if isinstance(item, Quote)]
    if not quotes:
        return large(state)
    index, quote = quotes[0]
    body = state.body
    blocks = place(quote, index, Box(body.left, body.top, body.width - 64, body.height - 24), state.context)
    if blocks is None:
        raise does_not_fit("the quotation", quote.at)
    extra, shown = _below(state, blocks)
    return Draft(state.title, [*blocks, *extra], [index, *shown])


def _below(state: PageState, blocks: list[Block]) -> tuple[list[Block], list[int]]:
    """The list of a statement or number page, at the foot of the body."""
    bullets = [(index, bullet) for index, bullet in state.contents.bullets if bullet is not None]
    if not bullets or any(block.name == "body" for block in blocks):
        return [], []
    body = state.body
    for height in (60.0, 90.0, 130.0):
        foot = Box(body.left + 24, body.bottom - height, body.width - 24, height)
        block = fit_bullets("body", bullets, foot, state.context.theme)
        if block is not None:
            for place_, other in enumerate(blocks):
                if isinstance(other, TextBlock) and other.box.overlaps(foot):
                    room = replace(other.box, height=foot.top - GAP - other.box.top)
                    if other.text_height > room.height:
                        raise does_not_fit("the list below the quotation", bullets[0][1].at)
                    blocks[place_] = replace(other, box=room)
            return [block], [index for index, _ in bullets]
    raise does_not_fit("the list below the quotation", bullets[0][1].at)


def _number(state: PageState) -> Draft:
    """The bold words very large in the accent, the rest of the sentence below them, in the middle of the page."""
    theme, body = state.context.theme, state.body
    worded = [(index, item) for index, item in enumerate(state.page.items) if isinstance(item, Quote | Bullet)]
    index, item = next((pair for pair in worded if isinstance(pair[1], Quote)), worded[0])
    head, rest = number_of(item) or (list(item.runs), [])
    bullets = [(place_, bullet) for place_, bullet in state.contents.bullets if place_ != index]
    room = Box(body.left, body.top, body.width, body.height * (0.72 if bullets else 1.0))
    figure = fit_text(
        f"item-{index}",
        [UnsetParagraph(head, item=index, appears=item.appears)],
        replace(room, height=190),
        theme,
        scale="number",
        color="accent",
        bold=True,
        align="center",
    )
    if figure is None:
        raise does_not_fit("the figure", item.at)
    blocks: list[Block] = [figure]
    heights = [figure.text_height]
    if "".join(run.text for run in rest).strip():
        rest[0] = rest[0].model_copy(update={"text": rest[0].text.lstrip()})
        meaning = fit_text(
            f"item-{index}-meaning",
            [UnsetParagraph(rest, item=index, appears=item.appears)],
            Box(body.left + body.width * 0.1, room.top, body.width * 0.8, 120),
            theme,
            scale="statement",
            sizes=[size for size in theme.sizes("statement") if size <= MEANING],
            role="statement",
            align="center",
        )
        if meaning is None:
            raise does_not_fit("what the figure means", item.at)
        blocks.append(meaning)
        heights.append(meaning.text_height)
    top = room.top + (room.height - sum(heights) - 8 * (len(blocks) - 1)) * 0.42
    for place_, height in enumerate(heights):
        block = blocks[place_]
        blocks[place_] = replace(block, box=replace(block.box, top=top, height=round(height, 2)))
        top += height + 8
    if bullets:
        top = max(room.bottom, top + GAP)
        body_block = fit_bullets("body", bullets, Box(body.left, top, body.width, body.bottom - top), theme)
        if body_block is None:
            raise does_not_fit("the list below the figure", bullets[0][1].at)
        blocks.append(body_block)
    return Draft(state.title, blocks, [index, *[place_ for place_, _ in bullets]])


def _comparison(state: PageState) -> Draft:
    """Two columns: the first-level items are their headings."""
    theme, grid = state.context.theme, state.context.theme.grid
    columns: list[tuple[tuple[int, Bullet], list[tuple[int, Bullet]]]] = []
    for index, bullet in state.contents.bullets:
        if bullet.level == 0:
            columns.append(((index, bullet), []))
        else:
            columns[-1][1].append((index, bullet.model_copy(update={"level": bullet.level - 1})))
    blocks: list[Block] = []
    for side, ((index, head), below) in enumerate(columns):
        left, width = grid.span(side * 6, 6)
        heading = fit_text(
            f"item-{index}",
            [UnsetParagraph(head.runs, item=index, appears=head.appears)],
            Box(left, state.body.top, width - 12, 40),
            theme,
            scale="body",
            role="heading",
            color="accent",
            bold=True,
            anchor="bottom",
        )
        column = fit_bullets(
            f"body-{side + 1}", below, Box(left, state.body.top + 56, width - 12, state.body.height - 56), theme
        )
        if heading is None or (below and column is None):
            raise does_not_fit("a column of the comparison", head.at)
        blocks += [heading, *([column] if column else [])]
    return Draft(state.title, blocks, [index for index, _ in state.contents.bullets])


def _columns(state: PageState) -> Draft | None:
    """The lists of the author's own two columns beside each other; None where they are not two, or do not fit."""
    theme, grid, body = state.context.theme, state.context.theme.grid, state.body
    sides = [[pair for pair in state.contents.bullets if pair[1].column == side] for side in (0, 1)]
    if not all(sides) or sum(map(len, sides)) < len(state.contents.bullets):
        return None
    blocks: list[Block] = []
    for side, bullets in enumerate(sides):
        left, width = grid.span(side * 6, 6)
        block = fit_bullets(f"body-{side + 1}", bullets, Box(left, body.top, width - 12, body.height), theme)
        if block is None:
            return None
        blocks.append(block)
    # Both in the size of the smaller one.
    size = min(run.size for block in blocks if isinstance(block, TextBlock) for p in block.paragraphs for run in p.runs)
    again = [
        fit_text(block.name, bullet_words(bullets), block.box, theme, scale="body", sizes=[size])
        for block, bullets in zip(blocks, sides, strict=True)
    ]
    blocks = [other or block for block, other in zip(blocks, again, strict=True)]
    return Draft(state.title, settled(blocks, body), [index for index, _ in state.contents.bullets])


def _bullets(state: PageState) -> list[Draft]:
    """A list over as many slides as it needs. Lines are kept short enough to read: ten of the twelve columns."""
    theme, grid = state.context.theme, state.context.theme.grid
    if not state.contents.bullets:
        return [Draft(state.title, [], [])]
    if beside := _columns(state):
        return [beside]
    _, width = grid.span(0, 11)
    box = replace(state.body, width=width)
    if len(state.contents.bullets) <= 2 and (few := fit_few("body", state.contents.bullets, box, theme)):
        block = spread(few, FILLED)
        return [Draft(state.title, settled([block], state.body), [index for index, _ in state.contents.bullets])]
    return [
        Draft(state.title, settled([spread(block, FILLED)], state.body), [index for index, _ in group])
        for block, group in split_bullets("body", state.contents.bullets, box, theme)
    ]


def _evidence(state: PageState) -> list[Draft]:
    """Evidence with or without a list: together where they fit, else over several slides."""
    body, contents = state.body, state.contents
    if not contents.bullets:
        blocks = _grid(contents.evidence, body, state.context)
        if blocks is not None:
            return [Draft(state.title, settled(blocks, body), [index for index, _ in contents.evidence])]
        return _one_by_one(state)
    together = _in_turn(state, contents.bullets)
    if together is not None:
        return together
    blocks = _grid(contents.evidence, body, state.context)
    drafts = (
        [Draft(state.title, blocks, [index for index, _ in contents.evidence])]
        if blocks is not None
        else _one_by_one(state)
    )
    return drafts + _bullets(state)


def _in_turn(state: PageState, bullets: list[tuple[int, Bullet]]) -> list[Draft] | None:
    """Evidence with as much of its list as fits beside it, and again with the rest; `None` where it does not go."""
    drafts: list[Draft] = []
    while bullets:
        cuts = [*(at for at in range(1, len(bullets)) if bullets[at][1].level == 0), len(bullets)]
        best = _with_list(state, bullets)
        cut = len(bullets)
        low, high = 0, len(cuts) - 1
        while best is None and low < high:  # the longest beginning that fits, by halves: a shorter one fits as well
            middle = (low + high) // 2
            found = _with_list(state, bullets[: cuts[middle]])
            if found is None:
                high = middle
            else:
                low = middle + 1
        if best is None:
            cut = cuts[low - 1] if low else 0
            best = _with_list(state, bullets[:cut]) if cut else None
        if best is None:
            return None
        drafts.append(best)
        bullets = bullets[cut:]
    return drafts


def _with_list(state: PageState, bullets: list[tuple[int, Bullet]]) -> Draft | None:
    """Evidence and list on one slide: beside each other, or the list below. The choice hangs on the evidence's
    shape alone, so that one more bullet does not turn the page around."""
    theme, body, evidence = state.context.theme, state.body, state.contents.evidence
    aspect = sum(aspect_of(item, state.context) for _, item in evidence)
    shown = [index for index, _ in evidence] + [index for index, _ in bullets]
    beside = len(evidence) == 1 and aspect < WIDE and not isinstance(evidence[0][1], Table)
    if beside:
        for count in (8, 7, 6):
            left, width = theme.grid.span(0, count)
            if not isinstance(evidence[0][1], Code):
                width = min(width, body.height * aspect)
            blocks = _grid(evidence, Box(left, body.top, width, body.height), state.context)
            start = left + width + 2 * theme.grid.gutter
            room = Box(start, body.top, min(body.right - start, theme.grid.span(0, 6)[1]), body.height)
            words = fit_bullets("body", bullets, room, theme)
            if blocks is not None and words is not None:
                return Draft(state.title, [*blocks, spread(_beside(words, blocks), FILLED)], shown)
        if _is_figure(evidence):
            return None
    for share in (0.2, 0.28, 0.36, 0.45):
        height = body.height * share
        room = Box(body.left, body.bottom - height, body.width, height)
        words = fit_bullets("body", bullets, room, theme)
        if words is None:
            continue
        blocks = _grid(evidence, replace(body, height=body.height - height - GAP), state.context)
        if blocks is None:
            return None
        lowest = max(block.box.bottom for block in blocks)
        top = min(lowest + GAP, words.box.top) if not _is_figure(evidence) else words.box.top
        height = body.bottom - top
        placed = [*blocks, replace(words, box=replace(room, top=top, height=height))]
        return Draft(state.title, placed if _is_figure(evidence) else settled(placed, body), shown)
    return None


def _is_figure(evidence: list[tuple[int, Evidence]]) -> bool:
    return not all(isinstance(item, Table | Code) for _, item in evidence)


def _beside(words: TextBlock, blocks: list[Block]) -> TextBlock:
    """The list beside evidence begins where the evidence begins, and has its height when it has room in it."""
    top = min(block.box.top for block in blocks)
    room = words.box.bottom - top
    if words.text_height <= room:
        return replace(words, box=replace(words.box, top=top, height=room))
    return words


def _grid(evidence: list[tuple[int, Evidence]], box: Box, context: LayoutContext) -> list[Block] | None:
    """Evidence side by side (up to three), or in two rows (four and more)."""
    count = len(evidence)
    if count == 1:
        return place(evidence[0][1], evidence[0][0], box, context)
    listings = [(index, item) for index, item in evidence if isinstance(item, Code)]
    if len(listings) == count:
        panels = place_listings(listings, box, context.theme)
        return [*panels] if panels else None
    if is_pair(evidence):
        return place_pair(evidence, box, context)
    across = count if count <= 3 else -(-count // 2)
    gap = 2 * context.theme.grid.gutter
    rows = -(-count // across)
    height = (box.height - (rows - 1) * GAP) / rows
    blocks: list[Block] = []
    for row in range(rows):
        members = evidence[row * across : (row + 1) * across]
        left = box.left
        for (index, item), width in zip(
            members, _shares(members, box.width - gap * (len(members) - 1), context), strict=True
        ):
            placed = place(item, index, Box(left, box.top + row * (height + GAP), width, height), context)
            if placed is None or smallest_type(placed) < context.theme.sizes("diagram")[-1]:
                return None  # on slides of their own both can be read
            blocks += placed
            left += width + gap
    return blocks


def _shares(members: list[tuple[int, Evidence]], width: float, context: LayoutContext) -> list[float]:
    """Widths by the shapes of what stands in a row, so that figures get about equal heights."""
    aspects = [min(max(aspect_of(item, context), 0.6), 2.5) for _, item in members]
    return [width * aspect / sum(aspects) for aspect in aspects]


def _one_by_one(state: PageState) -> list[Draft]:
    """Each piece of evidence on slides of its own; tables and code over several where they are long."""
    body, drafts = state.body, []
    for index, item in state.contents.evidence:
        if isinstance(item, Table):
            for table, _ in split_table(item, index, body, state.context.theme):
                drafts.append(Draft(state.title, [table], [index]))
        elif isinstance(item, Code):
            for code, _ in split_code(item, index, body, state.context.theme):
                drafts.append(Draft(state.title, [code], [index]))
        else:
            blocks = place(item, index, body, state.context)
            if blocks is None:
                raise does_not_fit(f"the {item.kind}", item.at)
            drafts.append(Draft(state.title, blocks, [index]))
    return drafts
