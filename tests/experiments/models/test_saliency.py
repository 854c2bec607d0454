"""Grad-CAM on a planted cue: it must point to where the evidence is, and nowhere else."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from plainspoken.base.errors import InputError
from plainspoken.experiments.models.saliency import feature_maps, grad_cam


class Bright(nn.Module):
    """Its first answer is how much is bright, its second how much is dark: known by construction."""

    def __init__(self) -> None:
        super().__init__()
        self.maps = nn.Conv2d(1, 2, 3, padding=1, bias=False)
        with torch.no_grad():
            self.maps.weight[0], self.maps.weight[1] = 1 / 9, -1 / 9

    def forward(self, picture: torch.Tensor) -> torch.Tensor:
        return self.maps(picture).relu().mean((2, 3))


def planted() -> torch.Tensor:
    picture = torch.zeros(1, 1, 16, 16)
    picture[..., 2:6, 9:13] = 1
    picture[..., 10:14, 3:7] = -1
    return picture


def test_the_evidence_lies_on_the_planted_cue() -> None:
    for answer, rows, columns in ((0, slice(1, 7), slice(8, 14)), (1, slice(9, 15), slice(2, 8))):
        seen = grad_cam(Bright(), "maps", planted(), answer)
        assert seen.shape == (16, 16) and float(seen.max()) == 1
        assert float(seen[rows, columns].sum() / seen.sum()) > 0.99


def test_without_evidence_the_map_is_empty() -> None:
    assert float(grad_cam(Bright(), "maps", torch.zeros(1, 1, 8, 8), 0).max()) == 0


def test_the_largest_answer_is_taken_when_none_is_named() -> None:
    picture = planted()
    picture[..., 10:14, 3:7] = 0
    assert torch.equal(grad_cam(Bright(), "maps", picture), grad_cam(Bright(), "maps", picture, 0))


def test_feature_maps_are_sorted_and_scaled() -> None:
    maps = feature_maps(Bright(), "maps", planted())
    assert maps.shape == (2, 16, 16) and float(maps.min()) == 0 and float(maps.max()) == 1


def test_a_layer_that_is_not_there_or_has_no_maps_is_refused() -> None:
    with pytest.raises(InputError, match="no layer 'stem'") as caught:
        grad_cam(Bright(), "stem", planted())
    assert "maps" in caught.value.remedy
    with pytest.raises(InputError, match="are not maps"):
        grad_cam(nn.Sequential(Bright(), nn.Linear(2, 2)), "1", planted())
