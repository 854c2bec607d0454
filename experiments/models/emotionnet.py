"""EmotionNet in three versions: a local path for detail and a global path for the whole expression, joined.

All take [n, 3, size, size] and give logits [n, classes]. Parameters at 224 pixels and 7 classes: V1 103.14 million,
V2 2.12 million, V3 1.71 million; only V1's number depends on the size of the picture.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from plainspoken.experiments.models.attention import ChannelAttention, ResidualBlock, SelfAttention, SpatialAttention


class EmotionNetV1(nn.Module):
    """Two shallow paths, local with small kernels and global with large ones; flattened into a large classifier."""

    def __init__(self, classes: int, size: int, *, dropout: float = 0.5) -> None:
        super().__init__()
        self.local_path = nn.Sequential(*_conv_pool(3, 32, 3), *_conv_pool(32, 64, 3))
        self.global_path = nn.Sequential(*_conv_pool(3, 32, 7), *_conv_pool(32, 64, 5))
        self.fusion = nn.Sequential(*_conv_pool(128, 256, 3), nn.Dropout2d(0.3))
        side = size // 8
        self.classifier = nn.Sequential(
            nn.Flatten(), nn.Linear(256 * side * side, 512), nn.ReLU(), nn.Dropout(dropout), nn.Linear(512, classes)
        )
        self.apply(_start)

    def forward(self, x: Tensor) -> Tensor:
        """[n, 3, size, size] to [n, classes]."""
        joined = torch.cat([self.local_path(x), self.global_path(x)], dim=1)  # [n, 128, size/4, size/4]
        logits: Tensor = self.classifier(self.fusion(joined))
        return logits


class EmotionNetV2(nn.Module):
    """Residual blocks and self-attention in two paths of one design, attention across both, pooled before a
    small classifier.

    `map_dropout` hides whole maps after they are pooled to one number each. Above nought, the batch norm of the
    classifier sees mostly what is hidden and little of the faces: "variance shift", Li et al., "Understanding the
    Disharmony between Dropout and Batch Normalization by Variance Shift" (2018), whose advice is no dropout before it.
    """

    def __init__(self, classes: int, size: int, *, dropout: float = 0.5, map_dropout: float = 0.3) -> None:
        super().__init__()
        self.local_path = _attentive_path()
        self.global_path = _attentive_path()
        self.cross_attention = SelfAttention(256)
        self.fusion = nn.Sequential(
            ResidualBlock(256, 256), SelfAttention(256), nn.AdaptiveAvgPool2d(1), nn.Dropout2d(map_dropout)
        )
        self.classifier = nn.Sequential(
            nn.Flatten(),
            nn.Linear(256, 512),
            nn.ReLU(),
            nn.BatchNorm1d(512),
            nn.Dropout(dropout),
            nn.Linear(512, classes),
        )

    def forward(self, x: Tensor) -> Tensor:
        """[n, 3, size, size] to [n, classes]."""
        joined = torch.cat([self.local_path(x), self.global_path(x)], dim=1)  # [n, 256, size/8, size/8]
        logits: Tensor = self.classifier(self.fusion(self.cross_attention(joined)))
        return logits


class EmotionNetV3(nn.Module):
    """A shared stem, a local path of 3x3 and a global path of 5x5 kernels, then channel and spatial attention."""

    def __init__(self, classes: int, size: int, *, dropout: float = 0.5) -> None:
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 32, 3, padding=1), nn.BatchNorm2d(32), nn.ReLU(), nn.MaxPool2d(2))
        self.local_path = nn.Sequential(*_double_conv(32, 64, 3), *_double_conv(64, 128, 3))
        self.global_path = nn.Sequential(*_double_conv(32, 64, 5), *_double_conv(64, 128, 5))
        self.attention = nn.Sequential(ChannelAttention(256), SpatialAttention())
        self.final = nn.Sequential(
            nn.Conv2d(256, 256, 3, padding=1), nn.BatchNorm2d(256), nn.ReLU(), nn.AdaptiveAvgPool2d(1)
        )
        self.classifier = nn.Sequential(
            nn.Flatten(), nn.Linear(256, 256), nn.ReLU(), nn.Dropout(dropout), nn.Linear(256, classes)
        )

    def forward(self, x: Tensor) -> Tensor:
        """[n, 3, size, size] to [n, classes]."""
        shared = self.stem(x)  # [n, 32, size/2, size/2]
        joined = torch.cat([self.local_path(shared), self.global_path(shared)], dim=1)  # [n, 256, size/8, size/8]
        logits: Tensor = self.classifier(self.final(self.attention(joined)))
        return logits


def _conv_pool(channels_in: int, channels_out: int, kernel: int) -> list[nn.Module]:
    return [
        nn.Conv2d(channels_in, channels_out, kernel, padding=kernel // 2),
        nn.ReLU(),
        nn.BatchNorm2d(channels_out),
        nn.MaxPool2d(2),
    ]


def _attentive_path() -> nn.Sequential:
    blocks: list[nn.Module] = []
    for channels_in, channels_out in ((3, 32), (32, 64), (64, 128)):
        blocks += [ResidualBlock(channels_in, channels_out), nn.MaxPool2d(2)]
    return nn.Sequential(*blocks, SelfAttention(128))


def _double_conv(channels_in: int, channels_out: int, kernel: int) -> list[nn.Module]:
    layers: list[nn.Module] = []
    for first, second in ((channels_in, channels_out), (channels_out, channels_out)):
        layers += [nn.Conv2d(first, second, kernel, padding=kernel // 2), nn.BatchNorm2d(second), nn.ReLU()]
    return [*layers, nn.MaxPool2d(2)]


def _start(layer: nn.Module) -> None:
    """He's normal start (2015) for convolutions, a narrow normal for the classifier."""
    if isinstance(layer, nn.Conv2d):
        nn.init.kaiming_normal_(layer.weight, mode="fan_out", nonlinearity="relu")
    elif isinstance(layer, nn.Linear):
        nn.init.normal_(layer.weight, 0, 0.01)
    if isinstance(layer, nn.Conv2d | nn.Linear) and layer.bias is not None:
        nn.init.zeros_(layer.bias)
