"""Draws the talk's own pictures: faces by the drawing program of the study, which stand in for photographs.

Photographs of real faces may not be kept with the talk, so what is only to be explained is shown on drawn ones.
Run from the repository's root:

    python talks/approaches/pictures/draw.py

Same code, same pictures: the seeds are fixed, and `tests/talks/test_pictures.py` draws them again.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageEnhance, ImageFont

import plainspoken.base.fonts as fonts
from plainspoken.experiments.studies.emotion.drawn_faces import EMOTIONS, TYPICAL, Expression, draw_face
from plainspoken.experiments.studies.emotion.source_task import BROWS, MOUTHS

SIDE = 200
"""Of a face, in pixels."""
GAP, LABEL = 18, 44
INK, DIM, GROUND = (26, 32, 38), (90, 98, 106), (255, 255, 255)
GRAIN = 0.03


def face(name: str, seed: int) -> Image.Image:
    """A face that shows an emotion clearly."""
    return Image.fromarray(draw_face(TYPICAL[name], size=SIDE, random=np.random.default_rng(seed), grain=GRAIN))


def labelled(rows: list[list[tuple[str, Image.Image]]], *, beside: list[str] | None = None) -> Image.Image:
    """Pictures in rows, each above its words; `beside` are words for each row, on its left."""
    font = ImageFont.truetype(str(Path(fonts.__path__[0]) / "Carlito-Regular.ttf"), 34)
    under = LABEL if any(words for row in rows for words, _ in row) else 0
    left = 200 if beside else 0
    wide = left + max(len(row) for row in rows) * (SIDE + GAP) - GAP
    sheet = Image.new("RGB", (wide, len(rows) * (SIDE + under + GAP) - GAP), GROUND)
    pen = ImageDraw.Draw(sheet)
    for r, row in enumerate(rows):
        top = r * (SIDE + under + GAP)
        if beside:
            pen.text((left - 16, top + SIDE / 2), beside[r], font=font, fill=INK, anchor="rm")
        for c, (words, picture) in enumerate(row):
            place = left + c * (SIDE + GAP)
            sheet.paste(picture, (place, top))
            if words:
                pen.text((place + SIDE / 2, top + SIDE + 34), words, font=font, fill=INK, anchor="ms")
    return sheet


def _note(*lines: str) -> Image.Image:
    """Words in the place of a face."""
    font = ImageFont.truetype(str(Path(fonts.__path__[0]) / "Carlito-Italic.ttf"), 34)
    picture = Image.new("RGB", (SIDE, SIDE), GROUND)
    for number, line in enumerate(lines):
        place = (SIDE / 2, SIDE / 2 - 8 + 42 * number)
        ImageDraw.Draw(picture).text(place, line, font=font, fill=DIM, anchor="ms")
    return picture


def cover() -> Image.Image:
    """Twelve faces, for the first page."""
    names = [*EMOTIONS, "happiness", "surprise", "sadness", "fear", "happiness"]
    tiles = [("", face(name, 40 + number)) for number, name in enumerate(names)]
    return labelled([tiles[start : start + 3] for start in range(0, 12, 3)])


def emotions() -> Image.Image:
    """One face for each emotion, with its name."""
    tiles = [(name, face(name, 3 + number)) for number, name in enumerate(EMOTIONS)]
    return labelled([tiles[:4], [*tiles[4:], ("", _note("drawn by", "a program"))]])


def source_task() -> Image.Image:
    """Every kind of brows by every kind of mouth: what the source task asks for."""
    random = np.random.default_rng(8)
    rows = []
    for mouth in MOUTHS:
        row = []
        for brows, (height, slant) in BROWS.items():
            shown = Expression(height, slant, 0.1, MOUTHS[mouth], 0.8 if mouth == "open" else 0.1)
            row.append((brows, Image.fromarray(draw_face(shown, size=SIDE, random=random, grain=GRAIN))))
        rows.append(row)
    return labelled(rows, beside=[f"mouth {mouth}" for mouth in MOUTHS])


def changed() -> Image.Image:
    """One face, and what a network might see of it in training."""
    whole = face("happiness", 5)
    cut = round(SIDE * 0.12)
    ways = [
        ("as it is", whole),
        ("cropped", whole.crop((cut, 0, SIDE, SIDE - cut)).resize((SIDE, SIDE), Image.Resampling.BICUBIC)),
        ("flipped", whole.transpose(Image.Transpose.FLIP_LEFT_RIGHT)),
        ("rotated", whole.rotate(10, Image.Resampling.BICUBIC, fillcolor=_corner(whole))),
        ("brighter", ImageEnhance.Brightness(whole).enhance(1.2)),
        ("less contrast", ImageEnhance.Contrast(whole).enhance(0.6)),
    ]
    return labelled([ways[:3], ways[3:]])


def _corner(picture: Image.Image) -> tuple[int, int, int]:
    pixels: NDArray[np.uint8] = np.asarray(picture)
    return int(pixels[0, 0, 0]), int(pixels[0, 0, 1]), int(pixels[0, 0, 2])


PICTURES = {"cover": cover, "emotions": emotions, "source-task": source_task, "changed": changed}
"""Every picture by the name of its file."""


def main() -> None:
    """Draw every picture beside this file."""
    for name, draw in PICTURES.items():
        draw().quantize(96).save(Path(__file__).parent / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
