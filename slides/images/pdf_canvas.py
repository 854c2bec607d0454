"""A canvas that is a PDF: text stays text, figures keep their own pixels, titles become bookmarks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from plainspoken.base.errors import InputError
from plainspoken.slides.images.raster_canvas import RasterCanvas, by_font
from plainspoken.slides.layout.boxes import Box

DOTS = 4.0
"""Pixels a point of text that is drawn as a picture."""
_SHAPED = re.compile("[\u0590-\u08ff\u0900-\u109f\u1780-\u17ff\ufb1d-\ufdfd\ufe70-\ufefc]")
"""Letters of Hebrew, Arabic, and the scripts of India and South-East Asia."""


class PdfCanvas:
    """Draws pages of `width` x `height` points into the binary file `out`. See `images.draw_slide.Canvas`.

    The file holds no date and no random identifier, so that the same slides give the same bytes.
    """

    def __init__(
        self,
        out: BinaryIO,
        *,
        width: float,
        height: float,
        title: str,
        author: str,
        language: str,
        fallbacks: tuple[Path, ...] = (),
    ) -> None:
        from reportlab.pdfgen.canvas import Canvas

        self._pdf = Canvas(out, pagesize=(width, height), invariant=1, pageCompression=1, lang=language)
        self._pdf.setTitle(title)
        self._pdf.setAuthor(author or "unnamed")
        self._pdf.setCreator("Plainspoken")
        self._height = height
        self._fallbacks = fallbacks
        self._fonts: dict[Path, str] = {}
        self._pages = 0
        self._named: set[str] = set()

    def begin_page(self, bookmark: str, *, page: str = "", level: int = 0) -> None:
        """A page begins; `bookmark` leads to it from the outline, links to `#page` lead to the first of that name."""
        if self._pages:
            self._pdf.showPage()
        self._pages += 1
        key = f"page-{self._pages}"
        self._pdf.bookmarkPage(key)
        if page and page not in self._named:
            self._named.add(page)
            self._pdf.bookmarkPage(page)
        self._pdf.addOutlineEntry(bookmark, key, level=level)

    def close(self) -> None:
        """Write the file."""
        self._pdf.showPage()
        self._pdf.save()

    def rectangle(
        self,
        box: Box,
        *,
        fill: str | None,
        stroke: str | None = None,
        width: float = 1.0,
        radius: float = 0.0,
        dashed: bool = False,
    ) -> None:
        """A rectangle with round corners of `radius`."""
        self._style(fill, stroke, width, dashed)
        x, y = box.left, self._height - box.bottom
        painted = {"fill": int(fill is not None), "stroke": int(stroke is not None)}
        if radius:
            self._pdf.roundRect(x, y, box.width, box.height, radius, **painted)
        else:
            self._pdf.rect(x, y, box.width, box.height, **painted)

    def ellipse(self, box: Box, *, fill: str | None, stroke: str | None = None, width: float = 1.0) -> None:
        """The ellipse that fills a box."""
        self._style(fill, stroke, width, False)
        self._pdf.ellipse(
            box.left,
            self._height - box.bottom,
            box.right,
            self._height - box.top,
            fill=int(fill is not None),
            stroke=int(stroke is not None),
        )

    def line(self, points: Iterable[tuple[float, float]], *, stroke: str, width: float, dashed: bool = False) -> None:
        """A line through points."""
        self._style(None, stroke, width, dashed)
        self._pdf.drawPath(self._path(points), stroke=1, fill=0)

    def polygon(self, points: Iterable[tuple[float, float]], *, fill: str) -> None:
        """A filled polygon."""
        self._style(fill, None, 1.0, False)
        path = self._path(points)
        path.close()
        self._pdf.drawPath(path, stroke=0, fill=1)

    def text(self, x: float, baseline: float, text: str, *, font: Path, size: float, color: str) -> None:
        """Text in the font, embedded as far as it is used. Text whose letters change with their neighbours, which
        reportlab does not shape, is drawn as a picture."""
        if _SHAPED.search(text):
            self._drawn_text(x, baseline, text, font, size, color)
            return
        self._pdf.setFillColor(color)
        for part, file in by_font(text, font, self._fallbacks):
            name = self._font(file)
            self._pdf.setFont(name, size)
            self._pdf.drawString(x, self._height - baseline, part)
            x += self._pdf.stringWidth(part, name, size)

    def text_width(self, text: str, *, font: Path, size: float) -> float:
        """Advance in points, as `text` draws it."""
        if _SHAPED.search(text):
            return self._measuring().text_width(text, font=font, size=size)
        parts = by_font(text, font, self._fallbacks)
        return float(sum(self._pdf.stringWidth(part, self._font(file), size) for part, file in parts))

    def _measuring(self) -> RasterCanvas:
        from PIL import Image

        return RasterCanvas(Image.new("RGB", (1, 1)), DOTS, self._fallbacks)

    def _drawn_text(self, x: float, baseline: float, text: str, font: Path, size: float, color: str) -> None:
        from PIL import Image
        from reportlab.lib.utils import ImageReader

        width = self._measuring().text_width(text, font=font, size=size) + size
        box = (max(1, round(width * DOTS)), round(2 * size * DOTS))
        ground = "#000000" if color.upper() > "#888888" else "#FFFFFF"
        mask = Image.new("RGB", box, "#000000")
        RasterCanvas(mask, DOTS, self._fallbacks).text(
            size / 4, 1.4 * size, text, font=font, size=size, color="#FFFFFF"
        )
        image = Image.new("RGBA", box, ground)
        image.paste(Image.new("RGBA", box, color))
        image.putalpha(mask.convert("L"))
        bottom = self._height - baseline - 0.6 * size
        self._pdf.drawImage(ImageReader(image), x - size / 4, bottom, width, 2 * size, mask="auto")

    def picture(self, path: Path, box: Box, *, alt: str) -> None:
        """A picture in its own pixels, scaled into a box.

        Raises:
            InputError: there is no such file, or it is not a picture.
        """
        try:
            self._pdf.drawImage(str(path), box.left, self._height - box.bottom, box.width, box.height, mask="auto")
        except OSError as error:
            raise InputError(
                f"no picture can be read here ({error})",
                file=path,
                remedy="draw the figures again, or mend the page that names it",
            ) from None

    def link(self, box: Box, address: str) -> None:
        """Make a region lead to a web address, or to the first slide of `#page`."""
        h = self._height
        if address.startswith("#"):
            place = (box.left, h - box.bottom, box.right, h - box.top)
            self._pdf.linkRect("", address[1:], place, relative=0, thickness=0)
            return
        self._pdf.linkURL(address, (box.left, h - box.bottom, box.right, h - box.top), relative=0, thickness=0)

    def _style(self, fill: str | None, stroke: str | None, width: float, dashed: bool) -> None:
        if fill is not None:
            self._pdf.setFillColor(fill)
        if stroke is not None:
            self._pdf.setStrokeColor(stroke)
            self._pdf.setLineWidth(width)
            self._pdf.setDash([width * 4, width * 3] if dashed else [])

    def _path(self, points: Iterable[tuple[float, float]]):  # type: ignore[no-untyped-def]
        path = self._pdf.beginPath()
        for index, (x, y) in enumerate(points):
            (path.lineTo if index else path.moveTo)(x, self._height - y)
        return path

    def _font(self, file: Path) -> str:
        if file not in self._fonts:
            from reportlab.pdfbase import pdfmetrics
            from reportlab.pdfbase.ttfonts import TTFont

            name = f"{file.stem}-{len(self._fonts)}"
            pdfmetrics.registerFont(TTFont(name, str(file)))
            self._fonts[file] = name
        return self._fonts[file]
