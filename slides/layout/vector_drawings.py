"""SVG and PDF files drawn in pixels: resvg draws the one, pdfium the other; both come with the extra `pictures`."""

from __future__ import annotations

import gzip
import io
import re
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plainspoken.base.errors import InputError

if TYPE_CHECKING:
    from PIL import Image

DRAWN = 2400
"""Pixels of the longer side of a picture that is drawn from SVG or PDF: sharp at 4K across most of a page."""


def page_of_pdf(data: bytes, page: int) -> Image.Image:
    """A page of a PDF, counted from 0, drawn on a clear ground.

    Raises:
        InputError: it cannot be read, or has no such page.
    """
    try:
        import pypdfium2
    except ModuleNotFoundError:
        raise InputError("is a PDF, and pypdfium2 is not installed", remedy=INSTALL) from None
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise InputError(f"is a PDF that cannot be read: {error}", remedy="save it anew, without a password") from None
    try:
        if page >= len(document):
            raise InputError(f"has {len(document)} pages, and not {page + 1}", remedy="name one that it has")
        sheet = document[page]
        scale = DRAWN / max(sheet.get_width(), sheet.get_height())
        image: Image.Image = sheet.render(scale=scale, fill_color=(255, 255, 255, 0)).to_pil().convert("RGBA")
        return image
    finally:
        document.close()


INSTALL = "pip install 'plainspoken[pictures]' (in a clone of the repository: make setup), or save it as PNG"


def svg_text(data: bytes) -> bytes | None:
    """The text of an SVG file, unpacked where it was packed; None for another file."""
    if data[:2] == b"\x1f\x8b":
        try:
            data = gzip.GzipFile(fileobj=io.BytesIO(data)).read(64_000_000)
        except (OSError, EOFError, zlib.error):
            return None
    head = data[:4000].lstrip(b"\xef\xbb\xbf \t\r\n")
    return data if head.startswith(b"<") and b"<svg" in data[:100_000] else None


def draw_svg(svg: bytes) -> bytes:
    """An SVG drawn in pixels, `DRAWN` of them along its longer side, as PNG on a clear ground.

    Raises:
        InputError: it cannot be drawn, holds words as HTML, or names pictures in other files.
    """
    from PIL import Image

    try:
        import resvg_py
    except ModuleNotFoundError:
        raise InputError("is an SVG, and resvg-py is not installed", remedy=INSTALL) from None
    text = svg.decode("utf-8", "replace")
    if "<foreignObject" in text:
        raise InputError(
            "holds words as HTML (foreignObject), which would be lost",
            remedy="save it with plain SVG text (in draw.io: without formatted text), or as PNG",
        )
    if _OUTSIDE.search(text):
        raise InputError("names pictures in other files", remedy="save it with its pictures embedded")
    draw: Any = resvg_py.svg_to_bytes
    try:
        natural = bytes(draw(svg_string=text, **_fonts_for(text)))
        with Image.open(io.BytesIO(natural)) as image:
            side = "width" if image.width >= image.height else "height"
        return bytes(draw(svg_string=text, **{side: DRAWN}, **_fonts_for(text)))
    except Exception as error:  # resvg raises plain exceptions of several kinds
        raise InputError(f"is an SVG that cannot be drawn: {error}", remedy="mend it, or save it as PNG") from None


_OUTSIDE = re.compile(r"<(?:\w+:)?(?:image|feImage)\b[^>]*\bhref\s*=\s*[\"'](?!data:|#)", re.IGNORECASE)
"""A picture within an SVG that lies in a file of its own: nothing outside the talk is read."""


def _fonts_for(text: str) -> dict[str, Any]:
    """The fonts that an SVG is drawn with: ours, so that it is the same on every machine, and those of the system where
    it holds letters that ours lack."""
    from matplotlib import get_data_path

    from plainspoken.base.fonts import FONTS

    return {
        "skip_system_fonts": max(text, default="a") < "\u0500",
        "font_dirs": [str(FONTS), str(Path(get_data_path()) / "fonts" / "ttf")],
        "font_family": "Carlito",
        "sans_serif_family": "Carlito",
        "serif_family": "DejaVu Serif",
        "monospace_family": "Liberation Mono",
    }
