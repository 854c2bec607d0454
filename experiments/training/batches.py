"""Batches of tensors in memory, shuffled and augmented by seed and epoch alone: a resumed run sees the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

import torch
from torch import Tensor

Batch = tuple[tuple[Tensor, ...], Tensor]
"""The inputs of a model, each [batch, ...], and the class indices [batch]."""

Transform = Callable[[tuple[Tensor, ...], torch.Generator], tuple[Tensor, ...]]
"""Turns the stored inputs of a batch into what the model reads; random choices come from the generator."""


POOL = 16
"""Batches in a pool that is sorted by length."""


class Batches(Protocol):
    """What the training loop iterates over."""

    samples: int

    def set_epoch(self, epoch: int) -> None:
        """Choose order and augmentation of the epoch (from 1) that the next iteration gives."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[Batch]: ...


class TensorBatches:
    """Batches cut from tensors.

    Args:
        inputs: stored inputs, each [n, ...].
        targets: class indices [n], int64.
        batch: samples a batch.
        seed: of the order and of the transform's random choices.
        shuffle: whether the order changes by epoch.
        drop_last: whether an incomplete last batch is left out.
        lengths: tokens of each sample [n]; when given and shuffled, a batch holds samples of about the same length,
            so that little of it is padding.
        transform: applied to each batch of stored inputs.
    """

    def __init__(
        self,
        inputs: Sequence[Tensor],
        targets: Tensor,
        *,
        batch: int,
        seed: int = 0,
        shuffle: bool = False,
        drop_last: bool = False,
        lengths: Tensor | None = None,
        transform: Transform | None = None,
    ) -> None:
        if any(len(part) != len(targets) for part in inputs):
            raise ValueError("inputs and targets differ in length")
        self.inputs, self.targets = tuple(inputs), targets
        self.batch, self.seed, self.shuffle, self.transform = batch, seed, shuffle, transform
        self.lengths = lengths
        whole = len(targets) // batch * batch
        self.samples = whole if drop_last and whole else len(targets)
        self._epoch = 0

    def set_epoch(self, epoch: int) -> None:
        """Choose order and augmentation of the epoch (from 1) that the next iteration gives."""
        self._epoch = epoch

    def __len__(self) -> int:
        return -(-self.samples // self.batch)

    def __iter__(self) -> Iterator[Batch]:
        generator = torch.Generator().manual_seed(self.seed * 1_000_003 + self._epoch)
        n = len(self.targets)
        order = torch.randperm(n, generator=generator) if self.shuffle else torch.arange(n)
        batches = torch.split(order[: self.samples], self.batch)
        if self.shuffle and self.lengths is not None:
            batches = self._alike(order[: self.samples], self.lengths, generator)
        for chosen in batches:
            inputs = tuple(part[chosen] for part in self.inputs)
            if self.transform is not None:
                inputs = self.transform(inputs, generator)
            yield inputs, self.targets[chosen]

    def _alike(self, order: Tensor, lengths: Tensor, generator: torch.Generator) -> tuple[Tensor, ...]:
        """Batches of about equal length, in random order: sorted within random pools, as transformers'
        `group_by_length` does."""
        pools = torch.split(order, self.batch * POOL)
        by_length = torch.cat([pool[lengths[pool].argsort(stable=True)] for pool in pools])
        batches = torch.split(by_length, self.batch)
        return tuple(batches[i] for i in torch.randperm(len(batches), generator=generator).tolist())
