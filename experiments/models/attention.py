"""Attention layers and the residual block that the EmotionNets are built of. Shapes: x is [n, channels, h, w]."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional


class ResidualBlock(nn.Module):
    """Two 3x3 convolutions beside a shortcut, after He et al., "Deep Residual Learning" (2015), figure 2."""

    def __init__(self, channels_in: int, channels_out: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(channels_in, channels_out, 3, padding=1),
            nn.BatchNorm2d(channels_out),
            nn.ReLU(),
            nn.Conv2d(channels_out, channels_out, 3, padding=1),
            nn.BatchNorm2d(channels_out),
        )
        self.shortcut: nn.Module = nn.Identity()
        if channels_in != channels_out:
            self.shortcut = nn.Sequential(nn.Conv2d(channels_in, channels_out, 1), nn.BatchNorm2d(channels_out))

    def forward(self, x: Tensor) -> Tensor:
        """[n, in, h, w] to [n, out, h, w]."""
        joined: Tensor = functional.relu(self.body(x) + self.shortcut(x))
        return joined


class SelfAttention(nn.Module):
    """Every place looks at every other place, after Zhang et al., "Self-Attention GAN" (2018), section 3.

    Queries, keys and values are 1x1 convolutions; queries and keys have an eighth of the channels. What attention
    finds is scaled by `gamma`, which starts at zero, so that an untrained layer is the identity.
    """

    def __init__(self, channels: int, reduction: int = 8) -> None:
        super().__init__()
        self.query = nn.Conv2d(channels, channels // reduction, 1)
        self.key = nn.Conv2d(channels, channels // reduction, 1)
        self.value = nn.Conv2d(channels, channels, 1)
        self.gamma = nn.Parameter(torch.zeros(1))

    def forward(self, x: Tensor) -> Tensor:
        """[n, c, h, w] to the same shape."""
        n, c, h, w = x.shape
        query = self.query(x).flatten(2).transpose(1, 2)  # [n, places, c/8]
        key = self.key(x).flatten(2)  # [n, c/8, places]
        value = self.value(x).flatten(2)  # [n, c, places]
        weights = torch.softmax(query @ key, dim=-1)  # [n, places, places], rows sum to 1
        found = (value @ weights.transpose(1, 2)).reshape(n, c, h, w)
        attended: Tensor = x + self.gamma * found
        return attended


class ChannelAttention(nn.Module):
    """Which channels matter, after Woo et al., "CBAM" (2018), equation 2: a shared network over mean and maximum."""

    def __init__(self, channels: int, reduction: int = 16) -> None:
        super().__init__()
        self.shared = nn.Sequential(
            nn.Conv2d(channels, channels // reduction, 1, bias=False),
            nn.ReLU(),
            nn.Conv2d(channels // reduction, channels, 1, bias=False),
        )

    def forward(self, x: Tensor) -> Tensor:
        """[n, c, h, w] to the same shape, each channel scaled between 0 and 1."""
        mean = self.shared(functional.adaptive_avg_pool2d(x, 1))
        peak = self.shared(functional.adaptive_max_pool2d(x, 1))
        return x * torch.sigmoid(mean + peak)


class SpatialAttention(nn.Module):
    """Which places matter, after Woo et al., "CBAM" (2018), equation 3: a 7x7 convolution over mean and maximum."""

    def __init__(self, kernel: int = 7) -> None:
        super().__init__()
        self.conv = nn.Conv2d(2, 1, kernel, padding=kernel // 2, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """[n, c, h, w] to the same shape, each place scaled between 0 and 1."""
        summary = torch.cat([x.mean(1, keepdim=True), x.amax(1, keepdim=True)], dim=1)  # [n, 2, h, w]
        return x * torch.sigmoid(self.conv(summary))
