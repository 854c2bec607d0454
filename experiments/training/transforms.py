"""Presets of picture transforms, on whole batches: [n, 3, s, s] uint8 in, normalised float32 out.

One call cuts, turns and mirrors a batch (one affine resampling) and then changes its light, so that a batch costs a
millisecond or two and training never waits for data.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from plainspoken.experiments.training.augmentation import Augmentation

MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
"""Of ImageNet's pictures, by channel, as shares of full brightness."""


@dataclass(frozen=True)
class PixelScale:
    """What is subtracted from a picture and what it is divided by, by channel, as shares of full brightness."""

    mean: tuple[float, float, float]
    deviation: tuple[float, float, float]


IMAGENET_SCALE = PixelScale(MEAN, DEVIATION)
"""For every net whose published weights don't ask for another, so that a comparison has equal conditions."""


def normalise(pictures: Tensor, scale: PixelScale = IMAGENET_SCALE) -> Tensor:
    """[n, 3, s, s] uint8 to float32 with about zero mean and unit deviation."""
    mean = torch.tensor(scale.mean).view(1, 3, 1, 1) * 255
    deviation = torch.tensor(scale.deviation).view(1, 3, 1, 1) * 255
    return (pictures.float() - mean) / deviation


class EvalPreset:
    """Normalise, nothing else."""

    def __init__(self, scale: PixelScale = IMAGENET_SCALE) -> None:
        self.scale = scale

    def __call__(self, inputs: tuple[Tensor, ...], generator: torch.Generator) -> tuple[Tensor, ...]:
        """[n, 3, s, s] uint8 to float32."""
        return (normalise(inputs[0], self.scale),)


class TrainPreset:
    """Crop, flip, rotate and jitter at random, then normalise."""

    def __init__(self, augmentation: Augmentation, scale: PixelScale = IMAGENET_SCALE) -> None:
        self.augmentation, self.scale = augmentation, scale

    def __call__(self, inputs: tuple[Tensor, ...], generator: torch.Generator) -> tuple[Tensor, ...]:
        """[n, 3, s, s] uint8 to float32."""
        pictures = move(inputs[0].float(), self.augmentation, generator)
        return (normalise(relight(pictures, self.augmentation, generator), self.scale),)


def move(pictures: Tensor, chosen: Augmentation, generator: torch.Generator) -> Tensor:
    """Random crop (a square of `crop` to 1 of the area, resized back), mirror, rotation, shift, zoom and shear;
    [n, 3, s, s] float. What is off draws no random number."""
    n = len(pictures)

    def draw(low: float, high: float) -> Tensor:
        return torch.rand(n, generator=generator) * (high - low) + low

    zoom = draw(chosen.crop, 1.0).sqrt() if chosen.crop < 1 else torch.ones(n)
    shift_x, shift_y = draw(-1, 1) * (1 - zoom), draw(-1, 1) * (1 - zoom)
    angle = draw(-chosen.rotation, chosen.rotation) * math.pi / 180
    mirror = torch.where(torch.rand(n, generator=generator) < chosen.flip, -1.0, 1.0)
    if chosen.zoom:
        zoom = zoom * draw(1 - chosen.zoom, 1 + chosen.zoom)
    if chosen.shift:  # positions run from -1 to 1, so the whole side is 2
        shift_x, shift_y = (
            shift_x + 2 * draw(-chosen.shift, chosen.shift),
            shift_y + 2 * draw(-chosen.shift, chosen.shift),
        )
    cos, sin = angle.cos() * zoom, angle.sin() * zoom
    matrix = torch.stack(
        [torch.stack([cos * mirror, -sin, shift_x], 1), torch.stack([sin * mirror, cos, shift_y], 1)], 1
    )
    if chosen.shear:
        slant = (draw(-chosen.shear, chosen.shear) * math.pi / 180).tan()
        matrix[:, 0, 1] += slant * matrix[:, 0, 0]
        matrix[:, 1, 1] += slant * matrix[:, 1, 0]
    grid = functional.affine_grid(matrix, list(pictures.shape), align_corners=False)
    return functional.grid_sample(pictures, grid, padding_mode="reflection", align_corners=False)


def relight(pictures: Tensor, chosen: Augmentation, generator: torch.Generator) -> Tensor:
    """Random brightness and contrast, each a factor around 1; [n, 3, s, s] float, 0 to 255."""
    n = len(pictures)

    def factor(reach: float) -> Tensor:
        return 1 + reach * (2 * torch.rand(n, 1, 1, 1, generator=generator) - 1)

    brighter = pictures * factor(chosen.brightness)
    mean = brighter.mean(dim=(1, 2, 3), keepdim=True)
    return ((brighter - mean) * factor(chosen.contrast) + mean).clamp(0, 255)
