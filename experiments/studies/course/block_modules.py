"""Building blocks of well-known networks, each as branches that are joined; and the drawing of a block from its module.

VGG: Simonyan and Zisserman 2015. Inception: Szegedy et al. 2015. Residual and bottleneck: He et al. 2016a, before
activation: 2016b. Fire: Iandola et al. 2016. All with batch norm, which the first, second and last came without.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable

import torch
from torch import Tensor, nn


def conv_norm(inputs: int, outputs: int, kernel: int, *, active: bool = True) -> list[nn.Module]:
    """Convolution, batch norm and ReLU; the size of the maps stays."""
    layers: list[nn.Module] = [
        nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2, bias=False), nn.BatchNorm2d(outputs)
    ]  # fmt: skip
    return [*layers, nn.ReLU()] if active else layers


def norm_conv(inputs: int, outputs: int, kernel: int) -> list[nn.Module]:
    """The same three the other way round: batch norm and ReLU come before the convolution."""
    return [nn.BatchNorm2d(inputs), nn.ReLU(), nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2, bias=False)]


class JoinedBranches(nn.Module):
    """A trunk, branches from its end, and their join: maps side by side, or added.

    Args:
        join: `concat` or `add`.
        after: what follows the join.
    """

    def __init__(
        self, branches: list[list[nn.Module]], *, join: str = "concat", trunk: list[nn.Module] | None = None,
        after: list[nn.Module] | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self.trunk = nn.Sequential(*(trunk or []))
        self.branches = nn.ModuleList([nn.Sequential(*branch) for branch in branches])
        self.join = join
        self.after = nn.Sequential(*(after or []))

    def forward(self, x: Tensor) -> Tensor:
        """Maps [n, inputs, height, width] to [n, outputs, height, width]."""
        x = self.trunk(x)
        found = [branch(x) for branch in self.branches]
        joined = torch.cat(found, 1) if self.join == "concat" else torch.stack(found).sum(0)
        after: Tensor = self.after(joined)
        return after


def vgg(inputs: int, outputs: int) -> JoinedBranches:
    """Two convolutions of 3 by 3, one after the other."""
    return JoinedBranches([[*conv_norm(inputs, outputs, 3), *conv_norm(outputs, outputs, 3)]])


def inception(inputs: int, outputs: int) -> JoinedBranches:
    """Filters of 1, 3 and 5 and a pool side by side; a convolution of 1 by 1 thins the maps before the larger ones."""
    quarter, thin = outputs // 4, max(4, outputs // 8)
    return JoinedBranches(
        [
            conv_norm(inputs, quarter, 1),
            [*conv_norm(inputs, thin, 1), *conv_norm(thin, quarter, 3)],
            [*conv_norm(inputs, thin, 1), *conv_norm(thin, quarter, 5)],
            [nn.MaxPool2d(3, stride=1, padding=1), *conv_norm(inputs, quarter, 1)],
        ]
    )


def plain_inception(inputs: int, outputs: int) -> JoinedBranches:
    """Inception without the convolutions of 1 by 1 that thin the maps; the lecture draws it, and nothing trains it."""
    quarter = outputs // 4
    return JoinedBranches(
        [
            conv_norm(inputs, quarter, 1),
            conv_norm(inputs, quarter, 3),
            conv_norm(inputs, quarter, 5),
            [nn.MaxPool2d(3, stride=1, padding=1)],
        ]
    )


def _shortcut(inputs: int, outputs: int) -> list[nn.Module]:
    """Nothing at all where the maps are as many, else a convolution of 1 by 1."""
    return [] if inputs == outputs else [nn.Conv2d(inputs, outputs, 1, bias=False)]


def residual(inputs: int, outputs: int) -> JoinedBranches:
    """Two convolutions of 3 by 3, to which the input is added."""
    way = [*conv_norm(inputs, outputs, 3), *conv_norm(outputs, outputs, 3, active=False)]
    return JoinedBranches([way, _shortcut(inputs, outputs)], join="add", after=[nn.ReLU()])


def bottleneck(inputs: int, outputs: int) -> JoinedBranches:
    """1 by 1 to a quarter of the maps, 3 by 3 on those, 1 by 1 back; the input is added."""
    thin = outputs // 4
    way = [
        *conv_norm(inputs, thin, 1), *conv_norm(thin, thin, 3), *conv_norm(thin, outputs, 1, active=False)
    ]  # fmt: skip
    return JoinedBranches([way, _shortcut(inputs, outputs)], join="add", after=[nn.ReLU()])


def preactivation(inputs: int, outputs: int) -> JoinedBranches:
    """The bottleneck with batch norm and ReLU before each convolution; nothing follows the sum."""
    thin = outputs // 4
    way = [*norm_conv(inputs, thin, 1), *norm_conv(thin, thin, 3), *norm_conv(thin, outputs, 1)]
    return JoinedBranches([way, _shortcut(inputs, outputs)], join="add")


def fire(inputs: int, outputs: int) -> JoinedBranches:
    """Squeeze by 1 by 1 to an eighth of the outputs, then expand by 1 by 1 and by 3 by 3 side by side: each makes four
    times as many maps as the squeeze."""
    squeeze = outputs // 8
    return JoinedBranches(
        [conv_norm(squeeze, 4 * squeeze, 1), conv_norm(squeeze, 4 * squeeze, 3)], trunk=conv_norm(inputs, squeeze, 1)
    )


BLOCKS: dict[str, Callable[[int, int], JoinedBranches]] = {
    "vgg": vgg,
    "inception": inception,
    "residual": residual,
    "bottleneck": bottleneck,
    "preactivation": preactivation,
    "fire": fire,
}
"""Every block by name: f(input maps, output maps)."""


class BlockNetwork(nn.Module):
    """A stem, blocks of one kind with a pool between stages, the mean over the maps, and one linear layer.

    Args:
        block: a name in `BLOCKS`.
        widths: maps after the stem and after each block.
    """

    def __init__(
        self, block: str, widths: tuple[int, ...] = (16, 32, 64), classes: int = 10, channels: int = 1
    ) -> None:
        super().__init__()
        make = BLOCKS[block]
        layers: list[nn.Module] = conv_norm(channels, widths[0], 3)
        for place, (inputs, outputs) in enumerate(itertools.pairwise(widths)):
            layers += [nn.MaxPool2d(2)] if place else []
            layers.append(make(inputs, outputs))
        self.features = nn.Sequential(*layers)
        self.head = nn.Linear(widths[-1], classes)

    def forward(self, x: Tensor) -> Tensor:
        """Pictures [n, channels, height, width] to logits [n, classes]."""
        logits: Tensor = self.head(self.features(x).mean((2, 3)))
        return logits


def diagram_of(block: JoinedBranches, inputs: int) -> str:
    """The lines of a diagram (docs/slides.md) of a block, read from its modules. Boxes keep their names from block to
    block, so that one diagram can move into the next."""
    # A short chain or two fill a page from top to bottom; long or many ones go from left to right.
    longest = max(len(_boxes(branch, "a")) for branch in block.branches)
    flow = "down" if len(block.branches) < 3 and longest < 3 else "right"
    lines = [f"flow {flow}", f"x = {inputs} maps [input]"]
    start = "x"
    for name, words in _boxes(block.trunk, "t"):
        lines += [f"{name} = {words} [key]", f"{start} -> {name}"]
        start = name
    several = len(block.branches) > 1
    join = "join" if several else ""
    ends = []
    for letter, branch in zip("abcd", block.branches, strict=False):
        last = start
        for name, words in _boxes(branch, letter):
            lines += [f"{name} = {words}", f"{last} -> {name}"]
            last = name
        ends.append(last)
    outputs = _outputs(block, inputs)
    if join:
        lines.append("join = + [op]" if block.join == "add" else "join = Join")
        lines += [f"{end} -> join{' : shortcut' if end == start else ''}" for end in ends]
    lines += [f"y = {outputs} maps [output]", f"{join or ends[0]} -> y"]
    return "\n".join(lines)


def _boxes(layers: nn.Module, letter: str) -> list[tuple[str, str]]:
    """Name and words of each box of a chain: a convolution with what comes before or after it, or a pool."""
    found: list[tuple[str, str]] = []
    early = ""
    for layer in layers.children():
        if isinstance(layer, nn.Conv2d):
            side = layer.kernel_size[0]
            words = f"{side} × {side} | {early}{layer.out_channels} maps"
            found.append((f"{letter}{len(found) + 1}", words))
            early = ""
        elif isinstance(layer, nn.MaxPool2d):
            found.append((f"{letter}{len(found) + 1}", f"pool | {layer.kernel_size} × {layer.kernel_size}"))
        elif isinstance(layer, nn.BatchNorm2d) and not found:
            early = "ReLU first, "
    return found


def _outputs(block: JoinedBranches, inputs: int) -> int:
    """Maps that leave a block; a branch without convolutions leaves as many as came in."""
    last = [[m for m in branch.modules() if isinstance(m, nn.Conv2d)] for branch in block.branches]
    counts = [convs[-1].out_channels if convs else inputs for convs in last]
    return sum(counts) if block.join == "concat" else max(counts)
