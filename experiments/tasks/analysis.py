"""An analysis without training: figures about data, costs or logs, each with its unit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plainspoken.base.errors import InputError
from plainspoken.experiments.results.metric import Direction, MetricKind
from plainspoken.experiments.results.record import Curve, DataCard
from plainspoken.experiments.tasks.work import StepClock, WorkResult

Measured = tuple[float, str] | tuple[float, str, Direction]
"""A number with its unit, and which way it is better where one is."""


def analyse(
    card: DataCard,
    numbers: Mapping[str, Measured],
    *,
    curves: Mapping[str, Curve] | None = None,
    clock: StepClock | None = None,
    split: str = "all",
    n: int | None = None,
    extra: Mapping[str, Any] | None = None,
) -> WorkResult:
    """The result of an analysis.

    Args:
        numbers: such as `{"duplicates": (12, "count"), "price": (3.2, "times", "lower")}`.
        split: under which the numbers stand in the record: `scores.all.duplicates`.
        n: how many samples they were measured on.

    Raises:
        InputError: a number has no unit.
    """
    for name, told in numbers.items():
        if not isinstance(told, tuple) or len(told) not in (2, 3):
            raise InputError(f"metric {name!r} has no unit", remedy=f'write "{name}": (number, "unit", "higher")')
    kinds = {
        name: MetricKind(unit=told[1], better=told[2] if len(told) == 3 else "none") for name, told in numbers.items()
    }
    return WorkResult(
        card=card,
        task="analyse",
        kinds=kinds,
        scores={split: {name: told[0] for name, told in numbers.items()}},
        counts={} if n is None else {split: n},
        curves=dict(curves or {}),
        steps=clock.steps if clock is not None else [],
        extra=dict(extra or {}),
    )
