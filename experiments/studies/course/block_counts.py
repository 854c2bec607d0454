"""What well-known networks are made of, counted from their modules without computing: on torch's `meta` device."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plainspoken.experiments.results.record import DataCard

if TYPE_CHECKING:
    from torch import nn

    from plainspoken.experiments.runner.recipe import RunPlan
    from plainspoken.experiments.runner.study_protocol import Context
    from plainspoken.experiments.tasks.analysis import Measured
    from plainspoken.experiments.tasks.work import WorkResult

SIDE, MAPS, THIN, WIDE = 28, 192, 16, 32
"""The branch of GoogLeNet that the course notes count: 28 by 28 places, 192 maps in, 32 filters of 5 by 5 out, and 16
maps between them (module 3a of Szegedy et al. 2015, table 1)."""


def count_networks(run: RunPlan, context: Context) -> WorkResult:
    """Multiplications, weights, features and layers, as the lecture tells them."""
    import torch

    from plainspoken.experiments.studies.course.block_modules import diagram_of, plain_inception
    from plainspoken.experiments.tasks.analysis import analyse

    card = DataCard(
        name="torchvision's networks", kind="real", origin="torchvision's modules, counted", licence="BSD-3-Clause",
    )  # fmt: skip
    told = {**_branch(), **_vgg(), **_resnet(), **_small(), **_filters(), **_blocks(), **_products()}
    with torch.device("meta"):
        plain = diagram_of(plain_inception(DRAWN, DRAWN), DRAWN)
    return analyse(card, told, extra={"plain_inception": plain})


DRAWN, DEEP = 64, 256
"""Maps of the block that is drawn, and of the blocks whose weights are compared: those of ResNet50's first stage."""


def multiplications(network: nn.Module, shape: tuple[int, ...]) -> int:
    """Products that one forward pass takes, counted by torch."""
    import torch

    from plainspoken.experiments.training.cost import count_cost

    cost = count_cost(network, (torch.zeros(shape, device="meta"),))
    return (cost.flops or 0) // 2


def _branch() -> dict[str, Measured]:
    import torch
    from torch import nn

    shape = (1, MAPS, SIDE, SIDE)
    with torch.device("meta"):
        plain = nn.Conv2d(MAPS, WIDE, 5, padding=2, bias=False)
        thin = nn.Conv2d(MAPS, THIN, 1, bias=False), nn.Conv2d(THIN, WIDE, 5, padding=2, bias=False)
    one = multiplications(plain, shape)
    two = multiplications(nn.Sequential(*thin), shape)
    return {
        "plain_products": (one, "count", "lower"),
        "thin_products": (two, "count", "lower"),
        "products_saved": (one / two, "times", "higher"),
    }


def _vgg() -> dict[str, Measured]:
    import torch
    from torchvision.models import vgg16

    with torch.device("meta"):
        network = vgg16()
        maps = network.features(torch.zeros(1, 3, 224, 224))
    whole = _weights(network)
    return {
        "vgg_side": (maps.shape[-1], "count"),
        "vgg_maps": (maps.shape[1], "count"),
        "vgg_features": (maps[0].numel(), "count"),
        "vgg_weights": (whole, "count"),
        "vgg_bytes": (4 * whole, "bytes"),
        "vgg_linear_share": (_weights(network.classifier) / whole, "fraction"),
    }


def _resnet() -> dict[str, Measured]:
    """ResNet50's layers with weights on the longest path: shortcuts lie beside it."""
    import torch
    from torch import nn
    from torchvision.models import resnet50

    with torch.device("meta"):
        network = resnet50()

    def layers(part: nn.Module) -> int:
        return sum(
            isinstance(module, nn.Conv2d | nn.Linear) and "downsample" not in name
            for name, module in part.named_modules()
        )

    stages = [layers(getattr(network, f"layer{i}")) for i in range(1, 5)]
    whole = layers(network)
    return {
        "resnet_ends": (whole - sum(stages), "count"),
        **{f"resnet_stage_{i}": (n, "count") for i, n in enumerate(stages, 1)},
        "resnet_layers": (whole, "count"),
        "resnet_weights": (_weights(network), "count"),
    }


def _small() -> dict[str, Measured]:
    import torch
    from torchvision.models import googlenet, squeezenet1_1

    with torch.device("meta"):
        networks = {
            "googlenet": googlenet(aux_logits=False, init_weights=False), "squeezenet": squeezenet1_1(),
        }  # fmt: skip
    counted = {name: _weights(network) for name, network in networks.items()}
    return {
        **{f"{name}_weights": (n, "count", "lower") for name, n in counted.items()},
        **{f"{name}_bytes": (4 * n, "bytes", "lower") for name, n in counted.items()},
    }


def _filters() -> dict[str, Measured]:
    """Weights of two convolutions of 3 by 3 and of one of 5 by 5, which sees as far."""
    import torch
    from torch import nn

    with torch.device("meta"):
        two = [nn.Conv2d(DRAWN, DRAWN, 3, bias=False) for _ in range(2)]
        one = nn.Conv2d(DRAWN, DRAWN, 5, bias=False)
    few, many = sum(map(_weights, two)), _weights(one)
    return {
        "two_small_weights": (few, "count", "lower"),
        "one_large_weights": (many, "count", "lower"),
        "filters_saved": (1 - few / many, "fraction", "higher"),
    }


def _blocks() -> dict[str, Measured]:
    """Weights of a residual block and of a bottleneck of as many maps, batch norm among them."""
    import torch

    from plainspoken.experiments.studies.course.block_modules import BLOCKS

    with torch.device("meta"):
        wide, thin = (_weights(BLOCKS[name](DEEP, DEEP)) for name in ("residual", "bottleneck"))
    return {
        "deep_maps": (DEEP, "count"),
        "residual_weights": (wide, "count", "lower"),
        "bottleneck_weights": (thin, "count", "lower"),
        "bottleneck_saved": (wide / thin, "times", "higher"),
    }


def _products() -> dict[str, Measured]:
    """Multiplications of whole networks for one picture of 224 by 224 pixels."""
    import torch
    from torchvision.models import resnet50, squeezenet1_1, vgg16

    found: dict[str, Measured] = {}
    for name, make in (("vgg", vgg16), ("resnet", resnet50), ("squeezenet", squeezenet1_1)):
        with torch.device("meta"):
            network = make().eval()
        found[f"{name}_products"] = (multiplications(network, (1, 3, 224, 224)), "count", "lower")
    return found


def _weights(network: nn.Module) -> int:
    return sum(parameter.numel() for parameter in network.parameters())
