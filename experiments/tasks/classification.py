"""Metrics of one split from the answers of a model; intervals and baselines. No torch, numpy only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plainspoken.experiments.results.make_record import metrics_from_confusion
from plainspoken.experiments.results.metric import Metric
from plainspoken.experiments.results.record import ClassificationDetail

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Indices = NDArray[np.int64]


def split_metrics(
    logits: NDArray[np.float32], truth: Indices, labels: list[str], *, split: str = "test"
) -> tuple[dict[str, Metric], ClassificationDetail]:
    """All metrics of one split, with the counts by class behind them (`results.make_record.metrics_from_confusion`).

    Args:
        logits: [n, classes].
        truth: class indices [n].
        labels: class names by index.
        split: which one it is.
    """
    import numpy as np

    confusion = confusion_matrix(truth, logits.argmax(1), classes=len(labels))
    shifted = logits.astype(np.float64) - logits.max(1, keepdims=True)
    losses = np.log(np.exp(shifted).sum(1)) - shifted[np.arange(len(truth)), truth]
    return metrics_from_confusion(confusion.tolist(), labels, split=split, loss=float(losses.mean()))


def confusion_matrix(truth: Indices, said: Indices, *, classes: int) -> Indices:
    """Counts [classes, classes]; row = truth, column = answer."""
    import numpy as np

    return np.bincount(truth * classes + said, minlength=classes * classes).reshape(classes, classes)


def balanced_accuracy(truth: Indices, said: Indices, *, classes: int) -> float:
    """Mean recall of the classes that are there."""
    import numpy as np

    confusion = confusion_matrix(truth, said, classes=classes)
    support = confusion.sum(1)
    return float((np.diag(confusion)[support > 0] / support[support > 0]).mean())


def macro_f1(truth: Indices, said: Indices, *, classes: int) -> float:
    """Mean F1 over all classes; 0 for a class that is neither there nor predicted."""
    import numpy as np

    confusion = confusion_matrix(truth, said, classes=classes)
    return float(_share(2 * np.diag(confusion), confusion.sum(1) + confusion.sum(0)).mean())


def _share(part: Indices, whole: Indices) -> NDArray[np.float64]:
    import numpy as np

    return np.divide(part, whole, out=np.zeros(len(part), dtype=np.float64), where=whole > 0)
