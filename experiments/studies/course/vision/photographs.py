"""The two photographs that come with scikit-learn, and drawn pictures whose style can be borrowed. Imports no torch."""

from __future__ import annotations

import importlib
import math
from typing import TYPE_CHECKING, Any

from plainspoken.base.errors import InputError
from plainspoken.base.extras import install_command, missing_packages
from plainspoken.experiments.results.record import DataCard, Split

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image as Picture

    Pixels = NDArray[np.float32]

CREDITS = {"china": "china.jpg by danielbuechele", "flower": "flower.jpg by vultilion"}
"""By picture; both under CC BY 2.0, as scikit-learn's note beside them says."""

LICENCE = "CC BY 2.0"

CAT = "chelsea"
"""scikit-image's photograph of a cat, by Stéfan van der Walt; CC0, as its documentation says."""

FOOT = "after a photo by danielbuechele, CC BY 2.0"

_SHARPER = 3
"""Strokes are drawn so many times as large, and shrunk, for smooth edges; tiles twice."""


def load_photograph(name: str, width: int, height: int) -> Pixels:
    """A photograph at that size as [height, width, 3] between 0 and 1.

    Raises:
        InputError: scikit-learn has no such picture.
    """
    from PIL import Image
    from sklearn.datasets import load_sample_image

    if name not in CREDITS:
        raise InputError(f"no photograph is called {name!r}", remedy=f"there are: {', '.join(CREDITS)}")
    whole = Image.fromarray(load_sample_image(f"{name}.jpg"))
    return _between_0_and_1(whole.resize((width, height), Image.Resampling.LANCZOS))


def load_cat(reduced: int) -> Pixels:
    """scikit-image's cat as [height, width, 3] between 0 and 1, made smaller by `reduced`, sides divisible by four.

    Raises:
        InputError: scikit-image is not installed.
    """
    from PIL import Image

    if missing_packages("course", "scikit-image"):
        raise InputError(
            "the photograph of a cat is in scikit-image, which is not installed",
            remedy=f"run {install_command('course')}",
        )
    pictures: Any = importlib.import_module("skimage.data")
    whole = Image.fromarray(pictures.chelsea())
    width, height = (side // reduced // 4 * 4 for side in whole.size)
    return _between_0_and_1(whole.resize((width, height), Image.Resampling.LANCZOS))


def photograph_card(name: str, width: int, height: int) -> DataCard:
    """The card of one photograph."""
    return DataCard(
        name=CREDITS[name],
        kind="real",
        origin="scikit-learn's sample images",
        licence=LICENCE,
        total=1,
        splits={"train": Split(n=1)},
        sample_shape=[height, width, 3],
    )


def draw_strokes(width: int, height: int, seed: int = 0) -> Pixels:
    """Brush strokes in blue along a current with four whirls, in yellow near their centers: [height, width, 3]."""
    import numpy as np
    from PIL import Image, ImageDraw

    draw, large = np.random.default_rng(seed), (width * _SHARPER, height * _SHARPER)
    whirls = ((0.25, 0.3, 0.16, 1), (0.72, 0.28, 0.12, -1), (0.5, 0.75, 0.2, 1), (0.88, 0.75, 0.1, -1))
    blues = ((16, 40, 96), (28, 66, 140), (58, 110, 178), (120, 168, 206), (196, 218, 224))
    yellows = ((236, 190, 60), (246, 220, 120), (214, 140, 40), (250, 240, 200))
    picture = Image.new("RGB", large, (22, 44, 92))
    pencil, flat = ImageDraw.Draw(picture), height / width

    def distance(x: float, y: float, whirl: tuple[float, ...]) -> float:
        return math.hypot(x - whirl[0], (y - whirl[1]) * flat) / whirl[2]

    def direction(x: float, y: float) -> float:
        along, down = 1.0, 0.25 * math.sin(6 * x)
        for whirl in whirls:
            pull = 6 * whirl[3] * math.exp(-(distance(x, y, whirl) ** 2)) / whirl[2]
            along, down = along - (y - whirl[1]) * flat * pull, down + (x - whirl[0]) * pull
        return math.atan2(down, along)

    scale = width / 256
    for thick, count, length in ((9, 1500, 16), (6, 2500, 12), (4, 3500, 10)):
        for _ in range(count):
            x, y = draw.random(2).tolist()
            near = max(math.exp(-((distance(x, y, whirl) / 0.55) ** 2)) for whirl in whirls)
            colors = yellows if draw.random() < near else blues
            color = (np.array(colors[draw.integers(len(colors))]) + draw.normal(0, 10, 3)).clip(0, 255)
            points = []
            for _ in range(length):
                points.append((x * large[0], y * large[1]))
                angle = direction(x, y)
                x, y = x + 0.004 * math.cos(angle), y + 0.004 * math.sin(angle) / flat
            red, green, blue = (int(part) for part in color)
            pencil.line(points, fill=(red, green, blue), width=max(1, round(thick * scale)), joint="curve")
    return _shrunk(picture, width, height)


def draw_tiles(width: int, height: int, seed: int = 1) -> Pixels:
    """Stained glass: 420 cells around random points in seven colors, with dark lead between them."""
    import numpy as np
    from PIL import Image

    draw, colors = np.random.default_rng(seed), np.array(_GLASS)
    centers = draw.random((420, 2)) * [width, height]
    shades = (colors[draw.integers(len(colors), size=len(centers))] + draw.normal(0, 14, (len(centers), 3))).clip(
        0, 255
    )
    rows, across = [], np.arange(width * 2) / 2
    for y in np.arange(height * 2) / 2:
        away = np.hypot(across[:, None] - centers[:, 0], y - centers[:, 1])
        nearest = np.argpartition(away, 1, axis=1)[:, :2]
        first, second = np.take_along_axis(away, nearest, 1).T
        row = shades[nearest[:, 0]]
        row[second - first < 1.6 * width / 256] = (25, 22, 28)
        rows.append(row)
    return _shrunk(Image.fromarray(np.stack(rows).astype(np.uint8)), width, height)


_GLASS = ((190, 40, 40), (230, 150, 30), (30, 90, 150), (20, 130, 110), (240, 225, 180), (110, 40, 110), (245, 200, 70))


def _shrunk(picture: Picture, width: int, height: int) -> Pixels:
    from PIL import Image

    return _between_0_and_1(picture.resize((width, height), Image.Resampling.LANCZOS))


def _between_0_and_1(picture: Picture) -> Pixels:
    import numpy as np

    found: Pixels = np.asarray(picture, dtype=np.float32) / np.float32(255)
    return found
