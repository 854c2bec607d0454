"""Which split and which metric another tool's name means: `eval_f1_macro`, `val/acc_epoch`, `test.accuracy`.

Sources: the log names of Lightning, Hugging Face's Trainer, Keras, fastai, skorch, timm and scikit-learn.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from plainspoken.experiments.results.metric import CLASSIFICATION, MetricKind

_SPLITS = {
    **dict.fromkeys(("train", "training", "fit"), "train"),
    **dict.fromkeys(("valid", "val", "validation", "eval", "evaluation", "dev"), "valid"),
    **dict.fromkeys(("test", "testing", "predict", "holdout"), "test"),
}

_METRICS = {
    **dict.fromkeys(
        ("accuracy", "acc", "accuracy_score", "top1", "top_1", "top1_accuracy", "accuracy_top1", "binary_accuracy",
         "categorical_accuracy", "sparse_categorical_accuracy"),
        "accuracy",
    ),
    **dict.fromkeys(("balanced_accuracy", "balanced_acc", "balanced_accuracy_score"), "balanced_accuracy"),
    **dict.fromkeys(
        ("loss", "logloss", "log_loss", "mlogloss", "multi_logloss", "binary_logloss", "cross_entropy"), "loss"
    ),
    **dict.fromkeys(("f1", "f1_score", "f1_macro", "macro_f1"), "f1"),
    **dict.fromkeys(("weighted_f1", "f1_weighted"), "weighted_f1"),
    **dict.fromkeys(("precision", "precision_macro", "macro_precision"), "precision"),
    **dict.fromkeys(("recall", "recall_macro", "macro_recall"), "recall"),
    **dict.fromkeys(("n", "samples", "num_samples", "n_samples"), "n"),
}  # fmt: skip
"""Names by what the record calls them. A bare `f1`, `precision` or `recall` counts as the macro average."""

_FURTHER = {
    **dict.fromkeys(("micro_f1", "f1_micro"), "micro_f1"),
    **dict.fromkeys(("micro_precision", "precision_micro"), "micro_precision"),
    **dict.fromkeys(("micro_recall", "recall_micro"), "micro_recall"),
    **dict.fromkeys(("samples_f1", "f1_samples"), "samples_f1"),
    **dict.fromkeys(("auc", "roc_auc", "auroc", "roc_auc_score"), "auc"),
    **dict.fromkeys(("average_precision", "pr_auc", "average_precision_score"), "average_precision"),
    **dict.fromkeys(
        ("top5", "top_5", "top5_accuracy", "accuracy_top5", "top_5_accuracy", "top_k_accuracy_5"), "top5_accuracy"
    ),
    **dict.fromkeys(("iou", "mean_iou", "miou", "jaccard"), "iou"),
    **dict.fromkeys(("mae", "mean_absolute_error"), "mae"),
    **dict.fromkeys(("mse", "mean_squared_error"), "mse"),
    **dict.fromkeys(("rmse", "root_mean_squared_error"), "rmse"),
    **dict.fromkeys(("r2", "r2_score"), "r2"),
    "psnr": "psnr",
    "ssim": "ssim",
    **dict.fromkeys(("perplexity", "ppl"), "perplexity"),
    **dict.fromkeys(("merror", "multi_error", "binary_error", "error_rate"), "error_rate"),
    **dict.fromkeys(("map50", "map50_b"), "map50"),
    **dict.fromkeys(("map50_95", "map50_95_b"), "map50_95"),
}  # fmt: skip
"""Further names with one meaning in the field; a number that does not fit that meaning is left as it is."""

FURTHER_KINDS = {
    **{
        name: MetricKind(unit="fraction", better="higher", title=title)
        for name, title in (
            ("micro_precision", "precision (micro average)"), ("micro_recall", "recall (micro average)"),
            ("micro_f1", "F1 (micro average)"), ("macro_precision", "precision (macro average)"),
            ("macro_recall", "recall (macro average)"), ("macro_f1", "F1 (macro average)"),
            ("samples_precision", "precision (mean over samples)"), ("samples_recall", "recall (mean over samples)"),
            ("samples_f1", "F1 (mean over samples)"), ("weighted_precision", "precision (weighted average)"),
            ("weighted_recall", "recall (weighted average)"), ("auc", "area under the ROC curve"),
            ("average_precision", "average precision"), ("top5_accuracy", "top-5 accuracy"),
            ("iou", "intersection over union"), ("map50", "mean average precision at an overlap of 0.5"),
            ("map50_95", "mean average precision at overlaps from 0.5 to 0.95"),
        )
    },
    "error_rate": MetricKind(unit="fraction", better="lower", title="error rate"),
    "mae": MetricKind(unit="number", better="lower", title="mean absolute error"),
    "mse": MetricKind(unit="number", better="lower", title="mean squared error"),
    "rmse": MetricKind(unit="number", better="lower", title="root mean squared error"),
    "r2": MetricKind(unit="number", better="higher", title="R²"),
    "psnr": MetricKind(unit="db", better="higher", title="peak signal-to-noise ratio"),
    "ssim": MetricKind(unit="number", better="higher", title="structural similarity"),
    "perplexity": MetricKind(unit="number", better="lower", title="perplexity"),
}  # fmt: skip
"""Unit and direction of each of them, and of the averages in scikit-learn's report."""

