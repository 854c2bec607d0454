"""One training shared by two processes: the same network in both, half of each batch, and the mean of the gradients.

`DistributedDataParallel` over gloo, torch's means for processors without graphics cards. This process is the first of
the two, and the second is started and ended here. No wait is longer than `LIMIT`, in either, so nothing hangs and
nothing stays behind: a process whose partner dies is told so by gloo.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from plainspoken.base.errors import InputError

if TYPE_CHECKING:
    import torch
    from torch import Tensor, nn

LIMIT = 60
"""Seconds that one process waits for the other before it gives up."""

PROCESSES = 2


@dataclass(frozen=True)
class SharedTraining:
    """What both processes do.

    Attributes:
        widths: maps of the two convolutions.
        batches: sizes of the joint batches to be timed.
        steps: of each timing.
        repeats: timings of each size, of which the quickest counts.
    """

    widths: tuple[int, int] = (32, 64)
    batches: tuple[int, ...] = (16, 64, 256)
    steps: int = 10
    repeats: int = 3
    seed: int = 1


@dataclass(frozen=True)
class StepTime:
    """Seconds of a step by the clock, and those that the process had a processor."""

    clock: float
    processor: float


@dataclass
class SharedResult:
    """What came of it.

    Attributes:
        gap: the largest difference between a gradient of the two and that of one process with the joint batch, in 64
            bits, over the largest gradient.
        alone: a step of one process, by size of batch.
        shared: a step of two that share the batch.
        apart: a step while the other does the same with a network of its own and nothing is shared.
        weights: of the network.
    """

    gap: float = 0.0
    alone: dict[int, StepTime] = field(default_factory=dict)
    shared: dict[int, StepTime] = field(default_factory=dict)
    apart: dict[int, StepTime] = field(default_factory=dict)
    weights: int = 0

    def speed_ups(self) -> dict[int, float]:
        """How many times as fast two are by the clock, by size of batch."""
        return {size: self.alone[size].clock / self.shared[size].clock for size in self.alone}

    def at_best(self) -> dict[int, float]:
        """How many times as fast two could be if nobody waited: the work of one over that of each of two, in processor
        time, what sending takes included. What else the machine does hardly changes it."""
        return {size: self.alone[size].processor / self.shared[size].processor for size in self.alone}

    def room(self) -> float:
        """How many times as much two do that share nothing: 2 where both have a core to themselves; the least of all
        sizes. Below that, the machine is busy, and `speed_ups` say little of sharing."""
        return min(2 * self.alone[size].clock / self.apart[size].clock for size in self.alone)


def can_share() -> bool:
    """Whether this torch has gloo."""
    import torch.distributed

    return torch.distributed.is_available() and torch.distributed.is_gloo_available()


def share_training(training: SharedTraining, folder: Path | None = None) -> SharedResult:
    """Do it in two processes.

    Args:
        folder: below which they meet; the system's own for temporary files unless given.

    Raises:
        InputError: the two cannot work together here.
    """
    with TemporaryDirectory(dir=folder) as place:
        meeting, said = Path(place) / "meeting", Path(place) / "said"
        words = [sys.executable, "-m", __name__, str(meeting), json.dumps(asdict(training))]
        with said.open("wb") as log:
            second = subprocess.Popen(
                words, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env={**os.environ, "OMP_NUM_THREADS": "1"}
            )
            try:
                found = _take_part(0, meeting, training)
                with suppress(subprocess.TimeoutExpired):
                    second.wait(LIMIT)
                return found
            except RuntimeError as error:
                told = said.read_text(encoding="utf-8", errors="replace").strip().splitlines() or [str(error)]
                raise InputError(
                    f"two processes cannot train together here: {told[-1]}",
                    remedy="skip this run: name the others with `--only`",
                ) from None
            finally:
                second.kill()
                second.wait()


def shared_network(training: SharedTraining) -> nn.Sequential:
    """Two convolutions and a linear layer for digits of 8 by 8. No batch norm: each half would have a mean of its own,
    and the gradients would not be those of the joint batch."""
    import torch
    from torch import nn

    torch.manual_seed(training.seed)
    first, second = training.widths
    return nn.Sequential(
        nn.Conv2d(1, first, 3, padding=1), nn.ReLU(), nn.Conv2d(first, second, 3, padding=1), nn.ReLU(),
        nn.MaxPool2d(2), nn.Flatten(), nn.Linear(16 * second, 10),
    )  # fmt: skip


def joint_batch(training: SharedTraining, size: int, kind: torch.dtype) -> tuple[Tensor, Tensor]:
    """Digits of the training split, over and over until there are enough; pictures [size, 1, 8, 8] and classes."""
    import torch

    from plainspoken.experiments.studies.course.course_digits import load_digit_splits

    train = load_digit_splits({})["train"]
    places = torch.arange(size) % len(train)
    pixels, targets = torch.from_numpy(train.pixels)[places], torch.from_numpy(train.targets)[places]
    return pixels.to(kind).reshape(-1, 1, 8, 8), targets


def _take_part(rank: int, meeting: Path, training: SharedTraining) -> SharedResult:
    """What both do, step for step; only the first measures."""
    import torch
    import torch.distributed as group

    torch.set_num_threads(1)
    group.init_process_group(
        "gloo",
        init_method=meeting.absolute().as_uri(),
        rank=rank,
        world_size=PROCESSES,
        timeout=timedelta(seconds=LIMIT),
    )
    try:
        found = SharedResult(weights=sum(weight.numel() for weight in shared_network(training).parameters()))
        found.gap = _gradient_gap(rank, training)
        for size in training.batches:
            x, y = joint_batch(training, size, torch.float32)
            alone, apart, both = [], [], []
            for _ in range(training.repeats):
                if rank == 0:
                    alone.append(_timed(shared_network(training), x, y, training.steps))
                group.barrier()
                apart.append(_timed(shared_network(training), x, y, training.steps))
                network = torch.nn.parallel.DistributedDataParallel(shared_network(training))
                group.barrier()
                both.append(_timed(network, x[rank::PROCESSES], y[rank::PROCESSES], training.steps))
                group.barrier()
            if rank == 0:
                found.alone[size], found.apart[size], found.shared[size] = map(_least, (alone, apart, both))
        return found
    finally:
        group.destroy_process_group()


def _gradient_gap(rank: int, training: SharedTraining) -> float:
    import torch

    x, y = joint_batch(training, max(training.batches), torch.float64)
    network = shared_network(training).double()
    shared = torch.nn.parallel.DistributedDataParallel(network)
    _backward(shared, x[rank::PROCESSES], y[rank::PROCESSES])
    alone = shared_network(training).double()
    _backward(alone, x, y)
    gap = size = 0.0
    for ours, theirs in zip(network.parameters(), alone.parameters(), strict=True):
        assert ours.grad is not None and theirs.grad is not None
        gap = max(gap, float((ours.grad - theirs.grad).abs().max()))
        size = max(size, float(theirs.grad.abs().max()))
    return gap / size


def _backward(network: nn.Module, x: Tensor, y: Tensor) -> None:
    from torch.nn.functional import cross_entropy

    cross_entropy(network(x), y).backward()  # type: ignore[no-untyped-call]


def _timed(network: nn.Module, x: Tensor, y: Tensor, steps: int) -> StepTime:
    """A step of SGD, on average over so many; the first, which makes things ready, is not counted."""
    import torch

    optimizer = torch.optim.SGD(network.parameters(), lr=0.01)
    clock = processor = 0.0
    for step in range(steps + 1):
        if step == 1:
            clock, processor = time.perf_counter(), time.process_time()
        optimizer.zero_grad()
        _backward(network, x, y)
        optimizer.step()
    return StepTime((time.perf_counter() - clock) / steps, (time.process_time() - processor) / steps)


def _least(times: list[StepTime]) -> StepTime:
    return StepTime(min(each.clock for each in times), min(each.processor for each in times))


def main(words: list[str]) -> None:
    """The second process: `MEETING TRAINING`."""
    told: dict[str, Any] = json.loads(words[1])
    told |= {name: tuple(told[name]) for name in ("widths", "batches")}
    _take_part(1, Path(words[0]), SharedTraining(**told))


if __name__ == "__main__":
    main(sys.argv[1:])
