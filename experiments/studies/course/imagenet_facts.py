"""Figures about ImageNet, each with the place that it was read in. Nothing here was measured by us."""

from __future__ import annotations

from dataclasses import dataclass

PAPER = "Russakovsky et al., ImageNet Large Scale Visual Recognition Challenge, IJCV 115 (2015)"
KIT = "readme.txt of ILSVRC2012_devkit_t12, the development kit of 2012"


@dataclass(frozen=True)
class Fact:
    """A whole number and its source."""

    value: int
    source: str


FACTS: dict[str, Fact] = {
    "images": Fact(14_197_122, f"{PAPER}, as of August 2014"),
    "synsets": Fact(21_841, f"{PAPER}, as of August 2014"),
    "classes": Fact(1_000, KIT),
    "train": Fact(1_281_167, KIT),
    "fewest": Fact(732, KIT),
    "most": Fact(1_300, KIT),
    "valid": Fact(50_000, KIT),
    "valid_each": Fact(50, KIT),
    "test": Fact(100_000, KIT),
    "test_each": Fact(100, KIT),
    "dog_breeds_told": Fact(120, f"{PAPER}, and the course notes"),
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
