"""Figures about ImageNet, each with the place that it was read in. Nothing here was measured by us."""

from __future__ import annotations

from dataclasses import dataclass

PAPER = "Russakovsky et al., ImageNet Large Scale Visual Recognition Challenge, IJCV 115 (2015)"
KIT = "readme.txt of ILSVRC2012_devkit_t12, the development kit of 2012"


@dataclass(frozen=True)
class SourcedFact:
    """A whole number and its source."""

    value: int
    source: str


FACTS: dict[str, SourcedFact] = {
    "images": SourcedFact(14_197_122, f"{PAPER}, as of August 2014"),
    "synsets": SourcedFact(21_841, f"{PAPER}, as of August 2014"),
    "classes": SourcedFact(1_000, KIT),
    "train": SourcedFact(1_281_167, KIT),
    "fewest": SourcedFact(732, KIT),
    "most": SourcedFact(1_300, KIT),
    "valid": SourcedFact(50_000, KIT),
    "valid_each": SourcedFact(50, KIT),
    "test": SourcedFact(100_000, KIT),
    "test_each": SourcedFact(100, KIT),
    "dog_breeds_told": SourcedFact(120, f"{PAPER}, and the course notes"),
}
"""All of ImageNet; then the challenge of 2012: pictures by split, the fewest and the most of a class in training."""

NOTED_PER_SYNSET = 1_000
"""Pictures of a synset, as the course notes have it: `1000+`."""

FIRST_DOG, LAST_DOG, WILD_DOGS = "Chihuahua", "Mexican hairless", ("dingo", "dhole", "African hunting dog")
"""Names of torchvision's list: domestic dogs stand together, from the first to the last."""


def count_dogs(categories: list[str]) -> tuple[int, int]:
    """Domestic and wild dogs of a list of the 1,000 names in their order."""
    tame = categories.index(LAST_DOG) - categories.index(FIRST_DOG) + 1
    return tame, sum(name in categories for name in WILD_DOGS)
