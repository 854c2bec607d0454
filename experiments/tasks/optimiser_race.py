"""A race of optimisers on a function: the value by step, the path, and how many steps a target takes.

One run is one optimiser from the same start. On a network, a race is a study whose runs differ in `train.optimizer`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from plainspoken.experiments.results.metric import MetricKind
from plainspoken.experiments.results.record import DataCard, Ended
from plainspoken.experiments.tasks.work import StepClock, WorkResult, curve

if TYPE_CHECKING:
    import torch
    from torch import Tensor

FAR = 1e12
"""A value beyond this has run away."""


def race(
    function: Callable[[Tensor], Tensor],
    start: Sequence[float],
    optimizer: Callable[[list[Tensor]], torch.optim.Optimizer],
    card: DataCard,
    clock: StepClock,
    *,
    steps: int,
    target: float,
    tell: Callable[[str], None] = lambda note: None,
) -> WorkResult:
    """Run one optimiser down a function of the plane (or of more dimensions, of which the path shows the first two).

    Args:
        function: a point [d] to a value.
        optimizer: makes the optimiser over a list with the point.
        target: the value that is to be fallen below.
    """
    import torch

    point = torch.tensor(list(start), dtype=torch.float64, requires_grad=True)
    made = optimizer([point])
    values, path, ended, reached = [], [point.tolist()], None, None
    with clock.step("race", "train", items=steps):
        for step in range(steps + 1):
            value = function(point)
            number = value.item()
            if not -FAR <= number <= FAR:  # false for what is no number, too
                ended = Ended(epoch=0, step=step, reason="the value ran away")
                break
            values.append(number)
            if number < target:
                reached = step
                break
            if step == steps:
                break
            point.grad = None
            value.backward()  # type: ignore[no-untyped-call]
            made.step()
            path.append(point.tolist())
            if step % 100 == 0:
                tell(f"step {step}, value {values[-1]:.3g}")
    kinds = {
        "final_value": MetricKind(unit="number", better="lower", title="value at the end"),
        "steps_to_target": MetricKind(unit="count", better="lower", title=f"steps to a value below {target:g}"),
    }
    scores: dict[str, float] = {}
    if ended is None:
        scores = {"final_value": values[-1], **({"steps_to_target": reached} if reached is not None else {})}
    at = [float(i) for i in range(len(values))]
    return WorkResult(
        card=card,
        task="optimise",
        kinds=kinds,
        scores={"train": scores} if scores else {},
        curves={
            "value": curve(at, values, "step", "value"),
            "path": curve([p[0] for p in path], [p[min(1, len(p) - 1)] for p in path], "x", "y"),
        },
        steps=clock.steps,
        ended=ended,
        extra={"start": list(start), "target": target},
    )
