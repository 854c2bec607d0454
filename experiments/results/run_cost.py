"""What a model costs to keep and to run, and how fast it trains. Parts of the record."""

from __future__ import annotations

from typing import ClassVar

from plainspoken.base.document import Part
from plainspoken.experiments.results.metric import Bytes, Count, Flops, Milliseconds, Seconds, Times
from plainspoken.experiments.results.unmeasured import SparsePart, unmeasured


class Latency(Part):
    """Time of one forward pass, from `torch.utils.benchmark`."""

    INTERVALS: ClassVar[dict[str, tuple[str, str]]] = {"median_ms": ("low_ms", "high_ms")}

    median_ms: Milliseconds
    iqr_ms: Milliseconds
    low_ms: Milliseconds
    high_ms: Milliseconds
    batch: Count
    device: str
    threads: Count
    precision: str
    input_shape: list[Count]
    repeats: Count


class Cost(SparsePart):
    """What a model costs to keep and to run. `flops` counts two for each multiply-add, for one sample."""

    parameters: Count = unmeasured()
    trainable_parameters: Count = unmeasured()
    bytes: Bytes = unmeasured()
    flops: Flops | None = None
    layers: Count | None = None
    latency: Latency | None = None


class Pace(Part):
    """How long an epoch of training takes on an accelerator, and on the processor beside it. Made only where a run
    had an accelerator; `ratio` is how many times longer the other device takes."""

    device: str
    other: str
    seconds_per_epoch: Seconds
    other_seconds_per_epoch: Seconds
    ratio: Times
    batches: Count
    batch: Count
    other_threads: Count
