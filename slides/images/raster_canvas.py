"""A canvas of pixels: Pillow, with shapes smoothed by drawing them larger and text by its own renderer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from plainspoken.base.errors import InputError
from plainspoken.slides.layout.boxes import Box
from plainspoken.slides.layout.letters import symbol_font

if TYPE_CHECKING:
    from PIL import Image, ImageDraw, ImageFont

OVERSAMPLING = 4


class RasterCanvas:
    """Draws on a Pillow image; `scale` is pixels a point, `fallbacks` the fonts for letters that others lack. See
    `plainspoken.slides.images.draw_slide.Canvas`."""

    def __init__(self, image: Image.Image, scale: float, fallbacks: tuple[Path, ...] = ()) -> None:
        from PIL import ImageDraw

        self.image = image
        self.fallbacks = fallbacks
        self.scale = scale
        self._draw = ImageDraw.Draw(image)

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
        """A rectangle; without round corners and outline it is aligned to whole pixels."""
        if radius == 0.0 and stroke is None and fill is not None:
            s = self.scale
            left, top = round(box.left * s), round(box.top * s)
            right = max(round(box.right * s), left + 1)
            bottom = max(round(box.bottom * s), top + 1)
            self._draw.rectangle((left, top, right - 1, bottom - 1), fill=fill)
            return
        if fill is not None:
            self._shape(box, fill, lambda d, b, s: d.rounded_rectangle(b, radius=radius * s, fill=255))
        if stroke is not None and dashed:
            corners = [(box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom)]
            self.line([*corners, corners[0]], stroke=stroke, width=width, dashed=True)
        elif stroke is not None:
            outer = box.inset(-width / 2)
            self._shape(
                outer,
                stroke,
                lambda d, b, s: d.rounded_rectangle(
                    b, radius=(radius + width / 2) * s if radius else 0, outline=255, width=max(1, round(width * s))
                ),
            )

    def ellipse(self, box: Box, *, fill: str | None, stroke: str | None = None, width: float = 1.0) -> None:
        """The ellipse that fills a box."""
        if fill is not None:
            self._shape(box, fill, lambda d, b, s: d.ellipse(b, fill=255))
        if stroke is not None:
            self._shape(
                box.inset(-width / 2), stroke, lambda d, b, s: d.ellipse(b, outline=255, width=max(1, round(width * s)))
            )

    def line(self, points: Iterable[tuple[float, float]], *, stroke: str, width: float, dashed: bool = False) -> None:
        """A line through points; dashes are four line widths long with gaps of three."""
        path = list(points)
        if not dashed and len(path) == 2 and (path[0][1] == path[1][1]):
            (x0, y), (x1, _) = path
            self.rectangle(Box(min(x0, x1), y - width / 2, abs(x1 - x0), width), fill=stroke)
            return
        pieces = list(_dashes(path, width * 4, width * 3)) if dashed else [path]
        for piece in pieces:
            self._smooth_line(piece, stroke, width)

    def _smooth_line(self, path: list[tuple[float, float]], stroke: str, width: float) -> None:
        left, top = min(x for x, _ in path), min(y for _, y in path)
        right, bottom = max(x for x, _ in path), max(y for _, y in path)
        around = Box(left - width, top - width, right - left + 2 * width, bottom - top + 2 * width)

        def paint(draw: ImageDraw.ImageDraw, box: tuple[float, float, float, float], s: float) -> None:
            at = [(box[0] + (x - around.left) * s, box[1] + (y - around.top) * s) for x, y in path]
            draw.line(at, fill=255, width=max(1, round(width * s)), joint="curve")

        self._shape(around, stroke, paint)

    def polygon(self, points: Iterable[tuple[float, float]], *, fill: str) -> None:
        """A filled polygon."""
        path = list(points)
        left, top = min(x for x, _ in path), min(y for _, y in path)
        around = Box(left, top, max(x for x, _ in path) - left, max(y for _, y in path) - top)
        self._shape(
            around,
            fill,
            lambda d, b, s: d.polygon([(b[0] + (x - left) * s, b[1] + (y - top) * s) for x, y in path], fill=255),
        )

    def _shape(
        self,
        box: Box,
        color: str,
        paint: Callable[[ImageDraw.ImageDraw, tuple[float, float, float, float], float], object],
    ) -> None:
        """Paint a mask of `box` some times larger, shrink it, and lay the colour through it."""
        from PIL import Image, ImageDraw

        s = self.scale
        left, top = int(box.left * s) - 1, int(box.top * s) - 1
        across, down = int(box.right * s) + 2 - left, int(box.bottom * s) + 2 - top
        n = OVERSAMPLING
        large = Image.new("L", (across * n, down * n), 0)
        inside = (
            (box.left * s - left) * n,
            (box.top * s - top) * n,
            (box.right * s - left) * n - 1,
            (box.bottom * s - top) * n - 1,
        )
        paint(ImageDraw.Draw(large), inside, s * n)
        mask = large.reduce(n)
        self.image.paste(Image.new("RGB", mask.size, color), (left, top), mask)

    def text(self, x: float, baseline: float, text: str, *, font: Path, size: float, color: str) -> None:
        """Text in the font, letters that it lacks in one that has most symbols."""
        for part, file in by_font(text, font, self.fallbacks):
            face = _face(file, size * self.scale)
            at = (x * self.scale, baseline * self.scale)
            self._draw.text(at, part, font=face, fill=color, anchor="ls", features=_features())
            x += face.getlength(part, features=_features()) / self.scale

    def text_width(self, text: str, *, font: Path, size: float) -> float:
        """Advance in points, as `text` draws it."""
        parts = by_font(text, font, self.fallbacks)
        faces = [_face(file, size * self.scale) for _, file in parts]
        lengths = [face.getlength(part, features=_features()) for face, (part, _) in zip(faces, parts, strict=True)]
        return sum(lengths) / self.scale

    def picture(self, path: Path, box: Box, *, alt: str) -> None:
        """A picture scaled into a box; what is transparent shows the ground."""
        s = self.scale
        left, top = round(box.left * s), round(box.top * s)
        size = (max(round(box.right * s) - left, 1), max(round(box.bottom * s) - top, 1))
        image = scaled_picture(path, size)
        self.image.paste(image, (left, top), image if image.mode == "RGBA" else None)

    def link(self, box: Box, address: str) -> None:
        """Pixels lead nowhere."""


@lru_cache(maxsize=16)
def scaled_picture(path: Path, size: tuple[int, int]) -> Image.Image:
    """A picture file at a size in pixels, RGB or RGBA.

    Raises:
        InputError: there is no such file, or it is not a picture.
    """
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(path) as opened:
            mode = "RGBA" if opened.mode in ("RGBA", "LA", "PA") or "transparency" in opened.info else "RGB"
            return opened.convert(mode).resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    except (FileNotFoundError, UnidentifiedImageError) as error:
        what = "no picture is here" if isinstance(error, FileNotFoundError) else "not a picture"
        raise InputError(what, file=path, remedy="draw the figures again, or mend the page that names it") from None


@lru_cache(maxsize=256)
def _face(file: Path, pixels: float) -> ImageFont.FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(str(file), pixels)


@lru_cache
def _features() -> list[str] | None:
    """Kerning without ligatures, which PowerPoint has none of; Pillow's plain layout knows neither."""
    from PIL import features

    return ["-liga", "-clig"] if features.check("raqm") else None


