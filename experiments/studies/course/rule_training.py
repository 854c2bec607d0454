"""How the small relatives are trained: from random weights, grown from a smaller one, or pruned and tuned."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from plainspoken.base.errors import InputError
from plainspoken.experiments.studies.course.rule_networks import (
    LayerKind,
    SmallRelative,
    apply_masks,
    masks_of_largest,
    matrices,
)

if TYPE_CHECKING:
    from plainspoken.experiments.runner.recipe import RunPlan
    from plainspoken.experiments.studies.course.course_digits import DigitSplit

Samples = Mapping[str, tuple[Tensor, Tensor]]
"""Pixels [n, 64] and class indices [n] by split."""

SHARES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
"""Shares of the weights that are set to zero, one after the other."""


def samples_of(splits: Mapping[str, DigitSplit]) -> Samples:
    """The digits as tensors."""
    return {name: (torch.from_numpy(s.pixels).float(), torch.from_numpy(s.targets)) for name, s in splits.items()}


@dataclass
class EpochTrace:
    """Validation accuracy after each epoch."""

    valid: list[float] = field(default_factory=list)

    def largest_fall(self) -> float:
        """The most by which it fell from the best epoch so far to any later one."""
        best, fall = 0.0, 0.0
        for value in self.valid:
            best = max(best, value)
            fall = max(fall, best - value)
        return fall


def optimizer_of(run: RunPlan, network: nn.Module, rate: float) -> torch.optim.Optimizer:
    """SGD with momentum, or Adam, as the run's `[train]` says.

    Raises:
        InputError: another optimizer is named.
    """
    told = run.train
    if told.optimizer == "sgd":
        return torch.optim.SGD(network.parameters(), rate, momentum=told.momentum, weight_decay=told.weight_decay)
    if told.optimizer == "adam":
        return torch.optim.Adam(network.parameters(), rate, weight_decay=told.weight_decay)
    raise InputError(f"this lab has no optimizer {told.optimizer!r}", remedy="there are: sgd, adam")


def train_epochs(
    network: nn.Module, samples: Samples, optimizer: torch.optim.Optimizer, trace: EpochTrace, *,
    epochs: int, batch: int, random: torch.Generator, after_step: Callable[[], None] = lambda: None,
) -> None:  # fmt: skip
    """Train in place, in whole batches; validation goes to the trace."""
    pixels, targets = samples["train"]
    for _ in range(epochs):
        network.train()
        order = torch.randperm(len(pixels), generator=random)
        for start in range(0, len(order) - batch + 1, batch):
            chosen = order[start : start + batch]
            optimizer.zero_grad()
            cross_entropy(network(pixels[chosen]), targets[chosen]).backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            after_step()
        network.eval()
        trace.valid.append(right(network, samples["valid"]) / len(samples["valid"][1]))


@torch.inference_mode()
def right(network: nn.Module, split: tuple[Tensor, Tensor]) -> int:
    """How many samples the network names correctly."""
    return int((network(split[0]).argmax(1) == split[1]).sum())


def train_relative(run: RunPlan, samples: Samples) -> tuple[SmallRelative, EpochTrace]:
    """Train the network that the run's options describe; each entry of `grow` is a larger one that takes it over."""
    options, trace, random = run.options, EpochTrace(), torch.Generator().manual_seed(run.seed)
    kind = LayerKind(
        str(options.get("activation", "relu")), str(options.get("norm", "none")), str(options.get("start", "he"))
    )  # fmt: skip
    torch.manual_seed(run.seed)
    network = SmallRelative(run.model, options["stages"], kind)
    first, rate = int(options.get("first_epochs", run.train.epochs)), run.train.learning_rate

    def train(network: SmallRelative, epochs: int, rate: float) -> None:
        optimizer = optimizer_of(run, network, rate)
        train_epochs(network, samples, optimizer, trace, epochs=epochs, batch=run.train.batch, random=random)

    train(network, first, float(options.get("first_rate", rate)))
    grow = list(options.get("grow", []))
    for stages in grow:
        larger = SmallRelative(run.model, stages, kind)
        larger.take_over(network)
        network = larger
        train(network, (run.train.epochs - first) // len(grow), rate)
    return network, trace


@dataclass(frozen=True)
class PruneResult:
    """What pruning came to: digits named correctly, and bytes of the weights as 32-bit numbers, then deflated.

    Attributes:
        by_share: right answers on the test for each of `SHARES`, without tuning.
        tuned: right answers once the weights that are left were tuned.
    """

    by_share: list[int]
    tuned: int
    bytes_whole: int
    deflated_before: int
    deflated_after: int


def prune_half(run: RunPlan, network: SmallRelative, samples: Samples, trace: EpochTrace) -> PruneResult:
    """Set ever more of the smallest weights to zero; then go back, keep the larger half, and tune it."""
    whole = {name: value.clone() for name, value in network.state_dict().items()}
    by_share = []
    for share in SHARES:
        apply_masks(network, masks_of_largest(network, share))
        by_share.append(right(network, samples["test"]))
        network.load_state_dict(whole)
    before = _deflated(network)
    masks = masks_of_largest(network, float(run.options["pruned"]))
    apply_masks(network, masks)
    after = _deflated(network)
    train_epochs(
        network, samples, optimizer_of(run, network, run.train.learning_rate), trace,
        epochs=int(run.options["tune_epochs"]), batch=run.train.batch,
        random=torch.Generator().manual_seed(run.seed), after_step=lambda: apply_masks(network, masks),
    )  # fmt: skip
    return PruneResult(by_share, right(network, samples["test"]), before[0], before[1], after[1])


def _deflated(network: nn.Module) -> tuple[int, int]:
    raw = b"".join(weight.detach().numpy().tobytes() for weight in matrices(network))
    return len(raw), len(zlib.compress(raw, 9))


def logits_of(network: nn.Module, samples: Samples) -> dict[str, Any]:
    """What the network says of each split, [n, classes]."""
    with torch.inference_mode():
        return {name: network(pixels).numpy() for name, (pixels, _) in samples.items()}
