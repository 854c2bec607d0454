"""Portraits with known ages, kinds and eyes; eyes found by regression trees; faces turned until the eyes lie level."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import Field

from plainspoken.base.document import Part

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]
    Floats = NDArray[np.float64]

DRAWN = 80
"""Pixels on a side of a portrait before it is cut."""

EYES = ((0.33, 0.42), (0.67, 0.42))
"""Where the eyes come to lie in an aligned face, as shares of its side, across and down."""

LOOK = 24
"""Pixels on a side of what the regression trees see."""


class PortraitData(Part):
    """Table `[data]` of the recipe."""

    size: int = Field(default=32, ge=16, description="pixels on a side of a face; a multiple of 8")
    train: int = Field(default=500, ge=16)
    test: int = Field(default=400, ge=16)
    tilt: float = Field(default=0.5, ge=0, le=1.5, description="standard deviation of the heads' tilt, in radians")
    drawing_seed: int = 21


@dataclass(frozen=True)
class Portraits:
    """Pictures [n, 80, 80, 3], eyes [n, 2, 2] in pixels, ages [n] in years and kinds [n], 0 or 1."""

    pictures: Pixels
    eyes: Floats
    ages: Floats
    kinds: NDArray[np.int64]


def draw_portraits(count: int, settings: PortraitData, seed: int) -> Portraits:
    """`count` portraits on plain grounds, of any age and either kind, with tilted heads."""
    import numpy as np

    from plainspoken.experiments.studies.course.vision.drawn_portraits import KINDS, draw_person, draw_portrait

    random = np.random.default_rng([settings.drawing_seed, seed])
    pictures = np.empty((count, DRAWN, DRAWN, 3), dtype=np.uint8)
    eyes, ages, kinds = np.empty((count, 2, 2)), np.empty(count), np.empty(count, dtype=np.int64)
    for i in range(count):
        person = draw_person(random, tilt=settings.tilt)
        portrait = draw_portrait(person, size=DRAWN, random=random)
        cover = portrait.pixels[..., 3:] / 255
        ground = random.uniform(40, 215) + random.normal(0, 15, 3)
        grain = random.normal(0, 6, (DRAWN, DRAWN, 1))
        mixed = cover * portrait.pixels[..., :3] + (1 - cover) * ground + grain
        pictures[i] = np.clip(mixed, 0, 255).astype(np.uint8)
        eyes[i], ages[i], kinds[i] = portrait.eyes, person.age, KINDS.index(person.kind)
    return Portraits(pictures, eyes, ages, kinds)


def whole_faces(pictures: Pixels, size: int) -> Pixels:
    """The pictures [n, h, w, 3] made `size` pixels on a side, as they are."""
    import numpy as np
    from PIL import Image

    return np.stack([np.asarray(Image.fromarray(each).resize((size, size), Image.Resampling.BOX)) for each in pictures])


def aligned_faces(pictures: Pixels, eyes: Floats, size: int) -> Pixels:
    """The pictures turned, scaled and moved so that the eyes [n, 2, 2] lie at `EYES`, `size` pixels on a side."""
    import numpy as np
    from PIL import Image

    found = np.empty((len(pictures), size, size, 3), dtype=np.uint8)
    for i, (picture, pair) in enumerate(zip(pictures, eyes, strict=True)):
        found[i] = np.asarray(
            Image.fromarray(picture).transform(
                (size, size), Image.Transform.AFFINE, aligning(pair, size), Image.Resampling.BICUBIC
            )
        )
    return found


def aligning(eyes: Floats, size: int) -> tuple[float, ...]:
    """The affine map from an aligned face of `size` pixels back to the picture, six numbers as Pillow takes them.

    It is a similarity: two points are sent to two, with one turn and one scale.
    """
    import numpy as np

    aim = np.array(EYES) * size
    there, here = eyes[1] - eyes[0], aim[1] - aim[0]
    turn = complex(*there) / complex(*here)
    matrix = np.array([[turn.real, -turn.imag], [turn.imag, turn.real]])
    shift = eyes[0] - matrix @ aim[0]
    return (*matrix[0], shift[0], *matrix[1], shift[1])


def learn_eyes(portraits: Portraits, seed: int) -> Any:
    """Extremely randomized regression trees from gray pixels to the four coordinates of the eyes."""
    from sklearn.ensemble import ExtraTreesRegressor

    trees = ExtraTreesRegressor(60, min_samples_leaf=2, max_features=0.2, random_state=seed, n_jobs=1)
    return trees.fit(_gray(portraits.pictures), portraits.eyes.reshape(-1, 4) / DRAWN)


def find_eyes(trees: Any, pictures: Pixels) -> Floats:
    """The eyes [n, 2, 2] in pixels that the trees say."""
    found: Floats = trees.predict(_gray(pictures)).reshape(-1, 2, 2) * DRAWN
    return found


def eye_errors(found: Floats, true: Floats) -> Floats:
    """For each picture how far the two eyes are from where they are, as a share of the distance between them."""
    import numpy as np

    apart = np.linalg.norm(true[:, 1] - true[:, 0], axis=1)
    errors: Floats = np.linalg.norm(found - true, axis=2).mean(1) / apart
    return errors


def _gray(pictures: Pixels) -> Floats:
    small: Floats = whole_faces(pictures, LOOK).mean(3).reshape(len(pictures), -1) / 255
    return small
