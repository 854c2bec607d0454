"""Words of the script as measured paragraphs: styles, bullets, and the largest size at which they fit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from plainspoken.base.errors import InputError
from plainspoken.script.model import Bullet, Run, Source
from plainspoken.slides.layout.boxes import Align, Anchor, Box, Paragraph, TextBlock, TextRun
from plainspoken.slides.layout.text_width import break_lines, is_rightward, line_spacing, too_wide
from plainspoken.slides.layout.theme import Theme

LEADING = {"title": 0.92, "cover": 0.92, "statement": 0.95, "number": 0.9}
"""Distance of baselines by role, as a share of single spacing; 1 where none is named. Large type wants less."""

BALANCED = frozenset({"title", "cover", "statement"})
"""Roles whose lines are made about equally long."""
TASK_BOXES = ("☐", "☑")
"""What stands before a task to do, and one that is done."""
SHORT_WORD = 9
"""A last word of at most so many letters takes the one before it to its line."""
FEW_SIZE = 36.0
"""One or two items alone on a page are at most this large, in points."""
SPREAD = 2.2
"""Items of a short list are at most this far apart, as a multiple of their size."""


@dataclass(frozen=True)
class UnsetParagraph:
    """One paragraph before it is measured."""

    runs: Sequence[Run]
    level: int = 0
    bullet: str = ""
    item: int | None = None
    appears: int | None = None


def styled(runs: Iterable[Run], size: float, *, color: str = "text", bold: bool = False) -> list[TextRun]:
    """Runs of the script in a size and colour. Links take the accent, code the fixed-width face."""
    return [
        TextRun(
            run.text,
            round(size * 0.94, 1) if run.code else size,
            "accent" if run.link else color,
            run.bold or bold,
            run.italic,
            run.code,
            run.link,
            run.strike,
            run.shift,
        )
        for run in runs
    ]


def spacing(theme: Theme, role: str, size: float, *, mono: bool = False) -> float:
    """Distance of baselines in points for a role set in `size`."""
    face = theme.mono if mono else theme.sans
    return size * line_spacing(face.file()) * LEADING.get(role, 1.0)


def _hang(bullet: str, size: float) -> float:
    """Width kept for a bullet, in points."""
    if not bullet:
        return 0.0
    share = 1.15 if bullet in TASK_BOXES else 0.8 if len(bullet) == 1 else 0.55 * len(bullet) + 0.3
    return round(size * share, 1)


def set_words(
    words: Iterable[UnsetParagraph],
    size: float,
    width: float,
    theme: Theme,
    *,
    role: str = "body",
    sub_size: float | None = None,
    color: str = "text",
    bold: bool = False,
    align: Align = "left",
    gap: float = 0.35,
    anywhere: bool = False,
) -> tuple[Paragraph, ...]:
    """Paragraphs of `words` in `size` points, broken to `width` points, with `anywhere` within words that are too long.
    `gap` is the room above a paragraph, as a share of its size; levels below the first are set in `sub_size`."""
    paragraphs: list[Paragraph] = []
    for word in words:
        own = size if word.level == 0 or sub_size is None else sub_size
        hang = _hang(word.bullet, own)
        indent = word.level * round(size * 0.8, 1) + hang
        rightward = is_rightward("".join(run.text for run in word.runs))
        paragraphs.append(
            Paragraph(
                lines=break_lines(
                    styled(word.runs, own, color=color, bold=bold), width - indent, theme, anywhere=anywhere
                ),
                line_height=round(spacing(theme, role, own), 2),
                align="right" if rightward and align == "left" else align,
                rightward=rightward,
                level=word.level,
                bullet=word.bullet,
                indent=indent,
                hang=hang,
                space_before=round(own * gap * (1.0 if word.level == 0 else 0.5), 1) if paragraphs else 0.0,
                item=word.item,
                appears=word.appears,
            )
        )
    return tuple(paragraphs)


def height_of(paragraphs: Iterable[Paragraph]) -> float:
    """Height of paragraphs one below the other, in points."""
    return sum(paragraph.height for paragraph in paragraphs)


def fits(paragraphs: Iterable[Paragraph], box: Box, theme: Theme) -> bool:
    """Whether paragraphs are neither too high nor too wide for a box."""
    paragraphs = list(paragraphs)
    return height_of(paragraphs) <= box.height + 0.01 and all(
        too_wide(paragraph.lines, box.width - paragraph.indent, theme) is None for paragraph in paragraphs
    )


def fit_text(
    name: str,
    words: Sequence[UnsetParagraph],
    box: Box,
    theme: Theme,
    *,
    scale: str,
    role: str | None = None,
    color: str = "text",
    bold: bool = False,
    align: Align = "left",
    anchor: Anchor = "top",
    bar: str | None = None,
    gap: float = 0.35,
    sizes: Sequence[float] = (),
) -> TextBlock | None:
    """The words as a block in the largest size of `scale` (or of `sizes`) that fits `box`, or `None` when none does."""
    role = role or scale
    steps = list(enumerate(sizes or theme.sizes(scale)))
    # Words are broken within only where they do not fit even in the smallest size.
    for place, size, anywhere in [*((*step, False) for step in steps), *((*step, True) for step in steps)]:
        sub = theme.sizes("sub")
        paragraphs = set_words(
            words,
            size,
            box.width,
            theme,
            role=role,
            sub_size=sub[min(place, len(sub) - 1)] if scale == "body" else None,
            color=color,
            bold=bold,
            align=align,
            gap=gap,
            anywhere=anywhere,
        )
        if fits(paragraphs, box, theme):
            if role in BALANCED and not anywhere:
                box, paragraphs = _balanced(paragraphs, box, align, theme)
            items = {word.item for word in words}
            beats = {word.appears for word in words}
            return TextBlock(
                name=name,
                box=box,
                role=role,
                paragraphs=paragraphs,
                anchor=anchor,
                bar=bar,
                item=items.pop() if len(items) == 1 else None,
                appears=beats.pop() if len(beats) == 1 else None,
            )
    return None


def _balanced(
    paragraphs: tuple[Paragraph, ...], box: Box, align: Align, theme: Theme
) -> tuple[Box, tuple[Paragraph, ...]]:
    """One paragraph of several lines in a narrower box in which its lines are about equally long: no line holds a word
    or two alone. The box is narrower too, so that office programs break at the same places."""
    if len(paragraphs) != 1 or len(paragraphs[0].lines) < 2:
        return box, paragraphs
    only = paragraphs[0]
    low, high = box.width / len(only.lines) * 0.8, box.width
    best = only.lines
    for _ in range(9):
        middle = (low + high) / 2
        lines = break_lines(only.runs, middle - only.indent, theme)
        if len(lines) == len(only.lines) and too_wide(lines, middle - only.indent, theme) is None:
            high, best = middle, lines
        else:
            low = middle
    width = round(high + 0.5, 1)
    align = only.align
    left = box.left + {"left": 0.0, "center": (box.width - width) / 2, "right": box.width - width}[align]
    return replace(box, left=left, width=width), (replace(only, lines=best),)


def without_widow(runs: Sequence[Run]) -> list[Run]:
    """Runs whose last two words keep together when the last one is short: it would stand alone on a line."""
    if not runs or runs[-1].code or " " not in runs[-1].text.strip():
        return list(runs)
    head, _, last = runs[-1].text.rstrip().rpartition(" ")
    before = head.rpartition(" ")[2]
    if len(last) > SHORT_WORD or len(before) + len(last) > 3 * SHORT_WORD or " " not in head:
        return list(runs)
    return [*runs[:-1], runs[-1].model_copy(update={"text": f"{head}\N{NO-BREAK SPACE}{last}"})]


def bullet_words(bullets: Iterable[tuple[int, Bullet]]) -> list[UnsetParagraph]:
    """Bullets of a page (with their indices) as paragraphs with marks."""
    return [
        UnsetParagraph(
            runs=without_widow(bullet.runs),
            level=min(bullet.level, 3),
            bullet=_mark_of(bullet),
            item=index,
            appears=bullet.appears,
        )
        for index, bullet in bullets
    ]


def _mark_of(bullet: Bullet) -> str:
    """What stands before an item."""
    if bullet.done is not None:
        return TASK_BOXES[bool(bullet.done)]
    if bullet.ordinal is not None:
        return f"{bullet.ordinal}."
    return ("•" if bullet.level == 0 else "–") if bullet.mark else ""


def fit_bullets(name: str, bullets: Sequence[tuple[int, Bullet]], box: Box, theme: Theme) -> TextBlock | None:
    """Bullets in the largest body size that fits, or `None`."""
    return fit_text(name, bullet_words(bullets), box, theme, scale="body")


def fit_few(name: str, bullets: Sequence[tuple[int, Bullet]], box: Box, theme: Theme) -> TextBlock | None:
    """One or two bullets that have a page to themselves, larger than those of a list; `None` when they do not fit."""
    sizes = [size for size in theme.sizes("statement") if size <= FEW_SIZE]
    return fit_text(name, bullet_words(bullets), box, theme, scale="body", sizes=sizes, gap=0.6)


def spread(block: TextBlock, share: float) -> TextBlock:
    """The list with its items of the first level farther apart, until it takes `share` of its box's height."""
    gaps = [paragraph for paragraph in block.paragraphs[1:] if paragraph.level == 0]
    missing = block.box.height * share - block.text_height
    if not gaps or missing <= 0:
        return block
    paragraphs = [block.paragraphs[0]]
    for paragraph in block.paragraphs[1:]:
        if paragraph.level == 0:
            size = max(run.size for run in paragraph.runs)
            more = max(0.0, min(missing / len(gaps), SPREAD * size - paragraph.space_before))
            paragraph = replace(paragraph, space_before=round(paragraph.space_before + more, 1))
        paragraphs.append(paragraph)
    return replace(block, paragraphs=tuple(paragraphs))


