"""What a frozen network makes of all pictures of the study, computed once for each network, size and preparation."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from plainspoken.base.errors import InputError
from plainspoken.base.files import fingerprint
from plainspoken.base.sealed_files import read_sealed, write_sealed
from plainspoken.experiments.models.efficientnet_lite import EfficientNetLite
from plainspoken.experiments.models.image_classifiers import build_backbone, pixel_scale
from plainspoken.experiments.models.pretrained_weights import (
    load_file,
    load_imagenet,
    load_state,
    read_weights,
    sha256_of,
)
from plainspoken.experiments.results.record import Pretraining
from plainspoken.experiments.studies.pets.pet_data import PetSet
from plainspoken.experiments.tasks.work import StepClock
from plainspoken.experiments.training.batches import TensorBatches
from plainspoken.experiments.training.network_features import network_features
from plainspoken.experiments.training.transforms import EvalPreset, PixelScale

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float32]

_BATCH = 50


@dataclass(frozen=True)
class Backbone:
    """A frozen network without its classifier: `network` gives features [n, channels], or [n, channels * h * w] of
    maps that are laid flat. `key` tells apart how the features are made of the maps."""

    key: str
    network: nn.Module
    scale: PixelScale
    pretraining: Pretraining


@dataclass(frozen=True)
class View:
    """How a picture is laid before the network: squeezed as a whole or cut to its middle square; mirrored or not."""

    middle: bool = False
    mirrored: bool = False

    @property
    def words(self) -> str:
        """What is done, for messages; also part of the keys of kept features."""
        return ("mirrored" if self.mirrored else "as they are") + (", middle squares" if self.middle else "")


WHOLE, MIRRORED = View(), View(mirrored=True)


@dataclass(frozen=True)
class Features:
    """Features [n, numbers] of every picture, in the order of the set, and the processor seconds that they took when
    they were computed."""

    values: Array
    seconds: float


def open_backbone(name: str, weights: str, *, pooled: bool = True) -> Backbone:
    """A network by name with weights that it learned before, ready to be looked through.

    Args:
        name: one of ours or torchvision's (`models.image_classifiers`), or `timm:NAME` for one of timm's.
        weights: `imagenet`, or a file.
        pooled: the mean over the last map; without it the map is laid flat.

    Raises:
        InputError: there is no such network, or its weights are not to be had.
    """
    if name.startswith("timm:"):
        maps, pretraining, scale = _of_timm(name.removeprefix("timm:"), weights)
    else:
        maps, pretraining = _of_ours(name, weights)
        scale = pixel_scale(name)
    key = f"{name}, {'pooled' if pooled else 'flat'}"
    return Backbone(key, _Extractor(maps, pooled=pooled).eval(), scale, pretraining)


def all_features(
    backbone: Backbone,
    pets: PetSet,
    *,
    size: int,
    view: View = WHOLE,
    cache: Path,
    clock: StepClock,
    device: str = "cpu",
) -> Features:
    """Features of every picture of the set, kept in `cache` with the time that they took.

    Args:
        size: pixels on a side that the network is given.
        view: how each picture is laid before it.
    """
    key = f"pets {pets.identity}, {size} pixels, {view.words}, {backbone.key}"
    record = cache / f"feature-seconds-{fingerprint(key, repr(backbone.pretraining.checksum))}.json"
    pictures = torch.from_numpy(pets.read(size, "middle" if view.middle else None)).permute(0, 3, 1, 2)
    preset = EvalPreset(backbone.scale)

    def prepare(inputs: tuple[Tensor, ...], generator: torch.Generator) -> tuple[Tensor, ...]:
        return preset(tuple(part.flip(-1) for part in inputs) if view.mirrored else inputs, generator)

    batches = TensorBatches([pictures], torch.from_numpy(pets.targets), batch=_BATCH, transform=prepare)
    found, _ = network_features(
        backbone.network, {"all": batches}, cache=cache, key=key, clock=clock, device=device
    )  # fmt: skip
    seconds = read_sealed(record) if clock.steps[-1].cached else None
    if seconds is None:
        seconds = json.dumps(clock.steps[-1].processor_seconds).encode()
        write_sealed(record, seconds)
    return Features(found["all"], float(json.loads(seconds)))


def _of_ours(name: str, weights: str) -> tuple[nn.Module, Pretraining]:
    model = build_backbone(name)
    pretraining = load_imagenet(model, name) if weights == "imagenet" else load_file(model, name, Path(weights))
    if isinstance(model, EfficientNetLite):
        return nn.Sequential(model.stem, model.stages, model.head), pretraining
    maps = getattr(model, "features", None)
    if not isinstance(maps, nn.Module):
        raise InputError(
            f"{name} has no maps to take features from", remedy="use efficientnet_lite0, squeezenet1_1 or mobilenet_v2"
        )
    return maps, pretraining


def _of_timm(name: str, weights: str) -> tuple[nn.Module, Pretraining, PixelScale]:
    """A network of timm's with the user's file of its weights; nothing is downloaded."""
    try:
        import timm
    except ImportError:
        raise InputError(f"{name} is one of timm's networks", remedy="`pip install timm`") from None
    path = Path(weights)
    if weights in ("none", "imagenet"):
        raise InputError(f"the weights of timm's {name} have to be a file", remedy="name it with --weights RUN=FILE")
    model: Any = timm.create_model(name, pretrained=False)
    load_state(model, read_weights(path), path)
    known = model.pretrained_cfg
    described = Pretraining(
        kind="file", name=path.name, description=f"timm's {name}, weights from {path.name}", checksum=sha256_of(path)
    )
    return _TimmMaps(model), described, PixelScale(tuple(known["mean"]), tuple(known["std"]))


class _Extractor(nn.Module):
    """The maps of a frozen network, as one row of features a picture."""

    def __init__(self, maps: nn.Module, *, pooled: bool) -> None:
        super().__init__()
        self.maps, self.pooled = maps, pooled
        for parameter in self.parameters():
            parameter.requires_grad_(False)

    def forward(self, x: Tensor) -> Tensor:
        """[n, 3, h, w] to [n, features]."""
        maps: Tensor = self.maps(x)
        return maps.mean((2, 3)) if self.pooled else maps.flatten(1)


class _TimmMaps(nn.Module):
    """The last maps [n, channels, h, w] of a network of timm's."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model

    def forward(self, x: Tensor) -> Tensor:
        """[n, 3, h, w] to maps."""
        maps: Tensor = self.model.forward_features(x)
        return maps
