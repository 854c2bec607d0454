"""The stages of EfficientNet-Lite0 with ImageNet weights, frozen: what DeepDream and style transfer look through."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch

from plainspoken.experiments.models.efficientnet_lite import PIXEL_DEVIATION, PIXEL_MEAN, build_efficientnet_lite
from plainspoken.experiments.models.pretrained_weights import load_imagenet

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor

    from plainspoken.experiments.results.record import Pretraining

NETWORK = "efficientnet_lite0"

LOW, HIGH = -PIXEL_MEAN / PIXEL_DEVIATION, (255 - PIXEL_MEAN) / PIXEL_DEVIATION
"""The darkest and the brightest pixel as the network reads them."""


class FrozenStages:
    """A picture to the maps of the stem (0) and of stages 1 to `last`, with weights that no gradient changes.

    Args:
        last: the last stage that is computed, from 0 to 7.

    Raises:
        InputError: the weights are not installed.
    """

    def __init__(self, last: int) -> None:
        self._network = build_efficientnet_lite(NETWORK)
        self.pretraining: Pretraining = load_imagenet(self._network, NETWORK)
        self._network.eval().requires_grad_(False)
        self._last = last

    def __call__(self, picture: Tensor) -> list[Tensor]:
        """[1, 3, height, width] between `LOW` and `HIGH` to maps [1, channels, height, width], from large to small."""
        seen = [self._network.stem(picture)]
        for stage in self._network.stages[: self._last]:
            seen.append(stage(seen[-1]))
        return seen


def to_network(pixels: NDArray[Any]) -> Tensor:
    """Pixels [height, width, 3] between 0 and 1 to [1, 3, height, width], as the network reads them."""
    return ((torch.from_numpy(pixels).float() * 255 - PIXEL_MEAN) / PIXEL_DEVIATION).permute(2, 0, 1)[None]


def to_pixels(picture: NDArray[Any]) -> NDArray[Any]:
    """[height, width, 3] as the network reads it to pixels between 0 and 1."""
    found: NDArray[Any] = ((picture * PIXEL_DEVIATION + PIXEL_MEAN) / 255).clip(0, 1)
    return found
