"""Losses by name. The table can be read without torch, so that an unknown name is refused before anything is loaded."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

Loss = Callable[["Tensor", "Tensor"], "Tensor"]
"""The answers of a batch in 32 bits, and its targets, to one number."""

LOSSES = ("cross-entropy", "bce", "mse", "mae", "huber")
"""Cross entropy of class indices; binary cross entropy of noughts and ones; squared, absolute and Huber's error."""


def make_loss(name: str, *, weight: Tensor | None = None, label_smoothing: float = 0.0) -> Loss:
    """The loss of a batch: model answers in 32 bits and targets to one number.

    Where a loss compares numbers, answers of as many numbers as the targets take the targets' shape.

    Args:
        weight: class weights [classes], for cross entropy, or label weights [labels] of the ones, for `bce`.
        label_smoothing: for cross entropy.

    Raises:
        KeyError: no loss has that name.
    """
    from torch import nn

    if name == "cross-entropy":
        return lambda outputs, targets: nn.functional.cross_entropy(
            outputs, targets, weight=weight, label_smoothing=label_smoothing
        )
    if name == "bce":
        return lambda outputs, targets: nn.functional.binary_cross_entropy_with_logits(
            outputs, targets.float(), pos_weight=weight
        )
    comparisons: dict[str, Loss] = {
        "mse": nn.functional.mse_loss,
        "mae": nn.functional.l1_loss,
        "huber": nn.functional.huber_loss,
    }
    compare = comparisons[name]
    return lambda outputs, targets: compare(outputs.reshape(targets.shape), targets)
