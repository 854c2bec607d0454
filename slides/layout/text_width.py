"""How wide words are, from the metrics of the fonts themselves, and where lines break."""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
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
    font = TTFont(file, lazy=True, fontNumber=0)
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
    widen = face.widen_bold if run.bold and face.widen_bold is not None else face.widen
    return _text_width(name, run.text) * run.drawn_size * widen * SLACK


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
    return replace(run, text=text)


def break_lines(
    runs: Iterable[TextRun], width: float, theme: Theme, *, anywhere: bool = False
) -> tuple[tuple[TextRun, ...], ...]:
    """Break runs into lines no wider than `width` points, greedily as office programs do. A line break in the text ends
    its line.

    A word wider than the line gets a line of its own and sticks out: `too_wide` finds it. With `anywhere`, it is broken
    within, after a sign where there is one.
    """
    lines: list[list[TextRun]] = []
    for part, forced in _forced_lines(runs):
        lines += _broken(part, width, theme, anywhere)
        if forced:
            last = lines[-1][-1:] or [TextRun("", 1.0)]
            lines[-1][-1:] = [_with_text(last[0], last[0].text + "\n")]
    return tuple(tuple(_merged(line)) for line in lines)


def _forced_lines(runs: Iterable[TextRun]) -> list[tuple[list[TextRun], bool]]:
    """Runs cut at the line breaks in them, and whether such a break follows each part."""
    parts: list[tuple[list[TextRun], bool]] = [([], False)]
    for run in runs:
        texts = run.text.split("\n")
        for place, text in enumerate(texts):
            if text or not parts[-1][0]:
                parts[-1][0].append(_with_text(run, text))
            if place + 1 < len(texts):
                parts[-1] = (parts[-1][0], True)
                parts.append(([], False))
    if len(parts) > 1 and not any(run.text for run in parts[-1][0]):
        parts.pop()
        parts[-1] = (parts[-1][0], False)
    return parts


def _broken(runs: Iterable[TextRun], width: float, theme: Theme, anywhere: bool) -> list[list[TextRun]]:
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
        if anywhere and bare > width:
            *whole, piece = _cut(piece, width, theme)
            lines += whole
        current.extend(piece)
        used += sum(run_width(run, theme) for run in piece)
    if current or not lines:
        lines.append(current)
    return lines


def _pieces(runs: Iterable[TextRun]) -> list[list[TextRun]]:
    """Runs cut where a line may break: after a run of spaces, after a hyphen between letters, and between the signs of
    scripts that are written without spaces.

    A piece may span runs (`**Res**Net18` stays together).
    """
    pieces: list[list[TextRun]] = []
    joined = False
    for run in runs:
        for word in re.findall(r"[^ \t]*?\w-(?=\w)|(?:[^ \t]|(?<=\d) (?=[%‰°]))+[ \t]*|[ \t]+", run.text):
            for text in _signs(word) if _UNSPACED.search(word) else (word,):
                part = _with_text(run, text.replace("\t", " "))
                if joined and pieces and not (_UNSPACED.match(text) and _UNSPACED.match(pieces[-1][-1].text[-1:])):
                    pieces[-1].append(part)
                else:
                    pieces.append([part])
                joined = not (text[-1:].isspace() or (text.endswith("-") and len(text) > 1))
            if text is not word:
                joined = False if _UNSPACED.match(word[-1:]) else joined
    return pieces


_UNSPACED = re.compile(
    "[\u1100-\u11ff\u2e80-\u2fdf\u3005-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9d\U00020000-\U0003ffff]"
)
"""A sign of Chinese, Japanese or Korean: a line may break before and after most of them."""
_NOT_FIRST = frozenset(
    "、。，．・：；？！ー々ゝゞヽヾ）〕］｝〉》」』】〙〗〟’”｠»ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ…‥〜,.:;?!)]}%％°℃’”"
)
_NOT_LAST = frozenset("（〔［｛〈《「『【〘〖〝‘“｟«([{$￥＄#＃")
"""Signs that no line of Chinese or Japanese begins, or ends, with (Unicode Annex 14: CL, NS, EX, OP)."""
_ASCII = frozenset(map(chr, range(128)))


def _signs(word: str) -> list[str]:
    """A word with signs of an unspaced script, cut where a line may break."""
    parts: list[str] = []
    for letter in word:
        before = parts[-1] if parts else ""
        breaks = (
            before != ""
            and (_UNSPACED.match(letter) or _UNSPACED.match(before[-1]) or before[-1] in _NOT_FIRST - _ASCII)
            and letter not in _NOT_FIRST
            and before[-1] not in _NOT_LAST
            and not letter.isspace()
            and not unicodedata.combining(letter)
        )
        if not breaks and parts:
            parts[-1] += letter
        else:
            parts.append(letter)
    return parts


_AFTER = re.compile(r"(?<=[/._\-?&=:#@+~,;|])(?=[^/._\-?&=:#@+~,;|])|(?<=[a-z])(?=[A-Z])")
"""Where an address or a name in code may break."""


def _cut(piece: list[TextRun], width: float, theme: Theme) -> list[list[TextRun]]:
    """A word wider than a line in parts that are not: after a sign where that leaves at least half of the line."""
    lines: list[list[TextRun]] = [[]]
    for run in piece:
        rest = run.text
        while rest:
            room = width - line_width(lines[-1], theme)
            fit = next((at for at in range(1, len(rest) + 1) if run_width(_with_text(run, rest[:at]), theme) > room), 0)
            if not fit or not rest[:fit].rstrip() or not rest[fit - 1 :].strip():
                lines[-1].append(_with_text(run, rest))
                break
            best = max((match.start() for match in _AFTER.finditer(rest) if match.start() < fit), default=0)
            at = best if best >= fit / 2 else fit - 1
            while 0 < at < len(rest) and (unicodedata.combining(rest[at]) or rest[at] in "\u200d\ufe0f"):
                at -= 1
            if at <= 0:
                if lines[-1]:
                    lines.append([])
                    continue
                at = max(fit - 1, 1)  # not even one letter fits: it sticks out
            lines[-1].append(_with_text(run, rest[:at]))
            rest = rest[at:]
            lines.append([])
    return lines if lines[-1] else lines[:-1]


def is_rightward(text: str) -> bool:
    """Whether text is written from right to left: by its first letter that has a direction (Unicode Annex 9, P2)."""
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in ("R", "AL"):
            return True
        if kind == "L":
            return False
    return False


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
