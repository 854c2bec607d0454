"""Small relatives: how their layers are made, growing, masks of the smallest weights; and the maps that VGG keeps."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from plainspoken.base.errors import InputError
from plainspoken.experiments.studies.course.rule_lab import _count_maps
from plainspoken.experiments.studies.course.rule_networks import (
    LayerKind,
    SmallRelative,
    apply_masks,
    masks_of_largest,
    matrices,
)
from plainspoken.experiments.studies.course.rule_training import EpochTrace, train_epochs


def kinds(layers: list[nn.Module]) -> list[str]:
    return [type(layer).__name__ for layer in layers]


def test_batch_norm_stands_where_the_kind_says() -> None:
    assert kinds(LayerKind().layers(4, 8, 3)) == ["Conv2d", "ReLU"]
    assert kinds(LayerKind("elu", "before").layers(4, 8, 3)) == ["Conv2d", "BatchNorm2d", "ELU"]
    assert kinds(LayerKind("prelu", "after").layers(4, 8, 3)) == ["Conv2d", "PReLU", "BatchNorm2d"]


@pytest.mark.parametrize(
    ("start", "variance"), [("he", 2 / 144), ("xavier", 2 / (144 + 288)), ("default", 1 / 3 / 144)]
)
def test_each_start_has_the_variance_of_its_formula(start: str, variance: float) -> None:
    torch.manual_seed(0)
    (conv, _) = LayerKind(start=start).layers(16, 32, 3)
    assert isinstance(conv, nn.Conv2d)
    assert float(conv.weight.detach().var()) == pytest.approx(variance, rel=0.08)


def test_unknown_names_are_refused() -> None:
    with pytest.raises(InputError, match="no initialization is called 'luck'"):
        LayerKind(start="luck").layers(1, 2, 3)
    with pytest.raises(InputError, match="no block is called 'lego'"):
        SmallRelative("lego", [[16]], LayerKind())


def test_a_grown_network_keeps_the_trained_layers_and_adds_random_ones() -> None:
    small = SmallRelative("plain", [[16], [32]], LayerKind())
    large = SmallRelative("plain", [[16, 16], [32, 32]], LayerKind())
    added = large.stages[0][1][0].weight.clone()  # type: ignore[index]
    large.take_over(small)
    for stage in (0, 1):
        assert torch.equal(large.stages[stage][0][0].weight, small.stages[stage][0][0].weight)  # type: ignore[index]
    assert torch.equal(large.head.weight, small.head.weight)
    assert torch.equal(large.stages[0][1][0].weight, added)  # type: ignore[index]
    assert large(torch.zeros(2, 64)).shape == (2, 10)


@pytest.mark.parametrize("block", ["fire", "inception"])
def test_masks_leave_the_largest_weights_and_stay_through_training(block: str) -> None:
    torch.manual_seed(1)
    network = SmallRelative(block, [[32]], LayerKind())
    sizes = torch.cat([weight.detach().abs().flatten() for weight in matrices(network)])
    masks = masks_of_largest(network, 0.5)
    kept = torch.cat([mask.flatten() for mask in masks]).bool()
    assert int(kept.sum()) == len(kept) - round(0.5 * len(kept))
    assert sizes[kept].min() >= sizes[~kept].max()
    apply_masks(network, masks)
    samples = {name: (torch.rand(8, 64), torch.arange(8)) for name in ("train", "valid")}
    train_epochs(
        network, samples, torch.optim.SGD(network.parameters(), 0.1), EpochTrace(), epochs=1, batch=4,
        random=torch.Generator().manual_seed(0), after_step=lambda: apply_masks(network, masks),
    )  # fmt: skip
    after = torch.cat([weight.detach().flatten() for weight in matrices(network)])
    assert (after[~kept] == 0).all() and (after[kept] != 0).any()


def test_a_fall_is_counted_from_the_best_epoch_before_it() -> None:
    assert EpochTrace([0.2, 0.8, 0.7, 0.5, 0.9]).largest_fall() == pytest.approx(0.3)
    assert EpochTrace([0.2, 0.4]).largest_fall() == 0


def test_vgg_keeps_the_maps_that_its_paper_lists() -> None:
    side, maps = 224, 0
    for channels, layers in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)):
        maps += layers * channels * side**2 + channels * (side // 2) ** 2
        side //= 2
    assert _count_maps().scores["all"]["vgg_maps"] == 4 * (maps + 4096 + 4096 + 1000)
