"""The theme's fonts, cut down to the letters that are used, for a page that must need nothing else."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from slides.theme import Face, Theme

ASCII = frozenset(chr(code) for code in range(0x20, 0x7F))
PUNCTUATION = frozenset("\u00a0\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u2022\u2212\u00d7\u2192\u2190")


def font_css(theme: Theme, letters: Iterable[str]) -> str:
    """`@font-face` rules with the fonts embedded as WOFF, holding `letters` and all of ASCII."""
    wanted = frozenset(letters) | ASCII | PUNCTUATION
    rules = []
    for face in (theme.sans, theme.mono):
        for file, weight, style in _styles(face):
            data = base64.b64encode(_subset(file, wanted)).decode("ascii")
            rules.append(
                f'@font-face{{font-family:"{face.css}";font-weight:{weight};font-style:{style};font-display:block;'
                f"src:url(data:font/woff;base64,{data}) format('woff')}}"
            )
    return "\n".join(rules)


def _styles(face: Face) -> list[tuple[Path, int, str]]:
    """The files of a face, each once, with the weight and style that it is."""
    styles = [(face.file(), 400, "normal"), (face.file(bold=True), 700, "normal")]
    if face.italic != face.regular:
        styles.append((face.file(italic=True), 400, "italic"))
    return styles


@lru_cache(maxsize=32)
def _subset(file: Path, letters: frozenset[str]) -> bytes:
    """A font with the glyphs of `letters` and its kerning, as WOFF with fixed dates."""
    import logging

    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    # Carlito's date of creation is before 1970, and fontTools would say so at each build.
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    font = TTFont(file, recalcTimestamp=False)
    options = Options(layout_features=["kern", "mark", "mkmk", "ccmp", "locl"], notdef_outline=True, hinting=False)
    options.drop_tables += ["DSIG", "FFTM"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[ord(letter) for letter in letters])
    subsetter.subset(font)
    font.flavor = "woff"
    data = io.BytesIO()
    font.save(data, reorderTables=True)
    return data.getvalue()
