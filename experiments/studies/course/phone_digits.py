"""Digits as a phone might take them: turned, dimmer and with grain. A target domain, made from the digits as they are;
and the same changes, weaker or stronger, as augmentation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from plainspoken.experiments.studies.course.course_digits import DigitSplit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

SIDE = 8


@dataclass(frozen=True)
class Disturbance:
    """How far a digit is changed, each by chance up to these.

    Attributes:
        turn: degrees either way.
        grain: deviation of the noise, of a brightest pixel of 1.
        dim: the share of its brightness that a digit may lose.
    """

    turn: float
    grain: float
    dim: float

    def scaled(self, strength: float) -> Disturbance:
        """The same changes, so many times as strong; no digit loses more than nine tenths of its brightness."""
        return Disturbance(self.turn * strength, self.grain * strength, min(0.9, self.dim * strength))


PHONE = Disturbance(turn=35.0, grain=0.15, dim=0.4)
"""The target domain."""


def turned(pixels: Array, degrees: Array) -> Array:
    """Digits [n, 64], each turned about its middle by its own angle, from the four nearest pixels of each place; what
    comes in from outside is black."""
    import numpy as np

    pictures = np.pad(pixels.reshape(-1, SIDE, SIDE), ((0, 0), (1, 1), (1, 1)))
    angles = np.deg2rad(degrees)[:, None, None]
    rows, columns = np.indices((SIDE, SIDE)) - (SIDE - 1) / 2
    down = np.cos(angles) * rows - np.sin(angles) * columns + (SIDE - 1) / 2
    right = np.sin(angles) * rows + np.cos(angles) * columns + (SIDE - 1) / 2
    down, right = np.clip(down + 1, 0, SIDE + 1), np.clip(right + 1, 0, SIDE + 1)
    top, left = np.minimum(down.astype(int), SIDE), np.minimum(right.astype(int), SIDE)
    low, far = down - top, right - left
    which = np.arange(len(pictures))[:, None, None]
    mixed: Array = (
        pictures[which, top, left] * (1 - low) * (1 - far)
        + pictures[which, top, left + 1] * (1 - low) * far
        + pictures[which, top + 1, left] * low * (1 - far)
        + pictures[which, top + 1, left + 1] * low * far
    )
    return mixed.reshape(-1, SIDE * SIDE)


def disturbed(split: DigitSplit, by: Disturbance, *, seed: int, times: int = 1) -> DigitSplit:
    """Each digit, changed by chance; `times` copies of each, one set after the other."""
    import numpy as np

    draw = np.random.default_rng(seed)
    pixels, targets = np.tile(split.pixels, (times, 1)), np.tile(split.targets, times)
    n = len(targets)
    found = turned(pixels, draw.uniform(-by.turn, by.turn, n)) * (1 - draw.uniform(0, by.dim, (n, 1)))
    return DigitSplit(np.clip(found + draw.normal(0, by.grain, found.shape), 0, 1), targets)


def partly_disturbed(split: DigitSplit, by: Disturbance, share: float, *, seed: int) -> DigitSplit:
    """Some of the digits changed, the others as they are; a share of the whole, rounded, and chosen by chance."""
    import numpy as np

    chosen = np.random.default_rng(seed).permutation(len(split))[: round(share * len(split))]
    pixels = split.pixels.copy()
    pixels[chosen] = disturbed(split, by, seed=seed).pixels[chosen]
    return DigitSplit(pixels, split.targets)
