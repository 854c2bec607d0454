"""The six networks of the source: what their papers and torchvision say of them, and how their modules are built.

Parameters, file sizes and multiply-adds are those of torchvision's own description of its weights; depth and year are
the paper's. The designs are read from the modules themselves, built without memory for their weights where
that can be done.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Network:
    """One network of the sweep.

    Attributes:
        layers: layers with weights on the longest path, as its paper counts them; None where it gives no count.
        source: the paper.
    """

    name: str
    title: str
    year: int
    layers: int | None
    source: str


NETWORKS = (
    Network("googlenet", "GoogLeNet", 2014, 22, "Szegedy et al., Going Deeper with Convolutions"),
    Network("resnet50", "ResNet50", 2015, 50, "He et al., Deep Residual Learning for Image Recognition"),
    Network("resnext50_32x4d", "ResNeXt50", 2016, 50, "Xie et al., Aggregated Residual Transformations"),
    Network("shufflenet_v2_x2_0", "ShuffleNet V2", 2018, None, "Ma et al., ShuffleNet V2"),
    Network("regnet_x_3_2gf", "RegNet X 3.2GF", 2020, None, "Radosavovic et al., Designing Network Design Spaces"),
    Network("efficientnet_v2_s", "EfficientNet V2 S", 2021, None, "Tan and Le, EfficientNetV2"),
)  # fmt: skip


def network_table() -> list[dict[str, Any]]:
    """A row for each network: title, year, layers, parameters, bytes of its file, FLOPs of one picture, source."""
    from torchvision import models

    rows = []
    for network in NETWORKS:
        meta = models.get_model_weights(network.name).DEFAULT.meta
        rows.append(
            {
                "name": network.name,
                "title": network.title,
                "year": str(network.year),  # a name for a time, not an amount
                "layers": network.layers,
                "parameters": int(meta["num_params"]),
                "bytes": 1024 * 1024 * float(meta["_file_size"]),  # torchvision counts in mebibytes
                "flops": round(2e9 * float(meta["_ops"])),
                "source": network.source,
                "design": design(network.name),
            }
        )
    return rows


def design(name: str) -> dict[str, Any]:
    """What makes a network what it is, read from its modules."""
    import torch
    from torch import nn
    from torchvision import models

    more = {"init_weights": False} if name == "googlenet" else {}
    # RegNet works out its widths with tensors, which must have values.
    with torch.device("cpu" if name.startswith("regnet") else "meta"):
        model: Any = models.get_model(name, weights=None, **more)
    if name == "googlenet":
        kind = type(model.inception3a)
        return {
            "modules": sum(isinstance(layer, kind) for layer in model.modules()),
            "auxiliary": sum(getattr(model, each) is not None for each in ("aux1", "aux2")),
            "branches": len(list(model.inception3a.children())),
        }
    if name in ("resnet50", "resnext50_32x4d"):
        block = model.layer1[1]
        return {
            "wide": block.conv1.in_channels,
            "narrow": block.conv1.out_channels,
            "groups": block.conv2.groups,
            "blocks": [len(getattr(model, f"layer{number}")) for number in (1, 2, 3, 4)],
        }
    if name == "shufflenet_v2_x2_0":
        return {
            "blocks": [len(getattr(model, f"stage{number}")) for number in (2, 3, 4)],
            "channels": [getattr(model, f"stage{number}")[0].branch2[-3].out_channels * 2 for number in (2, 3, 4)],
        }
    if name == "regnet_x_3_2gf":
        stages = list(model.trunk_output.children())
        return {
            "blocks": [len(stage) for stage in stages],
            "channels": [next(iter(stage.children())).f.c[0].out_channels for stage in stages],
        }
    convolutions = [layer for layer in model.modules() if isinstance(layer, nn.Conv2d)]
    return {
        "stages": len(model.features) - 2,
        "blocks": [len(stage) for stage in list(model.features)[1:-1]],
        "depthwise": sum(layer.groups == layer.in_channels > 1 for layer in convolutions),
    }
