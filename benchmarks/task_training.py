"""Training throughput of each kind of task against a plain loop, in one run, as ratios.

The plain loop is the one that a tutorial for the task has: a `DataLoader` over the same tensors, forward, the task's
loss, backward, step, and the running loss. Both train the same network with one thread; rounds alternate, and the ratio
is the median over rounds of that of CPU seconds, so that a busy machine disturbs both alike. `benchmarks/training.py`
has the classifiers with their augmentation.

    OMP_NUM_THREADS=1 python benchmarks/task_training.py
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from plainspoken.experiments.tasks.multilabel import MultiLabel
from plainspoken.experiments.tasks.regression import Regression
from plainspoken.experiments.tasks.restoration import Restoration
from plainspoken.experiments.tasks.task import TrainedTask
from plainspoken.experiments.training.batches import TensorBatches
from plainspoken.experiments.training.loop import train_one_epoch
from plainspoken.experiments.training.losses import make_loss
from plainspoken.experiments.training.schedules import make_optimizer, make_schedule
from plainspoken.experiments.training.train_settings import TrainSettings

BATCH, ROUNDS, COUNT = 32, 11, 640


def small_cnn(outputs: int) -> nn.Module:
    """Three blocks, for pictures of 32 pixels."""
    blocks: list[nn.Module] = []
    for wide, wider in ((3, 16), (16, 32), (32, 64)):
        blocks += [nn.Conv2d(wide, wider, 3, padding=1), nn.BatchNorm2d(wider), nn.ReLU(), nn.MaxPool2d(2)]
    return nn.Sequential(*blocks, nn.Flatten(), nn.Linear(1024, outputs))


def kinds() -> dict[str, tuple[TrainedTask, Callable[[], nn.Module], torch.Tensor, torch.Tensor]]:
    """By name: the task, how its network is made, inputs and targets."""
    torch.manual_seed(0)
    pictures = torch.rand(COUNT, 3, 32, 32)
    labels = (torch.rand(COUNT, 5) > 0.6).float()
    sharpen = nn.Sequential(nn.Conv2d(1, 48, 9, padding=4), nn.ReLU(), nn.Conv2d(48, 1, 5, padding=2))
    return {
        "multi-label": (MultiLabel(list("abcde")), lambda: small_cnn(5), pictures, labels),
        "regression": (Regression(), lambda: small_cnn(1), pictures, torch.rand(COUNT)),
        "restoration": (Restoration(), lambda: sharpen, pictures[:, :1], pictures[:, :1]),
    }


def main() -> None:
    torch.set_num_threads(1)
    print(f"{'task':<14}{'plain, samples/s':>18}{'ours':>8}{'ratio':>7}{'waiting for data':>18}")
    for name, (task, make, inputs, targets) in kinds().items():
        settings = TrainSettings(batch=BATCH, epochs=ROUNDS + 1)
        theirs, ours = make(), make()
        loss = make_loss(task.losses[0])
        loader = DataLoader(TensorDataset(inputs, targets), batch_size=BATCH, shuffle=True, drop_last=True)
        plain = torch.optim.AdamW(theirs.parameters(), lr=1e-3)
        batches = TensorBatches([inputs], targets, batch=BATCH, shuffle=True, drop_last=True)
        optimizer = make_optimizer(ours, settings)
        schedule = make_schedule(optimizer, settings, steps=len(batches))
        waiting, times = [], ([], [])  # type: ignore[var-annotated]
        for _ in range(ROUNDS + 1):
            begun = time.process_time()
            theirs.train()
            total = 0.0
            for x, y in loader:
                value = loss(theirs(x), y)
                plain.zero_grad()
                value.backward()  # type: ignore[no-untyped-call]
                nn.utils.clip_grad_norm_(theirs.parameters(), 1.0)
                plain.step()
                total += value.item()
            times[0].append(time.process_time() - begun)
            begun = time.process_time()
            result = train_one_epoch(ours, batches, optimizer, schedule, settings, task=task, loss=loss)
            times[1].append(time.process_time() - begun)
            waiting.append(result.waiting_share)
        slow, fast = (statistics.median(side[1:]) for side in times)
        ratio = statistics.median(a / b for a, b in zip(times[0][1:], times[1][1:], strict=True))
        waits = statistics.median(waiting)
        print(f"{name:<14}{COUNT / slow:>18.0f}{COUNT / fast:>8.0f}{ratio:>7.2f}{waits:>17.1%}")


if __name__ == "__main__":
    main()
