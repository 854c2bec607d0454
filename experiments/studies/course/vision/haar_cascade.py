"""The four stages of Viola and Jones's face detector ("Rapid Object Detection using a Boosted Cascade", 2001), written
out in numpy: features of rectangles, integral images, boosting that chooses features, and a cascade that rejects early.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

SHAPES = ((2, 1), (1, 2), (3, 1), (1, 3), (2, 2))
"""Rectangles side by side, across and down, with signs that alternate; the middle one of three counts twice."""

FLATTEST = 0.1
"""Deviation below which a window is not stretched any further: its grain would look like a face's light and shade."""


@dataclass(frozen=True)
class Feature:
    """Rectangles of `width` by `height` pixels each, `across` by `down` of them, from x, y on."""

    x: int
    y: int
    width: int
    height: int
    across: int
    down: int

    def rectangles(self) -> Iterator[tuple[int, int, int, int, int]]:
        """Left, top, right, bottom and weight of each; the weights of all sum to zero."""
        for row in range(self.down):
            for column in range(self.across):
                sign = 1 if (row + column) % 2 == 0 else -1
                double = 2 if 3 in (self.across, self.down) and sign < 0 else 1
                left, top = self.x + column * self.width, self.y + row * self.height
                yield left, top, left + self.width, top + self.height, sign * double


@dataclass(frozen=True)
class Stump:
    """Says face where `sign` x value > `sign` x `threshold`; `weight` is its say in the vote."""

    feature: int
    threshold: float
    sign: int
    weight: float


@dataclass(frozen=True)
class BoostedStage:
    """Stumps that vote: a window goes on where the weights of those that say face sum to `limit` or more."""

    stumps: list[Stump]
    limit: float

    def votes(self, values: Floats) -> Floats:
        """For feature values [n, features], the summed weights [n]."""
        import numpy as np

        found = np.zeros(len(values))
        for stump in self.stumps:
            found += stump.weight * (stump.sign * values[:, stump.feature] > stump.sign * stump.threshold)
        return found


def all_features(side: int) -> Iterator[Feature]:
    """Every feature that fits a window of `side` pixels."""
    for across, down in SHAPES:
        for width in range(1, side // across + 1):
            for height in range(1, side // down + 1):
                for y in range(side - down * height + 1):
                    for x in range(side - across * width + 1):
                        yield Feature(x, y, width, height, across, down)


def count_features(side: int) -> int:
    """How many features fit a window of `side` pixels."""
    return sum(
        (side - across * width + 1) * (side - down * height + 1)
        for across, down in SHAPES
        for width in range(1, side // across + 1)
        for height in range(1, side // down + 1)
    )


def integral_images(windows: Floats) -> Floats:
    """[n, h + 1, w + 1]: at each place the sum of all pixels above and to the left of it, of windows [n, h, w]."""
    import numpy as np

    found = np.zeros((len(windows), windows.shape[1] + 1, windows.shape[2] + 1))
    found[:, 1:, 1:] = windows.astype(np.float64).cumsum(1).cumsum(2)
    return found


def feature_values(windows: Floats, features: Sequence[Feature]) -> Floats:
    """[n, features] of windows [n, h, w] between 0 and 1, each first brought to mean 0 and deviation 1, or to less
    where it is flat: four sums a rectangle."""
    import numpy as np

    mean, deviation = windows.mean((1, 2), keepdims=True), windows.std((1, 2), keepdims=True)
    sums = integral_images((windows - mean) / np.maximum(deviation, FLATTEST))
    found = np.zeros((len(windows), len(features)))
    for number, feature in enumerate(features):
        for left, top, right, bottom, weight in feature.rectangles():
            area = sums[:, bottom, right] - sums[:, top, right] - sums[:, bottom, left] + sums[:, top, left]
            found[:, number] += weight * area
    return found


def boost(values: Floats, faces: NDArray[np.bool_], rounds: int) -> list[Stump]:
    """AdaBoost over stumps (Viola and Jones 2001, table 1): each round takes the stump with the least weighted error,
    then gives the samples that it has right less weight.

    Args:
        values: of features [n, features].
        faces: which samples are faces [n].
    """
    import numpy as np

    order = np.argsort(values, axis=0, kind="stable")
    weights = np.where(faces, 0.5 / max(1, faces.sum()), 0.5 / max(1, (~faces).sum()))
    stumps = []
    for _ in range(rounds):
        weights = weights / weights.sum()
        signed = np.where(faces, weights, -weights)[order].cumsum(0)
        # Error of "face above the threshold" with the threshold after each sample; its complement is that of "below".
        above = weights[~faces].sum() + signed
        ties = np.zeros_like(above, dtype=bool)
        ties[:-1] = np.diff(np.take_along_axis(values, order, 0), axis=0) == 0
        errors = np.where(ties, 0.5, np.minimum(above, 1 - above))
        at, feature = np.unravel_index(int(errors.argmin()), errors.shape)
        sign = 1 if above[at, feature] <= 0.5 else -1
        place = values[order[at : at + 2, feature], feature]
        threshold = float(place.mean())
        error = float(np.clip(errors[at, feature], 1e-9, 0.5 - 1e-9))
        beta = error / (1 - error)
        stumps.append(Stump(int(feature), threshold, sign, float(np.log(1 / beta))))
        right = (sign * values[:, feature] > sign * threshold) == faces
        weights = np.where(right, weights * beta, weights)
    return stumps


def learn_cascade(
    values: Floats, faces: NDArray[np.bool_], kept: Floats, rounds: Sequence[int], *, keep: float = 0.99
) -> list[BoostedStage]:
    """Stages one after the other; each learns from all faces and from the others that the stages before let through.

    Args:
        values: feature values [n, features] to learn from.
        kept: those of further faces; each stage's limit lets through the share `keep` of them.
        rounds: stumps of each stage.
    """
    import numpy as np

    stages, left = [], np.ones(len(values), dtype=bool)
    for number in rounds:
        if not (left & ~faces).any():
            break
        stumps = boost(values[left], faces[left], number)
        votes = BoostedStage(stumps, 0).votes(kept)
        stages.append(BoostedStage(stumps, float(np.quantile(votes, 1 - keep, method="lower"))))
        left &= faces | (stages[-1].votes(values) >= stages[-1].limit)
    return stages


def pass_stages(stages: Sequence[BoostedStage], values: Floats) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Which windows are left after each stage [stages, n], and how many features were looked at for each [n]."""
    import numpy as np

    left, looked, found = np.ones(len(values), dtype=bool), np.zeros(len(values), dtype=np.int64), []
    for stage in stages:
        looked += left * len(stage.stumps)
        left = left & (stage.votes(values) >= stage.limit)
        found.append(left)
    return np.array(found), looked
