"""Which split and which metric another tool's name means: `eval_f1_macro`, `val/acc_epoch`, `test.accuracy`.

Sources: the log names of Lightning, Hugging Face's Trainer, Keras, fastai, skorch, timm and scikit-learn.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_SPLITS = {
    **dict.fromkeys(("train", "training", "fit"), "train"),
    **dict.fromkeys(("valid", "val", "validation", "eval", "evaluation", "dev"), "valid"),
    **dict.fromkeys(("test", "testing", "predict", "holdout"), "test"),
}

_METRICS = {
    **dict.fromkeys(
        ("accuracy", "acc", "accuracy_score", "top1", "top_1", "top1_accuracy", "binary_accuracy",
         "categorical_accuracy", "sparse_categorical_accuracy"),
        "accuracy",
    ),
    **dict.fromkeys(("balanced_accuracy", "balanced_acc", "balanced_accuracy_score"), "balanced_accuracy"),
    "loss": "loss",
    **dict.fromkeys(("f1", "f1_score", "f1_macro", "macro_f1"), "f1"),
    **dict.fromkeys(("weighted_f1", "f1_weighted"), "weighted_f1"),
    **dict.fromkeys(("precision", "precision_macro", "macro_precision"), "precision"),
    **dict.fromkeys(("recall", "recall_macro", "macro_recall"), "recall"),
    **dict.fromkeys(("n", "samples", "num_samples", "n_samples"), "n"),
}  # fmt: skip
"""Names by what `SplitMetrics` calls them. A bare `f1`, `precision` or `recall` counts as the macro average."""

_WRAPPERS = ("metrics", "results", "final", "scores")
"""Keys that only hold metrics and name nothing."""


@dataclass(frozen=True)
class Meaning:
    """What a name means: the metric as `SplitMetrics` calls it, and the split, when the name tells it."""

    metric: str
    split: str | None


def meaning(*path: str) -> Meaning | None:
    """What the keys that lead to a number mean, or `None` for a metric that the record has no field for.

    A key that is no split, no metric and no mere wrapper, such as the name of a class or of a model, makes the number
    one of its own.
    """
    words = [_plain(key) for key in path]
    split: str | None = None
    for word in words[:-1]:
        if word in _SPLITS and split is None:
            split = _SPLITS[word]
        elif word not in _WRAPPERS:
            return None
    last = words[-1]
    first, _, rest = last.partition("_")
    if last not in _METRICS and first in _SPLITS and split is None:
        split, last = _SPLITS[first], rest
    last = re.sub(r"_epoch$", "", last)
    return Meaning(_METRICS[last], split) if last in _METRICS else None


def is_rate(name: str) -> bool:
    """Whether a column holds the learning rate: `lr`, `learning_rate`, or `lr-AdamW` of Lightning's monitor."""
    return _plain(name) in ("lr", "learning_rate") or name.lower().startswith("lr-")


def is_seconds(name: str) -> bool:
    """Whether a column holds how long an epoch took."""
    return _plain(name) in ("time", "dur", "seconds", "epoch_time", "duration")


def is_fraction(metric: str) -> bool:
    """Whether a metric of the record lies between 0 and 1."""
    return metric not in ("loss", "n")


def _plain(name: str) -> str:
    return re.sub(r"[/.\-\s]+", "_", name.strip().lower())
