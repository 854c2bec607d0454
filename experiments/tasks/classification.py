"""Metrics of one split from the answers of a model; intervals and baselines. No torch, numpy only."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from plainspoken.experiments.results.record import Baseline, ClassMetrics, Interval, SplitMetrics

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Indices = NDArray[np.int64]


def split_metrics(logits: NDArray[np.float32], truth: Indices, labels: list[str]) -> SplitMetrics:
    """All metrics of one split.

    Precision, recall and F1 of a class that is never predicted, or never there, are 0; the averages of the split
    are over classes (macro), `weighted_f1` weighs by support; balanced accuracy is the mean recall of the classes
    that are there (as scikit-learn's).

    Args:
        logits: [n, classes].
        truth: class indices [n].
        labels: class names by index.
    """
    import numpy as np

    said = logits.argmax(1)
    confusion = confusion_matrix(truth, said, classes=len(labels))
    support, predicted, right = confusion.sum(1), confusion.sum(0), np.diag(confusion)
    n = int(confusion.sum())
    precision, recall = _share(right, predicted), _share(right, support)
    f1 = _share(2 * right, support + predicted)
    shifted = logits.astype(np.float64) - logits.max(1, keepdims=True)
    losses = np.log(np.exp(shifted).sum(1)) - shifted[np.arange(n), truth]
    hits = int(right.sum())
    return SplitMetrics(
        n=n,
        loss=float(losses.mean()),
        accuracy=hits / n,
        accuracy_interval=wilson(hits, n),
        balanced_accuracy=float(recall[support > 0].mean()),
        precision=float(precision.mean()),
        recall=float(recall.mean()),
        f1=float(f1.mean()),
        weighted_f1=float((f1 * support).sum() / n),
        labels=labels,
        per_class={
            label: ClassMetrics(
                precision=float(precision[i]),
                recall=float(recall[i]),
                f1=float(f1[i]),
                support=int(support[i]),
                predicted=int(predicted[i]),
                true_share=float(support[i] / n),
                predicted_share=float(predicted[i] / n),
            )
            for i, label in enumerate(labels)
        },
        confusion=confusion.tolist(),
    )


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


def wilson(hits: int, n: int, level: float = 0.95) -> Interval:
    """The interval of Wilson (1927) for a share of `hits` in `n`.

    Raises:
        ValueError: `n` is not positive.
    """
    from statistics import NormalDist

    if n <= 0:
        raise ValueError("a share needs at least one sample")
    z = NormalDist().inv_cdf(0.5 + level / 2)
    share = hits / n
    middle = share + z * z / (2 * n)
    reach = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    # At the ends the formula gives exactly 0 and 1, were it not for rounding.
    low = 0.0 if hits == 0 else max(0.0, (middle - reach) / scale)
    high = 1.0 if hits == n else min(1.0, (middle + reach) / scale)
    return Interval(low=low, high=high, level=level)


def baselines(
    train_counts: dict[str, int], test_counts: dict[str, int], *, majority: str | None = None
) -> dict[str, Baseline]:
    """`majority`: always the class that is most common in training, or the one that is named (`Trial.majority`).
    `uniform`: a fair guess among all classes.

    The F1 is the macro average; for the guess it is the mean over classes of 2 s g / (s + g) with the class's share
    s and the guess's g = 1 / classes.
    """
    classes, n = list(train_counts), sum(test_counts.values())
    first = majority or max(classes, key=lambda name: train_counts[name])
    share = test_counts[first] / n
    guess = 1 / len(classes)
    shares = [test_counts[name] / n for name in classes]
    return {
        "majority": Baseline(
            accuracy=share,
            balanced_accuracy=1 / sum(s > 0 for s in shares),
            f1=2 * share / (1 + share) / len(classes),
        ),
        "uniform": Baseline(
            accuracy=guess,
            balanced_accuracy=guess,
            f1=sum(2 * s * guess / (s + guess) for s in shares) / len(classes),
        ),
    }


def _share(part: Indices, whole: Indices) -> NDArray[np.float64]:
    import numpy as np

    return np.divide(part, whole, out=np.zeros(len(part), dtype=np.float64), where=whole > 0)
