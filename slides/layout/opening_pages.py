"""Pages that open something: the talk's cover, a section's card, a statement without evidence."""

from __future__ import annotations

from dataclasses import dataclass, replace

from plainspoken.script.model import Picture, Run, Script
from plainspoken.slides.layout.boxes import Align, Anchor, Block, Box, TextBlock
from plainspoken.slides.layout.evidence_block import place as place_evidence
from plainspoken.slides.layout.page_draft import Draft, PageState
from plainspoken.slides.layout.text_fit import UnsetParagraph, does_not_fit, fit_text
from plainspoken.slides.layout.theme import Grid, Opening

COVER_SHARE = 0.56
"""The part of a cover that the words have beside a picture."""
TAKEN_HOME = 32.0
"""What to take home is set in at most this size, in points."""
LISTED = 9
"""At most this many sections are listed on a card: those around the one that opens."""


@dataclass(frozen=True)
class CardPlaces:
    """Where things stand on a section's card."""

    number: Box
    title: Box
    lines: Box
    sections: Box


def card_places(grid: Grid) -> CardPlaces:
    """The number and the name on the left, the list of sections on the right third."""
    left, (start, width) = grid.margin + 24, grid.span(8, 4)
    wide = start - left - 40
    return CardPlaces(
        number=Box(left, 84, wide, 120),
        title=Box(left, 212, wide, 190),
        lines=Box(left, 410, wide, 76),
        sections=Box(start, 60, width, grid.height - 120),
    )


def large_title(
    state: PageState,
    box: Box,
    scale: str,
    *,
    color: str = "text",
    bar: str | None = None,
    top: bool = False,
    align: Align = "left",
    anchor: Anchor | None = None,
    smaller: bool = False,
) -> TextBlock:
    """The page's title large in `box`, at its foot unless `top` or another `anchor` is given; with
    `smaller`, in sizes below those of the scale too.

    Raises:
        InputError: it does not fit.
    """
    block = fit_text(
        "title",
        [UnsetParagraph([Run(text=state.heading)])],
        box,
        state.context.theme,
        scale=scale,
        sizes=[*state.context.theme.sizes(scale), 36.0, 32.0, 28.0, 24.0] if smaller else (),
        role="title",
        bold=True,
        color=color,
        align=align,
        anchor=anchor or ("top" if top else "bottom"),
        bar=bar,
    )
    if block is None:
        raise does_not_fit("the title", state.page.at)
    return block


def cover(state: PageState) -> Draft:
    """The talk's name large on the accent's ground, author, date and place below a rule; a picture of the page takes
    the right part of it. A template's own title page has its own places."""
    if (opening := state.context.theme.openings.get("title")) is not None:
        return _opened(state, opening, _cover_lines(state))
    grid, theme = state.context.theme.grid, state.context.theme
    ground = theme.section_ground
    text, dim = ("on_accent", "tint") if ground == "accent" else ("text", "muted")
    pictures = [(index, item) for index, item in state.contents.evidence if isinstance(item, Picture)]
    left = grid.margin + 24
    width = (grid.width * COVER_SHARE - left - 32) if pictures else grid.inner - 96
    title = large_title(
        state, Box(left, 70, width, 230), "cover", bar="tint" if ground == "accent" else "accent", color=text
    )
    blocks: list[Block] = []
    shown = [index for index, _ in state.contents.bullets]
    words = _cover_lines(state)
    if words:
        below = fit_text("body", words, Box(left, 322, width, 160), theme, scale="subtitle", color=dim, gap=0.25)
        if below is None:
            raise does_not_fit("what stands below the title", state.page.at)
        blocks.append(below)
    if pictures:
        index, picture = pictures[0]
        edge = grid.width * COVER_SHARE
        panel = Box(edge, 0, grid.width - edge, grid.height)
        blocks.append(
            TextBlock(f"item-{index}-panel", panel, "panel", (), fill="card" if theme.variant == "dark" else "ground")
        )
        placed = place_evidence(picture, index, panel.inset(28, 40), state.context, caption=False)
        blocks += placed or []
        shown.append(index)
    return Draft(title, blocks, shown, ground=ground, foot=False)


