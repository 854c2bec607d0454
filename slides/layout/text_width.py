"""How wide words are, from the metrics of the fonts themselves, and where lines break."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from plainspoken.base.fonts import FONTS
from plainspoken.slides.layout.boxes import TextRun
from plainspoken.slides.layout.theme import Theme

SLACK = 1.015
"""Widths are taken this much larger than measured: renderers round each glyph to their own grid."""


@lru_cache
def _advances(file: Path) -> tuple[dict[int, float], float]:
    """Advance widths in em by code point, and the width that stands for what the font lacks."""
    from fontTools.ttLib import TTFont

    logging.getLogger("fontTools").setLevel(logging.ERROR)  # it warns of the age of the Carlito files
    font = TTFont(file, lazy=True)
    em = font["head"].unitsPerEm
    table = font["hmtx"]
    widths = {code: table[glyph][0] / em for code, glyph in font.getBestCmap().items()}
    return widths, 1.0


@lru_cache(maxsize=65536)
def _text_width(name: str, text: str) -> float:
    """Width of a text in em, without kerning (PowerPoint does not kern by default; kerning makes text narrower)."""
    widths, missing = _advances(FONTS / name)
    return sum(widths.get(ord(letter), missing) for letter in text)


@lru_cache
def line_spacing(file: Path) -> float:
    """Distance of baselines at single spacing, in em: ascent and descent of the `hhea` table."""
    from fontTools.ttLib import TTFont

    font = TTFont(file, lazy=True)
    head = font["hhea"]
    return float((head.ascent - head.descent + head.lineGap) / font["head"].unitsPerEm)


def lacks(file: Path, text: str) -> str:
    """The letters of `text` that a font file has no glyph for."""
    widths, _ = _advances(file)
    return "".join(sorted({letter for letter in text if ord(letter) not in widths and not letter.isspace()}))


def run_width(run: TextRun, theme: Theme) -> float:
    """Width of a run in points, trailing space included."""
    face = theme.mono if run.mono else theme.sans
    name = face.bold if run.bold else face.italic if run.italic else face.regular
    return _text_width(name, run.text) * run.size * face.widen * SLACK


def line_width(line: Iterable[TextRun], theme: Theme) -> float:
    """Width of a line in points; the space at which it was broken does not count."""
    runs = list(line)
    while runs and not runs[-1].text.strip():
        runs.pop()
    if not runs:
        return 0.0
    last = runs[-1]
    runs[-1] = _with_text(last, last.text.rstrip())
    return sum(run_width(run, theme) for run in runs)


def _with_text(run: TextRun, text: str) -> TextRun:
    return TextRun(text, run.size, run.color, run.bold, run.italic, run.mono, run.link)


def _pieces(runs: Iterable[TextRun]) -> list[list[TextRun]]:
    """Runs cut where a line may break: after a run of spaces and after a hyphen between letters.

    A piece may span runs (`**Res**Net18` stays together).
    """
    pieces: list[list[TextRun]] = []
    joined = False
    for run in runs:
        for text in re.findall(r"[^ \t\n]*?\w-(?=\w)|[^ \t\n]+[ \t\n]*|[ \t\n]+", run.text):
            part = _with_text(run, re.sub(r"[\t\n]", " ", text))
            if joined and pieces:
                pieces[-1].append(part)
            else:
                pieces.append([part])
            joined = not (text[-1:].isspace() or (text.endswith("-") and len(text) > 1))
    return pieces


def break_lines(runs: Iterable[TextRun], width: float, theme: Theme) -> tuple[tuple[TextRun, ...], ...]:
    """Break runs into lines no wider than `width` points, greedily as office programs do.

    A word wider than the line gets a line of its own and sticks out: `too_wide` finds it.
    """
    lines: list[list[TextRun]] = []
    current: list[TextRun] = []
    used = 0.0
    for piece in _pieces(runs):
        bare = line_width(piece, theme)
        if current and used + bare > width:
            lines.append(current)
            current, used = [], 0.0
            if not "".join(run.text for run in piece).strip():
                lines[-1].extend(piece)  # a space has no width at a line's end, and keeps the words apart when joined
                continue
        current.extend(piece)
        used += sum(run_width(run, theme) for run in piece)
    if current or not lines:
        lines.append(current)
    return tuple(tuple(_merged(line)) for line in lines)


def _merged(line: list[TextRun]) -> list[TextRun]:
    """Neighbouring runs of one style as one."""
    merged: list[TextRun] = []
    for run in line:
        if merged and _with_text(merged[-1], "") == _with_text(run, ""):
            merged[-1] = _with_text(run, merged[-1].text + run.text)
        else:
            merged.append(run)
    return merged


def too_wide(lines: Iterable[Iterable[TextRun]], width: float, theme: Theme) -> str | None:
    """The first line that is wider than `width` points, as text, or `None`."""
    for line in lines:
        runs = list(line)
        if line_width(runs, theme) > width + 0.01:
            return "".join(run.text for run in runs).strip()
    return None