@lru_cache(maxsize=4096)
def by_font(text: str, font: Path, fallbacks: tuple[Path, ...] = ()) -> tuple[tuple[str, Path], ...]:
    """A text cut into stretches that `font` has, and stretches for the first other font that has their letters."""
    from plainspoken.slides.layout.text_width import lacks

    missing = set(lacks(font, text))
    if not missing:
        return ((text, font),)
    others = (*fallbacks, symbol_font())
    files: dict[str, Path] = {}
    for letter in missing:
        files[letter] = next((file for file in others if not lacks(file, letter)), others[-1])
    parts: list[tuple[str, Path]] = []
    for letter in text:
        # Signs that join or modify stay with the letter before them.
        file = files.get(letter, font)
        if parts and (letter in JOINERS or (letter == " " and parts[-1][1] in fallbacks)):
            file = parts[-1][1]
        if parts and parts[-1][1] == file:
            parts[-1] = (parts[-1][0] + letter, file)
        else:
            parts.append((letter, file))
    return tuple(parts)


JOINERS = frozenset("\u200c\u200d\ufe0e\ufe0f")


def _dashes(path: list[tuple[float, float]], dash: float, gap: float) -> Iterable[list[tuple[float, float]]]:
    """The dashes of a line through points, each begun anew at a corner."""
    for (x0, y0), (x1, y1) in pairwise(path):
        length = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5
        at = 0.0
        while length > 0 and at < length:
            end = min(at + dash, length)
            yield [
                (x0 + (x1 - x0) * at / length, y0 + (y1 - y0) * at / length),
                (x0 + (x1 - x0) * end / length, y0 + (y1 - y0) * end / length),
            ]
            at += dash + gap
