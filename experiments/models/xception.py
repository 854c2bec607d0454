"""Xception: a network of depthwise separable convolutions, and the same network with plain ones, to compare the two.

After Chollet, "Xception: Deep Learning with Depthwise Separable Convolutions" (2017), figure 5. It has 22,855,952
parameters with 1000 classes, as table 3 of the paper says.
"""

from __future__ import annotations

from torch import Tensor, nn

MIDDLE_BLOCKS = 8

SIDE = 299
"""Pixels on a side of the pictures that it was made for."""


class SeparableConv2d(nn.Module):
    """A convolution in two steps: each channel is filtered by itself (depthwise), then a 1 x 1 convolution mixes the
    channels (pointwise)."""

    def __init__(self, channels_in: int, channels_out: int, kernel: int = 3) -> None:
        super().__init__()
        self.depthwise = nn.Conv2d(
            channels_in, channels_in, kernel, padding=kernel // 2, groups=channels_in, bias=False
        )
        self.pointwise = nn.Conv2d(channels_in, channels_out, 1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """[n, in, h, w] to [n, out, h, w]."""
        mixed: Tensor = self.pointwise(self.depthwise(x))
        return mixed


class XceptionBlock(nn.Module):
    """Separable convolutions, each after a ReLU, beside a shortcut.

    Args:
        widths: channels of each convolution.
        halve: pool the side to half at the end, and bring the shortcut to the same shape.
        relu_first: whether a ReLU stands before the first convolution.
        separable: plain 3 x 3 convolutions without it.
    """

    def __init__(
        self, channels: int, widths: list[int], *, halve: bool, relu_first: bool = True, separable: bool = True
    ) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        before = channels
        for place, width in enumerate(widths):
            layers += [nn.ReLU()] if relu_first or place else []
            layers += [_convolution(before, width, separable), nn.BatchNorm2d(width)]
            before = width
        if halve:
            layers.append(nn.MaxPool2d(3, stride=2, padding=1))
        self.body = nn.Sequential(*layers)
        self.shortcut: nn.Module = nn.Identity()
        if halve:
            self.shortcut = nn.Sequential(
                nn.Conv2d(channels, widths[-1], 1, stride=2, bias=False), nn.BatchNorm2d(widths[-1])
            )

    def forward(self, x: Tensor) -> Tensor:
        """[n, channels, h, w] to [n, widths[-1], h, w], or half as high and wide."""
        added: Tensor = self.body(x) + self.shortcut(x)
        return added


class Xception(nn.Module):
    """The network with random weights, for pictures [n, 3, 299, 299] or of another size.

    Args:
        classes: how many logits.
        separable: plain 3 x 3 convolutions in place of the separable ones without it.
    """

    def __init__(self, classes: int = 1000, *, separable: bool = True) -> None:
        super().__init__()
        self.entry = nn.Sequential(
            nn.Conv2d(3, 32, 3, stride=2, bias=False), nn.BatchNorm2d(32), nn.ReLU(),
            nn.Conv2d(32, 64, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(),
            XceptionBlock(64, [128, 128], halve=True, relu_first=False, separable=separable),
            XceptionBlock(128, [256, 256], halve=True, separable=separable),
            XceptionBlock(256, [728, 728], halve=True, separable=separable),
        )  # fmt: skip
        self.middle = nn.Sequential(
            *[XceptionBlock(728, [728, 728, 728], halve=False, separable=separable) for _ in range(MIDDLE_BLOCKS)]
        )
        self.exit = nn.Sequential(
            XceptionBlock(728, [728, 1024], halve=True, separable=separable),
            _convolution(1024, 1536, separable), nn.BatchNorm2d(1536), nn.ReLU(),
            _convolution(1536, 2048, separable), nn.BatchNorm2d(2048), nn.ReLU(),
        )  # fmt: skip
        self.pool = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())
        self.classifier = nn.Linear(2048, classes)

    def forward(self, x: Tensor) -> Tensor:
        """[n, 3, h, w] to logits [n, classes]."""
        logits: Tensor = self.classifier(self.pool(self.exit(self.middle(self.entry(x)))))
        return logits


def _convolution(channels_in: int, channels_out: int, separable: bool) -> nn.Module:
    if separable:
        return SeparableConv2d(channels_in, channels_out)
    return nn.Conv2d(channels_in, channels_out, 3, padding=1, bias=False)
