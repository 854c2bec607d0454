"""The DCGAN's guidelines are switches: each one turned off changes the network that it names, and breaks nothing."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from plainspoken.experiments.runner.study_registry import find_recipe
from plainspoken.experiments.studies.course.vision.dcgan_lab import (
    GanOptions,
    Guidelines,
    finest_detail,
    smoothed,
    tiled,
)
from plainspoken.experiments.studies.course.vision.digit_gan_networks import make_discriminator, make_generator

SWITCHES = {
    "strided": False,
    "batch_norm": False,
    "convolutional": False,
    "tanh": False,
    "leaky": False,
    "dropout": 0.0,
    "divisible_kernels": False,
}


def kinds(guidelines: Guidelines) -> list[set[type]]:
    """The kinds of layers in generator and discriminator."""
    both = (make_generator(guidelines, noise=6, channels=4), make_discriminator(guidelines, channels=4))
    return [{type(layer) for layer in network} for network in both]


@pytest.mark.parametrize("name", ["", *SWITCHES])
def test_both_networks_keep_their_shapes_whatever_is_turned_off(name: str) -> None:
    guidelines = Guidelines(**{name: SWITCHES[name]} if name else {})  # type: ignore[arg-type]
    digits = make_generator(guidelines, noise=6, channels=4)(torch.randn(5, 6))
    assert digits.shape == (5, 1, 8, 8)
    assert make_discriminator(guidelines, channels=4)(digits).shape == (5, 1)
    if name != "tanh":
        assert digits.abs().max() <= 1


def test_with_all_guidelines_the_networks_are_those_of_the_paper() -> None:
    generator, discriminator = kinds(Guidelines())
    assert generator == {nn.Unflatten, nn.ConvTranspose2d, nn.BatchNorm2d, nn.ReLU, nn.Tanh}
    assert discriminator == {nn.Conv2d, nn.BatchNorm2d, nn.LeakyReLU, nn.Dropout, nn.Flatten}


def test_each_switch_takes_out_what_it_names() -> None:
    def without(**switch: object) -> set[type]:
        return set().union(*kinds(Guidelines(**switch)))  # type: ignore[arg-type]

    assert not without(batch_norm=False) & {nn.BatchNorm1d, nn.BatchNorm2d}
    assert nn.Tanh not in without(tanh=False) and nn.LeakyReLU not in without(leaky=False)
    assert nn.Dropout not in without(dropout=0.0)
    assert {nn.MaxPool2d, nn.Upsample} <= without(strided=False)
    assert nn.Linear in without(convolutional=False) and nn.Conv2d not in without(convolutional=False)
    odd = make_generator(Guidelines(divisible_kernels=False), noise=6, channels=4)
    assert {layer.kernel_size[0] for layer in odd if isinstance(layer, nn.ConvTranspose2d)} == {2, 3}


def test_every_guideline_has_a_run_that_turns_it_off_alone() -> None:
    turned_off = [
        next(iter(run.options))
        for name, run in find_recipe("dcgan").runs.items()
        if name not in ("guided", "strong-discriminator", "greedy-generator") and len(run.options) == 1
    ]
    assert sorted(turned_off) == sorted([*SWITCHES, "normal_noise", "noisy_labels", "separate_batches"])
    assert GanOptions().model_dump().keys() >= set(turned_off)


def test_a_checkerboard_has_more_of_the_finest_detail_than_a_ramp() -> None:
    board = np.indices((8, 8)).sum(0) % 2 * 2.0 - 1
    ramp = np.linspace(-1, 1, 8) * np.ones((8, 1))
    assert finest_detail(board[None, None]) > 10 * finest_detail(ramp[None, None])


def test_samples_are_laid_in_rows_and_curves_smoothed_backwards() -> None:
    assert tiled(np.zeros((40, 1, 8, 8)), across=8, scale=2).shape == (100, 160)
    assert smoothed([1.0, 3.0]) == [1.0, 2.0]
