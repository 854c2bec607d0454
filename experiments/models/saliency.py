"""What a convolutional network looks at: Grad-CAM, and the maps of a layer.

Selvaraju et al., "Grad-CAM" (2017): the maps of a layer, each weighted by the mean of the gradient of one answer over
it, summed, and what is below nought left out.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from plainspoken.base.errors import InputError


def grad_cam(model: nn.Module, layer: str, picture: Tensor, answer: int | None = None) -> Tensor:
    """Where in a picture the network finds evidence for one answer.

    Args:
        layer: name of a layer whose answers are maps [1, channels, height, width], such as the last convolution.
        picture: [1, channels, height, width].
        answer: index of the logit; the largest when None.

    Returns:
        [height, width] of the picture, between 0 and 1; all noughts when nothing speaks for the answer.

    Raises:
        InputError: there is no such layer, or its answers are not maps.
    """
    kept: dict[str, Tensor] = {}
    with _watched(model, layer, kept):
        model.eval()
        logits = model(picture)
        chosen = int(logits[0].argmax()) if answer is None else answer
        (gradient,) = torch.autograd.grad(logits[0, chosen], kept["maps"])
    weights = gradient.mean((2, 3), keepdim=True)
    evidence = (weights * kept["maps"]).sum(1, keepdim=True).relu()
    large = nn.functional.interpolate(evidence, picture.shape[-2:], mode="bilinear")[0, 0].detach()
    return large / large.max() if float(large.max()) > 0 else large


@torch.no_grad()
def feature_maps(model: nn.Module, layer: str, picture: Tensor, most: int = 12) -> Tensor:
    """The strongest maps [n, height, width] of a layer for one picture [1, ...], each between 0 and 1."""
    kept: dict[str, Tensor] = {}
    with _watched(model, layer, kept):
        model.eval()
        model(picture)
    maps = kept["maps"][0]
    order = maps.abs().mean((1, 2)).argsort(descending=True)[:most]
    low, high = maps[order].amin((1, 2), keepdim=True), maps[order].amax((1, 2), keepdim=True)
    found: Tensor = (maps[order] - low) / (high - low).clamp(min=1e-12)
    return found


class _watched:  # noqa: N801 - a context
    """Keeps the answers of one layer while a model runs."""

    def __init__(self, model: nn.Module, layer: str, kept: dict[str, Tensor]) -> None:
        layers = dict(model.named_modules())
        if layer not in layers:
            named = [name for name, each in layers.items() if isinstance(each, nn.Conv2d)]
            raise InputError(f"the network has no layer {layer!r}", remedy=f"its convolutions: {', '.join(named)}")
        self._layer, self._name, self._kept = layers[layer], layer, kept

    def __enter__(self) -> None:
        def keep(module: nn.Module, inputs: Any, answer: Any) -> None:
            if not isinstance(answer, Tensor) or answer.dim() != 4:
                raise InputError(f"the answers of layer {self._name!r} are not maps", remedy="name a convolution")
            self._kept["maps"] = answer

        self._handle = self._layer.register_forward_hook(keep)

    def __exit__(self, *_: object) -> None:
        self._handle.remove()
