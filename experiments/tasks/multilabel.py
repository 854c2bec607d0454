"""Any number of labels a sample: thresholds, micro and macro averages, and which labels come together.

Logits [n, labels] against noughts and ones [n, labels]. Torch only inside the task's methods.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from plainspoken.experiments.results.intervals import wilson
from plainspoken.experiments.results.metric import Interval, Metric, MetricKind, NamedNumbers, measured
from plainspoken.experiments.results.record import LabelMetrics, MultiLabelDetail, Sample, Samples
from plainspoken.experiments.results.record import Task as TaskName
from plainspoken.experiments.tasks.task import Outputs

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor

    Floats = NDArray[np.float64]
    Truths = NDArray[np.bool_]

RESAMPLES = 500
"""Bootstrap samples behind an interval of F1."""

GRID = 19
"""Thresholds that are tried, from .05 to .95."""

KINDS = {
    "loss": MetricKind(unit="number", better="lower", title="binary cross entropy"),
    "micro_f1": MetricKind(unit="fraction", better="higher", title="F1 (micro average)"),
    "macro_f1": MetricKind(unit="fraction", better="higher", title="F1 (macro average)"),
    "samples_f1": MetricKind(unit="fraction", better="higher", title="F1 (mean over samples)"),
    "micro_precision": MetricKind(unit="fraction", better="higher", title="precision (micro average)"),
    "micro_recall": MetricKind(unit="fraction", better="higher", title="recall (micro average)"),
    "exact_match": MetricKind(unit="fraction", better="higher", title="all labels right"),
    "hamming_loss": MetricKind(unit="fraction", better="lower", title="share of wrong labels"),
    "empty_share": MetricKind(unit="fraction", better="none", title="samples without any label said"),
    "mean_average_precision": MetricKind(unit="fraction", better="higher", title="mean average precision"),
    "fixed_micro_f1": MetricKind(unit="fraction", better="higher", title="F1 (micro average) with thresholds of .5"),
    "fixed_macro_f1": MetricKind(unit="fraction", better="higher", title="F1 (macro average) with thresholds of .5"),
}


class MultiLabel:
    """Any number of labels a sample.

    Args:
        labels: label names by column.
        tune_thresholds: whether each label's threshold is chosen on the validation split (its F1), or is .5.
    """

    name: TaskName = "multilabel"
    kinds: Mapping[str, MetricKind] = KINDS
    monitor = "macro_f1"
    losses: tuple[str, ...] = ("bce",)

    def __init__(self, labels: list[str], tune_thresholds: bool = False) -> None:
        self.labels, self.tuned = labels, tune_thresholds
        self.thresholds = [0.5] * len(labels)

    def fit_problem(self, outputs: Tensor, targets: Tensor) -> str:
        """Why a batch does not fit; empty when it does."""
        if targets.dim() != 2 or targets.shape[1] != len(self.labels):
            return f"it needs 0 or 1 for each of the {len(self.labels)} labels"
        if outputs.shape != targets.shape:
            return f"it needs a logit for each of the {len(self.labels)} labels"
        return "" if bool(((targets == 0) | (targets == 1)).all()) else "a target is neither 0 nor 1"

    def running(self, outputs: Tensor, targets: Tensor) -> dict[str, Tensor]:
        """The number of samples in a batch with all labels right, at thresholds of .5."""
        return {"exact_match": ((outputs > 0) == (targets > 0.5)).all(1).sum()}

    def epoch_scores(self, outputs: Outputs, monitor: str) -> dict[str, float]:
        """Loss, micro and macro F1 and all labels right, at thresholds of .5."""
        probabilities, truth = _arrays(outputs)
        said = probabilities >= 0.5
        found = {
            "loss": _bce(outputs),
            "micro_f1": micro_f1(truth, said),
            "macro_f1": macro_f1_of(truth, said),
            "exact_match": float((said == truth).all(1).mean()),
        }
        if monitor not in found:
            found[monitor] = self.scores(outputs, "valid")[0][monitor].value
        return found

    def tune(self, valid: Outputs) -> None:
        """Choose each label's threshold: the one of the best F1 on the validation split; .5 before others that tie."""
        if self.tuned:
            import numpy as np

            probabilities, truth = _arrays(valid)
            tried = sorted(np.linspace(0.05, 0.95, GRID).round(2).tolist(), key=lambda t: abs(t - 0.5))
            self.thresholds = [
                max(tried, key=lambda t: _f1(truth[:, i], probabilities[:, i] >= t)) for i in range(len(self.labels))
            ]

    def scores(self, outputs: Outputs, split: str) -> tuple[dict[str, Metric], MultiLabelDetail]:
        """All metrics of a split, with bootstrap intervals of the F1s and Wilson's of the exact match."""
        import numpy as np

        probabilities, truth = _arrays(outputs)
        said = probabilities >= np.array(self.thresholds)
        n = len(truth)
        both, either = (said & truth).sum(1), said.sum(1) + truth.sum(1)
        precisions = [average_precision(truth[:, i], probabilities[:, i]) for i in range(len(self.labels))]
        there = [value for value in precisions if value is not None]
        exact = int((said == truth).all(1).sum())
        values = {
            "loss": _bce(outputs),
            "micro_f1": micro_f1(truth, said),
            "macro_f1": macro_f1_of(truth, said),
            "samples_f1": float(np.where(either > 0, 2 * both / np.maximum(either, 1), 1.0).mean()),
            "micro_precision": float((said & truth).sum() / max(1, said.sum())),
            "micro_recall": float((said & truth).sum() / max(1, truth.sum())),
            "exact_match": exact / n,
            "hamming_loss": float((said != truth).mean()),
            "empty_share": float((~said.any(1)).mean()),
            "mean_average_precision": sum(there) / len(there) if there else 0.0,
        }
        if self.tuned:
            plain = probabilities >= 0.5
            values |= {"fixed_micro_f1": micro_f1(truth, plain), "fixed_macro_f1": macro_f1_of(truth, plain)}
        intervals = {"exact_match": wilson(exact, n), **bootstrap_f1(truth, said)}
        per_label = {
            label: LabelMetrics(
                precision=float((said[:, i] & truth[:, i]).sum() / max(1, said[:, i].sum())),
                recall=float((said[:, i] & truth[:, i]).sum() / max(1, truth[:, i].sum())),
                f1=_f1(truth[:, i], said[:, i]),
                support=int(truth[:, i].sum()),
                predicted=int(said[:, i].sum()),
                threshold=self.thresholds[i],
                **({} if precisions[i] is None else {"average_precision": precisions[i]}),
            )
            for i, label in enumerate(self.labels)
        }
        tried = np.linspace(0.05, 0.95, GRID).round(2)
        detail = MultiLabelDetail(
            labels=self.labels,
            per_label=per_label,
            thresholds="tuned on valid" if self.tuned else "fixed",
            labels_per_sample=float(truth.sum(1).mean()),
            said_per_sample=float(said.sum(1).mean()),
            together=(truth.astype(np.int64).T @ truth.astype(np.int64)).tolist(),
            threshold_curve={
                "threshold": tried.tolist(),
                "micro_f1": [micro_f1(truth, probabilities >= t) for t in tried],
                "macro_f1": [macro_f1_of(truth, probabilities >= t) for t in tried],
            },
        )
        return measured(values, self.kinds, split=split, n=n, intervals=intervals), detail

    def baselines(self, train: Outputs, test: Outputs) -> dict[str, NamedNumbers]:
        """`majority`: always the one label that is most common in training."""
        import numpy as np

        _, learned = _arrays(train)
        _, truth = _arrays(test)
        said = np.zeros_like(truth)
        said[:, int(learned.sum(0).argmax())] = True
        exact = float((said == truth).all(1).mean())
        return {
            "majority": NamedNumbers(
                micro_f1=micro_f1(truth, said), macro_f1=macro_f1_of(truth, said), exact_match=exact
            )
        }

    def samples(self, outputs: Outputs, grid: Sequence[int], texts: Sequence[str] | None) -> Samples | None:
        """The grid: the labels that are there and those that are said, in the order of the labels."""
        import numpy as np

        probabilities, truth = _arrays(outputs)
        said = probabilities >= np.array(self.thresholds)

        def named(row: Truths) -> str:
            return ", ".join(label for label, there in zip(self.labels, row, strict=True) if there) or "none"

        shown = [
            Sample(
                index=i,
                truth=named(truth[i]),
                predicted=named(said[i]),
                text=texts[i] if texts is not None else None,
            )
            for i in grid
        ]
        return Samples(grid=shown, right=sum(sample.right for sample in shown), total=len(shown))


