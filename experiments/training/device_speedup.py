"""How much faster an accelerator trains than the processor beside it: the same batches, once on each."""

from __future__ import annotations

import copy
import os
import statistics
import time
from itertools import islice

import torch
from torch import nn

from plainspoken.experiments.results.record import Pace
from plainspoken.experiments.training.batches import Batches
from plainspoken.experiments.training.loop import move_batch, precision_of
from plainspoken.experiments.training.losses import Loss, make_loss
from plainspoken.experiments.training.schedules import make_optimizer
from plainspoken.experiments.training.train_settings import TrainSettings


def compare_devices(
    model: nn.Module,
    train: Batches,
    settings: TrainSettings,
    *,
    device: str,
    loss: Loss | None = None,
    other: str = "cpu",
    batches: int = 5,
) -> Pace:
    """Seconds of an epoch of training on `device` and on `other`, from the median of some batches on each.

    The processor may use all its cores here, since that is what one would do without an accelerator. Copies are
    trained: `model` stays as it is, and so do torch's random numbers.

    Args:
        loss: cross entropy by default.
        settings: `precision` holds on `device`; on `other`, 32 bits.
        batches: how many are timed, after one to warm up.
    """
    threads = torch.get_num_threads()
    with torch.random.fork_rng():
        seconds = _seconds(model, train, settings, device, loss, batches)
        try:
            torch.set_num_threads(os.cpu_count() or 1)
            others = _seconds(model, train, settings.model_copy(update={"precision": "fp32"}), other, loss, batches)
            used = torch.get_num_threads()
        finally:
            torch.set_num_threads(threads)
    return Pace(
        device=device,
        other=other,
        seconds_per_epoch=seconds * len(train),
        other_seconds_per_epoch=others * len(train),
        ratio=others / seconds,
        batches=batches,
        batch=settings.batch,
        other_threads=used,
    )


def _seconds(
    model: nn.Module, train: Batches, settings: TrainSettings, device: str, loss: Loss | None, count: int
) -> float:
    """The median seconds of a training step on that device, moving the batch there included."""
    learner = copy.deepcopy(model).to(device).train()
    objective = loss or make_loss("cross-entropy")
    optimizer = make_optimizer(learner, settings)
    times = []
    train.set_epoch(1)
    for batch in islice(train, count + 1):
        begin = time.perf_counter()
        inputs, targets = move_batch(batch, device, settings.channels_last)
        with precision_of(settings.precision, device):
            value = objective(learner(*inputs).float(), targets)
        optimizer.zero_grad(set_to_none=True)
        value.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        value.item()  # waits for the accelerator
        times.append(time.perf_counter() - begin)
    return statistics.median(times[1:] or times)
