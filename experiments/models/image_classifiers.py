"""Image classifiers by name: EmotionNets, EfficientNet-Lite and torchvision's networks, with a head for our classes."""

from __future__ import annotations

from torch import nn

from plainspoken.base.errors import InputError
from plainspoken.experiments.models.efficientnet_lite import (
    PIXEL_DEVIATION,
    PIXEL_MEAN,
    SCALES,
    build_efficientnet_lite,
)
from plainspoken.experiments.models.emotionnet import EmotionNetV1, EmotionNetV2, EmotionNetV3
from plainspoken.experiments.training.transforms import IMAGENET_SCALE, PixelScale

OWN: dict[str, type[EmotionNetV1] | type[EmotionNetV2] | type[EmotionNetV3]] = {
    "emotionnet-v1": EmotionNetV1,
    "emotionnet-v2": EmotionNetV2,
    "emotionnet-v3": EmotionNetV3,
}


def build_image_model(name: str, *, classes: int, size: int, **options: object) -> nn.Module:
    """The network of that name with random weights, for [n, 3, size, size] pictures.

    Raises:
        InputError: no network has that name, or it knows no such option.
    """
    try:
        if name in OWN:
            return OWN[name](classes, size, **options)  # type: ignore[arg-type]
        return replace_head(build_backbone(name, **options), classes)
    except TypeError as error:
        raise InputError(f"model {name!r}: {error}", remedy="remove that option from the recipe") from None


def build_backbone(name: str, **options: object) -> nn.Module:
    """EfficientNet-Lite or torchvision's network of that name with a head of 1000 classes and random weights.

    Raises:
        InputError: there is no such network.
    """
    if name in SCALES:
        return build_efficientnet_lite(name, **options)  # type: ignore[arg-type]
    from torchvision import models

    known = models.list_models(models)
    if name not in known:
        raise InputError(
            f"no model is called {name!r}",
            remedy=f"there are {', '.join([*OWN, *SCALES])} and torchvision's {', '.join(known)}",
        )
    model: nn.Module = models.get_model(name, weights=None, **options)
    return model


def pixel_scale(name: str) -> PixelScale:
    """How the network of that name reads bytes: as its published weights do, ImageNet's scale for all others."""
    if name not in SCALES:
        return IMAGENET_SCALE
    return PixelScale((PIXEL_MEAN / 255,) * 3, (PIXEL_DEVIATION / 255,) * 3)


def replace_head(model: nn.Module, classes: int) -> nn.Module:
    """Put a new last layer with `classes` outputs in place of the last linear, or 1x1 convolution, layer."""
    names = [n for n, layer in model.named_modules() if isinstance(layer, nn.Linear)] or [
        n for n, layer in model.named_modules() if isinstance(layer, nn.Conv2d)
    ]
    parent_name, _, child = names[-1].rpartition(".")
    parent = model.get_submodule(parent_name)
    old = getattr(parent, child)
    new: nn.Module
    if isinstance(old, nn.Linear):
        new = nn.Linear(old.in_features, classes, bias=old.bias is not None)
    else:
        new = nn.Conv2d(old.in_channels, classes, old.kernel_size, bias=old.bias is not None)
    setattr(parent, child, new)
    return model


def signed_answers(model: nn.Module) -> nn.Module:
    """Take out an activation that stands between the last layer with weights and the answers, in place.

    torchvision's SqueezeNet ends in ReLU and pooling: no logit is ever below 0. The largest of several says which class
    it is all the same, but a label by itself can then never be unlikely, nor a number negative.
    """
    weighted = [name for name, layer in model.named_modules() if isinstance(layer, nn.Linear | nn.Conv2d)]
    parent = model.get_submodule(weighted[-1].rpartition(".")[0]) if weighted else None
    if isinstance(parent, nn.Sequential):
        for child in range(int(weighted[-1].rpartition(".")[2]) + 1, len(parent)):
            if isinstance(parent[child], nn.ReLU | nn.ReLU6 | nn.LeakyReLU | nn.SiLU | nn.GELU):
                parent[child] = nn.Identity()
    return model


def head_names(model: nn.Module) -> list[str]:
    """Names of the parameters of the last layer with weights of more than one dimension."""
    names = [n for n, p in model.named_parameters() if p.dim() > 1]
    stem = names[-1].rpartition(".")[0]
    return [n for n, _ in model.named_parameters() if n.rpartition(".")[0] == stem]