def micro_f1(truth: Truths, said: Truths) -> float:
    """F1 over all pairs of sample and label; 0 when nothing is true or said."""
    total = int(truth.sum() + said.sum())
    return float(2 * (truth & said).sum() / total) if total else 0.0


def macro_f1_of(truth: Truths, said: Truths) -> float:
    """The mean of the labels' F1s; 0 for a label that is neither there nor said (as scikit-learn's)."""
    total = truth.sum(0) + said.sum(0)
    both = (truth & said).sum(0)
    return float((2 * both / total.clip(min=1)).mean())


def average_precision(truth: NDArray[np.bool_], score: Floats) -> float | None:
    """The area under the precision-recall curve as a sum of steps (as scikit-learn's); None for a label that is never
    there. Samples of equal score are taken together."""
    import numpy as np

    if not truth.any():
        return None
    order = np.argsort(-score, kind="stable")
    hit = np.cumsum(truth[order])
    last = np.append(np.diff(score[order]) != 0, True)
    recall, precision = hit[last] / truth.sum(), hit[last] / (np.flatnonzero(last) + 1)
    return float((np.diff(recall, prepend=0.0) * precision).sum())


def bootstrap_f1(truth: Truths, said: Truths, resamples: int = RESAMPLES) -> dict[str, Interval]:
    """95 % percentile intervals of micro and macro F1, samples drawn anew with a fixed seed (Efron 1979)."""
    import numpy as np

    draw = np.random.default_rng(17)
    n = len(truth)
    counts = draw.multinomial(n, np.full(n, 1 / n), size=resamples).astype(np.float64)  # [resamples, n]
    both, total = counts @ (truth & said), counts @ (truth.astype(np.int64) + said)  # [resamples, labels]
    micro = 2 * both.sum(1) / np.maximum(total.sum(1), 1)
    macro = (2 * both / np.maximum(total, 1)).mean(1)
    return {
        name: Interval(
            low=float(np.percentile(values, 2.5)), high=float(np.percentile(values, 97.5)), method="bootstrap"
        )
        for name, values in (("micro_f1", micro), ("macro_f1", macro))
    }


def _f1(truth: NDArray[np.bool_], said: NDArray[np.bool_]) -> float:
    total = int(truth.sum() + said.sum())
    return float(2 * (truth & said).sum() / total) if total else 0.0


def _arrays(outputs: Outputs) -> tuple[Floats, Truths]:
    """Probabilities and truths [n, labels]."""
    return outputs.logits.double().sigmoid().numpy(), outputs.targets.numpy() > 0.5


def _bce(outputs: Outputs) -> float:
    from torch.nn.functional import binary_cross_entropy_with_logits

    return float(binary_cross_entropy_with_logits(outputs.logits, outputs.targets.float()))
