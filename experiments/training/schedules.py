"""Optimizers and learning-rate schedules by name: torch's, and a study's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import nn
from torch.optim import lr_scheduler

from plainspoken.experiments.training.train_settings import TrainSettings

Factories = Mapping[str, Callable[..., Any]]
"""A study's own: `OPTIMIZERS` by name as f(parameters, settings), `SCHEDULES` as f(optimizer, settings, steps)."""


class Schedule:
    """A learning-rate schedule that knows whether it moves by batch, by epoch or by validation."""

    def __init__(self, by_batch: Any = None, by_epoch: Any = None, *, needs_loss: bool = False) -> None:
        self._by_batch, self._by_epoch, self._needs_loss = by_batch, by_epoch, needs_loss

    def after_batch(self) -> None:
        """Move a schedule that counts batches."""
        if self._by_batch is not None:
            self._by_batch.step()

    def after_epoch(self, valid_loss: float | None) -> None:
        """Move a schedule that counts epochs, or watches the validation loss; None where the epoch has none."""
        if self._by_epoch is not None and not self._needs_loss:
            self._by_epoch.step()
        elif self._by_epoch is not None and valid_loss is not None:
            self._by_epoch.step(valid_loss)

    def state(self) -> dict[str, Any]:
        """All that `load` needs."""
        inner = self._by_batch or self._by_epoch
        return inner.state_dict() if inner is not None else {}

    def load(self, state: dict[str, Any]) -> None:
        """Go on from a state."""
        inner = self._by_batch or self._by_epoch
        if inner is not None:
            inner.load_state_dict(state)


_CLASSES = {
    "adadelta": "Adadelta", "adagrad": "Adagrad", "adamax": "Adamax", "asgd": "ASGD", "nadam": "NAdam",
    "radam": "RAdam", "rmsprop": "RMSprop", "rprop": "Rprop",
}  # fmt: skip


def make_optimizer(model: nn.Module, settings: TrainSettings, own: Factories | None = None) -> torch.optim.Optimizer:
    """The optimizer over the parameters that are to be trained; `own` go before torch's of the same name."""
    parameters = [value for value in model.parameters() if value.requires_grad]
    rate, decay, name = settings.learning_rate, settings.weight_decay, settings.optimizer
    options: dict[str, Any] = dict(settings.optimizer_options)
    made: torch.optim.Optimizer
    if own and name in own:
        made = own[name](parameters, settings)
    elif name in ("sgd", "nesterov"):
        nesterov = {"nesterov": True} if name == "nesterov" else {}
        kwargs = {"lr": rate, "weight_decay": decay, "momentum": settings.momentum, **nesterov, **options}
        made = torch.optim.SGD(parameters, **kwargs)
    elif name in ("adam", "adamw"):
        kind = torch.optim.AdamW if name == "adamw" else torch.optim.Adam
        # One fused pass over the parameters: a third less time for ResNet18 on one core than the default.
        made = kind(parameters, lr=rate, weight_decay=decay, **{"fused": True, **options})
    elif name == "rprop":  # the only one without weight decay
        made = torch.optim.Rprop(parameters, lr=rate, **options)
    else:
        made = getattr(torch.optim, _CLASSES[name])(parameters, lr=rate, weight_decay=decay, **options)
    return made


def make_schedule(
    optimizer: torch.optim.Optimizer, settings: TrainSettings, *, steps: int, own: Factories | None = None
) -> Schedule:
    """The schedule; `steps` are batches an epoch. One-cycle is Smith and Topin's, "Super-Convergence" (2018); `linear`
    falls to nought at the end; `polynomial` is (1 - t)^power, t the share of all steps that are done; `keras-decay`
    divides the rate by 1 + rate / epochs * step, as Keras 2 did with `decay=rate / epochs`."""
    name, total = settings.schedule, steps * settings.epochs
    if own and name in own:
        found: Schedule = own[name](optimizer, settings, steps)
        return found
    if name == "one-cycle":
        cycle = lr_scheduler.OneCycleLR(
            optimizer,
            max_lr=settings.learning_rate,
            total_steps=total + 1,
            # Where a run has but a handful of steps, a rise of less than one step would divide by nought.
            pct_start=min(max(settings.warmup, 2 / (total + 1)), 0.9),
            div_factor=25,
            final_div_factor=1000,
        )
        return Schedule(by_batch=cycle)
    if name == "cosine":
        return Schedule(by_batch=lr_scheduler.CosineAnnealingLR(optimizer, T_max=total))
    if name == "plateau":
        plateau = lr_scheduler.ReduceLROnPlateau(
            optimizer, factor=settings.plateau_factor, patience=settings.plateau_patience
        )
        return Schedule(by_epoch=plateau, needs_loss=True)
    if name == "step":
        falls = lr_scheduler.StepLR(optimizer, step_size=settings.step_every, gamma=settings.step_factor)
        return Schedule(by_epoch=falls)
    if name == "exponential":
        return Schedule(by_epoch=lr_scheduler.ExponentialLR(optimizer, gamma=settings.step_factor))
    shapes: dict[str, Callable[[int], float]] = {
        "linear": lambda step: max(0.0, 1 - step / total),
        "polynomial": lambda step: max(0.0, 1 - step / total) ** settings.power,
        "keras-decay": lambda step: 1 / (1 + settings.learning_rate / settings.epochs * step),
    }
    return Schedule(by_batch=lr_scheduler.LambdaLR(optimizer, shapes[name])) if name in shapes else Schedule()
