"""Optimizers against `torch.optim` in float64 and against steps worked by hand, and the network's gradients."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from plainspoken.base.errors import InputError
from plainspoken.experiments.studies.course.course_digits import load_digit_splits
from plainspoken.experiments.studies.course.optimizer_lab import TARGET, descend_valley, moving_averages
from plainspoken.experiments.studies.course.plain_network import answers, fresh_weights, loss_and_gradients, train_plain
from plainspoken.experiments.studies.course.update_rules import (
    BETA_1,
    BETA_2,
    GAMMA,
    RULES,
    Descender,
    find_rule,
    first_step,
)

TORCH = {
    "sgd": lambda weights: torch.optim.SGD(weights, lr=0.05),
    "momentum": lambda weights: torch.optim.SGD(weights, lr=0.05, momentum=GAMMA),
    "nesterov": lambda weights: torch.optim.SGD(weights, lr=0.05, momentum=GAMMA, nesterov=True),
    "adagrad": lambda weights: torch.optim.Adagrad(weights, lr=0.05),
    "rmsprop": lambda weights: torch.optim.RMSprop(weights, lr=0.05),
    "adam": lambda weights: torch.optim.Adam(weights, lr=0.05, betas=(BETA_1, BETA_2)),
}


@pytest.mark.parametrize("name", TORCH)
def test_each_rule_is_torchs_to_a_thousand_millionth(name: str) -> None:
    """A hundred steps on the real loss of the real network; Nesterov's place ahead is what torch calls the weights."""
    split = load_digit_splits({"train": 64})["train"]
    ours = fresh_weights(3)
    theirs = [torch.tensor(w, dtype=torch.float64, requires_grad=True) for w in ours]
    mover, optimizer = Descender(RULES[name], ours), TORCH[name](theirs)
    x, y = torch.from_numpy(split.pixels), torch.from_numpy(split.targets)
    for _ in range(100):
        mover.move(loss_and_gradients(mover.places(), split.pixels, split.targets)[1], 0.05)
        optimizer.zero_grad()
        hidden = (x @ theirs[0] + theirs[1]).relu()
        torch.nn.functional.cross_entropy(hidden @ theirs[2] + theirs[3], y).backward()
        optimizer.step()
    for mine, other in zip(mover.places(), theirs, strict=True):
        assert np.abs(mine - other.detach().numpy()).max() < 1e-9


def moved(name: str, steps: int, rate: float = 0.1) -> list[float]:
    """Places on f(w) = w^2 / 2, whose gradient is w, from w = 1."""
    weight = np.array([1.0])
    mover, found = Descender(RULES[name], [weight]), []
    for _ in range(steps):
        mover.move([mover.places()[0].copy()], rate)
        found.append(float(weight[0]))
    return found


def test_the_notes_variants_against_steps_by_hand() -> None:
    # V1 = 0.1 * 1, w = 0.9; the gradient ahead by V is 0.9 - 0.1 = 0.8: V2 = 0.09 + 0.08 = 0.17, w = 0.73
    assert moved("notes-nesterov", 2) == pytest.approx([0.9, 0.73])
    # with gamma the gradient is taken at 0.9 - 0.09 = 0.81: V2 = 0.09 + 0.081, w = 0.729
    assert moved("nesterov", 2) == pytest.approx([0.9, 0.729])
    # m = 0.1, v = 0.001: the first step is 0.1 * 0.1 / sqrt(0.001); the corrected one is the rate itself
    assert moved("adam-uncorrected", 1) == pytest.approx([1 - 0.1 * 0.1 / 0.001**0.5], rel=1e-6)
    assert moved("adam", 1) == pytest.approx([0.9], rel=1e-6)
    # m = 0.9 * 0.1 + 0.1 w, v = 0.999 * 0.001 + 0.001 w^2
    w = 1 - 0.01 / 0.001**0.5
    second = w - 0.1 * (0.09 + 0.1 * w) / (0.000999 + 0.001 * w * w) ** 0.5
    assert moved("adam-uncorrected", 2)[1] == pytest.approx(second, rel=1e-6)


def test_the_gradients_are_those_of_autograd() -> None:
    split = load_digit_splits({"train": 32})["train"]
    weights = fresh_weights(1, (64, 20, 16, 10))
    loss, gradients = loss_and_gradients(weights, split.pixels, split.targets)
    tensors = [torch.tensor(w, requires_grad=True) for w in weights]
    x = torch.from_numpy(split.pixels)
    for i in range(0, 6, 2):
        x = x @ tensors[i] + tensors[i + 1]
        x = x.relu() if i < 4 else x
    value = torch.nn.functional.cross_entropy(x, torch.from_numpy(split.targets))
    value.backward()
    assert loss == pytest.approx(value.item(), abs=1e-12)
    assert np.allclose(answers(weights, split.pixels), x.detach().numpy(), atol=1e-12)
    for ours, theirs in zip(gradients, tensors, strict=True):
        assert theirs.grad is not None and np.abs(ours - theirs.grad.numpy()).max() < 1e-12


def test_the_valley_has_the_limit_that_theory_gives() -> None:
    """Plain descent on the steep side multiplies y by 1 - 50 rate, which grows beyond a rate of 2 / 50."""
    assert descend_valley(RULES["sgd"], 0.041, 500)[2]
    places, heights, lost = descend_valley(RULES["sgd"], 0.039, 5000)
    assert not lost and heights[-1] < TARGET
    assert places[1] == pytest.approx((10 * (1 - 0.039), 1 - 50 * 0.039))


def test_the_moving_average_of_a_constant_is_the_constant_once_corrected() -> None:
    plain, corrected = moving_averages([2.0] * 5, 0.9)
    assert corrected == pytest.approx([2.0] * 5)
    assert plain == pytest.approx([2 * (1 - 0.9**t) for t in range(1, 6)])


def test_a_training_that_runs_away_says_when() -> None:
    split = load_digit_splits({"train": 64})["train"]
    bad = type(split)(split.pixels * 1e200, split.targets)
    found = train_plain(RULES["sgd"], bad, None, rate=1e200, epochs=3, batch=32, seed=1)
    assert found.lost_at is not None and found.lost_at <= 2
    with pytest.raises(InputError, match="no optimizer is called"):
        find_rule("nonesuch")


def test_splits_are_apart_and_the_test_is_the_same_for_all_sizes() -> None:
    small, large = load_digit_splits({"train": 50}), load_digit_splits({})
    assert np.array_equal(small["test"].pixels, large["test"].pixels)
    assert [len(large[name]) for name in ("train", "valid", "test")] == [897, 300, 600]
    rows = np.concatenate([split.pixels for split in large.values()])
    assert len(rows) == 1797


def test_the_first_step_is_the_rate_but_for_rules_that_start_too_low() -> None:
    steps = {name: first_step(rule) for name, rule in RULES.items()}
    assert {name for name, step in steps.items() if step == pytest.approx(1, rel=1e-6)} == {
        "sgd", "momentum", "nesterov", "notes-nesterov", "adagrad", "adam"
    }  # fmt: skip
    assert steps["adam-uncorrected"] == pytest.approx((1 - BETA_1) / (1 - BETA_2) ** 0.5)
