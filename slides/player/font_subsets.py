"""The theme's fonts, cut down to the letters that are used, for a page that must need nothing else."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from plainspoken.base.files import fingerprint
from plainspoken.base.sealed_files import read_sealed, write_sealed
from plainspoken.slides.layout.letters import symbol_font
from plainspoken.slides.layout.text_width import lacks
from plainspoken.slides.layout.theme import Face, Theme

FEATURES = ("kern", "mark", "mkmk", "ccmp", "locl")
ALWAYS = frozenset(chr(code) for code in (*range(0x20, 0x7F), *range(0xA0, 0x100))) | frozenset("–—‘’“”…•−×→←")
"""Letters that are always kept, so that a changed word seldom wants another cut."""


def font_css(theme: Theme, letters: Iterable[str], *, cache: Path) -> str:
    """`@font-face` rules with the fonts embedded as WOFF, holding `letters` and all of Latin 1.

    A cut is kept in the folder `cache`, by font and letters.
    """
    wanted = "".join(sorted(ALWAYS | frozenset(letters)))
    rules = []
    for face in (theme.sans, theme.mono):
        for file, weight, style in _styles(face):
            data = base64.b64encode(_kept(file, wanted, cache)).decode("ascii")
            rules.append(
                f'@font-face{{font-family:"{face.css}";font-weight:{weight};font-style:{style};font-display:block;'
                f"src:url(data:font/woff;base64,{data}) format('woff')}}"
            )
    missing = wanted
    for number, file in enumerate((*theme.fallbacks, symbol_font()), 1):
        missing = "".join(letter for letter in missing if letter in lacks(theme.sans.file(), missing))
        held = "".join(letter for letter in missing if letter not in lacks(file, missing))
        if held:
            data = base64.b64encode(_kept(file, held, cache, features=["*"])).decode("ascii")
            rules.append(
                f'@font-face{{font-family:"Fallback {number}";font-display:block;'
                f"src:url(data:font/woff;base64,{data}) format('woff')}}"
            )
        missing = "".join(letter for letter in missing if letter not in held)
    return "\n".join(rules)


def fallback_families(theme: Theme) -> str:
    """The families of `font_css` for letters that the theme's own lack, as a list for a style."""
    return "".join(f'"Fallback {number}",' for number in range(1, len(theme.fallbacks) + 2))


def _styles(face: Face) -> list[tuple[Path, int, str]]:
    """The files of a face, each once, with the weight and style that it is."""
    styles = [(face.file(), 400, "normal"), (face.file(bold=True), 700, "normal")]
    if face.italic != face.regular:
        styles.append((face.file(italic=True), 400, "italic"))
    return styles


def _kept(file: Path, letters: str, cache: Path, features: Sequence[str] = FEATURES) -> bytes:
    """A cut from the cache, made and kept when it is not there."""
    import fontTools

    key = fingerprint(file.read_bytes(), letters, fontTools.version, *features)
    path = cache / f"{file.stem}-{key}.woff"
    data = read_sealed(path)
    if data is None:
        data = _cut(file, letters, features)
        write_sealed(path, data)
    return data


def _cut(file: Path, letters: str, features: Sequence[str]) -> bytes:
    """A font with the glyphs of `letters` and its kerning, as WOFF with the dates of the original."""
    import logging

    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    # Carlito's date of creation is before 1970, and fontTools would say so at each build.
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    font = TTFont(file, recalcTimestamp=False, fontNumber=0)
    options = Options(layout_features=list(features), notdef_outline=True, hinting=False)
    options.drop_tables += ["DSIG", "FFTM"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[ord(letter) for letter in letters])
    subsetter.subset(font)
    font.flavor = "woff"
    data = io.BytesIO()
    font.save(data, reorderTables=True)
    return data.getvalue()
