"""A set of labelled pictures in memory, whatever it came from, and its data card."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from plainspoken.base.files import fingerprint
from plainspoken.experiments.results.record import DataCard, Split

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SPLITS = ("train", "valid", "test")


@dataclass(frozen=True)
class PictureSplit:
    """Pictures [n, size, size, 3] uint8 and class indices [n] int64."""

    pictures: NDArray[np.uint8]
    targets: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.targets)


@dataclass(frozen=True)
class PictureSet:
    """Three splits of pictures of the same classes, with what is known of where they are from."""

    name: str
    kind: Literal["drawn", "real"]
    origin: str
    licence: str
    classes: list[str]
    splits: dict[str, PictureSplit]
    sample_shape: list[int]
    size_range: list[int] | None = None
    broken: list[str] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)

    def card(self) -> DataCard:
        """Counts and shares by split, the majority class in training, pictures that are there more than once."""
        splits = {}
        for name, split in self.splits.items():
            counts = Counter(split.targets.tolist())
            by_class = {label: counts[i] for i, label in enumerate(self.classes)}
            shares = {label: count / len(split) for label, count in by_class.items()}
            splits[name] = Split(n=len(split), counts=by_class, shares=shares)
        seen = [p.tobytes() for split in self.splits.values() for p in split.pictures]
        across = _shared_across(self.splits)
        return DataCard(
            name=self.name,
            kind=self.kind,
            origin=self.origin,
            licence=self.licence,
            classes=self.classes,
            majority=max(self.classes, key=lambda label: splits["train"].counts[label]),
            total=len(seen),
            splits=splits,
            sample_shape=self.sample_shape,
            duplicates=len(seen) - len(set(seen)),
            broken=self.broken,
            size_range=self.size_range,
            extra={"duplicates_across_splits": across, **self.extra},
            fingerprint=fingerprint(
                *(part for s in self.splits.values() for part in (s.pictures.tobytes(), s.targets.tobytes()))
            ),
        )


def _shared_across(splits: dict[str, PictureSplit]) -> int:
    """Different pictures that are in more than one split."""
    homes = [{p.tobytes() for p in split.pictures} for split in splits.values()]
    return sum(len(a & b) for i, a in enumerate(homes) for b in homes[i + 1 :])
