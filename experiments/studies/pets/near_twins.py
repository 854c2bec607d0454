"""Near duplicates in different splits: the same photograph stored again, resized, brightened or cut a little.

Two steps. A difference hash of 64 bits finds candidates fast: each bit says whether one of 8 x 8 places is brighter
than its right-hand neighbour. Of these, only pairs whose grey values go together are kept, since plain pictures have
similar hashes by chance. Mirror images and tighter cuts are not found.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from plainspoken.experiments.tasks.analysis import analyse
from plainspoken.experiments.tasks.work import WorkResult

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from plainspoken.experiments.runner.recipe import RunPlan
    from plainspoken.experiments.runner.study_protocol import Context
    from plainspoken.experiments.studies.pets.pet_data import PetSet

NEAR = 12
"""Bits that may differ. Of 200 photographs that were stored again at quality 20, resized to 48 x 40 or brightened by
two fifths, 99 to 100 % are found so; of those that lost 4 to 7 % at the edges, two in three."""

ALIKE = 0.9
"""Pearson's r of 32 x 32 grey values from which a candidate counts: the most alike of 8 million pairs of different
photographs that pass the hash have 0.85."""

_GRID = (9, 8)

_READ = 64
"""Pixels on a side that pictures are reduced from."""


@dataclass(frozen=True)
class Twins:
    """Two pictures of different splits, by index, that differ in `bits`; `second` is of the later split."""

    first: int
    second: int
    first_split: str
    second_split: str
    bits: int


def difference_hashes(pictures: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """A hash [n] of each picture [n, s, s, 3]."""
    import numpy as np

    grey = _reduced(pictures, _GRID)
    bits = (grey[:, :, 1:] > grey[:, :, :-1]).reshape(len(grey), -1)
    hashes: NDArray[np.uint64] = np.packbits(bits, axis=1).view(">u8").astype(np.uint64)[:, 0]
    return hashes


def twins_across(pets: PetSet, near: int = NEAR, alike: float = ALIKE) -> list[Twins]:
    """All pairs of pictures in different splits that differ in at most `near` bits and whose grey values have a
    correlation of at least `alike`, the nearest first."""
    import numpy as np

    pictures = pets.read(_READ)
    hashes = difference_hashes(pictures)
    grey = _reduced(pictures, (32, 32)).reshape(len(pictures), -1)
    grey = grey - grey.mean(1, keepdims=True)
    grey /= np.maximum(np.sqrt((grey**2).sum(1, keepdims=True)), 1e-9)
    names = list(pets.splits)
    found = []
    for place, one in enumerate(names):
        for two in names[place + 1 :]:
            first, second = pets.splits[one], pets.splits[two]
            differ = np.bitwise_count(hashes[first][:, None] ^ hashes[second][None, :])
            for i, j in zip(*np.nonzero(differ <= near), strict=True):
                a, b = int(first[i]), int(second[j])
                if float(grey[a] @ grey[b]) >= alike:
                    found.append(Twins(a, b, one, two, int(differ[i, j])))
    return sorted(found, key=lambda pair: (pair.bits, pair.first, pair.second))


def find_twins(run: RunPlan, context: Context) -> WorkResult:
    """How many pictures of the test split have a near duplicate in training or validation, and which."""
    from plainspoken.experiments.studies.pets.pet_data import load_pets

    pets = load_pets(run, context.tell)
    pairs = twins_across(pets)
    tested = {pair.second for pair in pairs if pair.second_split == "test"}
    n = {name: len(chosen) for name, chosen in pets.splits.items()}
    return analyse(
        pets.card(_READ),
        {
            "pairs": (len(pairs), "count", "lower"),
            "doubled_tests": (len(tested), "count", "lower"),
            "doubled_share": (len(tested) / n["test"], "fraction", "lower"),
            "identical_files": (pets.same, "count", "lower"),
            "compared": (n["train"] * n["valid"] + (n["train"] + n["valid"]) * n["test"], "count"),
        },
        n=len(pets.targets),
        extra={
            "pairs": [
                {"first": pets.names[each.first], "second": pets.names[each.second], "bits": each.bits}
                for each in pairs[:50]
            ]
        },
    )


def _reduced(pictures: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.float64]:
    """Grey values [n, height, width] of pictures [n, s, s, 3], reduced to `size` (width, height)."""
    import numpy as np
    from PIL import Image as Pictures

    return np.stack(
        [
            np.asarray(Pictures.fromarray(each).convert("L").resize(size, Pictures.Resampling.BOX), dtype=np.float64)
            for each in pictures
        ]
    )
