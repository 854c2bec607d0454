"""Training throughput against a plain loop, in one run, as ratios.

The plain loop is what torchvision's reference code for classification does for each batch, with its default
optimizer and a `DataLoader` over the same pictures in memory, transformed one by one by torchvision's own v2
transforms in the same process. Both train the same network on the same pictures with one thread; rounds alternate,
and the ratio is that of the medians of CPU seconds, so that a busy machine disturbs both alike.

    OMP_NUM_THREADS=1 python benchmarks/training.py [MODEL ...]
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision.transforms import v2

from plainspoken.experiments.models.image_classifiers import OWN, build_image_model
from plainspoken.experiments.studies.emotion.drawn_faces import EMOTIONS, draw_faces, split_counts
from plainspoken.experiments.training.augmentation import Augmentation
from plainspoken.experiments.training.batches import TensorBatches
from plainspoken.experiments.training.loop import train_one_epoch
from plainspoken.experiments.training.schedules import make_optimizer, make_schedule
from plainspoken.experiments.training.train_settings import TrainSettings
from plainspoken.experiments.training.transforms import DEVIATION, MEAN, TrainPreset

SIZE, COUNT, BATCH, ROUNDS = 32, 320, 32, 3


class Pictures(Dataset[tuple[torch.Tensor, int]]):
    def __init__(self, pictures: torch.Tensor, targets: torch.Tensor) -> None:
        self.pictures, self.targets = pictures, targets
        self.transform = v2.Compose(
            [
                v2.RandomResizedCrop(SIZE, scale=(0.75, 1.0), antialias=True),
                v2.RandomHorizontalFlip(),
                v2.RandomRotation(10),
                v2.ColorJitter(brightness=0.2, contrast=0.2),
                v2.ToDtype(torch.float32, scale=True),
                v2.Normalize(MEAN, DEVIATION),
            ]
        )

    def __len__(self) -> int:
        return len(self.targets)

    def __getitem__(self, index: int) -> tuple[torch.Tensor, int]:
        return self.transform(self.pictures[index]), int(self.targets[index])


def plain_epoch(
    model: nn.Module, loader: DataLoader[tuple[torch.Tensor, int]], optimizer: torch.optim.Optimizer
) -> None:
    """One epoch as the reference does it: forward, loss, backward, clip, step, running accuracy."""
    model.train()
    criterion = nn.CrossEntropyLoss()
    for image, target in loader:
        output = model(image)
        loss = criterion(output, target)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        (output.argmax(1) == target).float().mean().item()
        loss.item()


def seconds(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def main(names: list[str]) -> None:
    torch.set_num_threads(1)
    drawn, labels = draw_faces(split_counts(COUNT), size=SIZE, seed=1, noise=0.15)
    pictures = torch.from_numpy(drawn).permute(0, 3, 1, 2).contiguous()
    targets = torch.tensor([EMOTIONS.index(label) for label in labels])
    print(f"{'model':<16}{'plain, images/s':>17}{'ours':>8}{'ratio':>7}{'ours, waiting for data':>25}")
    for name in names:
        settings = TrainSettings(batch=BATCH, channels_last=name in OWN)
        torch.manual_seed(1)
        theirs, ours = (build_image_model(name, classes=7, size=SIZE) for _ in range(2))
        if settings.channels_last:
            ours.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        loader = DataLoader(Pictures(pictures, targets), batch_size=BATCH, shuffle=True, drop_last=True)
        plain = torch.optim.AdamW(theirs.parameters(), lr=1e-3)
        batches = TensorBatches(
            [pictures], targets, batch=BATCH, shuffle=True, drop_last=True, transform=TrainPreset(Augmentation())
        )
        optimizer = make_optimizer(ours, settings)
        schedule = make_schedule(optimizer, settings.model_copy(update={"epochs": ROUNDS + 1}), steps=len(batches))
        waiting: list[float] = []

        def our_epoch(
            ours: nn.Module = ours, batches: TensorBatches = batches, optimizer: torch.optim.Optimizer = optimizer,
            schedule: object = schedule, settings: TrainSettings = settings, waiting: list[float] = waiting,
        ) -> None:  # fmt: skip
            result = train_one_epoch(ours, batches, optimizer, schedule, settings)  # type: ignore[arg-type]
            waiting.append(result.waiting_share)

        plain_epoch(theirs, loader, plain)
        our_epoch()
        pairs = [
            (seconds(lambda m=theirs, d=loader, o=plain: plain_epoch(m, d, o)), seconds(our_epoch))  # type: ignore[misc]
            for _ in range(ROUNDS)
        ]
        slow, fast = (statistics.median(side) for side in zip(*pairs, strict=True))
        print(
            f"{name:<16}{COUNT / slow:>17.0f}{COUNT / fast:>8.0f}{slow / fast:>7.2f}{statistics.median(waiting):>24.1%}"
        )


if __name__ == "__main__":
    main(sys.argv[1:] or ["emotionnet-v1", "emotionnet-v3", "resnet18"])
