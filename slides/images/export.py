"""Slides as pictures, without an office program: PNG of any size, and a PDF whose text is text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from plainspoken.base.files import write_bytes
from plainspoken.base.progress import Progress, Silence
from plainspoken.script.model import Script
from plainspoken.slides.images.draw_slide import draw_block, draw_ground, reveals
from plainspoken.slides.layout.boxes import SlideLayout
from plainspoken.slides.layout.theme import Theme

if TYPE_CHECKING:
    from PIL import Image


def draw_slide(layout: SlideLayout, theme: Theme, *, beat: int | None = None, width: int = 1920) -> Image.Image:
    """A slide as an RGB picture, `width` pixels wide, 16:9.

    Args:
        layout: where everything is.
        theme: its colours and fonts.
        beat: how far the slide is built, as an index into the page's beats (-1: nothing has been said yet);
            `None` draws the finished slide.
        width: of the picture, in pixels.

    Raises:
        InputError: a picture that the slide shows is missing or unreadable.
    """
    from plainspoken.slides.images.raster_canvas import RasterCanvas

    image = _blank(theme, width)
    canvas = RasterCanvas(image, width / theme.grid.width, theme.fallbacks)
    draw_ground(layout, theme, canvas)
    for block in layout.all_blocks():
        draw_block(block, theme, canvas, beat=beat)
    return image


def draw_builds(layout: SlideLayout, theme: Theme, *, width: int = 1920) -> Iterator[tuple[int, Image.Image]]:
    """The pictures that a slide goes through: as it is before its first beat, then after each beat that shows
    something. Each comes with its beat (-1 for the first). Every picture is painted over the one before it."""
    from plainspoken.slides.images.raster_canvas import RasterCanvas

    image = draw_slide(layout, theme, beat=-1, width=width)
    yield -1, image
    for beat in reveals(layout):
        image = image.copy()
        canvas = RasterCanvas(image, width / theme.grid.width, theme.fallbacks)
        for block in layout.all_blocks():
            draw_block(block, theme, canvas, beat=beat, fresh=beat)
        yield beat, image


def write_pages(
    script: Script,
    layouts: Sequence[SlideLayout],
    theme: Theme,
    *,
    pdf: Path | None = None,
    png: Path | None = None,
    width: int = 1920,
    progress: Progress | None = None,
) -> list[Path]:
    """Write the finished slides as one PDF, as a folder of PNG files (`001-page-id.png`), or both.

    PNG files of slides that are no more are removed from the folder. Returns the paths, the PDF first.

    Raises:
        InputError: a picture that a slide shows is missing or unreadable.
    """
    listener = progress or Silence()
    written: list[Path] = []
    if pdf is not None:
        write_bytes(pdf, _pdf(script, layouts, theme))
        written.append(pdf)
    if png is not None:
        listener.start("page pictures", len(layouts))
        names = page_names(layouts)
        for done, (layout, name) in enumerate(zip(layouts, names, strict=True), 1):
            write_bytes(png / name, _png(draw_slide(layout, theme, width=width)))
            written.append(png / name)
            listener.advance("page pictures", done, layout.page)
        for stale in png.glob("[0-9][0-9][0-9]-*.png"):
            if stale.name not in names:
                stale.unlink()
        listener.finish("page pictures")
    return written


def page_names(layouts: Sequence[SlideLayout]) -> list[str]:
    """The names of the pictures of slides: number, page and, where a page has several slides, its part."""
    return [
        f"{layout.number:03d}-{layout.page}{f'-{layout.part + 1}' if layout.parts > 1 else ''}.png"
        for layout in layouts
    ]


def _pdf(script: Script, layouts: Sequence[SlideLayout], theme: Theme) -> bytes:
    import io

    from plainspoken.slides.images.pdf_canvas import PdfCanvas

    data = io.BytesIO()
    canvas = PdfCanvas(
        data,
        width=theme.grid.width,
        height=theme.grid.height,
        title=script.title,
        author=script.author,
        language=script.language,
        fallbacks=theme.fallbacks,
    )
    for layout in layouts:
        canvas.begin_page(layout.title.text.replace("\n", " ") or layout.page, page=layout.page)
        draw_ground(layout, theme, canvas)
        for block in layout.all_blocks():
            draw_block(block, theme, canvas, beat=None)
    canvas.close()
    return data.getvalue()


def _blank(theme: Theme, width: int) -> Image.Image:
    from PIL import Image

    high = width * theme.grid.height / theme.grid.width
    return Image.new("RGB", (width, 2 * round(high / 2)))  # H.264 wants even sides


def _png(image: Image.Image) -> bytes:
    import io

    data = io.BytesIO()
    image.save(data, "PNG", compress_level=6)
    return data.getvalue()
