"""SVG and PDF files drawn in pixels: resvg draws the one, pdfium the other; both come with the extra `pictures`."""

from __future__ import annotations

import gzip
import io
import re
import zlib
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plainspoken.base.errors import InputError
from plainspoken.slides.layout.drawing_process import CannotBeDrawnError, pdf_pixels, svg_pixels

if TYPE_CHECKING:
    from PIL import Image

DRAWN = 2400
"""Pixels of the longer side of a picture that is drawn from SVG or PDF: sharp at 4K across most of a page."""


def page_of_pdf(data: bytes, page: int) -> Image.Image:
    """A page of a PDF, counted from 0, drawn on a clear ground.

    Raises:
        InputError: it cannot be read, or has no such page.
    """
    from PIL import Image

    if find_spec("pypdfium2") is None:
        raise InputError("is a PDF, and pypdfium2 is not installed", remedy=INSTALL)
    try:
        pages, width, height, pixels = pdf_pixels(data, page, DRAWN)
    except CannotBeDrawnError as error:
        raise InputError(f"is a PDF that cannot be read: {error}", remedy="save it again, without a password") from None
    if page >= pages:
        raise InputError(f"has {pages} pages, and not {page + 1}", remedy="name one that it has")
    return Image.frombytes("RGBA", (width, height), pixels)


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

    if find_spec("resvg_py") is None:
        raise InputError("is an SVG, and resvg-py is not installed", remedy=INSTALL)
    text = svg.decode("utf-8", "replace")
    if "<foreignObject" in text:
        raise InputError(
            "holds words as HTML (foreignObject), which would be lost",
            remedy="save it with plain SVG text (in draw.io: without formatted text), or as PNG",
        )
    wide, high = check_svg(text)
    fonts = _fonts_for(text)
    try:
        if max(wide, high) <= LARGEST_SIDE:
            natural = svg_pixels(svg, fonts)
            with Image.open(io.BytesIO(natural)) as image:
                wide, high = image.size
        side = "width" if wide >= high else "height"
        return svg_pixels(svg, {side: DRAWN, **fonts})
    except CannotBeDrawnError as error:
        raise InputError(f"is an SVG that cannot be drawn: {error}", remedy="mend it, or save it as PNG") from None


MOST_SHAPES = 500_000
"""Elements of an SVG with those that `use` repeats: a drawing has some thousands, a plot of many points more."""
MOST_ATTRIBUTES = 1000
"""Attributes of one element, which what draws it compares each with each."""
LARGEST_SIDE = 10_000
"""Pixels of a side up to which an SVG is drawn at its own size, to learn its proportions."""


def check_svg(text: str) -> tuple[float, float]:
    """The width and height that an SVG gives itself, 0 where it gives none. One that repeats its parts a million times
    is refused: it would take all memory. Each element is looked at once.

    Raises:
        InputError: it is so, or it is no XML.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InputError(f"is an SVG that cannot be drawn: {error}", remedy="save it again") from None
    box = [
        abs(float(number)) for number in re.findall(r"[-+.\deE]+", root.get("viewBox", ""))[2:4] if _is_number(number)
    ]
    _check_links(root)
    if _shapes(root) > MOST_SHAPES:
        raise InputError(f"is an SVG of more than {MOST_SHAPES:,} shapes", remedy="save it as PNG")
    width, height = (_pixels(root.get(name, "")) for name in ("width", "height"))
    return (width or box[0], height or box[1]) if len(box) == 2 else (width, height)


def _check_links(root: Any) -> None:
    """Refuse pictures that lie in files of their own, since nothing outside the talk is read, and elements that are
    written by entities, which would hide them."""
    from lxml import etree

    for node in root.iter():
        if len(node.attrib) > MOST_ATTRIBUTES:
            raise InputError(f"has an element with {len(node.attrib):,} attributes", remedy="save it again")
        if node.tag is etree.Entity:
            raise InputError("has parts that are entities", remedy="save it with those parts written out")
        if isinstance(node.tag, str) and etree.QName(node).localname in ("image", "feImage"):
            for name, value in node.attrib.items():
                if etree.QName(name).localname == "href" and not value.strip().startswith(("data:", "#")):
                    raise InputError("names pictures in other files", remedy="save it with its pictures embedded")


def _is_number(text: str) -> bool:
    try:
        return float(text) == float(text)
    except ValueError:
        return False


def _pixels(length: str) -> float:
    found = re.match(r"\s*([-+]?[\d.]{1,30}(?:[eE][-+]?\d{1,3})?)\s*(in|cm|mm|pt|pc|em|%)?", length)
    if not found or not _is_number(found[1]) or found[2] == "%":
        return 0.0
    return float(found[1]) * {"in": 96, "cm": 37.8, "mm": 3.78, "pt": 1.34, "pc": 16, "em": 16}.get(found[2], 1)


def _shapes(root: Any) -> int:
    """How many elements are drawn, where each `use` counts for all that it repeats; from the leaves up, so that each
    element is looked at once for itself and once for each `use` of it."""
    named = {node.get("id"): node for node in root.iter() if isinstance(node.tag, str) and node.get("id")}
    sizes: dict[Any, int] = {}
    under_way: set[Any] = set()
    ahead = [(root, False)]
    while ahead:
        node, ready = ahead.pop()
        parts = [child for child in node if isinstance(child.tag, str)]
        link = node.get("href") or node.get("{http://www.w3.org/1999/xlink}href") or ""
        if isinstance(node.tag, str) and node.tag.endswith("use") and link[:1] == "#" and link[1:] in named:
            parts.append(named[link[1:]])
        if ready:
            under_way.discard(node)
            sizes[node] = min(1 + sum(sizes.get(part, 0) for part in parts), MOST_SHAPES + 1)
        elif node not in sizes and node not in under_way:
            under_way.add(node)
            ahead.append((node, True))
            ahead += [(part, False) for part in parts if part not in sizes and part not in under_way]
    return sizes[root]


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
