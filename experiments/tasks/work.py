"""Work that is not one training of one network: a GAN, a picture that is optimised, features with a head of
scikit-learn, windows over pictures, a race of optimisers, an analysis. It gives its result in the parts of a record.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from plainspoken.base.errors import InputError
from plainspoken.experiments.results.metric import Interval, Metric, MetricKind, NamedNumbers, measured
from plainspoken.experiments.results.record import Curve, DataCard, Detail, Ended, Pretraining, Samples, Scene, Step
from plainspoken.experiments.results.record import Task as TaskName

if TYPE_CHECKING:
    import numpy as np
    from torch import Tensor, nn

LONGEST_CURVE = 500
"""Points of the longest curve that a record keeps."""


@dataclass
class WorkResult:
    """What a piece of work gives; only `card` must be there.

    Attributes:
        task: what a record calls it.
        kinds: unit and direction of every metric in `scores` that the module's `METRICS` do not declare.
        scores: metrics by split and name, each a number or a whole `Metric`.
        counts: samples by split.
        intervals: of metrics, by split and name.
        ended: where it ended before its time; a run that has it and no scores diverged.
        snapshots: steps at which pictures were kept, with their arrays by name: `arrays[name]` at each.
        model: for the costs, with `example` as its input.
    """

    card: DataCard
    task: TaskName = "other"
    kinds: Mapping[str, MetricKind] = field(default_factory=dict)
    scores: Mapping[str, Mapping[str, float | Metric]] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    intervals: Mapping[str, Mapping[str, Interval]] = field(default_factory=dict)
    detail: dict[str, Detail] = field(default_factory=dict)
    baselines: dict[str, NamedNumbers] = field(default_factory=dict)
    curves: dict[str, Curve] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    scenes: list[Scene] = field(default_factory=list)
    snapshots: dict[int, str] = field(default_factory=dict)
    samples: Samples | None = None
    ended: Ended | None = None
    arrays: dict[str, np.ndarray] = field(default_factory=dict)
    model: nn.Module | None = None
    example: tuple[Tensor, ...] = ()
    pretraining: Pretraining | None = None
    extra: dict[str, Any] = field(default_factory=dict)

    def metrics(self, where: str) -> dict[str, dict[str, Metric]]:
        """The scores as metrics.

        Raises:
            InputError: one has no unit, or is not a finite number.
        """
        found: dict[str, dict[str, Metric]] = {}
        for split, told in self.scores.items():
            whole = {name: value for name, value in told.items() if isinstance(value, Metric)}
            plain = {name: float(value) for name, value in told.items() if not isinstance(value, Metric)}
            try:
                found[split] = whole | measured(
                    plain,
                    dict(self.kinds),
                    split=split,
                    n=self.counts.get(split),
                    intervals=dict(self.intervals.get(split, {})),
                )
            except InputError as error:
                remedy = "declare it in `METRICS` of the module: MetricKind(unit=..., better='higher' or 'lower')"
                raise InputError(error.message, file=where, remedy=remedy) from None
            except ValueError:
                name = next(name for name, value in plain.items() if value - value != 0)
                raise InputError(
                    f"metric {name!r} of {split} is {plain[name]}", file=where, remedy="measure it, or leave it out"
                ) from None
        return found


class StepClock:
    """Takes the time that this process had a processor for each step of a piece of work."""

    def __init__(self) -> None:
        self.steps: list[Step] = []

    @contextmanager
    def step(
        self,
        name: str,
        kind: Literal["load", "features", "fit", "train", "predict", "other"] = "other",
        **told: Any,
    ) -> Iterator[None]:
        """Time what is done within; `told` are further fields of `Step`."""
        begin = time.process_time()
        yield
        self.steps.append(Step(name=name, kind=kind, processor_seconds=time.process_time() - begin, **told))


def curve(
    x: list[float], y: list[float], x_name: str, y_name: str, *, x_unit: str = "number", y_unit: str = "number"
) -> Curve:
    """A curve of at most 500 of the points, evenly spread, the first and the last among them."""
    n = len(x)
    if n > LONGEST_CURVE:
        chosen = sorted({round(i * (n - 1) / (LONGEST_CURVE - 1)) for i in range(LONGEST_CURVE)})
        x, y = [x[i] for i in chosen], [y[i] for i in chosen]
    return Curve(
        x=[float(v) for v in x], y=[float(v) for v in y], x_name=x_name, y_name=y_name, x_unit=x_unit, y_unit=y_unit
    )