_WRAPPERS = ("metrics", "results", "final", "scores")
"""Keys that only hold metrics and name nothing."""


@dataclass(frozen=True)
class Meaning:
    """What a name means: the metric as the record calls it, and the split, when the name tells it."""

    metric: str
    split: str | None


def meaning(*path: str) -> Meaning | None:
    """What the keys that lead to a number mean, or `None` for a metric that the record has no field for.

    A key that is no split, no metric and no mere wrapper, such as the name of a class or of a model, makes the number
    one of its own.
    """
    return _meaning(path, _METRICS)


def _meaning(path: tuple[str, ...], metrics: dict[str, str]) -> Meaning | None:
    last_key = re.sub(r",\w+$", "", path[-1])  # `acc,none`: the filter that lm-evaluation-harness names
    wrapper, cut, inner = last_key.partition("." if "." in last_key else "/")
    if cut and plain_name(wrapper) in _WRAPPERS:  # `metrics.val_accuracy` of MLflow, `metrics/mAP50(B)` of Ultralytics
        last_key = inner
    words = [plain_name(key) for key in (*path[:-1], last_key)]
    split: str | None = None
    for word in words[:-1]:
        if word in _SPLITS and split is None:
            split = _SPLITS[word]
        elif word not in _WRAPPERS:
            return None
    last = words[-1]
    first, _, rest = last.partition("_")
    if last not in metrics and first in _SPLITS and split is None:
        split, last = _SPLITS[first], rest
    last = re.sub(r"_epoch$", "", last)
    return Meaning(metrics[last], split) if last in metrics else None


def is_rate(name: str) -> bool:
    """Whether a column holds the learning rate: `lr`, `learning_rate`, `lr-AdamW` of Lightning's monitor, `lr/pg0` of
    Ultralytics."""
    return plain_name(name) in ("lr", "learning_rate", "train_learning_rate") or name.lower().startswith(("lr-", "lr/"))


def split_word(word: str) -> str | None:
    """The split that a word stands for, such as `val` or `Training`; None for any other word."""
    return _SPLITS.get(plain_name(word))


def wrapped(name: str) -> bool:
    """Whether a name stands in a mere wrapper, such as `metrics/precision(B)`."""
    return plain_name(re.split(r"[./]", name)[0]) in _WRAPPERS and re.search(r"[./]", name) is not None


def further(*path: str) -> Meaning | None:
    """What the keys mean among the further names, such as `auc` or `val_top5`; `None` for any other."""
    return _meaning(path, _FURTHER)


def kind_of(metric: str) -> MetricKind:
    """Unit and direction of a metric, as the record calls it.

    Raises:
        KeyError: it is none of those that files may tell.
    """
    return {**CLASSIFICATION, **FURTHER_KINDS}[metric]


def is_fraction(metric: str) -> bool:
    """Whether a metric of the record lies between 0 and 1."""
    return metric != "n" and kind_of(metric).unit == "fraction"


def plain_name(name: str) -> str:
    """A name as the tables here write it: lower case, words joined by `_`."""
    return re.sub(r"[/.\-\s()]+", "_", name.strip().lower()).strip("_")
