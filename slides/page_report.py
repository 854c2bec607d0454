"""A row for each slide: how long it is seen, how much is to be read in that time, and whether it reads well.

What is looked at, and from where on it is a fault, stands with the constants below. A page with
`<!-- check: off -->` is shown and not judged; at most `MOST_UNJUDGED` pages of a talk may say so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from plainspoken.script.model import Page, Script
from plainspoken.slides.images.draw_marks import draw_mark
from plainspoken.slides.images.draw_slide import reveals
from plainspoken.slides.images.export import draw_slide
from plainspoken.slides.layout.boxes import (
    Block,
    DiagramBlock,
    Paragraph,
    PictureBlock,
    SlideLayout,
    TableBlock,
    TextBlock,
)
from plainspoken.slides.layout.check_layout import box_faults, seen, text_faults
from plainspoken.slides.layout.formula_picture import SIZE as FORMULA_SIZE
from plainspoken.slides.layout.theme import Theme, contrast
from plainspoken.slides.player.timeline import slide_times
from plainspoken.tts.narration import Narration

SHORTEST_S = 4.0
"""A slide that is seen for less cannot be read."""
FASTEST = 5.0
"""More new words a second than this are not read: 300 a minute, with the voice going on."""
LEAST_USED = 0.6
"""What is shown takes at least this share of the height below the title."""
SMALLEST_TYPE = 14.0
"""Nothing is set smaller, also within figures and formulas, in points on a page 540 points high."""
SCRIPT_SIZE = 0.7
"""The size of an exponent in a formula, as a share of its type (matplotlib's mathtext)."""
LEAST_CHANGE = 0.01
"""A change counts when it covers at least this share of the picture."""
MOST_UNJUDGED = 3
"""So many pages of a talk may go unjudged."""
BALANCED = frozenset({"title", "section", "statement", "number", "closing"})
"""Layouts that stand by their balance, and not by how much they fill."""
_PROBE = 480
"""Pixels across of the pictures that changes are counted on."""


@dataclass(frozen=True)
class PageRow:
    """One slide.

    Attributes:
        seconds: how long it is seen.
        words_a_second: words that are new on it, by that.
        used: the share of the height below its title that it takes; `None` where balance counts instead.
        type: the size of the smallest type, also within pictures, in points.
        contrast: the least of words and ground.
        overlaps: how many pairs of things cover each other.
        widows: lines that hold a single word.
        changes: how often the picture changes while it is seen; `beats` is how often it might.
        faults: what is wrong, in words.
    """

    number: int
    page: str
    layout: str
    title: str
    seconds: float
    words_a_second: float
    used: float | None
    type: float
    contrast: float
    overlaps: int
    widows: int
    changes: int
    beats: int
    judged: bool
    faults: tuple[str, ...]


def page_rows(
    script: Script, narration: Narration | None, layouts: Sequence[SlideLayout], theme: Theme
) -> list[PageRow]:
    """A row for each slide. Without a narration the times are those that the words take at the talk's own pace.

    Raises:
        InputError: the narration is not of this script.
    """
    times = slide_times(script, narration, layouts)
    rows = []
    for layout, time in zip(layouts, times, strict=True):
        page = script.pages[layout.page_index]
        seconds = (time.end - time.start) / 1000
        rate = _words(layout) / max(seconds, 0.1)
        used = None if layout.layout in BALANCED else _used(layout, theme)
        smallest = min((size for block in _shown(layout) for size in _sizes(block, page)), default=float("inf"))
        lowest = min((ratio for block in _shown(layout) for ratio in _contrasts(block, layout, theme)), default=21.0)
        faults = [*box_faults(layout, theme), *text_faults(layout, theme)]
        overlaps = sum("overlap" in fault or "cover" in fault for fault in faults)
        widows = [text for block in layout.all_blocks() for text in _widows(block)]
        spoken = layout.end_beat - layout.first_beat
        changes = count_changes(layout, theme)
        found = list(_faults(layout, seconds, rate, used, smallest, widows, spoken, changes))
        rows.append(
            PageRow(
                layout.number, layout.page, layout.layout, " ".join(layout.title.text.split()), seconds, rate, used,
                smallest, lowest, overlaps, len(widows), changes, spoken, page.judged, (*found, *faults),
            )
        )  # fmt: skip
    return rows


def _faults(
    layout: SlideLayout, seconds: float, rate: float, used: float | None, smallest: float, widows: list[str],
    beats: int, changes: int,
) -> Iterator[str]:  # fmt: skip
    if seconds < SHORTEST_S:
        yield f"seen for {seconds:.1f} s, less than {SHORTEST_S:g}"
    if rate > FASTEST:
        yield f"{rate:.1f} new words a second, more than {FASTEST:g}"
    if used is not None and used < LEAST_USED:
        yield f"uses {used:.0%} of the height below its title, less than {LEAST_USED:.0%}"
    if smallest < SMALLEST_TYPE - 0.05:
        yield f"type of {smallest:.1f} pt, less than {SMALLEST_TYPE:g}"
    for text in widows:
        yield f"the last line of {text!r} is one word"
    if beats > 1 and changes == 0:
        yield f"nothing changes in {beats} paragraphs"


def talk_faults(rows: Sequence[PageRow]) -> list[str]:
    """What is wrong with the talk as a whole: more pages than may go unjudged."""
    spared = sorted({row.page for row in rows if not row.judged})
    if len(spared) <= MOST_UNJUDGED:
        return []
    return [f"{len(spared)} pages say `check: off`, and at most {MOST_UNJUDGED} may: {', '.join(spared)}"]


def count_changes(layout: SlideLayout, theme: Theme) -> int:
    """How many times the picture changes while a slide is seen, by at least `LEAST_CHANGE` of it each time."""
    from PIL import ImageChops

    builds = [-1, *(beat for beat in reveals(layout) if layout.first_beat <= beat < layout.end_beat)]
    if len(builds) == 1 and not layout.marks:
        return 0
    drawn = {beat: draw_slide(layout, theme, beat=beat, width=_PROBE) for beat in builds}
    seen_so_far = [drawn[-1]]
    for beat in range(layout.first_beat, layout.end_beat):
        base = drawn[max(build for build in builds if build <= beat)]
        seen_so_far.append(base)
        seen_so_far += [draw_mark(base, mark, theme) for mark in layout.marks if mark.beat == beat]
    count, last = 0, seen_so_far[0]
    for picture in seen_so_far[1:]:
        differing = ImageChops.difference(last, picture).convert("L").point(lambda value: 255 if value > 8 else 0)
        share = differing.histogram()[255] / (picture.width * picture.height)
        if share >= LEAST_CHANGE:
            count, last = count + 1, picture
    return count


def _shown(layout: SlideLayout) -> Iterator[Block]:
    yield from layout.all_blocks()
    if layout.footer is not None:
        yield layout.footer.number
        if layout.footer.section is not None:
            yield layout.footer.section


def _paragraphs(block: Block) -> Iterator[Paragraph]:
    match block:
        case TextBlock():
            yield from block.paragraphs
        case TableBlock():
            yield from (cell.paragraph for row in block.rows for cell in row)
        case DiagramBlock():
            yield from (paragraph for node in (*block.nodes, *block.labels) for paragraph in node.paragraphs)


def _words(layout: SlideLayout) -> int:
    """Words on a slide that are to be read: all but its foot, the list of sections, what is in pictures, and numbers in
    tables, of which a listener reads the one that is meant."""
    return sum(
        any(map(str.isalpha, word)) or not isinstance(block, TableBlock)
        for block in layout.all_blocks()
        for paragraph in _paragraphs(block)
        for word in paragraph.text.split()
        if block.name not in ("sections", "section-number", "tracker")
    )


def _used(layout: SlideLayout, theme: Theme) -> float:
    boxes = [seen(block) for block in layout.blocks if not block.name.startswith("tracker")]
    if not boxes:
        return 0.0
    top = layout.title.text_top + layout.title.text_height
    room = theme.grid.body_bottom - top
    return min(1.0, (max(box.bottom for box in boxes) - min(box.top for box in boxes)) / room)


def _sizes(block: Block, page: Page) -> Iterator[float]:
    yield from (run.size for paragraph in _paragraphs(block) for run in paragraph.runs if run.text.strip())
    if isinstance(block, PictureBlock):
        if block.formula is not None:
            yield FORMULA_SIZE * SCRIPT_SIZE * block.scale
        elif block.type_share:
            yield block.type_share * block.box.width


def _contrasts(block: Block, layout: SlideLayout, theme: Theme) -> Iterator[float]:
    if isinstance(block, DiagramBlock):
        for node in (*block.nodes, *block.labels):
            ground = theme.color(node.fill or layout.ground)
            yield from (contrast(theme.color(r.color), ground) for p in node.paragraphs for r in p.runs)
        return
    ground = theme.color((block.fill if isinstance(block, TextBlock) else None) or layout.ground)
    yield from (contrast(theme.color(run.color), ground) for p in _paragraphs(block) for run in p.runs)


def _widows(block: Block) -> Iterator[str]:
    """Texts whose last of several lines is a single word. A command breaks where it must, so code is left alone."""
    if not isinstance(block, TextBlock) or block.role in ("code", "caption", "footer"):
        return
    for paragraph in block.paragraphs:
        if len(paragraph.lines) > 1:
            last = "".join(run.text for run in paragraph.lines[-1]).replace("\N{NO-BREAK SPACE}", " ").split()
            if len(last) == 1 and not paragraph.lines[-1][-1].mono:
                yield " ".join(paragraph.text.split())
