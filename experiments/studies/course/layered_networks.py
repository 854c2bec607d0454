"""Plain networks of torch for the labs on regularization, activations and initialization, and their training."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

if TYPE_CHECKING:
    from plainspoken.experiments.studies.course.course_digits import DigitSplit

ACTIVATIONS: dict[str, Callable[[], nn.Module]] = {
    "sigmoid": nn.Sigmoid, "relu": nn.ReLU, "leaky": lambda: nn.LeakyReLU(0.01), "prelu": nn.PReLU, "elu": nn.ELU,
}  # fmt: skip
"""Activations by name."""

SMALL_WEIGHTS = 0.01
"""Standard deviation of weights that are small whatever the width."""


def _small(weight: Tensor) -> None:
    nn.init.normal_(weight, std=SMALL_WEIGHTS)


INITIALIZATIONS: dict[str, Callable[[Tensor], object]] = {
    "xavier": nn.init.xavier_normal_,  # variance 2 / (in + out): Glorot and Bengio 2010
    "he": lambda weight: nn.init.kaiming_normal_(weight, nonlinearity="relu"),  # variance 2 / in: He et al. 2015
    "small": _small,
}
"""Initializations of a matrix by name."""


def layered_network(
    widths: tuple[int, ...], *, activation: str = "relu", start: str = "he", dropout: float = 0.0, norm: str = "none"
) -> nn.Sequential:
    """Linear layers with an activation between them.

    Args:
        dropout: share of the units that are switched off in training, after each activation.
        norm: batch norm `before` the activation or `after` it, or `none`.
    """
    layers: list[nn.Module] = []
    for place in range(len(widths) - 1):
        linear = nn.Linear(widths[place], widths[place + 1])
        INITIALIZATIONS[start](linear.weight)
        nn.init.zeros_(linear.bias)
        layers.append(linear)
        if place + 2 < len(widths):
            layers += [nn.BatchNorm1d(widths[place + 1])] if norm == "before" else []
            layers.append(ACTIVATIONS[activation]())
            layers += [nn.BatchNorm1d(widths[place + 1])] if norm == "after" else []
            layers += [nn.Dropout(dropout)] if dropout else []
    return nn.Sequential(*layers)


@dataclass(frozen=True)
class Penalty:
    """What is added to the loss: `l1` times the sum of |w|, `l2` times the sum of w^2, over all matrices."""

    l1: float = 0.0
    l2: float = 0.0

    def of(self, network: nn.Module) -> Tensor:
        """The penalty of a network's matrices; biases have none."""
        matrices = [weight for weight in network.parameters() if weight.dim() > 1]
        total = torch.zeros(())
        if self.l1:
            total = total + self.l1 * torch.stack([weight.abs().sum() for weight in matrices]).sum()
        if self.l2:
            total = total + self.l2 * torch.stack([(weight**2).sum() for weight in matrices]).sum()
        return total


def shifted(pixels: Tensor, random: torch.Generator) -> Tensor:
    """Each square picture [n, side x side] moved by up to one pixel each way; what comes in is black."""
    side = math.isqrt(pixels.shape[1])
    pictures = nn.functional.pad(pixels.reshape(-1, side, side), (1, 1, 1, 1))
    found = torch.empty(len(pixels), side, side)
    moves = torch.randint(0, 3, (len(pixels), 2), generator=random).tolist()
    for i, (down, right) in enumerate(moves):
        found[i] = pictures[i, down : down + side, right : right + side]
    return found.reshape(-1, side * side)


@dataclass
class LayeredTraining:
    """What came of a training: accuracies by epoch, and the epoch whose weights are kept."""

    train: list[float] = field(default_factory=list)
    valid: list[float] = field(default_factory=list)
    valid_loss: list[float] = field(default_factory=list)
    kept: int = 0


def train_layered(
    network: nn.Module, splits: dict[str, DigitSplit], optimizer: torch.optim.Optimizer, *, epochs: int, batch: int,
    seed: int, penalty: Penalty | None = None, augment: bool = False, patience: int = 0,
) -> LayeredTraining:  # fmt: skip
    """Train a network in place.

    Args:
        patience: epochs without a lower validation loss before training stops, and the best weights come back; 0 keeps
            the last ones.
    """
    random = torch.Generator().manual_seed(seed)
    x, y = {}, {}
    for name, split in splits.items():
        x[name], y[name] = torch.from_numpy(split.pixels).float(), torch.from_numpy(split.targets)
    found, best = LayeredTraining(), None
    for epoch in range(epochs):
        network.train()
        order = torch.randperm(len(x["train"]), generator=random)
        for start in range(0, len(order) - batch + 1, batch):
            chosen = order[start : start + batch]
            pixels = shifted(x["train"][chosen], random) if augment else x["train"][chosen]
            loss = cross_entropy(network(pixels), y["train"][chosen])
            if penalty is not None:
                loss = loss + penalty.of(network)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
        network.eval()
        with torch.inference_mode():
            said = {name: network(x[name]) for name in ("train", "valid")}
        for name, kept in (("train", found.train), ("valid", found.valid)):
            kept.append(float((said[name].argmax(1) == y[name]).double().mean()))
        found.valid_loss.append(float(cross_entropy(said["valid"], y["valid"])))
        found.kept = epoch
        if patience:
            if found.valid_loss[-1] <= min(found.valid_loss):
                best = {name: value.clone() for name, value in network.state_dict().items()}
            found.kept = found.valid_loss.index(min(found.valid_loss))
            if epoch - found.kept >= patience:
                break
    if best is not None:
        network.load_state_dict(best)
    network.eval()
    return found
