"""A number a sample: mean absolute error, root mean squared error and R², against always saying the mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from plainspoken.experiments.results.metric import Interval, Metric, MetricKind, NamedNumbers, measured
from plainspoken.experiments.results.record import RegressionDetail, Samples
from plainspoken.experiments.results.record import Task as TaskName
from plainspoken.experiments.tasks.task import Outputs

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor

    Floats = NDArray[np.float64]

RESAMPLES = 500
SHOWN = 500
"""How many pairs of truth and answer a record keeps."""


class Regression:
    """A number a sample: answers [n] or [n, 1] against targets [n] or [n, 1].

    Args:
        target: what the number is, such as `age`.
        unit: its unit, such as `years`.
    """

    name: TaskName = "regress"
    monitor = "mae"
    losses: tuple[str, ...] = ("mse", "mae", "huber")

    def __init__(self, target: str = "value", unit: str = "number") -> None:
        self.target, self.unit = target, unit
        self.kinds: Mapping[str, MetricKind] = {
            "loss": MetricKind(unit="number", better="lower", title="mean squared error (loss)"),
            "mae": MetricKind(unit=unit, better="lower", title="mean absolute error"),
            "rmse": MetricKind(unit=unit, better="lower", title="root mean squared error"),
            "r2": MetricKind(unit="number", better="higher", title="R²"),
        }

    def fit_problem(self, outputs: Tensor, targets: Tensor) -> str:
        """Why a batch does not fit; empty when it does."""
        if not targets.is_floating_point() or targets.numel() != len(targets):
            return "it needs one number a sample"
        return "" if outputs.numel() == len(outputs) else "the model must answer one number a sample"

    def running(self, outputs: Tensor, targets: Tensor) -> dict[str, Tensor]:
        """The sum of absolute errors of a batch."""
        return {"mae": (outputs.flatten() - targets.flatten()).abs().sum()}

    def epoch_scores(self, outputs: Outputs, monitor: str) -> dict[str, float]:
        """All metrics."""
        return _values(*_pairs(outputs))

    def tune(self, valid: Outputs) -> None:
        """Nothing is tuned."""

    def scores(self, outputs: Outputs, split: str) -> tuple[dict[str, Metric], RegressionDetail]:
        """All metrics with bootstrap intervals, and pairs of truth and answer spread over the range."""
        import numpy as np

        answer, truth = _pairs(outputs)
        n = len(truth)
        draw = np.random.default_rng(17)
        resampled = [_values(answer[chosen], truth[chosen]) for chosen in draw.integers(0, n, (RESAMPLES, n))]
        intervals = {
            name: Interval(
                low=float(np.percentile([each[name] for each in resampled], 2.5)),
                high=float(np.percentile([each[name] for each in resampled], 97.5)),
                method="bootstrap",
            )
            for name in ("mae", "rmse", "r2")
        }
        shown = np.unique(np.linspace(0, n - 1, min(n, SHOWN)).round().astype(np.int64))
        off = answer - truth
        detail = RegressionDetail(
            target=self.target,
            unit=self.unit,
            truth=truth[shown].tolist(),
            answer=answer[shown].tolist(),
            residual_quantiles={f"{q} %": float(np.percentile(off, q)) for q in (5, 25, 50, 75, 95)},
        )
        values = _values(answer, truth)
        return measured(values, self.kinds, split=split, n=n, intervals=intervals), detail

    def baselines(self, train: Outputs, test: Outputs) -> dict[str, NamedNumbers]:
        """`mean`: always the mean of the training targets."""
        import numpy as np

        _, learned = _pairs(train)
        _, truth = _pairs(test)
        return {"mean": NamedNumbers(**_values(np.full_like(truth, learned.mean()), truth))}

    def samples(self, outputs: Outputs, grid: Sequence[int], texts: Sequence[str] | None) -> Samples | None:
        """None: a number has no label."""
        return None


def _pairs(outputs: Outputs) -> tuple[Floats, Floats]:
    return outputs.logits.flatten().double().numpy(), outputs.targets.flatten().double().numpy()


def _values(answer: Floats, truth: Floats) -> dict[str, float]:
    off = answer - truth
    mse, spread = float((off**2).mean()), float(((truth - truth.mean()) ** 2).mean())
    return {
        "loss": mse,
        "mae": float(abs(off).mean()),
        "rmse": mse**0.5,
        "r2": 1 - mse / spread if spread else 0.0,
    }
