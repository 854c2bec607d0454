"""A picture from a picture, such as a sharper one: PSNR and SSIM against the truth, by sample."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from plainspoken.experiments.results.metric import Interval, Metric, MetricKind, NamedNumbers, measured
from plainspoken.experiments.results.record import ImagesDetail, Samples
from plainspoken.experiments.results.record import Task as TaskName
from plainspoken.experiments.tasks.task import Outputs

if TYPE_CHECKING:
    from torch import Tensor

WINDOW = 7
"""Side of the window of SSIM, the uniform one of scikit-image."""

SHOWN = 500


class Restoration:
    """Pictures [n, channels, height, width] between 0 and `peak`; answers of as many numbers take the targets' shape.

    Args:
        peak: the largest value that a pixel can have.
        border: pixels at each edge that are not measured.
        before: what the input is beside the truth, [n, ...] test pictures, for the baseline `input`; optional.
    """

    name: TaskName = "restore"
    monitor = "psnr"
    losses: tuple[str, ...] = ("mse", "mae", "huber")
    kinds: ClassVar[Mapping[str, MetricKind]] = {
        "loss": MetricKind(unit="number", better="lower", title="mean squared error"),
        "psnr": MetricKind(unit="db", better="higher", title="peak signal-to-noise ratio"),
        "ssim": MetricKind(unit="number", better="higher", title="structural similarity"),
    }

    def __init__(self, peak: float = 1.0, border: int = 0, before: Tensor | None = None) -> None:
        self.peak, self.border, self.before = peak, border, before

    def fit_problem(self, outputs: Tensor, targets: Tensor) -> str:
        """Why a batch does not fit; empty when it does."""
        if targets.dim() != 4 or not targets.is_floating_point():
            return "it needs pictures of channels, height and width"
        return "" if outputs.numel() == targets.numel() else "the model must answer as many numbers as a target has"

    def running(self, outputs: Tensor, targets: Tensor) -> dict[str, Tensor]:
        """Nothing besides the loss."""
        return {}

    def epoch_scores(self, outputs: Outputs, monitor: str) -> dict[str, float]:
        """Loss and mean PSNR, and the monitored metric."""
        answer, truth = self._cut(outputs)
        found = {
            "loss": float(((answer - truth) ** 2).mean()),
            "psnr": float(psnr(answer, truth, self.peak).mean()),
        }
        if monitor == "ssim":
            found["ssim"] = float(ssim(answer, truth, self.peak).mean())
        return found

    def tune(self, valid: Outputs) -> None:
        """Nothing is tuned."""

    def scores(self, outputs: Outputs, split: str) -> tuple[dict[str, Metric], ImagesDetail]:
        """The mean over samples of each metric with the interval of a mean, and the metrics by sample."""
        answer, truth = self._cut(outputs)
        by_sample = {
            "psnr": psnr(answer, truth, self.peak).tolist(),
            "ssim": ssim(answer, truth, self.peak).tolist(),
        }
        values = {"loss": float(((answer - truth) ** 2).mean())} | {k: sum(v) / len(v) for k, v in by_sample.items()}
        intervals = {name: mean_interval(each) for name, each in by_sample.items() if len(each) > 1}
        found = measured(values, self.kinds, split=split, n=len(truth), intervals=intervals)
        return found, ImagesDetail(by_sample={name: each[:SHOWN] for name, each in by_sample.items()})

    def baselines(self, train: Outputs, test: Outputs) -> dict[str, NamedNumbers]:
        """`input`: the picture as it was, where the task knows it."""
        if self.before is None:
            return {}
        scores, _ = self.scores(Outputs(self.before, test.targets), "test")
        return {"input": NamedNumbers(**{name: metric.value for name, metric in scores.items()})}

    def samples(self, outputs: Outputs, grid: Sequence[int], texts: Sequence[str] | None) -> Samples | None:
        """None: a picture has no label."""
        return None

    def _cut(self, outputs: Outputs) -> tuple[Tensor, Tensor]:
        truth = outputs.targets.double()
        answer = outputs.logits.reshape(truth.shape).double().clamp(0, self.peak)
        b = self.border
        return (answer[..., b:-b, b:-b], truth[..., b:-b, b:-b]) if b else (answer, truth)


def psnr(answer: Tensor, truth: Tensor, peak: float = 1.0) -> Tensor:
    """Peak signal-to-noise ratio of each picture in decibels; at most 100, which stands for no difference."""
    error = ((answer - truth) ** 2).flatten(1).mean(1)
    found: Tensor = 10 * (peak * peak / error.clamp(min=peak * peak * 1e-10)).log10()
    return found


def ssim(answer: Tensor, truth: Tensor, peak: float = 1.0) -> Tensor:
    """Structural similarity of each picture: the mean over windows of 7 by 7 pixels (or the whole of a smaller picture)
    and over channels, with the sample covariance, as scikit-image's.

    Source: Wang, Bovik, Sheikh and Simoncelli, "Image quality assessment", IEEE Transactions on Image Processing 13
    (2004), equation 13.
    """
    from torch.nn.functional import avg_pool2d

    side = min(WINDOW, *answer.shape[-2:])
    count = side * side
    scale = count / max(1, count - 1)

    def mean(values: Tensor) -> Tensor:
        return avg_pool2d(values, side, stride=1)

    a, t = mean(answer), mean(truth)
    va, vt = scale * (mean(answer * answer) - a * a), scale * (mean(truth * truth) - t * t)
    both = scale * (mean(answer * truth) - a * t)
    c1, c2 = (0.01 * peak) ** 2, (0.03 * peak) ** 2
    found: Tensor = (((2 * a * t + c1) * (2 * both + c2)) / ((a * a + t * t + c1) * (va + vt + c2))).flatten(1).mean(1)
    return found


def mean_interval(values: Sequence[float]) -> Interval:
    """The 95 % interval of a mean: 1.96 standard errors either side (the normal approximation)."""
    from statistics import fmean, stdev

    middle, reach = fmean(values), 1.96 * stdev(values) / len(values) ** 0.5
    return Interval(low=middle - reach, high=middle + reach, method="normal")
