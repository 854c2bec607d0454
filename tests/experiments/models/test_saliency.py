"""Grad-CAM on planted cues: after training it points to what was planted, and with random weights it does not."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from plainspoken.base.errors import InputError
from plainspoken.experiments.models.efficientnet_lite import build_efficientnet_lite
from plainspoken.experiments.models.image_classifiers import build_image_model
from plainspoken.experiments.models.saliency import feature_maps, grad_cam, map_layers

SIDE, CUE = 32, 8
Places = list[list[tuple[int, int]]]


class Bright(nn.Module):
    """Its first answer is how much is bright, its second how much is dark: known by construction."""

    def __init__(self) -> None:
        super().__init__()
        self.maps = nn.Conv2d(1, 2, 3, padding=1, bias=False)
        with torch.no_grad():
            self.maps.weight[0], self.maps.weight[1] = 1 / 9, -1 / 9

    def forward(self, picture: Tensor) -> Tensor:
        return self.maps(picture).relu().mean((2, 3))


def planted() -> Tensor:
    picture = torch.zeros(1, 1, 16, 16)
    picture[..., 2:6, 9:13] = 1
    picture[..., 10:14, 3:7] = -1
    return picture


def cues(count: int, seed: int, *, both: bool) -> tuple[Tensor, Tensor, Places]:
    """Noise with a patch of upright stripes, one of level stripes, or both: equally bright, in quarters at random.

    Returns:
        Pictures [count, 1, 32, 32], which of the two patches are there [count, 2], and the corner of each patch.
    """
    draw = torch.Generator().manual_seed(seed)
    pictures = 0.3 * torch.randn(count, 1, SIDE, SIDE, generator=draw)
    stripes = (torch.arange(CUE) // 2 % 2).float().expand(CUE, CUE) * 2 - 1
    there = torch.ones(count, 2) if both else (torch.rand(count, 2, generator=draw) < 0.5).float()
    corners: Places = []
    for picture, present in zip(pictures, there, strict=True):
        quarters = torch.randperm(4, generator=draw).tolist()
        corners.append([])
        for kind, patch in enumerate((stripes, stripes.T)):
            shift = torch.randint(0, SIDE // 2 - CUE + 1, (2,), generator=draw).tolist()
            top, left = (quarters[kind] // 2 * 16 + shift[0], quarters[kind] % 2 * 16 + shift[1])
            corners[-1].append((top, left))
            if present[kind]:
                picture[0, top : top + CUE, left : left + CUE] += patch
    return pictures, there, corners


def small_network(seed: int) -> nn.Module:
    """Three convolutions, one answer for each kind of patch."""
    torch.manual_seed(seed)
    layers: list[nn.Module] = []
    for narrow, wide in ((1, 8), (8, 16)):
        layers += [nn.Conv2d(narrow, wide, 3, padding=1), nn.ReLU(inplace=True), nn.MaxPool2d(2)]
    layers += [nn.Conv2d(16, 16, 3, padding=1), nn.ReLU(inplace=True)]
    return nn.Sequential(*layers, nn.AdaptiveMaxPool2d(1), nn.Flatten(), nn.Linear(16, 2))


def share_found(model: nn.Module) -> float:
    """In how many of 100 pictures with both patches the peak lies on each patch when that patch is asked about."""
    pictures, _, corners = cues(100, seed=9, both=True)
    right = torch.ones(100, dtype=torch.bool)
    for kind in (0, 1):
        for number, heat in enumerate(grad_cam(model, pictures, kind)):
            top, left = corners[number][kind]
            y, x = divmod(int(heat.argmax()), SIDE)
            right[number] &= float(heat.max()) > 0 and top - 2 <= y < top + CUE + 2 and left - 2 <= x < left + CUE + 2
    return float(right.float().mean())


def test_it_finds_the_planted_cues_when_trained_and_not_with_random_weights() -> None:
    pictures, there, _ = cues(600, seed=1, both=False)
    model = small_network(seed=0)
    untrained = share_found(model)
    optimizer = torch.optim.Adam(model.parameters(), 0.01)
    for _ in range(12):
        for chosen in torch.randperm(600).split(50):
            optimizer.zero_grad()
            nn.functional.binary_cross_entropy_with_logits(model(pictures[chosen]), there[chosen]).backward()
            optimizer.step()
    assert share_found(model) >= 0.9
    assert untrained < 0.3
    assert all(share_found(small_network(seed)) < 0.3 for seed in (1, 2))


def test_the_evidence_lies_on_the_planted_cue() -> None:
    for answer, rows, columns in ((0, slice(1, 7), slice(8, 14)), (1, slice(9, 15), slice(2, 8))):
        seen = grad_cam(Bright(), planted(), answer, layer="maps")[0]
        assert seen.shape == (16, 16) and float(seen.max()) == 1
        assert float(seen[rows, columns].sum() / seen.sum()) > 0.99


def test_without_evidence_the_map_is_empty() -> None:
    assert float(grad_cam(Bright(), torch.zeros(1, 1, 8, 8), 0).max()) == 0


def test_the_largest_answer_of_each_picture_is_taken_when_none_is_named() -> None:
    bright = planted()
    bright[..., 10:14, 3:7] = 0
    dark = -bright
    found = grad_cam(Bright(), torch.cat([bright, dark]))
    assert torch.equal(found[0], grad_cam(Bright(), bright, 0)[0])
    assert torch.equal(found, grad_cam(Bright(), torch.cat([bright, dark]), [0, 1]))


def test_a_frozen_network_is_left_as_it_was() -> None:
    model = small_network(0).train()
    model[0].eval()
    for weight in model.parameters():
        weight.requires_grad_(False)
    with torch.no_grad():
        assert float(grad_cam(model, cues(2, 0, both=True)[0], 0).max()) <= 1
    assert model.training and not model[0].training and model[1].training
    assert all(weight.grad is None and not weight.requires_grad for weight in model.parameters())
    assert not any(each._forward_hooks for each in model.modules())


@pytest.mark.parametrize("name", ["emotionnet-v1", "emotionnet-v2", "emotionnet-v3", "resnet18", "squeezenet1_1"])
def test_any_convolutional_network_can_be_asked(name: str) -> None:
    model = build_image_model(name, classes=7, size=48)
    pictures = torch.rand(2, 3, 48, 48, generator=torch.Generator().manual_seed(1))
    heat = grad_cam(model, pictures, 3)
    assert (
        heat.shape == (2, 48, 48) and bool(heat.isfinite().all()) and 0 <= float(heat.min()) <= float(heat.max()) <= 1
    )


def test_layers_are_found_by_the_size_of_their_maps() -> None:
    model = build_efficientnet_lite("efficientnet_lite0")
    layers = map_layers(model, torch.zeros(1, 3, 64, 64))
    sides = [height for _, height, _ in layers.values()]
    assert sides == [32, 16, 8, 4, 2] and list(layers.values())[-1][0] == 1280
    maps = feature_maps(model, torch.rand(1, 3, 64, 64), most=3)
    assert [tuple(each.shape) for each in maps.values()] == [(3, side, side) for side in sides]


def test_feature_maps_are_sorted_and_scaled() -> None:
    maps = feature_maps(Bright(), planted(), ["maps"])["maps"]
    assert maps.shape == (2, 16, 16) and float(maps.min()) == 0 and float(maps.max()) == 1


def test_a_layer_that_is_not_there_or_has_no_maps_is_refused() -> None:
    with pytest.raises(InputError, match="no layer 'stem'") as caught:
        grad_cam(Bright(), planted(), layer="stem")
    assert "maps" in caught.value.remedy
    with pytest.raises(InputError, match="is not maps"):
        feature_maps(nn.Sequential(Bright(), nn.Linear(2, 2)), planted(), ["1"])
    with pytest.raises(InputError, match="no layer of the network gives maps"):
        grad_cam(nn.Sequential(nn.Flatten(), nn.Linear(256, 2)), planted())
