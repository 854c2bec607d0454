"""What a depthwise separable convolution saves: counted and timed on one layer of Xception, and over the whole network.

Also timed: whether looking products up in a table would beat computing them.
"""

from __future__ import annotations

import timeit
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from plainspoken.experiments.models.xception import MIDDLE_BLOCKS, SIDE, SeparableConv2d, Xception
from plainspoken.experiments.results.record import DataCard
from plainspoken.experiments.tasks.analysis import Measured, analyse
from plainspoken.experiments.tasks.work import StepClock, WorkResult
from plainspoken.experiments.training.cost import count_cost, measure_latency

if TYPE_CHECKING:
    from plainspoken.experiments.runner.recipe import RunPlan
    from plainspoken.experiments.runner.study_protocol import Context

WIDTH, MAP = 728, 19
"""Channels and side of the maps in Xception's middle flow, where the layer that is timed stands."""

_REPEATS = 7


def compare_convolutions(run: RunPlan, context: Context) -> WorkResult:
    """Multiply-adds and milliseconds of one layer and multiply-adds and parameters of the network, both ways, and how
    much longer a table of products takes than multiplying.

    The layer is timed with one thread; `seconds` of the run's options is how long each is repeated at least.
    """
    clock = StepClock()
    seconds = float(run.options.get("seconds", 0.5))
    context.tell("one layer, both ways")
    with clock.step("time one layer"):
        numbers = _one_layer(seconds)
    context.tell("all of Xception, both ways")
    with clock.step("count the network"):
        numbers |= _whole_network()
    with clock.step("table of products"):
        numbers |= {"table_slower": (table_ratio(), "times", "lower")}
    card = DataCard(
        name="arithmetic", kind="drawn", origin="counted and timed on random numbers", licence="none needed"
    )
    return analyse(card, numbers, clock=clock, extra={"layer": {"channels": WIDTH, "side": MAP, "kernel": 3}})


def table_ratio(size: int = 1_000_000) -> float:
    """How many times as long it takes to look the products of two bytes up in a table of all 65,536 as to multiply
    them, in numpy, on arrays of `size` random bytes; the fastest of several tries each."""
    import numpy as np

    random = np.random.default_rng(0)
    one, two = (random.integers(0, 256, size, dtype=np.uint8) for _ in range(2))
    table = np.multiply.outer(np.arange(256, dtype=np.int32), np.arange(256, dtype=np.int32)).ravel()

    def look_up() -> None:
        table.take(one.astype(np.uint16) * np.uint16(256) + two)

    def multiply() -> None:
        np.multiply(one, two, dtype=np.int32)

    slow, fast = (min(timeit.repeat(each, number=2, repeat=_REPEATS)) for each in (look_up, multiply))
    return slow / fast


def multiply_adds(model: nn.Module, example: Tensor) -> int:
    """Multiply-adds of one pass: half of the floating-point operations."""
    return (count_cost(model, (example,)).flops or 0) // 2


def _one_layer(seconds: float) -> dict[str, Measured]:
    example = torch.zeros(1, WIDTH, MAP, MAP)
    plain = nn.Conv2d(WIDTH, WIDTH, 3, padding=1, bias=False)
    separable = SeparableConv2d(WIDTH, WIDTH)
    costs = [count_cost(model, (example,)) for model in (plain, separable)]
    work = [(cost.flops or 0) // 2 for cost in costs]
    times = [measure_latency(model, (example,), seconds=seconds).median_ms for model in (plain, separable)]
    return {
        "plain_products": (work[0], "count", "lower"),
        "separable_products": (work[1], "count", "lower"),
        "products_saved": (work[0] / work[1], "times", "higher"),
        "plain_weights": (costs[0].parameters, "count", "lower"),
        "separable_weights": (costs[1].parameters, "count", "lower"),
        "plain_ms": (times[0], "ms", "lower"),
        "separable_ms": (times[1], "ms", "lower"),
        "time_saved": (times[0] / times[1], "times", "higher"),
    }


def _whole_network() -> dict[str, Measured]:
    """Counted without computing: on torch's `meta` device tensors have a shape and no numbers."""
    with torch.device("meta"):
        example = torch.zeros(1, 3, SIDE, SIDE)
        networks = [Xception(separable=True), Xception(separable=False)]
        costs = [count_cost(network, (example,)) for network in networks]
        entered = networks[0].entry(example)
        left = networks[0].exit(networks[0].middle(entered))
    work = [(cost.flops or 0) // 2 for cost in costs]
    return {
        "network_products": (work[0], "count", "lower"),
        "network_products_plain": (work[1], "count", "lower"),
        "network_saved": (work[1] / work[0], "times", "higher"),
        "network_weights": (costs[0].parameters, "count", "lower"),
        "network_weights_plain": (costs[1].parameters, "count", "lower"),
        "middle_side": (entered.shape[-1], "count"),
        "middle_channels": (entered.shape[1], "count"),
        "middle_blocks": (MIDDLE_BLOCKS, "count"),
        "last_side": (left.shape[-1], "count"),
        "features": (left.shape[1], "count"),
        "flat_features": (left.shape[1] * left.shape[-1] ** 2, "count"),
    }
