"""A mark over a drawn slide: the rest of a picture veiled, the marked part outlined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plainspoken.slides.layout.boxes import SlideMark
from plainspoken.slides.layout.theme import Theme

if TYPE_CHECKING:
    from PIL import Image


def draw_mark(image: Image.Image, mark: SlideMark, theme: Theme) -> Image.Image:
    """A copy of a slide's picture with a mark in the theme's style."""
    from PIL import Image, ImageDraw

    from plainspoken.slides.images.raster_canvas import OVERSAMPLING

    scale = image.width / theme.grid.width
    style = theme.marks
    result = image.copy()
    width = style.width * scale
    left, top = int(mark.field.left * scale - width) - 1, int(mark.field.top * scale - width) - 1
    across = int(mark.field.width * scale + 2 * width) + 3
    down = int(mark.field.height * scale + 2 * width) + 3
    shapes = [[(x * scale - left, y * scale - top) for x, y in shape] for shape in mark.lit]
    if style.shade:
        field = mark.field
        veil = Image.new("L", (across, down), 0)
        draw = ImageDraw.Draw(veil)
        corner = (field.left * scale - left, field.top * scale - top)
        draw.rectangle(
            (*corner, corner[0] + field.width * scale, corner[1] + field.height * scale), fill=round(255 * style.shade)
        )
        for shape in shapes:
            draw.polygon(shape, fill=0)
        result.paste(Image.new("RGB", veil.size, theme.color(mark.ground)), (left, top), veil)
    n = OVERSAMPLING // 2
    for shape in shapes:
        xs, ys = [x for x, _ in shape], [y for _, y in shape]
        start = (int(min(xs) - width) - 1, int(min(ys) - width) - 1)
        size = (int(max(xs) + width) + 2 - start[0], int(max(ys) + width) + 2 - start[1])
        line = Image.new("L", (size[0] * n, size[1] * n), 0)
        points = [((x - start[0]) * n, (y - start[1]) * n) for x, y in shape]
        points = points if style.pointer != "underline" else _under(points)
        closed = [*points, points[0], points[1]] if style.pointer != "underline" else points
        ImageDraw.Draw(line).line(closed, fill=255, width=max(1, round(width * n)), joint="curve")
        mask = line.reduce(n)
        result.paste(Image.new("RGB", mask.size, theme.color("accent")), (left + start[0], top + start[1]), mask)
    return result


def _under(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    low = max(y for _, y in points)
    return [(min(x for x, _ in points), low), (max(x for x, _ in points), low)]
