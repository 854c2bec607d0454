"""Formulas drawn as pictures by matplotlib's own TeX (mathtext), so that no TeX system is needed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from plainspoken.base.errors import InputError
from plainspoken.base.files import fingerprint
from plainspoken.base.sealed_files import is_whole, sealing
from plainspoken.script.model import Formula
from plainspoken.slides.layout.formula_syntax import LONGEST, reason_of
from plainspoken.slides.layout.theme import Theme

SIZE = 48.0
"""The size in points at which a formula is drawn; layouts may make it smaller."""
DOTS = 300
"""Pixels an inch: a formula across the whole page is then sharp at 4K."""


@dataclass(frozen=True)
class DrawnFormula:
    """A formula's picture; width and height in points."""

    path: Path
    width: float
    height: float
    alt: str


def formula_picture(item: Formula, theme: Theme, build: Path) -> DrawnFormula:
    """Draw a formula in the theme's text colour on a clear ground, once for each text and colour.

    Raises:
        InputError: mathtext does not know what the formula says.
    """
    from PIL import Image

    color = theme.color("text")
    path = build / "formulas" / f"{fingerprint(str(SIZE), item.tex, color)}.png"
    if not is_whole(path):
        _draw(item, color, path)
    with Image.open(path) as image:
        width, height = image.size
    alt = f"The formula {' '.join(item.tex.split())}"
    return DrawnFormula(path.resolve(), width * 72 / DOTS, height * 72 / DOTS, alt)


def _draw(item: Formula, color: str, path: Path) -> None:
    from matplotlib import mathtext
    from matplotlib.font_manager import FontProperties

    tex = " ".join(item.tex.split()).strip("$ ")
    if len(tex) > LONGEST:
        raise InputError(
            f"the formula has {len(tex):,} characters, and a slide shows no more than {LONGEST:,}",
            file=item.at.file,
            line=item.at.line,
            column=item.at.column,
            remedy="split it over several slides",
        )
    with sealing([path]) as (temporary,):
        try:
            mathtext.math_to_image(
                f"${tex}$",
                str(temporary),
                prop=FontProperties(size=SIZE, math_fontfamily="stix"),
                dpi=DOTS,
                format="png",
                color="black",
            )
        except (ValueError, RecursionError) as error:
            raise InputError(
                f"the formula cannot be drawn: {reason_of(error)}",
                file=item.at.file,
                line=item.at.line,
                column=item.at.column,
                remedy="use the TeX that matplotlib's mathtext knows (no environments, no own macros)",
            ) from None
        _recolor(temporary, color)


def _recolor(path: Path, color: str) -> None:
    """Turn black on white into `color` on a clear ground: darkness becomes opacity."""
    from PIL import Image, ImageColor, ImageOps

    with Image.open(path) as image:
        opacity = ImageOps.invert(image.convert("L"))
    clear = Image.new("RGBA", opacity.size, (*ImageColor.getrgb(color)[:3], 0))
    clear.putalpha(opacity)
    clear.save(path)