def split_bullets(
    name: str, bullets: Sequence[tuple[int, Bullet]], box: Box, theme: Theme
) -> list[tuple[TextBlock, list[tuple[int, Bullet]]]]:
    """Bullets over as many blocks as they need, each in the same box.

    A split falls before a bullet of the first level where there is one, so that sub-bullets stay with theirs, and
    leaves the blocks about equally long.

    Raises:
        InputError: one bullet alone does not fit the box at the floor size.
    """
    rest = list(bullets)
    wanted = 1
    while True:
        groups = _groups(rest, wanted)
        blocks = [fit_bullets(name, group, box, theme) for group in groups]
        if all(block is not None for block in blocks):
            return [(block, group) for block, group in zip(blocks, groups, strict=True) if block is not None]
        if len(groups) >= len(rest):
            _, bullet = next(group[0] for group, block in zip(groups, blocks, strict=True) if block is None)
            raise does_not_fit("a bullet", bullet.at)
        wanted += 1


def _groups(bullets: list[tuple[int, Bullet]], count: int) -> list[list[tuple[int, Bullet]]]:
    """`count` runs of about equal length in letters, cut at the first level where that is possible."""
    tops = [place for place, (_, bullet) in enumerate(bullets) if bullet.level == 0]
    cuts = tops if len(tops) >= count else list(range(len(bullets)))
    lengths = [40 + sum(len(run.text) for run in bullet.runs) for _, bullet in bullets]
    total, groups, start = sum(lengths), [], 0
    for number in range(1, count):
        target = total * number / count
        ahead = [cut for cut in cuts if cut > start]
        if not ahead:
            break
        cut = min(ahead, key=lambda place: abs(sum(lengths[:place]) - target))
        groups.append(bullets[start:cut])
        start = cut
    groups.append(bullets[start:])
    return groups


def does_not_fit(what: str, at: Source, detail: str = "") -> InputError:
    """The error for what has no room even at the smallest size that can be read."""
    return InputError(
        f"{what} does not fit on a slide at the smallest size that can be read{': ' + detail if detail else ''}",
        file=at.file,
        line=at.line,
        column=at.column,
        remedy="say it shorter, or put part of it on a page of its own",
    )


def moved(block: TextBlock, box: Box) -> TextBlock:
    """The block in another box of the same width."""
    return replace(block, box=box)
