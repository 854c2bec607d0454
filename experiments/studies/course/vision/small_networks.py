"""A small network after VGG's pattern, and the loop that trains it, for the labs on faces."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from plainspoken.experiments.training.augmentation import Augmentation
from plainspoken.experiments.training.transforms import TrainPreset, normalise

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def _optimizer(name: str, network: nn.Module, rate: float) -> torch.optim.Optimizer:
    if name == "nesterov":
        return torch.optim.SGD(network.parameters(), lr=rate, momentum=0.9, nesterov=True)
    return torch.optim.Adam(network.parameters(), lr=rate)


def vgg_like(channels: int, answers: int, size: int, *, start: str = "torch", elu: bool = False) -> nn.Sequential:
    """Three times two convolutions of 3 by 3 pixels and a pooling, then two linear layers.

    Args:
        start: `he` for He's normal start (2015) of convolutions and linear layers; `torch` for PyTorch's own.
        elu: ELU in place of ReLU.
    """
    layers: list[nn.Module] = []
    for wide in (16, 32, 64):
        for _ in range(2):
            layers += [nn.Conv2d(channels, wide, 3, padding=1), nn.BatchNorm2d(wide), nn.ELU() if elu else nn.ReLU()]
            channels = wide
        layers.append(nn.MaxPool2d(2))
    flat = 64 * (size // 8) ** 2
    layers += [nn.Flatten(), nn.Linear(flat, 64), nn.ELU() if elu else nn.ReLU(), nn.Linear(64, answers)]
    if start == "he":
        for layer in layers:
            if isinstance(layer, nn.Conv2d | nn.Linear):
                nn.init.kaiming_normal_(layer.weight)
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)
    return nn.Sequential(*layers)


def picture_tensor(pictures: NDArray[np.uint8]) -> Tensor:
    """Pictures [n, h, w, 3] of bytes as [n, 3, h, w] about zero."""
    return normalise(torch.from_numpy(pictures).permute(0, 3, 1, 2).contiguous())


def train_network(
    network: nn.Module, x: Tensor, y: Tensor, *, optimizer: str, rate: float, epochs: int, batch: int,
    augmentation: Augmentation | None = None, seed: int = 1,
) -> None:  # fmt: skip
    """Train in place; whole numbers in `y` are classes (cross entropy), others are learned as numbers (squared error).

    Args:
        x: pictures [n, channels, h, w] about zero.
        optimizer: `nesterov` or `adam`, at a rate that one cycle raises and lowers.
        augmentation: what each batch of pictures goes through, as the emotion study does.
    """
    draw = torch.Generator().manual_seed(seed)
    chosen = _optimizer(optimizer, network, rate)
    steps = epochs * -(-len(x) // batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(chosen, max_lr=rate, total_steps=steps)
    preset = TrainPreset(augmentation) if augmentation is not None else None
    network.train()
    for _ in range(epochs):
        for some in torch.split(torch.randperm(len(x), generator=draw), batch):
            pictures = x[some]
            if preset is not None:
                pictures = preset((_bytes(pictures),), draw)[0]
            said = network(pictures)
            loss = (
                nn.functional.mse_loss(said, y[some])
                if y.is_floating_point()
                else nn.functional.cross_entropy(said, y[some])
            )
            chosen.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            chosen.step()
            schedule.step()
    network.eval()


def _bytes(pictures: Tensor) -> Tensor:
    """Pictures about zero as the bytes that they were."""
    from plainspoken.experiments.training.transforms import IMAGENET_SCALE

    mean, deviation = (
        torch.tensor(each)[None, :, None, None] for each in (IMAGENET_SCALE.mean, IMAGENET_SCALE.deviation)
    )
    return ((pictures * deviation + mean) * 255).round().clamp(0, 255).to(torch.uint8)
