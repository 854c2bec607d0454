"""Generator and discriminator of 8 by 8 digits: each guideline of DCGAN is a switch that can be turned off.

After Radford, Metz and Chintala, "Unsupervised representation learning with deep convolutional generative adversarial
networks" (2016), section 3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from torch import nn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plainspoken.experiments.studies.course.vision.dcgan_lab import Guidelines

SIDE = 8
"""Pixels of a digit's side."""


def make_generator(guidelines: Guidelines, *, noise: int, channels: int) -> nn.Sequential:
    """Noise [n, noise] to digits [n, 1, 8, 8], between -1 and 1 where the last layer is a tanh."""
    end: list[nn.Module] = [nn.Tanh()] if guidelines.tanh else []
    if not guidelines.convolutional:
        return nn.Sequential(
            nn.Linear(noise, 4 * channels), *_norm(nn.BatchNorm1d(4 * channels), guidelines), nn.ReLU(),
            nn.Linear(4 * channels, 8 * channels), *_norm(nn.BatchNorm1d(8 * channels), guidelines), nn.ReLU(),
            nn.Linear(8 * channels, SIDE * SIDE), *end, nn.Unflatten(1, (1, SIDE, SIDE)),
        )  # fmt: skip
    return nn.Sequential(
        nn.Unflatten(1, (noise, 1, 1)),
        nn.ConvTranspose2d(noise, 2 * channels, 2), *_norm(nn.BatchNorm2d(2 * channels), guidelines), nn.ReLU(),
        *_doubled(2 * channels, channels, guidelines), *_norm(nn.BatchNorm2d(channels), guidelines), nn.ReLU(),
        *_doubled(channels, 1, guidelines), *end,
    )  # fmt: skip


def make_discriminator(guidelines: Guidelines, *, channels: int) -> nn.Sequential:
    """Digits [n, 1, 8, 8] to one logit each [n, 1]; no batch norm on its first layer, as Radford et al. have it."""

    def bent() -> Iterator[nn.Module]:
        yield nn.LeakyReLU(0.2) if guidelines.leaky else nn.ReLU()
        if guidelines.dropout:
            yield nn.Dropout(guidelines.dropout)

    if not guidelines.convolutional:
        return nn.Sequential(
            nn.Flatten(), nn.Linear(SIDE * SIDE, 8 * channels), *bent(),
            nn.Linear(8 * channels, 4 * channels), *_norm(nn.BatchNorm1d(4 * channels), guidelines), *bent(),
            nn.Linear(4 * channels, 1),
        )  # fmt: skip
    return nn.Sequential(
        *_halved(1, channels, guidelines), *bent(),
        *_halved(channels, 2 * channels, guidelines), *_norm(nn.BatchNorm2d(2 * channels), guidelines), *bent(),
        nn.Conv2d(2 * channels, 1, 2), nn.Flatten(),
    )  # fmt: skip


def _norm(layer: nn.Module, guidelines: Guidelines) -> list[nn.Module]:
    return [layer] if guidelines.batch_norm else []


def _doubled(channels_in: int, channels_out: int, guidelines: Guidelines) -> list[nn.Module]:
    """Twice the side: a transposed convolution, or neighbors repeated and a convolution behind them."""
    if not guidelines.strided:
        return [nn.Upsample(scale_factor=2), nn.Conv2d(channels_in, channels_out, 3, padding=1)]
    if guidelines.divisible_kernels:
        return [nn.ConvTranspose2d(channels_in, channels_out, 4, stride=2, padding=1)]
    return [nn.ConvTranspose2d(channels_in, channels_out, 3, stride=2, padding=1, output_padding=1)]


def _halved(channels_in: int, channels_out: int, guidelines: Guidelines) -> list[nn.Module]:
    """Half the side: a strided convolution, or a convolution and a pool behind it."""
    if not guidelines.strided:
        return [nn.Conv2d(channels_in, channels_out, 3, padding=1), nn.MaxPool2d(2)]
    kernel = 4 if guidelines.divisible_kernels else 3
    return [nn.Conv2d(channels_in, channels_out, kernel, stride=2, padding=1)]
