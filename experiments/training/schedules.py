"""Optimizers and learning-rate schedules by name."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn
from torch.optim import lr_scheduler

from plainspoken.experiments.training.train_settings import TrainSettings


class Schedule:
    """A learning-rate schedule that knows whether it moves by batch or by epoch."""

    def __init__(self, by_batch: Any = None, by_epoch: Any = None, *, needs_loss: bool = False) -> None:
        self._by_batch, self._by_epoch, self._needs_loss = by_batch, by_epoch, needs_loss

    def after_batch(self) -> None:
        """Move a schedule that counts batches."""
        if self._by_batch is not None:
            self._by_batch.step()

    def after_epoch(self, valid_loss: float) -> None:
        """Move a schedule that counts epochs, or watches the validation loss."""
        if self._by_epoch is not None:
            self._by_epoch.step(*((valid_loss,) if self._needs_loss else ()))

    def state(self) -> dict[str, Any]:
        """All that `load` needs."""
        inner = self._by_batch or self._by_epoch
        return inner.state_dict() if inner is not None else {}

    def load(self, state: dict[str, Any]) -> None:
        """Go on from a state."""
        inner = self._by_batch or self._by_epoch
        if inner is not None:
            inner.load_state_dict(state)


def make_optimizer(model: nn.Module, settings: TrainSettings) -> torch.optim.Optimizer:
    """The optimizer over the parameters that are to be trained."""
    parameters = [value for value in model.parameters() if value.requires_grad]
    rate, decay = settings.learning_rate, settings.weight_decay
    if settings.optimizer == "sgd":
        return torch.optim.SGD(parameters, lr=rate, weight_decay=decay, momentum=settings.momentum)
    kind = torch.optim.AdamW if settings.optimizer == "adamw" else torch.optim.Adam
    # One fused pass over the parameters: a third less time for ResNet18 on one core than the default.
    return kind(parameters, lr=rate, weight_decay=decay, fused=True)


def make_schedule(optimizer: torch.optim.Optimizer, settings: TrainSettings, *, steps: int) -> Schedule:
    """The schedule; `steps` are batches an epoch. One-cycle is Smith and Topin's, "Super-Convergence" (2018)."""
    if settings.schedule == "one-cycle":
        total = steps * settings.epochs
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
    if settings.schedule == "cosine":
        return Schedule(by_batch=lr_scheduler.CosineAnnealingLR(optimizer, T_max=steps * settings.epochs))
    if settings.schedule == "plateau":
        plateau = lr_scheduler.ReduceLROnPlateau(
            optimizer, factor=settings.plateau_factor, patience=settings.plateau_patience
        )
        return Schedule(by_epoch=plateau, needs_loss=True)
    return Schedule()