def _cover_lines(state: PageState) -> list[UnsetParagraph]:
    """What stands below the talk's name: the page's list, author, place and date."""
    words = _lines(state)
    said = " ".join(run.text for word in words for run in word.runs)
    script = state.script
    if script.author and script.author not in said:
        words.append(UnsetParagraph([Run(text=script.author)]))
    if occasion := ", ".join(part for part in (script.place, script.date) if part and part not in said):
        words.append(UnsetParagraph([Run(text=occasion)]))
    return words


def _opened(state: PageState, opening: Opening, words: list[UnsetParagraph]) -> Draft:
    """A page on a template's own title or section layout: its words where that has them, a picture in what is left."""
    theme = state.context.theme
    pictures = [(index, item) for index, item in state.contents.evidence if isinstance(item, Picture)]
    place = Box(*opening.title)
    room = replace(place, top=max(place.top, 20.0), height=max(place.height, 60.0))
    title = large_title(
        state, room, "cover", color=opening.text, align=opening.align, anchor=opening.anchor, smaller=True
    )
    blocks: list[Block] = []
    if words:
        low = title.text_top + title.text_height
        lines = Box(*opening.lines) if opening.lines else Box(room.left, low + 16, room.width, 90)
        if lines.top < low + 4 and lines.bottom > title.text_top:
            lines = Box(lines.left, low + 8, lines.width, max(lines.height, 60.0))
        lines = replace(lines, height=max(60.0, min(max(lines.height, 90.0), theme.grid.height - lines.top - 8)))
        below = fit_text(
            "body", words, lines, theme, scale="subtitle", color=opening.dim, gap=0.25, align=opening.align,
            sizes=[*theme.sizes("subtitle"), 18.0, 16.0, 14.0],
        )  # fmt: skip
        if below is None:
            raise does_not_fit("what stands below the title", state.page.at)
        blocks.append(below)
    shown = [index for index, _ in state.contents.bullets]
    for index, picture in pictures[:1]:
        low = max(block.box.bottom for block in [title, *blocks])
        side = Box(room.left, low + 10, room.width, theme.grid.height - low - 40)
        blocks += (place_evidence(picture, index, side, state.context, caption=False) or []) if side.height > 60 else []
        shown.append(index)
    return Draft(title, blocks, shown, ground=opening.ground, foot=False)


def closing(state: PageState) -> Draft:
    """What to take home: the items of the page's list large, one below the other with a rule between, numbered in the
    accent, over the whole height; the author below them."""
    theme, body = state.context.theme, state.body
    bullets = state.contents.bullets
    author = state.script.author
    room = body.height - (34 if author else 0)
    high = room / max(len(bullets), 1)
    blocks: list[Block] = []
    sizes = [size for size in theme.sizes("statement") if size <= TAKEN_HOME] + theme.sizes("body")[1:]
    for size in sizes:
        blocks = []
        for place_, (index, bullet) in enumerate(bullets):
            row = Box(body.left, body.top + place_ * high, body.width, high)
            words = fit_text(
                f"item-{index}",
                [UnsetParagraph(bullet.runs, item=index, appears=bullet.appears)],
                Box(row.left + 76, row.top + 6, row.width - 76, row.height - 12),
                theme,
                scale="body",
                sizes=[size],
                anchor="middle",
                role="takeaway",
            )
            number = fit_text(
                f"item-{index}-number",
                [UnsetParagraph([Run(text=str(place_ + 1))], item=index, appears=bullet.appears)],
                Box(row.left, row.top + 6, 64, row.height - 12),
                theme,
                scale="body",
                sizes=[min(60.0, row.height * 0.6)],
                color="accent",
                bold=True,
                anchor="middle",
                role="takeaway",
            )
            if words is None or number is None:
                break
            blocks += [number, words]
        else:
            break
    else:
        raise does_not_fit("the list of what to take home", state.page.at)
    if author:
        foot = Box(body.left, body.bottom - 26, body.width, 26)
        last = fit_text(
            "author", [UnsetParagraph([Run(text=author)])], foot, theme, scale="subtitle", sizes=[20.0], color="muted"
        )
        blocks += [last] if last else []
    return Draft(state.title, blocks, [index for index, _ in bullets])


