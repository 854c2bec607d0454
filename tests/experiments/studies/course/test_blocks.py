"""Blocks: what they compute, how many weights they have, their diagrams, and the counts of well-known networks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from torch import nn

from plainspoken.experiments.studies.course.block_counts import count_networks
from plainspoken.experiments.studies.course.block_modules import BLOCKS, BlockNetwork, diagram_of

RECORDED = Path(__file__).parents[4] / "talks" / "course" / "recorded" / "results" / "blocks"


def weights(module: nn.Module) -> int:
    return sum(m.weight.numel() for m in module.modules() if isinstance(m, nn.Conv2d))


@pytest.mark.parametrize("name", BLOCKS)
@pytest.mark.parametrize("maps", [(16, 32), (64, 64)])
def test_each_block_keeps_the_size_and_makes_its_maps(name: str, maps: tuple[int, int]) -> None:
    assert BLOCKS[name](*maps)(torch.zeros(2, maps[0], 8, 8)).shape == (2, maps[1], 8, 8)
    assert BlockNetwork(name)(torch.zeros(2, 1, 8, 8)).shape == (2, 10)


def test_weights_of_the_convolutions_by_hand() -> None:
    n = 64
    assert weights(BLOCKS["vgg"](n, n)) == weights(BLOCKS["residual"](n, n)) == 2 * 9 * n * n
    thin = n // 4
    assert weights(BLOCKS["bottleneck"](n, n)) == weights(BLOCKS["preactivation"](n, n)) == 2 * n * thin + 9 * thin**2
    squeeze = n // 8
    assert weights(BLOCKS["fire"](n, n)) == n * squeeze + squeeze * 4 * squeeze * (1 + 9)
    branches = n * 16 + (n * 8 + 8 * 16 * 9) + (n * 8 + 8 * 16 * 25) + n * 16
    assert weights(BLOCKS["inception"](n, n)) == branches


def test_a_shortcut_adds_the_input() -> None:
    block = BLOCKS["preactivation"](64, 64).eval()
    for layer in block.branches[0].modules():
        if isinstance(layer, nn.Conv2d):
            nn.init.zeros_(layer.weight)
    x = torch.randn(1, 64, 4, 4)
    assert torch.equal(block(x), x)


@pytest.mark.parametrize("name", BLOCKS)
def test_the_recorded_diagram_is_that_of_the_module(name: str) -> None:
    record = json.loads((RECORDED / f"{name}.json").read_text(encoding="utf-8"))
    assert record["extra"]["diagram"] == diagram_of(BLOCKS[name](64, 64), 64)
    assert record["cost"]["parameters"] == sum(p.numel() for p in BlockNetwork(name).parameters())


def test_the_counts_are_those_of_the_papers() -> None:
    scores = count_networks(None, None).scores["all"]  # type: ignore[arg-type]
    assert scores["plain_products"] == 28 * 28 * 32 * 5 * 5 * 192 == 120_422_400
    assert scores["thin_products"] == 28 * 28 * 16 * 192 + 28 * 28 * 32 * 5 * 5 * 16 == 12_443_648
    assert scores["vgg_features"] == 7 * 7 * 512 == 25_088
    assert scores["vgg_weights"] == 138_357_544
    assert [scores["resnet_ends"], *(scores[f"resnet_stage_{i}"] for i in range(1, 5))] == [2, 9, 12, 18, 9]
    assert scores["resnet_layers"] == 50
