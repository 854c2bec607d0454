"""Penalties, starts, shifts and early stopping of the plain networks, and the splits of the transfer lab."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from plainspoken.base.errors import InputError
from plainspoken.experiments.studies.course.course_digits import load_digit_splits
from plainspoken.experiments.studies.course.layered_networks import (
    INITIALIZATIONS,
    Penalty,
    layered_network,
    shifted,
    train_layered,
)
from plainspoken.experiments.studies.course.transfer_lab import TransferData, target_splits


def test_the_squared_penalty_pulls_as_torchs_weight_decay() -> None:
    """The gradient of l2 * w^2 is 2 * l2 * w, which is what SGD adds for a decay of 2 * l2."""
    torch.manual_seed(0)
    ours, theirs = nn.Linear(4, 3, bias=False), nn.Linear(4, 3, bias=False)
    theirs.load_state_dict(ours.state_dict())
    for network, decay in ((ours, 0.0), (theirs, 0.02)):
        optimizer = torch.optim.SGD(network.parameters(), lr=0.1, weight_decay=decay)
        loss = network(torch.ones(1, 4)).sum()
        (loss + Penalty(l2=0.01).of(network) if network is ours else loss).backward()
        optimizer.step()
    assert torch.allclose(ours.weight, theirs.weight, atol=1e-7)
    weights = layered_network((2, 2))
    with torch.no_grad():
        weights[0].weight.copy_(torch.tensor([[1.0, -2.0], [3.0, 0.0]]))
        weights[0].bias.fill_(100)
    assert Penalty(l1=0.5).of(weights).item() == pytest.approx(3.0)
    assert Penalty(l2=0.5).of(weights).item() == pytest.approx(7.0)


@pytest.mark.parametrize(("start", "variance"), [("xavier", 2 / (400 + 600)), ("he", 2 / 400), ("small", 1e-4)])
def test_each_start_has_the_variance_of_its_formula(start: str, variance: float) -> None:
    torch.manual_seed(0)
    weight = torch.empty(600, 400)
    INITIALIZATIONS[start](weight)
    assert weight.var().item() == pytest.approx(variance, rel=0.02)


def test_norm_stands_where_it_is_said() -> None:
    before = [type(layer).__name__ for layer in layered_network((4, 4, 2), norm="before")]
    after = [type(layer).__name__ for layer in layered_network((4, 4, 2), norm="after", dropout=0.5)]
    assert before == ["Linear", "BatchNorm1d", "ReLU", "Linear"]
    assert after == ["Linear", "ReLU", "BatchNorm1d", "Dropout", "Linear"]


def test_a_shift_moves_a_digit_by_one_pixel_at_most() -> None:
    dot = torch.zeros(50, 64)
    dot[:, 3 * 8 + 4] = 1.0
    places = shifted(dot, torch.Generator().manual_seed(1)).argmax(1)
    assert {int(p) // 8 for p in places} == {2, 3, 4} and {int(p) % 8 for p in places} == {3, 4, 5}


def test_early_stopping_brings_back_the_lowest_loss() -> None:
    splits = load_digit_splits({"train": 60, "valid": 60})
    torch.manual_seed(1)
    network = layered_network((64, 32, 10))
    rate = torch.optim.Adam(network.parameters(), lr=0.05)
    found = train_layered(network, splits, rate, epochs=40, batch=20, seed=1, patience=3)
    assert len(found.valid) < 40 and found.valid_loss[found.kept] == min(found.valid_loss)
    said = network(torch.from_numpy(splits["valid"].pixels).float())
    loss = nn.functional.cross_entropy(said, torch.from_numpy(splits["valid"].targets)).item()
    assert loss == pytest.approx(min(found.valid_loss), abs=1e-6)


@pytest.mark.parametrize("likeness", ["similar", "different"])
def test_small_and_large_sets_share_their_test(likeness: str) -> None:
    settings = TransferData()
    small, large = (target_splits(settings, likeness, n) for n in (40, 500))
    assert np.array_equal(small["test"].pixels, large["test"].pixels)
    assert [len(large[name]) for name in ("train", "valid", "test")] == [500, 100, 290]
    assert large["train"].pixels.min() >= 0 and large["train"].pixels.max() <= 1
    with pytest.raises(InputError, match="no likeness"):
        target_splits(settings, "odd", 10)
