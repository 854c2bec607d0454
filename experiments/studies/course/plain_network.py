"""A small network in numpy with its gradients written out, and its training: what the labs on optimizers run."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from plainspoken.experiments.studies.course.update_rules import Descender, UpdateRule

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from plainspoken.experiments.studies.course.course_digits import DigitSplit

    Array = NDArray[np.float64]
    Indices = NDArray[np.int64]

WIDTHS = (64, 32, 10)
"""Units of the layers: pixels, hidden, classes."""

FAR = 1e6
"""A loss beyond this has run away."""


def fresh_weights(seed: int, widths: tuple[int, ...] = WIDTHS) -> list[Array]:
    """Matrices [in, out] after He et al. (2015) and biases of zero, by turns."""
    import numpy as np

    draw = np.random.default_rng(seed)
    weights: list[Array] = []
    for fan_in, fan_out in itertools.pairwise(widths):
        weights += [draw.normal(0, np.sqrt(2 / fan_in), (fan_in, fan_out)), np.zeros(fan_out)]
    return weights


def answers(weights: list[Array], pixels: Array) -> Array:
    """Logits [n, classes]: matrices with ReLU between them."""
    import numpy as np

    x = pixels
    for i in range(0, len(weights), 2):
        x = x @ weights[i] + weights[i + 1]
        if i + 2 < len(weights):
            x = np.maximum(x, 0)
    return x


def loss_and_gradients(weights: list[Array], pixels: Array, targets: Indices) -> tuple[float, list[Array]]:
    """Mean cross entropy, and its gradient for each array of weights, by the chain rule."""
    import numpy as np

    seen, x = [pixels], pixels
    for i in range(0, len(weights), 2):
        x = x @ weights[i] + weights[i + 1]
        if i + 2 < len(weights):
            x = np.maximum(x, 0)
            seen.append(x)
    n = len(targets)
    shifted = x - x.max(1, keepdims=True)
    shares = np.exp(shifted)
    sums = shares.sum(1, keepdims=True)
    loss = float((np.log(sums[:, 0]) - shifted[np.arange(n), targets]).mean())
    shares /= sums
    back = shares
    back[np.arange(n), targets] -= 1
    back /= n
    gradients: list[Array] = []
    for i in reversed(range(0, len(weights), 2)):
        inputs = seen[i // 2]
        gradients = [inputs.T @ back, back.sum(0), *gradients]
        if i:
            back = (back @ weights[i].T) * (inputs > 0)
    return loss, gradients


@dataclass
class PlainTraining:
    """What came of a training.

    Attributes:
        losses: of each batch.
        rates: of each step.
        valid: accuracy on validation digits after each epoch.
        lost_at: the step at which the loss ran away; None where it did not.
    """

    weights: list[Array]
    losses: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    valid: list[float] = field(default_factory=list)
    lost_at: int | None = None


def accuracy(weights: list[Array], split: DigitSplit) -> float:
    """The share of right answers."""
    return float((answers(weights, split.pixels).argmax(1) == split.targets).mean())


def train_plain(
    rule: UpdateRule,
    train: DigitSplit,
    valid: DigitSplit | None,
    *,
    rate: float | Callable[[int, int], float],
    epochs: int,
    batch: int,
    seed: int,
    widths: tuple[int, ...] = WIDTHS,
) -> PlainTraining:
    """Train the network by a rule; it stops where the loss runs away.

    Args:
        rate: one for all steps, or by step and epoch, both from 0.
    """
    import numpy as np

    found = PlainTraining(fresh_weights(seed, widths))
    mover, order = Descender(rule, found.weights), np.random.default_rng(seed + 1)
    with np.errstate(all="ignore"):  # a loss that runs away is found below
        for epoch in range(epochs):
            places = order.permutation(len(train))
            for start in range(0, len(train) - batch + 1, batch):
                chosen = places[start : start + batch]
                now = rate(len(found.losses), epoch) if callable(rate) else rate
                loss, gradients = loss_and_gradients(mover.places(), train.pixels[chosen], train.targets[chosen])
                if not np.isfinite(loss) or loss > FAR:
                    found.lost_at = len(found.losses)
                    return found
                found.losses.append(loss)
                found.rates.append(now)
                mover.move(gradients, now)
            if valid is not None:
                found.valid.append(accuracy(found.weights, valid))
    if not all(np.isfinite(w).all() for w in found.weights):
        found.lost_at = len(found.losses)
    return found
