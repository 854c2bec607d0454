"""Which split and which metric another tool's name means: `eval_f1_macro`, `val/acc_epoch`, `test.accuracy`.

Sources: the log names of Lightning, Hugging Face's Trainer, Keras, fastai, skorch, timm, scikit-learn, torchmetrics,
Ultralytics, detectron2, MMDetection, lm-evaluation-harness and pytrec_eval.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from plainspoken.experiments.results.metric import CLASSIFICATION, Direction, MetricKind

_SPLITS = {
    **dict.fromkeys(("train", "training", "fit", "learn"), "train"),
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
        ("loss", "logloss", "log_loss", "mlogloss", "multi_logloss", "binary_logloss", "cross_entropy",
         "total_loss"), "loss"
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
    **dict.fromkeys(("average_precision", "pr_auc", "auprc", "average_precision_score", "ap"), "average_precision"),
    **dict.fromkeys(
        ("top5", "top_5", "top5_accuracy", "accuracy_top5", "top_5_accuracy", "top_k_accuracy_5"), "top5_accuracy"
    ),
    **dict.fromkeys(
        ("merror", "multi_error", "binary_error", "error_rate", "classification_error", "top1_error", "top_1_error",
         "top1_err", "err1"), "error_rate"
    ),
    **dict.fromkeys(("error", "err"), "error"),
    **dict.fromkeys(("top5_error", "top_5_error", "top5_err", "err5"), "top5_error"),
    **dict.fromkeys(("mcc", "matthews_corrcoef", "matthews_correlation", "matthews"), "mcc"),
    **dict.fromkeys(("kappa", "cohen_kappa", "cohen_kappa_score"), "kappa"),
    **dict.fromkeys(("brier", "brier_score", "brier_score_loss"), "brier"),
    **dict.fromkeys(("ece", "expected_calibration_error"), "ece"),
    **dict.fromkeys(("specificity", "tnr"), "specificity"),
    **dict.fromkeys(("sensitivity", "tpr"), "sensitivity"),
    **dict.fromkeys(("mae", "mean_absolute_error"), "mae"),
    **dict.fromkeys(("mse", "mean_squared_error"), "mse"),
    **dict.fromkeys(("rmse", "root_mean_squared_error"), "rmse"),
    **dict.fromkeys(("medae", "median_absolute_error"), "medae"),
    **dict.fromkeys(("mape", "mean_absolute_percentage_error"), "mape"),
    **dict.fromkeys(("smape", "symmetric_mean_absolute_percentage_error"), "smape"),
    **dict.fromkeys(("rmsle", "root_mean_squared_log_error"), "rmsle"),
    **dict.fromkeys(("r2", "r2_score", "r_squared"), "r2"),
    **dict.fromkeys(("explained_variance", "explained_variance_score"), "explained_variance"),
    **dict.fromkeys(("pearson", "pearsonr", "pearson_corr"), "pearson"),
    **dict.fromkeys(("spearman", "spearmanr", "spearman_corr"), "spearman"),
    **dict.fromkeys(("iou", "mean_iou", "miou", "jaccard", "jaccard_score"), "iou"),
    **dict.fromkeys(("dice", "dice_score", "dice_coefficient", "mean_dice", "mdice"), "dice"),
    **dict.fromkeys(("map50", "map50_b", "map_50", "bbox_map_50", "ap50", "bbox_ap50"), "map50"),
    **dict.fromkeys(("map75", "map75_b", "map_75", "bbox_map_75", "ap75", "bbox_ap75"), "map75"),
    **dict.fromkeys(("map50_95", "map50_95_b", "bbox_map", "bbox_ap", "coco_bbox_map"), "map50_95"),
    **dict.fromkeys(("map", "mean_average_precision"), "map"),
    **dict.fromkeys(("map50_95_m", "segm_map", "segm_ap"), "mask_map50_95"),
    **dict.fromkeys(("map50_m", "segm_map_50", "segm_ap50"), "mask_map50"),
    **dict.fromkeys(("segm_map_75", "segm_ap75"), "mask_map75"),
    "psnr": "psnr",
    **dict.fromkeys(("ssim", "ms_ssim"), "ssim"),
    "lpips": "lpips",
    **dict.fromkeys(("fid", "frechet_inception_distance"), "fid"),
    **dict.fromkeys(("kid", "kernel_inception_distance"), "kid"),
    "inception_score": "inception_score",
    **dict.fromkeys(("perplexity", "ppl"), "perplexity"),
    "word_perplexity": "word_perplexity",
    "byte_perplexity": "byte_perplexity",
    **dict.fromkeys(("bits_per_byte", "bpb"), "bits_per_byte"),
    **dict.fromkeys(("bits_per_character", "bpc"), "bits_per_character"),
    **dict.fromkeys(("bits_per_dim", "bpd"), "bits_per_dim"),
    **dict.fromkeys(("bleu", "sacrebleu", "bleu_score", "sacre_bleu"), "bleu"),
    **dict.fromkeys(("chrf", "chr_f"), "chrf"),
    **dict.fromkeys(("ter", "translation_edit_rate"), "ter"),
    "meteor": "meteor",
    **dict.fromkeys(("rouge1", "rouge_1"), "rouge1"),
    **dict.fromkeys(("rouge2", "rouge_2"), "rouge2"),
    **dict.fromkeys(("rougel", "rouge_l"), "rougel"),
    **dict.fromkeys(("rougelsum", "rouge_lsum"), "rougelsum"),
    **dict.fromkeys(("bertscore", "bertscore_f1", "bert_score"), "bertscore"),
    **dict.fromkeys(("wer", "word_error_rate"), "wer"),
    **dict.fromkeys(("cer", "character_error_rate"), "cer"),
    **dict.fromkeys(("exact_match", "em"), "exact_match"),
    **dict.fromkeys(("acc_norm", "accuracy_norm"), "acc_norm"),
    **dict.fromkeys(("mrr", "mean_reciprocal_rank"), "mrr"),
    **dict.fromkeys(("ndcg", "ndcg_score"), "ndcg"),
    **dict.fromkeys(("hit_rate", "hit_ratio"), "hit_rate"),
    **dict.fromkeys(("reward", "mean_reward", "reward_mean", "episode_reward_mean", "ep_rew_mean", "episode_return"),
                    "reward"),
}  # fmt: skip
"""Further names with one meaning in the field; a number that does not fit that meaning is left as it is."""

_AT_K = {
    **dict.fromkeys(("recall", "r"), ("recall", "recall at {k}")),
    **dict.fromkeys(("precision", "p"), ("precision", "precision at {k}")),
    **dict.fromkeys(("ndcg", "ndcg_cut"), ("ndcg", "NDCG at {k}")),
    **dict.fromkeys(("hits", "hit", "hit_rate", "hr"), ("hits", "hit rate at {k}")),
    "map": ("map", "mean average precision at {k}"),
    "mrr": ("mrr", "mean reciprocal rank at {k}"),
    "pass": ("pass", "pass rate at {k}"),
}
"""Families of metrics with a cut, such as `recall@10`, `ndcg_cut_10` and `pass@1`, and their titles."""
_AT_NAME = re.compile(r"([a-z_]+?)(?:_?@_?|_at_|_cut_)(\d{1,5})")
_AT_RECORD = re.compile(r"(recall|precision|ndcg|hits|map|mrr|pass)_at_(\d+)")


def _share(*titles: tuple[str, str], better: Direction = "higher") -> dict[str, MetricKind]:
    return {name: MetricKind(unit="fraction", better=better, title=title) for name, title in titles}


def _pure(*titles: tuple[str, str], better: Direction) -> dict[str, MetricKind]:
    return {name: MetricKind(unit="number", better=better, title=title) for name, title in titles}


FURTHER_KINDS = {
    **_share(
        ("micro_precision", "precision (micro average)"), ("micro_recall", "recall (micro average)"),
        ("micro_f1", "F1 (micro average)"), ("macro_precision", "precision (macro average)"),
        ("macro_recall", "recall (macro average)"), ("macro_f1", "F1 (macro average)"),
        ("samples_precision", "precision (mean over samples)"), ("samples_recall", "recall (mean over samples)"),
        ("samples_f1", "F1 (mean over samples)"), ("weighted_precision", "precision (weighted average)"),
        ("weighted_recall", "recall (weighted average)"), ("auc", "area under the ROC curve"),
        ("average_precision", "average precision"), ("top5_accuracy", "top-5 accuracy"),
        ("iou", "intersection over union"), ("dice", "Dice coefficient"),
        ("map", "mean average precision"), ("map50", "mean average precision at an overlap of 0.5"),
        ("map75", "mean average precision at an overlap of 0.75"),
        ("map50_95", "mean average precision at overlaps from 0.5 to 0.95"),
        ("mask_map50", "mean average precision of masks at an overlap of 0.5"),
        ("mask_map75", "mean average precision of masks at an overlap of 0.75"),
        ("mask_map50_95", "mean average precision of masks at overlaps from 0.5 to 0.95"),
        ("specificity", "specificity"), ("sensitivity", "sensitivity"), ("exact_match", "exact match"),
        ("acc_norm", "accuracy normalised by length"), ("mrr", "mean reciprocal rank"),
        ("ndcg", "normalised discounted cumulative gain"), ("hit_rate", "hit rate"),
    ),
    **_share(
        ("error_rate", "error rate"), ("top5_error", "top-5 error"), ("ece", "expected calibration error"),
        better="lower",
    ),
    **_pure(
        ("error", "error"), ("mae", "mean absolute error"), ("mse", "mean squared error"),
        ("rmse", "root mean squared error"),
        ("medae", "median absolute error"), ("mape", "mean absolute percentage error"),
        ("smape", "symmetric mean absolute percentage error"), ("rmsle", "root mean squared logarithmic error"),
        ("brier", "Brier score"), ("lpips", "LPIPS distance"), ("fid", "Fréchet inception distance"),
        ("kid", "kernel inception distance"), ("perplexity", "perplexity"),
        ("word_perplexity", "perplexity of words"), ("byte_perplexity", "perplexity of bytes"),
        ("bits_per_byte", "bits per byte"), ("bits_per_character", "bits per character"),
        ("bits_per_dim", "bits per dimension"), ("ter", "translation edit rate"), ("wer", "word error rate"),
        ("cer", "character error rate"), better="lower",
    ),
    **_pure(
        ("r2", "R²"), ("explained_variance", "explained variance"), ("pearson", "Pearson's correlation"),
        ("spearman", "Spearman's rank correlation"), ("mcc", "Matthews correlation"), ("kappa", "Cohen's kappa"),
        ("ssim", "structural similarity"), ("inception_score", "inception score"), ("bleu", "BLEU"),
        ("chrf", "chrF"), ("meteor", "METEOR"), ("rouge1", "ROUGE-1"), ("rouge2", "ROUGE-2"), ("rougel", "ROUGE-L"),
        ("rougelsum", "ROUGE-Lsum"), ("bertscore", "BERTScore"), ("reward", "mean reward"), better="higher",
    ),
    "psnr": MetricKind(unit="db", better="higher", title="peak signal-to-noise ratio"),
}  # fmt: skip
"""Unit and direction of each of them, and of the averages in scikit-learn's report. Word error rates and the like may
pass 1, and BLEU is written by some as 0.31 and by others as 31, so they are plain numbers."""

_KINDS = {**CLASSIFICATION, **FURTHER_KINDS}

_WRAPPERS = ("metrics", "results", "final", "scores", "epoch", "perf")
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
    words = [plain_name(key) for key in (*path[:-1], _PERCENT.sub("", last_key.strip()))]
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
    if last in metrics:
        return Meaning(metrics[last], split)
    known = _at_k(last) if metrics is _FURTHER else None
    return Meaning(known, split) if known else None


_PERCENT = re.compile(
    r"(?<=\w)[\s_]*(?:[(\[]\s*(?:%|percent|pct)\s*[)\]]|%|(?<=[\s_])(?:percent|pct|perc))$",
    re.IGNORECASE,
)


def is_percent(name: str) -> bool:
    """Whether a name says that its numbers are percentages: `Val Acc (%)`, `accuracy_pct`."""
    return _PERCENT.search(name.strip()) is not None


def _at_k(name: str) -> str | None:
    """What the record calls a metric with a cut: `recall@10` is `recall_at_10`."""
    cut = _AT_NAME.fullmatch(name)
    return f"{_AT_K[cut[1]][0]}_at_{int(cut[2])}" if cut and cut[1] in _AT_K else None


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


_OVERLAPS = re.compile(r"(?:^|_)(?:m?ap_?(?:50|75)|m?ap_?(?:small|medium|large|[sml]))(?:$|_)")


def of_detection(names: Iterable[str]) -> bool:
    """Whether metrics beside each other are those of detection, as COCO's evaluation and torchmetrics name them:
    `AP50`, `map_75`, `map_small`. A bare `AP` or `map` is then the mean over overlaps from 0.5 to 0.95; beside other
    metrics it is that of retrieval or of a classifier."""
    return any(_OVERLAPS.search(plain_name(name)) for name in names)


def in_detection(known: Meaning, name: str) -> Meaning:
    """What a metric beside those of detection means."""
    bare = known.metric in ("map", "average_precision") and plain_name(name).rpartition("_")[2] in ("map", "ap")
    return Meaning("map50_95", known.split) if bare else known


def kind_of(metric: str) -> MetricKind:
    """Unit and direction of a metric, as the record calls it.

    Raises:
        KeyError: it is none of those that files may tell.
    """
    cut = _AT_RECORD.fullmatch(metric)
    if cut is not None:
        return MetricKind(unit="fraction", better="higher", title=_AT_K[cut[1]][1].format(k=cut[2]))
    return _KINDS[metric]


def is_fraction(metric: str) -> bool:
    """Whether a metric of the record lies between 0 and 1; not so for those that only the author knows."""
    try:
        return metric != "n" and kind_of(metric).unit == "fraction"
    except KeyError:
        return False


def plain_name(name: str) -> str:
    """A name as the tables here write it: lower case, words joined by `_`."""
    return re.sub(r"[/.\-\s()]+", "_", name.strip().lower()).strip("_")
