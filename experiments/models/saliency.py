"""What a convolutional network looks at: Grad-CAM, and the maps of its layers. Works on any network with 2-D maps.

Selvaraju et al., "Grad-CAM: Visual Explanations from Deep Networks via Gradient-based Localization" (2017): the maps of
a layer, each weighted by the mean over the map of the gradient of one answer, are summed; what is below 0 is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn

from plainspoken.base.errors import InputError


def grad_cam(
    model: nn.Module, pictures: Tensor, answers: int | Sequence[int] | None = None, *, layer: str | None = None
) -> Tensor:
    """Where in each picture the network finds evidence for one answer.

    Works on frozen networks too, and leaves mode, weights and gradients as they were.

    Args:
        model: any network that turns pictures into logits [n, answers] (or [n], for one answer).
        pictures: [n, channels, height, width], prepared as the network reads them.
        answers: index of the logit that is asked about, one for all pictures or one a picture; the largest of each
            picture when None.
        layer: name of a layer whose output is maps [n, channels, h, w]; the last such layer when None.

    Returns:
        [n, height, width], each map scaled so that its largest value is 1; all zeros without evidence.

    Raises:
        InputError: there is no such layer, or its output is not maps.
    """
    name = layer or _last_maps(model, pictures[:1])
    kept: dict[str, Tensor] = {}

    def cut(module: nn.Module, inputs: Any, output: Any) -> Tensor:
        # A leaf of its own makes the gradient independent of frozen weights; the copy that goes on may be changed in
        # place, as many networks' activations do.
        kept["maps"] = _maps_of(name, output).detach().requires_grad_()
        return kept["maps"].clone()

    with _measuring(model), _watching(model, name, cut), torch.enable_grad():
        logits = model(pictures).flatten(1) if len(pictures) else model(pictures)
        chosen = logits.argmax(1) if answers is None else torch.as_tensor(answers, device=logits.device)
        picked = logits.gather(1, chosen.expand(len(logits))[:, None]).sum()
        (gradient,) = torch.autograd.grad(picked, kept["maps"])
    weights = gradient.mean((2, 3), keepdim=True)
    evidence = (weights * kept["maps"].detach()).sum(1, keepdim=True).relu()
    large = nn.functional.interpolate(evidence, pictures.shape[-2:], mode="bilinear")[:, 0]
    highest = large.amax((1, 2), keepdim=True)
    return torch.where(highest > 0, large / highest.clamp(min=torch.finfo(large.dtype).tiny), large)


@torch.no_grad()
def feature_maps(
    model: nn.Module, picture: Tensor, layers: Sequence[str] | None = None, *, most: int = 8
) -> dict[str, Tensor]:
    """The maps of some layers that vary most over one picture.

    Args:
        picture: [1, channels, height, width], prepared as the network reads it.
        layers: names of layers whose output is maps; those of `map_layers` when None.
        most: maps a layer.

    Returns:
        By layer, from the input to the answers: [at most `most`, h, w], by falling deviation, each scaled to 0 to 1.

    Raises:
        InputError: there is no such layer, or its output is not maps.
    """
    found = {}
    for name in layers if layers is not None else map_layers(model, picture):
        kept: dict[str, Tensor] = {}

        def keep(module: nn.Module, inputs: Any, output: Any, name: str = name, kept: dict[str, Tensor] = kept) -> None:
            kept["maps"] = _maps_of(name, output)[0].clone()

        with _measuring(model), _watching(model, name, keep):
            model(picture)
        maps = kept["maps"]
        varied = maps[maps.std((1, 2)).argsort(descending=True)[:most]]
        low, high = varied.amin((1, 2), keepdim=True), varied.amax((1, 2), keepdim=True)
        found[name] = (varied - low) / (high - low).clamp(min=1e-12)
    return found


@torch.no_grad()
def map_layers(model: nn.Module, picture: Tensor) -> dict[str, tuple[int, int, int]]:
    """The deepest layer at each size of maps, from the input on, with the (channels, height, width) of its output.

    Maps of a single pixel show nothing and are left out. Raises `InputError` where no layer gives maps.
    """
    deepest: dict[tuple[int, int], tuple[str, tuple[int, int, int]]] = {}
    for name, shape in _map_outputs(model, picture):
        deepest.pop(shape[1:], None)
        deepest[shape[1:]] = (name, shape)
    return dict(deepest.values())


def _last_maps(model: nn.Module, picture: Tensor) -> str:
    """The last layer whose output is maps: behind the activation, where there is one."""
    with torch.no_grad():
        return _map_outputs(model, picture)[-1][0]


def _map_outputs(model: nn.Module, picture: Tensor) -> list[tuple[str, tuple[int, int, int]]]:
    """The layers whose output is maps of more than one pixel, in the order in which they end, with its shape.

    Raises:
        InputError: there are none.
    """
    ended: list[tuple[str, tuple[int, int, int]]] = []
    handles = []
    for name, each in model.named_modules():
        if name:

            def note(module: nn.Module, inputs: Any, output: Any, name: str = name) -> None:
                if isinstance(output, Tensor) and output.dim() == 4 and output.shape[2:].numel() > 1:
                    ended.append((name, (output.shape[1], output.shape[2], output.shape[3])))

            handles.append(each.register_forward_hook(note))
    try:
        with _measuring(model):
            model(picture)
    finally:
        for handle in handles:
            handle.remove()
    if not ended:
        raise InputError(
            "no layer of the network gives maps of more than one pixel", remedy="use a convolutional network"
        )
    return ended


def _maps_of(name: str, output: Any) -> Tensor:
    if not isinstance(output, Tensor) or output.dim() != 4:
        raise InputError(f"the output of layer {name!r} is not maps", remedy="name a convolution")
    return output


@contextmanager
def _watching(model: nn.Module, layer: str, hook: Callable[[nn.Module, Any, Any], Tensor | None]) -> Iterator[None]:
    """Call `hook` with each output of one layer while the block runs."""
    layers = dict(model.named_modules())
    if layer not in layers:
        named = [name for name, each in layers.items() if isinstance(each, nn.Conv2d)]
        raise InputError(f"the network has no layer {layer!r}", remedy=f"its convolutions: {', '.join(named)}")
    handle = layers[layer].register_forward_hook(hook)
    try:
        yield
    finally:
        handle.remove()


@contextmanager
def _measuring(model: nn.Module) -> Iterator[None]:
    """Evaluation mode for the block; afterwards every layer is in the mode that it was in."""
    training = [each for each in model.modules() if each.training]
    model.eval()
    try:
        yield
    finally:
        for each in training:
            each.training = True
