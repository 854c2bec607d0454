"""Schedules against `torch.optim.lr_scheduler`, and against numbers worked by hand."""

from __future__ import annotations

import pytest
import torch
from torch.optim import lr_scheduler

from plainspoken.base.errors import InputError
from plainspoken.experiments.studies.course.rate_schedules import SCHEDULE_FORMULAS, ScheduleSetting, find_schedule

TOLD = ScheduleSetting(start=0.1, epochs=20, steps_per_epoch=5, factor=0.25, drop_every=8, power=2.0)

TORCH = {
    "constant": lambda optimizer: lr_scheduler.ConstantLR(optimizer, factor=1.0),
    # torch drops after `step_size` whole epochs; the formula counts the epoch that begins, and so drops one earlier
    "step": lambda optimizer: lr_scheduler.MultiStepLR(optimizer, milestones=[7, 15], gamma=0.25),
    "linear": lambda optimizer: lr_scheduler.PolynomialLR(optimizer, total_iters=20, power=1.0),
    "polynomial": lambda optimizer: lr_scheduler.PolynomialLR(optimizer, total_iters=20, power=2.0),
    "cosine": lambda optimizer: lr_scheduler.CosineAnnealingLR(optimizer, T_max=20),
}


@pytest.mark.parametrize("name", TORCH)
def test_each_schedule_is_torchs(name: str) -> None:
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)
    schedule = TORCH[name](optimizer)
    for epoch in range(20):
        assert SCHEDULE_FORMULAS[name](TOLD, epoch * 5, epoch) == pytest.approx(schedule.get_last_lr()[0], abs=1e-12)
        optimizer.step()
        schedule.step()


def test_time_decay_and_the_notes_steps_by_hand() -> None:
    # 0.1 / (1 + 0.1 / 20 * 200) = 0.1 / 2
    assert SCHEDULE_FORMULAS["time"](TOLD, 200, 40) == pytest.approx(0.05)
    # after four epochs of eight, the notes' exponent is a half: 0.1 * 0.25^(1/2)
    assert SCHEDULE_FORMULAS["notes-step"](TOLD, 15, 3) == pytest.approx(0.05)
    assert SCHEDULE_FORMULAS["step"](TOLD, 15, 3) == 0.1
    with pytest.raises(InputError, match="no schedule is called"):
        find_schedule("sudden")
