"""EfficientNet-Lite: EfficientNet without squeeze-and-excitation and with ReLU6, so that it runs anywhere.

After Tan and Le, "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks" (2019), tables 1 and 3, in
the Lite variants that Google released for TensorFlow in 2020. Convolutions pad as TensorFlow's `SAME` does (an odd
pixel goes to the right and below), because the published weights were trained so.

The module names follow the stages of the table. A published state dictionary has other names in the same order:
`match_by_position` pairs the two and checks every shape.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from torch import Tensor, nn
from torch.nn import functional

BATCH_NORM_EPS, BATCH_NORM_MOMENTUM = 1e-3, 0.01
"""TensorFlow's; its momentum of 0.99 is 0.01 as PyTorch counts."""

PIXEL_MEAN, PIXEL_DEVIATION = 127.0, 128.0
"""A byte b is read as (b - 127) / 128 by all channels: the scale that the published weights were trained with."""


@dataclass(frozen=True)
class Stage:
    """Blocks of one kind; the first has the stride."""

    expansion: int
    channels: int
    blocks: int
    stride: int
    kernel: int


STAGES = (
    Stage(1, 16, 1, 1, 3),
    Stage(6, 24, 2, 2, 3),
    Stage(6, 40, 2, 2, 5),
    Stage(6, 80, 3, 2, 3),
    Stage(6, 112, 3, 1, 5),
    Stage(6, 192, 4, 2, 5),
    Stage(6, 320, 1, 1, 3),
)
"""EfficientNet-B0's (2019, table 1). Stem (32 channels) and head (1280) are not scaled in the Lite variants."""

SCALES = {"efficientnet_lite0": (1.0, 1.0), "efficientnet_lite2": (1.1, 1.2)}
"""Width and depth by network: 4.65 and 6.09 million parameters with 1000 classes."""


class SameConv2d(nn.Conv2d):
    """A convolution that pads to ceil(size / stride) outputs, an odd pixel to the right and below."""

    def forward(self, x: Tensor) -> Tensor:
        """[n, in, h, w] to [n, out, ceil(h / stride), ceil(w / stride)]."""
        pads: list[int] = []
        for size, kernel, stride in zip(reversed(x.shape[-2:]), self.kernel_size[::-1], self.stride[::-1], strict=True):
            missing = max((math.ceil(size / stride) - 1) * stride + kernel - size, 0)
            pads += [missing // 2, missing - missing // 2]
        if pads[0] == pads[1] and pads[2] == pads[3]:
            return functional.conv2d(x, self.weight, self.bias, self.stride, (pads[2], pads[0]), groups=self.groups)
        return functional.conv2d(functional.pad(x, pads), self.weight, self.bias, self.stride, groups=self.groups)


class InvertedResidual(nn.Module):
    """Widen, filter each channel by itself, narrow; beside a shortcut where the shape stays.

    After Sandler et al., "MobileNetV2: Inverted Residuals and Linear Bottlenecks" (2018), figure 3.
    """

    def __init__(self, channels_in: int, channels_out: int, *, expansion: int, stride: int, kernel: int) -> None:
        super().__init__()
        wide = channels_in * expansion
        layers: list[nn.Module] = []
        if expansion > 1:
            layers += _conv_norm(channels_in, wide, 1)
        layers += _conv_norm(wide, wide, kernel, stride=stride, groups=wide)
        layers += _conv_norm(wide, channels_out, 1, relu=False)
        self.body = nn.Sequential(*layers)
        self.shortcut = stride == 1 and channels_in == channels_out

    def forward(self, x: Tensor) -> Tensor:
        """[n, in, h, w] to [n, out, ceil(h / stride), ceil(w / stride)]."""
        narrow: Tensor = self.body(x)
        return x + narrow if self.shortcut else narrow


class EfficientNetLite(nn.Module):
    """The network with random weights.

    Args:
        classes: how many logits.
        width: factor on the channels of the stages, rounded to a multiple of 8.
        depth: factor on the blocks of the stages, rounded up; the first and the last stage keep theirs.
        dropout: share of the pooled features hidden in training.
    """

    def __init__(self, classes: int, *, width: float = 1.0, depth: float = 1.0, dropout: float = 0.2) -> None:
        super().__init__()
        self.stem = nn.Sequential(*_conv_norm(3, 32, 3, stride=2))
        stages: list[nn.Module] = []
        channels = 32
        for number, stage in enumerate(STAGES):
            ends = number in (0, len(STAGES) - 1)
            blocks: list[nn.Module] = []
            for block in range(stage.blocks if ends else math.ceil(stage.blocks * depth)):
                wanted = _rounded(stage.channels * width)
                stride = stage.stride if block == 0 else 1
                blocks.append(
                    InvertedResidual(
                        channels, wanted, expansion=stage.expansion, stride=stride, kernel=stage.kernel
                    )
                )  # fmt: skip
                channels = wanted
            stages.append(nn.Sequential(*blocks))
        self.stages = nn.Sequential(*stages)
        self.head = nn.Sequential(*_conv_norm(channels, 1280, 1))
        self.pool = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(dropout))
        self.classifier = nn.Linear(1280, classes)

    def forward(self, x: Tensor) -> Tensor:
        """Pictures [n, 3, h, w], scaled as `PIXEL_MEAN` says, to logits [n, classes]."""
        logits: Tensor = self.classifier(self.pool(self.head(self.stages(self.stem(x)))))
        return logits


def build_efficientnet_lite(name: str, *, classes: int = 1000, dropout: float = 0.2) -> EfficientNetLite:
    """The Lite network of that name, a key of `SCALES`, with random weights."""
    width, depth = SCALES[name]
    return EfficientNetLite(classes, width=width, depth=depth, dropout=dropout)


def match_by_position(model: nn.Module, state: Mapping[str, Tensor]) -> dict[str, Tensor] | None:
    """A state dictionary of the same layers in the same order, under this model's names.

    Returns:
        The tensors by this model's names; None where their number or a shape differs.
    """
    own = model.state_dict()
    if len(own) != len(state) or any(
        mine.shape != theirs.shape for mine, theirs in zip(own.values(), state.values(), strict=True)
    ):
        return None
    return dict(zip(own, state.values(), strict=True))


def _conv_norm(
    channels_in: int, channels_out: int, kernel: int, *, stride: int = 1, groups: int = 1, relu: bool = True
) -> list[nn.Module]:
    layers: list[nn.Module] = [
        SameConv2d(channels_in, channels_out, kernel, stride=stride, groups=groups, bias=False),
        nn.BatchNorm2d(channels_out, eps=BATCH_NORM_EPS, momentum=BATCH_NORM_MOMENTUM),
    ]
    return [*layers, nn.ReLU6(inplace=True)] if relu else layers


def _rounded(channels: float) -> int:
    """To the nearest multiple of 8, but never below nine tenths: section 3 of the authors' own scaling."""
    rounded = max(8, int(channels + 4) // 8 * 8)
    return rounded if rounded >= 0.9 * channels else rounded + 8
