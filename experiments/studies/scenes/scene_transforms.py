"""Random changes of training pictures, as the source of this study made them, on whole batches.

It enlarged to 256 pixels and cut 224 at random, changed the brightness by half, turned by up to 45 degrees, mirrored
one picture in two, stood one in twenty on its head, and made one in five grey.
"""

from __future__ import annotations

from pydantic import Field
from torch import Generator, Tensor, rand

from plainspoken.base.document import Part
from plainspoken.experiments.training.augmentation import Augmentation
from plainspoken.experiments.training.transforms import IMAGENET_SCALE, PixelScale, move, normalise, relight

CROP = (224 / 256) ** 2
"""The share of the area that the source's random cut keeps."""

_GREY = (0.299, 0.587, 0.114)
"""Weights of red, green and blue in grey (ITU-R BT.601)."""


class SceneChanges(Part):
    """Reach of each random change; 1 for `crop` and 0 for the others switch it off."""

    crop: float = Field(default=CROP, gt=0, le=1, description="smallest share of the area that a cut keeps")
    flip: float = Field(default=0.5, ge=0, le=1, description="share of pictures that are mirrored")
    upside_down: float = Field(default=0.05, ge=0, le=1, description="share that are stood on their head")
    rotation: float = Field(default=45.0, ge=0, le=180, description="largest turn, degrees")
    brightness: float = Field(default=0.5, ge=0, lt=1)
    grey: float = Field(default=0.2, ge=0, le=1, description="share of pictures that lose their colour")


class ChangedScenes:
    """Cut, turn, mirror, relight and grey at random, then normalise."""

    def __init__(self, changes: SceneChanges, scale: PixelScale = IMAGENET_SCALE) -> None:
        self.changes, self.scale = changes, scale
        self._moves = Augmentation(
            crop=changes.crop, flip=changes.flip, rotation=changes.rotation, brightness=changes.brightness, contrast=0.0
        )

    def __call__(self, inputs: tuple[Tensor, ...], generator: Generator) -> tuple[Tensor, ...]:
        """[n, 3, s, s] uint8 to float32."""
        return (normalise(self.change(inputs[0].float(), generator), self.scale),)

    def change(self, pictures: Tensor, generator: Generator) -> Tensor:
        """[n, 3, s, s] float, 0 to 255, to the same."""
        moved = relight(move(pictures, self._moves, generator), self._moves, generator)
        n = len(moved)
        over = rand(n, generator=generator) < self.changes.upside_down
        moved[over] = moved[over].flip(2)
        grey = rand(n, generator=generator) < self.changes.grey
        weights = moved.new_tensor(_GREY).view(1, 3, 1, 1)
        moved[grey] = (moved[grey] * weights).sum(1, keepdim=True).expand_as(moved[grey])
        return moved
