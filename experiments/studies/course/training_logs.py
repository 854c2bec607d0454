"""Lines of a training log as MXNet writes them, and how they are read: by patterns with named groups."""

from __future__ import annotations

import re
from dataclasses import dataclass

NUMBER = r"\d+(?:\.\d+)?(?:e[+-]?\d+)?"

EPOCH = r"Epoch\[(?P<epoch>\d+)\]"
ACCURACY = rf"accuracy=(?P<accuracy>{NUMBER})"
"""Pieces of the lines; the number in each has a name."""

BATCH_LINE = re.compile(
    rf"{EPOCH} Batch \[(?P<batch>\d+)\]\s+Speed: (?P<speed>{NUMBER}) samples/sec"
    rf"\s+{ACCURACY}\s+cross-entropy=(?P<loss>{NUMBER})"
)
"""A line about some batches of an epoch."""

VALID_LINE = re.compile(rf"{EPOCH} Validation-{ACCURACY}")
"""The line with an epoch's validation accuracy."""


@dataclass(frozen=True)
class LoggedEpoch:
    """What one epoch came to: the training accuracy of its last batches, and that of validation."""

    train: float
    valid: float


def write_log(epochs: list[LoggedEpoch], losses: list[float], speed: float) -> str:
    """The log of a training, two lines of batches an epoch; the first of them has half the accuracy."""
    lines = ["INFO:root:Start training with [cpu(0)]"]
    for number, (epoch, loss) in enumerate(zip(epochs, losses, strict=True)):
        for batch, share in ((8, epoch.train / 2), (16, epoch.train)):
            lines.append(
                f"INFO:root:Epoch[{number}] Batch [{batch}]\tSpeed: {speed:.2f} samples/sec\taccuracy={share:.6f}"
                f"\tcross-entropy={loss:.6f}"
            )
        lines.append(f"INFO:root:Epoch[{number}] Validation-accuracy={epoch.valid:.6f}")
    return "\n".join(lines) + "\n"


def read_log(text: str) -> list[LoggedEpoch]:
    """Epochs of a log: the last line of batches of each, and its validation."""
    train = {int(found["epoch"]): float(found["accuracy"]) for found in BATCH_LINE.finditer(text)}
    valid = {int(found["epoch"]): float(found["accuracy"]) for found in VALID_LINE.finditer(text)}
    return [LoggedEpoch(train[number], valid[number]) for number in sorted(train.keys() & valid.keys())]


def read_greedily(text: str, epochs: int) -> list[float]:
    """Training accuracies as one greedy pattern has them: whatever an epoch last calls accuracy, validation too, and of
    a number only zeros, a point and digits."""
    found = []
    for number in range(epochs):
        told = re.findall(rf"Epoch\[{number}\].*accuracy=(0*\.?\d+)", text)
        found.append(float(told[-1]))
    return found


def amdahl(serial: float, processors: int) -> float:
    """How many times as fast: 1 / (s + (1 - s) / n) (Amdahl 1967)."""
    return 1 / (serial + (1 - serial) / processors)


def serial_share(speedup: float, processors: int) -> float:
    """The share that cannot be divided, from a speed-up that was seen: the same formula solved for s."""
    return (processors / speedup - 1) / (processors - 1)
