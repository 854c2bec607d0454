"""Learning-rate schedules as functions of the step and the epoch, both counted from 0. Imports no torch.

Each is one formula, as the lecture shows it. The tests hold them against `torch.optim.lr_scheduler`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from plainspoken.base.errors import InputError


@dataclass(frozen=True)
class ScheduleSetting:
    """What the formulas need.

    Attributes:
        start: the first rate.
        epochs: of the whole training.
        steps_per_epoch: batches an epoch.
        factor: by which `step` falls.
        drop_every: epochs between its falls.
        power: of `polynomial`.
    """

    start: float
    epochs: int
    steps_per_epoch: int
    factor: float = 0.25
    drop_every: int = 8
    power: float = 2.0


RateFormula = Callable[[ScheduleSetting, int, int], float]
"""f(setting, step, epoch) -> rate."""


def constant(told: ScheduleSetting, step: int, epoch: int) -> float:
    """The first rate throughout."""
    return told.start


def time_decay(told: ScheduleSetting, step: int, epoch: int) -> float:
    """start / (1 + start / epochs * step): Keras 2 with `decay=start / epochs`. The course notes write epoch times
    steps per epoch for the step, which is the same at the start of each epoch."""
    return told.start / (1 + told.start / told.epochs * step)


def step_decay(told: ScheduleSetting, step: int, epoch: int) -> float:
    """start * factor^floor((1 + epoch) / drop_every). The course notes leave the floor out; without it the rate falls a
    little in every epoch, and there are no steps."""
    return float(told.start * told.factor ** ((1 + epoch) // told.drop_every))


def notes_step_decay(told: ScheduleSetting, step: int, epoch: int) -> float:
    """As the course notes have it: start * factor^((1 + epoch) / drop_every)."""
    return float(told.start * told.factor ** ((1 + epoch) / told.drop_every))


def linear(told: ScheduleSetting, step: int, epoch: int) -> float:
    """start * (1 - epoch / epochs)."""
    return told.start * (1 - epoch / told.epochs)


def polynomial(told: ScheduleSetting, step: int, epoch: int) -> float:
    """start * (1 - epoch / epochs)^power."""
    return float(told.start * (1 - epoch / told.epochs) ** told.power)


def cosine(told: ScheduleSetting, step: int, epoch: int) -> float:
    """start * (1 + cos(pi epoch / epochs)) / 2 (Loshchilov and Hutter 2017)."""
    return told.start * (1 + math.cos(math.pi * epoch / told.epochs)) / 2


SCHEDULE_FORMULAS: dict[str, RateFormula] = {
    "constant": constant,
    "time": time_decay,
    "step": step_decay,
    "notes-step": notes_step_decay,
    "linear": linear,
    "polynomial": polynomial,
    "cosine": cosine,
}
"""Every schedule by name."""


def find_schedule(name: str) -> RateFormula:
    """The schedule of that name.

    Raises:
        InputError: there is none.
    """
    if name not in SCHEDULE_FORMULAS:
        raise InputError(f"no schedule is called {name!r}", remedy=f"there are {', '.join(SCHEDULE_FORMULAS)}")
    return SCHEDULE_FORMULAS[name]
