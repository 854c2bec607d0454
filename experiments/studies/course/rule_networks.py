"""Small relatives of AlexNet, VGG, GoogLeNet and SqueezeNet for digits of 8 by 8 pixels, with the activation, batch
norm and initialization that a rule asks for; growing such a network, and setting its smallest weights to zero.

They are made of the same kinds of layers as the networks whose names they bear, and are far smaller: what is measured
on them is told of them, and not of the originals.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from plainspoken.base.errors import InputError
from plainspoken.experiments.studies.course.block_modules import JoinedBranches
from plainspoken.experiments.studies.course.layered_networks import ACTIVATIONS, INITIALIZATIONS

SIDE, STEM = 8, 16
"""Pixels on a side of a digit, and maps after the first convolution."""

STARTS = ("he", "xavier", "default")
"""Initializations: He et al. 2015, Glorot and Bengio 2010, and what torch does by itself, whose variance is one third
over the inputs: a sixth of He's."""


@dataclass(frozen=True)
class LayerKind:
    """What a convolution is made with.

    Attributes:
        activation: a name in `layered_networks.ACTIVATIONS`.
        norm: batch norm `before` the activation or `after` it, or `none`.
        start: a name in `STARTS`.
    """

    activation: str = "relu"
    norm: str = "none"
    start: str = "he"

    def layers(self, inputs: int, outputs: int, kernel: int) -> list[nn.Module]:
        """A convolution that keeps the size of the maps, batch norm where there is one, and the activation.

        Raises:
            InputError: the start is not known.
        """
        conv = nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2)
        if self.start not in STARTS:
            raise InputError(f"no initialization is called {self.start!r}", remedy=f"there are: {', '.join(STARTS)}")
        if self.start != "default":
            INITIALIZATIONS[self.start](conv.weight)
            nn.init.zeros_(conv.bias)  # type: ignore[arg-type]
        layers: list[nn.Module] = [conv, ACTIVATIONS[self.activation]()]
        if self.norm != "none":
            layers.insert(1 if self.norm == "before" else 2, nn.BatchNorm2d(outputs))
        return layers


def _plain(kind: LayerKind, inputs: int, outputs: int) -> nn.Module:
    return nn.Sequential(*kind.layers(inputs, outputs, 3))


def _inception(kind: LayerKind, inputs: int, outputs: int) -> nn.Module:
    """The branches of `block_modules.inception`, with layers of this kind."""
    quarter, thin = outputs // 4, max(4, outputs // 8)
    return JoinedBranches(
        [
            kind.layers(inputs, quarter, 1),
            [*kind.layers(inputs, thin, 1), *kind.layers(thin, quarter, 3)],
            [*kind.layers(inputs, thin, 1), *kind.layers(thin, quarter, 5)],
            [nn.MaxPool2d(3, stride=1, padding=1), *kind.layers(inputs, quarter, 1)],
        ]
    )


def _fire(kind: LayerKind, inputs: int, outputs: int) -> nn.Module:
    """The branches of `block_modules.fire`, with layers of this kind."""
    squeeze = outputs // 8
    return JoinedBranches(
        [kind.layers(squeeze, 4 * squeeze, 1), kind.layers(squeeze, 4 * squeeze, 3)],
        trunk=kind.layers(inputs, squeeze, 1),
    )


BLOCKS: dict[str, Callable[[LayerKind, int, int], nn.Module]] = {
    "plain": _plain, "inception": _inception, "fire": _fire
}  # fmt: skip
"""Blocks by name: f(kind, input maps, output maps). `plain` is one convolution of 3 by 3."""


class SmallRelative(nn.Module):
    """A stem, stages of blocks with a pool between them, the mean over the maps, and a linear layer.

    Args:
        stages: the maps that each block of each stage makes.

    Raises:
        InputError: the block is not known.
    """

    def __init__(self, block: str, stages: Sequence[Sequence[int]], kind: LayerKind, *, classes: int = 10) -> None:
        super().__init__()
        if block not in BLOCKS:
            raise InputError(f"no block is called {block!r}", remedy=f"there are: {', '.join(BLOCKS)}")
        self.stem = nn.Sequential(*kind.layers(1, STEM, 3))
        self.stages, maps = nn.ModuleList(), STEM
        for stage in stages:
            blocks = nn.Sequential()
            for outputs in stage:
                blocks.append(BLOCKS[block](kind, maps, outputs))
                maps = outputs
            self.stages.append(blocks)
        self.head = nn.Linear(maps, classes)

    def forward(self, pixels: Tensor) -> Tensor:
        """Pixels [n, 64] to logits [n, classes]."""
        x: Tensor = self.stem(pixels.reshape(-1, 1, SIDE, SIDE))
        for place, stage in enumerate(self.stages):
            x = stage(nn.functional.max_pool2d(x, 2) if place else x)
        logits: Tensor = self.head(x.mean((2, 3)))
        return logits

    def take_over(self, smaller: SmallRelative) -> None:
        """Copy the layers of a network of fewer: its stem, its head, and its blocks as the first ones of each stage
        (Simonyan and Zisserman 2015, section 3.1). What is added keeps its random weights."""
        self.stem.load_state_dict(smaller.stem.state_dict())
        self.head.load_state_dict(smaller.head.state_dict())
        for stage, kept in zip(self.stages, smaller.stages, strict=True):
            for block, trained in zip(stage.children(), kept.children(), strict=False):
                block.load_state_dict(trained.state_dict())


def matrices(network: nn.Module) -> list[nn.Parameter]:
    """The weights of all convolutions and linear layers, without biases."""
    return [weight for weight in network.parameters() if weight.dim() > 1]


def masks_of_largest(network: nn.Module, pruned: float) -> list[Tensor]:
    """Masks that are 0 for the smallest weights of the whole network, by size, and 1 for the others.

    Args:
        pruned: the share that is masked, between 0 and 1.
    """
    weights = matrices(network)
    sizes = torch.cat([weight.detach().abs().flatten() for weight in weights])
    order = sizes.argsort(stable=True)
    flat = torch.ones_like(sizes)
    flat[order[: round(pruned * len(sizes))]] = 0
    masks, begin = [], 0
    for weight in weights:
        masks.append(flat[begin : begin + weight.numel()].reshape(weight.shape))
        begin += weight.numel()
    return masks


@torch.no_grad()
def apply_masks(network: nn.Module, masks: Sequence[Tensor]) -> None:
    """Set the masked weights to zero, in place."""
    for weight, mask in zip(matrices(network), masks, strict=True):
        weight.mul_(mask)