def large(state: PageState) -> Draft:
    """The title alone, large, with a list as smaller lines below it."""
    grid, theme = state.context.theme.grid, state.context.theme
    left, width = grid.margin + 24, grid.inner - 96
    title = large_title(state, Box(left, 110, width, 200), "statement", bar="accent")
    blocks: list[Block] = []
    if lines := _lines(state):
        below = fit_text("body", lines, Box(left, 330, width, 150), theme, scale="subtitle", gap=0.25)
        if below is None:
            raise does_not_fit("the list below the title", state.page.at)
        blocks.append(below)
    return Draft(title, blocks, [index for index, _ in state.contents.bullets])


def section_card(state: PageState) -> Draft:
    """The section's number and name, and the list of all sections with this one marked."""
    theme = state.context.theme
    if (opening := theme.openings.get("section")) is not None:
        return _opened(state, opening, _lines(state))
    ground = theme.section_ground
    text, dim, mark = ("on_accent", "tint", "tint") if ground == "accent" else ("text", "muted", "accent")
    places, names = card_places(theme.grid), section_names(state.script)
    title = large_title(state, places.title, "statement", color=text, top=True)
    blocks: list[Block] = []
    if state.page.section in names and len(names) > 1:
        here = names.index(state.page.section)
        number = fit_text(
            "section-number",
            [UnsetParagraph([Run(text=str(here + 1))])],
            places.number,
            theme,
            scale="number",
            color=mark,
            bold=True,
            anchor="bottom",
        )
        blocks += [number] if number else []
    if lines := _lines(state):
        top = title.text_top + title.text_height + 18
        room = replace(places.lines, top=top, height=places.lines.bottom - top)
        below = fit_text("body", lines, room, theme, scale="subtitle", color=text, gap=0.25)
        if below is None:
            raise does_not_fit("the list below the section's name", state.page.at)
        blocks.append(below)
    if state.page.section in names and len(names) > 1:
        listed = _sections(names, names.index(state.page.section), places.sections, state, text, dim)
        blocks += [listed] if listed else []
    return Draft(title, blocks, [index for index, _ in state.contents.bullets], ground=ground)


def section_names(script: Script) -> list[str]:
    """The names of the talk's sections, in their order."""
    return list(dict.fromkeys(page.section for page in script.pages if page.section))


def _sections(names: list[str], here: int, box: Box, state: PageState, text: str, dim: str) -> TextBlock | None:
    """The sections by number and name; `None` where they do not fit even in the smallest type."""
    first = min(max(0, here - LISTED // 2), max(0, len(names) - LISTED))
    rows = []
    for place in range(first, min(len(names), first + LISTED)):
        rows.append(UnsetParagraph([Run(text=f"{place + 1}\u2002{names[place]}", bold=place == here)]))
    block = fit_text(
        "sections",
        rows,
        box,
        state.context.theme,
        scale="subtitle",
        role="sections",
        color=dim,
        anchor="middle",
        gap=0.5,
    )
    if block is None:
        return None
    paragraphs = list(block.paragraphs)
    present = paragraphs[here - first]
    lines = tuple(tuple(replace(run, color=text) for run in line) for line in present.lines)
    paragraphs[here - first] = replace(present, lines=lines)
    return replace(block, paragraphs=tuple(paragraphs))


def _lines(state: PageState) -> list[UnsetParagraph]:
    return [UnsetParagraph(bullet.runs, item=index, appears=bullet.appears) for index, bullet in state.contents.bullets]
