"""The data of most labs: scikit-learn's 1,797 handwritten digits of 8 by 8 pixels, split by seed. Imports no torch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import Field

from plainspoken.base.document import Part
from plainspoken.experiments.results.record import DataCard, Split

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Indices = NDArray[np.int64]

CLASSES = [str(digit) for digit in range(10)]

BRIGHTEST = 16
"""The highest grey value of a digit's pixel."""


class DigitData(Part):
    """Table `[data]` of a recipe."""

    train: int = Field(default=897, ge=20, le=897, description="training digits")
    valid: int = Field(default=300, ge=10, le=300)
    test: int = Field(default=600, ge=10, le=600)
    split_seed: int = Field(default=42, description="the split is the same for all seeds of a run")


@dataclass(frozen=True)
class DigitSplit:
    """Pixels [n, 64] between 0 and 1 and class indices [n]."""

    pixels: Array
    targets: Indices

    def __len__(self) -> int:
        return len(self.targets)


def load_digit_splits(data: Mapping[str, Any]) -> dict[str, DigitSplit]:
    """Training, validation and test digits, stratified neither way: drawn at random by the split's seed."""
    import numpy as np
    from sklearn.datasets import load_digits

    settings = DigitData.model_validate(dict(data))
    digits = load_digits()
    order = np.random.default_rng(settings.split_seed).permutation(len(digits.target))
    pixels, targets = digits.data / BRIGHTEST, digits.target.astype(np.int64)
    found, begin = {}, 0
    for name in ("test", "valid", "train"):  # the test is the same however many digits are trained on
        chosen = order[begin : begin + getattr(settings, name)]
        found[name] = DigitSplit(pixels[chosen], targets[chosen])
        begin += {"test": 600, "valid": 300, "train": 0}[name]
    return found


def digit_card(splits: Mapping[str, DigitSplit], labels: Sequence[str] = CLASSES) -> DataCard:
    """The card of the digits, or of those of some classes."""
    counts = {
        name: {label: int((split.targets == i).sum()) for i, label in enumerate(labels)}
        for name, split in splits.items()
    }
    train = counts["train"]
    return DataCard(
        name="handwritten digits",
        kind="real",
        origin="scikit-learn: the test part of Alpaydin and Kaynak's optical recognition of handwritten digits (1998)",
        licence="CC BY 4.0",
        classes=list(labels),
        majority=max(labels, key=lambda label: train[label]),
        total=sum(map(len, splits.values())),
        splits={
            name: Split(
                n=len(splits[name]),
                counts=counts[name],
                shares={label: count / len(splits[name]) for label, count in counts[name].items()},
            )
            for name in ("train", "valid", "test")
        },
        sample_shape=[8, 8],
    )
